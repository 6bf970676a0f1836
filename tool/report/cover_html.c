#include "tool/report/cover_html.h"

#include "formats/checkcode.h"
#include "tool/report/html.h"
#include "tool/report/qr.h"
#include "tool/say_out.h"

/* Beside those of every page. */
static const char style[] =
    "<style>\n"
    "h1 { margin-bottom: 0 }\n"
    "h2 { margin: 1em 0 .3em }\n"
    "p { margin: .5em 0 }\n"
    "code { white-space: nowrap }\n"
    "table { table-layout: fixed }\n"
    ".marking { font-weight: bold; letter-spacing: .05em }\n"
    ".code { font: bold 1.6em/1.4 monospace }\n"
    ".words { font-size: 1.25em }\n"
    "svg.qr { width: 42mm; float: right; border: 0; margin: 0 0 1em 1em }\n"
    ".print { font-family: monospace; overflow-wrap: anywhere }\n"
    ".blank { display: inline-block; min-width: 16em;"
    " border-bottom: 1px solid #1a1a1a }\n"
    ".hop td { height: 3em; border: 1px solid #1a1a1a }\n"
    "@media print { body { font-size: 9.5pt } }\n"
    "</style>\n";

/* Lines for those who hand it over by pen. */
#define HOPS 3

static void
put_term(struct html *h, const char *term)
{
	html_put(h, "<dt>%s</dt><dd>", term);
}

/* What was not given is for the pen. */
static void
put_given(struct html *h, const char *term, const char *value)
{
	put_term(h, term);
	if (value == NULL)
		html_put(h, "<span class=\"blank\">&nbsp;</span>");
	else
		html_text(h, value);
	html_put(h, "</dd>\n");
}

/* In groups of four, to be compared by eye. */
static void
put_print(struct html *h, const char *term, const char *text)
{
	char print[SAY_OUT_GROUPS];

	put_term(h, term);
	say_out_groups(print, text);
	html_put(h, "<span class=\"print\">%s", print);
	html_put(h, "</span></dd>\n");
}

static void
put_recipients(struct html *h, const struct seal *s)
{
	put_term(h, "To");
	for (size_t i = 0; i < s->n_recipients; i++) {
		const struct seal_reader *one = &s->recipients[i];

		if (one->as == SEAL_SELF)
			continue;
		html_put(h, "%s", i == 0 ? "" : ", ");
		html_text(h, one->party.agency);
		if (one->as == SEAL_ESCROW)
			html_put(h, " (escrow)");
	}
	html_put(h, "</dd>\n");
}

static void
put_code(struct html *h, const struct cover_html *c)
{
	char text[CHECKCODE_LINE_BYTES];

	checkcode_line(c->seal->id, c->digest, text);
	qr_html(h, text);
	checkcode_groups(c->digest, text);
	html_put(h, "<h2>Check code</h2>\n<p class=\"code\">%s</p>\n", text);
	checkcode_words(c->digest, text);
	html_put(h,
	    "<p class=\"words\">%s</p>\n<p>Whoever sent this reads it out; "
	    "whoever got it compares: <code>sealbag inspect</code> prints it, "
	    "<code>sealbag receive --check-code</code> asks for it.</p>\n",
	    text);
}

static void
put_bundle(struct html *h, const struct cover_html *c)
{
	const struct seal *s = c->seal;
	char hex[HASH_DIGEST_HEX + 1];

	html_put(h, "<h2>Bundle</h2>\n<dl>\n");
	put_given(h, "From", s->sender.agency);
	put_recipients(h, s);
	if (s->n_earlier > 0)
		put_given(h, "First sealed by", s->earlier[0].sender.agency);
	put_term(h, "Sealed");
	html_time(h, s->created_s);
	html_put(h, "</dd>\n");
	put_term(h, "Number");
	html_number(h, s->sequence);
	html_put(h, " of this sender</dd>\n");
	put_term(h, "Size");
	html_number(h, c->bytes);
	html_put(h, " bytes</dd>\n");
	bytes_to_hex(hex, s->id, sizeof s->id);
	put_print(h, "Bundle id", hex);
	bytes_to_hex(hex, c->digest, HASH_DIGEST_BYTES);
	put_print(h, "Seal digest (BLAKE2b-512)", hex);
	put_print(h, "Key of the sender", s->sender.fingerprint);
	html_put(h, "</dl>\n");
}

static void
put_hops(struct html *h)
{
	static const char *const headings[] = { "Handed over by, signature",
		"Taken by, signature", "Place", "Date, time",
		"Seal number, condition", NULL };

	html_table(h,
	    "Name, number and agency in capitals; every hand-over, "
	    "couriers too",
	    headings);
	for (unsigned i = 0; i < HOPS; i++) {
		html_put(h, "<tr class=\"hop\">");
		for (unsigned j = 0; headings[j] != NULL; j++)
			html_put(h, "<td></td>");
		html_put(h, "</tr>\n");
	}
	html_table_end(h);
}

int
cover_html(const struct cover_html *c, struct bytes *out, struct why *w)
{
	struct html h = { .out = out, .w = w };

	html_begin(&h, "Cover sheet", "");
	html_put(&h, "%s<p class=\"marking\">", style);
	html_text(&h, c->seal->marking);
	html_put(&h, "</p>\n");
	put_code(&h, c);
	put_bundle(&h, c);
	html_put(&h, "<h2>Medium</h2>\n<dl>\n");
	put_given(&h, "Seal number of the bag", c->seal_number);
	put_given(&h, "Medium: make, serial number", c->medium);
	put_given(&h, "Remark", c->remark);
	html_put(&h, "</dl>\n<h2>Hand-overs</h2>\n");
	put_hops(&h);
	html_put(&h,
	    "<p>As the seal says it; nothing of it was checked for this page. "
	    "<code>sealbag verify</code> checks it.</p>\n");
	return html_end(&h);
}
