#include "tool/flow/told.h"

#include "formats/text.h"

int
told_put(struct ledger *l, const struct ledger_bundle *b,
    const struct contents *c, struct why *w)
{
	struct sources sources = c->sources;
	struct bytes json = { 0 };
	struct text_out o = { .to = &json };
	int rc;

	if (!minimised_any(&c->minimised) && !sources_several(&sources))
		return 0;
	text_out_open(&o, NULL, '{');
	minimised_write(&c->minimised, &o);
	sources_write(&sources, &o);
	text_out_close(&o);
	rc = text_out_end(&o, w);
	if (rc == 0)
		rc = ledger_told_put(l, b->id, b->direction, json.data,
		    json.len, w);
	bytes_clear(&json);
	return rc;
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
