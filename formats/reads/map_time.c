#include <string.h>

#include "formats/reads/map.h"

#define JOINED_BYTES 128
#define DAY_S	     86400

/* Parts of a time, each as digits. */
struct parts {
	unsigned year, month, day, hour, minute, second;
	char fraction[10]; /* digits, and a NUL */
	char zone[7];
	bool halves; /* of a day: 1 to 12, with AM or PM */
	bool afternoon;
};

/* What is left of a text. */
struct left {
	const char *at;
	const char *end;
};

/* From least to most digits. */
static bool
number(struct left *l, unsigned least, unsigned most, unsigned *out)
{
	unsigned n = 0;

	*out = 0;
	while (n < most && l->at < l->end && *l->at >= '0' && *l->at <= '9') {
		*out = *out * 10 + (unsigned)(*l->at++ - '0');
		n++;
	}
	return n >= least;
}

static bool
fraction(struct left *l, unsigned most, char out[10])
{
	unsigned n = 0;

	while (n < most && l->at < l->end && *l->at >= '0' && *l->at <= '9')
		out[n++] = *l->at++;
	out[n] = '\0';
	return n > 0;
}

static bool
zone(struct left *l, char out[7])
{
	size_t len = l->at < l->end && *l->at == 'Z' ? 1 : 6;
	int ignored;

	if ((size_t)(l->end - l->at) < len || !reads_zone(l->at, len, &ignored))
		return false;
	memcpy(out, l->at, len);
	out[len] = '\0';
	l->at += len;
	return true;
}

static bool
half(struct left *l, struct parts *p)
{
	if (l->end - l->at < 2 || (l->at[1] | 0x20) != 'm' ||
	    ((l->at[0] | 0x20) != 'a' && (l->at[0] | 0x20) != 'p'))
		return false;
	p->halves = true;
	p->afternoon = (l->at[0] | 0x20) == 'p';
	l->at += 2;
	return true;
}

/* One run of a letter in a pattern. */
static bool
take(struct left *l, char letter, unsigned n, struct parts *p)
{
	unsigned least = n == 1 ? 1 : n;
	unsigned most = n == 1 ? 2 : n;

	switch (letter) {
	case 'y':
		return number(l, n, n, &p->year);
	case 'M':
		return number(l, least, most, &p->month);
	case 'd':
		return number(l, least, most, &p->day);
	case 'H':
	case 'h':
		return number(l, least, most, &p->hour);
	case 'm':
		return number(l, least, most, &p->minute);
	case 's':
		return number(l, least, most, &p->second);
	case 'f':
		return fraction(l, n, p->fraction);
	case 't':
		return half(l, p);
	case 'z':
		return zone(l, p->zone);
	default:
		return false;
	}
}

/* T stands for itself. */
static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z' && c != 'T');
}

static bool
match(const char *pattern, struct left *l, struct parts *p)
{
	while (*pattern != '\0') {
		char c = *pattern;
		unsigned n = 1;

		if (!is_letter(c)) {
			if (l->at == l->end || *l->at != c)
				return false;
			l->at++;
			pattern++;
			continue;
		}
		while (pattern[n] == c)
			n++;
		if (!take(l, c, n, p))
			return false;
		pattern += n;
	}
	return l->at == l->end;
}

bool
reads_map_time_pattern(const char *pattern)
{
	static const struct {
		const char *run;
		char kind;
	} runs[] = { { "yyyy", 'y' }, { "MM", 'M' }, { "M", 'M' },
		{ "dd", 'd' }, { "d", 'd' }, { "HH", 'H' }, { "H", 'H' },
		{ "hh", 'H' }, { "h", 'H' }, { "mm", 'm' }, { "ss", 's' },
		{ "tt", 't' }, { "zzz", 'z' } };
	char seen[sizeof runs / sizeof runs[0] + 2] = "";
	size_t kinds = 0;
	bool halves = false;

	while (*pattern != '\0') {
		size_t n = 1;
		size_t i = 0;
		char kind = 'f';

		if (!is_letter(*pattern)) {
			pattern++;
			continue;
		}
		while (pattern[n] == *pattern)
			n++;
		while (i < sizeof runs / sizeof runs[0] &&
		    (strlen(runs[i].run) != n ||
			strncmp(runs[i].run, pattern, n) != 0))
			i++;
		if (i < sizeof runs / sizeof runs[0])
			kind = runs[i].kind;
		else if (*pattern != 'f' || n > 9)
			return false;
		if (strchr(seen, kind) != NULL)
			return false;
		halves |= *pattern == 'h';
		seen[kinds++] = kind;
		pattern += n;
	}
	/* A clock of twelve hours says which half of the day it is. */
	if (halves != (strchr(seen, 't') != NULL))
		return false;
	return strchr(seen, 'y') != NULL && strchr(seen, 'M') != NULL &&
	    strchr(seen, 'd') != NULL && strchr(seen, 'H') != NULL &&
	    strchr(seen, 'm') != NULL && strchr(seen, 's') != NULL;
}

static char *
put(char *out, unsigned value, unsigned digits)
{
	for (unsigned i = digits; i-- > 0; value /= 10)
		out[i] = (char)('0' + value % 10);
	return out + digits;
}

static char *
put_text(char *out, const char *text)
{
	size_t len = strlen(text);

	memcpy(out, text, len);
	return out + len;
}

static size_t
write_parts(const struct parts *p, char out[READS_MAP_TIME_BYTES])
{
	char *at = put(out, p->year, 4);

	*at++ = '-';
	at = put(at, p->month, 2);
	*at++ = '-';
	at = put(at, p->day, 2);
	*at++ = 'T';
	at = put(at, p->hour, 2);
	*at++ = ':';
	at = put(at, p->minute, 2);
	*at++ = ':';
	at = put(at, p->second, 2);
	if (p->fraction[0] != '\0') {
		*at++ = '.';
		at = put_text(at, p->fraction);
	}
	at = put_text(at, p->zone);
	return (size_t)(at - out);
}

/* The day of so many days since 1970. */
static void
civil(int64_t days, struct parts *p)
{
	int64_t z = days + 719468;
	int64_t era = z / 146097;
	unsigned day = (unsigned)(z - era * 146097);
	unsigned year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	unsigned of_year = day - (365 * year + year / 4 - year / 100);
	unsigned month = (5 * of_year + 2) / 153;

	p->day = of_year - (153 * month + 2) / 5 + 1;
	p->month = month < 10 ? month + 3 : month - 9;
	p->year = (unsigned)(year + era * 400) + (p->month <= 2);
}

/* Since 1970, in so many parts of a second. */
static bool
epoch(const struct reads_text *text, unsigned parts, struct parts *p)
{
	uint64_t value = 0;

	if (text->len == 0 || text->len > 15)
		return false;
	for (size_t i = 0; i < text->len; i++) {
		if (text->text[i] < '0' || text->text[i] > '9')
			return false;
		value = value * 10 + (unsigned)(text->text[i] - '0');
	}
	if (parts == 1000) {
		(void)put(p->fraction, (unsigned)(value % 1000), 3);
		value /= 1000;
	}
	/* The last second of the year 9999. */
	if (value > UINT64_C(253402300799))
		return false;
	civil((int64_t)(value / DAY_S), p);
	p->hour = (unsigned)(value % DAY_S / 3600);
	p->minute = (unsigned)(value % 3600 / 60);
	p->second = (unsigned)(value % 60);
	p->zone[0] = 'Z';
	return true;
}

/* Two columns, with a blank between. */
static bool
join(const struct reads_text *text, const struct reads_text *more,
    char out[JOINED_BYTES], struct left *l)
{
	size_t len = text->len;

	if (more == NULL || more->text == NULL) {
		*l = (struct left){ text->text, text->text + len };
		return true;
	}
	if (len + 1 + more->len > JOINED_BYTES)
		return false;
	memcpy(out, text->text, len);
	out[len] = ' ';
	memcpy(out + len + 1, more->text, more->len);
	*l = (struct left){ out, out + len + 1 + more->len };
	return true;
}

/* A time in the form of xsd, with the zone of the map where it has none. */
static bool
xsd(const struct reads_map *m, const struct left *l,
    char out[READS_MAP_TIME_BYTES], size_t *len)
{
	size_t n = (size_t)(l->end - l->at);
	int64_t ignored;

	if (n + 7 > READS_MAP_TIME_BYTES)
		return false;
	memcpy(out, l->at, n);
	*len = n;
	if (m->zone[0] != '\0' && !reads_time(out, n, false, 0, &ignored))
		*len = (size_t)(put_text(out + n, m->zone) - out);
	return true;
}

bool
reads_map_time(const struct reads_map *m, const struct reads_text *text,
    const struct reads_text *more, char out[READS_MAP_TIME_BYTES], size_t *len)
{
	struct parts p = { 0 };
	char joined[JOINED_BYTES];
	struct left l;

	if (m->clock == READS_MAP_EPOCH_MS || m->clock == READS_MAP_EPOCH_S) {
		if (!epoch(text, m->clock == READS_MAP_EPOCH_MS ? 1000 : 1, &p))
			return false;
		*len = write_parts(&p, out);
		return true;
	}
	if (!join(text, more, joined, &l))
		return false;
	if (m->clock == READS_MAP_XSD)
		return xsd(m, &l, out, len);
	if (!match(m->pattern, &l, &p))
		return false;
	if (p.halves && (p.hour < 1 || p.hour > 12))
		return false;
	if (p.halves)
		p.hour = p.hour % 12 + (p.afternoon ? 12 : 0);
	if (p.zone[0] == '\0')
		(void)put_text(p.zone, m->zone);
	*len = write_parts(&p, out);
	return true;
}
