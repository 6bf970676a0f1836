#include "tool/store/journal.h"

#include "tests/tap/tap.h"
#include "tests/unit/loot.h"

static void
a_log_grows(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct event e = { .act = "pack", .outcome = "done" };
	struct event_head h;
	uint64_t newest = 7;

	ledger_create(scratch_path("new.db"), &w);
	ledger_open(&l, scratch_path("new.db"), LEDGER_WRITE, &w);
	tap_number(journal_checkpoint(&l, &session, own, &w), 0,
	    "an empty log needs no checkpoint");
	ledger_checkpoint_newest(&l, &newest, &w);
	tap_number((long long)newest, 0, "and has none");
	tap_number(journal_append(&l, &e, &w), -1,
	    "an event stands in a transaction");
	why_clear(&w);
	add(&l, 0, &w);
	tap_number(journal_checkpoint(&l, &session, own, &w), 0,
	    "a checkpoint is made");
	tap_number(journal_checkpoint(&l, &session, own, &w), 0,
	    "a second one of the same size is not");
	ledger_checkpoint_newest(&l, &newest, &w);
	tap_number((long long)newest, 1, "the newest is known");
	ledger_begin(&l, &w);
	tap_number(journal_append(&l, &e, &w), 0, "an event is appended");
	tap_number((long long)e.sequence, 1, "it knows its place");
	tap_ok(e.time_s > 1700000000 && e.tool[0] != '\0',
	    "its time and its tool");
	tap_number(journal_checkpoint(&l, &session, own, &w), 0,
	    "a checkpoint is made in an open transaction");
	ledger_rollback(&l);
	journal_head(&l, own, &h, &w);
	tap_number((long long)h.size, 1, "what is rolled back is not there");
	ledger_checkpoint_newest(&l, &newest, &w);
	tap_number((long long)newest, 1, "nor is its checkpoint");
	(void)snprintf(e.bundle, sizeof e.bundle, "no id");
	ledger_begin(&l, &w);
	tap_number(journal_append(&l, &e, &w), -1, "a bad event is refused");
	tap_number(w.reason, WHY_JSON, "by its form");
	ledger_close(&l);
}

/* What the frontier tells is what the leaves tell. */
static void
heads_are_roots(void)
{
	static const char *const unlike =
	    "0000000000000000000000000000000000000000";
	struct event_head h;
	struct ledger l;
	struct why w = { 0 };
	bool differ = true;

	for (int i = 1; i < EVENTS; i++)
		differ = differ &&
		    memcmp(heads[i].root, heads[i + 1].root, HASH_BYTES) != 0;
	tap_ok(differ, "each event gives another head");
	ledger_open(&l, scratch_path("log.db"), LEDGER_READ, &w);
	journal_head(&l, unlike, &h, &w);
	ledger_close(&l);
	tap_text(h.origin + 8, unlike, "a head says whose it is");
	tap_bytes(h.root, heads[EVENTS].root, HASH_BYTES,
	    "and is there again when the ledger is opened again");
}

int
main(void)
{
	if (!loot_begin())
		return loot_end();
	a_log_grows();
	heads_are_roots();
	return loot_end();
}
