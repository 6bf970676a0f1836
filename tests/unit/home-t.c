#include "keys/home.h"

#include <time.h>

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

/* Wait up to half a minute for an agent to be gone. */
static bool
agent_goes(const char *path)
{
	char socket[700];

	snprintf(socket, sizeof socket, "%s/S.gpg-agent", path);
	for (int i = 0; i < 3000 && is_there(socket); i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	return !is_there(socket);
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
	tap_ok(agent_goes(path), "and ends with it");
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
	tap_ok(agent_goes(path) && !is_there(link),
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

static void
test_environment(void)
{
	tap_ok(getenv("GNUPGHOME") == NULL && getenv("DISPLAY") == NULL,
	    "gpg gets no other home, no display");
	tap_text(getenv("LC_ALL"), "C", "and no language");
}

int
main(void)
{
	setenv("GNUPGHOME", "/nonexistent", 1);
	setenv("DISPLAY", ":9", 1);
	scratch_begin();
	test_create();
	test_refusals();
	test_long_path();
	test_temporary();
	test_environment();
	return tap_done();
}
