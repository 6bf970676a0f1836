#ifndef TOOL_CMD_POLICY_H
#define TOOL_CMD_POLICY_H

/** What the "policy" commands share. */

#include "formats/why.h"
#include "keys/policy.h"
#include "tool/say.h"

/** Which one it is: name, version, issuer, times, source; none: that alone. */
void policy_say(struct say *s, const struct policy *p);

/** Its demands, as the list "rules". */
void policy_say_rules(struct say *s, const struct policy *p);

/** What differs, as the list "changes". */
int policy_say_changes(struct say *s, const struct policy *before,
    const struct policy *after, struct why *w);

#endif
