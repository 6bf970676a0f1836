/** What was given in the place of something else. */

#include "formats/sort_of.h"

#include <string.h>

#include "tests/tap/tap.h"

int
main(void)
{
	static const struct {
		const char *start;
		size_t len; /* 0: all of it, without its NUL */
		const char *sort;
	} rows[] = {
		{ "{\n \"format\": \"sealbag-receipt/1\",\n", 0, "a receipt" },
		{ "{\n \"format\": \"sealbag-receipt/2\",\n", 0, "a receipt" },
		{ "{\n \"format\": \"sealbag-receipt", 0, NULL },
		{ "{\n \"format\": \"sealbag-receipts/1\",\n", 0, NULL },
		{ "{\n \"format\": \"sealbag-take/1\",\n", 0,
		    "a statement of a hand-over" },
		{ "{\n \"format\": \"sealbag-", 0, NULL },
		{ "{\n \"format\": \"seal", 0, NULL },
		{ "{\"format\": \"sealbag-receipt/1\",\n", 0, NULL },
		{ "handover.txt\0\0", 14, "a chain of hand-overs" },
		{ "handover.txt", 13, "a chain of hand-overs" },
		{ "handover.txt", 12, NULL },
		{ "handover.txt2", 14, NULL },
		{ "proof.txt", 10, "a proof of a custody log" },
		{ "", 0, NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t len =
		    rows[i].len == 0 ? strlen(rows[i].start) : rows[i].len;
		const char *sort = sort_of(rows[i].start, len);

		tap_text(sort == NULL ? "" : sort,
		    rows[i].sort == NULL ? "" : rows[i].sort, "row %zu", i);
	}
	return tap_done();
}
