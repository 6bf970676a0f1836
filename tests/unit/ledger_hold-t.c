#include "tool/store/ledger_hold.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const uint8_t first[LEDGER_HOLD_ID_BYTES] = "first hold";
static const uint8_t second[LEDGER_HOLD_ID_BYTES] = "second hold";

static int
note(void *self, const struct ledger_hold *h, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 512 - len,
	    "%s|%s|%s|%s|%s|%s|%lld|%lld|%.*s;", (const char *)h->id, h->ground,
	    h->officer, h->rank, h->number, h->reference, (long long)h->added_s,
	    (long long)h->review_s, (int)h->scope_bytes,
	    (const char *)h->scope);
	return 0;
}

static int
put(struct ledger *l, const uint8_t *id, const char *scope, struct why *w)
{
	struct ledger_hold h = { .ground = "court",
		.officer = "A. Judge",
		.rank = "HHJ",
		.number = "12",
		.reference = "CC/7",
		.added_s = 5,
		.review_s = 9,
		.scope = scope,
		.scope_bytes = strlen(scope) };

	memcpy(h.id, id, sizeof h.id);
	return ledger_hold_put(l, &h, w);
}

static void
holds_come_and_go(struct ledger *l)
{
	struct why w = { 0 };
	char text[512] = "";
	bool found = false;
	bool due = false;

	tap_number(put(l, second, "ZZ26B", &w), 0, "a hold is put");
	tap_number(put(l, first, "ZZ26A", &w), 0, "and another");
	tap_number(put(l, first, "ZZ26C", &w), -1, "but none under its id");
	why_clear(&w);
	tap_number(ledger_hold_review(l, first, 77, &found, &w), 0,
	    "one is reviewed");
	tap_ok(found, "it stands");
	tap_number(ledger_hold_each(l, note, text, &w), 0, "each is given");
	tap_text(text,
	    "second hold|court|A. Judge|HHJ|12|CC/7|5|9|ZZ26B;"
	    "first hold|court|A. Judge|HHJ|12|CC/7|5|77|ZZ26A;",
	    "whole, the oldest first");
	tap_number(ledger_hold_release(l, second, &found, &w), 0,
	    "one is released");
	tap_ok(found, "it stood");
	ledger_hold_release(l, second, &found, &w);
	tap_ok(!found, "it stands no longer");
	ledger_hold_review(l, second, 5, &found, &w);
	tap_ok(!found, "nor can it be reviewed");
	text[0] = '\0';
	ledger_hold_each(l, note, text, &w);
	tap_text(text, "first hold|court|A. Judge|HHJ|12|CC/7|5|77|ZZ26A;",
	    "the other does");
	tap_number(ledger_scrub_due(l, &due, &w), 0, "the ledger is asked");
	tap_ok(due, "what it forgot is to be scrubbed");
}

static void
nothing_is_left(void)
{
	struct ledger l;
	struct why w = { 0 };

	if (!opens(&l, "l.db", &w))
		return;
	tap_number(ledger_scrub(&l, &w), 0, "it is scrubbed");
	ledger_close(&l);
	tap_number(occurs("l.db", "ZZ26B") + occurs("l.db-wal", "ZZ26B"), 0,
	    "a released scope is nowhere");
	tap_ok(occurs("l.db", "ZZ26A") > 0, "one that stands is there");
}

int
main(void)
{
	struct ledger l;
	struct why w = { 0 };

	if (!file_begin(true))
		tap_ok(false, "a ledger is there");
	if (opens(&l, "l.db", &w)) {
		holds_come_and_go(&l);
		ledger_close(&l);
	}
	nothing_is_left();
	return file_end();
}
