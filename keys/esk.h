#ifndef KEYS_ESK_H
#define KEYS_ESK_H

/** The encrypted session keys in front of an OpenPGP message: what gpg makes
 *  and a token's daemon cannot open. */

#include <stdbool.h>
#include <stddef.h>

/**
 * Is each session key that is encrypted to an RSA key as long as that key?
 * OpenPGP leaves out leading zeros, which one in 256 has, and some daemons hand
 * the token what is left, which refuses it. Keys are taken for a multiple of 32
 * bits, as gpg makes them. What is no OpenPGP message is full. Source:
 * contents.txt, 1; RFC 4880, 3.2, 4.2 and 5.1.
 */
bool esk_full(const void *data, size_t len);

#endif
