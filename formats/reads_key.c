#include <string.h>

#include "formats/bytes.h"
#include "formats/reads.h"

/* What a normalised VRM has none of. */
static bool
is_filler(char c)
{
	return c == ' ' || c == '\t' || c == '-';
}

bool
reads_vrm(const char *text, size_t len, char out[READS_VRM_BYTES])
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (is_filler(c))
			continue;
		/* A NUL would end the text early. */
		if (n == READS_VRM_BYTES - 1 || c == '\0')
			return false;
		out[n++] = c >= 'a' && c <= 'z' ? (char)(c & ~0x20) : c;
	}
	out[n] = '\0';
	return n > 0;
}

bool
reads_id(const char *text, size_t len, char out[READS_ID_BYTES])
{
	size_t digits = 0;

	while (len > 0 && (text[0] == ' ' || text[0] == '\t')) {
		text++;
		len--;
	}
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	while (digits < len && text[digits] >= '0' && text[digits] <= '9')
		digits++;
	/* 007 is 7, and 000 is 0; A007 stays. */
	while (digits == len && len > 1 && text[0] == '0') {
		text++;
		len--;
		digits--;
	}
	if (len == 0 || len > READS_ID_BYTES - 1 ||
	    memchr(text, '\0', len) != NULL)
		return false;
	memcpy(out, text, len);
	out[len] = '\0';
	return true;
}

bool
reads_key(const struct reads *r, const struct reads_row *row,
    struct reads_key *out)
{
	const struct reads_text *f = row->field;

	for (enum reads_field i = READS_VRM; i <= READS_TIME; i++) {
		if (f[i].text == NULL)
			return false;
	}
	return reads_vrm(f[READS_VRM].text, f[READS_VRM].len, out->vrm) &&
	    reads_id(f[READS_FEED].text, f[READS_FEED].len, out->feed) &&
	    reads_id(f[READS_SOURCE].text, f[READS_SOURCE].len, out->source) &&
	    reads_id(f[READS_CAMERA].text, f[READS_CAMERA].len, out->camera) &&
	    reads_time(f[READS_TIME].text, f[READS_TIME].len, r->zoned,
		r->zone_s, &out->time_ms);
}

static size_t
put_text(uint8_t *out, const char *text)
{
	size_t len = strnlen(text, READS_VRM_BYTES - 1);

	out[0] = (uint8_t)len;
	memcpy(out + 1, text, len);
	return len + 1;
}

_Static_assert(READS_VRM_BYTES + 3 * READS_ID_BYTES + 8 == READS_KEY_BYTES,
    "each text with its length, and the time");

size_t
reads_key_bytes(const struct reads_key *key, uint8_t out[READS_KEY_BYTES])
{
	size_t n = 0;

	n += put_text(out + n, key->vrm);
	n += put_text(out + n, key->feed);
	n += put_text(out + n, key->source);
	n += put_text(out + n, key->camera);
	bytes_put_u64(out + n, (uint64_t)key->time_ms);
	return n + 8;
}
