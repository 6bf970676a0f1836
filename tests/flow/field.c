/**
 * field KEY...: one value of the JSON on standard input; an index for an
 * array, from its end if it is negative. Texts and numbers as they are, the
 * rest as JSON. Status 1: there is none, or null. As the flows ask for it so
 * often.
 */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static const json_t *
step(const json_t *at, const char *key)
{
	long n = strtol(key, NULL, 10);

	if (!json_is_array(at))
		return json_object_get(at, key);
	if (n < 0)
		n += (long)json_array_size(at);
	return n < 0 ? NULL : json_array_get(at, (size_t)n);
}

int
main(int argc, char **argv)
{
	json_error_t error;
	json_t *all = json_loadf(stdin, JSON_DECODE_ANY, &error);
	const json_t *at = all;

	for (int i = 1; at != NULL && i < argc; i++)
		at = step(at, argv[i]);
	if (at == NULL || json_is_null(at)) {
		json_decref(all);
		return 1;
	}
	if (json_is_string(at))
		(void)puts(json_string_value(at));
	else {
		(void)json_dumpf(at, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
		(void)putchar('\n');
	}
	json_decref(all);
	return 0;
}
