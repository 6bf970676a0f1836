#include "formats/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A segment of rows holds some 200,000; start near the common case. */
#define ROOM_MIN 1024

/* Leaves hashed by one call: enough to fill all lanes, small on the stack. */
#define LEAVES 256

int
records_reserve(struct records *r, size_t more, struct why *w)
{
	const size_t one = sizeof *r->items;

	if (r->cap - r->n >= more)
		return 0;
	if (more > PTRDIFF_MAX / one - r->n)
		return why_memory(w);
	if (more < ROOM_MIN)
		more = ROOM_MIN;
	r->room.len = r->n * one;
	if (bytes_reserve(&r->room, more * one, w) != 0)
		return -1;
	r->items = (void *)r->room.data;
	r->cap = r->room.cap / one;
	return 0;
}

int
records_add(struct records *r, const struct record *one, struct why *w)
{
	if (r->n == r->cap && records_reserve(r, 1, w) != 0)
		return -1;
	r->items[r->n++] = *one;
	return 0;
}

void
records_clear(struct records *r)
{
	bytes_clear(&r->room);
	*r = (struct records){ 0 };
}

void
records_hash(const struct records *r, const uint8_t *salts, uint8_t *out)
{
	struct hash_leaf leaves[LEAVES];
	size_t done = 0;

	while (done < r->n) {
		size_t n = r->n - done < LEAVES ? r->n - done : LEAVES;

		for (size_t i = 0; i < n; i++) {
			const struct record *one = &r->items[done + i];

			leaves[i] = (struct hash_leaf){
				.bytes = one->bytes,
				.salt = salts + (done + i) * HASH_SALT_BYTES,
				.number = one->member,
				.len = one->len,
				.kind = one->kind,
			};
			leaves[i].out = out + (done + i) * HASH_BYTES;
		}
		hash_leaves(leaves, n);
		done += n;
	}
}

size_t
record_member(char out[RECORD_MEMBER_MAX], enum record_cut cut, int64_t mtime_s,
    uint32_t mtime_ns, const char *name)
{
	int len =
	    snprintf(out, RECORD_MEMBER_MAX, "%c %" PRId64 ".%09" PRIu32 " %s",
		(char)cut, mtime_s, mtime_ns, name);

	return len < 0 ? 0 : (size_t)len;
}

int64_t
record_line(const uint8_t *data, size_t len, bool last, struct why *w)
{
	size_t most = len < RECORD_MAX_BYTES ? len : RECORD_MAX_BYTES;
	const uint8_t *end = most == 0 ? NULL : memchr(data, '\n', most);

	if (end != NULL)
		return end - data + 1;
	/* Exactly the most may still be a last line without LF. */
	if (len > RECORD_MAX_BYTES)
		return why_set(w, WHY_LIMIT, "a line is longer than %u bytes",
		    RECORD_MAX_BYTES);
	return last ? (int64_t)len : 0;
}
