#include "tool/store/ledger_handover.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const uint8_t chain[SEAL_ID_BYTES] = "a chain";

static int
note(void *self, const struct ledger_handover *h, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 512 - len,
	    "%s|%u|%c|%s|%c|%s|%s|%lld|%d|%lld|%s;", (const char *)h->id,
	    (unsigned)h->hop, (char)h->side, (const char *)h->bundle,
	    (char)h->statement[63], h->agency, h->person,
	    (long long)h->entered_s, h->taken, (long long)h->taken_s, h->found);
	return 0;
}

static struct ledger_handover
make(uint64_t hop, enum ledger_handover_side side)
{
	struct ledger_handover h = { .hop = hop,
		.side = side,
		.bundle = "a bundle",
		.agency = "east",
		.entered_s = 7 };

	memcpy(h.id, chain, sizeof h.id);
	h.statement[63] = 'S';
	return h;
}

static void
rows_come_and_change(struct ledger *l)
{
	struct ledger_handover given = make(2, LEDGER_GIVEN);
	struct ledger_handover taken = make(1, LEDGER_TAKEN);
	struct ledger_handover closed = make(2, LEDGER_GIVEN);
	struct ledger_handover out;
	struct why w = { 0 };
	char text[512] = "";
	bool found;

	memcpy(taken.person, "p-1", 4);
	memcpy(taken.found, "intact", 7);
	taken.taken = true;
	taken.taken_s = 6;
	tap_number(ledger_handover_put(l, &taken, &w), 0, "one is put");
	tap_number(ledger_handover_put(l, &given, &w), 0, "and another");
	tap_number(ledger_handover_put(l, &given, &w), -1,
	    "but none in its place");
	why_clear(&w);
	tap_number(ledger_handover_each(l, note, text, &w), 0, "each is given");
	tap_text(text,
	    "a chain|1|t|a bundle|S|east|p-1|7|1|6|intact;"
	    "a chain|2|g|a bundle|S|east||7|0|0|;",
	    "whole, in the order of entry");
	memcpy(closed.person, "p-2", 4);
	memcpy(closed.found, "damaged", 8);
	closed.taken_s = 9;
	closed.closed_s = 11;
	memset(closed.answer, 'A', sizeof closed.answer);
	tap_number(ledger_handover_close(l, &closed, &w), 0, "one is closed");
	tap_number(ledger_handover_get(l, chain, 2, &out, &found, &w), 0,
	    "it is looked up");
	text[0] = '\0';
	(void)note(text, &out, &w);
	tap_text(text, "a chain|2|g|a bundle|S|east|p-2|7|1|9|damaged;",
	    "and tells by whom it was taken, when, and what was found");
	tap_ok(found && out.closed_s == 11 && out.answer[0] == 'A' &&
		out.answer[HASH_DIGEST_BYTES - 1] == 'A',
	    "since when that is known here, and by which statement");
	tap_number(ledger_handover_get(l, chain, 3, &out, &found, &w), 0,
	    "a hop that never was");
	tap_ok(!found, "is not there");
}

int
main(void)
{
	struct ledger l;
	struct why w = { 0 };

	if (!file_begin(true))
		tap_ok(false, "a ledger is there");
	if (opens(&l, "l.db", &w)) {
		rows_come_and_change(&l);
		ledger_close(&l);
	}
	return file_end();
}
