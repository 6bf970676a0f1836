#include "tool/report/quality_html.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tool/report/html.h"
#include "tool/report/quality_plot.h"

#define PLACES_SHOWN  5
#define CAMERAS_SHOWN 1000

static void
put_pair(struct html *h, const char *name, uint64_t value)
{
	html_put(h, "<dt>%s</dt><dd>", name);
	html_number(h, value);
	html_put(h, "</dd>\n");
}

static void
put_facts(struct html *h, const struct quality *q)
{
	html_put(h, "<dl>\n<dt>Looked at</dt><dd>");
	html_time(h, q->created_s);
	html_put(h, "</dd>\n");
	if (q->windowed && q->from_s != INT64_MIN) {
		html_put(h, "<dt>Stated from</dt><dd>");
		html_time(h, q->from_s);
		html_put(h, "</dd>\n");
	}
	if (q->windowed && q->to_s != INT64_MAX) {
		html_put(h, "<dt>Stated until</dt><dd>");
		html_time(h, q->to_s);
		html_put(h, "</dd>\n");
	}
	put_pair(h, "Files of reads", q->files);
	put_pair(h, "Rows", q->rows);
	if (q->cameras_whole)
		put_pair(h, "Cameras", q->n_cameras);
	put_pair(h, "Rows with a plate image", q->plate_images);
	put_pair(h, "Rows with an overview", q->overview_images);
	if (q->verifiable)
		put_pair(h, "Reads seen by eye", q->verified);
	html_put(h, "</dl>\n");
}

static void
put_places(struct html *h, const struct quality_found *f)
{
	html_put(h, "<td>");
	for (size_t i = 0; i < f->n && i < PLACES_SHOWN; i++)
		html_put(h, "%sfile %" PRIu32 " line %" PRIu64,
		    i == 0 ? "" : ", ", f->first[i].file, f->first[i].line);
	html_put(h, "%s</td>", f->n > PLACES_SHOWN ? " and more" : "");
}

static void
put_findings(struct html *h, const struct quality *q)
{
	static const char *const headings[] = { "Finding", "What", "#Count",
		"First places", NULL };
	bool any = false;

	html_put(h, "<h2>Findings</h2>\n");
	for (enum quality_finding i = 0; i < QUALITY_FINDINGS; i++)
		any |= q->found[i].count > 0;
	if (!any) {
		html_put(h, "<p>Nothing was found in the reads.</p>\n");
		return;
	}
	html_table(h, "What was found, and where it is first", headings);
	for (enum quality_finding i = 0; i < QUALITY_FINDINGS; i++) {
		const struct quality_found *f = &q->found[i];

		if (f->count == 0)
			continue;
		html_row(h);
		html_cell(h, quality_finding_name(i));
		html_cell(h, quality_finding_text(i));
		html_cell_number(h, f->count);
		put_places(h, f);
		html_put(h, "</tr>\n");
	}
	html_table_end(h);
	if (q->duplicates_in > 1)
		html_put(h,
		    "<p>Duplicates are estimated from 1 in %" PRIu64 ".</p>\n",
		    q->duplicates_in);
}

static void
put_degrees(struct html *h, bool placed, int32_t value)
{
	html_put(h, "<td class=\"n\">");
	if (placed)
		html_put(h, "%.6f", (double)value / 1e6);
	html_put(h, "</td>");
}

static void
put_cameras(struct html *h, const struct quality *q)
{
	static const char *const headings[] = { "Feed", "Source", "Camera",
		"#Reads", "First", "Last", "#Latitude", "#Longitude", NULL };

	html_put(h, "<h2>Cameras</h2>\n");
	if (q->n_cameras == 0) {
		html_put(h, "<p>%s</p>\n",
		    q->cameras_whole ? "No camera saw anything."
				     : "There are too many to list.");
		return;
	}
	quality_plot_map(h, q);
	html_table(h, "Cameras", headings);
	for (size_t i = 0; i < q->n_cameras && i < CAMERAS_SHOWN; i++) {
		const struct quality_camera *c = &q->cameras[i];

		html_row(h);
		html_cell(h, c->feed);
		html_cell(h, c->source);
		html_cell(h, c->camera);
		html_cell_number(h, c->reads);
		html_cell_time(h, c->first_s);
		html_cell_time(h, c->last_s);
		put_degrees(h, c->placed, c->latitude);
		put_degrees(h, c->placed, c->longitude);
		html_put(h, "</tr>\n");
	}
	html_table_end(h);
	if (q->n_cameras > CAMERAS_SHOWN)
		html_put(h, "<p>The first %d of %zu are listed.</p>\n",
		    CAMERAS_SHOWN, q->n_cameras);
}

static void
put_gaps(struct html *h, const struct quality *q)
{
	static const char *const headings[] = { "Feed", "Source", "Camera",
		"Silent after", "Until", NULL };

	html_put(h, "<h2>Gaps</h2>\n");
	if (q->n_gaps == 0) {
		html_put(h, "<p>%s</p>\n",
		    q->gaps_whole ? "No camera was silent for long."
				  : "There were too many days to look.");
		return;
	}
	html_table(h, "Cameras that were silent for long", headings);
	for (size_t i = 0; i < q->n_gaps; i++) {
		const struct quality_gap *g = &q->gaps[i];
		const struct quality_camera *c = &q->cameras[g->camera];

		html_row(h);
		html_cell(h, c->feed);
		html_cell(h, c->source);
		html_cell(h, c->camera);
		html_cell_time(h, g->from * 3600);
		html_cell_time(h, g->to * 3600);
		html_put(h, "</tr>\n");
	}
	html_table_end(h);
}

static void
put_confidence(struct html *h, const struct quality *q)
{
	static const char *const headings[] = { "Confidence", "#Reads", NULL };

	html_put(h, "<h2>Confidence</h2>\n");
	html_table(h, "Reads by confidence", headings);
	for (unsigned i = 0; i <= QUALITY_BINS; i++) {
		html_row(h);
		if (i == QUALITY_BINS)
			html_put(h, "<td>absent</td>");
		else
			html_put(h, "<td>%u to %u</td>", 10 * i,
			    i == QUALITY_BINS - 1 ? 100 : 10 * i + 9);
		html_cell_number(h, q->confidence[i]);
		html_put(h, "</tr>\n");
	}
	html_table_end(h);
}

int
quality_html(const struct quality *q, struct bytes *out, struct why *w)
{
	struct html h = { .out = out, .w = w };

	html_begin(&h, "Quality of reads");
	html_put(&h,
	    "<p>Counts and lines of what is odd in files of reads; no plate "
	    "and no name of a file is in it.</p>\n");
	put_facts(&h, q);
	put_findings(&h, q);
	quality_plot_hours(&h, q);
	put_cameras(&h, q);
	put_gaps(&h, q);
	put_confidence(&h, q);
	return html_end(&h);
}
