#include "tool/opt.h"

#include <stdlib.h>
#include <string.h>

/* Where a row's value is. */
#define PLACE(set, row) ((void *)((char *)(set)->into + (row)->at))

static bool
is_operand(const struct opt *row)
{
	return row->kind == OPT_KIND_OPERAND || row->kind == OPT_KIND_OPERANDS;
}

static int
list_add(struct opt_list *list, const char *item, struct why *w)
{
	const char **items =
	    realloc(list->items, (list->n + 1) * sizeof *items);

	if (items == NULL)
		return why_memory(w);
	list->items = items;
	list->items[list->n++] = item;
	return 0;
}

/* Place of word among choices "a|b|c", or -1. */
static int
choice_find(const char *choices, const char *word)
{
	size_t len = strlen(word);

	for (int i = 0;; i++) {
		size_t n = strcspn(choices, "|");

		if (n == len && memcmp(choices, word, n) == 0)
			return i;
		if (choices[n] == '\0')
			return -1;
		choices += n + 1;
	}
}

static int
put_text(const struct opt *row, const char **place, const char *value,
    struct why *w)
{
	if (*place != NULL)
		return why_set(w, WHY_USAGE, "--%s is given twice", row->name);
	*place = value;
	return 0;
}

static int
put_number(const struct opt *row, struct opt_number *place, const char *value,
    struct why *w)
{
	uint64_t number;

	if (place->given)
		return why_set(w, WHY_USAGE, "--%s is given twice", row->name);
	if (!bytes_decimal(value, row->max, &number) || number < row->min)
		return why_set(w, WHY_USAGE,
		    "--%s: \"%.64s\" is not a number from %llu to %llu",
		    row->name, value, (unsigned long long)row->min,
		    (unsigned long long)row->max);
	*place = (struct opt_number){ .value = number, .given = true };
	return 0;
}

static int
put_choice(const struct opt *row, unsigned *place, const char *value,
    struct why *w)
{
	int found = choice_find(row->value, value);

	if (found < 0)
		return why_set(w, WHY_USAGE, "--%s: \"%.64s\" is none of %s",
		    row->name, value, row->value);
	*place = (unsigned)found;
	return 0;
}

static int
put(const struct opt_set *set, const struct opt *row, const char *value,
    struct why *w)
{
	void *place = PLACE(set, row);

	switch (row->kind) {
	case OPT_KIND_FLAG:
		*(bool *)place = true;
		return 0;
	case OPT_KIND_TEXT:
	case OPT_KIND_OPERAND:
		return put_text(row, place, value, w);
	case OPT_KIND_NUMBER:
		return put_number(row, place, value, w);
	case OPT_KIND_CHOICE:
		return put_choice(row, place, value, w);
	case OPT_KIND_LIST:
	case OPT_KIND_OPERANDS:
		return list_add(place, value, w);
	}
	return 0;
}

static int
unknown(const struct opt_set *sets, size_t n_sets, const char *word, size_t len,
    struct why *w)
{
	char name[32];
	struct opt_nearest near = { .word = name };

	if (len < sizeof name) {
		memcpy(name, word, len);
		name[len] = '\0';
		for (size_t i = 0; i < n_sets; i++) {
			const struct opt *row = sets[i].rows;

			for (; row->name != NULL; row++) {
				if (!is_operand(row))
					opt_nearest_try(&near, row->name);
			}
		}
	}
	if (near.best == NULL)
		return why_set(w, WHY_USAGE, "there is no option --%.*s",
		    (int)(len < 64 ? len : 64), word);
	return why_set(w, WHY_USAGE,
	    "there is no option --%s; did you mean --%s?", name, near.best);
}

/* The row of an option by its name of len bytes, and its set. */
static const struct opt *
find(const struct opt_set *sets, size_t n_sets, const char *word, size_t len,
    const struct opt_set **set)
{
	for (size_t i = 0; i < n_sets; i++) {
		const struct opt *row = sets[i].rows;

		for (; row->name != NULL; row++) {
			if (is_operand(row) || strlen(row->name) != len ||
			    memcmp(row->name, word, len) != 0)
				continue;
			*set = &sets[i];
			return row;
		}
	}
	return NULL;
}

/* One option at argv[*at], with its value, which may be the next word. */
static int
take_option(const struct opt_set *sets, size_t n_sets, char *const *argv,
    int *at, struct why *w)
{
	bool brief = strcmp(argv[*at], "-h") == 0;
	const char *word = brief ? "help" : argv[*at] + 2;
	size_t len = strcspn(word, "=");
	const char *value = word[len] == '=' ? word + len + 1 : NULL;
	const struct opt_set *set = NULL;
	const struct opt *row = find(sets, n_sets, word, len, &set);

	if (row == NULL)
		return unknown(sets, n_sets, word, len, w);
	if (row->kind == OPT_KIND_FLAG && value != NULL)
		return why_set(w, WHY_USAGE, "--%s takes no value", row->name);
	if (row->kind != OPT_KIND_FLAG && value == NULL) {
		const char *next = argv[*at + 1];

		/* what begins with two hyphens was meant as an option */
		if (next == NULL || strncmp(next, "--", 2) == 0)
			return why_set(w, WHY_USAGE, "--%s needs a value: %s",
			    row->name, row->value);
		value = next;
		++*at;
	}
	return put(set, row, value, w);
}

/* The next word that is no option goes to the next operand. */
static int
take_operand(const struct opt_set *set, const struct opt **next,
    const char *word, struct why *w)
{
	while ((*next)->name != NULL && !is_operand(*next))
		++*next;
	if ((*next)->name == NULL)
		return why_set(w, WHY_USAGE,
		    "\"%.64s\" is one argument too many", word);
	if (put(set, *next, word, w) != 0)
		return -1;
	if ((*next)->kind == OPT_KIND_OPERAND)
		++*next;
	return 0;
}

int
opt_parse(const struct opt_set *sets, size_t n_sets, int argc,
    char *const *argv, struct why *w)
{
	const struct opt *next = sets[0].rows;
	bool ended = false;
	int rc = 0;

	for (int i = 0; i < argc && rc == 0; i++) {
		const char *word = argv[i];

		if (ended || word[0] != '-' || word[1] == '\0')
			rc = take_operand(&sets[0], &next, word, w);
		else if (strcmp(word, "--") == 0)
			ended = true;
		else if (word[1] == '-' || strcmp(word, "-h") == 0)
			rc = take_option(sets, n_sets, argv, &i, w);
		else
			rc = why_set(w, WHY_USAGE,
			    "there is no option %.64s; options are words: "
			    "--help",
			    word);
	}
	return rc;
}

static bool
is_missing(const struct opt_set *set, const struct opt *row)
{
	const void *place = PLACE(set, row);

	switch (row->kind) {
	case OPT_KIND_TEXT:
		return row->required && *(const char *const *)place == NULL;
	case OPT_KIND_LIST:
		return row->required &&
		    ((const struct opt_list *)place)->n == 0;
	case OPT_KIND_NUMBER:
		return row->required &&
		    !((const struct opt_number *)place)->given;
	case OPT_KIND_OPERAND:
		return !row->optional && *(const char *const *)place == NULL;
	case OPT_KIND_OPERANDS:
		return !row->optional &&
		    ((const struct opt_list *)place)->n == 0;
	case OPT_KIND_FLAG:
	case OPT_KIND_CHOICE:
		break;
	}
	return false;
}

int
opt_complete(const struct opt_set *sets, size_t n_sets, struct why *w)
{
	for (size_t i = 0; i < n_sets; i++) {
		const struct opt *row = sets[i].rows;

		for (; row->name != NULL; row++) {
			if (is_missing(&sets[i], row))
				return why_set(w, WHY_USAGE, "%s%s is missing",
				    is_operand(row) ? "" : "--", row->name);
		}
	}
	return 0;
}

void
opt_clear(const struct opt_set *sets, size_t n_sets)
{
	for (size_t i = 0; i < n_sets; i++) {
		const struct opt *row = sets[i].rows;

		for (; row->name != NULL; row++) {
			struct opt_list *list = PLACE(&sets[i], row);

			if (row->kind != OPT_KIND_LIST &&
			    row->kind != OPT_KIND_OPERANDS)
				continue;
			free(list->items);
			*list = (struct opt_list){ 0 };
		}
	}
}
