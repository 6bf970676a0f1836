#include "tool/cmd/agency.h"
#include "tool/cmd/cmd.h"
#include "tool/store/store.h"

struct list_args {
	const char *store;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct list_args, store) },
	{ 0 },
};

static const struct say_column columns[] = {
	{ "agency", "AGENCY", 14 },
	{ "status", "STATUS", 8 },
	{ "fingerprint", "FINGERPRINT", 40 },
	{ "roles", "ROLES", 0 },
};

static void
say_entry(struct say *s, const struct directory_entry *e)
{
	static const char *const words[] = {
		[DIRECTORY_SELF] = "self",
		[DIRECTORY_PINNED] = "pinned",
		[DIRECTORY_UNPINNED] = "unpinned",
	};
	char roles[AGENCY_ROLES_BYTES];

	agency_roles(roles, e->roles);
	say_row_begin(s);
	say_text(s, "agency", NULL, e->agency);
	say_text(s, "name", NULL, e->name);
	say_text(s, "status", NULL, words[e->status]);
	say_text(s, "fingerprint", NULL, e->fingerprint);
	say_text(s, "roles", NULL, roles);
	say_time(s, "pinned_at", NULL, e->pinned_at_s);
	say_row_end(s);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct list_args *args = call->args;
	struct store store = { 0 };

	if (store_open(&store, args->store, STORE_LOOK, NULL, w) != 0)
		return -1;
	say_list_begin(call->say, "agencies", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < store.directory.n; i++)
		say_entry(call->say, &store.directory.entries[i]);
	say_list_end(call->say, "no agencies");
	store_close(&store);
	return 0;
}

const struct command cmd_agency_list = {
	.name = "agency list",
	.summary = "Show the agencies that this store knows",
	.options = options,
	.args_bytes = sizeof(struct list_args),
	.run = run,
};
