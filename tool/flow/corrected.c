#include "tool/flow/corrected.h"

#include <stdlib.h>
#include <string.h>

#include "formats/sha256.h"

int
corrected_order(struct corrected *c, size_t number, const void *text,
    size_t len, struct why *w)
{
	size_t n = c->n++;

	c->orders[n] = number;
	return order_by_open(&c->by[n], text, len, w);
}

void
corrected_clear(struct corrected *c)
{
	for (size_t i = 0; i < c->n; i++)
		order_by_close(&c->by[i]);
	bytes_clear(&c->rows);
	bytes_clear(&c->tags);
	paths_clear(&c->images);
	*c = (struct corrected){ 0 };
}

static int
digest(const struct record *row, uint8_t out[SHA256_BYTES], struct why *w)
{
	size_t len = row->len;

	while (len > 0 &&
	    (row->bytes[len - 1] == '\n' || row->bytes[len - 1] == '\r'))
		len--;
	return sha256_of(row->bytes, len, out, w);
}

int
corrected_row(struct corrected *c, const struct reads *reads,
    const struct record *row, bool stays, bool *named, struct why *w)
{
	uint8_t of[SHA256_BYTES];

	*named = false;
	for (size_t i = 0; i < c->n; i++) {
		uint32_t target = order_by_row(&c->by[i], reads, row);

		if (target == ORDER_NONE)
			continue;
		order_by_came(&c->by[i], target, stays);
		*named = true;
	}
	if (!*named)
		return 0;
	if (digest(row, of, w) != 0)
		return -1;
	return bytes_add(&c->rows, of, sizeof(of), w);
}

int
corrected_tag(struct corrected *c, const uint8_t tag[HASH_KEYED_BYTES],
    struct why *w)
{
	return bytes_add(&c->tags, tag, HASH_KEYED_BYTES, w);
}

static int
compare_rows(const void *a, const void *b)
{
	return memcmp(a, b, SHA256_BYTES);
}

static int
compare_tags(const void *a, const void *b)
{
	return memcmp(a, b, HASH_KEYED_BYTES);
}

int
corrected_check(struct corrected *c, struct why *w)
{
	for (size_t i = 0; i < c->n; i++)
		if (order_by_check(&c->by[i], w) != 0)
			return why_in(w, "order %zu", c->orders[i]);
	if (c->rows.len > 0)
		qsort(c->rows.data, c->rows.len / SHA256_BYTES, SHA256_BYTES,
		    compare_rows);
	if (c->tags.len > 0)
		qsort(c->tags.data, c->tags.len / HASH_KEYED_BYTES,
		    HASH_KEYED_BYTES, compare_tags);
	return 0;
}

int
corrected_has_row(const struct corrected *c, const struct record *row,
    bool *has, struct why *w)
{
	uint8_t of[SHA256_BYTES];

	*has = false;
	if (c->rows.len == 0)
		return 0;
	if (digest(row, of, w) != 0)
		return -1;
	*has = bsearch(of, c->rows.data, c->rows.len / SHA256_BYTES,
		   SHA256_BYTES, compare_rows) != NULL;
	return 0;
}

bool
corrected_has_tag(const struct corrected *c,
    const uint8_t tag[HASH_KEYED_BYTES])
{
	return c->tags.len > 0 &&
	    bsearch(tag, c->tags.data, c->tags.len / HASH_KEYED_BYTES,
		HASH_KEYED_BYTES, compare_tags) != NULL;
}

struct order_by_count
corrected_count(const struct corrected *c, size_t number)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->orders[i] == number)
			return order_by_count(&c->by[i]);
	return (struct order_by_count){ 0 };
}
