#include "tool/flow/scribe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum act_kind {
	ACT_FOLDER,
	ACT_BEGIN,
	ACT_WRITE,
	ACT_BYTES,
	ACT_END,
};

/** One note. */
struct act {
	enum act_kind kind;
	struct scribe_end end;
	const uint8_t *data; /* bytes, or a name with NUL */
	size_t len;
	struct timespec mtime;
};

struct scribe_page {
	struct scribe *scribe;
	struct tally_slot *slot;
	struct act *acts;
	size_t n;
	size_t cap;
	bool ready; /* it is whole; under the pool's lock */
};

int
scribe_open(struct scribe *s, struct tally *tally, struct bagger *bag,
    struct why *w)
{
	memset(s, 0, sizeof(*s));
	s->tally = tally;
	s->bag = bag;
	s->pages = calloc(tally->n_slots, sizeof(*s->pages));
	if (s->pages == NULL)
		return why_memory(w);
	s->n_pages = tally->n_slots;
	for (unsigned i = 0; i < s->n_pages; i++) {
		s->pages[i].scribe = s;
		s->pages[i].slot = &tally->slots[i];
	}
	if (sha256_begin(&s->manifest, w) != 0)
		return -1;
	return sha256_begin(&s->fresh, w);
}

void
scribe_close(struct scribe *s)
{
	for (unsigned i = 0; s->pages != NULL && i < s->n_pages; i++)
		free(s->pages[i].acts);
	free(s->pages);
	s->pages = s->now = NULL;
	sha256_clear(&s->digest);
	sha256_clear(&s->manifest);
	sha256_clear(&s->fresh);
}

void
scribe_turn(struct scribe *s, struct tally_slot *slot)
{
	s->now = &s->pages[slot - s->tally->slots];
	s->now->n = 0;
}

/* --- notes --- */

static int
note(struct scribe *s, const struct act *act, struct why *w)
{
	struct scribe_page *p = s->now;

	if (p->n == p->cap) {
		size_t cap = p->cap == 0 ? 64 : 2 * p->cap;
		struct act *more = realloc(p->acts, cap * sizeof(*more));

		if (more == NULL)
			return why_memory(w);
		p->acts = more;
		p->cap = cap;
	}
	p->acts[p->n++] = *act;
	return 0;
}

static int
note_named(struct scribe *s, struct act act, const char *name, struct why *w)
{
	act.len = strlen(name) + 1;
	act.data = arena_keep(&s->now->slot->arena, name, act.len, w);
	return act.data == NULL ? -1 : note(s, &act, w);
}

int
scribe_folder(struct scribe *s, const char *name, struct timespec mtime,
    struct why *w)
{
	const struct act act = { .kind = ACT_FOLDER, .mtime = mtime };

	return note_named(s, act, name, w);
}

int
scribe_begin(struct scribe *s, const char *name, struct why *w)
{
	return note_named(s, (struct act){ .kind = ACT_BEGIN }, name, w);
}

int
scribe_write(struct scribe *s, struct timespec mtime, struct why *w)
{
	const struct act act = { .kind = ACT_WRITE, .mtime = mtime };

	return note(s, &act, w);
}

int
scribe_bytes(struct scribe *s, const uint8_t *data, size_t len, struct why *w)
{
	const struct act act = { .kind = ACT_BYTES, .data = data, .len = len };
	struct scribe_page *p = s->now;
	struct act *last = p->n == 0 ? NULL : &p->acts[p->n - 1];

	if (last != NULL && last->kind == ACT_BYTES &&
	    last->data + last->len == data) {
		last->len += len;
		return 0;
	}
	return note(s, &act, w);
}

int
scribe_end(struct scribe *s, struct scribe_end how, struct why *w)
{
	const struct act act = { .kind = ACT_END, .end = how };

	return note(s, &act, w);
}

/* --- carrying out --- */

static int
begin(struct scribe *s, const struct act *a, struct why *w)
{
	memcpy(s->name, a->data, a->len);
	s->writing = false;
	return sha256_begin(&s->digest, w);
}

static int
begin_writing(struct scribe *s, const struct act *a, struct why *w)
{
	s->writing = true;
	return bagger_begin(s->bag, s->name, a->mtime, w);
}

/* Bytes that are hashed, and then written while they are in the cache. */
#define STEP_BYTES ((size_t)128 << 10)

/** Notes that are left, of the first the bytes from `from` on. */
struct rest {
	const struct act *at;
	size_t n;
	size_t from;
};

static int
add_step(struct scribe *s, struct rest *r, struct why *w)
{
	struct iovec stretches[BAGGER_STRETCHES];
	size_t room = STEP_BYTES;
	int some = 0;

	while (r->n > 0 && r->at->kind == ACT_BYTES && room > 0 &&
	    some < BAGGER_STRETCHES) {
		const uint8_t *data = r->at->data + r->from;
		size_t left = r->at->len - r->from;
		size_t len = left < room ? left : room;

		if (sha256_add(&s->digest, data, len, w) != 0)
			return -1;
		/* Only read: writev has no const. */
		memcpy(&stretches[some].iov_base, &data, sizeof(data));
		stretches[some++].iov_len = len;
		room -= len;
		r->from += len;
		if (r->from == r->at->len) {
			r->at++;
			r->n--;
			r->from = 0;
		}
	}
	return s->writing ? bagger_write_all(s->bag, stretches, some, w) : 0;
}

/* The first of n notes of bytes, and maybe more; *done: how many. */
static int
add_bytes(struct scribe *s, const struct act *a, size_t n, size_t *done,
    struct why *w)
{
	struct rest r = { a, n, 0 };
	int rc;

	do
		rc = add_step(s, &r, w);
	while (rc == 0 && (r.from > 0 || r.n == n));
	*done = n - r.n;
	return rc;
}

/* Lines that go are compared without their digests: what a file that lost
 * records was like is for the trees to say. Source: bundle.txt, 6. */
static const uint8_t no_digest[SHA256_BYTES];

static int
end(struct scribe *s, const struct act *a, struct why *w)
{
	bool goes = a->end.dropped || a->end.changed;
	uint8_t digest[SHA256_BYTES];
	char line[BAG_LINE_MAX];
	size_t len;

	if (sha256_end(&s->digest, digest, w) != 0 ||
	    (s->writing && bagger_end(s->bag, w) != 0))
		return -1;
	s->writing = false;
	len = bag_line(line, goes ? no_digest : digest, s->name);
	if (sha256_add(&s->manifest, line, len, w) != 0)
		return -1;
	if (a->end.dropped)
		return 0;
	len = bag_line(line, digest, s->name);
	if (sha256_add(&s->fresh, line, len, w) != 0)
		return -1;
	return s->bag == NULL ? 0 : bagger_manifest(s->bag, line, len, w);
}

/* The first of n notes, or several; *done: how many. */
static int
act_out(struct scribe *s, const struct act *a, size_t n, size_t *done,
    struct why *w)
{
	int rc = 0;

	*done = 1;

	switch (a->kind) {
	case ACT_FOLDER:
		return bagger_folder(s->bag, (const char *)a->data, a->mtime,
		    w);
	case ACT_BEGIN:
		rc = begin(s, a, w);
		break;
	case ACT_WRITE:
		rc = begin_writing(s, a, w);
		break;
	case ACT_BYTES:
		rc = add_bytes(s, a, n, done, w);
		break;
	case ACT_END:
		rc = end(s, a, w);
		break;
	}
	return rc == 0 ? 0 : why_in(w, "%s", s->name);
}

static int
carry_out(struct scribe_page *p, struct why *w)
{
	size_t at = 0;
	size_t done;
	int rc = 0;

	for (; rc == 0 && at < p->n; at += done)
		rc = act_out(p->scribe, &p->acts[at], p->n - at, &done, w);
	p->n = 0;
	return rc;
}

static void run(void *task, unsigned worker);

/* With the pool's lock held: the page whose turn it is, if it is whole. */
static struct scribe_page *
its_turn(struct scribe *s)
{
	for (unsigned i = 0; i < s->n_pages; i++) {
		struct scribe_page *p = &s->pages[i];

		if (p->ready && p->slot->number == s->next)
			return p;
	}
	return NULL;
}

/* Have the next page carried out, unless one is. */
static int
go_on(struct scribe *s, struct why *w)
{
	struct scribe_page *p;

	pool_lock(s->tally->pool);
	p = s->running ? NULL : its_turn(s);
	s->running = s->running || p != NULL;
	pool_unlock(s->tally->pool);
	if (p == NULL || pool_push(s->tally->pool, run, p))
		return 0;
	return why_memory(w);
}

static void
run(void *task, unsigned worker)
{
	struct scribe_page *p = task;
	struct scribe *s = p->scribe;
	struct why why = { 0 };

	(void)worker;
	if (carry_out(p, &why) != 0)
		tally_fail(s->tally, &why);
	pool_lock(s->tally->pool);
	p->ready = false;
	s->next++;
	s->running = false;
	pool_unlock(s->tally->pool);
	tally_let_go(p->slot);
	if (go_on(s, &why) != 0)
		tally_fail(s->tally, &why);
}

int
scribe_submit(struct scribe *s, struct why *w)
{
	struct scribe_page *p = s->now;

	s->now = NULL;
	tally_hold(p->slot);
	if (tally_submit(s->tally, p->slot, w) != 0)
		return -1;
	pool_lock(s->tally->pool);
	p->ready = true;
	pool_unlock(s->tally->pool);
	return go_on(s, w);
}

static bool
only_now_is_left(void *self)
{
	const struct scribe *s = self;

	return s->tally->why.reason != WHY_NONE ||
	    s->next == s->now->slot->number;
}

int
scribe_catch_up(struct scribe *s, struct why *w)
{
	bool caught_up = pool_wait(s->tally->pool, only_now_is_left, s);

	if (tally_failed(s->tally, w) != 0)
		return -1;
	if (!caught_up)
		return why_set(w, WHY_SYSTEM, "the workers stopped");
	return carry_out(s->now, w);
}
