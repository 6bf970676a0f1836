#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/flow/released_inside.h"
#include "tool/flow/told.h"

static void
staged_name(const struct released *r, unsigned number, char out[16])
{
	/* Bundles are told apart by their place in the list of one run. */
	snprintf(out, 16, "f%u-%u", r->place, number);
}

int
released_stage(struct released *r, struct why *w)
{
	char name[16];

	staged_name(r, r->n_fresh++, name);
	return staging_file(r->staging, name, w);
}

static int
copy_front(struct released *r, uint64_t len, struct why *w)
{
	off_t at = 0;

	while ((uint64_t)at < len) {
		ssize_t n = copy_file_range(r->fd, &at, r->fresh_fd, NULL,
		    (size_t)(len - (uint64_t)at), 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return why_errno(w, "cannot copy to the store");
	}
	return 0;
}

int
released_fresh(struct released *r, struct why *w)
{
	/* Where in the file the records that were just cut begin. */
	uint64_t at = r->read - (r->slot->plain.len - r->whole);

	r->fresh_fd = released_stage(r, w);
	return r->fresh_fd < 0 ? -1 : copy_front(r, at, w);
}

static int
close_staged(int *fd, int64_t mtime_s, uint32_t mtime_ns, uint64_t *bytes,
    struct why *w)
{
	const struct timespec times[2] = {
		{ .tv_sec = mtime_s, .tv_nsec = mtime_ns },
		{ .tv_sec = mtime_s, .tv_nsec = mtime_ns },
	};
	struct stat st;
	int rc = 0;

	if (fstat(*fd, &st) != 0 || futimens(*fd, times) != 0)
		rc = why_errno(w, "cannot finish a file of the store");
	else if (bytes != NULL)
		*bytes = (uint64_t)st.st_size;
	if (close(*fd) != 0 && rc == 0)
		rc = why_errno(w, "cannot write to the store");
	*fd = -1;
	return rc;
}

int
released_fresh_end(struct released *r, struct why *w)
{
	char name[16];

	if (r->fresh_fd < 0)
		return 0;
	if (close_staged(&r->fresh_fd, r->member->mtime_s, r->member->mtime_ns,
		&r->fresh_bytes, w) != 0)
		return -1;
	staged_name(r, r->n_fresh - 1, name);
	return released_swap(r, name, w);
}

int
released_swap(struct released *r, const char *staged, struct why *w)
{
	struct released_swap swap;

	memset(&swap, 0, sizeof(swap));
	if (staged != NULL)
		snprintf(swap.staged, sizeof(swap.staged), "%s", staged);
	snprintf(swap.name, sizeof(swap.name), "%s", r->member->name);
	r->n_swaps++;
	return spool_add(&r->swaps, &swap, sizeof(swap), w);
}

int
released_stage_text(struct released *r, const struct bytes *text, struct why *w)
{
	int fd = released_stage(r, w);
	char name[16];

	if (fd < 0)
		return -1;
	staged_name(r, r->n_fresh - 1, name);
	if (staging_write(fd, text->data, text->len, w) != 0) {
		close(fd);
		return -1;
	}
	if (close_staged(&fd, r->member->mtime_s, r->member->mtime_ns, NULL,
		w) != 0)
		return -1;
	return released_swap(r, name, w);
}

int
released_manifest_swap(struct released *r, struct why *w)
{
	char name[16];

	if (close_staged(&r->manifest_fd, r->member->mtime_s,
		r->member->mtime_ns, NULL, w) != 0)
		return -1;
	staged_name(r, 0, name); /* the first that was staged */
	return released_swap(r, name, w);
}

static int
commit_swaps(struct released *r, struct why *w)
{
	struct ledger *l = &r->store->ledger;
	struct released_swap swap;
	char from[80];
	char to[NAME_MAX_BYTES + 80];
	int rc;

	if (spool_rewind(&r->swaps, w) != 0)
		return -1;
	while ((rc = spool_take(&r->swaps, &swap, sizeof(swap), w)) == 1) {
		snprintf(to, sizeof(to), STORE_RECEIVED "/%s/%s", r->id,
		    swap.name);
		snprintf(from, sizeof(from), "quarantine/%s/%s",
		    r->staging->name, swap.staged);
		/* Nothing staged: the file itself is what goes. */
		rc = swap.staged[0] == '\0' ? ledger_swap_put(l, to, "", w)
					    : ledger_swap_put(l, from, to, w);
		if (rc != 0)
			return -1;
	}
	return rc;
}

static int
commit_members(struct released *r, struct why *w)
{
	struct ledger_member m;
	int rc;

	if (spool_rewind(&r->members, w) != 0)
		return -1;
	while ((rc = spool_take(&r->members, &m, sizeof(m), w)) == 1) {
		m.name = m.zone = m.format = "";
		m.map = 0;
		if (ledger_member_put(&r->store->ledger, r->bundle.id, &m, w) !=
		    0)
			return -1;
	}
	return rc;
}

static int
commit_whole(struct released *r, struct why *w)
{
	struct ledger *l = &r->store->ledger;
	char name[80];

	snprintf(name, sizeof(name), STORE_RECEIVED "/%s", r->id);
	if (ledger_swap_put(l, name, "", w) != 0)
		return -1;
	snprintf(name, sizeof(name), STORE_PROOF "/%s", r->id);
	if (ledger_swap_put(l, name, "", w) != 0)
		return -1;
	r->bundle.state = LEDGER_DELETED;
	r->bundle.deleted_records = r->bundle.records;
	r->bundle.deleted_reads = r->bundle.reads;
	if (ledger_bundle_strip(l, r->bundle.id, w) != 0)
		return -1;
	return ledger_bundle_put(l, &r->bundle, w);
}

int
released_commit(struct released *r, const struct harvest_causes *causes,
    struct why *w)
{
	if (r->everything != 0)
		return commit_whole(r, w);
	r->bundle.deleted_records += r->harvest.gone_records;
	r->bundle.deleted_reads += r->judge->gone.reads;
	if (harvest_commit(&r->harvest, &r->store->ledger, causes, w) != 0 ||
	    ledger_captured_add(&r->store->ledger, r->bundle.id,
		&r->judge->days, w) != 0 ||
	    commit_members(r, w) != 0 || commit_swaps(r, w) != 0 ||
	    (r->judge->gone.reads > 0 &&
		told_forget(&r->store->ledger, &r->bundle, w) != 0))
		return -1;
	return ledger_bundle_put(&r->store->ledger, &r->bundle, w);
}
