#include "tool/flow/replace.h"

#include <fcntl.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

#define LONG_BYTES ((size_t)3 << 20)

static const char *path;
static const char *left; /* what a kill can leave */

/* What the file holds now, "" for none. */
static const char *
content(void)
{
	static struct bytes b;

	b.len = 0;
	scratch_read(path, &b);
	return bytes_add(&b, "", 1, &(struct why){ 0 }) == 0
	    ? (const char *)b.data
	    : "";
}

static void
set(const char *text)
{
	scratch_write(path, text, strlen(text));
}

static void
replaced_at_once(void)
{
	struct replace r;
	struct why w = { 0 };
	struct stat st;

	set("old");
	(void)chmod(path, 0640);
	tap_number(replace_open(&r, path, &w), 0, "it begins: %s", w.text);
	tap_number(replace_write(&r, "new", 3, &w), 0, "is written");
	tap_number(replace_ready(&r, &w), 0, "is synced");
	tap_text(content(), "old", "until then the file is what it was");
	tap_number(access(left, F_OK), -1, "and nothing lies beside it");
	tap_number(replace_close(&r, true, &w), 0, "it takes its place");
	tap_text(content(), "new", "then it is the new one");
	tap_ok(stat(path, &st) == 0 && (st.st_mode & 07777) == 0640,
	    "with the mode of the old one");
	tap_number(access(left, F_OK), -1, "and nothing lies beside it");
	tap_number(replace_close(&r, true, &w), 0,
	    "closing it again does nothing");
}

static void
given_up(void)
{
	struct replace r;
	struct why w = { 0 };

	set("old");
	tap_number(replace_open(&r, path, &w), 0, "it begins");
	tap_number(replace_write(&r, "half", 4, &w), 0, "is written");
	tap_number(replace_close(&r, false, &w), 0, "and given up");
	tap_text(content(), "old", "the file is what it was");
	tap_number(access(left, F_OK), -1, "nothing is left");
}

static void
what_a_kill_left(void)
{
	struct replace r;
	struct why w = { 0 };

	set("old");
	scratch_write(left, "left by a kill", 14);
	tap_number(replace_open(&r, path, &w), 0, "it begins all the same");
	tap_number(replace_write(&r, "new", 3, &w), 0, "is written");
	tap_number(replace_close(&r, true, &w), 0, "takes its place: %s",
	    w.text);
	tap_text(content(), "new", "and is not what was left");
	tap_number(access(left, F_OK), -1, "which is gone");
}

static void
copied(void)
{
	struct replace r;
	struct why w = { 0 };
	uint8_t *data = calloc(1, LONG_BYTES);
	struct bytes now = { 0 };
	int fd;

	for (size_t i = 0; i < LONG_BYTES; i++)
		data[i] = (uint8_t)(i * 7 + i / 251);
	scratch_write(path, data, LONG_BYTES);
	fd = open(path, O_RDONLY);
	tap_number(replace_open(&r, path, &w), 0, "it begins");
	tap_number(replace_copy(&r, fd, LONG_BYTES - 5, &w), 0,
	    "with a part of the old one: %s", w.text);
	tap_number(replace_write(&r, "end", 3, &w), 0, "and goes on");
	tap_number(replace_close(&r, true, &w), 0, "takes its place");
	scratch_read(path, &now);
	tap_number((long long)now.len, LONG_BYTES - 2, "has both");
	tap_ok(now.len == LONG_BYTES - 2 &&
		memcmp(now.data, data, LONG_BYTES - 5) == 0 &&
		memcmp(now.data + LONG_BYTES - 5, "end", 3) == 0,
	    "one behind the other");
	(void)lseek(fd, 0, SEEK_SET);
	set("x");
	tap_number(replace_open(&r, path, &w), 0, "it begins");
	tap_number(replace_copy(&r, fd, LONG_BYTES + 5, &w), -1,
	    "of a file that became shorter there is no copy");
	tap_number(w.reason, WHY_TRUNCATED, "and that is the reason: %s",
	    w.text);
	(void)replace_close(&r, false, NULL);
	tap_text(content(), "x", "the file is what it was");
	close(fd);
	free(data);
	bytes_clear(&now);
}

static void
no_file(void)
{
	struct replace r;
	struct why w = { 0 };

	tap_number(replace_open(&r, scratch_path("none"), &w), -1,
	    "a file must be there");
	tap_number(w.reason, WHY_SYSTEM, "or it is a fault: %s", w.text);
	why_clear(&w);
	tap_number(symlink("file", scratch_path("link")), 0, "there is a link");
	tap_number(replace_open(&r, scratch_path("link"), &w), -1,
	    "a link is not replaced");
	tap_text(strstr(w.text, "link is not a plain file"),
	    "link is not a plain file", "and told");
	tap_number(w.reason, WHY_USAGE, "as a wrong call");
	(void)replace_close(&r, false, NULL);
}

int
main(void)
{
	scratch_begin();
	path = strdup(scratch_path("file"));
	left = strdup(scratch_path(".sealbag-file.partial"));
	replaced_at_once();
	given_up();
	what_a_kill_left();
	copied();
	no_file();
	return tap_done();
}
