#include "formats/text.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TIME_FIRST_S INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */
#define TIME_LAST_S  INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

/* Jansson's own sentences quote the document, which may name a vehicle. */
static const struct {
	enum json_error_code code;
	const char *sentence;
} faults[] = {
	{ json_error_duplicate_key, "a key is repeated" },
	{ json_error_end_of_input_expected, "something follows the end" },
	{ json_error_invalid_syntax, "not JSON" },
	{ json_error_invalid_utf8, "not UTF-8" },
	{ json_error_null_byte_in_key, "a NUL character" },
	{ json_error_null_character, "a NUL character" },
	{ json_error_numeric_overflow, "a number is out of range" },
	{ json_error_premature_end_of_input, "the end is missing" },
	{ json_error_stack_overflow, "nested too deep" },
};

/* Jansson takes most requests that fail for a fault of the document, and some
 * for its end of a string. */
static _Thread_local bool starved;

static void *
get_memory(size_t n)
{
	void *at = malloc(n);

	starved = starved || at == NULL;
	return at;
}

static void
watch_memory(void)
{
	json_set_alloc_funcs(get_memory, free);
}

static int
load_failed(const json_error_t *e, struct why *w)
{
	const char *sentence = "not JSON";

	if (json_error_code(e) == json_error_out_of_memory)
		return why_memory(w);
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		if (faults[i].code == json_error_code(e))
			sentence = faults[i].sentence;
	}
	return why_set(w, WHY_JSON, "line %d, column %d: %s", e->line,
	    e->column, sentence);
}

/* What is wrong with a byte outside strings, or NULL. */
static const char *
byte_fault(uint8_t before, uint8_t c, int *depth)
{
	if (c == '{' || c == '[')
		return ++*depth > TEXT_DEPTH_MAX ? "nested too deep" : NULL;
	if (c == '}' || c == ']')
		--*depth;
	if (c == '-')
		return "a negative number";
	if (c == '.')
		return "a number that is not whole";
	if ((c == 'e' || c == 'E') && before >= '0' && before <= '9')
		return "a number that is not whole";
	return NULL;
}

/* Refuse what is seen from single bytes, before any memory is spent on it.
 * Everything else is left to Jansson. */
static int
scan(const uint8_t *s, size_t len, struct why *w)
{
	bool quoted = false;
	int depth = 0;
	size_t line = 1;
	size_t start = 0;

	for (size_t i = 0; i < len; i++) {
		const char *fault;

		if (s[i] == '"')
			quoted = !quoted;
		if (quoted) {
			i += s[i] == '\\';
			continue;
		}
		if (s[i] == '\n') {
			line++;
			start = i + 1;
		}
		fault = byte_fault(i > 0 ? s[i - 1] : 0, s[i], &depth);
		if (fault != NULL)
			return why_set(w, WHY_JSON, "line %zu, column %zu: %s",
			    line, i - start + 1, fault);
	}
	return 0;
}

int
text_parse(struct text *t, const void *data, size_t len, struct why *w)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	json_error_t error;
	json_t *root;

	t->root = NULL;
	if (pthread_once(&once, watch_memory) != 0)
		return why_memory(w);
	if (scan(data, len, w) != 0)
		return -1;
	starved = false;
	root = json_loadb(len > 0 ? data : "", len, JSON_REJECT_DUPLICATES,
	    &error);
	if (starved) {
		json_decref(root);
		return why_memory(w);
	}
	if (root == NULL)
		return load_failed(&error, w);
	if (!json_is_object(root)) {
		json_decref(root);
		return why_set(w, WHY_JSON, "not a JSON object");
	}
	t->root = root;
	return 0;
}

void
text_clear(struct text *t)
{
	json_decref(t->root);
	t->root = NULL;
}

struct text_object
text_root(const struct text *t)
{
	return (struct text_object){ .json = t->root };
}

static int
refuse(const char *place, const char *key, const char *fault, struct why *w)
{
	if (w->reason != WHY_NONE)
		return -1;
	why_set(w, WHY_JSON, "key \"%.64s\" %s", key, fault);
	return place[0] == '\0' ? -1 : why_in(w, "%s", place);
}

/* Mark a key as taken. Only the first 64 of an object can be marked: if there
 * are more, text_end finds one that was not. */
static void
mark(struct text_object *o, const char *key)
{
	void *wanted = json_object_iter_at(o->json, key);
	void *i = json_object_iter(o->json);
	int at = 0;

	for (; i != NULL && i != wanted && at < 64; at++)
		i = json_object_iter_next(o->json, i);
	if (i == wanted && at < 64)
		o->taken |= UINT64_C(1) << at;
}

static json_t *
take(struct text_object *o, const char *key, json_type type, struct why *w)
{
	static const char *const wrong[] = {
		[JSON_OBJECT] = "is not an object",
		[JSON_ARRAY] = "is not an array",
		[JSON_STRING] = "is not a string",
		[JSON_INTEGER] = "is not a number",
		[JSON_TRUE] = "is neither true nor false",
	};
	json_t *value;

	if (!json_is_object((json_t *)o->json)) {
		why_set(w, WHY_JSON, "%s: not an object", o->place);
		return NULL;
	}
	value = json_object_get(o->json, key);
	if (value == NULL) {
		refuse(o->place, key, "is missing", w);
		return NULL;
	}
	if (json_typeof(value) != type &&
	    !(type == JSON_TRUE && json_is_false(value))) {
		refuse(o->place, key, wrong[type], w);
		return NULL;
	}
	mark(o, key);
	return value;
}

int
text_string(struct text_object *o, const char *key, size_t max_bytes,
    const char **out, struct why *w)
{
	json_t *value = take(o, key, JSON_STRING, w);

	if (value == NULL)
		return -1;
	if (json_string_length(value) > max_bytes)
		return refuse(o->place, key, "is too long", w);
	*out = json_string_value(value);
	return 0;
}

int
text_copy(struct text_object *o, const char *key, char *out, size_t size,
    struct why *w)
{
	const char *value;

	if (text_string(o, key, size - 1, &value, w) != 0)
		return -1;
	memcpy(out, value, strlen(value) + 1);
	return 0;
}

int
text_number(struct text_object *o, const char *key, uint64_t max, uint64_t *out,
    struct why *w)
{
	json_t *value = take(o, key, JSON_INTEGER, w);

	if (value == NULL)
		return -1;
	if ((uint64_t)json_integer_value(value) > max)
		return refuse(o->place, key, "is out of range", w);
	*out = (uint64_t)json_integer_value(value);
	return 0;
}

int
text_bool(struct text_object *o, const char *key, bool *out, struct why *w)
{
	json_t *value = take(o, key, JSON_TRUE, w);

	if (value == NULL)
		return -1;
	*out = json_is_true(value);
	return 0;
}

int
text_hex(struct text_object *o, const char *key, uint8_t *out, size_t len,
    struct why *w)
{
	json_t *value = take(o, key, JSON_STRING, w);

	if (value == NULL)
		return -1;
	if (json_string_length(value) != 2 * len ||
	    !bytes_from_hex(out, len, json_string_value(value)))
		return refuse(o->place, key, "is not hex of its length", w);
	return 0;
}

int
text_time(struct text_object *o, const char *key, int64_t *out_s, struct why *w)
{
	json_t *value = take(o, key, JSON_STRING, w);

	if (value == NULL)
		return -1;
	if (!text_time_parse(json_string_value(value), out_s))
		return refuse(o->place, key, "is not a UTC time", w);
	return 0;
}

static void
place_below(char out[64], const char *place, const char *key)
{
	(void)snprintf(out, 64, "%.31s%s%.31s", place,
	    place[0] == '\0' ? "" : ".", key);
}

int
text_child(struct text_object *o, const char *key, struct text_object *out,
    struct why *w)
{
	json_t *value = take(o, key, JSON_OBJECT, w);

	if (value == NULL)
		return -1;
	*out = (struct text_object){ .json = value };
	place_below(out->place, o->place, key);
	return 0;
}

bool
text_has(const struct text_object *o, const char *key)
{
	return json_object_get(o->json, key) != NULL;
}

int
text_array(struct text_object *o, const char *key, size_t max,
    struct text_array *out, struct why *w)
{
	json_t *value = take(o, key, JSON_ARRAY, w);

	if (value == NULL)
		return -1;
	if (json_array_size(value) > max)
		return refuse(o->place, key, "has too many elements", w);
	*out = (struct text_array){ .json = value };
	out->n = json_array_size(value);
	place_below(out->place, o->place, key);
	return 0;
}

struct text_object
text_at(const struct text_array *a, size_t index)
{
	struct text_object o = { .json = json_array_get(a->json, index) };

	(void)snprintf(o.place, sizeof o.place, "%.40s[%zu]", a->place, index);
	return o;
}

int
text_string_at(const struct text_array *a, size_t index, size_t max_bytes,
    const char **out, struct why *w)
{
	json_t *value = json_array_get(a->json, index);
	const char *fault = NULL;

	if (!json_is_string(value))
		fault = "not a string";
	else if (json_string_length(value) > max_bytes)
		fault = "too long";
	if (fault != NULL)
		return why_set(w, WHY_JSON, "%s[%zu]: %s", a->place, index,
		    fault);
	*out = json_string_value(value);
	return 0;
}

int
text_end(const struct text_object *o, struct why *w)
{
	json_t *json = o->json;
	const char *key;
	json_t *value;
	int at = 0;

	json_object_foreach(json, key, value)
	{
		if (at > 63 || (o->taken >> at & 1) == 0)
			return refuse(o->place, key, "is unknown", w);
		at++;
	}
	return 0;
}

void
text_time_format(char out[TEXT_TIME_BYTES], int64_t time_s)
{
	time_t t = time_s < TIME_FIRST_S ? TIME_FIRST_S
	    : time_s > TIME_LAST_S	 ? TIME_LAST_S
					 : time_s;
	struct tm tm;

	gmtime_r(&t, &tm);
	(void)snprintf(out, TEXT_TIME_BYTES, "%04u-%02u-%02uT%02u:%02u:%02uZ",
	    (unsigned)(tm.tm_year + 1900) % 10000,
	    (unsigned)(tm.tm_mon + 1) % 100, (unsigned)tm.tm_mday % 100,
	    (unsigned)tm.tm_hour % 100, (unsigned)tm.tm_min % 100,
	    (unsigned)tm.tm_sec % 100);
}

/* n decimal digits. */
static int
digits(const char *text, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

bool
text_time_parse(const char *text, int64_t *out_s)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	char again[TEXT_TIME_BYTES];
	struct tm tm = { 0 };
	int64_t time_s;

	for (size_t i = 0; i < sizeof form; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';

		if (form[i] == '0' ? !digit : text[i] != form[i])
			return false;
	}
	tm.tm_year = digits(text, 4) - 1900;
	tm.tm_mon = digits(text + 5, 2) - 1;
	tm.tm_mday = digits(text + 8, 2);
	tm.tm_hour = digits(text + 11, 2);
	tm.tm_min = digits(text + 14, 2);
	tm.tm_sec = digits(text + 17, 2);
	time_s = timegm(&tm);
	/* timegm makes March of 30 February: only what comes back is a time. */
	text_time_format(again, time_s);
	if (strcmp(again, text) != 0)
		return false;
	*out_s = time_s;
	return true;
}
