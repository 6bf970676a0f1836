#ifndef FORMATS_ACCOUNT_H
#define FORMATS_ACCOUNT_H

/** What an agency says of the events that it shows to another: that these are
 *  all dealings with it. Source: reconcile.txt, 1. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/event.h"
#include "formats/hash.h"
#include "formats/seal.h"
#include "formats/why.h"

#define ACCOUNT_FORMAT	 "sealbag-account/1"
#define ACCOUNT_SEEN_MAX 4096

/** A head of the other's log that the maker has seen. */
struct account_head {
	uint64_t size;
	uint8_t root[HASH_BYTES];
};

struct account {
	struct seal_party maker;
	char other[SEAL_AGENCY_BYTES];
	uint64_t from;	 /* first event that it is about */
	int64_t since_s; /* time of that one */
	int64_t made_s;	 /* until then the log had no more events */
	uint64_t size;	 /* events of the checkpoint */
	bool whole;
	uint8_t events[HASH_DIGEST_BYTES]; /* digest of their lines */
	struct account_head *seen;	   /* by size and root; owned */
	size_t n_seen;
};

/** Append the text. WHY_LOG_PROOF for a value that cannot be. */
int account_write(const struct account *a, struct bytes *out, struct why *w);
/** Parse strictly: WHY_JSON, WHY_VERSION, or WHY_LOG_PROOF (another form). a:
 *  to be cleared in any case. */
int
account_parse(struct account *a, const void *data, size_t len, struct why *w);
void account_clear(struct account *a);

/** Is this event one that an account for this agency tells of, as far as the
 *  event itself says? Source: reconcile.txt, 1.1. */
bool account_names(const struct event *e, const char *agency);
/** Is it of a dealing at all? */
bool account_act(const struct event *e);
/** Is it one that sends a bundle? */
bool account_sends(const struct event *e);

#endif
