#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tool/store/journal_inside.h"

struct row {
	uint64_t events;
	char fingerprint[SESSION_PRINT_HEX];
};

bool
journal_own(const struct journal_self *self, const char *fingerprint)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a;

	if (strcmp(fingerprint, self->fingerprint) == 0)
		return true;
	if (self->directory == NULL)
		return false;
	a = directory_find_key(self->directory, fingerprint, &key);
	return a != NULL && strcmp(a->agency, self->agency) == 0 &&
	    key->person[0] == '\0' && (key->use & DIRECTORY_SIGN) != 0;
}

int
journal_signers_add(struct bytes *rows, uint64_t events,
    const char *fingerprint, struct why *w)
{
	struct row row = { .events = events };

	(void)snprintf(row.fingerprint, sizeof row.fingerprint, "%s",
	    fingerprint);
	return bytes_add(rows, &row, sizeof row, w);
}

static struct row
row_at(const struct bytes *rows, size_t i)
{
	struct row row;

	memcpy(&row, rows->data + i * sizeof row, sizeof row);
	return row;
}

int
journal_signers_check(const struct journal_signers *s, const char *first,
    struct why *w)
{
	size_t turns = s->turns.len / sizeof(struct row);
	size_t at = 0;
	struct row now = { 0 };

	(void)snprintf(now.fingerprint, sizeof now.fingerprint, "%s", first);
	for (size_t i = 0; i < s->heads.len / sizeof(struct row); i++) {
		struct row head = row_at(&s->heads, i);

		while (
		    at < turns && row_at(&s->turns, at).events <= head.events)
			now = row_at(&s->turns, at++);
		if (strcmp(head.fingerprint, now.fingerprint) != 0)
			return why_set(w, WHY_CHECKPOINT,
			    "checkpoint of %" PRIu64 " events: signed by %s, "
			    "while %s was in force",
			    head.events, head.fingerprint, now.fingerprint);
	}
	return 0;
}
