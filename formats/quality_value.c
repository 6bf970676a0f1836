#include <endian.h>
#include <string.h>

#include "formats/quality_inside.h"

#define DAY_BYTES   11 /* "2026-05-01T" */
#define CLOCK_BYTES 8  /* "12:00:00" */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
quality_value_number(const struct reads_text *t, int64_t *out)
{
	size_t at = t->len > 0 && (t->text[0] == '-' || t->text[0] == '+');
	size_t begin = at;
	int64_t value = 0;
	int places = 0;

	for (; at < t->len && is_digit(t->text[at]); at++) {
		if (value > 1000000)
			return false;
		value = 10 * value + (t->text[at] - '0');
	}
	if (at == begin)
		return false;
	if (at < t->len && t->text[at] == '.')
		for (at++; at < t->len && is_digit(t->text[at]); at++)
			if (places < 6) {
				value = 10 * value + (t->text[at] - '0');
				places++;
			}
	for (; places < 6; places++)
		value *= 10;
	*out = t->text[0] == '-' ? -value : value;
	return at == t->len;
}

int
quality_value_confidence(const struct reads_text *t)
{
	int64_t value;

	if (t->len == 2 && is_digit(t->text[0]) && is_digit(t->text[1]))
		return t->text[0] - '0';
	if (!quality_value_number(t, &value) || value < 0 || value > 100000000)
		return -1;
	return value == 100000000 ? QUALITY_BINS - 1 : (int)(value / 10000000);
}

bool
quality_value_naive(const struct reads_text *t)
{
	char sign;

	if (t->len < 7 || t->text[t->len - 1] == 'Z')
		return t->len == 0 || t->text[t->len - 1] != 'Z';
	sign = t->text[t->len - 6];
	return sign != '+' && sign != '-';
}

/* "12:00:00" in milliseconds; -1 for anything that is not of one day. */
static int64_t
clock_ms(const char *text)
{
	const uint64_t form = UINT64_C(0x30303a30303a3030); /* 00:00:00 */
	uint64_t v;
	uint64_t hour;
	uint64_t minute;
	uint64_t second;

	memcpy(&v, text, sizeof v);
	v = le64toh(v) ^ form;
	/* At most 9 where a digit stands, 0 elsewhere, in each byte; one that
	 * carries has its top bit set by itself. */
	if (((v | (v + UINT64_C(0x76767f76767f7676))) &
		UINT64_C(0x8080808080808080)) != 0)
		return -1;
	v = v * 10 + (v >> 8);
	hour = v & 0xff;
	minute = v >> 24 & 0xff;
	second = v >> 48 & 0xff;
	if (hour > 23 || minute > 59 || second > 59)
		return -1;
	return (int64_t)((hour * 60 + minute) * 60 + second) * 1000;
}

/* ".125Z" or "Z" in milliseconds; -1 for anything else. */
static int
rest_ms(const char *text, size_t len)
{
	if (len == 1 && text[0] == 'Z')
		return 0;
	if (len != 5 || text[0] != '.' || text[4] != 'Z' ||
	    !is_digit(text[1]) || !is_digit(text[2]) || !is_digit(text[3]))
		return -1;
	return (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
}

/* Another day; apart, so that the rest has no array to guard. */
static __attribute__((noinline)) bool
slow_time(struct quality_day *day, const struct reads *r,
    const struct reads_text *t, int64_t *out_ms)
{
	char midnight[DAY_BYTES + CLOCK_BYTES + 2];

	if (!reads_time(t->text, t->len, r->zoned, r->zone_s, out_ms))
		return false;
	memcpy(midnight, t->text, DAY_BYTES);
	memcpy(midnight + DAY_BYTES, "00:00:00Z", CLOCK_BYTES + 2);
	if (reads_time(midnight, DAY_BYTES + CLOCK_BYTES + 1, false, 0,
		&day->ms))
		memcpy(day->text, midnight, DAY_BYTES);
	return true;
}

bool
quality_value_time(struct quality_day *day, const struct reads *r,
    const struct reads_text *t, int64_t *out_ms)
{
	if (t->len > DAY_BYTES + CLOCK_BYTES &&
	    memcmp(t->text, day->text, DAY_BYTES) == 0) {
		int64_t clock = clock_ms(t->text + DAY_BYTES);
		int rest = rest_ms(t->text + DAY_BYTES + CLOCK_BYTES,
		    t->len - DAY_BYTES - CLOCK_BYTES);

		*out_ms = day->ms + clock + rest;
		if (clock >= 0 && rest >= 0)
			return true;
	}
	return slow_time(day, r, t, out_ms);
}

/* The hour before and the hour after 01:00 UTC of the last Sunday in March and
 * October. */
bool
quality_value_clock_change(int64_t hour)
{
	int64_t day = hour / 24;
	int64_t era;
	int64_t year;
	int64_t of_year;
	int64_t month;
	int64_t of_month;

	/* 1970-01-04 was a Sunday; before 1970 nothing was read */
	if (hour < 0 || hour % 24 > 1 || day % 7 != 3)
		return false;
	/* years from March, so that a leap day is their last */
	day += 719468;
	era = day % 146097;
	year = (era - era / 1460 + era / 36524 - era / 146096) / 365;
	of_year = era - (365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	of_month = of_year - (153 * month + 2) / 5 + 1;
	return (month == 0 || month == 7) && of_month >= 25;
}
