/** Names: two of them, a zero byte between. Source: bundle.txt, 5. */

#include "formats/name.h"

#include <utf8proc.h>

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_MEMBER_NAME, WHY_NONE };

static bool
is_good(const char *name, size_t len)
{
	struct why w = { 0 };

	return fuzz_passed(name_check(name, len, WHY_MEMBER_NAME, &w), &w,
	    refusals);
}

/* A checked name is a way down, and shows what it is. */
static void
check_name(const char *name, size_t len)
{
	char slashed[NAME_MAX_BYTES + 3];
	struct why shown = { 0 };
	size_t parts = 1;

	fuzz_must(len > 0 && len <= NAME_MAX_BYTES && strlen(name) == len,
	    "a name is a text of 1 to 4096 bytes");
	(void)snprintf(slashed, sizeof slashed, "/%s/", name);
	fuzz_must(strstr(slashed, "//") == NULL &&
		strstr(slashed, "/../") == NULL &&
		strstr(slashed, "/./") == NULL,
	    "a name does not climb");
	for (size_t i = 0; i < len; i++)
		parts += name[i] == '/';
	fuzz_must(parts <= NAME_DEPTH_MAX, "a name is not too deep");
	why_set(&shown, WHY_USAGE, "%s", name);
	fuzz_must(len >= WHY_TEXT_BYTES - 4 || strcmp(shown.text, name) == 0,
	    "a name can be shown as it is");
}

static bool
add(struct name_set *s, const char *name, size_t len)
{
	struct why w = { 0 };
	bool repeated = false;

	fuzz_must(name_set_add(s, name, len, &repeated, &w) == 0,
	    "a checked name can be added");
	return repeated;
}

/* A form of a name that is there already is a repetition. */
static void
check_form(struct name_set *s, const struct bytes *name, utf8proc_option_t form)
{
	utf8proc_uint8_t *other = NULL;
	ssize_t len = utf8proc_map(name->data, (ssize_t)name->len, &other,
	    UTF8PROC_STABLE | form);

	fuzz_must(len > 0, "a checked name has each form");
	fuzz_must(add(s, (const char *)other, (size_t)len),
	    "names that are canonically one are one");
	free(other);
}

static void
check_repeats(struct name_set *s, const struct bytes *name)
{
	char *swapped = malloc(name->len + 1);

	fuzz_must(swapped != NULL, "there is memory");
	for (size_t i = 0; i < name->len; i++) {
		char c = (char)name->data[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		swapped[i] = letter ? (char)(c ^ 0x20) : c;
	}
	fuzz_must(add(s, (const char *)name->data, name->len),
	    "a name that is there is there");
	fuzz_must(add(s, swapped, name->len), "case does not matter");
	check_form(s, name, UTF8PROC_COMPOSE);
	check_form(s, name, UTF8PROC_DECOMPOSE);
	free(swapped);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes one = fuzz_until(0, &data, &size);
	const char *second = (const char *)data;
	struct name_set s = { 0 };
	struct name_set turned = { 0 };

	if (is_good((const char *)one.data, one.len)) {
		check_name((const char *)one.data, one.len);
		fuzz_must(!add(&s, (const char *)one.data, one.len),
		    "an empty set has no name");
		check_repeats(&s, &one);
		if (is_good(second, size))
			fuzz_must((!add(&turned, second, size)) &&
				add(&turned, (const char *)one.data, one.len) ==
				    add(&s, second, size),
			    "it does not matter which of two comes first");
	}
	fuzz_must(!is_good("a\0b", 3), "a name holds no zero byte");
	name_set_clear(&s);
	name_set_clear(&turned);
	bytes_clear(&one);
	return 0;
}
