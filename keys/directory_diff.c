#include <string.h>

#include "formats/text.h"
#include "keys/directory.h"

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

/* A word, where there is one. */
static const char *
word(const char *name)
{
	return name == NULL ? "" : name;
}

static const char *
use_text(unsigned use)
{
	static const char *const words[] = { "", "sign", "encrypt",
		"sign,encrypt" };

	return words[use & 3U];
}

/* A key that comes is told with all that is said of it, so that nothing is
 * taken unseen: a is empty then. */
static void
compare_said_of_key(struct diff *d, const struct directory_key *a,
    const struct directory_key *b)
{
	char was[LIST_BYTES];
	char is[LIST_BYTES];

	compare(d, "person", a->person, b->person);
	compare(d, "roles", role_list(was, a->roles), role_list(is, b->roles));
	compare_times(d, "valid_from", a->valid_from_s, b->valid_from_s);
	compare_times(d, "valid_until", a->valid_until_s, b->valid_until_s);
	compare_times(d, "superseded", a->superseded_s, b->superseded_s);
	compare_times(d, "revoked", a->revoked_s, b->revoked_s);
	compare_times(d, "compromised", a->compromised_s, b->compromised_s);
}

static void
compare_keys(struct diff *d, const struct directory_key *a,
    const struct directory_key *b)
{
	static const struct directory_key none = {
		.valid_from_s = DIRECTORY_NEVER,
		.valid_until_s = DIRECTORY_NEVER,
		.superseded_s = DIRECTORY_NEVER,
		.revoked_s = DIRECTORY_NEVER,
		.compromised_s = DIRECTORY_NEVER,
	};

	d->now.key = b != NULL ? b->fingerprint : a->fingerprint;
	if (b == NULL) {
		tell(d, "removed", use_text(a->use), "");
	} else if (a == NULL) {
		tell(d, "added", "", use_text(b->use));
		compare_said_of_key(d, &none, b);
	} else {
		compare(d, "use", use_text(a->use), use_text(b->use));
		compare_said_of_key(d, a, b);
		if (a->key.len != b->key.len ||
		    memcmp(a->key.data, b->key.data, a->key.len) != 0)
			tell(d, "key", "", "another text of the same key");
	}
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

/* Likewise an agency that comes. */
static void
compare_said_of_agency(struct diff *d, const struct directory_agency *a,
    const struct directory_agency *b)
{
	char was[LIST_BYTES];
	char is[LIST_BYTES];

	compare(d, "kind", word(directory_kind_name(a->kind)),
	    directory_kind_name(b->kind));
	compare(d, "force_code", a->force_code, b->force_code);
	compare(d, "contact", a->contact, b->contact);
	compare(d, "status", word(directory_status_name(a->status)),
	    directory_status_name(b->status));
	compare_times(d, "approved_from", a->approved_from_s,
	    b->approved_from_s);
	compare_times(d, "approved_until", a->approved_until_s,
	    b->approved_until_s);
	compare(d, "roles", role_list(was, a->roles), role_list(is, b->roles));
}

static void
compare_agencies(struct diff *d, const struct directory_agency *a,
    const struct directory_agency *b)
{
	static const struct directory_agency nobody = {
		.kind = DIRECTORY_KINDS,
		.status = DIRECTORY_STATUSES,
		.approved_from_s = DIRECTORY_NEVER,
		.approved_until_s = DIRECTORY_NEVER,
	};
	const struct directory_agency *from = a != NULL ? a : &nobody;
	const struct directory_agency *to = b != NULL ? b : &nobody;

	d->now.agency = b != NULL ? b->agency : a->agency;
	if (b == NULL) {
		tell(d, "removed", a->name, "");
	} else {
		if (a == NULL)
			tell(d, "added", "", b->name);
		else
			compare(d, "name", a->name, b->name);
		compare_said_of_agency(d, from, b);
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
