#include <string.h>

#include "tool/flow/handovers.h"
#include "tool/store/ledger_handover.h"

/* The earliest of several times is kept. */
static void
note(bool *known, int64_t *time_s, int64_t is_s)
{
	if (!*known || is_s < *time_s)
		*time_s = is_s;
	*known = true;
}

/* All that was there when hop i was given. What came before is cited, digest
 * by digest; a chain in which it is not is refused for that. */
static void
note_given(struct handovers *c, size_t i, int64_t time_s)
{
	for (size_t k = 0; k <= i; k++) {
		struct handovers_logged *l = &c->logged[k];

		note(&l->given, &l->given_s, time_s);
		if (k < i)
			note(&l->taken, &l->taken_s, time_s);
	}
}

static bool
is_statement(const uint8_t known[HASH_DIGEST_BYTES],
    const struct handover_cited *is)
{
	return memcmp(known, is->statement, HASH_DIGEST_BYTES) == 0;
}

int
handovers_recall(struct handovers *c, struct store *s, struct why *w)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct handover_hop *hop = &c->hops[i];
		struct ledger_handover row;
		bool found;

		if (ledger_handover_get(&s->ledger, hop->give.what.id, i + 1,
			&row, &found, w) != 0)
			return -1;
		if (!found || !is_statement(row.statement, &hop->given))
			continue;
		note_given(c, i, row.entered_s);
		if (!hop->taken || !row.taken ||
		    !is_statement(row.answer, &hop->answer))
			continue;
		note_given(c, i, row.closed_s);
		note(&c->logged[i].taken, &c->logged[i].taken_s, row.closed_s);
	}
	return 0;
}
