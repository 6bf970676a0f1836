#include <inttypes.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/flow/reconcile.h"
#include "tool/flow/trusted.h"
#include "tool/report/reconcile_csv.h"

#define DAY_S 86400

struct reconcile_args {
	struct opt_list files;
	struct opt_list signers;
	const char *store;
	struct opt_number tolerance;
	struct opt_number transit;
	const char *csv;
};

static const struct opt options[] = {
	{ "ACCOUNT", NULL, NULL, OPT_OPERANDS(struct reconcile_args, files) },
	{ "store", "STORE",
	    "trust the agencies that this store has pinned; with one account "
	    "the store's own log is the other side",
	    OPT_TEXT(struct reconcile_args, store) },
	{ "signer", "CARD",
	    "of two accounts: the card of who made one, again for the other; "
	    "all that is trusted then",
	    OPT_LIST(struct reconcile_args, signers) },
	{ "tolerance", "SECONDS", "how far clocks may differ; 300 if not given",
	    OPT_NUMBER(struct reconcile_args, tolerance),
	    .max = RECONCILE_TOLERANCE_S_MAX },
	{ "transit", "DAYS",
	    "how long things may be under way, before their lack is told; 0 "
	    "if not given",
	    OPT_NUMBER(struct reconcile_args, transit),
	    .max = RECONCILE_TRANSIT_D_MAX },
	{ "csv", "FILE",
	    "write the disagreements there too, as a table for other programs",
	    OPT_TEXT(struct reconcile_args, csv) },
	{ 0 },
};

/* One side's event. */
static void
say_event(struct say *s, const char *key, const struct reconcile_side *side,
    const struct event *e)
{
	if (e == NULL)
		return;
	say_group_begin(s, key, NULL);
	say_text(s, "agency", NULL, side->agency);
	say_number(s, "sequence", NULL, e->sequence);
	say_time(s, "time", NULL, e->time_s);
	say_text(s, "act", NULL, e->act);
	say_text(s, "outcome", NULL, e->outcome);
	say_text(s, "bundle", NULL, e->bundle);
	say_text(s, "order", NULL, e->order);
	say_text(s, "handover", NULL, e->handover);
	say_group_end(s);
}

static void
note_event(struct say *s, const struct reconcile_side *side,
    const struct event *e)
{
	char time[TEXT_TIME_BYTES];

	if (e == NULL)
		return;
	text_time_format(time, e->time_s);
	say_note(s, "  %s: event %" PRIu64 ", %s, %s %s", side->agency,
	    e->sequence, time, e->act, e->outcome);
}

static void
say_findings(struct say *s, const struct reconcile *r)
{
	const struct reconcile_finding *all =
	    (const struct reconcile_finding *)(const void *)r->findings.data;
	size_t n = r->findings.len / sizeof *all;

	say_list_begin(s, "disagreements", NULL, NULL, 0);
	for (size_t i = 0; i < n; i++) {
		const struct reconcile_finding *f = &all[i];

		say_note(s, "%s: %s", reconcile_name(f->kind), f->text);
		note_event(s, &r->sides[0], f->events[0]);
		note_event(s, &r->sides[1], f->events[1]);
		say_row_begin(s);
		say_text(s, "what", NULL, reconcile_name(f->kind));
		say_text(s, "text", NULL, f->text);
		say_event(s, "one", &r->sides[0], f->events[0]);
		say_event(s, "other", &r->sides[1], f->events[1]);
		say_row_end(s);
	}
	say_list_end(s, "no disagreement");
}

static const struct say_column columns[] = {
	{ "agency", "LOG OF", 16 },
	{ "size", "EVENTS", 8 },
	{ "until", "UNTIL", 20 },
	{ "dealings", "DEALINGS", 8 },
	{ "complete", "COMPLETE", 0 },
};

static void
say_sides(struct say *s, const struct reconcile *r)
{
	say_list_begin(s, "logs", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < 2; i++) {
		const struct reconcile_side *side = &r->sides[i];

		say_row_begin(s);
		say_text(s, "agency", NULL, side->agency);
		say_text(s, "fingerprint", NULL, side->fingerprint);
		say_number(s, "size", NULL, side->size);
		say_number(s, "begin", NULL, side->from);
		say_time(s, "until", NULL, side->until_s);
		say_number(s, "dealings", NULL, side->n);
		say_text(s, "complete", NULL,
		    side->whole ? "shown" : "by its word");
		say_row_end(s);
	}
	say_list_end(s, NULL);
}

static int
write_csv(const char *path, const struct reconcile *r, struct why *w)
{
	struct bytes table = { 0 };
	int rc = reconcile_csv(r, &table, w);

	if (rc == 0)
		rc = cmd_output(path, table.data, table.len, w);
	bytes_clear(&table);
	return rc;
}

static int
tell(const struct command_call *call, const struct reconcile *r, struct why *w)
{
	const struct reconcile_args *args = call->args;
	struct say *s = call->say;
	size_t n = r->findings.len / sizeof(struct reconcile_finding);

	if (args->csv != NULL && write_csv(args->csv, r, w) != 0)
		return -1;
	say_sides(s, r);
	say_number(s, "agree", "Pairs", r->pairs);
	say_number(s, "open", "Cannot be told yet", r->open);
	say_number(s, "heads_compared", "Heads compared", r->compared);
	say_number(s, "heads_not_compared", "Not compared", r->not_compared);
	say_findings(s, r);
	if (n > 0)
		return why_set(w, WHY_DISAGREEMENT,
		    "%zu disagreement%s between the logs of %s and %s", n,
		    n == 1 ? "" : "s", r->sides[0].agency, r->sides[1].agency);
	say_verdict(s, "VERIFIED");
	return 0;
}

static int
check_call(const struct reconcile_args *args, struct why *w)
{
	if (args->files.n > 2)
		return why_set(w, WHY_USAGE,
		    "%zu accounts are given: two are laid side by side",
		    args->files.n);
	if (args->files.n == 1 && args->store == NULL)
		return why_set(w, WHY_USAGE,
		    "one account is given: say with --store STORE whose log is "
		    "the other side, or give two");
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct reconcile_args *args = call->args;
	struct trusted trusted = { 0 };
	struct reconcile r = { 0 };
	struct reconcile_ask ask = {
		.paths = args->files.items,
		.n = args->files.n,
		.store = &trusted.store,
		.tolerance_s = args->tolerance.given
		    ? (int64_t)args->tolerance.value
		    : RECONCILE_TOLERANCE_S,
		.transit_s = (int64_t)args->transit.value * DAY_S,
	};
	int rc;

	if (check_call(args, w) != 0)
		return -1;
	rc = trusted_open(&trusted, args->store, args->signers.items,
	    args->signers.n, w);
	ask.session = trusted.session;
	ask.directory = trusted.directory;
	if (rc == 0)
		rc = reconcile_run(&r, &ask, w);
	if (rc == 0)
		rc = tell(call, &r, w);
	reconcile_clear(&r);
	trusted_close(&trusted);
	return rc;
}

const struct command cmd_log_reconcile = {
	.name = "log reconcile",
	.summary = "Lay two custody logs side by side",
	.about =
	    "ACCOUNT is what another agency wrote with \"log prove --with\": "
	    "its dealings with this one. Every event has a counterpart on the "
	    "other side; what lacks it is named, with the events: sent and not "
	    "received, received and not sent, deleted and not certified, "
	    "another head, clocks apart, and more (reconcile.txt, 3.1).\n"
	    "With two accounts, each for the other, no log is needed: two "
	    "cards are enough.",
	.options = options,
	.args_bytes = sizeof(struct reconcile_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
