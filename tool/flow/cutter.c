#include "tool/flow/cutter.h"

#include <stdio.h>
#include <string.h>

#include "formats/salt.h"

/* Bytes asked for at once: they are still in the cache when they are hashed
 * and cut. */
#define ROOM_BYTES (UINT32_C(256) << 10)

/* A header never outgrows this (archive.h: pax headers below 64 KiB). */
#define HEADER_BYTES (UINT32_C(72) << 10)

/* A segment is full at this many; a member record and the first record behind
 * it still fit. */
#define RECORDS_FULL (SALT_RECORDS_MAX - 2)

_Static_assert(SEGMENT_TARGET_BYTES + 2 * RECORD_MAX_BYTES + ROOM_BYTES +
	    HEADER_BYTES <
	SEGMENT_MAX_BYTES,
    "a segment has room for what may follow the last cut");

static int
take(void *self, const void *data, size_t size, struct why *w)
{
	struct cutter *c = self;
	struct bytes *plain = &c->now->plain;

	if (plain->cap - plain->len < size)
		return why_set(w, WHY_LIMIT, "a segment overflows");
	/* Bytes that were read into cutter_room already stand there. */
	if (data != plain->data + plain->len)
		memcpy(plain->data + plain->len, data, size);
	plain->len += size;
	return 0;
}

int
cutter_open(struct cutter *c, struct sealer *sealer, const char *top,
    struct why *w)
{
	struct sink sink = { .write = take, .self = c };

	memset(c, 0, sizeof(*c));
	c->sealer = sealer;
	snprintf(c->top, sizeof(c->top), "%s", top);
	c->now = sealer_take(sealer, w);
	if (c->now == NULL)
		return -1;
	return archive_out_open(&c->archive, sink, w);
}

/* Close the segment behind its last whole record; what follows moves on. */
static int
next_segment(struct cutter *c, struct why *w)
{
	struct sealer_segment *full = c->now;
	struct sealer_segment *fresh = sealer_take(c->sealer, w);
	size_t tail = full->plain.len - c->whole;

	if (fresh == NULL)
		return -1;
	memcpy(fresh->plain.data, full->plain.data + c->whole, tail);
	fresh->plain.len = tail;
	full->plain.len = c->whole;
	c->whole = 0;
	c->now = fresh;
	return sealer_submit(c->sealer, full, w);
}

static bool
is_full(const struct cutter *c)
{
	return c->whole >= SEGMENT_TARGET_BYTES ||
	    c->now->records.n >= RECORDS_FULL;
}

static int
add_member_record(struct cutter *c, const struct cutter_member *m,
    struct why *w)
{
	char text[RECORD_MEMBER_MAX];
	struct record record = { .kind = HASH_LEAF_MEMBER,
		.member = c->member };

	record.len = (uint32_t)record_member(text, m->cut, m->mtime_s,
	    m->mtime_ns, m->name);
	record.bytes = arena_keep(&c->now->arena, text, record.len, w);
	if (record.bytes == NULL)
		return -1;
	return records_add(&c->now->records, &record, w);
}

int
cutter_begin(struct cutter *c, const struct cutter_member *m, struct why *w)
{
	struct archive_member header = {
		.type = m->cut == RECORD_FOLDER ? ARCHIVE_FOLDER : ARCHIVE_FILE,
		.size = m->size,
		.mtime_s = m->mtime_s,
		.mtime_ns = m->mtime_ns,
	};
	int n = snprintf(header.name, sizeof(header.name), "%s/%s", c->top,
	    m->name);

	if (n < 0 || (size_t)n >= sizeof(header.name))
		return why_set(w, WHY_INPUT_NAME, "name is too long: %s",
		    m->name);
	if ((is_full(c) || c->now->records.n + 1 >= RECORDS_FULL) &&
	    next_segment(c, w) != 0)
		return -1;
	c->member = c->members++;
	c->cut = m->cut;
	c->left = m->size;
	c->fresh = true;
	c->name = m->name;
	c->read_files += m->cut == RECORD_READS;
	c->header.verified = -1;
	c->cut_some = false;
	if (c->cut == RECORD_READS &&
	    reads_begin_mapped(&c->reads, m->format, m->zone, m->map, w) != 0)
		return -1;
	c->reads.sources = &c->sources;
	if (archive_out_member(&c->archive, &header, w) != 0)
		return -1;
	c->whole = c->now->plain.len;
	return add_member_record(c, m, w);
}

static int
cut_pieces(struct cutter *c, struct why *w)
{
	struct bytes *plain = &c->now->plain;
	struct record record = { .kind = HASH_LEAF_RECORD,
		.member = c->member };

	while (plain->len > c->whole) {
		size_t n = plain->len - c->whole;

		if (n < RECORD_MAX_BYTES && c->left > 0)
			break;
		record.bytes = plain->data + c->whole;
		record.len =
		    n < RECORD_MAX_BYTES ? (uint32_t)n : RECORD_MAX_BYTES;
		if (records_add(&c->now->records, &record, w) != 0)
			return -1;
		c->whole += record.len;
	}
	return 0;
}

static int
cut_lines(struct cutter *c, struct why *w)
{
	struct bytes *plain = &c->now->plain;
	struct record record = { .kind = HASH_LEAF_RECORD,
		.member = c->member };

	while (plain->len > c->whole && c->now->records.n < RECORDS_FULL) {
		int64_t n = record_line(plain->data + c->whole,
		    plain->len - c->whole, c->left == 0, w);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		record.bytes = plain->data + c->whole;
		record.len = (uint32_t)n;
		if (records_add(&c->now->records, &record, w) != 0)
			return -1;
		c->whole += record.len;
	}
	return 0;
}

/* Records from `first` on were cut, the first of them at this line: they are
 * looked at by the sealer. */
static int
note_rows(struct cutter *c, size_t first, uint64_t line, bool begins,
    struct why *w)
{
	struct sealer_segment *s = c->now;
	size_t n = s->records.n - first;
	struct sealer_run *r = s->n_runs == 0 ? NULL : &s->runs[s->n_runs - 1];

	if (n == 0 || c->sealer->quality == NULL)
		return 0;
	if (begins)
		quality_header_read(&c->header, &c->reads,
		    &s->records.items[first]);
	if (r != NULL && r->member == c->member) {
		r->run.n += n;
		return 0;
	}
	r = sealer_run_add(s, w);
	if (r == NULL)
		return -1;
	*r = (struct sealer_run){
		.run = { .header = c->header,
		    .file = c->read_files,
		    .begins = begins,
		    .line = line,
		    .n = n },
		.reads = c->reads,
		.member = c->member,
		.first = first,
	};
	r->run.name = (const char *)arena_keep(&s->arena, c->name,
	    strlen(c->name) + 1, w);
	return r->run.name == NULL ? -1 : 0;
}

/* Is one of those from `first` on a row that orders say to come? */
static int
show_rows(const struct cutter *c, size_t first, struct why *w)
{
	const struct records *all = &c->now->records;
	bool named;

	if (c->brings == NULL)
		return 0;
	for (size_t i = first + (!c->cut_some && c->reads.headed); i < all->n;
	     i++)
		if (corrected_row(c->brings, &c->reads, &all->items[i], true,
			&named, w) != 0)
			return -1;
	return 0;
}

static int
cut_reads(struct cutter *c, struct why *w)
{
	size_t first = c->now->records.n;
	uint64_t line = c->reads.lines + 1;
	struct bytes *plain = &c->now->plain;
	struct reads_cut how = {
		.member = c->member,
		.last = c->left == 0,
		.check = true,
		.max_records = RECORDS_FULL,
	};
	size_t used;

	if (reads_cut(&c->reads, &how, plain->data + c->whole,
		plain->len - c->whole, &c->now->records, &used, w) != 0)
		return -1;
	c->whole += used;
	if (note_rows(c, first, line, !c->cut_some, w) != 0 ||
	    show_rows(c, first, w) != 0)
		return -1;
	c->cut_some = c->cut_some || c->now->records.n > first;
	return 0;
}

static int
cut_records(struct cutter *c, struct why *w)
{
	switch (c->cut) {
	case RECORD_PIECES:
		return cut_pieces(c, w);
	case RECORD_LINES:
		return cut_lines(c, w);
	case RECORD_READS:
		return cut_reads(c, w);
	case RECORD_FOLDER:
		break;
	}
	return 0;
}

uint8_t *
cutter_room(struct cutter *c, size_t *room, struct why *w)
{
	/* A member record is never parted from the first record behind it. */
	if (!c->fresh && is_full(c) && next_segment(c, w) != 0)
		return NULL;
	*room = c->left < ROOM_BYTES ? (size_t)c->left : ROOM_BYTES;
	return c->now->plain.data + c->now->plain.len;
}

int
cutter_filled(struct cutter *c, size_t len, struct why *w)
{
	size_t before;

	if (archive_out_data(&c->archive,
		c->now->plain.data + c->now->plain.len, len, w) != 0)
		return -1;
	c->left -= len;
	before = c->now->records.n;
	if (cut_records(c, w) != 0)
		return -1;
	c->fresh = c->fresh && c->now->records.n == before;
	/* Cutting stops early where the segment is full of records. */
	while (
	    c->now->records.n == RECORDS_FULL && c->now->plain.len > c->whole) {
		if (next_segment(c, w) != 0 || cut_records(c, w) != 0)
			return -1;
	}
	return 0;
}

int
cutter_end(struct cutter *c, struct why *w)
{
	if (archive_out_finish(&c->archive, w) != 0)
		return -1;
	c->whole = c->now->plain.len;
	return 0;
}

int
cutter_whole(struct cutter *c, const struct cutter_member *m, const void *data,
    struct why *w)
{
	const uint8_t *from = data;

	if (cutter_begin(c, m, w) != 0)
		return -1;
	while (c->left > 0) {
		size_t room;
		uint8_t *to = cutter_room(c, &room, w);

		if (to == NULL)
			return -1;
		memcpy(to, from, room);
		from += room;
		if (cutter_filled(c, room, w) != 0)
			return -1;
	}
	return cutter_end(c, w);
}

int
cutter_close(struct cutter *c, bool success, struct why *w)
{
	int rc = archive_out_close(&c->archive, success, w);

	if (rc == 0 && success)
		rc = sealer_submit(c->sealer, c->now, w);
	c->now = NULL;
	return rc;
}
