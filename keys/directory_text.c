#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/text.h"
#include "keys/directory.h"

#define WORD_BYTES 32
#define ROLES_MAX  8
#define USES_MAX   2

/* A fault of JSON has its place already. */
static int
place(struct why *w, const char *list, size_t i)
{
	return w->reason == WHY_JSON ? -1 : why_in(w, "%s[%zu]", list, i);
}

static int
take_time(struct text_object *o, const char *key, int64_t *out, struct why *w)
{
	const char *text;

	if (text_string(o, key, TEXT_TIME_BYTES - 1, &text, w) != 0)
		return -1;
	*out = DIRECTORY_NEVER;
	if (text[0] == '\0' || text_time_parse(text, out))
		return 0;
	return why_set(w, WHY_DIRECTORY, "%s is no time", key);
}

/* Printable text, as in a name; may be empty. */
static int
take_text(struct text_object *o, const char *key, char *out, size_t size,
    struct why *w)
{
	if (text_copy(o, key, out, size, w) != 0)
		return -1;
	if (out[0] != '\0' && !card_name_ok(out))
		return why_set(w, WHY_DIRECTORY, "%s is not printable", key);
	return 0;
}

static int
take_roles(struct text_object *o, unsigned *out, struct why *w)
{
	struct text_array list;

	if (text_array(o, "roles", ROLES_MAX, &list, w) != 0)
		return -1;
	*out = 0;
	for (size_t i = 0; i < list.n; i++) {
		const char *name;
		unsigned bit;

		if (text_string_at(&list, i, WORD_BYTES, &name, w) != 0)
			return -1;
		bit = directory_roles_parse(name);
		/* one at a time, in ascending order */
		if (directory_role_name(bit) == NULL || bit <= *out)
			return why_set(w, WHY_DIRECTORY,
			    "\"%s\" is no role here", name);
		*out |= bit;
	}
	return 0;
}

static int
take_uses(struct text_object *o, unsigned *out, struct why *w)
{
	struct text_array list;

	if (text_array(o, "use", USES_MAX, &list, w) != 0)
		return -1;
	*out = 0;
	for (size_t i = 0; i < list.n; i++) {
		const char *name;
		unsigned bit = DIRECTORY_SIGN;

		if (text_string_at(&list, i, WORD_BYTES, &name, w) != 0)
			return -1;
		while (bit <= DIRECTORY_ENCRYPT &&
		    strcmp(directory_use_name(bit), name) != 0)
			bit <<= 1;
		/* each once, in order */
		if (bit > DIRECTORY_ENCRYPT || bit <= *out)
			return why_set(w, WHY_DIRECTORY,
			    "\"%s\" is no use here", name);
		*out |= bit;
	}
	return *out == 0 ? why_set(w, WHY_DIRECTORY, "no use") : 0;
}

/* Whose key it is and what it may do. */
static int
take_person(struct text_object *o, struct directory_key *k, struct why *w)
{
	const char *person;

	if (text_string(o, "person", CARD_PERSON_BYTES - 1, &person, w) != 0 ||
	    take_roles(o, &k->roles, w) != 0)
		return -1;
	if (!card_person_ok(person))
		return why_set(w, WHY_DIRECTORY, "no id of a person: \"%s\"",
		    person);
	(void)snprintf(k->person, sizeof k->person, "%s", person);
	if (person[0] != '\0' &&
	    (k->use != DIRECTORY_SIGN || (k->roles & DIRECTORY_RECEIVE) != 0))
		return why_set(w, WHY_DIRECTORY,
		    "a person's key only signs, and receives nothing");
	return 0;
}

static int
take_status(struct text_object *o, struct directory_agency *a, struct why *w)
{
	const char *kind;
	const char *status;
	unsigned i = 0;

	if (text_string(o, "kind", WORD_BYTES, &kind, w) != 0 ||
	    text_string(o, "status", WORD_BYTES, &status, w) != 0)
		return -1;
	a->kind = directory_kind_parse(kind);
	if (a->kind == DIRECTORY_KINDS)
		return why_set(w, WHY_DIRECTORY, "\"%s\" is no kind of agency",
		    kind);
	while (i < DIRECTORY_STATUSES &&
	    strcmp(directory_status_name(i), status) != 0)
		i++;
	if (i == DIRECTORY_STATUSES)
		return why_set(w, WHY_DIRECTORY, "\"%s\" is no status", status);
	a->status = (enum directory_status)i;
	return 0;
}

static int
take_key(struct text_object o, struct directory_key *k, struct why *w)
{
	const char *print;
	const char *key;

	if (text_string(&o, "fingerprint", CARD_PRINT_HEX - 1, &print, w) !=
		0 ||
	    take_uses(&o, &k->use, w) != 0 || take_person(&o, k, w) != 0 ||
	    text_time(&o, "valid_from", &k->valid_from_s, w) != 0 ||
	    take_time(&o, "valid_until", &k->valid_until_s, w) != 0 ||
	    take_time(&o, "superseded", &k->superseded_s, w) != 0 ||
	    take_time(&o, "revoked", &k->revoked_s, w) != 0 ||
	    take_time(&o, "compromised", &k->compromised_s, w) != 0 ||
	    text_string(&o, "key", CARD_MAX_BYTES, &key, w) != 0 ||
	    text_end(&o, w) != 0)
		return -1;
	if (!card_print_ok(print))
		return why_set(w, WHY_DIRECTORY, "no full fingerprint: \"%s\"",
		    print);
	if (k->valid_until_s <= k->valid_from_s)
		return why_set(w, WHY_DIRECTORY,
		    "valid_until is not behind valid_from");
	if (key[0] == '\0')
		return why_set(w, WHY_DIRECTORY, "no text of the key");
	(void)snprintf(k->fingerprint, sizeof k->fingerprint, "%s", print);
	return bytes_add(&k->key, key, strlen(key), w);
}

static int
take_keys(struct text_object *o, struct directory_agency *a, struct why *w)
{
	struct text_array list;

	if (text_array(o, "keys", DIRECTORY_MAX_KEYS, &list, w) != 0)
		return -1;
	if (list.n == 0)
		return why_set(w, WHY_DIRECTORY, "no key");
	a->keys = calloc(list.n, sizeof *a->keys);
	if (a->keys == NULL)
		return why_memory(w);
	for (size_t i = 0; i < list.n; i++) {
		/* counted first, so that all of it is cleared */
		a->n_keys = i + 1;
		if (take_key(text_at(&list, i), &a->keys[i], w) != 0)
			return place(w, "keys", i);
	}
	return 0;
}

static int
take_agency(struct text_object o, struct directory_agency *a, struct why *w)
{
	const char *agency;
	const char *name;

	if (text_string(&o, "agency", CARD_AGENCY_BYTES - 1, &agency, w) != 0 ||
	    text_string(&o, "name", CARD_NAME_BYTES - 1, &name, w) != 0 ||
	    take_status(&o, a, w) != 0 ||
	    take_text(&o, "force_code", a->force_code, sizeof a->force_code,
		w) != 0 ||
	    take_text(&o, "contact", a->contact, sizeof a->contact, w) != 0 ||
	    text_time(&o, "approved_from", &a->approved_from_s, w) != 0 ||
	    take_time(&o, "approved_until", &a->approved_until_s, w) != 0 ||
	    take_roles(&o, &a->roles, w) != 0 || take_keys(&o, a, w) != 0 ||
	    text_end(&o, w) != 0)
		return -1;
	if (!card_agency_ok(agency) || !card_name_ok(name))
		return why_set(w, WHY_DIRECTORY, "no id or name: \"%s\"",
		    agency);
	(void)snprintf(a->agency, sizeof a->agency, "%s", agency);
	(void)snprintf(a->name, sizeof a->name, "%s", name);
	return 0;
}

static int
take_agencies(struct directory *d, struct text_object *o, struct why *w)
{
	struct text_array list;

	if (text_array(o, "agencies", DIRECTORY_MAX_AGENCIES, &list, w) != 0)
		return -1;
	d->agencies = calloc(list.n + 1, sizeof *d->agencies);
	if (d->agencies == NULL)
		return why_memory(w);
	for (size_t i = 0; i < list.n; i++) {
		struct directory_agency *a = &d->agencies[i];

		d->n = i + 1;
		if (take_agency(text_at(&list, i), a, w) != 0)
			return place(w, "agencies", i);
		if (i > 0 && strcmp(a[-1].agency, a->agency) >= 0)
			return why_set(w, WHY_DIRECTORY,
			    "agencies[%zu]: \"%s\" does not stand in order", i,
			    a->agency);
	}
	return 0;
}

const struct lineage_kind directory_lineage = {
	.several = "lists",
	.bad = WHY_DIRECTORY,
	.rollback = WHY_DIRECTORY_ROLLBACK,
	.fork = WHY_DIRECTORY_FORK,
};

static int
take_line(struct directory *d, struct text_object *o, struct why *w)
{
	struct lineage line = { 0 };
	int rc = lineage_take(o, &directory_lineage, &line, w);

	d->issuer = line.issuer;
	d->version = line.version;
	d->issued_s = line.issued_s;
	d->earlier = line.earlier;
	return rc;
}

static int
take_all(struct directory *d, struct text_object o, struct why *w)
{
	const char *format;

	if (text_string(&o, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, DIRECTORY_FORMAT) != 0)
		return why_set(w, WHY_VERSION,
		    "format \"%s\": " DIRECTORY_FORMAT " is wanted", format);
	if (take_line(d, &o, w) != 0 || take_agencies(d, &o, w) != 0)
		return -1;
	return text_end(&o, w);
}

/* No key stands for two; the issuer may issue. */
static int
check_whole(struct directory *d, struct why *w)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *issuer;

	if (directory_index(d, w) != 0)
		return -1;
	issuer = directory_find_key(d, d->issuer.fingerprint, &key);
	if (issuer == NULL || strcmp(issuer->agency, d->issuer.agency) != 0 ||
	    !directory_key_issues(issuer, key))
		return why_set(w, WHY_DIRECTORY,
		    "its issuer has no role to issue it in it");
	return 0;
}

/* One form: what was understood, written again. */
static int
check_form(const struct directory *d, const void *data, size_t len,
    struct why *w)
{
	struct bytes again = { 0 };
	int rc = -1;

	if (directory_write(d, &again, w) != 0)
		goto out;
	if (again.len != len || memcmp(again.data, data, len) != 0)
		why_set(w, WHY_DIRECTORY, "is not in the one form");
	else
		rc = 0;
out:
	bytes_clear(&again);
	return rc;
}

int
directory_parse(struct directory *d, const void *data, size_t len,
    struct why *w)
{
	struct text text = { 0 };
	int rc = -1;

	*d = (struct directory){ 0 };
	if (len > DIRECTORY_MAX_BYTES)
		return why_set(w, WHY_DIRECTORY, "has more than %zu bytes",
		    DIRECTORY_MAX_BYTES);
	if (text_parse(&text, data, len, w) != 0)
		return -1;
	if (take_all(d, text_root(&text), w) == 0 && check_whole(d, w) == 0 &&
	    check_form(d, data, len, w) == 0)
		rc = 0;
	if (rc != 0)
		directory_clear(d);
	text_clear(&text);
	return rc;
}
