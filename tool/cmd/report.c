#include "tool/report/report.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/jobs.h"
#include "tool/cmd/output.h"
#include "tool/cmd/released_path.h"
#include "tool/flow/recount.h"

struct report_args {
	const char *path;
	const char *output;
	const char *format;
	struct opt_list signers;
	const char *store;
	const char *bundle;
	struct opt_number from;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "PATH", NULL, NULL, OPT_OPERAND(struct report_args, path) },
	{ "output", "FILE", "write it there; a new file",
	    OPT_TEXT(struct report_args, output), .required = true },
	{ "format", "NAME",
	    "html, pdf or text; if not given, by the end of FILE: .html, "
	    ".pdf, .txt",
	    OPT_TEXT(struct report_args, format) },
	{ "bundle", "ID", "of a store: report on this bundle of it",
	    OPT_TEXT(struct report_args, bundle) },
	{ "from", "N", "of a store: list events from number N; 0 if not given",
	    OPT_NUMBER(struct report_args, from), .max = INT64_MAX },
	{ "signer", "CARD",
	    "of a file: card of each agency that sealed it; all that is "
	    "trusted then",
	    OPT_LIST(struct report_args, signers) },
	{ "store", "STORE",
	    "of a file: trust the agencies that this store has pinned, open "
	    "with its key, tell what its custody log has of it",
	    OPT_TEXT(struct report_args, store) },
	JOBS_OPTION(struct report_args),
	{ 0 },
};

/* One report on its way. */
struct making {
	const struct command_call *call;
	const struct report_args *args;
	enum paper_as as;
	struct report_from from;
	struct paper paper;
	const char *about; /* what it is on, a word */
};

/* --- how it comes out --- */

static int
take_format(const struct report_args *args, enum paper_as *as, struct why *w)
{
	static const struct {
		const char *end;
		enum paper_as as;
	} ends[] = {
		{ ".html", PAPER_HTML },
		{ ".htm", PAPER_HTML },
		{ ".pdf", PAPER_PDF },
		{ ".txt", PAPER_PLAIN },
	};
	size_t len = strlen(args->output);

	if (args->format != NULL) {
		*as = paper_as_parse(args->format);
		return *as < PAPER_FORMS
		    ? 0
		    : why_set(w, WHY_USAGE,
			  "--format: \"%s\" is none of html, pdf, text",
			  args->format);
	}
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t n = strlen(ends[i].end);

		*as = ends[i].as;
		if (len > n && strcmp(args->output + len - n, ends[i].end) == 0)
			return 0;
	}
	return why_set(w, WHY_USAGE,
	    "%s ends in none of .html, .pdf, .txt: say --format", args->output);
}

static void
say_report(struct making *m, const struct paper_written *told, size_t bytes)
{
	struct say *s = m->call->say;
	struct why no = { 0 };

	if (report_verdict(&m->from, &no) == 0)
		say_verdict(s, m->from.unchecked ? "NOT CHECKED" : "VERIFIED");
	say_text(s, "about", "Report on", m->about);
	say_text(s, "file", "File", m->args->output);
	say_text(s, "format", "Format", paper_as_name(m->as));
	say_size(s, "bytes", "Size", bytes);
	if (m->as == PAPER_PDF) {
		say_number(s, "pages", "Pages", told->pages);
		say_number(s, "unknown_signs", NULL, told->unknown);
	}
	say_number(s, "events", "Events", m->from.events);
	say_number(s, "listed_events", "Events listed", m->from.listed);
	if (told->unknown > 0)
		say_note(s,
		    "%" PRIu64 " signs are in no font of this machine, and "
		    "drawn as their number in a box.",
		    told->unknown);
}

/* It was put together: write it. What was rejected is told as such, after. */
static int
finish(struct making *m, struct why *w)
{
	struct paper_written told;
	struct bytes out = { 0 };
	int rc = paper_write(&m->paper, m->as, &out, &told, w);

	if (rc == 0)
		rc = cmd_output(m->args->output, out.data, out.len, w);
	if (rc == 0) {
		say_report(m, &told, out.len);
		rc = report_verdict(&m->from, w);
	}
	bytes_clear(&out);
	return rc;
}

/* --- files --- */

static int
on_bundle(struct making *m, struct why *w)
{
	struct progress progress;
	const struct verify_options o = {
		.path = m->args->path,
		.signers = m->args->signers.items,
		.n_signers = m->args->signers.n,
		.store = m->from.store,
		.jobs = jobs_of(&m->args->jobs),
		.progress = &progress,
	};
	struct verify_result r;
	int rc;

	m->about = "bundle";
	progress_open(&progress, "verify", 0, m->call->quiet);
	rc = verify_bundle(&o, &r, w);
	progress_close(&progress);
	if (rc == 0)
		rc = report_sealed(&m->paper, &m->from, &r, w);
	verify_result_clear(&r);
	return rc;
}

static int
on_exhibit(struct making *m, struct why *w)
{
	struct progress progress;
	const struct exhibit_check_options o = {
		.path = m->args->path,
		.signers = m->args->signers.items,
		.n_signers = m->args->signers.n,
		.store = m->from.store,
		.progress = &progress,
	};
	struct exhibit_check r;
	int rc;

	m->about = "exhibit";
	progress_open(&progress, "verify", 0, m->call->quiet);
	rc = exhibit_check_run(&o, &r, w);
	progress_close(&progress);
	if (rc == 0)
		rc = report_exhibit(&m->paper, &m->from, &r, w);
	exhibit_check_clear(&r);
	return rc;
}

static int
on_file(struct making *m, struct why *w)
{
	const struct report_args *args = m->args;
	struct store store = { 0 };
	bool exhibit;
	int rc = -1;

	if ((args->signers.n == 0) == (args->store == NULL))
		return why_set(w, WHY_USAGE,
		    "say whom to trust: --signer CARD or --store STORE");
	if (exhibit_check_is(args->path, &exhibit, w) != 0)
		return -1;
	if (args->store != NULL) {
		if (store_open(&store, args->store, STORE_READ,
			&m->call->passphrase, w) != 0)
			return -1;
		m->from.store = &store;
	}
	if (report_check_log(&m->from, w) == 0 &&
	    (exhibit ? on_exhibit(m, w) : on_bundle(m, w)) == 0)
		rc = finish(m, w);
	m->from.store = NULL;
	store_close(&store);
	return rc;
}

/* --- stores --- */

static int
take_row(struct making *m, const uint8_t id[SEAL_ID_BYTES],
    struct ledger_bundle *row, struct why *w)
{
	static const enum ledger_direction ways[] = { LEDGER_RECEIVED,
		LEDGER_SENT };
	char hex[SEAL_ID_HEX];

	for (size_t i = 0; i < 2; i++) {
		bool found;

		if (ledger_bundle_get(&m->from.store->ledger, id, ways[i], row,
			&found, w) != 0)
			return -1;
		if (found)
			return 0;
	}
	bytes_to_hex(hex, id, SEAL_ID_BYTES);
	return why_set(w, WHY_USAGE, "this store has no bundle %s", hex);
}

/* What lies there, held against its seal, and counted. */
static int
look(struct making *m, const struct ledger_bundle *row, struct check_result *c,
    struct quality *reads, struct why *w)
{
	struct progress progress;
	int rc;

	progress_open(&progress, "verify", 0, m->call->quiet);
	rc = check_released(m->from.store, row->id, jobs_of(&m->args->jobs),
	    &progress, c, &m->from.why);
	progress_close(&progress);
	if (rc == 0)
		return recount(m->from.store, row, m->from.now_s, reads, w);
	return why_exit(m->from.why.reason) == WHY_EXIT_NO
	    ? 0
	    : why_set(w, m->from.why.reason, "%s", m->from.why.text);
}

static int
on_row(struct making *m, const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	struct check_result check = { 0 };
	struct quality reads = { 0 };
	struct ledger_bundle row;
	struct report_bundle b = { &row, NULL, NULL };
	int rc = -1;

	m->about = "bundle";
	if (take_row(m, id, &row, w) != 0)
		return -1;
	m->from.unchecked =
	    row.direction == LEDGER_SENT || row.state != LEDGER_DONE;
	if (!m->from.unchecked) {
		if (look(m, &row, &check, &reads, w) != 0)
			goto out;
		b.check = &check;
		b.reads = reads.rows > 0 ? &reads : NULL;
	}
	rc = report_bundle(&m->paper, &m->from, &b, w);
out:
	quality_clear(&reads);
	check_result_clear(&check);
	return rc;
}

static int
on_store(struct making *m, const char *folder, const uint8_t *id, struct why *w)
{
	struct store store = { 0 };
	int rc = -1;

	if (m->args->signers.n > 0 || m->args->store != NULL)
		return why_set(w, WHY_USAGE,
		    "--signer and --store are for files: %s is a folder",
		    m->args->path);
	if (store_open(&store, folder, STORE_READ, NULL, w) != 0)
		return -1;
	m->from.store = &store;
	m->about = "store";
	if (report_check_log(&m->from, w) == 0 &&
	    (id != NULL ? on_row(m, id, w)
			: report_store(&m->paper, &m->from, w)) == 0)
		rc = finish(m, w);
	m->from.store = NULL;
	store_close(&store);
	return rc;
}

static int
on_folder(struct making *m, struct why *w)
{
	const struct report_args *args = m->args;
	char folder[STORE_PATH_BYTES];
	uint8_t id[SEAL_ID_BYTES];

	if (released_path(args->path, folder, id)) {
		if (args->bundle != NULL || args->from.given)
			return why_set(w, WHY_USAGE,
			    "--bundle and --from are for a whole store");
		return on_store(m, folder, id, w);
	}
	if (args->bundle == NULL)
		return on_store(m, args->path, NULL, w);
	if (!bytes_from_hex(id, sizeof id, args->bundle))
		return why_set(w, WHY_USAGE,
		    "--bundle: \"%s\" is no id of a bundle", args->bundle);
	return on_store(m, args->path, id, w);
}

static int
run(const struct command_call *call, struct why *w)
{
	struct making m = { .call = call, .args = call->args };
	struct stat st;
	int rc;

	m.from.now_s = time(NULL);
	m.from.first_event = m.args->from.value;
	if (take_format(m.args, &m.as, w) != 0 ||
	    cmd_output_free(m.args->output, w) != 0)
		return -1;
	if (stat(m.args->path, &st) != 0)
		return why_errno(w, "cannot open %s", m.args->path);
	paper_begin(&m.paper, m.from.now_s, w);
	if (S_ISDIR(st.st_mode))
		rc = on_folder(&m, w);
	else if (m.args->bundle != NULL || m.args->from.given)
		rc = why_set(w, WHY_USAGE,
		    "--bundle and --from are for a store: %s is a file",
		    m.args->path);
	else
		rc = on_file(&m, w);
	paper_clear(&m.paper);
	return rc;
}

const struct command cmd_report = {
	.name = "report",
	.summary = "Report on a bundle, an exhibit or a store, for people",
	.about =
	    "PATH is a bundle, an exhibit, STORE/received/BUNDLE or a STORE. "
	    "What it is, from whom, every custody event, deletions and holds, "
	    "reads by hour, cameras, who can check it and how, and drafts of a "
	    "statement, a label and a schedule line, as a page (HTML), PDF or "
	    "text (report.txt). It is checked first, as \"verify\" does, with "
	    "the tree and the heads of the custody log, and the verdict stands "
	    "in the report.\n"
	    "A report is derived, and not signed. Of what a store holds there "
	    "is one also where the check rejects it; exit status 1 then.",
	.options = options,
	.args_bytes = sizeof(struct report_args),
	.needs = COMMAND_SECRET | COMMAND_VERDICT,
	.run = run,
};
