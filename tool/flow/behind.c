#include "tool/flow/behind.h"

#include <string.h>

#include "tool/store/staging.h"

/* Less than this is no task of its own; more is not noted before one begins. */
#define TASK_BYTES ((size_t)128 << 10)

/* Pieces of one file that are written by one call. */
#define PIECES 64

struct note {
	struct behind_to to;
	const void *data;
	size_t len;
	void (*then)(void *self); /* or NULL; nothing else is to be done */
	void *self;
};

/** What is to be written to one file. */
struct gather {
	int fd;
	int n;
	struct iovec pieces[PIECES];
};

void
behind_open(struct behind *b, struct pool *pool)
{
	*b = (struct behind){ .pool = pool };
}

void
behind_close(struct behind *b)
{
	bytes_clear(&b->noted);
	bytes_clear(&b->queued);
	bytes_clear(&b->work);
	*b = (struct behind){ 0 };
}

/* What was queued so far is the worker's from now on; false: nothing was. */
static bool
take_work(struct behind *b)
{
	const struct bytes done = b->work;
	bool any;

	pool_lock(b->pool);
	any = b->queued.len > 0;
	b->work = b->queued;
	b->queued = done;
	b->queued.len = 0;
	b->running = any;
	pool_unlock(b->pool);
	return any;
}

static int
write_gathered(struct gather *g, struct why *w)
{
	int n = g->n;

	g->n = 0;
	return n == 0 ? 0 : staging_write_all(g->fd, g->pieces, n, w);
}

static int
gather(struct gather *g, const struct note *n, struct why *w)
{
	if (n->to.fd < 0 || n->len == 0)
		return 0;
	if ((g->n == PIECES || g->fd != n->to.fd) && write_gathered(g, w) != 0)
		return -1;
	g->fd = n->to.fd;
	/* Only read: writev has no const. */
	memcpy(&g->pieces[g->n].iov_base, &n->data, sizeof(n->data));
	g->pieces[g->n++].iov_len = n->len;
	return 0;
}

static int
do_note(struct gather *g, const struct note *n, struct why *w)
{
	if (n->to.digest != NULL &&
	    sha256_add(n->to.digest, n->data, n->len, w) != 0)
		return -1;
	return gather(g, n, w);
}

/* In order; after a failure only those that wait for it are told. */
static void
do_work(const struct bytes *work, struct why *w)
{
	struct gather g = { .fd = -1 };

	for (size_t at = 0; at < work->len; at += sizeof(struct note)) {
		struct note n;

		memcpy(&n, work->data + at, sizeof n);
		if (n.then == NULL && w->reason == WHY_NONE)
			(void)do_note(&g, &n, w);
		if (n.then == NULL)
			continue;
		if (w->reason == WHY_NONE)
			(void)write_gathered(&g, w);
		n.then(n.self);
	}
	if (w->reason == WHY_NONE)
		(void)write_gathered(&g, w);
}

static void
run(void *task, unsigned worker)
{
	struct behind *b = task;
	struct why why = { 0 };

	(void)worker;
	while (take_work(b)) {
		do_work(&b->work, &why);
		if (why.reason == WHY_NONE)
			continue;
		pool_lock(b->pool);
		b->why = why;
		pool_unlock(b->pool);
	}
}

static int
queue(struct behind *b, struct why *w)
{
	bool begin;
	int rc;

	pool_lock(b->pool);
	rc = bytes_add(&b->queued, b->noted.data, b->noted.len, w);
	begin = rc == 0 && !b->running;
	b->running = b->running || begin;
	pool_unlock(b->pool);
	b->noted.len = b->noted_bytes = 0;
	b->busy = true;
	if (!begin || pool_push(b->pool, run, b))
		return rc;
	return why_memory(w);
}

static bool
is_behind(const struct behind *b)
{
	return b->busy || b->noted.len > 0;
}

static int
do_now(const struct note *n, struct why *w)
{
	struct gather g = { .fd = -1 };

	return do_note(&g, n, w) != 0 ? -1 : write_gathered(&g, w);
}

int
behind_add(struct behind *b, const struct behind_to *to, const void *data,
    size_t len, struct why *w)
{
	const struct note n = { .to = *to, .data = data, .len = len };

	/* without threads nobody would be there to do it */
	if (b->pool->started == 0)
		return do_now(&n, w);
	if (bytes_add(&b->noted, &n, sizeof n, w) != 0)
		return -1;
	b->noted_bytes += len;
	return b->noted_bytes < TASK_BYTES ? 0 : queue(b, w);
}

int
behind_then(struct behind *b, void (*then)(void *self), void *self,
    struct why *w)
{
	const struct note n = { .then = then, .self = self };

	if (is_behind(b)) {
		if (bytes_add(&b->noted, &n, sizeof n, w) != 0)
			return -1;
		return queue(b, w);
	}
	then(self);
	return 0;
}

static bool
is_idle(void *self)
{
	return !((const struct behind *)self)->running;
}

/* Too little for a worker, and nothing is before it. */
static int
do_rest(struct behind *b, struct why *w)
{
	struct why why = { 0 };

	do_work(&b->noted, &why);
	b->noted.len = b->noted_bytes = 0;
	return why.reason == WHY_NONE ? 0
				      : why_set(w, why.reason, "%s", why.text);
}

int
behind_catch_up(struct behind *b, struct why *w)
{
	if (!b->busy)
		return do_rest(b, w);
	if (b->noted.len > 0 && queue(b, w) != 0)
		return -1;
	b->busy = false;
	if (!pool_wait(b->pool, is_idle, b))
		return why_set(w, WHY_SYSTEM, "the workers stopped");
	return b->why.reason == WHY_NONE
	    ? 0
	    : why_set(w, b->why.reason, "%s", b->why.text);
}
