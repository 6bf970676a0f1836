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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum why_reason bad[] = { WHY_SIGNATURE_BAD, WHY_NONE };
	struct signature s;
	struct why w = { 0 };

	if (!fuzz_passed(signature_parse(&s, data, size, &w), &w, refusals))
		return 0;
	fuzz_must(size <= SIGNATURE_MAX_BYTES, "a signature is short");
	check_form(&s, data, size);
	fuzz_passed(signature_check_digest(&s, data, size, &w), &w, bad);
	return 0;
}
