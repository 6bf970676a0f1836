#include "formats/reads/csv.h"
#include "formats/reads/cut.h"
#include "formats/reads/map.h"
#include "formats/reads/path.h"
#include "formats/reads/xml.h"

/* What may come next; 0 is the beginning of the file. */
enum place {
	PLACE_OPEN,
	PLACE_SEQUENCE, /* a read */
	PLACE_WRAPPED,	/* a read, or the end of the wrapper */
	PLACE_DONE
};

/* A reader of what a record at c->at may hold. */
static struct xml_text
reader(const struct cut *c)
{
	size_t len = c->len - c->at;

	if (len > RECORD_MAX_BYTES)
		len = RECORD_MAX_BYTES;
	return (struct xml_text){ .at = c->data + c->at,
		.end = c->data + c->at + len };
}

/* Does more come behind what a reader may see? */
static bool
goes_on(const struct cut *c, const struct xml_text *t)
{
	return t->end < c->data + c->len || !c->how->last;
}

/* What was read is no record: a fault, or not whole yet. */
static int
fail(const struct cut *c, const struct xml_text *t)
{
	if (!t->more)
		return cut_bad(c, t->reason, t->fault);
	if (t->end < c->data + c->len)
		return cut_bad(c, WHY_READ_XML, "a record is too long");
	return cut_wait(c, WHY_READ_XML, t->fault);
}

/* Blanks and comments, so many that something else is seen, or the end. */
static bool
pass_between(const struct cut *c, struct xml_text *t)
{
	if (!xml_text_between(t))
		return false;
	return t->at < t->end || !goes_on(c, t) || xml_text_has(t, 1);
}

/* At an opening: is this the read itself? Few bytes do not tell. */
static bool
at_read(const struct cut *c, struct xml_text *t, bool *is)
{
	struct xml_text_tag tag;
	struct xml_text look = *t;

	*is = false;
	if (t->at == t->end)
		return true;
	if (*t->at != '<')
		return xml_text_bad(t, "text outside of elements");
	if (!xml_text_tag(&look, &tag)) {
		*t = look;
		return false;
	}
	*is = xml_row_begins(c->reads->map, t);
	return true;
}

/* Enough of a name to know it again at its end (FNV-1a). */
static uint32_t
sum(const struct xml_text_tag *tag)
{
	uint32_t all = UINT32_C(2166136261);

	for (size_t i = 0; i < tag->len; i++)
		all = (all ^ tag->name[i]) * UINT32_C(16777619);
	return all;
}

/* Declaration and wrapper, as far as they are there. *place: what follows. */
static bool
opening(const struct cut *c, struct xml_text *t, enum place *place)
{
	const uint8_t *from;
	struct xml_text_tag tag;
	bool is_read;

	*place = PLACE_SEQUENCE;
	if (!pass_between(c, t))
		return false;
	from = t->at;
	if (t->at < t->end && xml_text_is_declaration(t)) {
		if (!xml_text_declaration(t))
			return false;
		xml_text_blank(t);
		if (t->at == t->end && goes_on(c, t))
			return xml_text_has(t, 1);
		/* A read's own declaration goes with it. */
		if (xml_row_begins(c->reads->map, t)) {
			t->at = from;
			return true;
		}
		if (!pass_between(c, t))
			return false;
		/* Where the first read went, the next has its own. */
		if (t->at < t->end && xml_text_is_declaration(t))
			return true;
	}
	if (t->fault != NULL || !at_read(c, t, &is_read))
		return false;
	if (is_read || t->at == t->end)
		return true;
	if (!xml_text_tag(t, &tag))
		return false;
	if (tag.kind != XML_TEXT_OPEN)
		return xml_text_bad(t, "an element that is no read");
	*place = PLACE_WRAPPED;
	c->reads->wrapper = sum(&tag);
	return pass_between(c, t);
}

static int
cut_opening(struct cut *c)
{
	struct xml_text t = reader(c);
	struct record one = { 0 };
	enum place place;
	size_t end;

	if (!c->how->last && c->len < 3)
		return 0;
	t.at += csv_mark(c->data, c->len);
	if (!opening(c, &t, &place))
		return fail(c, &t);
	c->reads->place = (uint8_t)place;
	end = (size_t)(t.at - c->data);
	return end == 0 ? 1 : cut_put(c, end, &one);
}

static int
cut_closing(struct cut *c)
{
	struct xml_text t = reader(c);
	struct xml_text_tag tag;
	struct record one = { 0 };

	if (!xml_text_tag(&t, &tag) ||
	    (sum(&tag) != c->reads->wrapper &&
		!xml_text_bad(&t, "an end tag of another element")) ||
	    !pass_between(c, &t))
		return fail(c, &t);
	c->reads->place = PLACE_DONE;
	return cut_put(c, (size_t)(t.at - c->data), &one);
}

/* Is the plate a text that stands there as it is? */
static void
mark(struct record *one, const struct reads_text *vrm)
{
	const char *from = (const char *)one->bytes;

	if (vrm->text > from && vrm->text < from + one->len &&
	    vrm->text[-1] == '>' && vrm->text[vrm->len] == '<' &&
	    vrm->text - from < UINT16_MAX)
		one->vrm_at = (uint16_t)(vrm->text - from + 1);
}

static int
cut_row(struct cut *c)
{
	struct xml_text t = reader(c);
	struct record one = { .bytes = t.at };
	const struct xml_row_of of = { c->reads->map, &c->reads->paths };
	struct reads_row row;
	uint32_t found;

	if (xml_text_is_declaration(&t) && xml_text_declaration(&t)) {
		xml_text_blank(&t);
		if (t.at == t.end)
			(void)xml_text_has(&t, 1);
	}
	if (t.fault == NULL && *t.at != '<')
		(void)xml_text_bad(&t, "text outside of elements");
	if (t.fault != NULL || !xml_row(&of, &t, &row, &found) ||
	    !pass_between(c, &t))
		return fail(c, &t);
	one.len = (uint32_t)(t.at - one.bytes);
	if ((found & XML_ROW_READ) != 0) {
		mark(&one, &row.field[READS_VRM]);
		if (c->how->check && map_check(c->reads, &row, c->why) != 0)
			return cut_in_line(c);
		c->reads->rows++;
	} else {
		c->reads->asides++;
	}
	return cut_put(c, (size_t)(t.at - c->data), &one);
}

/* 1: go on; 0: more is needed; -1: a fault. */
static int
cut_one(struct cut *c)
{
	if (c->reads->place == PLACE_OPEN)
		return cut_opening(c);
	if (c->at == c->len)
		return 0;
	if (c->reads->place == PLACE_DONE)
		return cut_bad(c, WHY_READ_XML, "text behind the wrapper");
	if (c->reads->place == PLACE_SEQUENCE)
		return cut_row(c);
	if (c->len - c->at < 2)
		return cut_wait(c, WHY_READ_XML, "it ends too early");
	if (c->data[c->at] == '<' && c->data[c->at + 1] == '/')
		return cut_closing(c);
	return cut_row(c);
}

/* NOLINTBEGIN(readability-function-size): as reads_cut. */
static int
cut(struct reads *r, const struct reads_cut *how, const uint8_t *data,
    size_t len, struct records *out, size_t *used, struct why *w)
{
	struct cut c = { r, how, data, len, 0, out, w };
	int got = 1;

	*used = 0;
	while (got == 1 && (how->max_records == 0 || out->n < how->max_records))
		got = cut_one(&c);
	if (got < 0)
		return -1;
	if (got == 0 && how->last && c.at == len && r->place == PLACE_WRAPPED)
		return cut_bad(&c, WHY_READ_XML, "the wrapper does not end");
	cut_count(&c);
	*used = c.at;
	return 0;
}
/* NOLINTEND(readability-function-size) */

static void
begin(struct reads *r)
{
	r->place = PLACE_OPEN;
}

const struct format_syntax xml_syntax = {
	.begin = begin,
	.cut = cut,
	.fields = xml_row_fields,
	.field = xml_row_field,
	.is_row = xml_row_is,
	.is_aside = xml_row_aside,
	.empty = xml_empty,
};

bool
xml_is_ours(const struct reads_map *m, const uint8_t *head, size_t len)
{
	struct reads r = { .map = m };
	const struct reads_cut how = { 0 };
	const struct cut c = { .reads = &r,
		.how = &how,
		.data = head,
		.len = len };
	struct xml_text t = { .at = head + csv_mark(head, len),
		.end = head + len };
	const struct xml_row_of of = { m, &r.paths };
	struct reads_row row;
	enum place place;
	uint32_t found;
	bool whole;

	path_begin(m, &r.paths);
	if (!opening(&c, &t, &place))
		return false;
	/* The first that is a read tells; others may come before it. */
	do {
		if (xml_text_is_declaration(&t) && xml_text_declaration(&t))
			xml_text_blank(&t);
		if (t.fault != NULL || t.at == t.end || !xml_row_begins(m, &t))
			return false;
		whole = xml_row(&of, &t, &row, &found) && xml_text_between(&t);
	} while (whole && (found & XML_ROW_READ) == 0);
	return map_check_found(m, found);
}
