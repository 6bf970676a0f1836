#ifndef TOOL_CMD_OFFERED_H
#define TOOL_CMD_OFFERED_H

/** Commands that take or look at a signed text which a store is offered: a
 *  directory or a policy, with its signatures in FILE.sig. */

#include <stddef.h>

#include "formats/bytes.h"
#include "formats/why.h"
#include "tool/command.h"
#include "tool/store/store.h"

struct offered_args {
	const char *store;
	const char *file;
};
extern const struct opt offered_options[];

struct offered {
	enum store_mode mode; /* with STORE_WRITE the passphrase is at hand */
	size_t max_bytes;     /* of the text */
	int (*act)(const struct command_call *call, struct store *s,
	    const struct bytes *text, const struct bytes *signature,
	    struct why *w);
};
/** Open the store and read the file of the call's struct offered_args; act. A
 *  refusal of act names the file. */
int offered_run(const struct command_call *call, const struct offered *o,
    struct why *w);

#endif
