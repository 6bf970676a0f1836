/** What the vectors cannot say: vectors-t has the texts. */

#include "formats/certificate.h"

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
		if (runs_add(&s->taken, i, &w) != 0)
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
	tap_number((long long)certificate_taken(&c), 15,
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
	tap_number((long long)certificate_taken(&again), 15, "as it was");
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

int
main(void)
{
	written_and_read();
	many_leaves_are_left_to_their_root();
	return tap_done();
}
