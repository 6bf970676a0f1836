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
	bool here = false;
	struct why w = { 0 };

	if (file == NULL)
		abort();
	while (fgets(line, sizeof line, file) != NULL) {
		size_t len = strcspn(line, "\n");

		if (line[0] >= '0' && line[0] <= '9')
			here = strncmp(line, section, n) == 0 &&
			    (line[n] == ' ' || line[n] == '.') &&
			    (line[n + 1] < '0' || line[n + 1] > '9');
		if (!here || strncmp(line, "    |", 5) != 0)
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

/** The same for an example in hex. */
static inline void
spec_hex(const char *path, const char *section, struct bytes *out)
{
	struct bytes text = { 0 };
	struct why w = { 0 };
	size_t n = 0;

	spec_example(path, section, &text);
	for (size_t i = 0; i < text.len; i++) {
		if (strchr(" \n", text.data[i]) == NULL)
			text.data[n++] = text.data[i];
	}
	text.data[n] = '\0';
	bytes_reserve(out, n / 2 + 1, &w);
	if (!bytes_from_hex(out->data + out->len, n / 2, (char *)text.data))
		abort();
	out->len += n / 2;
	bytes_clear(&text);
}

#endif
