#include "tool/cmd/cmd.h"
#include "tool/cmd/ordering.h"

static const struct opt options[] = {
	ORDERING_OPTIONS("agency that shall withhold it"),
	{ "ends", "DATE",
	    "day or time with which the restriction ends; if not given, it "
	    "lasts until \"order lift\"",
	    OPT_TEXT(struct ordering_args, ends) },
	ORDERING_REST("order"),
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct ordering of = { .act = ORDER_RESTRICT,
		.file_option = "--order" };

	return ordering_run(call, &of, w);
}

const struct command cmd_order_restrict = {
	.name = "order restrict",
	.summary = "Demand that other agencies withhold what was sent to them",
	.about =
	    "What is restricted is kept, and goes into no exhibit and to no "
	    "other agency, unless a hold that is for just that is named. A "
	    "signed order, as that of \"order delete\", carried out by "
	    "\"receive\" on what this agency sent.\n"
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
