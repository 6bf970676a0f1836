#include "tool/store/ledger_db.h"

/* --- events --- */

int
ledger_event_put(struct ledger *l, uint64_t sequence, const void *line,
    size_t len, const uint8_t leaf[HASH_BYTES], struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO event(sequence, line, leaf) VALUES(?, ?, ?)",
		ledger_db_number(sequence), ledger_db_blob(line, len),
		ledger_db_blob(leaf, HASH_BYTES)),
	    w);
}

struct event_each {
	int (*each)(void *self, uint64_t sequence, const uint8_t *line,
	    size_t len, const uint8_t *leaf, struct why *w);
	void *self;
};

static int
give_event(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct event_each *e = self;
	uint64_t sequence = ledger_db_take_number(row, INT64_MAX);
	uint8_t leaf[HASH_BYTES];
	const uint8_t *line;
	size_t len;

	ledger_db_take_blob(row, leaf, sizeof leaf);
	line = ledger_db_take_bytes(row, &len);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, sequence, line, len, leaf, w);
}

int
ledger_event_each(struct ledger *l, uint64_t from,
    int (*each)(void *self, uint64_t sequence, const uint8_t *line, size_t len,
	const uint8_t *leaf, struct why *w),
    void *self, struct why *w)
{
	struct event_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT sequence, leaf, line FROM event "
			    "WHERE sequence >= ? ORDER BY sequence",
		ledger_db_number(from)),
	    give_event, &e, w);
}

/* --- their tree --- */

int
ledger_tree_put(struct ledger *l, const struct tree *t, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO frontier(one, leaves, hashes) VALUES(1, ?, ?) "
		"ON CONFLICT(one) DO UPDATE SET "
		"leaves = excluded.leaves, hashes = excluded.hashes",
		ledger_db_number(t->leaves),
		ledger_db_blob(t->frontier, sizeof t->frontier)),
	    w);
}

static int
take_tree(void *self, struct ledger_db_row *row, struct why *w)
{
	struct tree *t = self;

	t->leaves = ledger_db_take_number(row, INT64_MAX);
	ledger_db_take_blob(row, t->frontier, sizeof t->frontier);
	return ledger_db_whole(row, w);
}

int
ledger_tree_get(struct ledger *l, struct tree *t, struct why *w)
{
	*t = (struct tree){ 0 };
	return ledger_db_first(l,
	    LEDGER_DB_PLAIN("SELECT leaves, hashes FROM frontier"), take_tree,
	    t, NULL, w);
}

/* --- checkpoints --- */

int
ledger_checkpoint_put(struct ledger *l, uint64_t size, const struct bytes *text,
    const struct bytes *sig, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO checkpoint(size, text, signature) "
			    "VALUES(?, ?, ?)",
		ledger_db_number(size), ledger_db_blob(text->data, text->len),
		ledger_db_blob(sig->data, sig->len)),
	    w);
}

struct checkpoint_each {
	int (*each)(void *self, uint64_t size, const struct bytes *text,
	    const struct bytes *sig, struct why *w);
	void *self;
	struct bytes text;
	struct bytes sig;
};

static int
copy(struct bytes *out, struct ledger_db_row *row, struct why *w)
{
	size_t len;
	const uint8_t *data = ledger_db_take_bytes(row, &len);

	out->len = 0;
	return bytes_add(out, data, len, w);
}

static int
give_checkpoint(void *self, struct ledger_db_row *row, struct why *w)
{
	struct checkpoint_each *e = self;
	uint64_t size = ledger_db_take_number(row, INT64_MAX);

	if (copy(&e->text, row, w) != 0 || copy(&e->sig, row, w) != 0 ||
	    ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, size, &e->text, &e->sig, w);
}

int
ledger_checkpoint_each(struct ledger *l,
    int (*each)(void *self, uint64_t size, const struct bytes *text,
	const struct bytes *sig, struct why *w),
    void *self, struct why *w)
{
	struct checkpoint_each e = { .each = each, .self = self };
	int rc = ledger_db_each(l,
	    LEDGER_DB_PLAIN(
		"SELECT size, text, signature FROM checkpoint ORDER BY size"),
	    give_checkpoint, &e, w);

	bytes_clear(&e.text);
	bytes_clear(&e.sig);
	return rc;
}

/* Where a checkpoint goes. */
struct checkpoint {
	struct bytes *text;
	struct bytes *sig;
};

static int
take_checkpoint(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct checkpoint *to = self;

	if (copy(to->text, row, w) != 0 || copy(to->sig, row, w) != 0)
		return -1;
	return ledger_db_whole(row, w);
}

int
ledger_checkpoint_get(struct ledger *l, uint64_t size, struct bytes *text,
    struct bytes *sig, bool *found, struct why *w)
{
	struct checkpoint to = { text, sig };

	if (size == LEDGER_CHECKPOINT_LAST)
		return ledger_db_first(l,
		    LEDGER_DB_PLAIN("SELECT text, signature FROM checkpoint "
				    "ORDER BY size DESC LIMIT 1"),
		    take_checkpoint, &to, found, w);
	return ledger_db_first(l,
	    LEDGER_DB_QUERY(
		"SELECT text, signature FROM checkpoint WHERE size = ?",
		ledger_db_number(size)),
	    take_checkpoint, &to, found, w);
}

static int
take_size(void *self, struct ledger_db_row *row, struct why *w)
{
	*(uint64_t *)self = ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_checkpoint_newest(struct ledger *l, uint64_t *size, struct why *w)
{
	*size = 0;
	return ledger_db_first(l,
	    LEDGER_DB_PLAIN(
		"SELECT size FROM checkpoint ORDER BY size DESC LIMIT 1"),
	    take_size, size, NULL, w);
}
