#include "tool/store/ledger_waiting.h"

#include <stdlib.h>
#include <string.h>

#include "tool/store/ledger_db.h"
#include "tool/store/ledger_places.h"

int
ledger_waiting_put(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const struct ledger_waiting_row *row, struct why *w)
{
	struct bytes old = { 0 };
	struct bytes all = { 0 };
	int rc = -1;

	if (row->n == 0)
		return 0;
	if (ledger_db_first(l,
		LEDGER_DB_QUERY("SELECT records FROM waiting WHERE bundle = ? "
				"AND segment = ? AND hold = ? AND cause = ?",
		    ledger_db_blob(bundle, SEAL_ID_BYTES),
		    ledger_db_number(row->segment),
		    ledger_db_blob(row->hold, sizeof row->hold),
		    ledger_db_number(row->cause)),
		ledger_places_take, &old, NULL, w) == 0 &&
	    ledger_places_merge(&all, &old, row->records, row->n, w) == 0)
		rc = ledger_db_run(l,
		    LEDGER_DB_QUERY(
			"INSERT INTO waiting(bundle, segment, hold, cause, "
			"records) VALUES(?, ?, ?, ?, ?) "
			"ON CONFLICT(bundle, segment, hold, cause) "
			"DO UPDATE SET records = excluded.records",
			ledger_db_blob(bundle, SEAL_ID_BYTES),
			ledger_db_number(row->segment),
			ledger_db_blob(row->hold, sizeof row->hold),
			ledger_db_number(row->cause),
			ledger_db_blob(all.data, all.len)),
		    w);
	bytes_clear(&old);
	bytes_clear(&all);
	return rc;
}

/** Records of one segment as they come from several rows. */
struct gathering {
	int (
	    *each)(void *self, const struct ledger_waiting *one, struct why *w);
	void *self;
	const uint8_t *prefer; /* a hold; or NULL */
	struct ledger_waiting *list;
	size_t n;
	size_t cap;
};

static int
compare(const void *a, const void *b)
{
	const struct ledger_waiting *one = a;
	const struct ledger_waiting *two = b;

	if (one->index != two->index)
		return one->index < two->index ? -1 : 1;
	if (one->cause != two->cause)
		return one->cause < two->cause ? -1 : 1;
	return memcmp(one->hold, two->hold, sizeof one->hold);
}

/* The segment is over: give each of its records once. */
static int
give_segment(struct gathering *g, struct why *w)
{
	int rc = 0;

	qsort(g->list, g->n, sizeof *g->list, compare);
	for (size_t i = 0; i < g->n && rc == 0;) {
		struct ledger_waiting one = g->list[i];

		while (++i < g->n && g->list[i].index == one.index) {
			const struct ledger_waiting *next = &g->list[i];
			bool better = one.due ||
			    (g->prefer != NULL &&
				memcmp(next->hold, g->prefer,
				    sizeof next->hold) == 0);

			if (next->due || !better)
				continue;
			one.due = false;
			memcpy(one.hold, next->hold, sizeof one.hold);
		}
		rc = g->each(g->self, &one, w);
	}
	g->n = 0;
	return rc;
}

static int
add_records(struct gathering *g, const struct ledger_waiting *one,
    const uint8_t *data, size_t len, struct why *w)
{
	size_t need = g->n + len / LEDGER_PLACE_BYTES;

	if (need > g->cap) {
		struct ledger_waiting *more =
		    realloc(g->list, 2 * need * sizeof *more);

		if (more == NULL)
			return why_memory(w);
		g->list = more;
		g->cap = 2 * need;
	}
	for (size_t at = 0; at < len; at += LEDGER_PLACE_BYTES) {
		g->list[g->n] = *one;
		g->list[g->n++].index = bytes_get_u32(data + at);
	}
	return 0;
}

static int
gather(void *self, struct ledger_db_row *row, struct why *w)
{
	struct gathering *g = self;
	struct ledger_waiting one = { 0 };
	struct bytes records = { 0 };
	int rc;

	one.segment = ledger_db_take_number(row, INT64_MAX);
	one.cause = ledger_db_take_number(row, INT64_MAX);
	ledger_db_take_blob(row, one.hold, sizeof one.hold);
	one.due = ledger_db_take_number(row, 1) != 0;
	rc = ledger_places_take(&records, row, w);
	if (rc == 0 && g->n > 0 && g->list[0].segment != one.segment)
		rc = give_segment(g, w);
	if (rc == 0)
		rc = add_records(g, &one, records.data, records.len, w);
	bytes_clear(&records);
	return rc;
}

int
ledger_waiting_some(struct ledger *l, const struct ledger_waiting_ask *ask,
    int (*each)(void *self, const struct ledger_waiting *one, struct why *w),
    void *self, struct why *w)
{
	struct gathering g = { .each = each,
		.self = self,
		.prefer = ask->prefer };
	int rc = ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT segment, cause, hold, "
			    "hold NOT IN (SELECT id FROM hold), records "
			    "FROM waiting WHERE bundle = ? AND "
			    "(cause = ? OR ? = 0) ORDER BY segment",
		ledger_db_blob(ask->bundle, SEAL_ID_BYTES),
		ledger_db_number(ask->cause), ledger_db_number(ask->cause)),
	    gather, &g, w);

	if (rc == 0 && g.n > 0)
		rc = give_segment(&g, w);
	free(g.list);
	return rc;
}

int
ledger_waiting_each(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    int (*each)(void *self, const struct ledger_waiting *one, struct why *w),
    void *self, struct why *w)
{
	const struct ledger_waiting_ask ask = { .bundle = bundle };

	return ledger_waiting_some(l, &ask, each, self, w);
}

struct bundle_each {
	int (*each)(void *self, const uint8_t bundle[SEAL_ID_BYTES],
	    struct why *w);
	void *self;
};

static int
give_bundle(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct bundle_each *e = self;
	uint8_t bundle[SEAL_ID_BYTES];

	ledger_db_take_blob(row, bundle, sizeof bundle);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, bundle, w);
}

int
ledger_waiting_bundles(struct ledger *l,
    int (*each)(void *self, const uint8_t bundle[SEAL_ID_BYTES], struct why *w),
    void *self, struct why *w)
{
	struct bundle_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN("SELECT DISTINCT bundle FROM waiting "
			    "WHERE hold NOT IN (SELECT id FROM hold) "
			    "ORDER BY bundle"),
	    give_bundle, &e, w);
}

static int
take_count(void *self, struct ledger_db_row *row, struct why *w)
{
	*(uint64_t *)self = ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_waiting_held(struct ledger *l, const uint8_t hold[LEDGER_HOLD_ID_BYTES],
    uint64_t *out, struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT coalesce(sum(length(records) / 4), 0) "
			    "FROM waiting WHERE hold = ?",
		ledger_db_blob(hold, LEDGER_HOLD_ID_BYTES)),
	    take_count, out, NULL, w);
}

/** A row of which some may have gone. */
struct thinning {
	struct ledger *ledger;
	const uint8_t *bundle;
	uint64_t segment;
	const struct ledger_gone *list;
	size_t n;
};

static int
put_rest(const struct thinning *t, uint64_t cause, const uint8_t *hold,
    const struct bytes *rest, struct why *w)
{
	if (rest->len == 0)
		return ledger_db_run(t->ledger,
		    LEDGER_DB_QUERY("DELETE FROM waiting WHERE bundle = ? "
				    "AND segment = ? AND hold = ? "
				    "AND cause = ?",
			ledger_db_blob(t->bundle, SEAL_ID_BYTES),
			ledger_db_number(t->segment),
			ledger_db_blob(hold, LEDGER_HOLD_ID_BYTES),
			ledger_db_number(cause)),
		    w);
	return ledger_db_run(t->ledger,
	    LEDGER_DB_QUERY("UPDATE waiting SET records = ? WHERE bundle = ? "
			    "AND segment = ? AND hold = ? AND cause = ?",
		ledger_db_blob(rest->data, rest->len),
		ledger_db_blob(t->bundle, SEAL_ID_BYTES),
		ledger_db_number(t->segment),
		ledger_db_blob(hold, LEDGER_HOLD_ID_BYTES),
		ledger_db_number(cause)),
	    w);
}

static int
thin(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct thinning *t = self;
	uint64_t cause = ledger_db_take_number(row, INT64_MAX);
	uint8_t hold[LEDGER_HOLD_ID_BYTES];
	struct bytes records = { 0 };
	size_t fewer = 0;
	int rc;

	ledger_db_take_blob(row, hold, sizeof hold);
	rc = ledger_places_take(&records, row, w);
	if (rc == 0)
		fewer = ledger_places_drop_gone(&records, t->list, t->n);
	if (fewer > 0)
		rc = put_rest(t, cause, hold, &records, w);
	bytes_clear(&records);
	return rc;
}

int
ledger_waiting_gone(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    uint64_t segment, const struct ledger_gone *list, size_t n, struct why *w)
{
	struct thinning t = { l, bundle, segment, list, n };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT cause, hold, records FROM waiting "
			    "WHERE bundle = ? AND segment = ?",
		ledger_db_blob(bundle, SEAL_ID_BYTES),
		ledger_db_number(segment)),
	    thin, &t, w);
}
