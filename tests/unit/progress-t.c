#include "tool/progress.h"

#include "tests/tap/tap.h"

static const struct {
	const char *rule;
	uint64_t done;
	uint64_t total;
	int64_t elapsed_ms;
	const char *line;
} lines[] = {
	{ "nothing yet", 0, 1000000, 0, "pack    0 %  0 bytes of 1.0 MB" },
	{ "too early for a rate", 500000, 1000000, 499,
	    "pack   50 %  500.0 kB of 1.0 MB" },
	{ "half", 500000, 1000000, 1000,
	    "pack   50 %  0.5 MB/s  500.0 kB of 1.0 MB  0:01 left" },
	{ "all", 1000000, 1000000, 2000,
	    "pack  100 %  0.5 MB/s  1.0 MB of 1.0 MB  0:00 left" },
	{ "minutes", 1000000, 100000000, 1000,
	    "pack    1 %  1.0 MB/s  1.0 MB of 100.0 MB  1:39 left" },
	{ "hours", 1000000, UINT64_C(10000000000), 1000,
	    "pack    0 %  1.0 MB/s  1.0 MB of 10.0 GB  2:46:39 left" },
	{ "almost all is not all", 999999, 1000000, 100,
	    "pack   99 %  1.0 MB of 1.0 MB" },
	{ "a total that is not known", 3000000, 0, 1000,
	    "pack  3.0 MB/s  3.0 MB" },
	{ "more than there was to be", 3000000, 2000000, 1000,
	    "pack  3.0 MB/s  3.0 MB" },
	{ "standstill has no time left", 0, 2000000, 60000,
	    "pack    0 %  0.0 MB/s  0 bytes of 2.0 MB" },
	{ "the largest numbers", UINT64_MAX - 1, UINT64_MAX, 1000,
	    "pack  100 %  18446744073709.6 MB/s  18.4 EB of 18.4 EB  "
	    "0:00 left" },
};

int
main(void)
{
	struct progress p;

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		char line[PROGRESS_LINE_BYTES];

		p = (struct progress){ .label = "pack",
			.total = lines[i].total };
		progress_line(line, &p, lines[i].done, lines[i].elapsed_ms);
		tap_text(line, lines[i].line, "%s", lines[i].rule);
	}
	progress_open(&p, "pack", 10, true);
	tap_ok(!p.shown, "quiet is not shown");
	progress_add(&p, 4);
	progress_add(&p, 3);
	tap_number((long long)p.done, 7, "what is added is counted");
	progress_close(&p);
	return tap_done();
}
