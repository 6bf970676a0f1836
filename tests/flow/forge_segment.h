#ifndef TESTS_FLOW_FORGE_SEGMENT_H
#define TESTS_FLOW_FORGE_SEGMENT_H

/** Faults in a segment, compressed and encrypted. */

#include "tests/flow/forge_tar.h"

/* A segment, compressed. */

/** Fill up to a multiple of 4096 bytes, as segments end. */
static inline void
forge_pad(struct forge *f)
{
	uint8_t head[8] = { 0x50, 0x2a, 0x4d, 0x18 };
	static const uint8_t zeros[4096];
	size_t n = (4096 - (f->packed.len + 8) % 4096) % 4096;

	bytes_put_u32(head + 4, (uint32_t)n);
	forge_add(f, &f->packed, head, sizeof head);
	forge_add(f, &f->packed, zeros, n);
}

/** A frame that unfolds to 1 GiB of zeros, and states a size. Source: RFC
 *  8878, 3.1.1. */
static inline void
forge_bomb(struct forge *f, uint64_t stated)
{
	uint8_t head[14] = { 0x28, 0xb5, 0x2f, 0xfd, 0xc0, 0x50 };

	f->packed.len = 0;
	bytes_put_u64(head + 6, stated);
	forge_add(f, &f->packed, head, sizeof head);
	for (uint32_t i = 0; i < 8192; i++) {
		uint8_t block[8];

		bytes_put_u32(block, (i == 8191) | 1 << 1 | 131072 << 3);
		block[3] = 0;
		forge_add(f, &f->packed, block, 4);
	}
	forge_pad(f);
}

static inline void
forge_bomb_stated(struct forge *f)
{
	forge_bomb(f, UINT64_C(1) << 30);
}

static inline void
forge_bomb_hidden(struct forge *f)
{
	forge_bomb(f, f->tar.len);
}

static inline void
forge_bomb_largest(struct forge *f)
{
	forge_bomb(f, UINT64_MAX - 2);
}

/** The descriptor says that no size follows. */
static inline void
forge_unstated(struct forge *f)
{
	forge_bomb(f, 0);
	f->packed.data[4] = 0;
}

static inline void
forge_checksum(struct forge *f)
{
	f->packed.data[4] |= 4;
}

static inline void
forge_no_frame(struct forge *f)
{
	memset(f->packed.data, 'x', 64);
}

static inline void
forge_no_padding(struct forge *f)
{
	static const uint8_t magic[4] = { 0x50, 0x2a, 0x4d, 0x18 };
	uint8_t *at = memmem(f->packed.data, f->packed.len, magic, 4);

	if (at == NULL)
		forge_die("no padding");
	else
		f->packed.len = (size_t)(at - f->packed.data);
}

static inline void
forge_padding_data(struct forge *f)
{
	f->packed.data[f->packed.len - 1] = 'x';
}

static inline void
forge_two_frames(struct forge *f)
{
	struct bytes one = f->packed;

	f->packed = (struct bytes){ 0 };
	forge_add(f, &f->packed, one.data, one.len);
	forge_add(f, &f->packed, one.data, one.len);
	bytes_clear(&one);
}

/* A segment, encrypted. */

/** Length of the body, or of a part of it, that the bytes at *at tell; *more:
 *  others follow. Source: RFC 4880, 4.2.2. */
static inline size_t
forge_length(const uint8_t **at, bool *more)
{
	const uint8_t *p = *at;

	*more = p[0] >= 224 && p[0] < 255;
	*at += p[0] < 192 || *more ? 1 : p[0] < 224 ? 2 : 5;
	if (*more)
		return (size_t)1 << (p[0] & 31);
	if (p[0] < 192)
		return p[0];
	if (p[0] < 224)
		return (size_t)(p[0] - 192) * 256 + p[1] + 192;
	return (size_t)p[1] << 24 | (size_t)p[2] << 16 | (size_t)p[3] << 8 |
	    p[4];
}

/** The encrypted packet in one part, its length known from the start. */
static inline void
forge_in_one(struct forge *f)
{
	struct bytes *m = &f->messages[0];
	const size_t head = 2 + (size_t)m->data[1]; /* the one before */
	const uint8_t *at = m->data + head + 1;
	struct bytes out = { 0 };
	size_t len = 0;
	bool more = true;

	forge_add(f, &out, m->data, head);
	forge_add(f, &out, "\xd2\xff\0\0\0\0", 6);
	while (more) {
		size_t n = forge_length(&at, &more);

		forge_add(f, &out, at, n);
		at += n;
		len += n;
	}
	for (unsigned i = 0; i < 4; i++)
		out.data[head + 2 + i] = (uint8_t)(len >> (24 - 8 * i));
	bytes_clear(m);
	*m = out;
}

static inline void
forge_two_in_parts(struct forge *f)
{
	struct pump_io io = { .data = f->packed.data,
		.len = f->packed.len,
		.bytes = &f->messages[0],
		.max_bytes = SIZE_MAX };

	forge_must(f,
	    session_encrypt_symmetric(&f->store.session, f->secrets[0].key, &io,
		&f->w));
}

static inline void
forge_two_messages(struct forge *f)
{
	forge_in_one(f);
	forge_two_in_parts(f);
}

static inline void
forge_literal_behind(struct forge *f)
{
	static const uint8_t literal[] = { 0xcb, 0x0c, 'b', 0, 0, 0, 0, 0, 'h',
		'e', 'l', 'l', 'o', '\n' };

	forge_in_one(f);
	forge_add(f, &f->messages[0], literal, sizeof literal);
}

static inline void
forge_garbage(struct forge *f)
{
	memset(f->messages[0].data, 'x', f->messages[0].len);
}

static inline void
forge_message_cut(struct forge *f)
{
	f->messages[0].len /= 2;
}

static inline void
forge_message_bit(struct forge *f)
{
	f->messages[0].data[f->messages[0].len / 2] ^= 1;
}

static inline void
forge_message_bit_last(struct forge *f)
{
	f->messages[0].data[f->messages[0].len - 1] ^= 1;
}

/** Not encrypted at all. */
static inline void
forge_message_clear(struct forge *f)
{
	static const uint8_t head[] = { 0xcb, 0xff, 0, 0, 0, 0, 'b', 0, 0, 0, 0,
		0 };
	struct bytes *m = &f->messages[0];
	uint32_t len = (uint32_t)f->packed.len + 6;

	m->len = 0;
	forge_add(f, m, head, sizeof head);
	for (unsigned i = 0; i < 4; i++)
		m->data[2 + i] = (uint8_t)(len >> (24 - 8 * i));
	forge_add(f, m, f->packed.data, f->packed.len);
}

/** To the recipient's public key, which opens it too. */
static inline void
forge_message_public(struct forge *f)
{
	const char *to[] = { f->to.fingerprint };
	const struct session_readers readers = { .fingerprints = to, .n = 1 };
	const struct pump_io io = { .data = f->packed.data,
		.len = f->packed.len,
		.bytes = &f->messages[0],
		.max_bytes = SIZE_MAX };

	f->messages[0].len = 0;
	forge_must(f,
	    session_encrypt_to(&f->store.session, &readers, &io, &f->w));
}

#endif
