#include "tool/flow/tombs.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "keys/secret.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

/* What tags keep apart, months, and tombstones in a store. */

enum {
	MANY = 3000
};

static struct tombs armed;

static const struct reads_key example = {
	.vrm = "ZZ26ABC",
	.feed = "12",
	.source = "7",
	.camera = "N-3",
	.time_ms = INT64_C(1772366400000),
};

static void
arm(void)
{
	uint8_t secret[SECRET_BYTES];

	for (size_t i = 0; i < sizeof secret; i++)
		secret[i] = (uint8_t)i;
	hash_key_init(&armed.key, secret);
	armed.armed = true;
}

static void
digest_of(const char *text, uint8_t out[SHA256_BYTES])
{
	struct sha256 s = { 0 };
	struct why w = { 0 };

	sha256_begin(&s, &w);
	sha256_add(&s, text, strlen(text), &w);
	sha256_end(&s, out, &w);
	sha256_clear(&s);
}

/* Reads that differ in one thing from the example of order.txt, 5.5. */
static const struct {
	const char *rule;
	struct reads_key key;
} others[] = {
	{ "another plate", { "ZZ26ABD", "12", "7", "N-3", 1772366400000 } },
	{ "another feed", { "ZZ26ABC", "13", "7", "N-3", 1772366400000 } },
	{ "another source", { "ZZ26ABC", "12", "8", "N-3", 1772366400000 } },
	{ "another camera", { "ZZ26ABC", "12", "7", "N-4", 1772366400000 } },
	{ "a millisecond later",
	    { "ZZ26ABC", "12", "7", "N-3", 1772366400001 } },
	{ "a digit that moved to the next field",
	    { "ZZ26ABC", "1", "27", "N-3", 1772366400000 } },
	{ "feed and source in each other's place",
	    { "ZZ26ABC", "7", "12", "N-3", 1772366400000 } },
};

static void
test_reads(void)
{
	uint8_t want[HASH_KEYED_BYTES];
	uint8_t tag[HASH_KEYED_BYTES];

	tombs_tag_read(&armed, &example, want);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		tombs_tag_read(&armed, &others[i].key, tag);
		tap_ok(memcmp(tag, want, sizeof tag) != 0, "%s has another tag",
		    others[i].rule);
	}
}

/* The largest key, byte for byte as long as the message of a file or longer;
 * none may be taken for a file. */
static void
test_files(void)
{
	struct reads_key key = { .time_ms = -1 };
	uint8_t one[SHA256_BYTES];
	uint8_t two[SHA256_BYTES];
	uint8_t read[HASH_KEYED_BYTES];
	uint8_t tags[4][HASH_KEYED_BYTES];

	digest_of("one", one);
	digest_of("two", two);
	tombs_tag_file(&armed, 3, one, tags[0]);
	tombs_tag_file(&armed, 3, one, tags[1]);
	tombs_tag_file(&armed, 4, one, tags[2]);
	tombs_tag_file(&armed, 3, two, tags[3]);
	tap_bytes(tags[1], tags[0], sizeof tags[0],
	    "files of one size and one first piece have one tag");
	tap_ok(memcmp(tags[2], tags[0], sizeof tags[0]) != 0,
	    "of another size another");
	tap_ok(memcmp(tags[3], tags[0], sizeof tags[0]) != 0,
	    "with another first piece too");
	memset(key.vrm, 'Z', sizeof key.vrm - 1);
	memset(key.feed, '1', sizeof key.feed - 1);
	memset(key.source, '2', sizeof key.source - 1);
	memset(key.camera, '3', sizeof key.camera - 1);
	tombs_tag_read(&armed, &key, read);
	tap_ok(memcmp(read, tags[0], sizeof read) != 0,
	    "the longest natural key has a tag, and it is no file's");
}

/* --- months --- */

static const struct {
	const char *rule;
	int64_t time_s;
	uint32_t month;
} months[] = {
	{ "1970 began in month 1970 * 12", 0, 23640 },
	{ "a second before was December", -1, 23639 },
	{ "the last second of January 2026", 1769903999, 24312 },
	{ "the first of February 2026", 1769904000, 24313 },
	{ "29 February of a leap year", 1709164800, 24289 },
	{ "December 9999", 253402300799, 119999 },
	{ "January of the year 0", -62167219200, 0 },
	{ "what is before the year 0 counts as its first month", -62167219201,
	    0 },
	{ "what no calendar reaches too", INT64_MAX, 0 },
};

static const struct {
	const char *rule;
	int64_t time_s;
	unsigned keep;
	uint32_t month;
} untils[] = {
	{ "kept for no month, a tombstone dies with this one", 1769903999, 0,
	    24312 },
	{ "kept for a month", 1769903999, 1, 24313 },
	{ "kept for a year", 1769903999, 12, 24324 },
	{ "a year from February", 1769904000, 12, 24325 },
	{ "kept as long as init allows", 1769904000, STORE_RETENTION_MONTHS_MAX,
	    25513 },
};

static void
test_months(void)
{
	for (size_t i = 0; i < sizeof months / sizeof months[0]; i++)
		tap_number(tombs_month(months[i].time_s), months[i].month, "%s",
		    months[i].rule);
	for (size_t i = 0; i < sizeof untils / sizeof untils[0]; i++)
		tap_number(tombs_until(untils[i].time_s, untils[i].keep),
		    untils[i].month, "%s", untils[i].rule);
}

/* --- the store's --- */

static struct store store;

static void
key_number(unsigned i, struct reads_key *key)
{
	*key = example;
	key->time_ms += i;
}

static void
put(unsigned from, unsigned to)
{
	struct why w = { 0 };

	ledger_begin(&store.ledger, &w);
	for (unsigned i = from; i < to; i++) {
		struct reads_key key;
		uint8_t tag[HASH_KEYED_BYTES];

		key_number(i, &key);
		tombs_tag_read(&armed, &key, tag);
		ledger_tombstone_put(&store.ledger, tag, 30000, &w);
	}
	if (ledger_commit(&store.ledger, &w) != 0)
		tap_note("%s", w.text);
}

static unsigned
found(const struct tombs *t, unsigned from, unsigned to)
{
	unsigned n = 0;

	for (unsigned i = from; i < to; i++) {
		struct reads_key key;
		uint8_t tag[HASH_KEYED_BYTES];

		key_number(i, &key);
		tombs_tag_read(&armed, &key, tag);
		n += tombs_has(t, tag);
	}
	return n;
}

/* Why loading failed, or "none". */
static const char *
loads(struct tombs *t, bool wanted)
{
	struct why w = { 0 };
	int rc = tombs_load(t, &store, wanted, &w);

	if ((rc == 0) != (w.reason == WHY_NONE))
		return "a status that does not fit its reason";
	if (rc != 0)
		tap_note("%s", w.text);
	return why_name(w.reason);
}

static void
test_empty(void)
{
	struct tombs t;

	tap_text(loads(&t, false), "none",
	    "without tombstones no secret is asked for");
	tap_ok(!t.armed && t.n == 0 && found(&t, 0, 10) == 0,
	    "nothing is known then");
	tombs_clear(&t);
	tap_text(loads(&t, true), "none", "unless it is wanted");
	tap_ok(t.armed && found(&t, 0, 10) == 0, "and still nothing is known");
	tombs_clear(&t);
	tap_ok(!t.armed, "cleared, it is not armed");
}

static void
test_known(void)
{
	struct tombs t;
	struct reads_key key;
	uint8_t tags[2][HASH_KEYED_BYTES];

	put(0, MANY);
	put(0, 10);
	tap_text(loads(&t, false), "none", "tombstones are loaded");
	tap_ok(t.armed, "with the secret, wanted or not");
	tap_number((long long)t.n, MANY, "each once, however often it was set");
	tap_number(found(&t, 0, MANY), MANY, "all are known");
	tap_number(found(&t, MANY, 2 * MANY), 0, "and nothing else");
	tap_ok(2 * t.n <= t.cap, "at least half of the places stay free");
	key_number(1, &key);
	tombs_tag_read(&armed, &key, tags[0]);
	tombs_tag_read(&t, &key, tags[1]);
	tap_ok(memcmp(tags[0], tags[1], sizeof tags[0]) != 0,
	    "under the store's own secret a tag is another");
	tombs_clear(&t);
	tap_ok(!t.armed && t.n == 0 && t.slots == NULL,
	    "cleared, it holds nothing");
}

static void
test_faults(void)
{
	struct tombs t;

	scratch_write(scratch_path("s/" STORE_SECRET), "rubbish", 7);
	tap_ok(strcmp(loads(&t, false), "none") != 0,
	    "a damaged secret is told");
	tap_ok(!t.armed, "and does not arm");
	tombs_clear(&t);
	unlink(scratch_path("s/" STORE_SECRET));
	tap_text(loads(&t, false), "system", "a secret that is gone is told");
	tap_ok(!t.armed, "and does not arm");
	tombs_clear(&t);
}

/* As much of a store as tombs_load looks at. */
static bool
begin(char path[64], struct why *w)
{
	struct session_new_key new = { .uid = "tombs" };
	char print[SESSION_PRINT_HEX];

	scratch_begin();
	snprintf(path, 64, "%s", scratch_path("s"));
	store.path = path;
	mkdir(path, 0700);
	mkdir(scratch_path("s/keys"), 0700);
	return ledger_create(scratch_path("s/l.db"), w) == 0 &&
	    ledger_open(&store.ledger, scratch_path("s/l.db"), LEDGER_WRITE,
		w) == 0 &&
	    home_create(scratch_path("h"), w) == 0 &&
	    home_open(&store.home, scratch_path("h"), NULL, NULL, w) == 0 &&
	    session_open(&store.session, &store.home, w) == 0 &&
	    session_make_key(&store.session, &new, print, w) == 0 &&
	    secret_make(&store.session, print, scratch_path("s/" STORE_SECRET),
		w) == 0;
}

int
main(void)
{
	char path[64];
	struct why w = { 0 };

	arm();
	test_reads();
	test_files();
	test_months();
	if (tap_ok(begin(path, &w), "a store with a secret is made: %s",
		w.text)) {
		test_empty();
		test_known();
		test_faults();
	}
	ledger_close(&store.ledger);
	session_close(&store.session);
	home_close(&store.home);
	return tap_done();
}
