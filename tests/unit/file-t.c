#include "keys/file.h"

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static size_t
count_names(void)
{
	char line[100];
	struct bytes out = { 0 };
	size_t n = 0;

	snprintf(line, sizeof line, "ls %s >/tmp/st-%ld.list", scratch,
	    (long)getpid());
	scratch_run("sh", "-c", line, (char *)NULL);
	snprintf(line, sizeof line, "/tmp/st-%ld.list", (long)getpid());
	scratch_read(line, &out);
	unlink(line);
	for (size_t i = 0; i < out.len; i++)
		n += out.data[i] == '\n';
	bytes_clear(&out);
	return n;
}

int
main(void)
{
	const char *path;
	struct bytes b = { 0 };
	struct why w = { 0 };
	struct stat st;

	scratch_begin();
	path = scratch_path("file");
	tap_ok(file_write(path, "one", 3, &w) == 0 &&
		file_write(path, "three", 5, &w) == 0,
	    "a file is written and replaced: %s", w.text);
	tap_ok(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600,
	    "nobody else may read it");
	tap_number((long long)count_names(), 1, "nothing lies beside it");
	tap_ok(bytes_add(&b, "=", 1, &w) == 0 &&
		file_read(path, 5, &b, &w) == 0 && b.len == 6 &&
		memcmp(b.data, "=three", 6) == 0,
	    "it is read whole, behind what was there: %s", w.text);
	tap_ok(file_read(path, 4, &b, &w) == -1 && w.reason == WHY_LIMIT &&
		b.len == 6,
	    "a byte too long is refused: %s", w.text);
	why_clear(&w);
	tap_ok(file_read(scratch_path("none"), 5, &b, &w) == -1 &&
		w.reason == WHY_SYSTEM,
	    "a missing one has a reason: %s", w.text);
	why_clear(&w);
	tap_ok(symlink("file", scratch_path("link")) == 0 &&
		file_read(scratch_path("link"), 5, &b, &w) == -1 &&
		w.reason == WHY_SYSTEM,
	    "a link is not followed: %s", w.text);
	why_clear(&w);
	tap_ok(mkfifo(scratch_path("fifo"), 0600) == 0 &&
		file_read(scratch_path("fifo"), 5, &b, &w) == -1 &&
		w.reason == WHY_STORE,
	    "a fifo is refused, not waited for: %s", w.text);
	why_clear(&w);
	tap_ok(mkdir(scratch_path("dir"), 0700) == 0 &&
		file_write(scratch_path("dir"), "x", 1, &w) == -1 &&
		w.reason == WHY_SYSTEM,
	    "a folder is not replaced: %s", w.text);
	tap_number((long long)count_names(), 4,
	    "and a failure leaves nothing beside it");
	why_clear(&w);
	tap_ok(file_write(scratch_path("no/file"), "x", 1, &w) == -1 &&
		w.reason == WHY_SYSTEM,
	    "a missing folder has a reason: %s", w.text);
	why_clear(&w);
	b.len = 0;
	tap_ok(file_create(scratch_path("new"), "four", 4, &w) == 0 &&
		file_read(scratch_path("new"), 4, &b, &w) == 0 && b.len == 4 &&
		memcmp(b.data, "four", 4) == 0,
	    "a new file is made: %s", w.text);
	tap_ok(stat(scratch_path("new"), &st) == 0 &&
		(st.st_mode & 07777) == 0600,
	    "for its owner alone");
	tap_ok(file_create(scratch_path("new"), "fives", 5, &w) == -1 &&
		w.reason == WHY_USAGE && stat(scratch_path("new"), &st) == 0 &&
		st.st_size == 4,
	    "it is not replaced: %s", w.text);
	why_clear(&w);
	tap_ok(symlink("away", scratch_path("dangling")) == 0 &&
		file_create(scratch_path("dangling"), "x", 1, &w) == -1 &&
		w.reason == WHY_USAGE && lstat(scratch_path("away"), &st) != 0,
	    "nor made through a link that leads nowhere: %s", w.text);
	why_clear(&w);
	tap_ok(file_create(scratch_path("no/file"), "x", 1, &w) == -1 &&
		w.reason == WHY_SYSTEM,
	    "nor in a folder that is not there: %s", w.text);
	bytes_clear(&b);
	return tap_done();
}
