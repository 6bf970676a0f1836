/** Signature files. Source: signature.txt, 1. */

#include "formats/signature.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_UNSIGNED, WHY_SIGNATURE_WEAK,
	WHY_SIGNATURE_FORMAT, WHY_NONE };

/* Bytes of the part that nobody signed, its length included. */
#define UNHASHED_BYTES 12

static bool
parses(const uint8_t *data, size_t size)
{
	struct signature s;
	struct why w = { 0 };

	return fuzz_passed(signature_parse(&s, data, size, &w), &w, refusals);
}

/* A byte that is not signed cannot be another one. */
static void
check_byte(uint8_t *copy, size_t size, size_t at)
{
	uint8_t before = copy[at];

	for (unsigned int bit = 1; bit < 256; bit *= 2) {
		copy[at] = (uint8_t)(before ^ bit);
		fuzz_must(!parses(copy, size),
		    "no byte outside the signed part can change");
	}
	copy[at] = before;
}

static void
check_form(const struct signature *s, const uint8_t *data, size_t size)
{
	size_t start = (size_t)(s->hashed - data);
	size_t end = start + s->hashed_len;
	uint8_t *copy = malloc(size + 1);

	fuzz_must(copy != NULL, "there is memory");
	fuzz_must(end + UNHASHED_BYTES + 2 <= size &&
		memcmp(data + end + UNHASHED_BYTES, s->digest_start, 2) == 0,
	    "the signed part lies within the file");
	memcpy(copy, data, size);
	copy[size] = 0;
	for (size_t i = 0; i < start; i++)
		check_byte(copy, size, i);
	for (size_t i = 0; i < UNHASHED_BYTES; i++)
		check_byte(copy, size, end + i);
	fuzz_must(!parses(copy, size + 1), "nothing can follow");
	fuzz_must(!parses(copy, size - 1) && !parses(copy, start) &&
		!parses(copy, end),
	    "nothing can be missing");
	free(copy);
}

/* A file is its signatures, each of which stands alone too, and merging it with
 * itself or with one of them gives it again. */
static void
check_file(const struct signature_file *f, const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct why w = { 0 };
	size_t at = 0;

	fuzz_must(f->n > 0 && f->n <= SIGNATURE_FILE_MAX, "1 to 16");
	for (size_t i = 0; i < f->n; i++) {
		const struct signature *s = &f->all[i];
		struct signature_file one = { .all = { *s }, .n = 1 };

		fuzz_must(s->data == data + at && s->len <= size - at &&
			parses(s->data, s->len),
		    "each is where the one before ends, and sound");
		at += s->len;
		again.len = 0;
		fuzz_must(signature_merge(f, &one, &again, &w) == 0 &&
			again.len == size &&
			memcmp(again.data, data, size) == 0,
		    "what is in it adds nothing");
	}
	fuzz_must(at == size, "nothing is behind the last");
	again.len = 0;
	fuzz_must(signature_merge(f, f, &again, &w) == 0 && again.len == size &&
		memcmp(again.data, data, size) == 0,
	    "there is one form");
	bytes_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum why_reason bad[] = { WHY_SIGNATURE_BAD, WHY_NONE };
	struct signature_file f;
	struct signature *s = &f.all[0];
	struct why w = { 0 };

	if (!fuzz_passed(signature_parse_file(&f, data, size, &w), &w,
		refusals))
		return 0;
	fuzz_must(size <= SIGNATURE_FILE_MAX_BYTES, "signatures are short");
	check_file(&f, data, size);
	if (f.n > 1)
		return 0;
	fuzz_must(parses(data, size), "a file of one is a signature");
	check_form(s, data, size);
	fuzz_passed(signature_check_digest(s, data, size, &w), &w, bad);
	return 0;
}
