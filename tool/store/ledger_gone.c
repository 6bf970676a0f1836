#include "tool/store/ledger_db.h"

#include <inttypes.h>
#include <string.h>

/* An entry as it lies in the row: place, cause, leaf. Source: proof.txt, 1.2 */
#define CAUSE_AT    4
#define LEAF_AT	    12
#define ENTRY_BYTES (LEAF_AT + HASH_BYTES)

static void
encode(uint8_t *entry, const struct ledger_gone *g)
{
	bytes_put_u32(entry, g->index);
	bytes_put_u64(entry + CAUSE_AT, g->cause);
	memcpy(entry + LEAF_AT, g->leaf, HASH_BYTES);
}

static void
decode(struct ledger_gone *g, const uint8_t *entry)
{
	g->index = bytes_get_u32(entry);
	g->cause = bytes_get_u64(entry + CAUSE_AT);
	memcpy(g->leaf, entry + LEAF_AT, HASH_BYTES);
}

static int
take_entries(void *self, struct ledger_db_row *row, struct why *w)
{
	size_t len;
	const uint8_t *data = ledger_db_take_bytes(row, &len);

	row->damaged = row->damaged || len == 0 || len % ENTRY_BYTES != 0;
	for (size_t at = ENTRY_BYTES; at < len && !row->damaged;
	     at += ENTRY_BYTES)
		row->damaged = bytes_get_u32(data + at) <=
		    bytes_get_u32(data + at - ENTRY_BYTES);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return bytes_add(self, data, len, w);
}

/* What the ledger has of a segment, to out; nothing if there is no row. */
static int
get(struct ledger *l, const uint8_t *id, uint64_t segment, struct bytes *out,
    struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT records FROM gone "
			    "WHERE bundle = ? AND segment = ?",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(segment)),
	    take_entries, out, NULL, w);
}

/* Put new ones among those of before. */
static int
merge(struct bytes *out, const struct bytes *old,
    const struct ledger_gone *list, size_t n, struct why *w)
{
	size_t at = 0;

	if (bytes_reserve(out, old->len + n * ENTRY_BYTES, w) != 0)
		return -1;
	for (size_t i = 0; i < n || at < old->len;) {
		uint8_t *entry = out->data + out->len;

		if (i == n ||
		    (at < old->len &&
			bytes_get_u32(old->data + at) < list[i].index)) {
			memcpy(entry, old->data + at, ENTRY_BYTES);
			at += ENTRY_BYTES;
		} else {
			encode(entry, &list[i++]);
		}
		if (out->len > 0 &&
		    bytes_get_u32(entry) <= bytes_get_u32(entry - ENTRY_BYTES))
			return why_set(w, WHY_STORE,
			    "ledger: record %" PRIu32 " is gone already",
			    bytes_get_u32(entry));
		out->len += ENTRY_BYTES;
	}
	return 0;
}

int
ledger_gone_put(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t segment, const struct ledger_gone *list, size_t n, struct why *w)
{
	struct bytes old = { 0 };
	struct bytes all = { 0 };
	int rc = -1;

	if (n == 0)
		return 0;
	if (get(l, id, segment, &old, w) == 0 &&
	    merge(&all, &old, list, n, w) == 0)
		rc = ledger_db_run(l,
		    LEDGER_DB_QUERY(
			"INSERT INTO gone(bundle, segment, records) "
			"VALUES(?, ?, ?) ON CONFLICT(bundle, segment) "
			"DO UPDATE SET records = excluded.records",
			ledger_db_blob(id, SEAL_ID_BYTES),
			ledger_db_number(segment),
			ledger_db_blob(all.data, all.len)),
		    w);
	bytes_clear(&old);
	bytes_clear(&all);
	return rc;
}

int
ledger_gone_each(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t segment,
    int (*each)(void *self, const struct ledger_gone *g, struct why *w),
    void *self, struct why *w)
{
	struct bytes all = { 0 };
	int rc = get(l, id, segment, &all, w);

	for (size_t at = 0; rc == 0 && at < all.len; at += ENTRY_BYTES) {
		struct ledger_gone g;

		decode(&g, all.data + at);
		rc = each(self, &g, w);
	}
	bytes_clear(&all);
	return rc;
}

static int
take_any(void *self, struct ledger_db_row *row, struct why *w)
{
	*(bool *)self = ledger_db_take_number(row, 1) == 1;
	return ledger_db_whole(row, w);
}

int
ledger_gone_any(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t from, uint64_t to, bool *any, struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT EXISTS (SELECT 1 FROM gone WHERE "
			    "bundle = ? AND segment BETWEEN ? AND ?)",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(from),
		ledger_db_number(to)),
	    take_any, any, NULL, w);
}

struct walk {
	int (*each)(void *self, uint64_t segment, const struct ledger_gone *g,
	    struct why *w);
	void *self;
	struct bytes entries;
};

static int
give_segment(void *self, struct ledger_db_row *row, struct why *w)
{
	struct walk *v = self;
	uint64_t segment = ledger_db_take_number(row, INT64_MAX);

	v->entries.len = 0;
	if (take_entries(&v->entries, row, w) != 0)
		return -1;
	for (size_t at = 0; at < v->entries.len; at += ENTRY_BYTES) {
		struct ledger_gone g;

		decode(&g, v->entries.data + at);
		if (v->each(v->self, segment, &g, w) != 0)
			return -1;
	}
	return 0;
}

int
ledger_gone_walk(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    int (*each)(void *self, uint64_t segment, const struct ledger_gone *g,
	struct why *w),
    void *self, struct why *w)
{
	struct walk v = { each, self, { 0 } };
	int rc = ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT segment, records FROM gone "
			    "WHERE bundle = ? ORDER BY segment",
		ledger_db_blob(id, SEAL_ID_BYTES)),
	    give_segment, &v, w);

	bytes_clear(&v.entries);
	return rc;
}
