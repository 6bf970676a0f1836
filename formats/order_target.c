#include "formats/order_target.h"

#include <inttypes.h>
#include <string.h>

#include "formats/text.h"

/* Longest text of a VRM, an id or a time before it is normalised. */
#define FIELD_BYTES 128

static int
take_time(struct text_object *o, const char *key, int64_t *out_ms,
    struct why *w)
{
	const char *text;

	if (text_string(o, key, FIELD_BYTES, &text, w) != 0)
		return -1;
	if (!reads_time(text, strlen(text), false, 0, out_ms))
		return why_set(w, WHY_ORDER, "%s is not a time with its zone",
		    key);
	return 0;
}

static int
take_vrm(struct text_object *o, char out[READS_VRM_BYTES], struct why *w)
{
	const char *text;

	if (text_string(o, "vrm", FIELD_BYTES, &text, w) != 0)
		return -1;
	if (!reads_vrm(text, strlen(text), out))
		return why_set(w, WHY_ORDER, "vrm is empty or too long");
	return 0;
}

static int
take_id(struct text_object *o, const char *key, char out[READS_ID_BYTES],
    struct why *w)
{
	const char *text;

	if (text_string(o, key, FIELD_BYTES, &text, w) != 0)
		return -1;
	if (!reads_id(text, strlen(text), out))
		return why_set(w, WHY_ORDER, "%s is empty or too long", key);
	return 0;
}

static int
take_read(struct order_target *t, struct text_object *o, struct why *w)
{
	if (take_vrm(o, t->read.vrm, w) != 0 ||
	    take_id(o, "feed_id", t->read.feed, w) != 0 ||
	    take_id(o, "source_id", t->read.source, w) != 0 ||
	    take_id(o, "camera_id", t->read.camera, w) != 0)
		return -1;
	return take_time(o, "capture_time", &t->read.time_ms, w);
}

static int
take_record(struct order_target *t, struct text_object *o, struct why *w)
{
	const char *text;
	size_t len;

	if (text_string(o, "record_id", ORDER_RECORD_BYTES - 1, &text, w) != 0)
		return -1;
	text += strspn(text, " \t");
	len = strlen(text);
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	if (len == 0)
		return why_set(w, WHY_ORDER, "record_id is empty");
	memcpy(t->text, text, len);
	t->text[len] = '\0';
	return 0;
}

static int
take_window(struct order_target *t, struct text_object *o, struct why *w)
{
	if (take_vrm(o, t->read.vrm, w) != 0 ||
	    take_time(o, "from", &t->from_ms, w) != 0 ||
	    take_time(o, "to", &t->to_ms, w) != 0)
		return -1;
	if (t->from_ms >= t->to_ms)
		return why_set(w, WHY_ORDER, "from is not before to");
	return 0;
}

static int
take_member(struct order_target *t, struct text_object *o, struct why *w)
{
	const char *path;

	if (text_string(o, "path", NAME_MAX_BYTES, &path, w) != 0)
		return -1;
	if (name_check(path, strlen(path), WHY_ORDER, w) != 0)
		return why_in(w, "path");
	if (strncmp(path, "data/", 5) != 0)
		return why_set(w, WHY_ORDER, "path is not below data/");
	memcpy(t->text, path, strlen(path) + 1);
	return 0;
}

/* The bundle it names is what its "bundle" says. */
static int
take_bundle(struct order_target *t, struct text_object *o, struct why *w)
{
	(void)o;
	if (!t->limited)
		return why_set(w, WHY_JSON, "key \"bundle\" is missing");
	return 0;
}

static const struct {
	const char *name;
	enum order_target_kind kind;
	int (*take)(struct order_target *t, struct text_object *o,
	    struct why *w);
} kinds[] = {
	{ "read", ORDER_READ, take_read },
	{ "record", ORDER_RECORD, take_record },
	{ "vrm", ORDER_VRM, take_window },
	{ "member", ORDER_MEMBER, take_member },
	{ "bundle", ORDER_BUNDLE, take_bundle },
};
enum {
	KINDS = sizeof kinds / sizeof kinds[0]
};

static int
take(struct order_target *t, struct text_object *o, struct why *w)
{
	const char *name;
	size_t i = 0;

	if (text_string(o, "target", FIELD_BYTES, &name, w) != 0)
		return -1;
	while (i < KINDS && strcmp(kinds[i].name, name) != 0)
		i++;
	if (i == KINDS)
		return why_set(w, WHY_ORDER, "target %s is unknown", name);
	t->kind = kinds[i].kind;
	t->limited = text_has(o, "bundle");
	if (t->limited &&
	    text_hex(o, "bundle", t->bundle, sizeof t->bundle, w) != 0)
		return -1;
	if (kinds[i].take(t, o, w) != 0)
		return -1;
	return text_end(o, w);
}

int
order_target_parse(struct order_target *t, const void *line, size_t len,
    struct why *w)
{
	struct text doc;
	struct text_object o;
	int rc;

	if (text_parse(&doc, line, len, w) != 0)
		return -1;
	o = text_root(&doc);
	rc = take(t, &o, w);
	text_clear(&doc);
	return rc;
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
	if (end == NULL && left > ORDER_LINE_MAX)
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
