#ifndef TOOL_SAY_H
#define TOOL_SAY_H

/**
 * The only printer. A command describes its result once; it comes out as
 * aligned text for people, or with --json as one JSON object in one line.
 * Text from outside is shown safely in both: what is not printable is escaped.
 *
 * No call returns a fault; the first one (a full disk, a closed pipe) sticks
 * and is told by say_close.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "formats/bytes.h"
#include "formats/text.h"
#include "formats/why.h"
#include "tool/say_out.h"

#define SAY_COLUMNS_MAX 12

/** A column of a list as text. Numbers stand to the right. */
struct say_column {
	const char *key;   /* of the field that fills it */
	const char *title; /* above it */
	int width;	   /* in characters; the last may be 0 */
};

struct say_options {
	FILE *out; /* results; NULL: standard output */
	FILE *err; /* faults; NULL: standard error */
	bool json;
	bool quiet; /* no text but faults; JSON as always */
	bool
	    verdicts; /* a fault is an answer: its verdict word is a line too */
	const char *help; /* command to read about after a wrong call */
};

struct say {
	struct say_options o;
	struct why why;	   /* what failed, besides writing */
	struct bytes held; /* JSON not yet written, or the cells of a row */
	struct text_out tree;
	const struct say_column *columns; /* of the open list; NULL: none */
	size_t cells[SAY_COLUMNS_MAX];	  /* offset + 1 into held; 0: empty */
	bool right[SAY_COLUMNS_MAX];	  /* the cell holds a number */
	size_t n_columns;
	int indent;
	bool in_row;
	bool titled; /* the titles of the open list were printed */
	bool colour;
	const char *verdict; /* for the end of the JSON object */
	struct say_out out;
};

/** Begin. o: copied. */
void say_open(struct say *s, const struct say_options *o);

/** End of what succeeded: everything to the file. Returns 0, or -1 with
 *  WHY_SYSTEM, WHY_DISK_FULL or WHY_MEMORY. */
int say_close(struct say *s, struct why *w);

/** Say that a library ended the process: nothing else can be told any more. */
void say_ended(void);

/** End after a fault: "sealbag: REASON: sentence" as faults go, and in JSON
 *  verdict, reason, message and exit behind what was said before. Returns the
 *  exit status. */
int say_fault(struct say *s, const struct why *w);

/**
 * One field: key in JSON, "label  value" as text. In a row of a list the label
 * is not used (NULL), the value becomes the cell of the column with that key;
 * a field without a column is for JSON alone, as is one with label NULL
 * outside. An empty text is shown as "-".
 */
void
say_text(struct say *s, const char *key, const char *label, const char *value);
void
say_number(struct say *s, const char *key, const char *label, uint64_t value);
/** Bytes: "2.1 GB (2,147,483,648 bytes)"; a number in JSON. */
void
say_size(struct say *s, const char *key, const char *label, uint64_t bytes);
/** UTC, as text_time_format. */
void
say_time(struct say *s, const char *key, const char *label, int64_t time_s);
void say_flag(struct say *s, const char *key, const char *label, bool value);
void say_hex(struct say *s, const char *key, const char *label,
    const uint8_t *data, size_t len);

/** A group of fields: an object in JSON, a heading and indented lines as
 *  text. In a row of a list for JSON alone. label NULL: no heading. */
void say_group_begin(struct say *s, const char *key, const char *label);
void say_group_end(struct say *s);

/** A list: an array of objects in JSON, a table as text. columns: n,
 *  0..SAY_COLUMNS_MAX, borrowed until the end; none: rows are for JSON alone,
 *  say_note tells them as text. The titles come with the first row. label:
 *  heading, or NULL. Rows are written as they end. */
void say_list_begin(struct say *s, const char *key, const char *label,
    const struct say_column *columns, size_t n);
void say_row_begin(struct say *s);
void say_row_end(struct say *s);
/** none: said as text when there was no row, such as "none recorded". */
void say_list_end(struct say *s, const char *none);

/** The word that answers the question: VERIFIED. Once; static. */
void say_verdict(struct say *s, const char *word);

/** A remark for people, a line; nothing in JSON. */
void say_note(struct say *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Text of several lines as it is, from this program itself (help, a card);
 *  in JSON a field. */
void say_block(struct say *s, const char *key, const char *text);

/* --- the terminal, standard error; for progress and ask --- */

/** Are people watching? */
bool say_terminal(void);
/** Show a line that the next one, or any fault, replaces; cut to the width of
 *  the terminal. "": erase it. From any thread. */
void say_status(const char *line);
/** A question, without line end; and a whole line. */
void say_prompt(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
