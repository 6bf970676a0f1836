#include <stdio.h>
#include <string.h>

#include "formats/salt.h"
#include "tool/flow/intake_inside.h"

int
intake_gone(struct intake *in, size_t index, uint32_t cause, struct why *w)
{
	in->totals.gone_records++;
	return tally_gone(in->slot, (uint32_t)index, cause, w);
}

struct timespec
intake_mtime(const struct intake *in)
{
	return (struct timespec){
		.tv_sec = in->member.mtime_s,
		.tv_nsec = in->member.mtime_ns,
	};
}

static int
start_writing(struct intake *in, struct why *w)
{
	if (in->bag == NULL)
		return 0;
	in->written = true;
	return scribe_write(&in->scribe, intake_mtime(in), w);
}

static int
begin_file(struct intake *in, struct why *w)
{
	if (scribe_begin(&in->scribe, in->name, w) != 0)
		return -1;
	if (judge_file(in->judge,
		&(struct judge_file){ .name = in->name,
		    .reads = in->cut == RECORD_READS,
		    .segment = in->entry.segment,
		    .index = in->entry.first },
		&in->cause, w) != 0)
		return -1;
	in->dropped = in->cause != 0;
	/* A plain file is begun with its first piece, which may say that it was
	 * deleted before. */
	if (in->bag == NULL || in->dropped || in->cut == RECORD_PIECES)
		return 0;
	return start_writing(in, w);
}

int
intake_records_begin(struct intake *in, struct why *w)
{
	const struct contents *c = &in->opening->contents;

	in->span_len = 0;
	in->line = 0;
	in->header = true;
	in->changed = in->dropped = in->written = false;
	in->cause = 0;
	in->kept_bytes = 0;
	in->tag.len = 0;
	if (in->cut == RECORD_FOLDER)
		return in->bag == NULL
		    ? 0
		    : scribe_folder(&in->scribe, in->name, intake_mtime(in), w);
	if (in->cut == RECORD_LINES)
		return intake_tags_begin(in, w);
	if (in->cut == RECORD_READS) {
		const struct contents_reads *r =
		    &c->read_files[in->next_read_file++];

		in->entry.zone = r->zone;
		in->entry.format = r->format;
		in->entry.map = r->map;
		if (reads_begin_mapped(&in->reads, r->format, r->zone,
			contents_map(c, r), w) != 0)
			return -1;
		if (in->judge->days.count != NULL)
			in->reads.days = &in->judge->days;
		in->header = in->reads.headed;
	}
	in->totals.files++;
	in->totals.bytes += in->member.size;
	if (begin_file(in, w) != 0)
		return -1;
	if (in->dropped)
		return intake_gone(in, in->entry.first, in->cause, w);
	return 0;
}

/* These bytes stay. */
static int
keep(struct intake *in, const uint8_t *data, size_t len, struct why *w)
{
	if (len == 0)
		return 0;
	in->kept_bytes += len;
	return scribe_bytes(&in->scribe, data, len, w);
}

/* Rows that are cut and judged at once: few enough that they are still in the
 * cache when they are judged. */
#define ROWS_AT_ONCE 1024

static bool
any_goes(const uint32_t *causes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (causes[i] != 0)
			return true;
	return false;
}

/* Which of these rows go? */
static int
judge_some(struct intake *in, size_t from, size_t n, uint32_t *causes,
    struct why *w)
{
	const struct judge_rows rows = {
		.reads = &in->reads,
		.rows = in->slot->records.items + from,
		.n = n,
		.name = in->name,
		.segment = in->slot->number,
		.index = (uint32_t)from,
	};
	bool header = in->header;

	in->header = false;
	for (size_t i = 0; i < n; i++)
		causes[i] = in->cause;
	/* The header row stays as long as its file does. */
	if (!in->dropped && !header &&
	    judge_rows(in->judge, &rows, causes, w) != 0)
		return -1;
	if (!header && judge_brought(in->judge, &rows, causes, w) != 0)
		return -1;
	if (!any_goes(causes, n))
		return 0;
	/* The file's own manifest line goes with them, and with that the digest
	 * of what was sealed. */
	in->changed = true;
	return header ? 0 : judge_rows_go(in->judge, &rows, causes, w);
}

/* Rows from..to of the segment: what stays is written in long runs. */
static int
take_rows(struct intake *in, size_t from, size_t to, struct why *w)
{
	const struct record *items = in->slot->records.items;
	const uint8_t *run = items[from].bytes;
	const uint8_t *end = run;
	uint32_t causes[ROWS_AT_ONCE] = { 0 };

	if (judge_some(in, from, to - from, causes, w) != 0)
		return -1;
	for (size_t i = from; i < to; i++) {
		const struct record *r = &items[i];
		uint32_t cause = causes[i - from];

		end = r->bytes + r->len;
		if (cause == 0)
			continue;
		if (keep(in, run, (size_t)(r->bytes - run), w) != 0 ||
		    intake_gone(in, i, cause, w) != 0)
			return -1;
		run = end;
	}
	return keep(in, run, (size_t)(end - run), w);
}

static int
take_all_rows(struct intake *in, size_t from, struct why *w)
{
	size_t to = in->slot->records.n;

	while (from < to) {
		size_t n = to - from < ROWS_AT_ONCE ? to - from : ROWS_AT_ONCE;

		if (in->header)
			n = 1; /* judged alone */
		if (take_rows(in, from, from + n, w) != 0)
			return -1;
		from += n;
	}
	return 0;
}

/* A member record is never parted from the first record behind it, so that
 * both can go together. */
static int
check_together(const struct intake *in, struct why *w)
{
	if (in->entry.records > 0 || in->entry.segment == in->slot->number)
		return 0;
	return why_set(w, WHY_ARCHIVE,
	    "segment %llu ends between a member and its first record",
	    (unsigned long long)in->entry.segment);
}

/* The next rows; *full: there may be more. */
static int
cut_some_reads(struct intake *in, bool *full, struct why *w)
{
	struct records *records = &in->slot->records;
	size_t before = records->n;
	struct reads_cut how = {
		.member = in->entry.number,
		.last = in->left == 0,
		.check = true,
		.max_records = SALT_RECORDS_MAX,
	};
	size_t used;

	if (before < SALT_RECORDS_MAX - ROWS_AT_ONCE)
		how.max_records = before + ROWS_AT_ONCE;
	if (reads_cut(&in->reads, &how, in->span, in->span_len, records, &used,
		w) != 0)
		return -1;
	*full = used > 0 && records->n == how.max_records;
	in->span += used;
	in->span_len -= used;
	in->entry.records += records->n - before;
	return take_all_rows(in, before, w);
}

static int
cut_reads(struct intake *in, struct why *w)
{
	bool full = true;
	int rc = check_together(in, w);

	while (rc == 0 && full)
		rc = cut_some_reads(in, &full, w);
	return rc;
}

static int
add_record(struct intake *in, size_t len, struct why *w)
{
	const struct record record = {
		.bytes = in->span,
		.len = (uint32_t)len,
		.member = in->entry.number,
		.kind = HASH_LEAF_RECORD,
	};

	if (check_together(in, w) != 0 ||
	    records_add(&in->slot->records, &record, w) != 0)
		return -1;
	in->entry.records++;
	in->span += len;
	in->span_len -= len;
	return 0;
}

static int
first_piece(struct intake *in, const uint8_t *data, size_t len, struct why *w)
{
	const struct judge_piece file = {
		.size = in->member.size,
		.piece = data,
		.piece_bytes = len,
	};

	if (judge_piece(in->judge, &file, &in->cause, w) != 0)
		return -1;
	if (in->dropped)
		return 0;
	if (in->cause == 0)
		return start_writing(in, w);
	in->dropped = true;
	return intake_gone(in, in->entry.first, in->cause, w);
}

static int
cut_pieces(struct intake *in, struct why *w)
{
	while (in->span_len >= RECORD_MAX_BYTES ||
	    (in->left == 0 && in->span_len > 0)) {
		const uint8_t *data = in->span;
		size_t n = in->span_len < RECORD_MAX_BYTES ? in->span_len
							   : RECORD_MAX_BYTES;

		if (add_record(in, n, w) != 0)
			return -1;
		if (in->entry.records == 1 && first_piece(in, data, n, w) != 0)
			return -1;
		if (!in->dropped) {
			if (keep(in, data, n, w) != 0)
				return -1;
			continue;
		}
		if (intake_gone(in, in->slot->records.n - 1, in->cause, w) != 0)
			return -1;
	}
	return 0;
}

static int
cut_lines(struct intake *in, struct why *w)
{
	size_t before = in->slot->records.n;

	while (in->span_len > 0) {
		int64_t n =
		    record_line(in->span, in->span_len, in->left == 0, w);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		if (add_record(in, (size_t)n, w) != 0)
			return -1;
	}
	return intake_tags_lines(in, before, in->slot->records.n, w);
}

int
intake_records_cut(struct intake *in, struct why *w)
{
	switch (in->cut) {
	case RECORD_READS:
		return cut_reads(in, w);
	case RECORD_PIECES:
		return cut_pieces(in, w);
	case RECORD_LINES:
		return cut_lines(in, w);
	case RECORD_FOLDER:
		break;
	}
	return why_set(w, WHY_MEMBER_TYPE, "a folder with bytes");
}

static int
end_kept_file(struct intake *in, struct why *w)
{
	if (judge_file_stays(in->judge, w) != 0)
		return -1;
	in->totals.kept_files++;
	in->totals.kept_bytes += in->kept_bytes;
	if (in->bag == NULL)
		return 0;
	/* An empty file had no first piece. */
	return in->written ? 0 : start_writing(in, w);
}

static int
end_file(struct intake *in, struct why *w)
{
	const struct scribe_end how = {
		.changed = in->changed,
		.dropped = in->dropped,
	};

	if (in->dropped)
		judge_count_file(in->judge, in->cause);
	else if (end_kept_file(in, w) != 0)
		return -1;
	if ((in->dropped || in->changed) && intake_tags_goes(in, w) != 0)
		return -1;
	return scribe_end(&in->scribe, how, w);
}

int
intake_records_end(struct intake *in, struct why *w)
{
	switch (in->cut) {
	case RECORD_READS:
		in->totals.reads += in->reads.rows;
		return end_file(in, w);
	case RECORD_PIECES:
		return end_file(in, w);
	case RECORD_LINES:
		return intake_tags_end(in, w);
	case RECORD_FOLDER:
		break;
	}
	return 0;
}
