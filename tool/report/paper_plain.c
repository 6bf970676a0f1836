#include "tool/report/paper.h"

#include <string.h>

#include "tool/opt.h"

#define INDENT 4

/* What is written now. */
struct plain {
	const struct paper *paper;
	struct bytes *out;
	struct why *w;
	int rc;
};

static void
put(struct plain *t, const char *text)
{
	if (t->rc == 0)
		t->rc = bytes_add(t->out, text, strlen(text), t->w);
}

static void
put_wrapped(struct plain *t, const char *text, size_t indent, size_t used)
{
	if (t->rc == 0)
		t->rc = opt_wrap(t->out, text, indent, used, t->w);
}

/* With a line below it. */
static void
put_heading(struct plain *t, const char *text, const char *line)
{
	put(t, "\n");
	put(t, text);
	put(t, "\n");
	for (size_t i = 0; i < strlen(text); i++)
		put(t, line);
	put(t, "\n\n");
}

/* "Name: value" */
static void
put_value(struct plain *t, const char *name, const char *value)
{
	put(t, name);
	put(t, value[0] == '\0' ? ":" : ": ");
	put_wrapped(t, value, INDENT, strlen(name) + 2);
}

static const char *
cell(const struct plain *t, const struct paper_block *b, size_t i)
{
	return paper_text_of(t->paper, t->paper->cells[b->first + i]);
}

static void
put_pairs(struct plain *t, const struct paper_block *b)
{
	for (size_t i = 0; i + 1 < b->n; i += 2)
		put_value(t, cell(t, b, i), cell(t, b, i + 1));
}

static void
put_table(struct plain *t, const struct paper_block *b)
{
	put_wrapped(t, paper_text_of(t->paper, b->text), 0, 0);
	for (size_t i = 0; i < b->n; i++) {
		const char *heading = b->headings[i % b->columns];

		if (i % b->columns == 0)
			put(t, "\n");
		put_value(t, heading + (heading[0] == '#'), cell(t, b, i));
	}
}

static void
put_block(struct plain *t, const struct paper_block *b)
{
	const char *text = paper_text_of(t->paper, b->text);

	switch (b->kind) {
	case PAPER_HEADING:
		put_heading(t, text, b->level == 2 ? "=" : "-");
		return;
	case PAPER_TEXT:
	case PAPER_NOTICE:
		put_wrapped(t, text, 0, 0);
		break;
	case PAPER_COMMAND:
		put_wrapped(t, text, INDENT, 0);
		break;
	case PAPER_PAIRS:
		put_pairs(t, b);
		break;
	case PAPER_TABLE:
		put_table(t, b);
		break;
	case PAPER_DRAWING:
		put_wrapped(t, paper_text_of(t->paper, b->caption), 0, 0);
	}
	put(t, "\n");
}

int
paper_plain(const struct paper *p, struct bytes *out, struct why *w)
{
	struct plain t = { .paper = p, .out = out, .w = w };

	put(&t, paper_text_of(p, p->title));
	put(&t, "\n\n");
	for (size_t i = 0; i < p->n_blocks; i++)
		put_block(&t, &p->blocks[i]);
	return t.rc;
}
