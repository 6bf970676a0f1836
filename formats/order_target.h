#ifndef FORMATS_ORDER_TARGET_H
#define FORMATS_ORDER_TARGET_H

/** One line of an order, and the lines one after the other. Source:
 *  order.txt, 3. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/name.h"
#include "formats/order.h"
#include "formats/reads.h"
#include "formats/seal.h"
#include "formats/selection.h"
#include "formats/why.h"

struct order_target {
	enum order_target_kind kind;
	bool limited;		       /* to one bundle */
	uint8_t bundle[SEAL_ID_BYTES]; /* ORDER_SERIES: of the series */
	struct reads_key read;	       /* ORDER_READ; ORDER_VRM: its vrm;
					* ORDER_CAMERA: ids, "" for any */
	struct selection_area area;    /* ORDER_AREA */
	int64_t from_ms;	       /* of those with a window */
	int64_t to_ms;		       /* first moment not in the window */
	char text[NAME_MAX_BYTES + 1]; /* record id, path */
	char by[ORDER_RECORD_BYTES];   /* of an order to rectify; or "" */
};

/** As an order calls it. */
const char *order_target_name(enum order_target_kind kind);

/** Parse one line strictly: of an order that asks for this, or of another list
 *  of targets, which is as one to delete. WHY_JSON or WHY_ORDER. */
int order_target_of(enum order_act act, struct order_target *t,
    const void *line, size_t len, struct why *w);
int order_target_parse(struct order_target *t, const void *line, size_t len,
    struct why *w);

/** Add one target to a match, as order_match_add does. WHY_LIMIT, WHY_MEMORY.
 */
int order_match_target(struct order_match *m, const struct order_target *target,
    uint32_t number, struct why *w);

/** Lines as they are walked; begin with data and len alone. */
struct order_target_lines {
	const uint8_t *data;
	size_t len;
	size_t at;
	uint64_t number; /* of the line last given, from 1 */
};
/** 1: *line and *line_len, with its LF if there is one; 0: there is none; -1
 *  with WHY_LIMIT or WHY_ORDER for one too long or empty. */
int order_target_line(struct order_target_lines *l, const uint8_t **line,
    size_t *line_len, struct why *w);

/** Put the number of the line before a fault. Returns -1. */
int order_target_in_line(const struct order_target_lines *l, struct why *w);

#endif
