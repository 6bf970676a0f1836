#include "formats/stream.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

#define DATA_BYTES 200000

static uint8_t data[DATA_BYTES];

/* A source that gives a few bytes at a time, and may fail at some place. */
struct slow {
	size_t at;
	size_t step;
	size_t fail_at;
};

static ssize_t
slow_read(void *self, void *out, size_t size, struct why *w)
{
	struct slow *s = self;
	size_t n = size < s->step ? size : s->step;

	if (s->at >= s->fail_at)
		return why_set(w, WHY_SYSTEM, "broken at %zu", s->at);
	if (n > DATA_BYTES - s->at)
		n = DATA_BYTES - s->at;
	memcpy(out, data + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

static void
test_memory(void)
{
	struct stream_memory m;
	struct source from = stream_from_memory(&m, "abcdef", 6);
	struct why w = { 0 };
	char out[8] = "";

	tap_number(from.read(from.self, out, 4, &w), 4, "four bytes are read");
	tap_bytes(out, "abcd", 4, "they are the first");
	tap_number(from.read(from.self, out, 8, &w), 2, "then what is left");
	tap_bytes(out, "ef", 2, "which are the last");
	tap_number(from.read(from.self, out, 8, &w), 0, "then the end");
	tap_number(from.read(from.self, out, 8, &w), 0, "which stays");
	from = stream_from_memory(&m, NULL, 0);
	tap_number(from.read(from.self, out, 8, &w), 0, "nothing has an end");
}

static void
test_buffer(void)
{
	struct bytes out = { 0 };
	struct stream_buffer s;
	struct sink to = stream_to_buffer(&s, &out, 10);
	struct why w = { 0 };

	tap_number(to.write(to.self, "abcdef", 6, &w), 0, "bytes are taken");
	tap_number(to.write(to.self, "ghij", 4, &w), 0, "up to the limit");
	tap_number(to.write(to.self, NULL, 0, &w), 0, "none are always taken");
	tap_number(w.reason, WHY_NONE, "without a complaint");
	tap_number(to.write(to.self, "k", 1, &w), -1, "one more is refused");
	tap_number(w.reason, WHY_LIMIT, "as a limit");
	tap_text(w.text, "more than 10 bytes", "in words");
	tap_ok(out.len == 10 && memcmp(out.data, "abcdefghij", 10) == 0,
	    "what was taken stays");
	why_clear(&w);
	tap_number(to.write(to.self, "k", SIZE_MAX, &w), -1,
	    "a size that wraps round is refused");
	bytes_clear(&out);
}

/* Read all of data with a limit. */
static int
read_data(struct bytes *out, struct slow *slow, size_t max_bytes, struct why *w)
{
	struct source from = { slow_read, slow };

	return stream_read_all(from, out, max_bytes, w);
}

static void
test_read_all(void)
{
	static const size_t steps[] = { 1, 1000, 65536, SIZE_MAX };

	for (size_t i = 0; i < 4; i++) {
		struct slow slow = { 0, steps[i], SIZE_MAX };
		struct bytes out = { 0 };
		struct why w = { 0 };

		bytes_add(&out, "head", 4, &w);
		tap_number(read_data(&out, &slow, DATA_BYTES, &w), 0,
		    "all is read, as many as allowed");
		tap_ok(out.len == DATA_BYTES + 4 &&
			memcmp(out.data, "head", 4) == 0 &&
			memcmp(out.data + 4, data, DATA_BYTES) == 0,
		    "behind what was there");
		slow.at = 0;
		out.len = 4;
		tap_number(read_data(&out, &slow, DATA_BYTES - 1, &w), -1,
		    "one too many is refused");
		tap_number(w.reason, WHY_LIMIT, "as a limit");
		tap_text(w.text, "more than 199999 bytes", "in words");
		tap_number((long long)out.len, 4, "nothing is left of it");
		bytes_clear(&out);
	}
}

static void
test_failure(void)
{
	struct slow slow = { 0, 1000, 5000 };
	struct bytes out = { 0 };
	struct why w = { 0 };

	tap_number(read_data(&out, &slow, SIZE_MAX, &w), -1,
	    "a source that breaks is a failure");
	tap_text(w.text, "broken at 5000", "with its sentence");
	tap_number((long long)out.len, 0, "and nothing is left");
	slow.at = 0;
	slow.fail_at = 0;
	why_clear(&w);
	tap_number(read_data(&out, &slow, 0, &w), -1, "also at the first byte");
	slow.fail_at = SIZE_MAX;
	slow.at = DATA_BYTES;
	why_clear(&w);
	tap_number(read_data(&out, &slow, 0, &w), 0,
	    "no bytes within a limit of none");
	bytes_clear(&out);
}

int
main(void)
{
	uint32_t state = 5;

	for (size_t i = 0; i < sizeof data; i++) {
		state = state * 1664525U + 1013904223U;
		data[i] = (uint8_t)(state >> 16);
	}
	test_memory();
	test_buffer();
	test_read_all();
	test_failure();
	return tap_done();
}
