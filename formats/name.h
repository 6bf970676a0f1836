#ifndef FORMATS_NAME_H
#define FORMATS_NAME_H

/**
 * Names of members: what is allowed, and which two names are one. The only
 * place with <utf8proc.h>. Source: bundle.txt, 5.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"

#define NAME_MAX_BYTES	    4096
#define NAME_PART_MAX_BYTES 255
#define NAME_DEPTH_MAX	    64

/**
 * Check one relative path: valid UTF-8, parts of 1..255 bytes joined by single
 * slashes, no "." or "..", no leading or trailing slash, no control, bidi or
 * line separator character, no backslash, at most NAME_DEPTH_MAX parts.
 * reason: what a fault is called (WHY_INPUT_NAME or WHY_MEMBER_NAME).
 */
int
name_check(const char *name, size_t len, enum why_reason reason, struct why *w);

/**
 * Names already seen, as 64-bit keyed hashes (SipHash-2-4 under a key of the
 * process's own) of the NFKC case-folded form: about 16 bytes of memory a
 * name. All zero is the empty set. exact, set before the first name: the bytes
 * count, not the folded form.
 */
struct name_set {
	uint64_t *slots;
	size_t n;
	size_t cap;
	uint8_t key[16];
	bool exact;
};

/** Add a checked name. *repeated: an equal name, or one that differs only in
 *  case or normalisation, was there already. */
int name_set_add(struct name_set *s, const char *name, size_t len,
    bool *repeated, struct why *w);
/** Is it there? */
int name_set_has(const struct name_set *s, const char *name, size_t len,
    bool *there, struct why *w);
void name_set_clear(struct name_set *s);

#endif
