#ifndef FORMATS_ORDER_LINE_H
#define FORMATS_ORDER_LINE_H

/**
 * One line of an order as an object of texts. Orders have many lines, nearly
 * all of them plain: ASCII strings without escapes. Those are read in place;
 * every other line goes through text.h, which also has the words for what is
 * wrong. Source: order.txt, 1.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/text.h"
#include "formats/why.h"

/** No target has more keys. */
#define ORDER_LINE_FIELDS 8

struct order_line_piece {
	const char *text; /* borrowed, without NUL */
	size_t len;
};

struct order_line {
	bool plain;
	struct order_line_piece keys[ORDER_LINE_FIELDS];
	struct order_line_piece values[ORDER_LINE_FIELDS];
	size_t n;
	size_t taken;
	struct text doc;
	struct text_object object;
};

/** Read a plain line; false, and nothing to close, when it is not one. What
 *  fails below is then told by reading it again with order_line_open. */
bool order_line_plain(struct order_line *l, const void *data, size_t len);

/** Read any line. 0, or -1 with WHY_JSON. */
int order_line_open(struct order_line *l, const void *data, size_t len,
    struct why *w);
void order_line_close(struct order_line *l);

/** As the text_ functions of the same name; text is not NUL-terminated. */
int order_line_string(struct order_line *l, const char *key, size_t max_bytes,
    struct order_line_piece *out, struct why *w);
int order_line_hex(struct order_line *l, const char *key, uint8_t *out,
    size_t len, struct why *w);
bool order_line_has(const struct order_line *l, const char *key);
int order_line_end(const struct order_line *l, struct why *w);

#endif
