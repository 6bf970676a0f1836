#include "formats/reads/csv.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/reads/csv_scan.h"
#include "formats/stream.h"
#include "tests/tap/tap.h"

#define HEAD "record_id,vrm,feed_id,source_id,camera_id,capture_time\n"
#define ROW  "R1,ZZ26ABC,1,2,3,2026-03-01T12:00:00Z\n"

/* A file, and how many bytes of it are given at a time. */
struct feed {
	const uint8_t *data;
	size_t len;
	size_t step;
	bool check;
};

/* Cut it into out. Returns bytes cut, or -1. */
static int64_t
cut(struct reads *r, const struct feed *f, struct records *out, struct why *w)
{
	size_t done = 0;
	size_t end = 0;

	do {
		struct reads_cut how = { .member = 9, .check = f->check };
		size_t used;

		end = f->len - end < f->step ? f->len : end + f->step;
		how.last = end == f->len;
		if (reads_cut(r, &how, f->data + done, end - done, out, &used,
			w) != 0)
			return -1;
		done += used;
	} while (end < f->len);
	return (int64_t)done;
}

/* --- vectors --- */

static struct bytes
load(const char *folder, const char *name, const char *more)
{
	struct bytes out = { 0 };
	struct why w = { 0 };
	char path[512];
	char piece[4096];
	size_t got;
	FILE *in;

	(void)snprintf(path, sizeof path, "%s/%s%s", folder, name, more);
	in = fopen(path, "rb");
	if (in == NULL)
		return out;
	while ((got = fread(piece, 1, sizeof piece, in)) > 0)
		bytes_add(&out, piece, got, &w);
	(void)fclose(in);
	bytes_add(&out, "", 1, &w);
	out.len--;
	return out;
}

/* What came of a file, in the words of its expectation. */
static void
outcome(const struct bytes *csv, const char *zone, size_t step, char *out,
    size_t size)
{
	struct records found = { 0 };
	struct reads r;
	struct why w = { 0 };
	int64_t done;
	size_t at = 0;

	if (reads_begin(&r, "csv", zone, &w) != 0)
		abort();
	done = cut(&r, &(struct feed){ csv->data, csv->len, step, true },
	    &found, &w);
	for (size_t i = 0; i < found.n && done >= 0; i++) {
		const struct record *one = &found.items[i];

		if (one->bytes != csv->data + at || one->member != 9 ||
		    one->kind != HASH_LEAF_RECORD || one->len == 0)
			break;
		at += one->len;
	}
	if (done < 0)
		(void)snprintf(out, size, "%s %s", why_name(w.reason), w.text);
	else if (at != csv->len || (size_t)done != csv->len)
		(void)snprintf(out, size, "records are not the file");
	else
		(void)snprintf(out, size, "ok %zu %" PRIu64, found.n, r.rows);
	records_clear(&found);
}

static void
test_vector(const char *folder, const char *name)
{
	static const size_t steps[] = { 1 << 30, 64, 7, 1 };
	struct bytes csv = load(folder, name, "");
	struct bytes expect = load(folder, name, ".expect");
	char got[WHY_TEXT_BYTES + 64];
	char *want = (char *)expect.data;
	char *zone = strchr(want, '\n');

	*zone++ = '\0';
	if (strncmp(zone, "zone ", 5) == 0) {
		zone += 5;
		zone[strcspn(zone, "\n")] = '\0';
	}
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		outcome(&csv, zone, steps[i], got, sizeof got);
		if (!tap_ok(strncmp(got, want, strlen(want)) == 0,
			"%s, %zu bytes at a time: %s", name, steps[i], want))
			tap_note("got %s", got);
	}
	bytes_clear(&csv);
	bytes_clear(&expect);
}

static int
is_csv(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 4 && strcmp(entry->d_name + len - 4, ".csv") == 0;
}

static void
test_vectors(void)
{
	static const char folder[] = "tests/vectors/csv";
	struct dirent **names;
	int n = scandir(folder, &names, is_csv, alphasort);

	tap_ok(n > 50, "there are vectors");
	for (int i = 0; i < n; i++) {
		test_vector(folder, names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

/* --- the quick way against the plain one --- */

static uint64_t
next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void
test_scan(void)
{
	static const char letters[] = ",\"\n\r\0abc\x80\xac\xa2\x8a\x8d-";
	uint64_t state = 88172645463325252U;
	bool same = true;

	for (int i = 0; i < 20000; i++) {
		uint8_t block[CSV_SCAN_BYTES];
		struct csv_scan a;
		struct csv_scan b;

		for (size_t k = 0; k < sizeof block; k++)
			block[k] = i % 2 == 0
			    ? (uint8_t)next(&state)
			    : (uint8_t)
				  letters[next(&state) % (sizeof letters - 1)];
		a = csv_scan_plain(block, ',', '"');
		b = csv_scan(block, ',', '"');
		same &= memcmp(&a, &b, sizeof a) == 0;
		for (size_t k = 0; k < sizeof block; k++)
			same &= (a.comma >> k & 1) == (block[k] == ',') &&
			    (a.quote >> k & 1) == (block[k] == '"') &&
			    (a.lf >> k & 1) == (block[k] == '\n') &&
			    (a.cr >> k & 1) == (block[k] == '\r') &&
			    (a.nul >> k & 1) == (block[k] == '\0');
	}
	tap_ok(same, "all ways to scan 64 bytes find what is there");
}

/* Does csv_cut find the records, or the fault, that csv_record finds? */
static bool
same_records(const uint8_t *text, size_t len, size_t step)
{
	struct reads r;
	struct records out = { 0 };
	struct why quick = { 0 };
	struct why plain = { 0 };
	size_t at = 0;
	size_t i = 0;
	uint64_t lines = 0;
	bool same = true;
	int64_t done;

	if (reads_begin(&r, "csv", "", &quick) != 0)
		abort();
	done = cut(&r, &(struct feed){ text, len, step, false }, &out, &quick);
	while (at < len) {
		int64_t one =
		    csv_record(text + at, len - at, true, lines, &plain);

		if (one < 0)
			break;
		for (int64_t k = 0; k < one; k++)
			lines += text[at + (size_t)k] == '\n';
		if (i < out.n)
			same &= out.items[i].bytes == text + at &&
			    out.items[i].len == (uint32_t)one;
		i++;
		at += (size_t)one;
	}
	if (plain.reason != WHY_NONE)
		same &= done < 0 && quick.reason == plain.reason &&
		    strcmp(quick.text, plain.text) == 0;
	else
		same &= done == (int64_t)len && i == out.n;
	if (!same)
		tap_note("quick: %s, plain: %s", quick.text, plain.text);
	records_clear(&out);
	return same;
}

static void
test_random(void)
{
	/* Mostly sound, so that records are passed before a fault. */
	static const char *const pieces[] = { "abc", ",", ",", ",", "\n",
		"\r\n", "\"a\"", "\"\"", ",\"a,b\"", ",\"a\nb\",", "\n\"a\"\n",
		",\"a\"\"b\",", "\"", "\r", "\n\n",
		"a longer field that fills much of a block of bytes" };
	uint64_t state = 0x2545F4914F6CDD1D;
	unsigned bad = 0;

	for (int i = 0; i < 60000 && bad < 3; i++) {
		uint8_t text[1024] = HEAD;
		size_t len = sizeof HEAD - 1;
		size_t n = next(&state) % 40;
		/* One fault in a while. */
		size_t kinds = i % 3 == 0 ? 16 : 12;

		for (size_t k = 0; k < n; k++) {
			const char *piece = pieces[next(&state) % kinds];

			memcpy(text + len, piece, strlen(piece));
			len += strlen(piece);
			if (len > sizeof text - 80)
				break;
		}
		if (i % 7 == 0)
			text[len++] = '\0';
		bad += !same_records(text, len, 1 << 20);
		bad += !same_records(text, len, 1 + next(&state) % 100);
	}
	tap_number(bad, 0,
	    "60,000 random files are cut as the plain way cuts them");
}

/* --- limits --- */

static void
test_longest(void)
{
	static const size_t most = RECORD_MAX_BYTES;
	struct bytes text = { 0 };
	struct why w = { 0 };
	struct records out = { 0 };
	struct reads r;
	size_t head = sizeof HEAD - 1;
	struct feed f;

	bytes_add(&text, HEAD, head, &w);
	bytes_reserve(&text, most + 2, &w);
	memset(text.data + head, 'a', most + 1);
	text.data[head + most - 1] = '\n';
	f = (struct feed){ text.data, head + most, 1 << 20, false };
	tap_ok(reads_begin(&r, "csv", "", &w) == 0 && cut(&r, &f, &out, &w) > 0,
	    "a record of 1 MiB with its end is cut");
	tap_number((long long)out.items[out.n - 1].len, RECORD_MAX_BYTES,
	    "and is as long");
	out.n = 0;
	text.data[head + most - 1] = 'a';
	tap_ok(reads_begin(&r, "csv", "", &w) == 0 && cut(&r, &f, &out, &w) > 0,
	    "so is a last one of 1 MiB without end");
	text.data[head + most] = '\n';
	for (size_t step = 1 << 16; step <= 1 << 22; step <<= 6) {
		f.len = head + most + 1;
		f.step = step;
		why_clear(&w);
		tap_ok(reads_begin(&r, "csv", "", &w) == 0 &&
			cut(&r, &f, &out, &w) < 0,
		    "a record one byte longer is refused");
		tap_text(why_name(w.reason), "csv-line", "for its length");
		tap_text(w.text,
		    "line 2: a record is longer than 1048576 bytes",
		    "and its line is told");
	}
	records_clear(&out);
	bytes_clear(&text);
}

static void
test_stop(void)
{
	static const char text[] = HEAD ROW ROW ROW "x\0y\n";
	struct reads_cut how = { .last = true, .check = true };
	struct records out = { 0 };
	struct reads r;
	struct why w = { 0 };
	size_t used;
	size_t at = 0;

	if (reads_begin(&r, "csv", "", &w) != 0)
		abort();
	for (size_t n = 1; n <= 4; n++) {
		how.max_records = n;
		tap_ok(reads_cut(&r, &how, (const uint8_t *)text + at,
			   sizeof text - 1 - at, &out, &used, &w) == 0 &&
			out.n == n,
		    "cutting stops at %zu records", n);
		at += used;
	}
	tap_ok(reads_cut(&r, &how, (const uint8_t *)text + at,
		   sizeof text - 1 - at, &out, &used, &w) == 0 &&
		used == 0,
	    "a full list takes nothing");
	tap_number((long long)at, (long long)(sizeof HEAD + 3 * sizeof ROW - 4),
	    "all sound rows are cut");
	how.max_records = 0;
	tap_ok(reads_cut(&r, &how, (const uint8_t *)text + at,
		   sizeof text - 1 - at, &out, &used, &w) != 0,
	    "and then the fault is found");
	tap_text(w.text, "line 5: a NUL byte", "with its line");
	records_clear(&out);
}

/* A fault far from the start, behind line ends inside quotes. */
static void
test_line_numbers(void)
{
	struct bytes text = { 0 };
	struct records out = { 0 };
	struct reads r;
	struct why w = { 0 };

	bytes_add(&text, HEAD, sizeof HEAD - 1, &w);
	for (int i = 0; i < 1000; i++)
		bytes_printf(&text, &w,
		    "\"R\n%d\",ZZ26ABC,1,2,3,2026-03-01T12:00:00Z\n", i);
	bytes_printf(&text, &w, "R,ZZ26ABC,1,2,3,never\n");
	for (size_t step = 100; step < 1 << 20; step *= 10) {
		out.n = 0;
		why_clear(&w);
		if (reads_begin(&r, "csv", "", &w) != 0)
			abort();
		cut(&r, &(struct feed){ text.data, text.len, step, true }, &out,
		    &w);
		tap_text(w.text, "line 2002: capture_time cannot be read",
		    "lines are counted over calls of %zu bytes", step);
	}
	records_clear(&out);
	bytes_clear(&text);
}

int
main(void)
{
	test_scan();
	test_vectors();
	test_random();
	test_longest();
	test_stop();
	test_line_numbers();
	return tap_done();
}
