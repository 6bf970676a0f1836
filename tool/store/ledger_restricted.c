#include "tool/store/ledger_restricted.h"

#include <stdlib.h>

#include "formats/order.h"
#include "tool/store/ledger_db.h"
#include "tool/store/ledger_places.h"

/** Which rows of a table. */
struct spot {
	struct ledger *ledger;
	const uint8_t *bundle;
	uint64_t segment;
};

/* Two tables of one form. */
struct table {
	const char *get;
	const char *put;
	const char *drop;
};
static const struct table restricted = {
	"SELECT records FROM restricted "
	"WHERE bundle = ? AND segment = ? AND answer = ?",
	"INSERT INTO restricted(bundle, segment, answer, records) "
	"VALUES(?, ?, ?, ?) ON CONFLICT(bundle, segment, answer) "
	"DO UPDATE SET records = excluded.records",
	"DELETE FROM restricted "
	"WHERE bundle = ? AND segment = ? AND answer = ?",
};
static const struct table lifted = {
	"SELECT records FROM lifted "
	"WHERE bundle = ? AND segment = ? AND answer = ?",
	"INSERT INTO lifted(bundle, segment, answer, records) "
	"VALUES(?, ?, ?, ?) ON CONFLICT(bundle, segment, answer) "
	"DO UPDATE SET records = excluded.records",
	"DELETE FROM lifted "
	"WHERE bundle = ? AND segment = ? AND answer = ?",
};

/* What the row of an order has from now on; no row where that is nothing. */
static int
set(const struct spot *at, const struct table *to, uint64_t order,
    const struct bytes *all, struct why *w)
{
	if (all->len == 0)
		return ledger_db_run(at->ledger,
		    LEDGER_DB_QUERY(to->drop,
			ledger_db_blob(at->bundle, SEAL_ID_BYTES),
			ledger_db_number(at->segment), ledger_db_number(order)),
		    w);
	return ledger_db_run(at->ledger,
	    LEDGER_DB_QUERY(to->put, ledger_db_blob(at->bundle, SEAL_ID_BYTES),
		ledger_db_number(at->segment), ledger_db_number(order),
		ledger_db_blob(all->data, all->len)),
	    w);
}

/* What it has, and these. */
static int
gather(const struct spot *at, const struct table *from,
    const struct ledger_restricted_row *row, struct bytes *all, struct why *w)
{
	struct bytes old = { 0 };
	int rc = ledger_db_first(at->ledger,
	    LEDGER_DB_QUERY(from->get,
		ledger_db_blob(at->bundle, SEAL_ID_BYTES),
		ledger_db_number(at->segment), ledger_db_number(row->order)),
	    ledger_places_take, &old, NULL, w);

	if (rc == 0)
		rc = ledger_places_merge(all, &old, row->records, row->n, w);
	bytes_clear(&old);
	return rc;
}

/* Of an order that restricts these are lifted: that is kept, so that it can be
 * said of each record that it named what became of it. */
static int
keep_lifted(const struct spot *at, uint64_t order, const struct bytes *places,
    struct why *w)
{
	size_t n = places->len / LEDGER_PLACE_BYTES;
	uint32_t *list = malloc((n + 1) * sizeof(*list));
	const struct ledger_restricted_row row = { at->segment, order, list,
		n };
	struct bytes all = { 0 };
	int rc;

	if (list == NULL)
		return why_memory(w);
	for (size_t i = 0; i < n; i++)
		list[i] = bytes_get_u32(places->data + i * LEDGER_PLACE_BYTES);
	rc = gather(at, &lifted, &row, &all, w);
	if (rc == 0)
		rc = set(at, &lifted, order, &all, w);
	bytes_clear(&all);
	free(list);
	return rc;
}

/* What was among the places before, and is not now. */
static int
keep_dropped(const struct spot *at, uint64_t order, struct bytes *before,
    const struct bytes *now, struct why *w)
{
	(void)ledger_places_drop(before, now);
	return before->len == 0 ? 0 : keep_lifted(at, order, before, w);
}

/* --- restrict --- */

struct putting {
	struct bytes all;
	uint64_t *lifted;
};

static int
drop_lifted(void *self, struct ledger_db_row *row, struct why *w)
{
	struct putting *p = self;
	struct bytes places = { 0 };
	int rc = ledger_places_take(&places, row, w);

	if (rc == 0)
		*p->lifted += ledger_places_drop(&p->all, &places);
	bytes_clear(&places);
	return rc;
}

int
ledger_restricted_put(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const struct ledger_restricted_row *row, uint64_t *lifted_since,
    struct why *w)
{
	const struct spot at = { l, bundle, row->segment };
	struct putting p = { .lifted = lifted_since };
	struct bytes named = { 0 };
	int rc = gather(&at, &restricted, row, &p.all, w);

	if (rc == 0)
		rc = bytes_add(&named, p.all.data, p.all.len, w);
	if (rc == 0)
		rc = ledger_db_each(l,
		    LEDGER_DB_QUERY(
			"SELECT lifted.records FROM lifted "
			"JOIN orders AS own ON own.row = ?3 "
			"JOIN orders AS lift ON lift.row = lifted.answer "
			"AND lift.act = ?4 AND lift.agency = own.agency "
			"AND lift.issued > own.issued "
			"WHERE lifted.bundle = ?1 AND lifted.segment = ?2",
			ledger_db_blob(bundle, SEAL_ID_BYTES),
			ledger_db_number(row->segment),
			ledger_db_number(row->order),
			ledger_db_number(ORDER_LIFT)),
		    drop_lifted, &p, w);
	if (rc == 0)
		rc = set(&at, &restricted, row->order, &p.all, w);
	if (rc == 0)
		rc = keep_dropped(&at, row->order, &named, &p.all, w);
	bytes_clear(&named);
	bytes_clear(&p.all);
	return rc;
}

/* --- and no longer --- */

/** Restrictions of one segment of which some records are taken. */
struct thinning {
	struct spot at;
	const struct bytes *lifted;
	const struct ledger_gone *gone; /* or these */
	size_t n_gone;
	uint64_t dropped;
};

static int
thin(void *self, struct ledger_db_row *row, struct why *w)
{
	struct thinning *t = self;
	uint64_t order = ledger_db_take_number(row, INT64_MAX);
	struct bytes records = { 0 };
	struct bytes before = { 0 };
	uint64_t n = 0;
	int rc = ledger_places_take(&records, row, w);

	if (rc == 0)
		rc = bytes_add(&before, records.data, records.len, w);
	if (rc == 0)
		n = t->lifted != NULL
		    ? ledger_places_drop(&records, t->lifted)
		    : ledger_places_drop_gone(&records, t->gone, t->n_gone);
	if (n > 0)
		rc = set(&t->at, &restricted, order, &records, w);
	if (n > 0 && rc == 0 && t->lifted != NULL)
		rc = keep_dropped(&t->at, order, &before, &records, w);
	t->dropped += n;
	bytes_clear(&before);
	bytes_clear(&records);
	return rc;
}

int
ledger_restricted_lift(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const struct ledger_restricted_row *row, uint64_t *ended, struct why *w)
{
	struct bytes all = { 0 };
	struct thinning t = { .at = { l, bundle, row->segment },
		.lifted = &all };
	int rc = gather(&t.at, &lifted, row, &all, w);

	if (rc == 0)
		rc = set(&t.at, &lifted, row->order, &all, w);
	if (rc == 0)
		rc = ledger_db_each(l,
		    LEDGER_DB_QUERY(
			"SELECT restricted.answer, restricted.records "
			"FROM restricted "
			"JOIN orders AS lift ON lift.row = ?3 "
			"JOIN orders AS own ON own.row = restricted.answer "
			"AND own.agency = lift.agency "
			"AND own.issued < lift.issued "
			"WHERE restricted.bundle = ?1 "
			"AND restricted.segment = ?2",
			ledger_db_blob(bundle, SEAL_ID_BYTES),
			ledger_db_number(row->segment),
			ledger_db_number(row->order)),
		    thin, &t, w);
	*ended += t.dropped;
	bytes_clear(&all);
	return rc;
}

int
ledger_restricted_gone(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    uint64_t segment, const struct ledger_gone *list, size_t n, struct why *w)
{
	struct thinning t = { .at = { l, bundle, segment },
		.gone = list,
		.n_gone = n };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT answer, records FROM restricted "
			    "WHERE bundle = ? AND segment = ?",
		ledger_db_blob(bundle, SEAL_ID_BYTES),
		ledger_db_number(segment)),
	    thin, &t, w);
}

int
ledger_restricted_end(struct ledger *l, uint64_t order, struct why *w)
{
	static const char *const drop[] = {
		"DELETE FROM restricted WHERE answer = ?",
		"DELETE FROM lifted WHERE answer = ?",
	};

	for (size_t i = 0; i < sizeof(drop) / sizeof(drop[0]); i++)
		if (ledger_db_run(l,
			LEDGER_DB_QUERY(drop[i], ledger_db_number(order)),
			w) != 0)
			return -1;
	return 0;
}

/* --- what is --- */

struct walk {
	int (*each)(void *self, const struct ledger_restricted *one,
	    struct why *w);
	void *self;
};

static int
give_row(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct walk *v = self;
	struct ledger_restricted one = { 0 };
	struct bytes records = { 0 };
	int rc;

	one.segment = ledger_db_take_number(row, INT64_MAX);
	one.order = ledger_db_take_number(row, INT64_MAX);
	rc = ledger_places_take(&records, row, w);
	for (size_t at = 0; rc == 0 && at < records.len;
	     at += LEDGER_PLACE_BYTES) {
		one.index = bytes_get_u32(records.data + at);
		rc = v->each(v->self, &one, w);
	}
	bytes_clear(&records);
	return rc;
}

int
ledger_restricted_each(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    int (*each)(void *self, const struct ledger_restricted *one, struct why *w),
    void *self, struct why *w)
{
	struct walk v = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT segment, answer, records FROM restricted "
			    "WHERE bundle = ? ORDER BY segment, answer",
		ledger_db_blob(bundle, SEAL_ID_BYTES)),
	    give_row, &v, w);
}

int
ledger_restricted_kind(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    enum order_act act,
    int (*each)(void *self, const struct ledger_restricted *one, struct why *w),
    void *self, struct why *w)
{
	struct walk v = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT restricted.segment, restricted.answer, "
			    "restricted.records FROM restricted "
			    "JOIN orders ON orders.row = restricted.answer "
			    "AND orders.act = ?2 WHERE restricted.bundle = ?1 "
			    "ORDER BY restricted.segment, restricted.answer",
		ledger_db_blob(bundle, SEAL_ID_BYTES), ledger_db_number(act)),
	    give_row, &v, w);
}

int
ledger_restricted_by(struct ledger *l, const struct ledger_restricted_ask *ask,
    int (*each)(void *self, const struct ledger_restricted *one, struct why *w),
    void *self, struct why *w)
{
	static const char *const from[] = {
		"SELECT segment, answer, records FROM restricted "
		"WHERE bundle = ? AND answer = ? ORDER BY segment",
		"SELECT segment, answer, records FROM lifted "
		"WHERE bundle = ? AND answer = ? ORDER BY segment",
	};
	struct walk v = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY(from[ask->lifted],
		ledger_db_blob(ask->bundle, SEAL_ID_BYTES),
		ledger_db_number(ask->order)),
	    give_row, &v, w);
}

static int
take_count(void *self, struct ledger_db_row *row, struct why *w)
{
	*(uint64_t *)self = ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_restricted_count(struct ledger *l, uint64_t order, uint64_t *out,
    struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT coalesce(sum(length(records) / 4), 0) "
			    "FROM restricted WHERE answer = ?",
		ledger_db_number(order)),
	    take_count, out, NULL, w);
}
