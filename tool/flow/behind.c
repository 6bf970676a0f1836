#include "tool/flow/behind.h"

#include <string.h>

/* Less than this is no task of its own; more is not noted before one begins. */
#define TASK_BYTES ((size_t)128 << 10)

struct note {
	struct sha256 *to;
	const void *data;
	size_t len;
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

static void
run(void *task, unsigned worker)
{
	struct behind *b = task;
	struct why why = { 0 };

	(void)worker;
	while (take_work(b)) {
		for (size_t at = 0; at < b->work.len;
		     at += sizeof(struct note)) {
			struct note n;

			memcpy(&n, b->work.data + at, sizeof n);
			if (why.reason == WHY_NONE)
				(void)sha256_add(n.to, n.data, n.len, &why);
		}
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

int
behind_add(struct behind *b, struct sha256 *s, const void *data, size_t len,
    struct why *w)
{
	const struct note n = { s, data, len };
	bool first = !b->busy && b->noted.len == 0;

	/* without threads nobody would be there to do it */
	if (b->pool->started == 0 || (first && len < TASK_BYTES))
		return sha256_add(s, data, len, w);
	if (bytes_add(&b->noted, &n, sizeof n, w) != 0)
		return -1;
	b->noted_bytes += len;
	return b->noted_bytes < TASK_BYTES ? 0 : queue(b, w);
}

static bool
is_idle(void *self)
{
	return !((const struct behind *)self)->running;
}

int
behind_catch_up(struct behind *b, struct why *w)
{
	if (b->noted.len > 0 && queue(b, w) != 0)
		return -1;
	if (!b->busy)
		return 0;
	b->busy = false;
	if (!pool_wait(b->pool, is_idle, b))
		return why_set(w, WHY_SYSTEM, "the workers stopped");
	return b->why.reason == WHY_NONE
	    ? 0
	    : why_set(w, b->why.reason, "%s", b->why.text);
}
