#include <time.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/quality_show.h"
#include "tool/flow/maps.h"
#include "tool/flow/quality_pass.h"

struct quality_args {
	struct opt_list paths;
	const char *zone;
	const char *format;
	struct opt_list map;
	const char *from;
	const char *until;
	const char *html;
};

static const struct opt options[] = {
	{ "PATH", NULL, NULL, OPT_OPERANDS(struct quality_args, paths) },
	{ "from", "TIME",
	    "reads before it are told as outside the window, as "
	    "2026-01-02T03:04:05Z",
	    OPT_TEXT(struct quality_args, from) },
	{ "until", "TIME", "likewise reads from then on",
	    OPT_TEXT(struct quality_args, until) },
	{ "zone", "+hh:mm", "zone of capture times that name none",
	    OPT_TEXT(struct quality_args, zone) },
	{ "format", "NAME", "take the files as of this read format",
	    OPT_TEXT(struct quality_args, format) },
	{ "map", "FILE", "column map (reads.txt); again for more",
	    OPT_LIST(struct quality_args, map) },
	{ "html", "FILE",
	    "also write it as a page for people, with reads by hour and a map "
	    "of the cameras; a new file",
	    OPT_TEXT(struct quality_args, html) },
	{ 0 },
};

static int
take_window(const struct quality_args *args, struct quality_ask *ask,
    struct why *w)
{
	ask->from_s = INT64_MIN;
	ask->to_s = INT64_MAX;
	ask->windowed = args->from != NULL || args->until != NULL;
	if ((args->from == NULL || text_time_parse(args->from, &ask->from_s)) &&
	    (args->until == NULL || text_time_parse(args->until, &ask->to_s)) &&
	    ask->from_s < ask->to_s)
		return 0;
	return why_set(w, WHY_USAGE,
	    "--from and --until are times such as 2026-01-02T03:04:05Z, the "
	    "first before the second");
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct quality_args *args = call->args;
	struct quality_pass pass = {
		.paths = args->paths.items,
		.n_paths = args->paths.n,
		.format = args->format,
		.zone = args->zone == NULL ? "" : args->zone,
		.ask = { .now_s = time(NULL) },
	};
	struct maps maps = { 0 };
	struct quality q = { 0 };
	int rc = -1;

	if (take_window(args, &pass.ask, w) != 0 ||
	    maps_check_format(args->format, args->map.n, w) != 0 ||
	    maps_open(&maps, args->map.items, args->map.n, w) != 0)
		goto out;
	pass.maps = maps.items;
	pass.n_maps = maps.n;
	rc = quality_pass(&pass, &q, w);
	if (rc == 0 && args->html != NULL)
		rc = quality_show_page(args->html, &q, w);
	if (rc == 0)
		quality_show(call->say, &q);
out:
	quality_clear(&q);
	maps_close(&maps);
	return rc;
}

const struct command cmd_quality = {
	.name = "quality",
	.summary = "Say how good files of reads are",
	.about = "What \"pack\" finds in reads and tells the recipients "
		 "(quality.txt), before anything is packed: duplicates, odd "
		 "times and coordinates, gaps, cells that a spreadsheet would "
		 "run, and more, with the line where each is found first. It "
		 "names no plate. Rows that pack would refuse are counted. "
		 "A folder is looked into: images of it that rows do not name, "
		 "images that rows name and that are not there, and large ones "
		 "are told too, as they are where images are given as "
		 "files.",
	.options = options,
	.args_bytes = sizeof(struct quality_args),
	.run = run,
};
