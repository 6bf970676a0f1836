#include "keys/directory.h"

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"

/* Versions 1 to 4 of one list, issued at 100, 200, 300, 400: [0] to [3]. */
static struct directory line[4];
static struct bytes texts[4];

static void
make_line(void)
{
	for (size_t i = 0; i < 4; i++) {
		if (i == 0) {
			agencies_begin(&line[0]);
		} else {
			line[i] = agencies_copy(&line[i - 1]);
			agencies_next(&line[i], 100 + 100 * (int64_t)i);
		}
		texts[i] = agencies_text(&line[i]);
	}
}

static void
follows(const struct directory *held, const struct bytes *text,
    const struct directory *fresh, enum why_reason reason, const char *want,
    const char *rule)
{
	struct bytes fresh_text = agencies_text(fresh);
	struct why w = { 0 };
	int rc = directory_follows(held, text, fresh, &fresh_text, &w);

	tap_ok((rc == 0) == (reason == WHY_NONE), "%s", rule);
	tap_text(why_name(w.reason), why_name(reason), "%s: reason", rule);
	tap_text(w.text, want, "%s: and why", rule);
	bytes_clear(&fresh_text);
}

static void
test_line(void)
{
	const struct directory none = { .issuer = line[0].issuer };
	const struct bytes nothing = { 0 };

	follows(&line[0], &texts[0], &line[1], WHY_NONE, "", "the next one");
	follows(&line[0], &texts[0], &line[3], WHY_NONE, "",
	    "a gap of two versions");
	follows(&line[1], &texts[1], &line[3], WHY_NONE, "",
	    "a gap of one, from the second");
	follows(&none, &nothing, &line[0], WHY_NONE, "", "the first of all");
	follows(&none, &nothing, &line[3], WHY_NONE, "",
	    "a later one as the first here");
	follows(&line[1], &texts[1], &line[1], WHY_USAGE,
	    "version 2 is held already", "the same");
	follows(&line[3], &texts[3], &line[0], WHY_DIRECTORY_ROLLBACK,
	    "version 1 is older than the version 4 that is held",
	    "the first one again");
	follows(&line[3], &texts[3], &line[2], WHY_DIRECTORY_ROLLBACK,
	    "version 3 is older than the version 4 that is held",
	    "the one before");
}

/* From version `from` of the line on (0: from none), another branch up to
 * version `to`. */
static struct directory
branch(size_t from, uint64_t to)
{
	struct directory d;

	if (from > 0)
		d = agencies_copy(&line[from - 1]);
	else
		agencies_begin(&d);
	while (d.version < to) {
		agencies_next(&d, d.issued_s + 100);
		(void)snprintf(agencies_of(&d, "agency-a")->contact, 16,
		    "elsewhere");
	}
	return d;
}

static void
test_forks(void)
{
	static const struct {
		const char *rule;
		size_t held; /* version of the line */
		size_t from;
		uint64_t to;
		const char *held_text, *fresh_text;
		bool forked;
	} rows[] = {
		{ "the same number, another text", 3, 2, 3, "3", "3", true },
		{ "a lower one of another branch", 4, 1, 3, "4", "3", true },
		{ "a higher one, parted before the held one", 3, 2, 4, "3", "4",
		    true },
		{ "a higher one, parted long before", 3, 1, 4, "3", "4", true },
		{ "a higher one, parted at the held one", 3, 3, 4, "3", "4",
		    false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct directory d = branch(rows[i].from, rows[i].to);
		char want[128] = "";

		if (rows[i].forked)
			(void)snprintf(want, sizeof want,
			    "version %s does not come from the version %s that "
			    "is held: two lists go under one number",
			    rows[i].fresh_text, rows[i].held_text);
		follows(&line[rows[i].held - 1], &texts[rows[i].held - 1], &d,
		    rows[i].forked ? WHY_DIRECTORY_FORK : WHY_NONE, want,
		    rows[i].rule);
		directory_clear(&d);
	}
}

/* One digest of those that the held version names is another. */
static void
test_history(void)
{
	static const char forked[] =
	    "version 4 does not come from the version 3 that is held: two "
	    "lists go under one number";

	for (size_t i = 0; i < 3; i++) {
		struct directory d = agencies_copy(&line[3]);
		char rule[64];

		d.earlier[i][HASH_DIGEST_BYTES - 1] ^= 1;
		(void)snprintf(rule, sizeof rule,
		    "another text of version %zu before it", i + 1);
		follows(&line[2], &texts[2], &d, WHY_DIRECTORY_FORK, forked,
		    rule);
		directory_clear(&d);
	}
}

static void
test_issuer(void)
{
	struct directory d = agencies_copy(&line[1]);
	const struct directory none = { .issuer = line[0].issuer };
	const struct bytes nothing = { 0 };

	memcpy(d.issuer.fingerprint, PRINT_B, sizeof PRINT_B);
	follows(&line[0], &texts[0], &d, WHY_DIRECTORY_ISSUER,
	    "agency agency-a with key " PRINT_B " issued it, where agency-a "
	    "with key " PRINT_A " is the authority",
	    "another key of the issuer");
	follows(&none, &nothing, &d, WHY_DIRECTORY_ISSUER,
	    "agency agency-a with key " PRINT_B " issued it, where agency-a "
	    "with key " PRINT_A " is the authority",
	    "another key, where none is held");
	d.issuer = line[0].issuer;
	(void)snprintf(d.issuer.agency, sizeof d.issuer.agency, "agency-b");
	follows(&line[0], &texts[0], &d, WHY_DIRECTORY_ISSUER,
	    "agency agency-b with key " PRINT_A " issued it, where agency-a "
	    "with key " PRINT_A " is the authority",
	    "another id of the issuer");
	directory_clear(&d);
}

/* Another key for agency-a, as its first one is. */
static void
add_key(struct directory *d, const char *print)
{
	struct directory_agency *a = agencies_of(d, "agency-a");
	struct directory_key *keys =
	    realloc(a->keys, (a->n_keys + 1) * sizeof *keys);
	struct directory_key *k;
	struct why w = { 0 };

	if (keys == NULL)
		abort();
	k = &keys[a->n_keys];
	*k = keys[0];
	k->key = (struct bytes){ 0 };
	bytes_add(&k->key, keys[0].key.data, keys[0].key.len, &w);
	memcpy(k->fingerprint, print, CARD_PRINT_HEX);
	a->keys = keys;
	a->n_keys++;
	agencies_index(d);
}

/* The next version is issued at 200, with the key of agency-a that the held one
 * lists like this. */
static void
test_other_key(void)
{
#define N DIRECTORY_NEVER
	static const struct {
		const char *rule;
		const char *print;
		unsigned use;
		unsigned roles; /* 0: all */
		const char *person;
		int64_t until_s, superseded_s, revoked_s, compromised_s;
		bool may;
	} rows[] = {
		{ "a key that is listed", PRINT_D, 3, 0, "", N, N, N, N, true },
		{ "one that signs alone", PRINT_D, 1, 0, "", N, N, N, N, true },
		{ "one that encrypts alone", PRINT_D, 2, 0, "", N, N, N, N,
		    false },
		{ "valid for a second more", PRINT_D, 3, 0, "", 201, N, N, N,
		    true },
		{ "valid until then", PRINT_D, 3, 0, "", 200, N, N, N, false },
		{ "superseded later", PRINT_D, 3, 0, "", N, 201, N, N, true },
		{ "superseded then", PRINT_D, 3, 0, "", N, 200, N, N, false },
		{ "revoked, if later", PRINT_D, 3, 0, "", N, N, 201, N, false },
		{ "compromised, if later", PRINT_D, 3, 0, "", N, N, N, 201,
		    false },
		{ "the same key, superseded later", PRINT_A, 3, 0, "", N, 201,
		    N, N, true },
		{ "the same key, superseded then", PRINT_A, 3, 0, "", N, 200, N,
		    N, false },
		{ "the same key, revoked", PRINT_A, 3, 0, "", N, N, 201, N,
		    false },
		{ "the same key, compromised", PRINT_A, 3, 0, "", N, N, N, 201,
		    false },
		{ "one with this role alone", PRINT_D, 3, DIRECTORY_ADMINISTER,
		    "", N, N, N, N, true },
		{ "one with all roles but this", PRINT_D, 3,
		    DIRECTORY_USUAL_ROLES, "", N, N, N, N, false },
		{ "one that is a person's", PRINT_D, 1, DIRECTORY_ADMINISTER,
		    "p-1", N, N, N, N, false },
	};
#undef N

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct directory held;
		struct directory fresh;
		struct directory_key *k;
		struct bytes text;
		struct bytes fresh_text;
		struct why w = { 0 };

		agencies_begin(&held);
		add_key(&held, PRINT_D);
		k = agencies_key(&held, rows[i].print);
		k->use = rows[i].use;
		if (rows[i].roles != 0)
			k->roles = rows[i].roles;
		(void)snprintf(k->person, sizeof k->person, "%s",
		    rows[i].person);
		k->valid_until_s = rows[i].until_s;
		k->superseded_s = rows[i].superseded_s;
		k->revoked_s = rows[i].revoked_s;
		k->compromised_s = rows[i].compromised_s;
		text = agencies_text(&held);
		fresh = agencies_copy(&held);
		agencies_next(&fresh, 200);
		memcpy(fresh.issuer.fingerprint, rows[i].print, CARD_PRINT_HEX);
		fresh_text = agencies_text(&fresh);
		directory_follows(&held, &text, &fresh, &fresh_text, &w);
		tap_text(why_name(w.reason),
		    rows[i].may ? "none" : "directory-issuer",
		    "issued with %s: %s", rows[i].rule, w.text);
		directory_clear(&held);
		directory_clear(&fresh);
		bytes_clear(&text);
		bytes_clear(&fresh_text);
	}
}

/* A key that the held version lists for another agency. */
static void
test_others_key(void)
{
	struct directory held;
	struct directory fresh;
	struct bytes text;

	agencies_begin(&held);
	agencies_add(&held, "agency-b", PRINT_B, DIRECTORY_ALL_ROLES);
	text = agencies_text(&held);
	fresh = agencies_copy(&held);
	agencies_next(&fresh, 200);
	memcpy(fresh.issuer.fingerprint, PRINT_B, CARD_PRINT_HEX);
	follows(&held, &text, &fresh, WHY_DIRECTORY_ISSUER,
	    "agency agency-a with key " PRINT_B " issued it, where agency-a "
	    "with key " PRINT_A " is the authority",
	    "another agency's key, under the issuer's id");
	(void)snprintf(fresh.issuer.agency, sizeof fresh.issuer.agency,
	    "agency-b");
	follows(&held, &text, &fresh, WHY_DIRECTORY_ISSUER,
	    "agency agency-b with key " PRINT_B " issued it, where agency-a "
	    "with key " PRINT_A " is the authority",
	    "another agency, though it may administer");
	directory_clear(&held);
	directory_clear(&fresh);
	bytes_clear(&text);
}

static void
test_issued(void)
{
	struct directory d = agencies_copy(&line[1]);

	d.issued_s = line[0].issued_s;
	follows(&line[0], &texts[0], &d, WHY_NONE, "",
	    "a newer one that was issued in the same second");
	d.issued_s--;
	follows(&line[0], &texts[0], &d, WHY_DIRECTORY_ROLLBACK,
	    "version 2 was issued before version 1",
	    "a newer one that was issued before");
	directory_clear(&d);
}

/* --- what is not as before --- */

int
main(void)
{
	make_line();
	test_line();
	test_forks();
	test_history();
	test_issuer();
	test_other_key();
	test_others_key();
	test_issued();
	for (size_t i = 0; i < 4; i++) {
		directory_clear(&line[i]);
		bytes_clear(&texts[i]);
	}
	return tap_done();
}
