#include "tool/flow/enforce.h"

#include <inttypes.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/jobs.h"
#include "tool/cmd/reached.h"

struct enforce_args {
	const char *store;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct enforce_args, store) },
	JOBS_OPTION(struct enforce_args),
	{ 0 },
};

static const struct say_column columns[] = {
	{ "bundle", "BUNDLE", 32 },
	{ "sender", "SENDER", 12 },
	{ "category", "CATEGORY", 12 },
	{ "reads", "READS", 9 },
	{ "files", "FILES", 7 },
	{ "waited", "WAITED", 7 },
	{ "reason", "LEFT", 16 },
};

static void
say_bundles(struct say *s, const struct enforce_result *r)
{
	say_list_begin(s, "bundles", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < r->n_bundles; i++) {
		const struct enforce_bundle *b = &r->bundles[i];

		say_row_begin(s);
		say_hex(s, "bundle", NULL, b->id, sizeof b->id);
		say_text(s, "sender", NULL, b->sender);
		say_text(s, "category", NULL, b->category);
		say_number(s, "days", NULL, b->days);
		say_number(s, "reads", NULL, b->reads);
		say_number(s, "files", NULL, b->files);
		say_number(s, "waited", NULL, b->waited);
		say_flag(s, "left", NULL, b->left);
		say_text(s, "reason", NULL,
		    b->left ? why_name(b->why.reason) : "");
		say_text(s, "message", NULL, b->left ? b->why.text : "");
		say_row_end(s);
	}
	say_list_end(s, "Nothing was due.");
}

static void
say_result(struct say *s, const struct enforce_result *r, bool dry_run)
{
	say_number(s, "looked", "Bundles with a rule", r->looked);
	say_number(s, "unruled", "Bundles without one", r->unruled);
	say_number(s, "changed", "Bundles changed", r->changed);
	say_number(s, "deleted_reads", dry_run ? "Reads due" : "Reads deleted",
	    r->reads);
	say_number(s, "deleted_files", dry_run ? NULL : "Files deleted",
	    r->files);
	say_number(s, "waited", "  waited for a hold", r->waited);
	say_number(s, "ended", "Restrictions ended", r->ended);
	say_number(s, "freed", "  records of them", r->freed);
	say_number(s, "unread", "Reads without a time", r->unread);
	say_number(s, "left", "Bundles left", r->left);
	say_number(s, "missing", "  whose folder is gone", r->missing);
	say_flag(s, "done", NULL, !dry_run);
	say_bundles(s, r);
	if (dry_run)
		say_note(s, "Nothing was deleted.");
	else
		reached_say(s, &r->reach, &r->shown);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct enforce_args *args = call->args;
	struct progress progress;
	const struct enforce_options o = {
		.actor = call->actor,
		.jobs = jobs_of(&args->jobs),
		.dry_run = call->dry_run,
		.progress = &progress,
	};
	struct store store = { 0 };
	struct enforce_result r;
	int rc;

	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) != 0)
		return -1;
	progress_open(&progress, "enforce", 0, call->quiet);
	rc = enforce(&store, &o, &r, w);
	progress_close(&progress);
	if (rc == 0)
		say_result(call->say, &r, call->dry_run);
	if (rc == 0 && r.left > 0)
		rc = why_set(w, r.why.reason, "%" PRIu64 " left, first %s",
		    r.left, r.why.text);
	enforce_result_clear(&r);
	store_close(&store);
	return rc;
}

const struct command cmd_enforce = {
	.name = "enforce",
	.summary = "Delete what is due, and say what that reached",
	.about =
	    "Reads of received bundles whose retention is over go, each by its "
	    "own capture time: the policy of the store says how many days a "
	    "category is kept. Their images go with them; and what had waited "
	    "for a hold that was released. Restrictions that have ended are "
	    "taken off. Each bundle is "
	    "changed as a whole or not at all, and checked against the "
	    "sender's seal before and after.\n"
	    "A bundle that was changed or taken away since it was received is "
	    "left as it is, told, and makes the exit status 1.\n"
	    "What was reached, what was not and what cannot be told is listed. "
	    "Deleted files are unlinked, not overwritten.",
	.options = options,
	.args_bytes = sizeof(struct enforce_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
