#include "keys/directory.h"

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"

/* Pin at 200; what came of it, and that what is refused changes nothing. */
static void
pin(struct directory *d, struct directory_pin *p, enum why_reason reason,
    const char *text, const char *rule)
{
	struct bytes before = agencies_text(d);
	struct bytes after;
	struct why w = { 0 };

	p->now_s = 200;
	directory_pin(d, p, &w);
	tap_text(why_name(w.reason), why_name(reason), "%s", rule);
	tap_text(w.text, text, "%s: and why", rule);
	after = agencies_text(d);
	if (reason != WHY_NONE)
		tap_ok(before.len == after.len &&
			memcmp(before.data, after.data, after.len) == 0,
		    "%s: and nothing changes", rule);
	bytes_clear(&before);
	bytes_clear(&after);
}

/* A pin of this card alone. */
static void
pin_card(struct directory *d, const char *agency, const char *print,
    enum why_reason reason, const char *text, const char *rule)
{
	struct card c = agencies_card(agency, print);
	struct directory_pin p = { .card = &c };

	pin(d, &p, reason, text, rule);
}

static void
test_founded(void)
{
	struct directory d;
	const struct directory_agency *a;
	struct card bad = agencies_card("A", PRINT_A);
	struct why w = { 0 };

	agencies_begin(&d);
	a = d.agencies;
	tap_number((long long)d.version, 1, "it begins with version 1");
	tap_number(d.issued_s, 100, "issued then");
	tap_number((long long)d.n, 1, "with one agency");
	tap_ok(strcmp(d.issuer.agency, "agency-a") == 0 &&
		strcmp(d.issuer.fingerprint, PRINT_A) == 0,
	    "which issues it");
	tap_ok(a->roles == DIRECTORY_ALL_ROLES &&
		a->status == DIRECTORY_APPROVED && a->approved_from_s == 100 &&
		a->approved_until_s == DIRECTORY_NEVER,
	    "and may do all, from then on");
	tap_ok(a->n_keys == 1 && a->keys[0].valid_from_s == 50 &&
		a->keys[0].use == (DIRECTORY_SIGN | DIRECTORY_ENCRYPT) &&
		a->keys[0].roles == DIRECTORY_ALL_ROLES &&
		a->keys[0].person[0] == '\0' &&
		a->keys[0].valid_until_s == DIRECTORY_NEVER &&
		a->keys[0].superseded_s == DIRECTORY_NEVER &&
		a->keys[0].revoked_s == DIRECTORY_NEVER &&
		a->keys[0].compromised_s == DIRECTORY_NEVER,
	    "with a key that has no end, and may do all that it may");
	directory_clear(&d);
	tap_ok(directory_found(&d, &bad, 50, 100, &w) == -1 &&
		w.reason == WHY_CARD && d.n == 0,
	    "an id that is none begins nothing: %s", w.text);
}

static void
test_pinned(void)
{
	struct directory d;
	struct card c = agencies_card("agency-c", PRINT_C);
	struct directory_pin p = { .card = &c,
		.roles = DIRECTORY_SEAL,
		.kind = DIRECTORY_COURT,
		.force_code = "F1",
		.contact = "desk 1" };
	const struct directory_agency *a;

	agencies_begin(&d);
	pin_card(&d, "agency-0", PRINT_B, WHY_NONE, "", "an agency is pinned");
	tap_text(d.agencies[0].agency, "agency-0", "where its id belongs");
	tap_number(d.agencies[0].roles, DIRECTORY_USUAL_ROLES,
	    "with the usual roles");
	pin(&d, &p, WHY_NONE, "", "another is pinned, with all that is said");
	tap_number((long long)d.n, 3, "there are three");
	a = directory_find_agency(&d, "agency-c");
	tap_ok(a != NULL && a->kind == DIRECTORY_COURT &&
		a->roles == DIRECTORY_SEAL &&
		strcmp(a->force_code, "F1") == 0 &&
		strcmp(a->contact, "desk 1") == 0 &&
		strcmp(a->name, "An Agency") == 0 &&
		a->approved_from_s == 200 &&
		a->approved_until_s == DIRECTORY_NEVER &&
		a->status == DIRECTORY_APPROVED,
	    "it is kept");
	(void)snprintf(c.name, sizeof c.name, "Its New Name");
	p.roles = DIRECTORY_ANSWER;
	p.contact = "";
	agencies_of(&d, "agency-c")->approved_from_s = 150;
	pin(&d, &p, WHY_NONE, "", "pinned once more with the same key");
	a = directory_find_agency(&d, "agency-c");
	tap_ok(a != NULL && a->n_keys == 1 && a->roles == DIRECTORY_ANSWER &&
		strcmp(a->name, "Its New Name") == 0 && a->contact[0] == '\0',
	    "it has what is said now");
	tap_ok(a != NULL && a->approved_from_s == 150,
	    "and is approved since it was");
	p.approved_from_s = 120;
	p.approved_until_s = 200;
	pin(&d, &p, WHY_USAGE,
	    "an approval ends behind now, and behind its beginning",
	    "no approval ends now");
	p.approved_from_s = 300;
	p.approved_until_s = 300;
	pin(&d, &p, WHY_USAGE,
	    "an approval ends behind now, and behind its beginning",
	    "nor before it begins");
	p.approved_until_s = 301;
	pin(&d, &p, WHY_NONE, "", "one has a beginning and an end");
	tap_ok(!directory_approved(a, 299) && directory_approved(a, 300) &&
		!directory_approved(a, 301),
	    "which are those that were said");
	p.approved_from_s = 150;
	p.approved_until_s = 0;
	pin(&d, &p, WHY_NONE, "", "what is not said of it");
	tap_ok(a->approved_from_s == 150 && a->approved_until_s == 301,
	    "stays as it was");
	a = agencies_of(&d, "agency-c");
	agencies_of(&d, "agency-c")->approved_until_s = 190;
	pin(&d, &p, WHY_NONE, "", "but for an end that was before");
	tap_ok(a->approved_until_s == DIRECTORY_NEVER, "then there is none");
	p.approved_until_s = 500;
	pin(&d, &p, WHY_NONE, "", "an end");
	p.approved_until_s = DIRECTORY_NEVER;
	pin(&d, &p, WHY_NONE, "", "can be taken back");
	tap_ok(a->approved_until_s == DIRECTORY_NEVER, "for good");
	p = (struct directory_pin){ .card = &c, .kind = DIRECTORY_KINDS };
	pin(&d, &p, WHY_NONE, "", "and once more, with nothing said");
	tap_ok(a->roles == DIRECTORY_ANSWER && a->kind == DIRECTORY_COURT &&
		strcmp(a->force_code, "F1") == 0 && a->contact[0] == '\0',
	    "then all stays as it was");
	tap_number((long long)d.n, 3, "there are three still");
	directory_clear(&d);
}

static void
test_refused(void)
{
	struct directory d;

	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
	pin_card(&d, "agency-b", PRINT_C, WHY_CARD,
	    "another key stands already for agency agency-b: " PRINT_B
	    " is pinned, the card says " PRINT_C,
	    "another key for a pinned id");
	pin_card(&d, "agency-c", PRINT_B, WHY_CARD,
	    "key " PRINT_B " stands already for agency agency-b, the card says "
	    "agency-c",
	    "another id for a pinned key");
	pin_card(&d, "agency-a", PRINT_C, WHY_CARD,
	    "agency agency-a with key " PRINT_C ": this is our own id or key",
	    "our own id");
	pin_card(&d, "agency-c", PRINT_A, WHY_CARD,
	    "agency agency-c with key " PRINT_A ": this is our own id or key",
	    "our own key");
	pin_card(&d, "agency-a", PRINT_A, WHY_CARD,
	    "agency agency-a with key " PRINT_A ": this is our own id or key",
	    "we ourselves");
	pin_card(&d, "C", PRINT_C, WHY_CARD,
	    "an agency's id is 1 to 64 of a-z, 0-9 and -, not \"C\"",
	    "an id that is none");
	pin_card(&d, "c", "CC", WHY_CARD,
	    "a fingerprint is 40 upper-case hex digits",
	    "a fingerprint that is none");
	directory_clear(&d);
}

/* What is said of an agency, and cannot be. */
static void
test_said(void)
{
#define CODE	"a force code is at most 16 bytes of printable text"
#define CONTACT "a contact is at most 200 bytes of printable text"
	static const char code[] = "12345678901234567";
	char contact[DIRECTORY_CONTACT_BYTES + 1];
	struct card c = agencies_card("agency-c", PRINT_C);
	struct card keyless = c;
	struct card persons = c;
	struct {
		struct directory_pin pin;
		enum why_reason reason;
		const char *text;
		const char *rule;
	} rows[] = {
		{ { .card = &c, .roles = 256 }, WHY_USAGE,
		    "no role of an agency", "a role too many" },
		{ { .card = &c, .kind = DIRECTORY_KINDS + 1 }, WHY_USAGE,
		    "no kind of agency", "no kind" },
		{ { .card = &c, .force_code = code }, WHY_USAGE, CODE,
		    "a force code of 17 bytes" },
		{ { .card = &c, .force_code = "a\nb" }, WHY_USAGE, CODE,
		    "a force code in two lines" },
		{ { .card = &c, .contact = contact }, WHY_USAGE, CONTACT,
		    "a contact of 201 bytes" },
		{ { .card = &c, .contact = "a\x1b[7m" }, WHY_USAGE, CONTACT,
		    "a contact with a control character" },
		{ { .card = &c, .contact = " desk" }, WHY_USAGE, CONTACT,
		    "a contact with a blank before it" },
		{ { .card = &c, .contact = contact + 1 }, WHY_NONE, "",
		    "a contact of 200 bytes" },
		{ { .card = &c, .force_code = code + 1 }, WHY_NONE, "",
		    "a force code of 16 bytes" },
		{ { .card = &c, .contact = "" }, WHY_NONE, "", "no contact" },
		{ { .card = &persons }, WHY_CARD,
		    "the card is that of person p-1 of agency agency-c, not of "
		    "the agency itself",
		    "a person's card" },
		{ { .card = &keyless }, WHY_CARD, "the card has no key",
		    "a card without a key" },
	};

	keyless.key.len = 0;
	(void)snprintf(persons.person, sizeof persons.person, "p-1");
	memset(contact, 'c', sizeof contact - 1);
	contact[sizeof contact - 1] = '\0';
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct directory d;
		struct directory back;

		agencies_begin(&d);
		pin(&d, &rows[i].pin, rows[i].reason, rows[i].text,
		    rows[i].rule);
		back = agencies_copy(&d);
		tap_number((long long)back.n, 1 + (rows[i].reason == WHY_NONE),
		    "%s: what comes of it can be read", rows[i].rule);
		directory_clear(&back);
		directory_clear(&d);
	}
}

/* Pin a key in the place of another. */
static void
supersede(struct directory *d, const char *print, const char *old,
    enum why_reason reason, const char *text, const char *rule)
{
	struct card c = agencies_card("agency-b", print);
	struct directory_pin p = { .card = &c, .supersedes = old };

	pin(d, &p, reason, text, rule);
}

static void
test_superseded(void)
{
	struct directory d;
	struct directory_agency *b;

	agencies_begin(&d);
	agencies_add(&d, "agency-c", PRINT_C, DIRECTORY_SEAL);
	supersede(&d, PRINT_D, PRINT_B, WHY_USAGE,
	    PRINT_B " is no other key of agency agency-b",
	    "an agency that is new has no key to supersede");
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
	supersede(&d, PRINT_D, PRINT_C, WHY_USAGE,
	    PRINT_C " is no other key of agency agency-b",
	    "another's key is not superseded");
	supersede(&d, PRINT_B, PRINT_B, WHY_USAGE,
	    PRINT_B " is no other key of agency agency-b",
	    "nor is a key by itself");
	supersede(&d, PRINT_D, PRINT_B, WHY_NONE, "",
	    "a key comes in the place of another");
	b = agencies_of(&d, "agency-b");
	tap_ok(b->n_keys == 2 && b->keys[0].superseded_s == 200 &&
		b->keys[0].revoked_s == DIRECTORY_NEVER,
	    "which is superseded, and nothing else");
	tap_ok(b->n_keys == 2 && b->keys[1].superseded_s == DIRECTORY_NEVER &&
		strcmp(b->keys[1].fingerprint, PRINT_D) == 0,
	    "the new one is not");
	pin_card(&d, "agency-b", PRINT_B, WHY_CARD,
	    "key " PRINT_B " of agency agency-b counts no longer",
	    "the old one is not pinned again");
	directory_clear(&d);
	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
	agencies_key(&d, PRINT_B)->superseded_s = 120;
	supersede(&d, PRINT_D, PRINT_B, WHY_NONE, "",
	    "one that was superseded already");
	tap_number(agencies_key(&d, PRINT_B)->superseded_s, 120,
	    "stays so since then");
	directory_clear(&d);
}

static void
withdraw(struct directory *d, const char *agency, enum directory_status status,
    enum why_reason reason, const char *rule)
{
	struct why w = { 0 };
	int rc = directory_withdraw(d, agency, status, &w);

	tap_ok((rc == 0) == (reason == WHY_NONE), "%s", rule);
	tap_text(why_name(w.reason), why_name(reason), "%s: %s", rule, w.text);
}

static void
test_withdrawn(void)
{
	struct directory d;
	const struct directory_agency *b;

	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
	withdraw(&d, "agency-a", DIRECTORY_WITHDRAWN, WHY_USAGE,
	    "we do not withdraw ourselves");
	withdraw(&d, "agency-c", DIRECTORY_WITHDRAWN, WHY_USAGE,
	    "nor one that is not there");
	withdraw(&d, "agency-b", DIRECTORY_APPROVED, WHY_USAGE,
	    "nor is one approved in this way");
	withdraw(&d, "agency-b", DIRECTORY_SUSPENDED, WHY_NONE,
	    "one is suspended");
	withdraw(&d, "agency-b", DIRECTORY_SUSPENDED, WHY_USAGE, "once");
	pin_card(&d, "agency-b", PRINT_C, WHY_CARD,
	    "another key stands already for agency agency-b: " PRINT_B
	    " is pinned, the card says " PRINT_C,
	    "it does not come back with another key");
	pin_card(&d, "agency-b", PRINT_B, WHY_NONE, "", "but with the same");
	b = directory_find_agency(&d, "agency-b");
	tap_ok(directory_approved(b, 200) && !directory_approved(b, 199),
	    "approved from then on");
	tap_number(b->keys[0].revoked_s, DIRECTORY_NEVER,
	    "with its key as it was");
	withdraw(&d, "agency-b", DIRECTORY_SUSPENDED, WHY_NONE,
	    "it is suspended again");
	withdraw(&d, "agency-b", DIRECTORY_WITHDRAWN, WHY_NONE,
	    "and withdrawn");
	withdraw(&d, "agency-b", DIRECTORY_WITHDRAWN, WHY_USAGE, "once too");
	withdraw(&d, "agency-b", DIRECTORY_SUSPENDED, WHY_USAGE,
	    "one that is withdrawn is not suspended");
	tap_ok(b->status == DIRECTORY_WITHDRAWN && b->n_keys == 1,
	    "it stays known");
	pin_card(&d, "agency-b", PRINT_B, WHY_NONE, "",
	    "it comes back as it was");
	withdraw(&d, "agency-b", DIRECTORY_WITHDRAWN, WHY_NONE, "it goes");
	pin_card(&d, "agency-b", PRINT_C, WHY_NONE, "",
	    "and comes back with another key");
	b = directory_find_agency(&d, "agency-b");
	tap_ok(b->n_keys == 2 && b->keys[0].revoked_s == 200 &&
		b->keys[1].revoked_s == DIRECTORY_NEVER,
	    "its old one does not");
	pin_card(&d, "agency-b", PRINT_B, WHY_CARD,
	    "key " PRINT_B " of agency agency-b counts no longer",
	    "not by a card either");
	directory_clear(&d);
}

static void
test_ended(void)
{
	static const char *const rules[] = { "superseded", "revoked",
		"compromised" };
	struct directory d;

	for (unsigned how = 0; how < 3; how++) {
		struct directory_key *k;
		const int64_t *times[3];
		struct why w = { 0 };

		agencies_begin(&d);
		agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
		k = agencies_key(&d, PRINT_B);
		times[0] = &k->superseded_s;
		times[1] = &k->revoked_s;
		times[2] = &k->compromised_s;
		tap_ok(directory_end_key(&d, PRINT_B, how, 150, &w) == 0,
		    "a key is %s", rules[how]);
		tap_ok(*times[how] == 150 &&
			*times[(how + 1) % 3] == DIRECTORY_NEVER &&
			*times[(how + 2) % 3] == DIRECTORY_NEVER,
		    "from then on, and nothing else");
		tap_ok(directory_end_key(&d, PRINT_B, how, 151, &w) == -1 &&
			w.reason == WHY_USAGE && *times[how] == 150,
		    "a later time does not take its place: %s", w.text);
		why_clear(&w);
		tap_ok(directory_end_key(&d, PRINT_B, how, 150, &w) == -1 &&
			w.reason == WHY_USAGE,
		    "nor does the same: %s", w.text);
		why_clear(&w);
		tap_ok(directory_end_key(&d, PRINT_B, how, 149, &w) == 0 &&
			*times[how] == 149,
		    "an earlier one does");
		tap_ok(directory_end_key(&d, PRINT_C, how, 149, &w) == -1 &&
			w.reason == WHY_USAGE,
		    "a key that nobody has cannot end: %s", w.text);
		directory_clear(&d);
	}
}

static void
test_next(void)
{
	struct directory d;
	struct bytes first;
	uint8_t digest[HASH_DIGEST_BYTES];
	struct why w = { 0 };

	agencies_begin(&d);
	first = agencies_text(&d);
	directory_digest(&first, digest);
	tap_ok(directory_next(&d, &first, 150, &w) == 0 && d.version == 2 &&
		d.issued_s == 150,
	    "the next version is issued later");
	tap_bytes(d.earlier[0], digest, sizeof digest,
	    "and has the digest of the one before");
	agencies_next(&d, 120);
	tap_ok(d.version == 3 && d.issued_s == 150,
	    "time does not run backwards in it");
	tap_bytes(d.earlier[0], digest, sizeof digest,
	    "the first digest stays");
	d.version = DIRECTORY_MAX_VERSION;
	tap_ok(directory_next(&d, &first, 200, &w) == -1 &&
		w.reason == WHY_LIMIT && d.version == DIRECTORY_MAX_VERSION,
	    "behind the last there is none: %s", w.text);
	bytes_clear(&first);
	directory_clear(&d);
}

int
main(void)
{
	test_founded();
	test_pinned();
	test_refused();
	test_said();
	test_superseded();
	test_withdrawn();
	test_ended();
	test_next();
	return tap_done();
}
