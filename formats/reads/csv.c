#include "formats/reads/csv.h"

#include <inttypes.h>
#include <string.h>

#include "formats/reads/csv_row.h"

const struct csv_column csv_columns[READS_FIELDS] = {
	[READS_RECORD_ID] = { "record_id", 0, false },
	[READS_VRM] = { "vrm", READS_VRM_BYTES - 1, true },
	[READS_FEED] = { "feed_id", READS_ID_BYTES - 1, true },
	[READS_SOURCE] = { "source_id", READS_ID_BYTES - 1, true },
	[READS_CAMERA] = { "camera_id", READS_ID_BYTES - 1, true },
	[READS_TIME] = { "capture_time", 0, true },
	[READS_PLATE_IMAGE] = { "plate_image", 0, false },
	[READS_OVERVIEW_IMAGE] = { "overview_image", 0, false },
};

size_t
csv_mark(const uint8_t *data, size_t len)
{
	return len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/* Where in a record a byte stands. */
enum place {
	PLACE_START,
	PLACE_PLAIN,
	PLACE_QUOTED,
	PLACE_CLOSED,
	PLACE_CR
};

struct walk {
	enum place place;
	uint64_t line;	 /* number of the line, from 1 */
	uint64_t opened; /* and of that on which the last quote opened */
};

static int
walk_quote(struct walk *k, struct why *w)
{
	switch (k->place) {
	case PLACE_START:
		k->opened = k->line;
		k->place = PLACE_QUOTED;
		return 0;
	case PLACE_CLOSED:
		k->place = PLACE_QUOTED;
		return 0;
	case PLACE_QUOTED:
		k->place = PLACE_CLOSED;
		return 0;
	default:
		return why_set(w, WHY_CSV_QUOTE,
		    "line %" PRIu64 ": a quote inside a field that is not "
		    "quoted",
		    k->line);
	}
}

/* One byte further; 1 when it ends the record. */
static int
walk_byte(struct walk *k, uint8_t c, struct why *w)
{
	if (c == '\0')
		return why_set(w, WHY_CSV_NUL, "line %" PRIu64 ": a NUL byte",
		    k->line);
	if (k->place == PLACE_CR && c != '\n')
		return why_set(w, WHY_CSV_LINE,
		    "line %" PRIu64 ": a carriage return without a line feed",
		    k->line);
	if (c == '"')
		return walk_quote(k, w);
	if (k->place == PLACE_QUOTED) {
		k->line += c == '\n';
		return 0;
	}
	if (c == '\n')
		return 1;
	if (k->place == PLACE_CLOSED && c != ',' && c != '\r')
		return why_set(w, WHY_CSV_QUOTE,
		    "line %" PRIu64 ": text follows the closing quote of a "
		    "field that began on line %" PRIu64,
		    k->line, k->opened);
	k->place = c == ',' ? PLACE_START : c == '\r' ? PLACE_CR : PLACE_PLAIN;
	return 0;
}

int64_t
csv_record(const uint8_t *data, size_t len, bool last, uint64_t lines,
    struct why *w)
{
	struct walk k = { .place = PLACE_START, .line = lines + 1 };

	for (size_t i = 0; i < len; i++) {
		int end;

		if (i == RECORD_MAX_BYTES)
			return why_set(w, WHY_CSV_LINE,
			    "line %" PRIu64 ": a record is longer than %u "
			    "bytes",
			    lines + 1, RECORD_MAX_BYTES);
		end = walk_byte(&k, data[i], w);
		if (end != 0)
			return end < 0 ? -1 : (int64_t)i + 1;
	}
	if (!last)
		return 0;
	if (k.place == PLACE_QUOTED)
		return why_set(w, WHY_CSV_QUOTE,
		    "line %" PRIu64 ": a quote opens here and never closes",
		    k.opened);
	if (k.place == PLACE_CR)
		return why_set(w, WHY_CSV_LINE,
		    "line %" PRIu64 ": a carriage return without a line feed",
		    k.line);
	return (int64_t)len;
}

static void
trim(struct csv_field *f)
{
	while (f->len > 0 && (f->text[0] == ' ' || f->text[0] == '\t')) {
		f->text++;
		f->len--;
	}
	while (f->len > 0 &&
	    (f->text[f->len - 1] == ' ' || f->text[f->len - 1] == '\t'))
		f->len--;
}

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

/* Names are compared without case, so that VRM is vrm. */
static bool
same_name(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	size_t i = 0;

	if (a_len != b_len)
		return false;
	while (i < a_len && lower(a[i]) == lower(b[i]))
		i++;
	return i == a_len;
}

static enum reads_field
known_field(const struct csv_field *f)
{
	enum reads_field i = 0;

	while (i < READS_FIELDS &&
	    !same_name(f->text, f->len, (const uint8_t *)csv_columns[i].name,
		strlen(csv_columns[i].name)))
		i++;
	return i;
}

int
csv_header(struct reads *r, const uint8_t *row, size_t len, struct why *w)
{
	size_t mark = csv_mark(row, len);
	struct csv_row walk = { .bytes = row + mark, .len = len - mark };
	struct csv_field names[READS_COLUMNS_MAX];
	struct csv_field f;
	uint32_t n = 0;

	for (size_t i = 0; i < READS_FIELDS; i++)
		r->column[i] = -1;
	while (csv_row_next(&walk, &f) == 1) {
		enum reads_field which;

		trim(&f);
		if (n == READS_COLUMNS_MAX)
			return why_set(w, WHY_CSV_HEADER,
			    "line 1: more than %d columns", READS_COLUMNS_MAX);
		for (uint32_t i = 0; f.len > 0 && i < n; i++) {
			if (same_name(f.text, f.len, names[i].text,
				names[i].len))
				return why_set(w, WHY_CSV_HEADER,
				    "line 1: columns %u and %u have one name",
				    i + 1, n + 1);
		}
		which = known_field(&f);
		if (which < READS_FIELDS)
			r->column[which] = (int16_t)n;
		names[n++] = f;
	}
	r->columns = n;
	for (size_t i = 0; i < READS_FIELDS; i++) {
		if (csv_columns[i].needed && r->column[i] < 0)
			return why_set(w, WHY_CSV_HEADER,
			    "line 1: no column is named %s",
			    csv_columns[i].name);
	}
	return 0;
}

static bool
recognise(const uint8_t *head, size_t len)
{
	size_t mark = csv_mark(head, len);
	struct csv_row walk = { .bytes = head + mark, .len = len - mark };
	struct csv_field f;
	bool seen[READS_FIELDS + 1] = { false };

	while (csv_row_next(&walk, &f) == 1) {
		trim(&f);
		seen[known_field(&f)] = true;
	}
	for (size_t i = 0; i < READS_FIELDS; i++) {
		if (csv_columns[i].needed && !seen[i])
			return false;
	}
	return true;
}

const struct reads_format csv_format = {
	.name = "csv",
	.ending = ".csv",
	.recognise = recognise,
	.cut = csv_cut,
	.fields = csv_row_fields,
	.field = csv_row_field,
};
