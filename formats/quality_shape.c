#include <ctype.h>
#include <endian.h>
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
#define PROFILES (sizeof profiles / sizeof profiles[0])

_Static_assert(PROFILES + 1 == QUALITY_COUNTRIES, "and any other");

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

/* The row of a country; one behind the last for any other. */
static size_t
profile_of(const char *country, size_t len)
{
	size_t row = 0;
	char word[6] = " ";

	if (len == 0)
		return 0;
	if (len > 3)
		return PROFILES;
	for (size_t i = 0; i < len; i++)
		word[i + 1] = (char)toupper((unsigned char)country[i]);
	word[len + 1] = ' ';
	word[len + 2] = '\0';
	while (row < PROFILES && strstr(profiles[row].countries, word) == NULL)
		row++;
	return row;
}

static bool
fits_profile(const char *vrm, size_t row)
{
	if (row == PROFILES)
		return fits_any(vrm);
	for (const char *shape = profiles[row].shapes; *shape != '\0';)
		if (fits(vrm, &shape))
			return true;
	return false;
}

bool
quality_shape_ok(const char *vrm, const char *country, size_t len)
{
	return fits_profile(vrm, profile_of(country, len));
}

/* --- many plates --- */

#define ONES (UINT64_MAX / 255)
#define TOPS (ONES << 7)

/* The top bit of each byte, all below 0x80: is it at least `from`? */
static uint64_t
at_least(uint64_t bytes, uint8_t from)
{
	return bytes + ONES * (uint8_t)(0x80 - from);
}

bool
quality_shape_plain(const char *vrm, size_t len, size_t room, unsigned *letters)
{
	uint64_t v = 0;
	uint64_t digit;
	uint64_t letter;

	if (len == 0 || len > QUALITY_SHAPE_LETTERS)
		return false;
	if (room < sizeof v)
		memcpy(&v, vrm, len);
	else
		memcpy(&v, vrm, sizeof v);
	/* Those behind it are made digits. */
	v = le64toh(v) & UINT64_MAX >> (64 - 8 * len);
	if (len < sizeof v)
		v |= (ONES * '0') << 8 * len;
	digit = at_least(v, '0') & ~at_least(v, '9' + 1);
	letter = at_least(v, 'A') & ~at_least(v, 'Z' + 1);
	if ((v & TOPS) != 0 || ((digit | letter) & TOPS) != TOPS)
		return false;
	*letters =
	    (unsigned)(((letter & TOPS) >> 7) * UINT64_C(0x0102040810204080) >>
		56);
	return true;
}

static __attribute__((noinline)) uint8_t
look_up(size_t row, size_t len, unsigned letters)
{
	char vrm[QUALITY_SHAPE_LETTERS + 1] = "";

	for (size_t i = 0; i < len; i++)
		vrm[i] = (letters >> i & 1) != 0 ? 'A' : '9';
	return fits_profile(vrm, row) ? 1 : 2;
}

bool
quality_shape_known(struct quality_shapes *s, size_t len, unsigned letters,
    const struct reads_text *country)
{
	uint8_t *known;
	uint16_t two;
	size_t row;

	if (country->len == sizeof two) {
		memcpy(&two, country->text, sizeof two);
		if (two != s->two || two == 0) {
			s->two = two;
			s->of_two = (uint8_t)profile_of(country->text, 2);
		}
		row = s->of_two;
	} else {
		row = profile_of(country->text, country->len);
	}
	known = &s->known[row][letters | 1U << len];
	if (*known == 0)
		*known = look_up(row, len, letters);
	return *known == 1;
}
