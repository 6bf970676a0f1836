#include "tool/report/html.h"

#include "tests/tap/tap.h"

static void
test_text(void)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "", "" },
		{ "A 1", "A 1" },
		{ "<b>", "&lt;b&gt;" },
		{ "&lt;", "&amp;lt;" },
		{ "\" onload='x'", "&quot; onload=&#39;x&#39;" },
		{ "\x1b[1m", "\\x1b[1m" },
		{ "\xe2\x80\xaex", "\\xe2\\x80\\xaex" },
		{ "\xff", "\\xff" },
		{ "\n", "\\x0a" },
		{ "caf\xc3\xa9", "caf\xc3\xa9" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct bytes out = { 0 };
		struct why w = { 0 };
		struct html h = { .out = &out, .w = &w };

		html_text(&h, rows[i].text);
		bytes_add(&out, "", 1, &w);
		tap_text((const char *)out.data, rows[i].want,
		    "text %zu is text", i);
		bytes_clear(&out);
	}
}

/* No column breaks a word, unless it is a run that none has room for. */
static void
test_cells(void)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ "", "<td></td>" },
		{ "handover-close done", "<td>handover-close done</td>" },
		{ "2026-03-01T12:00:00Z <",
		    "<td>2026-03-01T12:00:00Z &lt;</td>" },
		{ "of 00112233445566778899a",
		    "<td class=\"w\">of 00112233445566778899a</td>" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct bytes out = { 0 };
		struct why w = { 0 };
		struct html h = { .out = &out, .w = &w };

		html_cell(&h, rows[i].text);
		bytes_add(&out, "", 1, &w);
		tap_text((const char *)out.data, rows[i].want, "cell %zu", i);
		bytes_clear(&out);
	}
}

int
main(void)
{
	test_text();
	test_cells();
	return tap_done();
}
