#include "tool/store/ledger_handover.h"

#include "tool/store/ledger_db.h"

#define COLUMNS                                                              \
	"id, hop, side, bundle, statement, agency, person, entered, taken, " \
	"taken_s, found, closed, answer"

int
ledger_handover_put(struct ledger *l, const struct ledger_handover *h,
    struct why *w)
{
	const char side[2] = { (char)h->side };

	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO handover(" COLUMNS ") "
			    "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		ledger_db_blob(h->id, sizeof h->id), ledger_db_number(h->hop),
		ledger_db_text(side),
		ledger_db_blob(h->bundle, sizeof h->bundle),
		ledger_db_blob(h->statement, sizeof h->statement),
		ledger_db_text(h->agency), ledger_db_text(h->person),
		ledger_db_signed(h->entered_s), ledger_db_number(h->taken),
		ledger_db_signed(h->taken_s), ledger_db_text(h->found),
		ledger_db_signed(h->closed_s),
		ledger_db_blob(h->answer, sizeof h->answer)),
	    w);
}

static int
take_row(struct ledger_db_row *row, struct ledger_handover *h, struct why *w)
{
	char side[2];

	*h = (struct ledger_handover){ 0 };
	ledger_db_take_blob(row, h->id, sizeof h->id);
	h->hop = ledger_db_take_number(row, INT64_MAX);
	ledger_db_take_text(row, side, sizeof side);
	h->side = side[0] == LEDGER_GIVEN ? LEDGER_GIVEN : LEDGER_TAKEN;
	ledger_db_take_blob(row, h->bundle, sizeof h->bundle);
	ledger_db_take_blob(row, h->statement, sizeof h->statement);
	ledger_db_take_text(row, h->agency, sizeof h->agency);
	ledger_db_take_text(row, h->person, sizeof h->person);
	h->entered_s = ledger_db_take_signed(row);
	h->taken = ledger_db_take_number(row, 1) != 0;
	h->taken_s = ledger_db_take_signed(row);
	ledger_db_take_text(row, h->found, sizeof h->found);
	h->closed_s = ledger_db_take_signed(row);
	ledger_db_take_blob(row, h->answer, sizeof h->answer);
	return ledger_db_whole(row, w);
}

static int
take_one(void *self, struct ledger_db_row *row, struct why *w)
{
	return take_row(row, self, w);
}

int
ledger_handover_get(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t hop, struct ledger_handover *out, bool *found, struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT " COLUMNS " FROM handover "
			    "WHERE id = ? AND hop = ?",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(hop)),
	    take_one, out, found, w);
}

int
ledger_handover_close(struct ledger *l, const struct ledger_handover *h,
    struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("UPDATE handover SET taken = 1, taken_s = ?, "
			    "found = ?, person = ?, closed = ?, answer = ? "
			    "WHERE id = ? AND hop = ?",
		ledger_db_signed(h->taken_s), ledger_db_text(h->found),
		ledger_db_text(h->person), ledger_db_signed(h->closed_s),
		ledger_db_blob(h->answer, sizeof h->answer),
		ledger_db_blob(h->id, sizeof h->id), ledger_db_number(h->hop)),
	    w);
}

struct handover_each {
	int (*each)(void *self, const struct ledger_handover *h, struct why *w);
	void *self;
};

static int
give_row(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct handover_each *e = self;
	struct ledger_handover h;

	return take_row(row, &h, w) == 0 ? e->each(e->self, &h, w) : -1;
}

int
ledger_handover_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_handover *h, struct why *w),
    void *self, struct why *w)
{
	struct handover_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN("SELECT " COLUMNS " FROM handover ORDER BY row"),
	    give_row, &e, w);
}
