#include "tool/cmd/agency.h"

#include <stdio.h>
#include <string.h>

#include "keys/file.h"

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

bool
agency_same_print(const char *given, const char *fingerprint)
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
