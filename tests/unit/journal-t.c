#include "tool/store/journal.h"

#include <sqlite3.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

/* Events of the log that is attacked; checkpoints stand at 3, 6 and 10. */
#define EVENTS	12
#define LOG_MAX 64

static char own[SESSION_PRINT_HEX];
static char other[SESSION_PRINT_HEX];
static struct session session;
static struct event_head heads[EVENTS + 1]; /* by size, kept elsewhere */

/* --- an attacker who knows the format --- */

/* The log in memory, between two visits to the file. */
struct loot {
	sqlite3 *db;
	struct event e[LOG_MAX];
	size_t n;
};

static void
sql(sqlite3 *db, const char *text)
{
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		tap_note("%s: %s", text, sqlite3_errmsg(db));
}

static int
load_event(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct loot *l = self;

	(void)sequence;
	(void)leaf;
	return event_parse(&l->e[l->n++], line, len, w);
}

static void
put_event(sqlite3 *db, uint64_t row, const struct event *e, struct tree *t)
{
	sqlite3_stmt *put = NULL;
	struct bytes line = { 0 };
	uint8_t leaf[HASH_BYTES];
	struct why w = { 0 };

	event_write(e, &line, &w);
	event_leaf(leaf, e->sequence, line.data, line.len);
	tree_add(&tree_blake2, t, leaf);
	sqlite3_prepare_v2(db, "INSERT INTO event VALUES(?, ?, ?)", -1, &put,
	    NULL);
	sqlite3_bind_int64(put, 1, (sqlite3_int64)row);
	sqlite3_bind_blob(put, 2, line.data, (int)line.len, SQLITE_STATIC);
	sqlite3_bind_blob(put, 3, leaf, sizeof leaf, SQLITE_STATIC);
	sqlite3_step(put);
	sqlite3_finalize(put);
	bytes_clear(&line);
}

static void
put_tree(sqlite3 *db, const struct tree *t)
{
	sqlite3_stmt *put = NULL;

	sqlite3_prepare_v2(db, "UPDATE frontier SET leaves = ?, hashes = ?", -1,
	    &put, NULL);
	sqlite3_bind_int64(put, 1, (sqlite3_int64)t->leaves);
	sqlite3_bind_blob(put, 2, t->frontier, sizeof t->frontier,
	    SQLITE_STATIC);
	sqlite3_step(put);
	sqlite3_finalize(put);
}

/* What is told by the events in memory: everything anew, sound in itself. */
static void
forge(struct loot *l)
{
	struct tree t = { 0 };

	sql(l->db, "DELETE FROM event");
	for (size_t i = 0; i < l->n; i++) {
		l->e[i].sequence = i;
		put_event(l->db, i, &l->e[i], &t);
	}
	put_tree(l->db, &t);
}

/* The same, but each event keeps its number and the tree is left. */
static void
forge_rows(struct loot *l)
{
	struct tree t = { 0 };

	sql(l->db, "DELETE FROM event");
	for (size_t i = 0; i < l->n; i++)
		put_event(l->db, i, &l->e[i], &t);
}

static void
drop(struct loot *l, size_t at)
{
	memmove(&l->e[at], &l->e[at + 1], (l->n - at - 1) * sizeof l->e[0]);
	l->n--;
}

/* Another event, made up, before `at`. */
static void
insert(struct loot *l, size_t at)
{
	memmove(&l->e[at + 1], &l->e[at], (l->n - at) * sizeof l->e[0]);
	(void)snprintf(l->e[at].act, sizeof l->e[at].act, "forged");
	l->n++;
}

static void
move(struct loot *l, size_t from, size_t to)
{
	struct event e = l->e[from];

	drop(l, from);
	insert(l, to);
	l->e[to] = e;
}

static void
swap(struct loot *l, size_t a, size_t b)
{
	struct event e = l->e[a];

	l->e[a] = l->e[b];
	l->e[b] = e;
}

static void
nothing(struct loot *l)
{
	(void)l;
}

static void
forge_same(struct loot *l)
{
	forge(l);
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
alter_well(struct loot *l)
{
	(void)snprintf(l->e[4].actor, sizeof l->e[4].actor, "nobody");
	forge(l);
}

static void
alter_well_but_tree(struct loot *l)
{
	(void)snprintf(l->e[11].actor, sizeof l->e[11].actor, "nobody");
	forge_rows(l);
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
drop_and_fill(struct loot *l)
{
	drop(l, 4);
	insert(l, 11);
	l->e[11] = l->e[10];
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

static const struct {
	const char *name;
	void (*attack)(struct loot *l);
	size_t known; /* size of a head kept elsewhere, 0: none */
	enum why_reason reason;
	const char *text;
} rows[] = {
	{ "an untouched log", nothing, 0, WHY_NONE, "" },
	{ "a log and an older head", nothing, 5, WHY_NONE, "" },
	{ "a log and its newest head", nothing, 12, WHY_NONE, "" },
	{ "the same log written anew", forge_same, 12, WHY_NONE, "" },
	/* altered */
	{ "a changed line", alter_line, 0, WHY_LOG_ALTERED,
	    "log: event 4 was altered: its line does not hash to its leaf" },
	{ "a changed leaf", alter_leaf, 0, WHY_LOG_ALTERED,
	    "log: event 7 was altered: its line does not hash to its leaf" },
	{ "a line that is none", spoil_line, 0, WHY_LOG_ALTERED, NULL },
	{ "an event changed with leaf and tree", alter_well, 0, WHY_LOG_ALTERED,
	    "log: one of the events 3 to 5 was altered: they are not what the "
	    "checkpoint of 6 events says" },
	{ "the same, with a head close by", alter_well, 5, WHY_LOG_ALTERED,
	    "log: one of the events 3 to 4 was altered: they are not what the "
	    "checkpoint of 5 events says" },
	{ "a newest event changed with its leaf", alter_well_but_tree, 0,
	    WHY_LOG_ALTERED,
	    "log: events from 10 on, or their tree, were altered" },
	{ "an event changed that nobody signed", alter_after_checkpoint, 0,
	    WHY_NONE, "" },
	{ "the same, but a head was kept", alter_after_checkpoint, 12,
	    WHY_LOG_ALTERED,
	    "log: one of the events 10 to 11 was altered: they are not what "
	    "the checkpoint of 12 events says" },
	{ "a changed event, no checkpoint left, a head kept",
	    alter_without_checkpoints, 12, WHY_LOG_ALTERED, NULL },
	{ "an event filed elsewhere", refile, 0, WHY_LOG_ALTERED,
	    "log: event 11 was altered: it is filed as 50" },
	{ "a changed tree", spoil_tree, 0, WHY_LOG_ALTERED,
	    "log: events from 10 on, or their tree, were altered" },
	{ "an event taken out, another put at the end", drop_and_fill, 0,
	    WHY_LOG_ALTERED, NULL },
	/* inserted */
	{ "an inserted line", insert_row, 0, WHY_LOG_INSERTED,
	    "log: an event was inserted: 5 stands there twice" },
	{ "an inserted line with a strange number", insert_stranger, 0,
	    WHY_LOG_INSERTED,
	    "log: an event was inserted: 999 stands before 11" },
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
	{ "an event put at the end, not in the tree", append, 0,
	    WHY_LOG_INSERTED,
	    "log: an event was inserted: there are 13, their tree has 12" },
	/* reordered */
	{ "swapped rows", swap_rows, 0, WHY_LOG_REORDERED,
	    "log: the log was reordered: event 8 stands in the place of 3" },
	{ "swapped lines", swap_lines, 0, WHY_LOG_REORDERED,
	    "log: the log was reordered: event 8 stands in the place of 3" },
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
	/* cut */
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
	/* checkpoints */
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

/* --- the logs --- */

static void
copy_file(const char *from, const char *to)
{
	struct bytes data = { 0 };

	scratch_read(scratch_path("%s", from), &data);
	scratch_write(scratch_path("%s", to), data.data, data.len);
	bytes_clear(&data);
}

/* Attack a copy of a log. */
static void
attack(const char *from, void (*how)(struct loot *l))
{
	static struct loot loot;
	struct ledger l;
	struct why w = { 0 };

	memset(&loot, 0, sizeof loot);
	copy_file(from, "attacked.db");
	if (ledger_open(&l, scratch_path("attacked.db"), LEDGER_READ, &w) !=
		0 ||
	    ledger_event_each(&l, 0, load_event, &loot, &w) != 0)
		tap_note("%s", w.text);
	ledger_close(&l);
	sqlite3_open(scratch_path("attacked.db"), &loot.db);
	how(&loot);
	sqlite3_close(loot.db);
}

static enum why_reason
verify(const char *file, const struct event_head *known,
    struct journal_report *report, struct why *w)
{
	struct ledger l;

	why_clear(w);
	if (ledger_open(&l, scratch_path("%s", file), LEDGER_READ, w) == 0) {
		(void)journal_verify(&l, &session, own, known, report, w);
		ledger_close(&l);
	}
	return w->reason;
}

static void
attacks_are_told_apart(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct journal_report report;
		struct why w = { 0 };

		attack("log.db", rows[i].attack);
		verify("attacked.db",
		    rows[i].known == 0 ? NULL : &heads[rows[i].known], &report,
		    &w);
		tap_text(why_name(w.reason), why_name(rows[i].reason), "%s",
		    rows[i].name);
		if (rows[i].text != NULL)
			tap_text(w.text, rows[i].text, "%s: and how",
			    rows[i].name);
	}
}

static bool
add(struct ledger *l, int i, struct why *w)
{
	struct event e = { .act = "pack", .outcome = "done" };

	(void)snprintf(e.actor, sizeof e.actor, "officer %d", i);
	event_add_count(&e, "reads", (uint64_t)i * 1000);
	return ledger_begin(l, w) == 0 && journal_append(l, &e, w) == 0 &&
	    ledger_commit(l, w) == 0;
}

static void
a_log_grows(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct event e = { .act = "pack", .outcome = "done" };
	struct event_head h;
	uint64_t newest = 0;

	ledger_create(scratch_path("log.db"), &w);
	ledger_open(&l, scratch_path("log.db"), LEDGER_WRITE, &w);
	tap_number(journal_checkpoint(&l, &session, own, &w), 0,
	    "an empty log needs no checkpoint");
	tap_number(journal_append(&l, &e, &w), -1,
	    "an event stands in a transaction");
	why_clear(&w);
	for (int i = 0; i < EVENTS; i++) {
		if (!add(&l, i, &w))
			tap_note("%s", w.text);
		journal_head(&l, own, &heads[i + 1], &w);
		if (i + 1 == 3 || i + 1 == 6 || i + 1 == 10)
			journal_checkpoint(&l, &session, own, &w);
		if (i + 1 == 6)
			tap_number(journal_checkpoint(&l, &session, own, &w), 0,
			    "a second checkpoint of one size is not made");
	}
	ledger_checkpoint_newest(&l, &newest, &w);
	tap_number((long long)newest, 10, "the newest checkpoint is known");
	tap_number((long long)heads[EVENTS].size, EVENTS, "the head counts");
	ledger_begin(&l, &w);
	tap_number(journal_append(&l, &e, &w), 0, "an event is appended");
	tap_number((long long)e.sequence, EVENTS, "it knows its place");
	tap_ok(e.time_s > 1700000000 && e.tool[0] != '\0',
	    "its time and its tool");
	tap_number(journal_checkpoint(&l, &session, own, &w), 0,
	    "a checkpoint is made in an open transaction");
	ledger_rollback(&l);
	journal_head(&l, own, &h, &w);
	tap_ok(h.size == EVENTS &&
		memcmp(h.root, heads[EVENTS].root, HASH_BYTES) == 0,
	    "what is rolled back is not in the log");
	(void)snprintf(e.bundle, sizeof e.bundle, "no id");
	ledger_begin(&l, &w);
	tap_number(journal_append(&l, &e, &w), -1, "a bad event is refused");
	ledger_close(&l);
}

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
	struct session_new_key new = { .uid = "own" };
	struct home h = { 0 };
	struct why w = { 0 };

	scratch_begin();
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&h, scratch_path("h"), NULL, NULL, &w) != 0 ||
	    session_open(&session, &h, &w) != 0 ||
	    session_make_key(&session, &new, own, &w) != 0 ||
	    session_make_key(&session, &new, other, &w) != 0) {
		tap_ok(false, "keys: %s", w.text);
		return tap_done();
	}
	a_log_grows();
	a_sound_log_is_reported();
	attacks_are_told_apart();
	time_tells_the_order();
	session_close(&session);
	home_close(&h);
	return tap_done();
}
