#include <time.h>

#include "keys/file.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/jobs.h"
#include "tool/flow/draft.h"
#include "tool/flow/pack.h"
#include "tool/flow/preview.h"

struct delete_args {
	const char *store;
	struct opt_list to;
	const char *ground;
	const char *reference;
	const char *legal;
	const char *deadline;
	const char *marking;
	const char *deletions;
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
	{ "vrm", "PLATE", "reads of this plate, from .. until; again for more",
	    OPT_LIST(struct delete_args, vrms) },
	{ "camera", "ID", "reads of this camera, from .. until; again for more",
	    OPT_LIST(struct delete_args, cameras) },
	{ "feed", "ID", "with --camera: of this feed alone",
	    OPT_TEXT(struct delete_args, feed) },
	{ "source", "ID", "with --camera: of this source alone",
	    OPT_TEXT(struct delete_args, source) },
	{ "area", "SOUTH,WEST,NORTH,EAST",
	    "reads from this area, from .. until; decimal degrees",
	    OPT_TEXT(struct delete_args, area) },
	{ "from", "TIME", "captured then or later, with its zone",
	    OPT_TEXT(struct delete_args, from) },
	{ "until", "TIME", "captured before it",
	    OPT_TEXT(struct delete_args, until) },
	{ "before", "TIME", "every read captured before it",
	    OPT_TEXT(struct delete_args, before) },
	{ "record", "ID", "reads with this record_id; again for more",
	    OPT_LIST(struct delete_args, records) },
	{ "member", "PATH", "the file data/...; again for more",
	    OPT_LIST(struct delete_args, members) },
	{ "bundle", "ID", "a whole earlier bundle; again for more",
	    OPT_LIST(struct delete_args, bundles) },
	{ "series", "ID",
	    "all earlier bundles of a series (pack --series); again for more",
	    OPT_LIST(struct delete_args, series) },
	{ "in-bundle", "ID", "in this bundle alone",
	    OPT_TEXT(struct delete_args, in) },
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
	const char *const texts[] = { a->ground, a->reference, a->legal,
		a->deadline, a->feed, a->source, a->area, a->from, a->until,
		a->before, a->in };
	const struct opt_list *const lists[] = { &a->vrms, &a->cameras,
		&a->records, &a->members, &a->bundles, &a->series };
	bool more = false;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		more |= texts[i] != NULL;
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		more |= lists[i]->n > 0;
	return !more
	    ? 0
	    : why_set(w, WHY_USAGE,
		  "--deletions: the file says the ground, what goes with it, "
		  "and every target; give no other option for these");
}

static struct draft_list
list_of(const struct opt_list *l)
{
	return (struct draft_list){ l->items, l->n };
}

static int
make_draft(const struct delete_args *a, struct bytes *out, struct why *w)
{
	const struct draft_ask ask = {
		.ground = a->ground,
		.reference = a->reference,
		.legal = a->legal,
		.deadline = a->deadline,
		.now_s = time(NULL),
		.from = a->from,
		.until = a->until,
		.area = a->area,
		.before = a->before,
		.feed = a->feed,
		.source = a->source,
		.in = a->in,
		.vrms = list_of(&a->vrms),
		.cameras = list_of(&a->cameras),
		.records = list_of(&a->records),
		.members = list_of(&a->members),
		.bundles = list_of(&a->bundles),
		.series = list_of(&a->series),
	};

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

static const struct say_column bundle_columns[] = {
	{ "bundle", "BUNDLE", 32 },
	{ "other", "OF", 14 },
	{ "reads", "READS", 10 },
	{ "files", "FILES", 8 },
	{ "whole", "WHOLE", 5 },
	{ "unread", "UNREADABLE", 10 },
};
static const struct say_column target_columns[] = {
	{ "target", "TARGET", 8 },
	{ "kind", "KIND", 8 },
	{ "reads", "READS", 10 },
	{ "files", "FILES", 8 },
	{ "bundles", "BUNDLES", 8 },
};

static void
say_hits(struct say *s, const struct preview *p)
{
	say_list_begin(s, "bundles", NULL, bundle_columns,
	    sizeof bundle_columns / sizeof bundle_columns[0]);
	for (size_t i = 0; i < p->n_bundles; i++) {
		const struct preview_bundle *b = &p->bundles[i];

		say_row_begin(s);
		say_hex(s, "bundle", NULL, b->id, sizeof b->id);
		say_text(s, "other", NULL, b->other);
		say_number(s, "reads", NULL, b->reads);
		say_number(s, "files", NULL, b->files);
		say_text(s, "whole", NULL, b->whole ? "yes" : "no");
		say_number(s, "unread", NULL, b->unread);
		say_row_end(s);
	}
	say_list_end(s, "nothing here would be hit");
	say_list_begin(s, "hits", NULL, target_columns,
	    sizeof target_columns / sizeof target_columns[0]);
	for (size_t i = 0; i < p->n_targets; i++) {
		const struct preview_target *t = &p->targets[i];

		say_row_begin(s);
		say_number(s, "target", NULL, i + 1);
		say_text(s, "kind", NULL, order_target_name(t->kind));
		say_number(s, "reads", NULL, t->reads);
		say_number(s, "files", NULL, t->files);
		say_number(s, "bundles", NULL, t->bundles);
		say_row_end(s);
	}
	say_list_end(s, "too many targets to tell them apart");
}

static void
say_preview(struct say *s, const struct preview *p)
{
	say_number(s, "looked", "Bundles here", p->looked);
	say_number(s, "absent", "Targets not found", p->absent);
	say_number(s, "failed", "Not looked through", p->failed);
	say_hits(s, p);
	if (p->failed > 0) {
		say_text(s, "failed_reason", NULL, why_name(p->why.reason));
		say_text(s, "failed_message", NULL, p->why.text);
		say_note(s, "WARNING: not looked through everywhere: %s",
		    p->why.text);
	}
	say_note(s,
	    "These are bundles that this store received; images that reads "
	    "name go with them and are not counted. Nothing was written.");
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
		rc = preview_run(&p, store, &r.order_text, &progress, w);
	progress_close(&progress);
	if (rc == 0)
		say_order(call->say, &r, call->dry_run);
	if (rc == 0 && call->dry_run)
		say_preview(call->say, &p);
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
