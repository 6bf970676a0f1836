#ifndef TOOL_CMD_CERTIFICATE_H
#define TOOL_CMD_CERTIFICATE_H

#include "formats/certificate.h"
#include "tool/say.h"

/** What a certificate says. */
void certificate_say(struct say *s, const struct certificate *c);

/** The fields by which it is known in a list of statements to sign. */
void certificate_say_head(struct say *s, const struct certificate *c);

#endif
