#ifndef FORMATS_READS_DAYS_H
#define FORMATS_READS_DAYS_H

/** How many reads were captured on which day, in UTC. Source: due.txt, 2. */

#include <stdint.h>

#include "formats/why.h"

/** From 1970-01-01; what is earlier or later is of the first or last day. */
#define READS_DAYS    65536
#define READS_DAYS_MS INT64_C(86400000)

/** All zero is a closed one. */
struct reads_days {
	uint64_t *count; /* of each day; owned */
	uint64_t *last;	 /* of the one that was met last */
	int64_t from_ms; /* when that begins */
};

/** Nothing is counted. WHY_MEMORY. */
int reads_days_open(struct reads_days *d, struct why *w);
void reads_days_close(struct reads_days *d);
/** For those below: make last that of this time. */
void reads_days_meet(struct reads_days *d, int64_t time_ms);

static inline uint64_t *
reads_days_of(struct reads_days *d, int64_t time_ms)
{
	if ((uint64_t)time_ms - (uint64_t)d->from_ms >= READS_DAYS_MS)
		reads_days_meet(d, time_ms);
	return d->last;
}

/** A read of this time is there. */
static inline void
reads_days_add(struct reads_days *d, int64_t time_ms)
{
	++*reads_days_of(d, time_ms);
}

/** One goes; where none was counted, the count wraps: it is a difference. */
static inline void
reads_days_drop(struct reads_days *d, int64_t time_ms)
{
	--*reads_days_of(d, time_ms);
}

#endif
