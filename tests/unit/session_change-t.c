#include "keys/session_own.h"

#include <time.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

#define DAY_S 86400

static struct home home;
static struct session session;

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

/* Do all parts end in so many days, of 0: never? */
static bool
ends_in(const char *print, int64_t days)
{
	struct session_own own;
	struct why w = { 0 };
	int64_t now_s = time(NULL);

	if (session_own(&session, print, &own, &w) != 0 || own.n != 2)
		return false;
	for (size_t i = 0; i < own.n; i++) {
		int64_t left_s = own.parts[i].expires_s - now_s;

		if (days == 0 ? own.parts[i].expires_s != 0
			      : left_s < days * DAY_S - 120 ||
			    left_s > days * DAY_S + 120)
			return false;
	}
	return true;
}

static void
test_extend(const char *print)
{
	struct why w = { 0 };

	tap_text(told(session_extend(&session, print, 30 * DAY_S, &w), &w),
	    "none", "a key is extended");
	tap_ok(ends_in(print, 30), "in all its parts");
	tap_text(told(session_extend(&session, print, 5 * DAY_S, &w), &w),
	    "none", "and shortened");
	tap_ok(ends_in(print, 5), "likewise");
	tap_text(told(session_extend(&session, print, 0, &w), &w), "none",
	    "or made to last");
	tap_ok(ends_in(print, 0), "without an end");
	tap_text(told(session_extend(&session, print, 2, &w), &w), "none",
	    "or to end at once");
	scratch_run("sleep", "3", (char *)NULL);
	tap_text(told(session_extend(&session, print, 9 * DAY_S, &w), &w),
	    "none", "one that has expired is extended too");
	tap_ok(ends_in(print, 9), "and its subkey with it");
	home.passphrase = "another";
	tap_text(told(session_extend(&session, print, DAY_S, &w), &w), "no-key",
	    "not with a wrong passphrase");
	tap_ok(ends_in(print, 9), "then it is as it was");
	home.passphrase = NULL;
	tap_text(told(session_extend(&session, print, DAY_S, &w), &w), "no-key",
	    "nor without one");
	home.passphrase = "phrase";
	tap_text(
	    told(session_extend(&session,
		     "0123456789ABCDEF0123456789ABCDEF01234567", DAY_S, &w),
		&w),
	    "no-key", "nor a key that is not here");
}

/* What stock gpg says of the revocation: "rev:" with the code's text. */
static bool
gpg_says(const char *print, const char *code)
{
	struct bytes out = { 0 };
	char line[400];
	bool found;

	snprintf(line, sizeof line,
	    "gpg --homedir %s --batch --export %s | gpg --list-packets >%s/p",
	    home.path, print, scratch);
	scratch_run("sh", "-c", line, (char *)NULL);
	scratch_read(scratch_path("p"), &out);
	found = memmem(out.data, out.len, code, strlen(code)) != NULL;
	bytes_clear(&out);
	return found;
}

static void
test_revoke(const char *print, enum session_revocation reason, const char *code)
{
	struct session_key_info info;
	struct why w = { 0 };

	home.passphrase = "another";
	tap_text(told(session_revoke(&session, print, reason, &w), &w),
	    "no-key", "a wrong passphrase revokes nothing");
	home.passphrase = "phrase";
	tap_ok(session_key(&session, print, &info, &w) == 0 && !info.revoked,
	    "the key is as it was");
	tap_text(told(session_revoke(&session, print, reason, &w), &w), "none",
	    "a key is revoked");
	tap_ok(session_key(&session, print, &info, &w) == 0 && info.revoked &&
		!info.can_sign && !info.can_encrypt,
	    "and does nothing any more");
	tap_ok(gpg_says(print, code), "for the reason %s", code);
	tap_text(told(session_revoke(&session, print, reason, &w), &w),
	    "signer-revoked", "once is enough");
	tap_text(told(session_extend(&session, print, DAY_S, &w), &w),
	    "signer-revoked", "and it is not extended");
}

int
main(void)
{
	static const struct {
		enum session_revocation reason;
		const char *code;
	} cases[] = {
		{ SESSION_SUPERSEDED, "(revocation reason 0x01 ()" },
		{ SESSION_COMPROMISED, "(revocation reason 0x02 ()" },
		{ SESSION_RETIRED, "(revocation reason 0x03 ()" },
	};
	struct session_new_key new = { .uid = "own", .valid_s = DAY_S };
	char print[SESSION_PRINT_HEX] = "";
	struct why w = { 0 };

	scratch_begin();
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&home, scratch_path("h"), "phrase", NULL, &w) != 0 ||
	    session_open(&session, &home, &w) != 0 ||
	    session_make_key(&session, &new, print, &w) != 0) {
		tap_ok(false, "set up: %s", w.text);
		return tap_done();
	}
	test_extend(print);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (i > 0 && session_make_key(&session, &new, print, &w) != 0)
			tap_ok(false, "a further key: %s", w.text);
		test_revoke(print, cases[i].reason, cases[i].code);
	}
	session_close(&session);
	home_close(&home);
	return tap_done();
}
