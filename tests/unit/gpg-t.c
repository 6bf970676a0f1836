#include "keys/gpg.h"

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

int
main(void)
{
	scratch_begin();
	test_broken_gpg();
	return tap_done();
}
