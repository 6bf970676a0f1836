#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/reads/cp1252.h"
#include "formats/reads/map.h"

bool
map_changes(const struct reads_map *m, enum reads_field which)
{
	if (m->source[which].value != NULL || m->cp1252)
		return true;
	if (which == READS_TIME)
		return m->clock != READS_MAP_XSD || m->zone[0] != '\0' ||
		    m->source[READS_TIME_MORE].name != NULL ||
		    m->source[READS_TIME_MORE].number != 0;
	return which >= READS_FIELDS;
}

/* Keep a text in the row's scratch; nothing where there is no room. */
static struct reads_text
keep(struct reads_row *row, const char *text, size_t len)
{
	char *at = row->scratch + row->filled;

	if (sizeof row->scratch - row->filled < len)
		return (struct reads_text){ 0 };
	memcpy(at, text, len);
	row->filled += len;
	return (struct reads_text){ at, len };
}

static void
make_time(const struct reads_map *m, struct reads_row *row)
{
	struct reads_text *time = &row->field[READS_TIME];
	char out[READS_MAP_TIME_BYTES];
	size_t len;

	if (time->text == NULL)
		return;
	if (reads_map_time(m, time, &row->field[READS_TIME_MORE], out, &len))
		*time = keep(row, out, len);
	else
		time->len = 0;
}

static void
trim(struct reads_text *t)
{
	while (t->len > 0 && strchr(" \t()", t->text[0]) != NULL) {
		t->text++;
		t->len--;
	}
	while (t->len > 0 && strchr(" \t()", t->text[t->len - 1]) != NULL)
		t->len--;
}

/* "(51.5, -0.1)": two coordinates in one field. */
static void
part_position(const struct reads_map *m, struct reads_row *row)
{
	const struct reads_text *both = &row->field[READS_POSITION];
	struct reads_text *a = &row->field[READS_LATITUDE];
	struct reads_text *b = &row->field[READS_LONGITUDE];
	const char *comma;

	if (both->text == NULL)
		return;
	comma = memchr(both->text, ',', both->len);
	if (comma == NULL)
		return;
	if (m->longitude_first) {
		struct reads_text *c = a;

		a = b;
		b = c;
	}
	*a = (struct reads_text){ both->text, (size_t)(comma - both->text) };
	*b = (struct reads_text){ comma + 1, both->len - a->len - 1 };
	trim(a);
	trim(b);
}

/* 51,5 is 51.5. */
static void
point(struct reads_row *row, enum reads_field which)
{
	struct reads_text *t = &row->field[which];
	const char *comma =
	    t->text == NULL ? NULL : memchr(t->text, ',', t->len);
	size_t at;

	if (comma == NULL)
		return;
	at = (size_t)(comma - t->text);
	*t = keep(row, t->text, t->len);
	if (t->text != NULL)
		row->scratch[row->filled - t->len + at] = '.';
}

/* Digits with at most one point: the number in millionths. */
static bool
millionths(const struct reads_text *t, uint64_t *out)
{
	uint64_t value = 0;
	int behind = -1;

	if (t->len == 0 || t->len > 24)
		return false;
	for (size_t i = 0; i < t->len; i++) {
		char c = t->text[i];

		if (c == '.' && behind < 0) {
			behind = 0;
			continue;
		}
		if (c < '0' || c > '9' || value > UINT64_C(1000000000000))
			return false;
		if (behind == 6)
			continue;
		value = value * 10 + (unsigned)(c - '0');
		behind += behind >= 0;
	}
	for (int i = behind < 0 ? 0 : behind; i < 6; i++)
		value *= 10;
	*out = value;
	return true;
}

/* To hundred; what is finer than a ten-thousandth is cut off. */
static void
make_confidence(const struct reads_map *m, struct reads_row *row)
{
	struct reads_text *t = &row->field[READS_CONFIDENCE];
	uint64_t value;
	char out[32];
	size_t len;

	if (t->text == NULL || t->len == 0 || m->scale == 0 ||
	    m->scale == 100 || !millionths(t, &value))
		return;
	value /= m->scale;
	len = (size_t)snprintf(out, sizeof out, "%" PRIu64 ".%04u",
	    value / 10000, (unsigned)(value % 10000));
	while (out[len - 1] == '0')
		len--;
	len -= out[len - 1] == '.';
	*t = keep(row, out, len);
}

/* What the natural key is made of comes first: there is room for it. */
static void
make_utf8(size_t n, struct reads_row *row)
{
	for (size_t i = 0; i < n; i++) {
		size_t which = (READS_VRM + i) % n;
		struct reads_text *t = &row->field[which];
		char *to = row->scratch + row->filled;
		size_t len;

		if (t->text == NULL || cp1252_is_plain(t))
			continue;
		if (!cp1252_to_utf8(t, to, sizeof row->scratch - row->filled,
			&len)) {
			*t = (struct reads_text){ 0 };
			continue;
		}
		*t = (struct reads_text){ to, len };
		row->filled += len;
	}
}

void
map_values(const struct reads_map *m, size_t n, struct reads_row *row)
{
	if (m->cp1252)
		make_utf8(n, row);
	for (size_t i = 0; i < n; i++) {
		const char *value = m->source[i].value;

		if (value != NULL)
			row->field[i] =
			    (struct reads_text){ value, strlen(value) };
	}
	if (map_changes(m, READS_TIME))
		make_time(m, row);
	if (n <= READS_FIELDS)
		return;
	part_position(m, row);
	if (m->decimal_comma) {
		point(row, READS_LATITUDE);
		point(row, READS_LONGITUDE);
		point(row, READS_CONFIDENCE);
	}
	make_confidence(m, row);
}

/* Is it empty, or not too long once normalised? */
static bool
fits(const struct reads_text *t, enum reads_field which)
{
	char text[READS_VRM_BYTES];
	size_t i = 0;

	if (t->text == NULL)
		return false;
	/* A normal form is never longer; no text here has a NUL. */
	if (t->len < READS_ID_BYTES)
		return true;
	while (i < t->len &&
	    (t->text[i] == ' ' || t->text[i] == '\t' ||
		(which == READS_VRM && t->text[i] == '-')))
		i++;
	if (i == t->len)
		return true;
	if (which == READS_VRM)
		return reads_vrm(t->text, t->len, text);
	return reads_id(t->text, t->len, text);
}

enum reads_field
map_long(const struct reads_row *row)
{
	for (enum reads_field i = READS_VRM; i <= READS_CAMERA; i++) {
		if (!fits(&row->field[i], i))
			return i;
	}
	return READS_FIELDS;
}
