#ifndef TOOL_CMD_TARGETS_H
#define TOOL_CMD_TARGETS_H

/** What an order or a hold names, by options: alike in all commands that take
 *  targets. */

#include "tool/flow/draft.h"
#include "tool/flow/preview.h"
#include "tool/opt.h"
#include "tool/say.h"

struct targets_args {
	struct opt_list vrms;
	struct opt_list cameras;
	const char *feed;
	const char *source;
	const char *area;
	const char *from;
	const char *until;
	const char *before;
	struct opt_list records;
	struct opt_list members;
	struct opt_list bundles;
	struct opt_list series;
	const char *in;
};

/* clang-format off */
#define TARGETS_OPTIONS(type, field)                                       \
	{ "vrm", "PLATE",                                                  \
	    "reads of this plate, from .. until; again for more",          \
	    OPT_LIST(type, field.vrms) },                                  \
	{ "camera", "ID",                                                  \
	    "reads of this camera, from .. until; again for more",         \
	    OPT_LIST(type, field.cameras) },                               \
	{ "feed", "ID", "with --camera: of this feed alone",               \
	    OPT_TEXT(type, field.feed) },                                  \
	{ "source", "ID", "with --camera: of this source alone",           \
	    OPT_TEXT(type, field.source) },                                \
	{ "area", "SOUTH,WEST,NORTH,EAST",                                 \
	    "reads from this area, from .. until; decimal degrees",        \
	    OPT_TEXT(type, field.area) },                                  \
	{ "from", "TIME", "captured then or later, with its zone",         \
	    OPT_TEXT(type, field.from) },                                  \
	{ "until", "TIME", "captured before it",                           \
	    OPT_TEXT(type, field.until) },                                 \
	{ "before", "TIME", "every read captured before it",               \
	    OPT_TEXT(type, field.before) },                                \
	{ "record", "ID", "reads with this record_id; again for more",     \
	    OPT_LIST(type, field.records) },                               \
	{ "member", "PATH", "the file data/...; again for more",           \
	    OPT_LIST(type, field.members) },                               \
	{ "bundle", "ID", "a whole earlier bundle; again for more",        \
	    OPT_LIST(type, field.bundles) },                               \
	{ "series", "ID",                                                  \
	    "all earlier bundles of a series (pack --series); again for "  \
	    "more",                                                        \
	    OPT_LIST(type, field.series) },                                \
	{ "in-bundle", "ID", "in this bundle alone",                       \
	    OPT_TEXT(type, field.in) }
/* clang-format on */

/** Is any of them given? */
bool targets_given(const struct targets_args *a);

/** Fill in what a draft asks for. */
void targets_ask(const struct targets_args *a, struct draft_ask *ask);

/** What they would hit here. */
void targets_say(struct say *s, const struct preview *p);

#endif
