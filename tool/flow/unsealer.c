#include "tool/flow/unsealer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/segment.h"
#include "tool/stop.h"

/* Most that a sealed segment may have: what gpg and zstd add to bytes that do
 * not shrink is far below. */
#define SEALED_MAX_BYTES (UINT64_C(48) << 20)

/* Sealed bytes are read and hashed in steps that stay in the cache. */
#define STEP_BYTES (UINT32_C(256) << 10)

/** What one thread keeps between segments. */
struct unsealer_worker {
	bool open;
	struct session session;
	struct segment_opener opener;
	struct bytes sealed;
	struct bytes packed;
};

/** Slots know their tally; this knows the unsealer too. */
struct unsealer_task {
	struct unsealer *u;
	struct tally_slot *s;
};

int
unsealer_open(struct unsealer *u, const struct opening *opening,
    const struct home *home, struct tally *tally, struct why *w)
{
	memset(u, 0, sizeof(*u));
	u->opening = opening;
	u->home = home;
	u->tally = tally;
	u->workers = calloc(tally->pool->jobs, sizeof(*u->workers));
	u->tasks = calloc(tally->n_slots, sizeof(*u->tasks));
	return u->workers == NULL || u->tasks == NULL ? why_memory(w) : 0;
}

void
unsealer_close(struct unsealer *u)
{
	for (unsigned i = 0; u->workers != NULL && i < u->tally->pool->jobs;
	     i++) {
		struct unsealer_worker *worker = &u->workers[i];

		if (worker->open) {
			session_close(&worker->session);
			segment_opener_close(&worker->opener);
		}
		bytes_clear(&worker->sealed);
		bytes_wipe(&worker->packed);
	}
	free(u->workers);
	free(u->tasks);
	u->workers = NULL;
	u->tasks = NULL;
}

/* Read sealed bytes and hold them against the seal; keep them if out is not
 * NULL. */
static int
read_sealed(const struct opening *o, uint64_t number, struct bytes *out,
    struct progress *progress, struct why *w)
{
	const struct frame_member *m = &o->frame.segments[number];
	const struct seal_part *sealed = &o->seal.segments[number].sealed;
	uint8_t digest[HASH_DIGEST_BYTES];
	struct hash_digest d;
	uint64_t done = 0;

	if (m->size > SEALED_MAX_BYTES)
		return why_set(w, WHY_LIMIT, "has %" PRIu64 " bytes", m->size);
	out->len = 0;
	if (bytes_reserve(out, (size_t)m->size, w) != 0)
		return -1;
	hash_digest_init(&d);
	while (done < m->size) {
		uint64_t left = m->size - done;
		size_t n = left < STEP_BYTES ? (size_t)left : STEP_BYTES;

		if (opening_read(o, m->offset + done, out->data + done, n, w) !=
		    0)
			return -1;
		hash_digest_add(&d, out->data + done, n);
		done += n;
		progress_add(progress, n);
	}
	out->len = (size_t)m->size;
	hash_digest_final(&d, digest);
	if (memcmp(digest, sealed->digest, sizeof(digest)) != 0)
		return why_set(w, WHY_SEGMENT_DAMAGED,
		    "is not what was sealed: its BLAKE2b digest differs");
	return 0;
}

static int
worker_open(struct unsealer *u, struct unsealer_worker *worker, struct why *w)
{
	if (worker->open)
		return 0;
	if (session_open(&worker->session, u->home, w) != 0)
		return -1;
	if (segment_opener_open(&worker->opener, w) != 0) {
		session_close(&worker->session);
		return -1;
	}
	worker->open = true;
	return 0;
}

static int
decrypt(struct unsealer *u, struct unsealer_worker *worker,
    struct tally_slot *s, struct why *w)
{
	const struct seal_segment *sealed =
	    &u->opening->seal.segments[s->number];
	const struct contents_segment *secret =
	    &u->opening->contents.segments[s->number];
	size_t max = sealed->plain_max < SEGMENT_MAX_BYTES
	    ? (size_t)sealed->plain_max
	    : SEGMENT_MAX_BYTES;
	const struct pump_io io = {
		.data = worker->sealed.data,
		.len = worker->sealed.len,
		.bytes = &worker->packed,
		.max_bytes = segment_packed_max(max),
	};
	uint64_t rounded;

	worker->packed.len = 0;
	if (session_decrypt_symmetric(&worker->session, secret->key, &io, w) !=
		0 ||
	    segment_open(&worker->opener, &worker->packed, max, &s->plain, w) !=
		0)
		return -1;
	rounded = (s->plain.len + SEAL_PLAIN_UNIT - 1) / SEAL_PLAIN_UNIT *
	    SEAL_PLAIN_UNIT;
	if (rounded != sealed->plain_max)
		return why_set(w, WHY_SEGMENT_SIZE,
		    "holds %zu bytes, sealed was %" PRIu64
		    " (rounded up to 64 KiB)",
		    s->plain.len, sealed->plain_max);
	salt_cover_clear(&s->cover);
	return salt_cover_init(&s->cover, u->opening->seal.id, s->number,
	    sealed->records, secret->seed, w);
}

static void
run(void *task, unsigned number)
{
	struct unsealer_task *one = task;
	struct unsealer *u = one->u;
	struct tally_slot *s = one->s;
	struct unsealer_worker *worker = &u->workers[number];
	struct why why = { 0 };
	int rc;

	rc = worker_open(u, worker, &why);
	if (rc == 0)
		rc = read_sealed(u->opening, s->number, &worker->sealed,
		    u->progress, &why);
	if (rc == 0)
		rc = decrypt(u, worker, s, &why);
	if (rc != 0) {
		why_in(&why, "segment %" PRIu64, s->number);
		tally_fail(u->tally, &why);
	}
	pool_lock(u->tally->pool);
	s->state = TALLY_OPEN;
	pool_unlock(u->tally->pool);
}

static int
begin_one(struct unsealer *u, struct why *w)
{
	struct tally_slot *s = tally_take(u->tally, w);
	struct unsealer_task *task;

	if (s == NULL)
		return -1;
	task = &u->tasks[s - u->tally->slots];
	task->u = u;
	task->s = s;
	s->number = u->begun++;
	s->state = TALLY_OPENING;
	/* There are only so many slots. To wait would keep this thread from
	 * what is open already. */
	return pool_append(u->tally->pool, run, task) ? 0 : why_memory(w);
}

static bool
some_slot_free(struct tally *t)
{
	bool yes = false;

	pool_lock(t->pool);
	for (unsigned i = 0; i < t->n_slots; i++)
		yes = yes || t->slots[i].state == TALLY_FREE;
	pool_unlock(t->pool);
	return yes;
}

static struct tally_slot *
find(struct unsealer *u)
{
	for (unsigned i = 0; i < u->tally->n_slots; i++) {
		struct tally_slot *s = &u->tally->slots[i];

		if (s->number == u->given && s->state == TALLY_OPEN)
			return s;
	}
	return NULL;
}

static bool
next_is_there(void *self)
{
	struct unsealer *u = self;

	return u->tally->why.reason != WHY_NONE || find(u) != NULL;
}

int
unsealer_next(struct unsealer *u, struct tally_slot **out, struct why *w)
{
	struct tally *t = u->tally;
	uint64_t n = u->opening->seal.n_segments;

	if (u->given == n)
		return 0;
	if (stop_asked())
		return why_set(w, WHY_INTERRUPTED, "interrupted");
	while (u->begun < n && (u->begun == u->given || some_slot_free(t)))
		if (begin_one(u, w) != 0)
			return -1;
	pool_wait(t->pool, next_is_there, u);
	if (tally_failed(t, w) != 0)
		return -1;
	pool_lock(t->pool);
	*out = find(u);
	if (*out != NULL)
		(*out)->state = TALLY_FILLING;
	pool_unlock(t->pool);
	if (*out == NULL)
		return why_set(w, WHY_SYSTEM, "the workers stopped");
	u->given++;
	return 1;
}

/** One run over all digests. */
struct digests {
	const struct opening *opening;
	struct progress *progress;
	struct pool *pool;
	struct bytes *buffers; /* one a worker */
	uint64_t next;
	struct why why;
};

static void
run_digests(void *task, unsigned number)
{
	struct digests *d = task;
	struct why why = { 0 };
	uint64_t segment;
	bool failed;

	do {
		pool_lock(d->pool);
		segment = d->next++;
		failed = d->why.reason != WHY_NONE;
		pool_unlock(d->pool);
		if (failed || segment >= d->opening->seal.n_segments)
			return;
		if (stop_asked())
			why_set(&why, WHY_INTERRUPTED, "interrupted");
		else if (read_sealed(d->opening, segment, &d->buffers[number],
			     d->progress, &why) != 0)
			why_in(&why, "segment %" PRIu64, segment);
	} while (why.reason == WHY_NONE);
	pool_lock(d->pool);
	if (d->why.reason == WHY_NONE)
		d->why = why;
	pool_unlock(d->pool);
}

int
unsealer_digests(const struct opening *opening, struct pool *pool,
    struct progress *progress, struct why *w)
{
	struct digests d = {
		.opening = opening,
		.progress = progress,
		.pool = pool,
		.buffers = calloc(pool->jobs, sizeof(*d.buffers)),
	};

	if (d.buffers == NULL)
		return why_memory(w);
	/* One that finds no room leaves its work to the others. */
	for (unsigned i = 0; i < pool->jobs; i++)
		if (!pool_push(pool, run_digests, &d) && i == 0)
			why_memory(&d.why);
	pool_wait(pool, NULL, NULL);
	for (unsigned i = 0; i < pool->jobs; i++)
		bytes_clear(&d.buffers[i]);
	free(d.buffers);
	if (d.why.reason != WHY_NONE)
		return why_set(w, d.why.reason, "%s", d.why.text);
	return 0;
}
