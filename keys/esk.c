#include "keys/esk.h"

#include <stdint.h>

/* Source: RFC 4880, 4.3, 5.1, 9.1. */
#define TAG_ESK	      1
#define VERSION	      3
#define RSA	      1
#define RSA_OLD	      2 /* encrypt only */
#define AT_ALGORITHM  9 /* behind version and key id */
#define AT_BITS	      10
#define HEAD_BYTES    12
#define MODULUS_STEPS 4 /* bytes */

struct packet {
	unsigned tag;
	const uint8_t *body;
	size_t len;
};

/* Big-endian, of n bytes. */
static size_t
number(const uint8_t *at, size_t n)
{
	size_t out = 0;

	while (n-- > 0)
		out = out << 8 | *at++;
	return out;
}

/* How many bytes the length takes, from its first one, and *skip of them in
 * front of the number; 0: of another form. */
static size_t
length_of_length(const uint8_t *at, bool new, size_t *skip)
{
	*skip = 0;
	if (!new)
		return (at[0] & 3) < 3 ? (size_t)1 << (at[0] & 3) : 0;
	if (at[1] < 192)
		return 1;
	if (at[1] < 224)
		return 2;
	*skip = 1;
	return at[1] == 255 ? 5 : 0;
}

/* The packet at *at, which then stands behind it. */
static bool
next(const uint8_t **at, const uint8_t *end, struct packet *out)
{
	const uint8_t *from = *at;
	size_t left = (size_t)(end - from);
	bool new;
	size_t skip;
	size_t n;

	if (left < 2 || (from[0] & 0x80) == 0)
		return false;
	new = (from[0] & 0x40) != 0;
	n = length_of_length(from, new, &skip);
	if (n == 0 || left < 1 + n)
		return false;
	out->tag = new ? from[0] & 0x3f : from[0] >> 2 & 0xf;
	out->len = number(from + 1 + skip, n - skip);
	if (new &&n == 2)
		out->len += 192 - ((size_t)192 << 8);
	out->body = from + 1 + n;
	if (out->len > left - 1 - n)
		return false;
	*at = out->body + out->len;
	return true;
}

static bool
is_full(const struct packet *p)
{
	uint8_t algorithm;

	if (p->len < HEAD_BYTES || p->body[0] != VERSION)
		return true;
	algorithm = p->body[AT_ALGORITHM];
	if (algorithm != RSA && algorithm != RSA_OLD)
		return true;
	return (number(p->body + AT_BITS, 2) + 7) / 8 % MODULUS_STEPS == 0;
}

bool
esk_full(const void *data, size_t len)
{
	const uint8_t *at = data;
	const uint8_t *end = at + len;
	struct packet p;

	while (len > 0 && next(&at, end, &p) && p.tag == TAG_ESK) {
		if (!is_full(&p))
			return false;
	}
	return true;
}
