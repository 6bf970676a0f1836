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
struct _gpgme_key;

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
 * The same for a short operation, whose bytes GPGME moves itself between the
 * data objects of the caller; the whole of it is limited. pump_finish must
 * follow.
 */
void pump_watch(struct pump *p, struct gpgme_context *gpg, struct why *w);

/** gpg says that it asks a person: from now on it has LIMIT_PERSON. */
void pump_person(struct pump *p);

/**
 * Move everything until the operation ended. started: what ..._start said.
 * Returns 0 with the operation's gpgme_error_t in *ended, or -1 with the reason
 * of a source or sink that failed, WHY_GPG (gpg did not answer in time: no byte
 * moved within LIMIT_SILENCE, or a short operation took longer than
 * LIMIT_SHORT), or WHY_SYSTEM, in the w of pump_begin. Then gpg has been
 * stopped.
 */
int pump_finish(struct pump *p, unsigned int started, unsigned int *ended);

/** The next key that a listing found, to be unreferenced, at most two in all;
 *  NULL: no more. What is not taken goes with the next operation. */
struct _gpgme_key *pump_key(struct pump *p);

/** What an operation put out is not to be kept: wipe it, if it is in memory. */
void pump_discard(struct pump *p);

#endif
