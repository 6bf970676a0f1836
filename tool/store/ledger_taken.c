#include "tool/store/ledger_taken.h"

#include "formats/order.h"
#include "tool/store/ledger_db.h"

int
ledger_taken_add(struct ledger *l, const struct ledger_taken *t, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO taken(answer, bundle, reads, files) "
		"VALUES(?, ?, ?, ?) ON CONFLICT(answer, bundle) DO UPDATE SET "
		"reads = reads + excluded.reads, "
		"files = files + excluded.files",
		ledger_db_number(t->order),
		ledger_db_blob(t->bundle, SEAL_ID_BYTES),
		ledger_db_number(t->reads), ledger_db_number(t->files)),
	    w);
}

static int
take_taken(void *self, struct ledger_db_row *row, struct why *w)
{
	struct ledger_taken *t = self;

	t->reads = ledger_db_take_number(row, INT64_MAX);
	t->files = ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_taken_get(struct ledger *l, uint64_t order,
    const uint8_t bundle[SEAL_ID_BYTES], struct ledger_taken *out,
    struct why *w)
{
	*out = (struct ledger_taken){ .order = order };
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT reads, files FROM taken "
			    "WHERE answer = ? AND bundle = ?",
		ledger_db_number(order), ledger_db_blob(bundle, SEAL_ID_BYTES)),
	    take_taken, out, NULL, w);
}

int
ledger_asked_put(struct ledger *l, const struct ledger_asked *a, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO asked(answer, kind, asked, absent) "
			    "VALUES(?, ?, ?, ?) ON CONFLICT(answer, kind) "
			    "DO UPDATE SET "
			    "absent = min(absent, excluded.absent)",
		ledger_db_number(a->order), ledger_db_number(a->kind),
		ledger_db_number(a->asked), ledger_db_number(a->absent)),
	    w);
}

struct asked_each {
	uint64_t order;
	int (*each)(void *self, const struct ledger_asked *a, struct why *w);
	void *self;
};

static int
give_asked(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct asked_each *e = self;
	struct ledger_asked a = { .order = e->order };

	a.kind = ledger_db_take_number(row, ORDER_KINDS - 1);
	a.asked = ledger_db_take_number(row, INT64_MAX);
	a.absent = ledger_db_take_number(row, INT64_MAX);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, &a, w);
}

int
ledger_asked_each(struct ledger *l, uint64_t order,
    int (*each)(void *self, const struct ledger_asked *a, struct why *w),
    void *self, struct why *w)
{
	struct asked_each e = { order, each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT kind, asked, absent FROM asked "
			    "WHERE answer = ? ORDER BY kind",
		ledger_db_number(order)),
	    give_asked, &e, w);
}
