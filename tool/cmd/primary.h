#ifndef TOOL_CMD_PRIMARY_H
#define TOOL_CMD_PRIMARY_H

/** The option --primary: the primary key of a store that has it offline. */

#include "keys/backup.h"

#define PRIMARY_HELP \
	"where the primary key is offline: the file that \"key offline\" wrote"

/** Read a backup. b: to be cleared. WHY_BACKUP, WHY_VERSION, WHY_SYSTEM. */
int primary_read(const char *path, struct backup *b, struct why *w);

/** The same where a path is given; else *out is NULL. */
int primary_take(const char *path, struct backup *b, const struct backup **out,
    struct why *w);

#endif
