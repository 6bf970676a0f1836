#include "tool/cmd/valid.h"

#include <string.h>

#include "tests/tap/tap.h"

#define DAY_S 86400

static const struct {
	const char *text;
	int64_t valid_s; /* -1: refused */
} cases[] = {
	{ "never", 0 },
	{ "1d", DAY_S },
	{ "90d", 90 * DAY_S },
	{ "18m", 540 * DAY_S },
	{ "3y", 1095 * DAY_S },
	{ "20y", INT64_C(7300) * DAY_S },
	{ "7300d", INT64_C(7300) * DAY_S },
	{ "7301d", -1 },
	{ "21y", -1 },
	{ "0d", -1 },
	{ "-1d", -1 },
	{ "01d", -1 },
	{ "1.5y", -1 },
	{ "3", -1 },
	{ "y", -1 },
	{ "", -1 },
	{ "3w", -1 },
	{ "3y ", -1 },
	{ " 3y", -1 },
	{ "3Y", -1 },
	{ "Never", -1 },
	{ "99999999999999999999d", -1 },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct why w = { 0 };
		uint32_t got = 1;
		int rc = valid_parse("--valid", cases[i].text, &got, &w);

		if (cases[i].valid_s >= 0)
			tap_ok(rc == 0 && got == cases[i].valid_s,
			    "\"%s\" is %lld seconds", cases[i].text,
			    (long long)cases[i].valid_s);
		else
			tap_ok(rc == -1 && w.reason == WHY_USAGE &&
				strncmp(w.text, "--valid: ", 9) == 0,
			    "\"%s\" is refused: %s", cases[i].text, w.text);
	}
	return tap_done();
}
