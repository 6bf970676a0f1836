#include "keys/limit.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "formats/bytes.h"

#define HURRY_MAX 60
#define SLICE_MS  1000
/* What was killed is gone in a moment, but then GPGME may start the next. */
#define RESCUE_MS    250
#define RESCUE_TRIES 20

/*
 * A healthy gpg answers in milliseconds; a busy machine, a slow disk or the
 * derivation of a key from a passphrase cost seconds. A limit that is too short
 * breaks good work, one that is too long only tries somebody's patience.
 */
static const int seconds[LIMITS] = {
	[LIMIT_START] = 60,
	[LIMIT_SILENCE] = 60,
	[LIMIT_SHORT] = 120,
	[LIMIT_PERSON] = 600,
	[LIMIT_END] = 20,
	[LIMIT_STOP] = 2,
};
static int hurry = 1;
static bool (*stop_asked)(void);

void
limit_start(void)
{
	const char *text = getenv(LIMIT_VARIABLE);
	uint64_t number = 1;

	if (text != NULL && bytes_decimal(text, HURRY_MAX, &number) &&
	    number > 0)
		hurry = (int)number;
}

int
limit_ms(enum limit limit)
{
	return seconds[limit] * 1000 / hurry;
}

void
limit_stop(bool (*asked)(void))
{
	stop_asked = asked;
}

static bool
is_asked(void)
{
	return stop_asked != NULL && stop_asked();
}

int
limit_left(int left_ms)
{
	int most_ms = seconds[LIMIT_STOP] * 1000;

	return is_asked() && left_ms > most_ms ? most_ms : left_ms;
}

int
limit_passed(struct why *w, enum limit limit)
{
	if (is_asked())
		return why_set(w, WHY_INTERRUPTED, "stopped on request");
	return why_set(w, WHY_GPG, "gpg did not answer within %d s",
	    (limit_ms(limit) + 999) / 1000);
}

/** A call in its thread. */
struct lone {
	struct limit_call call;
	/* One of thread and caller has gone; the other one frees it. */
	atomic_bool parted;
};

static void *
run(void *self)
{
	struct lone *lone = self;

	lone->call.work(lone->call.job);
	if (atomic_exchange(&lone->parted, true))
		free(lone);
	return NULL;
}

/* In slices, so that a process that was stopped for an hour did not wait for
 * one. */
static bool
join(pthread_t thread, int ms)
{
	struct timespec until;
	int rc = ETIMEDOUT;

	while (rc == ETIMEDOUT && ms > 0) {
		int slice = ms < SLICE_MS ? ms : SLICE_MS;

		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += slice % 1000 * 1000000L;
		until.tv_sec += slice / 1000 + until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		rc =
		    pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &until);
		ms = limit_left(ms - slice);
	}
	return rc == 0;
}

enum limit_end
limit_run(const struct limit_call *call, enum limit limit)
{
	struct lone *lone = malloc(sizeof *lone);
	pthread_t thread;

	if (lone != NULL)
		*lone = (struct lone){ .call = *call };
	if (lone == NULL || pthread_create(&thread, NULL, run, lone) != 0) {
		/* Too little memory for a thread: nobody waits beside it. */
		free(lone);
		call->work(call->job);
		return LIMIT_ENDED;
	}
	if (join(thread, limit_ms(limit))) {
		free(lone);
		return LIMIT_ENDED;
	}
	for (int i = 0; i < RESCUE_TRIES; i++) {
		call->rescue(call->job);
		if (join(thread, RESCUE_MS)) {
			free(lone);
			return LIMIT_RESCUED;
		}
	}
	(void)pthread_detach(thread);
	if (atomic_exchange(&lone->parted, true))
		free(lone);
	return LIMIT_LOST;
}
