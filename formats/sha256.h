#ifndef FORMATS_SHA256_H
#define FORMATS_SHA256_H

/** SHA-256, for BagIt manifests; the only place with <openssl/evp.h>. */

#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"

#define SHA256_BYTES 32

/** A running digest. All zero is none. */
struct sha256 {
	void *context;
};

/** Begin, or begin again. 0, or -1 with WHY_MEMORY. */
int sha256_begin(struct sha256 *s, struct why *w);
int sha256_add(struct sha256 *s, const void *data, size_t len, struct why *w);
/** Make `to` what `from` is now; both go on independently. */
int sha256_copy(struct sha256 *to, const struct sha256 *from, struct why *w);
int sha256_end(struct sha256 *s, uint8_t out[SHA256_BYTES], struct why *w);
void sha256_clear(struct sha256 *s);
/** Of what is all there. */
int sha256_of(const void *data, size_t len, uint8_t out[SHA256_BYTES],
    struct why *w);

#endif
