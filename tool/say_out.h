#ifndef TOOL_SAY_OUT_H
#define TOOL_SAY_OUT_H

/** Below tool/say: a file whose first fault sticks, and text made fit to be
 *  shown. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "formats/bytes.h"
#include "formats/why.h"

struct say_out {
	FILE *file; /* borrowed */
	int error;  /* errno of the first failed write */
};
void say_out_write(struct say_out *o, const void *data, size_t len);
void say_out_text(struct say_out *o, const char *text);
void say_out_blanks(struct say_out *o, size_t n);
/** All that was written went through: 0, or -1 with WHY_SYSTEM or
 *  WHY_DISK_FULL. */
int say_out_flush(struct say_out *o, struct why *w);

/** Write JSON; what may turn or hide the text around it becomes \uNNNN, which
 *  means the same. json: a NUL is added. w: WHY_MEMORY. */
void say_out_json(struct say_out *o, struct bytes *json, struct why *w);

/** Append text with all that is not printable escaped (\xNN). Returns 0, or -1
 *  with WHY_MEMORY. */
int say_out_printable(struct bytes *out, const char *text, struct why *w);

/** Append text with each byte that is no UTF-8 as U+FFFD. */
int say_out_utf8(struct bytes *out, const char *text, struct why *w);

/** Characters of printable text. */
size_t say_out_width(const char *text);

/** "2.1 GB", "512 bytes": decimal units. */
#define SAY_OUT_SIZE 32
void say_out_size(char out[SAY_OUT_SIZE], uint64_t bytes);

/** "ABCD EFGH", up to 128 digits: groups that can be read out; those of a
 *  fingerprint with a wider gap in the middle. */
#define SAY_OUT_GROUPS 161
void say_out_groups(char out[SAY_OUT_GROUPS], const char *digits);

/** "1,234,567" */
#define SAY_OUT_NUMBER 32
void say_out_number(char out[SAY_OUT_NUMBER], uint64_t value);

#endif
