#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

#define PRINT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const uint8_t first[SEAL_ID_BYTES] = "first bundle";
static const uint8_t second[SEAL_ID_BYTES] = "second bundle";

static int
note_signature(void *self, const struct ledger_signature *s, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 512 - len, "%d.%d %s/%s %d %d %lld %s;",
	    (int)s->seal, (int)s->number, s->agency, s->person, (int)s->roles,
	    (int)s->filled, (long long)s->claimed_s, s->reason);
	return 0;
}

static int
note_quorum(void *self, const struct ledger_quorum *q, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 512 - len, "%d: %d of %d for %d;",
	    (int)q->seal, (int)q->met, (int)q->asked, (int)q->role);
	return 0;
}

static const char *
kept(struct ledger *l, const uint8_t *id, enum ledger_direction direction)
{
	static char text[WHY_TEXT_BYTES];
	const struct ledger_signed of = { id, direction };
	const struct ledger_signature_look look = { note_signature, note_quorum,
		text };
	struct why w = { 0 };

	text[0] = '\0';
	if (ledger_signature_each(l, &of, &look, &w) != 0)
		(void)snprintf(text, sizeof text, "%s", w.text);
	return text;
}

static void
put(struct ledger *l, enum ledger_direction direction, uint64_t seal,
    uint64_t number)
{
	const struct ledger_signed of = { first, direction };
	const struct ledger_signature one = {
		.seal = seal,
		.number = number,
		.agency = "north",
		.person = "p-17",
		.fingerprint = PRINT,
		.roles = 3,
		.filled = number == 0 ? 1 : 0,
		.claimed_s = 1000,
		.reason = "signer-expired",
	};
	struct why w = { 0 };

	tap_number(ledger_signature_put(l, &of, &one, &w), 0,
	    "a signature is put");
}

static void
put_quorum(struct ledger *l, uint64_t seal, uint64_t role)
{
	const struct ledger_signed of = { first, LEDGER_RECEIVED };
	const struct ledger_quorum one = { seal, role, 2, 1 };
	struct why w = { 0 };

	tap_number(ledger_signature_quorum(l, &of, &one, &w), 0,
	    "what was asked is put");
}

static void
whose_they_are(void)
{
	const struct ledger_signed of = { first, LEDGER_RECEIVED };
	struct ledger l;
	struct why w = { 0 };

	if (!opens(&l, "l.db", &w))
		return;
	put(&l, LEDGER_RECEIVED, 1, 0);
	put(&l, LEDGER_RECEIVED, 0, 1);
	put(&l, LEDGER_RECEIVED, 0, 0);
	put(&l, LEDGER_SENT, 0, 0);
	put_quorum(&l, 1, 16);
	put_quorum(&l, 0, 16);
	put_quorum(&l, 0, 1);
	tap_text(kept(&l, first, LEDGER_RECEIVED),
	    "0.0 north/p-17 3 1 1000 signer-expired;"
	    "0.1 north/p-17 3 0 1000 signer-expired;"
	    "1.0 north/p-17 3 1 1000 signer-expired;"
	    "0: 1 of 2 for 1;0: 1 of 2 for 16;1: 1 of 2 for 16;",
	    "by seal and number, and by seal and role");
	tap_text(kept(&l, first, LEDGER_SENT),
	    "0.0 north/p-17 3 1 1000 signer-expired;",
	    "one that was sent has its own");
	tap_text(kept(&l, second, LEDGER_RECEIVED), "", "another one none");
	tap_number(ledger_signature_drop(&l, &of, 0, &w), 0,
	    "those of a seal are forgotten");
	tap_text(kept(&l, first, LEDGER_RECEIVED),
	    "1.0 north/p-17 3 1 1000 signer-expired;1: 1 of 2 for 16;",
	    "and of that one alone");
	tap_text(kept(&l, first, LEDGER_SENT),
	    "0.0 north/p-17 3 1 1000 signer-expired;",
	    "on the way that is meant");
	ledger_close(&l);
}

static void
damage_is_told(void)
{
	struct ledger l;
	struct why w = { 0 };

	sql("l.db",
	    "UPDATE signature SET reason = "
	    "'a reason that is longer than any name of one is'");
	if (!opens(&l, "l.db", &w))
		return;
	tap_text(kept(&l, first, LEDGER_SENT), "ledger: a row is damaged",
	    "a reason that cannot be is refused");
	ledger_close(&l);
	sql("l.db", "UPDATE signature SET reason = '', seal = 99");
	if (!opens(&l, "l.db", &w))
		return;
	tap_text(kept(&l, first, LEDGER_SENT), "ledger: a row is damaged",
	    "so is a place that no seal has");
	ledger_close(&l);
}

int
main(void)
{
	if (!file_begin(true))
		tap_ok(false, "a ledger is there");
	whose_they_are();
	damage_is_told();
	return file_end();
}
