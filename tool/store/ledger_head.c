#include "tool/store/ledger_head.h"

#include "tool/store/ledger_db.h"

/* --- heads of the own log --- */

int
ledger_head_put(struct ledger *l, const char *agency, uint64_t size,
    struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT OR IGNORE INTO head(agency, size) "
			    "VALUES(?, ?)",
		ledger_db_text(agency), ledger_db_number(size)),
	    w);
}

struct head_each {
	int (*each)(void *self, uint64_t size, struct why *w);
	void *self;
};

static int
give_head(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct head_each *e = self;
	uint64_t size = ledger_db_take_number(row, INT64_MAX);

	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, size, w);
}

int
ledger_head_last(struct ledger *l, const char *agency, uint64_t n,
    int (*each)(void *self, uint64_t size, struct why *w), void *self,
    struct why *w)
{
	struct head_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT size FROM head WHERE agency = ? "
			    "ORDER BY size DESC LIMIT ?",
		ledger_db_text(agency), ledger_db_number(n)),
	    give_head, &e, w);
}

/* --- heads of others' logs --- */

int
ledger_witness_put(struct ledger *l, const char *fingerprint, uint64_t size,
    const uint8_t root[HASH_BYTES], const uint8_t bundle[SEAL_ID_BYTES],
    struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO witness(fingerprint, size, root, "
			    "bundle) VALUES(?, ?, ?, ?) "
			    "ON CONFLICT(fingerprint, size, root) DO NOTHING",
		ledger_db_text(fingerprint), ledger_db_number(size),
		ledger_db_blob(root, HASH_BYTES),
		ledger_db_blob(bundle, SEAL_ID_BYTES)),
	    w);
}

struct witness_each {
	int (*each)(void *self, uint64_t size, const uint8_t *root,
	    const uint8_t *bundle, struct why *w);
	void *self;
};

static int
give_witness(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct witness_each *e = self;
	uint64_t size = ledger_db_take_number(row, INT64_MAX);
	uint8_t root[HASH_BYTES];
	uint8_t bundle[SEAL_ID_BYTES];

	ledger_db_take_blob(row, root, sizeof root);
	ledger_db_take_blob(row, bundle, sizeof bundle);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, size, root, bundle, w);
}

int
ledger_witness_each(struct ledger *l, const char *fingerprint,
    int (*each)(void *self, uint64_t size, const uint8_t *root,
	const uint8_t *bundle, struct why *w),
    void *self, struct why *w)
{
	struct witness_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT size, root, bundle FROM witness "
			    "WHERE fingerprint = ? ORDER BY size, root",
		ledger_db_text(fingerprint)),
	    give_witness, &e, w);
}

struct loose_each {
	int (*each)(void *self, uint64_t size, const uint8_t *root,
	    struct why *w);
	void *self;
};

static int
give_loose(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct loose_each *e = self;
	uint64_t size = ledger_db_take_number(row, INT64_MAX);
	uint8_t root[HASH_BYTES];

	ledger_db_take_blob(row, root, sizeof root);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, size, root, w);
}

int
ledger_witness_loose(struct ledger *l, const char *fingerprint,
    int (*each)(void *self, uint64_t size, const uint8_t *root, struct why *w),
    void *self, struct why *w)
{
	struct loose_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT size, root FROM witness "
			    "WHERE fingerprint = ?1 AND (joined = 0 OR size = "
			    "(SELECT max(size) FROM witness "
			    "WHERE fingerprint = ?1 AND joined = 1)) "
			    "ORDER BY size, root",
		ledger_db_text(fingerprint)),
	    give_loose, &e, w);
}

int
ledger_witness_join(struct ledger *l, const char *fingerprint, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("UPDATE witness SET joined = 1 "
			    "WHERE fingerprint = ? AND joined = 0",
		ledger_db_text(fingerprint)),
	    w);
}
