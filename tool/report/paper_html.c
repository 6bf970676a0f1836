#include "tool/report/paper.h"

#include <string.h>

#include "tool/report/html.h"

#define INK  "#1a1a1a"
#define FILL "#1f4e79"

/* What is written now. */
struct page {
	struct html h;
	const struct paper *paper;
	unsigned drawings;
};

static const char *
cell(const struct page *g, const struct paper_block *b, size_t i)
{
	return paper_text_of(g->paper, g->paper->cells[b->first + i]);
}

/* name: of an element, which may have an attribute */
static void
put_element(struct page *g, const char *name, const char *text)
{
	html_put(&g->h, "<%s>", name);
	html_text(&g->h, text);
	html_put(&g->h, "</%.*s>", (int)strcspn(name, " "), name);
}

static void
put_pairs(struct page *g, const struct paper_block *b)
{
	html_put(&g->h, "<dl>\n");
	for (size_t i = 0; i + 1 < b->n; i += 2) {
		put_element(g, "dt", cell(g, b, i));
		put_element(g, "dd", cell(g, b, i + 1));
		html_put(&g->h, "\n");
	}
	html_put(&g->h, "</dl>\n");
}

static void
put_table(struct page *g, const struct paper_block *b)
{
	html_table(&g->h, paper_text_of(g->paper, b->text), b->headings);
	for (size_t i = 0; i < b->n; i++) {
		size_t column = i % b->columns;
		bool number = b->headings[column][0] == '#';

		if (column == 0)
			html_row(&g->h);
		if (number)
			put_element(g, "td class=\"n\"", cell(g, b, i));
		else
			html_cell(&g->h, cell(g, b, i));
		if (column == b->columns - 1)
			html_put(&g->h, "</tr>\n");
	}
	html_table_end(&g->h);
}

static void
put_dot(struct page *g, const struct paper_shape *s)
{
	html_put(&g->h, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" %s>", s->x,
	    s->y, s->width,
	    s->form == PAPER_DOT ? "fill=\"" FILL "\" fill-opacity=\".6\""
				 : "fill=\"none\" stroke=\"" INK "\"");
	if (s->text != 0)
		put_element(g, "title", paper_text_of(g->paper, s->text));
	html_put(&g->h, "</circle>\n");
}

static void
put_shape(struct page *g, const struct paper_shape *s)
{
	static const char *const anchors[] = {
		[PAPER_START] = "start",
		[PAPER_MIDDLE] = "middle",
		[PAPER_END] = "end",
	};

	switch (s->form) {
	case PAPER_BAR:
		html_put(&g->h,
		    "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
		    "height=\"%.2f\" fill=\"" FILL "\"/>\n",
		    s->x, s->y, s->width, s->height);
		break;
	case PAPER_LINE:
		html_put(&g->h,
		    "<path d=\"M%.2f %.2f l%.2f %.2f\" stroke=\"" INK "\"/>\n",
		    s->x, s->y, s->width, s->height);
		break;
	case PAPER_DOT:
	case PAPER_RING:
		put_dot(g, s);
		break;
	case PAPER_LABEL:
		html_put(&g->h,
		    "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\">", s->x,
		    s->y, anchors[s->anchor]);
		html_text(&g->h, paper_text_of(g->paper, s->text));
		html_put(&g->h, "</text>\n");
	}
}

static void
put_drawing(struct page *g, const struct paper_block *b)
{
	const char *title = paper_text_of(g->paper, b->text);
	const char *about = paper_text_of(g->paper, b->about);
	unsigned n = ++g->drawings;

	html_put(&g->h,
	    "<figure>\n<svg role=\"img\" aria-labelledby=\"title-%u "
	    "desc-%u\" viewBox=\"0 0 %d %d\" "
	    "xmlns=\"http://www.w3.org/2000/svg\">\n<title id=\"title-%u\">",
	    n, n, b->width, b->height, n);
	html_text(&g->h, title);
	html_put(&g->h, "</title>\n<desc id=\"desc-%u\">", n);
	html_text(&g->h, about);
	html_put(&g->h, "</desc>\n");
	for (size_t i = 0; i < b->n; i++)
		put_shape(g, &g->paper->shapes[b->first + i]);
	html_put(&g->h, "</svg>\n");
	put_element(g, "figcaption", paper_text_of(g->paper, b->caption));
	html_put(&g->h, "\n</figure>\n");
}

static void
put_block(struct page *g, const struct paper_block *b)
{
	const char *text = paper_text_of(g->paper, b->text);

	switch (b->kind) {
	case PAPER_HEADING:
		put_element(g, b->level == 2 ? "h2" : "h3", text);
		break;
	case PAPER_TEXT:
		put_element(g, "p", text);
		break;
	case PAPER_NOTICE:
		put_element(g, "p class=\"notice\"", text);
		break;
	case PAPER_COMMAND:
		put_element(g, "pre", text);
		break;
	case PAPER_PAIRS:
		put_pairs(g, b);
		return;
	case PAPER_TABLE:
		put_table(g, b);
		return;
	case PAPER_DRAWING:
		put_drawing(g, b);
		return;
	}
	html_put(&g->h, "\n");
}

int
paper_html(const struct paper *p, struct bytes *out, struct why *w)
{
	struct page g = { .h = { .out = out, .w = w }, .paper = p };

	html_begin(&g.h, paper_text_of(p, p->title), paper_text_of(p, p->foot));
	for (size_t i = 0; i < p->n_blocks; i++)
		put_block(&g, &p->blocks[i]);
	return html_end(&g.h);
}
