#include "tool/store/ledger_db.h"

#define COLUMNS                                                           \
	"id, direction, state, agency, fingerprint, sequence, created, "  \
	"entered, seal, marking, purpose, reference, segments, members, " \
	"records, reads, files, orders, deleted_records, deleted_reads"

static struct ledger_db_value
letter(const char *one)
{
	struct ledger_db_value v = ledger_db_text(one);

	v.len = 1;
	return v;
}

int
ledger_bundle_put(struct ledger *l, const struct ledger_bundle *b,
    struct why *w)
{
	char direction[2] = { (char)b->direction, '\0' };
	char state[2] = { (char)b->state, '\0' };

	/* Not REPLACE: the row keeps its place in the order of entry. */
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO bundle(" COLUMNS ") VALUES(?, ?, ?, ?, ?, ?, ?, "
		"?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON CONFLICT(id, direction) DO UPDATE SET "
		"state = excluded.state, agency = excluded.agency, "
		"fingerprint = excluded.fingerprint, "
		"sequence = excluded.sequence, created = excluded.created, "
		"entered = excluded.entered, seal = excluded.seal, "
		"marking = excluded.marking, purpose = excluded.purpose, "
		"reference = excluded.reference, "
		"segments = excluded.segments, members = excluded.members, "
		"records = excluded.records, reads = excluded.reads, "
		"files = excluded.files, orders = excluded.orders, "
		"deleted_records = excluded.deleted_records, "
		"deleted_reads = excluded.deleted_reads",
		ledger_db_blob(b->id, sizeof b->id), letter(direction),
		letter(state), ledger_db_text(b->other.agency),
		ledger_db_text(b->other.fingerprint),
		ledger_db_number(b->sequence), ledger_db_signed(b->created_s),
		ledger_db_signed(b->entered_s),
		ledger_db_blob(b->seal_digest, sizeof b->seal_digest),
		ledger_db_text(b->marking), ledger_db_text(b->purpose),
		ledger_db_text(b->reference), ledger_db_number(b->segments),
		ledger_db_number(b->members), ledger_db_number(b->records),
		ledger_db_number(b->reads), ledger_db_number(b->files),
		ledger_db_number(b->orders),
		ledger_db_number(b->deleted_records),
		ledger_db_number(b->deleted_reads)),
	    w);
}

static int
take_bundle(void *self, struct ledger_db_row *row, struct why *w)
{
	struct ledger_bundle *b = self;
	char direction[2], state[2];

	ledger_db_take_blob(row, b->id, sizeof b->id);
	ledger_db_take_text(row, direction, sizeof direction);
	ledger_db_take_text(row, state, sizeof state);
	b->direction = (enum ledger_direction)direction[0];
	b->state = (enum ledger_state)state[0];
	ledger_db_take_text(row, b->other.agency, sizeof b->other.agency);
	ledger_db_take_text(row, b->other.fingerprint,
	    sizeof b->other.fingerprint);
	b->sequence = ledger_db_take_number(row, INT64_MAX);
	b->created_s = ledger_db_take_signed(row);
	b->entered_s = ledger_db_take_signed(row);
	ledger_db_take_blob(row, b->seal_digest, sizeof b->seal_digest);
	ledger_db_take_text(row, b->marking, sizeof b->marking);
	ledger_db_take_text(row, b->purpose, sizeof b->purpose);
	ledger_db_take_text(row, b->reference, sizeof b->reference);
	b->segments = ledger_db_take_number(row, INT64_MAX);
	b->members = ledger_db_take_number(row, INT64_MAX);
	b->records = ledger_db_take_number(row, INT64_MAX);
	b->reads = ledger_db_take_number(row, INT64_MAX);
	b->files = ledger_db_take_number(row, INT64_MAX);
	b->orders = ledger_db_take_number(row, INT64_MAX);
	b->deleted_records = ledger_db_take_number(row, INT64_MAX);
	b->deleted_reads = ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_bundle_get(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    enum ledger_direction direction, struct ledger_bundle *out, bool *found,
    struct why *w)
{
	char text[2] = { (char)direction, '\0' };

	*out = (struct ledger_bundle){ 0 };
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT " COLUMNS " FROM bundle "
			    "WHERE id = ? AND direction = ?",
		ledger_db_blob(id, SEAL_ID_BYTES), letter(text)),
	    take_bundle, out, found, w);
}

struct bundle_each {
	int (*each)(void *self, const struct ledger_bundle *b, struct why *w);
	void *self;
};

static int
give_bundle(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct bundle_each *e = self;
	struct ledger_bundle b = { 0 };

	if (take_bundle(&b, row, w) != 0)
		return -1;
	return e->each(e->self, &b, w);
}

int
ledger_bundle_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_bundle *b, struct why *w),
    void *self, struct why *w)
{
	struct bundle_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN("SELECT " COLUMNS " FROM bundle ORDER BY row"),
	    give_bundle, &e, w);
}

static int
take_number(void *self, struct ledger_db_row *row, struct why *w)
{
	*(uint64_t *)self = ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_next_sequence(struct ledger *l, uint64_t *out, struct why *w)
{
	*out = 0;
	if (ledger_db_first(l,
		LEDGER_DB_PLAIN("SELECT coalesce(max(sequence), 0) "
				"FROM bundle WHERE direction = 's'"),
		take_number, out, NULL, w) != 0)
		return -1;
	++*out;
	return 0;
}

int
ledger_bundle_strip(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    struct why *w)
{
	static const char *const tables[] = {
		"DELETE FROM segment WHERE bundle = ?",
		"DELETE FROM member WHERE bundle = ?",
		"DELETE FROM map WHERE bundle = ?",
		"DELETE FROM gone WHERE bundle = ?",
		"DELETE FROM captured WHERE bundle = ?",
		"DELETE FROM told WHERE bundle = ? AND direction = 'r'",
		"DELETE FROM waiting WHERE bundle = ?",
		"DELETE FROM restricted WHERE bundle = ?",
		"DELETE FROM lifted WHERE bundle = ?",
	};

	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		if (ledger_db_run(l,
			LEDGER_DB_QUERY(tables[i],
			    ledger_db_blob(id, SEAL_ID_BYTES)),
			w) != 0)
			return -1;
	}
	return ledger_db_forgot(l, w);
}

int
ledger_bundle_drop(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    enum ledger_direction direction, struct why *w)
{
	char text[2] = { (char)direction, '\0' };

	return ledger_db_run(l,
	    LEDGER_DB_QUERY("DELETE FROM bundle WHERE id = ? AND direction = ?",
		ledger_db_blob(id, SEAL_ID_BYTES), letter(text)),
	    w);
}
