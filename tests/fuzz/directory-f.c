/** Directories of agencies. Source: directory.txt, 2. */

#include "keys/directory.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_VERSION,
	WHY_DIRECTORY, WHY_NONE };

static int
differs(void *self, const struct directory_change *change)
{
	(void)self;
	(void)change;
	return 1;
}

static void
check_key(const struct directory *d, const struct directory_agency *a,
    const struct directory_key *k)
{
	const struct directory_key *found = NULL;

	fuzz_must(card_print_ok(k->fingerprint), "a fingerprint is one");
	fuzz_must(directory_find_key(d, k->fingerprint, &found) == a &&
		found == k,
	    "a key stands once");
	fuzz_must(k->use != 0 && (k->use & ~3U) == 0, "a key has a use");
	fuzz_must((k->roles & ~(unsigned)DIRECTORY_ALL_ROLES) == 0,
	    "the roles of a key have names");
	fuzz_must(card_person_ok(k->person), "a person has an id");
	fuzz_must(k->person[0] == '\0' ||
		(k->use == DIRECTORY_SIGN &&
		    (k->roles & DIRECTORY_RECEIVE) == 0),
	    "a person's key only signs");
	fuzz_must(k->valid_from_s < k->valid_until_s, "a key has a time");
	fuzz_must(k->key.len > 0, "a key has a text");
}

static void
check_agency(const struct directory *d, const struct directory_agency *a)
{
	struct why w = { 0 };

	fuzz_must(card_check(a->agency, a->name, d->issuer.fingerprint, &w) ==
		0,
	    "an agency holds what a card may hold");
	fuzz_must(directory_find_agency(d, a->agency) == a,
	    "an agency stands once, in order");
	fuzz_must((a->roles & ~(unsigned)DIRECTORY_ALL_ROLES) == 0 &&
		directory_kind_name(a->kind) != NULL &&
		directory_status_name(a->status) != NULL,
	    "roles, kind and status have names");
	fuzz_must(a->n_keys > 0 && a->n_keys <= DIRECTORY_MAX_KEYS,
	    "an agency has a key");
	for (size_t i = 0; i < a->n_keys; i++)
		check_key(d, a, &a->keys[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct directory_agency *issuer;
	const struct directory_key *key = NULL;
	struct directory d;
	struct bytes again = { 0 };
	struct why w = { 0 };

	if (!fuzz_passed(directory_parse(&d, data, size, &w), &w, refusals)) {
		fuzz_must(d.agencies == NULL && d.n == 0 && d.earlier == NULL,
		    "nothing is left of what was refused");
		return 0;
	}
	fuzz_must(directory_write(&d, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "a directory has one form");
	for (size_t i = 0; i < d.n; i++)
		check_agency(&d, &d.agencies[i]);
	issuer = directory_find_key(&d, d.issuer.fingerprint, &key);
	fuzz_must(issuer != NULL &&
		strcmp(issuer->agency, d.issuer.agency) == 0 &&
		directory_key_issues(issuer, key),
	    "its issuer may issue it");
	fuzz_must(directory_diff(&d, &d, differs, NULL) == 0,
	    "it is no other than itself");
	fuzz_must(directory_follows(&d, &again, &d, &again, &w) == -1 &&
		w.reason == WHY_USAGE,
	    "it does not follow itself");
	bytes_clear(&again);
	directory_clear(&d);
	return 0;
}
