#include "formats/event.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/text.h"

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define ORIGIN "sealbag/"

/* Texts of an event in the order of its line. Source: event.txt, 2.1. */
static const struct field {
	const char *key;
	size_t at;	/* in struct event */
	size_t size;	/* with its NUL */
	const char *of; /* bytes it may hold; NULL: any text */
	size_t exactly; /* length, where there is but one */
	bool needed;
} fields[] = {
#define FIELD(KEY, MEMBER)                                  \
	.key = (KEY), .at = offsetof(struct event, MEMBER), \
	.size = sizeof((struct event *)0)->MEMBER
	{ FIELD("act", act), .of = LOWER DIGITS "-", .needed = true },
	{ FIELD("outcome", outcome), .of = LOWER DIGITS "-", .needed = true },
	{ FIELD("reason", reason), .of = LOWER DIGITS "-" },
	{ FIELD("actor", actor) },
	{ FIELD("bundle", bundle), .of = DIGITS "abcdef",
	    .exactly = SEAL_ID_HEX - 1 },
	{ FIELD("seal", seal), .of = DIGITS "abcdef",
	    .exactly = HASH_DIGEST_HEX },
	{ FIELD("order", order), .of = DIGITS "abcdef",
	    .exactly = SEAL_ID_HEX - 1 },
	{ FIELD("exhibit", exhibit) },
	{ FIELD("hold", hold), .of = DIGITS "abcdef",
	    .exactly = SEAL_ID_HEX - 1 },
	{ FIELD("handover", handover), .of = DIGITS "abcdef",
	    .exactly = SEAL_ID_HEX - 1 },
	{ FIELD("other", other), .of = LOWER DIGITS "-" },
	{ FIELD("other_fingerprint", other_print), .of = DIGITS "ABCDEF",
	    .exactly = SEAL_PRINT_HEX - 1 },
	{ FIELD("directory_issuer", issuer), .of = DIGITS "ABCDEF",
	    .exactly = SEAL_PRINT_HEX - 1 },
	{ FIELD("reference", reference) },
	{ FIELD("policy", policy), .of = LOWER DIGITS "-./" },
	{ FIELD("tool", tool) },
#undef FIELD
};
enum {
	FIELDS = sizeof fields / sizeof fields[0]
};

bool
event_text(const struct event *e, size_t i, const char **key,
    const char **value)
{
	if (i >= FIELDS)
		return false;
	*key = fields[i].key;
	*value = (const char *)e + fields[i].at;
	return true;
}

void
event_add_count(struct event *e, const char *name, uint64_t value)
{
	struct event_count *c;

	/* One too many is counted, so that event_write refuses. */
	if (e->n_counts >= EVENT_COUNTS_MAX) {
		e->n_counts = EVENT_COUNTS_MAX + 1;
		return;
	}
	c = &e->counts[e->n_counts];
	(void)snprintf(c->name, sizeof c->name, "%s", name);
	c->value = value;
	e->n_counts++;
}

bool
event_has_count(const struct event *e, const char *name, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < e->n_counts; i++) {
		if (strcmp(e->counts[i].name, name) != 0)
			continue;
		*value = e->counts[i].value;
		return true;
	}
	return false;
}

/* Is this text, which is not empty, one that the field may hold? */
static bool
is_of(const char *text, const char *of, size_t exactly)
{
	size_t len = strlen(text);

	if (of != NULL && strspn(text, of) != len)
		return false;
	return exactly == 0 || len == exactly;
}

/* What holds for each event, written or read. */
static int
check(const struct event *e, struct why *w)
{
	static const char *const outcomes[] = { "done", "rejected", "failed" };
	bool known = false;

	for (size_t i = 0; i < FIELDS; i++) {
		const struct field *f = &fields[i];
		const char *text = (const char *)e + f->at;

		if (text[0] == '\0' && f->needed)
			return why_set(w, WHY_JSON, "%s is missing", f->key);
		if (text[0] != '\0' && !is_of(text, f->of, f->exactly))
			return why_set(w, WHY_JSON, "%s is not what it must be",
			    f->key);
	}
	for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
		known |= strcmp(e->outcome, outcomes[i]) == 0;
	if (!known)
		return why_set(w, WHY_JSON, "outcome is not what it must be");
	if (e->n_counts > EVENT_COUNTS_MAX)
		return why_set(w, WHY_JSON, "more than %d counts",
		    EVENT_COUNTS_MAX);
	for (size_t i = 0; i < e->n_counts; i++) {
		const char *name = e->counts[i].name;

		if (name[0] == '\0' || !is_of(name, LOWER "_", 0))
			return why_set(w, WHY_JSON, "a count has no good name");
		for (size_t j = 0; j < i; j++) {
			if (strcmp(e->counts[j].name, name) == 0)
				return why_set(w, WHY_JSON,
				    "count %s is there twice", name);
		}
	}
	return 0;
}

static void
write_counts(const struct event *e, struct text_out *o)
{
	text_out_open(o, "counts", '[');
	for (size_t i = 0; i < e->n_counts; i++) {
		text_out_open(o, NULL, '{');
		text_out_string(o, "name", e->counts[i].name);
		text_out_number(o, "value", e->counts[i].value);
		text_out_close(o);
	}
	text_out_close(o);
}

int
event_write(const struct event *e, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out };
	size_t had = out->len;

	if (check(e, w) != 0) {
		why_in(w, "event");
		return -1;
	}
	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", EVENT_FORMAT);
	text_out_number(&o, "sequence", e->sequence);
	text_out_time(&o, "time", e->time_s);
	for (size_t i = 0; i < FIELDS; i++) {
		const char *text = (const char *)e + fields[i].at;

		if (text[0] != '\0')
			text_out_string(&o, fields[i].key, text);
	}
	if (e->n_counts > 0)
		write_counts(e, &o);
	text_out_close(&o);
	if (text_out_end(&o, w) != 0) {
		out->len = had;
		return why_in(w, "event");
	}
	if (out->len - had > EVENT_MAX_BYTES) {
		out->len = had;
		return why_set(w, WHY_LIMIT, "event: longer than %d bytes",
		    EVENT_MAX_BYTES);
	}
	return 0;
}

static int
take_counts(struct event *e, struct text_object *from, struct why *w)
{
	struct text_array all;

	if (!text_has(from, "counts"))
		return 0;
	if (text_array(from, "counts", EVENT_COUNTS_MAX, &all, w) != 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);
		struct event_count *c = &e->counts[i];
		const char *name;

		if (text_string(&one, "name", sizeof c->name - 1, &name, w) !=
			0 ||
		    text_number(&one, "value", INT64_MAX, &c->value, w) != 0 ||
		    text_end(&one, w) != 0)
			return -1;
		memcpy(c->name, name, strlen(name) + 1);
	}
	e->n_counts = all.n;
	return 0;
}

static int
take(struct event *e, struct text_object *from, struct why *w)
{
	const char *text;

	if (text_string(from, "format", EVENT_WORD_BYTES, &text, w) != 0)
		return -1;
	if (strcmp(text, EVENT_FORMAT) != 0)
		return why_set(w, WHY_VERSION, "format is %s, not %s", text,
		    EVENT_FORMAT);
	if (text_number(from, "sequence", INT64_MAX, &e->sequence, w) != 0 ||
	    text_time(from, "time", &e->time_s, w) != 0)
		return -1;
	for (size_t i = 0; i < FIELDS; i++) {
		const struct field *f = &fields[i];

		if (!text_has(from, f->key))
			continue;
		if (text_string(from, f->key, f->size - 1, &text, w) != 0)
			return -1;
		memcpy((char *)e + f->at, text, strlen(text) + 1);
	}
	if (take_counts(e, from, w) != 0 || text_end(from, w) != 0)
		return -1;
	return check(e, w);
}

/* One event has one line: what is written again is what was read. */
static int
check_form(const struct event *e, const void *data, size_t len, struct why *w)
{
	struct bytes again = { 0 };
	int rc = event_write(e, &again, w);

	if (rc == 0 && (again.len != len || memcmp(again.data, data, len) != 0))
		rc = why_set(w, WHY_JSON, "not in the form that is written");
	bytes_clear(&again);
	return rc;
}

int
event_parse(struct event *e, const void *data, size_t len, struct why *w)
{
	struct text doc;
	struct text_object from;
	int rc;

	*e = (struct event){ 0 };
	if (len > EVENT_MAX_BYTES)
		return why_set(w, WHY_LIMIT, "longer than %d bytes",
		    EVENT_MAX_BYTES);
	if (text_parse(&doc, data, len, w) != 0)
		return -1;
	from = text_root(&doc);
	rc = take(e, &from, w);
	text_clear(&doc);
	return rc == 0 ? check_form(e, data, len, w) : -1;
}

void
event_leaf(uint8_t out[HASH_BYTES], uint64_t sequence, const void *line,
    size_t len)
{
	static const uint8_t salt[HASH_SALT_BYTES];
	struct hash_leaf leaf = {
		.bytes = line,
		.salt = salt,
		.number = sequence,
		.len = (uint32_t)len,
		.kind = HASH_LEAF_EVENT,
	};

	leaf.out = out;
	hash_leaves(&leaf, 1);
}

/* --- heads --- */

static const char base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#define BASE64_BYTES ((HASH_BYTES + 2) / 3 * 4 + 1)

static void
root_to_text(char out[BASE64_BYTES], const uint8_t root[HASH_BYTES])
{
	for (size_t i = 0; i < HASH_BYTES; i += 3) {
		size_t left = HASH_BYTES - i;
		uint32_t bits = (uint32_t)root[i] << 16;

		if (left > 1)
			bits |= (uint32_t)root[i + 1] << 8;
		if (left > 2)
			bits |= root[i + 2];
		*out++ = base64[bits >> 18];
		*out++ = base64[bits >> 12 & 63];
		*out++ = left > 1 ? base64[bits >> 6 & 63] : '=';
		*out++ = left > 2 ? base64[bits & 63] : '=';
	}
	*out = '\0';
}

/* Only what root_to_text writes is right, so the caller compares. */
static void
root_from_text(uint8_t root[HASH_BYTES], const char text[BASE64_BYTES])
{
	uint32_t bits = 0;
	size_t n = 0;

	for (size_t i = 0; i < BASE64_BYTES - 1 && text[i] != '\0'; i++) {
		const char *at = strchr(base64, text[i]);

		bits = bits << 6 | (at == NULL ? 0 : (uint32_t)(at - base64));
		/* Bytes end after 2, 3 and 4 digits of each four. */
		if (i % 4 != 0 && n < HASH_BYTES)
			root[n++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
	}
}

int
event_head_write(const struct event_head *h, struct bytes *out, struct why *w)
{
	char root[BASE64_BYTES];
	char when[TEXT_TIME_BYTES];

	root_to_text(root, h->root);
	text_time_format(when, h->time_s);
	return bytes_printf(out, w, "%s\n%" PRIu64 "\n%s\n%s\n", h->origin,
	    h->size, root, when);
}

/* The next line, without its LF, at most size - 1 bytes. */
static bool
next_line(const char **at, const char *end, char *out, size_t size)
{
	const char *lf = memchr(*at, '\n', (size_t)(end - *at));
	size_t len = lf == NULL ? 0 : (size_t)(lf - *at);

	if (lf == NULL || len >= size || memchr(*at, '\0', len) != NULL)
		return false;
	memcpy(out, *at, len);
	out[len] = '\0';
	*at = lf + 1;
	return true;
}

static bool
is_origin(const char *text)
{
	size_t front = sizeof ORIGIN - 1;

	return strncmp(text, ORIGIN, front) == 0 &&
	    is_of(text + front, DIGITS "ABCDEF", SEAL_PRINT_HEX - 1);
}

int
event_head_parse(struct event_head *h, const void *data, size_t len,
    struct why *w)
{
	const char *at = data;
	const char *end = at + len;
	char size[32];
	char root[BASE64_BYTES];
	char again[BASE64_BYTES];
	char when[TEXT_TIME_BYTES];

	*h = (struct event_head){ 0 };
	if (!next_line(&at, end, h->origin, sizeof h->origin) ||
	    !is_origin(h->origin))
		return why_set(w, WHY_CHECKPOINT,
		    "line 1: not the origin of a log");
	if (!next_line(&at, end, size, sizeof size) ||
	    !bytes_decimal(size, INT64_MAX, &h->size))
		return why_set(w, WHY_CHECKPOINT, "line 2: not a size");
	if (!next_line(&at, end, root, sizeof root))
		return why_set(w, WHY_CHECKPOINT, "line 3: not a root");
	root_from_text(h->root, root);
	root_to_text(again, h->root);
	if (strcmp(again, root) != 0)
		return why_set(w, WHY_CHECKPOINT, "line 3: not a root");
	if (!next_line(&at, end, when, sizeof when) ||
	    !text_time_parse(when, &h->time_s))
		return why_set(w, WHY_CHECKPOINT, "line 4: not a UTC time");
	if (at != end)
		return why_set(w, WHY_CHECKPOINT,
		    "something follows the last line");
	return 0;
}
