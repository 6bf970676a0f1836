#include "formats/order_line.h"

#include <string.h>

#include "formats/bytes.h"

/* Longest value that is taken as hex. */
#define HEX_BYTES 32

struct cursor {
	const char *at;
	const char *end;
};

static void
skip_blanks(struct cursor *c)
{
	while (c->at < c->end &&
	    (*c->at == ' ' || *c->at == '\t' || *c->at == '\r' ||
		*c->at == '\n'))
		c->at++;
}

static bool
take_byte(struct cursor *c, char byte)
{
	skip_blanks(c);
	if (c->at == c->end || *c->at != byte)
		return false;
	c->at++;
	return true;
}

/* A string of printable ASCII without escapes. */
static bool
take_piece(struct cursor *c, struct order_line_piece *out)
{
	if (!take_byte(c, '"'))
		return false;
	out->text = c->at;
	while (c->at < c->end && *c->at != '"') {
		if (*c->at < ' ' || *c->at > '~' || *c->at == '\\')
			return false;
		c->at++;
	}
	out->len = (size_t)(c->at - out->text);
	return take_byte(c, '"');
}

static size_t
find(const struct order_line *l, const char *key, size_t len)
{
	size_t i = 0;

	while (i < l->n &&
	    (l->keys[i].len != len || memcmp(l->keys[i].text, key, len) != 0))
		i++;
	return i;
}

bool
order_line_plain(struct order_line *l, const void *data, size_t len)
{
	struct cursor c = { .at = data, .end = (const char *)data + len };

	l->plain = true;
	l->n = 0;
	l->taken = 0;
	if (!take_byte(&c, '{'))
		return false;
	do {
		struct order_line_piece key;

		if (l->n == ORDER_LINE_FIELDS || !take_piece(&c, &key) ||
		    find(l, key.text, key.len) < l->n || !take_byte(&c, ':') ||
		    !take_piece(&c, &l->values[l->n]))
			return false;
		l->keys[l->n++] = key;
	} while (take_byte(&c, ','));
	if (!take_byte(&c, '}'))
		return false;
	skip_blanks(&c);
	return c.at == c.end;
}

int
order_line_open(struct order_line *l, const void *data, size_t len,
    struct why *w)
{
	l->plain = false;
	if (text_parse(&l->doc, data, len, w) != 0)
		return -1;
	l->object = text_root(&l->doc);
	return 0;
}

void
order_line_close(struct order_line *l)
{
	if (!l->plain)
		text_clear(&l->doc);
}

int
order_line_string(struct order_line *l, const char *key, size_t max_bytes,
    struct order_line_piece *out, struct why *w)
{
	size_t i;

	if (!l->plain) {
		if (text_string(&l->object, key, max_bytes, &out->text, w) != 0)
			return -1;
		out->len = strlen(out->text);
		return 0;
	}
	i = find(l, key, strlen(key));
	if (i == l->n || l->values[i].len > max_bytes)
		return -1;
	*out = l->values[i];
	l->taken++;
	return 0;
}

int
order_line_hex(struct order_line *l, const char *key, uint8_t *out, size_t len,
    struct why *w)
{
	struct order_line_piece piece;
	char text[2 * HEX_BYTES + 1];

	if (!l->plain)
		return text_hex(&l->object, key, out, len, w);
	if (len > HEX_BYTES ||
	    order_line_string(l, key, 2 * len, &piece, w) != 0)
		return -1;
	memcpy(text, piece.text, piece.len);
	text[piece.len] = '\0';
	return bytes_from_hex(out, len, text) ? 0 : -1;
}

bool
order_line_has(const struct order_line *l, const char *key)
{
	return l->plain ? find(l, key, strlen(key)) < l->n
			: text_has(&l->object, key);
}

int
order_line_end(const struct order_line *l, struct why *w)
{
	if (!l->plain)
		return text_end(&l->object, w);
	/* Each key is asked for once. */
	return l->taken == l->n ? 0 : -1;
}
