#ifndef TOOL_CMD_AGENCY_H
#define TOOL_CMD_AGENCY_H

/** What the "agency" commands share. */

#include <stdbool.h>
#include <stddef.h>

#include "formats/why.h"
#include "keys/card.h"
#include "keys/directory.h"
#include "tool/say.h"

/** Roles of an agency (enum directory_role, together) as "seal,receive". */
#define AGENCY_ROLES_BYTES 96
void agency_roles(char out[AGENCY_ROLES_BYTES], unsigned roles);

/** Read a card from a file. c: to be cleared. */
int agency_read_card(const char *path, struct card *c, struct why *w);
/** Is this the fingerprint as people write it: any case, blanks between? */
bool agency_same_print(const char *given, const char *fingerprint);

/** What a new version of a directory changes, as the list "changes"; how many
 *  changes. */
size_t agency_say_changes(struct say *s, const struct directory *before,
    const struct directory *after);

#endif
