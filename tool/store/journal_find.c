#include <stdlib.h>
#include <string.h>

#include "tool/store/journal.h"

/** What is looked for, and what was found. */
struct finding {
	char bundle[SEAL_ID_HEX];
	char seal[HASH_DIGEST_HEX + 1];
	int64_t time_s;
};

static int
look(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct finding *f = self;
	struct event e;

	(void)sequence;
	(void)leaf;
	/* Most lines are of other bundles: not worth parsing. */
	if (f->time_s != JOURNAL_NEVER ||
	    memmem(line, len, f->bundle, sizeof f->bundle - 1) == NULL)
		return 0;
	if (event_parse(&e, line, len, w) != 0)
		return -1;
	if (strcmp(e.act, "receive") == 0 && strcmp(e.outcome, "done") == 0 &&
	    strcmp(e.bundle, f->bundle) == 0 && strcmp(e.seal, f->seal) == 0)
		f->time_s = e.time_s;
	return 0;
}

int
journal_received(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const uint8_t seal[HASH_DIGEST_BYTES], int64_t *time_s, struct why *w)
{
	struct finding f = { .time_s = JOURNAL_NEVER };
	int rc;

	bytes_to_hex(f.bundle, bundle, SEAL_ID_BYTES);
	bytes_to_hex(f.seal, seal, HASH_DIGEST_BYTES);
	rc = ledger_event_each(l, 0, look, &f, w);
	*time_s = f.time_s;
	return rc;
}
