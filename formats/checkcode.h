#ifndef FORMATS_CHECKCODE_H
#define FORMATS_CHECKCODE_H

/** The check code of a bundle: the beginning of its seal's digest, for people
 *  to compare over a telephone. Source: checkcode.txt. */

#include <stdint.h>

#include "formats/hash.h"
#include "formats/why.h"

/** Bytes of the digest that it stands for; a word each. */
#define CHECKCODE_BYTES 10

/** Ten words with blanks between, and groups of four, each with its NUL. */
#define CHECKCODE_WORD_BYTES   12
#define CHECKCODE_WORDS_BYTES  (CHECKCODE_BYTES * CHECKCODE_WORD_BYTES)
#define CHECKCODE_GROUPS_BYTES 20

/** digest: of seal.json. Source: checkcode.txt, 3. */
void checkcode_words(const uint8_t digest[HASH_DIGEST_BYTES],
    char out[CHECKCODE_WORDS_BYTES]);
void checkcode_groups(const uint8_t digest[HASH_DIGEST_BYTES],
    char out[CHECKCODE_GROUPS_BYTES]);

/** What a person typed, in either form. WHY_USAGE: it is none. Source:
 *  checkcode.txt, 4. */
int
checkcode_parse(const char *text, uint8_t out[CHECKCODE_BYTES], struct why *w);

/** Is the code that was given that of this digest? given: NULL if none was, as
 *  is right then. WHY_USAGE, or WHY_CHECK_CODE: it is another. */
int checkcode_compare(const char *given,
    const uint8_t digest[HASH_DIGEST_BYTES], struct why *w);

/** One line for a scanner, and its NUL. Source: checkcode.txt, 5. */
#define CHECKCODE_LINE_BYTES 172
void checkcode_line(const uint8_t id[16],
    const uint8_t digest[HASH_DIGEST_BYTES], char out[CHECKCODE_LINE_BYTES]);

/** The word of a value in this place, not ended by a NUL; len:
 *  its length. Source: checkcode.txt, 7. */
const char *checkcode_word(unsigned place, uint8_t value, size_t *len);

#endif
