#include "keys/session_own.h"

#include <time.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

#define YEAR_S (365 * 86400)

static struct home home;
static struct session session;

static void
test_parts(const char *print, enum session_cover cover)
{
	struct session_own own;
	struct why w = { 0 };

	tap_ok(session_own(&session, print, &own, &w) == 0 && own.n == 2,
	    "a key of two parts is looked at: %s", w.text);
	tap_text(own.parts[0].fingerprint, print, "the primary key first");
	tap_ok(own.parts[0].sign && !own.parts[0].encrypt &&
		own.parts[1].encrypt && !own.parts[1].sign,
	    "one signs, one decrypts");
	tap_text(own.parts[1].algorithm, "cv25519", "by Curve25519");
	tap_ok(own.parts[0].place == SESSION_HERE &&
		own.parts[1].place == SESSION_HERE,
	    "both are here");
	tap_ok(own.parts[0].cover == cover && own.parts[1].cover == cover,
	    "and protected as they were made");
	tap_ok(own.parts[0].expires_s >= (int64_t)time(NULL) + YEAR_S - 60 &&
		own.parts[1].expires_s >= (int64_t)time(NULL) + YEAR_S - 60,
	    "for a year");
	tap_ok(strncmp(own.gpg_version, "2.", 2) == 0, "gpg %s",
	    own.gpg_version);
}

/* Away goes one secret part, then the other. */
static void
test_places(const char *print)
{
	struct session_own own;
	struct bytes key = { 0 };
	struct why w = { 0 };
	char line[800];

	snprintf(line, sizeof line,
	    "cd %s && gpg --homedir . --batch --with-colons --with-keygrip "
	    "--list-keys %s | awk -F: '$1==\"grp\"{print $10;exit}' | "
	    "xargs -I {} mv private-keys-v1.d/{}.key ..",
	    home.path, print);
	scratch_run("sh", "-c", line, (char *)NULL);
	tap_ok(session_own(&session, print, &own, &w) == 0 &&
		own.parts[0].place == SESSION_OFFLINE &&
		own.parts[1].place == SESSION_HERE,
	    "a primary key that is elsewhere is offline: %s", w.text);
	tap_ok(own.parts[0].cover == SESSION_COVER_UNKNOWN,
	    "nobody knows what protects it");
	tap_ok(session_export_secret(&session, print, &key, &w) == -1 &&
		w.reason == WHY_NO_KEY && key.len == 0,
	    "half a key is no backup: %s", w.text);
	why_clear(&w);
	tap_ok(session_extend(&session, print, YEAR_S, &w) == -1 &&
		w.reason == WHY_NO_KEY,
	    "without it nothing is extended: %s", w.text);
	why_clear(&w);
	tap_ok(session_revoke(&session, print, SESSION_RETIRED, &w) == -1 &&
		w.reason == WHY_NO_KEY,
	    "or revoked: %s", w.text);
	why_clear(&w);
	snprintf(line, sizeof line, "rm %s/private-keys-v1.d/*.key", home.path);
	scratch_run("sh", "-c", line, (char *)NULL);
	tap_ok(session_own(&session, print, &own, &w) == 0 &&
		own.parts[0].place == SESSION_MISSING &&
		own.parts[1].place == SESSION_MISSING,
	    "a key of which nothing secret is here is missing: %s", w.text);
	bytes_clear(&key);
}

int
main(void)
{
	struct session_new_key new = { .uid = "own", .valid_s = YEAR_S };
	char print[SESSION_PRINT_HEX] = "";
	char open[SESSION_PRINT_HEX] = "";
	struct session_own own;
	struct why w = { 0 };

	scratch_begin();
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&home, scratch_path("h"), "phrase", NULL, &w) != 0 ||
	    session_open(&session, &home, &w) != 0 ||
	    session_make_key(&session, &new, print, &w) != 0) {
		tap_ok(false, "set up: %s", w.text);
		return tap_done();
	}
	test_parts(print, SESSION_COVER_PASSPHRASE);
	home.passphrase = NULL;
	new.uid = "open";
	tap_number(session_make_key(&session, &new, open, &w), 0,
	    "a key without a passphrase");
	test_parts(open, SESSION_COVER_NONE);
	tap_ok(session_own(&session, "0123456789ABCDEF0123456789ABCDEF01234567",
		   &own, &w) == -1 &&
		w.reason == WHY_SIGNER_UNKNOWN && own.n == 0,
	    "an unknown key is none: %s", w.text);
	why_clear(&w);
	test_places(open);
	session_close(&session);
	home_close(&home);
	return tap_done();
}
