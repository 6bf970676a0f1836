#ifndef TESTS_UNIT_FORMATS_H
#define TESTS_UNIT_FORMATS_H

/**
 * What the tests of read formats share: a file is cut, all at once and in
 * pieces, and what came of it is told in one line: "ok RECORDS ROWS" and, for
 * each row, " VRM/FEED/SOURCE/CAMERA@MILLISECONDS", or reason and sentence.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/reads.h"
#include "tests/tap/tap.h"

#define FORMATS_TOLD 2048

struct formats_file {
	const char *format;
	const struct reads_map *map;
	const char *zone;
	const uint8_t *data;
	size_t len;
	bool loose; /* without checks, as what was released */
};

/* Cut `step` bytes at a time. */
static inline int
formats_cut(const struct formats_file *f, size_t step, struct reads *r,
    struct records *out, struct why *w)
{
	size_t done = 0;
	size_t end = 0;

	if (reads_begin_mapped(r, f->format, f->zone, f->map, w) != 0)
		return -1;
	/* Nobody asks about an empty file. */
	if (f->len == 0)
		return 0;
	do {
		struct reads_cut how = { .member = 9, .check = !f->loose };
		size_t used;

		end = f->len - end < step ? f->len : end + step;
		how.last = end == f->len;
		if (reads_cut(r, &how, f->data + done, end - done, out, &used,
			w) != 0)
			return -1;
		done += used;
	} while (end < f->len);
	return done == f->len ? 0 : why_set(w, WHY_NONE, "bytes are left");
}

static inline void
formats_tell_row(const struct reads *r, const struct record *one, char *to,
    size_t size)
{
	struct reads_row row;
	struct reads_key key;
	struct why w = { 0 };
	size_t at = strlen(to);

	if (reads_fields(r, one->bytes, one->len, &row, &w) != 0)
		(void)snprintf(to + at, size - at, " %s", why_name(w.reason));
	else if (!reads_key(r, &row, &key))
		(void)snprintf(to + at, size - at, " no key");
	else
		(void)snprintf(to + at, size - at, " %s/%s/%s/%s@%" PRId64,
		    key.vrm, key.feed, key.source, key.camera, key.time_ms);
}

static inline void
formats_tell(const struct formats_file *f, size_t step, char *to)
{
	struct records out = { 0 };
	struct reads r;
	struct why w = { 0 };
	size_t at = 0;
	uint64_t rows = 0;
	bool headed;

	if (formats_cut(f, step, &r, &out, &w) != 0) {
		(void)snprintf(to, FORMATS_TOLD, "%s %s", why_name(w.reason),
		    w.text);
		records_clear(&out);
		return;
	}
	(void)snprintf(to, FORMATS_TOLD, "ok %zu %" PRIu64, out.n, r.rows);
	headed = r.headed;
	for (size_t i = 0; i < out.n; i++) {
		const struct record *one = &out.items[i];

		if (one->bytes != f->data + at || one->len == 0 ||
		    one->member != 9 || one->kind != HASH_LEAF_RECORD)
			break;
		at += one->len;
		if ((headed && i == 0) || !reads_is_row(&r, one))
			continue;
		rows++;
		formats_tell_row(&r, one, to, FORMATS_TOLD);
	}
	if (at != f->len || rows != r.rows)
		(void)snprintf(to, FORMATS_TOLD, "records are not the file");
	records_clear(&out);
}

/** Whatever the pieces, this comes of it. */
static inline void
formats_check(const struct formats_file *f, const char *want, const char *name)
{
	static const size_t steps[] = { 1 << 30, 64, 7, 1 };
	char got[FORMATS_TOLD];

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		formats_tell(f, steps[i], got);
		tap_text(got, want, "%s: %s, %zu bytes at a time", f->format,
		    name, steps[i]);
	}
}

/** A map out of its text; ends the test where it is none. */
static inline struct reads_map *
formats_map(const char *text)
{
	struct reads_map *m;
	struct why w = { 0 };

	if (reads_map_parse(&m, text, strlen(text), &w) != 0) {
		tap_note("%s", w.text);
		abort();
	}
	return m;
}

/** Random numbers that are the same each time. */
static inline uint64_t
formats_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/** Files of random pieces: however they are cut, what comes of it is the same,
 *  and records are the file. */
static inline void
formats_check_random(const struct formats_file *like, const char *const *pieces,
    size_t n_pieces, const char *name)
{
	uint64_t state = 0x2545F4914F6CDD1D;
	unsigned passed = 0;
	bool same = true;

	for (int i = 0; i < 3000 && same; i++) {
		char text[512] = "";
		char whole[FORMATS_TOLD];
		char parts[FORMATS_TOLD];
		struct formats_file f = *like;
		size_t n = formats_random(&state) % 9;

		for (size_t k = 0; k < n; k++) {
			size_t at = strlen(text);

			(void)snprintf(text + at, sizeof text - at, "%s",
			    pieces[formats_random(&state) % n_pieces]);
		}
		f.data = (const uint8_t *)text;
		f.len = strlen(text);
		formats_tell(&f, 1 << 30, whole);
		formats_tell(&f, 1 + formats_random(&state) % 9, parts);
		passed += strncmp(whole, "ok", 2) == 0 && f.len > 0;
		same = strcmp(whole, parts) == 0 &&
		    strstr(whole, "not the") == NULL;
		if (!same)
			tap_note("%s\nwhole: %s\nparts: %s", text, whole,
			    parts);
	}
	tap_ok(same, "%s: random files come out the same in pieces", name);
	tap_ok(passed > 20, "%s: and %u of them pass", name, passed);
}

#endif
