#include "formats/hash.h"

#include <blake2.h>
#include <string.h>

#include "formats/bytes.h"
#include "formats/lanes.h"

/* A stream: on a path of formats/lanes, or in libb2 where path is NULL. */
struct stream {
	union {
		blake2b_state libb2;
		struct {
			uint64_t state[8];
			uint64_t count; /* bytes before those held */
			size_t held;	/* in block, which is kept for last */
			uint8_t block[LANES_BLOCK_BYTES];
		};
	};
	const struct lanes_path *path;
};

_Static_assert(sizeof(struct stream) <= sizeof(struct hash_digest),
    "a stream fits in what callers hold");
_Static_assert(_Alignof(struct stream) <= _Alignof(struct hash_digest),
    "a stream may stand where callers put it");

void
hash_digest_init_on(struct hash_digest *d, const struct lanes_path *path)
{
	struct stream *s = (struct stream *)(void *)d->opaque;

	memset(s, 0, sizeof *s);
	if (path->one_is_quick) {
		s->path = path;
		lanes_start(s->state, HASH_DIGEST_BYTES, 0, NULL);
	} else {
		blake2b_init(&s->libb2, HASH_DIGEST_BYTES);
	}
}

void
hash_digest_init(struct hash_digest *d)
{
	hash_digest_init_on(d, lanes_best());
}

/* Hash whole blocks, which are not the last of the stream. */
static void
add_blocks(struct stream *s, const uint8_t *data, size_t n)
{
	if (n == 0)
		return;
	s->path->one(s->state, data, n, s->count + LANES_BLOCK_BYTES, 0);
	s->count += n * LANES_BLOCK_BYTES;
}

void
hash_digest_add(struct hash_digest *d, const void *data, size_t len)
{
	struct stream *s = (struct stream *)(void *)d->opaque;
	const uint8_t *in = data;
	size_t room, blocks;

	if (len == 0)
		return;
	if (s->path == NULL) {
		blake2b_update(&s->libb2, in, len);
		return;
	}
	room = sizeof s->block - s->held;
	if (len > room) {
		if (s->held > 0) {
			memcpy(s->block + s->held, in, room);
			add_blocks(s, s->block, 1);
			s->held = 0;
			in += room;
			len -= room;
		}
		blocks = (len - 1) / LANES_BLOCK_BYTES;
		add_blocks(s, in, blocks);
		in += blocks * LANES_BLOCK_BYTES;
		len -= blocks * LANES_BLOCK_BYTES;
	}
	memcpy(s->block + s->held, in, len);
	s->held += len;
}

void
hash_digest_final(struct hash_digest *d, uint8_t out[HASH_DIGEST_BYTES])
{
	struct stream *s = (struct stream *)(void *)d->opaque;

	if (s->path == NULL) {
		blake2b_final(&s->libb2, out, HASH_DIGEST_BYTES);
		return;
	}
	memset(s->block + s->held, 0, sizeof s->block - s->held);
	s->path->one(s->state, s->block, 1, s->count + s->held, UINT64_MAX);
	lanes_put(out, s->state, HASH_DIGEST_BYTES);
}

void
hash_digest_of(const void *data, size_t len, uint8_t out[HASH_DIGEST_BYTES])
{
	struct hash_digest d;

	hash_digest_init(&d);
	hash_digest_add(&d, data, len);
	hash_digest_final(&d, out);
}

void
hash_leaves(const struct hash_leaf *leaves, size_t n)
{
	uint64_t start[3][8];

	lanes_start(start[HASH_LEAF_MEMBER], HASH_BYTES, 0, "sealbag-1-member");
	lanes_start(start[HASH_LEAF_RECORD], HASH_BYTES, 0, "sealbag-1-record");
	lanes_start(start[HASH_LEAF_EVENT], HASH_BYTES, 0, "sealbag-1-event\0");
	lanes_leaves(lanes_best(), (const uint64_t(*)[8])start, leaves, n);
}

/* What is hashed of a node: both its children. */
#define NODE_BYTES 64

void
hash_nodes(uint8_t *out, const uint8_t *children, size_t n)
{
	uint64_t start[8];

	lanes_start(start, HASH_BYTES, 0, "sealbag-1-node\0\0");
	lanes_blocks(lanes_best(),
	    &(struct lanes_blocks){
		.start = start,
		.in = children,
		.stride = NODE_BYTES,
		.len = NODE_BYTES,
		.out = out,
		.out_bytes = HASH_BYTES,
		.n = n,
	    });
}

/* Seeds expanded at once; what is hashed of each, and what comes of it. */
#define SEEDS		   64
#define SEED_STRIDE	   64
#define SEED_MESSAGE_BYTES 52
#define CHILDREN_BYTES	   64

void
hash_seeds(uint8_t *out, const uint8_t *seeds, size_t n, uint64_t first,
    const struct hash_seed_place *place)
{
	uint8_t messages[SEEDS * SEED_STRIDE] = { 0 };
	uint64_t start[8];

	lanes_start(start, CHILDREN_BYTES, 0, "sealbag-1-salt\0\0");
	for (size_t i = 0; i < SEEDS && i < n; i++) {
		uint8_t *message = messages + i * SEED_STRIDE;

		memcpy(message + 16, place->bundle, 16);
		bytes_put_u64(message + 32, place->segment);
		bytes_put_u32(message + 48, place->level);
	}
	while (n > 0) {
		size_t now = n < SEEDS ? n : SEEDS;

		for (size_t i = 0; i < now; i++) {
			uint8_t *message = messages + i * SEED_STRIDE;

			memcpy(message, seeds + i * HASH_SALT_BYTES,
			    HASH_SALT_BYTES);
			bytes_put_u64(message + 40, first + i);
		}
		lanes_blocks(lanes_best(),
		    &(struct lanes_blocks){
			.start = start,
			.in = messages,
			.stride = SEED_STRIDE,
			.len = SEED_MESSAGE_BYTES,
			.out = out,
			.out_bytes = CHILDREN_BYTES,
			.n = now,
		    });
		seeds += now * HASH_SALT_BYTES;
		out += now * CHILDREN_BYTES;
		first += now;
		n -= now;
	}
	explicit_bzero(messages, sizeof messages);
}

void
hash_key_init(struct hash_key *k, const uint8_t key[HASH_KEY_BYTES])
{
	const struct lanes_path *path = lanes_best();
	uint8_t block[LANES_BLOCK_BYTES] = { 0 };
	uint64_t empty[8];

	/* RFC 7693, 3.3: the key, filled up, comes before the message. */
	memcpy(block, key, HASH_KEY_BYTES);
	lanes_start(k->state, HASH_KEYED_BYTES, HASH_KEY_BYTES,
	    "sealbag-1-tomb\0\0");
	memcpy(empty, k->state, sizeof empty);
	path->one(k->state, block, 1, sizeof block, 0);
	path->one(empty, block, 1, sizeof block, UINT64_MAX);
	lanes_put(k->empty, empty, sizeof k->empty);
	explicit_bzero(block, sizeof block);
}

void
hash_keyed(const struct hash_key *k, uint8_t *out, const uint8_t *messages,
    const uint8_t *len, size_t n)
{
	lanes_blocks(lanes_best(),
	    &(struct lanes_blocks){
		.start = k->state,
		.before = LANES_BLOCK_BYTES,
		.in = messages,
		.stride = LANES_BLOCK_BYTES,
		.lens = len,
		.out = out,
		.out_bytes = HASH_KEYED_BYTES,
		.n = n,
	    });
	for (size_t i = 0; i < n; i++) {
		if (len[i] == 0)
			memcpy(out + i * HASH_KEYED_BYTES, k->empty,
			    sizeof k->empty);
	}
}
