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
	*d = (struct directory){ 0 };
}

void
directory_digest(const struct bytes *text, uint8_t out[HASH_DIGEST_BYTES])
{
	struct hash_digest d;

	hash_digest_init(&d);
	hash_digest_add(&d, text->data, text->len);
	hash_digest_final(&d, out);
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

const struct directory_agency *
directory_find_key(const struct directory *d, const char *fingerprint,
    const struct directory_key **key)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct directory_agency *a = &d->agencies[i];

		for (size_t j = 0; j < a->n_keys; j++) {
			if (strcmp(a->keys[j].fingerprint, fingerprint) != 0)
				continue;
			if (key != NULL)
				*key = &a->keys[j];
			return a;
		}
	}
	return NULL;
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

		if ((k->use & (unsigned)use) == 0 || !counts(k, now_s))
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
