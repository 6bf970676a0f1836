#include "tool/flow/judge_list.h"

#include <stdlib.h>

int
judge_list_add(struct judge_list *l, int store_fd,
    const struct judge_listed *one, struct why *w)
{
	if (!l->open) {
		if (spool_open(&l->spool, store_fd, w) != 0)
			return -1;
		l->open = true;
	}
	return spool_add(&l->spool, one, sizeof(*one), w);
}

/** Those of one segment, as they come. */
struct batch {
	struct judge_listed *list;
	uint32_t *records;
	size_t n;
	size_t cap;
};

static int
compare(const void *a, const void *b)
{
	const struct judge_listed *one = a;
	const struct judge_listed *two = b;

	if (one->hold != two->hold)
		return one->hold < two->hold ? -1 : 1;
	if (one->cause != two->cause)
		return one->cause < two->cause ? -1 : 1;
	return one->index < two->index ? -1 : one->index > two->index;
}

static int
add(struct batch *b, const struct judge_listed *one, struct why *w)
{
	if (b->n == b->cap) {
		size_t cap = b->cap == 0 ? 256 : 2 * b->cap;
		struct judge_listed *list =
		    realloc(b->list, cap * sizeof(*list));
		uint32_t *records;

		if (list == NULL)
			return why_memory(w);
		b->list = list;
		records = realloc(b->records, cap * sizeof(*records));
		if (records == NULL)
			return why_memory(w);
		b->records = records;
		b->cap = cap;
	}
	b->list[b->n++] = *one;
	return 0;
}

static int
put_batch(struct batch *b, judge_list_put *put, void *self, struct why *w)
{
	int rc = 0;

	qsort(b->list, b->n, sizeof(*b->list), compare);
	for (size_t i = 0; i < b->n && rc == 0;) {
		const struct judge_listed *first = &b->list[i];
		size_t n = 0;

		for (; i < b->n && b->list[i].hold == first->hold &&
		     b->list[i].cause == first->cause;
		     i++)
			if (n == 0 || b->records[n - 1] != b->list[i].index)
				b->records[n++] = b->list[i].index;
		rc = put(self, first, b->records, n, w);
	}
	b->n = 0;
	return rc;
}

int
judge_list_commit(struct judge_list *l, judge_list_put *put, void *self,
    struct why *w)
{
	struct batch b = { 0 };
	struct judge_listed one;
	int rc = 0;

	if (!l->open)
		return 0;
	if (spool_rewind(&l->spool, w) != 0)
		return -1;
	while (rc == 0 &&
	    (rc = spool_take(&l->spool, &one, sizeof(one), w)) == 1) {
		rc = b.n > 0 && b.list[0].segment != one.segment
		    ? put_batch(&b, put, self, w)
		    : 0;
		if (rc == 0)
			rc = add(&b, &one, w);
	}
	if (rc == 0 && b.n > 0)
		rc = put_batch(&b, put, self, w);
	free(b.list);
	free(b.records);
	return rc;
}

void
judge_list_clear(struct judge_list *l)
{
	if (l->open)
		spool_close(&l->spool);
	l->open = false;
}
