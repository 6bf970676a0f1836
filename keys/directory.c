#include "keys/directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	enum directory_role role;
	const char *name;
} roles[] = {
	{ DIRECTORY_SEAL, "seal" },
	{ DIRECTORY_RECEIVE, "receive" },
	{ DIRECTORY_ORDER, "order" },
};

#define ROLES (sizeof roles / sizeof roles[0])

const char *
directory_role_name(enum directory_role role)
{
	for (size_t i = 0; i < ROLES; i++) {
		if (roles[i].role == role)
			return roles[i].name;
	}
	return NULL;
}

unsigned int
directory_roles_parse(const char *list)
{
	unsigned int out = 0;

	for (;;) {
		size_t len = strcspn(list, ",");
		unsigned int bit = 0;

		for (size_t i = 0; i < ROLES; i++) {
			if (strlen(roles[i].name) == len &&
			    memcmp(roles[i].name, list, len) == 0)
				bit = roles[i].role;
		}
		if (bit == 0 || (out & bit) != 0)
			return 0;
		out |= bit;
		if (list[len] == '\0')
			return out;
		list += len + 1;
	}
}

void
directory_clear(struct directory *d)
{
	free(d->entries);
	*d = (struct directory){ 0 };
}

static int
append(struct directory *d, const struct directory_entry *e, struct why *w)
{
	struct directory_entry *entries;
	size_t cap = d->cap == 0 ? 16 : d->cap * 2;

	if (d->n >= DIRECTORY_MAX_ENTRIES)
		return why_set(w, WHY_CARD,
		    "the directory is full: it holds %d agencies",
		    DIRECTORY_MAX_ENTRIES);
	if (d->n == d->cap) {
		entries = reallocarray(d->entries, cap, sizeof *entries);
		if (entries == NULL)
			return why_memory(w);
		d->entries = entries;
		d->cap = cap;
	}
	d->entries[d->n++] = *e;
	return 0;
}

static struct directory_entry
entry_of(const struct card *card, enum directory_status status,
    unsigned int role_bits, int64_t now_s)
{
	struct directory_entry e = {
		.roles = role_bits,
		.pinned_at_s = now_s,
		.status = status,
	};

	snprintf(e.agency, sizeof e.agency, "%s", card->agency);
	snprintf(e.name, sizeof e.name, "%s", card->name);
	snprintf(e.fingerprint, sizeof e.fingerprint, "%s", card->fingerprint);
	return e;
}

int
directory_found(struct directory *d, const struct card *self, int64_t now_s,
    struct why *w)
{
	struct directory_entry e =
	    entry_of(self, DIRECTORY_SELF, DIRECTORY_ALL_ROLES, now_s);

	if (card_check(self->agency, self->name, self->fingerprint, w) != 0)
		return -1;
	return append(d, &e, w);
}

const struct directory_entry *
directory_find_agency(const struct directory *d, const char *agency)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->entries[i].status != DIRECTORY_UNPINNED &&
		    strcmp(d->entries[i].agency, agency) == 0)
			return &d->entries[i];
	}
	return NULL;
}

const struct directory_entry *
directory_find_fingerprint(const struct directory *d, const char *fingerprint)
{
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->entries[i].fingerprint, fingerprint) == 0)
			return &d->entries[i];
	}
	return NULL;
}

void
directory_doubt(const struct directory *d, const char *fingerprint,
    struct why *fault)
{
	const struct directory_entry *e;

	if (fault->reason != WHY_SIGNER_UNKNOWN)
		return;
	e = directory_find_fingerprint(d, fingerprint);
	if (e == NULL)
		return;
	why_clear(fault);
	why_set(fault, WHY_GPG,
	    "gpg does not find the key %s, which is that of agency %s",
	    fingerprint, e->agency);
}

bool
directory_may(const struct directory_entry *e, enum directory_role role)
{
	return e != NULL && e->status != DIRECTORY_UNPINNED &&
	    (e->roles & (unsigned int)role) != 0;
}

/* An id or a fingerprint that somebody else stands for. */
static int
check_conflict(const struct directory *d, const struct card *card,
    struct why *w)
{
	const struct directory_entry *same_id =
	    directory_find_agency(d, card->agency);
	const struct directory_entry *same_key =
	    directory_find_fingerprint(d, card->fingerprint);

	if ((same_id != NULL && same_id->status == DIRECTORY_SELF) ||
	    (same_key != NULL && same_key->status == DIRECTORY_SELF))
		return why_set(w, WHY_CARD,
		    "agency %s with key %s: this is our own id or key",
		    card->agency, card->fingerprint);
	if (same_id != NULL &&
	    strcmp(same_id->fingerprint, card->fingerprint) != 0)
		return why_set(w, WHY_CARD,
		    "another key stands already for agency %s: %s is pinned, "
		    "the card says %s",
		    card->agency, same_id->fingerprint, card->fingerprint);
	if (same_key != NULL && same_key->status == DIRECTORY_PINNED &&
	    strcmp(same_key->agency, card->agency) != 0)
		return why_set(w, WHY_CARD,
		    "key %s stands already for agency %s, the card says %s",
		    card->fingerprint, same_key->agency, card->agency);
	return 0;
}

int
directory_pin(struct directory *d, const struct card *card,
    unsigned int role_bits, int64_t now_s, struct why *w)
{
	struct directory_entry e =
	    entry_of(card, DIRECTORY_PINNED, role_bits, now_s);

	if (card_check(card->agency, card->name, card->fingerprint, w) != 0)
		return -1;
	if (role_bits == 0 || (role_bits & ~7U) != 0)
		return why_set(w, WHY_USAGE,
		    "an agency needs at least one role");
	if (check_conflict(d, card, w) != 0)
		return -1;
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->entries[i].fingerprint, e.fingerprint) == 0) {
			d->entries[i] = e;
			return 0;
		}
	}
	return append(d, &e, w);
}

int
directory_unpin(struct directory *d, const char *agency, struct why *w)
{
	for (size_t i = 0; i < d->n; i++) {
		struct directory_entry *e = &d->entries[i];

		if (e->status == DIRECTORY_PINNED &&
		    strcmp(e->agency, agency) == 0) {
			e->status = DIRECTORY_UNPINNED;
			return 0;
		}
	}
	return why_set(w, WHY_USAGE, "no agency \"%s\" is pinned", agency);
}
