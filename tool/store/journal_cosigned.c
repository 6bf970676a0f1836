#include <string.h>

#include "tool/store/journal_inside.h"
#include "tool/store/ledger_cosignature.h"

/* Is a head of this size the proof's own, or asked for, or the first cosigned
 * one that counts some event of the bundle? */
static bool
is_wanted(const struct journal_cosigned *c, uint64_t size)
{
	const struct event_proof *p = c->proof;
	const uint64_t *asked = (const uint64_t *)(const void *)c->asked->data;

	if (size >= p->head.size)
		return size == p->head.size;
	for (size_t i = 0; i < c->asked->len / sizeof *asked; i++) {
		if (asked[i] == size)
			return true;
	}
	for (size_t i = 0; i < p->n_events; i++) {
		const struct event *e = &p->events[i].event;

		if (p->bundle[0] != '\0' && strcmp(e->bundle, p->bundle) == 0 &&
		    e->sequence >= c->before && e->sequence < size)
			return true;
	}
	return false;
}

static int
take(void *self, const struct ledger_cosignature *row, struct why *w)
{
	struct journal_cosigned *c = self;
	struct event_proof_cosigned *one = &c->all[c->n];

	if (row->size != c->size) {
		c->before = c->size;
		c->size = row->size;
		c->wanted = is_wanted(c, row->size);
	}
	if (!c->wanted || c->n == EVENT_PROOF_COSIGNED_MAX)
		return 0;
	if (cosignature_parse(&one->said, row->text, row->len, w) != 0 ||
	    bytes_add(&c->data, row->text, row->len, w) != 0 ||
	    bytes_add(&c->data, row->signature, row->signature_len, w) != 0)
		return -1;
	one->len = row->len;
	one->signature_len = row->signature_len;
	c->n++;
	return 0;
}

int
journal_cosigned_read(struct journal_cosigned *c, struct ledger *l,
    struct why *w)
{
	const uint8_t *at;

	if (ledger_cosignature_each(l, take, c, w) != 0)
		return -1;
	/* The buffer has grown: now it stays where it is. */
	at = c->data.data;
	for (size_t i = 0; i < c->n; i++) {
		struct event_proof_cosigned *one = &c->all[i];

		one->text = at;
		at += one->len;
		one->signature = at;
		at += one->signature_len;
	}
	return 0;
}
