#include "formats/order_by.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/order_ask.h"
#include "formats/order_tables.h"
#include "formats/order_target.h"

/* What came of one row. */
enum came {
	CAME_NOT,
	CAME_STAYS,
	CAME_GOES,
	CAME_AGAIN
};

static int
add(struct order_by *b, const struct order_target *of, struct why *w)
{
	struct order_target by = { .kind = ORDER_RECORD };

	memcpy(by.text, of->by, sizeof of->by);
	return order_tables_add(b->tables, &by, 0, w);
}

static int
add_all(struct order_by *b, const void *text, size_t len, struct why *w)
{
	struct order_target_lines l = { .data = text, .len = len };
	struct order_target target;
	const uint8_t *line;
	size_t line_len;
	int got;

	while ((got = order_target_line(&l, &line, &line_len, w)) == 1) {
		if (l.number == 1) /* the header */
			continue;
		if (order_target_of(ORDER_RECTIFY, &target, line, line_len,
			w) != 0 ||
		    add(b, &target, w) != 0)
			return order_target_in_line(&l, w);
	}
	return got == 0 ? 0 : order_target_in_line(&l, w);
}

int
order_by_open(struct order_by *b, const void *text, size_t len, struct why *w)
{
	*b = (struct order_by){ 0 };
	b->tables = order_tables_new(w);
	if (b->tables == NULL || add_all(b, text, len, w) != 0)
		return -1;
	b->n = b->tables->n;
	b->came = calloc((size_t)b->n + 1, 1);
	return b->came == NULL ? why_memory(w) : 0;
}

void
order_by_close(struct order_by *b)
{
	order_tables_free(b->tables);
	free(b->came);
	*b = (struct order_by){ 0 };
}

static uint32_t
find(const struct order_tables *t, struct reads_text *id)
{
	uint8_t key[1 + ORDER_RECORD_BYTES];
	uint32_t slot;
	size_t n;

	if (id->text == NULL)
		return ORDER_NONE;
	order_ask_trim(id);
	if (id->len == 0 || id->len >= ORDER_RECORD_BYTES ||
	    !order_tables_maybe(t, ORDER_TABLES_RECORD,
		order_tables_hash(t, id->text, id->len)))
		return ORDER_NONE;
	n = order_tables_front(key, ORDER_RECORD, NULL);
	memcpy(key + n, id->text, id->len);
	slot = *order_tables_slot(t, key, n + id->len);
	return slot == 0 ? ORDER_NONE : slot - 1;
}

uint32_t
order_by_row(const struct order_by *b, const struct reads *r,
    const struct record *row)
{
	struct reads_row fields;
	struct reads_text id;
	struct why ignored = { 0 };

	if (b->n == 0 || !reads_is_row(r, row))
		return ORDER_NONE;
	if (reads_field(r, READS_RECORD_ID, row, &id))
		return find(b->tables, &id);
	return reads_fields(r, row->bytes, row->len, &fields, &ignored) == 0
	    ? find(b->tables, &fields.field[READS_RECORD_ID])
	    : ORDER_NONE;
}

void
order_by_came(struct order_by *b, uint32_t target, bool stays)
{
	uint8_t *came = &b->came[target];

	*came = *came != CAME_NOT ? CAME_AGAIN : stays ? CAME_STAYS : CAME_GOES;
}

int
order_by_check(const struct order_by *b, struct why *w)
{
	for (uint32_t i = 0; i < b->n; i++) {
		const struct order_tables_target *one = &b->tables->targets[i];
		uint8_t came = b->came[one->same != 0 ? one->link : i];

		if (came == CAME_NOT || came == CAME_AGAIN)
			return why_set(w, WHY_ORDER,
			    "target %" PRIu32 ": %s the record_id that it "
			    "names as \"by\"",
			    i + 1,
			    came == CAME_NOT ? "no row has"
					     : "more than one row has");
	}
	return 0;
}

struct order_by_count
order_by_count(const struct order_by *b)
{
	struct order_by_count c = { 0 };

	for (uint32_t i = 0; i < b->n; i++) {
		c.rows += b->came[i] != CAME_NOT;
		c.lost += b->came[i] == CAME_GOES;
	}
	return c;
}
