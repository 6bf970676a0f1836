#include "keys/home.h"

#include "keys/limit.h"
#include "keys/session.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static bool
agent_runs(const struct home *h)
{
	char line[200];

	snprintf(line, sizeof line,
	    "gpg-connect-agent --homedir %s --no-autostart 'getinfo pid' /bye "
	    "| grep -q '^D '",
	    h->gnupg_path);
	return scratch_run("sh", "-c", line, (char *)NULL) == 0;
}

/* It is gone when home_close returns. */
static bool
agent_is_gone(const char *path)
{
	char socket[700];

	snprintf(socket, sizeof socket, "%s/S.gpg-agent", path);
	return !is_there(socket) && scratch_count() == 0;
}

/* Make a key, seal to it, open it: gpg and its agent at work. */
static bool
works(const struct home *h)
{
	struct session_new_key new = { .uid = "somebody" };
	char print[SESSION_PRINT_HEX] = "";
	const char *prints[] = { print };
	struct session_readers to = { .fingerprints = prints, .n = 1 };
	struct session s = { 0 };
	struct bytes sealed = { 0 };
	struct bytes opened = { 0 };
	struct why w = { 0 };
	struct pump_io io = { .data = "x",
		.len = 1,
		.bytes = &sealed,
		.max_bytes = 4096 };
	bool good = session_open(&s, h, &w) == 0 &&
	    session_make_key(&s, &new, print, &w) == 0 &&
	    session_encrypt_to(&s, &to, &io, &w) == 0;

	io = (struct pump_io){ .data = sealed.data,
		.len = sealed.len,
		.bytes = &opened,
		.max_bytes = 4096 };
	good = good && session_decrypt(&s, &io, &w) == 0 && opened.len == 1 &&
	    opened.data[0] == 'x';
	if (!good)
		tap_note("%s", w.text);
	session_close(&s);
	bytes_clear(&sealed);
	bytes_clear(&opened);
	return good;
}

static void
test_create(void)
{
	const char *path = scratch_path("h");
	const char *conf = scratch_path("h/gpg.conf");
	struct home h = { 0 };
	struct bytes before = { 0 };
	struct bytes after = { 0 };
	struct why w = { 0 };
	struct stat st;

	tap_ok(home_create(path, &w) == 0, "a home is made: %s", w.text);
	tap_ok(stat(path, &st) == 0 && (st.st_mode & 07777) == 0700,
	    "it is private");
	tap_ok(home_create(path, &w) == -1 && w.reason == WHY_SYSTEM,
	    "an old one is not made anew: %s", w.text);
	scratch_read(conf, &before);
	scratch_write(conf, "keyserver hkp://example.org\n", 28);
	why_clear(&w);
	tap_ok(home_open(&h, path, NULL, NULL, &w) == 0, "it opens: %s",
	    w.text);
	scratch_read(conf, &after);
	tap_ok(before.len > 100 && before.len == after.len &&
		memcmp(before.data, after.data, after.len) == 0,
	    "a changed configuration is put right");
	tap_ok(works(&h), "keys are made and used in it");
	tap_ok(agent_runs(&h), "an agent runs meanwhile");
	home_close(&h);
	tap_ok(agent_is_gone(path), "and ends with it");
	home_close(&h);
	tap_ok(!is_there(scratch_path(".gnupg")),
	    "the user's own home was not touched");
	bytes_clear(&before);
	bytes_clear(&after);
}

static void
test_refusals(void)
{
	struct home h = { 0 };
	struct why w = { 0 };

	home_create(scratch_path("m"), &w);
	chmod(scratch_path("m"), 0750);
	tap_ok(home_open(&h, scratch_path("m"), NULL, NULL, &w) == -1 &&
		w.reason == WHY_STORE,
	    "a home open to a group is refused: %s", w.text);
	why_clear(&w);
	chmod(scratch_path("m"), 0700);
	tap_number(symlink("m", scratch_path("link")), 0, "a link is made");
	tap_ok(home_open(&h, scratch_path("link"), NULL, NULL, &w) == -1 &&
		w.reason == WHY_STORE,
	    "a link to a home is refused: %s", w.text);
	why_clear(&w);
	scratch_write(scratch_path("file"), "x", 1);
	tap_ok(home_open(&h, scratch_path("file"), NULL, NULL, &w) == -1 &&
		w.reason == WHY_STORE,
	    "a file is refused: %s", w.text);
	why_clear(&w);
	tap_ok(home_open(&h, scratch_path("none"), NULL, NULL, &w) == -1 &&
		w.reason == WHY_SYSTEM,
	    "one that is not there is refused: %s", w.text);
	why_clear(&w);
	tap_ok(home_create(scratch_path("no/h"), &w) == -1 &&
		w.reason == WHY_SYSTEM && !is_there(scratch_path("no")),
	    "parents are not made: %s", w.text);
	if (geteuid() != 0) {
		tap_skip("only root can give a folder away");
		return;
	}
	why_clear(&w);
	if (chown(scratch_path("m"), 65534, 65534) == 0)
		tap_ok(home_open(&h, scratch_path("m"), NULL, NULL, &w) == -1 &&
			w.reason == WHY_STORE,
		    "another user's home is refused: %s", w.text);
}

/* Paths beyond what the agent's sockets can hold. */
static void
test_long_path(void)
{
	char path[400];
	struct home h = { 0 };
	struct home again = { 0 };
	struct why w = { 0 };
	char *link;
	int n = snprintf(path, sizeof path, "%s/", scratch);

	memset(path + n, 'l', 200);
	path[n + 200] = '\0';
	mkdir(path, 0700);
	snprintf(path + n + 200, 100, "/gnupg");
	tap_ok(home_create(path, &w) == 0 &&
		home_open(&h, path, NULL, NULL, &w) == 0,
	    "a home may have a long path: %s", w.text);
	if (h.path == NULL || h.gnupg_path == NULL)
		return;
	tap_text(h.path, path, "it is known by that");
	tap_ok(strlen(h.gnupg_path) < 81, "gpg gets a short one");
	tap_ok(works(&h), "keys are made and used in it");
	tap_ok(home_open(&again, path, NULL, NULL, &w) == 0 &&
		again.gnupg_path != NULL &&
		strcmp(again.gnupg_path, h.gnupg_path) == 0,
	    "everybody gets the same short path");
	link = strdup(h.gnupg_path);
	home_close(&h);
	tap_ok(agent_runs(&again) && works(&again),
	    "the agent stays for who still has the home open");
	home_close(&again);
	tap_ok(agent_is_gone(path) && !is_there(link),
	    "the last one ends it and takes the short path away");
	free(link);
}

static void
test_temporary(void)
{
	struct home h = { 0 };
	struct session s = { 0 };
	struct session_key_info info;
	struct why w = { 0 };
	char *path;

	setenv("TMPDIR", scratch, 1);
	tap_ok(home_open_temporary(&h, NULL, &w) == 0, "a temporary home: %s",
	    w.text);
	path = strdup(h.path);
	tap_ok(strncmp(path, scratch, strlen(scratch)) == 0,
	    "it lies where TMPDIR says");
	tap_ok(session_open(&s, &h, &w) == 0 &&
		session_key(&s, "0123456789012345678901234567890123456789",
		    &info, &w) == -1 &&
		w.reason == WHY_SIGNER_UNKNOWN,
	    "it knows no keys: %s", w.text);
	session_close(&s);
	tap_ok(!works(&h) && !agent_runs(&h),
	    "no agent is started for it, so no secret keys are made");
	home_close(&h);
	tap_ok(!is_there(path), "it is gone when closed");
	free(path);
}

/* What else a program of GnuPG would read in its home. */
static void
test_foreign(void)
{
	static const char *const rows[] = { "gpg.conf-2", "gpg.conf-2.2",
		"gpg-agent.conf-2", "common.conf", "dirmngr.conf",
		"scdaemon.conf", "keyboxd.conf", "gpgconf.conf" };
	const char bad[] = "no-such-option\n";
	struct home h = { 0 };
	struct why w = { 0 };

	home_create(scratch_path("f"), &w);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		scratch_write(scratch_path("f/%s", rows[i]), bad,
		    sizeof bad - 1);
	scratch_write(scratch_path("f/notes"), bad, sizeof bad - 1);
	tap_ok(home_open(&h, scratch_path("f"), NULL, NULL, &w) == 0,
	    "a home with more configuration in it: %s", w.text);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		tap_ok(!is_there(scratch_path("f/%s", rows[i])),
		    "%s is taken away", rows[i]);
	tap_ok(is_there(scratch_path("f/notes")), "nothing else is");
	tap_ok(works(&h), "and gpg works");
	home_close(&h);
}

/* An agent that does not answer, and one whose home is still in use. */
static void
test_hanging_agent(void)
{
	struct home h = { 0 };
	struct home again = { 0 };
	struct why w = { 0 };
	char line[200];

	home_create(scratch_path("a"), &w);
	tap_ok(home_open(&h, scratch_path("a"), NULL, NULL, &w) == 0 &&
		works(&h) &&
		home_open(&again, scratch_path("a"), NULL, NULL, &w) == 0,
	    "a home opened twice: %s", w.text);
	snprintf(line, sizeof line,
	    "kill -STOP $(gpg-connect-agent --homedir %s --no-autostart "
	    "'getinfo pid' /bye | sed -n 's/^D //p')",
	    h.gnupg_path);
	home_close(&h);
	tap_ok(scratch_processes() > 0, "its agent runs on for the other");
	tap_number(scratch_run("sh", "-c", line, (char *)NULL), 0,
	    "the agent stops to answer");
	home_close(&again);
	tap_number((long long)scratch_processes(), 0,
	    "and is ended all the same");
}

static void
test_environment(void)
{
	static const char *const rows[] = { "DISPLAY", "GPG_AGENT_INFO",
		"PINENTRY_USER_DATA", "GPGME_DEBUG", "ASSUAN_DEBUG",
		"http_proxy" };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		tap_ok(getenv(rows[i]) == NULL, "gpg gets no %s", rows[i]);
	tap_text(getenv("GNUPGHOME"), "/nonexistent",
	    "no home but the one it is told");
	tap_text(getenv("LC_ALL"), "C", "and no language");
}

int
main(void)
{
	setenv("GNUPGHOME", "/tmp", 1);
	setenv("DISPLAY", ":9", 1);
	setenv("GPG_AGENT_INFO", "/tmp/x:1:1", 1);
	setenv("PINENTRY_USER_DATA", "x", 1);
	setenv("GPGME_DEBUG", "9:/dev/null", 1);
	setenv("ASSUAN_DEBUG", "1", 1);
	setenv("http_proxy", "x", 1);
	setenv(LIMIT_VARIABLE, "30", 1);
	scratch_begin();
	test_create();
	test_refusals();
	test_long_path();
	test_foreign();
	test_hanging_agent();
	test_temporary();
	test_environment();
	return tap_done();
}
