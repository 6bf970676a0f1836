#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/flow/reconcile_inside.h"
#include "tool/store/journal.h"

/* Which of them are dealings; in a whole account there are others too. */
static int
keep_dealings(struct reconcile_side *s, const struct event_proof *p,
    struct why *w)
{
	s->events = calloc(p->n_events + 1, sizeof *s->events);
	if (s->events == NULL)
		return why_memory(w);
	for (size_t i = 0; i < p->n_events; i++) {
		const struct event *e = &p->events[i].event;

		if (e->sequence >= s->from &&
		    (account_names(e, p->account.other) || account_sends(e)))
			s->events[s->n++] = e;
	}
	return 0;
}

static int
add_head(struct reconcile_side *s, uint64_t size,
    const uint8_t root[HASH_BYTES], struct why *w)
{
	struct account_head h = { .size = size };

	memcpy(h.root, root, sizeof h.root);
	return bytes_add(&s->heads, &h, sizeof h, w);
}

static int
load_file(struct reconcile_run *r, size_t side, const char *path, struct why *w)
{
	const struct prove_ask ask = {
		.path = path,
		.session = r->ask->session,
		.directory = r->ask->directory,
	};
	struct prove_checked *file = &r->out->files[side];
	struct reconcile_side *s = &r->out->sides[side];
	const struct event_proof *p = &file->proof;
	const struct account *a = &p->account;

	if (prove_check(file, &ask, w) != 0)
		return -1;
	if (!p->accounted)
		return why_set(w, WHY_LOG_PROOF,
		    "%s: a proof, but no account: ask for one (log prove "
		    "--with)",
		    path);
	memcpy(s->agency, a->maker.agency, sizeof s->agency);
	memcpy(s->fingerprint, a->maker.fingerprint, sizeof s->fingerprint);
	s->size = a->size;
	s->from = a->from;
	s->since_s = a->since_s;
	s->until_s = a->made_s;
	s->whole = a->whole;
	for (size_t i = 0; i < p->n_heads; i++)
		if (add_head(s, p->heads[i].size, p->heads[i].root, w) != 0)
			return -1;
	if (p->n_heads == 0 || p->heads[p->n_heads - 1].size < a->size)
		if (add_head(s, a->size, p->head.root, w) != 0)
			return -1;
	if (bytes_add(&s->seen, a->seen, a->n_seen * sizeof *a->seen, w) != 0)
		return -1;
	return keep_dealings(s, p, w);
}

/* --- the log of a store --- */

static int
copy_event(void *self, const struct event *e, struct why *w)
{
	return bytes_add(self, e, sizeof *e, w);
}

/* The tree grows, and stops at each size that the other has seen. */
struct growing {
	struct reconcile_side *side;
	const struct account_head *seen;
	size_t n;
	size_t at;
	struct tree tree;
};

static int
note_head(struct growing *g, struct why *w)
{
	uint64_t size = g->tree.leaves;
	uint8_t root[HASH_BYTES];

	if (g->at == g->n || g->seen[g->at].size != size)
		return 0;
	while (g->at < g->n && g->seen[g->at].size == size)
		g->at++;
	tree_head(&tree_blake2, &g->tree, root);
	return add_head(g->side, size, root, w);
}

static int
grow(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct growing *g = self;
	uint8_t own[HASH_BYTES];

	(void)leaf;
	event_leaf(own, sequence, line, len);
	tree_add(&tree_blake2, &g->tree, own);
	return note_head(g, w);
}

static int
load_store(struct reconcile_run *r, struct why *w)
{
	struct store *store = r->ask->store;
	struct reconcile_side *s = &r->out->sides[0];
	const struct reconcile_side *other = &r->out->sides[1];
	struct growing g = {
		.side = s,
		.seen =
		    (const struct account_head *)(const void *)other->seen.data,
		.n = other->seen.len / sizeof(struct account_head),
	};
	size_t n;

	(void)snprintf(s->agency, sizeof s->agency, "%s", store->agency);
	(void)snprintf(s->fingerprint, sizeof s->fingerprint, "%s",
	    store->fingerprint);
	s->until_s = time(NULL);
	s->whole = true;
	if (note_head(&g, w) != 0 ||
	    ledger_event_each(&store->ledger, 0, grow, &g, w) != 0 ||
	    journal_seen(&store->ledger, &store->directory, other->agency,
		&s->seen, w) != 0 ||
	    journal_dealings(&store->ledger, other->agency, copy_event,
		&s->copies, w) != 0)
		return -1;
	s->size = g.tree.leaves;
	n = s->copies.len / sizeof(struct event);
	s->events = calloc(n + 1, sizeof *s->events);
	if (s->events == NULL)
		return why_memory(w);
	for (; s->n < n; s->n++)
		s->events[s->n] =
		    (const struct event *)(const void *)s->copies.data + s->n;
	return 0;
}

/* Is the account on one side for the other? */
static int
check_for(const struct reconcile_run *r, size_t side, struct why *w)
{
	const char *is_for = r->out->files[side].proof.account.other;
	const struct reconcile_side *other = &r->out->sides[1 - side];
	const char *path = r->ask->paths[r->ask->n == 1 ? 0 : side];

	if (strcmp(is_for, other->agency) == 0)
		return 0;
	return why_set(w, WHY_NOT_ADDRESSED,
	    "%s: an account for agency %s, not for %s", path, is_for,
	    other->agency);
}

int
reconcile_load(struct reconcile_run *r, struct why *w)
{
	const struct reconcile_ask *ask = r->ask;

	if (ask->n == 1) {
		if (load_file(r, 1, ask->paths[0], w) != 0 ||
		    load_store(r, w) != 0)
			return -1;
		return check_for(r, 1, w);
	}
	if (load_file(r, 0, ask->paths[0], w) != 0 ||
	    load_file(r, 1, ask->paths[1], w) != 0 || check_for(r, 0, w) != 0)
		return -1;
	return check_for(r, 1, w);
}

/* --- heads --- */

static int
compare_sizes(const void *a, const void *b)
{
	const struct account_head *x = a;
	const struct account_head *y = b;

	return (x->size > y->size) - (x->size < y->size);
}

/* What this side has seen of the other. */
static int
heads_of(struct reconcile_run *r, size_t side, struct why *w)
{
	const struct reconcile_side *s = &r->out->sides[side];
	const struct reconcile_side *other = &r->out->sides[1 - side];
	const struct account_head *seen =
	    (const struct account_head *)(const void *)s->seen.data;

	for (size_t i = 0; i < s->seen.len / sizeof *seen; i++) {
		struct reconcile_finding f = { .kind = RECONCILE_OTHER_HEAD };
		const struct account_head *own = other->heads.len == 0
		    ? NULL
		    : bsearch(&seen[i], other->heads.data,
			  other->heads.len / sizeof *own, sizeof *own,
			  compare_sizes);

		if (own == NULL) {
			r->out->not_compared++;
			continue;
		}
		r->out->compared++;
		if (memcmp(own->root, seen[i].root, HASH_BYTES) == 0)
			continue;
		(void)snprintf(f.text, sizeof f.text,
		    "%s saw another log of %s, when it had %" PRIu64 " events",
		    s->agency, other->agency, seen[i].size);
		if (reconcile_add(r, &f, w) != 0)
			return -1;
	}
	return 0;
}

int
reconcile_heads(struct reconcile_run *r, struct why *w)
{
	return heads_of(r, 0, w) == 0 ? heads_of(r, 1, w) : -1;
}

void
reconcile_clear(struct reconcile *r)
{
	for (size_t i = 0; i < 2; i++) {
		struct reconcile_side *s = &r->sides[i];

		free(s->events);
		bytes_clear(&s->seen);
		bytes_clear(&s->heads);
		bytes_clear(&s->copies);
		prove_clear(&r->files[i]);
	}
	bytes_clear(&r->findings);
	*r = (struct reconcile){ 0 };
}
