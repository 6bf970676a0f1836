#ifndef KEYS_TIMESTAMP_H
#define KEYS_TIMESTAMP_H

/**
 * Timestamps of an authority (RFC 3161): ask, and check what was answered. The
 * only place with X.509. Thread-safe. Source: timestamp.txt.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

#define TIMESTAMP_MAX_BYTES 65536
/** SHA-256 of a certificate in its DER form, as lower-case hex, and a NUL. */
#define TIMESTAMP_PRINT_HEX 65
/** A serial number of at most 20 bytes (RFC 5280) as hex, and a NUL. */
#define TIMESTAMP_SERIAL_HEX 41
/** What a certificate calls its owner, as one line, and a NUL; cut. */
#define TIMESTAMP_NAME_BYTES 256

/** A certificate; der: owned. All zero is none. */
struct timestamp_certificate {
	struct bytes der;
	char print[TIMESTAMP_PRINT_HEX];
	char name[TIMESTAMP_NAME_BYTES];
};

/** From a file in PEM with just one. WHY_TIMESTAMP, WHY_LIMIT, WHY_MEMORY; c
 *  is empty then. */
int timestamp_certificate(struct timestamp_certificate *c, const void *pem,
    size_t len, struct why *w);
/** From its DER form, likewise. */
int timestamp_certificate_der(struct timestamp_certificate *c, const void *der,
    size_t len, struct why *w);
/** Append it in PEM. */
int timestamp_certificate_pem(const struct timestamp_certificate *c,
    struct bytes *out, struct why *w);
void timestamp_certificate_clear(struct timestamp_certificate *c);

/** Append a request over these bytes. *nonce: in it, 1..INT64_MAX. */
int timestamp_request(const void *data, size_t len, struct bytes *der,
    uint64_t *nonce, struct why *w);

/** The nonce of an answer, to know its request by; 0: none of ours.
 *  WHY_TIMESTAMP: it is no answer, the authority refused, or it has no nonce.
 */
int timestamp_nonce(const void *response, size_t len, uint64_t *nonce,
    struct why *w);

/** Bytes, borrowed. */
struct timestamp_data {
	const void *data;
	size_t len;
};
/** Over which of these is the token of an answer? The first is told. Nothing
 *  else of it is checked. WHY_TIMESTAMP: it is no answer, or over none of them;
 *  WHY_LIMIT. Source: timestamp.txt, 10.2. */
int timestamp_which(const void *response, size_t len,
    const struct timestamp_data *all, size_t n, size_t *which, struct why *w);

/** Borrowed: what was stamped, the request, the answer, who is trusted. */
struct timestamp_ask {
	const void *data;
	size_t len;
	const void *request; /* NULL: it was not asked for here */
	size_t request_len;
	const void *response;
	size_t response_len;
	const struct timestamp_certificate *pins;
	size_t n_pins;
};
/** What a token says. */
struct timestamp {
	int64_t time_s; /* UTC, fractions cut off */
	char serial[TIMESTAMP_SERIAL_HEX];
	char print[TIMESTAMP_PRINT_HEX]; /* of who signed it */
	char name[TIMESTAMP_NAME_BYTES];
};
/** 0, or -1 with WHY_TIMESTAMP, WHY_TIMESTAMP_AUTHORITY or WHY_MEMORY. */
int timestamp_check(const struct timestamp_ask *ask, struct timestamp *out,
    struct why *w);

#endif
