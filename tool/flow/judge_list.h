#ifndef TOOL_FLOW_JUDGE_LIST_H
#define TOOL_FLOW_JUDGE_LIST_H

/** Places of records that a judge notes while a bundle is gone through, and
 *  that enter the ledger with it. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"
#include "tool/store/spool.h"

struct judge_listed {
	uint64_t segment;
	uint32_t index;
	uint32_t cause; /* as the judge has it */
	uint32_t hold;	/* its number, or ORDER_NONE */
	uint32_t none;	/* no byte of the list is left unset */
};

/** All zero is empty. */
struct judge_list {
	struct spool spool;
	bool open;
};

/** store_fd: as spool_open. */
int judge_list_add(struct judge_list *l, int store_fd,
    const struct judge_listed *one, struct why *w);

/** Those of one segment, hold and cause, ascending. */
typedef int judge_list_put(void *self, const struct judge_listed *first,
    const uint32_t *records, size_t n, struct why *w);
/** Each that was noted is put once. */
int judge_list_commit(struct judge_list *l, judge_list_put *put, void *self,
    struct why *w);

void judge_list_clear(struct judge_list *l);

#endif
