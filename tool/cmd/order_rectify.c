#include <string.h>

#include "formats/text.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/ordering.h"
#include "tool/flow/maps.h"
#include "tool/flow/pairs.h"

struct rectify_args {
	struct ordering_args order; /* first: options of it are shared */
	struct opt_list paths;
	const char *then;
	struct opt_list by;
	const char *pairs;
	const char *requester;
	const char *authoriser;
	const char *rank;
	const char *number;
	const char *authorised;
	const char *category;
	const char *zone;
	const char *format;
	struct opt_list map;
};

static const struct opt options[] = {
	ORDERING_OPTIONS("agency that shall put it right"),
	{ "PATH", NULL, NULL, OPT_OPERANDS(struct rectify_args, paths) },
	{ "then", "WORD",
	    "what becomes of the reads that are wrong: \"restrict\" or "
	    "\"delete\"",
	    OPT_TEXT(struct rectify_args, then) },
	{ "record", "ID", "record_id of a read that is wrong; again for more",
	    OPT_LIST(struct ordering_args, targets.records) },
	{ "by", "ID",
	    "record_id of the read that stands for it, one for each --record, "
	    "in their order",
	    OPT_LIST(struct rectify_args, by) },
	{ "pairs", "FILE",
	    "both record ids instead, a pair a line, a comma between",
	    OPT_TEXT(struct rectify_args, pairs) },
	{ "in-bundle", "ID", "wrong in this bundle alone",
	    OPT_TEXT(struct ordering_args, targets.in) },
	{ "order", "FILE",
	    "an order with its targets (order.txt), instead of the options "
	    "above but --to",
	    OPT_TEXT(struct ordering_args, file) },
	{ "requester", "TEXT",
	    "who asked, by role or number; only recipients see this and the "
	    "next five",
	    OPT_TEXT(struct rectify_args, requester) },
	{ "authoriser", "TEXT", "who allowed it, by role or number",
	    OPT_TEXT(struct rectify_args, authoriser) },
	{ "authoriser-rank", "RANK", "that one's rank, a word of the policy",
	    OPT_TEXT(struct rectify_args, rank) },
	{ "authority", "NUMBER", "number of the authority",
	    OPT_TEXT(struct rectify_args, number) },
	{ "authorised-at", "TIME", "when, as 2026-01-02T03:04:05Z",
	    OPT_TEXT(struct rectify_args, authorised) },
	{ "category", "WORD", "of the investigation, a word of the policy",
	    OPT_TEXT(struct rectify_args, category) },
	{ "zone", "+hh:mm",
	    "zone of capture times that name none; without it they are "
	    "refused",
	    OPT_TEXT(struct rectify_args, zone) },
	{ "format", "NAME",
	    "take files whose names end as those of this read format as such "
	    "(reads.txt)",
	    OPT_TEXT(struct rectify_args, format) },
	{ "map", "FILE",
	    "column map of read files with other names than ours (reads.txt); "
	    "again for more",
	    OPT_LIST(struct rectify_args, map) },
	{ "output", "FILE",
	    "bundle to write; <bundle id>.sbag here if not given",
	    OPT_TEXT(struct ordering_args, output) },
	JOBS_OPTION(struct ordering_args),
	{ 0 },
};

static const char *
text_of(const char *given)
{
	return given == NULL ? "" : given;
}

/* What is right, as "pack" would be asked for it. */
static struct pack_options
data_of(const struct rectify_args *a, const struct maps *maps)
{
	return (struct pack_options){
		.paths = a->paths.items,
		.n_paths = a->paths.n,
		.requester = text_of(a->requester),
		.authoriser = text_of(a->authoriser),
		.rank = text_of(a->rank),
		.number = text_of(a->number),
		.category = text_of(a->category),
		.authorised_s = DIRECTORY_NEVER,
		.zone = text_of(a->zone),
		.format = a->format,
		.maps = maps->items,
		.n_maps = maps->n,
	};
}

static int
read_then(const struct rectify_args *a, struct ordering *of, struct why *w)
{
	bool more = a->then != NULL || a->by.n > 0 || a->pairs != NULL;

	if (a->order.file != NULL)
		return !more ? 0
			     : why_set(w, WHY_USAGE,
				   "--order: the file says what becomes of the "
				   "reads, and which stand for them; give no "
				   "--then, --by or --pairs");
	if (a->pairs != NULL && a->order.targets.records.n + a->by.n > 0)
		return why_set(w, WHY_USAGE,
		    "--pairs: the file has both, so give no --record or --by");
	for (of->does = ORDER_DELETE; of->does <= ORDER_RESTRICT; of->does++)
		if (a->then != NULL &&
		    strcmp(a->then, order_act_name(of->does)) == 0)
			return 0;
	return why_set(w, WHY_USAGE,
	    "--then restrict or --then delete is needed");
}

static int
rectify(const struct command_call *call, const struct maps *maps,
    const struct pairs *pairs, struct ordering *of, struct why *w)
{
	const struct rectify_args *a = call->args;
	struct pack_options data = data_of(a, maps);

	if (a->authorised != NULL &&
	    !text_time_parse(a->authorised, &data.authorised_s))
		return why_set(w, WHY_USAGE,
		    "--authorised-at: \"%s\" is no time such as "
		    "2026-01-02T03:04:05Z",
		    a->authorised);
	of->data = &data;
	of->wrong = (struct draft_list){ a->order.targets.records.items,
		a->order.targets.records.n };
	of->right = (struct draft_list){ a->by.items, a->by.n };
	if (a->pairs != NULL) {
		of->wrong = pairs_wrong(pairs);
		of->right = pairs_right(pairs);
	}
	return ordering_run(call, of, w);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct rectify_args *a = call->args;
	struct ordering of = { .act = ORDER_RECTIFY, .file_option = "--order" };
	struct pairs pairs = { 0 };
	struct maps maps = { 0 };
	int rc = -1;

	if (read_then(a, &of, w) == 0 &&
	    (a->pairs == NULL || pairs_open(&pairs, a->pairs, w) == 0) &&
	    maps_check_format(a->format, a->map.n, w) == 0 &&
	    maps_open(&maps, a->map.items, a->map.n, w) == 0)
		rc = rectify(call, &maps, &pairs, &of, w);
	maps_close(&maps);
	pairs_close(&pairs);
	return rc;
}

const struct command cmd_order_rectify = {
	.name = "order rectify",
	.summary =
	    "Send reads that are right, and have the wrong ones withheld "
	    "or deleted",
	.about =
	    "The read files of PATH go as \"pack\" would send them, with an "
	    "order: each read that is named as wrong is restricted or deleted "
	    "in what this agency sent before, and a read in PATH stands for "
	    "it. Recipients carry it out by \"receive\".\n"
	    "Reads are named by their record_id. By the natural key they are "
	    "named with --order. What else a bundle may need, \"pack "
	    "--deletions\" has.\n"
	    "--dry-run makes none. It tells what the order would hit among the "
	    "bundles that this store received, and whether each read that is "
	    "right is there.",
	.options = options,
	.args_bytes = sizeof(struct rectify_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
