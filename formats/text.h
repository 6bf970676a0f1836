#ifndef FORMATS_TEXT_H
#define FORMATS_TEXT_H

/**
 * JSON, read strictly and written plainly; the only place with <jansson.h>.
 * Repeated keys, unknown keys, trailing bytes, reals, numbers out of range,
 * invalid UTF-8, U+0000 and deep nesting are refused. An object is read by
 * taking its keys; text_end refuses what nobody took.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

/** Deepest nesting of arrays and objects that is read. */
#define TEXT_DEPTH_MAX 8

/** A parsed document. All zero is none. */
struct text {
	void *root;
};

/** Parse len bytes as one JSON object. Returns 0, or -1 with WHY_JSON naming
 *  line and column. */
int text_parse(struct text *t, const void *data, size_t len, struct why *w);
void text_clear(struct text *t);

/** An object being read: a cursor into a struct text, which must outlive it. */
struct text_object {
	void *json;
	uint64_t taken; /* a bit for each key, in the order of the document */
	char place[64]; /* for messages, such as "segments[3]" */
};
struct text_object text_root(const struct text *t);

/** Take one key. Each refuses a missing key, another type or a value out of
 *  range with WHY_JSON. Strings are borrowed from the document; max_bytes does
 *  not count their NUL. At most 64 keys of one object can be taken. */
int text_string(struct text_object *o, const char *key, size_t max_bytes,
    const char **out, struct why *w);
/** The same, copied to `out` of `size` bytes, NUL included. */
int text_copy(struct text_object *o, const char *key, char *out, size_t size,
    struct why *w);
int text_number(struct text_object *o, const char *key, uint64_t max,
    uint64_t *out, struct why *w);
int text_bool(struct text_object *o, const char *key, bool *out, struct why *w);
/** Exactly len bytes as lower-case hex. */
int text_hex(struct text_object *o, const char *key, uint8_t *out, size_t len,
    struct why *w);
/** A UTC time "YYYY-MM-DDThh:mm:ssZ", as seconds since 1970. */
int text_time(struct text_object *o, const char *key, int64_t *out_s,
    struct why *w);
int text_child(struct text_object *o, const char *key, struct text_object *out,
    struct why *w);
/** Is there such a key (optional keys are asked first)? */
bool text_has(const struct text_object *o, const char *key);

/** Take an array of objects; n: its length, at most max. */
struct text_array {
	void *json;
	size_t n;
	char place[64];
};
int text_array(struct text_object *o, const char *key, size_t max,
    struct text_array *out, struct why *w);
struct text_object text_at(const struct text_array *a, size_t index);
/** Element `index` of an array of strings, borrowed. */
int text_string_at(const struct text_array *a, size_t index, size_t max_bytes,
    const char **out, struct why *w);

/** Every key was taken, or -1 with WHY_JSON naming the first unknown one. */
int text_end(const struct text_object *o, struct why *w);

/**
 * Writing: calls nest as the document does; commas, indentation and escapes
 * are done here. The first failure sticks and is told by text_out_end.
 *     struct text_out o = { .to = &bytes, .indent = 1 };
 *     text_out_open(&o, NULL, '{'); text_out_string(&o, "format", "...");
 *     text_out_close(&o); return text_out_end(&o, w);
 * key is NULL inside arrays and at the top. Numbers are at most INT64_MAX,
 * since that is what is read.
 */
struct text_out {
	struct bytes *to;
	int indent;  /* 0: one line without blanks */
	bool escape; /* what may not be shown (why_character) as \uNNNN */
	int depth;
	bool more;
	enum why_reason failed;
	char kinds[TEXT_DEPTH_MAX + 1];
};
void text_out_open(struct text_out *o, const char *key, char kind); /* { [ */
void text_out_close(struct text_out *o);
void text_out_string(struct text_out *o, const char *key, const char *value);
void text_out_number(struct text_out *o, const char *key, uint64_t value);
void text_out_bool(struct text_out *o, const char *key, bool value);
void text_out_hex(struct text_out *o, const char *key, const uint8_t *data,
    size_t len);
void text_out_time(struct text_out *o, const char *key, int64_t time_s);
/** All written and every bracket closed; adds a line end. Fails with
 * WHY_MEMORY, or with WHY_JSON where a value cannot be written (bad UTF-8, a
 * number above INT64_MAX). */
int text_out_end(struct text_out *o, struct why *w);

/** "2026-01-02T03:04:05Z" and its NUL, for years 0000 to 9999; times beyond
 *  become the first or last second of these. */
#define TEXT_TIME_BYTES 21
void text_time_format(char out[TEXT_TIME_BYTES], int64_t time_s);
bool text_time_parse(const char *text, int64_t *out_s);

#endif
