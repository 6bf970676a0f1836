#ifndef TESTS_UNIT_SPEC_H
#define TESTS_UNIT_SPEC_H

/**
 * Examples in specifications are test vectors: the lines that begin with four
 * blanks and a bar, in one section.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/bytes.h"

/**
 * Append the example of a section ("5" or "3.1") of a specification. A line
 * ends with \n, or goes on with the next if it ends in a backslash. Adds a NUL
 * that len does not count.
 */
static inline void
spec_example(const char *path, const char *section, struct bytes *out)
{
	FILE *file = fopen(path, "r");
	size_t n = strlen(section);
	char line[256];
	bool inside = false;
	struct why w = { 0 };

	if (file == NULL)
		abort();
	while (fgets(line, sizeof line, file) != NULL) {
		size_t len = strcspn(line, "\n");

		if (line[0] >= '0' && line[0] <= '9')
			inside = strncmp(line, section, n) == 0 &&
			    (line[n] == ' ' || line[n] == '.') &&
			    (line[n + 1] < '0' || line[n + 1] > '9');
		if (!inside || strncmp(line, "    |", 5) != 0)
			continue;
		if (line[len - 1] == '\\')
			bytes_add(out, line + 5, len - 6, &w);
		else
			bytes_add(out, line + 5, len - 4, &w);
	}
	fclose(file);
	bytes_add(out, "", 1, &w);
	out->len--;
}

/**
 * The same for an example in hex: bytes between blanks, "00*20" for twenty
 * times a byte, a remark behind a semicolon.
 */
static inline void
spec_hex(const char *path, const char *section, struct bytes *out)
{
	struct bytes text = { 0 };
	struct why w = { 0 };
	const char *at;

	spec_example(path, section, &text);
	at = (const char *)text.data;
	while (*at != '\0') {
		size_t n = strspn(at, "0123456789abcdef");
		unsigned long times = 1;
		char word[256];

		if (n == 0) {
			at += *at == ';' ? strcspn(at, "\n") : 1;
			continue;
		}
		if (n >= sizeof word)
			abort();
		memcpy(word, at, n);
		word[n] = '\0';
		at += n;
		if (*at == '*')
			times = strtoul(at + 1, (char **)(uintptr_t)&at, 10);
		for (; times > 0; times--) {
			bytes_reserve(out, n / 2, &w);
			if (!bytes_from_hex(out->data + out->len, n / 2, word))
				abort();
			out->len += n / 2;
		}
	}
	bytes_clear(&text);
}

#endif
