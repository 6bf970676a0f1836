#include <endian.h>
#include <string.h>

#include "formats/reads.h"

#define DAY_S  86400
#define ZONE_S (14 * 3600) /* the farthest from UTC */

/* Eight bytes of a fixed form, in which 0 stands for a digit. */
struct form {
	char text[9];
	char slack[9]; /* what a byte may be above text, taken from 0x7f */
};

static uint64_t
load(const char *text)
{
	uint64_t v;

	memcpy(&v, text, sizeof v);
	return le64toh(v);
}

/*
 * Read eight bytes of digits and separators at once. In *pairs, byte i holds
 * the number that digits i and i + 1 make.
 */
static bool
read_form(const struct form *f, const char *text, uint64_t *pairs)
{
	uint64_t x = load(text) ^ load(f->text);

	/* 0..9 where a digit stands, 0 elsewhere; anything more reaches the
	 * top bit. A byte that could carry has its top bit set by itself. */
	if ((((x + load(f->slack)) | x) & UINT64_C(0x8080808080808080)) != 0)
		return false;
	*pairs = x * 10 + (x >> 8);
	return true;
}

static unsigned
pair(uint64_t pairs, unsigned at)
{
	return (unsigned)(pairs >> 8 * at) & 0xff;
}

/* Two digits, or 100. */
static unsigned
two(const char *text)
{
	unsigned high = (unsigned)(unsigned char)text[0] - '0';
	unsigned low = (unsigned)(unsigned char)text[1] - '0';

	return high > 9 || low > 9 ? 100 : high * 10 + low;
}

/* Days since 1970-01-01 of a day in the Gregorian calendar. */
static int64_t
days(unsigned year, unsigned month, unsigned day)
{
	/* Years begin in March, so that a leap day comes last. */
	unsigned y = month <= 2 ? year - 1 : year;
	unsigned m = month <= 2 ? month + 9 : month - 3;

	return (int64_t)y * 365 + y / 4 - y / 100 + y / 400 +
	    (153 * m + 2) / 5 + day - 1 - 719468;
}

static bool
is_day(unsigned year, unsigned month, unsigned day)
{
	static const uint8_t most[] = { 0, 31, 29, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= most[month] && (month != 2 || day < 29 || leap);
}

bool
reads_zone(const char *text, size_t len, int *out_s)
{
	unsigned hours;
	unsigned minutes;
	int zone;

	if (len == 1 && text[0] == 'Z') {
		*out_s = 0;
		return true;
	}
	if (len != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
		return false;
	hours = two(text + 1);
	minutes = two(text + 4);
	zone = (int)(hours * 3600 + minutes * 60);
	if (minutes > 59 || zone > ZONE_S)
		return false;
	*out_s = text[0] == '-' ? -zone : zone;
	return true;
}

/* ".125": how many bytes, and the milliseconds; 0 bytes when malformed. */
static size_t
fraction(const char *text, size_t len, unsigned *out_ms)
{
	unsigned worth = 100;
	size_t n = 1;

	for (; n < len && text[n] >= '0' && text[n] <= '9'; n++) {
		*out_ms += (unsigned)(text[n] - '0') * worth;
		worth /= 10;
	}
	return n == 1 ? 0 : n;
}

/* "YYYY-MM-DDThh:mm:ss" as seconds since 1970, without a zone. */
static bool
clock_time(const char *text, int64_t *out_s)
{
	static const struct form date = { "0000-00-",
		"\x76\x76\x76\x76\x7f\x76\x76\x7f" };
	static const struct form hour = { "00T00:00",
		"\x76\x76\x7f\x76\x76\x7f\x76\x76" };
	uint64_t a;
	uint64_t b;
	unsigned year;
	unsigned second;

	if (!read_form(&date, text, &a) || !read_form(&hour, text + 8, &b))
		return false;
	year = pair(a, 0) * 100 + pair(a, 2);
	second = two(text + 17);
	if (text[16] != ':' || second > 59 || pair(b, 6) > 59 ||
	    !is_day(year, pair(a, 5), pair(b, 0)))
		return false;
	/* 24:00:00 is the midnight that ends the day. */
	if (pair(b, 3) > 24 ||
	    (pair(b, 3) == 24 && (pair(b, 6) != 0 || second != 0)))
		return false;
	*out_s = days(year, pair(a, 5), pair(b, 0)) * DAY_S +
	    (int64_t)pair(b, 3) * 3600 + (int64_t)pair(b, 6) * 60 + second;
	return true;
}

bool
reads_time(const char *text, size_t len, bool zoned, int zone_s,
    int64_t *out_ms)
{
	int64_t time_s;
	unsigned ms = 0;
	size_t at = 19;

	if (len < at || !clock_time(text, &time_s))
		return false;
	if (at < len && text[at] == '.') {
		size_t n = fraction(text + at, len - at, &ms);

		/* No moment lies behind 24:00:00. */
		if (n == 0 || memcmp(text + 11, "24", 2) == 0)
			return false;
		at += n;
	}
	if (at < len) {
		if (!reads_zone(text + at, len - at, &zone_s))
			return false;
	} else if (!zoned) {
		return false;
	}
	*out_ms = (time_s - zone_s) * 1000 + ms;
	return true;
}
