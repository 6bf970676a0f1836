#include "tool/report/due_csv.h"

#include "formats/text.h"
#include "tool/report/cells.h"

static void
put_id(struct cells *c, bool there, const uint8_t id[16])
{
	char hex[33] = "";

	if (there)
		bytes_to_hex(hex, id, 16);
	cells_word(c, hex);
}

static void
put_item(struct cells *c, const struct due_item *i)
{
	const char *what = due_id_name(i->kind);
	char by[TEXT_TIME_BYTES] = "";
	char why[DUE_WHY_BYTES];

	if (i->kind != DUE_NEVER)
		text_time_format(by, i->by_s);
	due_why(i, why);
	cells_word(c, due_state_name(i));
	cells_word(c, due_kind_name(i->kind));
	cells_word(c, by);
	cells_text(c, i->agency);
	put_id(c, i->kind != DUE_HOLD, i->bundle);
	put_id(c, what != NULL && i->kind != DUE_HOLD, i->order);
	put_id(c, i->kind == DUE_HOLD, i->order);
	cells_number(c, i->reads);
	cells_number(c, i->held);
	cells_number(c, i->files);
	cells_number(c, i->records);
	cells_number(c, i->targets);
	cells_word(c, i->category);
	cells_text(c, why);
	cells_text(c, i->reference == NULL ? "" : i->reference);
	cells_line(c);
}

int
due_csv(const struct due *d, struct bytes *out, struct why *w)
{
	struct cells c = { .out = out, .w = w };

	cells_word(&c,
	    "state,kind,by,agency,bundle,order,hold,reads,held,files,"
	    "records,targets,category,why,reference");
	cells_line(&c);
	for (size_t i = 0; i < d->n; i++)
		put_item(&c, &d->items[i]);
	if (c.rc != 0 || bytes_add(out, "", 1, w) != 0)
		return -1;
	out->len--;
	return 0;
}
