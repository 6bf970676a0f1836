#include "tool/store/ledger_hold.h"

#include "tool/store/ledger_db.h"

int
ledger_hold_put(struct ledger *l, const struct ledger_hold *h, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO hold(id, ground, officer, rank, number, "
		"reference, added, review, scope) "
		"VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
		ledger_db_blob(h->id, sizeof h->id), ledger_db_text(h->ground),
		ledger_db_text(h->officer), ledger_db_text(h->rank),
		ledger_db_text(h->number), ledger_db_text(h->reference),
		ledger_db_signed(h->added_s), ledger_db_signed(h->review_s),
		ledger_db_blob(h->scope, h->scope_bytes)),
	    w);
}

struct hold_each {
	int (*each)(void *self, const struct ledger_hold *h, struct why *w);
	void *self;
};

static int
give_hold(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct hold_each *e = self;
	struct ledger_hold h;

	ledger_db_take_blob(row, h.id, sizeof h.id);
	ledger_db_take_text(row, h.ground, sizeof h.ground);
	ledger_db_take_text(row, h.officer, sizeof h.officer);
	ledger_db_take_text(row, h.rank, sizeof h.rank);
	ledger_db_take_text(row, h.number, sizeof h.number);
	ledger_db_take_text(row, h.reference, sizeof h.reference);
	h.added_s = ledger_db_take_signed(row);
	h.review_s = ledger_db_take_signed(row);
	h.scope = ledger_db_take_bytes(row, &h.scope_bytes);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, &h, w);
}

int
ledger_hold_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_hold *h, struct why *w),
    void *self, struct why *w)
{
	struct hold_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN("SELECT id, ground, officer, rank, number, "
			    "reference, added, review, scope "
			    "FROM hold ORDER BY row"),
	    give_hold, &e, w);
}

static int
change(struct ledger *l, const struct ledger_db_query *q, bool *found,
    struct why *w)
{
	int before = sqlite3_total_changes(l->db);

	if (ledger_db_run(l, q, w) != 0)
		return -1;
	*found = sqlite3_total_changes(l->db) != before;
	return 0;
}

int
ledger_hold_review(struct ledger *l, const uint8_t id[LEDGER_HOLD_ID_BYTES],
    int64_t review_s, bool *found, struct why *w)
{
	return change(l,
	    LEDGER_DB_QUERY("UPDATE hold SET review = ? WHERE id = ?",
		ledger_db_signed(review_s),
		ledger_db_blob(id, LEDGER_HOLD_ID_BYTES)),
	    found, w);
}

int
ledger_hold_release(struct ledger *l, const uint8_t id[LEDGER_HOLD_ID_BYTES],
    bool *found, struct why *w)
{
	if (change(l,
		LEDGER_DB_QUERY("DELETE FROM hold WHERE id = ?",
		    ledger_db_blob(id, LEDGER_HOLD_ID_BYTES)),
		found, w) != 0)
		return -1;
	/* Its scope may name plates. */
	return *found ? ledger_db_forgot(l, w) : 0;
}
