#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/jobs.h"
#include "tool/cmd/leftout.h"
#include "tool/cmd/quality_show.h"
#include "tool/cmd/sealed.h"
#include "tool/flow/maps.h"
#include "tool/flow/pack.h"

struct pack_args {
	const char *store;
	struct opt_list paths;
	struct opt_list to;
	struct opt_list escrow;
	const char *purpose;
	const char *reference;
	const char *series;
	const char *requester;
	const char *authoriser;
	const char *rank;
	const char *number;
	const char *authorised;
	const char *category;
	const char *marking;
	struct opt_list deletions;
	struct opt_list exclude;
	struct opt_list plain;
	const char *zone;
	const char *format;
	struct opt_list map;
	const char *from;
	const char *until;
	struct opt_list vrms;
	struct opt_list cameras;
	struct opt_list feeds;
	const char *area;
	struct opt_list columns;
	bool hidden;
	bool without_images;
	bool without_quality;
	const char *output;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct pack_args, store) },
	{ "PATH", NULL, NULL, OPT_OPERANDS(struct pack_args, paths),
	    .optional = true },
	{ "to", "ID", "agency that shall read it; again for more",
	    OPT_LIST(struct pack_args, to), .required = true },
	{ "escrow", "ID",
	    "agency that can open it for the day that a recipient's key is "
	    "lost, for all to see; again for more",
	    OPT_LIST(struct pack_args, escrow) },
	{ "hidden", NULL,
	    "do not write into the encrypted contents whose keys open them; "
	    "the seal names the agencies all the same",
	    OPT_FLAG(struct pack_args, hidden) },
	{ "purpose", "TEXT", "what the data is for; only recipients see it",
	    OPT_TEXT(struct pack_args, purpose), .required = true },
	{ "reference", "TEXT",
	    "case, operation or request; only recipients see it",
	    OPT_TEXT(struct pack_args, reference), .required = true },
	{ "series", "ID|new",
	    "one of several bundles that belong together; \"new\" begins a "
	    "series, the result tells its id",
	    OPT_TEXT(struct pack_args, series) },
	{ "requester", "TEXT",
	    "who asked, by role or number; only recipients see this and the "
	    "next five",
	    OPT_TEXT(struct pack_args, requester) },
	{ "authoriser", "TEXT", "who allowed it, by role or number",
	    OPT_TEXT(struct pack_args, authoriser) },
	{ "authoriser-rank", "RANK", "that one's rank, a word of the policy",
	    OPT_TEXT(struct pack_args, rank) },
	{ "authority", "NUMBER", "number of the authority",
	    OPT_TEXT(struct pack_args, number) },
	{ "authorised-at", "TIME", "when, as 2026-01-02T03:04:05Z",
	    OPT_TEXT(struct pack_args, authorised) },
	{ "category", "WORD", "of the investigation, a word of the policy",
	    OPT_TEXT(struct pack_args, category) },
	{ "marking", "TEXT",
	    "protective marking, for all to see; OFFICIAL-SENSITIVE if not "
	    "given",
	    OPT_TEXT(struct pack_args, marking) },
	{ "deletions", "FILE",
	    "order to delete that goes with it (order.txt); again for more",
	    OPT_LIST(struct pack_args, deletions) },
	{ "exclude", "GLOB",
	    "leave out what matches, by its path if GLOB holds a slash, else "
	    "by any part of it; again for more",
	    OPT_LIST(struct pack_args, exclude) },
	{ "plain", "GLOB",
	    "take matching files as they are, not as files of reads; again "
	    "for more",
	    OPT_LIST(struct pack_args, plain) },
	{ "zone", "+hh:mm",
	    "zone of capture times that name none; without it they are "
	    "refused",
	    OPT_TEXT(struct pack_args, zone) },
	{ "format", "NAME",
	    "take files whose names end as those of this read format as such, "
	    "whatever is in them (reads.txt)",
	    OPT_TEXT(struct pack_args, format) },
	{ "map", "FILE",
	    "column map of read files with other names than ours (reads.txt); "
	    "again for more",
	    OPT_LIST(struct pack_args, map) },
	{ "from", "TIME",
	    "leave out reads captured before it; an image goes with the last "
	    "read that names it, as with all of the next five",
	    OPT_TEXT(struct pack_args, from) },
	{ "until", "TIME", "leave out reads captured then or later",
	    OPT_TEXT(struct pack_args, until) },
	{ "vrm", "PLATE",
	    "leave out reads of other plates; again for more, that stay too",
	    OPT_LIST(struct pack_args, vrms) },
	{ "camera", "ID", "leave out reads of other cameras; again for more",
	    OPT_LIST(struct pack_args, cameras) },
	{ "feed", "ID", "leave out reads of other feeds; again for more",
	    OPT_LIST(struct pack_args, feeds) },
	{ "area", "SOUTH,WEST,NORTH,EAST",
	    "leave out reads from elsewhere, or of no known place; decimal "
	    "degrees",
	    OPT_TEXT(struct pack_args, area) },
	{ "drop-column", "NAME",
	    "empty this column in every row, take this key or element out of "
	    "every read in JSON or XML; again for more",
	    OPT_LIST(struct pack_args, columns) },
	{ "without-images", NULL,
	    "leave out every image, and every other file that a read names",
	    OPT_FLAG(struct pack_args, without_images) },
	{ "without-quality", NULL,
	    "make no statement of how good the reads are; the recipient is "
	    "told none",
	    OPT_FLAG(struct pack_args, without_quality) },
	{ "output", "FILE",
	    "bundle to write; <bundle id>.sbag here if not given",
	    OPT_TEXT(struct pack_args, output) },
	JOBS_OPTION(struct pack_args),
	{ 0 },
};

static const struct say_column form_columns[] = {
	{ "format", "FORMAT", 10 },
	{ "files", "FILES", 8 },
	{ "map", "MAP", 20 },
	{ "rule", "BECAUSE", 0 },
};

/* What was taken for what, and why. */
static void
say_forms(struct say *s, const struct pack_result *r, const struct maps *maps)
{
	say_list_begin(s, "read_formats", NULL, form_columns,
	    sizeof form_columns / sizeof form_columns[0]);
	for (size_t i = 0; i < r->n_forms; i++) {
		const struct reads_found *f = &r->forms[i].found;

		say_row_begin(s);
		say_text(s, "format", NULL, f->format);
		say_number(s, "files", NULL, r->forms[i].files);
		say_text(s, "map", NULL,
		    f->map == 0 ? "" : reads_map_name(maps->items[f->map - 1]));
		say_text(s, "rule", NULL, f->rule);
		say_row_end(s);
	}
	say_list_end(s, "no read files");
	say_number(s, "unrecognised", NULL, r->unknown);
	if (r->unknown > 0)
		say_note(s,
		    "%" PRIu64 " files with names as reads have are of no "
		    "format that is known here. They are carried whole, and "
		    "no rule and no order reaches a row of them: see \"convert "
		    "--detect\".",
		    r->unknown);
}

static void
say_result(struct say *s, const struct pack_result *r, bool hidden,
    bool dry_run)
{
	if (!dry_run) {
		say_text(s, "file", "File", r->output);
		say_hex(s, "bundle", "Bundle", r->id, sizeof r->id);
		say_number(s, "sequence", "Number", r->sequence);
		say_size(s, "bytes", "Size", r->bytes);
	}
	if (r->in_series && !dry_run)
		say_hex(s, "series", "Series", r->series, sizeof r->series);
	say_flag(s, "hidden", hidden ? "Hidden" : NULL, hidden);
	say_size(s, "payload_bytes", "Payload", r->payload_bytes);
	say_number(s, "files", "Files", r->files);
	say_number(s, "read_files", "Read files", r->read_files);
	if (!dry_run) {
		say_number(s, "reads", "Reads", r->reads);
		say_number(s, "no_reads",
		    r->asides == 0 ? NULL : "Events without plate", r->asides);
		say_number(s, "records", "Records", r->records);
		say_number(s, "members", NULL, r->members);
		say_number(s, "segments", "Segments", r->segments);
	}
	if (r->orders > 0) {
		say_number(s, "orders", "Orders", r->orders);
		say_number(s, "targets", "Targets in them", r->targets);
	}
	sealed_say(s, dry_run ? NULL : r->seal_digest, r->missing, &r->awaits);
}

static const char *
text_of(const char *given)
{
	return given == NULL ? "" : given;
}

static int
pack_into(struct store *store, const struct maps *maps,
    const struct command_call *call, struct why *w)
{
	const struct pack_args *args = call->args;
	struct progress progress;
	struct pack_options o = {
		.paths = args->paths.items,
		.n_paths = args->paths.n,
		.exclude = args->exclude.items,
		.n_exclude = args->exclude.n,
		.plain = args->plain.items,
		.n_plain = args->plain.n,
		.to = args->to.items,
		.n_to = args->to.n,
		.escrow = args->escrow.items,
		.n_escrow = args->escrow.n,
		.deletions = args->deletions.items,
		.n_deletions = args->deletions.n,
		.purpose = args->purpose,
		.reference = args->reference,
		.series = args->series,
		.requester = text_of(args->requester),
		.authoriser = text_of(args->authoriser),
		.rank = text_of(args->rank),
		.number = text_of(args->number),
		.category = text_of(args->category),
		.authorised_s = DIRECTORY_NEVER,
		.marking = args->marking == NULL ? "OFFICIAL-SENSITIVE"
						 : args->marking,
		.hidden = args->hidden,
		.zone = text_of(args->zone),
		.format = args->format,
		.minimise = { .without_images = args->without_images,
		    .columns = args->columns.items,
		    .n_columns = args->columns.n },
		.without_quality = args->without_quality,
		.maps = maps->items,
		.n_maps = maps->n,
		.output = args->output,
		.actor = call->actor,
		.jobs = jobs_of(&args->jobs),
		.dry_run = call->dry_run,
		.progress = &progress,
	};
	const struct selection_ask ask = {
		.from = args->from,
		.until = args->until,
		.area = args->area,
		.vrms = args->vrms.items,
		.n_vrms = args->vrms.n,
		.cameras = args->cameras.items,
		.n_cameras = args->cameras.n,
		.feeds = args->feeds.items,
		.n_feeds = args->feeds.n,
	};
	struct pack_result r;
	int rc;

	if (args->authorised != NULL &&
	    !text_time_parse(args->authorised, &o.authorised_s))
		return why_set(w, WHY_USAGE,
		    "--authorised-at: \"%s\" is no time such as "
		    "2026-01-02T03:04:05Z",
		    args->authorised);
	progress_open(&progress, "pack", 0, call->quiet);
	rc = selection_make(&o.minimise.selection, &ask, w);
	if (rc == 0)
		rc = pack(store, &o, &r, w);
	selection_clear(&o.minimise.selection);
	progress_close(&progress);
	if (rc == 0) {
		say_result(call->say, &r, args->hidden, call->dry_run);
		say_forms(call->say, &r, maps);
		leftout_say(call->say, &r.minimised);
		leftout_say_sources(call->say, &r.sources);
		quality_show_short(call->say, &r.quality, &store->policy);
	}
	pack_result_clear(&r);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct pack_args *args = call->args;
	struct store store = { 0 };
	struct maps maps = { 0 };
	int rc = -1;

	if (args->paths.n == 0 && args->deletions.n == 0)
		return why_set(w, WHY_USAGE,
		    "nothing to pack: name a PATH, or --deletions");
	if (maps_check_format(args->format, args->map.n, w) != 0 ||
	    maps_open(&maps, args->map.items, args->map.n, w) != 0)
		goto out;
	if (store_open(&store, args->store,
		call->dry_run ? STORE_READ : STORE_WRITE, &call->passphrase,
		w) == 0) {
		rc = pack_into(&store, &maps, call, w);
		store_close(&store);
	}
out:
	maps_close(&maps);
	return rc;
}

const struct command cmd_pack = {
	.name = "pack",
	.summary = "Seal an export for other agencies",
	.about =
	    "The inside of one folder, or several files and folders under "
	    "their own names, becomes one bundle that only the agencies named "
	    "by --to can open.\n"
	    "CSV files whose header row names vrm, feed_id, source_id, "
	    "camera_id and capture_time are files of reads: each row is a "
	    "record of its own, that can be deleted or disclosed alone; so are "
	    "the reads of other formats (reads.txt). The result says what was "
	    "taken for what, and why. Any other file is carried in pieces.\n"
	    "Where the store has a policy, what the request must say, and how "
	    "old its reads may be, is held against it.\n"
	    "Links, devices, names that cannot be carried and files that "
	    "change while they are read are refused, and then there is no "
	    "bundle.",
	.options = options,
	.args_bytes = sizeof(struct pack_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
