#ifndef TESTS_UNIT_CUTTING_H
#define TESTS_UNIT_CUTTING_H

/**
 * A sealer that keeps every segment it is given, in place of the real one, and
 * a check of all that a cutter made: the stream of segments is read back as the
 * receiving side does it, and the records are held against what was put in.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/salt.h"
#include "tests/tap/tap.h"
#include "tool/flow/cutter.h"

#define TOP "000102030405060708090a0b0c0d0e0f"

enum {
	SEGMENTS_MAX = 12,
	MEMBERS_MAX = 90000
};

/* A member that was put in; its bytes are borrowed. */
struct put {
	const char *name; /* NULL: data/<its number> */
	enum record_cut cut;
	const uint8_t *data;
	size_t len;
	size_t records; /* as found by the check */
};

static struct sealer sealer;
static struct sealer_segment segments[SEGMENTS_MAX];
static unsigned taken;
static unsigned submitted;
static unsigned take_fails_at; /* 0: never; 1: the first */
static struct put members[MEMBERS_MAX];
static size_t n_members;
static struct cutter cutter;

struct sealer_segment *
sealer_take(struct sealer *s, struct why *w)
{
	struct sealer_segment *one = &segments[taken];

	(void)s;
	if (taken + 1 == take_fails_at || taken == SEGMENTS_MAX) {
		why_set(w, WHY_SYSTEM, "no segment %u", taken);
		return NULL;
	}
	if (bytes_reserve(&one->plain, SEGMENT_MAX_BYTES, w) != 0)
		return NULL;
	one->number = taken++;
	one->plain.len = 0;
	one->records.n = 0;
	arena_reset(&one->arena);
	one->state = SEALER_FILLING;
	return one;
}

int
sealer_submit(struct sealer *s, struct sealer_segment *segment, struct why *w)
{
	(void)s;
	if (segment->number != submitted)
		return why_set(w, WHY_SYSTEM, "segment %llu out of order",
		    (unsigned long long)segment->number);
	segment->state = SEALER_READY;
	submitted++;
	return 0;
}

static inline void
cutting_clear(void)
{
	for (unsigned i = 0; i < SEGMENTS_MAX; i++) {
		bytes_clear(&segments[i].plain);
		records_clear(&segments[i].records);
		arena_clear(&segments[i].arena);
	}
}

static inline const char *
put_name(size_t i)
{
	static char name[32];

	if (members[i].name != NULL)
		return members[i].name;
	snprintf(name, sizeof name, "data/%zu", i);
	return name;
}

static inline struct cutter_member
member_of(size_t i)
{
	return (struct cutter_member){
		.name = put_name(i),
		.cut = members[i].cut,
		.size = members[i].len,
		.mtime_s = 1767323045,
		.mtime_ns = i % 1000 == 7 ? 5 : 0,
		.format = "csv",
		.zone = "",
	};
}

/* --- putting in --- */

static inline bool
begin(struct why *w)
{
	taken = submitted = 0;
	n_members = 0;
	return cutter_open(&cutter, &sealer, TOP, w) == 0;
}

/* Put a member in, at most step bytes at a time; 0: cutter_whole. */
static inline bool
put(const struct put *one, size_t step, struct why *w)
{
	size_t i = n_members;
	struct cutter_member m;
	size_t at = 0;

	if (i == MEMBERS_MAX)
		abort();
	members[n_members++] = *one;
	m = member_of(i);
	if (step == 0)
		return cutter_whole(&cutter, &m, one->data, w) == 0;
	if (cutter_begin(&cutter, &m, w) != 0)
		return false;
	while (at < one->len) {
		size_t room = 0;
		uint8_t *to = cutter_room(&cutter, &room, w);

		if (to == NULL || room == 0 || room > one->len - at)
			return false;
		room = room < step ? room : step;
		memcpy(to, one->data + at, room);
		at += room;
		if (cutter_filled(&cutter, room, w) != 0)
			return false;
	}
	return cutter_end(&cutter, w) == 0;
}

/* --- the stream, as the receiving side reads it --- */

static inline int
next_segment_in(void *self, const void **data, size_t *len, struct why *w)
{
	unsigned *at = self;

	(void)w;
	*data = *at < submitted ? segments[*at].plain.data : NULL;
	*len = *at < submitted ? segments[*at].plain.len : 0;
	++*at;
	return 0;
}

static inline bool
same_member(struct archive_in *in, const struct archive_member *m, size_t i,
    struct why *w)
{
	struct cutter_member want = member_of(i);
	const uint8_t *data;
	size_t at = 0;
	size_t len;

	while (archive_in_data(in, &data, &len, w) == 1) {
		if (len > members[i].len - at ||
		    memcmp(data, members[i].data + at, len) != 0)
			return false;
		at += len;
	}
	return w->reason == WHY_NONE && at == members[i].len &&
	    strncmp(m->name, TOP "/", sizeof TOP) == 0 &&
	    strcmp(m->name + sizeof TOP, want.name) == 0 &&
	    m->mtime_s == want.mtime_s && m->mtime_ns == want.mtime_ns &&
	    (m->type == ARCHIVE_FOLDER) == (want.cut == RECORD_FOLDER);
}

/* How many members come back as they were put in; -1: the stream is none. */
static inline long long
read_stream(struct why *w)
{
	static struct archive_in in;
	static struct archive_member m;
	unsigned at = 0;
	size_t n = 0;
	bool good = true;
	int rc;

	if (archive_in_open(&in, next_segment_in, &at, w) != 0)
		return -1;
	while ((rc = archive_in_member(&in, &m, w)) == 1 && good) {
		good = n < n_members && same_member(&in, &m, n, w);
		n += good;
	}
	archive_in_close(&in);
	return rc == 0 ? (long long)n : -1;
}

/* --- the records --- */

/* Where the check is in what was put in. */
struct place {
	size_t put;    /* members begun */
	size_t at;     /* bytes of the last one */
	unsigned home; /* segment of its member record */
	const uint8_t *end;
	const char *wrong;
};

static inline bool
is_whole(const struct put *p, const struct record *r, size_t at)
{
	bool last = at + r->len == p->len;

	if (r->len == 0 || r->len > RECORD_MAX_BYTES)
		return false;
	if (p->cut == RECORD_PIECES)
		return last || r->len == RECORD_MAX_BYTES;
	/* No test here has line ends in quotes. */
	return (last || r->bytes[r->len - 1] == '\n') &&
	    memchr(r->bytes, '\n', r->len - 1) == NULL;
}

static inline const char *
check_member_record(struct place *p, const struct record *r, unsigned segment)
{
	struct cutter_member m;
	char text[RECORD_MEMBER_MAX];
	size_t len;

	if (p->put > 0 && p->at != members[p->put - 1].len)
		return "a member is begun before the last one ended";
	if (p->put == n_members || r->member != p->put)
		return "a member record has another number";
	m = member_of(p->put);
	len = record_member(text, m.cut, m.mtime_s, m.mtime_ns, m.name);
	if (r->len != len || memcmp(r->bytes, text, len) != 0)
		return "a member record says something else";
	*p = (struct place){ .put = p->put + 1, .home = segment };
	return NULL;
}

static inline const char *
check_content(struct place *p, const struct record *r, unsigned segment)
{
	const struct bytes *plain = &segments[segment].plain;
	struct put *one = &members[p->put - 1];

	if (p->put == 0 || r->member != p->put - 1 || r->len > one->len - p->at)
		return "a record belongs to no member";
	if (r->bytes < plain->data ||
	    r->bytes + r->len > plain->data + plain->len)
		return "a record lies outside its segment";
	if (p->end != NULL && r->bytes != p->end)
		return "there is a gap before a record";
	if (memcmp(r->bytes, one->data + p->at, r->len) != 0)
		return "a record has other bytes than the member";
	if (!is_whole(one, r, p->at))
		return "a record is cut in the wrong place";
	if (p->at == 0 && segment != p->home)
		return "a member record is parted from its first record";
	p->at += r->len;
	p->end = r->bytes + r->len;
	one->records++;
	return NULL;
}

static inline const char *
check_segment(struct place *p, unsigned i)
{
	const struct sealer_segment *s = &segments[i];
	const uint8_t *end = s->plain.data + s->plain.len;
	const char *wrong = NULL;

	if (s->plain.len > SEGMENT_MAX_BYTES)
		return "a segment is too long";
	if (s->records.n == 0 || s->records.n > SALT_RECORDS_MAX)
		return "a segment has no records, or too many";
	p->end = NULL;
	for (size_t n = 0; n < s->records.n && wrong == NULL; n++) {
		const struct record *r = &s->records.items[n];

		wrong = r->kind == HASH_LEAF_MEMBER
		    ? check_member_record(p, r, i)
		    : check_content(p, r, i);
	}
	/* Behind the last record only padding, and in the end the end mark. */
	if (wrong == NULL && p->end != NULL &&
	    end - p->end >= (i + 1 == submitted ? 1536 : 512))
		return "a segment ends within a record";
	return wrong;
}

/* What is wrong with the records, NULL: nothing. */
static inline const char *
check_records(void)
{
	struct place p = { 0 };
	const char *wrong = NULL;

	for (size_t i = 0; i < n_members; i++)
		members[i].records = 0;
	for (unsigned i = 0; i < submitted && wrong == NULL; i++)
		wrong = check_segment(&p, i);
	if (wrong == NULL &&
	    (p.put != n_members ||
		(n_members > 0 && p.at != members[n_members - 1].len)))
		wrong = "records are missing at the end";
	return wrong;
}

/* Close, and check everything. want_segments 0: any number. */
static inline void
end(const char *rule, unsigned want_segments, struct why *w)
{
	int rc = cutter_close(&cutter, w->reason == WHY_NONE, w);

	tap_ok(rc == 0 && w->reason == WHY_NONE, "%s: it is cut %s", rule,
	    w->text);
	if (want_segments > 0)
		tap_number(submitted, want_segments, "%s: into %u segments",
		    rule, want_segments);
	tap_text(check_records(), NULL, "%s: its records are right", rule);
	tap_number(read_stream(w), (long long)n_members,
	    "%s: the members come back %s", rule, w->text);
}

#endif
