#include "tool/store/journal.h"

#include <stdio.h>
#include <time.h>

#include "tool/version.h"

/* Put the line and its leaf, and let the tree grow by it. */
static int
put_line(struct ledger *l, struct tree *t, const struct bytes *line,
    struct why *w)
{
	uint8_t leaf[HASH_BYTES];

	event_leaf(leaf, t->leaves, line->data, line->len);
	if (ledger_event_put(l, t->leaves, line->data, line->len, leaf, w) != 0)
		return -1;
	tree_add(&tree_blake2, t, leaf);
	return ledger_tree_put(l, t, w);
}

int
journal_append(struct ledger *l, struct event *e, struct why *w)
{
	struct bytes line = { 0 };
	struct tree t;
	int rc = -1;

	if (!l->in_transaction)
		return why_set(w, WHY_STORE,
		    "log: an event must stand beside what it tells of");
	if (ledger_tree_get(l, &t, w) != 0)
		return -1;
	e->sequence = t.leaves;
	e->time_s = time(NULL);
	(void)snprintf(e->tool, sizeof e->tool, "%s", VERSION);
	if (event_write(e, &line, w) == 0)
		rc = put_line(l, &t, &line, w);
	bytes_clear(&line);
	return rc == 0 ? 0 : why_in(w, "log");
}

int
journal_origin(struct ledger *l, const char *fingerprint,
    struct event_head *out, struct why *w)
{
	char first[SESSION_PRINT_HEX];
	bool found = false;

	if (ledger_get(l, JOURNAL_ORIGIN, first, sizeof first, &found, w) != 0)
		return -1;
	(void)snprintf(out->origin, sizeof out->origin, "sealbag/%s",
	    found ? first : fingerprint);
	return 0;
}

int
journal_head(struct ledger *l, const char *fingerprint, struct event_head *out,
    struct why *w)
{
	struct tree t;

	*out = (struct event_head){ .time_s = time(NULL) };
	if (journal_origin(l, fingerprint, out, w) != 0 ||
	    ledger_tree_get(l, &t, w) != 0)
		return -1;
	out->size = t.leaves;
	tree_head(&tree_blake2, &t, out->root);
	return 0;
}

/* Sign the head and put both. */
static int
put_checkpoint(struct ledger *l, struct session *s, const char *fingerprint,
    const struct event_head *head, struct why *w)
{
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (event_head_write(head, &text, w) == 0 &&
	    session_sign(s, fingerprint,
		&(struct session_signed){ .data = text.data, .len = text.len },
		&signature, w) == 0)
		rc = ledger_checkpoint_put(l, head->size, &text, &signature, w);
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

static int
add_checkpoint(struct ledger *l, struct session *s, const char *fingerprint,
    struct why *w)
{
	struct event_head head;
	uint64_t newest;

	if (journal_head(l, fingerprint, &head, w) != 0 ||
	    ledger_checkpoint_newest(l, &newest, w) != 0)
		return -1;
	if (newest == head.size)
		return 0;
	return put_checkpoint(l, s, fingerprint, &head, w);
}

int
journal_sign(struct ledger *l, struct session *s, const char *fingerprint,
    struct why *w)
{
	bool own = !l->in_transaction;

	if (own && ledger_begin(l, w) != 0)
		return -1;
	if (add_checkpoint(l, s, fingerprint, w) != 0 ||
	    (own && ledger_commit(l, w) != 0)) {
		if (own)
			ledger_rollback(l);
		return why_in(w, "checkpoint");
	}
	return 0;
}

int
journal_checkpoint(struct ledger *l, struct session *s, const char *fingerprint,
    struct why *w)
{
	struct why fault = { 0 };

	if (journal_sign(l, s, fingerprint, &fault) == 0 ||
	    fault.reason == WHY_SIGNER_EXPIRED ||
	    fault.reason == WHY_SIGNER_REVOKED)
		return 0;
	return why_set(w, fault.reason, "%s", fault.text);
}
