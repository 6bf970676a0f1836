#ifndef KEYS_PUMP_H
#define KEYS_PUMP_H

/**
 * Moves the bytes of one gpg operation. GPGME's own data objects are slower
 * than gpg, so the pipes are read and written here; GPGME keeps the rest.
 */

#include <stdbool.h>
#include <stddef.h>

#include "formats/bytes.h"
#include "formats/stream.h"
#include "formats/why.h"

struct gpgme_context;
struct gpgme_data;

/** Where an operation's bytes come from and where they go. */
struct pump_io {
	/** Input: source if it has a read, else len bytes of memory, borrowed.
	 */
	struct source source;
	const void *data;
	size_t len;
	/** Output: sink if it has a write, else appended to bytes, at most
	 *  max_bytes (WHY_LIMIT above). After a failure bytes is as before, the
	 *  memory behind it wiped; a sink has got what it has got. */
	struct sink sink;
	struct bytes *bytes;
	size_t max_bytes;
};

/** Heap object, one for a context and a thread. */
struct pump;
struct pump *pump_new(struct why *w);
void pump_free(struct pump *p);

/**
 * Get ready for one operation: *in and *out are for its gpgme_op_..._start
 * and live until pump_finish, which must follow. io and w are borrowed until
 * then too. Returns 0 or -1.
 */
int pump_begin(struct pump *p, struct gpgme_context *gpg,
    const struct pump_io *io, struct why *w);
struct gpgme_data *pump_in(const struct pump *p);
struct gpgme_data *pump_out(const struct pump *p);

/**
 * Move everything until the operation ended. started: what ..._start said.
 * Returns 0 with the operation's gpgme_error_t in *ended, or -1 with the reason
 * of a source or sink that failed (gpg has been stopped), or WHY_SYSTEM, in the
 * w of pump_begin.
 */
int pump_finish(struct pump *p, unsigned int started, unsigned int *ended);

/** What an operation put out is not to be kept: wipe it, if it is in memory. */
void pump_discard(struct pump *p);

#endif
