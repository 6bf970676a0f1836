#ifndef TOOL_REPORT_PAPER_PDF_LIB_H
#define TOOL_REPORT_PAPER_PDF_LIB_H

/**
 * What is used of cairo and pango. They are loaded when a PDF is written and
 * not before: they bring a window system's libraries along, which a program
 * that holds keys has no other use for.
 */

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "formats/why.h"

#define PAPER_PDF_CALLS(X)                       \
	X(cairo_arc)                             \
	X(cairo_create)                          \
	X(cairo_destroy)                         \
	X(cairo_fill)                            \
	X(cairo_line_to)                         \
	X(cairo_move_to)                         \
	X(cairo_new_path)                        \
	X(cairo_pdf_surface_add_outline)         \
	X(cairo_pdf_surface_create_for_stream)   \
	X(cairo_pdf_surface_set_metadata)        \
	X(cairo_rectangle)                       \
	X(cairo_set_line_width)                  \
	X(cairo_set_source_rgba)                 \
	X(cairo_show_page)                       \
	X(cairo_status)                          \
	X(cairo_status_to_string)                \
	X(cairo_stroke)                          \
	X(cairo_surface_destroy)                 \
	X(cairo_surface_finish)                  \
	X(cairo_surface_status)                  \
	X(cairo_tag_begin)                       \
	X(cairo_tag_end)                         \
	X(g_log_set_default_handler)             \
	X(g_object_unref)                        \
	X(pango_attr_insert_hyphens_new)         \
	X(pango_attr_list_insert)                \
	X(pango_attr_list_new)                   \
	X(pango_attr_list_unref)                 \
	X(pango_cairo_context_set_resolution)    \
	X(pango_cairo_create_context)            \
	X(pango_cairo_show_layout_line)          \
	X(pango_context_get_font_map)            \
	X(pango_context_set_language)            \
	X(pango_font_description_free)           \
	X(pango_font_description_from_string)    \
	X(pango_font_map_load_font)              \
	X(pango_language_from_string)            \
	X(pango_layout_get_line_count)           \
	X(pango_layout_get_line_readonly)        \
	X(pango_layout_get_size)                 \
	X(pango_layout_get_unknown_glyphs_count) \
	X(pango_layout_line_get_extents)         \
	X(pango_layout_new)                      \
	X(pango_layout_set_attributes)           \
	X(pango_layout_set_font_description)     \
	X(pango_layout_set_text)                 \
	X(pango_layout_set_width)                \
	X(pango_layout_set_wrap)

struct paper_pdf_lib {
#define PAPER_PDF_FIELD(name) __typeof__(name) *name;
	PAPER_PDF_CALLS(PAPER_PDF_FIELD)
#undef PAPER_PDF_FIELD
};

/** Load them, for good. Returns 0, or -1 with WHY_SYSTEM, which says what is
 *  not installed. */
int paper_pdf_lib_load(struct paper_pdf_lib *lib, struct why *w);

#endif
