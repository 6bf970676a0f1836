#include "tool/cmd/jobs.h"

#include <unistd.h>

unsigned
jobs_of(const struct opt_number *jobs)
{
	long n;

	if (jobs->given)
		return (unsigned)jobs->value;
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > JOBS_MAX ? JOBS_MAX : (unsigned)n;
}
