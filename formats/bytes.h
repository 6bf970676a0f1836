#ifndef FORMATS_BYTES_H
#define FORMATS_BYTES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"

/** A buffer that grows. All zero is a valid empty one. */
struct bytes {
	uint8_t *data;
	size_t len;
	size_t cap;
};

/** Make room for more bytes behind len; memory given up is wiped. Returns 0,
 *  or -1 with WHY_MEMORY. */
int bytes_reserve(struct bytes *b, size_t more, struct why *w);

/** Append. Returns 0, or -1 with WHY_MEMORY and the buffer as before. */
int bytes_add(struct bytes *b, const void *data, size_t len, struct why *w);

/** Append formatted text without its NUL. */
int bytes_printf(struct bytes *b, struct why *w, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int bytes_vprintf(struct bytes *b, struct why *w, const char *format,
    va_list ap) __attribute__((format(printf, 3, 0)));

/** Free the memory and become empty again. */
void bytes_clear(struct bytes *b);

/** Overwrite the content with zeros, then bytes_clear. For secrets. */
void bytes_wipe(struct bytes *b);

/** Write 2 * len lower-case hex digits and a NUL to out. */
void bytes_to_hex(char *out, const uint8_t *in, size_t len);

/** Read exactly 2 * len lower-case hex digits and a NUL. False if not so. */
bool bytes_from_hex(uint8_t *out, size_t len, const char *text);

/** Little-endian numbers. */
void bytes_put_u32(uint8_t *out, uint32_t value);
void bytes_put_u64(uint8_t *out, uint64_t value);
uint32_t bytes_get_u32(const uint8_t *in);
uint64_t bytes_get_u64(const uint8_t *in);

/** Is each of them zero? */
bool bytes_zero(const uint8_t *data, size_t len);

/** Read a whole decimal number without sign, blanks or leading zeros, at
 *  most max. False if the text is anything else. */
bool bytes_decimal(const char *text, uint64_t max, uint64_t *out);

/** Fill with bytes from the kernel's random source. 0 or -1. */
int bytes_random(void *out, size_t len, struct why *w);

#endif
