#include "formats/hash.h"

#include <blake2.h>
#include <stdlib.h>
#include <string.h>

#include "formats/bytes.h"
#include "formats/lanes.h"
#include "tests/tap/tap.h"

#define DATA_BYTES 20000

static uint8_t data[DATA_BYTES];

/* BLAKE2b with all its parameters, by libb2. */
struct reference {
	const char *person;
	const uint8_t *salt; /* or NULL */
	const uint8_t *key;  /* HASH_KEY_BYTES, or NULL */
	size_t out_bytes;
};

static void
reference(uint8_t *out, const struct reference *r, const void *in, size_t len)
{
	blake2b_param p;
	blake2b_state s;
	uint8_t block[128] = { 0 };

	memset(&p, 0, sizeof p);
	p.digest_length = (uint8_t)r->out_bytes;
	p.key_length = r->key != NULL ? HASH_KEY_BYTES : 0;
	p.fanout = 1;
	p.depth = 1;
	if (r->salt != NULL)
		memcpy(p.salt, r->salt, sizeof p.salt);
	memcpy(p.personal, r->person, sizeof p.personal);
	blake2b_init_param(&s, &p);
	if (r->key != NULL) {
		memcpy(block, r->key, HASH_KEY_BYTES);
		blake2b_update(&s, block, sizeof block);
	}
	blake2b_update(&s, in, len);
	blake2b_final(&s, out, r->out_bytes);
}

/* Digest of len bytes that come in pieces of step. */
static bool
digest_equals(const struct lanes_path *path, size_t len, size_t step)
{
	struct hash_digest d;
	uint8_t got[HASH_DIGEST_BYTES], want[HASH_DIGEST_BYTES];

	hash_digest_init_on(&d, path);
	for (size_t at = 0; at < len; at += step)
		hash_digest_add(&d, data + at,
		    len - at < step ? len - at : step);
	hash_digest_add(&d, NULL, 0);
	hash_digest_final(&d, got);
	blake2b(want, data, NULL, sizeof want, len, 0);
	return memcmp(got, want, sizeof got) == 0;
}

static void
test_digest(const struct lanes_path *path)
{
	static const size_t steps[] = { 1, 7, 64, 127, 128, 129, 1000, 4096 };
	size_t wrong = 0;

	if (!path->supported()) {
		tap_skip("this processor has no %s", path->name);
		return;
	}
	for (size_t len = 0; len <= 1025; len++)
		wrong += !digest_equals(path, len, len + 1);
	tap_number((long long)wrong, 0,
	    "%s: digests of 0..1025 bytes equal libb2", path->name);
	wrong = 0;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		for (size_t len = 0; len < 700; len += 3)
			wrong += !digest_equals(path, len, steps[i]);
		wrong += !digest_equals(path, DATA_BYTES, steps[i]);
	}
	tap_number((long long)wrong, 0,
	    "%s: a digest does not depend on the pieces", path->name);
}

/* "abc" of RFC 7693, appendix A. */
static void
test_abc(void)
{
	uint8_t out[HASH_DIGEST_BYTES];
	char hex[HASH_DIGEST_HEX + 1];

	hash_digest_of("abc", 3, out);
	bytes_to_hex(hex, out, sizeof out);
	tap_text(hex,
	    "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
	    "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
	    "the example of RFC 7693 comes out");
}

static void
test_leaves(void)
{
	static const char *const persons[] = { "sealbag-1-member",
		"sealbag-1-record", "sealbag-1-event\0" };
	uint8_t message[8 + 300], got[3][HASH_BYTES], want[HASH_BYTES];
	struct hash_leaf leaves[3];

	for (uint32_t kind = 0; kind < 3; kind++)
		leaves[kind] = (struct hash_leaf){
			.bytes = data,
			.salt = data + 500,
			.out = got[kind],
			.number = UINT64_C(0x0123456789abcdef),
			.len = 300,
			.kind = kind,
		};
	hash_leaves(leaves, 3);
	bytes_put_u64(message, UINT64_C(0x0123456789abcdef));
	memcpy(message + 8, data, 300);
	for (uint32_t kind = 0; kind < 3; kind++) {
		reference(want,
		    &(struct reference){ persons[kind], data + 500, NULL, 32 },
		    message, sizeof message);
		tap_bytes(got[kind], want, sizeof want,
		    "a leaf is BLAKE2b-256 with %.15s and its salt",
		    persons[kind]);
	}
}

static void
test_nodes(void)
{
	uint8_t nodes[101 * 64], want[101 * HASH_BYTES];
	const struct reference r = { "sealbag-1-node\0\0", NULL, NULL, 32 };

	memcpy(nodes, data, sizeof nodes);
	for (size_t i = 0; i < 101; i++)
		reference(want + 32 * i, &r, nodes + 64 * i, 64);
	hash_nodes(nodes, nodes, 101);
	tap_bytes(nodes, want, sizeof want,
	    "nodes are BLAKE2b-256 of both children, also in place");
}

static void
test_seeds(void)
{
	const struct reference r = { "sealbag-1-salt\0\0", NULL, NULL, 64 };
	const struct hash_seed_place place = { data + 9000, 77, 5 };
	uint8_t got[150 * 64], want[64], message[52];
	size_t wrong = 0;

	hash_seeds(got, data, 150, 1000, &place);
	for (uint64_t i = 0; i < 150; i++) {
		memcpy(message, data + 16 * i, 16);
		memcpy(message + 16, place.bundle, 16);
		bytes_put_u64(message + 32, 77);
		bytes_put_u64(message + 40, 1000 + i);
		bytes_put_u32(message + 48, 5);
		reference(want, &r, message, sizeof message);
		wrong += memcmp(got + 64 * i, want, 64) != 0;
	}
	tap_number((long long)wrong, 0,
	    "seeds are BLAKE2b-512 of parent, bundle and place");
}

static void
test_keyed(void)
{
	const struct reference r = { "sealbag-1-tomb\0\0", NULL, data + 7, 16 };
	struct hash_key key;
	uint8_t lens[129], got[129 * HASH_KEYED_BYTES], want[HASH_KEYED_BYTES];
	size_t wrong = 0;

	for (size_t i = 0; i < sizeof lens; i++)
		lens[i] = (uint8_t)i;
	hash_key_init(&key, data + 7);
	hash_keyed(&key, got, data, lens, sizeof lens);
	for (size_t i = 0; i < sizeof lens; i++) {
		reference(want, &r, data + 128 * i, i);
		wrong += memcmp(got + 16 * i, want, sizeof want) != 0;
	}
	tap_number((long long)wrong, 0,
	    "keyed hashes of 0..128 bytes equal libb2");
}

int
main(void)
{
	uint32_t state = 3;

	for (size_t i = 0; i < sizeof data; i++) {
		state = state * 1664525U + 1013904223U;
		data[i] = (uint8_t)(state >> 16);
	}
	for (size_t i = 0; i < lanes_paths_n; i++)
		test_digest(&lanes_paths[i]);
	test_abc();
	test_leaves();
	test_nodes();
	test_seeds();
	test_keyed();
	return tap_done();
}
