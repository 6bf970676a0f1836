#include "keys/known.h"

#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

#define FOLDER "tests/vectors/signature/"

static struct signature
nth(const struct bytes *file, size_t i)
{
	struct signature_file all;
	struct why w = { 0 };

	if (signature_parse_file(&all, file->data, file->len, &w) != 0 ||
	    i >= all.n)
		abort();
	return all.all[i];
}

static int
add(struct known *k, const void *data, size_t len, int64_t time_s,
    struct why *w)
{
	const struct known_since since = { time_s, KNOWN_TOKEN };

	return known_add(k, data, len, &since, w);
}

static struct known_since
find(const struct known *k, const struct signature *s)
{
	const struct known_ask ask = { s, "a seal", 6, "" };

	return known_find(k, &ask);
}

/* A file of two: each by itself, the earliest time, whatever the order. */
static void
test_file(void)
{
	struct bytes file = { 0 };
	struct known k = { 0 };
	struct signature one;
	struct signature two;
	struct why w = { 0 };

	scratch_read(FOLDER "rsa-and-eddsa.sig", &file);
	one = nth(&file, 0);
	two = nth(&file, 1);
	tap_number(find(&k, &one).by, KNOWN_NOW, "nothing is shown");
	tap_number(find(NULL, &one).by, KNOWN_NOW, "nor by nothing");
	tap_number(add(&k, two.data, two.len, 300, &w), 0, "one is");
	tap_number(find(&k, &one).by, KNOWN_NOW, "the other is not");
	tap_number(find(&k, &two).time_s, 300, "its time");
	tap_number(find(&k, &two).by, KNOWN_TOKEN, "and by what");
	tap_number(add(&k, file.data, file.len, 400, &w), 0, "both are");
	tap_number(find(&k, &one).time_s, 400, "the other now");
	tap_number(find(&k, &two).time_s, 300, "the earliest stays");
	tap_number(add(&k, file.data, file.len, 200, &w), 0, "both, before");
	tap_number(find(&k, &one).time_s, 200, "an earlier one counts");
	tap_number(find(&k, &two).time_s, 200, "for each");
	tap_number((long long)k.n, 2, "each is kept once");
	tap_number(add(&k, file.data, file.len - 1, 100, &w), -1,
	    "what is no file of signatures is refused");
	tap_number(find(&k, &one).time_s, 200, "and shows nothing");
	bytes_clear(&file);
}

/* By statement and key: no other statement, no other key. */
static void
test_signer(void)
{
	static const char key[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	const struct known_since since = { 300, KNOWN_HEAD };
	struct bytes file = { 0 };
	struct known k = { 0 };
	struct signature one;
	struct known_ask ask = { &one, "a seal", 6, key };
	struct why w = { 0 };

	scratch_read(FOLDER "rsa-and-eddsa.sig", &file);
	one = nth(&file, 0);
	tap_number(known_add_signer(&k, "a seal", 6, key, &since, &w), 0,
	    "a key's signature of a statement is shown");
	tap_number(known_find(&k, &ask).time_s, 300, "its time");
	tap_number(known_find(&k, &ask).by, KNOWN_HEAD, "and by what");
	ask.len = 5;
	tap_number(known_find(&k, &ask).by, KNOWN_NOW, "not of another one");
	ask.len = 6;
	ask.fingerprint = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
	tap_number(known_find(&k, &ask).by, KNOWN_NOW, "nor of another key");
	ask.fingerprint = "";
	tap_number(known_find(&k, &ask).by, KNOWN_NOW, "nor of none");
	ask.fingerprint = key;
	tap_number(add(&k, file.data, file.len, 200, &w), 0, "with a token");
	tap_number(known_find(&k, &ask).time_s, 200, "the earlier one counts");
	tap_number(known_find(&k, &ask).by, KNOWN_TOKEN, "and is named");
	bytes_clear(&file);
}

/* More signatures than there can be. */
static void
test_full(void)
{
	struct bytes file = { 0 };
	struct known k = { .n = KNOWN_MAX };
	struct why w = { 0 };

	scratch_read(FOLDER "rsa-and-eddsa.sig", &file);
	tap_number(add(&k, file.data, file.len, 100, &w), -1, "no more fit");
	tap_text(why_name(w.reason), "limit", "and that is told");
	bytes_clear(&file);
}

static void
test_names(void)
{
	tap_text(known_by_name(KNOWN_NOW), "now", "nothing but now");
	tap_text(known_by_name(KNOWN_LOG), "log", "the own log");
	tap_text(known_by_name(KNOWN_TOKEN), "timestamp", "a token");
	tap_text(known_by_name(KNOWN_HEAD), "cosignature", "a witness");
}

int
main(void)
{
	test_file();
	test_signer();
	test_full();
	test_names();
	return tap_done();
}
