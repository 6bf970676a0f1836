#include "tool/cmd/inside.h"

#include <string.h>

#include "tool/cmd/authority.h"
#include "tool/cmd/leftout.h"
#include "tool/cmd/quality_show.h"
#include "tool/flow/verify.h"

static int
say_quality(struct say *s, const struct inside_ask *ask,
    const struct bytes *text, struct why *w)
{
	struct quality q;
	int rc = 0;

	say_flag(s, "quality_stated", NULL, text->len > 0);
	if (text->len == 0 && ask->html != NULL)
		return why_set(w, WHY_USAGE,
		    "--html: the sender made no statement of quality");
	if (text->len == 0) {
		say_note(s, "No statement of quality came with it.");
		return 0;
	}
	if (quality_parse(&q, text->data, text->len, w) != 0)
		return -1;
	if (ask->html != NULL)
		rc = quality_show_page(ask->html, &q, w);
	if (rc == 0)
		quality_show(s, &q);
	quality_clear(&q);
	return rc;
}

static int
say_contents(struct say *s, const struct inside_ask *ask,
    const struct verify_result *r, struct why *w)
{
	const struct contents *c = &r->contents;

	authority_say(s, c);
	say_number(s, "members", NULL, c->members);
	say_number(s, "files", "Files", c->payload_files);
	say_size(s, "payload_bytes", "Payload", c->payload_bytes);
	say_number(s, "read_files", "Read files", c->n_read_files);
	say_number(s, "reads", "Reads", c->reads);
	say_number(s, "orders", "Orders", r->orders);
	say_number(s, "targets", NULL, r->targets);
	leftout_say(s, &c->minimised);
	leftout_say_sources(s, &c->sources);
	if (say_quality(s, ask, &c->quality, w) != 0)
		return -1;
	say_note(s,
	    "Signatures and contents were checked, and no segment: \"sealbag "
	    "verify\" does.");
	return 0;
}

int
inside_say(struct say *s, const struct inside_ask *ask, struct why *w)
{
	const struct verify_options o = {
		.path = ask->path,
		.store = ask->store,
		.contents_only = true,
	};
	struct verify_result r;
	int rc = verify_bundle(&o, &r, w);

	if (rc == 0 &&
	    memcmp(r.seal_digest, ask->digest, HASH_DIGEST_BYTES) != 0)
		rc = why_set(w, WHY_SYSTEM, "%s changed while it was read",
		    ask->path);
	if (rc == 0)
		rc = say_contents(s, ask, &r, w);
	verify_result_clear(&r);
	return rc;
}
