#include "tool/store/ledger_db.h"

#define ROLES_MAX UINT32_MAX

static struct ledger_db_value
direction_of(const struct ledger_signed *of)
{
	return ledger_db_text(of->direction == LEDGER_SENT ? "s" : "r");
}

int
ledger_signature_drop(struct ledger *l, const struct ledger_signed *of,
    uint64_t seal, struct why *w)
{
	if (ledger_db_run(l,
		LEDGER_DB_QUERY("DELETE FROM signature WHERE bundle = ? AND "
				"direction = ? AND seal = ?",
		    ledger_db_blob(of->bundle, SEAL_ID_BYTES), direction_of(of),
		    ledger_db_number(seal)),
		w) != 0)
		return -1;
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("DELETE FROM quorum WHERE bundle = ? AND "
			    "direction = ? AND seal = ?",
		ledger_db_blob(of->bundle, SEAL_ID_BYTES), direction_of(of),
		ledger_db_number(seal)),
	    w);
}

int
ledger_signature_put(struct ledger *l, const struct ledger_signed *of,
    const struct ledger_signature *s, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO signature(bundle, direction, seal, number, "
		"agency, person, fingerprint, roles, filled, claimed, reason) "
		"VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		ledger_db_blob(of->bundle, SEAL_ID_BYTES), direction_of(of),
		ledger_db_number(s->seal), ledger_db_number(s->number),
		ledger_db_text(s->agency), ledger_db_text(s->person),
		ledger_db_text(s->fingerprint), ledger_db_number(s->roles),
		ledger_db_number(s->filled), ledger_db_signed(s->claimed_s),
		ledger_db_text(s->reason)),
	    w);
}

int
ledger_signature_quorum(struct ledger *l, const struct ledger_signed *of,
    const struct ledger_quorum *q, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO quorum(bundle, direction, seal, role, asked, met) "
		"VALUES(?, ?, ?, ?, ?, ?)",
		ledger_db_blob(of->bundle, SEAL_ID_BYTES), direction_of(of),
		ledger_db_number(q->seal), ledger_db_number(q->role),
		ledger_db_number(q->asked), ledger_db_number(q->met)),
	    w);
}

static int
give_signature(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct ledger_signature_look *look = self;
	struct ledger_signature s = { 0 };

	s.seal = ledger_db_take_number(row, SEAL_EARLIER_MAX);
	s.number = ledger_db_take_number(row, INT64_MAX);
	ledger_db_take_text(row, s.agency, sizeof s.agency);
	ledger_db_take_text(row, s.person, sizeof s.person);
	ledger_db_take_text(row, s.fingerprint, sizeof s.fingerprint);
	s.roles = ledger_db_take_number(row, ROLES_MAX);
	s.filled = ledger_db_take_number(row, ROLES_MAX);
	s.claimed_s = ledger_db_take_signed(row);
	ledger_db_take_text(row, s.reason, sizeof s.reason);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return look->signature(look->self, &s, w);
}

static int
give_quorum(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct ledger_signature_look *look = self;
	struct ledger_quorum q = { 0 };

	q.seal = ledger_db_take_number(row, SEAL_EARLIER_MAX);
	q.role = ledger_db_take_number(row, ROLES_MAX);
	q.asked = ledger_db_take_number(row, INT64_MAX);
	q.met = ledger_db_take_number(row, INT64_MAX);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return look->quorum(look->self, &q, w);
}

int
ledger_signature_each(struct ledger *l, const struct ledger_signed *of,
    const struct ledger_signature_look *look, struct why *w)
{
	struct ledger_signature_look self = *look;

	if (ledger_db_each(l,
		LEDGER_DB_QUERY(
		    "SELECT seal, number, agency, person, fingerprint, roles, "
		    "filled, claimed, reason FROM signature WHERE bundle = ? "
		    "AND direction = ? ORDER BY seal, number",
		    ledger_db_blob(of->bundle, SEAL_ID_BYTES),
		    direction_of(of)),
		give_signature, &self, w) != 0)
		return -1;
	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT seal, role, asked, met FROM quorum WHERE "
			    "bundle = ? AND direction = ? ORDER BY seal, role",
		ledger_db_blob(of->bundle, SEAL_ID_BYTES), direction_of(of)),
	    give_quorum, &self, w);
}
