#include "tool/flow/told.h"

#include <string.h>

#include "formats/quality.h"
#include "formats/text.h"

/* How many kinds of findings a statement has. */
static int
count_findings(const struct bytes *text, uint64_t *out, struct why *w)
{
	struct quality q;

	*out = 0;
	if (text->len == 0)
		return 0;
	if (quality_parse(&q, text->data, text->len, w) != 0)
		return -1;
	*out = quality_kinds(&q);
	quality_clear(&q);
	return 0;
}

/* As it is kept, in JSON. */
static int
write(const struct told *t, struct bytes *json, struct why *w)
{
	struct sources sources = t->sources;
	struct text_out o = { .to = json };

	text_out_open(&o, NULL, '{');
	minimised_write(&t->minimised, &o);
	sources_write(&sources, &o);
	if (t->stated && !t->forgotten)
		text_out_number(&o, "findings", t->findings);
	if (t->category[0] != '\0')
		text_out_string(&o, "category", t->category);
	if (t->forgotten)
		text_out_bool(&o, "stated", t->stated);
	text_out_close(&o);
	return text_out_end(&o, w);
}

static int
put(struct ledger *l, const struct ledger_bundle *b, const struct told *t,
    struct why *w)
{
	struct bytes json = { 0 };
	int rc = write(t, &json, w);

	if (rc == 0)
		rc = ledger_told_put(l, b->id, b->direction, json.data,
		    json.len, w);
	bytes_clear(&json);
	return rc;
}

static void
forget(struct told *t)
{
	t->forgotten = true;
	t->sources = (struct sources){ 0 };
	t->findings = 0;
}

int
told_put(struct ledger *l, const struct ledger_bundle *b,
    const struct contents *c, struct why *w)
{
	struct told t = {
		.minimised = c->minimised,
		.sources = c->sources,
		.stated = c->quality.len > 0,
	};

	memcpy(t.category, c->authority.category, sizeof(t.category));
	if (!minimised_any(&t.minimised) && !sources_several(&t.sources) &&
	    !t.stated && t.category[0] == '\0')
		return 0;
	if (count_findings(&c->quality, &t.findings, w) != 0)
		return -1;
	if (b->deleted_reads > 0)
		forget(&t);
	return put(l, b, &t, w);
}

int
told_forget(struct ledger *l, const struct ledger_bundle *b, struct why *w)
{
	struct told t;

	if (told_get(l, b, &t, w) != 0)
		return -1;
	if (t.forgotten || (!sources_several(&t.sources) && !t.stated))
		return 0;
	forget(&t);
	if (ledger_told_drop(l, b->id, b->direction, w) != 0)
		return -1;
	return put(l, b, &t, w);
}

static int
take(const struct bytes *json, uint64_t reads, struct told *out, struct why *w)
{
	struct text t = { 0 };
	struct text_object o;
	int rc = text_parse(&t, json->data, json->len, w);

	if (rc == 0) {
		o = text_root(&t);
		rc = minimised_take(&out->minimised, &o, w);
		if (rc == 0)
			rc = sources_take(&out->sources, &o, reads, w);
		out->stated = rc == 0 && text_has(&o, "findings");
		if (out->stated)
			rc = text_number(&o, "findings", QUALITY_FINDINGS,
			    &out->findings, w);
		if (rc == 0 && text_has(&o, "category"))
			rc = text_copy(&o, "category", out->category,
			    sizeof(out->category), w);
		out->forgotten = rc == 0 && text_has(&o, "stated");
		if (out->forgotten)
			rc = text_bool(&o, "stated", &out->stated, w);
		if (rc == 0)
			rc = text_end(&o, w);
	}
	text_clear(&t);
	return rc;
}

int
told_get(struct ledger *l, const struct ledger_bundle *b, struct told *out,
    struct why *w)
{
	struct bytes json = { 0 };
	struct why inner = { 0 };
	bool found;
	int rc;

	*out = (struct told){ 0 };
	rc = ledger_told_get(l, b->id, b->direction, &json, &found, w);
	if (rc == 0 && found && take(&json, b->reads, out, &inner) != 0)
		rc = inner.reason == WHY_MEMORY
		    ? why_memory(w)
		    : why_set(w, WHY_STORE, "ledger: %s", inner.text);
	bytes_clear(&json);
	return rc;
}
