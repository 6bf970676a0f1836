#include "tool/store/ledger_db.h"

#include "tool/store/ledger_order.h"

int
ledger_demand_put(struct ledger *l, const struct ledger_demand *d,
    struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO demand(act, does, id, digest, agency, carrier, "
		"issued, deadline, ground, legal, reference, targets) "
		"VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON CONFLICT(digest, agency) DO UPDATE SET waived = NULL",
		ledger_db_number(d->act), ledger_db_number(d->does),
		ledger_db_blob(d->id, sizeof d->id),
		ledger_db_blob(d->digest, sizeof d->digest),
		ledger_db_text(d->agency),
		ledger_db_blob(d->carrier, sizeof d->carrier),
		ledger_db_signed(d->issued_s), ledger_db_signed(d->deadline_s),
		ledger_db_text(d->ground), ledger_db_text(d->legal),
		ledger_db_text(d->reference), ledger_db_number(d->targets)),
	    w);
}

static int
take_row(void *self, struct ledger_db_row *row, struct why *w)
{
	(void)self;
	(void)ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_demand_answer(struct ledger *l, const struct ledger_answer *a,
    bool *found, struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("UPDATE demand SET answered = ?, certificate = ? "
			    "WHERE digest = ? AND agency = ? "
			    "AND coalesce(answered, -1) < ?1 RETURNING row",
		ledger_db_signed(a->answered_s),
		ledger_db_blob(a->certificate, HASH_DIGEST_BYTES),
		ledger_db_blob(a->digest, HASH_DIGEST_BYTES),
		ledger_db_text(a->agency)),
	    take_row, NULL, found, w);
}

int
ledger_demand_waive(struct ledger *l, const struct ledger_waive *one,
    bool *found, struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("UPDATE demand SET waived = ? "
			    "WHERE id = ? AND agency = ? "
			    "AND answered IS NULL AND waived IS NULL "
			    "RETURNING row",
		ledger_db_signed(one->waived_s), ledger_db_blob(one->order, 16),
		ledger_db_text(one->agency)),
	    take_row, NULL, found, w);
}

struct demand_each {
	int (*each)(void *self, const struct ledger_demand *d, struct why *w);
	void *self;
};

static int
give_demand(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct demand_each *e = self;
	struct ledger_demand d = { 0 };

	d.act = (enum order_act)ledger_db_take_number(row, ORDER_ACTS - 1);
	d.does = (enum order_act)ledger_db_take_number(row, ORDER_ACTS - 1);
	ledger_db_take_blob(row, d.id, sizeof d.id);
	ledger_db_take_blob(row, d.digest, sizeof d.digest);
	ledger_db_take_text(row, d.agency, sizeof d.agency);
	ledger_db_take_blob(row, d.carrier, sizeof d.carrier);
	d.issued_s = ledger_db_take_signed(row);
	d.deadline_s = ledger_db_take_signed(row);
	ledger_db_take_text(row, d.ground, sizeof d.ground);
	ledger_db_take_text(row, d.legal, sizeof d.legal);
	ledger_db_take_text(row, d.reference, sizeof d.reference);
	d.targets = ledger_db_take_number(row, INT64_MAX);
	d.answered = ledger_db_take_number(row, 1) == 1;
	d.answered_s = ledger_db_take_signed(row);
	ledger_db_take_blob(row, d.certificate, sizeof d.certificate);
	d.waived = ledger_db_take_number(row, 1) == 1;
	d.waived_s = ledger_db_take_signed(row);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, &d, w);
}

int
ledger_demand_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_demand *d, struct why *w),
    void *self, struct why *w)
{
	struct demand_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN(
		"SELECT act, does, id, digest, agency, carrier, issued, "
		"deadline, ground, legal, reference, targets, "
		"answered IS NOT NULL, coalesce(answered, 0), "
		"coalesce(certificate, zeroblob(64)), "
		"waived IS NOT NULL, coalesce(waived, 0) "
		"FROM demand ORDER BY deadline, row"),
	    give_demand, &e, w);
}
