#include <stdlib.h>
#include <string.h>

#include "tool/flow/judge.h"

/* Tombstones that are sorted at once: in the order of its keys the ledger takes
 * them much quicker. */
#define TOMBS_AT_ONCE 65536

static int
compare(const void *a, const void *b)
{
	return memcmp(((const struct judge_tomb *)a)->tag,
	    ((const struct judge_tomb *)b)->tag, HASH_KEYED_BYTES);
}

static int
put_some(struct spool *list, struct judge_tomb *tombs, struct ledger *l,
    struct why *w)
{
	size_t n = 0;
	int rc = 1;

	while (n < TOMBS_AT_ONCE &&
	    (rc = spool_take(list, &tombs[n], sizeof(*tombs), w)) == 1)
		n++;
	qsort(tombs, n, sizeof(*tombs), compare);
	for (size_t i = 0; i < n && rc >= 0; i++)
		if (ledger_tombstone_put(l, tombs[i].tag, tombs[i].until_month,
			w) != 0)
			rc = -1;
	return rc;
}

int
judge_put_tombs(struct spool *list, struct ledger *l, struct why *w)
{
	struct judge_tomb *tombs = calloc(TOMBS_AT_ONCE, sizeof(*tombs));
	int rc;

	if (tombs == NULL)
		return why_memory(w);
	rc = spool_rewind(list, w) != 0 ? -1 : 1;
	while (rc == 1)
		rc = put_some(list, tombs, l, w);
	free(tombs);
	return rc;
}
