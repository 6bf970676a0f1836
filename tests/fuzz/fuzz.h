#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

/**
 * What the fuzzers share. x-f.c gives any bytes to x.c and holds what must be
 * true of the answer. A property that does not hold ends the program, so that
 * libFuzzer keeps the input; put into tests/fuzz/seeds/x/ it is a test.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/bytes.h"
#include "formats/why.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** A property, as a sentence. */
static inline void
fuzz_must(bool holds, const char *property)
{
	if (holds)
		return;
	(void)fprintf(stderr, "not so: %s\n", property);
	abort();
}

/**
 * Did it pass? What passes has no reason; what is refused has one of those
 * that the header promises (WHY_NONE ends the list), and a sentence. So bad
 * bytes are never taken for a failure of the machine.
 */
static inline bool
fuzz_passed(int rc, const struct why *w, const enum why_reason *reasons)
{
	if (rc == 0) {
		fuzz_must(w->reason == WHY_NONE, "what passes has no reason");
		return true;
	}
	fuzz_must(rc == -1, "what does not pass gives -1");
	while (*reasons != WHY_NONE && *reasons != w->reason)
		reasons++;
	if (*reasons == WHY_NONE)
		(void)fprintf(stderr, "%s: %s\n", why_name(w->reason), w->text);
	fuzz_must(*reasons != WHY_NONE,
	    "a refusal has a reason that the header names");
	fuzz_must(w->text[0] != '\0', "a refusal has a sentence");
	return false;
}

static inline bool
fuzz_same(const void *a, size_t a_len, const void *b, size_t b_len)
{
	if (a_len != b_len || a_len == 0)
		return a_len == b_len;
	return a != NULL && b != NULL && memcmp(a, b, a_len) == 0;
}

/** How a stream is cut: sizes of stretches, used in turn. None: all in one. */
struct fuzz_steps {
	const uint8_t *sizes;
	size_t n;
	size_t next;
};

/** Take the sizes off the front of the input: what stands before its first
 *  zero byte. */
static inline struct fuzz_steps
fuzz_steps(const uint8_t **data, size_t *len)
{
	const uint8_t *end = *len == 0 ? NULL : memchr(*data, 0, *len);
	struct fuzz_steps s = { .sizes = *data };

	if (end == NULL)
		return s;
	s.n = (size_t)(end - *data);
	*data += s.n + 1;
	*len -= s.n + 1;
	return s;
}

/** The next size, at most left. */
static inline size_t
fuzz_step(struct fuzz_steps *s, size_t left)
{
	size_t size = s->n == 0 ? left : s->sizes[s->next++ % s->n];

	return size < left ? size : left;
}

/** The input up to a byte, which is taken too; all where there is none. A NUL
 *  that len does not count follows it. */
static inline struct bytes
fuzz_until(uint8_t c, const uint8_t **data, size_t *len)
{
	const uint8_t *end = *len == 0 ? NULL : memchr(*data, c, *len);
	size_t n = end == NULL ? *len : (size_t)(end - *data);
	struct bytes part = { .data = calloc(n + 1, 1),
		.len = n,
		.cap = n + 1 };

	fuzz_must(part.data != NULL, "there is memory");
	if (n > 0)
		memcpy(part.data, *data, n);
	n += end != NULL;
	*data += n;
	*len -= n;
	return part;
}

#endif
