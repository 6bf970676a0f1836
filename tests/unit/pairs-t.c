#include "tool/flow/pairs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap/tap.h"

static const struct {
	const char *rule;
	const char *text;
	size_t bytes;	  /* 0: all of it */
	const char *want; /* "wrong>right ..."; NULL: refused */
	const char *told;
} rows[] = {
	{ "a pair", "R1,R2\n", 0, "R1>R2 ", "" },
	{ "several, with a header", "record_id,by\nR1,R2\nR3,R2\n", 0,
	    "R1>R2 R3>R2 ", "" },
	{ "line ends of CSV, and none at the end", "R1,R2\r\nR 3,R/4", 0,
	    "R1>R2 R 3>R/4 ", "" },
	{ "no bytes", "", 0, NULL, "there is no pair in it" },
	{ "a header alone", "record_id,by\n", 0, NULL,
	    "there is no pair in it" },
	{ "a header in between", "R1,R2\nrecord_id,by\n", 0, NULL,
	    "line 2: the header again" },
	{ "an empty line", "R1,R2\n\nR3,R4\n", 0, NULL,
	    "line 2: not two record ids with a comma between" },
	{ "one id", "R1\n", 0, NULL,
	    "line 1: not two record ids with a comma between" },
	{ "nothing in front", "R1,R2\n,R2\n", 0, NULL,
	    "line 2: not two record ids with a comma between" },
	{ "nothing behind", "R1,\r\n", 0, NULL,
	    "line 1: not two record ids with a comma between" },
	{ "three", "R1,R2,R3\n", 0, NULL,
	    "line 1: not two record ids with a comma between" },
	{ "a zero byte", "R1,R2\n\0R3,R4\n", 13, NULL, "a zero byte" },
};

static void
check(size_t i, const char *path)
{
	struct pairs p;
	struct why w = { 0 };
	char text[256] = "";
	size_t len = 0;
	int rc = pairs_open(&p, path, &w);

	for (size_t at = 0; rc == 0 && at < p.n; at++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%s>%s ",
		    pairs_wrong(&p).items[at], pairs_right(&p).items[at]);
	if (rows[i].want != NULL) {
		tap_text(text, rows[i].want, "%s: taken %s", rows[i].rule,
		    w.text);
	} else {
		tap_number(rc, -1, "%s: refused", rows[i].rule);
		tap_number(w.reason, WHY_USAGE, "%s: as a wrong call",
		    rows[i].rule);
		tap_text(strchr(w.text, ':') + 2, rows[i].told, "%s: told so",
		    rows[i].rule);
	}
	pairs_close(&p);
	tap_ok(p.n == 0 && p.items == NULL, "%s: nothing is left",
	    rows[i].rule);
}

int
main(void)
{
	char path[] = "/tmp/pairs.XXXXXX";
	struct pairs p;
	struct why w = { 0 };
	int fd = mkstemp(path);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t len =
		    rows[i].bytes == 0 ? strlen(rows[i].text) : rows[i].bytes;

		if (ftruncate(fd, 0) != 0 ||
		    pwrite(fd, rows[i].text, len, 0) != (ssize_t)len)
			tap_ok(false, "a file");
		check(i, path);
	}
	close(fd);
	unlink(path);
	tap_number(pairs_open(&p, path, &w), -1, "one that is not there");
	pairs_close(&p);
	return tap_done();
}
