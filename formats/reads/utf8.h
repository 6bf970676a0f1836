#ifndef FORMATS_READS_UTF8_H
#define FORMATS_READS_UTF8_H

/** UTF-8, strictly: nothing overlong, no halves of pairs. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes of the sequence of more than one that begins at `at`, or 0. */
size_t utf8_sequence(const uint8_t *at, const uint8_t *end);
/** Is all of it UTF-8? */
bool utf8_is(const char *text, size_t len);
/** Write a character, of at most 4 bytes; returns how many. */
size_t utf8_put(char *out, uint32_t c);

#endif
