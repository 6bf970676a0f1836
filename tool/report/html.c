#include "tool/report/html.h"

#include <stdarg.h>
#include <string.h>

#include "formats/text.h"
#include "tool/say_out.h"

#define WORD_BYTES 20 /* 1234-56-78T12:34:56Z */

void
html_put(struct html *h, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (h->rc == 0)
		h->rc = bytes_vprintf(h->out, h->w, format, ap);
	va_end(ap);
}

static void
put_escaped(struct html *h, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		switch (text[i]) {
		case '&':
			html_put(h, "&amp;");
			break;
		case '<':
			html_put(h, "&lt;");
			break;
		case '>':
			html_put(h, "&gt;");
			break;
		case '"':
			html_put(h, "&quot;");
			break;
		case '\'':
			html_put(h, "&#39;");
			break;
		default:
			html_put(h, "%c", text[i]);
		}
}

void
html_text(struct html *h, const char *text)
{
	struct bytes shown = { 0 };

	if (h->rc == 0)
		h->rc = say_out_printable(&shown, text, h->w);
	if (h->rc == 0 && shown.len > 0)
		put_escaped(h, (const char *)shown.data, shown.len);
	bytes_clear(&shown);
}

void
html_number(struct html *h, uint64_t value)
{
	char text[SAY_OUT_NUMBER];

	say_out_number(text, value);
	html_put(h, "%s", text);
}

void
html_time(struct html *h, int64_t time_s)
{
	char text[TEXT_TIME_BYTES];

	text_time_format(text, time_s);
	html_put(h, "<time datetime=\"%s\">%.10s %.5s UTC</time>", text, text,
	    text + 11);
}

/* Without scripts, and with a policy that forbids them and all that is
 * outside. */
static const char head[] =
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
    "'none'; style-src 'unsafe-inline'\">\n"
    "<style>\n"
    "body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto;"
    " padding: 0 1em; color: #1a1a1a; background: #fff }\n"
    "h1, h2 { line-height: 1.2; break-after: avoid }\n"
    "h2 { margin-top: 2em }\n"
    "table { border-collapse: collapse; width: 100%; margin: 1em 0 }\n"
    "caption { text-align: left; font-weight: bold; padding: .3em 0 }\n"
    "th, td { text-align: left; vertical-align: top; padding: .25em .6em;"
    " border-bottom: 1px solid #bbb }\n"
    "td { overflow-wrap: break-word }\n"
    ".w { overflow-wrap: anywhere }\n"
    ".n { text-align: right; white-space: nowrap }\n"
    "thead { display: table-header-group }\n"
    "tr, figure { break-inside: avoid }\n"
    "figure { margin: 1em 0 }\n"
    "svg { width: 100%; height: auto; border: 1px solid #bbb }\n"
    "svg text { font: 12px sans-serif; fill: #1a1a1a }\n"
    "dt { font-weight: bold }\n"
    "dl { display: grid; grid-template-columns: max-content auto;"
    " gap: .2em 1.5em }\n"
    "dd { margin: 0; overflow-wrap: anywhere }\n"
    ".notice { border: 2px solid #1a1a1a; padding: .5em .8em;"
    " break-inside: avoid }\n"
    "pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5em 0"
    " .5em 2em; font: 14px/1.4 monospace }\n"
    "@media print { body { font-size: 10pt; margin: 0; max-width: none;"
    " padding: 0 } table { font-size: 8pt; line-height: 1.25 } th, td {"
    " padding: .15em .5em } }\n"
    "</style>\n";

/* A string of CSS; it cannot end the element either. */
static void
put_css(struct html *h, const char *text)
{
	html_put(h, "\"");
	for (; *text != '\0'; text++) {
		if (strchr("\"\\<>&\n", *text) != NULL)
			html_put(h, "\\%x ", (unsigned char)*text);
		else
			html_put(h, "%c", *text);
	}
	html_put(h, "\"");
}

void
html_begin(struct html *h, const char *title, const char *foot)
{
	html_put(h,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<title>");
	html_text(h, title);
	html_put(h, "</title>\n%s", head);
	html_put(h,
	    "<style>\n@page { margin: 18mm 15mm 20mm;\n"
	    "@bottom-right { font: 7pt sans-serif; white-space: nowrap;"
	    " content: \"Page \" counter(page) \" of \" counter(pages) }");
	if (foot[0] != '\0') {
		html_put(h,
		    "\n@bottom-left { font: 7pt sans-serif; "
		    "white-space: nowrap; content: ");
		put_css(h, foot);
		html_put(h, " }");
	}
	html_put(h, " }\n</style>\n</head>\n<body>\n<main>\n<h1>");
	html_text(h, title);
	html_put(h, "</h1>\n");
}

int
html_end(struct html *h)
{
	html_put(h, "</main>\n</body>\n</html>\n");
	return h->rc;
}

void
html_table(struct html *h, const char *caption, const char *const *headings)
{
	html_put(h, "<table>\n<caption>");
	html_text(h, caption);
	html_put(h, "</caption>\n<thead><tr>");
	for (; *headings != NULL; headings++) {
		bool number = **headings == '#';

		html_put(h, "<th scope=\"col\"%s>%s</th>",
		    number ? " class=\"n\"" : "", *headings + number);
	}
	html_put(h, "</tr></thead>\n<tbody>\n");
}

void
html_table_end(struct html *h)
{
	html_put(h, "</tbody>\n</table>\n");
}

void
html_row(struct html *h)
{
	html_put(h, "<tr>");
}

/* Has it a run without a blank that no column should be as wide as, such as a
 * digest? Columns are as wide as any other word of theirs. */
static bool
runs_long(const char *text)
{
	while (*text != '\0') {
		size_t run = strcspn(text, " ");

		if (run > WORD_BYTES)
			return true;
		text += run + strspn(text + run, " ");
	}
	return false;
}

void
html_cell(struct html *h, const char *text)
{
	html_put(h, runs_long(text) ? "<td class=\"w\">" : "<td>");
	html_text(h, text);
	html_put(h, "</td>");
}

void
html_cell_number(struct html *h, uint64_t value)
{
	html_put(h, "<td class=\"n\">");
	html_number(h, value);
	html_put(h, "</td>");
}

void
html_cell_time(struct html *h, int64_t time_s)
{
	html_put(h, "<td>");
	html_time(h, time_s);
	html_put(h, "</td>");
}
