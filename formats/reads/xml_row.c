#include <string.h>

#include "formats/reads/map.h"
#include "formats/reads/path.h"
#include "formats/reads/xml.h"

/* Source: reads.txt, 10. */
#define DEPTH_MAX    16
#define ELEMENTS_MAX 1024

/* An element that is open. */
struct element {
	struct xml_text_tag tag;
	unsigned children;
	uint32_t hit;		 /* sources that its text is for */
	bool picture;		 /* it names an image */
	struct reads_text *part; /* of one: that its text is for, or NULL */
	struct path_level level;
};

struct walk {
	struct xml_text *text;
	struct reads_row *out;
	uint32_t found;
	unsigned depth;
	unsigned next;
	bool read;
	/* of a picture */
	struct reads_text file;
	struct reads_text kind;
	size_t overview; /* place in kinds of the one that was taken */
	struct element open[DEPTH_MAX];
};

/* A value, without the blanks around it and without references. */
static bool
plain(struct walk *k, struct reads_text text, bool escaped,
    struct reads_text *to)
{
	struct reads_row *out = k->out;
	size_t len;

	while (text.len > 0 && strchr(" \t\r\n", text.text[0]) != NULL) {
		text.text++;
		text.len--;
	}
	while (
	    text.len > 0 && strchr(" \t\r\n", text.text[text.len - 1]) != NULL)
		text.len--;
	if (escaped) {
		if (!xml_text_plain(text.text, text.len,
			out->scratch + out->filled,
			sizeof out->scratch - out->filled, &len))
			return xml_text_bad(k->text,
			    "a value with entities is too long");
		text = (struct reads_text){ out->scratch + out->filled, len };
		out->filled += len;
	}
	*to = text;
	return true;
}

/* A value for these sources. */
static bool
assign(struct walk *k, uint32_t hit, struct reads_text text, bool escaped)
{
	if ((k->found & hit) != 0)
		return xml_text_bad(k->text, "an element stands twice");
	if (!plain(k, text, escaped, &text))
		return false;
	k->found |= hit;
	for (; hit != 0; hit &= hit - 1)
		k->out->field[__builtin_ctz(hit)] = text;
	return true;
}

/* Pictures by their type; of two for one field the first here. Source:
 * reads.txt, 10.1. */
static const struct {
	const char *type;
	enum reads_field field;
} kinds[] = {
	{ "licensePlatePicture", READS_PLATE_IMAGE },
	{ "detectionPicture", READS_OVERVIEW_IMAGE },
	{ "vehiclePicture", READS_OVERVIEW_IMAGE },
};
enum {
	KINDS = sizeof kinds / sizeof kinds[0]
};

static void
end_picture(struct walk *k)
{
	size_t i = 0;
	struct reads_text *to;

	while (i < KINDS &&
	    (k->kind.len != strlen(kinds[i].type) ||
		memcmp(k->kind.text, kinds[i].type, k->kind.len) != 0))
		i++;
	if (i == KINDS || k->file.len == 0)
		return;
	to = &k->out->field[kinds[i].field];
	if (kinds[i].field == READS_OVERVIEW_IMAGE) {
		if (to->text != NULL && k->overview <= i)
			return;
		k->overview = i;
	} else if (to->text != NULL) {
		return;
	}
	*to = k->file;
}

/* An element of a picture: which text is it for? */
static struct reads_text *
part_of(struct walk *k, const struct reads_text *name)
{
	if (name->len == 8 && memcmp(name->text, "fileName", 8) == 0)
		return &k->file;
	if (name->len == 4 && memcmp(name->text, "type", 4) == 0)
		return &k->kind;
	return NULL;
}

static bool
begin(struct walk *k, const struct xml_text_tag *tag)
{
	struct element *up = &k->open[k->depth - 1];
	struct element *own = &k->open[k->depth];
	struct reads_text name = { (const char *)tag->name, tag->len };

	if (up->hit != 0)
		return xml_text_bad(k->text,
		    "a mapped element holds more than text");
	if (++up->children > ELEMENTS_MAX)
		return xml_text_bad(k->text, "too many elements");
	if (k->depth == DEPTH_MAX)
		return xml_text_bad(k->text, "nested too deep");
	own->tag = *tag;
	own->children = 0;
	own->hit = path_look_up(&up->level, &k->next, &name, &own->level);
	k->read |= ((own->hit | own->level.mask) >> READS_VRM & 1) != 0;
	own->picture = (own->hit >> READS_PICTURES & 1) != 0;
	own->hit &= ~(UINT32_C(1) << READS_PICTURES);
	own->part = up->picture ? part_of(k, &name) : NULL;
	if (own->picture)
		k->file = k->kind = (struct reads_text){ 0 };
	if (tag->kind == XML_TEXT_OPEN) {
		k->depth++;
		return true;
	}
	return own->hit == 0 ||
	    assign(k, own->hit, (struct reads_text){ "", 0 }, false);
}

static bool
end(struct walk *k, struct reads_text text, bool escaped)
{
	struct element *own = &k->open[--k->depth];

	if (own->picture)
		end_picture(k);
	if (own->part != NULL && own->children == 0 &&
	    !plain(k, text, escaped, own->part))
		return false;
	return own->hit == 0 || assign(k, own->hit, text, escaped);
}

/* Pass the end of the open element, where it is written as most are. */
static bool
pass_end(struct walk *k)
{
	const struct xml_text_tag *own = &k->open[k->depth - 1].tag;
	struct xml_text *t = k->text;

	if ((size_t)(t->end - t->at) < own->len + 3 || t->at[1] != '/' ||
	    t->at[own->len + 2] != '>' ||
	    memcmp(t->at + 2, own->name, own->len) != 0)
		return false;
	t->at += own->len + 3;
	return true;
}

/* A text, and the tag or the comment behind it. */
static bool
step(struct walk *k)
{
	struct xml_text *t = k->text;
	const char *from = (const char *)t->at;
	const struct xml_text_tag *own;
	struct reads_text text;
	struct xml_text_tag tag;
	bool escaped;

	if (!xml_text_run(t, '<', &escaped) || !xml_text_has(t, 2))
		return false;
	text =
	    (struct reads_text){ from, (size_t)((const char *)t->at - from) };
	if (pass_end(k))
		return end(k, text, escaped);
	if (t->at[1] == '!') {
		if (k->open[k->depth - 1].hit != 0)
			return xml_text_bad(t,
			    "a mapped element holds more than text");
		return xml_text_between(t);
	}
	if (!xml_text_tag(t, &tag))
		return false;
	if (tag.kind != XML_TEXT_CLOSE)
		return begin(k, &tag);
	own = &k->open[k->depth - 1].tag;
	if (own->len != tag.len || memcmp(own->name, tag.name, tag.len) != 0)
		return xml_text_bad(t, "an end tag of another element");
	return end(k, text, escaped);
}

static bool
is_read(const struct reads_map *m, const uint8_t *name, size_t len)
{
	return len == strlen(m->row) && memcmp(name, m->row, len) == 0;
}

bool
xml_row(const struct xml_row_of *of, struct xml_text *t, struct reads_row *out,
    uint32_t *found)
{
	struct walk k;
	struct xml_text_tag *tag = &k.open[0].tag;
	bool good;

	k.text = t;
	k.out = out;
	k.found = 0;
	k.depth = 1;
	k.next = 0;
	k.read = false;
	k.overview = 0;
	k.open[0].picture = false;
	k.open[0].part = NULL;
	k.open[0].children = 0;
	k.open[0].hit = 0;
	path_top(of->paths, &k.open[0].level);
	memset(out->field, 0, sizeof out->field);
	out->filled = 0;
	good = xml_text_tag(t, tag);
	if (good && !is_read(of->map, tag->name, tag->len))
		good = xml_text_bad(t, "an element that is no read");
	if (good && tag->kind == XML_TEXT_CLOSE)
		good = xml_text_bad(t, "an end tag without its element");
	if (good && tag->kind == XML_TEXT_EMPTY)
		k.depth = 0;
	while (good && k.depth > 0)
		good = step(&k);
	*found = k.found | (k.read ? XML_ROW_READ : 0);
	return good;
}

/* Behind the declaration that a read may have. */
static struct xml_text
element_of(const struct record *row)
{
	struct xml_text t = { .at = row->bytes, .end = row->bytes + row->len };

	if (xml_text_is_declaration(&t) && xml_text_declaration(&t))
		xml_text_blank(&t);
	return t;
}

bool
xml_row_begins(const struct reads_map *m, const struct xml_text *t)
{
	size_t len = strlen(m->row);

	return (size_t)(t->end - t->at) > len + 1 && *t->at == '<' &&
	    memcmp(t->at + 1, m->row, len) == 0 &&
	    strchr(" \t\r\n/>", t->at[len + 1]) != NULL &&
	    t->at[len + 1] != '\0';
}

/* Has it the element that the plate lies in? */
static bool
has_plate(const struct reads *r, struct xml_text *t)
{
	struct reads_row row;
	uint32_t found;

	(void)xml_row(&(struct xml_row_of){ r->map, &r->paths }, t, &row,
	    &found);
	return (found & XML_ROW_READ) != 0;
}

bool
xml_row_is(const struct reads *r, const struct record *record)
{
	struct xml_text t;

	if (record->vrm_at > 0)
		return true;
	t = element_of(record);
	return t.fault == NULL && xml_row_begins(r->map, &t) &&
	    has_plate(r, &t);
}

bool
xml_row_aside(const struct reads *r, const struct record *record)
{
	struct xml_text t = element_of(record);

	return t.fault == NULL && xml_row_begins(r->map, &t) &&
	    !xml_row_is(r, record);
}

int
xml_row_fields(const struct reads *r, size_t n, const struct record *row,
    struct reads_row *out, struct why *w)
{
	struct xml_text t = element_of(row);
	uint32_t found;

	if (t.fault != NULL || !xml_row_begins(r->map, &t)) {
		memset(out->field, 0, sizeof out->field);
		return 0;
	}
	if (!xml_row(&(struct xml_row_of){ r->map, &r->paths }, &t, out,
		&found))
		return why_set(w, t.reason, "%s", t.fault);
	if ((found & XML_ROW_READ) == 0) {
		memset(out->field, 0, sizeof out->field);
		return 0;
	}
	map_values(r->map, n, out);
	return 0;
}

bool
xml_row_field(const struct reads *r, enum reads_field which,
    const struct record *row, struct reads_text *out)
{
	*out = (struct reads_text){ 0 };
	if (which == READS_VRM && row->vrm_at > 0)
		return map_check_marked(row, '<', out);
	return !xml_row_is(r, row);
}
