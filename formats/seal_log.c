#include <stdlib.h>

#include "formats/seal.h"
#include "formats/tree_text.h"

int
seal_log_check(const struct seal_log *l, struct why *w)
{
	if (l->n_since > SEAL_SINCE_MAX)
		return why_set(w, WHY_SEAL,
		    "log: the number of heads of before is out of range");
	for (size_t i = 0; i < l->n_since; i++) {
		uint64_t size = l->since[i].size;

		if (size <= (i == 0 ? 0 : l->since[i - 1].size) ||
		    size >= l->size)
			return why_set(w, WHY_SEAL,
			    "log: since[%zu]: out of order, or beyond the log",
			    i);
	}
	return 0;
}

void
seal_log_write(const struct seal_log *l, struct text_out *o)
{
	text_out_open(o, "log", '{');
	text_out_number(o, "size", l->size);
	text_out_hex(o, "root", l->root, sizeof l->root);
	if (l->n_since > 0)
		text_out_open(o, "since", '[');
	for (size_t i = 0; i < l->n_since; i++) {
		text_out_open(o, NULL, '{');
		text_out_number(o, "size", l->since[i].size);
		tree_text_write(o, "growth", &l->since[i].growth);
		text_out_close(o);
	}
	if (l->n_since > 0)
		text_out_close(o);
	text_out_close(o);
}

static int
take_since(struct seal_log *l, struct text_object *from, struct why *w)
{
	struct text_array all;

	if (!text_has(from, "since"))
		return 0;
	if (text_array(from, "since", SEAL_SINCE_MAX, &all, w) != 0)
		return -1;
	l->since = calloc(all.n + 1, sizeof *l->since);
	if (l->since == NULL)
		return why_memory(w);
	for (; l->n_since < all.n; l->n_since++) {
		struct text_object one = text_at(&all, l->n_since);
		struct seal_since *to = &l->since[l->n_since];

		if (text_number(&one, "size", INT64_MAX, &to->size, w) != 0 ||
		    tree_text_take(&one, "growth", &to->growth, w) != 0 ||
		    text_end(&one, w) != 0)
			return -1;
	}
	return 0;
}

int
seal_log_take(struct seal_log *l, struct text_object *from, struct why *w)
{
	struct text_object child;

	if (text_child(from, "log", &child, w) != 0 ||
	    text_number(&child, "size", INT64_MAX, &l->size, w) != 0 ||
	    text_hex(&child, "root", l->root, sizeof l->root, w) != 0 ||
	    take_since(l, &child, w) != 0)
		return -1;
	return text_end(&child, w);
}

void
seal_log_clear(struct seal_log *l)
{
	free(l->since);
	*l = (struct seal_log){ 0 };
}
