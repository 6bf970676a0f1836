/** Proofs of an exhibit, and the roots that they lead to in trees of some size.
 *  Source: exhibit.txt, 4; tree.txt, 5.3. */

#include "formats/shown.h"

#include "formats/several.h"
#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_EXHIBIT, WHY_VERSION, WHY_LIMIT,
	WHY_NONE };

#define LEAVES_MAX 64

/* Whatever a proof holds: a root, or none; and the same proof again. */
static void
walk(const struct shown *s, const struct shown_segment *g)
{
	size_t n;
	const struct shown_record *r = shown_records(s, &n);
	static uint8_t leaves[LEAVES_MAX][HASH_BYTES];
	uint32_t index[LEAVES_MAX];
	uint8_t root[HASH_BYTES];
	struct bytes again = { 0 };
	struct why w = { 0 };
	struct several tree = {
		.index = index,
		.leaves = leaves[0],
		.n = g->n,
		.nodes = shown_nodes(s, g),
		.n_nodes = g->n_nodes,
	};

	if (g->n > LEAVES_MAX)
		return;
	for (size_t i = 0; i < g->n; i++)
		index[i] = r[g->first + i].index;
	for (tree.of = 0; tree.of < 40; tree.of++) {
		if (!several_root(&tree, root))
			continue;
		again.len = 0;
		fuzz_must(several_keep(&tree, index, g->n, &again, &w) == 0 &&
			fuzz_same(again.data, again.len, tree.nodes,
			    tree.n_nodes * HASH_BYTES),
		    "what leads to a root is kept as it is");
	}
	bytes_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct shown s;
	const struct shown_segment *g;
	struct bytes again = { 0 };
	struct why w = { 0 };
	size_t n, records;

	if (!fuzz_passed(shown_parse(&s, data, size, &w), &w, refusals)) {
		fuzz_must(s.records.data == NULL, "what is refused is cleared");
		return 0;
	}
	fuzz_must(shown_write(&s, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "there is one form");
	g = shown_segments(&s, &n);
	(void)shown_records(&s, &records);
	for (size_t i = 0; i < n; i++) {
		fuzz_must(g[i].n > 0 && g[i].first + g[i].n <= records,
		    "each segment has records");
		walk(&s, &g[i]);
	}
	bytes_clear(&again);
	shown_clear(&s);
	return 0;
}
