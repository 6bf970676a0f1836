/** JSON. What is read can be written, and is then read as the same. */

#include "formats/text.h"

#include <jansson.h>

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_NONE };

/* Write any document; false where it holds a null, which nothing takes. */
static bool
write_value(struct text_out *o, const char *key, json_t *value)
{
	const char *name;
	json_t *one;
	size_t i;

	switch (json_typeof(value)) {
	case JSON_OBJECT:
		text_out_open(o, key, '{');
		json_object_foreach(value, name, one)
		{
			if (!write_value(o, name, one))
				return false;
		}
		text_out_close(o);
		return true;
	case JSON_ARRAY:
		text_out_open(o, key, '[');
		json_array_foreach(value, i, one)
		{
			if (!write_value(o, NULL, one))
				return false;
		}
		text_out_close(o);
		return true;
	case JSON_STRING:
		text_out_string(o, key, json_string_value(value));
		return true;
	case JSON_INTEGER:
		fuzz_must(json_integer_value(value) >= 0,
		    "numbers are not negative");
		text_out_number(o, key, (uint64_t)json_integer_value(value));
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		text_out_bool(o, key, json_is_true(value));
		return true;
	case JSON_REAL:
		fuzz_must(false, "numbers are whole");
		return false;
	case JSON_NULL:
	default:
		return false;
	}
}

static void
check_written(const struct text *t, int indent)
{
	struct bytes out = { 0 };
	struct text_out o = { .to = &out, .indent = indent };
	struct text again = { 0 };
	struct why w = { 0 };

	if (write_value(&o, NULL, t->root))
		fuzz_must(text_out_end(&o, &w) == 0 &&
			text_parse(&again, out.data, out.len, &w) == 0 &&
			json_equal(t->root, again.root),
		    "what is written is what was read");
	text_clear(&again);
	bytes_clear(&out);
}

/* Take a key as each type in turn: one fits, or none. */
static void
take_key(struct text_object *o, const char *key)
{
	const char *string;
	uint64_t number;
	int64_t time_s;
	uint8_t hex[2];
	bool truth;
	struct text_object child;
	struct text_array array;
	struct why w[7] = { 0 };
	int fits = 0;

	fits += fuzz_passed(text_string(o, key, 100, &string, &w[0]), &w[0],
	    refusals);
	fits += fuzz_passed(text_number(o, key, 100, &number, &w[1]), &w[1],
	    refusals);
	fits += fuzz_passed(text_bool(o, key, &truth, &w[2]), &w[2], refusals);
	fits += fuzz_passed(text_child(o, key, &child, &w[3]), &w[3], refusals);
	fits +=
	    fuzz_passed(text_array(o, key, 3, &array, &w[4]), &w[4], refusals);
	fuzz_must(fits <= 1, "a value has one type");
	fits = fuzz_passed(text_hex(o, key, hex, sizeof hex, &w[5]), &w[5],
	    refusals);
	fits += fuzz_passed(text_time(o, key, &time_s, &w[6]), &w[6], refusals);
	fuzz_must(fits == 0 || (fits == 1 && w[0].reason == WHY_NONE),
	    "hex and times are strings");
}

static void
check_object(struct text_object o)
{
	struct text_object none = { .json = o.json };
	struct why w = { 0 };
	const char *key;
	json_t *value;
	json_t *root = o.json;
	size_t n = json_object_size(root);

	json_object_foreach(root, key, value)
	{
		struct text_object child;
		struct text_array array;
		struct why w2 = { 0 };

		fuzz_must(text_has(&o, key), "a key that is there is there");
		take_key(&o, key);
		if (text_child(&o, key, &child, &w2) == 0)
			check_object(child);
		why_clear(&w2);
		if (text_array(&o, key, 100, &array, &w2) != 0)
			continue;
		for (size_t i = 0; i < array.n; i++) {
			if (json_is_object(json_array_get(value, i)))
				check_object(text_at(&array, i));
		}
	}
	fuzz_must((text_end(&none, &w) == 0) == (n == 0),
	    "a key that nobody took is refused");
	take_key(&o, "\x01 no such key");
}

static void
check_string(const uint8_t *data, size_t size)
{
	struct bytes value = fuzz_until(0, &data, &size);
	struct bytes out = { 0 };
	struct text_out o = { .to = &out };
	struct text t = { 0 };
	struct text_object root;
	const char *again = NULL;
	struct why w = { 0 };

	text_out_open(&o, NULL, '{');
	text_out_string(&o, "a", (const char *)value.data);
	text_out_close(&o);
	if (fuzz_passed(text_out_end(&o, &w), &w, refusals)) {
		fuzz_must(text_parse(&t, out.data, out.len, &w) == 0,
		    "what is written can be read");
		root = text_root(&t);
		fuzz_must(text_string(&root, "a", value.len, &again, &w) == 0 &&
			strcmp(again, (const char *)value.data) == 0 &&
			text_end(&root, &w) == 0,
		    "a string is read as it was written");
	}
	text_clear(&t);
	bytes_clear(&out);
	bytes_clear(&value);
}

/* The same with its first key once more, each letter of it escaped. */
static void
check_twice(const struct text *t, const uint8_t *data, size_t size)
{
	const char *key =
	    json_object_iter_key(json_object_iter((json_t *)t->root));
	size_t brace = 0;
	struct bytes twice = { 0 };
	struct text again;
	struct why w = { 0 };

	if (key == NULL)
		return;
	while (data[brace] != '{')
		brace++;
	bytes_add(&twice, "{\"", 2, &w);
	for (; *key != '\0'; key++) {
		if ((uint8_t)*key < 0x80)
			bytes_printf(&twice, &w, "\\u%04x", (unsigned)*key);
		else
			bytes_add(&twice, key, 1, &w);
	}
	bytes_add(&twice, "\":0,", 4, &w);
	bytes_add(&twice, data + brace + 1, size - brace - 1, &w);
	fuzz_must(!fuzz_passed(text_parse(&again, twice.data, twice.len, &w),
		      &w, refusals),
	    "no key stands twice");
	bytes_clear(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t;
	struct why w = { 0 };

	check_string(data, size);
	if (!fuzz_passed(text_parse(&t, data, size, &w), &w, refusals)) {
		fuzz_must(t.root == NULL,
		    "nothing is left of what was refused");
		return 0;
	}
	check_object(text_root(&t));
	check_twice(&t, data, size);
	check_written(&t, 0);
	check_written(&t, 1);
	text_clear(&t);
	return 0;
}
