#ifndef TOOL_REPORT_PAPER_H
#define TOOL_REPORT_PAPER_H

/**
 * A paper for people: headings, paragraphs, pairs, tables and drawings, put
 * together once and then written in one of several forms, so that all of them
 * have the same words. Text is made printable as it comes in, wherever it is
 * from. The first fault sticks. Source: report.txt, 2.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

enum paper_kind {
	PAPER_HEADING,
	PAPER_TEXT,
	PAPER_NOTICE,  /* a paragraph that must not be overlooked */
	PAPER_COMMAND, /* to be typed */
	PAPER_PAIRS,
	PAPER_TABLE,
	PAPER_DRAWING
};

struct paper_block {
	enum paper_kind kind;
	unsigned level; /* of a heading: 2 or 3 */
	/* heading, paragraph, caption of a table, title of a drawing */
	size_t text;
	size_t about;		     /* of a drawing: what it shows */
	size_t caption;		     /* of a drawing: both */
	const char *const *headings; /* of a table, static; see paper_table */
	size_t columns;
	size_t first; /* of paper.cells, or of paper.shapes */
	size_t n;     /* cells: two of each pair; shapes */
	int width;    /* of a drawing, in units */
	int height;
};

enum paper_form {
	PAPER_BAR,  /* x, y: upper left corner */
	PAPER_LINE, /* from x, y */
	PAPER_DOT,  /* x, y: its middle; width: radius */
	PAPER_RING, /* the same, not filled */
	PAPER_LABEL /* x, y: the line it stands on */
};
enum paper_anchor {
	PAPER_START,
	PAPER_MIDDLE,
	PAPER_END
};
struct paper_shape {
	enum paper_form form;
	enum paper_anchor anchor; /* of a label */
	double x, y;		  /* units, from the upper left corner */
	double width, height;
	size_t text; /* of a label; of a dot, what it is */
};

struct paper {
	struct bytes words; /* each with its NUL; others say where one stands */
	size_t title;
	size_t foot; /* line on each page; "": none */
	int64_t made_s;
	struct paper_block *blocks; /* owned, as all below */
	size_t n_blocks;
	size_t *cells;
	size_t n_cells;
	struct paper_shape *shapes;
	size_t n_shapes;
	struct why *w;
	int rc;
};

/** Borrowed, until more is added. */
const char *paper_text_of(const struct paper *p, size_t word);

/** w: borrowed until paper_end. paper_clear is due in any case. */
void paper_begin(struct paper *p, int64_t made_s, struct why *w);
void paper_title(struct paper *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void paper_foot(struct paper *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** Returns 0, or -1 with the first fault: WHY_MEMORY. */
int paper_end(struct paper *p);
void paper_clear(struct paper *p);

/** level: 2, or 3 below one. */
void paper_heading(struct paper *p, unsigned level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/** kind: PAPER_TEXT, PAPER_NOTICE or PAPER_COMMAND. */
void paper_say(struct paper *p, enum paper_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** One more pair of a name and a value; an empty value is "none recorded". */
void paper_pair(struct paper *p, const char *name, const char *value);
void paper_pair_number(struct paper *p, const char *name, uint64_t value);
void paper_pair_time(struct paper *p, const char *name, int64_t time_s);
void paper_pair_hex(struct paper *p, const char *name, const uint8_t *data,
    size_t len);
/** A fingerprint or a digest that is text already, in groups. */
void paper_pair_print(struct paper *p, const char *name, const char *hex);

/** A table: headings up to NULL, static, those of numbers begin with '#'. Then
 *  its cells, row by row; an empty one stays empty. Without any, paper_none
 * says "none recorded". */
void
paper_table(struct paper *p, const char *caption, const char *const *headings);
void paper_cell(struct paper *p, const char *value);
void paper_cell_number(struct paper *p, uint64_t value);
void paper_cell_time(struct paper *p, int64_t time_s);
void paper_cell_hex(struct paper *p, const uint8_t *data, size_t len);
void paper_cell_print(struct paper *p, const char *hex);
void paper_cell_say(struct paper *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** End of the table; of one without a row, only that is said: none, or NULL for
 *  "none recorded". */
void paper_table_end(struct paper *p, const char *none);

/** A drawing of so many units; then its shapes. */
void paper_drawing(struct paper *p, const char *title, int width, int height);
/** What it shows, for who does not see it. */
void paper_about(struct paper *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void paper_shape(struct paper *p, const struct paper_shape *shape);
/** The same with a text: of a label; what a dot is. */
void paper_named(struct paper *p, const struct paper_shape *shape,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/** "2026-05-01 12:00:09 UTC" */
#define PAPER_TIME_BYTES 24
void paper_time(char out[PAPER_TIME_BYTES], int64_t time_s);

/* --- the forms --- */

enum paper_as {
	PAPER_HTML,
	PAPER_PDF,
	PAPER_PLAIN,
	PAPER_FORMS
};
/** What came of it. */
struct paper_written {
	unsigned pages;	  /* of PDF */
	uint64_t unknown; /* signs that no font of this machine has; PDF */
};
/** "html", "pdf", "text"; PAPER_FORMS for anything else. */
const char *paper_as_name(enum paper_as as);
enum paper_as paper_as_parse(const char *name);

/** Append it. WHY_MEMORY; of PDF also WHY_SYSTEM: what draws it is not
 *  installed. */
int paper_write(const struct paper *p, enum paper_as as, struct bytes *out,
    struct paper_written *told, struct why *w);
int paper_html(const struct paper *p, struct bytes *out, struct why *w);
int paper_plain(const struct paper *p, struct bytes *out, struct why *w);
int paper_pdf(const struct paper *p, struct bytes *out,
    struct paper_written *told, struct why *w);

#endif
