#include "formats/reads/empty.h"
#include "formats/reads/xml.h"

/* As in xml_row.c: rows were checked against it. */
#define DEPTH_MAX 16

struct walk {
	struct empty_row row;
	struct xml_text *text;
	unsigned depth;
	unsigned gone_at;    /* depth of the element that goes; 0: none */
	const uint8_t *gone; /* where it begins */
	struct empty_level level[DEPTH_MAX]; /* below each open element */
};

static int
begin(struct walk *k, const struct xml_text_tag *tag, const uint8_t *from)
{
	const struct reads_text name = { (const char *)tag->name, tag->len };
	bool hit = false;

	if (k->depth == DEPTH_MAX)
		return why_set(k->row.why, WHY_READ_XML, "nested too deep");
	if (k->gone_at == 0)
		hit = empty_look_up(k->row.empty, &k->level[k->depth - 1],
		    &name, &k->level[k->depth]);
	if (tag->kind == XML_TEXT_OPEN) {
		if (hit) {
			k->gone_at = k->depth;
			k->gone = from;
		}
		k->depth++;
		return 0;
	}
	k->row.changed |= hit;
	return hit ? empty_cut(&k->row, from, k->text->at) : 0;
}

static int
end(struct walk *k)
{
	if (--k->depth != k->gone_at || k->gone_at == 0)
		return 0;
	k->gone_at = 0;
	k->row.changed = true;
	return empty_cut(&k->row, k->gone, k->text->at);
}

/* A text, and the tag or the comment behind it. */
static int
step(struct walk *k)
{
	struct xml_text *t = k->text;
	struct xml_text_tag tag;
	const uint8_t *from;
	bool escaped;
	bool good = xml_text_run(t, '<', &escaped) && xml_text_has(t, 2);

	if (good && t->at[1] == '!') {
		good = xml_text_between(t);
		return good ? 0
			    : why_set(k->row.why, t->reason, "%s", t->fault);
	}
	from = t->at;
	if (!good || !xml_text_tag(t, &tag))
		return why_set(k->row.why, t->reason, "%s", t->fault);
	return tag.kind == XML_TEXT_CLOSE ? end(k) : begin(k, &tag, from);
}

int
xml_empty(const struct reads *r, struct reads_empty *e,
    const struct record *row, struct bytes *out, bool *changed, struct why *w)
{
	struct xml_text t = { .at = row->bytes, .end = row->bytes + row->len };
	struct xml_text_tag tag;
	struct walk k;

	(void)r;
	k.row = (struct empty_row){ .empty = e,
		.from = row->bytes,
		.out = out,
		.why = w };
	k.text = &t;
	k.depth = 1;
	k.gone_at = 0;
	k.gone = NULL;
	empty_top(e, &k.level[0]);
	if (xml_text_is_declaration(&t) && xml_text_declaration(&t))
		xml_text_blank(&t);
	if (t.fault != NULL || !xml_text_tag(&t, &tag))
		return why_set(w, t.reason, "%s", t.fault);
	while (tag.kind == XML_TEXT_OPEN && k.depth > 0)
		if (step(&k) != 0)
			return -1;
	*changed = k.row.changed;
	return empty_cut(&k.row, t.end, t.end);
}
