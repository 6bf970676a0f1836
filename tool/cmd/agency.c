#include "tool/cmd/agency.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "keys/file.h"
#include "tool/ask.h"

void
agency_roles(char out[AGENCY_ROLES_BYTES], unsigned roles)
{
	out[0] = '\0';
	for (unsigned bit = 1; bit <= DIRECTORY_ADMINISTER; bit <<= 1) {
		size_t at = strlen(out);

		if ((roles & bit) != 0)
			(void)snprintf(out + at, AGENCY_ROLES_BYTES - at,
			    "%s%s", at == 0 ? "" : ",",
			    directory_role_name(bit));
	}
}

int
agency_take_roles(const char *list, unsigned *out, struct why *w)
{
	if (list == NULL || (*out = directory_roles_parse(list)) != 0)
		return 0;
	return why_set(w, WHY_USAGE, "--roles: \"%.64s\" is no list of roles",
	    list);
}

int
agency_read_card(const char *path, struct card *c, struct why *w)
{
	struct bytes text = { 0 };
	int rc = -1;

	if (file_read(path, CARD_MAX_BYTES, &text, w) == 0) {
		rc = card_parse(c, text.data, text.len, w);
		if (rc != 0)
			why_in(w, "%s", path);
	}
	bytes_clear(&text);
	return rc;
}

static bool
same_print(const char *given, const char *fingerprint)
{
	for (; *given != '\0'; given++) {
		char c = *given;

		if (c == ' ')
			continue;
		if (c >= 'a' && c <= 'f')
			c = (char)(c - 'a' + 'A');
		if (c != *fingerprint)
			return false;
		fingerprint++;
	}
	return *fingerprint == '\0';
}

int
agency_confirm(const char *path, const struct card *c, const char *given,
    struct why *w)
{
	if (given == NULL)
		return ask_fingerprint(c->agency, c->name, c->fingerprint, w);
	if (same_print(given, c->fingerprint))
		return 0;
	return why_set(w, WHY_CARD,
	    "%s: the card's key is %s, not the fingerprint that was given",
	    path, c->fingerprint);
}

bool
agency_say_revoked(struct say *s, const struct directory *d,
    const char *fingerprint)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(d, fingerprint, &key);

	if (a == NULL || key->revoked_s > time(NULL))
		return false;
	say_text(s, "agency", "Agency", a->agency);
	say_text(s, "fingerprint", "Fingerprint", fingerprint);
	say_time(s, "revoked", "Revoked", key->revoked_s);
	say_number(s, "directory_version", "Directory version", d->version);
	say_flag(s, "pinned", "Pinned", false);
	say_note(s,
	    "The card came with the revocation of its key: that was taken, and "
	    "nothing else.");
	return true;
}

struct telling {
	struct say *say;
	size_t n;
};

static int
say_change(void *self, const struct directory_change *c)
{
	struct telling *t = self;

	say_row_begin(t->say);
	say_text(t->say, "agency", NULL, c->agency);
	say_text(t->say, "key", NULL, c->key == NULL ? "" : c->key);
	say_text(t->say, "what", NULL, c->what);
	say_text(t->say, "before", NULL, c->before);
	say_text(t->say, "after", NULL, c->after);
	say_row_end(t->say);
	t->n++;
	return 0;
}

size_t
agency_say_changes(struct say *s, const struct directory *before,
    const struct directory *after)
{
	static const struct say_column columns[] = {
		{ "agency", "AGENCY", 14 },
		{ "what", "WHAT", 14 },
		{ "before", "BEFORE", 20 },
		{ "after", "AFTER", 20 },
		{ "key", "KEY", 0 },
	};
	struct telling t = { .say = s };

	say_list_begin(s, "changes", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	(void)directory_diff(before, after, say_change, &t);
	say_list_end(s, "nothing is changed");
	return t.n;
}
