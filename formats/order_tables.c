#include "formats/order_tables.h"

#include <stdlib.h>

#define SLOTS_MIN 64

uint64_t
order_tables_hash(const struct order_tables *t, const void *data, size_t len)
{
	const uint8_t *at = data;
	size_t left = len;
	uint64_t h = 0;
	uint64_t words[2];

	while (left > 16) {
		memcpy(words, at, 16);
		h = order_tables_fold(words[0] ^ h ^ t->seed[0],
		    words[1] ^ t->seed[1]);
		at += 16;
		left -= 16;
	}
	memset(words, 0, sizeof words);
	memcpy(words, at, left);
	return order_tables_short(t, le64toh(words[0]) ^ h, le64toh(words[1]),
	    len);
}

uint32_t *
order_tables_slot(const struct order_tables *t, const uint8_t *key, size_t len)
{
	uint64_t h = order_tables_hash(t, key, len);

	for (;; h++) {
		uint32_t *slot = &t->slots[h & (t->n_slots - 1)];
		const struct order_tables_target *one;

		if (*slot == 0)
			return slot;
		one = &t->targets[*slot - 1];
		if (one->len == len &&
		    memcmp(t->keys.data + one->at, key, len) == 0)
			return slot;
	}
}

static void
fill(struct order_tables *t, enum order_tables_filter filter, uint64_t h)
{
	*order_tables_filter_word(t, filter, h) |= order_tables_filter_bits(h);
	t->filtered[filter] = true;
}

/* Let the filters know what a row that has this target shows. */
static void
fill_filter(struct order_tables *t, const uint8_t *key, size_t len)
{
	size_t skip =
	    1 + ((key[0] & ORDER_TABLES_LIMITED) != 0 ? SEAL_ID_BYTES : 0);
	enum order_target_kind kind = key[0] & (ORDER_TABLES_LIMITED - 1);
	uint64_t h;

	if (kind == ORDER_READ) {
		/* begins with the VRM and its length, ends in the moment */
		h = order_tables_hash(t, key + skip + 1, key[skip]);
		fill(t, ORDER_TABLES_VRM, h);
		h = order_tables_moment(t, h,
		    (int64_t)bytes_get_u64(key + len - 8));
		fill(t, ORDER_TABLES_MOMENT, h);
	} else if (kind == ORDER_CAMERA) {
		/* which ids count, then that of the camera and a NUL */
		h = order_tables_hash(t, key + skip + 1,
		    strnlen((const char *)key + skip + 1, READS_ID_BYTES));
		fill(t, ORDER_TABLES_CAMERA, h);
	} else if (kind == ORDER_VRM || kind == ORDER_RECORD) {
		h = order_tables_hash(t, key + skip, len - skip);
		fill(t,
		    kind == ORDER_VRM ? ORDER_TABLES_VRM : ORDER_TABLES_RECORD,
		    h);
	}
}

void
order_tables_free(struct order_tables *t)
{
	if (t == NULL)
		return;
	bytes_wipe(&t->keys);
	free(t->targets);
	free(t->slots);
	bytes_clear(&t->belongs);
	for (unsigned i = 0; i < ORDER_TABLES_FILTERS; i++)
		free(t->filters[i]);
	explicit_bzero(t, sizeof *t);
	free(t);
}

/* Twice the slots, and everything filled in again. */
static int
grow_slots(struct order_tables *t, struct why *w)
{
	uint32_t n = t->n_slots == 0 ? SLOTS_MIN : 2 * t->n_slots;
	uint32_t *slots = calloc(n, sizeof *slots);
	uint64_t *filters[ORDER_TABLES_FILTERS];
	bool whole = slots != NULL;

	for (unsigned i = 0; i < ORDER_TABLES_FILTERS; i++) {
		filters[i] = calloc(n / 8, sizeof *filters[i]);
		whole = whole && filters[i] != NULL;
	}
	if (!whole) {
		free(slots);
		for (unsigned i = 0; i < ORDER_TABLES_FILTERS; i++)
			free(filters[i]);
		return why_memory(w);
	}
	free(t->slots);
	t->slots = slots;
	for (unsigned i = 0; i < ORDER_TABLES_FILTERS; i++) {
		free(t->filters[i]);
		t->filters[i] = filters[i];
	}
	t->n_slots = n;
	/* In their order, so that a slot leads to the first of its windows. */
	for (uint32_t i = 0; i < t->n; i++) {
		const struct order_tables_target *one = &t->targets[i];
		const uint8_t *key = t->keys.data + one->at;
		uint32_t *slot;

		if (one->same != 0)
			continue;
		slot = order_tables_slot(t, key, one->len);
		if (*slot == 0)
			*slot = i + 1;
		fill_filter(t, key, one->len);
	}
	return 0;
}

static int
make_room(struct order_tables *t, struct why *w)
{
	struct order_tables_target *targets;
	uint32_t cap = t->cap < SLOTS_MIN ? SLOTS_MIN : 2 * t->cap;

	if (t->n >= t->n_slots / 2 && grow_slots(t, w) != 0)
		return -1;
	if (t->n < t->cap)
		return 0;
	targets = realloc(t->targets, cap * sizeof *targets);
	if (targets == NULL)
		return why_memory(w);
	t->targets = targets;
	t->cap = cap;
	return 0;
}

/* The part of a key that stands before its body. */
size_t
order_tables_front(uint8_t *key, enum order_target_kind kind,
    const uint8_t *bundle)
{
	key[0] = (uint8_t)kind;
	if (bundle == NULL)
		return 1;
	key[0] |= ORDER_TABLES_LIMITED;
	memcpy(key + 1, bundle, SEAL_ID_BYTES);
	return 1 + SEAL_ID_BYTES;
}

size_t
order_tables_camera(const struct reads_key *key, unsigned ids,
    uint8_t body[ORDER_TABLES_CAMERA_MAX])
{
	const char *const parts[] = { key->camera,
		(ids & ORDER_TABLES_FEED) != 0 ? key->feed : "",
		(ids & ORDER_TABLES_SOURCE) != 0 ? key->source : "" };
	size_t n = 0;

	body[n++] = (uint8_t)ids;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		size_t len = strnlen(parts[i], READS_ID_BYTES - 1);

		memcpy(body + n, parts[i], len);
		n += len;
		body[n++] = '\0';
	}
	return n;
}

static unsigned
ids_of(const struct order_target *from)
{
	return (from->read.feed[0] != '\0' ? ORDER_TABLES_FEED : 0) |
	    (from->read.source[0] != '\0' ? ORDER_TABLES_SOURCE : 0);
}

static size_t
make_key(const struct order_target *from, uint8_t key[ORDER_TABLES_KEY_MAX])
{
	const char *text = from->text;
	size_t len;
	size_t n = order_tables_front(key, from->kind,
	    from->limited ? from->bundle : NULL);

	if (from->kind == ORDER_BUNDLE || from->kind == ORDER_SERIES ||
	    from->kind == ORDER_AREA || from->kind == ORDER_BEFORE)
		return n;
	if (from->kind == ORDER_CAMERA)
		return n +
		    order_tables_camera(&from->read, ids_of(from), key + n);
	if (from->kind == ORDER_READ)
		return n + reads_key_bytes(&from->read, key + n);
	if (from->kind == ORDER_VRM)
		text = from->read.vrm;
	len = strnlen(text, NAME_MAX_BYTES);
	memcpy(key + n, text, len);
	return n + len;
}

const uint8_t *
order_tables_window(const struct order_tables *t,
    const struct order_tables_target *one)
{
	return t->keys.data + one->at + one->len;
}

/* What bounds it, behind its key. */
static size_t
make_window(const struct order_target *from,
    uint8_t window[ORDER_TABLES_WINDOW_MAX])
{
	const struct selection_area *area = &from->area;

	if (!order_tables_has_windows(from->kind))
		return 0;
	bytes_put_u64(window, (uint64_t)from->from_ms);
	bytes_put_u64(window + 8, (uint64_t)from->to_ms);
	if (from->kind != ORDER_AREA)
		return 16;
	bytes_put_u64(window + 16, (uint64_t)area->south);
	bytes_put_u64(window + 24, (uint64_t)area->west);
	bytes_put_u64(window + 32, (uint64_t)area->north);
	bytes_put_u64(window + 40, (uint64_t)area->east);
	return 48;
}

/* The target that says the same as one with this key, or ORDER_TABLES_NONE;
 * *last: the window to hang a new one on. */
static int
find_same(const struct order_tables *t, const struct order_target *from,
    uint32_t first, uint32_t *same, uint32_t *last, struct why *w)
{
	uint8_t window[ORDER_TABLES_WINDOW_MAX];
	size_t len = make_window(from, window);
	uint32_t windows = 0;

	*same = first;
	*last = first;
	if (len == 0)
		return 0;
	for (; *same != ORDER_TABLES_NONE; *same = t->targets[*same].link) {
		if (memcmp(order_tables_window(t, &t->targets[*same]), window,
			len) == 0)
			return 0;
		*last = *same;
		windows++;
	}
	if (windows >= ORDER_WINDOWS_MAX)
		return why_set(w, WHY_LIMIT, "more than %d %s",
		    ORDER_WINDOWS_MAX,
		    from->kind == ORDER_VRM	     ? "windows of one VRM"
			: from->kind == ORDER_CAMERA ? "windows of one camera"
			: from->kind == ORDER_AREA   ? "areas"
						   : "moments to come before");
	return 0;
}

static int
add_key(struct order_tables *t, const struct order_target *from,
    const uint8_t *key, size_t len, struct why *w)
{
	uint8_t window[ORDER_TABLES_WINDOW_MAX];
	size_t more = make_window(from, window);
	size_t had = t->keys.len;

	if (t->keys.len > UINT32_MAX - len - sizeof window)
		return why_set(w, WHY_LIMIT, "orders of more than 4 GiB");
	if (bytes_add(&t->keys, key, len, w) != 0)
		return -1;
	if (more == 0 || bytes_add(&t->keys, window, more, w) == 0)
		return 0;
	t->keys.len = had;
	return -1;
}

/* Let a look at a row know what is asked of it. */
static void
note_kind(struct order_tables *t, const struct order_target *from)
{
	t->kinds[from->kind] = true;
	t->limited |= from->limited && from->kind != ORDER_BUNDLE &&
	    from->kind != ORDER_SERIES;
	t->further |= from->kind == ORDER_RECORD || from->kind >= ORDER_CAMERA;
	if (from->kind == ORDER_CAMERA)
		t->cameras |= (uint8_t)(1U << ids_of(from));
	if (from->kind != ORDER_AREA && from->kind != ORDER_BEFORE)
		return;
	if (t->from_ms >= t->to_ms) {
		t->from_ms = from->from_ms;
		t->to_ms = from->to_ms;
	}
	if (from->from_ms < t->from_ms)
		t->from_ms = from->from_ms;
	if (from->to_ms > t->to_ms)
		t->to_ms = from->to_ms;
}

int
order_tables_add(struct order_tables *t, const struct order_target *from,
    uint32_t order, struct why *w)
{
	uint8_t key[ORDER_TABLES_KEY_MAX];
	size_t len = make_key(from, key);
	struct order_tables_target one = { .len = (uint16_t)len,
		.order = order };
	uint32_t *slot;
	uint32_t same;
	uint32_t last;

	if (t->n >= ORDER_TABLES_NONE / 4)
		return why_set(w, WHY_LIMIT, "too many targets");
	if (make_room(t, w) != 0)
		return -1;
	slot = order_tables_slot(t, key, len);
	if (find_same(t, from, *slot == 0 ? ORDER_TABLES_NONE : *slot - 1,
		&same, &last, w) != 0)
		return -1;
	one.same = same != ORDER_TABLES_NONE;
	one.link = same;
	if (same == ORDER_TABLES_NONE) {
		one.at = (uint32_t)t->keys.len;
		if (add_key(t, from, key, len, w) != 0)
			return -1;
		if (*slot == 0)
			*slot = t->n + 1;
		else
			t->targets[last].link = t->n;
		fill_filter(t, key, len);
	}
	note_kind(t, from);
	t->targets[t->n++] = one;
	return 0;
}

struct order_tables *
order_tables_new(struct why *w)
{
	struct order_tables *t = calloc(1, sizeof *t);

	if (t == NULL) {
		why_memory(w);
		return NULL;
	}
	if (bytes_random(t->seed, sizeof t->seed, w) != 0) {
		free(t);
		return NULL;
	}
	return t;
}
