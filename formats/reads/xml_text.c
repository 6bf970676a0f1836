#include "formats/reads/xml_text.h"

#include <string.h>

#include "formats/reads/scan.h"
#include "formats/reads/utf8.h"

/* No text of an attribute is looked at that is longer. */
#define REFERENCE_MAX 12

bool
xml_text_bad(struct xml_text *t, const char *fault)
{
	if (t->fault == NULL) {
		t->fault = fault;
		t->reason = WHY_READ_XML;
	}
	return false;
}

bool
xml_text_has(struct xml_text *t, size_t n)
{
	if ((size_t)(t->end - t->at) >= n)
		return true;
	if (t->fault == NULL)
		t->more = true;
	return xml_text_bad(t, "it ends too early");
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void
xml_text_blank(struct xml_text *t)
{
	while (t->at < t->end && is_blank(*t->at))
		t->at++;
}

/* Bytes of a character, 0 with a fault. */
static size_t
character(struct xml_text *t)
{
	uint8_t c = *t->at;
	size_t len;

	if (c >= 0x20 && c < 0x80)
		return 1;
	if (c < 0x20) {
		if (!is_blank(c))
			(void)xml_text_bad(t, "a control character");
		return is_blank(c);
	}
	len = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (c >= 0xc2 && c <= 0xf4 && !xml_text_has(t, len))
		return 0;
	len = utf8_sequence(t->at, t->end);
	if (len == 0) {
		(void)xml_text_bad(t, "bytes that are no UTF-8");
		t->reason = WHY_READ_ENCODING;
	}
	return len;
}

/* What a reference stands for whose name lies between & and ;. */
static bool
reference(const char *name, size_t len, uint32_t *code)
{
	static const struct {
		const char *name;
		char is;
	} known[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' },
		{ "quot", '"' }, { "apos", '\'' } };
	bool hex = len > 1 && name[1] == 'x';
	size_t i = hex ? 2 : 1;

	for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
		if (len == strlen(known[k].name) &&
		    memcmp(name, known[k].name, len) == 0) {
			*code = (uint8_t)known[k].is;
			return true;
		}
	}
	if (len <= i || len > REFERENCE_MAX || name[0] != '#')
		return false;
	for (*code = 0; i < len; i++) {
		uint32_t c = (uint8_t)name[i];
		uint32_t lower = c | 0x20;

		if (c >= '0' && c <= '9')
			c -= '0';
		else if (hex && lower >= 'a' && lower <= 'f')
			c = lower - 'a' + 10;
		else
			return false;
		*code = *code * (hex ? 16 : 10) + c;
		if (*code > 0x10ffff)
			return false;
	}
	if (*code < 0x20)
		return is_blank((uint8_t)*code);
	return (*code < 0xd800 || *code > 0xdfff) && *code != 0xfffe &&
	    *code != 0xffff;
}

/* Pass a reference; at its &. */
static bool
pass_reference(struct xml_text *t)
{
	const uint8_t *from = ++t->at;
	uint32_t code;

	while (t->at < t->end && *t->at != ';' && t->at - from < REFERENCE_MAX)
		t->at++;
	if (t->at - from < REFERENCE_MAX && !xml_text_has(t, 1))
		return false;
	if (t->at == t->end || *t->at != ';' ||
	    !reference((const char *)from, (size_t)(t->at - from), &code))
		return xml_text_bad(t, "an entity that XML does not know");
	t->at++;
	return true;
}

bool
xml_text_run(struct xml_text *t, uint8_t stop, bool *escaped)
{
	/* In a text > is looked at, in an attribute <. */
	const struct scan_stops stops = { stop, '&', stop == '<' ? '>' : '<' };
	const uint8_t *from = t->at;

	*escaped = false;
	for (;;) {
		size_t n;

		t->at = scan_plain(t->at, t->end, stops);
		if (!xml_text_has(t, 1))
			return false;
		if (*t->at == stop)
			return true;
		if (*t->at == '&') {
			*escaped = true;
			if (!pass_reference(t))
				return false;
			continue;
		}
		if (*t->at == '<')
			return xml_text_bad(t, "a < in an attribute");
		if (*t->at == '>' && stop == '<' && t->at - from >= 2 &&
		    t->at[-1] == ']' && t->at[-2] == ']')
			return xml_text_bad(t, "]]> in a text");
		n = character(t);
		if (n == 0)
			return false;
		t->at += n;
	}
}

/* A comment; at its <!, of which more was not seen. */
static bool
comment(struct xml_text *t)
{
	if (!xml_text_has(t, 3))
		return false;
	if (t->at[2] == '[')
		return xml_text_bad(t, "a CDATA section");
	if (t->at[2] != '-')
		return xml_text_bad(t, "a document type");
	if (!xml_text_has(t, 4))
		return false;
	if (t->at[3] != '-')
		return xml_text_bad(t, "a comment that is none");
	t->at += 4;
	for (;;) {
		size_t n;

		if (!xml_text_has(t, 1))
			return false;
		if (*t->at == '-') {
			if (!xml_text_has(t, 2))
				return false;
			if (t->at[1] == '-')
				break;
		}
		n = character(t);
		if (n == 0)
			return false;
		t->at += n;
	}
	if (!xml_text_has(t, 3))
		return false;
	if (t->at[2] != '>')
		return xml_text_bad(t, "a comment that is none");
	t->at += 3;
	return true;
}

bool
xml_text_between(struct xml_text *t)
{
	for (;;) {
		xml_text_blank(t);
		if (t->at == t->end || *t->at != '<')
			return true;
		if (!xml_text_has(t, 2))
			return false;
		if (t->at[1] != '!')
			return true;
		if (!comment(t))
			return false;
	}
}

/* What a byte is to a name. */
enum {
	NAME_NOT,
	NAME_BEGINS,
	NAME_GOES_ON
};
static const uint8_t name_bytes[256] = { ['A' ... 'Z'] = NAME_BEGINS,
	['a' ... 'z'] = NAME_BEGINS,
	['_'] = NAME_BEGINS,
	[':'] = NAME_BEGINS,
	['0' ... '9'] = NAME_GOES_ON,
	['-'] = NAME_GOES_ON,
	['.'] = NAME_GOES_ON };

/* Of an element or an attribute. */
static bool
take_name(struct xml_text *t, const uint8_t **name, size_t *len)
{
	*name = t->at;
	for (;;) {
		size_t n = 1;
		bool inside = t->at > *name;

		while (t->at < t->end && name_bytes[*t->at] == NAME_BEGINS)
			t->at++;
		if (!xml_text_has(t, 1))
			return false;
		inside |= t->at > *name;
		if (*t->at >= 0x80)
			n = character(t);
		else if (name_bytes[*t->at] == NAME_NOT || !inside)
			break;
		if (n == 0)
			return false;
		t->at += n;
	}
	*len = (size_t)(t->at - *name);
	return *len > 0 || xml_text_bad(t, "a tag without a name");
}

/* One attribute, or *len 0 and what comes instead. */
static bool
attribute(struct xml_text *t, const uint8_t **name, size_t *len,
    const char **value, size_t *value_len)
{
	const uint8_t *before = t->at;
	uint8_t quote;
	bool escaped;

	*len = 0;
	xml_text_blank(t);
	if (!xml_text_has(t, 1))
		return false;
	if (*t->at == '>' || *t->at == '/' || *t->at == '?')
		return true;
	if (t->at == before)
		return xml_text_bad(t, "a name that is none");
	if (!take_name(t, name, len))
		return false;
	xml_text_blank(t);
	if (!xml_text_has(t, 1))
		return false;
	if (*t->at != '=')
		return xml_text_bad(t, "an attribute without a value");
	t->at++;
	xml_text_blank(t);
	if (!xml_text_has(t, 1))
		return false;
	quote = *t->at;
	if (quote != '"' && quote != '\'')
		return xml_text_bad(t, "an attribute without quotes");
	*value = (const char *)++t->at;
	if (!xml_text_run(t, quote, &escaped))
		return false;
	*value_len = (size_t)((const char *)t->at++ - *value);
	return true;
}

bool
xml_text_tag(struct xml_text *t, struct xml_text_tag *tag)
{
	const uint8_t *name;
	const char *value;
	size_t value_len;
	size_t len;

	*tag = (struct xml_text_tag){ .kind = XML_TEXT_OPEN };
	if (!xml_text_has(t, 2))
		return false;
	t->at++;
	if (*t->at == '?')
		return xml_text_bad(t, "a processing instruction");
	if (*t->at == '/') {
		tag->kind = XML_TEXT_CLOSE;
		t->at++;
	}
	if (!take_name(t, &tag->name, &tag->len))
		return false;
	/* Most have nothing else. */
	if (t->at < t->end && *t->at == '>') {
		t->at++;
		return true;
	}
	do {
		if (!attribute(t, &name, &len, &value, &value_len))
			return false;
		if (len > 0 && tag->kind == XML_TEXT_CLOSE)
			return xml_text_bad(t, "an end tag with attributes");
	} while (len > 0);
	if (*t->at == '/' && tag->kind == XML_TEXT_OPEN) {
		tag->kind = XML_TEXT_EMPTY;
		t->at++;
		if (!xml_text_has(t, 1))
			return false;
	}
	if (*t->at != '>')
		return xml_text_bad(t, "a tag that does not end");
	t->at++;
	return true;
}

bool
xml_text_is_declaration(struct xml_text *t)
{
	static const char begin[] = "<?xml";
	size_t have = (size_t)(t->end - t->at);
	size_t n = have < sizeof begin - 1 ? have : sizeof begin - 1;

	if (memcmp(t->at, begin, n) != 0)
		return false;
	return xml_text_has(t, sizeof begin) && is_blank(t->at[n]);
}

/* Is this text that, in any case? */
static bool
is_text(const char *text, size_t len, const char *that)
{
	size_t i = 0;

	if (len != strlen(that))
		return false;
	while (i < len && (text[i] | 0x20) == (that[i] | 0x20))
		i++;
	return i == len;
}

bool
xml_text_declaration(struct xml_text *t)
{
	static const char *const names[] = { "version", "encoding",
		"standalone" };
	const uint8_t *name;
	const char *value;
	size_t value_len;
	size_t len;
	size_t next = 0;

	t->at += 5;
	for (;;) {
		size_t i = next;

		if (!attribute(t, &name, &len, &value, &value_len))
			return false;
		if (len == 0)
			break;
		while (i < 3 &&
		    (len != strlen(names[i]) ||
			memcmp(name, names[i], len) != 0))
			i++;
		if (i == 3 || (next == 0 && i != 0) ||
		    (i == 0 && !is_text(value, value_len, "1.0")))
			return xml_text_bad(t, "a declaration that is none");
		if (i == 1 && !is_text(value, value_len, "utf-8") &&
		    !is_text(value, value_len, "us-ascii")) {
			(void)xml_text_bad(t, "an encoding that is not UTF-8");
			t->reason = WHY_READ_ENCODING;
			return false;
		}
		next = i + 1;
	}
	if (!xml_text_has(t, 2))
		return false;
	if (next == 0 || t->at[0] != '?' || t->at[1] != '>')
		return xml_text_bad(t, "a declaration that is none");
	t->at += 2;
	return true;
}

/* A reference is never shorter than what it stands for. */
bool
xml_text_plain(const char *text, size_t text_len, char *out, size_t size,
    size_t *len)
{
	const char *end = text + text_len;

	*len = 0;
	if (text_len > size)
		return false;
	while (text < end) {
		const char *semicolon;
		uint32_t code;

		if (*text != '&') {
			out[(*len)++] = *text++;
			continue;
		}
		semicolon = memchr(text, ';', (size_t)(end - text));
		if (semicolon == NULL ||
		    !reference(text + 1, (size_t)(semicolon - text) - 1, &code))
			return false;
		*len += utf8_put(out + *len, code);
		text = semicolon + 1;
	}
	return true;
}
