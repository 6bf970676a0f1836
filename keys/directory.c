#include "keys/directory.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	enum directory_role role;
	const char *name;
} roles[] = {
	{ DIRECTORY_SEAL, "seal" },
	{ DIRECTORY_RECEIVE, "receive" },
	{ DIRECTORY_ORDER, "order-deletion" },
	{ DIRECTORY_ORDER_ALL, "order-all" },
	{ DIRECTORY_ANSWER, "answer" },
	{ DIRECTORY_APPROVE, "approve" },
	{ DIRECTORY_WITNESS, "witness" },
	{ DIRECTORY_ADMINISTER, "administer" },
};

#define ROLES (sizeof roles / sizeof roles[0])

static const char *const kinds[] = {
	[DIRECTORY_POLICE] = "police",
	[DIRECTORY_LAW_ENFORCEMENT] = "law-enforcement",
	[DIRECTORY_AUTHORITY] = "authority",
	[DIRECTORY_COURT] = "court",
	[DIRECTORY_PROSECUTION] = "prosecution",
	[DIRECTORY_DEFENCE] = "defence",
	[DIRECTORY_OTHER] = "other",
};

static const char *const statuses[] = {
	[DIRECTORY_APPROVED] = "approved",
	[DIRECTORY_SUSPENDED] = "suspended",
	[DIRECTORY_WITHDRAWN] = "withdrawn",
};

const char *
directory_role_name(enum directory_role role)
{
	for (size_t i = 0; i < ROLES; i++) {
		if (roles[i].role == role)
			return roles[i].name;
	}
	return NULL;
}

const char *
directory_use_name(enum directory_use use)
{
	return use == DIRECTORY_SIGN   ? "sign"
	    : use == DIRECTORY_ENCRYPT ? "encrypt"
				       : NULL;
}

const char *
directory_kind_name(enum directory_kind kind)
{
	return kind < DIRECTORY_KINDS ? kinds[kind] : NULL;
}

const char *
directory_status_name(enum directory_status status)
{
	return status < DIRECTORY_STATUSES ? statuses[status] : NULL;
}

enum directory_kind
directory_kind_parse(const char *name)
{
	unsigned i = 0;

	while (i < DIRECTORY_KINDS && strcmp(kinds[i], name) != 0)
		i++;
	return (enum directory_kind)i;
}

unsigned
directory_roles_parse(const char *list)
{
	unsigned out = 0;

	for (;;) {
		size_t len = strcspn(list, ",");
		unsigned bit = 0;

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
	for (size_t i = 0; i < d->n; i++) {
		struct directory_agency *a = &d->agencies[i];

		for (size_t j = 0; j < a->n_keys; j++)
			bytes_clear(&a->keys[j].key);
		free(a->keys);
	}
	free(d->agencies);
	free(d->earlier);
	free(d->places);
	*d = (struct directory){ 0 };
}

void
directory_digest(const struct bytes *text, uint8_t out[HASH_DIGEST_BYTES])
{
	lineage_digest(text, out);
}

const struct directory_agency *
directory_find_agency(const struct directory *d, const char *agency)
{
	size_t from = 0;
	size_t to = d->n;

	while (from < to) {
		size_t at = from + (to - from) / 2;
		int order = strcmp(agency, d->agencies[at].agency);

		if (order == 0)
			return &d->agencies[at];
		if (order < 0)
			to = at;
		else
			from = at + 1;
	}
	return NULL;
}

static const char *
print_at(const struct directory *d, const struct directory_place *p)
{
	return d->agencies[p->agency].keys[p->key].fingerprint;
}

/* The first place whose key is not before this one. */
static size_t
place_of(const struct directory *d, const char *fingerprint)
{
	size_t from = 0;
	size_t to = d->n_places;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (strcmp(print_at(d, &d->places[at]), fingerprint) < 0)
			from = at + 1;
		else
			to = at;
	}
	return from;
}

const struct directory_agency *
directory_find_key(const struct directory *d, const char *fingerprint,
    const struct directory_key **key)
{
	size_t at = place_of(d, fingerprint);
	const struct directory_agency *a;

	if (at == d->n_places ||
	    strcmp(print_at(d, &d->places[at]), fingerprint) != 0)
		return NULL;
	a = &d->agencies[d->places[at].agency];
	if (key != NULL)
		*key = &a->keys[d->places[at].key];
	return a;
}

static int
compare_places(const void *a, const void *b, void *d)
{
	return strcmp(print_at(d, a), print_at(d, b));
}

int
directory_index(struct directory *d, struct why *w)
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++)
		n += d->agencies[i].n_keys;
	free(d->places);
	d->n_places = 0;
	d->places = calloc(n + 1, sizeof *d->places);
	if (d->places == NULL)
		return why_memory(w);
	for (size_t i = 0; i < d->n; i++) {
		for (size_t j = 0; j < d->agencies[i].n_keys; j++)
			d->places[d->n_places++] = (struct directory_place){
				.agency = (uint32_t)i,
				.key = (uint32_t)j,
			};
	}
	qsort_r(d->places, n, sizeof *d->places, compare_places, d);
	for (size_t i = 1; i < n; i++) {
		const char *print = print_at(d, &d->places[i]);

		if (strcmp(print_at(d, &d->places[i - 1]), print) == 0)
			return why_set(w, WHY_DIRECTORY, "key %s stands twice",
			    print);
	}
	return 0;
}

int
directory_index_room(struct directory *d, struct why *w)
{
	struct directory_place *places =
	    reallocarray(d->places, d->n_places + 1, sizeof *places);

	if (places == NULL)
		return why_memory(w);
	d->places = places;
	return 0;
}

void
directory_index_add(struct directory *d, const struct directory_agency *a,
    const struct directory_key *k)
{
	size_t at = place_of(d, k->fingerprint);
	struct directory_place *place = &d->places[at];

	memmove(place + 1, place, (d->n_places - at) * sizeof *place);
	place->agency = (uint32_t)(a - d->agencies);
	place->key = (uint32_t)(k - a->keys);
	d->n_places++;
}

static bool
counts(const struct directory_key *k, int64_t now_s)
{
	return k->valid_from_s <= now_s && now_s < k->valid_until_s &&
	    now_s < k->superseded_s && now_s < k->revoked_s &&
	    now_s < k->compromised_s;
}

const struct directory_key *
directory_current(const struct directory_agency *a, enum directory_use use,
    int64_t now_s)
{
	const struct directory_key *best = NULL;

	for (size_t i = 0; i < a->n_keys; i++) {
		const struct directory_key *k = &a->keys[i];

		if ((k->use & (unsigned)use) == 0 || k->person[0] != '\0' ||
		    !counts(k, now_s) ||
		    (use == DIRECTORY_ENCRYPT &&
			(k->roles & DIRECTORY_RECEIVE) == 0))
			continue;
		if (best == NULL || k->valid_from_s >= best->valid_from_s)
			best = k;
	}
	return best;
}

bool
directory_approved(const struct directory_agency *a, int64_t at_s)
{
	return a->status == DIRECTORY_APPROVED && a->approved_from_s <= at_s &&
	    at_s < a->approved_until_s;
}

bool
directory_may(const struct directory_agency *a, enum directory_role role,
    int64_t now_s)
{
	return a != NULL && directory_approved(a, now_s) &&
	    (a->roles & (unsigned)role) != 0;
}

bool
directory_key_may(const struct directory_agency *a,
    const struct directory_key *k, enum directory_role role, int64_t now_s)
{
	return directory_may(a, role, now_s) &&
	    (k->roles & (unsigned)role) != 0;
}

bool
directory_key_issues(const struct directory_agency *a,
    const struct directory_key *k)
{
	return (a->roles & k->roles & DIRECTORY_ADMINISTER) != 0 &&
	    (k->use & DIRECTORY_SIGN) != 0 && k->person[0] == '\0';
}

void
directory_doubt(const struct directory *d, const char *fingerprint,
    struct why *fault)
{
	const struct directory_agency *a;

	if (fault->reason != WHY_SIGNER_UNKNOWN)
		return;
	a = directory_find_key(d, fingerprint, NULL);
	if (a == NULL)
		return;
	why_clear(fault);
	why_set(fault, WHY_GPG,
	    "gpg does not find the key %s, which is that of agency %s",
	    fingerprint, a->agency);
}
