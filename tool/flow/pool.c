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

/* Which worker this thread is: 0 in the owner too, which works only where no
 * thread does. */
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

/* Does the owner have to do the work? */
static bool
alone(const struct pool *p)
{
	return p->jobs == 1;
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
	if (p->workers == NULL || !queue_grow(&p->urgent) ||
	    !queue_grow(&p->queue)) {
		pool_close(p);
		return why_memory(w);
	}
	for (unsigned i = 0; i < jobs && !alone(p); i++) {
		struct pool_worker *next = &p->workers[i];

		*next = (struct pool_worker){ .pool = p, .number = i };
		errno = pthread_create(&next->thread, NULL, work, next);
		if (errno != 0) {
			why_errno(w, "thread %u cannot be started", i);
			pool_close(p);
			return -1;
		}
		p->started = i + 1;
	}
	return 0;
}

/* With the lock held: work if that is ours to do, else wait for a change. */
static void
pass_time(struct pool *p)
{
	if (!alone(p) || !run_one(p))
		pthread_cond_wait(&p->changed, &p->lock);
}

void
pool_submit(struct pool *p, pool_run *run, void *task)
{
	const struct pool_task one = { run, task };

	pthread_mutex_lock(&p->lock);
	/* Without memory for one more, wait until there is room. */
	while (!p->stopped && !queue_put(&p->queue, one))
		pass_time(p);
	pthread_cond_broadcast(&p->changed);
	while (unfinished(p) > (size_t)p->jobs + 1)
		pass_time(p);
	pthread_mutex_unlock(&p->lock);
}

static bool
put_in(struct pool *p, struct pool_queue *queue, struct pool_task one)
{
	bool put;

	pthread_mutex_lock(&p->lock);
	put = p->stopped || queue_put(queue, one);
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	return put;
}

bool
pool_append(struct pool *p, pool_run *run, void *task)
{
	return put_in(p, &p->queue, (struct pool_task){ run, task });
}

bool
pool_push(struct pool *p, pool_run *run, void *task)
{
	return put_in(p, &p->urgent, (struct pool_task){ run, task });
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
		pass_time(p);
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
	for (unsigned i = 0; i < p->started; i++)
		pthread_join(p->workers[i].thread, NULL);
	queue_clear(&p->urgent);
	queue_clear(&p->queue);
	free(p->workers);
	p->workers = NULL;
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
}
