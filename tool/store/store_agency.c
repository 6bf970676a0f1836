#include "tool/store/store.h"

#include "tool/store/store_own.h"

int
store_card(struct store *s, struct card *c, struct why *w)
{
	return store_own_card(s, s->fingerprint, c, w);
}
