#ifndef TOOL_CMD_CERTIFICATE_CHECK_H
#define TOOL_CMD_CERTIFICATE_CHECK_H

/** What "certificate verify" and "certificate take" have in common. */

#include "tool/command.h"
#include "tool/flow/answer.h"
#include "tool/opt.h"

/** What is given besides the store. */
struct certificate_given {
	const char *certificate;
	const char *order;
	struct opt_list bundles;
	struct opt_list lifts;
	bool partly;
	unsigned jobs;
};

/** Check, with progress. As answer_check. */
int certificate_check_given(const struct command_call *call, struct store *s,
    const struct certificate_given *given, struct answer_result *r,
    struct why *w);

/** What was found. */
void certificate_check_say(struct say *s, const struct answer_result *r);

#endif
