#include "tool/store/journal_inside.h"

#include "tests/tap/tap.h"
#include "tests/unit/loot.h"

static void
move(struct loot *l, size_t from, size_t to)
{
	struct event e = l->e[from];

	drop(l, from);
	insert(l, to);
	l->e[to] = e;
}

static void
forge_same(struct loot *l)
{
	forge(l);
}

static void
alter_well(struct loot *l)
{
	(void)snprintf(l->e[4].actor, sizeof l->e[4].actor, "nobody");
	forge(l);
}

static void
alter_after_checkpoint(struct loot *l)
{
	(void)snprintf(l->e[11].actor, sizeof l->e[11].actor, "nobody");
	forge(l);
}

static void
alter_without_checkpoints(struct loot *l)
{
	alter_well(l);
	sql(l->db, "DELETE FROM checkpoint");
}

static void
insert_well(struct loot *l)
{
	insert(l, 4);
	forge(l);
}

static void
insert_first(struct loot *l)
{
	insert(l, 0);
	forge(l);
}

static void
insert_three(struct loot *l)
{
	insert(l, 7);
	insert(l, 7);
	insert(l, 7);
	forge(l);
}

static void
insert_two_places(struct loot *l)
{
	insert(l, 1);
	insert(l, 9);
	forge(l);
}

static void
insert_without_checkpoints(struct loot *l)
{
	insert_well(l);
	sql(l->db, "DELETE FROM checkpoint");
}

static void
swap_well(struct loot *l)
{
	swap(l, 4, 5);
	forge(l);
}

static void
swap_far(struct loot *l)
{
	swap(l, 1, 9);
	forge(l);
}

static void
move_down(struct loot *l)
{
	move(l, 8, 2);
	forge(l);
}

static void
move_up(struct loot *l)
{
	move(l, 2, 8);
	forge(l);
}

static void
swap_without_checkpoints(struct loot *l)
{
	swap_far(l);
	sql(l->db, "DELETE FROM checkpoint");
}

static void
drop_and_fill(struct loot *l)
{
	drop(l, 4);
	insert(l, 11);
	l->e[11] = l->e[10];
	forge(l);
}

static const struct raid raids[] = {
	{ "the same log written anew", forge_same, 12, WHY_NONE, "" },
	{ "an event changed with leaf and tree", alter_well, 0, WHY_LOG_ALTERED,
	    "log: one of the events 3 to 5 was altered: they are not what the "
	    "checkpoint of 6 events says" },
	{ "the same, with a head close by", alter_well, 5, WHY_LOG_ALTERED,
	    "log: one of the events 3 to 4 was altered: they are not what the "
	    "checkpoint of 5 events says" },
	{ "an event changed that nobody signed", alter_after_checkpoint, 0,
	    WHY_NONE, "" },
	{ "the same, but a head was kept", alter_after_checkpoint, 12,
	    WHY_LOG_ALTERED,
	    "log: one of the events 10 to 11 was altered: they are not what "
	    "the checkpoint of 12 events says" },
	{ "a changed event, no checkpoint left, a head kept",
	    alter_without_checkpoints, 12, WHY_LOG_ALTERED, NULL },
	{ "an event taken out, another put at the end", drop_and_fill, 0,
	    WHY_LOG_ALTERED, NULL },
	{ "an inserted event, all rewritten", insert_well, 0, WHY_LOG_INSERTED,
	    "log: 1 event was inserted at 4: without, the checkpoint of 6 "
	    "events agrees" },
	{ "an event before all others", insert_first, 0, WHY_LOG_INSERTED,
	    "log: 1 event was inserted at 0: without, the checkpoint of 3 "
	    "events agrees" },
	{ "three inserted events", insert_three, 0, WHY_LOG_INSERTED,
	    "log: 3 events were inserted at 7: without, the checkpoint of 10 "
	    "events agrees" },
	{ "events inserted in two places", insert_two_places, 0,
	    WHY_LOG_INSERTED,
	    "log: 1 event was inserted at 1: without, the checkpoint of 3 "
	    "events agrees" },
	{ "an inserted event, no checkpoint left, a head kept",
	    insert_without_checkpoints, 12, WHY_LOG_INSERTED,
	    "log: 1 event was inserted at 4: without, the checkpoint of 12 "
	    "events agrees" },
	{ "swapped neighbours, all rewritten", swap_well, 0, WHY_LOG_REORDERED,
	    "log: the log was reordered: with event 5 in the place of 4, the "
	    "checkpoint of 6 events agrees" },
	{ "events swapped across checkpoints", swap_far, 0, WHY_LOG_REORDERED,
	    "log: the log was reordered: with event 9 in the place of 1, the "
	    "checkpoint of 3 events agrees" },
	{ "an event moved down", move_down, 0, WHY_LOG_REORDERED,
	    "log: the log was reordered: with event 2 in the place of 8, the "
	    "checkpoint of 3 events agrees" },
	{ "an event moved up", move_up, 0, WHY_LOG_REORDERED,
	    "log: the log was reordered: with event 8 in the place of 2, the "
	    "checkpoint of 3 events agrees" },
	{ "swapped events, no checkpoint left, a head kept",
	    swap_without_checkpoints, 12, WHY_LOG_REORDERED, NULL },
};

static void
space_times(struct loot *l)
{
	for (size_t i = 0; i < l->n; i++)
		l->e[i].time_s = 1700000000 + 60 * (int64_t)i;
	sql(l->db, "DELETE FROM checkpoint");
	forge(l);
}

static void
reverse_some(struct loot *l)
{
	swap(l, 2, 8);
	swap(l, 3, 7);
	swap(l, 4, 6);
	forge(l);
}

/* More than one swap or move: only the events' own times tell. */
static void
time_tells_the_order(void)
{
	struct ledger l;
	struct journal_report r;
	struct why w = { 0 };

	attack("log.db", space_times);
	copy_file("attacked.db", "timed.db");
	ledger_open(&l, scratch_path("timed.db"), LEDGER_WRITE, &w);
	journal_checkpoint(&l, &session, own, &w);
	ledger_close(&l);
	tap_number(verify("timed.db", NULL, &r, &w), WHY_NONE, "a timed log");
	attack("timed.db", reverse_some);
	tap_number(verify("attacked.db", NULL, &r, &w), WHY_LOG_REORDERED,
	    "events in another order than that of their times");
	tap_text(w.text,
	    "log: the log was reordered: with event 8 in the place of 2, the "
	    "checkpoint of 12 events agrees",
	    "are told so");
}

int
main(void)
{
	if (!loot_begin())
		return loot_end();
	for (size_t i = 0; i < sizeof raids / sizeof raids[0]; i++)
		raid(&raids[i]);
	time_tells_the_order();
	return loot_end();
}
