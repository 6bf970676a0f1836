#include "keys/lineage.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys/card.h"

static int
take_issuer(struct text_object *o, const struct lineage_kind *kind,
    struct seal_party *out, struct why *w)
{
	struct text_object issuer;
	const char *agency;
	const char *print;

	if (text_child(o, "issuer", &issuer, w) != 0 ||
	    text_string(&issuer, "agency", CARD_AGENCY_BYTES - 1, &agency, w) !=
		0 ||
	    text_string(&issuer, "fingerprint", CARD_PRINT_HEX - 1, &print,
		w) != 0 ||
	    text_end(&issuer, w) != 0)
		return -1;
	if (!card_agency_ok(agency) || !card_print_ok(print))
		return why_set(w, kind->bad, "no issuer: \"%s\"", agency);
	(void)snprintf(out->agency, sizeof out->agency, "%s", agency);
	(void)snprintf(out->fingerprint, sizeof out->fingerprint, "%s", print);
	return 0;
}

static int
take_earlier(struct text_object *o, const struct lineage_kind *kind,
    struct lineage *out, struct why *w)
{
	struct text_array list;
	const char *hex;

	if (text_array(o, "earlier", LINEAGE_MAX_VERSION, &list, w) != 0)
		return -1;
	if (list.n + 1 != out->version)
		return why_set(w, kind->bad,
		    "version %" PRIu64 " with %zu earlier ones", out->version,
		    list.n);
	out->earlier = calloc(list.n + 1, sizeof *out->earlier);
	if (out->earlier == NULL)
		return why_memory(w);
	for (size_t i = 0; i < list.n; i++) {
		if (text_string_at(&list, i, HASH_DIGEST_HEX, &hex, w) != 0)
			return -1;
		if (!bytes_from_hex(out->earlier[i], HASH_DIGEST_BYTES, hex))
			return why_set(w, kind->bad,
			    "earlier[%zu] is no digest", i);
	}
	return 0;
}

int
lineage_take(struct text_object *o, const struct lineage_kind *kind,
    struct lineage *out, struct why *w)
{
	if (take_issuer(o, kind, &out->issuer, w) != 0 ||
	    text_number(o, "version", LINEAGE_MAX_VERSION, &out->version, w) !=
		0)
		return -1;
	if (out->version == 0)
		return why_set(w, kind->bad, "versions begin with 1");
	if (text_time(o, "issued", &out->issued_s, w) != 0)
		return -1;
	return take_earlier(o, kind, out, w);
}

void
lineage_write(struct text_out *o, const struct lineage *l)
{
	char digest[HASH_DIGEST_HEX + 1];

	text_out_open(o, "issuer", '{');
	text_out_string(o, "agency", l->issuer.agency);
	text_out_string(o, "fingerprint", l->issuer.fingerprint);
	text_out_close(o);
	text_out_number(o, "version", l->version);
	text_out_time(o, "issued", l->issued_s);
	text_out_open(o, "earlier", '[');
	for (uint64_t i = 0; i + 1 < l->version; i++) {
		bytes_to_hex(digest, l->earlier[i], HASH_DIGEST_BYTES);
		text_out_string(o, NULL, digest);
	}
	text_out_close(o);
}

void
lineage_digest(const struct bytes *text, uint8_t out[HASH_DIGEST_BYTES])
{
	hash_digest_of(text->data, text->len, out);
}

void *
lineage_next(const struct lineage *l, const struct bytes *text, struct why *w)
{
	uint8_t(*earlier)[HASH_DIGEST_BYTES] =
	    calloc(l->version + 1, sizeof *earlier);

	if (earlier == NULL) {
		why_memory(w);
		return NULL;
	}
	if (l->version == 0)
		return earlier;
	if (l->version > 1)
		memcpy(earlier, l->earlier, (l->version - 1) * sizeof *earlier);
	lineage_digest(text, earlier[l->version - 1]);
	return earlier;
}

static int
fork_of(const struct lineage_step *s, struct why *w)
{
	return why_set(w, s->kind->fork,
	    "version %" PRIu64 " does not come from the version %" PRIu64
	    " that is held: two %s go under one number",
	    s->fresh->version, s->held->version, s->kind->several);
}

static bool
same_text(const struct bytes *a, const struct bytes *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* An older one of ours is a step back, anything else another branch. */
int
lineage_older(const struct lineage_step *s, struct why *w)
{
	uint8_t digest[HASH_DIGEST_BYTES];
	uint64_t version = s->fresh->version;

	if (s->held->version == 0 || version > s->held->version)
		return 0;
	if (version == s->held->version)
		return same_text(s->held_text, s->fresh_text)
		    ? why_set(w, WHY_USAGE,
			  "version %" PRIu64 " is held already", version)
		    : 0;
	lineage_digest(s->fresh_text, digest);
	if (memcmp(s->held->earlier[version - 1], digest, sizeof digest) != 0)
		return fork_of(s, w);
	return why_set(w, s->kind->rollback,
	    "version %" PRIu64 " is older than the version %" PRIu64
	    " that is held",
	    version, s->held->version);
}

int
lineage_newer(const struct lineage_step *s, struct why *w)
{
	const struct lineage *held = s->held;
	uint8_t digest[HASH_DIGEST_BYTES];

	if (held->version == 0)
		return 0;
	if (s->fresh->version <= held->version)
		return fork_of(s, w);
	lineage_digest(s->held_text, digest);
	for (uint64_t i = 0; i < held->version; i++) {
		const uint8_t *want =
		    i + 1 < held->version ? held->earlier[i] : digest;

		if (memcmp(s->fresh->earlier[i], want, sizeof digest) != 0)
			return fork_of(s, w);
	}
	if (s->fresh->issued_s < held->issued_s)
		return why_set(w, s->kind->rollback,
		    "version %" PRIu64 " was issued before version %" PRIu64,
		    s->fresh->version, held->version);
	return 0;
}
