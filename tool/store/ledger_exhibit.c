#include "tool/store/ledger_exhibit.h"

#include "tool/store/ledger_db.h"

#define COLUMNS "id, reference, bundle, made, reads, files, digest"

int
ledger_exhibit_put(struct ledger *l, const struct ledger_exhibit *e,
    struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO exhibit(" COLUMNS ") "
			    "VALUES(?, ?, ?, ?, ?, ?, ?)",
		ledger_db_blob(e->id, sizeof e->id),
		ledger_db_text(e->reference),
		ledger_db_blob(e->bundle, sizeof e->bundle),
		ledger_db_signed(e->made_s), ledger_db_number(e->reads),
		ledger_db_number(e->files),
		ledger_db_blob(e->digest, sizeof e->digest)),
	    w);
}

static int
take(void *self, struct ledger_db_row *row, struct why *w)
{
	struct ledger_exhibit *e = self;

	ledger_db_take_blob(row, e->id, sizeof e->id);
	ledger_db_take_text(row, e->reference, sizeof e->reference);
	ledger_db_take_blob(row, e->bundle, sizeof e->bundle);
	e->made_s = ledger_db_take_signed(row);
	e->reads = ledger_db_take_number(row, INT64_MAX);
	e->files = ledger_db_take_number(row, INT64_MAX);
	ledger_db_take_blob(row, e->digest, sizeof e->digest);
	return ledger_db_whole(row, w);
}

int
ledger_exhibit_find(struct ledger *l, const char *reference,
    struct ledger_exhibit *out, bool *found, struct why *w)
{
	*out = (struct ledger_exhibit){ 0 };
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT " COLUMNS
			    " FROM exhibit WHERE reference = ?",
		ledger_db_text(reference)),
	    take, out, found, w);
}

struct each {
	int (*each)(void *self, const struct ledger_exhibit *e, struct why *w);
	void *self;
};

static int
give(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct each *to = self;
	struct ledger_exhibit e = { 0 };

	if (take(&e, row, w) != 0)
		return -1;
	return to->each(to->self, &e, w);
}

int
ledger_exhibit_each(struct ledger *l, const uint8_t *bundle,
    int (*each)(void *self, const struct ledger_exhibit *e, struct why *w),
    void *self, struct why *w)
{
	struct each to = { each, self };

	if (bundle == NULL)
		return ledger_db_each(l,
		    LEDGER_DB_PLAIN("SELECT " COLUMNS " FROM exhibit "
				    "ORDER BY made, reference"),
		    give, &to, w);
	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT " COLUMNS " FROM exhibit "
			    "WHERE bundle = ? ORDER BY made, reference",
		ledger_db_blob(bundle, SEAL_ID_BYTES)),
	    give, &to, w);
}
