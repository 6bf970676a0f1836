#include "tool/flow/paths.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

enum {
	MANY = 20000
};

static struct paths paths;

static void
put(const char *name, uint64_t cause)
{
	struct why w = { 0 };

	if (paths_add(&paths, name, cause, &w) != 0)
		tap_ok(false, "%s: %s", name, w.text);
}

static long long
cause_of(const char *name)
{
	const struct paths_entry *e = paths_find(&paths, name);

	return e == NULL ? -1 : (long long)e->cause;
}

static const struct {
	const char *rule;
	const char *name;
	long long cause; /* -1: not there */
} asked[] = {
	{ "a name that was added", "data/a.jpg", 1 },
	{ "another", "data/b.jpg", 2 },
	{ "the front of a name is another name", "data/a.jp", -1 },
	{ "so is a longer one", "data/a.jpgg", -1 },
	{ "and one in capitals", "data/A.jpg", -1 },
	{ "the empty name, when it was not added", "", -1 },
	{ "a name of bytes above 0x7f", "data/\xc3\xa4\xff", 3 },
	{ "a name whose cause is 0", "data/zero", 0 },
	{ "a name whose cause is the largest", "data/last", -2 },
};

static void
test_asked(void)
{
	put("data/a.jpg", 1);
	put("data/b.jpg", 2);
	put("data/\xc3\xa4\xff", 3);
	put("data/zero", 0);
	put("data/last", (uint64_t)-2);
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
		tap_number(cause_of(asked[i].name), asked[i].cause, "%s",
		    asked[i].rule);
}

static void
test_first_cause(void)
{
	struct paths_entry *e;
	size_t n = paths.n;

	put("data/a.jpg", 7);
	tap_number(cause_of("data/a.jpg"), 1,
	    "added again with another cause, the first stays");
	tap_number((long long)paths.n, (long long)n, "and it is there once");
	e = paths_find(&paths, "data/b.jpg");
	tap_ok(e != NULL && !e->met, "at first a member was not met");
	if (e != NULL)
		e->met = true;
	put("data/b.jpg", 9);
	e = paths_find(&paths, "data/b.jpg");
	tap_ok(e != NULL && e->met && e->cause == 2,
	    "that it was met stays when it is added again");
}

static void
test_copied(void)
{
	char name[] = "data/mine";

	put(name, 4);
	name[5] = 'f';
	tap_number(cause_of("data/mine"), 4, "names are copied");
	tap_number(cause_of("data/fine"), -1, "not borrowed");
}

static void
test_growth(void)
{
	char name[64];
	size_t n = paths.n;
	unsigned found = 0;
	unsigned strange = 0;

	for (unsigned i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "data/images/%u.jpg", i);
		put(name, i);
		put(name, i + 1);
	}
	tap_number((long long)paths.n, (long long)n + MANY,
	    "many names are each there once");
	tap_ok(2 * paths.n <= paths.cap && (paths.cap & (paths.cap - 1)) == 0,
	    "at least half of the places stay free");
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "data/images/%u.jpg", i);
		found += cause_of(name) == (long long)i;
		snprintf(name, sizeof name, "data/images/%u.jpeg", i);
		strange += cause_of(name) != -1;
	}
	tap_number(found, MANY, "all are found with their first cause");
	tap_number(strange, 0, "and nothing else");
	tap_ok(cause_of("data/a.jpg") == 1 && cause_of("data/zero") == 0,
	    "those from before the growth too");
	tap_ok(paths_find(&paths, "data/b.jpg")->met,
	    "with what is known of them");
}

int
main(void)
{
	tap_ok(paths_find(&paths, "data/a") == NULL,
	    "an empty set holds nothing");
	test_asked();
	test_first_cause();
	test_copied();
	test_growth();
	paths_clear(&paths);
	tap_ok(paths.n == 0 && paths.cap == 0 &&
		paths_find(&paths, "data/a.jpg") == NULL,
	    "a cleared set is empty");
	put("", 5);
	tap_number(cause_of(""), 5, "and can be used again, for any name");
	paths_clear(&paths);
	return tap_done();
}
