#include "tool/store/ledger_db.h"

int
ledger_series_put(struct ledger *l, const struct ledger_bundle *b,
    const uint8_t series[SEAL_ID_BYTES], struct why *w)
{
	char letter[2] = { (char)b->direction, '\0' };

	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO series(bundle, direction, id) "
			    "VALUES(?, ?, ?)",
		ledger_db_blob(b->id, sizeof b->id), ledger_db_text(letter),
		ledger_db_blob(series, SEAL_ID_BYTES)),
	    w);
}

static int
take_series(void *self, struct ledger_db_row *row, struct why *w)
{
	ledger_db_take_blob(row, self, SEAL_ID_BYTES);
	return ledger_db_whole(row, w);
}

int
ledger_series_get(struct ledger *l, const struct ledger_bundle *b,
    uint8_t series[SEAL_ID_BYTES], bool *found, struct why *w)
{
	char letter[2] = { (char)b->direction, '\0' };

	return ledger_db_first(l,
	    LEDGER_DB_QUERY(
		"SELECT id FROM series WHERE bundle = ? AND direction = ?",
		ledger_db_blob(b->id, sizeof b->id), ledger_db_text(letter)),
	    take_series, series, found, w);
}

struct series_each {
	int (*each)(void *self, const uint8_t *series, const uint8_t *bundle,
	    struct why *w);
	void *self;
};

static int
give_series(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct series_each *e = self;
	uint8_t series[SEAL_ID_BYTES];
	uint8_t bundle[SEAL_ID_BYTES];

	ledger_db_take_blob(row, series, sizeof series);
	ledger_db_take_blob(row, bundle, sizeof bundle);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, series, bundle, w);
}

int
ledger_series_each(struct ledger *l,
    int (*each)(void *self, const uint8_t *series, const uint8_t *bundle,
	struct why *w),
    void *self, struct why *w)
{
	struct series_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN("SELECT id, bundle FROM series "
			    "WHERE direction = 'r' ORDER BY bundle"),
	    give_series, &e, w);
}
