#ifndef TOOL_FLOW_POOL_H
#define TOOL_FLOW_POOL_H

/**
 * Threads that work on segments, beside the thread that opened the pool, its
 * owner, which has the stream to cut: were it to work as well, the others would
 * soon have nothing to do. A pool of one starts no thread at all: there the
 * owner works whenever it would otherwise wait. Tasks are borrowed; their
 * memory is bounded because the owner cannot be far ahead of what is done.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "formats/why.h"

/** Most threads of one pool. */
#define POOL_JOBS_MAX 1024

/** What a task does. worker: 0..jobs-1, for state that belongs to a thread. */
typedef void pool_run(void *task, unsigned worker);

/** A task that waits. */
struct pool_task {
	pool_run *run;
	void *task;
};

/** Tasks in order of arrival: a ring that grows. */
struct pool_queue {
	struct pool_task *tasks;
	size_t cap; /* a power of two, or 0 */
	size_t first;
	size_t n;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t changed; /* queued, finished, stopped or unlocked */
	struct pool_worker *workers;
	unsigned jobs;
	unsigned started;
	struct pool_queue urgent; /* by pool_push, taken first */
	struct pool_queue queue;  /* by pool_submit */
	size_t running;
	bool stopped;
	bool closing;
};

/** Start as many threads, none for one job. jobs: 1..POOL_JOBS_MAX. Returns 0,
 *  or -1 with WHY_SYSTEM or WHY_MEMORY and nothing started. */
int pool_open(struct pool *p, unsigned jobs, struct why *w);

/** Queue a task; then wait as long as more than jobs + 1 tasks are queued or
 *  running. For the owner alone. After pool_stop the task is dropped. */
void pool_submit(struct pool *p, pool_run *run, void *task);

/** Queue a task behind all others; never waits. For the owner, where something
 *  else bounds what is queued. After pool_stop it is dropped. False when there
 *  is no memory for it. */
bool pool_append(struct pool *p, pool_run *run, void *task);

/** Queue a task before all that were submitted; never waits. For tasks that go
 *  on in another one, and for the owner. After pool_stop it is dropped. False
 *  when there is no memory for it. */
bool pool_push(struct pool *p, pool_run *run, void *task);

/** Wait until ready(self), which is asked with the pool's lock held, says
 *  true. False if it said no and nothing is queued or running any more that
 *  could change that. ready NULL: until nothing is left. Owner alone. */
bool pool_wait(struct pool *p, bool (*ready)(void *self), void *self);

/** Around what tasks change and ready looks at; unlocking makes pool_wait ask
 *  again. */
void pool_lock(struct pool *p);
void pool_unlock(struct pool *p);

/** Drop what is queued and all that comes; what runs goes on to its end. By any
 *  thread. */
void pool_stop(struct pool *p);
bool pool_stopped(struct pool *p);

/** Finish what is queued (nothing, after pool_stop) and end the threads. Then
 *  no task is in use any more. */
void pool_close(struct pool *p);

#endif
