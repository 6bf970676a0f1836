#include "tool/flow/minimise.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

#define HEADER	 "vrm,feed_id,source_id,camera_id,capture_time\n"
#define ROW(vrm) vrm ",1,1,1,2026-03-01T12:00:00Z\n"

static const char *const vrms[] = { "ZZ26A1" };

/* Go through `text` a first time, then through `again`; what came out, or
 *  reason and sentence. */
static const char *
twice(const char *text, const char *again)
{
	static struct bytes out;
	static char told[2048];
	const struct selection_ask ask = { .vrms = vrms, .n_vrms = 1 };
	struct minimise_ask what = { 0 };
	struct minimise m;
	struct name_set files = { 0 };
	struct stream_memory from;
	struct stream_buffer to;
	struct minimise_file file = { "r.csv", "csv", "", NULL, { 0 } };
	struct minimise_size size;
	struct why w = { 0 };
	int rc;

	out.len = 0;
	rc = selection_make(&what.selection, &ask, &w);
	rc = rc == 0 ? minimise_open(&m, &what, &files, &w) : rc;
	file.from = stream_from_memory(&from, text, strlen(text));
	rc = rc == 0 ? minimise_measure(&m, &file, &size, &w) : rc;
	file.from = stream_from_memory(&from, again, strlen(again));
	rc = rc == 0 ? minimise_put(&m, &file, &size,
			   stream_to_buffer(&to, &out, 1 << 20), &w)
		     : rc;
	if (rc == 0 && out.len != size.bytes)
		rc = why_set(&w, WHY_SYSTEM, "another size");
	(void)snprintf(told, sizeof told, "%.*s", (int)out.len,
	    out.data == NULL ? "" : (const char *)out.data);
	if (rc != 0)
		(void)snprintf(told, sizeof told, "%s: %s", why_name(w.reason),
		    w.text);
	minimise_close(&m);
	selection_clear(&what.selection);
	bytes_clear(&out);
	return told;
}

int
main(void)
{
	tap_text(twice(HEADER ROW("ZZ26B2") ROW("ZZ26A1") ROW("ZZ26B2"),
		     HEADER ROW("ZZ26B2") ROW("ZZ26A1") ROW("ZZ26B2")),
	    HEADER ROW("ZZ26A1"), "what stays comes out");
	tap_text(twice("", ""), "", "nothing comes of an empty file");
	tap_text(twice(HEADER ROW("ZZ26B2"), HEADER ROW("ZZ26B3")),
	    "input-changed: r.csv: changed while it was read",
	    "a change in a row that goes is seen");
	tap_text(twice(HEADER ROW("ZZ26A1"), HEADER ROW("ZZ26-A1")),
	    "input-changed: r.csv: changed while it was read",
	    "so is one in a row that stays");
	tap_text(twice(HEADER ROW("ZZ26A1"), HEADER ROW("ZZ26A1") "\n"),
	    "input-changed: r.csv: changed while it was read",
	    "and one more line");
	return tap_done();
}
