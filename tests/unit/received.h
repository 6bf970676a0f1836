#ifndef TESTS_UNIT_RECEIVED_H
#define TESTS_UNIT_RECEIVED_H

/** A store that received three bundles of the same data from itself: in each,
 *  reads R1 (with an image), R2 and R3, and a note. */

#include <stdio.h>
#include <string.h>

#include "tests/flow/forge_faults.h"
#include "tests/flow/forge_out.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"
#include "tool/flow/receive.h"

enum {
	BUNDLES = 3
};

static struct store store;
static char received_store[64];
static uint8_t received_ids[BUNDLES][SEAL_ID_BYTES];
static char received_hex[BUNDLES][SEAL_ID_HEX];
static struct progress received_progress;

/* The forged bag, received again and again under other ids. */
static inline bool
received_one(size_t i, struct why *w)
{
	static const struct forge_fault none = { .name = "sound" };
	static struct forge forges[BUNDLES];
	struct forge *f = &forges[i];
	struct receive_result result = { 0 };
	struct receive_options options = {
		.actor = "test",
		.jobs = 1,
		.progress = &received_progress,
	};

	f->fault = &none;
	forge_must(f,
	    store_open(&f->store, received_store, STORE_READ, NULL, &f->w));
	options.path = scratch_path("%zu.sbag", i);
	forge_bundle(f, "agency-a", options.path);
	store_close(&f->store);
	memcpy(received_ids[i], f->seal.id, SEAL_ID_BYTES);
	bytes_to_hex(received_hex[i], received_ids[i], SEAL_ID_BYTES);
	if (store_open(&store, received_store, STORE_WRITE, NULL, w) != 0)
		return false;
	(void)receive(&store, &options, &result, w);
	receive_result_clear(&result);
	store_close(&store);
	return w->reason == WHY_NONE;
}

static inline bool
received_begin(void)
{
	const struct store_new new = {
		.path = received_store,
		.agency = "agency-a",
		.name = "Agency A",
		.actor = "test",
		.retention_months = 12,
	};
	char print[CARD_PRINT_HEX];
	struct why w = { 0 };
	bool good;

	scratch_begin();
	snprintf(received_store, sizeof received_store, "%s",
	    scratch_path("a"));
	good = store_create(&new, print, &w) == 0;

	for (size_t i = 0; good && i < BUNDLES; i++)
		good = received_one(i, &w);
	return tap_ok(good, "bundles are received %s", w.text);
}

static inline const char *
received_path(size_t i, const char *name)
{
	return scratch_path("a/" STORE_RECEIVED "/%s/%s", received_hex[i],
	    name);
}

#endif
