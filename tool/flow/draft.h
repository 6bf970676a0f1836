#ifndef TOOL_FLOW_DRAFT_H
#define TOOL_FLOW_DRAFT_H

/** An order as a person would write it, out of the words of a command line.
 *  Source: order.txt, 2.1. */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/order.h"
#include "formats/why.h"

struct draft_list {
	const char *const *items;
	size_t n;
};

/** What was asked for; NULL or none: not given. One kind of target. */
struct draft_ask {
	enum order_act act;
	enum order_act does; /* of one to rectify; see struct order */
	const char *ends;    /* as deadline; of a restriction */
	const char *ground;
	const char *reference;
	const char *legal;
	const char *deadline; /* YYYY-MM-DD, its end, or a time */
	int64_t now_s;
	const char *from;
	const char *until;
	const char *area;
	const char *before;
	const char *feed;
	const char *source;
	const char *in; /* in this bundle alone */
	struct draft_list vrms;
	struct draft_list cameras;
	struct draft_list records;
	struct draft_list by; /* of one to rectify: what stands for each */
	struct draft_list members;
	struct draft_list bundles;
	struct draft_list series;
};

/** Append header and targets. WHY_USAGE; no sentence holds a plate. */
int draft_make(const struct draft_ask *ask, struct bytes *out, struct why *w);

/** A day (its end) or a time that is not over; option: whose it is. */
struct draft_when {
	const char *option;
	const char *text;
	int64_t now_s;
};
int draft_when(const struct draft_when *ask, int64_t *out, struct why *w);

/** Append the targets alone. */
int
draft_targets(const struct draft_ask *ask, struct bytes *out, struct why *w);

#endif
