#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/text.h"
#include "keys/directory.h"
#include "keys/file.h"

static const char *const statuses[] = {
	[DIRECTORY_SELF] = "self",
	[DIRECTORY_PINNED] = "pinned",
	[DIRECTORY_UNPINNED] = "unpinned",
};

#define STATUSES   (sizeof statuses / sizeof statuses[0])
#define WORD_BYTES 16
#define ROLES_MAX  3

static void
write_entry(struct text_out *o, const struct directory_entry *e)
{
	text_out_open(o, NULL, '{');
	text_out_string(o, "agency", e->agency);
	text_out_string(o, "name", e->name);
	text_out_string(o, "fingerprint", e->fingerprint);
	text_out_open(o, "roles", '[');
	for (unsigned int bit = 1; bit < DIRECTORY_ALL_ROLES; bit <<= 1) {
		if ((e->roles & bit) != 0)
			text_out_string(o, NULL, directory_role_name(bit));
	}
	text_out_close(o);
	text_out_time(o, "pinned_at", e->pinned_at_s);
	text_out_string(o, "status", statuses[e->status]);
	text_out_close(o);
}

int
directory_save(const struct directory *d, const char *path, struct why *w)
{
	struct bytes text = { 0 };
	struct text_out o = { .to = &text, .indent = 1 };
	int rc = -1;

	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", DIRECTORY_FORMAT);
	text_out_open(&o, "agencies", '[');
	for (size_t i = 0; i < d->n; i++)
		write_entry(&o, &d->entries[i]);
	text_out_close(&o);
	text_out_close(&o);
	if (text_out_end(&o, w) != 0 ||
	    file_write(path, text.data, text.len, w) != 0)
		goto out;
	rc = 0;
out:
	bytes_clear(&text);
	return rc;
}

static int
take_roles(struct text_object *o, unsigned int *out, struct why *w)
{
	struct text_array list;

	if (text_array(o, "roles", ROLES_MAX, &list, w) != 0)
		return -1;
	*out = 0;
	for (size_t i = 0; i < list.n; i++) {
		const char *name;
		unsigned int bit;

		if (text_string_at(&list, i, WORD_BYTES, &name, w) != 0)
			return -1;
		bit = directory_roles_parse(name);
		/* one at a time, in ascending order */
		if (directory_role_name(bit) == NULL || bit <= *out)
			return why_set(w, WHY_STORE, "\"%s\" is no role here",
			    name);
		*out |= bit;
	}
	return *out == 0 ? why_set(w, WHY_STORE, "no role") : 0;
}

static int
take_status(struct text_object *o, enum directory_status *out, struct why *w)
{
	const char *status;

	if (text_string(o, "status", WORD_BYTES, &status, w) != 0)
		return -1;
	for (size_t i = 0; i < STATUSES; i++) {
		if (strcmp(statuses[i], status) == 0) {
			*out = (enum directory_status)i;
			return 0;
		}
	}
	return why_set(w, WHY_STORE, "\"%s\" is no status", status);
}

static int
take_entry(struct text_object o, struct directory_entry *e, struct why *w)
{
	const char *agency;
	const char *name;
	const char *print;

	*e = (struct directory_entry){ 0 };
	if (text_string(&o, "agency", CARD_AGENCY_BYTES - 1, &agency, w) != 0 ||
	    text_string(&o, "name", CARD_NAME_BYTES - 1, &name, w) != 0 ||
	    text_string(&o, "fingerprint", CARD_PRINT_HEX - 1, &print, w) !=
		0 ||
	    take_roles(&o, &e->roles, w) != 0 ||
	    text_time(&o, "pinned_at", &e->pinned_at_s, w) != 0 ||
	    take_status(&o, &e->status, w) != 0 || text_end(&o, w) != 0 ||
	    card_check(agency, name, print, w) != 0)
		return -1;
	snprintf(e->agency, sizeof e->agency, "%s", agency);
	snprintf(e->name, sizeof e->name, "%s", name);
	snprintf(e->fingerprint, sizeof e->fingerprint, "%s", print);
	return 0;
}

/* First itself and then others; no id and no key stands for two. */
static int
check_entry(const struct directory *d, size_t i,
    const struct directory_entry *e, struct why *w)
{
	if ((i == 0) != (e->status == DIRECTORY_SELF))
		return why_set(w, WHY_STORE,
		    "the agency itself is not the first");
	if (directory_find_fingerprint(d, e->fingerprint) != NULL)
		return why_set(w, WHY_STORE, "key %s stands twice",
		    e->fingerprint);
	if (e->status != DIRECTORY_UNPINNED &&
	    directory_find_agency(d, e->agency) != NULL)
		return why_set(w, WHY_STORE, "agency %s stands twice",
		    e->agency);
	return 0;
}

static int
take_all(struct directory *d, struct text_object o, struct why *w)
{
	struct directory_entry *e;
	struct text_array list;
	const char *format;

	if (text_string(&o, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, DIRECTORY_FORMAT) != 0)
		return why_set(w, WHY_STORE,
		    "format \"%s\": " DIRECTORY_FORMAT " is wanted", format);
	if (text_array(&o, "agencies", DIRECTORY_MAX_ENTRIES, &list, w) != 0 ||
	    text_end(&o, w) != 0)
		return -1;
	if (list.n == 0)
		return why_set(w, WHY_STORE, "the agency itself is missing");
	d->entries = calloc(list.n, sizeof *d->entries);
	if (d->entries == NULL)
		return why_memory(w);
	d->cap = list.n;
	for (size_t i = 0; i < list.n; i++) {
		e = &d->entries[i];
		if (take_entry(text_at(&list, i), e, w) != 0 ||
		    check_entry(d, i, e, w) != 0)
			return why_in(w, "agencies[%zu]", i);
		d->n = i + 1;
	}
	return 0;
}

int
directory_load(struct directory *d, const char *path, struct why *w)
{
	struct bytes data = { 0 };
	struct text text = { 0 };
	struct why fault = { 0 };
	int rc = -1;

	*d = (struct directory){ 0 };
	if (file_read(path, DIRECTORY_MAX_BYTES, &data, w) != 0)
		return -1;
	if (text_parse(&text, data.data, data.len, &fault) == 0)
		rc = take_all(d, text_root(&text), &fault);
	if (rc != 0) {
		/* What is wrong with our own file is no verdict. */
		why_set(w, fault.reason == WHY_MEMORY ? WHY_MEMORY : WHY_STORE,
		    "%s: %s", path, fault.text);
		directory_clear(d);
	}
	text_clear(&text);
	bytes_clear(&data);
	return rc;
}
