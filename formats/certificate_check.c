#include "formats/certificate.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/frame.h"
#include "formats/salt.h"
#include "formats/text.h"
#include "formats/tree.h"

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static int
bad(struct why *w, const char *fault)
{
	return why_set(w, WHY_CERTIFICATE, "%s", fault);
}

static bool
is_word(const char *text, const char *of)
{
	size_t len = strspn(text, of);

	return len > 0 && len < CERTIFICATE_WORD_BYTES && text[len] == '\0';
}

static bool
is_party(const struct seal_party *p)
{
	size_t len = strspn(p->agency, LOWER DIGITS "-");

	return len > 0 && len < SEAL_AGENCY_BYTES && p->agency[len] == '\0' &&
	    strlen(p->fingerprint) == SEAL_PRINT_HEX - 1 &&
	    strspn(p->fingerprint, DIGITS "ABCDEF") == SEAL_PRINT_HEX - 1;
}

static bool
is_date(const char *text)
{
	char time[TEXT_TIME_BYTES + 8];
	int64_t ignored;

	(void)snprintf(time, sizeof(time), "%sT00:00:00Z", text);
	return text_time_parse(time, &ignored);
}

static bool
is_origin(const char *text)
{
	static const char front[] = "sealbag/";

	return strncmp(text, front, sizeof(front) - 1) == 0 &&
	    strlen(text) == sizeof(front) - 1 + SEAL_PRINT_HEX - 1 &&
	    strspn(text + sizeof(front) - 1, DIGITS "ABCDEF") ==
	    SEAL_PRINT_HEX - 1;
}

/* --- segments --- */

static bool
below(const struct runs *r, uint32_t records)
{
	return r->n == 0 || r->all[r->n - 1].last < records;
}

/* No place is in both. */
static bool
apart(const struct runs *a, const struct runs *b)
{
	size_t i = 0;
	size_t j = 0;

	while (i < a->n && j < b->n) {
		if (a->all[i].last < b->all[j].first)
			i++;
		else if (b->all[j].last < a->all[i].first)
			j++;
		else
			return false;
	}
	return true;
}

static int
check_over(const struct certificate_segment *s, uint64_t n, struct why *w)
{
	uint8_t root[HASH_BYTES];
	struct bytes copy = { 0 };

	if (s->leaves == NULL)
		return 0;
	/* computing a root overwrites the leaves */
	if (bytes_add(&copy, s->leaves, n * HASH_BYTES, w) != 0)
		return -1;
	tree_root(&tree_blake2, root, copy.data, n);
	bytes_clear(&copy);
	return memcmp(root, s->over, sizeof(root)) == 0
	    ? 0
	    : bad(w, "its leaves do not lead to the root over them");
}

static int
check_sets(enum order_act does, const struct certificate_segment *s,
    struct why *w)
{
	uint64_t count = 0;

	for (unsigned i = 0; i < CERTIFICATE_SETS; i++) {
		const struct runs *one = &s->sets[i];

		count += one->count;
		if (one->count > 0 &&
		    !certificate_may(does, (enum certificate_set)i))
			return why_set(w, WHY_CERTIFICATE,
			    "records that no order to %s leaves %s",
			    order_act_name(does),
			    certificate_set_name((enum certificate_set)i));
		if (!below(one, s->records))
			return bad(w, "places of records that cannot be");
		for (unsigned j = 0; j < i; j++)
			if (!apart(one, &s->sets[j]))
				return bad(w, "a record is listed twice");
	}
	return count > 0 ? 0 : bad(w, "nothing is said of it");
}

static int
check_segment(enum order_act does, const struct certificate_segment *s,
    bool listed, struct why *w)
{
	static const uint8_t none[HASH_BYTES];
	uint64_t own = s->sets[certificate_own(does)].count;

	if (s->number >= FRAME_SEGMENTS_MAX || s->records == 0 ||
	    s->records > SALT_RECORDS_MAX)
		return bad(w, "a number is out of range");
	if (check_sets(does, s, w) != 0)
		return -1;
	if (listed && (own > 0) != (s->leaves != NULL))
		return bad(w, "its leaves are not listed");
	if (!listed && s->leaves != NULL)
		return bad(w, "leaves are listed where there are too many");
	if (own == 0 && memcmp(s->over, none, sizeof(none)) != 0)
		return bad(w, "a root over no leaves");
	return check_over(s, own, w);
}

/* --- bundles --- */

/** Records of a bundle. */
struct sums {
	uint64_t own;
	uint64_t named; /* with those that are kept */
};

/* Of what was not read nothing is said record by record, but what is gone from
 * it. */
static int
check_state(enum order_act does, const struct certificate_bundle *b,
    const struct sums *of, struct why *w)
{
	bool read = b->state == CERTIFICATE_CHECKED;
	bool whole = b->state == CERTIFICATE_WHOLE && does == ORDER_DELETE;

	if (read != (of->named > 0))
		return bad(w, "its state is not what its segments say");
	if (!read && b->state != CERTIFICATE_UNTOUCHED && b->n > 0)
		return bad(w, "segments of a bundle that is not there");
	if (!read && !whole && b->reads + b->files > 0)
		return bad(w, "reads or files of what was not read");
	return !read || of->own >= b->reads + b->files
	    ? 0
	    : bad(w, "more reads and files than records");
}

static int
check_bundle(enum order_act does, const struct certificate_bundle *b,
    bool listed, struct why *w)
{
	struct sums of = { 0 };

	if (b->state >= CERTIFICATE_STATES)
		return bad(w, "a state that cannot be");
	if (b->reads > INT64_MAX || b->files > INT64_MAX)
		return bad(w, "a number is out of range");
	for (size_t i = 0; i < b->n; i++) {
		const struct certificate_segment *s = &b->segments[i];

		if (check_segment(does, s, listed, w) != 0 ||
		    (i > 0 && s[-1].number >= s->number &&
			bad(w, "it is out of order") != 0))
			return why_in(w, "segment %" PRIu64, s->number);
		for (unsigned j = 0; j < CERTIFICATE_OTHER; j++)
			of.named += s->sets[j].count;
		of.own += s->sets[certificate_own(does)].count;
	}
	return check_state(does, b, &of, w);
}

static int
compare_ids(const void *a, const void *b)
{
	const struct certificate_bundle *const *one = a;
	const struct certificate_bundle *const *two = b;

	return memcmp((*one)->id, (*two)->id, SEAL_ID_BYTES);
}

static int
check_ids(const struct certificate *c, struct why *w)
{
	const struct certificate_bundle **all =
	    calloc(c->n_bundles + 1, sizeof(const void *));
	bool twice = false;

	if (all == NULL)
		return why_memory(w);
	for (size_t i = 0; i < c->n_bundles; i++)
		all[i] = &c->bundles[i];
	qsort(all, c->n_bundles, sizeof(const void *), compare_ids);
	for (size_t i = 1; i < c->n_bundles; i++)
		twice |= compare_ids(&all[i - 1], &all[i]) == 0;
	free(all);
	return twice ? bad(w, "a bundle is listed twice") : 0;
}

static int
check_bundles(const struct certificate *c, struct why *w)
{
	bool listed = certificate_count(c, certificate_own(c->does)) <=
	    CERTIFICATE_LEAVES_MAX;

	if (c->n_bundles == 0 || c->n_bundles > CERTIFICATE_BUNDLES_MAX)
		return bad(w, "the number of bundles is out of range");
	for (size_t i = 0; i < c->n_bundles; i++)
		if (check_bundle(c->does, &c->bundles[i], listed, w) != 0)
			return why_in(w, "bundles[%zu]", i);
	return check_ids(c, w);
}

/* --- the rest --- */

static int
check_targets(const struct certificate *c, struct why *w)
{
	if (c->n_targets == 0 || c->n_targets > ORDER_KINDS)
		return bad(w, "the number of kinds of targets is out of range");
	for (size_t i = 0; i < c->n_targets; i++) {
		const struct certificate_target *t = &c->targets[i];

		if (t->kind >= ORDER_KINDS || (i > 0 && t[-1].kind >= t->kind))
			return bad(w, "kinds of targets out of order");
		if (t->asked == 0 || t->asked > ORDER_TARGETS_MAX ||
		    t->absent > t->asked)
			return bad(w, "a number of targets is out of range");
	}
	return 0;
}

static int
check_holds(const struct certificate *c, struct why *w)
{
	uint64_t held = certificate_count(c, CERTIFICATE_HELD);

	if (c->n_holds > CERTIFICATE_HOLDS_MAX)
		return bad(w, "the number of holds is out of range");
	for (size_t i = 0; i < c->n_holds; i++) {
		const struct certificate_hold *h = &c->holds[i];

		if (i > 0 && memcmp(h[-1].id, h->id, sizeof(h->id)) >= 0)
			return bad(w, "holds out of order");
		if (!is_word(h->ground, LOWER "-") || !is_date(h->review) ||
		    h->records == 0 || h->records > INT64_MAX)
			return bad(w, "a hold that cannot be");
		if (h->records > held)
			return bad(w, "holds keep more records than are held");
		held -= h->records;
	}
	return held == 0 ? 0 : bad(w, "holds keep fewer records than are held");
}

static int
check_reach(const struct certificate *c, struct why *w)
{
	static const char *const words[] = { "reached", "not-reached",
		"unknown" };

	for (size_t i = 0; i < c->n_places; i++) {
		const struct certificate_place *p = &c->places[i];
		bool known = false;

		for (size_t j = 0; j < sizeof(words) / sizeof(words[0]); j++)
			known |= strcmp(p->state, words[j]) == 0;
		if (!known || !is_word(p->place, LOWER "-") ||
		    !is_word(p->reason, LOWER "-") || p->count > INT64_MAX)
			return bad(w, "a place that cannot be");
	}
	return 0;
}

int
certificate_check(const struct certificate *c, struct why *w)
{
	if (!is_party(&c->issuer) || !is_party(&c->answerer))
		return bad(w, "no id of an agency, or no full fingerprint");
	if (c->kind >= ORDER_ACTS ||
	    (c->kind == ORDER_RECTIFY
		    ? c->does != ORDER_DELETE && c->does != ORDER_RESTRICT
		    : c->does != c->kind))
		return bad(w, "a kind of order that cannot be");
	if (c->kind != ORDER_RESTRICT && c->ends_s != ORDER_NO_END)
		return bad(w, "an end of what has none");
	if (c->deadline_s <= c->issued_s || c->ends_s <= c->issued_s ||
	    c->made_s < c->answered_s)
		return bad(w, "times that cannot follow each other");
	if (!is_word(c->tool, LOWER DIGITS ".-") || !is_origin(c->origin) ||
	    c->log_size > INT64_MAX)
		return bad(w, "a tool or a log that cannot be");
	if (check_targets(c, w) != 0 || check_bundles(c, w) != 0 ||
	    check_holds(c, w) != 0)
		return -1;
	return check_reach(c, w);
}
