#include "tool/store/store_own.h"

#include <stdio.h>
#include <string.h>

struct journal_self
store_own_self(const struct store *s)
{
	return (struct journal_self){
		.fingerprint = s->fingerprint,
		.agency = s->agency,
		.directory = &s->directory,
	};
}

bool
store_own_key(const struct store *s, const char *fingerprint)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a;

	if (strcmp(fingerprint, s->fingerprint) == 0)
		return true;
	a = directory_find_key(&s->directory, fingerprint, &key);
	return a != NULL && strcmp(a->agency, s->agency) == 0 &&
	    strcmp(key->person, s->person) == 0;
}

const struct seal_reader *
store_own_reader(const struct store *s, const struct seal *seal)
{
	for (size_t i = 0; i < seal->n_recipients; i++) {
		const struct seal_reader *r = &seal->recipients[i];

		if (store_own_key(s, r->party.fingerprint))
			return r;
	}
	return NULL;
}

bool
store_own_same(const struct store *s, const char *fingerprint,
    const char *other)
{
	const struct directory_agency *a;

	if (strcmp(fingerprint, other) == 0)
		return true;
	a = directory_find_key(&s->directory, fingerprint, NULL);
	return a != NULL && a == directory_find_key(&s->directory, other, NULL);
}

int
store_own_card(struct store *s, const char *fingerprint, struct card *c,
    struct why *w)
{
	*c = (struct card){ 0 };
	(void)snprintf(c->agency, sizeof c->agency, "%s", s->agency);
	(void)snprintf(c->name, sizeof c->name, "%s", s->name);
	(void)snprintf(c->person, sizeof c->person, "%s", s->person);
	(void)snprintf(c->fingerprint, sizeof c->fingerprint, "%s",
	    fingerprint);
	if (session_export(&s->session, fingerprint, &c->key, w) == 0)
		return 0;
	directory_doubt(&s->directory, fingerprint, w);
	return -1;
}
