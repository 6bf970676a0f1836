#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/contents.h"
#include "keys/file.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/hold.h"
#include "tool/cmd/targets.h"
#include "tool/flow/holds.h"
#include "tool/store/store.h"

struct add_args {
	const char *store;
	unsigned ground;
	const char *officer;
	const char *rank;
	const char *number;
	const char *reference;
	const char *review;
	const char *file;
	struct targets_args targets;
};

/* In the order of the option's words. Source: hold.txt, 2. */
static const char *const grounds[] = { "cpia", "court", "coroner", "civil",
	"serious", "other" };

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct add_args, store) },
	{ "ground", "cpia|court|coroner|civil|serious|other",
	    "why it has to stay", OPT_CHOICE(struct add_args, ground),
	    .required = true },
	{ "officer", "NAME", "who says so", OPT_TEXT(struct add_args, officer),
	    .required = true },
	{ "rank", "TEXT", "the officer's rank", OPT_TEXT(struct add_args, rank),
	    .required = true },
	{ "number", "TEXT", "and number", OPT_TEXT(struct add_args, number),
	    .required = true },
	{ "reference", "TEXT", "case or order of court; no plates, no names",
	    OPT_TEXT(struct add_args, reference), .required = true },
	{ "review", "DATE", "day or time by which it is to be looked at again",
	    OPT_TEXT(struct add_args, review), .required = true },
	{ "targets", "FILE",
	    "a file of targets (order.txt, 3), instead of the options below",
	    OPT_TEXT(struct add_args, file) },
	TARGETS_OPTIONS(struct add_args, targets),
	{ 0 },
};

static int
make_scope(const struct add_args *a, struct bytes *out, struct why *w)
{
	struct draft_ask ask = { 0 };

	targets_ask(&a->targets, &ask);
	if (a->file == NULL)
		return draft_targets(&ask, out, w);
	if (targets_given(&a->targets))
		return why_set(w, WHY_USAGE,
		    "--targets: the file says every target; give no other");
	return file_read(a->file, CONTENTS_MAX / 4, out, w);
}

static int
take_text(const char *option, const char *from, char to[LEDGER_HOLD_TEXT_BYTES],
    struct why *w)
{
	if (from[0] == '\0' || strlen(from) >= LEDGER_HOLD_TEXT_BYTES)
		return why_set(w, WHY_USAGE, "%s: 1 to %d bytes", option,
		    LEDGER_HOLD_TEXT_BYTES - 1);
	memcpy(to, from, strlen(from) + 1);
	return 0;
}

static int
fill(const struct add_args *a, struct ledger_hold *h, struct why *w)
{
	h->added_s = time(NULL);
	(void)snprintf(h->ground, sizeof h->ground, "%s", grounds[a->ground]);
	if (take_text("--officer", a->officer, h->officer, w) != 0 ||
	    take_text("--rank", a->rank, h->rank, w) != 0 ||
	    take_text("--number", a->number, h->number, w) != 0 ||
	    take_text("--reference", a->reference, h->reference, w) != 0)
		return -1;
	return hold_review_date(a->review, &h->review_s, w);
}

static int
look(struct store *store, const struct bytes *scope,
    const struct command_call *call, struct why *w)
{
	struct progress progress;
	const struct preview_ask ask = { scope, false, &progress };
	struct preview p = { 0 };
	int rc;

	progress_open(&progress, "hold", 0, call->quiet);
	rc = preview_run(&p, store, &ask, w);
	progress_close(&progress);
	if (rc == 0) {
		say_number(call->say, "targets", "Targets", p.asked);
		targets_say(call->say, &p);
	}
	preview_clear(&p);
	return rc;
}

static int
add(struct store *store, struct ledger_hold *h, const struct command_call *call,
    struct why *w)
{
	struct say *s = call->say;
	uint64_t targets;

	if (holds_begin(store, h, call->actor, &targets, w) != 0)
		return -1;
	say_hex(s, "hold", "Hold", h->id, sizeof h->id);
	say_number(s, "targets", "Targets", targets);
	hold_say(s, h);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct add_args *args = call->args;
	struct ledger_hold h = { 0 };
	struct store store = { 0 };
	struct bytes scope = { 0 };
	int rc = -1;

	if (fill(args, &h, w) == 0 && make_scope(args, &scope, w) == 0 &&
	    store_open(&store, args->store,
		call->dry_run ? STORE_READ : STORE_WRITE, &call->passphrase,
		w) == 0) {
		h.scope = scope.data;
		h.scope_bytes = scope.len;
		rc = call->dry_run ? look(&store, &scope, call, w)
				   : add(&store, &h, call, w);
		store_close(&store);
	}
	bytes_wipe(&scope);
	return rc;
}

const struct command cmd_hold_add = {
	.name = "hold add",
	.summary = "Keep reads that would have to be deleted",
	.about =
	    "What a hold names is not deleted, by no order and no tombstone: "
	    "it waits until the hold is released. It counts for what was "
	    "received and for what comes. The answer to an order tells how "
	    "many reads and files a hold kept.\n"
	    "One kind of target: plates, cameras or an area in a time, reads "
	    "before a moment, record ids, files, or whole bundles. Any mix, "
	    "and reads by their natural key, come by --targets.\n"
	    "--dry-run tells what it would name among the bundles that this "
	    "store received.",
	.options = options,
	.args_bytes = sizeof(struct add_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
