#include "tool/flow/convert.h"
#include "tool/cmd/cmd.h"
#include "tool/flow/maps.h"

struct convert_args {
	struct opt_list files;
	bool detect;
	const char *format;
	struct opt_list map;
	const char *zone;
	unsigned to;
	const char *output;
};

static const struct opt options[] = {
	{ "FILE", NULL, NULL, OPT_OPERANDS(struct convert_args, files) },
	{ "detect", NULL, "say what each file is and by which rule, no more",
	    OPT_FLAG(struct convert_args, detect) },
	{ "format", "NAME",
	    "take the files as of this read format, whatever is in them "
	    "(reads.txt)",
	    OPT_TEXT(struct convert_args, format) },
	{ "map", "FILE",
	    "column map of files with other names than ours (reads.txt); "
	    "again for more",
	    OPT_LIST(struct convert_args, map) },
	{ "zone", "+hh:mm",
	    "zone of capture times that name none; without it they are "
	    "refused",
	    OPT_TEXT(struct convert_args, zone) },
	{ "to", "csv|ndjson", "what to write",
	    OPT_CHOICE(struct convert_args, to) },
	{ "output", "FILE", "where to; it must not be there yet",
	    OPT_TEXT(struct convert_args, output) },
	{ 0 },
};

static const struct say_column columns[] = {
	{ "file", "FILE", 24 },
	{ "format", "FORMAT", 10 },
	{ "map", "MAP", 16 },
	{ "rule", "BECAUSE", 0 },
};

static int
detect(const struct convert_options *o, struct say *s, struct why *w)
{
	int rc = 0;

	say_list_begin(s, "files", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < o->n_paths && rc == 0; i++) {
		struct reads_found f;

		rc = convert_detect(o, o->paths[i], &f, w);
		if (rc != 0)
			break;
		say_row_begin(s);
		say_text(s, "file", NULL, o->paths[i]);
		say_text(s, "format", NULL,
		    f.format == NULL ? "none" : f.format);
		say_text(s, "map", NULL,
		    f.map == 0 ? "" : reads_map_name(o->maps[f.map - 1]));
		say_text(s, "rule", NULL,
		    f.format == NULL ? "no rule fits" : f.rule);
		say_row_end(s);
	}
	say_list_end(s, "no files");
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct convert_args *args = call->args;
	struct maps maps = { 0 };
	struct convert_result r;
	int rc = -1;

	if (!args->detect && args->output == NULL)
		return why_set(w, WHY_USAGE,
		    "nowhere to write: name an --output, or --detect");
	if (maps_check_format(args->format, args->map.n, w) == 0 &&
	    maps_open(&maps, args->map.items, args->map.n, w) == 0) {
		const struct convert_options o = {
			.paths = args->files.items,
			.n_paths = args->files.n,
			.format = args->format,
			.maps = maps.items,
			.n_maps = maps.n,
			.zone = args->zone == NULL ? "" : args->zone,
			.ndjson = args->to == 1,
			.output = args->output,
		};

		rc = args->detect ? detect(&o, call->say, w)
				  : convert(&o, &r, w);
	}
	if (rc == 0 && !args->detect) {
		say_text(call->say, "file", "File", args->output);
		say_number(call->say, "files", "Files read", r.files);
		say_number(call->say, "reads", "Reads", r.reads);
		say_number(call->say, "no_reads",
		    r.asides == 0 ? NULL : "Events without plate", r.asides);
	}
	maps_close(&maps);
	return rc;
}

const struct command cmd_convert = {
	.name = "convert",
	.summary = "Write reads of any format as CSV or lines of JSON",
	.about =
	    "Files of reads become one file with our own names; images stay "
	    "where they are named. A file that no rule recognises is refused, "
	    "and then there is no output.",
	.options = options,
	.args_bytes = sizeof(struct convert_args),
	.run = run,
};
