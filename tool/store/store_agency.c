#include "tool/store/store.h"

#include <stdio.h>

int
store_card(struct store *s, struct card *c, struct why *w)
{
	*c = (struct card){ 0 };
	(void)snprintf(c->agency, sizeof c->agency, "%s", s->agency);
	(void)snprintf(c->name, sizeof c->name, "%s", s->name);
	(void)snprintf(c->fingerprint, sizeof c->fingerprint, "%s",
	    s->fingerprint);
	if (session_export(&s->session, s->fingerprint, &c->key, w) == 0)
		return 0;
	directory_doubt(&s->directory, s->fingerprint, w);
	return -1;
}
