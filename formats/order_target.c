#include "formats/order_target.h"

#include <inttypes.h>
#include <string.h>

#include "formats/order_line.h"

/* Longest text of a VRM, an id or a time before it is normalised. */
#define FIELD_BYTES 128

static int
take_time(struct order_line *l, const char *key, int64_t *out_ms, struct why *w)
{
	struct order_line_piece p;

	if (order_line_string(l, key, FIELD_BYTES, &p, w) != 0)
		return -1;
	if (!reads_time(p.text, p.len, false, 0, out_ms))
		return why_set(w, WHY_ORDER, "%s is not a time with its zone",
		    key);
	return 0;
}

static int
take_vrm(struct order_line *l, char out[READS_VRM_BYTES], struct why *w)
{
	struct order_line_piece p;

	if (order_line_string(l, "vrm", FIELD_BYTES, &p, w) != 0)
		return -1;
	if (!reads_vrm(p.text, p.len, out))
		return why_set(w, WHY_ORDER, "vrm is empty or too long");
	return 0;
}

static int
take_id(struct order_line *l, const char *key, char out[READS_ID_BYTES],
    struct why *w)
{
	struct order_line_piece p;

	if (order_line_string(l, key, FIELD_BYTES, &p, w) != 0)
		return -1;
	if (!reads_id(p.text, p.len, out))
		return why_set(w, WHY_ORDER, "%s is empty or too long", key);
	return 0;
}

static int
take_read(struct order_target *t, struct order_line *l, struct why *w)
{
	if (take_vrm(l, t->read.vrm, w) != 0 ||
	    take_id(l, "feed_id", t->read.feed, w) != 0 ||
	    take_id(l, "source_id", t->read.source, w) != 0 ||
	    take_id(l, "camera_id", t->read.camera, w) != 0)
		return -1;
	return take_time(l, "capture_time", &t->read.time_ms, w);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int
take_record_id(struct order_line *l, const char *key,
    char out[ORDER_RECORD_BYTES], struct why *w)
{
	struct order_line_piece p;

	if (order_line_string(l, key, ORDER_RECORD_BYTES - 1, &p, w) != 0)
		return -1;
	while (p.len > 0 && is_blank(p.text[0])) {
		p.text++;
		p.len--;
	}
	while (p.len > 0 && is_blank(p.text[p.len - 1]))
		p.len--;
	if (p.len == 0)
		return why_set(w, WHY_ORDER, "%s is empty", key);
	memcpy(out, p.text, p.len);
	out[p.len] = '\0';
	return 0;
}

static int
take_record(struct order_target *t, struct order_line *l, struct why *w)
{
	return take_record_id(l, "record_id", t->text, w);
}

static int
take_times(struct order_target *t, struct order_line *l, struct why *w)
{
	if (take_time(l, "from", &t->from_ms, w) != 0 ||
	    take_time(l, "to", &t->to_ms, w) != 0)
		return -1;
	if (t->from_ms >= t->to_ms)
		return why_set(w, WHY_ORDER, "from is not before to");
	return 0;
}

static int
take_window(struct order_target *t, struct order_line *l, struct why *w)
{
	return take_vrm(l, t->read.vrm, w) == 0 ? take_times(t, l, w) : -1;
}

/* An id that is not there stands for any. */
static int
take_camera(struct order_target *t, struct order_line *l, struct why *w)
{
	t->read.feed[0] = '\0';
	t->read.source[0] = '\0';
	if ((order_line_has(l, "feed_id") &&
		take_id(l, "feed_id", t->read.feed, w) != 0) ||
	    (order_line_has(l, "source_id") &&
		take_id(l, "source_id", t->read.source, w) != 0) ||
	    take_id(l, "camera_id", t->read.camera, w) != 0)
		return -1;
	return take_times(t, l, w);
}

static int
take_area(struct order_target *t, struct order_line *l, struct why *w)
{
	struct order_line_piece p;
	const char *fault;

	if (order_line_string(l, "area", FIELD_BYTES, &p, w) != 0)
		return -1;
	fault = selection_area_read(p.text, p.len, &t->area);
	if (fault != NULL)
		return why_set(w, WHY_ORDER, "area: %s", fault);
	return take_times(t, l, w);
}

static int
take_before(struct order_target *t, struct order_line *l, struct why *w)
{
	t->from_ms = INT64_MIN;
	return take_time(l, "before", &t->to_ms, w);
}

static int
take_member(struct order_target *t, struct order_line *l, struct why *w)
{
	struct order_line_piece p;

	if (order_line_string(l, "path", NAME_MAX_BYTES, &p, w) != 0)
		return -1;
	memcpy(t->text, p.text, p.len);
	t->text[p.len] = '\0';
	if (name_check(t->text, p.len, WHY_ORDER, w) != 0)
		return why_in(w, "path");
	if (strncmp(t->text, "data/", 5) != 0)
		return why_set(w, WHY_ORDER, "path is not below data/");
	return 0;
}

/* The bundle it names is what its "bundle" says. */
static int
take_bundle(struct order_target *t, struct order_line *l, struct why *w)
{
	(void)l;
	if (!t->limited)
		return why_set(w, WHY_JSON, "key \"bundle\" is missing");
	return 0;
}

/* All bundles of it: one that is named beside it says nothing. */
static int
take_series(struct order_target *t, struct order_line *l, struct why *w)
{
	if (t->limited)
		return why_set(w, WHY_ORDER, "a series in one bundle");
	t->limited = true;
	return order_line_hex(l, "series", t->bundle, sizeof t->bundle, w);
}

static const struct {
	const char *name;
	enum order_target_kind kind;
	int (
	    *take)(struct order_target *t, struct order_line *l, struct why *w);
} kinds[] = {
	{ "read", ORDER_READ, take_read },
	{ "record", ORDER_RECORD, take_record },
	{ "vrm", ORDER_VRM, take_window },
	{ "member", ORDER_MEMBER, take_member },
	{ "bundle", ORDER_BUNDLE, take_bundle },
	{ "series", ORDER_SERIES, take_series },
	{ "camera", ORDER_CAMERA, take_camera },
	{ "area", ORDER_AREA, take_area },
	{ "before", ORDER_BEFORE, take_before },
};
enum {
	KINDS = sizeof kinds / sizeof kinds[0]
};

const char *
order_target_name(enum order_target_kind kind)
{
	size_t i = 0;

	while (i < KINDS && kinds[i].kind != kind)
		i++;
	return i < KINDS ? kinds[i].name : "";
}

/* Which row stands for it from now on. A row takes the place of one row: what
 * names many, or none, can have no such. */
static int
take_by(struct order_target *t, struct order_line *l, struct why *w)
{
	if (t->kind != ORDER_READ && t->kind != ORDER_RECORD)
		return why_set(w, WHY_ORDER,
		    "target %s in an order to rectify, which names reads one "
		    "by one",
		    order_target_name(t->kind));
	return take_record_id(l, "by", t->by, w);
}

static int
take(enum order_act act, struct order_target *t, struct order_line *l,
    struct why *w)
{
	struct order_line_piece name;
	size_t i = 0;

	if (order_line_string(l, "target", FIELD_BYTES, &name, w) != 0)
		return -1;
	while (i < KINDS &&
	    (strlen(kinds[i].name) != name.len ||
		memcmp(kinds[i].name, name.text, name.len) != 0))
		i++;
	if (i == KINDS)
		return why_set(w, WHY_ORDER, "target %.*s is unknown",
		    (int)name.len, name.text);
	t->kind = kinds[i].kind;
	t->limited = order_line_has(l, "bundle");
	if (t->limited &&
	    order_line_hex(l, "bundle", t->bundle, sizeof t->bundle, w) != 0)
		return -1;
	t->by[0] = '\0';
	if (kinds[i].take(t, l, w) != 0 ||
	    (act == ORDER_RECTIFY && take_by(t, l, w) != 0))
		return -1;
	return order_line_end(l, w);
}

int
order_target_of(enum order_act act, struct order_target *t, const void *line,
    size_t len, struct why *w)
{
	struct order_line l;
	struct why unsaid;
	int rc;

	unsaid.reason = WHY_NONE;
	if (order_line_plain(&l, line, len) && take(act, t, &l, &unsaid) == 0)
		return 0;
	if (order_line_open(&l, line, len, w) != 0)
		return -1;
	rc = take(act, t, &l, w);
	order_line_close(&l);
	return rc;
}

int
order_target_parse(struct order_target *t, const void *line, size_t len,
    struct why *w)
{
	return order_target_of(ORDER_DELETE, t, line, len, w);
}

int
order_target_line(struct order_target_lines *l, const uint8_t **line,
    size_t *line_len, struct why *w)
{
	const uint8_t *start = l->data + l->at;
	size_t left = l->len - l->at;
	size_t most = left < ORDER_LINE_MAX ? left : ORDER_LINE_MAX;
	const uint8_t *end;
	size_t len;

	if (left == 0)
		return 0;
	l->number++;
	end = memchr(start, '\n', most);
	len = end == NULL ? most : (size_t)(end - start) + 1;
	/* Its LF counts: order_make gives one to a last line without. */
	if (end == NULL && left >= ORDER_LINE_MAX)
		return why_set(w, WHY_LIMIT, "longer than %d bytes",
		    ORDER_LINE_MAX);
	if (len == 1 && start[0] == '\n')
		return why_set(w, WHY_ORDER, "an empty line");
	*line = start;
	*line_len = len;
	l->at += len;
	return 1;
}

int
order_target_in_line(const struct order_target_lines *l, struct why *w)
{
	static const char first[] = "line 1, ";

	/* Each line is a document of its own: its first line says nothing. */
	if (w->reason == WHY_JSON &&
	    strncmp(w->text, first, sizeof first - 1) == 0)
		memmove(w->text, w->text + sizeof first - 1,
		    strlen(w->text) - (sizeof first - 1) + 1);
	return why_in(w, "line %" PRIu64, l->number);
}
