#include <inttypes.h>
#include <string.h>

#include "keys/directory.h"

static struct lineage
line_of(const struct directory *d)
{
	return (
	    struct lineage){ d->issuer, d->version, d->issued_s, d->earlier };
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
	const struct lineage was = line_of(held);
	const struct lineage is = line_of(fresh);
	const struct lineage_step step = {
		.held = &was,
		.held_text = text,
		.fresh = &is,
		.fresh_text = fresh_text,
		.kind = &directory_lineage,
	};

	if (lineage_older(&step, w) != 0 || check_issuer(held, fresh, w) != 0)
		return -1;
	return lineage_newer(&step, w);
}
