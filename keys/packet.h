#ifndef KEYS_PACKET_H
#define KEYS_PACKET_H

/** OpenPGP packets, one behind the other. Source: RFC 4880, 4. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct packet {
	unsigned tag;
	const uint8_t *body; /* borrowed */
	size_t len;
};

/** The packet at *at, which then stands behind it. False: there is none, it is
 *  cut short, or its length is of a form that gpg does not write here. */
bool packet_next(const uint8_t **at, const uint8_t *end, struct packet *out);

/** Big-endian, of n bytes. */
size_t packet_number(const uint8_t *at, size_t n);

#endif
