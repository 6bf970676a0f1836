#include <ctype.h>
#include <string.h>

#include "formats/quality_inside.h"

/* Runs of letters (A) and digits (9), each with the least and the most of
 * them. Source: quality.txt, 3.2. */
static const struct {
	const char *countries; /* between blanks */
	const char *shapes;    /* between blanks */
} profiles[] = {
	{ " GB GBR UK ",
	    "A22922A33 A11913A33 A33913A11 A13914 914A13 933A11933" },
	{ " IE IRL ", "922A12916 933A12916" },
	{ " FR FRA ", "A22933A22" },
	{ " DE DEU D ", "A15914 A15914A11" },
};

static size_t
run(const char *s, char kind)
{
	size_t n = 0;

	while (kind == 'A' ? s[n] >= 'A' && s[n] <= 'Z'
			   : s[n] >= '0' && s[n] <= '9')
		n++;
	return n;
}

static bool
fits(const char *vrm, const char **shape)
{
	const char *s = *shape;
	bool yes = true;

	for (; *s != ' ' && *s != '\0'; s += 3) {
		size_t n = yes ? run(vrm, s[0]) : 0;

		yes = yes && n >= (size_t)(s[1] - '0') &&
		    n <= (size_t)(s[2] - '0');
		vrm += n;
	}
	*shape = *s == ' ' ? s + 1 : s;
	return yes && *vrm == '\0';
}

/* Any plate of a country without a row of its own. */
static bool
fits_any(const char *vrm)
{
	size_t n = strspn(vrm, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	return n >= 2 && n <= 10 && vrm[n] == '\0';
}

bool
quality_shape_ok(const char *vrm, const char *country, size_t len)
{
	size_t row = 0;

	if (len > 3)
		return fits_any(vrm);
	if (len > 0) {
		char word[6] = " ";

		for (size_t i = 0; i < len; i++)
			word[i + 1] = (char)toupper((unsigned char)country[i]);
		word[len + 1] = ' ';
		word[len + 2] = '\0';
		while (row < sizeof profiles / sizeof profiles[0] &&
		    strstr(profiles[row].countries, word) == NULL)
			row++;
	}
	if (row == sizeof profiles / sizeof profiles[0])
		return fits_any(vrm);
	for (const char *shape = profiles[row].shapes; *shape != '\0';)
		if (fits(vrm, &shape))
			return true;
	return false;
}
