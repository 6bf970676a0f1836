#include "tool/store/store.h"

#include "tests/tap/tap.h"
#include "tests/unit/three_stores.h"

/* Versions 2 to 6 of north. */
static void
make_versions(void)
{
	struct directory_pin east = pin_of(&cards[2]);
	struct directory_pin other = pin_of(&cards[1]);
	struct why w = { 0 };

	(void)opens_store(&north, 0, STORE_WRITE);
	tap_ok(store_pin(&north, &east, "t", &w) == 0 &&
		store_pin(&north, &other, "t", &w) == 0 &&
		store_withdraw(&north, "east", DIRECTORY_SUSPENDED, "t", &w) ==
		    0 &&
		store_pin(&north, &east, "t", &w) == 0 &&
		store_withdraw(&north, "south", DIRECTORY_WITHDRAWN, "t", &w) ==
		    0 &&
		north.directory.version == 6,
	    "north has six versions %s", w.text);
}

struct issued {
	struct bytes text;
	struct bytes sig;
};

/* A version that is signed by a store, without keeping it. */
static void
issue(struct store *by, const struct directory *d, struct issued *out)
{
	struct session_signed what;
	struct why w = { 0 };

	out->text.len = out->sig.len = 0;
	if (directory_write(d, &out->text, &w) != 0)
		tap_ok(false, "%s", w.text);
	what = (struct session_signed){ .data = out->text.data,
		.len = out->text.len };
	if (session_sign(&by->session, by->fingerprint, &what, &out->sig, &w) !=
	    0)
		tap_ok(false, "%s", w.text);
}

static void
get(uint64_t version, struct issued *out)
{
	struct why w = { 0 };

	if (store_directory_text(&north, version, &out->text, &out->sig, &w) !=
	    0)
		tap_ok(false, "%s", w.text);
}

static void
take(const struct issued *i, const char *reason, const char *rule)
{
	long long done = events(&south, "directory-import", "done", "");
	long long refusals =
	    events(&south, "directory-import", "rejected", reason);
	bool verdict =
	    strcmp(reason, "none") != 0 && strcmp(reason, "usage") != 0;
	uint64_t version = south.directory.version;
	struct why w = { 0 };
	int rc = store_take_directory(&south, &i->text, &i->sig, "t", &w);

	tap_text(told(rc, &w), reason, "%s", rule);
	tap_number(events(&south, "directory-import", "done", ""),
	    done + (rc == 0), "%s: an event says when it is done", rule);
	tap_number(events(&south, "directory-import", "rejected", reason),
	    refusals + verdict, "%s: or when it is refused", rule);
	tap_ok(rc == 0 || south.directory.version == version,
	    "%s: what is refused changes nothing", rule);
}

static void
test_none_yet(void)
{
	struct directory_pin pin = pin_of(&cards[2]);
	struct issued i = { 0 };
	struct why w = { 0 };

	tap_text(opens_store(&south, 1, STORE_WRITE), "none", "south opens");
	tap_ok(!store_keeps_directory(&south) && south.directory.version == 0 &&
		south.directory.n == 0,
	    "it has no directory yet");
	tap_text(south.issuer.agency, "north", "but knows whose it will be");
	tap_text(south.issuer.fingerprint, prints[0], "and by which key");
	tap_text(told(store_pin(&south, &pin, "t", &w), &w), "usage",
	    "it pins nobody itself");
	tap_text(
	    told(store_withdraw(&south, "north", DIRECTORY_SUSPENDED, "t", &w),
		&w),
	    "usage", "suspends nobody");
	tap_text(told(store_end_key(&south, prints[0], DIRECTORY_REVOKED, 1,
			  "t", &w),
		     &w),
	    "usage", "and ends no key");
	tap_text(told(store_directory_text(&south, LEDGER_DIRECTORY_LAST,
			  &i.text, &i.sig, &w),
		     &w),
	    "usage", "there is no text");
}

static void
test_import(void)
{
	struct session_key_info info;
	struct issued i = { 0 };
	struct why w = { 0 };

	get(2, &i);
	take(&i, "none", "the first one, be it the second");
	tap_ok(session_key(&south.session, prints[2], &info, &w) == 0,
	    "its keys are in the keyring: %s", w.text);
	(void)opens_store(&south, 1, STORE_WRITE);
	tap_ok(south.directory.version == 2 &&
		directory_find_agency(&south.directory, "east") != NULL,
	    "that lasts");
	take(&i, "usage", "once more");
	get(1, &i);
	take(&i, "directory-rollback", "an older one");
	get(6, &i);
	take(&i, "none", "a newer one, behind a gap");
	tap_number((long long)south.directory.version, 6, "it is held");
	get(2, &i);
	take(&i, "directory-rollback", "what was held before");
	get(6, &i);
	i.text.data[i.text.len - 2] = ' ';
	take(&i, "signature-bad", "an altered one");
	i.sig.len = 0;
	take(&i, "unsigned", "an unsigned one");
	bytes_clear(&i.text);
	bytes_clear(&i.sig);
}

static void
test_forged(void)
{
	struct directory d = agencies_copy(&north.directory);
	struct issued i = { 0 };
	static struct store east;

	(void)snprintf(d.agencies[0].contact, 8, "other");
	issue(&north, &d, &i);
	take(&i, "directory-fork", "another one with the same number");
	agencies_next(&d, time(NULL));
	issue(&north, &d, &i);
	take(&i, "directory-fork", "one that comes from that");
	directory_clear(&d);
	d = agencies_copy(&north.directory);
	agencies_next(&d, time(NULL) + SESSION_CLOCK_SLACK_S + 100);
	issue(&north, &d, &i);
	take(&i, "future", "one of a time that is yet to come");
	directory_clear(&d);
	d = agencies_copy(&north.directory);
	agencies_next(&d, time(NULL));
	agencies_of(&d, "north")->roles = DIRECTORY_SEAL;
	issue(&north, &d, &i);
	take(&i, "directory", "one whose issuer has no role for it");
	/* east, which south has the key of, signs what names north */
	agencies_of(&d, "north")->roles = DIRECTORY_ALL_ROLES;
	(void)opens_store(&east, 2, STORE_WRITE);
	issue(&east, &d, &i);
	take(&i, "directory-issuer", "one that another signed");
	store_close(&east);
	directory_clear(&d);
	bytes_clear(&i.text);
	bytes_clear(&i.sig);
}

static void
test_check(void)
{
	struct directory d = agencies_copy(&north.directory);
	struct directory fresh;
	struct issued i = { 0 };
	struct why w = { 0 };
	long long before = all_events(&south);

	agencies_next(&d, time(NULL));
	issue(&north, &d, &i);
	tap_text(
	    told(store_check_directory(&south, &i.text, &i.sig, &fresh, &w),
		&w),
	    "none", "a newer one is checked");
	tap_ok(fresh.version == 7 && south.directory.version == 6 &&
		all_events(&south) == before,
	    "and not taken");
	directory_clear(&fresh);
	directory_clear(&d);
	bytes_clear(&i.text);
	bytes_clear(&i.sig);
}

static void
test_not_committed(void)
{
	struct directory d = agencies_copy(&north.directory);
	struct issued i = { 0 };
	struct why w = { 0 };
	int rc;

	agencies_next(&d, time(NULL));
	issue(&north, &d, &i);
	full(true);
	rc = store_take_directory(&south, &i.text, &i.sig, "t", &w);
	full(false);
	tap_ok(rc == -1 && why_exit(w.reason) != WHY_EXIT_NO,
	    "an import that cannot be committed: %s", w.text);
	tap_ok(south.directory.version == 6 &&
		strcmp(south.issuer.fingerprint, prints[0]) == 0,
	    "changes nothing in memory");
	(void)opens_store(&south, 1, STORE_WRITE);
	tap_number((long long)south.directory.version, 6,
	    "and nothing in the ledger");
	take(&i, "none", "the next time it can");
	directory_clear(&d);
	bytes_clear(&i.text);
	bytes_clear(&i.sig);
}

/* The key of east becomes another one of north. */
static void
give_key(struct directory *d)
{
	struct directory_agency *from = agencies_of(d, "east");
	struct directory_agency *to = agencies_of(d, "north");
	struct directory_key *keys =
	    reallocarray(to->keys, 2, sizeof *to->keys);

	if (keys == NULL || from->n_keys != 1)
		abort();
	keys[1] = from->keys[0];
	to->keys = keys;
	to->n_keys = 2;
	free(from->keys);
	/* the issuer and south are left */
	memmove(from, from + 1,
	    (size_t)(&d->agencies[d->n] - (from + 1)) * sizeof *from);
	d->n--;
}

/* An authority changes its key: the old one lists the new one, which then
 * issues. */
static void
test_new_key(void)
{
	struct directory d = agencies_copy(&south.directory);
	static struct store east;
	struct issued i = { 0 };

	agencies_next(&d, time(NULL));
	give_key(&d);
	issue(&north, &d, &i);
	take(&i, "none", "a version that lists another key of the authority");
	tap_text(south.issuer.fingerprint, prints[0],
	    "the issuer is who it was");
	(void)opens_store(&east, 2, STORE_WRITE);
	agencies_next(&d, time(NULL));
	issue(&east, &d, &i);
	take(&i, "directory-issuer",
	    "one that the other key signed, and the old one is named");
	(void)snprintf(d.issuer.fingerprint, sizeof d.issuer.fingerprint, "%s",
	    prints[2]);
	agencies_key(&d, prints[0])->superseded_s = d.issued_s;
	issue(&east, &d, &i);
	take(&i, "none", "one that the other key signed, and is named");
	(void)opens_store(&south, 1, STORE_WRITE);
	tap_text(south.issuer.fingerprint, prints[2],
	    "from then on it is the issuer's");
	agencies_next(&d, time(NULL));
	(void)snprintf(d.issuer.fingerprint, sizeof d.issuer.fingerprint, "%s",
	    prints[0]);
	issue(&north, &d, &i);
	take(&i, "directory-issuer", "and the old one issues no more");
	store_close(&east);
	directory_clear(&d);
	bytes_clear(&i.text);
	bytes_clear(&i.sig);
}

static void
test_altered(void)
{
	altered(1, "UPDATE directory SET text = x'00' WHERE version = 9",
	    "store", "an altered text of one that is imported");
	altered(1, "UPDATE directory SET version = 99 WHERE version = 2",
	    "store", "an older one under a higher number");
	altered(1, "SELECT 1", "none", "nothing altered");
}

int
main(void)
{
	three_begin();
	make_versions();
	test_none_yet();
	test_import();
	test_forged();
	test_check();
	test_not_committed();
	test_new_key();
	test_altered();
	return three_end();
}
