#include "keys/known.h"

#include <string.h>

const char *
known_by_name(enum known_by by)
{
	static const char *const names[] = {
		[KNOWN_NOW] = "now",
		[KNOWN_LOG] = "log",
		[KNOWN_TOKEN] = "timestamp",
	};

	return names[by];
}

static void
digest_of(const struct signature *s, uint8_t out[HASH_DIGEST_BYTES])
{
	struct hash_digest d;

	hash_digest_init(&d);
	hash_digest_add(&d, s->data, s->len);
	hash_digest_final(&d, out);
}

/* NULL: it is not among them. */
static const struct known_one *
look(const struct known *k, const uint8_t digest[HASH_DIGEST_BYTES])
{
	for (size_t i = 0; i < k->n; i++) {
		if (memcmp(k->all[i].digest, digest, HASH_DIGEST_BYTES) == 0)
			return &k->all[i];
	}
	return NULL;
}

struct known_since
known_find(const struct known *k, const struct signature *s)
{
	const struct known_one *one = NULL;
	uint8_t digest[HASH_DIGEST_BYTES];

	if (k != NULL && k->n > 0) {
		digest_of(s, digest);
		one = look(k, digest);
	}
	return one == NULL ? (struct known_since){ 0 } : one->since;
}

static int
add_one(struct known *k, const struct known_one *one, struct why *w)
{
	const struct known_one *old = look(k, one->digest);

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
		digest_of(&all.all[i], one.digest);
		if (add_one(k, &one, w) != 0)
			return -1;
	}
	return 0;
}
