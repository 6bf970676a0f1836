#include "tool/flow/pool.h"

#include <errno.h>
#include <stdlib.h>

/* Room of a queue at first; a power of two. */
#define QUEUE_MIN 8

struct pool_worker {
	struct pool *pool;
	unsigned number;
	pthread_t thread;
};

/* Which worker this thread is: 0 in every thread that no pool started. */
static _Thread_local unsigned this_worker;

/* Double the room. Returns false when memory ran out. */
static bool
queue_grow(struct pool_queue *q)
{
	size_t cap = q->cap == 0 ? QUEUE_MIN : 2 * q->cap;
	struct pool_task *tasks = calloc(cap, sizeof *tasks);

	if (tasks == NULL)
		return false;
	for (size_t i = 0; i < q->n; i++)
		tasks[i] = q->tasks[(q->first + i) & (q->cap - 1)];
	free(q->tasks);
	q->tasks = tasks;
	q->cap = cap;
	q->first = 0;
	return true;
}

static bool
queue_put(struct pool_queue *q, struct pool_task task)
{
	if (q->n == q->cap && !queue_grow(q))
		return false;
	q->tasks[(q->first + q->n) & (q->cap - 1)] = task;
	q->n++;
	return true;
}

static bool
queue_take(struct pool_queue *q, struct pool_task *out)
{
	if (q->n == 0)
		return false;
	*out = q->tasks[q->first];
	q->first = (q->first + 1) & (q->cap - 1);
	q->n--;
	return true;
}

static void
queue_clear(struct pool_queue *q)
{
	free(q->tasks);
	*q = (struct pool_queue){ 0 };
}

static size_t
unfinished(const struct pool *p)
{
	return p->urgent.n + p->queue.n + p->running;
}

/* With the lock held, which is given up while the task runs. False when
 * nothing is queued. */
static bool
run_one(struct pool *p)
{
	struct pool_task next;

	if (!queue_take(&p->urgent, &next) && !queue_take(&p->queue, &next))
		return false;
	p->running++;
	pthread_mutex_unlock(&p->lock);
	next.run(next.task, this_worker);
	pthread_mutex_lock(&p->lock);
	p->running--;
	pthread_cond_broadcast(&p->changed);
	return true;
}

/* Work until the pool closes. */
static void *
work(void *arg)
{
	const struct pool_worker *self = arg;
	struct pool *p = self->pool;

	this_worker = self->number;
	pthread_mutex_lock(&p->lock);
	while (run_one(p) || !p->closing) {
		if (p->urgent.n + p->queue.n == 0 && !p->closing)
			pthread_cond_wait(&p->changed, &p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

int
pool_open(struct pool *p, unsigned jobs, struct why *w)
{
	*p = (struct pool){ .jobs = jobs };
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	p->workers = calloc(jobs, sizeof *p->workers);
	if (p->workers == NULL) {
		pool_close(p);
		return why_memory(w);
	}
	for (unsigned i = 1; i < jobs; i++) {
		struct pool_worker *next = &p->workers[i];

		*next = (struct pool_worker){ .pool = p, .number = i };
		errno = pthread_create(&next->thread, NULL, work, next);
		if (errno != 0) {
			why_errno(w, "thread %u cannot be started", i);
			pool_close(p);
			return -1;
		}
		p->started = i;
	}
	return 0;
}

/* With the lock held: queue it; without memory for that, run it here. */
static void
put_or_run(struct pool *p, struct pool_queue *q, struct pool_task task)
{
	if (p->stopped)
		return;
	if (queue_put(q, task)) {
		pthread_cond_broadcast(&p->changed);
		return;
	}
	p->running++;
	pthread_mutex_unlock(&p->lock);
	task.run(task.task, this_worker);
	pthread_mutex_lock(&p->lock);
	p->running--;
	pthread_cond_broadcast(&p->changed);
}

void
pool_submit(struct pool *p, pool_run *run, void *task)
{
	pthread_mutex_lock(&p->lock);
	put_or_run(p, &p->queue, (struct pool_task){ run, task });
	while (unfinished(p) > (size_t)p->jobs + 1) {
		if (!run_one(p))
			pthread_cond_wait(&p->changed, &p->lock);
	}
	pthread_mutex_unlock(&p->lock);
}

void
pool_push(struct pool *p, pool_run *run, void *task)
{
	pthread_mutex_lock(&p->lock);
	put_or_run(p, &p->urgent, (struct pool_task){ run, task });
	pthread_mutex_unlock(&p->lock);
}

void
pool_help(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	if (!run_one(p) && p->running > 0)
		pthread_cond_wait(&p->changed, &p->lock);
	pthread_mutex_unlock(&p->lock);
}

bool
pool_wait(struct pool *p, bool (*ready)(void *self), void *self)
{
	bool is_ready;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		bool over = unfinished(p) == 0;

		is_ready = ready == NULL ? over : ready(self);
		if (is_ready || over)
			break;
		if (!run_one(p))
			pthread_cond_wait(&p->changed, &p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return is_ready;
}

void
pool_lock(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
}

void
pool_unlock(struct pool *p)
{
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
}

void
pool_stop(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->stopped = true;
	p->urgent.n = 0;
	p->queue.n = 0;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
}

bool
pool_stopped(struct pool *p)
{
	bool stopped;

	pthread_mutex_lock(&p->lock);
	stopped = p->stopped;
	pthread_mutex_unlock(&p->lock);
	return stopped;
}

void
pool_close(struct pool *p)
{
	pool_wait(p, NULL, NULL);
	pthread_mutex_lock(&p->lock);
	p->closing = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 1; i <= p->started; i++)
		pthread_join(p->workers[i].thread, NULL);
	queue_clear(&p->urgent);
	queue_clear(&p->queue);
	free(p->workers);
	p->workers = NULL;
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
}
