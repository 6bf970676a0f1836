#ifndef TESTS_UNIT_LOOT_H
#define TESTS_UNIT_LOOT_H

/** A log with its keys, and an attacker who knows its format and can write to
 *  the ledger's file, but not sign. */

#include <sqlite3.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"
#include "tool/store/journal.h"

/* Events of the log that is attacked; checkpoints stand at 3, 6 and 10. */
#define EVENTS	12
#define LOG_MAX 64

static char own[SESSION_PRINT_HEX];
static char other[SESSION_PRINT_HEX];
static struct home home;
static struct session session;
static struct event_head heads[EVENTS + 1]; /* by size, kept elsewhere */

/* The log in memory, between two visits to the file. */
struct loot {
	sqlite3 *db;
	struct event e[LOG_MAX];
	size_t n;
};

static inline void
sql(sqlite3 *db, const char *text)
{
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		tap_note("%s: %s", text, sqlite3_errmsg(db));
}

static inline int
load_event(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct loot *l = self;

	(void)sequence;
	(void)leaf;
	return event_parse(&l->e[l->n++], line, len, w);
}

static inline void
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

static inline void
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
static inline void
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
static inline void
forge_rows(struct loot *l)
{
	struct tree t = { 0 };

	sql(l->db, "DELETE FROM event");
	for (size_t i = 0; i < l->n; i++)
		put_event(l->db, i, &l->e[i], &t);
}

static inline void
drop(struct loot *l, size_t at)
{
	memmove(&l->e[at], &l->e[at + 1], (l->n - at - 1) * sizeof l->e[0]);
	l->n--;
}

/* Another event, made up, before `at`. */
static inline void
insert(struct loot *l, size_t at)
{
	memmove(&l->e[at + 1], &l->e[at], (l->n - at) * sizeof l->e[0]);
	(void)snprintf(l->e[at].act, sizeof l->e[at].act, "forged");
	l->n++;
}

static inline void
swap(struct loot *l, size_t a, size_t b)
{
	struct event e = l->e[a];

	l->e[a] = l->e[b];
	l->e[b] = e;
}

static inline void
copy_file(const char *from, const char *to)
{
	struct bytes data = { 0 };

	scratch_read(scratch_path("%s", from), &data);
	scratch_write(scratch_path("%s", to), data.data, data.len);
	bytes_clear(&data);
}

/* Attack a copy of a log. */
static inline void
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

static inline enum why_reason
verify(const char *file, const struct event_head *known,
    struct journal_report *report, struct why *w)
{
	struct ledger l;

	why_clear(w);
	if (ledger_open(&l, scratch_path("%s", file), LEDGER_READ, w) == 0) {
		(void)journal_verify(&l, &session,
		    &(struct journal_self){ .fingerprint = own }, known, report,
		    w);
		ledger_close(&l);
	}
	return w->reason;
}

static inline bool
add(struct ledger *l, int i, struct why *w)
{
	struct event e = { .act = "pack", .outcome = "done" };

	(void)snprintf(e.actor, sizeof e.actor, "officer %d", i);
	event_add_count(&e, "reads", (uint64_t)i * 1000);
	return ledger_begin(l, w) == 0 && journal_append(l, &e, w) == 0 &&
	    ledger_commit(l, w) == 0;
}

/* Keys, and log.db with its events and checkpoints; heads are kept. */
static inline bool
loot_begin(void)
{
	struct session_new_key new = { .uid = "own" };
	struct ledger l;
	struct why w = { 0 };

	scratch_begin();
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&home, scratch_path("h"), NULL, NULL, &w) != 0 ||
	    session_open(&session, &home, &w) != 0 ||
	    session_make_key(&session, &new, own, &w) != 0 ||
	    session_make_key(&session, &new, other, &w) != 0 ||
	    ledger_create(scratch_path("log.db"), &w) != 0 ||
	    ledger_open(&l, scratch_path("log.db"), LEDGER_WRITE, &w) != 0)
		return tap_ok(false, "a log and its keys: %s", w.text);
	for (int i = 1; i <= EVENTS; i++) {
		if (!add(&l, i - 1, &w) ||
		    journal_head(&l, own, &heads[i], &w) != 0 ||
		    ((i == 3 || i == 6 || i == 10) &&
			journal_checkpoint(&l, &session, own, &w) != 0))
			break;
	}
	ledger_close(&l);
	return tap_ok(w.reason == WHY_NONE, "a log and its keys: %s", w.text);
}

static inline int
loot_end(void)
{
	session_close(&session);
	home_close(&home);
	return tap_done();
}

/* One attack and what must be found. */
struct raid {
	const char *name;
	void (*attack)(struct loot *l);
	size_t known; /* size of a head kept elsewhere, 0: none */
	enum why_reason reason;
	const char *text; /* NULL: any */
};

static inline void
raid(const struct raid *r)
{
	struct journal_report report;
	struct why w = { 0 };

	attack("log.db", r->attack);
	verify("attacked.db", r->known == 0 ? NULL : &heads[r->known], &report,
	    &w);
	tap_text(why_name(w.reason), why_name(r->reason), "%s", r->name);
	if (r->text != NULL)
		tap_text(w.text, r->text, "%s: and how", r->name);
}

#endif
