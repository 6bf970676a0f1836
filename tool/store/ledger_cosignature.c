#include "tool/store/ledger_cosignature.h"

#include "tool/store/ledger_db.h"

static int
take_size(void *self, struct ledger_db_row *row, struct why *w)
{
	(void)self;
	(void)ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_cosignature_put(struct ledger *l, const struct ledger_cosignature *c,
    bool *fresh, struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("INSERT INTO cosignature(size, fingerprint, text, "
			    "signature) VALUES(?, ?, ?, ?) "
			    "ON CONFLICT(size, fingerprint) DO NOTHING "
			    "RETURNING size",
		ledger_db_number(c->size), ledger_db_text(c->fingerprint),
		ledger_db_blob(c->text, c->len),
		ledger_db_blob(c->signature, c->signature_len)),
	    take_size, NULL, fresh, w);
}

struct cosignature_each {
	int (*each)(void *self, const struct ledger_cosignature *c,
	    struct why *w);
	void *self;
};

static int
give_cosignature(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct cosignature_each *e = self;
	struct ledger_cosignature c = { 0 };

	c.size = ledger_db_take_number(row, INT64_MAX);
	ledger_db_take_text(row, c.fingerprint, sizeof c.fingerprint);
	c.text = ledger_db_take_bytes(row, &c.len);
	c.signature = ledger_db_take_bytes(row, &c.signature_len);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, &c, w);
}

int
ledger_cosignature_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_cosignature *c, struct why *w),
    void *self, struct why *w)
{
	struct cosignature_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN("SELECT size, fingerprint, text, signature "
			    "FROM cosignature ORDER BY size, fingerprint"),
	    give_cosignature, &e, w);
}
