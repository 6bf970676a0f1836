#include "tool/cmd/cmd.h"
#include "tool/cmd/ordering.h"

static const struct opt options[] = {
	ORDERING_OPTIONS("agency that need not withhold it any more"),
	ORDERING_REST("order"),
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct ordering of = { .act = ORDER_LIFT,
		.file_option = "--order" };

	return ordering_run(call, &of, w);
}

const struct command cmd_order_lift = {
	.name = "order lift",
	.summary = "End a restriction of what was sent to other agencies",
	.about =
	    "What older orders of this agency restrict is restricted no "
	    "longer, as far as it is named here, also where such an order "
	    "comes later than this one.\n"
	    "One kind of target: plates, cameras or an area in a time, reads "
	    "before a moment, record ids, files, or whole bundles. Any mix, "
	    "and reads by their natural key, come by --order.\n"
	    "--dry-run makes none, and tells what the order would hit among "
	    "the bundles that this store received.",
	.options = options,
	.args_bytes = sizeof(struct ordering_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
