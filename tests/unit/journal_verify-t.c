#include "tool/store/journal.h"

#include "tests/tap/tap.h"
#include "tests/unit/loot.h"

static void
nothing(struct loot *l)
{
	(void)l;
}

static void
alter_line(struct loot *l)
{
	sql(l->db,
	    "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), "
	    "'officer 4', 'officer 5') AS BLOB) WHERE sequence = 4");
}

static void
alter_leaf(struct loot *l)
{
	sql(l->db, "UPDATE event SET leaf = randomblob(32) WHERE sequence = 7");
}

static void
spoil_line(struct loot *l)
{
	sql(l->db, "UPDATE event SET line = x'7b7d0a' WHERE sequence = 2");
}

static void
alter_well_but_tree(struct loot *l)
{
	(void)snprintf(l->e[11].actor, sizeof l->e[11].actor, "nobody");
	forge_rows(l);
}

static void
refile(struct loot *l)
{
	sql(l->db, "UPDATE event SET sequence = 50 WHERE sequence = 11");
}

static void
spoil_tree(struct loot *l)
{
	sql(l->db, "UPDATE frontier SET hashes = zeroblob(2048)");
}

static void
insert_row(struct loot *l)
{
	insert(l, 5);
	forge_rows(l);
}

static void
insert_stranger(struct loot *l)
{
	insert(l, 5);
	l->e[5].sequence = 999;
	forge_rows(l);
}

static void
append(struct loot *l)
{
	insert(l, l->n);
	l->e[l->n - 1] = l->e[0];
	l->e[l->n - 1].sequence = l->n - 1;
	forge_rows(l);
}

static void
swap_rows(struct loot *l)
{
	sql(l->db,
	    "UPDATE event SET sequence = 99 WHERE sequence = 3;"
	    "UPDATE event SET sequence = 3 WHERE sequence = 8;"
	    "UPDATE event SET sequence = 8 WHERE sequence = 99");
}

static void
swap_lines(struct loot *l)
{
	sql(l->db,
	    "CREATE TEMP TABLE t AS SELECT * FROM event;"
	    "UPDATE event SET line = (SELECT line FROM t WHERE sequence = 8) "
	    "WHERE sequence = 3;"
	    "UPDATE event SET line = (SELECT line FROM t WHERE sequence = 3) "
	    "WHERE sequence = 8");
}

static void
cut_rows(struct loot *l)
{
	sql(l->db, "DELETE FROM event WHERE sequence > 10");
}

static void
cut_well(struct loot *l)
{
	l->n = 9;
	forge(l);
}

static void
cut_with_checkpoints(struct loot *l)
{
	l->n = 9;
	forge(l);
	sql(l->db, "DELETE FROM checkpoint WHERE size > 9");
}

static void
cut_all(struct loot *l)
{
	sql(l->db,
	    "DELETE FROM event; DELETE FROM checkpoint; "
	    "DELETE FROM frontier");
}

static void
drop_row(struct loot *l)
{
	sql(l->db, "DELETE FROM event WHERE sequence = 4");
}

static void
drop_well(struct loot *l)
{
	drop(l, 4);
	forge(l);
}

static void
flip_signature(struct loot *l)
{
	sql(l->db,
	    "UPDATE checkpoint SET signature = CAST("
	    "substr(signature, 1, length(signature) - 1) || "
	    "CASE hex(substr(signature, -1)) WHEN '00' THEN x'01' "
	    "ELSE x'00' END AS BLOB) WHERE size = 6");
}

static void
change_checkpoint(struct loot *l)
{
	sql(l->db,
	    "UPDATE checkpoint SET text = CAST(replace(CAST(text AS TEXT), "
	    "char(10) || '6' || char(10), char(10) || '7' || char(10)) "
	    "AS BLOB), size = 7 WHERE size = 6");
}

static void
move_checkpoint(struct loot *l)
{
	sql(l->db, "UPDATE checkpoint SET size = 7 WHERE size = 6");
}

static void
spoil_checkpoint(struct loot *l)
{
	sql(l->db, "UPDATE checkpoint SET text = x'00' WHERE size = 3");
}

/* A checkpoint over a forged log, by a key that is not the agency's; and one
 * that names another log. */
static void
sign_elsewhere(struct loot *l, const char *signer, const char *origin)
{
	struct event_head h = heads[6];
	struct bytes text = { 0 };
	struct bytes sig = { 0 };
	sqlite3_stmt *put = NULL;
	struct why w = { 0 };

	(void)snprintf(h.origin, sizeof h.origin, "sealbag/%s", origin);
	event_head_write(&h, &text, &w);
	session_sign(&session, signer,
	    &(struct session_signed){ .data = text.data, .len = text.len },
	    &sig, &w);
	sqlite3_prepare_v2(l->db,
	    "UPDATE checkpoint SET text = ?, signature = ? WHERE size = 6", -1,
	    &put, NULL);
	sqlite3_bind_blob(put, 1, text.data, (int)text.len, SQLITE_STATIC);
	sqlite3_bind_blob(put, 2, sig.data, (int)sig.len, SQLITE_STATIC);
	sqlite3_step(put);
	sqlite3_finalize(put);
	bytes_clear(&text);
	bytes_clear(&sig);
}

static void
sign_with_other(struct loot *l)
{
	sign_elsewhere(l, other, own);
}

static void
sign_other_log(struct loot *l)
{
	sign_elsewhere(l, own, other);
}

static const struct raid raids[] = {
	{ "an untouched log", nothing, 0, WHY_NONE, "" },
	{ "a log and an older head", nothing, 5, WHY_NONE, "" },
	{ "a log and its newest head", nothing, 12, WHY_NONE, "" },
	{ "a changed line", alter_line, 0, WHY_LOG_ALTERED,
	    "log: event 4 was altered: its line does not hash to its leaf" },
	{ "a changed leaf", alter_leaf, 0, WHY_LOG_ALTERED,
	    "log: event 7 was altered: its line does not hash to its leaf" },
	{ "a line that is none", spoil_line, 0, WHY_LOG_ALTERED, NULL },
	{ "a newest event changed with its leaf", alter_well_but_tree, 0,
	    WHY_LOG_ALTERED,
	    "log: events from 10 on, or their tree, were altered" },
	{ "an event filed elsewhere", refile, 0, WHY_LOG_ALTERED,
	    "log: event 11 was altered: it is filed as 50" },
	{ "a changed tree", spoil_tree, 0, WHY_LOG_ALTERED,
	    "log: events from 10 on, or their tree, were altered" },
	{ "an inserted line", insert_row, 0, WHY_LOG_INSERTED,
	    "log: an event was inserted: 5 stands there twice" },
	{ "an inserted line with a strange number", insert_stranger, 0,
	    WHY_LOG_INSERTED,
	    "log: an event was inserted: 999 stands before 11" },
	{ "an event put at the end, not in the tree", append, 0,
	    WHY_LOG_INSERTED,
	    "log: an event was inserted: there are 13, their tree has 12" },
	{ "swapped rows", swap_rows, 0, WHY_LOG_REORDERED,
	    "log: the log was reordered: event 8 stands in the place of 3" },
	{ "swapped lines", swap_lines, 0, WHY_LOG_REORDERED,
	    "log: the log was reordered: event 8 stands in the place of 3" },
	{ "missing rows at the end", cut_rows, 0, WHY_LOG_CUT,
	    "log: the log was cut: it has 11 events, its tree had 12" },
	{ "a shorter log, all rewritten", cut_well, 0, WHY_LOG_CUT,
	    "log: the log was cut: it has 9 events, a checkpoint says 10" },
	{ "the same without the checkpoints that tell", cut_with_checkpoints, 0,
	    WHY_NONE, "" },
	{ "the same, but a head was kept", cut_with_checkpoints, 12,
	    WHY_LOG_CUT,
	    "log: the log was cut: it has 9 events, a checkpoint says 12" },
	{ "nothing left, but a head was kept", cut_all, 1, WHY_LOG_CUT,
	    "log: the log was cut: it has 0 events, a checkpoint says 1" },
	{ "a missing row in the middle", drop_row, 0, WHY_LOG_CUT,
	    "log: the log was cut: event 4 is missing" },
	{ "an event taken out, all rewritten", drop_well, 12, WHY_LOG_CUT,
	    "log: the log was cut: it has 11 events, a checkpoint says 12" },
	{ "a changed signature", flip_signature, 0, WHY_CHECKPOINT, NULL },
	{ "a changed checkpoint", change_checkpoint, 0, WHY_CHECKPOINT, NULL },
	{ "a checkpoint in another place", move_checkpoint, 0, WHY_CHECKPOINT,
	    "log: checkpoint of 7 events: says 6 events" },
	{ "a checkpoint that is none", spoil_checkpoint, 0, WHY_CHECKPOINT,
	    NULL },
	{ "a checkpoint signed by another key", sign_with_other, 0,
	    WHY_CHECKPOINT, NULL },
	{ "a checkpoint of another log", sign_other_log, 0, WHY_CHECKPOINT,
	    NULL },
};

static void
a_sound_log_is_reported(void)
{
	struct journal_report r = { 0 };
	struct event_head alien = heads[5];
	struct why w = { 0 };

	tap_number(verify("log.db", NULL, &r, &w), WHY_NONE, "a sound log");
	tap_number((long long)r.events, EVENTS, "its events are counted");
	tap_number((long long)r.checkpoints, 3, "and its checkpoints");
	tap_number((long long)r.signed_to, 10, "it is signed up to the newest");
	tap_bytes(r.head.root, heads[EVENTS].root, HASH_BYTES, "its head");
	tap_text(r.head.origin, heads[EVENTS].origin, "and whose it is");
	(void)snprintf(alien.origin, sizeof alien.origin, "sealbag/%s", other);
	tap_number(verify("log.db", &alien, &r, &w), WHY_CHECKPOINT,
	    "a head of another log proves nothing");
	alien = heads[10];
	alien.root[0] ^= 1;
	tap_number(verify("log.db", &alien, &r, &w), WHY_LOG_ALTERED,
	    "a head that differs from a checkpoint of its size");
	tap_text(w.text, "log: two checkpoints of 10 events differ",
	    "is told so");
}

int
main(void)
{
	if (!loot_begin())
		return loot_end();
	for (size_t i = 0; i < sizeof raids / sizeof raids[0]; i++)
		raid(&raids[i]);
	a_sound_log_is_reported();
	return loot_end();
}
