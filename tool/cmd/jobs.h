#ifndef TOOL_CMD_JOBS_H
#define TOOL_CMD_JOBS_H

/** The option --jobs, alike in all commands that have it. */

#include "tool/opt.h"

#define JOBS_MAX	  256

#define JOBS_OPTION(type) JOBS_OPTION_AT(type, jobs)
#define JOBS_OPTION_AT(type, member)                                           \
	{                                                                      \
		"jobs", "N", "threads that work; all processors if not given", \
		    OPT_NUMBER(type, member), .min = 1, .max = JOBS_MAX        \
	}

/** What was given, or the number of processors. */
unsigned jobs_of(const struct opt_number *jobs);

#endif
