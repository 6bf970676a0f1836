#include "formats/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/sha256.h"
#include "tests/tap/tap.h"

#define LEAVES 8

/* SHA-256 as RFC 9162 uses it. */
static void
sha256_hash(uint8_t *out, const void *in, size_t len)
{
	struct sha256 s = { 0 };
	struct why w = { 0 };

	if (sha256_begin(&s, &w) != 0 || sha256_add(&s, in, len, &w) != 0 ||
	    sha256_end(&s, out, &w) != 0)
		abort();
	sha256_clear(&s);
}

static void
sha256_nodes(uint8_t *out, const uint8_t *children, size_t n)
{
	uint8_t message[1 + 2 * HASH_BYTES] = { 1 };

	for (size_t i = 0; i < n; i++) {
		memcpy(message + 1, children + 2 * HASH_BYTES * i,
		    2 * HASH_BYTES);
		sha256_hash(out + HASH_BYTES * i, message, sizeof message);
	}
}

static void
sha256_empty(uint8_t *out)
{
	sha256_hash(out, NULL, 0);
}

static const struct tree_hash rfc = { sha256_nodes, sha256_empty };

/* One line of a vector file: a word, numbers, hashes. */
struct line {
	char word[16];
	uint64_t numbers[2];
	struct tree_proof hashes;
};

static bool
parse(struct line *l, char *text)
{
	size_t numbers = 0;
	char *word;

	memset(l, 0, sizeof *l);
	text[strcspn(text, "\n")] = '\0';
	snprintf(l->word, sizeof l->word, "%s", strsep(&text, " "));
	while ((word = strsep(&text, " ")) != NULL) {
		uint8_t *hash = l->hashes.hashes[l->hashes.n];

		if (strlen(word) == 2 * HASH_BYTES) {
			l->hashes.n++;
			if (!bytes_from_hex(hash, HASH_BYTES, word))
				return false;
		} else if (numbers == 2 ||
		    !bytes_decimal(word, LEAVES, &l->numbers[numbers++])) {
			return false;
		}
	}
	return true;
}

static bool
same_proof(const struct tree_proof *a, const struct tree_proof *b)
{
	return a->n == b->n &&
	    memcmp(a->hashes, b->hashes, a->n * HASH_BYTES) == 0;
}

/* What stands in tests/vectors/tree.txt, read so far. */
struct vectors {
	uint8_t leaves[LEAVES][HASH_BYTES];
	uint8_t roots[LEAVES + 1][HASH_BYTES];
	int count[4];
};

static bool
vector_root(struct vectors *v, const struct line *l)
{
	uint64_t n = l->numbers[0];
	uint8_t got[HASH_BYTES], copy[LEAVES][HASH_BYTES];
	struct tree t = { 0 };

	memcpy(v->roots[n], l->hashes.hashes[0], HASH_BYTES);
	memcpy(copy, v->leaves, sizeof copy);
	tree_root(&rfc, got, copy[0], (size_t)n);
	if (memcmp(got, v->roots[n], HASH_BYTES) != 0)
		return false;
	for (uint64_t i = 0; i < n; i++)
		tree_add(&rfc, &t, v->leaves[i]);
	tree_head(&rfc, &t, got);
	return memcmp(got, v->roots[n], HASH_BYTES) == 0;
}

static bool
vector_inclusion(struct vectors *v, const struct line *l)
{
	uint64_t i = l->numbers[0];
	uint64_t n = l->numbers[1];
	struct tree_proof p;
	struct why w = { 0 };

	return tree_prove(&rfc, &p, v->leaves[0], n, i, &w) == 0 &&
	    same_proof(&p, &l->hashes) &&
	    tree_check(&rfc, &l->hashes, v->leaves[i], n, i, v->roots[n]);
}

static bool
vector_growth(struct vectors *v, const struct line *l)
{
	uint64_t old = l->numbers[0];
	uint64_t n = l->numbers[1];
	struct tree_proof p;
	struct why w = { 0 };

	return tree_prove_growth(&rfc, &p, v->leaves[0], n, old, &w) == 0 &&
	    same_proof(&p, &l->hashes) &&
	    tree_check_growth(&rfc, &l->hashes, old, v->roots[old], n,
		v->roots[n]);
}

static bool
vector_leaf(struct vectors *v, const struct line *l)
{
	static const struct {
		size_t len;
		const char *bytes;
	} inputs[LEAVES] = {
		{ 0, "" },
		{ 1, "\0" },
		{ 1, "\x10" },
		{ 2, "\x20\x21" },
		{ 2, "\x30\x31" },
		{ 4, "\x40\x41\x42\x43" },
		{ 8, "\x50\x51\x52\x53\x54\x55\x56\x57" },
		{ 16,
		    "\x60\x61\x62\x63\x64\x65\x66\x67"
		    "\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f" },
	};
	uint64_t i = l->numbers[0];
	uint8_t message[17] = { 0 };

	if (i >= LEAVES)
		return false;
	memcpy(message + 1, inputs[i].bytes, inputs[i].len);
	sha256_hash(v->leaves[i], message, 1 + inputs[i].len);
	return memcmp(v->leaves[i], l->hashes.hashes[0], HASH_BYTES) == 0;
}

static const struct {
	const char *word;
	bool (*check)(struct vectors *v, const struct line *l);
	int lines;
} kinds[] = {
	{ "leaf", vector_leaf, 8 },
	{ "root", vector_root, 9 },
	{ "inclusion", vector_inclusion, 36 },
	{ "growth", vector_growth, 36 },
};

static void
test_vectors(void)
{
	struct vectors v = { 0 };
	FILE *f = fopen("tests/vectors/tree.txt", "r");
	char text[1024];
	struct line l;

	if (!tap_ok(f != NULL, "tests/vectors/tree.txt is there"))
		return;
	while (fgets(text, sizeof text, f) != NULL) {
		if (text[0] == '#')
			continue;
		if (!parse(&l, text)) {
			tap_ok(false, "a line can be read: %s", text);
			continue;
		}
		for (size_t k = 0; k < 4; k++) {
			if (strcmp(l.word, kinds[k].word) == 0)
				v.count[k] += kinds[k].check(&v, &l);
		}
	}
	fclose(f);
	for (size_t k = 0; k < 4; k++)
		tap_number(v.count[k], kinds[k].lines,
		    "every %s of RFC 9162 comes out with SHA-256",
		    kinds[k].word);
}

int
main(void)
{
	test_vectors();
	return tap_done();
}
