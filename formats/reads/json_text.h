#ifndef FORMATS_READS_JSON_TEXT_H
#define FORMATS_READS_JSON_TEXT_H

/** Strings of JSON, where they stand. Source: reads.txt, 6. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"

/** A string as it stands between its quotes. */
struct json_text {
	const uint8_t *text;
	size_t len;
	bool escaped;
};

/** Take the string that begins at *at; *at: behind it. Returns NULL, or what
 *  is wrong, static, and then *reason may be another one. */
const char *json_text_take(const uint8_t **at, const uint8_t *end,
    struct json_text *s, enum why_reason *reason);

/** The string without its escapes, into size bytes; false when it does not
 *  fit as it stands. */
bool
json_text_plain(const struct json_text *s, char *out, size_t size, size_t *len);

#endif
