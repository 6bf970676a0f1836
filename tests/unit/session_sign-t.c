#include "keys/session.h"

#include <time.h>

#include "formats/signature.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static const char statement[] = "{\"format\":\"a statement\"}\n";
static const char *home_path;
static struct home home;
static struct session session;

/* Fingerprint of the only key that has this user id, from gpg. */
static void
find_print(const char *uid, char out[SESSION_PRINT_HEX])
{
	char line[1024];
	struct bytes text = { 0 };
	const char *at;

	snprintf(line, sizeof line,
	    "gpg --homedir %s --with-colons --list-keys '=%s' >%s/list",
	    home_path, uid, scratch);
	scratch_run("sh", "-c", line, (char *)NULL);
	scratch_read(scratch_path("list"), &text);
	out[0] = '\0';
	at = memmem(text.data, text.len, "\nfpr:::::::::", 13);
	if (at != NULL)
		snprintf(out, SESSION_PRINT_HEX, "%.40s", at + 13);
	bytes_clear(&text);
}

/* Sign the statement with stock gpg. */
#define GPG_SIGN(sig, ...)                                          \
	do {                                                        \
		scratch_write(scratch_path("s"), statement,         \
		    sizeof statement - 1);                          \
		SCRATCH_GPG(home_path, "-o", scratch_path("s.sig"), \
		    __VA_ARGS__, scratch_path("s"));                \
		(sig)->len = 0;                                     \
		scratch_read(scratch_path("s.sig"), sig);           \
	} while (0)

static struct session_signed
with(const struct bytes *sig)
{
	return (struct session_signed){
		.data = statement,
		.len = sizeof statement - 1,
		.signature = sig->data,
		.signature_len = sig->len,
	};
}

static enum why_reason
verify(const struct bytes *sig, struct session_verdict *v)
{
	struct session_signed data = with(sig);
	struct why w = { 0 };
	int rc = session_verify(&session, &data, v, &w);

	if (w.reason != WHY_NONE)
		tap_note("%s: %s", why_name(w.reason), w.text);
	if ((rc == 0) != (w.reason == WHY_NONE))
		return WHY_REASONS;
	return w.reason;
}

static void
refuse(const struct bytes *sig, enum why_reason reason, bool matches,
    const char *name)
{
	struct session_verdict v;

	tap_text(why_name(verify(sig, &v)), why_name(reason), "%s", name);
	tap_ok(v.matches == matches, "%s: %s", name,
	    matches ? "yet the signature matches" : "nothing is said to match");
}

/* No bit of the file can be turned. */
static void
flip_all(const struct bytes *sig, const char *name)
{
	struct session_signed data = with(sig);
	struct session_verdict v;
	size_t accepted = 0;
	size_t doubtful = 0;

	for (size_t i = 0; i < sig->len * 8; i++) {
		struct why w = { 0 };

		sig->data[i / 8] ^= (uint8_t)(1 << i % 8);
		if (session_verify(&session, &data, &v, &w) == 0) {
			tap_note("bit %zu of byte %zu", i % 8, i / 8);
			accepted++;
		} else if (why_exit(w.reason) != WHY_EXIT_NO) {
			tap_note("byte %zu: %s", i / 8, w.text);
			doubtful++;
		}
		sig->data[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	tap_number((long long)accepted, 0,
	    "no flipped bit of the %s signature is accepted", name);
	tap_number((long long)doubtful, 0,
	    "each flipped bit of the %s signature gets a verdict", name);
}

static void
test_kind(enum session_kind kind, const char *name, const char *algorithm)
{
	struct session_new_key new = {
		.uid = name,
		.kind = kind,
		.valid_s = 1000,
	};
	struct session_signed data = with(&(struct bytes){ 0 });
	struct session_verdict v;
	struct bytes sig = { 0 };
	struct bytes changed = { 0 };
	struct why w = { 0 };
	char print[SESSION_PRINT_HEX] = "";
	int64_t now_s = time(NULL);

	tap_ok(session_make_key(&session, &new, print, &w) == 0,
	    "a key of kind %s is made", name);
	tap_ok(session_sign(&session, print, &data, &sig, &w) == 0,
	    "it signs: %s", w.text);
	tap_text(why_name(verify(&sig, &v)), "none",
	    "its %s signature verifies", name);
	tap_text(v.fingerprint, print, "the primary key is named");
	tap_text(v.signer, print, "the key that signed is named");
	tap_text(v.hash, "SHA256", "the hash is named");
	tap_text(v.algorithm, algorithm, "the algorithm is named");
	tap_ok(v.matches && v.created_s >= now_s && v.created_s <= now_s + 60 &&
		v.key_expires_s > now_s + 900 &&
		v.key_expires_s <= now_s + 1060,
	    "the times are right");
	bytes_add(&changed, statement, sizeof statement - 1, &w);
	changed.data[3] ^= 1;
	data = with(&sig);
	data.data = changed.data;
	tap_ok(session_verify(&session, &data, &v, &w) == -1 &&
		w.reason == WHY_SIGNATURE_BAD,
	    "a changed statement is refused");
	flip_all(&sig, name);
	for (size_t len = 1; len < sig.len; len++) {
		struct bytes cut = { .data = sig.data, .len = len };

		if (verify(&cut, &v) != WHY_SIGNATURE_FORMAT)
			tap_ok(false, "cut to %zu bytes", len);
	}
	tap_ok(true, "every cut %s signature is refused", name);
	bytes_clear(&sig);
	bytes_clear(&changed);
}

static void
test_form(const char *print)
{
	struct bytes sig = { 0 };
	struct bytes two = { 0 };
	struct bytes wide = { 0 };
	struct why w = { 0 };
	struct bytes none = { 0 };

	refuse(&none, WHY_UNSIGNED, false, "no signature");
	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "-b");
	bytes_add(&two, sig.data, sig.len, &w);
	bytes_add(&two, sig.data, sig.len, &w);
	refuse(&two, WHY_SIGNATURE_FORMAT, false, "two signatures");
	two.len = sig.len + 1;
	refuse(&two, WHY_SIGNATURE_FORMAT, false, "a byte after it");
	/* the same packet, its length in the new format */
	bytes_add(&wide, "\xc2", 1, &w);
	bytes_add(&wide, sig.data + 1, sig.len - 1, &w);
	refuse(&wide, WHY_SIGNATURE_FORMAT, false, "a header of the new form");
	wide.len = 0;
	bytes_add(&wide, "\x89\x00", 2, &w);
	bytes_add(&wide, sig.data + 1, sig.len - 1, &w);
	refuse(&wide, WHY_SIGNATURE_FORMAT, false, "a length too wide");
	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "-a", "-b");
	refuse(&sig, WHY_SIGNATURE_FORMAT, false, "an armoured signature");
	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "-t", "-b");
	refuse(&sig, WHY_SIGNATURE_FORMAT, false, "a signature of text");
	GPG_SIGN(&sig, "--digest-algo", "SHA512", "-u", print, "-b");
	refuse(&sig, WHY_SIGNATURE_FORMAT, false, "a signature with SHA-512");
	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "--sig-notation",
	    "a@example.org=b", "-b");
	refuse(&sig, WHY_SIGNATURE_FORMAT, false, "a notation");
	bytes_clear(&sig);
	bytes_clear(&two);
	bytes_clear(&wide);
}

static void
test_weak(void)
{
	char print[SESSION_PRINT_HEX];
	struct bytes sig = { 0 };

	SCRATCH_GPG(home_path, "--passphrase", "", "--quick-gen-key",
	    "rsa 1024", "rsa1024", "sign,cert", "0");
	find_print("rsa 1024", print);
	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "-b");
	refuse(&sig, WHY_SIGNATURE_WEAK, false, "a key of RSA-1024");
	SCRATCH_GPG(home_path, "--passphrase", "", "--quick-gen-key",
	    "rsa 2048", "rsa2048", "sign,cert", "0");
	find_print("rsa 2048", print);
	GPG_SIGN(&sig, "--digest-algo", "SHA1", "-u", print, "-b");
	refuse(&sig, WHY_SIGNATURE_WEAK, false, "a signature with SHA-1");
	GPG_SIGN(&sig, "--digest-algo", "SHA224", "-u", print, "-b");
	refuse(&sig, WHY_SIGNATURE_WEAK, false, "a signature with SHA-224");
	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "-b");
	refuse(&sig, WHY_NONE, true, "a key of RSA-2048 will do");
	SCRATCH_GPG(home_path, "--passphrase", "", "--quick-gen-key", "dsa",
	    "dsa2048", "sign,cert", "0");
	find_print("dsa", print);
	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "-b");
	refuse(&sig, WHY_SIGNATURE_WEAK, false, "a DSA key");
	SCRATCH_GPG(home_path, "--passphrase", "", "--quick-gen-key", "ecdsa",
	    "nistp256", "sign,cert", "0");
	find_print("ecdsa", print);
	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "-b");
	refuse(&sig, WHY_SIGNATURE_FORMAT, false, "an ECDSA key");
	SCRATCH_GPG(home_path, "--passphrase", "", "--quick-gen-key", "mixed",
	    "ed25519", "sign,cert", "0");
	find_print("mixed", print);
	SCRATCH_GPG(home_path, "--passphrase", "", "--quick-add-key", print,
	    "rsa1024", "encr", "0");
	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "-b");
	refuse(&sig, WHY_SIGNATURE_WEAK, false, "a key with a weak subkey");
	bytes_clear(&sig);
}

static void
test_times(const char *print)
{
	struct bytes sig = { 0 };
	struct why w = { 0 };
	char old[SESSION_PRINT_HEX];
	struct session_signed data = with(&sig);

	/* a key that lived through 2020, and a signature of that year */
	SCRATCH_GPG(home_path, "--faked-system-time", "20200101T000000",
	    "--passphrase", "", "--quick-gen-key", "old", "ed25519",
	    "sign,cert", "1y");
	find_print("old", old);
	GPG_SIGN(&sig, "--faked-system-time", "20200601T000000",
	    "--digest-algo", "SHA256", "-u", old, "-b");
	refuse(&sig, WHY_SIGNER_EXPIRED, true, "an expired key");
	sig.len = 0;
	tap_ok(session_sign(&session, old, &data, &sig, &w) == -1 &&
		w.reason == WHY_SIGNER_EXPIRED && sig.len == 0,
	    "an expired key does not sign: %s", w.text);
	GPG_SIGN(&sig, "--faked-system-time", "20370101T000000",
	    "--ignore-time-conflict", "--digest-algo", "SHA256", "-u", print,
	    "-b");
	refuse(&sig, WHY_FUTURE, true, "a signature of 2037");
	GPG_SIGN(&sig, "--faked-system-time", "20200601T000000",
	    "--ignore-time-conflict", "--digest-algo", "SHA256", "-u", print,
	    "-b");
	refuse(&sig, WHY_SIGNATURE_BAD, false,
	    "a signature older than its key");
	SCRATCH_GPG(home_path, "--faked-system-time", "20370101T000000",
	    "--passphrase", "", "--quick-gen-key", "new", "ed25519",
	    "sign,cert", "0");
	find_print("new", old);
	GPG_SIGN(&sig, "--faked-system-time", "20370101T000000",
	    "--digest-algo", "SHA256", "-u", old, "-b");
	refuse(&sig, WHY_FUTURE, false, "a key of 2037");
	SCRATCH_GPG(home_path, "--faked-system-time", "20210101T000000",
	    "--passphrase", "", "--quick-gen-key", "oldest", "ed25519",
	    "sign,cert", "0");
	find_print("oldest", old);
	GPG_SIGN(&sig, "--faked-system-time", "20210601T000000",
	    "--default-sig-expire", "1d", "--digest-algo", "SHA256", "-u", old,
	    "-b");
	refuse(&sig, WHY_SIGNER_EXPIRED, true, "an expired signature");
	bytes_clear(&sig);
}

static void
test_revoked(const char *print)
{
	char command[1200];
	struct bytes sig = { 0 };
	struct why w = { 0 };
	struct session_signed data = with(&sig);

	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "-b");
	refuse(&sig, WHY_NONE, true, "a key not yet revoked");
	snprintf(command, sizeof command,
	    "sed 's/^:---/---/' %s/openpgp-revocs.d/%s.rev >%s/rev", home_path,
	    print, scratch);
	scratch_run("sh", "-c", command, (char *)NULL);
	SCRATCH_GPG(home_path, "--import", scratch_path("rev"));
	refuse(&sig, WHY_SIGNER_REVOKED, true, "a revoked key");
	sig.len = 0;
	tap_ok(session_sign(&session, print, &data, &sig, &w) == -1 &&
		w.reason == WHY_SIGNER_REVOKED,
	    "a revoked key does not sign: %s", w.text);
	bytes_clear(&sig);
}

static void
test_unknown(const char *print)
{
	struct home other = { 0 };
	struct session s = { 0 };
	struct session_verdict v;
	struct bytes sig = { 0 };
	struct session_signed data;
	struct why w = { 0 };

	GPG_SIGN(&sig, "--digest-algo", "SHA256", "-u", print, "-b");
	data = with(&sig);
	tap_ok(home_open_temporary(&other, NULL, &w) == 0 &&
		session_open(&s, &other, &w) == 0,
	    "a home without keys");
	tap_ok(session_verify(&s, &data, &v, &w) == -1 &&
		w.reason == WHY_SIGNER_UNKNOWN && !v.matches,
	    "an unknown signer is refused: %s", w.text);
	why_clear(&w);
	sig.len = 0;
	tap_ok(session_sign(&s, print, &data, &sig, &w) == -1 &&
		w.reason == WHY_NO_KEY && sig.len == 0,
	    "who has no secret key does not sign: %s", w.text);
	session_close(&s);
	home_close(&other);
	bytes_clear(&sig);
}

int
main(void)
{
	struct session_new_key new = { .uid = "signer" };
	char print[SESSION_PRINT_HEX] = "";
	struct why w = { 0 };

	scratch_begin();
	home_path = strdup(scratch_path("h"));
	if (home_create(home_path, &w) != 0 ||
	    home_open(&home, home_path, NULL, NULL, &w) != 0 ||
	    session_open(&session, &home, &w) != 0 ||
	    session_make_key(&session, &new, print, &w) != 0) {
		tap_ok(false, "set up: %s", w.text);
		return tap_done();
	}
	test_form(print);
	test_weak();
	test_times(print);
	test_unknown(print);
	test_revoked(print);
	test_kind(SESSION_ED25519, "Ed25519", "EdDSA");
	test_kind(SESSION_RSA3072, "RSA-3072", "RSA");
	session_close(&session);
	home_close(&home);
	return tap_done();
}
