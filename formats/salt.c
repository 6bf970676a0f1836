#include "formats/salt.h"

#include <stdlib.h>
#include <string.h>

/* salt.txt, 3 */
#define ENTRY_BYTES 24
#define DEPTH_MAX   10

_Static_assert(1U << 2 * DEPTH_MAX == SALT_RECORDS_MAX,
    "the deepest tree has a leaf for each record");

/* A seed and the place it has in the tree. */
struct entry {
	uint32_t level;
	uint32_t index;
	uint8_t seed[HASH_SALT_BYTES];
};

/* Level of the salts: the first that has a place for each record. */
static uint32_t
depth_for(uint32_t records)
{
	uint32_t depth = 0;

	while (UINT32_C(1) << 2 * depth < records)
		depth++;
	return depth;
}

/* Records below one place of a level. */
static uint32_t
records_below(const struct salt_cover *c, uint32_t level)
{
	return UINT32_C(1) << 2 * (depth_for(c->records) - level);
}

static size_t
entries(const struct salt_cover *c)
{
	return c->seeds.len / ENTRY_BYTES;
}

static struct entry
entry_at(const struct salt_cover *c, size_t i)
{
	const uint8_t *in = c->seeds.data + i * ENTRY_BYTES;
	struct entry e = {
		.level = bytes_get_u32(in),
		.index = bytes_get_u32(in + 4),
	};

	memcpy(e.seed, in + 8, sizeof e.seed);
	return e;
}

static int
entry_add(struct bytes *out, const struct entry *e, struct why *w)
{
	uint8_t bytes[ENTRY_BYTES];
	int rc;

	bytes_put_u32(bytes, e->level);
	bytes_put_u32(bytes + 4, e->index);
	memcpy(bytes + 8, e->seed, sizeof e->seed);
	rc = bytes_add(out, bytes, sizeof bytes, w);
	explicit_bzero(bytes, sizeof bytes);
	return rc;
}

static int
begin(struct salt_cover *c, const uint8_t bundle[16], uint64_t segment,
    uint32_t records, struct why *w)
{
	*c = (struct salt_cover){ .segment = segment, .records = records };
	memcpy(c->bundle, bundle, sizeof c->bundle);
	if (records > SALT_RECORDS_MAX)
		return why_set(w, WHY_LIMIT,
		    "%u records in one segment, at "
		    "most %u are allowed",
		    records, SALT_RECORDS_MAX);
	return 0;
}

int
salt_cover_init(struct salt_cover *c, const uint8_t bundle[16],
    uint64_t segment, uint32_t records, const uint8_t seed[HASH_SALT_BYTES],
    struct why *w)
{
	struct entry root = { 0 };
	int rc;

	if (begin(c, bundle, segment, records, w) != 0)
		return -1;
	if (records == 0)
		return 0;
	memcpy(root.seed, seed, sizeof root.seed);
	rc = entry_add(&c->seeds, &root, w);
	explicit_bzero(&root, sizeof root);
	return rc;
}

void
salt_cover_clear(struct salt_cover *c)
{
	bytes_wipe(&c->seeds);
	*c = (struct salt_cover){ 0 };
}

/* How many of n ascending indexes are below end. */
static size_t
count_below(const uint32_t *indexes, size_t n, uint32_t end)
{
	size_t low = 0;

	while (low < n) {
		size_t middle = low + (n - low) / 2;

		if (indexes[middle] < end)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

/* Records to forget, all of them below one entry. */
struct hole {
	const uint32_t *indexes;
	size_t n;
};

/* Keep in out what of e is not in the hole: e itself, or such of its four
 * children. Goes at most DEPTH_MAX deep. */
static int
keep(const struct salt_cover *c, const struct entry *e, struct hole hole,
    struct bytes *out, struct why *w)
{
	struct hash_seed_place place = { c->bundle, c->segment, e->level + 1 };
	uint8_t seeds[4 * HASH_SALT_BYTES];
	int rc = 0;

	if (hole.n == 0)
		return entry_add(out, e, w);
	if (e->level == depth_for(c->records))
		return 0;
	hash_seeds(seeds, e->seed, 1, e->index, &place);
	for (uint32_t i = 0; i < 4 && rc == 0; i++) {
		uint32_t below = records_below(c, e->level + 1);
		struct entry child = { e->level + 1, 4 * e->index + i, { 0 } };
		struct hole part = hole;

		if (child.index * below >= c->records)
			break;
		part.n = count_below(hole.indexes, hole.n,
		    (child.index + 1) * below);
		hole.indexes += part.n;
		hole.n -= part.n;
		memcpy(child.seed, seeds + (size_t)i * HASH_SALT_BYTES,
		    sizeof child.seed);
		rc = keep(c, &child, part, out, w);
		explicit_bzero(&child, sizeof child);
	}
	explicit_bzero(seeds, sizeof seeds);
	return rc;
}

static int
unknown(uint32_t index, struct why *w)
{
	return why_set(w, WHY_STORE, "the salt of record %u is not known",
	    index);
}

int
salt_cover_forget(struct salt_cover *c, const uint32_t *indexes, size_t n,
    struct why *w)
{
	struct hole left = { indexes, n };
	struct bytes kept = { 0 };
	struct entry e = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (indexes[i] >= c->records)
			return unknown(indexes[i], w);
		if (i > 0 && indexes[i] <= indexes[i - 1])
			return why_set(w, WHY_STORE,
			    "record %u is not in order", indexes[i]);
	}
	for (size_t i = 0; i < entries(c); i++) {
		struct hole part = left;
		uint32_t below;

		e = entry_at(c, i);
		below = records_below(c, e.level);
		if (left.n > 0 && left.indexes[0] < e.index * below)
			break;
		part.n =
		    count_below(left.indexes, left.n, (e.index + 1) * below);
		left.indexes += part.n;
		left.n -= part.n;
		if (keep(c, &e, part, &kept, w) != 0)
			goto out;
	}
	if (left.n > 0) {
		unknown(left.indexes[0], w);
		goto out;
	}
	bytes_wipe(&c->seeds);
	c->seeds = kept;
	explicit_bzero(&e, sizeof e);
	return 0;
out:
	explicit_bzero(&e, sizeof e);
	bytes_wipe(&kept);
	return -1;
}

/* Places of a level that have records below them. */
static size_t
places(const struct salt_cover *c, uint32_t level)
{
	uint32_t below = records_below(c, level);

	return (c->records + below - 1) / below;
}

/* Write the seeds of the cover that stand in this level. */
static void
place_seeds(const struct salt_cover *c, uint32_t level, uint8_t *seeds)
{
	for (size_t i = 0; i < entries(c); i++) {
		const uint8_t *in = c->seeds.data + i * ENTRY_BYTES;

		if (bytes_get_u32(in) == level)
			memcpy(seeds +
				(size_t)bytes_get_u32(in + 4) * HASH_SALT_BYTES,
			    in + 8, HASH_SALT_BYTES);
	}
}

/* One level from the one above. The last four may be more than there are. */
static void
expand(const struct salt_cover *c, uint32_t level, uint8_t *out,
    const uint8_t *above)
{
	struct hash_seed_place place = { c->bundle, c->segment, level };
	size_t n = places(c, level);
	size_t whole = n / 4;
	uint8_t rest[4 * HASH_SALT_BYTES];

	hash_seeds(out, above, whole, 0, &place);
	if (n % 4 == 0)
		return;
	hash_seeds(rest, above + whole * HASH_SALT_BYTES, 1, whole, &place);
	memcpy(out + whole * 4 * HASH_SALT_BYTES, rest,
	    n % 4 * HASH_SALT_BYTES);
	explicit_bzero(rest, sizeof rest);
}

/* Zeros for all records that no seed covers. */
static void
clear_gaps(const struct salt_cover *c, uint8_t *out)
{
	size_t done = 0;

	for (size_t i = 0; i <= entries(c); i++) {
		size_t start = c->records;
		size_t end = c->records;

		if (i < entries(c)) {
			const uint8_t *in = c->seeds.data + i * ENTRY_BYTES;
			uint32_t below = records_below(c, bytes_get_u32(in));

			start = (size_t)bytes_get_u32(in + 4) * below;
			end = start + below < c->records ? start + below
							 : c->records;
		}
		memset(out + done * HASH_SALT_BYTES, 0,
		    (start - done) * HASH_SALT_BYTES);
		done = end;
	}
}

/*
 * Whole levels are expanded from the top, so that the lanes of hash_seeds
 * fill; where nothing is known yet that is work for nothing, and the seeds of
 * the cover then take their places. It costs the same for any cover.
 */
int
salt_cover_derive(const struct salt_cover *c, uint8_t *out, struct why *w)
{
	uint32_t depth = depth_for(c->records);
	size_t bytes[2] = { 0, 0 };
	uint8_t *own[2] = { NULL, NULL };
	int rc = -1;

	if (c->records == 0)
		return 0;
	for (uint32_t i = 0; i < 2 && i < depth; i++) {
		bytes[i] = places(c, depth - 1 - i) * HASH_SALT_BYTES;
		own[i] = calloc(1, bytes[i]);
		if (own[i] == NULL) {
			why_memory(w);
			goto out;
		}
	}
	for (uint32_t level = 0; level <= depth; level++) {
		uint8_t *to =
		    level == depth ? out : own[(depth - 1 - level) % 2];

		if (level > 0)
			expand(c, level, to, own[(depth - level) % 2]);
		place_seeds(c, level, to);
	}
	clear_gaps(c, out);
	rc = 0;
out:
	for (int i = 0; i < 2; i++) {
		if (own[i] != NULL)
			explicit_bzero(own[i], bytes[i]);
		free(own[i]);
	}
	return rc;
}

uint32_t
salt_cover_gap(const struct salt_cover *c, size_t *at, uint32_t from)
{
	for (; *at < entries(c) && from < c->records; (*at)++) {
		const uint8_t *in = c->seeds.data + *at * ENTRY_BYTES;
		uint64_t below = records_below(c, bytes_get_u32(in));
		uint64_t start = bytes_get_u32(in + 4) * below;

		if (from < start)
			return from;
		if (from < start + below)
			from = start + below < c->records
			    ? (uint32_t)(start + below)
			    : c->records;
	}
	return from < c->records ? from : c->records;
}

/* Each entry has a place in the tree, with records below it, behind all that
 * come before. */
static int
check_entries(const struct salt_cover *c, struct why *w)
{
	uint32_t depth = depth_for(c->records);
	uint64_t done = 0;

	for (size_t i = 0; i < entries(c); i++) {
		const uint8_t *in = c->seeds.data + i * ENTRY_BYTES;
		uint32_t level = bytes_get_u32(in);
		uint64_t index = bytes_get_u32(in + 4);
		uint64_t below;

		if (level > depth)
			return why_set(w, WHY_STORE,
			    "salt seed %zu is in level %u of %u", i, level,
			    depth);
		below = records_below(c, level);
		if (index * below >= c->records)
			return why_set(w, WHY_STORE,
			    "salt seed %zu is for no record", i);
		if (index * below < done)
			return why_set(w, WHY_STORE,
			    "salt seed %zu is not in order", i);
		done = (index + 1) * below;
	}
	return 0;
}

/* NOLINTBEGIN(readability-function-size): all that names a cover. */
int
salt_cover_decode(struct salt_cover *c, const uint8_t bundle[16],
    uint64_t segment, uint32_t records, const uint8_t *data, size_t len,
    struct why *w)
{
	if (begin(c, bundle, segment, records, w) != 0)
		return -1;
	if (len % ENTRY_BYTES != 0)
		return why_set(w, WHY_STORE, "salt seeds end inside an entry");
	if (bytes_add(&c->seeds, data, len, w) != 0)
		return -1;
	if (check_entries(c, w) != 0) {
		bytes_wipe(&c->seeds);
		return -1;
	}
	return 0;
}
/* NOLINTEND(readability-function-size) */
