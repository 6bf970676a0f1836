#include "tool/report/cells.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tool/say_out.h"

/* = + - @, and what some spreadsheets take for them. Source: export.txt, 3.2.
 */
static const uint32_t running[] = { '=', '+', '-', '@', 0xff1d, 0xff0b, 0xff0d,
	0xff20 };

static bool
runs(const char *text)
{
	uint32_t code;
	bool shown;

	text += strspn(text, " ");
	(void)why_character(text, &code, &shown);
	for (size_t i = 0; i < sizeof running / sizeof running[0]; i++)
		if (code == running[i])
			return true;
	return false;
}

static void
put(struct cells *c, const void *data, size_t len)
{
	if (c->rc == 0)
		c->rc = bytes_add(c->out, data, len, c->w);
}

void
cells_word(struct cells *c, const char *word)
{
	if (c->more)
		put(c, ",", 1);
	c->more = true;
	put(c, word, strlen(word));
}

void
cells_number(struct cells *c, uint64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%" PRIu64, value);
	cells_word(c, text);
}

void
cells_text(struct cells *c, const char *text)
{
	struct bytes shown = { 0 };

	cells_word(c, runs(text) ? "\"'" : "\"");
	if (c->rc == 0)
		c->rc = say_out_printable(&shown, text, c->w);
	for (size_t i = 0; i < shown.len; i++) {
		if (shown.data[i] == '"')
			put(c, "\"", 1);
		put(c, &shown.data[i], 1);
	}
	put(c, "\"", 1);
	bytes_clear(&shown);
}

void
cells_line(struct cells *c)
{
	put(c, "\r\n", 2);
	c->more = false;
}
