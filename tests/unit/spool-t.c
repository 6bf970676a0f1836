#include "tool/store/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static int store = -1;

/* A byte that depends on its place in the list. */
static uint8_t
byte_at(size_t at)
{
	return (uint8_t)(at * 2654435761u >> 11);
}

static bool
add_from(struct spool *s, size_t at, size_t len, struct why *w)
{
	uint8_t *data = malloc(len + 1);
	bool good;

	if (data == NULL)
		abort();
	for (size_t i = 0; i < len; i++)
		data[i] = byte_at(at + i);
	good = spool_add(s, data, len, w) == 0;
	free(data);
	return good;
}

/* Read to the end in steps; how many bytes came as they were written. */
static size_t
read_back(struct spool *s, size_t step, struct why *w)
{
	uint8_t *data = malloc(step);
	size_t at = 0;
	ssize_t n;

	if (data == NULL)
		abort();
	while ((n = spool_read(s, data, step, w)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			if (data[i] != byte_at(at + (size_t)i))
				n = -1;
		if (n < 0)
			break;
		at += (size_t)n;
	}
	free(data);
	return n == 0 ? at : SIZE_MAX;
}

static const struct {
	const char *rule;
	size_t bytes;
	size_t write_step;
	size_t read_step;
} trips[] = {
	{ "nothing", 0, 1, 100 },
	{ "one byte", 1, 1, 100 },
	{ "less than the buffer", SPOOL_BUFFER_BYTES - 1, 1000, 7 },
	{ "just the buffer", SPOOL_BUFFER_BYTES, SPOOL_BUFFER_BYTES, 1000 },
	{ "the buffer and a byte", SPOOL_BUFFER_BYTES + 1, 4096, 65536 },
	{ "twice the buffer, at once", 2 * SPOOL_BUFFER_BYTES,
	    2 * SPOOL_BUFFER_BYTES, 2 * SPOOL_BUFFER_BYTES },
	{ "many buffers, in odd steps", 5 * SPOOL_BUFFER_BYTES + 4321, 777,
	    1023 },
	{ "many buffers, at once", 9 * SPOOL_BUFFER_BYTES + 17,
	    9 * SPOOL_BUFFER_BYTES + 17, 9 * SPOOL_BUFFER_BYTES + 17 },
};

static void
test_trips(int store_fd)
{
	for (size_t i = 0; i < sizeof trips / sizeof trips[0]; i++) {
		size_t all = trips[i].bytes;
		struct spool s;
		struct why w = { 0 };

		if (spool_open(&s, store_fd, &w) != 0)
			tap_note("%s", w.text);
		for (size_t at = 0; at < all; at += trips[i].write_step) {
			size_t left = all - at;

			add_from(&s, at,
			    left < trips[i].write_step ? left
						       : trips[i].write_step,
			    &w);
		}
		tap_number((long long)s.bytes, (long long)all,
		    "%s: it is counted", trips[i].rule);
		spool_rewind(&s, &w);
		tap_number((long long)read_back(&s, trips[i].read_step, &w),
		    (long long)all, "%s comes back", trips[i].rule);
		tap_number((long long)spool_read(&s, &(uint8_t){ 0 }, 1, &w), 0,
		    "%s: and nothing behind it", trips[i].rule);
		spool_rewind(&s, &w);
		tap_number((long long)read_back(&s, 4096, &w), (long long)all,
		    "%s: once more from the start", trips[i].rule);
		spool_close(&s);
		tap_text(w.text, "", "%s: without a fault", trips[i].rule);
	}
}

/* Half way through the first buffer, or the second. */
static void
test_rewind_early(size_t taken)
{
	uint8_t *some = malloc(taken);
	const size_t all = 2 * SPOOL_BUFFER_BYTES;
	struct spool s;
	struct why w = { 0 };

	if (some == NULL || spool_open(&s, store, &w) != 0)
		abort();
	add_from(&s, 0, all, &w);
	spool_rewind(&s, &w);
	tap_number(spool_take(&s, some, taken, &w), 1, "%zu bytes are taken",
	    taken);
	spool_rewind(&s, &w);
	tap_number((long long)read_back(&s, 1000, &w), (long long)all,
	    "after a rewind all comes, from the first byte");
	spool_close(&s);
	free(some);
}

struct entry {
	uint64_t number;
	char text[40];
};

static void
test_entries(void)
{
	enum {
		ENTRIES = 5000
	};
	struct entry e = { 0 };
	struct spool s;
	struct why w = { 0 };
	uint64_t good = 0;

	if (spool_open(&s, store, &w) != 0)
		abort();
	for (uint64_t i = 0; i < ENTRIES; i++) {
		e.number = i;
		spool_add(&s, &e, sizeof e, &w);
	}
	spool_rewind(&s, &w);
	while (spool_take(&s, &e, sizeof e, &w) == 1)
		good += e.number == good;
	tap_number((long long)good, ENTRIES,
	    "entries come one by one, across buffers");
	tap_number(spool_take(&s, &e, sizeof e, &w), 0,
	    "and at the end there is none");
	tap_text(w.text, "", "which is no fault");
	spool_rewind(&s, &w);
	while (spool_take(&s, &e, sizeof e - 5, &w) == 1)
		;
	tap_ok(w.reason == WHY_SYSTEM, "half an entry is one: %s", w.text);
	spool_close(&s);
}

static int
entries_of(const char *path)
{
	DIR *dir = opendir(path);
	int n = -2;

	if (dir == NULL)
		return -1;
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

static void
test_nameless(void)
{
	struct spool s;
	struct spool other;
	struct stat st = { 0 };
	struct why w = { 0 };

	if (spool_open(&s, store, &w) != 0 || spool_open(&other, -1, &w) != 0)
		tap_note("%s", w.text);
	add_from(&s, 0, 2 * SPOOL_BUFFER_BYTES, &w);
	add_from(&other, 0, 2 * SPOOL_BUFFER_BYTES, &w);
	tap_ok(fstat(s.fd, &st) == 0 && st.st_nlink == 0,
	    "a list of the store has no name");
	tap_ok(fstat(other.fd, &st) == 0 && st.st_nlink == 0,
	    "nor has one of the system's temporary folder");
	tap_number((long long)(st.st_mode & 077), 0, "nobody else may read it");
	tap_ok((fcntl(s.fd, F_GETFD) & FD_CLOEXEC) != 0 &&
		(fcntl(other.fd, F_GETFD) & FD_CLOEXEC) != 0,
	    "no child inherits them");
	tap_number(entries_of(scratch_path("quarantine")), 0,
	    "nothing is seen in the quarantine");
	tap_number(entries_of(scratch_path("tmp")), 0,
	    "nor in the temporary folder");
	spool_close(&s);
	spool_close(&other);
	tap_number(s.fd, -1, "a closed list says so");
	spool_close(&s);
}

static void
test_no_folder(void)
{
	struct spool s;
	struct why w = { 0 };

	setenv("TMPDIR", scratch_path("none"), 1);
	tap_ok(spool_open(&s, -1, &w) == -1 && w.reason == WHY_SYSTEM,
	    "without a temporary folder there is none: %s", w.text);
	spool_close(&s);
	why_clear(&w);
	setenv("TMPDIR", "relative", 1);
	tap_number(spool_open(&s, -1, &w), 0,
	    "a relative TMPDIR is not believed: /tmp is taken");
	spool_close(&s);
}

/* A limit on the size of files stands in for a full disk; it is lifted before
 * anything is printed, for output may be a file too. */
static void
set_room(rlim_t bytes)
{
	const struct rlimit limit = { bytes, RLIM_INFINITY };

	setrlimit(RLIMIT_FSIZE, &limit);
}

static void
test_full(void)
{
	struct spool s;
	struct why w = { 0 };
	bool first;
	bool second;

	if (spool_open(&s, store, &w) != 0)
		abort();
	set_room(SPOOL_BUFFER_BYTES);
	first = add_from(&s, 0, SPOOL_BUFFER_BYTES, &w);
	second = add_from(&s, 0, SPOOL_BUFFER_BYTES, &w);
	set_room(RLIM_INFINITY);
	tap_ok(first && !second && w.reason == WHY_SYSTEM,
	    "what cannot be written is told: %s", w.text);
	spool_close(&s);
	why_clear(&w);
	if (spool_open(&s, store, &w) != 0)
		abort();
	set_room(SPOOL_BUFFER_BYTES);
	first = add_from(&s, 0, SPOOL_BUFFER_BYTES + 1, &w);
	second = spool_rewind(&s, &w) == 0;
	set_room(RLIM_INFINITY);
	tap_ok(first && !second && w.reason == WHY_SYSTEM,
	    "also when only the rewind writes it: %s", w.text);
	spool_close(&s);
}

int
main(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGXFSZ, &ignore, NULL);
	scratch_begin();
	mkdir(scratch_path("tmp"), 0700);
	setenv("TMPDIR", scratch_path("tmp"), 1);
	store = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	test_trips(store);
	test_trips(-1);
	test_rewind_early(SPOOL_BUFFER_BYTES / 2);
	test_rewind_early(SPOOL_BUFFER_BYTES);
	test_rewind_early(SPOOL_BUFFER_BYTES + 1);
	test_entries();
	test_nameless();
	test_full();
	test_no_folder();
	close(store);
	return tap_done();
}
