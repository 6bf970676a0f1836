#include <inttypes.h>
#include <string.h>

#include "formats/text.h"
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
		    (key->use & DIRECTORY_SIGN) == 0)))
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

/* --- what is not as before --- */

#define LIST_BYTES 96

struct diff {
	int (*each)(void *self, const struct directory_change *change);
	void *self;
	struct directory_change now; /* agency and key that are compared */
	int said;
};

static void
tell(struct diff *d, const char *what, const char *before, const char *after)
{
	struct directory_change change = d->now;

	change.what = what;
	change.before = before;
	change.after = after;
	if (d->said == 0)
		d->said = d->each(d->self, &change);
}

static void
compare(struct diff *d, const char *what, const char *before, const char *after)
{
	if (strcmp(before, after) != 0)
		tell(d, what, before, after);
}

static const char *
time_text(char out[TEXT_TIME_BYTES], int64_t time_s)
{
	out[0] = '\0';
	if (time_s != DIRECTORY_NEVER)
		text_time_format(out, time_s);
	return out;
}

static void
compare_times(struct diff *d, const char *what, int64_t before, int64_t after)
{
	char a[TEXT_TIME_BYTES];
	char b[TEXT_TIME_BYTES];

	if (before != after)
		tell(d, what, time_text(a, before), time_text(b, after));
}

static const char *
role_list(char out[LIST_BYTES], unsigned roles)
{
	size_t at = 0;

	out[0] = '\0';
	for (unsigned bit = 1; bit <= DIRECTORY_ADMINISTER; bit <<= 1) {
		const char *name = directory_role_name(bit);
		size_t len = strlen(name);

		if ((roles & bit) == 0 || at + len + 2 > LIST_BYTES)
			continue;
		if (at > 0)
			out[at++] = ',';
		memcpy(out + at, name, len + 1);
		at += len;
	}
	return out;
}

static const char *
use_text(unsigned use)
{
	static const char *const words[] = { "", "sign", "encrypt",
		"sign,encrypt" };

	return words[use & 3U];
}

static void
compare_keys(struct diff *d, const struct directory_key *a,
    const struct directory_key *b)
{
	d->now.key = b != NULL ? b->fingerprint : a->fingerprint;
	if (a == NULL || b == NULL) {
		tell(d, a == NULL ? "added" : "removed",
		    a == NULL ? "" : use_text(a->use),
		    b == NULL ? "" : use_text(b->use));
		d->now.key = NULL;
		return;
	}
	compare(d, "use", use_text(a->use), use_text(b->use));
	compare_times(d, "valid_from", a->valid_from_s, b->valid_from_s);
	compare_times(d, "valid_until", a->valid_until_s, b->valid_until_s);
	compare_times(d, "superseded", a->superseded_s, b->superseded_s);
	compare_times(d, "revoked", a->revoked_s, b->revoked_s);
	compare_times(d, "compromised", a->compromised_s, b->compromised_s);
	if (a->key.len != b->key.len ||
	    memcmp(a->key.data, b->key.data, a->key.len) != 0)
		tell(d, "key", "", "another text of the same key");
	d->now.key = NULL;
}

static const struct directory_key *
key_among(const struct directory_agency *a, const char *fingerprint)
{
	for (size_t i = 0; i < a->n_keys; i++) {
		if (strcmp(a->keys[i].fingerprint, fingerprint) == 0)
			return &a->keys[i];
	}
	return NULL;
}

static void
compare_agencies(struct diff *d, const struct directory_agency *a,
    const struct directory_agency *b)
{
	static const struct directory_agency nobody;
	char was[LIST_BYTES];
	char is[LIST_BYTES];
	const struct directory_agency *from = a != NULL ? a : &nobody;
	const struct directory_agency *to = b != NULL ? b : &nobody;

	d->now.agency = b != NULL ? b->agency : a->agency;
	if (a == NULL || b == NULL) {
		tell(d, a == NULL ? "added" : "removed",
		    role_list(was, from->roles), role_list(is, to->roles));
	} else {
		compare(d, "name", a->name, b->name);
		compare(d, "kind", directory_kind_name(a->kind),
		    directory_kind_name(b->kind));
		compare(d, "force_code", a->force_code, b->force_code);
		compare(d, "contact", a->contact, b->contact);
		compare(d, "status", directory_status_name(a->status),
		    directory_status_name(b->status));
		compare_times(d, "approved_from", a->approved_from_s,
		    b->approved_from_s);
		compare_times(d, "approved_until", a->approved_until_s,
		    b->approved_until_s);
		compare(d, "roles", role_list(was, a->roles),
		    role_list(is, b->roles));
	}
	for (size_t i = 0; i < from->n_keys; i++)
		compare_keys(d, &from->keys[i],
		    key_among(to, from->keys[i].fingerprint));
	for (size_t i = 0; i < to->n_keys; i++) {
		if (key_among(from, to->keys[i].fingerprint) == NULL)
			compare_keys(d, NULL, &to->keys[i]);
	}
}

int
directory_diff(const struct directory *before, const struct directory *after,
    int (*each)(void *self, const struct directory_change *change), void *self)
{
	struct diff d = { .each = each, .self = self };
	size_t i = 0;
	size_t j = 0;

	while (d.said == 0 && (i < before->n || j < after->n)) {
		int order = i == before->n ? 1
		    : j == after->n	   ? -1
					   : strcmp(before->agencies[i].agency,
						 after->agencies[j].agency);

		compare_agencies(&d, order <= 0 ? &before->agencies[i] : NULL,
		    order >= 0 ? &after->agencies[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	return d.said;
}
