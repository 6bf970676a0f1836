#include "formats/reads_days.h"

#include <stdlib.h>

int
reads_days_open(struct reads_days *d, struct why *w)
{
	*d = (struct reads_days){ .from_ms = INT64_MAX };
	d->count = calloc(READS_DAYS, sizeof(*d->count));
	d->last = d->count;
	return d->count == NULL ? why_memory(w) : 0;
}

void
reads_days_close(struct reads_days *d)
{
	free(d->count);
	*d = (struct reads_days){ .count = NULL };
}

void
reads_days_meet(struct reads_days *d, int64_t time_ms)
{
	int64_t day = time_ms / READS_DAYS_MS - (time_ms % READS_DAYS_MS < 0);

	d->from_ms = day * READS_DAYS_MS;
	if (day < 0)
		day = 0;
	if (day >= READS_DAYS)
		day = READS_DAYS - 1;
	d->last = &d->count[day];
}
