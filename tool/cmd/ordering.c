#include "tool/cmd/ordering.h"

#include <time.h>

#include "keys/file.h"
#include "tool/cmd/sealed.h"
#include "tool/flow/pack.h"

/* A file says all of it. */
static int
check_file(const struct ordering_args *a, const char *option, struct why *w)
{
	bool more = a->ground != NULL || a->reference != NULL ||
	    a->legal != NULL || a->deadline != NULL || a->ends != NULL;

	return !more && !targets_given(&a->targets)
	    ? 0
	    : why_set(w, WHY_USAGE,
		  "%s: the file says the ground, what goes with it, "
		  "and every target; give no other option for these",
		  option);
}

static int
make_draft(const struct ordering *of, const struct ordering_args *a,
    struct bytes *out, struct why *w)
{
	struct draft_ask ask = {
		.act = of->act,
		.does = of->does,
		.ends = a->ends,
		.ground = a->ground,
		.reference = a->reference,
		.legal = a->legal,
		.deadline = a->deadline,
		.now_s = time(NULL),
	};

	targets_ask(&a->targets, &ask);
	if (of->act == ORDER_RECTIFY) {
		ask.records = of->wrong;
		ask.by = of->right;
	}
	if (a->file == NULL)
		return draft_make(&ask, out, w);
	if (check_file(a, of->file_option, w) != 0)
		return -1;
	return file_read(a->file, CONTENTS_MAX / 4, out, w);
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
	say_text(s, "kind", "Kind", order_act_name(o->act));
	if (o->act == ORDER_RECTIFY) {
		say_text(s, "then", "Then", order_act_name(o->does));
		say_number(s, "files", "Files", r->files);
		say_number(s, "read_files", "Read files", r->read_files);
	}
	if (o->act == ORDER_RECTIFY && !dry_run)
		say_number(s, "reads", "Reads", r->reads);
	say_time(s, "deadline", "To be answered by", o->deadline_s);
	if (o->ends_s != ORDER_NO_END)
		say_time(s, "ends", "Ends", o->ends_s);
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
	if (!dry_run)
		sealed_say(s, r->seal_digest, r->missing, &r->awaits);
}

static const struct pack_options no_data = {
	.requester = "",
	.authoriser = "",
	.rank = "",
	.number = "",
	.category = "",
	.authorised_s = DIRECTORY_NEVER,
	.zone = "",
};

static int
order_it(struct store *store, const struct bytes *draft,
    const struct ordering *of, const struct command_call *call, struct why *w)
{
	const struct ordering_args *args = call->args;
	struct progress progress;
	struct pack_options o = of->data == NULL ? no_data : *of->data;
	struct pack_result r;
	struct preview p = { 0 };
	int rc;

	o.to = args->to.items;
	o.n_to = args->to.n;
	o.order = draft;
	o.act = of->act;
	o.purpose = o.reference = "";
	o.marking =
	    args->marking == NULL ? "OFFICIAL-SENSITIVE" : args->marking;
	o.output = args->output;
	o.actor = call->actor;
	o.jobs = jobs_of(&args->jobs);
	o.dry_run = call->dry_run;
	o.progress = &progress;
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

int
ordering_run(const struct command_call *call, const struct ordering *of,
    struct why *w)
{
	const struct ordering_args *args = call->args;
	struct store store = { 0 };
	struct bytes draft = { 0 };
	int rc = -1;

	if (make_draft(of, args, &draft, w) == 0 &&
	    store_open(&store, args->store,
		call->dry_run ? STORE_READ : STORE_WRITE, &call->passphrase,
		w) == 0) {
		rc = order_it(&store, &draft, of, call, w);
		store_close(&store);
	}
	bytes_wipe(&draft);
	return rc;
}
