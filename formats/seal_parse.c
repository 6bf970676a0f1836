#include <stdlib.h>
#include <string.h>

#include "formats/frame.h"
#include "formats/salt.h"
#include "formats/seal.h"
#include "formats/segment.h"
#include "formats/text.h"

/* Members of an object that has perhaps others. */
static int
take_party(struct text_object *o, struct seal_party *p, struct why *w)
{
	if (text_copy(o, "agency", p->agency, sizeof p->agency, w) != 0)
		return -1;
	return text_copy(o, "fingerprint", p->fingerprint,
	    sizeof p->fingerprint, w);
}

static int
take_part(struct text_object *o, struct seal_part *p, struct why *w)
{
	if (text_number(o, "bytes", FRAME_MEMBER_MAX, &p->bytes, w) != 0)
		return -1;
	return text_hex(o, "blake2b", p->digest, sizeof p->digest, w);
}

static int
take_reader(struct text_object *o, struct seal_reader *r, struct why *w)
{
	const char *as;

	if (take_party(o, &r->party, w) != 0 ||
	    text_string(o, "as", 16, &as, w) != 0 || text_end(o, w) != 0)
		return -1;
	r->as = seal_as_parse(as);
	if (r->as == SEAL_AS)
		return why_set(w, WHY_SEAL, "%s: as \"%s\" is not known",
		    o->place, as);
	return 0;
}

static int
take_recipients(struct text_object *o, struct seal *s, struct why *w)
{
	struct text_array all;

	if (text_array(o, "recipients", SEAL_RECIPIENTS_MAX, &all, w) != 0)
		return -1;
	s->recipients = calloc(all.n + 1, sizeof *s->recipients);
	if (s->recipients == NULL)
		return why_memory(w);
	s->n_recipients = all.n;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);

		if (take_reader(&one, &s->recipients[i], w) != 0)
			return -1;
	}
	return 0;
}

static int
take_earlier(struct text_object *o, struct seal *s, struct why *w)
{
	struct text_array all;

	if (text_array(o, "earlier", SEAL_EARLIER_MAX, &all, w) != 0)
		return -1;
	s->n_earlier = all.n;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);
		struct seal_earlier *e = &s->earlier[i];

		if (text_hex(&one, "bundle", e->id, sizeof e->id, w) != 0 ||
		    seal_party_take(&e->sender, &one, "sender", w) != 0 ||
		    text_hex(&one, "blake2b", e->digest, sizeof e->digest, w) !=
			0 ||
		    text_end(&one, w) != 0)
			return -1;
	}
	return 0;
}

static int
take_segment(struct text_object *o, struct seal_segment *s, struct why *w)
{
	uint64_t records;

	if (take_part(o, &s->sealed, w) != 0 ||
	    text_number(o, "plain_max", SEGMENT_MAX_BYTES, &s->plain_max, w) !=
		0 ||
	    text_number(o, "records", SALT_RECORDS_MAX, &records, w) != 0 ||
	    text_hex(o, "root", s->root, sizeof s->root, w) != 0)
		return -1;
	s->records = (uint32_t)records;
	return text_end(o, w);
}

static int
take_segments(struct text_object *o, struct seal *s, struct why *w)
{
	struct text_array all;

	if (text_array(o, "segments", FRAME_SEGMENTS_MAX, &all, w) != 0)
		return -1;
	s->segments = calloc(all.n + 1, sizeof *s->segments);
	if (s->segments == NULL)
		return why_memory(w);
	s->n_segments = all.n;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);

		if (take_segment(&one, &s->segments[i], w) != 0)
			return -1;
	}
	return 0;
}

/* Children with a few values each. */
static int
take_children(struct text_object *o, struct seal *s, struct why *w)
{
	struct text_object child;

	if (seal_party_take(&s->sender, o, "sender", w) != 0 ||
	    text_child(o, "readme", &child, w) != 0 ||
	    take_part(&child, &s->readme, w) != 0 || text_end(&child, w) != 0)
		return -1;
	if (text_child(o, "contents", &child, w) != 0 ||
	    take_part(&child, &s->contents, w) != 0 ||
	    text_hex(&child, "digest", s->opened, sizeof s->opened, w) != 0 ||
	    text_end(&child, w) != 0)
		return -1;
	return seal_log_take(&s->log, o, w);
}

static int
take_seal(struct text_object *o, struct seal *s, struct why *w)
{
	const char *format;

	if (text_string(o, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, SEAL_FORMAT) != 0)
		return why_set(w, WHY_VERSION,
		    "the seal has format \"%s\"; this reads " SEAL_FORMAT,
		    format);
	if (text_hex(o, "bundle", s->id, sizeof s->id, w) != 0 ||
	    text_number(o, "sequence", INT64_MAX, &s->sequence, w) != 0 ||
	    text_time(o, "created", &s->created_s, w) != 0 ||
	    text_copy(o, "marking", s->marking, sizeof s->marking, w) != 0 ||
	    take_children(o, s, w) != 0 || take_recipients(o, s, w) != 0 ||
	    take_earlier(o, s, w) != 0 || take_segments(o, s, w) != 0)
		return -1;
	return text_end(o, w);
}

/* There is one way to write a seal, so that the recipe in a bundle, which picks
 * digests out of its lines, sees what we see. Source: seal.txt, 3. */
static int
check_form(const struct seal *s, const void *data, size_t len, struct why *w)
{
	struct bytes again = { 0 };
	int rc = -1;

	if (seal_write(s, &again, w) != 0)
		goto out;
	if (again.len != len || memcmp(again.data, data, len) != 0) {
		why_set(w, WHY_SEAL, "the seal is not in its one form");
		goto out;
	}
	rc = 0;
out:
	bytes_clear(&again);
	return rc;
}

int
seal_parse(struct seal *s, const void *data, size_t len, struct why *w)
{
	struct text t = { 0 };
	struct text_object root;
	int rc = -1;

	*s = (struct seal){ 0 };
	if (len > SEAL_JSON_MAX)
		return why_set(w, WHY_SEAL, "the seal is too large");
	if (text_parse(&t, data, len, w) != 0)
		goto out;
	root = text_root(&t);
	if (take_seal(&root, s, w) != 0 || seal_check(s, w) != 0 ||
	    check_form(s, data, len, w) != 0)
		goto out;
	rc = 0;
out:
	text_clear(&t);
	if (rc != 0)
		seal_clear(s);
	return rc;
}
