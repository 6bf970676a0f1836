#include "tool/flow/sealer.h"

#include <stdlib.h>
#include <string.h>

#include "formats/frame.h"
#include "formats/hash.h"
#include "formats/salt.h"
#include "formats/tree.h"

/** What one thread keeps between segments. */
struct sealer_worker {
	bool open;
	struct session session;
	struct segment_packer packer;
	struct bytes packed;
	struct bytes salts;
	struct bytes leaves;
	struct quality_tally *tally;
};

int
sealer_open(struct sealer *s, struct pool *pool, struct outfile *out,
    const struct home *home, const uint8_t bundle[SEAL_ID_BYTES], struct why *w)
{
	memset(s, 0, sizeof(*s));
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_init(&s->quality_lock, NULL);
	s->pool = pool;
	s->out = out;
	s->home = home;
	memcpy(s->bundle, bundle, SEAL_ID_BYTES);
	s->n_workers = pool->jobs;
	s->n_slots = s->n_workers + 1;
	s->workers = calloc(s->n_workers, sizeof(*s->workers));
	s->slots = calloc(s->n_slots, sizeof(*s->slots));
	if (s->workers == NULL || s->slots == NULL)
		return why_memory(w);
	for (unsigned i = 0; i < s->n_slots; i++) {
		s->slots[i].sealer = s;
		if (bytes_reserve(&s->slots[i].plain, SEGMENT_MAX_BYTES, w) !=
		    0)
			return -1;
	}
	return 0;
}

static void
worker_close(struct sealer_worker *worker)
{
	if (worker->open) {
		session_close(&worker->session);
		segment_packer_close(&worker->packer);
	}
	bytes_wipe(&worker->packed);
	bytes_wipe(&worker->salts);
	bytes_clear(&worker->leaves);
	quality_tally_free(worker->tally);
}

void
sealer_close(struct sealer *s)
{
	for (unsigned i = 0; s->workers != NULL && i < s->n_workers; i++)
		worker_close(&s->workers[i]);
	for (unsigned i = 0; s->slots != NULL && i < s->n_slots; i++) {
		struct sealer_segment *one = &s->slots[i];

		bytes_clear(&one->plain);
		bytes_clear(&one->sealed);
		records_clear(&one->records);
		arena_clear(&one->arena);
		free(one->runs);
		explicit_bzero(&one->secret, sizeof(one->secret));
	}
	if (s->secrets != NULL)
		explicit_bzero(s->secrets, s->cap * sizeof(*s->secrets));
	free(s->secrets);
	free(s->seals);
	free(s->workers);
	free(s->slots);
	pthread_mutex_destroy(&s->lock);
	pthread_mutex_destroy(&s->quality_lock);
	memset(s, 0, sizeof(*s));
}

static int
worker_open(struct sealer *s, struct sealer_worker *worker, struct why *w)
{
	if (worker->open)
		return 0;
	if (session_open(&worker->session, s->home, w) != 0)
		return -1;
	if (segment_packer_open(&worker->packer, w) != 0) {
		session_close(&worker->session);
		return -1;
	}
	worker->open = true;
	return 0;
}

static int
commit_records(struct sealer_segment *one, struct sealer_worker *worker,
    struct why *w)
{
	struct salt_cover cover = { 0 };
	size_t n = one->records.n;
	int rc = -1;

	worker->salts.len = 0;
	worker->leaves.len = 0;
	if (bytes_reserve(&worker->salts, n * HASH_SALT_BYTES, w) != 0 ||
	    bytes_reserve(&worker->leaves, n * HASH_BYTES, w) != 0 ||
	    salt_cover_init(&cover, one->sealer->bundle, one->number,
		(uint32_t)n, one->secret.seed, w) != 0)
		goto out;
	if (salt_cover_derive(&cover, worker->salts.data, w) != 0)
		goto out;
	records_hash(&one->records, worker->salts.data, worker->leaves.data);
	tree_root(&tree_blake2, one->result.root, worker->leaves.data, n);
	one->result.records = (uint32_t)n;
	rc = 0;
out:
	salt_cover_clear(&cover);
	return rc;
}

static int
look_at_rows(struct sealer_segment *one, struct sealer_worker *worker,
    struct why *w)
{
	struct sealer *s = one->sealer;
	int rc = 0;

	if (s->quality == NULL || one->n_runs == 0)
		return 0;
	if (worker->tally == NULL)
		worker->tally = quality_tally_new(s->quality, w);
	if (worker->tally == NULL)
		return -1;
	for (size_t i = 0; i < one->n_runs && rc == 0; i++) {
		struct sealer_run *r = &one->runs[i];

		r->run.reads = &r->reads;
		r->run.items = one->records.items + r->first;
		rc = quality_tally_run(worker->tally, &r->run, w);
	}
	if (rc != 0)
		return -1;
	pthread_mutex_lock(&s->quality_lock);
	rc = quality_sum_take(s->quality, worker->tally, w);
	pthread_mutex_unlock(&s->quality_lock);
	return rc;
}

static int
seal_one(struct sealer_segment *one, struct sealer_worker *worker,
    struct why *w)
{
	struct seal_part *part = &one->result.sealed;
	struct pump_io io = { .bytes = &one->sealed, .max_bytes = SIZE_MAX };
	size_t len = one->plain.len;

	if (worker_open(one->sealer, worker, w) != 0 ||
	    look_at_rows(one, worker, w) != 0 ||
	    commit_records(one, worker, w) != 0)
		return -1;
	one->sealed.len = 0;
	if (segment_pack(&worker->packer, one->plain.data, len, &worker->packed,
		w) != 0)
		return -1;
	io.data = worker->packed.data;
	io.len = worker->packed.len;
	if (session_encrypt_symmetric(&worker->session, one->secret.key, &io,
		w) != 0)
		return -1;
	hash_digest_of(one->sealed.data, one->sealed.len, part->digest);
	part->bytes = one->sealed.len;
	one->result.plain_max =
	    (len + SEAL_PLAIN_UNIT - 1) / SEAL_PLAIN_UNIT * SEAL_PLAIN_UNIT;
	return 0;
}

static int
grow(struct sealer *s, struct why *w)
{
	size_t cap = s->cap == 0 ? 64 : 2 * s->cap;
	struct seal_segment *seals = realloc(s->seals, cap * sizeof(*seals));
	struct contents_segment *secrets;

	if (seals == NULL)
		return why_memory(w);
	s->seals = seals;
	/* Not realloc: it could leave secrets behind. */
	secrets = calloc(cap, sizeof(*secrets));
	if (secrets == NULL)
		return why_memory(w);
	if (s->secrets != NULL) {
		memcpy(secrets, s->secrets, s->cap * sizeof(*secrets));
		explicit_bzero(s->secrets, s->cap * sizeof(*secrets));
		free(s->secrets);
	}
	s->secrets = secrets;
	s->cap = cap;
	return 0;
}

static int
write_one(struct sealer *s, struct sealer_segment *one, struct why *w)
{
	char name[FRAME_NAME_BYTES];

	if (one->number == s->cap && grow(s, w) != 0)
		return -1;
	frame_segment_name(name, one->number);
	if (outfile_member(s->out, name, one->sealed.data, one->sealed.len,
		w) != 0)
		return -1;
	s->seals[one->number] = one->result;
	s->secrets[one->number] = one->secret;
	return 0;
}

/* Under the lock: write what is next in order, as far as it is there. */
static int
write_ready(struct sealer *s, struct why *w)
{
	for (unsigned i = 0; i < s->n_slots; i++) {
		struct sealer_segment *one = &s->slots[i];

		if (one->state != SEALER_READY || one->number != s->written)
			continue;
		if (write_one(s, one, w) != 0)
			return -1;
		one->state = SEALER_FREE;
		s->written++;
		i = UINT32_MAX; /* look again from the start */
	}
	return 0;
}

static void
run(void *task, unsigned number)
{
	struct sealer_segment *one = task;
	struct sealer *s = one->sealer;
	struct why why = { 0 };
	int rc = seal_one(one, &s->workers[number], &why);

	if (rc != 0)
		why_in(&why, "segment %llu", (unsigned long long)one->number);
	pthread_mutex_lock(&s->lock);
	one->state = SEALER_READY;
	if (rc == 0 && s->why.reason == WHY_NONE)
		rc = write_ready(s, &why);
	if (rc != 0 && s->why.reason == WHY_NONE)
		s->why = why;
	pthread_mutex_unlock(&s->lock);
}

static int
failed(struct sealer *s, struct why *w)
{
	int rc = 0;

	pthread_mutex_lock(&s->lock);
	if (s->why.reason != WHY_NONE)
		rc = why_set(w, s->why.reason, "%s", s->why.text);
	pthread_mutex_unlock(&s->lock);
	return rc;
}

/* Under the pool's lock: is there a free one, or a failure? */
static bool
some_free(void *self)
{
	struct sealer *s = self;
	bool yes;

	pthread_mutex_lock(&s->lock);
	yes = s->why.reason != WHY_NONE;
	for (unsigned i = 0; !yes && i < s->n_slots; i++)
		yes = s->slots[i].state == SEALER_FREE;
	pthread_mutex_unlock(&s->lock);
	return yes;
}

struct sealer_segment *
sealer_take(struct sealer *s, struct why *w)
{
	struct sealer_segment *one = NULL;
	uint8_t key[32];
	bool some = pool_wait(s->pool, some_free, s);

	if (failed(s, w) != 0)
		return NULL;
	if (!some) {
		why_set(w, WHY_SYSTEM, "the workers stopped");
		return NULL;
	}
	if (bytes_random(key, sizeof(key), w) != 0)
		return NULL;
	if (s->taken == FRAME_SEGMENTS_MAX) {
		why_set(w, WHY_LIMIT, "more than %d segments",
		    FRAME_SEGMENTS_MAX);
		return NULL;
	}
	pthread_mutex_lock(&s->lock);
	for (unsigned i = 0; one == NULL; i++)
		if (s->slots[i].state == SEALER_FREE)
			one = &s->slots[i];
	one->state = SEALER_FILLING;
	one->number = s->taken++;
	pthread_mutex_unlock(&s->lock);
	one->plain.len = 0;
	one->records.n = 0;
	one->n_runs = 0;
	arena_reset(&one->arena);
	bytes_to_hex(one->secret.key, key, sizeof(key));
	explicit_bzero(key, sizeof(key));
	if (bytes_random(one->secret.seed, HASH_SALT_BYTES, w) != 0)
		return NULL;
	return one;
}

int
sealer_submit(struct sealer *s, struct sealer_segment *segment, struct why *w)
{
	pthread_mutex_lock(&s->lock);
	segment->state = SEALER_WORKING;
	pthread_mutex_unlock(&s->lock);
	pool_submit(s->pool, run, segment);
	return failed(s, w);
}

static bool
all_written(void *self)
{
	struct sealer *s = self;
	bool yes;

	pthread_mutex_lock(&s->lock);
	yes = s->why.reason != WHY_NONE || s->written == s->taken;
	pthread_mutex_unlock(&s->lock);
	return yes;
}

int
sealer_finish(struct sealer *s, struct why *w)
{
	bool all = pool_wait(s->pool, all_written, s);

	if (failed(s, w) != 0)
		return -1;
	if (!all)
		return why_set(w, WHY_SYSTEM, "the workers stopped");
	for (unsigned i = 0; i < s->n_workers; i++)
		if (s->workers[i].tally != NULL &&
		    quality_sum_add(s->quality, s->workers[i].tally, w) != 0)
			return -1;
	return 0;
}
