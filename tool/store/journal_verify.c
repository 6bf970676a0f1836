#include "tool/store/journal_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A whole check. */
struct checking {
	struct ledger *ledger;
	struct session *session;
	const struct journal_self *self;
	char origin[sizeof((struct event_head *)0)->origin];
	struct journal_report *report;
	struct journal_heads heads;
	struct journal_log log;
	struct journal_signers signers;
	/* as stored, which may be wrong */
	struct bytes stored;	/* leaves */
	struct bytes leaves;	/* as the lines have them */
	struct bytes sequences; /* uint64_t, as the lines have them */
	struct bytes rows;	/* uint64_t, as the ledger has them */
};

const uint8_t *
journal_line(const struct journal_log *log, uint64_t i, size_t *len)
{
	const uint64_t *ends = (const uint64_t *)(const void *)log->ends.data;
	uint64_t from = i == 0 ? 0 : ends[i - 1];

	*len = (size_t)(ends[i] - from);
	return log->lines.data + from;
}

/* --- checkpoints --- */

/* The signature is good: now, or when it was made and the key has expired or
 * was revoked since. A clock that was wrong once is no fault of the log. */
static int
check_signature(struct checking *c, const struct bytes *text,
    const struct bytes *signature, char signer[SESSION_PRINT_HEX],
    struct why *w)
{
	const struct session_signed what = {
		.data = text->data,
		.len = text->len,
		.signature = signature->data,
		.signature_len = signature->len,
	};
	struct session_verdict v = { 0 };
	struct why fault = { 0 };
	bool good = session_verify(c->session, &what, &v, &fault) == 0;

	if (fault.reason == WHY_SIGNER_EXPIRED)
		good = v.matches && v.created_s < v.key_expires_s;
	if (fault.reason == WHY_FUTURE || fault.reason == WHY_SIGNER_REVOKED)
		good = v.matches;
	if (fault.reason == WHY_SIGNER_UNKNOWN &&
	    journal_own(c->self, v.signer))
		return why_set(w, WHY_GPG,
		    "gpg does not find this agency's own key %s", v.signer);
	if (!good && why_exit(fault.reason) != WHY_EXIT_NO) {
		why_set(w, fault.reason, "%s", fault.text);
		return -1;
	}
	if (!good)
		return why_set(w, WHY_CHECKPOINT, "%s", fault.text);
	if (!journal_own(c->self, v.fingerprint))
		return why_set(w, WHY_CHECKPOINT,
		    "signed by %s, which is another key", v.fingerprint);
	memcpy(signer, v.fingerprint, SESSION_PRINT_HEX);
	return 0;
}

static int
add_head(struct checking *c, const struct event_head *head, struct why *w)
{
	struct journal_heads *h = &c->heads;
	struct event_head *all = reallocarray(h->all, h->n + 1, sizeof *h->all);

	if (all == NULL)
		return why_memory(w);
	h->all = all;
	h->all[h->n++] = *head;
	return 0;
}

static int
take_checkpoint(void *self, uint64_t size, const struct bytes *text,
    const struct bytes *signature, struct why *w)
{
	struct checking *c = self;
	char signer[SESSION_PRINT_HEX];
	struct event_head head;

	if (event_head_parse(&head, text->data, text->len, w) != 0 ||
	    check_signature(c, text, signature, signer, w) != 0)
		goto fail;
	if (strcmp(head.origin, c->origin) != 0) {
		why_set(w, WHY_CHECKPOINT, "is of the log of %s", head.origin);
		goto fail;
	}
	if (head.size != size) {
		why_set(w, WHY_CHECKPOINT, "says %" PRIu64 " events",
		    head.size);
		goto fail;
	}
	c->report->checkpoints++;
	if (journal_signers_add(&c->signers.heads, size, signer, w) != 0)
		return -1;
	return add_head(c, &head, w);
fail:
	return why_in(w, "checkpoint of %" PRIu64 " events", size);
}

static int
compare_heads(const void *a, const void *b)
{
	const struct event_head *x = a;
	const struct event_head *y = b;

	return (x->size > y->size) - (x->size < y->size);
}

static int
read_heads(struct checking *c, const struct event_head *known, struct why *w)
{
	if (known != NULL && strcmp(known->origin, c->origin) != 0)
		return why_set(w, WHY_CHECKPOINT,
		    "the checkpoint kept elsewhere is of the log of %s, "
		    "not of %s",
		    known->origin, c->origin);
	if (ledger_checkpoint_each(c->ledger, take_checkpoint, c, w) != 0)
		return -1;
	if (c->heads.n > 0)
		c->report->signed_to = c->heads.all[c->heads.n - 1].size;
	if (known != NULL && add_head(c, known, w) != 0)
		return -1;
	if (c->heads.n > 0)
		qsort(c->heads.all, c->heads.n, sizeof *c->heads.all,
		    compare_heads);
	return 0;
}

/* --- lines --- */

static int
add_number(struct bytes *to, uint64_t number, struct why *w)
{
	return bytes_add(to, &number, sizeof number, w);
}

static uint64_t
number_at(const struct bytes *from, uint64_t i)
{
	uint64_t number;

	memcpy(&number, from->data + i * sizeof number, sizeof number);
	return number;
}

/* A version that was signed may never be taken. */
static bool
yet_to_take(const struct event *e)
{
	return strcmp(e->act, "policy-sign") == 0 ||
	    strcmp(e->act, "approve-sign") == 0 ||
	    strcmp(e->act, "approve-add") == 0;
}

static void
note_directory(struct journal_report *r, const struct event *e)
{
	uint64_t n;

	if (!yet_to_take(e) && event_has_count(e, "directory_version", &n) &&
	    n > r->directory)
		r->directory = n;
}

static void
note_policy(struct journal_report *r, const struct event *e)
{
	const char *version = strrchr(e->policy, '/');
	uint64_t n;

	if (version != NULL && !yet_to_take(e) &&
	    bytes_decimal(version + 1, INT64_MAX, &n) && n > r->policy)
		r->policy = n;
}

static int
take_event(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct checking *c = self;
	struct journal_log *log = &c->log;
	uint8_t own[HASH_BYTES];
	struct why fault = { 0 };
	struct event e;

	if (event_parse(&e, line, len, &fault) != 0) {
		if (why_exit(fault.reason) != WHY_EXIT_NO)
			return why_set(w, fault.reason, "%s", fault.text);
		return why_set(w, WHY_LOG_ALTERED,
		    "event %" PRIu64 " was altered: %s", sequence, fault.text);
	}
	event_leaf(own, e.sequence, line, len);
	note_directory(c->report, &e);
	note_policy(c->report, &e);
	log->n++;
	if (strcmp(e.act, "key-rotate") == 0 &&
	    strcmp(e.outcome, "done") == 0 &&
	    journal_signers_add(&c->signers.turns, e.sequence + 1,
		e.other_print, w) != 0)
		return -1;
	if (bytes_add(&log->lines, line, len, w) != 0 ||
	    add_number(&log->ends, log->lines.len, w) != 0 ||
	    bytes_add(&c->leaves, own, sizeof own, w) != 0 ||
	    bytes_add(&c->stored, leaf, HASH_BYTES, w) != 0 ||
	    add_number(&c->sequences, e.sequence, w) != 0)
		return -1;
	return add_number(&c->rows, sequence, w);
}

static bool
is_leaf(const struct checking *c, uint64_t i, uint64_t stored)
{
	return stored < c->log.n &&
	    memcmp(c->leaves.data + i * HASH_BYTES,
		c->stored.data + stored * HASH_BYTES, HASH_BYTES) == 0;
}

/* Each line hashes to its leaf: the one beside it, or the one where its own
 * sequence is. */
static int
check_leaves(const struct checking *c, struct why *w)
{
	for (uint64_t i = 0; i < c->log.n; i++) {
		if (is_leaf(c, i, i) ||
		    is_leaf(c, i, number_at(&c->sequences, i)))
			continue;
		return why_set(w, WHY_LOG_ALTERED,
		    "event %" PRIu64 " was altered: its line does not hash to "
		    "its leaf",
		    number_at(&c->rows, i));
	}
	return 0;
}

static int
compare_numbers(const void *a, const void *b)
{
	const uint64_t *x = a;
	const uint64_t *y = b;

	return (*x > *y) - (*x < *y);
}

/* The sequences, sorted, are not 0, 1, 2...: what does that say? before: as
 * they stand in the log. */
static int
explain_set(const uint64_t *sorted, const uint64_t *before, uint64_t n,
    struct why *w)
{
	uint64_t missing = 0;
	uint64_t in_order = 0;

	for (uint64_t i = 1; i < n; i++) {
		if (sorted[i] == sorted[i - 1])
			return why_set(w, WHY_LOG_INSERTED,
			    "an event was inserted: %" PRIu64
			    " stands there twice",
			    sorted[i]);
	}
	while (missing < n && sorted[missing] == missing)
		missing++;
	/* All that should be there is, in order, and a stranger among them. */
	for (uint64_t i = 0; i < n; i++)
		in_order += before[i] == in_order;
	if (in_order == missing && before[n - 1] < missing)
		return why_set(w, WHY_LOG_INSERTED,
		    "an event was inserted: %" PRIu64 " stands before %" PRIu64,
		    sorted[missing], before[n - 1]);
	return why_set(w, WHY_LOG_CUT,
	    "the log was cut: event %" PRIu64 " is missing", missing);
}

/* The lines are 0, 1, 2..., each once and all in this order. */
static int
check_sequences(const struct checking *c, struct why *w)
{
	const uint64_t *before =
	    (const uint64_t *)(const void *)c->sequences.data;
	uint64_t n = c->log.n;
	uint64_t *sorted;
	uint64_t first = 0;
	int rc = 0;

	while (first < n && before[first] == first)
		first++;
	if (first == n)
		return 0;
	sorted = calloc(n, sizeof *sorted);
	if (sorted == NULL)
		return why_memory(w);
	memcpy(sorted, before, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, compare_numbers);
	for (uint64_t i = 0; rc == 0 && i < n; i++) {
		if (sorted[i] != i)
			rc = explain_set(sorted, before, n, w);
	}
	if (rc == 0)
		rc = why_set(w, WHY_LOG_REORDERED,
		    "the log was reordered: event %" PRIu64
		    " stands in the place of %" PRIu64,
		    before[first], first);
	free(sorted);
	return rc;
}

/* --- the tree --- */

/* Nobody who signed, or kept a head, saw more than there is. */
static int
check_size(const struct checking *c, const struct tree *stored, struct why *w)
{
	const struct journal_heads *h = &c->heads;
	uint64_t n = c->log.n;

	if (h->n > 0 && h->all[h->n - 1].size > n)
		return why_set(w, WHY_LOG_CUT,
		    "the log was cut: it has %" PRIu64
		    " events, a checkpoint says %" PRIu64,
		    n, h->all[h->n - 1].size);
	if (stored->leaves > n)
		return why_set(w, WHY_LOG_CUT,
		    "the log was cut: it has %" PRIu64
		    " events, its tree had %" PRIu64,
		    n, stored->leaves);
	return 0;
}

/* Hold the tree, as it grows, against each head. */
static int
check_heads(struct checking *c, struct why *w)
{
	const struct journal_heads *h = &c->heads;
	struct tree t = { 0 };
	uint8_t root[HASH_BYTES];

	for (size_t i = 0; i < h->n; i++) {
		while (t.leaves < h->all[i].size)
			tree_add(&tree_blake2, &t,
			    c->log.leaves + t.leaves * HASH_BYTES);
		tree_head(&tree_blake2, &t, root);
		if (memcmp(root, h->all[i].root, HASH_BYTES) != 0)
			return journal_explain(&c->log, h, i, w);
	}
	while (t.leaves < c->log.n)
		tree_add(&tree_blake2, &t,
		    c->log.leaves + t.leaves * HASH_BYTES);
	c->report->head.size = t.leaves;
	tree_head(&tree_blake2, &t, c->report->head.root);
	return 0;
}

/* What is left to say: the tree beside the events is theirs. */
static int
check_stored(const struct checking *c, const struct tree *stored, struct why *w)
{
	uint8_t root[HASH_BYTES];

	for (uint64_t i = 0; i < c->log.n; i++) {
		if (number_at(&c->rows, i) != i)
			return why_set(w, WHY_LOG_ALTERED,
			    "event %" PRIu64 " was altered: it is filed as "
			    "%" PRIu64,
			    i, number_at(&c->rows, i));
	}
	if (stored->leaves < c->log.n)
		return why_set(w, WHY_LOG_INSERTED,
		    "an event was inserted: there are %" PRIu64
		    ", their tree has %" PRIu64,
		    c->log.n, stored->leaves);
	tree_head(&tree_blake2, stored, root);
	if (memcmp(root, c->report->head.root, HASH_BYTES) == 0)
		return 0;
	return why_set(w, WHY_LOG_ALTERED,
	    "events from %" PRIu64 " on, or their tree, were altered",
	    c->report->signed_to);
}

static int
check(struct checking *c, const struct event_head *known, struct why *w)
{
	struct tree stored;

	if (read_heads(c, known, w) != 0 ||
	    ledger_tree_get(c->ledger, &stored, w) != 0 ||
	    ledger_event_each(c->ledger, 0, take_event, c, w) != 0)
		return -1;
	c->log.leaves = c->leaves.data;
	c->report->events = c->log.n;
	if (check_leaves(c, w) != 0 || check_sequences(c, w) != 0 ||
	    check_size(c, &stored, w) != 0 || check_heads(c, w) != 0)
		return -1;
	if (check_stored(c, &stored, w) != 0)
		return -1;
	return journal_signers_check(&c->signers, strchr(c->origin, '/') + 1,
	    w);
}

int
journal_verify(struct ledger *l, struct session *s,
    const struct journal_self *self, const struct event_head *known,
    struct journal_report *out, struct why *w)
{
	struct checking c = { .ledger = l,
		.session = s,
		.self = self,
		.report = out };
	int rc;

	*out = (struct journal_report){ .head.time_s = time(NULL) };
	rc = journal_origin(l, self->fingerprint, &out->head, w);
	memcpy(c.origin, out->head.origin, sizeof c.origin);
	if (rc == 0)
		rc = check(&c, known, w);
	free(c.heads.all);
	bytes_clear(&c.signers.heads);
	bytes_clear(&c.signers.turns);
	bytes_clear(&c.log.lines);
	bytes_clear(&c.log.ends);
	bytes_clear(&c.stored);
	bytes_clear(&c.leaves);
	bytes_clear(&c.sequences);
	bytes_clear(&c.rows);
	return rc == 0 ? 0 : why_in(w, "log");
}
