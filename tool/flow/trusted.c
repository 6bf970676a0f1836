#include "tool/flow/trusted.h"

int
trusted_open(struct trusted *t, const char *store, const char *const *cards,
    size_t n, struct why *w)
{
	*t = (struct trusted){ .by_store = store != NULL };
	if ((n == 0) == (store == NULL))
		return why_set(w, WHY_USAGE,
		    "say whom to trust: --signer CARD or --store STORE");
	if (!t->by_store) {
		t->session = &t->cards.session;
		t->directory = &t->cards.directory;
		return cards_open(&t->cards, cards, n, w);
	}
	t->session = &t->store.session;
	t->directory = &t->store.directory;
	if (store_open(&t->store, store, STORE_READ, NULL, w) != 0)
		return -1;
	return store_sound_directory(&t->store, w);
}

void
trusted_close(struct trusted *t)
{
	cards_close(&t->cards);
	store_close(&t->store);
}
