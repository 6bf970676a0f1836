#include "keys/session.h"

#include <time.h>

#include "keys/card.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static struct home home;
static struct session session;

static enum why_reason
told(int rc, struct why *w)
{
	enum why_reason reason =
	    (rc == 0) == (w->reason == WHY_NONE) ? w->reason : WHY_REASONS;

	if (w->reason != WHY_NONE)
		tap_note("%s: %s", why_name(w->reason), w->text);
	why_clear(w);
	return reason;
}

static void
test_make(const struct session_new_key *new, const char *algorithm,
    unsigned int bits, char *print)
{
	struct session_key_info info;
	struct why w = { 0 };
	int64_t now_s = time(NULL);

	tap_ok(session_make_key(&session, new, print, &w) == 0 &&
		card_print_ok(print),
	    "a key of %s is made: %s", algorithm, w.text);
	tap_text(why_name(told(session_key(&session, print, &info, &w), &w)),
	    "none", "and found");
	tap_text(info.fingerprint, print, "its fingerprint");
	tap_text(info.algorithm, algorithm, "its algorithm");
	tap_number(info.bits, bits, "its size");
	tap_ok(info.can_sign && info.can_encrypt && !info.expired &&
		!info.revoked && !info.weak,
	    "it signs and decrypts, and is strong");
	tap_ok(info.created_s >= now_s - 1 && info.created_s <= now_s + 60,
	    "its time");
	if (new->valid_s == 0)
		tap_number(info.expires_s, 0, "it does not expire");
	else
		tap_ok(info.expires_s >= now_s + new->valid_s - 1 &&
			info.expires_s <= now_s + new->valid_s + 60,
		    "its end");
}

static enum why_reason
import(struct session *s, const struct bytes *key, const char *print)
{
	struct why w = { 0 };

	return told(session_import(s, key, print, &w), &w);
}

/* A stock gpg writes what the program never does. */
#define GPG_EXPORT(out, ...)                                          \
	do {                                                          \
		SCRATCH_GPG(home.path, "-a", "-o", scratch_path("k"), \
		    __VA_ARGS__);                                     \
		(out)->len = 0;                                       \
		scratch_read(scratch_path("k"), out);                 \
	} while (0)

static void
refuse(struct session *s, const struct bytes *key, const char *print,
    const char *rule)
{
	struct session_key_info info;
	struct why w = { 0 };

	tap_text(why_name(import(s, key, print)), "card", "%s", rule);
	tap_ok(session_key(s, print, &info, &w) == -1 &&
		w.reason == WHY_SIGNER_UNKNOWN,
	    "%s: nothing was imported", rule);
}

static void
test_import(struct session *s, const char *ed, const char *rsa)
{
	struct bytes key = { 0 };
	struct bytes other = { 0 };
	struct session_key_info info;
	struct why w = { 0 };
	char line[1200];
	char weak[SESSION_PRINT_HEX] = "";

	tap_ok(session_export(&session, ed, &key, &w) == 0 && key.len > 200 &&
		key.len < 2000,
	    "a public key is exported: %s", w.text);
	refuse(s, &key, rsa, "a key under another's fingerprint");
	refuse(s, &key, ed + 24, "a key under its key id");
	bytes_add(&other, key.data, key.len, &w);
	session_export(&session, rsa, &other, &w);
	refuse(s, &other, ed, "two armours");
	other.len = 0;
	bytes_add(&other, "Hello\n", 6, &w);
	bytes_add(&other, key.data, key.len, &w);
	refuse(s, &other, ed, "text before the armour");
	other.len = 0;
	bytes_add(&other, key.data, key.len, &w);
	bytes_add(&other, "x", 1, &w);
	refuse(s, &other, ed, "a byte behind the armour");
	GPG_EXPORT(&other, "--export", ed, rsa);
	refuse(s, &other, ed, "two keys in one armour");
	GPG_EXPORT(&other, "--export-secret-keys", ed);
	refuse(s, &other, ed, "a secret key");
	scratch_run("sed", "-i", "s/PRIVATE/PUBLIC/", scratch_path("k"),
	    (char *)NULL);
	other.len = 0;
	scratch_read(scratch_path("k"), &other);
	refuse(s, &other, ed, "a secret key that says it is public");
	other.len = 0;
	bytes_add(&other, key.data, key.len, &w);
	other.data[200] ^= 4;
	refuse(s, &other, ed, "a damaged key");
	other.len = 40;
	refuse(s, &other, ed, "a cut key");
	SCRATCH_GPG(home.path, "--passphrase", "", "--quick-gen-key", "weak",
	    "rsa1024", "sign,cert,encr", "0");
	snprintf(line, sizeof line,
	    "gpg --homedir %s --with-colons --list-keys =weak |"
	    "sed -n '/^fpr/{s/fpr:*//;s/://g;p;q}' >%s/p",
	    home.path, scratch);
	scratch_run("sh", "-c", line, (char *)NULL);
	other.len = 0;
	scratch_read(scratch_path("p"), &other);
	snprintf(weak, sizeof weak, "%.*s", (int)other.len, other.data);
	GPG_EXPORT(&other, "--export", weak);
	refuse(s, &other, weak, "a weak key");
	tap_text(why_name(import(s, &key, ed)), "none", "a good key is taken");
	tap_text(why_name(import(s, &key, ed)), "none", "twice as well");
	tap_ok(session_key(s, ed, &info, &w) == 0 && info.can_sign &&
		info.can_encrypt,
	    "and known then");
	snprintf(line, sizeof line,
	    "sed 's/^:---/---/' %s/openpgp-revocs.d/%s.rev >%s/rev", home.path,
	    ed, scratch);
	scratch_run("sh", "-c", line, (char *)NULL);
	SCRATCH_GPG(home.path, "--import", scratch_path("rev"));
	key.len = 0;
	session_export(&session, ed, &key, &w);
	tap_text(why_name(import(s, &key, ed)), "none",
	    "its revocation is taken");
	tap_ok(session_key(s, ed, &info, &w) == 0 && info.revoked &&
		!info.can_sign && !info.can_encrypt,
	    "and it is revoked then");
	bytes_clear(&key);
	bytes_clear(&other);
}

/* The key and the signature of the specifications belong together. */
static void
test_examples(struct session *s)
{
	static const char print[] = "FCC6BFBBC7D92CB49B6F0B3E558E31D0D10026D4";
	struct session_signed data = { .data = "sealbag\n", .len = 8 };
	struct session_verdict v;
	struct bytes key = { 0 };
	struct bytes sig = { 0 };
	struct why w = { 0 };

	scratch_run("sh", "-c",
	    "sed -n '/-----BEGIN/,/-----END/s/^    //p' formats/card.txt "
	    ">$HOME/key; sed -n '/^    887504/,/^$/p' formats/signature.txt |"
	    "perl -ne 's/\\s//g; print pack \"H*\", $_' >$HOME/sig",
	    (char *)NULL);
	scratch_read(scratch_path("key"), &key);
	scratch_read(scratch_path("sig"), &sig);
	data.signature = sig.data;
	data.signature_len = sig.len;
	tap_text(why_name(import(s, &key, print)), "none",
	    "the key of card.txt is taken");
	tap_text(why_name(told(session_verify(s, &data, &v, &w), &w)), "none",
	    "the signature of signature.txt is good");
	tap_text(v.fingerprint, print, "and of that key");
	tap_number(v.created_s, 1767323045, "and of that time");
	data.data = "Sealbag\n";
	tap_text(why_name(told(session_verify(s, &data, &v, &w), &w)),
	    "signature-bad", "of nothing else");
	bytes_clear(&key);
	bytes_clear(&sig);
}

int
main(void)
{
	struct session_new_key new = {
		.uid = "Zw\xc3\xb6lf & S\xc3\xb6hne (sealbag agency a)",
		.valid_s = 3 * 365 * 86400,
	};
	char ed[SESSION_PRINT_HEX] = "";
	char rsa[SESSION_PRINT_HEX] = "";
	struct session s = { 0 };
	struct home public = { 0 };
	struct why w = { 0 };

	scratch_begin();
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&home, scratch_path("h"), NULL, NULL, &w) != 0 ||
	    session_open(&session, &home, &w) != 0 ||
	    home_open_temporary(&public, NULL, &w) != 0 ||
	    session_open(&s, &public, &w) != 0) {
		tap_ok(false, "set up: %s", w.text);
		return tap_done();
	}
	test_make(&new, "ed25519", 255, ed);
	new.kind = SESSION_RSA3072;
	new.valid_s = 0;
	test_make(&new, "RSA", 3072, rsa);
	test_import(&s, ed, rsa);
	test_examples(&s);
	session_close(&s);
	home_close(&public);
	session_close(&session);
	home_close(&home);
	return tap_done();
}
