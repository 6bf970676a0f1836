#include "tool/report/quality_paper.h"

#include <inttypes.h>

#include "tool/report/quality_plot.h"

#define PLACES_SHOWN  5
#define CAMERAS_SHOWN 1000

static void
put_facts(struct paper *p, const struct quality *q)
{
	paper_pair_time(p, "Looked at", q->created_s);
	if (q->windowed && q->from_s != INT64_MIN)
		paper_pair_time(p, "Stated from", q->from_s);
	if (q->windowed && q->to_s != INT64_MAX)
		paper_pair_time(p, "Stated until", q->to_s);
	paper_pair_number(p, "Files of reads", q->files);
	paper_pair_number(p, "Rows", q->rows);
	if (q->cameras_whole)
		paper_pair_number(p, "Cameras", q->n_cameras);
	paper_pair_number(p, "Rows with a plate image", q->plate_images);
	paper_pair_number(p, "Rows with an overview", q->overview_images);
	if (q->verifiable)
		paper_pair_number(p, "Reads seen by eye", q->verified);
}

static void
put_places(struct paper *p, const struct quality_found *f)
{
	struct bytes text = { 0 };
	int rc = 0;

	for (size_t i = 0; i < f->n && i < PLACES_SHOWN && rc == 0; i++)
		rc = bytes_printf(&text, p->w,
		    "%sfile %" PRIu32 " line %" PRIu64, i == 0 ? "" : ", ",
		    f->first[i].file, f->first[i].line);
	if (rc == 0)
		rc = bytes_printf(&text, p->w, "%s",
		    f->n > PLACES_SHOWN ? " and more" : "");
	if (rc == 0)
		paper_cell(p, (const char *)text.data);
	else
		p->rc = -1;
	bytes_clear(&text);
}

static void
put_findings(struct paper *p, const struct quality *q, unsigned level)
{
	static const char *const headings[] = { "Finding", "What", "#Count",
		"First places", NULL };

	paper_heading(p, level, "Findings");
	paper_table(p, "What was found, and where it is first", headings);
	for (enum quality_finding i = 0; i < QUALITY_FINDINGS; i++) {
		const struct quality_found *f = &q->found[i];

		if (f->count == 0)
			continue;
		paper_cell(p, quality_finding_name(i));
		paper_cell(p, quality_finding_text(i));
		paper_cell_number(p, f->count);
		put_places(p, f);
	}
	paper_table_end(p, "Nothing was found in the reads.");
	if (q->duplicates_in > 1)
		paper_say(p, PAPER_TEXT,
		    "Duplicates are estimated from 1 in %" PRIu64 ".",
		    q->duplicates_in);
}

static void
put_degrees(struct paper *p, bool placed, int32_t value)
{
	if (placed)
		paper_cell_say(p, "%.6f", (double)value / 1e6);
	else
		paper_cell(p, "");
}

static void
put_camera(struct paper *p, const struct quality_camera *c)
{
	paper_cell(p, c->feed);
	paper_cell(p, c->source);
	paper_cell(p, c->camera);
}

static void
put_cameras(struct paper *p, const struct quality *q, unsigned level)
{
	static const char *const headings[] = { "Feed", "Source", "Camera",
		"#Reads", "First", "Last", "#Latitude", "#Longitude", NULL };

	paper_heading(p, level, "Cameras");
	if (q->n_cameras > 0)
		quality_plot_map(p, q);
	paper_table(p, "Cameras", headings);
	for (size_t i = 0; i < q->n_cameras && i < CAMERAS_SHOWN; i++) {
		const struct quality_camera *c = &q->cameras[i];

		put_camera(p, c);
		paper_cell_number(p, c->reads);
		paper_cell_time(p, c->first_s);
		paper_cell_time(p, c->last_s);
		put_degrees(p, c->placed, c->latitude);
		put_degrees(p, c->placed, c->longitude);
	}
	paper_table_end(p,
	    q->cameras_whole ? "No camera saw anything."
			     : "There are too many to list.");
	if (q->n_cameras > CAMERAS_SHOWN)
		paper_say(p, PAPER_TEXT, "The first %d of %zu are listed.",
		    CAMERAS_SHOWN, q->n_cameras);
}

static void
put_gaps(struct paper *p, const struct quality *q, unsigned level)
{
	static const char *const headings[] = { "Feed", "Source", "Camera",
		"Silent after", "Until", NULL };

	paper_heading(p, level, "Gaps");
	paper_table(p, "Cameras that were silent for long", headings);
	for (size_t i = 0; i < q->n_gaps; i++) {
		const struct quality_gap *g = &q->gaps[i];

		put_camera(p, &q->cameras[g->camera]);
		paper_cell_time(p, g->from * 3600);
		paper_cell_time(p, g->to * 3600);
	}
	paper_table_end(p,
	    q->gaps_whole ? "No camera was silent for long."
			  : "There were too many days to look.");
}

static void
put_confidence(struct paper *p, const struct quality *q, unsigned level)
{
	static const char *const headings[] = { "Confidence", "#Reads", NULL };

	paper_heading(p, level, "Confidence");
	paper_table(p, "Reads by confidence", headings);
	for (unsigned i = 0; i <= QUALITY_BINS; i++) {
		if (i == QUALITY_BINS)
			paper_cell(p, "absent");
		else
			paper_cell_say(p, "%u to %u", 10 * i,
			    i == QUALITY_BINS - 1 ? 100 : 10 * i + 9);
		paper_cell_number(p, q->confidence[i]);
	}
	paper_table_end(p, NULL);
}

void
quality_paper_reads(struct paper *p, const struct quality *q, unsigned level)
{
	paper_heading(p, level, "Reads by hour");
	quality_plot_hours(p, q);
	put_cameras(p, q, level);
}

void
quality_paper(struct paper *p, const struct quality *q, unsigned level)
{
	put_facts(p, q);
	put_findings(p, q, level);
	quality_paper_reads(p, q, level);
	put_gaps(p, q, level);
	put_confidence(p, q, level);
}

int
quality_paper_html(const struct quality *q, struct bytes *out, struct why *w)
{
	struct paper p;
	int rc;

	paper_begin(&p, q->created_s, w);
	paper_title(&p, "Quality of reads");
	paper_say(&p, PAPER_TEXT,
	    "Counts and lines of what is odd in files of reads; no plate and "
	    "no name of a file is in it.");
	quality_paper(&p, q, 2);
	rc = paper_end(&p);
	if (rc == 0)
		rc = paper_html(&p, out, w);
	paper_clear(&p);
	return rc;
}
