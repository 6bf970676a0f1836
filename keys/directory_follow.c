#include <inttypes.h>
#include <string.h>

#include "keys/directory.h"

static int
fork_of(const struct directory *held, const struct directory *fresh,
    struct why *w)
{
	return why_set(w, WHY_DIRECTORY_FORK,
	    "version %" PRIu64 " does not come from the version %" PRIu64
	    " that is held: two lists go under one number",
	    fresh->version, held->version);
}

/* An older one of ours is a step back, anything else another branch. */
static int
check_older(const struct directory *held, const struct directory *fresh,
    const struct bytes *fresh_text, struct why *w)
{
	uint8_t digest[HASH_DIGEST_BYTES];

	directory_digest(fresh_text, digest);
	if (memcmp(held->earlier[fresh->version - 1], digest, sizeof digest) !=
	    0)
		return fork_of(held, fresh, w);
	return why_set(w, WHY_DIRECTORY_ROLLBACK,
	    "version %" PRIu64 " is older than the version %" PRIu64
	    " that is held",
	    fresh->version, held->version);
}

static int
check_newer(const struct directory *held, const struct bytes *text,
    const struct directory *fresh, struct why *w)
{
	uint8_t digest[HASH_DIGEST_BYTES];

	directory_digest(text, digest);
	for (uint64_t i = 0; i < held->version; i++) {
		const uint8_t *want =
		    i + 1 < held->version ? held->earlier[i] : digest;

		if (memcmp(fresh->earlier[i], want, sizeof digest) != 0)
			return fork_of(held, fresh, w);
	}
	if (fresh->issued_s < held->issued_s)
		return why_set(w, WHY_DIRECTORY_ROLLBACK,
		    "version %" PRIu64 " was issued before version %" PRIu64,
		    fresh->version, held->version);
	return 0;
}

/* The issuer's own key, or another one that the held version lists for the same
 * agency; and nothing is known against it. Source: directory.txt, 4.3. */
static int
check_issuer(const struct directory *held, const struct directory *fresh,
    struct why *w)
{
	const struct seal_party *now = &fresh->issuer;
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(held, now->fingerprint, &key);
	bool same = strcmp(held->issuer.fingerprint, now->fingerprint) == 0;

	if (strcmp(held->issuer.agency, now->agency) != 0 ||
	    (!same &&
		(a == NULL || strcmp(a->agency, now->agency) != 0 ||
		    !directory_key_issues(a, key))))
		return why_set(w, WHY_DIRECTORY_ISSUER,
		    "agency %s with key %s issued it, where %s with key %s is "
		    "the authority",
		    now->agency, now->fingerprint, held->issuer.agency,
		    held->issuer.fingerprint);
	if (key == NULL)
		return 0;
	if (key->compromised_s == DIRECTORY_NEVER &&
	    key->revoked_s == DIRECTORY_NEVER &&
	    fresh->issued_s < key->superseded_s &&
	    fresh->issued_s < key->valid_until_s)
		return 0;
	return why_set(w, WHY_DIRECTORY_ISSUER,
	    "key %s of %s issues no more: version %" PRIu64 " says so",
	    now->fingerprint, now->agency, held->version);
}

int
directory_follows(const struct directory *held, const struct bytes *text,
    const struct directory *fresh, const struct bytes *fresh_text,
    struct why *w)
{
	if (held->version > 0 && fresh->version == held->version &&
	    text->len == fresh_text->len &&
	    memcmp(text->data, fresh_text->data, text->len) == 0)
		return why_set(w, WHY_USAGE,
		    "version %" PRIu64 " is held already", fresh->version);
	if (held->version > 0 && fresh->version < held->version)
		return check_older(held, fresh, fresh_text, w);
	if (check_issuer(held, fresh, w) != 0)
		return -1;
	if (held->version == 0)
		return 0;
	if (fresh->version > held->version)
		return check_newer(held, text, fresh, w);
	return fork_of(held, fresh, w);
}
