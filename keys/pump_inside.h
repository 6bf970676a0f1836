#ifndef KEYS_PUMP_INSIDE_H
#define KEYS_PUMP_INSIDE_H

/** What keys/pump*.c share. */

#include <stdint.h>

#include "keys/limit.h"
#include "keys/pump.h"

/** GPGME opens four pipes at most: status, command, in, out. */
#define PUMP_ENDS_MAX	  8
#define PUMP_BUFFER_BYTES ((size_t)256 << 10)
#define PUMP_PIPE_BYTES	  (1 << 20)
/** Keys that are kept of a listing: who asks for one wants no second. */
#define PUMP_KEYS_MAX 2

/** What a pipe is for. GPGME does not tell; the first call of our data
 *  callbacks does. */
enum pump_role {
	PUMP_UNKNOWN,
	PUMP_IN,
	PUMP_OUT
};

struct pump_end {
	struct pump *pump;
	int fd; /* -1: free */
	int for_reading;
	unsigned int (*serve)(void *data, int fd); /* GPGME's, with its data */
	void *serve_data;
	enum pump_role role;
};

struct pump {
	struct pump_end ends[PUMP_ENDS_MAX];
	struct pump_end *serving;
	struct gpgme_context *gpg;
	struct gpgme_data *in;
	struct gpgme_data *out;
	const struct pump_io *io;
	struct why *w;
	const uint8_t *rest; /* input that is to be written next */
	size_t rest_len;
	size_t moved;	   /* through both pipes, so far */
	int wide;	   /* pipes that hold PUMP_PIPE_BYTES */
	size_t out_before; /* length of io->bytes at the start */
	bool input_over;
	bool failed; /* w says why */
	bool done;
	unsigned int err; /* gpgme_error_t, once done */
	enum limit limit;
	int left_ms; /* of it */
	struct _gpgme_key *keys[PUMP_KEYS_MAX];
	size_t n_keys;
	uint8_t in_buffer[PUMP_BUFFER_BYTES];
	uint8_t out_buffer[PUMP_BUFFER_BYTES];
};

/** Have something to write, unless the input is over. 0, or -1 with failed. */
int pump_refill(struct pump *p);

/** Pass on bytes that came out of gpg. 0, or -1 with failed. */
int pump_deliver(struct pump *p, const uint8_t *data, size_t len);

/** Wait until some pipe is ready and serve all that are. 1: none is open. When
 *  the limit has passed: 0, with failed. */
int pump_turn(struct pump *p);

#endif
