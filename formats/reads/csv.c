#include "formats/reads/csv.h"

#include <inttypes.h>
#include <string.h>

#include "formats/reads/cp1252.h"
#include "formats/reads/csv_empty.h"
#include "formats/reads/csv_row.h"
#include "formats/reads/map.h"

const struct csv_column csv_columns[READS_ALL] = {
	[READS_RECORD_ID] = { "record_id", 0, false },
	[READS_VRM] = { "vrm", READS_VRM_BYTES - 1, true },
	[READS_FEED] = { "feed_id", READS_ID_BYTES - 1, true },
	[READS_SOURCE] = { "source_id", READS_ID_BYTES - 1, true },
	[READS_CAMERA] = { "camera_id", READS_ID_BYTES - 1, true },
	[READS_TIME] = { "capture_time", 0, true },
	[READS_PLATE_IMAGE] = { "plate_image", 0, false },
	[READS_OVERVIEW_IMAGE] = { "overview_image", 0, false },
	[READS_CAMERA_NAME] = { "camera_name", 0, false },
	[READS_LATITUDE] = { "latitude", 0, false },
	[READS_LONGITUDE] = { "longitude", 0, false },
	[READS_CONFIDENCE] = { "confidence", 0, false },
	[READS_MOTION] = { "motion_toward_camera", 0, false },
	[READS_LANE] = { "lane", 0, false },
	[READS_DIRECTION] = { "direction", 0, false },
	[READS_COUNTRY] = { "country", 0, false },
	[READS_MAKE] = { "make", 0, false },
	[READS_MODEL] = { "model", 0, false },
	[READS_COLOUR] = { "colour", 0, false },
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
	uint8_t separator;
	uint8_t quote; /* NUL is refused before it is looked for */
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
	if (c == k->quote)
		return walk_quote(k, w);
	if (k->place == PLACE_QUOTED) {
		k->line += c == '\n';
		return 0;
	}
	if (c == '\n')
		return 1;
	if (k->place == PLACE_CLOSED && c != k->separator && c != '\r')
		return why_set(w, WHY_CSV_QUOTE,
		    "line %" PRIu64 ": text follows the closing quote of a "
		    "field that began on line %" PRIu64,
		    k->line, k->opened);
	k->place = c == k->separator ? PLACE_START
	    : c == '\r'		     ? PLACE_CR
				     : PLACE_PLAIN;
	return 0;
}

/* To the end of the record that k stands at the beginning of. */
static int64_t
walk_record(struct walk *k, const struct reads_text *data, bool last,
    struct why *w)
{
	uint64_t first = k->line;

	for (size_t i = 0; i < data->len; i++) {
		int end;

		if (i == RECORD_MAX_BYTES)
			return why_set(w, WHY_CSV_LINE,
			    "line %" PRIu64 ": a record is longer than %u "
			    "bytes",
			    first, RECORD_MAX_BYTES);
		end = walk_byte(k, (uint8_t)data->text[i], w);
		if (end != 0)
			return end < 0 ? -1 : (int64_t)i + 1;
	}
	if (!last)
		return 0;
	if (k->place == PLACE_QUOTED)
		return why_set(w, WHY_CSV_QUOTE,
		    "line %" PRIu64 ": a quote opens here and never closes",
		    k->opened);
	if (k->place == PLACE_CR)
		return why_set(w, WHY_CSV_LINE,
		    "line %" PRIu64 ": a carriage return without a line feed",
		    k->line);
	return (int64_t)data->len;
}

int64_t
csv_record_of(const struct reads *r, const struct reads_text *data, bool last,
    uint64_t lines, struct why *w)
{
	struct walk k = { .separator = r->separator,
		.quote = r->quote,
		.place = PLACE_START,
		.line = lines + 1 };

	return walk_record(&k, data, last, w);
}

int64_t
csv_record(const uint8_t *data, size_t len, bool last, uint64_t lines,
    struct why *w)
{
	struct walk k = { ',', '"', PLACE_START, lines + 1, 0 };
	struct reads_text text = { (const char *)data, len };

	return walk_record(&k, &text, last, w);
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

#define NAME_BYTES 1024

/* A name of a header row, as maps and users write it. */
static struct reads_text
utf8_name(const struct reads *r, const struct csv_field *f, char to[NAME_BYTES])
{
	struct reads_text name = { (const char *)f->text, f->len };
	size_t len;

	if (r->map != NULL && r->map->cp1252 && !cp1252_is_plain(&name) &&
	    cp1252_to_utf8(&name, to, NAME_BYTES, &len))
		name = (struct reads_text){ to, len };
	return name;
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

	while (i < READS_ALL &&
	    !same_name(f->text, f->len, (const uint8_t *)csv_columns[i].name,
		strlen(csv_columns[i].name)))
		i++;
	return i;
}

int
csv_column_of(const struct reads *r, const struct record *header,
    const char *name)
{
	size_t mark = csv_mark(header->bytes, header->len);
	struct csv_row walk =
	    csv_row_begin(r, header->bytes + mark, header->len - mark);
	struct csv_field f;
	char text[NAME_BYTES];

	for (int n = 0; csv_row_next(&walk, &f) == 1; n++) {
		struct reads_text is;

		trim(&f);
		is = utf8_name(r, &f, text);
		if (same_name((const uint8_t *)is.text, is.len,
			(const uint8_t *)name, strlen(name)))
			return n;
	}
	return -1;
}

/* Columns of this name, as our header or the map calls them. */
static void
assign(struct reads *r, const struct csv_field *f, int16_t column)
{
	enum reads_field which;
	struct reads_text is;
	char text[NAME_BYTES];

	if (r->map == NULL) {
		which = known_field(f);
		if (which < READS_ALL)
			r->column[which] = column;
		return;
	}
	is = utf8_name(r, f, text);
	for (size_t i = 0; i < READS_SOURCES; i++) {
		const char *name = r->map->source[i].name;

		if (name != NULL &&
		    same_name((const uint8_t *)is.text, is.len,
			(const uint8_t *)name, strlen(name)))
			r->column[i] = column;
		if (r->map->source[i].number == (uint32_t)column + 1)
			r->column[i] = column;
	}
}

/* Must the header have it? By which name? */
static const char *
needed(const struct reads *r, enum reads_field which)
{
	if (r->map == NULL)
		return which < READS_ALL && csv_columns[which].needed
		    ? csv_columns[which].name
		    : NULL;
	if ((which >= READS_VRM && which <= READS_TIME) ||
	    which == READS_TIME_MORE)
		return r->map->source[which].name;
	return NULL;
}

static int
check_needed(const struct reads *r, struct why *w)
{
	for (enum reads_field i = 0; i < READS_SOURCES; i++) {
		const char *name = needed(r, i);

		if (name != NULL && r->column[i] < 0)
			return why_set(w, WHY_CSV_HEADER,
			    "line 1: no column is named %s", name);
	}
	return 0;
}

int
csv_header(struct reads *r, const uint8_t *row, size_t len, struct why *w)
{
	size_t mark = csv_mark(row, len);
	struct csv_row walk = csv_row_begin(r, row + mark, len - mark);
	struct csv_field names[READS_COLUMNS_MAX];
	struct csv_field f;
	uint32_t n = 0;

	while (csv_row_next(&walk, &f) == 1) {
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
		assign(r, &f, (int16_t)n);
		names[n++] = f;
	}
	r->columns = r->columns_min = n;
	return check_needed(r, w);
}

static void
begin(struct reads *r)
{
	const struct reads_map *m = r->map;

	r->separator = m == NULL ? ',' : m->separator;
	r->quote = m == NULL ? '"' : m->quote;
	r->headed = m == NULL || !m->headless;
	for (size_t i = 0; i < READS_SOURCES; i++)
		r->column[i] = -1;
	if (r->headed)
		return;
	r->columns = m->columns;
	r->columns_min = m->columns_min;
	for (size_t i = 0; i < READS_SOURCES; i++)
		r->column[i] = (int16_t)((int)m->source[i].number - 1);
}

static bool
is_row(const struct reads *r, const struct record *record)
{
	(void)r;
	return record->len > 0 && record->bytes[0] != '\n' &&
	    record->bytes[0] != '\r';
}

const struct format_syntax csv_syntax = {
	.begin = begin,
	.cut = csv_cut,
	.fields = csv_row_fields,
	.field = csv_row_field,
	.is_row = is_row,
	.empty = csv_empty,
};

/* --- recognising --- */

/* What a header row is missing, with its faults behind that not minded. */
static bool
has_columns(const struct reads_map *m, const uint8_t *head, size_t len)
{
	struct reads r = { .map = m };
	size_t mark = csv_mark(head, len);
	struct csv_row walk;
	struct csv_field f;
	struct why w = { 0 };

	begin(&r);
	walk = csv_row_begin(&r, head + mark, len - mark);
	for (int16_t n = 0; csv_row_next(&walk, &f) == 1; n++) {
		trim(&f);
		assign(&r, &f, n);
		if (n == INT16_MAX)
			break;
	}
	return check_needed(&r, &w) == 0;
}

bool
csv_is_ours(const struct reads_map *m, const uint8_t *head, size_t len)
{
	(void)m;
	return has_columns(NULL, head, len);
}

/* Is the first row, in a file without header, one of this map? */
static bool
has_row(const struct reads_map *m, const uint8_t *head, size_t len)
{
	struct reads r = { .map = m };
	size_t mark = csv_mark(head, len);
	struct reads_text text = { (const char *)head + mark, len - mark };
	struct records out = { 0 };
	struct reads_cut how = { .last = true, .check = true };
	struct why w = { 0 };
	int64_t row;
	size_t used;
	bool is;

	begin(&r);
	/* What has no zone may get one from elsewhere. */
	r.zoned = true;
	row = csv_record_of(&r, &text, false, 0, &w);
	if (row == 0)
		row = csv_record_of(&r, &text, true, 0, &w);
	if (row <= 0)
		return false;
	is =
	    csv_cut(&r, &how, head, mark + (size_t)row, &out, &used, &w) == 0 &&
	    r.rows == 1;
	records_clear(&out);
	return is;
}

bool
csv_is_mapped(const struct reads_map *m, const uint8_t *head, size_t len)
{
	if (m->form != READS_MAP_CSV)
		return false;
	return m->headless ? has_row(m, head, len) : has_columns(m, head, len);
}

/* A time in the seventh field: a line with a fault elsewhere is one too, so
 * that it is refused. */
bool
csv_is_compact(const struct reads_map *m, const uint8_t *head, size_t len)
{
	struct reads r = { .map = m };
	struct csv_row walk;
	struct csv_field f = { 0 };
	struct reads_text time;
	char text[READS_MAP_TIME_BYTES];
	size_t n;
	int64_t ms;

	begin(&r);
	walk = csv_row_begin(&r, head, len);
	for (uint32_t i = 0; i < m->columns_min; i++) {
		if (csv_row_next(&walk, &f) != 1)
			return false;
	}
	time = (struct reads_text){ (const char *)f.text, f.len };
	return reads_map_time(m, &time, NULL, text, &n) &&
	    reads_time(text, n, true, 0, &ms);
}
