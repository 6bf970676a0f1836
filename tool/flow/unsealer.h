#ifndef TOOL_FLOW_UNSEALER_H
#define TOOL_FLOW_UNSEALER_H

/**
 * The receiving side's workers: segments are read, held against the seal,
 * decrypted and decompressed in parallel, and handed out in order.
 */

#include <stdint.h>

#include "keys/home.h"
#include "tool/flow/opening.h"
#include "tool/flow/tally.h"
#include "tool/progress.h"

struct unsealer_worker;

struct unsealer {
	const struct opening *opening;
	const struct home *home;
	struct tally *tally;
	struct progress *progress;
	struct unsealer_worker *workers;
	struct unsealer_task *tasks; /* one a slot */
	uint64_t begun;		     /* segments given to workers */
	uint64_t given;		     /* segments handed out */
};

/** opening (with its contents), tally, home and progress are borrowed. */
int unsealer_open(struct unsealer *u, const struct opening *opening,
    const struct home *home, struct tally *tally, struct why *w);
void unsealer_close(struct unsealer *u);

/** The next segment in order, its plaintext in slot->plain and its salt cover
 *  set: 1; none left: 0; -1. The slot goes back by tally_submit. */
int unsealer_next(struct unsealer *u, struct tally_slot **out, struct why *w);

/** Only hold every segment's sealed bytes against the seal. */
int unsealer_digests(const struct opening *opening, struct pool *pool,
    struct progress *progress, struct why *w);

#endif
