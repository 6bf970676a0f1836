#include "formats/shown.h"

#include <inttypes.h>
#include <string.h>

#include "formats/frame.h"
#include "formats/record.h"
#include "formats/salt.h"

#define FORMAT "sealbag-proof/1\n"

static const char *const words[] = {
	[SHOWN_READS] = "reads",
	[SHOWN_FILE] = "file",
	[SHOWN_HEADER] = "header",
	[SHOWN_RECORD] = "record",
};

const struct shown_record *
shown_records(const struct shown *s, size_t *n)
{
	*n = s->records.len / sizeof(struct shown_record);
	return (const void *)s->records.data;
}

const struct shown_segment *
shown_segments(const struct shown *s, size_t *n)
{
	*n = s->segments.len / sizeof(struct shown_segment);
	return (const void *)s->segments.data;
}

const uint8_t *
shown_nodes(const struct shown *s, const struct shown_segment *g)
{
	return g->n_nodes == 0 ? NULL
			       : s->nodes.data + g->first_node * HASH_BYTES;
}

void
shown_clear(struct shown *s)
{
	bytes_clear(&s->records);
	bytes_clear(&s->segments);
	bytes_clear(&s->nodes);
}

static int
bad(struct why *w, const char *how)
{
	return why_set(w, WHY_EXHIBIT, "%s", how);
}

/* The last one; NULL: there is none. */
static struct shown_segment *
last_segment(struct shown *s)
{
	return s->segments.len == 0
	    ? NULL
	    : (void *)(s->segments.data + s->segments.len -
		  sizeof(struct shown_segment));
}

static const struct shown_record *
last_record(const struct shown *s)
{
	return s->records.len == 0
	    ? NULL
	    : (const void *)(s->records.data + s->records.len -
		  sizeof(struct shown_record));
}

int
shown_add_segment(struct shown *s, uint64_t number, struct why *w)
{
	const struct shown_segment *last = last_segment(s);
	const struct shown_segment fresh = {
		.number = number,
		.first = s->records.len / sizeof(struct shown_record),
		.first_node = s->nodes.len / HASH_BYTES,
	};

	if (number >= FRAME_SEGMENTS_MAX ||
	    (last != NULL && (number <= last->number || last->n == 0)))
		return bad(w, "a segment out of order, or without records");
	return bytes_add(&s->segments, &fresh, sizeof fresh, w);
}

/* Where it stands among the others. */
static int
check(const struct shown *s, const struct shown_segment *g,
    const struct shown_record *r, struct why *w)
{
	const struct shown_record *last = last_record(s);
	bool member = r->kind == SHOWN_READS || r->kind == SHOWN_FILE;

	if (r->index >= SALT_RECORDS_MAX ||
	    (g->n > 0 && r->index <= last->index))
		return bad(w, "a record out of order");
	if (member)
		return last == NULL || r->member > last->member
		    ? 0
		    : bad(w, "a member out of order");
	if (last == NULL || r->member != last->member)
		return bad(w, "a record without its member");
	if (r->bytes == 0 || r->bytes > RECORD_MAX_BYTES)
		return bad(w, "a record is empty or too long");
	if (r->kind == SHOWN_HEADER &&
	    (last->kind != SHOWN_READS || g->n == 0 ||
		r->index != last->index + 1))
		return bad(w,
		    "a header that is not at the start of a read file");
	return 0;
}

int
shown_add(struct shown *s, const struct shown_record *r, struct why *w)
{
	struct shown_segment *g = last_segment(s);

	if (g == NULL || g->n_nodes > 0)
		return bad(w, "a record in no segment");
	if (s->records.len / sizeof *r >= SHOWN_RECORDS_MAX)
		return why_set(w, WHY_LIMIT,
		    "more than %" PRIu32 " records are shown",
		    SHOWN_RECORDS_MAX);
	if (check(s, g, r, w) != 0 ||
	    bytes_add(&s->records, r, sizeof *r, w) != 0)
		return -1;
	g->n++;
	return 0;
}

int
shown_add_nodes(struct shown *s, const uint8_t *nodes, size_t n, struct why *w)
{
	struct shown_segment *g = last_segment(s);

	if (g == NULL || g->n == 0)
		return bad(w, "a hash in no segment");
	if (bytes_add(&s->nodes, nodes, n * HASH_BYTES, w) != 0)
		return -1;
	g->n_nodes += n;
	return 0;
}

static int
write_record(const struct shown_record *r, struct bytes *out, struct why *w)
{
	char salt[2 * HASH_SALT_BYTES + 1];
	bool member = r->kind == SHOWN_READS || r->kind == SHOWN_FILE;

	bytes_to_hex(salt, r->salt, sizeof r->salt);
	return bytes_printf(out, w, "%s %" PRIu32 " %" PRIu32 " %s\n",
	    words[r->kind], r->index, member ? r->member : r->bytes, salt);
}

int
shown_write(const struct shown *s, struct bytes *out, struct why *w)
{
	size_t n, n_records;
	const struct shown_segment *g = shown_segments(s, &n);
	const struct shown_record *r = shown_records(s, &n_records);
	char hash[2 * HASH_BYTES + 1];

	if (bytes_add(out, FORMAT, sizeof FORMAT - 1, w) != 0)
		return -1;
	for (size_t i = 0; i < n; i++, g++) {
		if (bytes_printf(out, w, "segment %" PRIu64 "\n", g->number) !=
		    0)
			return -1;
		for (size_t j = 0; j < g->n; j++)
			if (write_record(&r[g->first + j], out, w) != 0)
				return -1;
		for (size_t j = 0; j < g->n_nodes; j++) {
			bytes_to_hex(hash, shown_nodes(s, g) + j * HASH_BYTES,
			    HASH_BYTES);
			if (bytes_printf(out, w, "node %s\n", hash) != 0)
				return -1;
		}
	}
	return 0;
}

/* --- reading --- */

#define FIELDS_MAX 4
#define LINE_MAX   128

/** A line, cut at its blanks. */
struct line {
	char text[LINE_MAX];
	const char *field[FIELDS_MAX];
	size_t n;
};

static bool
cut(struct line *l, const char *at, size_t len)
{
	if (len >= sizeof l->text || memchr(at, '\0', len) != NULL)
		return false;
	memcpy(l->text, at, len);
	l->text[len] = '\0';
	l->n = 0;
	for (char *p = l->text; p != NULL;) {
		if (l->n == FIELDS_MAX)
			return false;
		l->field[l->n++] = p;
		p = strchr(p, ' ');
		if (p != NULL)
			*p++ = '\0';
	}
	return true;
}

static int
take_record(struct shown *s, const struct line *l, enum shown_kind kind,
    struct why *w)
{
	const struct shown_record *last = last_record(s);
	struct shown_record r = { .kind = kind };
	bool member = kind == SHOWN_READS || kind == SHOWN_FILE;
	uint64_t index, number;

	if (l->n != 4 || !bytes_decimal(l->field[1], UINT32_MAX, &index) ||
	    !bytes_decimal(l->field[2], UINT32_MAX, &number) ||
	    !bytes_from_hex(r.salt, sizeof r.salt, l->field[3]))
		return bad(w, "not a line of a proof");
	r.index = (uint32_t)index;
	r.member = member ? (uint32_t)number : last == NULL ? 0 : last->member;
	r.bytes = member ? 0 : (uint32_t)number;
	return shown_add(s, &r, w);
}

static int
take_line(struct shown *s, const char *at, size_t len, struct why *w)
{
	struct line l;
	uint8_t hash[HASH_BYTES];
	uint64_t number;

	if (!cut(&l, at, len))
		return bad(w, "not a line of a proof");
	if (strcmp(l.field[0], "segment") == 0 && l.n == 2 &&
	    bytes_decimal(l.field[1], UINT32_MAX, &number))
		return shown_add_segment(s, number, w);
	if (strcmp(l.field[0], "node") == 0 && l.n == 2 &&
	    bytes_from_hex(hash, sizeof hash, l.field[1]))
		return shown_add_nodes(s, hash, 1, w);
	for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(l.field[0], words[i]) == 0)
			return take_record(s, &l, (enum shown_kind)i, w);
	return bad(w, "not a line of a proof");
}

static int
take(struct shown *s, const char *at, const char *end, struct why *w)
{
	const struct shown_segment *g;
	const char *lf;

	at += sizeof FORMAT - 1;
	for (uint64_t n = 2; at < end; n++, at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (lf == NULL)
			return why_set(w, WHY_EXHIBIT,
			    "line %" PRIu64 ": it does not end", n);
		if (take_line(s, at, (size_t)(lf - at), w) != 0)
			return why_in(w, "line %" PRIu64, n);
	}
	g = last_segment(s);
	return g == NULL || g->n == 0 ? bad(w, "it shows no record") : 0;
}

int
shown_parse(struct shown *s, const void *data, size_t len, struct why *w)
{
	const char *at = data;

	*s = (struct shown){ 0 };
	if (len > SHOWN_MAX_BYTES)
		return why_set(w, WHY_LIMIT, "it is too long");
	if (len < sizeof FORMAT - 1 ||
	    memcmp(at, FORMAT, sizeof FORMAT - 1) != 0)
		return why_set(w, WHY_VERSION,
		    "it does not begin with sealbag-proof/1");
	if (take(s, at, at + len, w) == 0)
		return 0;
	shown_clear(s);
	return -1;
}
