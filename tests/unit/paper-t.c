#include "tool/report/paper.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

static const char *const headings[] = { "Name", "#Count", NULL };

/* The form as a text; freed by the next call. */
static const char *
written(const struct paper *p, enum paper_as as, struct paper_written *told)
{
	static struct bytes out;
	static struct why w;

	w = (struct why){ 0 };
	out.len = 0;
	if (paper_write(p, as, &out, told, &w) != 0 ||
	    bytes_add(&out, "", 1, &w) != 0)
		return w.text;
	return (const char *)out.data;
}

static void
test_words(void)
{
	static const struct {
		const char *text;
		const char *page;
		const char *plain;
	} rows[] = {
		{ "A 1", "<p>A 1</p>", "\nA 1\n" },
		{ "<b>&", "<p>&lt;b&gt;&amp;</p>", "\n<b>&\n" },
		{ "a\x1b[1m", "<p>a\\x1b[1m</p>", "\na\\x1b[1m\n" },
		{ "\xe2\x80\xae\xff", "<p>\\xe2\\x80\\xae\\xff</p>",
		    "\n\\xe2\\x80\\xae\\xff\n" },
		{ "=1+1", "<p>=1+1</p>", "\n=1+1\n" },
		{ "T\xc5\xb7 gro\xc3\x9f", "<p>T\xc5\xb7 gro\xc3\x9f</p>",
		    "\nT\xc5\xb7 gro\xc3\x9f\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct paper_written told;
		struct why w = { 0 };
		struct paper p;

		paper_begin(&p, 0, &w);
		paper_title(&p, "T");
		paper_say(&p, PAPER_TEXT, "%s", rows[i].text);
		tap_number(paper_end(&p), 0, "a paper is made");
		tap_ok(strstr(written(&p, PAPER_HTML, &told), rows[i].page) !=
			NULL,
		    "text %zu is text in a page", i);
		tap_ok(strstr(written(&p, PAPER_PLAIN, &told), rows[i].plain) !=
			NULL,
		    "and as plain text");
		paper_clear(&p);
	}
}

static void
test_empty(void)
{
	struct paper_written told;
	struct why w = { 0 };
	struct paper p;
	const char *page;

	paper_begin(&p, 0, &w);
	paper_pair(&p, "Nothing", "");
	paper_table(&p, "A table", headings);
	paper_table_end(&p, NULL);
	paper_table(&p, "Another", headings);
	paper_table_end(&p, "It is empty.");
	tap_number(paper_end(&p), 0, "a paper without anything");
	page = written(&p, PAPER_HTML, &told);
	tap_ok(strstr(page, "<dd>none recorded</dd>") != NULL,
	    "an empty value is told as none");
	tap_ok(strstr(page, "<p>none recorded</p>") != NULL &&
		strstr(page, "<table>") == NULL,
	    "so is an empty table");
	tap_ok(strstr(page, "<p>It is empty.</p>") != NULL,
	    "or as it is to be");
	paper_clear(&p);
}

static void
test_foot(void)
{
	struct paper_written told;
	struct why w = { 0 };
	struct paper p;
	const char *page;

	paper_begin(&p, 0, &w);
	paper_title(&p, "</title><b>");
	paper_foot(&p, "%s", "\"; } </style><script>\\");
	page = written(&p, PAPER_HTML, &told);
	tap_ok(strstr(page, "<title>&lt;/title&gt;&lt;b&gt;</title>") != NULL,
	    "a title is text");
	tap_ok(strstr(page, "<script") == NULL &&
		strstr(page,
		    "content: \"\\22 ; } \\3c /style\\3e \\3c script\\3e "
		    "\\5c \" }") != NULL,
	    "so is the line on each page");
	paper_clear(&p);
}

static void
test_pages(void)
{
	struct paper_written told;
	struct why w = { 0 };
	struct paper p;
	char *words = malloc(9001);
	const char *pdf;

	paper_begin(&p, 0, &w);
	paper_title(&p, "Long");
	paper_table(&p, "Rows", headings);
	for (unsigned i = 0; i < 300; i++) {
		paper_cell_say(&p, "row %u", i);
		paper_cell_number(&p, i);
	}
	paper_table_end(&p, NULL);
	pdf = written(&p, PAPER_PDF, &told);
	tap_ok(strncmp(pdf, "%PDF-", 5) == 0, "a PDF is one");
	tap_ok(told.pages >= 4 && told.pages <= 12, "of several pages: %u",
	    told.pages);
	tap_number((long long)told.unknown, 0, "every sign has a form");
	/* a row that is higher than a page, without a place to break it */
	for (unsigned i = 0; i < 9000; i++)
		words[i] = 'x';
	words[9000] = '\0';
	paper_table(&p, "Wide", headings);
	paper_cell(&p, words);
	paper_cell_number(&p, 1);
	paper_table_end(&p, NULL);
	paper_say(&p, PAPER_TEXT, "%s", words);
	(void)written(&p, PAPER_PDF, &told);
	tap_ok(told.pages > 7 && told.pages < 20,
	    "a row is torn where it must be: %u", told.pages);
	free(words);
	paper_clear(&p);
}

static void
test_names(void)
{
	tap_number(paper_as_parse("pdf"), PAPER_PDF, "a form has a name");
	tap_number(paper_as_parse("doc"), PAPER_FORMS, "another has none");
	for (enum paper_as as = 0; as < PAPER_FORMS; as++)
		tap_number(paper_as_parse(paper_as_name(as)), as,
		    "and it is its name");
}

int
main(void)
{
	test_words();
	test_empty();
	test_foot();
	test_pages();
	test_names();
	return tap_done();
}
