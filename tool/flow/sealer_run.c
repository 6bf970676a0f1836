#include <stdlib.h>

#include "tool/flow/sealer.h"

struct sealer_run *
sealer_run_add(struct sealer_segment *segment, struct why *w)
{
	if (segment->n_runs == segment->runs_cap) {
		size_t cap = 2 * segment->runs_cap + 4;
		struct sealer_run *more =
		    realloc(segment->runs, cap * sizeof(*more));

		if (more == NULL) {
			why_memory(w);
			return NULL;
		}
		segment->runs = more;
		segment->runs_cap = cap;
	}
	return &segment->runs[segment->n_runs++];
}
