#include "tool/flow/harvest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/flow/judge.h"
#include "tool/store/ledger_restricted.h"
#include "tool/store/ledger_waiting.h"

/** A segment as it lies in the list, its cover behind it. */
struct segment_head {
	uint64_t number;
	uint32_t records;
	uint32_t gone;
	uint64_t cover_bytes;
};

/** Records of one segment that went, which follow it in their list. */
struct gone_head {
	uint64_t segment;
	uint32_t n;
	uint32_t none; /* no byte of the list is left unset */
};

int
harvest_open(struct harvest *h, int store_fd, const struct seal *seal,
    int hints_fd, bool all, struct why *w)
{
	uint64_t at = 0;

	memset(h, 0, sizeof(*h));
	h->segments.fd = h->gone.fd = -1;
	h->seal = seal;
	h->hints_fd = hints_fd;
	h->all = all;
	h->first = calloc(seal->n_segments + 1, sizeof(*h->first));
	if (h->first == NULL)
		return why_memory(w);
	for (uint64_t i = 0; i < seal->n_segments; i++) {
		h->first[i] = at;
		at += seal->segments[i].records;
	}
	if (spool_open(&h->segments, store_fd, w) != 0)
		return -1;
	return spool_open(&h->gone, store_fd, w);
}

void
harvest_close(struct harvest *h)
{
	spool_close(&h->segments);
	spool_close(&h->gone);
	free(h->first);
	h->first = NULL;
}

static int
keep_hints(struct harvest *h, const struct tally_slot *slot, struct why *w)
{
	const uint8_t *data = slot->hints.data;
	uint64_t at = h->first[slot->number] * TALLY_HINT_BYTES;
	size_t left = slot->hints.len;

	while (left > 0) {
		ssize_t n = pwrite(h->hints_fd, data, left, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(w, "cannot write to the store");
		data += n;
		at += (uint64_t)n;
		left -= (size_t)n;
	}
	return 0;
}

/* Those that went now, behind their number. */
static int
keep_gone(struct harvest *h, const struct tally_slot *slot, uint32_t *fresh,
    struct why *w)
{
	struct gone_head head = { .segment = slot->number };
	struct ledger_gone gone;

	for (size_t i = 0; i < slot->n_holes; i++)
		head.n += slot->holes[i].fresh;
	*fresh = head.n;
	if (head.n == 0)
		return 0;
	if (spool_add(&h->gone, &head, sizeof(head), w) != 0)
		return -1;
	for (size_t i = 0; i < slot->n_holes; i++) {
		const struct tally_hole *hole = &slot->holes[i];

		if (!hole->fresh)
			continue;
		memset(&gone, 0, sizeof(gone));
		gone.index = hole->index;
		gone.cause = hole->cause;
		memcpy(gone.leaf, hole->leaf, sizeof(gone.leaf));
		if (spool_add(&h->gone, &gone, sizeof(gone), w) != 0)
			return -1;
	}
	h->gone_records += head.n;
	return 0;
}

int
harvest_keep(void *self, const struct tally_slot *slot, struct why *w)
{
	struct harvest *h = self;
	struct segment_head head = {
		.number = slot->number,
		.records = slot->cover.records,
		.gone = (uint32_t)slot->n_holes,
		.cover_bytes = slot->cover.seeds.len,
	};
	uint32_t fresh;

	if (h->hints_fd >= 0 && keep_hints(h, slot, w) != 0)
		return -1;
	if (keep_gone(h, slot, &fresh, w) != 0)
		return -1;
	if (!h->all && fresh == 0)
		return 0;
	if (spool_add(&h->segments, &head, sizeof(head), w) != 0)
		return -1;
	return spool_add(&h->segments, slot->cover.seeds.data,
	    slot->cover.seeds.len, w);
}

static int
commit_segments(struct harvest *h, struct ledger *l, struct why *w)
{
	struct segment_head head;
	struct bytes cover = { 0 };
	int rc = spool_rewind(&h->segments, w);

	while (rc == 0) {
		struct ledger_segment row;
		int more = spool_take(&h->segments, &head, sizeof(head), w);

		if (more <= 0) {
			rc = more;
			break;
		}
		cover.len = 0;
		rc = bytes_reserve(&cover, head.cover_bytes, w);
		if (rc == 0 && head.cover_bytes > 0 &&
		    spool_take(&h->segments, cover.data, head.cover_bytes, w) !=
			1)
			rc = -1;
		row = (struct ledger_segment){
			.number = head.number,
			.records = head.records,
			.gone = head.gone,
			.cover = cover.data,
			.cover_bytes = head.cover_bytes,
		};
		if (rc == 0)
			rc = ledger_segment_put(l, h->seal->id, &row, w);
	}
	cover.len = cover.cap;
	bytes_wipe(&cover);
	return rc;
}

uint64_t
harvest_cause(const struct harvest_causes *causes, uint64_t cause)
{
	if (cause == JUDGE_TOMBSTONE)
		return causes->tombstone;
	return cause == 0 ? 0 : causes->orders[cause - 1];
}

static int
commit_gone(struct harvest *h, struct ledger *l,
    const struct harvest_causes *causes, struct why *w)
{
	struct ledger_gone *list = NULL;
	struct gone_head head;
	int rc;

	while ((rc = spool_take(&h->gone, &head, sizeof(head), w)) == 1) {
		free(list);
		list = calloc(head.n, sizeof(*list));
		rc = list == NULL
		    ? why_memory(w)
		    : spool_take(&h->gone, list, head.n * sizeof(*list), w);
		for (uint32_t i = 0; rc == 1 && i < head.n; i++)
			list[i].cause = harvest_cause(causes, list[i].cause);
		if (rc != 1 ||
		    ledger_gone_put(l, h->seal->id, head.segment, list, head.n,
			w) != 0 ||
		    ledger_waiting_gone(l, h->seal->id, head.segment, list,
			head.n, w) != 0 ||
		    ledger_restricted_gone(l, h->seal->id, head.segment, list,
			head.n, w) != 0) {
			rc = -1;
			break;
		}
	}
	free(list);
	return rc;
}

int
harvest_commit(struct harvest *h, struct ledger *l,
    const struct harvest_causes *causes, struct why *w)
{
	if (commit_segments(h, l, w) != 0 || spool_rewind(&h->gone, w) != 0)
		return -1;
	return commit_gone(h, l, causes, w);
}
