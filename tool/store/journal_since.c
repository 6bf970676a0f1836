#include <inttypes.h>
#include <string.h>

#include "tool/store/journal.h"

struct leaves {
	struct bytes all;
	uint64_t n;
};

static int
take_leaf(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct leaves *l = self;

	(void)sequence;
	(void)line;
	(void)len;
	if (l->all.len / HASH_BYTES == l->n)
		return 0;
	return bytes_add(&l->all, leaf, HASH_BYTES, w);
}

static int
prove(const struct leaves *leaves, struct seal_log *s, struct why *w)
{
	if (leaves->all.len / HASH_BYTES != s->size)
		return why_set(w, WHY_LOG_CUT,
		    "the log was cut: its tree had %" PRIu64 " events",
		    s->size);
	for (size_t i = 0; i < s->n_since; i++) {
		struct seal_since *one = &s->since[i];

		if (tree_prove_growth(&tree_blake2, &one->growth,
			leaves->all.data, s->size, one->size, w) != 0)
			return -1;
	}
	return 0;
}

int
journal_since(struct ledger *l, struct seal_log *s, struct why *w)
{
	struct leaves leaves = { .n = s->size };
	int rc = 0;

	if (s->n_since == 0)
		return 0;
	rc = ledger_event_each(l, 0, take_leaf, &leaves, w);
	if (rc == 0)
		rc = prove(&leaves, s, w);
	bytes_clear(&leaves.all);
	return rc == 0 ? 0 : why_in(w, "log");
}
