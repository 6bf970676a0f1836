#include "tool/cmd/quality_show.h"

#include <inttypes.h>
#include <stdio.h>

#include "tool/cmd/output.h"
#include "tool/report/quality_paper.h"

static const struct say_column finding_columns[] = {
	{ "finding", "FINDING", 22 },
	{ "count", "COUNT", 11 },
	{ "file", "FILE", 5 },
	{ "line", "LINE", 11 },
	{ "text", "WHAT", 0 },
};

static void
say_findings(struct say *s, const struct quality *q,
    const struct policy *policy)
{
	say_list_begin(s, "findings", NULL, finding_columns,
	    sizeof finding_columns / sizeof finding_columns[0]);
	for (enum quality_finding i = 0; i < QUALITY_FINDINGS; i++) {
		const struct quality_found *f = &q->found[i];
		const char *name = quality_finding_name(i);
		enum policy_then then = policy == NULL
		    ? POLICY_THEN_WARN
		    : policy_finding(policy, name);

		if (f->count == 0 || then == POLICY_THEN_IGNORE)
			continue;
		say_row_begin(s);
		say_text(s, "finding", NULL, name);
		say_number(s, "count", NULL, f->count);
		if (f->n > 0) {
			say_number(s, "file", NULL, f->first[0].file);
			say_number(s, "line", NULL, f->first[0].line);
		}
		say_text(s, "text", NULL, quality_finding_text(i));
		say_row_end(s);
	}
	say_list_end(s, "Nothing was found in the reads.");
	if (q->duplicates_in > 1 && q->found[QUALITY_DUPLICATE].count > 0)
		say_note(s, "Duplicates are estimated from 1 in %" PRIu64 ".",
		    q->duplicates_in);
}

void
quality_show_short(struct say *s, const struct quality *q,
    const struct policy *policy)
{
	if (q->files == 0)
		return;
	say_group_begin(s, "quality", "Quality");
	say_number(s, "rows", "Rows", q->rows);
	say_number(s, "findings", "Findings", quality_kinds(q));
	if (q->cameras_whole)
		say_number(s, "cameras", "Cameras", q->n_cameras);
	say_number(s, "plate_images", "With plate image", q->plate_images);
	say_number(s, "overview_images", "With overview", q->overview_images);
	if (q->verifiable)
		say_number(s, "verified", "Seen by eye", q->verified);
	say_group_end(s);
	say_findings(s, q, policy);
}

int
quality_show_text(struct say *s, const struct bytes *text, struct why *w)
{
	struct quality q;

	if (text->len == 0)
		return 0;
	if (quality_parse(&q, text->data, text->len, w) != 0)
		return -1;
	quality_show_short(s, &q, NULL);
	quality_clear(&q);
	return 0;
}

static const struct say_column confidence_columns[] = {
	{ "confidence", "CONFIDENCE", 11 },
	{ "reads", "READS", 0 },
};

static void
say_confidence(struct say *s, const struct quality *q)
{
	say_list_begin(s, "confidence", NULL, confidence_columns, 2);
	for (unsigned i = 0; i <= QUALITY_BINS; i++) {
		char text[16] = "absent";

		if (i < QUALITY_BINS)
			(void)snprintf(text, sizeof text, "%u-%u", 10 * i,
			    i == QUALITY_BINS - 1 ? 100 : 10 * i + 9);
		say_row_begin(s);
		say_text(s, "confidence", NULL, text);
		say_number(s, "reads", NULL, q->confidence[i]);
		say_row_end(s);
	}
	say_list_end(s, "");
}

static void
say_hours(struct say *s, const struct quality *q)
{
	say_list_begin(s, "hours", NULL, NULL, 0);
	for (size_t i = 0; i < q->n_hours; i++) {
		say_row_begin(s);
		say_time(s, "hour", NULL, q->hours[i].hour * 3600);
		say_number(s, "reads", NULL, q->hours[i].reads);
		say_row_end(s);
	}
	say_list_end(s, "");
	if (!q->hours_whole)
		say_note(s, "There are too many hours to list.");
}

static const struct say_column camera_columns[] = {
	{ "feed", "FEED", 10 },
	{ "source", "SOURCE", 10 },
	{ "camera", "CAMERA", 10 },
	{ "reads", "READS", 11 },
	{ "hours", "HOURS", 7 },
	{ "first", "FIRST", 20 },
	{ "last", "LAST", 0 },
};

static void
say_cameras(struct say *s, const struct quality *q)
{
	say_list_begin(s, "cameras", NULL, camera_columns,
	    sizeof camera_columns / sizeof camera_columns[0]);
	for (size_t i = 0; i < q->n_cameras; i++) {
		const struct quality_camera *c = &q->cameras[i];

		say_row_begin(s);
		say_text(s, "feed", NULL, c->feed);
		say_text(s, "source", NULL, c->source);
		say_text(s, "camera", NULL, c->camera);
		say_number(s, "reads", NULL, c->reads);
		if (q->camera_hours_whole)
			say_number(s, "hours", NULL, c->n_hours);
		say_time(s, "first", NULL, c->first_s);
		say_time(s, "last", NULL, c->last_s);
		say_row_end(s);
	}
	say_list_end(s,
	    q->cameras_whole ? "No camera saw anything."
			     : "There are too many cameras to list.");
}

static const struct say_column gap_columns[] = {
	{ "feed", "FEED", 10 },
	{ "source", "SOURCE", 10 },
	{ "camera", "CAMERA", 10 },
	{ "from", "SILENT AFTER", 20 },
	{ "to", "UNTIL", 0 },
};

static void
say_gaps(struct say *s, const struct quality *q)
{
	say_list_begin(s, "gaps", NULL, gap_columns,
	    sizeof gap_columns / sizeof gap_columns[0]);
	for (size_t i = 0; i < q->n_gaps; i++) {
		const struct quality_gap *g = &q->gaps[i];
		const struct quality_camera *c = &q->cameras[g->camera];

		say_row_begin(s);
		say_text(s, "feed", NULL, c->feed);
		say_text(s, "source", NULL, c->source);
		say_text(s, "camera", NULL, c->camera);
		say_time(s, "from", NULL, g->from * 3600);
		say_time(s, "to", NULL, g->to * 3600);
		say_row_end(s);
	}
	say_list_end(s,
	    q->gaps_whole ? "No camera was silent for long."
			  : "There are too many hours to look for gaps.");
}

void
quality_show(struct say *s, const struct quality *q)
{
	quality_show_short(s, q, NULL);
	say_confidence(s, q);
	say_cameras(s, q);
	say_gaps(s, q);
	say_hours(s, q);
}

int
quality_show_page(const char *path, const struct quality *q, struct why *w)
{
	struct bytes page = { 0 };
	int rc = quality_paper_html(q, &page, w);

	if (rc == 0)
		rc = cmd_output(path, page.data, page.len, w);
	bytes_clear(&page);
	return rc;
}
