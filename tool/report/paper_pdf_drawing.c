#include "tool/report/paper_pdf_inside.h"

#define TURN 6.283185307179586

static void
put_text(struct paper_pdf *f, const struct paper_shape *s, double x, double y)
{
	PangoLayout *layout = paper_pdf_layout(f, PAPER_PDF_TINY,
	    paper_text_of(f->paper, s->text), -1);
	double top = f->y;
	int width;
	int height;

	f->lib.pango_layout_get_size(layout, &width, &height);
	if (s->anchor == PAPER_MIDDLE)
		x -= (double)width / PANGO_SCALE / 2;
	/* x, y is on the line, most of its height above */
	f->y = y - (double)height / PANGO_SCALE * 0.8;
	paper_pdf_line(f, layout, 0, x, s->anchor == PAPER_END);
	f->lib.g_object_unref(layout);
	f->y = top;
}

static void
put_round(struct paper_pdf *f, const struct paper_shape *s, double x, double y,
    double scale)
{
	f->lib.cairo_new_path(f->cr);
	f->lib.cairo_arc(f->cr, x, y, s->width * scale, 0, TURN);
	if (s->form == PAPER_RING) {
		f->lib.cairo_set_line_width(f->cr, 0.6);
		f->lib.cairo_stroke(f->cr);
		return;
	}
	f->lib.cairo_set_source_rgba(f->cr, 0.12, 0.31, 0.47, 0.6);
	f->lib.cairo_fill(f->cr);
	f->lib.cairo_set_source_rgba(f->cr, 0, 0, 0, 1);
}

static void
put_shape(struct paper_pdf *f, const struct paper_shape *s, double scale)
{
	double x = PAPER_PDF_MARGIN + s->x * scale;
	double y = f->y + s->y * scale;

	switch (s->form) {
	case PAPER_BAR:
		f->lib.cairo_set_source_rgba(f->cr, 0.12, 0.31, 0.47, 1);
		f->lib.cairo_rectangle(f->cr, x, y, s->width * scale,
		    s->height * scale);
		f->lib.cairo_fill(f->cr);
		f->lib.cairo_set_source_rgba(f->cr, 0, 0, 0, 1);
		break;
	case PAPER_LINE:
		f->lib.cairo_set_line_width(f->cr, 0.5);
		f->lib.cairo_move_to(f->cr, x, y);
		f->lib.cairo_line_to(f->cr, x + s->width * scale,
		    y + s->height * scale);
		f->lib.cairo_stroke(f->cr);
		break;
	case PAPER_DOT:
	case PAPER_RING:
		put_round(f, s, x, y, scale);
		break;
	case PAPER_LABEL:
		put_text(f, s, x, y);
	}
}

/* What it shows, below it. */
static void
put_caption(struct paper_pdf *f, const struct paper_block *b)
{
	PangoLayout *layout = paper_pdf_layout(f, PAPER_PDF_CELL,
	    paper_text_of(f->paper, b->caption), PAPER_PDF_ROOM);
	int lines = f->lib.pango_layout_get_line_count(layout);

	paper_pdf_begin(f, "P");
	for (int i = 0; i < lines; i++)
		f->y += paper_pdf_line(f, layout, i, PAPER_PDF_MARGIN, false);
	paper_pdf_finish(f, "P");
	f->lib.g_object_unref(layout);
	f->y += 8;
}

void
paper_pdf_drawing(struct paper_pdf *f, const struct paper_block *b)
{
	double scale = PAPER_PDF_ROOM / b->width;
	double most = PAPER_PDF_BOTTOM - PAPER_PDF_MARGIN - 60;

	if (b->height * scale > most)
		scale = most / b->height;
	paper_pdf_room(f, b->height * scale + 50);
	paper_pdf_begin(f, "Figure");
	for (size_t i = 0; f->draw && i < b->n; i++)
		put_shape(f, &f->paper->shapes[b->first + i], scale);
	paper_pdf_finish(f, "Figure");
	f->y += b->height * scale + 2;
	put_caption(f, b);
}
