#include "tool/store/ledger_shown.h"

#include "tool/store/ledger_db.h"

int
ledger_shown_put(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const void *proof, size_t len, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO shown(bundle, proof) SELECT ?1, ?2 "
			    "WHERE NOT EXISTS(SELECT 1 FROM shown "
			    "WHERE bundle = ?1 AND proof = ?2)",
		ledger_db_blob(bundle, SEAL_ID_BYTES),
		ledger_db_blob(proof, len)),
	    w);
}

struct shown_each {
	int (*each)(void *self, const void *proof, size_t len, struct why *w);
	void *self;
};

static int
give(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct shown_each *e = self;
	size_t len;
	const uint8_t *proof = ledger_db_take_bytes(row, &len);

	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, proof, len, w);
}

int
ledger_shown_each(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    int (*each)(void *self, const void *proof, size_t len, struct why *w),
    void *self, struct why *w)
{
	struct shown_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY(
		"SELECT proof FROM shown WHERE bundle = ? ORDER BY row",
		ledger_db_blob(bundle, SEAL_ID_BYTES)),
	    give, &e, w);
}
