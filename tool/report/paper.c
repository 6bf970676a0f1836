#include "tool/report/paper.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/text.h"
#include "tool/say_out.h"

/* --- words --- */

const char *
paper_text_of(const struct paper *p, size_t word)
{
	return word < p->words.len ? (const char *)p->words.data + word : "";
}

static size_t
add_word(struct paper *p, const char *text)
{
	size_t at = p->words.len;

	if (p->rc == 0)
		p->rc = say_out_printable(&p->words, text, p->w);
	if (p->rc == 0)
		p->rc = bytes_add(&p->words, "", 1, p->w);
	return at;
}

__attribute__((format(printf, 2, 0))) static size_t
add_formatted(struct paper *p, const char *format, va_list ap)
{
	struct bytes text = { 0 };
	size_t at = 0;

	if (p->rc == 0)
		p->rc = bytes_vprintf(&text, p->w, format, ap);
	if (p->rc == 0)
		p->rc = bytes_add(&text, "", 1, p->w);
	if (p->rc == 0)
		at = add_word(p, (const char *)text.data);
	bytes_clear(&text);
	return at;
}

/* Room for one item more; the array grows at powers of two. */
static void *
one_more(struct paper *p, void *items, size_t n, size_t size)
{
	void *more;

	if (p->rc != 0)
		return NULL;
	if ((n & (n - 1)) != 0)
		return items;
	more = realloc(items, (n == 0 ? 1 : 2 * n) * size);
	if (more == NULL)
		p->rc = why_memory(p->w);
	return more;
}

static struct paper_block *
add_block(struct paper *p, enum paper_kind kind)
{
	struct paper_block *more =
	    one_more(p, p->blocks, p->n_blocks, sizeof *more);

	if (more == NULL)
		return NULL;
	p->blocks = more;
	more += p->n_blocks++;
	*more = (struct paper_block){ .kind = kind };
	return more;
}

static struct paper_block *
last_block(struct paper *p)
{
	return p->n_blocks == 0 ? NULL : &p->blocks[p->n_blocks - 1];
}

/* --- the whole --- */

void
paper_begin(struct paper *p, int64_t made_s, struct why *w)
{
	*p = (struct paper){ .made_s = made_s, .w = w };
	/* word 0 is the empty one */
	(void)add_word(p, "");
}

int
paper_end(struct paper *p)
{
	return p->rc;
}

void
paper_clear(struct paper *p)
{
	bytes_clear(&p->words);
	free(p->blocks);
	free(p->cells);
	free(p->shapes);
	*p = (struct paper){ 0 };
}

void
paper_title(struct paper *p, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	p->title = add_formatted(p, format, ap);
	va_end(ap);
}

void
paper_foot(struct paper *p, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	p->foot = add_formatted(p, format, ap);
	va_end(ap);
}

void
paper_heading(struct paper *p, unsigned level, const char *format, ...)
{
	struct paper_block *b = add_block(p, PAPER_HEADING);
	va_list ap;

	if (b == NULL)
		return;
	va_start(ap, format);
	b->level = level;
	b->text = add_formatted(p, format, ap);
	va_end(ap);
}

void
paper_say(struct paper *p, enum paper_kind kind, const char *format, ...)
{
	struct paper_block *b = add_block(p, kind);
	va_list ap;

	if (b == NULL)
		return;
	va_start(ap, format);
	b->text = add_formatted(p, format, ap);
	va_end(ap);
}

/* --- cells --- */

static void
add_cell(struct paper *p, size_t word)
{
	struct paper_block *b = last_block(p);
	size_t *more;

	if (b == NULL)
		return;
	more = one_more(p, p->cells, p->n_cells, sizeof *more);
	if (more == NULL)
		return;
	p->cells = more;
	p->cells[p->n_cells++] = word;
	b->n++;
}

void
paper_table(struct paper *p, const char *caption, const char *const *headings)
{
	struct paper_block *b = add_block(p, PAPER_TABLE);

	if (b == NULL)
		return;
	b->headings = headings;
	while (headings[b->columns] != NULL)
		b->columns++;
	b->first = p->n_cells;
	b->text = add_word(p, caption);
}

void
paper_table_end(struct paper *p, const char *none)
{
	struct paper_block *b = last_block(p);

	if (p->rc != 0 || b->n > 0)
		return;
	*b = (struct paper_block){ .kind = PAPER_TEXT };
	b->text = add_word(p, none == NULL ? "none recorded" : none);
}

void
paper_cell(struct paper *p, const char *value)
{
	add_cell(p, add_word(p, value));
}

void
paper_cell_say(struct paper *p, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_cell(p, add_formatted(p, format, ap));
	va_end(ap);
}

void
paper_cell_number(struct paper *p, uint64_t value)
{
	char text[SAY_OUT_NUMBER];

	say_out_number(text, value);
	paper_cell(p, text);
}

void
paper_time(char out[PAPER_TIME_BYTES], int64_t time_s)
{
	char text[TEXT_TIME_BYTES];

	text_time_format(text, time_s);
	(void)snprintf(out, PAPER_TIME_BYTES, "%.10s %.8s UTC", text,
	    text + 11);
}

void
paper_cell_time(struct paper *p, int64_t time_s)
{
	char text[PAPER_TIME_BYTES];

	paper_time(text, time_s);
	paper_cell(p, text);
}

void
paper_cell_print(struct paper *p, const char *hex)
{
	char text[SAY_OUT_GROUPS];

	say_out_groups(text, hex);
	paper_cell(p, text);
}

#define HEX_BYTES 64

void
paper_cell_hex(struct paper *p, const uint8_t *data, size_t len)
{
	char hex[2 * HEX_BYTES + 1];

	bytes_to_hex(hex, data, len < HEX_BYTES ? len : HEX_BYTES);
	paper_cell_print(p, hex);
}

/* --- pairs --- */

static void
add_name(struct paper *p, const char *name)
{
	struct paper_block *b = last_block(p);

	if (b == NULL || b->kind != PAPER_PAIRS) {
		b = add_block(p, PAPER_PAIRS);
		if (b != NULL)
			b->first = p->n_cells;
	}
	add_cell(p, add_word(p, name));
}

void
paper_pair(struct paper *p, const char *name, const char *value)
{
	add_name(p, name);
	paper_cell(p, value[0] == '\0' ? "none recorded" : value);
}

void
paper_pair_number(struct paper *p, const char *name, uint64_t value)
{
	add_name(p, name);
	paper_cell_number(p, value);
}

void
paper_pair_time(struct paper *p, const char *name, int64_t time_s)
{
	add_name(p, name);
	paper_cell_time(p, time_s);
}

void
paper_pair_hex(struct paper *p, const char *name, const uint8_t *data,
    size_t len)
{
	add_name(p, name);
	paper_cell_hex(p, data, len);
}

void
paper_pair_print(struct paper *p, const char *name, const char *hex)
{
	char text[SAY_OUT_GROUPS];

	say_out_groups(text, hex);
	paper_pair(p, name, text);
}

/* --- drawings --- */

void
paper_drawing(struct paper *p, const char *title, int width, int height)
{
	struct paper_block *b = add_block(p, PAPER_DRAWING);

	if (b == NULL)
		return;
	b->width = width;
	b->height = height;
	b->first = p->n_shapes;
	b->text = add_word(p, title);
}

void
paper_about(struct paper *p, const char *format, ...)
{
	struct paper_block *b = last_block(p);
	struct bytes both = { 0 };
	va_list ap;

	if (p->rc != 0)
		return;
	va_start(ap, format);
	b->about = add_formatted(p, format, ap);
	va_end(ap);
	if (p->rc == 0)
		p->rc = bytes_printf(&both, p->w, "%s. %s",
		    paper_text_of(p, b->text), paper_text_of(p, b->about));
	if (p->rc == 0)
		b->caption = add_word(p, (const char *)both.data);
	bytes_clear(&both);
}

static void
add_shape(struct paper *p, const struct paper_shape *shape, size_t text)
{
	struct paper_shape *more =
	    one_more(p, p->shapes, p->n_shapes, sizeof *more);

	if (more == NULL)
		return;
	p->shapes = more;
	more += p->n_shapes++;
	*more = *shape;
	more->text = text;
	last_block(p)->n++;
}

void
paper_shape(struct paper *p, const struct paper_shape *shape)
{
	add_shape(p, shape, 0);
}

void
paper_named(struct paper *p, const struct paper_shape *shape,
    const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_shape(p, shape, add_formatted(p, format, ap));
	va_end(ap);
}

/* --- the forms --- */

static const char *const names[PAPER_FORMS] = {
	[PAPER_HTML] = "html",
	[PAPER_PDF] = "pdf",
	[PAPER_PLAIN] = "text",
};

const char *
paper_as_name(enum paper_as as)
{
	return as < PAPER_FORMS ? names[as] : NULL;
}

enum paper_as
paper_as_parse(const char *name)
{
	enum paper_as as = 0;

	while (as < PAPER_FORMS && strcmp(name, names[as]) != 0)
		as++;
	return as;
}

int
paper_write(const struct paper *p, enum paper_as as, struct bytes *out,
    struct paper_written *told, struct why *w)
{
	*told = (struct paper_written){ 0 };
	switch (as) {
	case PAPER_HTML:
		return paper_html(p, out, w);
	case PAPER_PDF:
		return paper_pdf(p, out, told, w);
	default:
		return paper_plain(p, out, w);
	}
}
