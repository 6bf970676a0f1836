/** What is digested and written behind the thread that cuts is the same bytes,
 *  in order; and a failure there is told. */

#include "tool/flow/behind.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap/tap.h"

#define DATA_BYTES ((size_t)8 << 20)

static uint8_t *data;

static void
make_data(void)
{
	uint64_t state = 1;

	data = malloc(DATA_BYTES);
	if (data == NULL)
		abort();
	for (size_t i = 0; i < DATA_BYTES; i++) {
		state = state * UINT64_C(6364136223846793005) + 1;
		data[i] = (uint8_t)(state >> 56);
	}
}

static bool
ends_as(struct sha256 *s, size_t from, size_t to)
{
	uint8_t got[SHA256_BYTES];
	uint8_t want[SHA256_BYTES];
	struct why w = { 0 };

	return sha256_end(s, got, &w) == 0 &&
	    sha256_of(data + from, to - from, want, &w) == 0 &&
	    memcmp(got, want, sizeof got) == 0;
}

/* A file without a name. */
static int
some_file(void)
{
	FILE *f = tmpfile();
	int fd = f == NULL ? -1 : dup(fileno(f));

	if (fd < 0)
		abort();
	fclose(f);
	return fd;
}

static bool
holds(int fd, size_t from)
{
	const size_t len = DATA_BYTES - from;
	uint8_t *got = malloc(len + 1);
	bool same;

	if (got == NULL)
		abort();
	same = pread(fd, got, len + 1, 0) == (ssize_t)len &&
	    memcmp(got, data + from, len) == 0;
	free(got);
	return same;
}

/** A stretch of which somebody waits. */
struct waiter {
	atomic_int *told;
	int fd;
	off_t wants; /* bytes that are in the file by then, or more */
	atomic_int *early;
};

static void
tell(void *self)
{
	const struct waiter *one = self;
	struct stat st;

	atomic_fetch_add(one->told, 1);
	if (one->fd >= 0 &&
	    (fstat(one->fd, &st) != 0 || st.st_size < one->wants))
		atomic_fetch_add(one->early, 1);
}

/* Two digests at once, of all and of the second half, which is written too, in
 * pieces of this size; somebody waits for each megabyte, as where a segment
 * ends, and in the middle all is caught up with. */
static void
in_pieces(unsigned jobs, size_t piece)
{
	struct waiter waiters[DATA_BYTES >> 20];
	const size_t half = DATA_BYTES / 2;
	atomic_int told = 0;
	atomic_int early = 0;
	int waiting = 0;
	struct sha256 all = { 0 };
	struct sha256 rest = { 0 };
	struct behind b;
	struct pool pool;
	struct why w = { 0 };
	size_t due = (size_t)1 << 20;
	const struct behind_to to_all = { .digest = &all, .fd = -1 };
	const struct behind_to to_rest = { &rest, some_file() };
	int rc = 0;

	if (pool_open(&pool, jobs, &w) != 0)
		abort();
	behind_open(&b, &pool);
	rc |= sha256_begin(&all, &w) | sha256_begin(&rest, &w);
	for (size_t at = 0; at < DATA_BYTES && rc == 0;) {
		size_t n = DATA_BYTES - at < piece ? DATA_BYTES - at : piece;

		if (at < half && half - at < n)
			n = half - at;
		rc |= behind_add(&b, &to_all, data + at, n, &w);
		if (at >= half)
			rc |= behind_add(&b, &to_rest, data + at, n, &w);
		at += n;
		if (at < due)
			continue;
		due = at + ((size_t)1 << 20);
		waiters[waiting] = (struct waiter){ &told, to_rest.fd,
			at < half ? 0 : (off_t)(at - half), &early };
		rc |= behind_then(&b, tell, &waiters[waiting++], &w);
		if (at == half)
			rc |= behind_catch_up(&b, &w);
	}
	rc |= behind_catch_up(&b, &w);
	tap_ok(rc == 0 && ends_as(&all, 0, DATA_BYTES) &&
		ends_as(&rest, half, DATA_BYTES) && holds(to_rest.fd, half),
	    "%u jobs, pieces of %zu bytes %s", jobs, piece, w.text);
	tap_ok(told == waiting && waiting > 0 && early == 0,
	    "who waits is told, once all before is written");
	close(to_rest.fd);
	pool_close(&pool);
	behind_close(&b);
	sha256_clear(&all);
	sha256_clear(&rest);
}

static void
one_that_was_stopped(void)
{
	struct sha256 s = { 0 };
	const struct behind_to to = { .digest = &s, .fd = -1 };
	struct behind b;
	struct pool pool;
	struct why w = { 0 };

	if (pool_open(&pool, 2, &w) != 0 || sha256_begin(&s, &w) != 0)
		abort();
	behind_open(&b, &pool);
	pool_stop(&pool);
	tap_number(behind_add(&b, &to, data, DATA_BYTES, &w), 0,
	    "what is noted for a pool that was stopped");
	tap_number(behind_catch_up(&b, &w), -1, "is never done");
	tap_number(w.reason, WHY_SYSTEM, "and that is no verdict");
	pool_close(&pool);
	behind_close(&b);
	sha256_clear(&s);
}

static void
a_full_disk(unsigned jobs)
{
	const struct behind_to to = { .fd = open("/dev/full", O_WRONLY) };
	atomic_int told = 0;
	struct waiter one = { &told, -1, 0, NULL };
	struct behind b;
	struct pool pool;
	struct why w = { 0 };
	int rc;

	if (pool_open(&pool, jobs, &w) != 0)
		abort();
	behind_open(&b, &pool);
	rc = behind_add(&b, &to, data, DATA_BYTES, &w);
	if (rc == 0)
		rc = behind_then(&b, tell, &one, &w);
	if (rc == 0)
		rc = behind_catch_up(&b, &w);
	tap_number(rc, -1, "%u jobs: what a full disk does not take", jobs);
	tap_number(w.reason, WHY_DISK_FULL, "is a disk that is full");
	tap_ok(jobs == 1 || told == 1, "and who waited was told");
	pool_close(&pool);
	behind_close(&b);
	close(to.fd);
}

int
main(void)
{
	static const unsigned jobs[] = { 1, 2, 3 };
	static const size_t pieces[] = { 997, 65536, 131072, 300000,
		DATA_BYTES };

	make_data();
	for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++)
		for (size_t j = 0; j < sizeof pieces / sizeof pieces[0]; j++)
			in_pieces(jobs[i], pieces[j]);
	one_that_was_stopped();
	a_full_disk(1);
	a_full_disk(2);
	free(data);
	return tap_done();
}
