#include "tool/store/ledger_shown.h"

#include "tool/store/ledger_db.h"

static int
take_row(void *self, struct ledger_db_row *row, struct why *w)
{
	(void)self;
	(void)ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_shown_put(struct ledger *l, const struct ledger_shown *p, bool *fresh,
    struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO shown(bundle, kept, proof) SELECT ?1, ?2, ?3 "
		"WHERE NOT EXISTS(SELECT 1 FROM shown "
		"WHERE bundle = ?1 AND proof = ?3) RETURNING row",
		ledger_db_blob(p->bundle, sizeof p->bundle),
		ledger_db_signed(p->kept_s), ledger_db_blob(p->proof, p->len)),
	    take_row, NULL, fresh, w);
}

struct shown_each {
	int (*each)(void *self, const struct ledger_shown *p, struct why *w);
	void *self;
};

static int
give(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct shown_each *e = self;
	struct ledger_shown p = { 0 };

	ledger_db_take_blob(row, p.bundle, sizeof p.bundle);
	p.kept_s = ledger_db_take_signed(row);
	p.proof = ledger_db_take_bytes(row, &p.len);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, &p, w);
}

int
ledger_shown_each(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    int (*each)(void *self, const struct ledger_shown *p, struct why *w),
    void *self, struct why *w)
{
	struct shown_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT bundle, kept, proof FROM shown "
			    "WHERE bundle = ? ORDER BY row",
		ledger_db_blob(bundle, SEAL_ID_BYTES)),
	    give, &e, w);
}
