#include <string.h>

#include "tool/flow/released_inside.h"

int
released_digest_begin(struct released *r, struct why *w)
{
	r->lost = r->changed = false;
	r->digested = released_manifest_asks(r);
	return sha256_begin(&r->before, w);
}

int
released_digest(struct released *r, const uint8_t *data, size_t len,
    struct why *w)
{
	const struct behind_to to = { .digest = &r->before, .fd = -1 };

	return r->digested ? behind_add(&r->behind, &to, data, len, w) : 0;
}

int
released_keep(struct released *r, const uint8_t *data, size_t len,
    struct why *w)
{
	const struct behind_to to = { .digest = &r->after, .fd = r->fresh_fd };

	return r->fresh_fd < 0 ? 0 : behind_add(&r->behind, &to, data, len, w);
}

/* Had this file lost records before? Those behind the segment that is filled
 * are not known yet: the last one may hold those of others, so that this may
 * say too much. */
static int
may_have_lost(struct released *r, bool *may, struct why *w)
{
	const struct seal_segment *all = r->seal.segments;
	uint64_t left = r->left;
	uint64_t from = r->segment + 1;
	uint64_t to = from;

	*may = r->lost || r->at_gone < r->n_gone;
	if (*may || from == r->seal.n_segments ||
	    left <= all[r->segment].records - r->slot->records.n)
		return 0;
	left -= all[r->segment].records - r->slot->records.n;
	while (left > all[to].records && to + 1 < r->seal.n_segments)
		left -= all[to++].records;
	return ledger_gone_any(&r->store->ledger, r->bundle.id, from, to, may,
	    w);
}

int
released_part(struct released *r, struct why *w)
{
	struct sha256 other = r->after;
	bool both;

	if (r->changed)
		return 0;
	r->changed = true;
	if (r->staging == NULL || r->cause != 0 ||
	    r->member->cut != RECORD_READS)
		return 0;
	if (behind_catch_up(&r->behind, w) != 0 ||
	    may_have_lost(r, &both, w) != 0)
		return -1;
	if (both && sha256_copy(&r->after, &r->before, w) != 0)
		return -1;
	if (!both) {
		r->after = r->before;
		r->before = other;
		r->digested = false;
	}
	return released_fresh(r, w);
}

int
released_digest_end(struct released *r, struct why *w)
{
	uint8_t before[SHA256_BYTES];
	uint8_t after[SHA256_BYTES];
	bool fresh = r->fresh_fd >= 0;

	if (behind_catch_up(&r->behind, w) != 0 ||
	    (r->digested && sha256_end(&r->before, before, w) != 0) ||
	    (fresh && sha256_end(&r->after, after, w) != 0))
		return -1;
	if (r->member->cut == RECORD_LINES)
		return released_bag_tag(r, before, w);
	return released_bag_file(r, r->digested ? before : NULL,
	    fresh ? after : NULL, w);
}
