#include "tool/report/paper_pdf_inside.h"

#include <string.h>

/* Tables, and pairs, which are tables of two columns without heads. */

#define COLUMNS_MAX 12
#define GAP	    6.0 /* between columns */
#define NAMES	    150.0

struct columns {
	size_t n;
	double x[COLUMNS_MAX];
	double width[COLUMNS_MAX];
	bool number[COLUMNS_MAX];
	enum paper_pdf_font font[COLUMNS_MAX];
	/* tags, which end with the page */
	const char *whole;
	const char *row;
	const char *tag[COLUMNS_MAX];
};

/* A row, and how much of each cell was drawn. */
struct row {
	PangoLayout *cells[COLUMNS_MAX];
	int lines[COLUMNS_MAX];
	int from[COLUMNS_MAX];
};

static const char *
cell(const struct paper_pdf *f, const struct paper_block *b, size_t i)
{
	return paper_text_of(f->paper, f->paper->cells[b->first + i]);
}

static const char *
heading(const struct paper_block *b, size_t column)
{
	return b->headings[column] + (b->headings[column][0] == '#');
}

/* --- rows --- */

static void
open_row(struct paper_pdf *f, const struct columns *c, struct row *r,
    const char *const *texts)
{
	memset(r, 0, sizeof *r);
	for (size_t i = 0; i < c->n; i++) {
		r->cells[i] =
		    paper_pdf_layout(f, c->font[i], texts[i], c->width[i]);
		r->lines[i] = f->lib.pango_layout_get_line_count(r->cells[i]);
	}
}

static void
close_row(struct paper_pdf *f, const struct columns *c, struct row *r)
{
	for (size_t i = 0; i < c->n; i++)
		f->lib.g_object_unref(r->cells[i]);
}

static double
row_height(struct paper_pdf *f, const struct columns *c, const struct row *r)
{
	double most = 0;

	for (size_t i = 0; i < c->n; i++) {
		double height = 0;

		for (int line = r->from[i]; line < r->lines[i]; line++)
			height += paper_pdf_line_height(f, r->cells[i], line);
		most = height > most ? height : most;
	}
	return most;
}

/* As many lines of one cell as there is room for; the height that they take.
 * One always goes, so that there is an end. */
static double
draw_cell(struct paper_pdf *f, const struct columns *c, struct row *r, size_t i)
{
	double top = f->y;
	double x = c->number[i] ? c->x[i] + c->width[i] : c->x[i];
	double height;

	paper_pdf_begin(f, c->tag[i]);
	while (r->from[i] < r->lines[i] &&
	    (f->y == top ||
		f->y + paper_pdf_line_height(f, r->cells[i], r->from[i]) <=
		    PAPER_PDF_BOTTOM))
		f->y += paper_pdf_line(f, r->cells[i], r->from[i]++, x,
		    c->number[i]);
	paper_pdf_finish(f, c->tag[i]);
	height = f->y - top;
	f->y = top;
	return height;
}

/* What there is room for; true: all of it. */
static bool
draw_part(struct paper_pdf *f, const struct columns *c, struct row *r)
{
	double most = 0;
	bool whole = true;

	paper_pdf_begin(f, c->row);
	for (size_t i = 0; i < c->n; i++) {
		double height = draw_cell(f, c, r, i);

		most = height > most ? height : most;
		whole &= r->from[i] == r->lines[i];
	}
	paper_pdf_finish(f, c->row);
	f->y += most;
	return whole;
}

/* --- widths --- */

static double
text_width(struct paper_pdf *f, enum paper_pdf_font font, const char *text)
{
	PangoLayout *layout = paper_pdf_layout(f, font, text, -1);
	int width;

	f->lib.pango_layout_get_size(layout, &width, NULL);
	f->lib.g_object_unref(layout);
	return (double)width / PANGO_SCALE + 0.5;
}

/* Words of so many bytes may be broken: ids are. */
#define WORD_BYTES 20
#define WORD_WIDTH 84.0

/* What the longest word of a text takes. */
static double
word_width(struct paper_pdf *f, enum paper_pdf_font font, const char *text)
{
	double most = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		double width = WORD_WIDTH;

		if (len < WORD_BYTES) {
			char word[WORD_BYTES] = "";

			memcpy(word, text, len);
			width = text_width(f, font, word);
		}
		most = width > most ? width : most;
		text += len + (text[len] == ' ');
	}
	return most;
}

/* Rows that are asked for the widths; a sample of a long table. */
#define SAMPLE 60

/* What each column wants, and what it needs. */
static void
measure(struct paper_pdf *f, const struct paper_block *b, double *want,
    double *need)
{
	size_t rows = b->n / b->columns;
	size_t step = rows / SAMPLE + 1;
	bool draws = f->draw;

	/* what is measured is drawn by others */
	f->draw = false;
	for (size_t i = 0; i < b->columns; i++) {
		want[i] = text_width(f, PAPER_PDF_HEAD, heading(b, i));
		need[i] = word_width(f, PAPER_PDF_HEAD, heading(b, i));
		for (size_t row = 0; row < rows; row += step) {
			const char *text = cell(f, b, row * b->columns + i);
			double width = text_width(f, PAPER_PDF_CELL, text);
			double word = word_width(f, PAPER_PDF_CELL, text);

			want[i] = width > want[i] ? width : want[i];
			need[i] = word > need[i] ? word : need[i];
		}
	}
	f->draw = draws;
}

static double
sum_of(const double *values, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += values[i];
	return sum;
}

static void
set_columns(struct paper_pdf *f, const struct paper_block *b, struct columns *c)
{
	double room = PAPER_PDF_ROOM - GAP * (double)(b->columns - 1);
	double want[COLUMNS_MAX];
	double need[COLUMNS_MAX];
	double wanted;
	double needed;
	double x = PAPER_PDF_MARGIN;

	measure(f, b, want, need);
	wanted = sum_of(want, b->columns);
	needed = sum_of(need, b->columns);
	*c = (struct columns){ .n = b->columns, .whole = "Table", .row = "TR" };
	for (size_t i = 0; i < c->n; i++) {
		double width = want[i];

		if (wanted > room && needed < room)
			width = need[i] +
			    (room - needed) * (want[i] - need[i]) /
				(wanted - needed);
		else if (wanted > room)
			width = need[i] * room / needed;
		c->width[i] = width;
		c->number[i] = b->headings[i][0] == '#';
		c->font[i] = PAPER_PDF_CELL;
		c->tag[i] = "TD";
		c->x[i] = x;
		x += width + GAP;
	}
}

/* --- tables --- */

static void
draw_head(struct paper_pdf *f, const struct paper_block *b,
    const struct columns *c)
{
	const char *texts[COLUMNS_MAX] = { NULL };
	struct columns head = *c;
	struct row r;

	for (size_t i = 0; i < c->n; i++) {
		texts[i] = heading(b, i);
		head.font[i] = PAPER_PDF_HEAD;
		head.tag[i] = "TH";
	}
	open_row(f, &head, &r, texts);
	(void)draw_part(f, &head, &r);
	close_row(f, &head, &r);
	paper_pdf_rule(f, f->y + 1, 0.8);
	f->y += 3;
}

/* What goes on, on the next page. */
static void
turn(struct paper_pdf *f, const struct paper_block *b, const struct columns *c)
{
	paper_pdf_finish(f, c->whole);
	paper_pdf_next(f);
	paper_pdf_begin(f, c->whole);
	if (b->columns > 0)
		draw_head(f, b, c);
}

static void
draw_row(struct paper_pdf *f, const struct paper_block *b,
    const struct columns *c, const char *const *texts)
{
	double height;
	struct row r;

	open_row(f, c, &r, texts);
	height = row_height(f, c, &r);
	/* torn only if it fits on no page */
	if (f->y + height > PAPER_PDF_BOTTOM &&
	    (height < PAPER_PDF_BOTTOM - 2 * PAPER_PDF_MARGIN ||
		f->y + 40 > PAPER_PDF_BOTTOM))
		turn(f, b, c);
	while (!draw_part(f, c, &r))
		turn(f, b, c);
	close_row(f, c, &r);
}

void
paper_pdf_table(struct paper_pdf *f, const struct paper_block *b)
{
	const char *texts[COLUMNS_MAX] = { NULL };
	struct columns c;
	PangoLayout *caption = paper_pdf_layout(f, PAPER_PDF_BOLD,
	    paper_text_of(f->paper, b->text), PAPER_PDF_ROOM);

	set_columns(f, b, &c);
	paper_pdf_room(f, 70);
	paper_pdf_begin(f, c.whole);
	paper_pdf_begin(f, "Caption");
	for (int i = 0; i < f->lib.pango_layout_get_line_count(caption); i++)
		f->y += paper_pdf_line(f, caption, i, PAPER_PDF_MARGIN, false);
	paper_pdf_finish(f, "Caption");
	f->lib.g_object_unref(caption);
	f->y += 3;
	draw_head(f, b, &c);
	for (size_t i = 0; c.n > 0 && i < b->n; i++) {
		texts[i % c.n] = cell(f, b, i);
		if (i % c.n != c.n - 1)
			continue;
		draw_row(f, b, &c, texts);
		paper_pdf_rule(f, f->y + 1, 0.2);
		f->y += 3;
	}
	paper_pdf_finish(f, c.whole);
	f->y += 8;
}

void
paper_pdf_pairs(struct paper_pdf *f, const struct paper_block *b)
{
	static const struct columns columns = {
		.n = 2,
		.x = { PAPER_PDF_MARGIN, PAPER_PDF_MARGIN + NAMES },
		.width = { NAMES - GAP, PAPER_PDF_ROOM - NAMES },
		.font = { PAPER_PDF_BOLD, PAPER_PDF_BODY },
		.whole = "L",
		.row = "LI",
		.tag = { "Lbl", "LBody" },
	};

	paper_pdf_begin(f, columns.whole);
	for (size_t i = 0; i + 1 < b->n; i += 2) {
		const char *texts[] = { cell(f, b, i), cell(f, b, i + 1) };

		draw_row(f, b, &columns, texts);
		f->y += 2;
	}
	paper_pdf_finish(f, columns.whole);
	f->y += 6;
}
