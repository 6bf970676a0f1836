#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/flow/reconcile_inside.h"

/* By what an event finds its counterpart. */
static void
key_of(enum reconcile_by by, const struct event *e,
    char out[RECONCILE_KEY_BYTES])
{
	uint64_t n;

	switch (by) {
	case RECONCILE_BY_SEAL:
		(void)snprintf(out, RECONCILE_KEY_BYTES, "%s", e->seal);
		return;
	case RECONCILE_BY_ORDER:
		(void)snprintf(out, RECONCILE_KEY_BYTES, "%s", e->order);
		return;
	case RECONCILE_BY_HOP:
		(void)event_has_count(e, "hop", &n);
		(void)snprintf(out, RECONCILE_KEY_BYTES, "%s %020" PRIu64,
		    e->handover, n);
		return;
	default:
		(void)event_has_count(e, "size", &n);
		(void)snprintf(out, RECONCILE_KEY_BYTES, "%020" PRIu64, n);
	}
}

static int
compare_items(const void *a, const void *b)
{
	const struct reconcile_item *x = a;
	const struct reconcile_item *y = b;
	int keys = strcmp(x->key, y->key);

	if (keys != 0)
		return keys;
	return (x->event->sequence > y->event->sequence) -
	    (x->event->sequence < y->event->sequence);
}

/* Is it of one of these acts, with blanks between? */
static bool
is_among(const struct event *e, const char *acts)
{
	size_t len = strlen(e->act);

	while (*acts != '\0') {
		size_t word = strcspn(acts, " ");

		if (word == len && memcmp(acts, e->act, len) == 0)
			return true;
		acts += word + strspn(acts + word, " ");
	}
	return false;
}

int
reconcile_gather(struct reconcile_items *out, const struct reconcile_side *s,
    enum reconcile_by by, const char *acts, bool done, struct why *w)
{
	out->n = 0;
	out->all = calloc(s->n + 1, sizeof *out->all);
	if (out->all == NULL)
		return why_memory(w);
	for (size_t i = 0; i < s->n; i++) {
		const struct event *e = s->events[i];

		if (!is_among(e, acts) ||
		    (strcmp(e->outcome, "done") == 0) != done)
			continue;
		key_of(by, e, out->all[out->n].key);
		out->all[out->n++].event = e;
	}
	if (out->n > 0)
		qsort(out->all, out->n, sizeof *out->all, compare_items);
	return 0;
}

const struct reconcile_item *
reconcile_find(const struct reconcile_items *in, const char *key, size_t *n)
{
	size_t from = 0;
	size_t to = in->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(in->all[middle].key, key) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	for (*n = 0; from + *n < in->n; ++*n)
		if (strcmp(in->all[from + *n].key, key) != 0)
			break;
	return *n == 0 ? NULL : &in->all[from];
}

void
reconcile_once(struct reconcile_items *of)
{
	size_t to = 0;

	for (size_t i = 0; i < of->n; i++) {
		if (to == 0 || strcmp(of->all[to - 1].key, of->all[i].key) != 0)
			of->all[to++] = of->all[i];
	}
	of->n = to;
}
