#include <time.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/handover.h"
#include "tool/cmd/jobs.h"
#include "tool/flow/since.h"
#include "tool/flow/trusted.h"

struct verify_args {
	const char *file;
	const char *bundle;
	struct opt_list signers;
	const char *store;
	struct opt_list timestamps;
	struct opt_list authorities;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "FILE", NULL, NULL, OPT_OPERAND(struct verify_args, file) },
	{ "BUNDLE", NULL, NULL, OPT_OPERAND(struct verify_args, bundle),
	    .optional = true },
	{ "signer", "CARD",
	    "card of an agency that gave, took or sealed it; again for each; "
	    "all that is trusted then",
	    OPT_LIST(struct verify_args, signers) },
	{ "store", "STORE", "trust the agencies that this store has pinned",
	    OPT_TEXT(struct verify_args, store) },
	{ "timestamp", "FILE",
	    "an authority's token over one of its files of signatures, by "
	    "which they count from that time on; again for more",
	    OPT_LIST(struct verify_args, timestamps) },
	{ "authority", "CERTIFICATE",
	    "with --signer: trust this one for timestamps, or whoever is below "
	    "it; again for more",
	    OPT_LIST(struct verify_args, authorities) },
	JOBS_OPTION(struct verify_args),
	{ 0 },
};

/* What lives while one is verified. */
struct verifying {
	const struct command_call *call;
	const struct verify_args *args;
	struct trusted trusted;
	struct handovers chain;
	struct handovers_look look;
	struct since since;
};

/* The bundle, next to the last that was said of it. */
static int
check_bundle(struct verifying *v, struct why *w)
{
	const struct verify_args *args = v->args;
	struct trusted *t = &v->trusted;
	const struct handover_hop *last = &v->chain.hops[v->chain.n - 1];
	struct progress progress;
	const struct handovers_bundle bundle = {
		.path = args->bundle,
		.store = t->by_store ? &t->store : NULL,
		.signers = args->signers.items,
		.n_signers = args->signers.n,
		.expected = &last->give.what,
		.jobs = jobs_of(&args->jobs),
		.progress = &progress,
	};
	struct handovers_look *look = &v->look;
	int rc;

	if (args->bundle == NULL)
		return 0;
	progress_open(&progress, "verify", 0, v->call->quiet);
	rc = handovers_look(look, &bundle, w);
	progress_close(&progress);
	if (rc != 0)
		return -1;
	if (look->found == HANDOVER_DAMAGED || look->found == HANDOVER_OTHER)
		return why_set(w, look->why.reason, "%s", look->why.text);
	return 0;
}

/* Since when the signatures are known to have been there, by tokens. */
static int
look_tokens(struct verifying *v, struct why *w)
{
	const struct verify_args *args = v->args;
	const struct since_given given = {
		.tokens = args->timestamps.items,
		.n_tokens = args->timestamps.n,
		.authorities = args->authorities.items,
		.n_authorities = args->authorities.n,
	};
	const struct handover_file *file = &v->chain.parts;
	size_t left = 0;

	if (since_open(&v->since,
		v->trusted.by_store ? &v->trusted.store : NULL, &given, w) != 0)
		return -1;
	for (size_t i = 0; i < file->n; i++)
		left += file->hops[i].take.len > 0 ? 2 : 1;
	for (size_t i = 0; i < file->n; i++) {
		const struct handover_parts *hop = &file->hops[i];

		if (since_signatures(&v->since, hop->give_signatures.data,
			hop->give_signatures.len, --left, w) != 0)
			return -1;
		if (hop->take.len > 0 &&
		    since_signatures(&v->since, hop->take_signatures.data,
			hop->take_signatures.len, --left, w) != 0)
			return -1;
	}
	return 0;
}

static int
check(struct verifying *v, struct why *w)
{
	struct trusted *t = &v->trusted;
	const struct signers_ask ask = {
		.session = t->session,
		.directory = t->directory,
		.now_s = time(NULL),
		.known = &v->since.known,
	};
	struct handovers *c = &v->chain;

	if (handovers_read(c, v->args->file, w) != 0 || look_tokens(v, w) != 0)
		return -1;
	if ((t->by_store && handovers_recall(c, &t->store, w) != 0) ||
	    handovers_check(c, &ask, w) != 0 ||
	    (t->by_store && handovers_witness(c, &t->store, w) != 0) ||
	    handover_ended(c->hops, c->n, w) != 0)
		return why_in(w, "%s", v->args->file);
	return check_bundle(v, w);
}

static void
say_chain(struct verifying *v)
{
	struct say *s = v->call->say;
	const struct handovers *c = &v->chain;

	say_verdict(s, "VERIFIED");
	handover_say(s, c,
	    v->args->store == NULL ? HANDOVER_BY_CARD : HANDOVER_BY_STORE);
	for (size_t i = 0; i < c->n; i++) {
		enum handover_found found = c->hops[i].take.found;

		if (found != HANDOVER_INTACT)
			say_note(s, "WARNING: who took hop %zu found it: %s.",
			    i + 1, handover_found_name(found));
	}
	say_text(s, "bundle_found", NULL,
	    v->args->bundle == NULL ? "" : handover_found_name(v->look.found));
	say_text(s, "bundle_reason", NULL, v->look.reason);
	if (v->args->bundle == NULL)
		say_note(s,
		    "Checked: every signature, and that the hops make "
		    "one chain. No bundle was looked at.");
	else if (v->look.found == HANDOVER_INTACT)
		say_note(s,
		    "Checked: every signature, that the hops make one "
		    "chain, and that the bundle is the one that was "
		    "handed over.");
	else
		say_note(s, "WARNING: the bundle is %s: %s",
		    handover_found_name(v->look.found), v->look.why.text);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct verify_args *args = call->args;
	struct verifying v = { .call = call, .args = args };
	int rc;

	if (args->authorities.n > 0 && args->store != NULL)
		return why_set(w, WHY_USAGE,
		    "--authority goes with --signer: a store has its own "
		    "(timestamp pin)");
	rc = trusted_open(&v.trusted, args->store, args->signers.items,
	    args->signers.n, w);
	if (rc == 0)
		rc = check(&v, w);
	if (rc == 0)
		say_chain(&v);
	since_close(&v.since);
	handovers_clear(&v.chain);
	trusted_close(&v.trusted);
	return rc;
}

const struct command cmd_handover_verify = {
	.name = "handover verify",
	.summary = "Check who had a disk, hop by hop",
	.about =
	    "Every signature of every hop, that each hop goes on from the one "
	    "before, was taken by whom it was given to, and that what was "
	    "found is not damage. It says where the chain breaks. With BUNDLE "
	    "also that this is what was handed over. The cards of all who "
	    "signed are enough; nothing is written.",
	.options = options,
	.args_bytes = sizeof(struct verify_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
