#include <time.h>

#include "keys/file.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/jobs.h"
#include "tool/cmd/targets.h"
#include "tool/flow/pack.h"

struct delete_args {
	const char *store;
	struct opt_list to;
	const char *ground;
	const char *reference;
	const char *legal;
	const char *deadline;
	const char *marking;
	const char *deletions;
	struct targets_args targets;
	const char *output;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct delete_args, store) },
	{ "to", "ID", "agency that shall delete; again for more",
	    OPT_LIST(struct delete_args, to), .required = true },
	{ "ground", "TEXT", "why it has to go; no plates, no names",
	    OPT_TEXT(struct delete_args, ground) },
	{ "reference", "TEXT", "case or file of this agency",
	    OPT_TEXT(struct delete_args, reference) },
	{ "legal", "TEXT", "the law that it rests on",
	    OPT_TEXT(struct delete_args, legal) },
	{ "deadline", "DATE",
	    "day or time by which to answer; 30 days from now if not given",
	    OPT_TEXT(struct delete_args, deadline) },
	{ "marking", "TEXT",
	    "protective marking, for all to see; OFFICIAL-SENSITIVE if not "
	    "given",
	    OPT_TEXT(struct delete_args, marking) },
	{ "deletions", "FILE",
	    "an order with its targets (order.txt), instead of the options "
	    "above but --to, and below",
	    OPT_TEXT(struct delete_args, deletions) },
	TARGETS_OPTIONS(struct delete_args, targets),
	{ "output", "FILE",
	    "bundle to write; <bundle id>.sbag here if not given",
	    OPT_TEXT(struct delete_args, output) },
	JOBS_OPTION(struct delete_args),
	{ 0 },
};

/* A file says all of it. */
static int
check_file(const struct delete_args *a, struct why *w)
{
	bool more = a->ground != NULL || a->reference != NULL ||
	    a->legal != NULL || a->deadline != NULL;

	return !more && !targets_given(&a->targets)
	    ? 0
	    : why_set(w, WHY_USAGE,
		  "--deletions: the file says the ground, what goes with it, "
		  "and every target; give no other option for these");
}

static int
make_draft(const struct delete_args *a, struct bytes *out, struct why *w)
{
	struct draft_ask ask = {
		.ground = a->ground,
		.reference = a->reference,
		.legal = a->legal,
		.deadline = a->deadline,
		.now_s = time(NULL),
	};

	targets_ask(&a->targets, &ask);
	if (a->deletions == NULL)
		return draft_make(&ask, out, w);
	if (check_file(a, w) != 0)
		return -1;
	return file_read(a->deletions, CONTENTS_MAX / 4, out, w);
}

static void
say_order(struct say *s, const struct pack_result *r, bool dry_run)
{
	const struct order *o = &r->order;

	if (!dry_run) {
		say_text(s, "file", "File", r->output);
		say_hex(s, "bundle", "Bundle", r->id, sizeof r->id);
		say_number(s, "sequence", "Number", r->sequence);
		say_size(s, "bytes", "Size", r->bytes);
		say_hex(s, "order", "Order", o->id, sizeof o->id);
	}
	say_number(s, "targets", "Targets", o->targets);
	say_time(s, "deadline", "To be answered by", o->deadline_s);
	say_text(s, "ground", "Ground", o->ground);
	say_text(s, "legal", "Law", o->legal);
	say_text(s, "reference", "Reference", o->reference);
	say_list_begin(s, "answer_by", NULL,
	    &(struct say_column){ "agency", "MAY ANSWER", 0 }, 1);
	for (size_t i = 0; i < o->n_answer; i++) {
		say_row_begin(s);
		say_text(s, "agency", NULL, o->answer_by[i]);
		say_row_end(s);
	}
	say_list_end(s, "nobody");
	if (dry_run)
		return;
	say_hex(s, "seal_digest", "Seal digest", r->seal_digest,
	    sizeof r->seal_digest);
	say_number(s, "missing", NULL, r->missing);
	if (r->missing > 0) {
		say_text(s, "awaits", NULL, r->awaits.text);
		say_note(s,
		    "It is not to be sent yet: %s (approve take, then approve "
		    "sign, then approve add).",
		    r->awaits.text);
	}
}

static int
order_it(struct store *store, const struct bytes *draft,
    const struct command_call *call, struct why *w)
{
	const struct delete_args *args = call->args;
	struct progress progress;
	const struct pack_options o = {
		.to = args->to.items,
		.n_to = args->to.n,
		.order = draft,
		.purpose = "",
		.reference = "",
		.requester = "",
		.authoriser = "",
		.rank = "",
		.number = "",
		.category = "",
		.authorised_s = DIRECTORY_NEVER,
		.marking = args->marking == NULL ? "OFFICIAL-SENSITIVE"
						 : args->marking,
		.zone = "",
		.output = args->output,
		.actor = call->actor,
		.jobs = jobs_of(&args->jobs),
		.dry_run = call->dry_run,
		.progress = &progress,
	};
	struct pack_result r;
	struct preview p = { 0 };
	int rc;

	progress_open(&progress, "order", 0, call->quiet);
	rc = pack(store, &o, &r, w);
	if (rc == 0 && call->dry_run)
		rc = preview_run(&p, store,
		    &(struct preview_ask){ &r.order_text, true, &progress }, w);
	progress_close(&progress);
	if (rc == 0)
		say_order(call->say, &r, call->dry_run);
	if (rc == 0 && call->dry_run)
		targets_say(call->say, &p);
	preview_clear(&p);
	pack_result_clear(&r);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct delete_args *args = call->args;
	struct store store = { 0 };
	struct bytes draft = { 0 };
	int rc = -1;

	if (make_draft(args, &draft, w) == 0 &&
	    store_open(&store, args->store,
		call->dry_run ? STORE_READ : STORE_WRITE, &call->passphrase,
		w) == 0) {
		rc = order_it(&store, &draft, call, w);
		store_close(&store);
	}
	bytes_wipe(&draft);
	return rc;
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
	.args_bytes = sizeof(struct delete_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
