#include "keys/directory_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct directory_key *
directory_key_of(struct directory *d, const char *fingerprint)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(d, fingerprint, &key);

	if (a == NULL)
		return NULL;
	return &d->agencies[a - d->agencies].keys[key - a->keys];
}

/* May do all that the agency may, and is the agency's own. */
struct directory_key *
directory_key_new(struct directory *d, struct directory_agency *a,
    const struct card *card, struct why *w)
{
	struct directory_key *keys;
	struct bytes text = { 0 };

	if (directory_index_room(d, w) != 0)
		return NULL;
	keys = reallocarray(a->keys, a->n_keys + 1, sizeof *keys);
	if (keys == NULL) {
		why_memory(w);
		return NULL;
	}
	a->keys = keys;
	if (bytes_add(&text, card->key.data, card->key.len, w) != 0)
		return NULL;
	keys[a->n_keys] = (struct directory_key){
		.use = DIRECTORY_SIGN | DIRECTORY_ENCRYPT,
		.roles = DIRECTORY_ALL_ROLES,
		.valid_until_s = DIRECTORY_NEVER,
		.superseded_s = DIRECTORY_NEVER,
		.revoked_s = DIRECTORY_NEVER,
		.compromised_s = DIRECTORY_NEVER,
		.key = text,
	};
	(void)snprintf(keys[a->n_keys].fingerprint, CARD_PRINT_HEX, "%s",
	    card->fingerprint);
	directory_index_add(d, a, &keys[a->n_keys]);
	return &keys[a->n_keys++];
}

int
directory_key_put(struct directory_key *key, const struct bytes *armoured,
    struct why *w)
{
	key->key.len = 0;
	return bytes_add(&key->key, armoured->data, armoured->len, w);
}

/* A key that has ended does not begin again. */
int
directory_key_counts(const struct directory_agency *a,
    const struct directory_key *k, int64_t now_s, struct why *w)
{
	if (k->superseded_s <= now_s || k->revoked_s <= now_s ||
	    k->compromised_s <= now_s)
		return why_set(w, WHY_CARD,
		    "key %s of agency %s counts no longer", k->fingerprint,
		    a->agency);
	return 0;
}

/* Nor does one change hands by the way. */
int
directory_key_hands(const struct directory_agency *a,
    const struct directory_key *k, const char *person, struct why *w)
{
	if (strcmp(k->person, person) == 0)
		return 0;
	if (k->person[0] == '\0')
		return why_set(w, WHY_CARD,
		    "key %s is that of agency %s itself, not of person %s",
		    k->fingerprint, a->agency, person);
	return why_set(w, WHY_CARD, "key %s is that of person %s of agency %s",
	    k->fingerprint, k->person, a->agency);
}

int
directory_key_room(const struct directory_agency *a, struct why *w)
{
	if (a->n_keys < DIRECTORY_MAX_KEYS)
		return 0;
	return why_set(w, WHY_CARD, "agency %s has %d keys already", a->agency,
	    DIRECTORY_MAX_KEYS);
}

/* --- further keys --- */

/* What a key may do, and to whom it belongs. */
static int
check_said(const char *person, unsigned roles, struct why *w)
{
	if (!card_person_ok(person))
		return why_set(w, WHY_USAGE,
		    "a person's id is 1 to %d of a-z, 0-9 and -, not \"%s\"",
		    CARD_PERSON_BYTES - 1, person);
	if (roles == 0)
		return why_set(w, WHY_USAGE,
		    "what a person's key may do has to be said: its roles");
	if ((roles & ~(unsigned)DIRECTORY_ALL_ROLES) != 0)
		return why_set(w, WHY_USAGE, "no role of a key");
	if (person[0] != '\0' && (roles & DIRECTORY_RECEIVE) != 0)
		return why_set(w, WHY_USAGE,
		    "a person's key only signs: it has no role to receive");
	return 0;
}

/* The card's person, or who is named for a card that has none. */
static int
settle_person(const struct directory_more *more, const char **out,
    struct why *w)
{
	const char *of_card = more->card->person;

	*out = more->person == NULL ? of_card : more->person;
	if (of_card[0] == '\0' || strcmp(of_card, *out) == 0)
		return 0;
	return why_set(w, WHY_CARD, "the card is that of person %s, not of %s",
	    of_card, more->person[0] == '\0' ? "the agency" : more->person);
}

static int
check_more(const struct directory *d, const struct directory_more *more,
    const char *person, struct why *w)
{
	const struct card *card = more->card;
	const struct directory_agency *a =
	    directory_find_agency(d, card->agency);
	const struct directory_key *key = NULL;
	const struct directory_agency *has =
	    directory_find_key(d, card->fingerprint, &key);

	if (card_check(card->agency, card->name, card->fingerprint, w) != 0)
		return -1;
	if (card->key.len == 0)
		return why_set(w, WHY_CARD, "the card has no key");
	if (a == NULL)
		return why_set(w, WHY_CARD,
		    "agency %s is not in the directory: its own card comes "
		    "first",
		    card->agency);
	if (has != NULL && has != a)
		return why_set(w, WHY_CARD,
		    "key %s stands already for agency %s, the card says %s",
		    card->fingerprint, has->agency, card->agency);
	if (has == NULL)
		return directory_key_room(a, w);
	if (directory_key_hands(a, key, person, w) != 0)
		return -1;
	return directory_key_counts(a, key, more->now_s, w);
}

/* As directory_text.c has it: a person's key only signs. */
static void
give(struct directory_key *key, const char *person, unsigned roles)
{
	key->use = DIRECTORY_SIGN;
	if (person[0] == '\0')
		key->use |= DIRECTORY_ENCRYPT;
	(void)snprintf(key->person, sizeof key->person, "%s", person);
	key->roles = roles;
}

int
directory_add_key(struct directory *d, const struct directory_more *more,
    struct why *w)
{
	const struct directory_agency *a;
	struct directory_key *key;
	const char *person;
	unsigned roles = more->roles;

	if (settle_person(more, &person, w) != 0 ||
	    check_more(d, more, person, w) != 0)
		return -1;
	key = directory_key_of(d, more->card->fingerprint);
	if (roles == 0 && key != NULL)
		roles = key->roles;
	else if (roles == 0 && person[0] == '\0')
		roles = DIRECTORY_ALL_ROLES;
	if (check_said(person, roles, w) != 0)
		return -1;
	if (key != NULL) {
		key->roles = roles;
		return directory_key_put(key, &more->card->key, w);
	}
	a = directory_find_agency(d, more->card->agency);
	key =
	    directory_key_new(d, &d->agencies[a - d->agencies], more->card, w);
	if (key == NULL)
		return -1;
	give(key, person, roles);
	return 0;
}

int
directory_set_key(struct directory *d, const char *fingerprint,
    const char *person, unsigned roles, struct why *w)
{
	struct directory_key *key = directory_key_of(d, fingerprint);

	if (key == NULL)
		return why_set(w, WHY_USAGE, "no agency has the key %s",
		    fingerprint);
	if (person == NULL)
		person = key->person;
	if (roles == 0)
		roles = key->roles;
	if (check_said(person, roles, w) != 0)
		return -1;
	if (strcmp(d->issuer.fingerprint, fingerprint) == 0 &&
	    (person[0] != '\0' || (roles & DIRECTORY_ADMINISTER) == 0))
		return why_set(w, WHY_USAGE,
		    "key %s issues this directory: it is the agency's own and "
		    "has the role administer",
		    fingerprint);
	if (strcmp(person, key->person) == 0 && roles == key->roles)
		return why_set(w, WHY_USAGE, "key %s: that is so already",
		    fingerprint);
	if (strcmp(person, key->person) == 0)
		key->roles = roles;
	else
		give(key, person, roles);
	return 0;
}

/* --- what becomes of one --- */

int
directory_end_key(struct directory *d, const char *fingerprint,
    enum directory_end how, int64_t since_s, struct why *w)
{
	struct directory_key *key = directory_key_of(d, fingerprint);
	int64_t *at;

	if (key == NULL)
		return why_set(w, WHY_USAGE, "no agency has the key %s",
		    fingerprint);
	at = how == DIRECTORY_SUPERSEDED ? &key->superseded_s
	    : how == DIRECTORY_REVOKED	 ? &key->revoked_s
					 : &key->compromised_s;
	if (*at <= since_s)
		return why_set(w, WHY_USAGE,
		    "key %s: an earlier time is known already", fingerprint);
	*at = since_s;
	return 0;
}

int
directory_renew_key(struct directory *d, const char *fingerprint,
    const struct bytes *armoured, struct why *w)
{
	struct directory_key *key = directory_key_of(d, fingerprint);

	if (key == NULL)
		return why_set(w, WHY_USAGE, "no agency has the key %s",
		    fingerprint);
	return directory_key_put(key, armoured, w);
}

void
directory_valid_from(struct directory *d, const char *fingerprint,
    int64_t from_s)
{
	struct directory_key *key = directory_key_of(d, fingerprint);

	if (key != NULL)
		key->valid_from_s = from_s;
}
