#include "tool/flow/extract.h"

#include <stdio.h>
#include <string.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/exhibit_show.h"
#include "tool/cmd/hold.h"
#include "tool/cmd/jobs.h"
#include "tool/cmd/trust.h"
#include "tool/flow/maps.h"

struct extract_args {
	const char *store;
	const char *bundle;
	const char *parent;
	const char *exhibit;
	const char *purpose;
	const char *reference;
	struct opt_list vrms;
	struct opt_list cameras;
	const char *area;
	const char *from;
	const char *until;
	struct opt_list records;
	const char *hold;
	const char *zone;
	const char *format;
	struct opt_list maps;
	const char *output;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct extract_args, store) },
	{ "bundle", "ID", "received bundle whose reads are shown",
	    OPT_TEXT(struct extract_args, bundle) },
	{ "parent", "FILE",
	    "exhibit of which some reads are shown, in place of a bundle",
	    OPT_TEXT(struct extract_args, parent) },
	{ "exhibit", "REFERENCE", "what the exhibit is called, such as AB/1",
	    OPT_TEXT(struct extract_args, exhibit), .required = true },
	{ "purpose", "TEXT", "what it is for",
	    OPT_TEXT(struct extract_args, purpose), .required = true },
	{ "reference", "TEXT", "case or request; it stays in the custody log",
	    OPT_TEXT(struct extract_args, reference), .required = true },
	{ "vrm", "PLATE", "reads of this plate; again for more",
	    OPT_LIST(struct extract_args, vrms) },
	{ "camera", "ID", "reads of this camera; again for more",
	    OPT_LIST(struct extract_args, cameras) },
	{ "area", "SOUTH,WEST,NORTH,EAST",
	    "reads from this area; decimal degrees",
	    OPT_TEXT(struct extract_args, area) },
	{ "from", "TIME", "captured then or later, with its zone",
	    OPT_TEXT(struct extract_args, from) },
	{ "until", "TIME", "captured before it",
	    OPT_TEXT(struct extract_args, until) },
	{ "record", "ID", "reads with this record_id; again for more",
	    OPT_LIST(struct extract_args, records) },
	{ "hold", "ID",
	    "show reads too that would have to be deleted and that this hold "
	    "keeps",
	    OPT_TEXT(struct extract_args, hold) },
	{ "zone", "+hh:mm", "of a parent: zone of capture times that name none",
	    OPT_TEXT(struct extract_args, zone) },
	{ "format", "NAME", "of a parent: take its tables as of this format",
	    OPT_TEXT(struct extract_args, format) },
	{ "map", "FILE",
	    "of a parent: column map of its tables (reads.txt); again for more",
	    OPT_LIST(struct extract_args, maps) },
	{ "output", "FILE", "exhibit to write",
	    OPT_TEXT(struct extract_args, output), .required = true },
	JOBS_OPTION(struct extract_args),
	{ 0 },
};

static int
note(struct exhibit *e, const char *option, const char *value, struct why *w)
{
	return value == NULL ? 0 : exhibit_ask(e, option, value, w);
}

static int
note_list(struct exhibit *e, const char *option, const struct opt_list *l,
    struct why *w)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < l->n; i++)
		rc = exhibit_ask(e, option, l->items[i], w);
	return rc;
}

static int
copy(char *out, size_t size, const char *text, const char *option,
    struct why *w)
{
	if (strlen(text) >= size)
		return why_set(w, WHY_USAGE, "--%s: more than %zu bytes",
		    option, size - 1);
	memcpy(out, text, strlen(text) + 1);
	return 0;
}

/* What was asked for, as it was typed. */
static int
note_all(const struct extract_args *a, struct exhibit *e, struct why *w)
{
	if (copy(e->reference, sizeof e->reference, a->exhibit, "exhibit", w) !=
		0 ||
	    copy(e->purpose, sizeof e->purpose, a->purpose, "purpose", w) !=
		0 ||
	    copy(e->authority, sizeof e->authority, a->reference, "reference",
		w) != 0 ||
	    note_list(e, "vrm", &a->vrms, w) != 0 ||
	    note_list(e, "camera", &a->cameras, w) != 0 ||
	    note(e, "area", a->area, w) != 0 ||
	    note(e, "from", a->from, w) != 0 ||
	    note(e, "until", a->until, w) != 0 ||
	    note_list(e, "record", &a->records, w) != 0)
		return -1;
	if (e->n_asked == 0)
		return why_set(w, WHY_USAGE,
		    "nothing is asked for: give --vrm, --camera, --area, "
		    "--from, --until or --record");
	return note(e, "hold", a->hold, w);
}

static void
say_result(struct say *s, const struct extract_result *r, const char *output,
    bool dry_run)
{
	if (!dry_run) {
		say_text(s, "file", "File", output);
		say_size(s, "bytes", "Size", r->bytes);
	}
	exhibit_show_statement(s, &r->exhibit);
	say_text(s, "sender", "Sealed by", r->decision.agency);
	say_text(s, "fingerprint", "Fingerprint", r->decision.fingerprint);
	trust_say(s, &r->decision, false);
	trust_say_chain(s, &r->chain);
	if (dry_run)
		say_note(s, "Nothing was written.");
	else
		say_hex(s, "digest", "Digest", r->digest, sizeof r->digest);
}

static int
make(struct store *store, const struct command_call *call,
    const struct disclose_ask *ask, struct extract_options *o, struct why *w)
{
	const struct extract_args *a = call->args;
	struct progress progress;
	struct extract_result r;
	int rc;

	progress_open(&progress, "extract", 0, call->quiet);
	o->ask = ask;
	o->output = a->output;
	o->actor = call->actor;
	o->jobs = jobs_of(&a->jobs);
	o->dry_run = call->dry_run;
	o->progress = &progress;
	rc = extract(store, o, &r, w);
	progress_close(&progress);
	if (rc == 0)
		say_result(call->say, &r, a->output, call->dry_run);
	extract_result_clear(&r);
	return rc;
}

static int
open_and_make(const struct command_call *call, const struct disclose_ask *ask,
    struct extract_options *o, struct why *w)
{
	const struct extract_args *a = call->args;
	struct store store = { 0 };
	int rc;

	if (store_open(&store, a->store,
		call->dry_run ? STORE_READ : STORE_WRITE, &call->passphrase,
		w) != 0) {
		exhibit_clear(&o->exhibit);
		return -1;
	}
	rc = make(&store, call, ask, o, w);
	store_close(&store);
	return rc;
}

/* From a bundle or from another exhibit, of which alone one must say what its
 * tables are. */
static int
check_source(const struct extract_args *a, struct why *w)
{
	if ((a->bundle == NULL) == (a->parent == NULL))
		return why_set(w, WHY_USAGE,
		    "say of what: --bundle ID or --parent FILE");
	if (a->parent == NULL &&
	    (a->zone != NULL || a->format != NULL || a->maps.n > 0))
		return why_set(w, WHY_USAGE,
		    "--zone, --format and --map are for --parent: of a bundle "
		    "they are known");
	return maps_check_format(a->format, a->maps.n, w);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct extract_args *a = call->args;
	const struct selection_ask asked = {
		.from = a->from,
		.until = a->until,
		.area = a->area,
		.vrms = a->vrms.items,
		.n_vrms = a->vrms.n,
		.cameras = a->cameras.items,
		.n_cameras = a->cameras.n,
	};
	uint8_t hold[LEDGER_HOLD_ID_BYTES];
	struct disclose_ask ask = { .records = a->records.items,
		.n_records = a->records.n,
		.hold = a->hold == NULL ? NULL : hold };
	struct extract_options o = { .parent = { .path = a->parent,
					 .zone =
					     a->zone == NULL ? "" : a->zone } };
	struct maps maps = { 0 };
	int rc = -1;

	if (a->bundle != NULL &&
	    !bytes_from_hex(o.bundle, sizeof o.bundle, a->bundle))
		return why_set(w, WHY_USAGE,
		    "--bundle: \"%s\" is no id of 32 lower-case hex digits",
		    a->bundle);
	if (check_source(a, w) != 0 ||
	    (a->hold != NULL && hold_id(a->hold, hold, w) != 0))
		return -1;
	if (note_all(a, &o.exhibit, w) != 0 ||
	    selection_make(&ask.selection, &asked, w) != 0 ||
	    maps_open(&maps, a->maps.items, a->maps.n, w) != 0) {
		exhibit_clear(&o.exhibit);
	} else {
		o.parent.reads =
		    (struct reads_ask){ a->format, maps.items, maps.n };
		rc = open_and_make(call, &ask, &o, w);
	}
	maps_close(&maps);
	selection_clear(&ask.selection);
	return rc;
}

const struct command cmd_extract = {
	.name = "extract",
	.summary = "Show some reads of a bundle or exhibit, with proof",
	.about =
	    "The reads of a received bundle that are as asked for (all of "
	    "what is given must fit; of several values of one option, one), "
	    "the header row of their file and the images that they name are "
	    "written to FILE, byte for byte, with a proof that each is part "
	    "of what the first sender sealed. Nothing of other reads is told, "
	    "not even so that it could be guessed.\n"
	    "FILE is a plain tar that is not encrypted: it is for whoever is "
	    "to see the reads. \"verify FILE\" checks it with nothing but the "
	    "sender's card, and README.txt in it says how others can.\n"
	    "Reads that would have to be deleted, and that a hold keeps, and "
	    "those that an order restricts are withheld and counted, but for "
	    "those of the hold that is named by --hold.\n"
	    "With --parent, it is derived from another exhibit, AB/1/A from "
	    "AB/1: some of the reads that this one shows, for somebody who is "
	    "to see no more. What was deleted here since is not shown again. "
	    "\"verify --parent\" holds one against the other.\n"
	    "The bundle is checked first, all of it. What was asked for is "
	    "written into the exhibit as it is typed here. The custody log "
	    "tells of the exhibit, and of one that was not made.",
	.options = options,
	.args_bytes = sizeof(struct extract_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
