#include "keys/esk.h"

#include <stdint.h>

#include "keys/packet.h"

/* Source: RFC 4880, 5.1, 9.1. */
#define TAG_ESK	      1
#define VERSION	      3
#define RSA	      1
#define RSA_OLD	      2 /* encrypt only */
#define AT_ALGORITHM  9 /* behind version and key id */
#define AT_BITS	      10
#define HEAD_BYTES    12
#define MODULUS_STEPS 4 /* bytes */

static bool
is_full(const struct packet *p)
{
	uint8_t algorithm;

	if (p->len < HEAD_BYTES || p->body[0] != VERSION)
		return true;
	algorithm = p->body[AT_ALGORITHM];
	if (algorithm != RSA && algorithm != RSA_OLD)
		return true;
	return (packet_number(p->body + AT_BITS, 2) + 7) / 8 % MODULUS_STEPS ==
	    0;
}

bool
esk_full(const void *data, size_t len)
{
	const uint8_t *at = data;
	const uint8_t *end = at + len;
	struct packet p;

	while (len > 0 && packet_next(&at, end, &p) && p.tag == TAG_ESK) {
		if (!is_full(&p))
			return false;
	}
	return true;
}
