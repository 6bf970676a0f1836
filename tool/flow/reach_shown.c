#include <stdlib.h>

#include "tool/flow/reach.h"

static int
add(void *self, const struct ledger_exhibit *e, struct why *w)
{
	struct reach_shown *s = self;
	struct ledger_exhibit *more =
	    realloc(s->all, (s->n + 1) * sizeof(*more));

	if (more == NULL)
		return why_memory(w);
	s->all = more;
	more[s->n++] = *e;
	return 0;
}

int
reach_shown_add(struct reach_shown *s, struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w)
{
	return ledger_exhibit_each(l, bundle, add, s, w);
}

void
reach_shown_clear(struct reach_shown *s)
{
	free(s->all);
	*s = (struct reach_shown){ 0 };
}
