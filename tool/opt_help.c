#include "tool/opt.h"

#include <stdio.h>
#include <string.h>

#define WIDTH	     80
#define HELP_COLUMN  26 /* where the sentence about an option begins */
#define USAGE_INDENT 4
/* Words further away than this were not meant. */
#define NEAR_MAX 3
#define WORD_MAX 32

static const char usage_end[] = " [OPTION...]"; /* with its NUL */

static int
add_blanks(struct bytes *out, size_t n, struct why *w)
{
	return bytes_printf(out, w, "%*s", (int)n, "");
}

int
opt_wrap(struct bytes *out, const char *text, size_t indent, size_t used,
    struct why *w)
{
	size_t column = used;

	if (used < indent) {
		if (add_blanks(out, indent - used, w) != 0)
			return -1;
		column = indent;
	}
	for (bool first = true; *text != '\0'; first = false) {
		size_t len = strcspn(text, " ");
		bool wrap = !first && column + 1 + len > WIDTH;

		if (wrap) {
			if (bytes_add(out, "\n", 1, w) != 0 ||
			    add_blanks(out, indent, w) != 0)
				return -1;
			column = indent;
		} else if (!first) {
			if (bytes_add(out, " ", 1, w) != 0)
				return -1;
			column++;
		}
		if (bytes_add(out, text, len, w) != 0)
			return -1;
		column += len;
		text += len;
		text += strspn(text, " ");
	}
	return bytes_add(out, "\n", 1, w);
}

/* How a row stands in a usage line, "" when it is one of [OPTION...]. */
static void
usage_word(char out[128], const struct opt *row)
{
	switch (row->kind) {
	case OPT_KIND_OPERAND:
		(void)snprintf(out, 128, row->optional ? "[%s]" : "%s",
		    row->name);
		break;
	case OPT_KIND_OPERANDS:
		(void)snprintf(out, 128, row->optional ? "[%s...]" : "%s...",
		    row->name);
		break;
	default:
		out[0] = '\0';
		if (row->required)
			(void)snprintf(out, 128, "--%s %s%s", row->name,
			    row->value,
			    row->kind == OPT_KIND_LIST ? "..." : "");
	}
}

int
opt_usage(struct bytes *out, const char *name, const struct opt *rows,
    struct why *w)
{
	struct bytes line = { 0 };
	int rc = -1;

	if (bytes_printf(out, w, "usage: ") != 0 ||
	    bytes_printf(&line, w, "sealbag %s", name) != 0)
		goto out;
	for (; rows->name != NULL; rows++) {
		char word[128];

		usage_word(word, rows);
		if (word[0] != '\0' && bytes_printf(&line, w, " %s", word) != 0)
			goto out;
	}
	if (bytes_add(&line, usage_end, sizeof usage_end, w) != 0 ||
	    opt_wrap(out, (const char *)line.data, USAGE_INDENT, 7, w) != 0)
		goto out;
	rc = 0;
out:
	bytes_clear(&line);
	return rc;
}

int
opt_help(struct bytes *out, const struct opt *rows, struct why *w)
{
	for (; rows->name != NULL; rows++) {
		char head[128];
		size_t used;

		if (rows->help == NULL)
			continue;
		(void)snprintf(head, sizeof head, "  %s%s%s%s",
		    rows->kind < OPT_KIND_OPERAND ? "--" : "", rows->name,
		    rows->value == NULL ? "" : " ",
		    rows->value == NULL ? "" : rows->value);
		used = strlen(head);
		if (bytes_add(out, head, used, w) != 0)
			return -1;
		if (used + 2 > HELP_COLUMN) {
			if (bytes_add(out, "\n", 1, w) != 0)
				return -1;
			used = 0;
		}
		if (opt_wrap(out, rows->help, HELP_COLUMN, used, w) != 0)
			return -1;
	}
	return 0;
}

/* Single insertions, deletions and changes between two words. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1];
	size_t n = strlen(b);

	if (n > WORD_MAX || strlen(a) > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; *a != '\0'; a++, i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t best = diagonal + (*a != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[n];
}

void
opt_nearest_try(struct opt_nearest *n, const char *candidate)
{
	size_t len = strlen(n->word);
	size_t max = len < 4 ? 1 : len < 6 ? 2 : NEAR_MAX;
	size_t d = distance(n->word, candidate);

	/* the beginning of a word means that word */
	if (len >= 2 && strncmp(n->word, candidate, len) == 0)
		d = 0;
	if (d > max || (n->best != NULL && d >= n->distance))
		return;
	n->best = candidate;
	n->distance = d;
}
