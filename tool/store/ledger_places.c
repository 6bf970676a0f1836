#include "tool/store/ledger_places.h"

int
ledger_places_take(void *bytes, struct ledger_db_row *row, struct why *w)
{
	size_t len;
	const uint8_t *data = ledger_db_take_bytes(row, &len);

	row->damaged =
	    row->damaged || len == 0 || len % LEDGER_PLACE_BYTES != 0;
	for (size_t at = LEDGER_PLACE_BYTES; at < len && !row->damaged;
	     at += LEDGER_PLACE_BYTES)
		row->damaged = bytes_get_u32(data + at) <=
		    bytes_get_u32(data + at - LEDGER_PLACE_BYTES);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	return bytes_add(bytes, data, len, w);
}

int
ledger_places_merge(struct bytes *out, const struct bytes *old,
    const uint32_t *more, size_t n, struct why *w)
{
	size_t at = 0;
	size_t i = 0;

	if (bytes_reserve(out, old->len + n * LEDGER_PLACE_BYTES, w) != 0)
		return -1;
	while (at < old->len || i < n) {
		uint32_t next = i < n ? more[i] : UINT32_MAX;

		if (at < old->len && bytes_get_u32(old->data + at) <= next) {
			if (i < n && bytes_get_u32(old->data + at) == next)
				i++;
			next = bytes_get_u32(old->data + at);
			at += LEDGER_PLACE_BYTES;
		} else {
			i++;
		}
		bytes_put_u32(out->data + out->len, next);
		out->len += LEDGER_PLACE_BYTES;
	}
	return 0;
}

/* Where the i-th of a list stands. */
typedef uint32_t place_at(const void *list, size_t i);

static uint32_t
at_place(const void *list, size_t i)
{
	const struct bytes *b = list;

	return bytes_get_u32(b->data + i * LEDGER_PLACE_BYTES);
}

static uint32_t
at_gone(const void *list, size_t i)
{
	return ((const struct ledger_gone *)list)[i].index;
}

static size_t
drop(struct bytes *from, place_at *of, const void *list, size_t n)
{
	size_t had = from->len;
	size_t kept = 0;
	size_t i = 0;

	for (size_t at = 0; at < had; at += LEDGER_PLACE_BYTES) {
		uint32_t place = bytes_get_u32(from->data + at);

		while (i < n && of(list, i) < place)
			i++;
		if (i < n && of(list, i) == place)
			continue;
		bytes_put_u32(from->data + kept, place);
		kept += LEDGER_PLACE_BYTES;
	}
	from->len = kept;
	return (had - kept) / LEDGER_PLACE_BYTES;
}

size_t
ledger_places_drop(struct bytes *from, const struct bytes *other)
{
	return drop(from, at_place, other, other->len / LEDGER_PLACE_BYTES);
}

size_t
ledger_places_drop_gone(struct bytes *from, const struct ledger_gone *list,
    size_t n)
{
	return drop(from, at_gone, list, n);
}
