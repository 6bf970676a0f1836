#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tool/store/journal_inside.h"
#include "tool/store/ledger_head.h"

/* Heads that one agency was told, the largest of them: there must be room for
 * those that were cosigned. */
#define HEADS_TOLD (EVENT_PROOF_HEADS_MAX / 2)

/* What a proof is made of. */
struct proving {
	const struct journal_prove_ask *ask;
	struct journal_proved *told;
	struct bytes checkpoint;
	struct bytes signature;
	struct bytes leaves;
	struct tree_levels levels;
	struct bytes lines;		       /* of the events, end to end */
	struct bytes sizes;		       /* uint64_t: heads to speak of */
	size_t at[EVENT_PROOF_EVENTS_MAX + 1]; /* where lines begin, and end */
	struct journal_cosigned cosigned;
	struct journal_told dealt; /* with whom there is something to show */
	struct journal_account account;
	struct event_proof proof;
};

static int
add_size(void *self, uint64_t size, struct why *w)
{
	struct proving *p = self;
	const uint64_t *all = (const uint64_t *)(const void *)p->sizes.data;

	for (size_t i = 0; i < p->sizes.len / sizeof size; i++) {
		if (all[i] == size)
			return 0;
	}
	if (p->sizes.len / sizeof size == EVENT_PROOF_HEADS_MAX)
		return why_set(w, WHY_LIMIT, "more than %d heads",
		    EVENT_PROOF_HEADS_MAX);
	return bytes_add(&p->sizes, &size, sizeof size, w);
}

static int
add_event(struct proving *p, const struct event *e, const uint8_t *line,
    size_t len, struct why *w)
{
	struct event_proof *out = &p->proof;

	if (out->n_events == EVENT_PROOF_EVENTS_MAX)
		return why_set(w, WHY_LIMIT, "more than %d events",
		    EVENT_PROOF_EVENTS_MAX);
	if (bytes_add(&p->lines, line, len, w) != 0)
		return -1;
	out->events[out->n_events++].event = *e;
	p->at[out->n_events] = p->lines.len;
	/* Its seal told the head of before it: that of as many events. */
	if (p->ask->account == NULL && account_sends(e) &&
	    strcmp(e->outcome, "done") == 0 && e->sequence > 0)
		return add_size(p, e->sequence, w);
	return 0;
}

/* May the line be one that is asked for? Most are not worth parsing. */
static bool
may_show(const struct proving *p, uint64_t sequence, const uint8_t *line,
    size_t len)
{
	static const char turn[] = "\"act\":\"key-rotate\"";
	const struct journal_account_ask *account = p->ask->account;
	const char *bundle = p->ask->bundle;

	if (account != NULL && sequence >= account->from &&
	    (account->whole || sequence == account->from))
		return true;
	if (p->dealt.other != NULL &&
	    journal_told_may(&p->dealt, sequence, line, len))
		return true;
	return (bundle != NULL &&
		   memmem(line, len, bundle, strlen(bundle)) != NULL) ||
	    memmem(line, len, turn, sizeof turn - 1) != NULL;
}

/* Is it one that is asked for? */
static bool
is_ours(const struct proving *p, const struct event *e)
{
	const struct journal_account_ask *account = p->ask->account;

	if (account != NULL)
		return e->sequence >= account->from &&
		    (account->whole || journal_told_is(&p->dealt, e));
	return p->ask->bundle != NULL && strcmp(e->bundle, p->ask->bundle) == 0;
}

/* A head that came back cosigned was seen by who did that. */
static int
add_returned(struct proving *p, const struct event *e, struct why *w)
{
	uint64_t size;

	if (p->dealt.other == NULL || strcmp(e->act, "cosigned") != 0 ||
	    strcmp(e->outcome, "done") != 0 ||
	    strcmp(e->other, p->dealt.other) != 0)
		return 0;
	return event_has_count(e, "size", &size) ? add_size(p, size, w) : 0;
}

static int
take_event(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *stored, struct why *w)
{
	struct proving *p = self;
	uint8_t leaf[HASH_BYTES];
	struct event e;
	bool ours, turns;

	(void)stored;
	event_leaf(leaf, sequence, line, len);
	if (sequence < p->told->head.size &&
	    bytes_add(&p->leaves, leaf, sizeof leaf, w) != 0)
		return -1;
	if (!may_show(p, sequence, line, len))
		return 0;
	if (event_parse(&e, line, len, w) != 0)
		return why_in(w, "event %" PRIu64, sequence);
	ours = is_ours(p, &e);
	turns =
	    strcmp(e.act, "key-rotate") == 0 && strcmp(e.outcome, "done") == 0;
	if (sequence >= p->told->head.size) {
		p->told->behind += ours;
		return 0;
	}
	if (p->ask->account != NULL && sequence == p->ask->account->from)
		p->account.said.since_s = e.time_s;
	p->told->events += ours;
	if (add_returned(p, &e, w) != 0)
		return -1;
	return ours || turns ? add_event(p, &e, line, len, w) : 0;
}

static int
compare_sizes(const void *a, const void *b)
{
	const uint64_t *x = a;
	const uint64_t *y = b;

	return (*x > *y) - (*x < *y);
}

/* The root over the first leaves, one size after the other. */
static void
grow(const struct proving *p, struct tree *t, uint64_t size,
    uint8_t root[HASH_BYTES])
{
	while (t->leaves < size)
		tree_add(&tree_blake2, t,
		    p->leaves.data + t->leaves * HASH_BYTES);
	tree_head(&tree_blake2, t, root);
}

static int
make_heads(struct proving *p, struct why *w)
{
	struct event_proof *out = &p->proof;
	size_t n = p->sizes.len / sizeof(uint64_t);
	uint64_t *sizes = (uint64_t *)(void *)p->sizes.data;
	struct tree t = { 0 };
	uint8_t root[HASH_BYTES];

	if (tree_levels_open(&p->levels, &tree_blake2, p->leaves.data,
		out->head.size, w) != 0)
		return -1;
	out->heads = calloc(n + 1, sizeof *out->heads);
	if (out->heads == NULL)
		return why_memory(w);
	if (n > 0)
		qsort(sizes, n, sizeof *sizes, compare_sizes);
	for (; out->n_heads < n; out->n_heads++) {
		struct event_proof_head *h = &out->heads[out->n_heads];

		h->size = sizes[out->n_heads];
		if (h->size > out->head.size)
			return why_set(w, WHY_USAGE,
			    "the newest checkpoint counts %" PRIu64
			    " events, not %" PRIu64,
			    out->head.size, h->size);
		grow(p, &t, h->size, h->root);
		tree_levels_prove_growth(&p->levels, &h->growth, h->size);
	}
	grow(p, &t, out->head.size, root);
	if (memcmp(root, out->head.root, HASH_BYTES) == 0)
		return 0;
	return why_set(w, WHY_LOG_ALTERED,
	    "the log is not that of its newest checkpoint: see \"log verify\"");
}

static void
make_paths(struct proving *p)
{
	struct event_proof *out = &p->proof;

	for (size_t i = 0; i < out->n_events; i++) {
		struct event_proof_event *e = &out->events[i];

		e->line = p->lines.data + p->at[i];
		e->len = p->at[i + 1] - p->at[i];
		tree_levels_prove(&p->levels, &e->path, e->event.sequence);
	}
}

/* Those of heads of before, which are then spoken of; and of this one. */
static int
add_cosigned(struct proving *p, struct ledger *l, struct why *w)
{
	struct journal_cosigned *c = &p->cosigned;

	c->proof = &p->proof;
	c->asked = &p->sizes;
	if (journal_cosigned_read(c, l, w) != 0)
		return -1;
	memcpy(p->proof.cosigned, c->all, sizeof c->all);
	p->proof.n_cosigned = c->n;
	p->told->cosigned = c->n;
	for (size_t i = 0; i < c->n; i++) {
		uint64_t size = c->all[i].said.head.size;

		if (size < p->proof.head.size && add_size(p, size, w) != 0)
			return -1;
	}
	return 0;
}

static int
read_log(struct proving *p, struct ledger *l, struct why *w)
{
	struct event_proof *out = &p->proof;
	uint64_t n;
	bool found = false;

	if (ledger_checkpoint_get(l, LEDGER_CHECKPOINT_LAST, &p->checkpoint,
		&p->signature, &found, w) != 0)
		return -1;
	if (!found)
		return why_set(w, WHY_USAGE, "the log has no checkpoint");
	if (event_head_parse(&out->head, p->checkpoint.data, p->checkpoint.len,
		w) != 0)
		return -1;
	p->told->head = out->head;
	out->events = calloc(EVENT_PROOF_EVENTS_MAX, sizeof *out->events);
	if (out->events == NULL)
		return why_memory(w);
	for (size_t i = 0; i < p->ask->n_from; i++)
		if (add_size(p, p->ask->from[i], w) != 0)
			return -1;
	p->dealt.other =
	    p->ask->account != NULL ? p->ask->account->other : p->ask->witness;
	if (p->dealt.other != NULL &&
	    (journal_told_read(&p->dealt, l, w) != 0 ||
		ledger_head_last(l, p->dealt.other, HEADS_TOLD, add_size, p,
		    w) != 0))
		return -1;
	if (ledger_event_each(l, 0, take_event, p, w) != 0)
		return -1;
	n = p->leaves.len / HASH_BYTES;
	if (n < out->head.size)
		return why_set(w, WHY_LOG_CUT,
		    "the log was cut: it has %" PRIu64
		    " events, a checkpoint says %" PRIu64,
		    n, out->head.size);
	return 0;
}

static int
prove(struct proving *p, struct ledger *l, struct bytes *file, struct why *w)
{
	struct event_proof *out = &p->proof;

	if (read_log(p, l, w) != 0)
		return -1;
	if (p->ask->bundle != NULL && p->told->events == 0)
		return why_set(w, WHY_USAGE,
		    "no event of bundle %s is in the log", p->ask->bundle);
	if (p->ask->bundle != NULL)
		memcpy(out->bundle, p->ask->bundle, strlen(p->ask->bundle) + 1);
	if (add_cosigned(p, l, w) != 0 || make_heads(p, w) != 0)
		return -1;
	make_paths(p);
	if (p->ask->account != NULL &&
	    journal_account_end(&p->account, out, l, p->ask->account, w) != 0)
		return -1;
	out->checkpoint = p->checkpoint.data;
	out->checkpoint_len = p->checkpoint.len;
	out->signature = p->signature.data;
	out->signature_len = p->signature.len;
	p->told->heads = out->n_heads;
	return event_proof_write(out, file, w);
}

int
journal_prove(struct ledger *l, const struct journal_prove_ask *ask,
    struct bytes *out, struct journal_proved *told, struct why *w)
{
	struct proving *p = calloc(1, sizeof *p);
	int rc;

	*told = (struct journal_proved){ 0 };
	if (p == NULL)
		return why_memory(w);
	p->ask = ask;
	p->told = told;
	rc = prove(p, l, out, w);
	bytes_clear(&p->checkpoint);
	bytes_clear(&p->signature);
	bytes_clear(&p->leaves);
	bytes_clear(&p->lines);
	bytes_clear(&p->sizes);
	bytes_clear(&p->cosigned.data);
	bytes_clear(&p->dealt.sizes);
	bytes_clear(&p->account.text);
	bytes_clear(&p->account.signature);
	account_clear(&p->account.said);
	tree_levels_close(&p->levels);
	event_proof_clear(&p->proof);
	free(p);
	return rc == 0 ? 0 : why_in(w, "log");
}
