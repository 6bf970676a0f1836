#include "formats/reads/json.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

/* The row without what stands at these names (blanks between), "!" before it
 *  if it changed; or what is wrong. */
static const char *
emptied(const char *format, const char *names, const char *text)
{
	static char told[4096];
	struct record row = { .bytes = (const uint8_t *)text,
		.len = (uint32_t)strlen(text) };
	struct reads_empty e = { 0 };
	struct bytes out = { 0 };
	struct reads r;
	struct why w = { 0 };
	char asked[256];
	char *rest = NULL;
	bool changed = false;
	bool found;
	int rc = reads_begin(&r, format, "", &w);

	(void)snprintf(asked, sizeof asked, "%s", names);
	for (char *one = strtok_r(asked, " ", &rest); one != NULL && rc == 0;
	     one = strtok_r(NULL, " ", &rest))
		rc = reads_empty_column(&r, NULL, one, &e, &found, &w);
	if (rc == 0)
		rc = reads_empty_row(&r, &e, &row, &out, &changed, &w);
	if (rc != 0)
		(void)snprintf(told, sizeof told, "%s", w.text);
	else
		(void)snprintf(told, sizeof told, "%s%.*s", changed ? "!" : "",
		    (int)out.len, (const char *)out.data);
	bytes_clear(&out);
	return told;
}

static const struct {
	const char *name;
	const char *names;
	const char *row;
	const char *want;
} json[] = {
	{ "the last", "make", "{\"a\":1 , \"make\":\"x\" }\n",
	    "!{\"a\":1 }\n" },
	{ "one between", "make", "{\"a\":1, \"make\":\"x\" ,\"b\":2},\n",
	    "!{\"a\":1 ,\"b\":2},\n" },
	{ "the first", "make", "{ \"make\" : \"x\" , \"a\":1 }",
	    "!{ \"a\":1 }" },
	{ "the only one", "make", "{ \"make\":\"x\" }", "!{  }" },
	{ "the first two", "a b", "{\"a\":1, \"b\":2, \"c\":3}", "!{\"c\":3}" },
	{ "the last two", "b c", "{\"a\":1, \"b\":2, \"c\":3}", "!{\"a\":1}" },
	{ "all but one", "a c", "{\"a\":1, \"b\":2, \"c\":3}", "!{\"b\":2}" },
	{ "all", "a b c", "{\"a\":1, \"b\":2, \"c\":3 }", "!{ }" },
	{ "what stands twice", "a", "{\"a\":1,\"b\":2,\"a\":{}}",
	    "!{\"b\":2}" },
	{ "a name with escapes", "make", "{\"m\\u0061ke\":\"x\",\"a\":1}",
	    "!{\"a\":1}" },
	{ "a value that looks like more", "a",
	    "{\"a\":\"\\\"},{\\\\\",\"b\":\"a\"}", "!{\"b\":\"a\"}" },
	{ "an object", "a", "{\"a\":{\"a\":[{\"b\":1}]},\"b\":{\"a\":2}}",
	    "!{\"b\":{\"a\":2}}" },
	{ "deep inside", "b.a", "{\"a\":1,\"b\":{\"a\":2,\"c\":3}}",
	    "!{\"a\":1,\"b\":{\"c\":3}}" },
	{ "deep inside and above", "b.a c", "{\"b\":{\"d\":1,\"a\":2},\"c\":3}",
	    "!{\"b\":{\"d\":1}}" },
	{ "of an array", "a.1", "{\"a\":[1,{\"x\":2}, 3]}",
	    "!{\"a\":[1,null, 3]}" },
	{ "in an array", "a.1.x", "{\"a\":[{\"x\":1},{\"x\":2,\"y\":3}]}",
	    "!{\"a\":[{\"x\":1},{\"y\":3}]}" },
	{ "null of an array", "a.0", "{\"a\":[null]}", "{\"a\":[null]}" },
	{ "an array whole", "a", "{\"a\":[1,[2]],\"b\":[]}", "!{\"b\":[]}" },
	{ "a name that is longer", "a", "{\"ab\":1,\"a.b\":2}",
	    "{\"ab\":1,\"a.b\":2}" },
	{ "none", "x y.z", "{ \"a\" : 1 } ,\n", "{ \"a\" : 1 } ,\n" },
	{ "of an empty one", "x", "{}", "{}" },
	{ "the plate", "vrm", "{}",
	    "--drop-column vrm: no read can be without it" },
	{ "what is below the plate", "vrm.x", "{}",
	    "--drop-column vrm.x: no read can be without it" },
};

static const struct {
	const char *name;
	const char *names;
	const char *row;
	const char *want;
} vendor[] = {
	{ "a field by its own name", "confidence",
	    "{\"confidence\":1,\"observedVehicle\":{\"licensePlate\":{"
	    "\"identifier\":\"Z\",\"confidence\":0.5}}}",
	    "!{\"observedVehicle\":{\"licensePlate\":{"
	    "\"identifier\":\"Z\"}}}" },
	{ "one of two coordinates", "latitude",
	    "{\"location\":{\"coordinates\":[-0.1,51.5]}}",
	    "!{\"location\":{\"coordinates\":[-0.1,null]}}" },
	{ "what holds the plate", "observedVehicle", "{}",
	    "--drop-column observedVehicle: no read can be without it" },
	{ "the plate by the canonical name", "vrm", "{}",
	    "--drop-column vrm: no read can be without it" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof json / sizeof json[0]; i++)
		tap_text(emptied("ndjson", json[i].names, json[i].row),
		    json[i].want, "%s", json[i].name);
	for (size_t i = 0; i < sizeof vendor / sizeof vendor[0]; i++)
		tap_text(emptied("anprflow", vendor[i].names, vendor[i].row),
		    vendor[i].want, "%s", vendor[i].name);
	tap_text(emptied("ndjson", "x", "{\"a\""), "a row is no object",
	    "what was not checked is refused");
	return tap_done();
}
