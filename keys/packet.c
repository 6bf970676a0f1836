#include "keys/packet.h"

size_t
packet_number(const uint8_t *at, size_t n)
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

bool
packet_next(const uint8_t **at, const uint8_t *end, struct packet *out)
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
	out->len = packet_number(from + 1 + skip, n - skip);
	if (new &&n == 2)
		out->len += 192 - ((size_t)192 << 8);
	out->body = from + 1 + n;
	if (out->len > left - 1 - n)
		return false;
	*at = out->body + out->len;
	return true;
}
