#include "tool/report/paper_pdf_inside.h"

#include <stdio.h>
#include <string.h>

#include "formats/text.h"
#include "tool/version.h"

static const char *const font_names[PAPER_PDF_FONTS] = {
	[PAPER_PDF_BODY] = "Sans 9.5",
	[PAPER_PDF_BOLD] = "Sans Bold 9.5",
	[PAPER_PDF_CELL] = "Sans 7.5",
	[PAPER_PDF_HEAD] = "Sans Bold 7.5",
	[PAPER_PDF_MONO] = "Monospace 8",
	[PAPER_PDF_TINY] = "Sans 7",
	[PAPER_PDF_TITLE] = "Sans Bold 16",
	[PAPER_PDF_LEVEL2] = "Sans Bold 12.5",
	[PAPER_PDF_LEVEL3] = "Sans Bold 10.5",
};

/* --- text --- */

PangoLayout *
paper_pdf_layout(struct paper_pdf *f, enum paper_pdf_font font,
    const char *text, double width)
{
	PangoLayout *layout = f->lib.pango_layout_new(f->context);

	f->lib.pango_layout_set_font_description(layout, f->fonts[font]);
	f->lib.pango_layout_set_attributes(layout, f->plain);
	f->lib.pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	if (width > 0)
		f->lib.pango_layout_set_width(layout,
		    (int)(width * PANGO_SCALE));
	f->lib.pango_layout_set_text(layout, text, -1);
	if (f->draw)
		f->unknown +=
		    (uint64_t)f->lib.pango_layout_get_unknown_glyphs_count(
			layout);
	return layout;
}

double
paper_pdf_line_height(struct paper_pdf *f, PangoLayout *layout, int line)
{
	PangoRectangle box;

	f->lib.pango_layout_line_get_extents(
	    f->lib.pango_layout_get_line_readonly(layout, line), NULL, &box);
	return (double)box.height / PANGO_SCALE;
}

double
paper_pdf_line(struct paper_pdf *f, PangoLayout *layout, int line, double x,
    bool to_left)
{
	PangoLayoutLine *one =
	    f->lib.pango_layout_get_line_readonly(layout, line);
	PangoRectangle box;

	f->lib.pango_layout_line_get_extents(one, NULL, &box);
	if (f->draw) {
		f->lib.cairo_move_to(f->cr,
		    x - (to_left ? (double)box.width / PANGO_SCALE : 0),
		    f->y - (double)box.y / PANGO_SCALE);
		f->lib.pango_cairo_show_layout_line(f->cr, one);
	}
	return (double)box.height / PANGO_SCALE;
}

void
paper_pdf_begin(struct paper_pdf *f, const char *tag)
{
	if (f->draw)
		f->lib.cairo_tag_begin(f->cr, tag, NULL);
}

void
paper_pdf_finish(struct paper_pdf *f, const char *tag)
{
	if (f->draw)
		f->lib.cairo_tag_end(f->cr, tag);
}

void
paper_pdf_rule(struct paper_pdf *f, double y, double width)
{
	if (!f->draw)
		return;
	f->lib.cairo_set_line_width(f->cr, width);
	f->lib.cairo_move_to(f->cr, PAPER_PDF_MARGIN, y);
	f->lib.cairo_line_to(f->cr, PAPER_PDF_MARGIN + PAPER_PDF_ROOM, y);
	f->lib.cairo_stroke(f->cr);
}

/* --- pages --- */

/* On each page, and no part of the text. */
static void
put_foot(struct paper_pdf *f)
{
	char number[48];
	PangoLayout *layout;
	double y = f->y;

	if (!f->draw)
		return;
	f->y = PAPER_PDF_HEIGHT - 42;
	paper_pdf_rule(f, f->y - 4, 0.4);
	layout = paper_pdf_layout(f, PAPER_PDF_TINY,
	    paper_text_of(f->paper, f->paper->foot), -1);
	paper_pdf_line(f, layout, 0, PAPER_PDF_MARGIN, false);
	f->lib.g_object_unref(layout);
	(void)snprintf(number, sizeof number, "Page %u of %u", f->page + 1,
	    f->pages);
	layout = paper_pdf_layout(f, PAPER_PDF_TINY, number, -1);
	paper_pdf_line(f, layout, 0, PAPER_PDF_WIDTH - PAPER_PDF_MARGIN, true);
	f->lib.g_object_unref(layout);
	f->y = y;
}

void
paper_pdf_next(struct paper_pdf *f)
{
	put_foot(f);
	if (f->draw)
		f->lib.cairo_show_page(f->cr);
	f->page++;
	f->y = PAPER_PDF_MARGIN;
}

void
paper_pdf_room(struct paper_pdf *f, double height)
{
	if (f->y + height > PAPER_PDF_BOTTOM && f->y > PAPER_PDF_MARGIN)
		paper_pdf_next(f);
}

/* --- blocks of words --- */

/* How a paragraph stands. */
struct way {
	enum paper_pdf_font font;
	const char *tag;
	double indent;
	double before; /* room above */
	double after;
	double keep; /* room that must be left below its first line */
};

static void
put_words(struct paper_pdf *f, const struct way *way, const char *text)
{
	PangoLayout *layout = paper_pdf_layout(f, way->font, text,
	    PAPER_PDF_ROOM - 2 * way->indent);
	int lines = f->lib.pango_layout_get_line_count(layout);

	if (f->y > PAPER_PDF_MARGIN)
		f->y += way->before;
	paper_pdf_room(f, paper_pdf_line_height(f, layout, 0) + way->keep);
	paper_pdf_begin(f, way->tag);
	for (int i = 0; i < lines; i++) {
		double height = paper_pdf_line_height(f, layout, i);

		if (f->y + height > PAPER_PDF_BOTTOM) {
			paper_pdf_finish(f, way->tag);
			paper_pdf_next(f);
			paper_pdf_begin(f, way->tag);
		}
		f->y += paper_pdf_line(f, layout, i,
		    PAPER_PDF_MARGIN + way->indent, false);
	}
	paper_pdf_finish(f, way->tag);
	f->y += way->after;
	f->lib.g_object_unref(layout);
}

/* Between two lines. */
static void
put_notice(struct paper_pdf *f, const char *text)
{
	static const struct way way = { PAPER_PDF_BOLD, "P", 4, 4, 3, 0 };

	paper_pdf_room(f, 50);
	paper_pdf_rule(f, f->y + 1, 1);
	put_words(f, &way, text);
	paper_pdf_rule(f, f->y + 1, 1);
	f->y += 10;
}

static void
put_heading(struct paper_pdf *f, const struct paper_block *b)
{
	static const struct way ways[] = {
		{ PAPER_PDF_LEVEL2, "H2", 0, 12, 5, 110 },
		{ PAPER_PDF_LEVEL3, "H3", 0, 8, 3, 85 },
	};
	const char *text = paper_text_of(f->paper, b->text);
	char where[96];

	put_words(f, &ways[b->level == 2 ? 0 : 1], text);
	if (!f->draw || b->level != 2)
		return;
	(void)snprintf(where, sizeof where, "page=%u pos=[%d %d]", f->page + 1,
	    (int)PAPER_PDF_MARGIN, (int)f->y - 24);
	(void)f->lib.cairo_pdf_surface_add_outline(f->surface,
	    CAIRO_PDF_OUTLINE_ROOT, text, where, 0);
}

static void
put_block(struct paper_pdf *f, const struct paper_block *b)
{
	static const struct way text = { PAPER_PDF_BODY, "P", 0, 0, 6, 0 };
	static const struct way command = { PAPER_PDF_MONO, "Code", 14, 0, 6,
		0 };

	switch (b->kind) {
	case PAPER_HEADING:
		put_heading(f, b);
		break;
	case PAPER_TEXT:
		put_words(f, &text, paper_text_of(f->paper, b->text));
		break;
	case PAPER_NOTICE:
		put_notice(f, paper_text_of(f->paper, b->text));
		break;
	case PAPER_COMMAND:
		put_words(f, &command, paper_text_of(f->paper, b->text));
		break;
	case PAPER_PAIRS:
		paper_pdf_pairs(f, b);
		break;
	case PAPER_TABLE:
		paper_pdf_table(f, b);
		break;
	case PAPER_DRAWING:
		paper_pdf_drawing(f, b);
	}
}

/* --- the whole --- */

static void
put_all(struct paper_pdf *f, bool draw)
{
	static const struct way title = { PAPER_PDF_TITLE, "H1", 0, 0, 8, 40 };

	f->draw = draw;
	f->page = 0;
	f->y = PAPER_PDF_MARGIN;
	put_words(f, &title, paper_text_of(f->paper, f->paper->title));
	for (size_t i = 0; i < f->paper->n_blocks; i++)
		put_block(f, &f->paper->blocks[i]);
	paper_pdf_next(f);
	f->pages = f->page;
}

static void
put_facts(struct paper_pdf *f)
{
	char when[TEXT_TIME_BYTES];

	text_time_format(when, f->paper->made_s);
	f->lib.cairo_pdf_surface_set_metadata(f->surface,
	    CAIRO_PDF_METADATA_TITLE, paper_text_of(f->paper, f->paper->title));
	f->lib.cairo_pdf_surface_set_metadata(f->surface,
	    CAIRO_PDF_METADATA_SUBJECT,
	    paper_text_of(f->paper, f->paper->foot));
	f->lib.cairo_pdf_surface_set_metadata(f->surface,
	    CAIRO_PDF_METADATA_CREATOR, "sealbag " VERSION);
	f->lib.cairo_pdf_surface_set_metadata(f->surface,
	    CAIRO_PDF_METADATA_CREATE_DATE, when);
}

static int
open_fonts(struct paper_pdf *f, struct why *w)
{
	PangoFont *font;

	f->context = f->lib.pango_cairo_create_context(f->cr);
	/* a unit is a point */
	f->lib.pango_cairo_context_set_resolution(f->context, 72);
	f->lib.pango_context_set_language(f->context,
	    f->lib.pango_language_from_string("en"));
	f->plain = f->lib.pango_attr_list_new();
	f->lib.pango_attr_list_insert(f->plain,
	    f->lib.pango_attr_insert_hyphens_new(FALSE));
	for (size_t i = 0; i < PAPER_PDF_FONTS; i++)
		f->fonts[i] =
		    f->lib.pango_font_description_from_string(font_names[i]);
	font = f->lib.pango_font_map_load_font(
	    f->lib.pango_context_get_font_map(f->context), f->context,
	    f->fonts[PAPER_PDF_BODY]);
	if (font == NULL)
		return why_set(w, WHY_SYSTEM,
		    "PDF takes a font, and none is installed (in Debian, "
		    "fonts-dejavu-core is one)");
	f->lib.g_object_unref(font);
	return 0;
}

static void
close_fonts(struct paper_pdf *f)
{
	for (size_t i = 0; i < PAPER_PDF_FONTS; i++)
		if (f->fonts[i] != NULL)
			f->lib.pango_font_description_free(f->fonts[i]);
	if (f->plain != NULL)
		f->lib.pango_attr_list_unref(f->plain);
	if (f->context != NULL)
		f->lib.g_object_unref(f->context);
}

/* Where cairo writes to. */
struct target {
	struct bytes *out;
	struct why *w;
};

static cairo_status_t
take(void *self, const unsigned char *data, unsigned int len)
{
	struct target *t = self;

	return bytes_add(t->out, data, len, t->w) == 0
	    ? CAIRO_STATUS_SUCCESS
	    : CAIRO_STATUS_WRITE_ERROR;
}

static int
draw(struct paper_pdf *f, struct why *w)
{
	cairo_status_t status;

	if (open_fonts(f, w) != 0)
		return -1;
	put_facts(f);
	put_all(f, false);
	put_all(f, true);
	status = f->lib.cairo_status(f->cr);
	f->lib.cairo_surface_finish(f->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = f->lib.cairo_surface_status(f->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		return 0;
	return status == CAIRO_STATUS_NO_MEMORY
	    ? why_memory(w)
	    : why_set(w, WHY_SYSTEM, "PDF: %s",
		  f->lib.cairo_status_to_string(status));
}

int
paper_pdf(const struct paper *p, struct bytes *out, struct paper_written *told,
    struct why *w)
{
	struct target target = { out, w };
	struct paper_pdf f = { .paper = p };
	int rc;

	if (paper_pdf_lib_load(&f.lib, w) != 0)
		return -1;
	f.surface = f.lib.cairo_pdf_surface_create_for_stream(take, &target,
	    PAPER_PDF_WIDTH, PAPER_PDF_HEIGHT);
	f.cr = f.lib.cairo_create(f.surface);
	rc = draw(&f, w);
	close_fonts(&f);
	f.lib.cairo_destroy(f.cr);
	f.lib.cairo_surface_destroy(f.surface);
	told->pages = f.pages;
	told->unknown = f.unknown;
	return rc;
}
