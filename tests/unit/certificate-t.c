/** What the vectors cannot say: vectors-t has the texts. */

#include "formats/certificate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/tree.h"
#include "tests/tap/tap.h"

static void
fill(struct certificate *c)
{
	*c = (struct certificate){
		.issuer = { "a", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
		.answerer = { "b", "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB" },
		.deadline_s = 1,
		.ends_s = ORDER_NO_END,
		.targets = { { ORDER_READ, 3, 1 } },
		.n_targets = 1,
		.tool = "1",
		.origin = "sealbag/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
	};
}

/* One bundle with a segment of which the first `taken` records went. */
static void
add(struct certificate *c, uint8_t id, uint32_t taken)
{
	struct why w = { 0 };
	struct certificate_bundle *b = certificate_add_bundle(c, &w);
	struct certificate_segment *s;
	uint8_t *copy = calloc(taken + 1, HASH_BYTES);

	if (b == NULL || copy == NULL)
		abort();
	b->id[0] = id;
	s = certificate_add_segment(b, &w);
	if (s == NULL)
		abort();
	s->records = 1048576;
	for (uint32_t i = 0; i < taken; i++)
		if (runs_add(&s->sets[CERTIFICATE_TAKEN], i, &w) != 0)
			abort();
	s->leaves = calloc(taken + 1, HASH_BYTES);
	tree_root(&tree_blake2, s->over, copy, taken);
	free(copy);
}

static void
written_and_read(void)
{
	struct certificate c;
	struct certificate again;
	struct bytes text = { 0 };
	struct why w = { 0 };
	const uint8_t other[SEAL_ID_BYTES] = { 9 };

	fill(&c);
	for (uint8_t id = 1; id <= 5; id++)
		add(&c, id, id);
	tap_number((long long)certificate_count(&c, CERTIFICATE_TAKEN), 15,
	    "what went is counted");
	tap_ok(certificate_find(&c, c.bundles[3].id) == &c.bundles[3] &&
		certificate_find(&c, other) == NULL,
	    "a bundle is found by its id");
	tap_ok(certificate_segment_of(&c.bundles[0], 0) ==
		    &c.bundles[0].segments[0] &&
		certificate_segment_of(&c.bundles[0], 1) == NULL,
	    "a segment by its number");
	tap_number(certificate_write(&c, &text, &w), 0, "it is written");
	tap_number(certificate_parse(&again, text.data, text.len, &w), 0,
	    "and read");
	tap_number((long long)certificate_count(&again, CERTIFICATE_TAKEN), 15,
	    "as it was");
	c.bundles[4].segments[0].over[0] ^= 1;
	tap_number(certificate_write(&c, &text, &w), -1,
	    "one that contradicts itself is not written");
	tap_text(w.text,
	    "bundles[4]: segment 0: its leaves do not lead to the root over "
	    "them",
	    "and is told where");
	certificate_clear(&again);
	certificate_clear(&c);
	bytes_clear(&text);
}

static void
many_leaves_are_left_to_their_root(void)
{
	struct certificate c;
	struct bytes text = { 0 };
	struct why w = { 0 };

	fill(&c);
	add(&c, 1, 999999);
	add(&c, 2, 1);
	certificate_trim(&c);
	tap_ok(c.bundles[0].segments[0].leaves != NULL,
	    "a million leaves are listed");
	tap_number(certificate_check(&c, &w), 0, "and must be");
	add(&c, 3, 1);
	tap_number(certificate_check(&c, &w), -1, "one more must not");
	certificate_trim(&c);
	tap_ok(c.bundles[0].segments[0].leaves == NULL &&
		c.bundles[2].segments[0].leaves == NULL,
	    "then none is");
	tap_number(certificate_write(&c, &text, &w), 0, "it is written");
	tap_ok(text.len < 4096, "in few bytes");
	certificate_clear(&c);
	bytes_clear(&text);
}

/* Which sets are whose, as the specification has them. */
static void
sets_of_kinds(void)
{
	static const struct {
		enum order_act kind;
		const char *own;
		const char *may;
	} rows[] = {
		{ ORDER_DELETE, "taken", "taken held other " },
		{ ORDER_RESTRICT, "restricted", "restricted lifted other " },
		{ ORDER_LIFT, "lifted", "lifted other " },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *name = order_act_name(rows[i].kind);
		char may[64] = "";

		tap_text(certificate_set_name(certificate_own(rows[i].kind)),
		    rows[i].own, "what an order to %s is about", name);
		for (unsigned set = 0; set < CERTIFICATE_SETS; set++)
			if (certificate_may(rows[i].kind,
				(enum certificate_set)set)) {
				size_t len = strlen(may);

				(void)snprintf(may + len, sizeof(may) - len,
				    "%s ",
				    certificate_set_name(
					(enum certificate_set)set));
			}
		tap_text(may, rows[i].may, "what is told of one to %s", name);
	}
	tap_ok(certificate_set_name(CERTIFICATE_SETS) == NULL, "no more sets");
}

/* Leaves are those of the own set, and as many. */
static void
restricted_is_listed(void)
{
	struct certificate c;
	struct bytes text = { 0 };
	struct why w = { 0 };
	struct runs *sets;

	fill(&c);
	add(&c, 1, 3);
	sets = c.bundles[0].segments[0].sets;
	c.kind = c.does = ORDER_RESTRICT;
	tap_number(certificate_write(&c, &text, &w), -1,
	    "one to restrict takes nothing");
	why_clear(&w);
	sets[CERTIFICATE_RESTRICTED] = sets[CERTIFICATE_TAKEN];
	sets[CERTIFICATE_TAKEN] = (struct runs){ 0 };
	tap_number(certificate_write(&c, &text, &w), 0, "but restricts");
	bytes_clear(&text);
	c.bundles[0].reads = 3;
	c.ends_s = 1;
	tap_number(certificate_write(&c, &text, &w), 0, "until its end");
	c.kind = c.does = ORDER_LIFT;
	tap_number(certificate_write(&c, &text, &w), -1,
	    "which one to lift has not");
	tap_text(w.text, "an end of what has none", "and is told");
	why_clear(&w);
	c.kind = ORDER_ACTS;
	tap_number(certificate_write(&c, &text, &w), -1, "nor has no kind");
	certificate_clear(&c);
	bytes_clear(&text);
}

int
main(void)
{
	written_and_read();
	many_leaves_are_left_to_their_root();
	sets_of_kinds();
	restricted_is_listed();
	return tap_done();
}
