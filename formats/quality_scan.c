#include <string.h>

#include "formats/quality_inside.h"
#include "formats/reads/csv_scan.h"

/* Bytes that matter among 64: bit i stands for byte i. */
struct marks {
	uint64_t comma;
	uint64_t quote;
	uint64_t risky; /* = + - @ tab CR */
	uint64_t lf;
	uint64_t high;
};

#if defined __x86_64__
static inline struct marks
look(const uint8_t data[CSV_SCAN_BYTES], uint8_t separator, uint8_t quote)
{
	struct marks m = { 0 };

	for (unsigned i = 0; i < CSV_SCAN_BYTES; i += 16) {
		__m128i v = csv_scan_load(data + i);
		__m128i comma =
		    _mm_cmpeq_epi8(v, _mm_set1_epi8((char)separator));
		__m128i quotes = _mm_cmpeq_epi8(v, _mm_set1_epi8((char)quote));
		__m128i risky = _mm_or_si128(
		    _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('=')),
			_mm_cmpeq_epi8(v, _mm_set1_epi8('@'))),
		    _mm_or_si128(
			_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('+')),
			    _mm_cmpeq_epi8(v, _mm_set1_epi8('-'))),
			_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\t')),
			    _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')))));
		__m128i lf = _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'));

		m.comma |= (uint64_t)(unsigned)_mm_movemask_epi8(comma) << i;
		m.quote |= (uint64_t)(unsigned)_mm_movemask_epi8(quotes) << i;
		m.risky |= (uint64_t)(unsigned)_mm_movemask_epi8(risky) << i;
		m.lf |= (uint64_t)(unsigned)_mm_movemask_epi8(lf) << i;
		m.high |= (uint64_t)(unsigned)_mm_movemask_epi8(v) << i;
	}
	return m;
}
#else
static inline struct marks
look(const uint8_t data[CSV_SCAN_BYTES], uint8_t separator, uint8_t quote)
{
	struct marks m = { 0 };

	for (unsigned i = 0; i < CSV_SCAN_BYTES; i++) {
		uint8_t c = data[i];
		uint64_t bit = UINT64_C(1) << i;

		m.comma |= c == separator ? bit : 0;
		m.quote |= c == quote ? bit : 0;
		m.risky |= c != '\0' && strchr("=+-@\t\r", c) != NULL ? bit : 0;
		m.lf |= c == '\n' ? bit : 0;
		m.high |= c > 0x7f ? bit : 0;
	}
	return m;
}
#endif

static size_t
digits(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[n] >= '0' && text[n] <= '9')
		n++;
	return n;
}

/* "-0.1278": a sign makes no formula of a number. */
static bool
is_number(const char *text, size_t len)
{
	size_t at = 1;
	size_t n = digits(text + at, len - at);

	at += n;
	if (at < len && (text[at] == '.' || text[at] == ',')) {
		size_t more = digits(text + at + 1, len - at - 1);

		n += more;
		at += more + 1;
	}
	return n > 0 && at == len;
}

bool
quality_scan_is_formula(const char *text, size_t len)
{
	if (len == 0)
		return false;
	switch (text[0]) {
	case '=':
	case '@':
	case '\t':
	case '\r':
		return true;
	case '+':
	case '-':
		/* a sign alone is a dash */
		return len > 1 && !is_number(text, len);
	default:
		return false;
	}
}

/* A byte that matters stands where a cell may begin: does one? */
static bool
begins_formula(const struct record *r, size_t at, uint8_t separator,
    uint8_t quote)
{
	const char *text = (const char *)r->bytes + at;
	size_t left = r->len - at;
	size_t len = 0;
	uint8_t end = separator;

	if (at > 0 && r->bytes[at - 1] == quote && quote != '\0') {
		/* of doubled quotes inside a cell the second begins none */
		if (at > 1 && r->bytes[at - 2] != separator)
			return false;
		end = quote;
	}
	while (len < left && (uint8_t)text[len] != end &&
	    (text[len] != '\n' || end == quote))
		len++;
	if (end == separator && len < left && text[len] == '\n' && len > 0 &&
	    text[len - 1] == '\r')
		len--;
	return quality_scan_is_formula(text, len);
}

/* Without its line end. */
static size_t
row_end(const struct record *r)
{
	size_t len = r->len;

	len -= len > 0 && r->bytes[len - 1] == '\n';
	return len - (len < r->len && len > 0 && r->bytes[len - 1] == '\r');
}

void
quality_scan_row(struct quality_scan *out, const struct record *r,
    uint8_t separator, uint8_t quote)
{
	uint64_t before = 1; /* a row begins a cell */
	uint64_t inside = 0; /* all ones: within quotes */
	uint64_t lines = 0;
	uint32_t formulas = 0;
	uint64_t high = 0;
	size_t n = 0;

	for (size_t base = 0; base < r->len; base += CSV_SCAN_BYTES) {
		size_t left = r->len - base;
		uint8_t part[CSV_SCAN_BYTES];
		const uint8_t *data = r->bytes + base;
		struct marks m;
		uint64_t begin;
		uint64_t found;
		uint64_t within;

		if (left < CSV_SCAN_BYTES) {
			memset(part, 'x', sizeof part);
			memcpy(part, data, left);
			data = part;
		}
		m = look(data, separator, quote);
		lines += (uint64_t)__builtin_popcountll(m.lf);
		high |= m.high;
		within = csv_scan_parity(m.quote) ^ inside;
		inside = 0 - (within >> 63);
		if (n < READS_COLUMNS_MAX)
			n += csv_scan_places(&out->end[n], base,
			    m.comma & ~within);
		begin = m.comma | m.quote;
		found = m.risky & (begin << 1 | before);
		before = begin >> 63;
		for (; found != 0; found &= found - 1)
			formulas += begins_formula(r,
			    base + (unsigned)__builtin_ctzll(found), separator,
			    quote);
	}
	out->end[n++] = row_end(r);
	out->fields = n;
	out->lines = lines;
	out->formulas = formulas;
	out->high = high != 0;
}

bool
quality_scan_is_utf8(const uint8_t *s, size_t len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	for (size_t at = 0; at < len;) {
		size_t n = s[at] < 0x80 ? 1
		    : s[at] < 0xe0	? 2
		    : s[at] < 0xf0	? 3
					: 4;
		uint32_t code = s[at] & (0x7fU >> n);

		if (n > 1 && (s[at] < 0xc2 || s[at] > 0xf4 || len - at < n))
			return false;
		for (size_t i = 1; i < n; i++) {
			if ((s[at + i] & 0xc0) != 0x80)
				return false;
			code = code << 6 | (s[at + i] & 0x3fU);
		}
		if (n > 1 &&
		    (code < least[n] || code > 0x10ffff || code >> 11 == 0x1b))
			return false;
		at += n;
	}
	return true;
}

bool
quality_scan_is_cp1252(const uint8_t *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] > 0x7f &&
		    memchr("\x81\x8d\x8f\x90\x9d", s[i], 5) != NULL)
			return false;
	return true;
}
