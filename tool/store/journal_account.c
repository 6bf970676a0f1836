#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/store/journal_inside.h"
#include "tool/store/ledger_head.h"

/* --- which events are dealings --- */

static int
add_told(void *self, uint64_t size, struct why *w)
{
	return bytes_add(self, &size, sizeof size, w);
}

static int
compare_sizes(const void *a, const void *b)
{
	const uint64_t *x = a;
	const uint64_t *y = b;

	return (*x > *y) - (*x < *y);
}

int
journal_told_read(struct journal_told *t, struct ledger *l, struct why *w)
{
	if (ledger_head_last(l, t->other, INT64_MAX, add_told, &t->sizes, w) !=
	    0)
		return -1;
	if (t->sizes.len > 0)
		qsort(t->sizes.data, t->sizes.len / sizeof(uint64_t),
		    sizeof(uint64_t), compare_sizes);
	return 0;
}

/* The head of a seal counts the events before the one that tells of it. */
static bool
was_told(const struct journal_told *t, uint64_t sequence)
{
	return t->sizes.len > 0 &&
	    bsearch(&sequence, t->sizes.data, t->sizes.len / sizeof sequence,
		sizeof sequence, compare_sizes) != NULL;
}

bool
journal_told_may(const struct journal_told *t, uint64_t sequence,
    const uint8_t *line, size_t len)
{
	char other[SEAL_AGENCY_BYTES + 16];
	int n = snprintf(other, sizeof other, "\"other\":\"%.64s\"", t->other);

	return memmem(line, len, other, (size_t)n) != NULL ||
	    was_told(t, sequence);
}

bool
journal_told_is(const struct journal_told *t, const struct event *e)
{
	return account_names(e, t->other) ||
	    (account_sends(e) && was_told(t, e->sequence));
}

struct dealings {
	struct journal_told told;
	int (*each)(void *self, const struct event *e, struct why *w);
	void *self;
};

static int
look(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct dealings *d = self;
	struct event e;

	(void)leaf;
	if (!journal_told_may(&d->told, sequence, line, len))
		return 0;
	if (event_parse(&e, line, len, w) != 0)
		return -1;
	return journal_told_is(&d->told, &e) ? d->each(d->self, &e, w) : 0;
}

int
journal_dealings(struct ledger *l, const char *other,
    int (*each)(void *self, const struct event *e, struct why *w), void *self,
    struct why *w)
{
	struct dealings d = { .told.other = other, .each = each, .self = self };
	int rc = journal_told_read(&d.told, l, w);

	if (rc == 0)
		rc = ledger_event_each(l, 0, look, &d, w);
	bytes_clear(&d.told.sizes);
	return rc == 0 ? 0 : why_in(w, "log");
}

/* --- heads that were seen --- */

static int
add_seen(void *self, uint64_t size, const uint8_t *root, const uint8_t *bundle,
    struct why *w)
{
	struct account_head h = { .size = size };

	(void)bundle;
	memcpy(h.root, root, sizeof h.root);
	return bytes_add(self, &h, sizeof h, w);
}

static int
compare_heads(const void *a, const void *b)
{
	const struct account_head *x = a;
	const struct account_head *y = b;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return memcmp(x->root, y->root, sizeof x->root);
}

/* Keys of one agency may have told the same. */
static void
drop_doubles(struct bytes *all)
{
	struct account_head *h = (struct account_head *)(void *)all->data;
	size_t n = all->len / sizeof *h;
	size_t to = 0;

	if (n == 0)
		return;
	qsort(h, n, sizeof *h, compare_heads);
	for (size_t i = 0; i < n; i++) {
		if (to == 0 || compare_heads(&h[to - 1], &h[i]) != 0)
			h[to++] = h[i];
	}
	if (to > ACCOUNT_SEEN_MAX) {
		memmove(h, h + to - ACCOUNT_SEEN_MAX,
		    ACCOUNT_SEEN_MAX * sizeof *h);
		to = ACCOUNT_SEEN_MAX;
	}
	all->len = to * sizeof *h;
}

int
journal_seen(struct ledger *l, const struct directory *d, const char *other,
    struct bytes *out, struct why *w)
{
	const struct directory_agency *a = directory_find_agency(d, other);

	for (size_t i = 0; a != NULL && i < a->n_keys; i++) {
		if (ledger_witness_each(l, a->keys[i].fingerprint, add_seen,
			out, w) != 0)
			return -1;
	}
	drop_doubles(out);
	return 0;
}

/* --- the statement --- */

static int
fill(struct account *said, const struct event_proof *p, struct ledger *l,
    const struct journal_account_ask *ask, struct why *w)
{
	struct bytes seen = { 0 };

	said->maker = ask->maker;
	(void)snprintf(said->other, sizeof said->other, "%s", ask->other);
	said->made_s = time(NULL);
	said->from = ask->from;
	said->size = p->head.size;
	said->whole = ask->whole;
	if (ask->from >= p->head.size)
		said->since_s = p->head.time_s;
	event_proof_digest(p, said->events);
	if (journal_seen(l, ask->directory, ask->other, &seen, w) != 0) {
		bytes_clear(&seen);
		return -1;
	}
	said->n_seen = seen.len / sizeof *said->seen;
	said->seen = (struct account_head *)(void *)seen.data;
	return 0;
}

int
journal_account_end(struct journal_account *a, struct event_proof *p,
    struct ledger *l, const struct journal_account_ask *ask, struct why *w)
{
	struct session_signed what = { 0 };

	if (ask->from > p->head.size)
		return why_set(w, WHY_USAGE, "the log has only %llu events",
		    (unsigned long long)p->head.size);
	if (fill(&a->said, p, l, ask, w) != 0 ||
	    account_write(&a->said, &a->text, w) != 0)
		return -1;
	what.data = a->text.data;
	what.len = a->text.len;
	if (session_sign(ask->session, ask->maker.fingerprint, &what,
		&a->signature, w) != 0)
		return -1;
	p->account_text = a->text.data;
	p->account_len = a->text.len;
	p->account_signature = a->signature.data;
	p->account_signature_len = a->signature.len;
	return 0;
}
