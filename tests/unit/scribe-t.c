#include "tool/flow/scribe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/scratch.h"
#include "tests/unit/staging_store.h"
#include "tests/unit/tallying.h"

/* A disk that may be full. */
static bool full;

ssize_t
writev(int fd, const struct iovec *iovec, int count)
{
	ssize_t done = 0;

	if (full) {
		errno = ENOSPC;
		return -1;
	}
	for (int i = 0; i < count; i++) {
		if (write(fd, iovec[i].iov_base, iovec[i].iov_len) < 0)
			return -1;
		done += (ssize_t)iovec[i].iov_len;
	}
	return done;
}

/* --- one run: a scribe, and what it must come to --- */

static struct pool pool;
static struct tally tally;
static struct staging staging;
static struct bagger bag;
static struct scribe scribe;
static bool bagged;

/* The manifest as it was sealed, and as it is released. */
static struct bytes as_sealed;
static struct bytes as_released;

static const struct timespec when = { 1700000000, 5 };

static void
begin(unsigned jobs, bool with_bag)
{
	struct why w = { 0 };

	bagged = with_bag;
	as_sealed.len = as_released.len = 0;
	if (pool_open(&pool, jobs, &w) != 0 ||
	    tally_open(&tally, &pool, &seal, &w) != 0 ||
	    (bagged &&
		(staging_open(&staging, store, &w) != 0 ||
		    bagger_open(&bag, &staging, &w) != 0)))
		abort();
	tap_number(scribe_open(&scribe, &tally, bagged ? &bag : NULL, &w), 0,
	    "%u jobs, %s bag: it opens", jobs, bagged ? "with" : "without");
}

static void
end(void)
{
	struct why w = { 0 };

	pool_stop(&pool);
	pool_close(&pool);
	scribe_close(&scribe);
	tally_close(&tally);
	if (!bagged)
		return;
	bagger_close(&bag);
	staging_close(&staging, false, &w);
}

static void
digest_of(const struct bytes *b, uint8_t out[SHA256_BYTES])
{
	struct sha256 d = { 0 };
	struct why w = { 0 };

	if (sha256_begin(&d, &w) != 0 || sha256_add(&d, b->data, b->len, &w) ||
	    sha256_end(&d, out, &w) != 0)
		abort();
	sha256_clear(&d);
}

/* The lines that a file has, its bytes as they stay. */
static void
expect(const char *name, const struct bytes *text, struct scribe_end how)
{
	static const uint8_t none[SHA256_BYTES];
	uint8_t digest[SHA256_BYTES];
	char line[BAG_LINE_MAX];
	struct why w = { 0 };
	bool goes = how.changed || how.dropped;
	size_t len;

	digest_of(text, digest);
	len = bag_line(line, goes ? none : digest, name);
	bytes_add(&as_sealed, line, len, &w);
	if (how.dropped)
		return;
	len = bag_line(line, digest, name);
	bytes_add(&as_released, line, len, &w);
}

static const char *
path_of(const char *name)
{
	static char path[6000];

	snprintf(path, sizeof path, "%s/" STAGING_QUARANTINE "/%s/bag/%s",
	    store_folder, staging.name, name);
	return path;
}

static void
check_file(const char *name, const struct bytes *want)
{
	struct bytes got = { 0 };

	if (!bagged)
		return;
	scratch_read(path_of(name), &got);
	tap_number((long long)got.len, (long long)want->len,
	    "%s has its length", name);
	if (got.len == want->len)
		tap_bytes(got.data, want->data, want->len,
		    "%s has its bytes, in order", name);
	bytes_clear(&got);
}

static void
check_manifests(void)
{
	uint8_t got[SHA256_BYTES];
	uint8_t want[SHA256_BYTES];
	struct why w = { 0 };

	digest_of(&as_sealed, want);
	sha256_end(&scribe.manifest, got, &w);
	tap_bytes(got, want, sizeof want, "the manifest as sealed is digested");
	digest_of(&as_released, want);
	sha256_end(&scribe.fresh, got, &w);
	tap_bytes(got, want, sizeof want, "and as released");
	if (!bagged)
		return;
	bagger_manifest_end(&bag, when, &w);
	check_file(BAG_MANIFEST, &as_released);
}

/* --- pages --- */

/* Two stretches of each row, more in all than are written at once. */
static void
note_rows(const struct tally_slot *s, struct bytes *want)
{
	struct why w = { 0 };

	for (size_t i = 0; i < s->records.n; i++) {
		const struct record *r = &s->records.items[i];

		if (scribe_bytes(&scribe, r->bytes, 2, &w) != 0 ||
		    scribe_bytes(&scribe, r->bytes + 2, 3, &w) != 0 ||
		    scribe_bytes(&scribe, r->bytes + 7, r->len - 7, &w) != 0)
			abort();
		bytes_add(want, r->bytes, 5, &w);
		bytes_add(want, r->bytes + 7, r->len - 7, &w);
	}
}

/* n pages are filled and become ready the last one first. */
static void
backwards(uint64_t first, uint64_t n, struct bytes *want, struct why *w)
{
	struct tally_slot *slots[8];
	struct bytes pieces[8] = { { 0 } };

	for (uint64_t i = 0; i < n; i++) {
		slots[i] = ready(&tally, first + i, w);
		if (slots[i] == NULL)
			return;
	}
	for (uint64_t i = n; i-- > 0;) {
		scribe_turn(&scribe, slots[i]);
		if (first + i == 0 &&
		    (scribe_begin(&scribe, "data/long", w) != 0 ||
			(bagged && scribe_write(&scribe, when, w) != 0)))
			abort();
		note_rows(slots[i], &pieces[i]);
		if (first + i == SEGMENTS - 1)
			scribe_end(&scribe, (struct scribe_end){ 0 }, w);
		if (scribe_submit(&scribe, w) != 0)
			return;
	}
	for (uint64_t i = 0; i < n; i++) {
		bytes_add(want, pieces[i].data, pieces[i].len, w);
		bytes_clear(&pieces[i]);
	}
}

/* One file that lies in all segments. */
static void
test_order(unsigned jobs, bool with_bag)
{
	struct bytes want = { 0 };
	struct why w = { 0 };

	begin(jobs, with_bag);
	for (uint64_t at = 0; at < SEGMENTS; at += jobs + 1)
		backwards(at,
		    SEGMENTS - at < jobs + 1 ? SEGMENTS - at : jobs + 1, &want,
		    &w);
	tally_finish(&tally, &w);
	tap_text(w.text, "",
	    "pages that become ready backwards are carried "
	    "out");
	tap_number((long long)scribe.next, SEGMENTS, "all of them");
	tap_number((long long)tally.checked, SEGMENTS,
	    "and their segments are checked");
	expect("data/long", &want, (struct scribe_end){ 0 });
	check_file("data/long", &want);
	check_manifests();
	end();
	bytes_clear(&want);
}

/* --- files --- */

static const struct {
	const char *name;
	struct scribe_end end;
	bool empty;
} files[] = {
	{ "data/kept", { 0 }, false },
	{ "data/changed", { .changed = true }, false },
	{ "data/dropped", { .dropped = true }, false },
	{ "data/both", { .changed = true, .dropped = true }, false },
	{ "data/empty", { 0 }, true },
	{ "data/100%", { 0 }, false },
};

static void
note_file(size_t i, const struct tally_slot *s)
{
	struct bytes want = { 0 };
	struct why w = { 0 };

	scribe_begin(&scribe, files[i].name, &w);
	if (bagged && !files[i].end.dropped)
		scribe_write(&scribe, when, &w);
	if (!files[i].empty)
		note_rows(s, &want);
	scribe_end(&scribe, files[i].end, &w);
	expect(files[i].name, &want, files[i].end);
	tap_text(w.text, "", "%s is noted", files[i].name);
	bytes_clear(&want);
}

static void
test_files(bool with_bag)
{
	struct tally_slot *s;
	struct stat st = { 0 };
	struct why w = { 0 };

	begin(2, with_bag);
	s = ready(&tally, 0, &w);
	scribe_turn(&scribe, s);
	if (bagged)
		scribe_folder(&scribe, "data/folder", when, &w);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		note_file(i, s);
	scribe_submit(&scribe, &w);
	tally_finish(&tally, &w);
	tap_text(w.text, "", "files of one page are carried out");
	check_manifests();
	for (size_t i = 0; bagged && i < sizeof files / sizeof files[0]; i++)
		tap_ok((lstat(path_of(files[i].name), &st) == 0) !=
			files[i].end.dropped,
		    "%s is %s", files[i].name,
		    files[i].end.dropped ? "not there" : "there");
	tap_ok(!bagged ||
		(lstat(path_of("data/folder"), &st) == 0 &&
		    S_ISDIR(st.st_mode)),
	    "so is the folder, if there is a bag");
	end();
}

/* --- catching up --- */

static void
test_catch_up(unsigned jobs)
{
	struct bytes want = { 0 };
	struct tally_slot *s;
	struct why w = { 0 };

	begin(jobs, true);
	s = ready(&tally, 0, &w);
	scribe_turn(&scribe, s);
	scribe_begin(&scribe, "data/a", &w);
	scribe_write(&scribe, when, &w);
	note_rows(s, &want);
	scribe_submit(&scribe, &w);
	s = ready(&tally, 1, &w);
	scribe_turn(&scribe, s);
	note_rows(s, &want);
	scribe_end(&scribe, (struct scribe_end){ 0 }, &w);
	tap_number(scribe_catch_up(&scribe, &w), 0, "it catches up %s", w.text);
	check_file("data/a", &want);
	expect("data/a", &want, (struct scribe_end){ 0 });
	want.len = 0;
	scribe_begin(&scribe, "data/b", &w);
	scribe_write(&scribe, when, &w);
	note_rows(s, &want);
	scribe_end(&scribe, (struct scribe_end){ 0 }, &w);
	scribe_submit(&scribe, &w);
	tally_finish(&tally, &w);
	tap_text(w.text, "", "the same page goes on");
	check_file("data/b", &want);
	expect("data/b", &want, (struct scribe_end){ 0 });
	check_manifests();
	end();
	bytes_clear(&want);
}

/* --- what fails --- */

static void
begin_unlucky(struct why *w)
{
	struct bytes ignored = { 0 };
	struct tally_slot *s = ready(&tally, 0, w);

	scribe_turn(&scribe, s);
	scribe_begin(&scribe, "data/unlucky", w);
	scribe_write(&scribe, when, w);
	note_rows(s, &ignored);
	bytes_clear(&ignored);
}

static void
test_full(void)
{
	struct why w = { 0 };

	begin(2, true);
	begin_unlucky(&w);
	full = true;
	scribe_submit(&scribe, &w);
	why_clear(&w);
	tap_number(tally_finish(&tally, &w), -1, "a full disk is reported");
	tap_text(why_name(w.reason), "disk-full", "by its name");
	tap_ok(strncmp(w.text, "data/unlucky: ", 14) == 0, "with the file: %s",
	    w.text);
	end();
	why_clear(&w);
	full = false;
	begin(2, true);
	begin_unlucky(&w);
	full = true;
	tap_number(scribe_catch_up(&scribe, &w), -1,
	    "and to whoever catches up");
	tap_text(why_name(w.reason), "disk-full", "by its name");
	full = false;
	end();
}

static void
test_stopped(void)
{
	struct tally_slot *s;
	struct why w = { 0 };

	begin(2, true);
	begin_unlucky(&w);
	s = ready(&tally, 1, &w);
	pool_stop(&pool);
	scribe_submit(&scribe, &w);
	scribe_turn(&scribe, s);
	tap_number(scribe_catch_up(&scribe, &w), -1,
	    "where workers stopped, nothing is taken for done");
	tap_text(w.text, "the workers stopped", "and that is said");
	end();
}

int
main(void)
{
	scratch_begin();
	if (!store_begin())
		return 1;
	seal_all();
	for (unsigned jobs = 1; jobs <= 4; jobs++) {
		test_order(jobs, true);
		test_order(jobs, false);
		test_catch_up(jobs);
	}
	test_files(true);
	test_files(false);
	test_full();
	test_stopped();
	bytes_clear(&as_sealed);
	bytes_clear(&as_released);
	return store_end();
}
