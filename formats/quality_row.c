#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"
#include "formats/reads/csv.h"
#include "formats/reads/csv_row.h"
#include "formats/reads/format.h"

/* Clocks of two machines may differ so much. */
#define LATE_S 300

/* A row on its way through. */
struct walk {
	struct quality_tally *t;
	const struct quality_run *run;
	const struct record *record;
	uint64_t line;
	struct quality_seen *seen;
	struct quality_scan scan; /* of CSV */
	struct reads_key key;
	struct reads_row row;
};

static void
note(struct walk *k, enum quality_finding f)
{
	quality_found_add(&k->t->found[f], 1, k->run->file, k->line);
}

/* --- header --- */

static const char *const yes_words[] = { "1", "true", "yes", "y", NULL };

static void
look_at_header(struct walk *k)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };

	if (k->record->len >= sizeof mark &&
	    memcmp(k->record->bytes, mark, sizeof mark) == 0)
		note(k, QUALITY_MARK);
	for (uint32_t i = 0; i < k->run->header.credentials; i++)
		note(k, QUALITY_CREDENTIALS);
}

/* --- bytes --- */

static void
look_at_bytes(struct walk *k)
{
	const struct record *r = k->record;

	for (uint32_t i = 0; i < k->scan.formulas; i++)
		note(k, QUALITY_FORMULA);
	if (!k->scan.high || quality_scan_is_utf8(r->bytes, r->len))
		return;
	note(k, QUALITY_ENCODING);
	if (quality_scan_is_cp1252(r->bytes, r->len))
		note(k, QUALITY_CP1252);
}

static bool
is_yes(const struct walk *k)
{
	struct csv_row row =
	    csv_row_begin(k->run->reads, k->record->bytes, k->record->len);
	struct csv_field f = { 0 };

	for (int at = 0; at <= k->run->header.verified; at++)
		if (csv_row_next(&row, &f) != 1)
			return false;
	return quality_header_has((const char *)f.text, f.len, yes_words);
}

/* Signature and user of the compact form. Source: reads.txt, 5. */
static void
look_at_credentials(struct walk *k)
{
	struct csv_row row =
	    csv_row_begin(k->run->reads, k->record->bytes, k->record->len);
	struct csv_field f;

	for (int at = 0; at < 2; at++)
		if (csv_row_next(&row, &f) == 1 && f.len > 0) {
			note(k, QUALITY_CREDENTIALS);
			return;
		}
}

/* --- fields --- */

/* A decimal number as millionths; false for anything else. */
static bool
millionths(const struct reads_text *t, int64_t *out)
{
	size_t at = t->len > 0 && (t->text[0] == '-' || t->text[0] == '+');
	size_t begin = at;
	int64_t value = 0;
	int places = 0;

	for (; at < t->len && t->text[at] >= '0' && t->text[at] <= '9'; at++) {
		if (value > 1000000)
			return false;
		value = 10 * value + (t->text[at] - '0');
	}
	if (at == begin)
		return false;
	if (at < t->len && t->text[at] == '.')
		for (at++;
		     at < t->len && t->text[at] >= '0' && t->text[at] <= '9';
		     at++)
			if (places < 6) {
				value = 10 * value + (t->text[at] - '0');
				places++;
			}
	for (; places < 6; places++)
		value *= 10;
	*out = t->text[0] == '-' ? -value : value;
	return at == t->len;
}

static void
look_at_position(struct walk *k)
{
	const struct reads_text *f = k->row.field;
	const struct reads_text *north = &f[READS_LATITUDE];
	const struct reads_text *east = &f[READS_LONGITUDE];
	struct quality_seen *seen = k->seen;
	int64_t latitude;
	int64_t longitude;

	if (north->len == 0 && east->len == 0)
		return;
	if (north->len == 0 || east->len == 0) {
		note(k, QUALITY_HALF);
		return;
	}
	if (!millionths(north, &latitude) || !millionths(east, &longitude) ||
	    llabs(latitude) > 90000000 || llabs(longitude) > 180000000) {
		note(k, QUALITY_RANGE);
		return;
	}
	if (latitude == 0 && longitude == 0) {
		note(k, QUALITY_ZERO);
		return;
	}
	if (seen->placed &&
	    (seen->place.file < k->run->file ||
		(seen->place.file == k->run->file &&
		    seen->place.line <= k->line)))
		return;
	seen->placed = true;
	seen->camera.latitude = (int32_t)latitude;
	seen->camera.longitude = (int32_t)longitude;
	seen->place = (struct quality_place){ k->run->file, k->line };
}

static void
look_at_confidence(struct walk *k)
{
	const struct reads_text *f = &k->row.field[READS_CONFIDENCE];
	int64_t value;

	if (f->len == 0) {
		k->t->confidence[QUALITY_BINS]++;
	} else if (!millionths(f, &value) || value < 0 || value > 100000000) {
		note(k, QUALITY_CONFIDENCE);
	} else {
		size_t bin = (size_t)(value / 10000000);

		k->t->confidence[bin < QUALITY_BINS ? bin : QUALITY_BINS - 1]++;
	}
}

static void
look_at_image(struct walk *k, enum reads_field which, unsigned kind)
{
	const struct reads_text *f = &k->row.field[which];
	const struct quality_sum *s = k->t->sum;
	char path[NAME_MAX_BYTES + 1];

	if (f->len == 0)
		return;
	if (which == READS_PLATE_IMAGE)
		k->t->plate_images++;
	else
		k->t->overview_images++;
	if (!s->ask.images)
		return;
	if (!reads_image_path(k->run->name, f, path) ||
	    !quality_images_name(&s->images,
		quality_hash(s->key, path, strlen(path)), kind))
		note(k, QUALITY_MISSING);
}

static bool
is_naive(const struct reads_text *t)
{
	char sign;

	if (t->len < 7 || t->text[t->len - 1] == 'Z')
		return t->len == 0 || t->text[t->len - 1] != 'Z';
	sign = t->text[t->len - 6];
	return sign != '+' && sign != '-';
}

/* The hour before and the hour after 01:00 UTC of the last Sunday in March and
 * October. Source: quality.txt, 3.1. */
static bool
is_clock_change(int64_t hour)
{
	int64_t day = hour / 24;
	int64_t era;
	int64_t year;
	int64_t of_year;
	int64_t month;
	int64_t of_month;

	/* 1970-01-04 was a Sunday; before 1970 nothing was read */
	if (hour < 0 || hour % 24 > 1 || day % 7 != 3)
		return false;
	/* years from March, so that a leap day is their last */
	day += 719468;
	era = day % 146097;
	year = (era - era / 1460 + era / 36524 - era / 146096) / 365;
	of_year = era - (365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	of_month = of_year - (153 * month + 2) / 5 + 1;
	return (month == 0 || month == 7) && of_month >= 25;
}

static int
look_at_time(struct walk *k, struct why *w)
{
	const struct quality_sum *s = k->t->sum;
	int64_t ms = k->key.time_ms;
	int64_t second = ms / 1000 - (ms % 1000 < 0);
	int64_t hour = second / 3600 - (second % 3600 < 0);

	/* a zone may lead out of the years that a text can name */
	hour = hour < QUALITY_HOUR_LEAST ? QUALITY_HOUR_LEAST : hour;
	hour = hour > QUALITY_HOUR_MOST ? QUALITY_HOUR_MOST : hour;
	if (is_naive(&k->row.field[READS_TIME]))
		note(k, QUALITY_NAIVE);
	if (second > s->ask.now_s + LATE_S)
		note(k, QUALITY_FUTURE);
	if (s->ask.windowed &&
	    (second < s->ask.from_s || second >= s->ask.to_s))
		note(k, QUALITY_WINDOW);
	if (is_clock_change(hour))
		note(k, QUALITY_CHANGE);
	if (ms < k->seen->first_ms)
		k->seen->first_ms = ms;
	if (ms > k->seen->last_ms)
		k->seen->last_ms = ms;
	if (s->cells_whole &&
	    quality_cells_add(&k->t->cells, k->seen->hash,
		(uint32_t)(int32_t)hour, 1, w) != 0)
		return -1;
	return s->hours_whole
	    ? quality_cells_add(&k->t->hours, 0, (uint32_t)(int32_t)hour, 1, w)
	    : 0;
}

static int
look_at_key(struct walk *k, struct why *w)
{
	const struct quality_sum *s = k->t->sum;
	uint8_t bytes[READS_KEY_BYTES];
	size_t len = reads_key_bytes(&k->key, bytes);
	size_t vrm = (size_t)bytes[0] + 1;
	uint64_t line = k->line < UINT32_MAX ? k->line : UINT32_MAX;
	struct quality_key one = { quality_hash(s->key, bytes, len),
		(uint64_t)k->run->file << 32 | line };
	struct quality_seen *seen = quality_seers_find(&k->t->seers,
	    quality_hash(s->key, bytes + vrm, len - 8 - vrm), w);

	k->seen = seen;
	if (seen == NULL || bytes_add(&k->t->keys, &one, sizeof one, w) != 0)
		return -1;
	if (seen->reads++ == 0) {
		memcpy(seen->camera.feed, k->key.feed, READS_ID_BYTES);
		memcpy(seen->camera.source, k->key.source, READS_ID_BYTES);
		memcpy(seen->camera.camera, k->key.camera, READS_ID_BYTES);
	}
	return 0;
}

/* --- rows --- */

/* Would pack refuse it? */
static bool
is_refused(struct walk *k)
{
	struct reads reads = *k->run->reads;
	struct reads_cut how = { .last = true, .check = true };
	struct why w = { 0 };
	size_t used;

	k->t->scratch.n = 0;
	if (reads_cut(&reads, &how, k->record->bytes, k->record->len,
		&k->t->scratch, &used, &w) == 0)
		return false;
	if (w.reason == WHY_TIME &&
	    reads_fields_all(k->run->reads, k->record->bytes, k->record->len,
		&k->row, &w) == 0 &&
	    is_naive(&k->row.field[READS_TIME]))
		note(k, QUALITY_NAIVE);
	note(k, QUALITY_UNREADABLE);
	return true;
}

static int
look_at_fields(struct walk *k, struct why *w)
{
	const struct reads_text *f = k->row.field;

	if (look_at_key(k, w) != 0 || look_at_time(k, w) != 0)
		return -1;
	look_at_position(k);
	look_at_confidence(k);
	look_at_image(k, READS_PLATE_IMAGE, QUALITY_IS_PLATE);
	look_at_image(k, READS_OVERVIEW_IMAGE, QUALITY_IS_OVERVIEW);
	if (!quality_shape_ok(k->key.vrm, f[READS_COUNTRY].text,
		f[READS_COUNTRY].len))
		note(k, QUALITY_SHAPE);
	if (k->run->header.verified >= 0) {
		k->t->verifiable = true;
		k->t->verified += is_yes(k);
	}
	return 0;
}

/* The fields of our own CSV, which were found when its bytes were looked at;
 * false for a field with doubled quotes. */
static bool
take_fields(struct walk *k)
{
	const struct reads *r = k->run->reads;
	const char *text = (const char *)k->record->bytes;

	for (size_t i = 0; i < READS_ALL; i++) {
		size_t at = (size_t)(r->column[i] < 0 ? 0 : r->column[i]);
		struct reads_text *f = &k->row.field[i];

		*f = (struct reads_text){ 0 };
		if (r->column[i] < 0 || at >= k->scan.fields)
			continue;
		f->text = text + (at == 0 ? 0 : k->scan.end[at - 1] + 1);
		f->len = (size_t)(text + k->scan.end[at] - f->text);
		if (f->len < 2 || f->text[0] != '"')
			continue;
		f->text++;
		f->len -= 2;
		if (memchr(f->text, '"', f->len) != NULL)
			return false;
	}
	return true;
}

static int
look_at_row(struct walk *k, struct why *w)
{
	const struct reads *r = k->run->reads;
	struct why fault = { .reason = WHY_NONE };

	k->t->rows++;
	if (k->run->unchecked && is_refused(k))
		return 0;
	if ((r->syntax != &csv_syntax || r->map != NULL || !take_fields(k)) &&
	    reads_fields_all(r, k->record->bytes, k->record->len, &k->row,
		&fault) != 0)
		k->row.field[READS_VRM] = (struct reads_text){ 0 };
	if (!reads_key(r, &k->row, &k->key)) {
		note(k, QUALITY_UNREADABLE);
		return 0;
	}
	if (r->syntax != &csv_syntax)
		for (size_t i = 0; i < READS_ALL; i++)
			if (quality_scan_is_formula(k->row.field[i].text,
				k->row.field[i].len))
				note(k, QUALITY_FORMULA);
	return look_at_fields(k, w);
}

static uint64_t
count_lines(const struct record *r)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < r->len; i++)
		n += r->bytes[i] == '\n';
	return n;
}

int
quality_tally_run(struct quality_tally *t, const struct quality_run *run,
    struct why *w)
{
	const struct reads *r = run->reads;
	bool csv = r->syntax == &csv_syntax;
	bool compact = strcmp(r->format->name, "compact") == 0;
	struct walk *k = malloc(sizeof *k);
	int rc = 0;

	if (k == NULL)
		return why_memory(w);
	k->t = t;
	k->scan.formulas = 0;
	k->scan.high = false;
	k->run = run;
	k->line = run->line;
	if (t->files < run->file)
		t->files = run->file;
	for (size_t i = 0; i < run->n && rc == 0; i++) {
		bool first = run->begins && i == 0;

		k->record = &run->items[i];
		if (first)
			look_at_header(k);
		if (csv)
			quality_scan_row(&k->scan, k->record, r->separator,
			    r->quote);
		else
			k->scan.lines = count_lines(k->record);
		if (!(first && r->headed) && reads_is_row(r, k->record)) {
			look_at_bytes(k);
			if (compact)
				look_at_credentials(k);
			rc = look_at_row(k, w);
		}
		k->line += k->scan.lines;
	}
	free(k);
	return rc;
}
