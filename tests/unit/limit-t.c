#include "keys/limit.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "tests/tap/tap.h"

/* Work that ends when it is freed, if it hears of it. */
struct task {
	atomic_bool free;
	atomic_bool deaf;
	atomic_int done;
	atomic_int rescues;
};

static void
work(void *self)
{
	struct task *t = self;

	while (!t->free || t->deaf)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	t->done++;
}

static void
rescue(void *self)
{
	struct task *t = self;

	t->rescues++;
	t->free = true;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
test_hurry(void)
{
	static const char *const rows[] = { "0", "61", "-2", "1000000000000",
		"0.1", " 2", "2 ", "", "many" };
	struct why w = { 0 };
	int before = limit_ms(LIMIT_SILENCE);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		setenv(LIMIT_VARIABLE, rows[i], 1);
		limit_start();
		tap_number(limit_ms(LIMIT_SILENCE), before,
		    "\"%s\" changes no limit", rows[i]);
	}
	tap_ok(limit_ms(LIMIT_PERSON) > limit_ms(LIMIT_SHORT),
	    "a person gets longer than a program");
	limit_passed(&w, LIMIT_SILENCE);
	tap_text(w.text, "gpg did not answer within 60 s", "it is told");
	tap_text(why_name(w.reason), "gpg", "as no verdict");
	setenv(LIMIT_VARIABLE, "60", 1);
	limit_start();
	tap_number(limit_ms(LIMIT_SILENCE), before / 60, "60 makes it short");
}

static void
test_run(void)
{
	struct task quick = { .free = true };
	struct task slow = { 0 };
	/* outlives the test */
	static struct task deaf = { .deaf = true };
	struct limit_call call = { work, rescue, &quick };
	double before = now();

	tap_number((int)limit_run(&call, LIMIT_START), LIMIT_ENDED,
	    "what ends in time has ended");
	tap_ok(quick.done == 1 && quick.rescues == 0,
	    "by itself, and nothing was killed");
	tap_ok(now() - before < 0.4, "without waiting");
	call.job = &slow;
	tap_number((int)limit_run(&call, LIMIT_START), LIMIT_RESCUED,
	    "what does not end is made to");
	tap_ok(slow.done == 1 && slow.rescues == 1, "once");
	call.job = &deaf;
	tap_number((int)limit_run(&call, LIMIT_START), LIMIT_LOST,
	    "what cannot be made to is left alone");
	tap_ok(deaf.done == 0 && deaf.rescues > 1, "and goes on");
	deaf.deaf = false;
	while (deaf.done == 0)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

int
main(void)
{
	test_hurry();
	test_run();
	return tap_done();
}
