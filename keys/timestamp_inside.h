#ifndef KEYS_TIMESTAMP_INSIDE_H
#define KEYS_TIMESTAMP_INSIDE_H

/** What timestamp*.c share. */

#include <openssl/x509.h>

#include "keys/timestamp.h"

/** What OpenSSL said, behind `what`; its queue is empty afterwards. Returns
 *  -1. */
int timestamp_failed(struct why *w, enum why_reason reason, const char *what);

/** At most TIMESTAMP_MAX_BYTES: 0, or -1 with WHY_LIMIT. */
int timestamp_size(size_t len, const char *what, struct why *w);

/** Print and name alone. */
int timestamp_certificate_describe(struct timestamp_certificate *c, X509 *x,
    struct why *w);

/** To be freed by the caller; NULL: it is none, or no memory. */
X509 *timestamp_certificate_x509(const void *der, size_t len);

#endif
