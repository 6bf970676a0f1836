#include "formats/certificate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/salt.h"
#include "formats/text.h"
#include "formats/tree.h"

static const char *const states[CERTIFICATE_STATES] = {
	[CERTIFICATE_CHECKED] = "checked",
	[CERTIFICATE_WHOLE] = "whole",
	[CERTIFICATE_FAILED] = "failed",
	[CERTIFICATE_MISSING] = "missing",
	[CERTIFICATE_UNTOUCHED] = "untouched",
};

const char *
certificate_state_name(enum certificate_state state)
{
	return state < CERTIFICATE_STATES ? states[state] : NULL;
}

/** By what the order does. */
static const struct {
	enum certificate_set own;
	bool may[CERTIFICATE_SETS];
} kinds[ORDER_ACTS] = {
	[ORDER_DELETE] = { CERTIFICATE_TAKEN,
	    { [CERTIFICATE_TAKEN] = true,
		[CERTIFICATE_HELD] = true,
		[CERTIFICATE_OTHER] = true } },
	[ORDER_RESTRICT] = { CERTIFICATE_RESTRICTED,
	    { [CERTIFICATE_RESTRICTED] = true,
		[CERTIFICATE_LIFTED] = true,
		[CERTIFICATE_OTHER] = true } },
	[ORDER_LIFT] = { CERTIFICATE_LIFTED,
	    { [CERTIFICATE_LIFTED] = true, [CERTIFICATE_OTHER] = true } },
};

enum certificate_set
certificate_own(enum order_act does)
{
	return kinds[does].own;
}

bool
certificate_may(enum order_act does, enum certificate_set set)
{
	return kinds[does].may[set];
}

const char *
certificate_set_name(enum certificate_set set)
{
	static const char *const names[CERTIFICATE_SETS] = {
		[CERTIFICATE_TAKEN] = "taken",
		[CERTIFICATE_HELD] = "held",
		[CERTIFICATE_RESTRICTED] = "restricted",
		[CERTIFICATE_LIFTED] = "lifted",
		[CERTIFICATE_OTHER] = "other",
	};

	return set < CERTIFICATE_SETS ? names[set] : NULL;
}

/* --- what it is made of --- */

void
certificate_clear_segment(struct certificate_segment *s)
{
	for (unsigned i = 0; i < CERTIFICATE_SETS; i++)
		runs_clear(&s->sets[i]);
	free(s->leaves);
	s->leaves = NULL;
}

void
certificate_clear(struct certificate *c)
{
	for (size_t i = 0; i < c->n_bundles; i++) {
		struct certificate_bundle *b = &c->bundles[i];

		for (size_t j = 0; j < b->n; j++)
			certificate_clear_segment(&b->segments[j]);
		free(b->segments);
	}
	free(c->bundles);
	free(c->holds);
	*c = (struct certificate){ 0 };
}

/* Room for one more behind n; it doubles. */
static void *
grow(void *all, size_t n, size_t size)
{
	if (n > 0 && (n & (n - 1)) != 0)
		return all;
	return realloc(all, (n == 0 ? 1 : 2 * n) * size);
}

struct certificate_bundle *
certificate_add_bundle(struct certificate *c, struct why *w)
{
	struct certificate_bundle *more =
	    grow(c->bundles, c->n_bundles, sizeof(*more));

	if (more == NULL) {
		why_memory(w);
		return NULL;
	}
	c->bundles = more;
	more[c->n_bundles] = (struct certificate_bundle){ 0 };
	return &more[c->n_bundles++];
}

struct certificate_segment *
certificate_add_segment(struct certificate_bundle *b, struct why *w)
{
	struct certificate_segment *more =
	    grow(b->segments, b->n, sizeof(*more));

	if (more == NULL) {
		why_memory(w);
		return NULL;
	}
	b->segments = more;
	more[b->n] = (struct certificate_segment){ 0 };
	return &more[b->n++];
}

const struct certificate_bundle *
certificate_find(const struct certificate *c, const uint8_t id[SEAL_ID_BYTES])
{
	for (size_t i = 0; i < c->n_bundles; i++)
		if (memcmp(c->bundles[i].id, id, SEAL_ID_BYTES) == 0)
			return &c->bundles[i];
	return NULL;
}

const struct certificate_segment *
certificate_segment_of(const struct certificate_bundle *b, uint64_t number)
{
	size_t low = 0;
	size_t high = b->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (b->segments[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < b->n && b->segments[low].number == number
	    ? &b->segments[low]
	    : NULL;
}

uint64_t
certificate_count(const struct certificate *c, enum certificate_set set)
{
	uint64_t count = 0;

	for (size_t i = 0; i < c->n_bundles; i++)
		for (size_t j = 0; j < c->bundles[i].n; j++)
			count += c->bundles[i].segments[j].sets[set].count;
	return count;
}

void
certificate_trim(struct certificate *c)
{
	if (certificate_count(c, certificate_own(c->does)) <=
	    CERTIFICATE_LEAVES_MAX)
		return;
	for (size_t i = 0; i < c->n_bundles; i++)
		for (size_t j = 0; j < c->bundles[i].n; j++) {
			free(c->bundles[i].segments[j].leaves);
			c->bundles[i].segments[j].leaves = NULL;
		}
}

/* --- as text --- */

/* Members of an object that is open. */
static int
write_runs(struct text_out *o, const char *key, const struct runs *r,
    struct why *w)
{
	struct bytes text = { 0 };
	int rc = runs_write(r, &text, w);

	if (rc == 0)
		rc = bytes_add(&text, "", 1, w);
	if (rc == 0)
		text_out_string(o, key, (const char *)text.data);
	bytes_clear(&text);
	return rc;
}

static int
write_segment(struct text_out *o, enum order_act does,
    const struct certificate_segment *s, struct why *w)
{
	size_t len = s->leaves == NULL
	    ? 0
	    : s->sets[certificate_own(does)].count * HASH_BYTES;

	text_out_open(o, NULL, '{');
	text_out_number(o, "segment", s->number);
	text_out_number(o, "records", s->records);
	text_out_hex(o, "root", s->root, sizeof(s->root));
	for (unsigned i = 0; i < CERTIFICATE_SETS; i++)
		if (write_runs(o, certificate_set_name((enum certificate_set)i),
			&s->sets[i], w) != 0)
			return -1;
	text_out_hex(o, "over", s->over, sizeof(s->over));
	text_out_hex(o, "leaves", s->leaves, len);
	text_out_close(o);
	return 0;
}

static int
write_bundle(struct text_out *o, enum order_act does,
    const struct certificate_bundle *b, struct why *w)
{
	text_out_open(o, NULL, '{');
	text_out_hex(o, "bundle", b->id, sizeof(b->id));
	text_out_string(o, "state", certificate_state_name(b->state));
	text_out_number(o, "reads", b->reads);
	text_out_number(o, "files", b->files);
	text_out_open(o, "segments", '[');
	for (size_t i = 0; i < b->n; i++)
		if (write_segment(o, does, &b->segments[i], w) != 0)
			return -1;
	text_out_close(o);
	text_out_close(o);
	return 0;
}

static void
write_targets(struct text_out *o, const struct certificate *c)
{
	text_out_open(o, "targets", '[');
	for (size_t i = 0; i < c->n_targets; i++) {
		const struct certificate_target *t = &c->targets[i];

		text_out_open(o, NULL, '{');
		text_out_string(o, "kind", order_target_name(t->kind));
		text_out_number(o, "asked", t->asked);
		text_out_number(o, "absent", t->absent);
		text_out_close(o);
	}
	text_out_close(o);
}

static void
write_holds(struct text_out *o, const struct certificate *c)
{
	text_out_open(o, "holds", '[');
	for (size_t i = 0; i < c->n_holds; i++) {
		const struct certificate_hold *h = &c->holds[i];

		text_out_open(o, NULL, '{');
		text_out_hex(o, "hold", h->id, sizeof(h->id));
		text_out_string(o, "ground", h->ground);
		text_out_string(o, "review", h->review);
		text_out_number(o, "records", h->records);
		text_out_close(o);
	}
	text_out_close(o);
}

static void
write_reach(struct text_out *o, const struct certificate *c)
{
	text_out_open(o, "reach", '[');
	for (size_t i = 0; i < c->n_places; i++) {
		const struct certificate_place *p = &c->places[i];

		text_out_open(o, NULL, '{');
		text_out_string(o, "place", p->place);
		text_out_string(o, "state", p->state);
		text_out_string(o, "reason", p->reason);
		text_out_number(o, "count", p->count);
		text_out_close(o);
	}
	text_out_close(o);
}

static int
write_all(struct text_out *o, const struct certificate *c, struct why *w)
{
	text_out_open(o, NULL, '{');
	text_out_string(o, "format", CERTIFICATE_FORMAT);
	text_out_hex(o, "order", c->order, sizeof(c->order));
	text_out_string(o, "kind", order_act_name(c->kind));
	text_out_string(o, "then",
	    c->kind == ORDER_RECTIFY ? order_act_name(c->does) : "");
	text_out_hex(o, "digest", c->digest, sizeof(c->digest));
	text_out_hex(o, "carrier", c->carrier, sizeof(c->carrier));
	seal_party_write(&c->issuer, "issuer", o);
	seal_party_write(&c->answerer, "answerer", o);
	text_out_time(o, "issued", c->issued_s);
	text_out_time(o, "deadline", c->deadline_s);
	if (c->ends_s == ORDER_NO_END)
		text_out_string(o, "ends", "");
	else
		text_out_time(o, "ends", c->ends_s);
	text_out_time(o, "answered", c->answered_s);
	text_out_time(o, "made", c->made_s);
	write_targets(o, c);
	text_out_open(o, "bundles", '[');
	for (size_t i = 0; i < c->n_bundles; i++)
		if (write_bundle(o, c->does, &c->bundles[i], w) != 0)
			return -1;
	text_out_close(o);
	write_holds(o, c);
	write_reach(o, c);
	text_out_string(o, "tool", c->tool);
	text_out_open(o, "log", '{');
	text_out_string(o, "origin", c->origin);
	text_out_number(o, "size", c->log_size);
	text_out_hex(o, "root", c->log_root, sizeof(c->log_root));
	text_out_close(o);
	text_out_close(o);
	return 0;
}

int
certificate_write(const struct certificate *c, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	if (certificate_check(c, w) != 0 || write_all(&o, c, w) != 0)
		return -1;
	return text_out_end(&o, w);
}
