#include "keys/directory.h"

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"

/* agency-a, which issues it, and agency-b. */
static struct directory
two_agencies(void)
{
	struct directory d;

	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
	return d;
}

/* Add at 200; what came of it, and that what is refused changes nothing. */
static void
add(struct directory *d, struct directory_more *more, enum why_reason reason,
    const char *text, const char *rule)
{
	struct bytes before = agencies_text(d);
	struct bytes after;
	struct why w = { 0 };

	more->now_s = 200;
	tap_ok((directory_add_key(d, more, &w) == 0) == (reason == WHY_NONE),
	    "%s", rule);
	tap_text(why_name(w.reason), why_name(reason), "%s: reason", rule);
	tap_text(w.text, text, "%s: and why", rule);
	after = agencies_text(d);
	if (reason != WHY_NONE)
		tap_ok(before.len == after.len &&
			memcmp(before.data, after.data, after.len) == 0,
		    "%s: and nothing changes", rule);
	bytes_clear(&before);
	bytes_clear(&after);
}

static void
test_added(void)
{
	struct directory d = two_agencies();
	struct directory back;
	struct card c = agencies_card("agency-b", PRINT_C);
	struct card persons = agencies_card("agency-a", PRINT_D);
	struct directory_more own = { .card = &c };
	struct directory_more more = { .card = &persons,
		.roles = DIRECTORY_APPROVE };
	const struct directory_agency *a;
	const struct directory_key *k = NULL;

	add(&d, &own, WHY_NONE, "", "a further key of an agency");
	a = directory_find_key(&d, PRINT_C, &k);
	tap_ok(a != NULL && strcmp(a->agency, "agency-b") == 0 &&
		a->n_keys == 2 && k == &a->keys[1],
	    "stands beside the first");
	tap_ok(k != NULL && k->person[0] == '\0' &&
		k->roles == DIRECTORY_ALL_ROLES &&
		k->use == (DIRECTORY_SIGN | DIRECTORY_ENCRYPT),
	    "it is the agency's own, and may do all that the agency may");
	tap_ok(a != NULL && a->keys[0].superseded_s == DIRECTORY_NEVER,
	    "the first one stays what it is");
	(void)snprintf(persons.person, sizeof persons.person, "p-1");
	add(&d, &more, WHY_NONE, "", "a person's key, of the issuer");
	a = directory_find_key(&d, PRINT_D, &k);
	tap_ok(a != NULL && strcmp(a->agency, "agency-a") == 0 &&
		strcmp(k->person, "p-1") == 0 &&
		k->roles == DIRECTORY_APPROVE && k->use == DIRECTORY_SIGN,
	    "it signs alone, and has its roles");
	memcpy(persons.fingerprint, PRINT_E, CARD_PRINT_HEX);
	add(&d, &more, WHY_NONE, "", "the person's second key");
	a = directory_find_agency(&d, "agency-a");
	tap_number((long long)a->n_keys, 3, "stands beside it");
	back = agencies_copy(&d);
	tap_ok(directory_find_key(&back, PRINT_E, NULL) != NULL,
	    "what comes of it can be read");
	directory_clear(&back);
	directory_clear(&d);
}

/* A card that has no person, and somebody who is named. */
static void
test_named(void)
{
	struct directory d = two_agencies();
	struct card c = agencies_card("agency-b", PRINT_C);
	struct directory_more more = { .card = &c,
		.person = "p-2",
		.roles = DIRECTORY_SEAL };

	add(&d, &more, WHY_NONE, "", "the card does not say whose it is");
	tap_text(agencies_key(&d, PRINT_C)->person, "p-2", "then who is named");
	memcpy(c.fingerprint, PRINT_D, CARD_PRINT_HEX);
	(void)snprintf(c.person, sizeof c.person, "p-1");
	add(&d, &more, WHY_CARD, "the card is that of person p-1, not of p-2",
	    "another person than the card's");
	more.person = "";
	add(&d, &more, WHY_CARD,
	    "the card is that of person p-1, not of the agency",
	    "a person's card for the agency's own key");
	more.person = "p-1";
	add(&d, &more, WHY_NONE, "", "the card's person, named too");
	directory_clear(&d);
}

/* The same card once more. */
static void
test_again(void)
{
	static uint8_t later[] = "a later key\n";
	struct directory d = two_agencies();
	struct card c = agencies_card("agency-b", PRINT_C);
	struct directory_more more = { .card = &c,
		.person = "p-1",
		.roles = DIRECTORY_SEAL };
	struct directory_key *k;

	add(&d, &more, WHY_NONE, "", "a person's key");
	c.key = (struct bytes){ .data = later, .len = sizeof later - 1 };
	more.roles = 0;
	add(&d, &more, WHY_NONE, "", "once more, with another text");
	k = agencies_key(&d, PRINT_C);
	tap_ok(k->key.len == sizeof later - 1 && k->roles == DIRECTORY_SEAL &&
		agencies_of(&d, "agency-b")->n_keys == 2,
	    "it has the text, and what it may is as it was");
	more.roles = DIRECTORY_APPROVE;
	add(&d, &more, WHY_NONE, "", "and once more, with other roles");
	tap_number(k->roles, DIRECTORY_APPROVE, "which it has then");
	more.person = "p-2";
	add(&d, &more, WHY_CARD,
	    "key " PRINT_C " is that of person p-1 of agency agency-b",
	    "but not for another person");
	more.person = NULL;
	add(&d, &more, WHY_CARD,
	    "key " PRINT_C " is that of person p-1 of agency agency-b",
	    "nor for the agency itself");
	memcpy(c.fingerprint, PRINT_B, CARD_PRINT_HEX);
	more.person = "p-1";
	add(&d, &more, WHY_CARD,
	    "key " PRINT_B " is that of agency agency-b itself, not of person "
	    "p-1",
	    "nor the agency's key for a person");
	memcpy(c.fingerprint, PRINT_C, CARD_PRINT_HEX);
	k->revoked_s = 200;
	add(&d, &more, WHY_CARD,
	    "key " PRINT_C " of agency agency-b counts no longer",
	    "nor one that has ended");
	directory_clear(&d);
}

static void
test_refused(void)
{
#define ROLES "no role of a key"
	struct card c = agencies_card("agency-b", PRINT_C);
	struct card odd = c;
	struct card strange = agencies_card("agency-c", PRINT_C);
	struct card others = agencies_card("agency-b", PRINT_A);
	struct card keyless = c;
	struct {
		struct directory_more more;
		enum why_reason reason;
		const char *text;
		const char *rule;
	} rows[] = {
		{ { .card = &strange }, WHY_CARD,
		    "agency agency-c is not in the directory: its own card "
		    "comes first",
		    "an agency that is not there" },
		{ { .card = &others }, WHY_CARD,
		    "key " PRINT_A " stands already for agency agency-a, the "
		    "card says agency-b",
		    "another agency's key" },
		{ { .card = &keyless }, WHY_CARD, "the card has no key",
		    "a card without a key" },
		{ { .card = &odd }, WHY_CARD,
		    "a fingerprint is 40 upper-case hex digits",
		    "a fingerprint that is none" },
		{ { .card = &c, .person = "p-1" }, WHY_USAGE,
		    "what a person's key may do has to be said: its roles",
		    "a person's key without roles" },
		{ { .card = &c, .roles = 256 }, WHY_USAGE, ROLES,
		    "a role that is none" },
		{ { .card = &c, .person = "P", .roles = DIRECTORY_SEAL },
		    WHY_USAGE,
		    "a person's id is 1 to 64 of a-z, 0-9 and -, not \"P\"",
		    "a person that is none" },
		{ { .card = &c,
		      .person = "p-1",
		      .roles = DIRECTORY_SEAL | DIRECTORY_RECEIVE },
		    WHY_USAGE,
		    "a person's key only signs: it has no role to receive",
		    "a person who receives" },
	};

	keyless.key.len = 0;
	odd.fingerprint[0] = 'x';
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct directory d = two_agencies();

		add(&d, &rows[i].more, rows[i].reason, rows[i].text,
		    rows[i].rule);
		directory_clear(&d);
	}
}

static void
test_full(void)
{
	struct directory d = two_agencies();
	struct card c = agencies_card("agency-b", PRINT_C);
	struct directory_more more = { .card = &c };

	for (unsigned i = 1; i < DIRECTORY_MAX_KEYS; i++) {
		char print[CARD_PRINT_HEX];

		(void)snprintf(print, sizeof print, "%040X", i);
		agencies_add_person(&d, "agency-b", "p-1", print,
		    DIRECTORY_SEAL);
	}
	add(&d, &more, WHY_CARD, "agency agency-b has 64 keys already",
	    "an agency has 64 keys and not more");
	directory_clear(&d);
}

static void
set(struct directory *d, const char *print, const char *person, unsigned roles,
    enum why_reason reason, const char *text, const char *rule)
{
	struct bytes before = agencies_text(d);
	struct bytes after;
	struct why w = { 0 };

	tap_ok((directory_set_key(d, print, person, roles, &w) == 0) ==
		(reason == WHY_NONE),
	    "%s", rule);
	tap_text(why_name(w.reason), why_name(reason), "%s: reason", rule);
	tap_text(w.text, text, "%s: and why", rule);
	after = agencies_text(d);
	tap_ok((reason == WHY_NONE) !=
		(before.len == after.len &&
		    memcmp(before.data, after.data, after.len) == 0),
	    "%s: it is done, or nothing is", rule);
	bytes_clear(&before);
	bytes_clear(&after);
}

static void
test_set(void)
{
#define ISSUES                                                               \
	"key " PRINT_A " issues this directory: it is the agency's own and " \
	"has the role administer"
	struct directory d = two_agencies();
	struct directory back;
	struct directory_key *k = agencies_key(&d, PRINT_B);

	set(&d, PRINT_B, NULL, DIRECTORY_SEAL | DIRECTORY_RECEIVE, WHY_NONE, "",
	    "a key has other roles");
	tap_ok(k->roles == (DIRECTORY_SEAL | DIRECTORY_RECEIVE) &&
		k->use == (DIRECTORY_SIGN | DIRECTORY_ENCRYPT),
	    "and nothing else");
	set(&d, PRINT_B, NULL, DIRECTORY_SEAL | DIRECTORY_RECEIVE, WHY_USAGE,
	    "key " PRINT_B ": that is so already", "what is so already");
	set(&d, PRINT_B, "p-1", 0, WHY_USAGE,
	    "a person's key only signs: it has no role to receive",
	    "a person, with roles that a person has not");
	set(&d, PRINT_B, "p-1", DIRECTORY_SEAL, WHY_NONE, "",
	    "a key becomes a person's");
	tap_ok(strcmp(k->person, "p-1") == 0 && k->use == DIRECTORY_SIGN,
	    "and signs alone");
	set(&d, PRINT_B, "p-2", 0, WHY_NONE, "", "and another's");
	tap_ok(strcmp(k->person, "p-2") == 0 && k->roles == DIRECTORY_SEAL,
	    "with the same roles");
	set(&d, PRINT_B, "", 0, WHY_NONE, "", "and the agency's again");
	tap_ok(k->use == (DIRECTORY_SIGN | DIRECTORY_ENCRYPT),
	    "which encrypts too");
	set(&d, PRINT_C, "p-1", 0, WHY_USAGE, "no agency has the key " PRINT_C,
	    "a key that nobody has");
	set(&d, PRINT_B, "P", 0, WHY_USAGE,
	    "a person's id is 1 to 64 of a-z, 0-9 and -, not \"P\"",
	    "a person that is none");
	set(&d, PRINT_B, NULL, 256, WHY_USAGE, ROLES, "a role that is none");
	set(&d, PRINT_A, "p-1", DIRECTORY_ADMINISTER, WHY_USAGE, ISSUES,
	    "the issuer's key does not become a person's");
	set(&d, PRINT_A, NULL, DIRECTORY_USUAL_ROLES, WHY_USAGE, ISSUES,
	    "nor lose the role to issue");
	set(&d, PRINT_A, NULL, DIRECTORY_ADMINISTER, WHY_NONE, "",
	    "but all the others");
	back = agencies_copy(&d);
	tap_number(agencies_key(&back, PRINT_A)->roles, DIRECTORY_ADMINISTER,
	    "what comes of it can be read");
	directory_clear(&back);
	directory_clear(&d);
}

int
main(void)
{
	test_added();
	test_named();
	test_again();
	test_refused();
	test_full();
	test_set();
	return tap_done();
}
