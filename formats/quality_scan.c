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

#define INLINE static inline __attribute__((always_inline))

#if defined __x86_64__
INLINE struct marks
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

CSV_SCAN_TARGET INLINE uint64_t
both(__m256i a, __m256i b)
{
	uint32_t low = (uint32_t)_mm256_movemask_epi8(a);
	uint32_t high = (uint32_t)_mm256_movemask_epi8(b);

	return csv_scan_keep(low | (uint64_t)high << 32);
}

/* Bytes that are not risky. Each half of a byte finds a bit for each other half
 * that it makes a risky one with: = 3d + 2b - 2d @ 40 tab 09 CR 0d. */
CSV_SCAN_TARGET INLINE __m256i
harmless(__m256i v)
{
	const __m256i low = _mm256_setr_epi8(8, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2,
	    0, 7, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 7, 0, 0);
	const __m256i high = _mm256_setr_epi8(1, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0,
	    0, 0, 0, 0, 0, 1, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	__m256i top =
	    _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0f));

	return _mm256_cmpeq_epi8(_mm256_and_si256(_mm256_shuffle_epi8(low, v),
				     _mm256_shuffle_epi8(high, top)),
	    _mm256_setzero_si256());
}

CSV_SCAN_TARGET INLINE struct marks
look_avx2(const uint8_t data[CSV_SCAN_BYTES], uint8_t separator, uint8_t quote)
{
	__m256i a = csv_scan_load_avx2(data);
	__m256i b = csv_scan_load_avx2(data + 32);
	struct marks m;

	m.comma = csv_scan_equal_avx2(a, b, (char)separator);
	m.quote = csv_scan_equal_avx2(a, b, (char)quote);
	m.lf = csv_scan_equal_avx2(a, b, '\n');
	m.risky = ~both(harmless(a), harmless(b));
	m.high = both(a, b);
	return m;
}

/** The same where bytes can be compared into masks, and be gathered by one. */
#define TARGET_512 \
	__attribute__((target("avx512f,avx512bw,avx512vbmi2,avx2,bmi,popcnt")))

TARGET_512 INLINE struct marks
look_512(const uint8_t data[CSV_SCAN_BYTES], uint8_t separator, uint8_t quote)
{
	const __m512i low = _mm512_broadcast_i32x4(
	    _mm_setr_epi8(8, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 7, 0, 0));
	const __m512i high = _mm512_broadcast_i32x4(
	    _mm_setr_epi8(1, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
	__m512i v = _mm512_loadu_si512(data);
	__m512i top =
	    _mm512_and_si512(_mm512_srli_epi16(v, 4), _mm512_set1_epi8(0x0f));
	struct marks m;

	m.comma = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)separator));
	m.quote = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)quote));
	m.lf = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n'));
	m.high = _mm512_movepi8_mask(v);
	m.risky = _mm512_test_epi8_mask(_mm512_shuffle_epi8(low, v),
	    _mm512_shuffle_epi8(high, top));
	return m;
}

TARGET_512 INLINE size_t
put_places_512(uint32_t *at, size_t base, uint64_t bits)
{
	__m512i from = _mm512_set1_epi32((int)base);
	uint8_t number[CSV_SCAN_BYTES];
	size_t n = (size_t)__builtin_popcountll(bits);
	__m512i all;

	for (unsigned i = 0; i < CSV_SCAN_BYTES; i++)
		number[i] = (uint8_t)i;
	all = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(number));
	_mm512_storeu_si512(at,
	    _mm512_add_epi32(from,
		_mm512_cvtepu8_epi32(_mm512_castsi512_si128(all))));
	for (size_t i = 16; i < n; i += 16) {
		all = _mm512_alignr_epi32(all, all, 4);
		_mm512_storeu_si512(at + i,
		    _mm512_add_epi32(from,
			_mm512_cvtepu8_epi32(_mm512_castsi512_si128(all))));
	}
	return n;
}
#else
INLINE struct marks
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

/* What is carried from block to block. */
struct walk {
	uint64_t before; /* 1: the next byte begins a cell */
	uint64_t inside; /* all ones: within quotes */
	uint64_t lines;
	uint64_t high;
	uint64_t formulas;
	size_t n; /* fields that end */
};

/* As csv_scan_places, four at a time: rows have fewer fields in 64 bytes than
 * exports have rows. */
INLINE size_t
put_places(uint32_t *at, size_t base, uint64_t bits)
{
	for (uint64_t left = bits; left != 0; at += 4) {
#pragma GCC unroll 4
		for (unsigned i = 0; i < 4; i++) {
			uint64_t some = left | UINT64_C(1) << 63;

			at[i] = (uint32_t)csv_scan_keep(
			    base + (unsigned)__builtin_ctzll(some));
			left &= left - 1;
		}
	}
	return (size_t)__builtin_popcountll(bits);
}

/* mine: the bytes of this row. Returns the separators that end a field. */
INLINE uint64_t
take_block(struct walk *k, struct quality_scan *out, const struct record *r,
    size_t base, const struct marks *m, uint64_t mine)
{
	uint64_t begin = m->comma | m->quote;
	uint64_t found = m->risky & (begin << 1 | k->before) & mine;
	uint64_t commas = m->comma & mine;

	k->lines += (uint64_t)__builtin_popcountll(m->lf & mine);
	k->high |= m->high & mine;
	if ((m->quote | k->inside) != 0) {
		uint64_t within = csv_scan_parity(m->quote) ^ k->inside;

		commas &= ~within;
		k->inside = 0 - (within >> 63);
	}
	k->before = begin >> 63;
	for (; found != 0; found &= found - 1)
		k->formulas +=
		    begins_formula(r, base + (unsigned)__builtin_ctzll(found),
			out->separator, out->quote);
	return k->n < READS_COLUMNS_MAX ? commas : 0;
}

INLINE void
put(const struct walk *k, struct quality_scan *out, const struct record *r)
{
	out->end[k->n + 1] = (uint32_t)row_end(r);
	out->fields = k->n + 1;
	out->lines = k->lines;
	out->formulas = (uint32_t)k->formulas;
	out->high = k->high != 0;
}

/* The whole row, with one way to look at a block. All within one function, so
 * that what is carried stays in registers. */
#define ROW(NAME, TARGET, LOOK, PLACES, SEPARATOR, QUOTE)                    \
	TARGET static void NAME(struct quality_scan *out,                    \
	    const struct record *r, size_t room)                             \
	{                                                                    \
		const uint8_t separator = (SEPARATOR), quote = (QUOTE);      \
		struct walk k = { .before = 1 };                             \
		const uint8_t *block = r->bytes;                             \
		uint8_t part[CSV_SCAN_BYTES];                                \
		struct marks m;                                              \
		uint64_t ends;                                               \
		size_t at = 0;                                               \
		for (; r->len - at > CSV_SCAN_BYTES; at += CSV_SCAN_BYTES) { \
			m = LOOK(block + at, separator, quote);              \
			ends = take_block(&k, out, r, at, &m, UINT64_MAX);   \
			k.n += PLACES(&out->end[k.n + 1], at, ends);         \
		}                                                            \
		block += at;                                                 \
		if (room - at < CSV_SCAN_BYTES) {                            \
			memset(part, 'x', sizeof part);                      \
			memcpy(part, block, r->len - at);                    \
			block = part;                                        \
		}                                                            \
		m = LOOK(block, separator, quote);                           \
		ends = take_block(&k, out, r, at, &m,                        \
		    UINT64_MAX >> (CSV_SCAN_BYTES - (r->len - at)));         \
		k.n += PLACES(&out->end[k.n + 1], at, ends);                 \
		put(&k, out, r);                                             \
	}

ROW(row_anywhere, , look, put_places, out->separator, out->quote)
#if defined __x86_64__
ROW(row_avx2, CSV_SCAN_TARGET, look_avx2, put_places, ',', '"')
ROW(row_other_avx2, CSV_SCAN_TARGET, look_avx2, put_places, out->separator,
    out->quote)
ROW(row_512, TARGET_512, look_512, put_places_512, out->separator, out->quote)
#endif

unsigned
quality_scan_best(void)
{
#if defined __x86_64__
	if (csv_scan_has_avx2() && __builtin_cpu_supports("avx512f") &&
	    __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512vbmi2"))
		return 2;
	return csv_scan_has_avx2() ? 1 : 0;
#else
	return 0;
#endif
}

void
quality_scan_begin(struct quality_scan *s, uint8_t separator, uint8_t quote,
    unsigned path)
{
	s->separator = separator;
	s->quote = quote;
	s->end[0] = UINT32_MAX; /* 0 when 1 is added */
	s->row = row_anywhere;
#if defined __x86_64__
	if (path == 1)
		s->row = separator == ',' && quote == '"' ? row_avx2
							  : row_other_avx2;
	if (path == 2)
		s->row = row_512;
#else
	(void)path;
#endif
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
