#include "tool/flow/released.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "formats/segment.h"
#include "formats/signature.h"
#include "keys/file.h"
#include "tool/flow/released_inside.h"
#include "tool/stop.h"
#include "tool/store/journal.h"

static int
open_folders(struct released *r, struct why *w)
{
	char name[80];

	snprintf(name, sizeof(name), STORE_RECEIVED "/%s", r->id);
	r->bag_fd = openat(r->store->fd, name,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (r->bag_fd < 0 && errno == ENOENT)
		return why_set(w, WHY_RELEASED_MISSING, "%s is gone", name);
	if (r->bag_fd < 0)
		return why_errno(w, "cannot open %s", name);
	snprintf(name, sizeof(name), STORE_PROOF "/%s/leaves", r->id);
	/* Only a help to say where; without it less is said. */
	r->hints_fd =
	    openat(r->store->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return 0;
}

int
released_open(struct released *r, struct store *s,
    const uint8_t id[SEAL_ID_BYTES], struct pool *pool, struct why *w)
{
	bool found;

	memset(r, 0, sizeof(*r));
	r->store = s;
	r->pool = pool;
	r->bag_fd = r->hints_fd = r->fd = r->fresh_fd = r->manifest_fd = -1;
	r->harvest.segments.fd = r->harvest.gone.fd = -1;
	r->swaps.fd = r->members.fd = r->fresh_lines.fd = -1;
	bytes_to_hex(r->id, id, SEAL_ID_BYTES);
	if (ledger_bundle_get(&s->ledger, id, LEDGER_RECEIVED, &r->bundle,
		&found, w) != 0)
		return -1;
	if (!found)
		return why_set(w, WHY_USAGE,
		    "this store has received no bundle %s", r->id);
	if (r->bundle.state == LEDGER_BEGUN)
		return why_set(w, WHY_INTERRUPTED,
		    "receiving bundle %s was cut off", r->id);
	if (r->bundle.state != LEDGER_DONE)
		return why_set(w, WHY_RELEASED_MISSING,
		    "bundle %s was deleted as a whole", r->id);
	if (released_open_proof(r, w) != 0 || open_folders(r, w) != 0)
		return -1;
	if (r->seal.n_segments != r->bundle.segments)
		return why_set(w, WHY_STORE,
		    "the ledger has another number of segments than the seal");
	return 0;
}

void
released_close(struct released *r)
{
	int *fds[] = { &r->bag_fd, &r->hints_fd, &r->fd, &r->fresh_fd,
		&r->manifest_fd };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (*fds[i] > 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
	behind_close(&r->behind);
	seal_clear(&r->seal);
	harvest_close(&r->harvest);
	bytes_wipe(&r->cover);
	records_clear(&r->cut);
	reads_map_free(r->map);
	free(r->gone);
	free(r->absent.ordinals);
	free(r->redone.ordinals);
	sha256_clear(&r->before);
	sha256_clear(&r->after);
	sha256_clear(&r->lines_told);
	sha256_clear(&r->lines_met);
	sha256_clear(&r->manifest_after);
	bytes_clear(&r->lines);
	bytes_clear(&r->tags_before);
	bytes_clear(&r->tags_after);
	spool_close(&r->fresh_lines);
	spool_close(&r->swaps);
	spool_close(&r->members);
	memset(r, 0, sizeof(*r));
	r->bag_fd = r->hints_fd = r->fd = r->fresh_fd = r->manifest_fd = -1;
}

static int
read_hints(void *self, uint64_t segment, struct bytes *out, struct why *w)
{
	struct released *r = self;
	size_t len =
	    r->seal.segments[segment].records * (size_t)TALLY_HINT_BYTES;
	off_t at = (off_t)(r->harvest.first[segment] * TALLY_HINT_BYTES);

	if (r->hints_fd < 0 || bytes_reserve(out, len, w) != 0)
		return -1;
	while (out->len < len) {
		ssize_t n = pread(r->hints_fd, out->data + out->len,
		    len - out->len, at + (off_t)out->len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		out->len += (size_t)n;
	}
	return 0;
}

static int
keep(void *self, const struct tally_slot *slot, struct why *w)
{
	struct released *r = self;

	return harvest_keep(&r->harvest, slot, w);
}

static int
note_gone(void *self, const struct ledger_gone *g, struct why *w)
{
	struct released *r = self;
	struct tally_hole *h;

	if (r->n_gone == r->cap_gone) {
		size_t cap = r->cap_gone == 0 ? 256 : 2 * r->cap_gone;
		struct tally_hole *more = realloc(r->gone, cap * sizeof(*more));

		if (more == NULL)
			return why_memory(w);
		r->gone = more;
		r->cap_gone = cap;
	}
	h = &r->gone[r->n_gone++];
	*h = (struct tally_hole){ .index = g->index, .cause = g->cause };
	memcpy(h->leaf, g->leaf, sizeof(h->leaf));
	return 0;
}

/* Begin a segment; bytes of the file that stood behind the last record of the
 * one before move on. */
static int
begin_segment(struct released *r, const uint8_t *tail, size_t tail_bytes,
    struct why *w)
{
	struct ledger *l = &r->store->ledger;
	struct tally_slot *s = tally_take(&r->tally, w);
	struct ledger_segment row;
	bool found;

	if (s == NULL || bytes_reserve(&s->plain, SEGMENT_MAX_BYTES, w) != 0)
		return -1;
	r->slot = s;
	s->number = r->segment;
	if (tail_bytes > 0)
		memcpy(s->plain.data, tail, tail_bytes);
	s->plain.len = tail_bytes;
	r->whole = 0;
	r->cover.len = r->n_gone = r->at_gone = 0;
	if (ledger_segment_get(l, r->bundle.id, r->segment, &row, &r->cover,
		&found, w) != 0)
		return -1;
	if (!found || row.records != r->seal.segments[r->segment].records)
		return why_set(w, WHY_STORE,
		    "the ledger does not know segment %" PRIu64, r->segment);
	if (ledger_gone_each(l, r->bundle.id, r->segment, note_gone, r, w) != 0)
		return -1;
	salt_cover_clear(&s->cover);
	return salt_cover_decode(&s->cover, r->bundle.id, r->segment,
	    row.records, r->cover.data, r->cover.len, w);
}

static int
add_hole(struct released *r, struct why *w)
{
	struct tally_slot *s = r->slot;
	const struct record none = { .bytes = NULL };
	const struct tally_hole *h = &r->gone[r->at_gone++];

	if (tally_gone(s, h->index, h->cause, w) != 0)
		return -1;
	s->holes[s->n_holes - 1] = *h;
	return records_add(&s->records, &none, w);
}

static bool
at_hole(const struct released *r)
{
	return r->at_gone < r->n_gone &&
	    r->gone[r->at_gone].index == r->slot->records.n;
}

/* Every record that is said to be gone had a place in the segment. */
static int
check_gone(const struct released *r, struct why *w)
{
	if (r->at_gone == r->n_gone)
		return 0;
	return why_set(w, WHY_STORE,
	    "the ledger tells of deleted records that segment %" PRIu64
	    " never had",
	    r->segment);
}

/* A salt that is forgotten is that of a record that is gone: without its salt
 * any other would look changed. */
static int
check_salts(const struct released *r, const struct salt_cover *cover,
    struct why *w)
{
	size_t at = 0;
	size_t i = 0;
	uint32_t gap = salt_cover_gap(cover, &at, 0);

	while (gap < cover->records) {
		while (i < r->n_gone && r->gone[i].index < gap)
			i++;
		if (i == r->n_gone || r->gone[i].index != gap)
			return why_set(w, WHY_STORE,
			    "the ledger has no salt for record %" PRIu32
			    " of segment %" PRIu64
			    ", and does not say that it is gone",
			    gap, r->segment);
		gap = salt_cover_gap(cover, &at, gap + 1);
	}
	return 0;
}

static void
let_go(void *self)
{
	tally_let_go(self);
}

/* A full one; what is digested and written of it is so before it is another's.
 */
static int
hand_over(struct released *r, struct tally_slot *full, struct why *w)
{
	int rc;

	tally_hold(full);
	rc = tally_submit(&r->tally, full, w);
	if (rc == 0)
		rc = behind_then(&r->behind, let_go, full, w);
	if (rc != 0)
		tally_let_go(full);
	return rc;
}

static int
end_segment(struct released *r, struct why *w)
{
	struct tally_slot *full = r->slot;
	uint8_t *tail = full->plain.data + r->whole;
	size_t tail_bytes = full->plain.len - r->whole;

	if (check_gone(r, w) != 0 || check_salts(r, &full->cover, w) != 0)
		return -1;
	r->segment++;
	if (r->segment == r->seal.n_segments) {
		r->slot = NULL;
		return hand_over(r, full, w);
	}
	if (begin_segment(r, tail, tail_bytes, w) != 0)
		return -1;
	full->plain.len -= tail_bytes;
	return hand_over(r, full, w);
}

int
released_ready(struct released *r, bool *hole, struct why *w)
{
	*hole = false;
	if (stop_asked())
		return why_set(w, WHY_INTERRUPTED, "interrupted");
	if (r->slot != NULL &&
	    r->slot->records.n == r->seal.segments[r->segment].records &&
	    end_segment(r, w) != 0)
		return -1;
	if (r->slot == NULL)
		return why_set(w, WHY_STORE,
		    "the ledger tells of more records than the seal");
	*hole = at_hole(r);
	return *hole ? add_hole(r, w) : 0;
}

size_t
released_room(const struct released *r)
{
	size_t end = r->seal.segments[r->segment].records;

	if (r->at_gone < r->n_gone && r->gone[r->at_gone].index < end)
		end = r->gone[r->at_gone].index;
	end -= r->slot->records.n;
	return end < r->left ? end : (size_t)r->left;
}

static int
one_member(void *self, const struct ledger_member *m, struct why *w)
{
	struct released *r = self;

	r->member = m;
	if (released_member(r, w) != 0)
		return why_in(w, "%s",
		    m->name[0] == '\0' ? "a deleted member" : m->name);
	return 0;
}

static int
run(struct released *r, struct why *w)
{
	struct tally_slot *last;

	if (begin_segment(r, NULL, 0, w) != 0 ||
	    released_manifest_begin(r, w) != 0)
		return -1;
	if (ledger_member_each(&r->store->ledger, r->bundle.id, one_member, r,
		w) != 0)
		return -1;
	last = r->slot;
	if (last == NULL ||
	    last->records.n != r->seal.segments[r->segment].records ||
	    r->segment + 1 != r->seal.n_segments)
		return why_set(w, WHY_STORE,
		    "the ledger tells of fewer records than the seal");
	if (check_gone(r, w) != 0 || check_salts(r, &last->cover, w) != 0)
		return -1;
	r->slot = NULL;
	if (tally_submit(&r->tally, last, w) != 0 ||
	    tally_finish(&r->tally, w) != 0)
		return -1;
	return released_bag_end(r, w);
}

int
released_run(struct released *r, struct judge *judge, struct staging *staging,
    struct why *w)
{
	int rc = -1;

	r->judge = judge;
	r->staging = staging;
	r->brief = r->brief || staging != NULL;
	if (harvest_open(&r->harvest, staging == NULL ? -1 : r->store->fd,
		&r->seal, -1, false, w) != 0)
		return -1;
	if (staging != NULL && reads_days_open(&judge->days, w) != 0)
		return -1;
	if (spool_open(&r->swaps, staging == NULL ? -1 : r->store->fd, w) !=
		0 ||
	    spool_open(&r->members, staging == NULL ? -1 : r->store->fd, w) !=
		0)
		return -1;
	behind_open(&r->behind, r->pool);
	if (tally_open(&r->tally, r->pool, &r->seal, w) == 0) {
		r->tally.keep = r->look == NULL ? keep : NULL;
		r->tally.look = r->look;
		r->tally.look_self = r->look_self;
		r->tally.hints = read_hints;
		r->tally.self = r;
		rc = run(r, w);
	}
	/* What was started ends before its memory goes. */
	pool_wait(r->pool, NULL, NULL);
	if (rc != 0 && r->tally.bad)
		rc = released_explain(r, w);
	tally_close(&r->tally);
	return rc;
}

bool
released_changed(const struct released *r)
{
	return r->harvest.gone_records > 0;
}
