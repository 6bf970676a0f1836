#include "tool/store/ledger_db.h"

#include "tool/store/ledger_order.h"

int
ledger_hop_put(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const struct ledger_hop *h, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO hop(bundle, place, id, agency, fingerprint) "
		"VALUES(?, ?, ?, ?, ?)",
		ledger_db_blob(bundle, SEAL_ID_BYTES),
		ledger_db_number(h->place), ledger_db_blob(h->id, sizeof h->id),
		ledger_db_text(h->sender.agency),
		ledger_db_text(h->sender.fingerprint)),
	    w);
}

struct hop_each {
	int (*each)(void *self, const struct ledger_hop *h, struct why *w);
	void *self;
};

static int
give_hop(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct hop_each *e = self;
	struct ledger_hop h = { 0 };

	h.place = ledger_db_take_number(row, SEAL_EARLIER_MAX);
	ledger_db_take_blob(row, h.id, sizeof h.id);
	ledger_db_take_text(row, h.sender.agency, sizeof h.sender.agency);
	ledger_db_take_text(row, h.sender.fingerprint,
	    sizeof h.sender.fingerprint);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, &h, w);
}

int
ledger_hop_each(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    int (*each)(void *self, const struct ledger_hop *h, struct why *w),
    void *self, struct why *w)
{
	struct hop_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT place, id, agency, fingerprint FROM hop "
			    "WHERE bundle = ? ORDER BY place",
		ledger_db_blob(bundle, SEAL_ID_BYTES)),
	    give_hop, &e, w);
}

static int
take_count(void *self, struct ledger_db_row *row, struct why *w)
{
	*(uint64_t *)self = ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

/* What was sent from here tells of seals that were perhaps never received. */
int
ledger_hop_seen(struct ledger *l, const uint8_t id[SEAL_ID_BYTES], bool *seen,
    struct why *w)
{
	uint64_t n = 0;
	int rc = ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT count(*) FROM hop JOIN bundle "
			    "ON bundle.id = hop.bundle "
			    "WHERE bundle.direction = 'r' AND hop.id = ?",
		ledger_db_blob(id, SEAL_ID_BYTES)),
	    take_count, &n, NULL, w);

	*seen = n > 0;
	return rc;
}

int
ledger_hop_passed(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t *out, struct why *w)
{
	*out = 0;
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT count(DISTINCT hop.bundle) FROM hop "
			    "JOIN bundle ON bundle.id = hop.bundle "
			    "WHERE bundle.direction = 's' AND "
			    "bundle.state = 'd' AND hop.id = ?",
		ledger_db_blob(id, SEAL_ID_BYTES)),
	    take_count, out, NULL, w);
}

int
ledger_unreached_put(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const uint8_t order[16], struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT OR IGNORE INTO unreached(bundle, id) "
			    "VALUES(?, ?)",
		ledger_db_blob(bundle, SEAL_ID_BYTES),
		ledger_db_blob(order, 16)),
	    w);
}

int
ledger_unreached_drop(struct ledger *l, const char *agency,
    const uint8_t order[16], struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("DELETE FROM unreached WHERE id = ? AND bundle IN "
			    "(SELECT id FROM bundle WHERE direction = 'r' AND "
			    "agency = ?)",
		ledger_db_blob(order, 16), ledger_db_text(agency)),
	    w);
}

int
ledger_unreached_has(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const uint8_t order[16], bool *out, struct why *w)
{
	uint64_t n = 0;

	*out = false;
	if (ledger_db_first(l,
		LEDGER_DB_QUERY("SELECT count(*) FROM unreached "
				"WHERE bundle = ? AND id = ?",
		    ledger_db_blob(bundle, SEAL_ID_BYTES),
		    ledger_db_blob(order, 16)),
		take_count, &n, NULL, w) != 0)
		return -1;
	*out = n > 0;
	return 0;
}

int
ledger_unreached_count(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    uint64_t *out, struct why *w)
{
	*out = 0;
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT count(*) FROM unreached WHERE bundle = ?",
		ledger_db_blob(bundle, SEAL_ID_BYTES)),
	    take_count, out, NULL, w);
}
