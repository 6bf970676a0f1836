#include "keys/known.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *
known_by_name(enum known_by by)
{
	static const char *const names[] = {
		[KNOWN_NOW] = "now",
		[KNOWN_LOG] = "log",
		[KNOWN_TOKEN] = "timestamp",
		[KNOWN_HEAD] = "cosignature",
	};

	return names[by];
}

/* NULL: it is not among them. */
static const struct known_one *
look(const struct known *k, const struct known_one *want)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct known_one *one = &k->all[i];

		if (strcmp(one->fingerprint, want->fingerprint) == 0 &&
		    memcmp(one->digest, want->digest, HASH_DIGEST_BYTES) == 0)
			return one;
	}
	return NULL;
}

/* Is a statement of this key spoken of? A long one is not hashed in vain. */
static bool
has_signer(const struct known *k, const char *fingerprint)
{
	for (size_t i = 0; i < k->n; i++) {
		if (strcmp(k->all[i].fingerprint, fingerprint) == 0)
			return fingerprint[0] != '\0';
	}
	return false;
}

struct known_since
known_find(const struct known *k, const struct known_ask *ask)
{
	const struct known_one *found[2] = { NULL, NULL };
	struct known_one want = { 0 };
	struct known_since out = { 0 };

	if (k == NULL || k->n == 0)
		return out;
	hash_digest_of(ask->signature->data, ask->signature->len, want.digest);
	found[0] = look(k, &want);
	if (has_signer(k, ask->fingerprint)) {
		(void)snprintf(want.fingerprint, sizeof want.fingerprint, "%s",
		    ask->fingerprint);
		hash_digest_of(ask->statement, ask->len, want.digest);
		found[1] = look(k, &want);
	}
	for (size_t i = 0; i < 2; i++) {
		if (found[i] != NULL &&
		    (out.by == KNOWN_NOW ||
			found[i]->since.time_s < out.time_s))
			out = found[i]->since;
	}
	return out;
}

static int
add_one(struct known *k, const struct known_one *one, struct why *w)
{
	const struct known_one *old = look(k, one);

	if (old != NULL) {
		if (one->since.time_s < old->since.time_s)
			k->all[old - k->all] = *one;
		return 0;
	}
	if (k->n == KNOWN_MAX)
		return why_set(w, WHY_LIMIT,
		    "the time of more than %d signatures is shown", KNOWN_MAX);
	k->all[k->n++] = *one;
	return 0;
}

int
known_add(struct known *k, const void *file, size_t len,
    const struct known_since *since, struct why *w)
{
	struct known_one one = { .since = *since };
	struct signature_file all;

	if (signature_parse_file(&all, file, len, w) != 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		hash_digest_of(all.all[i].data, all.all[i].len, one.digest);
		if (add_one(k, &one, w) != 0)
			return -1;
	}
	return 0;
}

int
known_add_signer(struct known *k, const void *statement, size_t len,
    const char *fingerprint, const struct known_since *since, struct why *w)
{
	struct known_one one = { .since = *since };

	(void)snprintf(one.fingerprint, sizeof one.fingerprint, "%s",
	    fingerprint);
	hash_digest_of(statement, len, one.digest);
	return add_one(k, &one, w);
}
