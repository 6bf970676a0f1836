#include "keys/session_own.h"

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

/* Secret keys that go out and come in. Public ones: session_keys-t.c. */

static struct home home;
static struct session session;
static struct home other;
static struct session there;

static const char *
told(int rc, struct why *w)
{
	enum why_reason reason =
	    (rc == 0) == (w->reason == WHY_NONE) ? w->reason : WHY_REASONS;

	if (w->reason != WHY_NONE)
		tap_note("%s: %s", why_name(w->reason), w->text);
	why_clear(w);
	return reason == WHY_REASONS ? "a status that does not fit its reason"
				     : why_name(reason);
}

static void
refuse(const struct bytes *key, const char *print, const char *rule)
{
	struct session_own own;
	struct why w = { 0 };

	tap_text(told(session_import_secret(&there, key, print, &w), &w),
	    "backup", "%s", rule);
	tap_ok(session_own(&there, print, &own, &w) == -1 &&
		w.reason == WHY_SIGNER_UNKNOWN,
	    "%s: nothing was imported", rule);
}

static void
test_refused(const struct bytes *key, const char *print, const char *second)
{
	struct bytes wrong = { 0 };
	struct why w = { 0 };

	refuse(key, second, "a key under another's fingerprint");
	refuse(key, print + 24, "a key under its key id");
	bytes_add(&wrong, key->data, key->len, &w);
	session_export_secret(&session, second, &wrong, &w);
	refuse(&wrong, print, "two armours");
	wrong.len = 0;
	bytes_add(&wrong, "x\n", 2, &w);
	bytes_add(&wrong, key->data, key->len, &w);
	refuse(&wrong, print, "text before the armour");
	wrong.len = 0;
	bytes_add(&wrong, key->data, key->len, &w);
	wrong.data[150] ^= 4;
	refuse(&wrong, print, "a damaged key");
	wrong.len = 0;
	session_export(&session, print, &wrong, &w);
	refuse(&wrong, print, "a public key");
	wrong.len = 0;
	SCRATCH_GPG(home.path, "-a", "-o", scratch_path("k"), "--passphrase",
	    "phrase", "--export-secret-keys", print, second);
	scratch_read(scratch_path("k"), &wrong);
	refuse(&wrong, print, "two keys in one armour");
	bytes_clear(&wrong);
}

static void
test_taken(const struct bytes *key, const char *print)
{
	const struct session_signed data = { .data = "x", .len = 1 };
	struct bytes signature = { 0 };
	struct session_own own;
	struct why w = { 0 };

	tap_text(told(session_import_secret(&there, key, print, &w), &w),
	    "none", "a secret key is taken");
	tap_text(told(session_import_secret(&there, key, print, &w), &w),
	    "none", "twice as well");
	tap_ok(session_own(&there, print, &own, &w) == 0 && own.n == 2 &&
		own.parts[0].place == SESSION_HERE &&
		own.parts[1].place == SESSION_HERE &&
		own.parts[0].cover == SESSION_COVER_PASSPHRASE &&
		own.parts[1].cover == SESSION_COVER_PASSPHRASE,
	    "whole, and under its passphrase: %s", w.text);
	tap_text(told(session_sign(&there, print, &data, &signature, &w), &w),
	    "no-key", "it does not sign without it");
	other.passphrase = "wrong";
	tap_text(told(session_sign(&there, print, &data, &signature, &w), &w),
	    "no-key", "nor with another");
	other.passphrase = "phrase";
	tap_text(told(session_sign(&there, print, &data, &signature, &w), &w),
	    "none", "with it it does");
	bytes_clear(&signature);
}

int
main(void)
{
	struct session_new_key new = { .uid = "own" };
	char print[SESSION_PRINT_HEX] = "";
	char second[SESSION_PRINT_HEX] = "";
	struct bytes key = { 0 };
	struct why w = { 0 };

	scratch_begin();
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&home, scratch_path("h"), "phrase", NULL, &w) != 0 ||
	    session_open(&session, &home, &w) != 0 ||
	    home_create(scratch_path("o"), &w) != 0 ||
	    home_open(&other, scratch_path("o"), NULL, NULL, &w) != 0 ||
	    session_open(&there, &other, &w) != 0 ||
	    session_make_key(&session, &new, print, &w) != 0 ||
	    session_make_key(&session, &new, second, &w) != 0) {
		tap_ok(false, "set up: %s", w.text);
		return tap_done();
	}
	home.passphrase = "wrong";
	tap_text(told(session_export_secret(&session, print, &key, &w), &w),
	    "no-key", "a wrong passphrase exports nothing");
	home.passphrase = "phrase";
	tap_number((long long)key.len, 0, "not a byte");
	tap_text(told(session_export_secret(&session, print, &key, &w), &w),
	    "none", "a secret key is exported");
	test_refused(&key, print, second);
	test_taken(&key, print);
	bytes_wipe(&key);
	session_close(&there);
	home_close(&other);
	session_close(&session);
	home_close(&home);
	return tap_done();
}
