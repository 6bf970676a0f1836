#ifndef TESTS_UNIT_AGENCIES_H
#define TESTS_UNIT_AGENCIES_H

/** Directories for tests: agency-a keeps them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys/directory.h"

#define PRINT_A "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define PRINT_B "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define PRINT_C "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"
#define PRINT_D "DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD"
#define PRINT_E "EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE"

/** A card whose key is any text; nothing of it is to be freed. */
static inline struct card
agencies_card(const char *agency, const char *print)
{
	static uint8_t key[] = "a key\n";
	struct card c = { .name = "An Agency",
		.key = { .data = key, .len = sizeof key - 1 } };

	(void)snprintf(c.agency, sizeof c.agency, "%s", agency);
	(void)snprintf(c.fingerprint, sizeof c.fingerprint, "%s", print);
	return c;
}

/** Version 1, of agency-a alone, with a key that is valid from 50 on, issued
 *  at 100. */
static inline void
agencies_begin(struct directory *d)
{
	struct card self = agencies_card("agency-a", PRINT_A);
	struct why w = { 0 };

	*d = (struct directory){ 0 };
	if (directory_found(d, &self, 50, 100, &w) != 0)
		abort();
}

/** Pin one more at 100 with these roles; its key is valid from 50 on. */
static inline void
agencies_add(struct directory *d, const char *agency, const char *print,
    unsigned roles)
{
	struct card c = agencies_card(agency, print);
	struct directory_pin pin = { .card = &c, .roles = roles, .now_s = 100 };
	struct why w = { 0 };

	if (directory_pin(d, &pin, &w) != 0) {
		(void)fprintf(stderr, "%s\n", w.text);
		abort();
	}
	directory_valid_from(d, print, 50);
}

/** Its text. To be cleared. */
static inline struct bytes
agencies_text(const struct directory *d)
{
	struct bytes text = { 0 };
	struct why w = { 0 };

	if (directory_write(d, &text, &w) != 0)
		abort();
	return text;
}

/** The next version, issued at issued_s. */
static inline void
agencies_next(struct directory *d, int64_t issued_s)
{
	struct bytes text = agencies_text(d);
	struct why w = { 0 };

	if (directory_next(d, &text, issued_s, &w) != 0)
		abort();
	bytes_clear(&text);
}

/** The same once more, by way of its text. */
static inline struct directory
agencies_copy(const struct directory *d)
{
	struct bytes text = agencies_text(d);
	struct directory out;
	struct why w = { 0 };

	if (directory_parse(&out, text.data, text.len, &w) != 0) {
		(void)fprintf(stderr, "%s\n", w.text);
		abort();
	}
	bytes_clear(&text);
	return out;
}

/** The key with this fingerprint, to be changed. */
static inline struct directory_key *
agencies_key(struct directory *d, const char *print)
{
	for (size_t i = 0; i < d->n; i++) {
		for (size_t j = 0; j < d->agencies[i].n_keys; j++) {
			if (strcmp(d->agencies[i].keys[j].fingerprint, print) ==
			    0)
				return &d->agencies[i].keys[j];
		}
	}
	abort();
}

/** After keys were put there by hand. */
static inline void
agencies_index(struct directory *d)
{
	struct why w = { 0 };

	if (directory_index(d, &w) != 0)
		abort();
}

/** A key of a person for an agency that is there; valid from 50 on. */
static inline void
agencies_add_person(struct directory *d, const char *agency, const char *person,
    const char *print, unsigned roles)
{
	struct card c = agencies_card(agency, print);
	struct directory_more more = { .card = &c,
		.person = person,
		.roles = roles,
		.now_s = 100 };
	struct why w = { 0 };

	if (directory_add_key(d, &more, &w) != 0) {
		(void)fprintf(stderr, "%s\n", w.text);
		abort();
	}
	directory_valid_from(d, print, 50);
}

static inline struct directory_agency *
agencies_of(struct directory *d, const char *agency)
{
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->agencies[i].agency, agency) == 0)
			return &d->agencies[i];
	}
	abort();
}

#endif
