#ifndef TOOL_FLOW_LOG_EXPORT_H
#define TOOL_FLOW_LOG_EXPORT_H

/** Events of a store's log, which was checked, into a file for other programs.
 *  Source: export.txt. */

#include <stdint.h>

#include "tool/report/log_out.h"
#include "tool/store/journal.h"
#include "tool/store/store.h"

struct log_export_ask {
	const struct log_form *form;
	const char *bundle; /* its events alone; NULL: of all */
	uint64_t from;	    /* sequence of the first one */
	const char *output; /* must not exist yet */
};

struct log_export_told {
	struct event_head head; /* of the whole log; its time is now */
	uint64_t signed_to;	/* events that the newest checkpoint counts */
	uint64_t events;	/* that were exported */
	uint64_t bytes;
};

/** STORE_READ. What journal_verify says where the log is not sound; WHY_USAGE
 *  where there is no such event; no file on failure. */
int log_export(struct store *s, const struct log_export_ask *ask,
    struct log_export_told *told, struct why *w);

#endif
