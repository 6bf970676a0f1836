#include "formats/order_ask.h"

#include <string.h>

void
order_ask_found(struct order_ask *a, uint32_t target)
{
	uint32_t order = a->tables->targets[target].order;

	if (order < a->best)
		a->best = order;
	if (a->hits != NULL)
		__atomic_fetch_or(&a->hits[target / 8],
		    (uint8_t)(1U << target % 8), __ATOMIC_RELAXED);
}

static bool
is_inside(const struct order_ask *a, const uint8_t *bounds)
{
	const struct selection_area area = {
		.south = (int64_t)bytes_get_u64(bounds),
		.west = (int64_t)bytes_get_u64(bounds + 8),
		.north = (int64_t)bytes_get_u64(bounds + 16),
		.east = (int64_t)bytes_get_u64(bounds + 24),
	};

	return selection_area_holds(&area, &a->place);
}

/* Which windows of a key hold this moment, and this place? */
static void
ask_windows(struct order_ask *a, enum order_target_kind kind, uint32_t first)
{
	const struct order_tables *t = a->tables;

	for (uint32_t i = first; i != ORDER_TABLES_NONE;
	     i = t->targets[i].link) {
		const uint8_t *window = order_tables_window(t, &t->targets[i]);

		if ((int64_t)bytes_get_u64(window) <= a->time_ms &&
		    a->time_ms < (int64_t)bytes_get_u64(window + 8) &&
		    (kind != ORDER_AREA || is_inside(a, window + 16)))
			order_ask_found(a, i);
	}
}

void
order_ask_body(struct order_ask *a, enum order_target_kind kind,
    const void *body, size_t len)
{
	uint8_t key[ORDER_TABLES_KEY_MAX];

	if (!a->tables->kinds[kind])
		return;
	for (int limited = 0; limited <= a->tables->limited; limited++) {
		size_t n = order_tables_front(key, kind,
		    limited != 0 ? a->bundle : NULL);
		uint32_t slot;

		memcpy(key + n, body, len);
		slot = *order_tables_slot(a->tables, key, n + len);
		if (slot == 0)
			continue;
		if (order_tables_has_windows(kind))
			ask_windows(a, kind, slot - 1);
		else
			order_ask_found(a, slot - 1);
	}
}

void
order_ask_trim(struct reads_text *f)
{
	while (f->len > 0 && (f->text[0] == ' ' || f->text[0] == '\t')) {
		f->text++;
		f->len--;
	}
	while (f->len > 0 &&
	    (f->text[f->len - 1] == ' ' || f->text[f->len - 1] == '\t'))
		f->len--;
}

/* An id that cannot be read is none; only one that a target names is asked for.
 */
static void
take_id(const struct reads_text *f, char out[READS_ID_BYTES])
{
	if (f->text == NULL || !reads_id(f->text, f->len, out))
		out[0] = '\0';
}

static void
ask_camera(struct order_ask *a, const struct reads_row *row)
{
	const struct reads_text *f = row->field;
	uint8_t body[ORDER_TABLES_CAMERA_MAX];
	struct reads_key key;

	if (!a->tables->kinds[ORDER_CAMERA])
		return;
	take_id(&f[READS_FEED], key.feed);
	take_id(&f[READS_SOURCE], key.source);
	take_id(&f[READS_CAMERA], key.camera);
	for (unsigned ids = 0; ids < ORDER_TABLES_IDS; ids++) {
		if ((a->tables->cameras >> ids & 1) != 0)
			order_ask_body(a, ORDER_CAMERA, body,
			    order_tables_camera(&key, ids, body));
	}
}

/* Of a row whose moment is known. False: its place is asked for, and cannot be
 * read. */
static bool
ask_windowed(struct order_ask *a, const struct reads_row *row)
{
	const struct order_tables *t = a->tables;
	const struct reads_text *vrm = &row->field[READS_VRM];
	char text[READS_VRM_BYTES];

	/* A window needs no camera. */
	if (vrm->text != NULL && reads_vrm(vrm->text, vrm->len, text))
		order_ask_body(a, ORDER_VRM, text, strlen(text));
	ask_camera(a, row);
	order_ask_body(a, ORDER_BEFORE, "", 0);
	if (!t->kinds[ORDER_AREA] || a->time_ms < t->from_ms ||
	    a->time_ms >= t->to_ms)
		return true;
	if (!selection_place_read(row, &a->place))
		return false;
	order_ask_body(a, ORDER_AREA, "", 0);
	return true;
}

uint32_t
order_ask_row(const struct order_match_ask *ask, const struct record *record)
{
	const struct order_tables *t = ask->match->tables;
	const struct reads *r = ask->reads;
	struct order_ask a = { .tables = t,
		.bundle = ask->bundle,
		.hits = ask->hits,
		.best = ORDER_NONE };
	struct reads_row row;
	struct reads_text *f = row.field;
	struct reads_key key;
	uint8_t body[READS_KEY_BYTES];
	struct why w = { 0 };
	bool all = t->kinds[ORDER_AREA];
	bool known;

	if ((all ? reads_fields_all : reads_fields)(r, record->bytes,
		record->len, &row, &w) != 0)
		return ORDER_NONE;
	if (reads_key(r, &row, &key))
		order_ask_body(&a, ORDER_READ, body,
		    reads_key_bytes(&key, body));
	if (f[READS_TIME].text != NULL) {
		known = reads_time(f[READS_TIME].text, f[READS_TIME].len,
			    r->zoned, r->zone_s, &a.time_ms) &&
		    ask_windowed(&a, &row);
		if (!known && t->from_ms < t->to_ms && ask->unread != NULL)
			__atomic_fetch_add(ask->unread, 1, __ATOMIC_RELAXED);
	}
	order_ask_trim(&f[READS_RECORD_ID]);
	if (f[READS_RECORD_ID].len > 0 &&
	    f[READS_RECORD_ID].len < ORDER_RECORD_BYTES)
		order_ask_body(&a, ORDER_RECORD, f[READS_RECORD_ID].text,
		    f[READS_RECORD_ID].len);
	return a.best;
}
