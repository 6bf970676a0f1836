#include "formats/bytes.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

#define CAP_MIN 64

/*
 * From this size on memory comes from mmap and is kept from children: gpg is
 * started by fork, which would otherwise copy the page tables of every segment
 * in memory, and make each page of them fault once more.
 */
#define LARGE_BYTES ((size_t)1 << 20)
/* Large blocks come in whole huge pages. */
#define LARGE_UNIT ((size_t)2 << 20)

static uint8_t *
take_memory(size_t *cap)
{
	void *data;

	if (*cap < LARGE_BYTES)
		return malloc(*cap);
	*cap = (*cap + LARGE_UNIT - 1) & ~(LARGE_UNIT - 1);
	data = mmap(NULL, *cap, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (data == MAP_FAILED)
		return NULL;
	/* Either may be refused; it only costs time. */
	(void)madvise(data, *cap, MADV_DONTFORK);
	(void)madvise(data, *cap, MADV_HUGEPAGE);
	return data;
}

static void
give_memory(uint8_t *data, size_t cap)
{
	if (cap < LARGE_BYTES)
		free(data);
	else
		(void)munmap(data, cap);
}

int
bytes_reserve(struct bytes *b, size_t more, struct why *w)
{
	size_t cap = b->cap < CAP_MIN ? CAP_MIN : b->cap;
	uint8_t *data;

	if (b->cap - b->len >= more && b->data != NULL)
		return 0;
	if (more > PTRDIFF_MAX - LARGE_UNIT - b->len)
		return why_memory(w);
	while (cap < b->len + more)
		cap = cap > PTRDIFF_MAX / 2 ? b->len + more : cap * 2;
	/* Not realloc: it would leave copies of secrets behind. */
	data = take_memory(&cap);
	if (data == NULL)
		return why_memory(w);
	if (b->data != NULL) {
		memcpy(data, b->data, b->len);
		explicit_bzero(b->data, b->cap);
		give_memory(b->data, b->cap);
	}
	b->data = data;
	b->cap = cap;
	return 0;
}

int
bytes_add(struct bytes *b, const void *data, size_t len, struct why *w)
{
	if (len == 0)
		return 0;
	if (bytes_reserve(b, len, w) != 0)
		return -1;
	memcpy(b->data + b->len, data, len);
	b->len += len;
	return 0;
}

int
bytes_vprintf(struct bytes *b, struct why *w, const char *format, va_list ap)
{
	va_list measured;
	int len;

	va_copy(measured, ap);
	len = vsnprintf(NULL, 0, format, measured);
	va_end(measured);
	if (len < 0)
		return why_errno(w, "text cannot be formatted");
	if (bytes_reserve(b, (size_t)len + 1, w) != 0)
		return -1;
	(void)vsnprintf((char *)b->data + b->len, (size_t)len + 1, format, ap);
	b->len += (size_t)len;
	return 0;
}

int
bytes_printf(struct bytes *b, struct why *w, const char *format, ...)
{
	va_list ap;
	int rc;

	va_start(ap, format);
	rc = bytes_vprintf(b, w, format, ap);
	va_end(ap);
	return rc;
}

void
bytes_clear(struct bytes *b)
{
	if (b->data != NULL)
		give_memory(b->data, b->cap);
	*b = (struct bytes){ 0 };
}

void
bytes_wipe(struct bytes *b)
{
	if (b->data != NULL)
		explicit_bzero(b->data, b->cap);
	bytes_clear(b);
}

void
bytes_to_hex(char *out, const uint8_t *in, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	out[2 * len] = '\0';
}

/* Value of a lower-case hex digit, or -1. */
static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool
bytes_from_hex(uint8_t *out, size_t len, const char *text)
{
	for (size_t i = 0; i < len; i++) {
		int high = hex_value(text[2 * i]);
		int low = high < 0 ? -1 : hex_value(text[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return text[2 * len] == '\0';
}

void
bytes_put_u32(uint8_t *out, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(value >> 8 * i);
}

void
bytes_put_u64(uint8_t *out, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)(value >> 8 * i);
}

uint32_t
bytes_get_u32(const uint8_t *in)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++)
		value |= (uint32_t)in[i] << 8 * i;
	return value;
}

uint64_t
bytes_get_u64(const uint8_t *in)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value |= (uint64_t)in[i] << 8 * i;
	return value;
}

bool
bytes_zero(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] != 0)
			return false;
	}
	return true;
}

bool
bytes_decimal(const char *text, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0'))
		return false;
	for (const char *c = text; *c != '\0'; c++) {
		unsigned digit = (unsigned)(unsigned char)*c - '0';

		if (digit > 9 || value > max / 10)
			return false;
		if (value == max / 10 && digit > max % 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

int
bytes_random(void *out, size_t len, struct why *w)
{
	uint8_t *at = out;

	while (len > 0) {
		ssize_t got = getrandom(at, len, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return why_errno(w, "no random bytes");
		at += got;
		len -= (size_t)got;
	}
	return 0;
}
