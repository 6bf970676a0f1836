#include "tool/flow/pool.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/tap/tap.h"

#define TASKS 400

struct shared {
	struct pool pool;
	unsigned jobs;
	pthread_t owner;
	unsigned long per_worker[POOL_JOBS_MAX]; /* each by its own thread */
	/* under the pool's lock */
	unsigned begun;
	unsigned done;
	unsigned most; /* begun and not yet done, seen by a task */
	unsigned wanted;
	unsigned order[16];
	unsigned n_order;
};

struct one {
	struct shared *in;
	unsigned number;
	bool ran;
	bool odd_worker;
	bool pushes;
	struct one *then;
};

static void
wait_ms(long ms)
{
	struct timespec t = { .tv_nsec = ms * 1000000 };

	nanosleep(&t, NULL);
}

static void
count(void *task, unsigned worker)
{
	struct one *t = task;
	struct shared *s = t->in;

	pool_lock(&s->pool);
	s->begun++;
	if (s->begun - s->done > s->most)
		s->most = s->begun - s->done;
	pool_unlock(&s->pool);
	t->ran = true;
	t->odd_worker = worker >= s->jobs;
	if (!t->odd_worker)
		s->per_worker[worker]++;
	if (t->number % 16 == 0)
		wait_ms(1);
	if (t->pushes && !pool_push(&s->pool, count, t->then))
		abort();
	pool_lock(&s->pool);
	if (s->n_order < 16)
		s->order[s->n_order++] = t->number;
	s->done++;
	pool_unlock(&s->pool);
}

static bool
enough(void *self)
{
	const struct shared *s = self;

	return s->done >= s->wanted;
}

static void
all_tasks_run(unsigned jobs)
{
	static struct shared s;
	static struct one first[TASKS], second[TASKS];
	struct why w = { 0 };
	unsigned ran = 0, odd = 0;
	unsigned long sum = 0;

	memset(&s, 0, sizeof s);
	s.jobs = jobs;
	if (!tap_number(pool_open(&s.pool, jobs, &w), 0, "%u jobs open", jobs))
		return;
	for (unsigned i = 0; i < TASKS; i++) {
		second[i] = (struct one){ .in = &s, .number = i };
		first[i] =
		    (struct one){ &s, i, false, false, true, &second[i] };
		pool_submit(&s.pool, count, &first[i]);
	}
	s.wanted = 2 * TASKS;
	tap_ok(pool_wait(&s.pool, enough, &s), "%u jobs: the end comes", jobs);
	pool_close(&s.pool);
	for (unsigned i = 0; i < TASKS; i++) {
		ran += first[i].ran + second[i].ran;
		odd += first[i].odd_worker + second[i].odd_worker;
	}
	for (unsigned i = 0; i < jobs; i++)
		sum += s.per_worker[i];
	tap_number(ran, 2LL * TASKS, "%u jobs: each task runs", jobs);
	tap_number(odd, 0, "%u jobs: workers are 0..jobs-1", jobs);
	tap_number((long long)sum, 2LL * TASKS, "%u jobs: once each", jobs);
	tap_ok(s.most <= jobs, "%u jobs: never more at a time", jobs);
}

static void
ahead(void *task, unsigned worker)
{
	struct one *t = task;

	(void)worker;
	wait_ms(2);
	pool_lock(&t->in->pool);
	t->in->done++;
	pool_unlock(&t->in->pool);
}

static void
owner_is_held_back(unsigned jobs)
{
	struct shared s = { .jobs = jobs };
	struct one t = { .in = &s };
	struct why w = { 0 };
	unsigned most = 0;

	if (pool_open(&s.pool, jobs, &w) != 0)
		return;
	for (unsigned i = 1; i <= 40; i++) {
		pool_submit(&s.pool, ahead, &t);
		pool_lock(&s.pool);
		if (i - s.done > most)
			most = i - s.done;
		pool_unlock(&s.pool);
	}
	pool_close(&s.pool);
	tap_ok(most <= jobs + 1 && most > 0,
	    "%u jobs: at most jobs + 1 tasks are unfinished after a submit",
	    jobs);
	tap_number(s.done, 40, "%u jobs: closing finishes what is queued",
	    jobs);
}

static void
pushed_come_first(void)
{
	static struct shared s;
	struct one t[3];
	struct one pushed = { .in = &s, .number = 9 };
	struct why w = { 0 };
	static const unsigned want[] = { 1, 9, 2, 3 };

	memset(&s, 0, sizeof s);
	s.jobs = 1;
	if (pool_open(&s.pool, 1, &w) != 0)
		return;
	for (unsigned i = 0; i < 3; i++) {
		t[i] = (struct one){ .in = &s, .number = i + 1 };
		t[i].pushes = i == 0;
		t[i].then = &pushed;
		pool_submit(&s.pool, count, &t[i]);
	}
	pool_close(&s.pool);
	tap_number(s.n_order, 4, "a task and what it pushed run");
	tap_bytes(s.order, want, sizeof want,
	    "what a task pushes runs before what waits");
}

static void
stopping(void)
{
	static struct shared s;
	struct one t = { .in = &s };
	struct why w = { 0 };

	memset(&s, 0, sizeof s);
	s.jobs = 1;
	if (pool_open(&s.pool, 1, &w) != 0)
		return;
	pool_submit(&s.pool, ahead, &t);
	pool_submit(&s.pool, ahead, &t);
	tap_ok(!pool_stopped(&s.pool), "a pool is not stopped at first");
	pool_stop(&s.pool);
	pool_submit(&s.pool, ahead, &t);
	tap_ok(pool_push(&s.pool, ahead, &t), "and takes what it will drop");
	s.wanted = 1;
	tap_ok(!pool_wait(&s.pool, enough, &s),
	    "waiting ends when nothing is left that could help");
	tap_ok(pool_stopped(&s.pool), "a stopped pool says so");
	pool_close(&s.pool);
	tap_number(s.done, 0, "a stopped pool drops what is queued and comes");
}

/* Stops its own pool, then goes on for a while. */
static void
stop_inside(void *task, unsigned worker)
{
	struct one *t = task;

	pool_stop(&t->in->pool);
	ahead(task, worker);
}

static void
stopping_from_inside(void)
{
	static struct shared s;
	struct one t = { .in = &s };
	struct why w = { 0 };

	memset(&s, 0, sizeof s);
	s.jobs = 3;
	if (pool_open(&s.pool, 3, &w) != 0)
		return;
	pool_submit(&s.pool, stop_inside, &t);
	while (!pool_stopped(&s.pool))
		wait_ms(1);
	for (unsigned i = 0; i < 20; i++)
		pool_submit(&s.pool, ahead, &t);
	pool_close(&s.pool);
	tap_number(s.done, 1, "a task that stops the pool goes on to its end");
}

static bool
one_done(void *self)
{
	const struct shared *s = self;

	return s->done == 1;
}

static void
one_job_works_when_it_waits(void)
{
	static struct shared s;
	struct one t = { .in = &s };
	struct why w = { 0 };

	memset(&s, 0, sizeof s);
	s.jobs = 1;
	if (pool_open(&s.pool, 1, &w) != 0)
		return;
	pool_submit(&s.pool, ahead, &t);
	pool_submit(&s.pool, ahead, &t);
	tap_number(s.done, 0, "with one job nothing runs before it must");
	tap_ok(pool_wait(&s.pool, one_done, &s), "waiting for one task ...");
	tap_number(s.done, 1, "... runs one");
	pool_close(&s.pool);
}

static void
appending_does_not_wait(void)
{
	static struct shared s;
	struct one t[16];
	struct why w = { 0 };
	bool all = true;

	memset(&s, 0, sizeof s);
	s.jobs = 1;
	if (pool_open(&s.pool, 1, &w) != 0)
		return;
	for (unsigned i = 0; i < 16; i++) {
		t[i] = (struct one){ .in = &s, .number = i };
		all = pool_append(&s.pool, count, &t[i]) && all;
	}
	tap_ok(all, "any number of tasks is appended ...");
	tap_number(s.done, 0, "... without waiting for the first");
	pool_wait(&s.pool, NULL, NULL);
	for (unsigned i = 0; i < 16; i++)
		all = all && s.order[i] == i;
	tap_ok(all && s.done == 16, "and they run in their order");
	pool_stop(&s.pool);
	tap_ok(pool_append(&s.pool, count, &t[0]), "what is dropped is taken");
	pool_close(&s.pool);
	tap_number(s.done, 16, "and does not run");
}

/* Notes which thread it runs in. */
static void
note_thread(void *task, unsigned worker)
{
	struct one *t = task;

	t->odd_worker = pthread_equal(pthread_self(), t->in->owner);
	ahead(task, worker);
}

static void
owner_does_not_work(void)
{
	static struct shared s;
	struct one t[8];
	struct why w = { 0 };
	unsigned by_owner = 0;

	memset(&s, 0, sizeof s);
	s.jobs = 2;
	s.owner = pthread_self();
	if (pool_open(&s.pool, 2, &w) != 0)
		return;
	for (unsigned i = 0; i < 8; i++) {
		t[i] = (struct one){ .in = &s };
		pool_submit(&s.pool, note_thread, &t[i]);
	}
	pool_close(&s.pool);
	for (unsigned i = 0; i < 8; i++)
		by_owner += t[i].odd_worker;
	tap_number(by_owner, 0, "with two jobs the owner runs no task");
	tap_number(s.done, 8, "and all are run");
}

int
main(void)
{
	all_tasks_run(1);
	all_tasks_run(2);
	all_tasks_run(7);
	owner_is_held_back(1);
	owner_is_held_back(2);
	owner_is_held_back(5);
	pushed_come_first();
	stopping();
	stopping_from_inside();
	one_job_works_when_it_waits();
	appending_does_not_wait();
	owner_does_not_work();
	return tap_done();
}
