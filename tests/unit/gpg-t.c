#include "keys/gpg.h"

#include "keys/limit.h"
#include "keys/session.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static const char passphrase[] = "0123456789abcdef0123456789abcdef";

static enum why_reason
told(int rc, const struct why *w)
{
	if (w->reason != WHY_NONE)
		tap_note("%s: %s", why_name(w->reason), w->text);
	return (rc == 0) == (w->reason == WHY_NONE) ? w->reason : WHY_REASONS;
}

static ssize_t
endless(void *self, void *out, size_t size, struct why *w)
{
	(void)self;
	(void)w;
	memset(out, 0, size);
	return (ssize_t)size;
}

static int
lost(void *self, const void *data, size_t size, struct why *w)
{
	(void)self;
	(void)data;
	(void)size;
	(void)w;
	return 0;
}

/* gpg that is not there, too old, or dies. None is a verdict, none hangs. */
static void
test_broken_gpg(void)
{
	static const struct {
		const char *text;
		const char *name;
		bool opens;
	} rows[] = {
		{ NULL, "a gpg that is not there", false },
		{ "#!/bin/sh\nexit 1\n", "a gpg that only fails", false },
		{ "#!/bin/sh\necho 'gpg (GnuPG) 2.2.12'\n",
		    "a gpg that is too old", false },
		{ "#!/bin/sh\ncase \" $* \" in *' --version '*) "
		  "exec gpg --version;; esac\nkill -9 $$\n",
		    "a gpg that dies at once", true },
		{ "#!/bin/sh\ncase \" $* \" in *' --version '*) "
		  "exec gpg --version;; esac\n"
		  "exec timeout -s KILL 0.3 gpg \"$@\"\n",
		    "a gpg that dies at work", true },
		{ "#!/bin/sh\ncase \" $* \" in *' --version '*) "
		  "exec gpg --version;; esac\nexec cat\n",
		    "a gpg that is another program", true },
	};
	char *path = strdup(scratch_path("h"));
	struct why made = { 0 };

	tap_ok(home_create(path, &made) == 0, "a home: %s", made.text);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct session s = { 0 };
		struct home h = { 0 };
		struct why w = { 0 };
		struct pump_io io = { .source = { endless, NULL },
			.sink = { lost, NULL } };
		const char *gpg = scratch_path("gpg%zu", i);

		if (rows[i].text != NULL)
			scratch_script(gpg, rows[i].text);
		if (home_open(&h, path, NULL, gpg, &w) != 0)
			tap_ok(false, "%s", w.text);
		if (!rows[i].opens) {
			tap_text(why_name(told(session_open(&s, &h, &w), &w)),
			    "gpg", "%s: no session", rows[i].name);
			home_close(&h);
			continue;
		}
		tap_ok(session_open(&s, &h, &w) == 0, "%s: a session",
		    rows[i].name);
		tap_text(why_name(told(
			     session_encrypt_symmetric(&s, passphrase, &io, &w),
			     &w)),
		    "gpg", "%s: no encryption", rows[i].name);
		why_clear(&w);
		tap_text(why_name(told(session_decrypt(&s, &io, &w), &w)),
		    "gpg", "%s: no decryption", rows[i].name);
		session_close(&s);
		home_close(&h);
	}
	free(path);
}

/* A home whose gpg is this script, and a session in it. */
struct rig {
	struct home home;
	struct session session;
	struct why why;
};

static bool
rig_open(struct rig *r, const char *script)
{
	static unsigned int n;
	char *path = strdup(scratch_path("rig%u", n));
	const char *gpg = scratch_path("rig%u.sh", n++);
	bool good;

	*r = (struct rig){ .home.users_fd = -1 };
	scratch_script(gpg, script);
	good = home_create(path, &r->why) == 0 &&
	    home_open(&r->home, path, NULL, gpg, &r->why) == 0 &&
	    session_open(&r->session, &r->home, &r->why) == 0;
	free(path);
	return good;
}

static void
rig_close(struct rig *r)
{
	session_close(&r->session);
	home_close(&r->home);
	tap_number((long long)scratch_processes(), 0, "no process is left");
}

static void
test_versions(void)
{
	static const struct {
		const char *version;
		const char *fault; /* NULL: it is used */
	} rows[] = {
		{ "2.2.39", "at least 2.2.40 is needed" },
		{ "2.2.40", NULL },
		{ "2.2.51", NULL },
		{ "2.3.0", "CVE-2022-34903); at least 2.3.7 is needed" },
		{ "2.3.6", "CVE-2022-34903); at least 2.3.7 is needed" },
		{ "2.3.7", NULL },
		{ "2.4.8", NULL },
		{ "2.5.14-beta3", NULL },
		{ "3.0.0", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct gpg_versions v;
		struct rig r;
		char script[80];

		snprintf(script, sizeof script,
		    "#!/bin/sh\necho 'gpg (GnuPG) %s'\n", rows[i].version);
		tap_number(rig_open(&r, script), rows[i].fault == NULL,
		    "version %s: %s", rows[i].version, r.why.text);
		gpg_versions(&v);
		if (rows[i].fault == NULL)
			tap_text(v.gpg, rows[i].version, "it is reported");
		else
			tap_ok(strstr(r.why.text, rows[i].fault) != NULL,
			    "with what is needed");
		rig_close(&r);
	}
}

/* What a gpg that hangs does before; it answers for its version. */
#define ANSWERS                                         \
	"#!/bin/sh\ncase \" $* \" in *' --version '*) " \
	"exec gpg --version;; esac\n"

/* Where it finds what it is to encrypt. */
#define INPUT "for last; do :; done\nin=/proc/self/fd/${last#-&}\n"

static int
lists(struct rig *r)
{
	struct session_key_info info;

	return session_key(&r->session,
	    "0123456789012345678901234567890123456789", &info, &r->why);
}

static int
encrypts(struct rig *r)
{
	struct bytes out = { 0 };
	struct pump_io io = { .data = "x",
		.len = 1,
		.bytes = &out,
		.max_bytes = 4096 };
	int rc =
	    session_encrypt_symmetric(&r->session, passphrase, &io, &r->why);

	tap_number((long long)out.len, 0, "no byte of it stays");
	bytes_clear(&out);
	return rc;
}

static int
encrypts_much(struct rig *r)
{
	struct pump_io io = { .source = { endless, NULL },
		.sink = { lost, NULL } };

	return session_encrypt_symmetric(&r->session, passphrase, &io, &r->why);
}

static int
decrypts(struct rig *r)
{
	struct pump_io io = { .source = { endless, NULL },
		.sink = { lost, NULL } };

	return session_decrypt(&r->session, &io, &r->why);
}

static void
test_hanging(void)
{
	static const struct {
		const char *name;
		const char *script;
		int (*act)(struct rig *r);
	} rows[] = {
		{ "that lists", ANSWERS "sleep 1000\n", lists },
		{ "that lists, with what it started",
		    ANSWERS "sleep 1000 & sleep 1000 & wait\n", lists },
		{ "that hears no signal",
		    ANSWERS "trap '' TERM\n"
			    "while :; do sleep 1; done\n",
		    lists },
		{ "that encrypts", ANSWERS "sleep 1000\n", encrypts },
		{ "that has put out some", ANSWERS "echo x\nsleep 1000\n",
		    encrypts },
		{ "that has taken some",
		    ANSWERS INPUT
		    "head -c 3000000 <$in >/dev/null\nsleep 1000\n",
		    encrypts_much },
		{ "that closed all but one pipe",
		    ANSWERS "exec 0<&- 1>&- 2>&-\nsleep 1000\n", decrypts },
		{ "that has put out all",
		    ANSWERS "timeout 1 gpg \"$@\"\nsleep 1000\n",
		    encrypts_much },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct rig r;

		if (!rig_open(&r, rows[i].script))
			tap_ok(false, "%s", r.why.text);
		tap_text(why_name(told(rows[i].act(&r), &r.why)), "gpg",
		    "a gpg %s and hangs", rows[i].name);
		tap_ok(strncmp(r.why.text, "gpg did not answer within ", 26) ==
			0,
		    "is told as such: %s", r.why.text);
		rig_close(&r);
	}
}

/* It hangs when it is asked for its version, the first time or later. */
static void
test_hanging_start(void)
{
	struct rig r;

	tap_ok(!rig_open(&r, "#!/bin/sh\nsleep 1000\n"),
	    "a gpg that never tells its version");
	tap_ok(strncmp(r.why.text, "gpg did not answer within ", 26) == 0,
	    "is told as one that hangs: %s", r.why.text);
	rig_close(&r);
	tap_ok(!rig_open(&r,
		   "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1; done\n"),
	    "nor does one that hears no signal: %s", r.why.text);
	rig_close(&r);
}

/* Slow is not dead: bytes that move, a person who is asked. */
static void
test_patience(void)
{
	struct rig r;
	char script[400];
	double s = limit_ms(LIMIT_SILENCE) / 1000.0;

	snprintf(script, sizeof script,
	    ANSWERS INPUT "exec 3<$in\nfor i in 1 2 3 4; do sleep %.1f\n"
			  "head -c 1500000 <&3 >/dev/null; done\n",
	    s / 2);
	if (!rig_open(&r, script))
		tap_ok(false, "%s", r.why.text);
	encrypts_much(&r);
	tap_text(r.why.text, "gpg ended while it encrypted",
	    "a gpg that works on for longer than the limit is left to it");
	rig_close(&r);
	snprintf(script, sizeof script,
	    ANSWERS "while [ \"$1\" != --status-fd ]; do shift; done\n"
		    "eval \"exec >&$2\"\n"
		    "echo '[GNUPG:] PINENTRY_LAUNCHED 1 x'\nsleep %.1f\n",
	    3 * s);
	if (!rig_open(&r, script))
		tap_ok(false, "%s", r.why.text);
	encrypts(&r);
	tap_text(r.why.text, "gpg ended while it encrypted",
	    "nor is one stopped that asks a person");
	rig_close(&r);
}

int
main(void)
{
	scratch_begin();
	/* before gpg_start looks */
	setenv(LIMIT_VARIABLE, "60", 1);
	test_broken_gpg();
	test_versions();
	test_hanging();
	test_hanging_start();
	test_patience();
	return tap_done();
}
