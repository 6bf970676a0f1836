#include "tool/store/ledger_order.h"

#include "tool/store/ledger_db.h"

/* --- orders --- */

static int
take_row(void *self, struct ledger_db_row *row, struct why *w)
{
	*(uint64_t *)self = ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_order_put(struct ledger *l, struct ledger_order *o, struct why *w)
{
	struct ledger_db_value row = ledger_db_number(o->row);

	/* A new one gets the next free number. */
	if (o->row == 0)
		row.kind = LEDGER_DB_NULL;
	return ledger_db_first(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO orders(row, id, carrier, agency, fingerprint, "
		"digest, answer_by, ground, legal, reference, act, does, "
		"issued, deadline, ends, answered, targets, "
		"deleted_reads, deleted_members, deleted_bundles, absent, "
		"held, marked_reads, marked_members, marked_bundles, "
		"overruled, corrected, lost) "
		"VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
		"?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON CONFLICT(row) DO UPDATE SET "
		"id = excluded.id, carrier = excluded.carrier, "
		"agency = excluded.agency, "
		"fingerprint = excluded.fingerprint, "
		"digest = excluded.digest, "
		"answer_by = excluded.answer_by, "
		"ground = excluded.ground, legal = excluded.legal, "
		"reference = excluded.reference, act = excluded.act, "
		"does = excluded.does, "
		"issued = excluded.issued, deadline = excluded.deadline, "
		"ends = excluded.ends, "
		"answered = excluded.answered, targets = excluded.targets, "
		"deleted_reads = excluded.deleted_reads, "
		"deleted_members = excluded.deleted_members, "
		"deleted_bundles = excluded.deleted_bundles, "
		"absent = excluded.absent, "
		"held = excluded.held, "
		"marked_reads = excluded.marked_reads, "
		"marked_members = excluded.marked_members, "
		"marked_bundles = excluded.marked_bundles, "
		"overruled = excluded.overruled, "
		"corrected = excluded.corrected, "
		"lost = excluded.lost RETURNING row",
		row, ledger_db_blob(o->id, sizeof o->id),
		ledger_db_blob(o->carrier, sizeof o->carrier),
		ledger_db_text(o->issuer.agency),
		ledger_db_text(o->issuer.fingerprint),
		ledger_db_blob(o->digest, sizeof o->digest),
		ledger_db_text(o->answer_by), ledger_db_text(o->ground),
		ledger_db_text(o->legal), ledger_db_text(o->reference),
		ledger_db_number(o->act), ledger_db_number(o->does),
		ledger_db_signed(o->issued_s), ledger_db_signed(o->deadline_s),
		ledger_db_signed(o->ends_s), ledger_db_signed(o->answered_s),
		ledger_db_number(o->targets),
		ledger_db_number(o->deleted_reads),
		ledger_db_number(o->deleted_members),
		ledger_db_number(o->deleted_bundles),
		ledger_db_number(o->absent), ledger_db_number(o->held),
		ledger_db_number(o->marked_reads),
		ledger_db_number(o->marked_members),
		ledger_db_number(o->marked_bundles),
		ledger_db_number(o->overruled), ledger_db_number(o->corrected),
		ledger_db_number(o->lost)),
	    take_row, &o->row, NULL, w);
}

#define ORDER_COLUMNS                                                   \
	"row, id, carrier, agency, fingerprint, digest, answer_by, "    \
	"ground, legal, reference, act, does, issued, deadline, ends, " \
	"answered, targets, deleted_reads, deleted_members, "           \
	"deleted_bundles, absent, held, marked_reads, marked_members, " \
	"marked_bundles, overruled, corrected, lost"

static int
take_order(void *self, struct ledger_db_row *row, struct why *w)
{
	struct ledger_order *o = self;

	o->row = ledger_db_take_number(row, INT64_MAX);
	ledger_db_take_blob(row, o->id, sizeof o->id);
	ledger_db_take_blob(row, o->carrier, sizeof o->carrier);
	ledger_db_take_text(row, o->issuer.agency, sizeof o->issuer.agency);
	ledger_db_take_text(row, o->issuer.fingerprint,
	    sizeof o->issuer.fingerprint);
	ledger_db_take_blob(row, o->digest, sizeof o->digest);
	ledger_db_take_text(row, o->answer_by, sizeof o->answer_by);
	ledger_db_take_text(row, o->ground, sizeof o->ground);
	ledger_db_take_text(row, o->legal, sizeof o->legal);
	ledger_db_take_text(row, o->reference, sizeof o->reference);
	o->act = (enum order_act)ledger_db_take_number(row, ORDER_ACTS - 1);
	o->does = (enum order_act)ledger_db_take_number(row, ORDER_ACTS - 1);
	o->issued_s = ledger_db_take_signed(row);
	o->deadline_s = ledger_db_take_signed(row);
	o->ends_s = ledger_db_take_signed(row);
	o->answered_s = ledger_db_take_signed(row);
	o->targets = ledger_db_take_number(row, INT64_MAX);
	o->deleted_reads = ledger_db_take_number(row, INT64_MAX);
	o->deleted_members = ledger_db_take_number(row, INT64_MAX);
	o->deleted_bundles = ledger_db_take_number(row, INT64_MAX);
	o->absent = ledger_db_take_number(row, INT64_MAX);
	o->held = ledger_db_take_number(row, INT64_MAX);
	o->marked_reads = ledger_db_take_number(row, INT64_MAX);
	o->marked_members = ledger_db_take_number(row, INT64_MAX);
	o->marked_bundles = ledger_db_take_number(row, INT64_MAX);
	o->overruled = ledger_db_take_number(row, INT64_MAX);
	o->corrected = ledger_db_take_number(row, INT64_MAX);
	o->lost = ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_order_find(struct ledger *l, const char *agency, const uint8_t id[16],
    struct ledger_order *out, bool *found, struct why *w)
{
	*out = (struct ledger_order){ 0 };
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT " ORDER_COLUMNS " FROM orders "
			    "WHERE agency = ? AND id = ? ORDER BY row LIMIT 1",
		ledger_db_text(agency), ledger_db_blob(id, 16)),
	    take_order, out, found, w);
}

struct order_each {
	int (*each)(void *self, const struct ledger_order *o, struct why *w);
	void *self;
};

static int
give_order(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct order_each *e = self;
	struct ledger_order o = { 0 };

	if (take_order(&o, row, w) != 0)
		return -1;
	return e->each(e->self, &o, w);
}

int
ledger_order_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_order *o, struct why *w),
    void *self, struct why *w)
{
	struct order_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN(
		"SELECT " ORDER_COLUMNS " FROM orders ORDER BY row"),
	    give_order, &e, w);
}

struct unreached_each {
	int (*each)(void *self, const uint8_t *bundle,
	    const struct ledger_order *o, struct why *w);
	void *self;
};

static int
give_unreached(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct unreached_each *e = self;
	uint8_t bundle[SEAL_ID_BYTES];
	struct ledger_order o = { 0 };

	ledger_db_take_blob(row, bundle, sizeof bundle);
	if (take_order(&o, row, w) != 0)
		return -1;
	return e->each(e->self, bundle, &o, w);
}

/* An id is that of an agency: the one whose bundle it is. */
int
ledger_unreached_each(struct ledger *l,
    int (*each)(void *self, const uint8_t *bundle, const struct ledger_order *o,
	struct why *w),
    void *self, struct why *w)
{
	struct unreached_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN(
		"SELECT waits, " ORDER_COLUMNS " FROM orders JOIN "
		"(SELECT unreached.bundle AS waits, unreached.id AS named, "
		"bundle.agency AS whose FROM unreached JOIN bundle "
		"ON bundle.id = unreached.bundle AND bundle.direction = 'r') "
		"ON named = id AND whose = agency ORDER BY waits, row"),
	    give_unreached, &e, w);
}

/* --- tombstones --- */

int
ledger_tombstone_put(struct ledger *l, const uint8_t tag[HASH_KEYED_BYTES],
    uint32_t until_month, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO tombstone(tag, until_month) VALUES(?, ?) "
		"ON CONFLICT(tag) DO UPDATE SET "
		"until_month = max(until_month, excluded.until_month)",
		ledger_db_blob(tag, HASH_KEYED_BYTES),
		ledger_db_number(until_month)),
	    w);
}

struct tombstone_each {
	int (*each)(void *self, const uint8_t *tag, struct why *w);
	void *self;
};

static int
give_tombstone(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct tombstone_each *e = self;
	uint8_t tag[HASH_KEYED_BYTES];

	ledger_db_take_blob(row, tag, sizeof tag);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, tag, w);
}

int
ledger_tombstone_each(struct ledger *l,
    int (*each)(void *self, const uint8_t *tag, struct why *w), void *self,
    struct why *w)
{
	struct tombstone_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN("SELECT tag FROM tombstone ORDER BY tag"),
	    give_tombstone, &e, w);
}

int
ledger_tombstone_expire(struct ledger *l, uint32_t this_month, struct why *w)
{
	int before = sqlite3_total_changes(l->db);

	if (ledger_db_run(l,
		LEDGER_DB_QUERY("DELETE FROM tombstone WHERE until_month < ?",
		    ledger_db_number(this_month)),
		w) != 0)
		return -1;
	return sqlite3_total_changes(l->db) != before ? ledger_db_forgot(l, w)
						      : 0;
}

/* --- swaps --- */

int
ledger_swap_put(struct ledger *l, const char *from, const char *to,
    struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO swap(old, new) VALUES(?, ?)",
		ledger_db_text(from), ledger_db_text(to)),
	    w);
}

struct swap_each {
	int (
	    *each)(void *self, const char *from, const char *to, struct why *w);
	void *self;
};

static int
give_swap(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct swap_each *e = self;
	const char *from = ledger_db_take_string(row);
	const char *to = ledger_db_take_string(row);

	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, from, to, w);
}

int
ledger_swap_each(struct ledger *l,
    int (*each)(void *self, const char *from, const char *to, struct why *w),
    void *self, struct why *w)
{
	struct swap_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN("SELECT old, new FROM swap ORDER BY row"),
	    give_swap, &e, w);
}

int
ledger_swap_clear(struct ledger *l, struct why *w)
{
	int before = sqlite3_total_changes(l->db);

	if (ledger_db_run(l, LEDGER_DB_PLAIN("DELETE FROM swap"), w) != 0)
		return -1;
	/* Its paths may be names of files that are gone now. */
	return sqlite3_total_changes(l->db) != before ? ledger_db_forgot(l, w)
						      : 0;
}
