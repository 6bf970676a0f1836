#ifndef FORMATS_HASH_H
#define FORMATS_HASH_H

/**
 * BLAKE2b as this project uses it; the only place with <blake2.h>. Messages go
 * through vectors (formats/lanes), which tests hold equal to libb2 for every
 * length; a stream goes through libb2 where the processor lacks them.
 */

#include <stddef.h>
#include <stdint.h>

/** Tree hashes, in bytes. */
#define HASH_BYTES 32
/** Salts and salt seeds, in bytes (BLAKE2b's salt parameter). */
#define HASH_SALT_BYTES 16
/** Digest of sealed bytes: BLAKE2b-512, what b2sum prints. */
#define HASH_DIGEST_BYTES 64
#define HASH_DIGEST_HEX	  128

/** BLAKE2b-512 of a stream. */
struct hash_digest {
	uint64_t opaque[64];
};
struct lanes_path;
void hash_digest_init(struct hash_digest *d);
/** The same on a path of formats/lanes, for tests. */
void hash_digest_init_on(struct hash_digest *d, const struct lanes_path *path);
void hash_digest_add(struct hash_digest *d, const void *data, size_t len);
void hash_digest_final(struct hash_digest *d, uint8_t out[HASH_DIGEST_BYTES]);
/** Of what is all there. */
void
hash_digest_of(const void *data, size_t len, uint8_t out[HASH_DIGEST_BYTES]);

/** What a leaf stands for; part of what is hashed. Source: tree.txt, 3. */
enum hash_leaf_kind {
	HASH_LEAF_MEMBER, /* personalisation "sealbag-1-member" */
	HASH_LEAF_RECORD, /* personalisation "sealbag-1-record" */
	HASH_LEAF_EVENT,  /* personalisation "sealbag-1-event\0", salt zero */
};

/** One leaf to hash: BLAKE2b-256(u64le(number) || bytes), salted. */
struct hash_leaf {
	const uint8_t *bytes; /* borrowed */
	const uint8_t *salt;  /* HASH_SALT_BYTES, borrowed */
	uint8_t *out;	      /* HASH_BYTES */
	uint64_t number;      /* member number, or event sequence */
	uint32_t len;	      /* of bytes, 0..1 MiB */
	uint32_t kind;	      /* enum hash_leaf_kind */
};

/** Hash n leaves, several at once in vector lanes. */
void hash_leaves(const struct hash_leaf *leaves, size_t n);

/** Hash n nodes: children are 2 * n hashes end to end; out takes n hashes
 *  and may be the same memory as children. Personalisation
 *  "sealbag-1-node\0\0", no salt. */
void hash_nodes(uint8_t *out, const uint8_t *children, size_t n);

/** Where in a bundle's salt trees a seed stands. Source: salt.txt, 2. */
struct hash_seed_place {
	const uint8_t *bundle; /* 16 bytes */
	uint64_t segment;
	uint32_t
	    level; /* of the children: 1 is just below the segment's seed */
};

/** Expand n seeds that stand side by side, the first at index `first` of its
 *  level, into 4 * n seeds of level place->level.
 *  message: seed(16) || bundle(16) || u64le(segment) || u64le(parent index)
 *  || u32le(level of the children), personalisation "sealbag-1-salt\0\0",
 *  BLAKE2b-512, cut in four. out must not overlap seeds. */
void hash_seeds(uint8_t *out, const uint8_t *seeds, size_t n, uint64_t first,
    const struct hash_seed_place *place);

/** Keyed hashes of short messages, for tombstones: BLAKE2b-128 keyed with 32
 *  bytes, personalisation "sealbag-1-tomb\0\0". */
#define HASH_KEYED_BYTES 16
#define HASH_KEY_BYTES	 32
struct hash_key {
	uint64_t state[8]; /* after the key block */
	/* Of the message without bytes: there the key block is the last. */
	uint8_t empty[HASH_KEYED_BYTES];
};
void hash_key_init(struct hash_key *k, const uint8_t key[HASH_KEY_BYTES]);
/** messages: n messages of len[i] bytes (0..128 each), each starting at a
 *  multiple of 128 bytes. out: n * HASH_KEYED_BYTES. */
void hash_keyed(const struct hash_key *k, uint8_t *out, const uint8_t *messages,
    const uint8_t *len, size_t n);

#endif
