#include "formats/order.h"

#include <endian.h>
#include <string.h>

#include "formats/order_ask.h"
#include "formats/order_tables.h"

int
order_match_target(struct order_match *m, const struct order_target *target,
    uint32_t number, struct why *w)
{
	if (m->tables == NULL && (m->tables = order_tables_new(w)) == NULL)
		return -1;
	if (order_tables_add(m->tables, target, number, w) != 0)
		return -1;
	m->members |= target->kind == ORDER_MEMBER;
	m->bundles |= target->kind == ORDER_BUNDLE;
	m->series |= target->kind == ORDER_SERIES;
	m->rows |= target->kind != ORDER_MEMBER &&
	    target->kind != ORDER_BUNDLE && target->kind != ORDER_SERIES;
	return 0;
}

int
order_match_add(struct order_match *m, const void *text, size_t len,
    uint32_t number, struct why *w)
{
	struct order_target_lines l = { .data = text, .len = len };
	struct order_target target;
	const uint8_t *line;
	size_t line_len;
	int got;

	if (m->tables == NULL && (m->tables = order_tables_new(w)) == NULL)
		return -1;
	while ((got = order_target_line(&l, &line, &line_len, w)) == 1) {
		if (l.number == 1) /* the header */
			continue;
		if (order_target_parse(&target, line, line_len, w) != 0 ||
		    order_match_target(m, &target, number, w) != 0)
			return order_target_in_line(&l, w);
	}
	if (got < 0)
		return order_target_in_line(&l, w);
	m->orders++;
	return 0;
}

void
order_match_clear(struct order_match *m)
{
	order_tables_free(m->tables);
	*m = (struct order_match){ 0 };
}

/* --- asking --- */

/* Rows that are looked at before the filter is asked of the first. */
#define TOGETHER 64

static const uint64_t ones = UINT64_C(0x0101010101010101);

/* Does one of eight bytes equal c? */
static inline bool
has_byte(uint64_t v, uint8_t c)
{
	uint64_t x = v ^ (ones * c);

	return ((x - ones) & ~x & (ones << 7)) != 0;
}

/* a..z among eight bytes become A..Z. */
static inline uint64_t
upper(uint64_t v)
{
	uint64_t low = v & ~(ones << 7);
	uint64_t from_a = low + ones * (0x80 - 'a');
	uint64_t above_z = low + ones * (0x7f - 'z');
	uint64_t letter = from_a & ~above_z & ~v & (ones << 7);

	return v - (letter >> 2);
}

/* Hash of a normalised VRM; false when it cannot be told quickly. Bytes up to
 * `end` may be looked at. */
static inline bool
hash_vrm(const struct order_tables *t, const struct reads_text *vrm,
    const char *end, uint64_t *out)
{
	uint64_t word[2] = { 0 };
	size_t len = vrm->len;

	if (len > 16)
		return false;
	if (end - vrm->text < 16) {
		memcpy(word, vrm->text, len);
	} else {
		memcpy(word, vrm->text, 16);
	}
	word[0] = le64toh(word[0]);
	word[1] = le64toh(word[1]);
	/* Nothing of what stands behind it. */
	if (len < 8)
		word[0] &= (UINT64_C(1) << 8 * len) - 1;
	if (len <= 8)
		word[1] = 0;
	else if (len < 16)
		word[1] &= (UINT64_C(1) << 8 * (len - 8)) - 1;
	for (unsigned i = 0; i < (len > 8 ? 2 : 1); i++) {
		if (has_byte(word[i], ' ') || has_byte(word[i], '-') ||
		    has_byte(word[i], '\t'))
			return false;
		word[i] = upper(word[i]);
	}
	*out = order_tables_short(t, word[0], word[1], len);
	return true;
}

/* What looks at a row say. */
enum look {
	LOOK_NONE, /* no target names it */
	LOOK_HASH, /* the filter knows */
	LOOK_ASK,  /* too intricate, or worth it: ask the row itself */
};

/* At its VRM, for the filter of VRMs. */
static inline enum look
look_at_vrm(const struct order_tables *t, const struct reads *r,
    const struct record *row, uint64_t *h)
{
	struct reads_text vrm;
	const char *end = (const char *)row->bytes + row->len;
	char text[READS_VRM_BYTES];

	if (!reads_field(r, READS_VRM, row, &vrm))
		return LOOK_ASK;
	if (vrm.text == NULL)
		return LOOK_NONE;
	if (hash_vrm(t, &vrm, end, h))
		return LOOK_HASH;
	if (!reads_vrm(vrm.text, vrm.len, text))
		return LOOK_NONE;
	*h = order_tables_hash(t, text, strlen(text));
	return LOOK_HASH;
}

/* The VRM of this row is among the targets: is its moment too? Asked where only
 * whole reads are named, so that a plate often read costs little. */
static inline enum look
look_at_moment(const struct order_tables *t, const struct reads *r,
    const struct record *row, uint64_t *h)
{
	struct reads_text time;
	int64_t time_ms;

	if (t->kinds[ORDER_VRM] || !reads_field(r, READS_TIME, row, &time))
		return LOOK_ASK;
	if (time.text == NULL ||
	    !reads_time(time.text, time.len, r->zoned, r->zone_s, &time_ms))
		return LOOK_NONE;
	*h = order_tables_moment(t, *h, time_ms);
	return LOOK_HASH;
}

/* May the record id of this row be among the targets? */
static bool
maybe_record(const struct order_tables *t, const struct reads *r,
    const struct record *row)
{
	struct reads_text id;

	if (!reads_field(r, READS_RECORD_ID, row, &id))
		return true;
	if (id.text == NULL)
		return false;
	order_ask_trim(&id);
	return order_tables_maybe(t, ORDER_TABLES_RECORD,
	    order_tables_hash(t, id.text, id.len));
}

/* May its camera? */
static bool
maybe_camera(const struct order_tables *t, const struct reads *r,
    const struct record *row)
{
	struct reads_text camera;
	char id[READS_ID_BYTES];

	if (!reads_field(r, READS_CAMERA, row, &camera))
		return true;
	return camera.text != NULL && reads_id(camera.text, camera.len, id) &&
	    order_tables_maybe(t, ORDER_TABLES_CAMERA,
		order_tables_hash(t, id, strlen(id)));
}

/* Was it captured when some area is asked about, or before some moment? One
 * that cannot be read is asked, so that it is counted. */
static bool
maybe_then(const struct order_tables *t, const struct reads *r,
    const struct record *row)
{
	struct reads_text time;
	int64_t time_ms;

	if (!reads_field(r, READS_TIME, row, &time))
		return true;
	if (time.text == NULL)
		return false;
	return !reads_time(time.text, time.len, r->zoned, r->zone_s,
		   &time_ms) ||
	    (t->from_ms <= time_ms && time_ms < t->to_ms);
}

/* What no filter of VRMs knows. */
static __attribute__((noinline)) bool
maybe_further(const struct order_tables *t, const struct reads *r,
    const struct record *row)
{
	return (t->filtered[ORDER_TABLES_RECORD] && maybe_record(t, r, row)) ||
	    (t->filtered[ORDER_TABLES_CAMERA] && maybe_camera(t, r, row)) ||
	    (t->from_ms < t->to_ms && maybe_then(t, r, row));
}

/* One row, of which looks are known. */
static inline uint32_t
match(const struct order_match_ask *ask, const struct record *row,
    enum look look, uint64_t h)
{
	const struct order_tables *t = ask->match->tables;

	if (look == LOOK_ASK ||
	    (look == LOOK_HASH &&
		order_tables_maybe(t, ORDER_TABLES_MOMENT, h)) ||
	    (t->further && maybe_further(t, ask->reads, row)))
		return order_ask_row(ask, row);
	return ORDER_NONE;
}

/* First all looks of one kind, then all of the next: words of a filter are
 * fetched meanwhile. */
static void
match_some(const struct order_match_ask *ask, const struct record *rows,
    size_t n, uint32_t *out)
{
	const struct order_tables *t = ask->match->tables;
	enum look look[TOGETHER] = { LOOK_NONE };
	uint64_t h[TOGETHER] = { 0 };

	for (size_t i = 0; i < n && t->filtered[ORDER_TABLES_VRM]; i++) {
		look[i] = look_at_vrm(t, ask->reads, &rows[i], &h[i]);
		__builtin_prefetch(
		    order_tables_filter_word(t, ORDER_TABLES_VRM, h[i]));
	}
	for (size_t i = 0; i < n; i++) {
		if (look[i] != LOOK_HASH)
			continue;
		look[i] = LOOK_NONE;
		if (!order_tables_maybe(t, ORDER_TABLES_VRM, h[i]))
			continue;
		look[i] = look_at_moment(t, ask->reads, &rows[i], &h[i]);
		__builtin_prefetch(
		    order_tables_filter_word(t, ORDER_TABLES_MOMENT, h[i]));
	}
	for (size_t i = 0; i < n; i++)
		out[i] = match(ask, &rows[i], look[i], h[i]);
}

void
order_match_rows(const struct order_match_ask *ask, const struct record *rows,
    size_t n, uint32_t *out)
{
	for (size_t i = 0; i < n && !ask->match->rows; i++)
		out[i] = ORDER_NONE;
	while (n > 0 && ask->match->rows) {
		size_t some = n < TOGETHER ? n : TOGETHER;

		match_some(ask, rows, some, out);
		rows += some;
		out += some;
		n -= some;
	}
}

uint32_t
order_match_row(const struct order_match *m,
    const uint8_t bundle[SEAL_ID_BYTES], const struct reads *r,
    const struct record *row, uint8_t *hits)
{
	struct order_match_ask ask = { .match = m,
		.bundle = bundle,
		.reads = r };
	uint32_t order;

	ask.hits = hits;
	order_match_rows(&ask, row, 1, &order);
	return order;
}

uint32_t
order_match_member(const struct order_match *m,
    const uint8_t bundle[SEAL_ID_BYTES], const char *path, uint8_t *hits)
{
	struct order_ask a = { .tables = m->tables,
		.bundle = bundle,
		.hits = hits,
		.best = ORDER_NONE };
	size_t len = strlen(path);

	if (m->members && len <= NAME_MAX_BYTES)
		order_ask_body(&a, ORDER_MEMBER, path, len);
	return a.best;
}

static void
ask_whole(struct order_ask *a, enum order_target_kind kind, const uint8_t *id)
{
	uint8_t key[1 + SEAL_ID_BYTES];
	size_t len = order_tables_front(key, kind, id);
	uint32_t slot = *order_tables_slot(a->tables, key, len);

	if (slot != 0)
		order_ask_found(a, slot - 1);
}

int
order_match_belongs(struct order_match *m, const uint8_t series[SEAL_ID_BYTES],
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w)
{
	struct order_tables *t = m->tables;

	if (!m->series)
		return 0;
	if (bytes_add(&t->belongs, series, SEAL_ID_BYTES, w) != 0 ||
	    bytes_add(&t->belongs, bundle, SEAL_ID_BYTES, w) != 0)
		return -1;
	return 0;
}

uint32_t
order_match_bundle(const struct order_match *m,
    const uint8_t bundle[SEAL_ID_BYTES], uint8_t *hits)
{
	const struct order_tables *t = m->tables;
	struct order_ask a = { .tables = t,
		.bundle = bundle,
		.hits = hits,
		.best = ORDER_NONE };

	if (m->bundles)
		ask_whole(&a, ORDER_BUNDLE, bundle);
	for (size_t i = 0; m->series && i < t->belongs.len;
	     i += 2 * SEAL_ID_BYTES) {
		const uint8_t *one = t->belongs.data + i;

		if (memcmp(one + SEAL_ID_BYTES, bundle, SEAL_ID_BYTES) == 0)
			ask_whole(&a, ORDER_SERIES, one);
	}
	return a.best;
}

/* --- what was found --- */

size_t
order_match_hits_bytes(const struct order_match *m)
{
	const struct order_tables *t = m->tables;

	return t == NULL ? 1 : (size_t)t->n / 8 + 1;
}

uint64_t
order_match_absent(const struct order_match *m, const uint8_t *hits,
    uint32_t number)
{
	const struct order_tables *t = m->tables;
	uint64_t absent = 0;

	for (uint32_t i = 0; t != NULL && i < t->n; i++) {
		const struct order_tables_target *one = &t->targets[i];
		uint32_t at = one->same != 0 ? one->link : i;

		if (one->order == number)
			absent += (hits[at / 8] >> at % 8 & 1) == 0;
	}
	return absent;
}

void
order_match_kinds(const struct order_match *m, const uint8_t *hits,
    uint32_t number, struct order_match_kind out[ORDER_KINDS])
{
	const struct order_tables *t = m->tables;

	memset(out, 0, ORDER_KINDS * sizeof(*out));
	for (uint32_t i = 0; t != NULL && i < t->n; i++) {
		const struct order_tables_target *one = &t->targets[i];
		uint32_t at = one->same != 0 ? one->link : i;
		struct order_match_kind *kind =
		    &out[t->keys.data[t->targets[at].at] &
			(ORDER_TABLES_LIMITED - 1)];

		if (one->order != number)
			continue;
		kind->asked++;
		kind->absent += (hits[at / 8] >> at % 8 & 1) == 0;
	}
}
