#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys/directory_inside.h"

static struct directory_agency *
agency_of(struct directory *d, const char *agency)
{
	const struct directory_agency *a = directory_find_agency(d, agency);

	return a == NULL ? NULL : &d->agencies[a - d->agencies];
}

static bool
is_issuer(const struct directory *d, const char *agency)
{
	return strcmp(d->issuer.agency, agency) == 0;
}

/* Room for one more, at its place among the ids. */
static struct directory_agency *
insert(struct directory *d, const char *agency, struct why *w)
{
	struct directory_agency *all;
	size_t at = 0;

	if (d->n >= DIRECTORY_MAX_AGENCIES) {
		why_set(w, WHY_CARD,
		    "the directory is full: it holds %d agencies",
		    DIRECTORY_MAX_AGENCIES);
		return NULL;
	}
	all = reallocarray(d->agencies, d->n + 1, sizeof *all);
	if (all == NULL) {
		why_memory(w);
		return NULL;
	}
	d->agencies = all;
	while (at < d->n && strcmp(all[at].agency, agency) < 0)
		at++;
	memmove(&all[at + 1], &all[at], (d->n - at) * sizeof *all);
	for (size_t i = 0; i < d->n_places; i++) {
		if (d->places[i].agency >= at)
			d->places[i].agency++;
	}
	all[at] = (struct directory_agency){
		.approved_until_s = DIRECTORY_NEVER,
		.kind = DIRECTORY_OTHER,
		.roles = DIRECTORY_USUAL_ROLES,
	};
	(void)snprintf(all[at].agency, sizeof all[at].agency, "%s", agency);
	d->n++;
	return &all[at];
}

int
directory_found(struct directory *d, const struct card *self,
    int64_t valid_from_s, int64_t now_s, struct why *w)
{
	struct directory_agency *a;
	struct directory_key *key;

	if (card_check(self->agency, self->name, self->fingerprint, w) != 0)
		return -1;
	a = insert(d, self->agency, w);
	if (a == NULL || (key = directory_key_new(d, a, self, w)) == NULL)
		return -1;
	(void)snprintf(a->name, sizeof a->name, "%s", self->name);
	(void)snprintf(key->person, sizeof key->person, "%s", self->person);
	a->roles = DIRECTORY_ALL_ROLES;
	a->approved_from_s = now_s;
	key->valid_from_s = valid_from_s;
	(void)snprintf(d->issuer.agency, sizeof d->issuer.agency, "%s",
	    self->agency);
	(void)snprintf(d->issuer.fingerprint, sizeof d->issuer.fingerprint,
	    "%s", self->fingerprint);
	return directory_next(d, NULL, now_s, w);
}

/* The last of an agency's own keys: it has one, but for a directory that was
 * not made here. */
static const struct directory_key *
own_key(const struct directory_agency *a)
{
	const struct directory_key *key = &a->keys[a->n_keys - 1];

	for (size_t i = 0; i < a->n_keys; i++) {
		if (a->keys[i].person[0] == '\0')
			key = &a->keys[i];
	}
	return key;
}

/* An id or a fingerprint that somebody else stands for. */
static int
check_conflict(const struct directory *d, const struct directory_pin *pin,
    struct why *w)
{
	const struct card *card = pin->card;
	const struct directory_agency *same_id =
	    directory_find_agency(d, card->agency);
	const struct directory_key *key = NULL;
	const struct directory_agency *same_key =
	    directory_find_key(d, card->fingerprint, &key);

	if ((same_id != NULL && is_issuer(d, same_id->agency)) ||
	    (same_key != NULL && is_issuer(d, same_key->agency)))
		return why_set(w, WHY_CARD,
		    "agency %s with key %s: this is our own id or key",
		    card->agency, card->fingerprint);
	if (same_key != NULL && same_key != same_id)
		return why_set(w, WHY_CARD,
		    "key %s stands already for agency %s, the card says %s",
		    card->fingerprint, same_key->agency, card->agency);
	if (pin->supersedes != NULL &&
	    (same_id == NULL || same_key != NULL ||
		directory_find_key(d, pin->supersedes, NULL) != same_id))
		return why_set(w, WHY_USAGE, "%s is no other key of agency %s",
		    pin->supersedes, card->agency);
	if (same_key != NULL)
		return directory_key_hands(same_key, key, "", w) != 0
		    ? -1
		    : directory_key_counts(same_key, key, pin->now_s, w);
	if (same_id != NULL && directory_key_room(same_id, w) != 0)
		return -1;
	if (same_id == NULL || pin->supersedes != NULL ||
	    same_id->status == DIRECTORY_WITHDRAWN)
		return 0;
	key = own_key(same_id);
	return why_set(w, WHY_CARD,
	    "another key stands already for agency %s: %s is pinned, the card "
	    "says %s",
	    card->agency, key->fingerprint, card->fingerprint);
}

/* Keys of an agency that was withdrawn and comes back with another one do not
 * come back with it. */
static void
end_old_keys(struct directory_agency *a, const struct directory_pin *pin)
{
	for (size_t i = 0; i < a->n_keys; i++) {
		struct directory_key *k = &a->keys[i];

		if (pin->supersedes == NULL && k->revoked_s > pin->now_s)
			k->revoked_s = pin->now_s;
		if (pin->supersedes != NULL &&
		    strcmp(k->fingerprint, pin->supersedes) == 0 &&
		    k->superseded_s > pin->now_s)
			k->superseded_s = pin->now_s;
	}
}

/* What is not said stays. */
static void
put_text(char *to, size_t size, const char *text)
{
	if (text != NULL)
		(void)snprintf(to, size, "%s", text);
}

/* None, or as a name. */
static bool
text_fits(const char *text, size_t size)
{
	return text == NULL || text[0] == '\0' ||
	    (strlen(text) < size && card_name_ok(text));
}

static int
check_pin(const struct directory_pin *pin, struct why *w)
{
	if (card_check(pin->card->agency, pin->card->name,
		pin->card->fingerprint, w) != 0)
		return -1;
	if (pin->card->key.len == 0)
		return why_set(w, WHY_CARD, "the card has no key");
	if (pin->card->person[0] != '\0')
		return why_set(w, WHY_CARD,
		    "the card is that of person %s of agency %s, not of the "
		    "agency itself",
		    pin->card->person, pin->card->agency);
	if ((pin->roles & ~(unsigned)DIRECTORY_ALL_ROLES) != 0)
		return why_set(w, WHY_USAGE, "no role of an agency");
	if (pin->kind > DIRECTORY_KINDS)
		return why_set(w, WHY_USAGE, "no kind of agency");
	if (pin->approved_until_s != 0 &&
	    (pin->approved_until_s <= pin->now_s ||
		pin->approved_until_s <= pin->approved_from_s))
		return why_set(w, WHY_USAGE,
		    "an approval ends behind now, and behind its beginning");
	if (!text_fits(pin->force_code, DIRECTORY_CODE_BYTES))
		return why_set(w, WHY_USAGE,
		    "a force code is at most %d bytes of printable text",
		    DIRECTORY_CODE_BYTES - 1);
	if (!text_fits(pin->contact, DIRECTORY_CONTACT_BYTES))
		return why_set(w, WHY_USAGE,
		    "a contact is at most %d bytes of printable text",
		    DIRECTORY_CONTACT_BYTES - 1);
	return 0;
}

/* What is not said stays while it is approved, and else begins now, for good.
 */
static void
approve(struct directory_agency *a, const struct directory_pin *pin)
{
	bool was = a->status == DIRECTORY_APPROVED && a->approved_from_s != 0;

	if (pin->approved_from_s != 0)
		a->approved_from_s = pin->approved_from_s;
	else if (!was)
		a->approved_from_s = pin->now_s;
	if (pin->approved_until_s != 0)
		a->approved_until_s = pin->approved_until_s;
	else if (!was || a->approved_until_s <= pin->now_s ||
	    a->approved_until_s <= a->approved_from_s)
		a->approved_until_s = DIRECTORY_NEVER;
	a->status = DIRECTORY_APPROVED;
}

int
directory_pin(struct directory *d, const struct directory_pin *pin,
    struct why *w)
{
	const struct card *card = pin->card;
	struct directory_agency *a;
	struct directory_key *key;

	if (check_pin(pin, w) != 0 || check_conflict(d, pin, w) != 0)
		return -1;
	a = agency_of(d, card->agency);
	if (a == NULL && (a = insert(d, card->agency, w)) == NULL)
		return -1;
	key = directory_key_of(d, card->fingerprint);
	if (key == NULL) {
		end_old_keys(a, pin);
		key = directory_key_new(d, a, card, w);
	} else {
		/* a new card of the same key: it may live longer now */
		if (directory_key_put(key, &card->key, w) != 0)
			key = NULL;
	}
	if (key == NULL)
		return -1;
	put_text(a->name, sizeof a->name, card->name);
	put_text(a->force_code, sizeof a->force_code, pin->force_code);
	put_text(a->contact, sizeof a->contact, pin->contact);
	if (pin->kind != DIRECTORY_KINDS)
		a->kind = pin->kind;
	if (pin->roles != 0)
		a->roles = pin->roles;
	approve(a, pin);
	return 0;
}

int
directory_withdraw(struct directory *d, const char *agency,
    enum directory_status status, struct why *w)
{
	struct directory_agency *a = agency_of(d, agency);

	if (a == NULL || is_issuer(d, agency) || a->status >= status)
		return why_set(w, WHY_USAGE, "no agency \"%s\" is pinned",
		    agency);
	a->status = status;
	return 0;
}

int
directory_next(struct directory *d, const struct bytes *held, int64_t now_s,
    struct why *w)
{
	uint8_t(*earlier)[HASH_DIGEST_BYTES];

	if (d->version >= DIRECTORY_MAX_VERSION)
		return why_set(w, WHY_LIMIT,
		    "the directory has had %d versions, the most there can be",
		    DIRECTORY_MAX_VERSION);
	if (held != NULL) {
		earlier = reallocarray(d->earlier, d->version, sizeof *earlier);
		if (earlier == NULL)
			return why_memory(w);
		d->earlier = earlier;
		directory_digest(held, earlier[d->version - 1]);
	}
	d->version++;
	/* Time does not run backwards here, whatever the clock does. */
	if (now_s > d->issued_s)
		d->issued_s = now_s;
	return 0;
}
