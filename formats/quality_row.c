#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"
#include "formats/reads/csv.h"
#include "formats/reads/csv_row.h"
#include "formats/reads/format.h"

/* How far ahead memory is asked for. */
#define AHEAD_ITEMS 32
#define AHEAD_BYTES 1536

/* --- header --- */

static const char *const yes_words[] = { "1", "true", "yes", "y", NULL };

static void
look_at_header(struct quality_walk *k)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };

	if (k->now->record->len >= sizeof mark &&
	    memcmp(k->now->record->bytes, mark, sizeof mark) == 0)
		quality_read_note(k, QUALITY_MARK);
	for (uint32_t i = 0; i < k->run->header.credentials; i++)
		quality_read_note(k, QUALITY_CREDENTIALS);
}

/* --- bytes --- */

static void
look_at_bytes(struct quality_walk *k)
{
	const struct record *r = k->now->record;

	for (uint32_t i = 0; i < k->now->formulas; i++)
		quality_read_note(k, QUALITY_FORMULA);
	if (!k->now->high || quality_scan_is_utf8(r->bytes, r->len))
		return;
	quality_read_note(k, QUALITY_ENCODING);
	if (quality_scan_is_cp1252(r->bytes, r->len))
		quality_read_note(k, QUALITY_CP1252);
}

static bool
is_yes(const struct quality_walk *k)
{
	struct csv_row row = csv_row_begin(k->run->reads, k->now->record->bytes,
	    k->now->record->len);
	struct csv_field f = { 0 };

	for (int at = 0; at <= k->run->header.verified; at++)
		if (csv_row_next(&row, &f) != 1)
			return false;
	return quality_header_has((const char *)f.text, f.len, yes_words);
}

/* Signature and user of the compact form. Source: reads.txt, 5. */
static void
look_at_credentials(struct quality_walk *k)
{
	struct csv_row row = csv_row_begin(k->run->reads, k->now->record->bytes,
	    k->now->record->len);
	struct csv_field f;

	for (int at = 0; at < 2; at++)
		if (csv_row_next(&row, &f) == 1 && f.len > 0) {
			quality_read_note(k, QUALITY_CREDENTIALS);
			return;
		}
}

/* --- rows --- */

/* Would pack refuse it? */
static bool
is_refused(struct quality_walk *k)
{
	struct reads reads = *k->run->reads;
	struct reads_cut how = { .last = true, .check = true };
	struct why w = { 0 };
	size_t used;

	k->t->scratch.n = 0;
	if (reads_cut(&reads, &how, k->now->record->bytes, k->now->record->len,
		&k->t->scratch, &used, &w) == 0)
		return false;
	if (w.reason == WHY_TIME &&
	    reads_fields_all(k->run->reads, k->now->record->bytes,
		k->now->record->len, &k->now->row, &w) == 0 &&
	    quality_value_naive(&k->now->row.field[READS_TIME]))
		quality_read_note(k, QUALITY_NAIVE);
	quality_read_note(k, QUALITY_UNREADABLE);
	return true;
}

/* What is asked of a read. */
static const uint8_t asked[] = { READS_VRM, READS_FEED, READS_SOURCE,
	READS_CAMERA, READS_TIME, READS_PLATE_IMAGE, READS_OVERVIEW_IMAGE,
	READS_LATITUDE, READS_LONGITUDE, READS_CONFIDENCE, READS_COUNTRY };

/* The fields of our own CSV, which were found when its bytes were looked at;
 * false for a field with doubled quotes. */
static bool
take_fields(struct quality_walk *k)
{
	const char *text = (const char *)k->now->record->bytes;

	for (size_t i = 0; i < k->n_asked; i++) {
		size_t column = k->asked[i].column;
		struct reads_text *f = &k->now->row.field[k->asked[i].field];
		uint32_t start;

		if (column >= k->scan.fields) {
			*f = (struct reads_text){ 0 };
			continue;
		}
		start = k->scan.end[column] + 1;
		f->text = text + start;
		f->len = k->scan.end[column + 1] - start;
		if (f->len < 2 || f->text[0] != '"')
			continue;
		f->text++;
		f->len -= 2;
		if (memchr(f->text, '"', f->len) != NULL)
			return false;
	}
	return true;
}

/* The slow way, apart since much is set up for it. */
static __attribute__((noinline)) void
read_fields(struct quality_walk *k)
{
	struct quality_read *now = k->now;
	struct why fault = { .reason = WHY_NONE };

	if (reads_fields_all(k->run->reads, now->record->bytes,
		now->record->len, &now->row, &fault) == 0)
		return;
	for (size_t i = 0; i < sizeof asked; i++)
		now->row.field[asked[i]] = (struct reads_text){ 0 };
}

static uint64_t
count_lines(const struct record *r)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < r->len; i++)
		n += r->bytes[i] == '\n';
	return n;
}

/* Records and their bytes stand in order, but hardware asks for none beyond a
 * page. */
static void
prefetch(const struct record *r)
{
	__builtin_prefetch(r + AHEAD_ITEMS);
	for (size_t at = 0; at < 192; at += 64)
		__builtin_prefetch(r->bytes + AHEAD_BYTES + at);
}

/* Find the fields of a row, before it is its turn to be looked at: what that
 * will need is on its way to the cache by then. */
static void
look_ahead(struct quality_walk *k, size_t i)
{
	const struct reads *r = k->run->reads;
	struct quality_read *now = &k->rows[i % QUALITY_AHEAD];

	k->now = now;
	now->record = &k->run->items[i];
	prefetch(now->record);
	now->line = k->line;
	now->formulas = 0;
	now->high = false;
	now->scanned = false;
	if (r->syntax == &csv_syntax) {
		k->scan.row(&k->scan, now->record,
		    (size_t)(k->end - (const char *)now->record->bytes));
		k->line += k->scan.lines;
		now->formulas = k->scan.formulas;
		now->high = k->scan.high;
	} else {
		k->line += count_lines(now->record);
	}
	now->is_row = !(k->run->begins && i == 0 && r->headed) &&
	    reads_is_row(r, now->record);
	if (!now->is_row)
		return;
	now->scanned = k->native && take_fields(k);
	if (!now->scanned)
		read_fields(k);
	quality_read_ahead(k);
}

static int
look_at_row(struct quality_walk *k, struct why *w)
{
	const struct reads *r = k->run->reads;
	int rc;

	k->t->rows++;
	if (k->run->unchecked && is_refused(k))
		return 0;
	rc = quality_read_look(k, w);
	if (rc != 1)
		return rc;
	if (r->syntax != &csv_syntax)
		for (size_t i = 0; i < READS_ALL; i++)
			if (quality_scan_is_formula(k->now->row.field[i].text,
				k->now->row.field[i].len))
				quality_read_note(k, QUALITY_FORMULA);
	if (k->run->header.verified >= 0) {
		k->t->verifiable = true;
		k->t->verified += is_yes(k);
	}
	return 0;
}

/* Its turn has come. */
static int
look(struct quality_walk *k, size_t i, struct why *w)
{
	k->now = &k->rows[i % QUALITY_AHEAD];
	if (k->run->begins && i == 0)
		look_at_header(k);
	if (!k->now->is_row)
		return 0;
	look_at_bytes(k);
	if (k->compact)
		look_at_credentials(k);
	return look_at_row(k, w);
}

/* A field without a column is absent in every row. */
static void
ask(struct quality_walk *k)
{
	const struct reads *r = k->run->reads;

	k->n_asked = 0;
	for (size_t i = 0; i < sizeof asked; i++) {
		if (r->column[asked[i]] >= 0) {
			k->asked[k->n_asked].column =
			    (uint16_t)r->column[asked[i]];
			k->asked[k->n_asked++].field = asked[i];
		}
		for (size_t at = 0; at < QUALITY_AHEAD; at++)
			k->rows[at].row.field[asked[i]] =
			    (struct reads_text){ 0 };
	}
}

static struct quality_walk *
begin(struct quality_tally *t, const struct quality_run *run, struct why *w)
{
	const struct reads *r = run->reads;
	const struct record *last = &run->items[run->n - 1];
	struct quality_walk *k = malloc(sizeof *k);

	if (k == NULL) {
		why_memory(w);
		return NULL;
	}
	k->t = t;
	k->run = run;
	k->end = (const char *)last->bytes + last->len;
	k->native = r->syntax == &csv_syntax && r->map == NULL;
	k->compact = strcmp(r->format->name, "compact") == 0;
	k->ids_joined = r->column[READS_SOURCE] == r->column[READS_FEED] + 1 &&
	    r->column[READS_CAMERA] == r->column[READS_FEED] + 2;
	k->place_joined =
	    r->column[READS_LONGITUDE] == r->column[READS_LATITUDE] + 1;
	k->line = run->line;
	ask(k);
	quality_scan_begin(&k->scan, r->separator, r->quote,
	    quality_scan_best());
	if (t->files < run->file)
		t->files = run->file;
	if (!t->sum->cameras_whole) {
		quality_seers_clear(&t->seers);
		t->spots.len = 0;
	}
	return k;
}

int
quality_tally_run(struct quality_tally *t, const struct quality_run *run,
    struct why *w)
{
	struct quality_walk *k;
	int rc = 0;

	if (run->n == 0)
		return 0;
	k = begin(t, run, w);
	if (k == NULL)
		return -1;
	/* Row i is found, the one before it is next, and the one before that is
	 * looked at. */
	for (size_t i = 0; i < run->n + QUALITY_AHEAD - 1 && rc == 0; i++) {
		if (i < run->n)
			look_ahead(k, i);
		if (i > 0 && i <= run->n)
			quality_read_next(k, &k->rows[(i - 1) % QUALITY_AHEAD]);
		if (i >= QUALITY_AHEAD - 1)
			rc = look(k, i - (QUALITY_AHEAD - 1), w);
	}
	free(k);
	return rc;
}
