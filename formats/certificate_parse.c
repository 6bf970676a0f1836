#include <stdlib.h>
#include <string.h>

#include "formats/certificate.h"
#include "formats/frame.h"
#include "formats/salt.h"
#include "formats/text.h"

static int
take_party(struct text_object *o, const char *key, struct seal_party *p,
    struct why *w)
{
	struct text_object child;

	if (text_child(o, key, &child, w) != 0 ||
	    text_copy(&child, "agency", p->agency, sizeof(p->agency), w) != 0 ||
	    text_copy(&child, "fingerprint", p->fingerprint,
		sizeof(p->fingerprint), w) != 0)
		return -1;
	return text_end(&child, w);
}

static int
take_kind(struct text_object *o, enum order_target_kind *out, struct why *w)
{
	unsigned kind = 0;
	const char *word;

	if (text_string(o, "kind", CERTIFICATE_WORD_BYTES, &word, w) != 0)
		return -1;
	while (kind < ORDER_KINDS &&
	    strcmp(order_target_name((enum order_target_kind)kind), word) != 0)
		kind++;
	*out = (enum order_target_kind)kind;
	return kind < ORDER_KINDS
	    ? 0
	    : why_set(w, WHY_CERTIFICATE, "targets of kind \"%s\"", word);
}

static int
take_targets(struct text_object *o, struct certificate *c, struct why *w)
{
	struct text_array all;

	if (text_array(o, "targets", ORDER_KINDS, &all, w) != 0)
		return -1;
	for (; c->n_targets < all.n; c->n_targets++) {
		struct certificate_target *t = &c->targets[c->n_targets];
		struct text_object one = text_at(&all, c->n_targets);

		if (take_kind(&one, &t->kind, w) != 0 ||
		    text_number(&one, "asked", INT64_MAX, &t->asked, w) != 0 ||
		    text_number(&one, "absent", INT64_MAX, &t->absent, w) !=
			0 ||
		    text_end(&one, w) != 0)
			return -1;
	}
	return 0;
}

/* --- bundles --- */

static int
take_runs(struct text_object *o, const char *key, struct runs *r,
    uint32_t records, struct why *w)
{
	const char *text;

	if (text_string(o, key, CERTIFICATE_JSON_MAX, &text, w) != 0)
		return -1;
	return runs_parse(r, text, records, w);
}

/* All, or none: certificate_check says which it must be. */
static int
take_leaves(struct text_object *o, const struct runs *own,
    struct certificate_segment *s, struct why *w)
{
	size_t len = own->count * HASH_BYTES;
	const char *text;

	if (text_string(o, "leaves", CERTIFICATE_JSON_MAX, &text, w) != 0)
		return -1;
	if (text[0] == '\0')
		return 0;
	s->leaves = malloc(len + 1);
	if (s->leaves == NULL)
		return why_memory(w);
	return bytes_from_hex(s->leaves, len, text)
	    ? 0
	    : why_set(w, WHY_CERTIFICATE,
		  "%s: leaves that are not as many as its records", o->place);
}

static int
take_segment(struct text_object *o, enum order_act does,
    struct certificate_segment *s, struct why *w)
{
	uint64_t records;

	if (text_number(o, "segment", FRAME_SEGMENTS_MAX, &s->number, w) != 0 ||
	    text_number(o, "records", SALT_RECORDS_MAX, &records, w) != 0 ||
	    text_hex(o, "root", s->root, sizeof(s->root), w) != 0)
		return -1;
	s->records = (uint32_t)records;
	for (unsigned i = 0; i < CERTIFICATE_SETS; i++)
		if (take_runs(o, certificate_set_name((enum certificate_set)i),
			&s->sets[i], s->records, w) != 0)
			return -1;
	if (text_hex(o, "over", s->over, sizeof(s->over), w) != 0 ||
	    take_leaves(o, &s->sets[certificate_own(does)], s, w) != 0)
		return -1;
	return text_end(o, w);
}

static int
take_state(struct text_object *o, struct certificate_bundle *b, struct why *w)
{
	const char *word;
	unsigned i = 0;

	if (text_string(o, "state", CERTIFICATE_WORD_BYTES, &word, w) != 0)
		return -1;
	while (i < CERTIFICATE_STATES &&
	    strcmp(certificate_state_name((enum certificate_state)i), word) !=
		0)
		i++;
	b->state = (enum certificate_state)i;
	return i < CERTIFICATE_STATES
	    ? 0
	    : why_set(w, WHY_CERTIFICATE, "%s: state \"%s\"", o->place, word);
}

static int
take_bundle(struct text_object *o, enum order_act does,
    struct certificate_bundle *b, struct why *w)
{
	struct text_array all;

	if (text_hex(o, "bundle", b->id, sizeof(b->id), w) != 0 ||
	    take_state(o, b, w) != 0 ||
	    text_number(o, "reads", INT64_MAX, &b->reads, w) != 0 ||
	    text_number(o, "files", INT64_MAX, &b->files, w) != 0 ||
	    text_array(o, "segments", FRAME_SEGMENTS_MAX, &all, w) != 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		struct certificate_segment *s = certificate_add_segment(b, w);
		struct text_object one = text_at(&all, i);

		if (s == NULL || take_segment(&one, does, s, w) != 0)
			return -1;
	}
	return text_end(o, w);
}

static int
take_bundles(struct text_object *o, struct certificate *c, struct why *w)
{
	struct text_array all;

	if (text_array(o, "bundles", CERTIFICATE_BUNDLES_MAX, &all, w) != 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		struct certificate_bundle *b = certificate_add_bundle(c, w);
		struct text_object one = text_at(&all, i);

		if (b == NULL || take_bundle(&one, c->does, b, w) != 0)
			return -1;
	}
	return 0;
}

/* --- the rest --- */

static int
take_holds(struct text_object *o, struct certificate *c, struct why *w)
{
	struct text_array all;

	if (text_array(o, "holds", CERTIFICATE_HOLDS_MAX, &all, w) != 0)
		return -1;
	c->holds = calloc(all.n + 1, sizeof(*c->holds));
	if (c->holds == NULL)
		return why_memory(w);
	for (; c->n_holds < all.n; c->n_holds++) {
		struct certificate_hold *h = &c->holds[c->n_holds];
		struct text_object one = text_at(&all, c->n_holds);

		if (text_hex(&one, "hold", h->id, sizeof(h->id), w) != 0 ||
		    text_copy(&one, "ground", h->ground, sizeof(h->ground),
			w) != 0 ||
		    text_copy(&one, "review", h->review, sizeof(h->review),
			w) != 0 ||
		    text_number(&one, "records", INT64_MAX, &h->records, w) !=
			0 ||
		    text_end(&one, w) != 0)
			return -1;
	}
	return 0;
}

static int
take_reach(struct text_object *o, struct certificate *c, struct why *w)
{
	struct text_array all;

	if (text_array(o, "reach", CERTIFICATE_PLACES_MAX, &all, w) != 0)
		return -1;
	for (; c->n_places < all.n; c->n_places++) {
		struct certificate_place *p = &c->places[c->n_places];
		struct text_object one = text_at(&all, c->n_places);

		if (text_copy(&one, "place", p->place, sizeof(p->place), w) !=
			0 ||
		    text_copy(&one, "state", p->state, sizeof(p->state), w) !=
			0 ||
		    text_copy(&one, "reason", p->reason, sizeof(p->reason),
			w) != 0 ||
		    text_number(&one, "count", INT64_MAX, &p->count, w) != 0 ||
		    text_end(&one, w) != 0)
			return -1;
	}
	return 0;
}

static int
take_log(struct text_object *o, struct certificate *c, struct why *w)
{
	struct text_object log;

	if (text_copy(o, "tool", c->tool, sizeof(c->tool), w) != 0 ||
	    text_child(o, "log", &log, w) != 0 ||
	    text_copy(&log, "origin", c->origin, sizeof(c->origin), w) != 0 ||
	    text_number(&log, "size", INT64_MAX, &c->log_size, w) != 0 ||
	    text_hex(&log, "root", c->log_root, sizeof(c->log_root), w) != 0)
		return -1;
	return text_end(&log, w);
}

static int
take_word(struct text_object *o, const char *key, unsigned *act, struct why *w)
{
	const char *word;

	if (text_string(o, key, CERTIFICATE_WORD_BYTES, &word, w) != 0)
		return -1;
	*act = 0;
	while (*act < ORDER_ACTS &&
	    strcmp(order_act_name((enum order_act) * act), word) != 0)
		++*act;
	return *act < ORDER_ACTS || word[0] == '\0'
	    ? 0
	    : why_set(w, WHY_CERTIFICATE, "an order of kind \"%s\"", word);
}

/* What was ordered. */
static int
take_act(struct text_object *o, struct certificate *c, struct why *w)
{
	unsigned kind;
	unsigned then; /* ORDER_ACTS: none */
	bool named;

	if (take_word(o, "kind", &kind, w) != 0 ||
	    take_word(o, "then", &then, w) != 0)
		return -1;
	named = then == ORDER_DELETE || then == ORDER_RESTRICT;
	if (kind == ORDER_ACTS ||
	    (kind == ORDER_RECTIFY ? !named : then != ORDER_ACTS))
		return why_set(w, WHY_CERTIFICATE,
		    "a kind of order that cannot be");
	c->kind = (enum order_act)kind;
	c->does = kind == ORDER_RECTIFY ? (enum order_act)then : c->kind;
	return 0;
}

static int
take_end(struct text_object *o, int64_t *out_s, struct why *w)
{
	const char *text;

	if (text_string(o, "ends", TEXT_TIME_BYTES, &text, w) != 0)
		return -1;
	*out_s = ORDER_NO_END;
	return text[0] == '\0' || text_time_parse(text, out_s)
	    ? 0
	    : why_set(w, WHY_CERTIFICATE, "an end that is no time");
}

static int
take_head(struct text_object *o, struct certificate *c, struct why *w)
{
	const char *format;

	if (text_string(o, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, CERTIFICATE_FORMAT) != 0)
		return why_set(w, WHY_VERSION,
		    "the certificate has format \"%s\", not \"%s\"", format,
		    CERTIFICATE_FORMAT);
	if (text_hex(o, "order", c->order, sizeof(c->order), w) != 0 ||
	    take_act(o, c, w) != 0 ||
	    text_hex(o, "digest", c->digest, sizeof(c->digest), w) != 0 ||
	    text_hex(o, "carrier", c->carrier, sizeof(c->carrier), w) != 0 ||
	    take_party(o, "issuer", &c->issuer, w) != 0 ||
	    take_party(o, "answerer", &c->answerer, w) != 0 ||
	    text_time(o, "issued", &c->issued_s, w) != 0 ||
	    text_time(o, "deadline", &c->deadline_s, w) != 0 ||
	    take_end(o, &c->ends_s, w) != 0 ||
	    text_time(o, "answered", &c->answered_s, w) != 0)
		return -1;
	return text_time(o, "made", &c->made_s, w);
}

static int
take_all(const struct text *t, struct certificate *c, struct why *w)
{
	struct text_object root = text_root(t);

	if (take_head(&root, c, w) != 0 || take_targets(&root, c, w) != 0 ||
	    take_bundles(&root, c, w) != 0 || take_holds(&root, c, w) != 0 ||
	    take_reach(&root, c, w) != 0 || take_log(&root, c, w) != 0)
		return -1;
	return text_end(&root, w);
}

/* Whoever signs it again writes the same bytes. */
static int
check_form(const struct certificate *c, const void *data, size_t len,
    struct why *w)
{
	struct bytes again = { 0 };
	int rc = certificate_write(c, &again, w);

	if (rc == 0 && (again.len != len || memcmp(again.data, data, len) != 0))
		rc = why_set(w, WHY_CERTIFICATE,
		    "the certificate is not in its one form");
	bytes_clear(&again);
	return rc;
}

int
certificate_parse(struct certificate *c, const void *data, size_t len,
    struct why *w)
{
	struct text t = { 0 };
	int rc = -1;

	*c = (struct certificate){ 0 };
	if (len > CERTIFICATE_JSON_MAX)
		return why_set(w, WHY_LIMIT,
		    "the certificate has more than %u "
		    "bytes",
		    (unsigned)CERTIFICATE_JSON_MAX);
	if (text_parse(&t, data, len, w) == 0 && take_all(&t, c, w) == 0)
		rc = check_form(c, data, len, w);
	text_clear(&t);
	if (rc != 0)
		certificate_clear(c);
	return rc;
}
