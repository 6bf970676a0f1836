#ifndef TOOL_REPORT_LOG_OUT_H
#define TOOL_REPORT_LOG_OUT_H

/**
 * Events of a custody log in a form for other programs. Who has the log goes
 * through the events that are wanted, as often as the form says, and takes the
 * text as it grows. Source: export.txt.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/event.h"
#include "formats/text.h"
#include "formats/why.h"
#include "tool/report/log_names.h"

/** An event as it stands in the log; borrowed. */
struct log_event {
	const struct event *event;
	const uint8_t *line; /* with its LF */
	size_t len;
	const uint8_t *leaf; /* HASH_BYTES */
};

struct log_out {
	const char *agency;	       /* whose log it is */
	const struct event_head *head; /* of all of it */
	struct bytes *out;
	struct why *w;
	/* for the form alone */
	struct text_out tree;
	struct log_seen seen;
	int rc;
};

/** A form. All return 0, or -1 with WHY_MEMORY, WHY_JSON. */
struct log_form {
	const char *name;
	unsigned passes; /* over the events, 1.. */
	int (*begin)(struct log_out *o);
	int (*event)(struct log_out *o, unsigned pass,
	    const struct log_event *e);
	int (*pass_end)(struct log_out *o, unsigned pass); /* NULL: nothing */
};

extern const struct log_form log_csv;
extern const struct log_form log_jsonl;
extern const struct log_form log_case;
extern const struct log_form log_premis;

/** The form is done, or given up. */
void log_out_clear(struct log_out *o);

#endif
