#include "tool/cmd/cmd.h"
#include "tool/cmd/ordering.h"

static const struct opt options[] = {
	ORDERING_OPTIONS("agency that shall delete"),
	ORDERING_REST("deletions"),
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct ordering of = { .act = ORDER_DELETE,
		.file_option = "--deletions" };

	return ordering_run(call, &of, w);
}

const struct command cmd_order_delete = {
	.name = "order delete",
	.summary = "Demand that other agencies delete what was sent to them",
	.about =
	    "A signed order, sealed alone in a bundle of its own: only the "
	    "agencies named by --to can read it, since it names plates. They "
	    "carry it out by \"receive\", on what this agency sent them.\n"
	    "One kind of target: plates, cameras or an area in a time, reads "
	    "before a moment, record ids, files, or whole bundles. Any mix, "
	    "and reads by their natural key, come by --deletions.\n"
	    "--dry-run makes none, and tells what the order would hit among "
	    "the bundles that this store received.",
	.options = options,
	.args_bytes = sizeof(struct ordering_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
