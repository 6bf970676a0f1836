#include "tool/cmd/valid.h"

#include <string.h>

#include "formats/bytes.h"

#define DAY_S	 86400
#define DAYS_MAX 7300 /* twenty years */

int
valid_parse(const char *option, const char *text, uint32_t *out_s,
    struct why *w)
{
	static const struct {
		char unit;
		uint32_t days;
	} units[] = { { 'y', 365 }, { 'm', 30 }, { 'd', 1 } };
	size_t len = strlen(text);
	char digits[8];
	uint64_t n;

	*out_s = 0;
	if (strcmp(text, "never") == 0)
		return 0;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (len < 2 || len > sizeof digits ||
		    text[len - 1] != units[i].unit)
			continue;
		memcpy(digits, text, len - 1);
		digits[len - 1] = '\0';
		if (!bytes_decimal(digits, DAYS_MAX / units[i].days, &n) ||
		    n == 0)
			break;
		*out_s = (uint32_t)n * units[i].days * DAY_S;
		return 0;
	}
	return why_set(w, WHY_USAGE,
	    "%s: \"%.32s\" is neither never nor a time such as 3y, 18m "
	    "or 90d, at most 20y",
	    option, text);
}
