#include "formats/sort_of.h"

#include <string.h>

/* Behind these stands its word, and "/" or the end of the name. */
#define STATEMENT "{\n \"format\": \"sealbag-"

static const struct {
	const char *word;
	const char *sort;
} statements[] = {
	{ "backup/", "a backup of a key" },
	{ "card/", "a card" },
	{ "certificate/", "a certificate" },
	{ "directory/", "a directory" },
	{ "exhibit/", "the statement of an exhibit" },
	{ "give/", "a statement of a hand-over" },
	{ "policy/", "a policy" },
	{ "receipt/", "a receipt" },
	{ "seal/", "the seal of a bundle" },
	{ "take/", "a statement of a hand-over" },
};

/* Names of first members: the NUL behind them counts. */
static const struct {
	const char *name;
	const char *sort;
} tars[] = {
	{ "approval.txt", "a file for approval" },
	{ "handover.txt", "a chain of hand-overs" },
	{ "proof.txt", "a proof of a custody log" },
};

static int
begins(const char *start, size_t len, const char *with, size_t n)
{
	return len >= n && memcmp(start, with, n) == 0;
}

const char *
sort_of(const void *start, size_t len)
{
	const char *text = start;
	size_t before = strlen(STATEMENT);

	for (size_t i = 0; i < sizeof tars / sizeof tars[0]; i++)
		if (begins(text, len, tars[i].name, strlen(tars[i].name) + 1))
			return tars[i].sort;
	if (!begins(text, len, STATEMENT, before))
		return NULL;
	for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
		if (begins(text + before, len - before, statements[i].word,
			strlen(statements[i].word)))
			return statements[i].sort;
	return NULL;
}
