#ifndef TOOL_REPORT_PAPER_PDF_INSIDE_H
#define TOOL_REPORT_PAPER_PDF_INSIDE_H

/** Shared by the files that write PDF. Lengths are points, from the upper left
 *  corner of the page. */

#include "tool/report/paper.h"
#include "tool/report/paper_pdf_lib.h"

/* A4 */
#define PAPER_PDF_WIDTH	 595.276
#define PAPER_PDF_HEIGHT 841.89
#define PAPER_PDF_MARGIN 51.0
#define PAPER_PDF_BOTTOM (PAPER_PDF_HEIGHT - 60.0)
#define PAPER_PDF_ROOM	 (PAPER_PDF_WIDTH - 2 * PAPER_PDF_MARGIN)

enum paper_pdf_font {
	PAPER_PDF_BODY,
	PAPER_PDF_BOLD,
	PAPER_PDF_CELL,
	PAPER_PDF_HEAD, /* of a column, a name of a pair */
	PAPER_PDF_MONO,
	PAPER_PDF_TINY, /* in drawings, at the foot */
	PAPER_PDF_TITLE,
	PAPER_PDF_LEVEL2,
	PAPER_PDF_LEVEL3,
	PAPER_PDF_FONTS
};

struct paper_pdf {
	const struct paper *paper;
	struct paper_pdf_lib lib;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *context;
	PangoFontDescription *fonts[PAPER_PDF_FONTS];
	PangoAttrList *plain; /* no hyphen where a word is broken */
	bool draw;	      /* false: only count the pages */
	double y;	      /* where the next thing goes */
	unsigned page;
	unsigned pages;
	uint64_t unknown;
};

/** A text that is laid out; to be given back with g_object_unref. width: of its
 *  lines, or -1: one line. NULL: no memory. */
PangoLayout *paper_pdf_layout(struct paper_pdf *f, enum paper_pdf_font font,
    const char *text, double width);

/** One line of it: its height, and, if we draw, put it at x, y. from the left,
 *  or to the left of x. */
double paper_pdf_line(struct paper_pdf *f, PangoLayout *layout, int line,
    double x, bool to_left);
double
paper_pdf_line_height(struct paper_pdf *f, PangoLayout *layout, int line);

/** Draw between these, where we draw. */
void paper_pdf_begin(struct paper_pdf *f, const char *tag);
void paper_pdf_finish(struct paper_pdf *f, const char *tag);
void paper_pdf_rule(struct paper_pdf *f, double y, double width);

/** The page is full. */
void paper_pdf_next(struct paper_pdf *f);
/** Is there no room for so much more? Then the page is full. */
void paper_pdf_room(struct paper_pdf *f, double height);

/** A block of that kind. */
void paper_pdf_table(struct paper_pdf *f, const struct paper_block *b);
void paper_pdf_pairs(struct paper_pdf *f, const struct paper_block *b);
void paper_pdf_drawing(struct paper_pdf *f, const struct paper_block *b);

#endif
