#ifndef TOOL_CMD_CODED_H
#define TOOL_CMD_CODED_H

/** The check code of a bundle, told and asked for. */

#include <stdint.h>

#include "formats/hash.h"
#include "tool/opt.h"
#include "tool/say.h"

#define CODED_OPTION(ARGS)                                                   \
	{                                                                    \
		"check-code", "CODE",                                        \
		    "refuse a bundle that has another check code, in words " \
		    "or groups, than the one that came by another way",      \
		    OPT_TEXT(ARGS, check_code)                               \
	}

/** Can what was given be a code at all? NULL can. WHY_USAGE, before anything is
 *  done. */
int coded_given(const char *given, struct why *w);

/** digest: of seal.json. */
void coded_say(struct say *s, const uint8_t digest[HASH_DIGEST_BYTES]);

#endif
