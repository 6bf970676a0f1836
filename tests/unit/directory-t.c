#include "keys/directory.h"

#include <time.h>

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"

static void
test_finding(void)
{
	struct directory d;
	const struct directory_key *key = NULL;
	const struct directory_agency *b;

	agencies_begin(&d);
	agencies_add(&d, "agency-c", PRINT_C, DIRECTORY_SEAL);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
	for (const char *id = "abc"; *id != '\0'; id++) {
		char agency[16];
		const struct directory_agency *a;

		(void)snprintf(agency, sizeof agency, "agency-%c", *id);
		a = directory_find_agency(&d, agency);
		tap_text(a == NULL ? NULL : a->agency, agency,
		    "%s is found by its id", agency);
	}
	b = directory_find_key(&d, PRINT_B, &key);
	tap_ok(b != NULL && strcmp(b->agency, "agency-b") == 0,
	    "an agency is found by its key");
	tap_ok(b != NULL && key == &b->keys[0], "and the key with it");
	tap_ok(directory_find_key(&d, PRINT_B, NULL) == b,
	    "also if that is not asked for");
	tap_ok(directory_find_key(&d, PRINT_D, NULL) == NULL &&
		directory_find_key(&d, "", NULL) == NULL,
	    "a key that nobody has is not found");
	tap_ok(directory_find_agency(&d, "agency") == NULL &&
		directory_find_agency(&d, "agency-bb") == NULL &&
		directory_find_agency(&d, "") == NULL,
	    "nor is a part of an id, nor more than one");
	directory_clear(&d);
	tap_ok(directory_find_agency(&d, "agency-b") == NULL &&
		directory_find_key(&d, PRINT_B, NULL) == NULL,
	    "nothing is found in none");
}

static void
test_may(void)
{
	struct directory d;
	struct directory_agency *b;

	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL | DIRECTORY_ORDER);
	b = agencies_of(&d, "agency-b");
	tap_ok(directory_may(b, DIRECTORY_SEAL, 100), "it may what it may");
	tap_ok(directory_may(b, DIRECTORY_ORDER, 100), "and the other too");
	tap_ok(!directory_may(b, DIRECTORY_ANSWER, 100), "but nothing else");
	tap_ok(!directory_may(NULL, DIRECTORY_SEAL, 100), "nobody may nothing");
	tap_ok(!directory_may(b, DIRECTORY_SEAL, 99),
	    "not before it is approved");
	b->approved_until_s = 200;
	tap_ok(directory_may(b, DIRECTORY_SEAL, 199), "to the last second");
	tap_ok(!directory_may(b, DIRECTORY_SEAL, 200), "not from the end on");
	b->approved_until_s = DIRECTORY_NEVER;
	b->status = DIRECTORY_SUSPENDED;
	tap_ok(!directory_may(b, DIRECTORY_SEAL, 150), "not while suspended");
	b->status = DIRECTORY_WITHDRAWN;
	tap_ok(!directory_may(b, DIRECTORY_SEAL, 150), "nor when withdrawn");
	tap_ok(!directory_approved(b, 150), "for it is not approved then");
	directory_clear(&d);
}

/* The key that is used at 150, by its first digit; '-' for none. */
static char
used(const struct directory_agency *a, enum directory_use use)
{
	const struct directory_key *k = directory_current(a, use, 150);

	return k == NULL ? '-' : k->fingerprint[0];
}

/* Where one key ends, the other one is used: by which of its times? */
static void
test_current(void)
{
	static const struct {
		const char *rule;
		int64_t from_s, until_s, superseded_s, revoked_s, compromised_s;
		char want;
	} rows[] = {
#define N DIRECTORY_NEVER
		{ "the one that is valid since last", 60, N, N, N, N, 'C' },
		{ "of two as long, the one behind", 50, N, N, N, N, 'C' },
		{ "since before the other", 49, N, N, N, N, 'B' },
		{ "valid from now", 150, N, N, N, N, 'C' },
		{ "valid from later", 151, N, N, N, N, 'B' },
		{ "valid until later", 60, 151, N, N, N, 'C' },
		{ "valid until now", 60, 150, N, N, N, 'B' },
		{ "superseded later", 60, N, 151, N, N, 'C' },
		{ "superseded now", 60, N, 150, N, N, 'B' },
		{ "revoked later", 60, N, N, 151, N, 'C' },
		{ "revoked now", 60, N, N, 150, N, 'B' },
		{ "compromised later", 60, N, N, N, 151, 'C' },
		{ "compromised now", 60, N, N, N, 150, 'B' },
#undef N
	};
	struct directory_key keys[2] = {
		{ .fingerprint = PRINT_B,
		    .use = 3,
		    .roles = DIRECTORY_RECEIVE,
		    .valid_from_s = 50 },
		{ .fingerprint = PRINT_C, .use = 3, .roles = 127 },
	};
	struct directory_agency a = { .keys = keys, .n_keys = 2 };

	keys[0].valid_until_s = keys[0].superseded_s = DIRECTORY_NEVER;
	keys[0].revoked_s = keys[0].compromised_s = DIRECTORY_NEVER;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		keys[1].valid_from_s = rows[i].from_s;
		keys[1].valid_until_s = rows[i].until_s;
		keys[1].superseded_s = rows[i].superseded_s;
		keys[1].revoked_s = rows[i].revoked_s;
		keys[1].compromised_s = rows[i].compromised_s;
		tap_number(used(&a, DIRECTORY_SIGN), rows[i].want,
		    "the key that is used: %s", rows[i].rule);
	}
	keys[1].compromised_s = DIRECTORY_NEVER;
	keys[1].use = DIRECTORY_SIGN;
	tap_number(used(&a, DIRECTORY_ENCRYPT), 'B',
	    "a key that signs alone is not used to encrypt");
	tap_number(used(&a, DIRECTORY_SIGN), 'C', "but to sign");
	keys[1].use = DIRECTORY_SIGN | DIRECTORY_ENCRYPT;
	tap_number(used(&a, DIRECTORY_ENCRYPT), 'C', "one that does is");
	keys[1].roles = DIRECTORY_ALL_ROLES - DIRECTORY_RECEIVE;
	tap_number(used(&a, DIRECTORY_ENCRYPT), 'B',
	    "a key without the role to receive is not used to encrypt");
	tap_number(used(&a, DIRECTORY_SIGN), 'C', "but to sign");
	(void)snprintf(keys[1].person, sizeof keys[1].person, "p-1");
	tap_number(used(&a, DIRECTORY_SIGN), 'B',
	    "a person's key is not the agency's");
	keys[0].use = DIRECTORY_SIGN;
	tap_number(used(&a, DIRECTORY_ENCRYPT), '-', "there may be none");
	a.n_keys = 0;
	tap_number(used(&a, DIRECTORY_SIGN), '-', "without keys there is none");
}

static void
test_key_may(void)
{
	struct directory d;
	struct directory_agency *b;
	struct directory_key *k;

	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL | DIRECTORY_ORDER);
	b = agencies_of(&d, "agency-b");
	k = &b->keys[0];
	k->roles = DIRECTORY_SEAL | DIRECTORY_ANSWER;
	tap_ok(directory_key_may(b, k, DIRECTORY_SEAL, 100),
	    "a key may what it and its agency may");
	tap_ok(!directory_key_may(b, k, DIRECTORY_ORDER, 100),
	    "not what its agency may alone");
	tap_ok(!directory_key_may(b, k, DIRECTORY_ANSWER, 100),
	    "nor what it may alone");
	tap_ok(!directory_key_may(b, k, DIRECTORY_SEAL, 99),
	    "nor before its agency is approved");
	b->roles = k->roles = DIRECTORY_ADMINISTER;
	tap_ok(directory_key_issues(b, k), "a key that may issues a directory");
	k->use = DIRECTORY_ENCRYPT;
	tap_ok(!directory_key_issues(b, k), "not if it does not sign");
	k->use = DIRECTORY_SIGN;
	(void)snprintf(k->person, sizeof k->person, "p-1");
	tap_ok(!directory_key_issues(b, k), "nor if it is a person's");
	k->person[0] = '\0';
	k->roles = DIRECTORY_SEAL;
	tap_ok(!directory_key_issues(b, k), "nor if it lacks the role");
	k->roles = DIRECTORY_ADMINISTER;
	b->roles = DIRECTORY_SEAL;
	tap_ok(!directory_key_issues(b, k), "nor if its agency does");
	directory_clear(&d);
}

/* Found without looking at each: of 10,000, in each order of coming. */
static void
test_many(void)
{
	static char prints[DIRECTORY_MAX_AGENCIES][CARD_PRINT_HEX];
	struct directory d;
	size_t found = 0;
	clock_t begun;
	double seconds;

	agencies_begin(&d);
	for (unsigned i = 1; i < DIRECTORY_MAX_AGENCIES; i++) {
		char agency[16];

		(void)snprintf(agency, sizeof agency, "n-%05u",
		    i % 2 == 0 ? i : DIRECTORY_MAX_AGENCIES - i);
		(void)snprintf(prints[i], CARD_PRINT_HEX, "%040X",
		    i * 2654435761U);
		agencies_add(&d, agency, prints[i], DIRECTORY_SEAL);
	}
	begun = clock();
	for (unsigned n = 0; n < 50; n++) {
		for (unsigned i = 1; i < DIRECTORY_MAX_AGENCIES; i++) {
			const struct directory_key *key = NULL;

			found +=
			    directory_find_key(&d, prints[i], &key) != NULL &&
			    strcmp(key->fingerprint, prints[i]) == 0;
		}
	}
	seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
	tap_number((long long)found, 50LL * (DIRECTORY_MAX_AGENCIES - 1),
	    "each of 10,000 keys is found");
	/* looking at each would take 2,500,000,000 comparisons */
	tap_ok(seconds < 2, "and soon: %.2f s", seconds);
	directory_clear(&d);
}

static enum why_reason
doubted(const struct directory *d, enum why_reason reason, const char *print)
{
	struct why fault = { 0 };

	why_set(&fault, reason, "a fault");
	directory_doubt(d, print, &fault);
	return fault.reason;
}

static void
test_doubt(void)
{
	struct directory d;

	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
	tap_text(why_name(doubted(&d, WHY_SIGNER_UNKNOWN, PRINT_A)), "gpg",
	    "that gpg does not know our own key is gpg's fault");
	tap_text(why_name(doubted(&d, WHY_SIGNER_UNKNOWN, PRINT_B)), "gpg",
	    "so it is with the key of a known agency");
	tap_text(why_name(doubted(&d, WHY_SIGNER_UNKNOWN, "CC")),
	    "signer-unknown", "but a key that nobody has is unknown");
	tap_text(why_name(doubted(&d, WHY_SIGNATURE_BAD, PRINT_B)),
	    "signature-bad", "and any other fault stays");
	directory_clear(&d);
}

static void
test_words(void)
{
	static const char all[] = "seal,receive,order-deletion,order-all,"
				  "answer,approve,witness,administer";

	tap_number(directory_roles_parse("seal"), DIRECTORY_SEAL, "one role");
	tap_number(directory_roles_parse("order-deletion,seal"),
	    DIRECTORY_SEAL | DIRECTORY_ORDER, "two roles, in any order");
	tap_number(directory_roles_parse(all), DIRECTORY_ALL_ROLES, "all");
	tap_number(directory_roles_parse(""), 0, "none is no list");
	tap_number(directory_roles_parse("seal,"), 0,
	    "nor is a comma at the end");
	tap_number(directory_roles_parse("seal,seal"), 0, "nor one twice");
	tap_number(directory_roles_parse("seals"), 0, "nor another word");
	tap_number(directory_roles_parse("sea"), 0, "nor a part of one");
	tap_text(directory_role_name(DIRECTORY_ORDER), "order-deletion",
	    "a role has a name");
	tap_text(directory_role_name(DIRECTORY_ALL_ROLES), NULL,
	    "all have none");
	for (unsigned i = 0; i < DIRECTORY_KINDS; i++)
		tap_number(directory_kind_parse(directory_kind_name(i)), i,
		    "%s is a kind", directory_kind_name(i));
	tap_text(directory_kind_name(DIRECTORY_KINDS), NULL, "no other");
	tap_number(directory_kind_parse("Police"), DIRECTORY_KINDS,
	    "a word that is no kind");
	tap_text(directory_status_name(DIRECTORY_WITHDRAWN), "withdrawn",
	    "a status has a name");
	tap_text(directory_status_name(DIRECTORY_STATUSES), NULL,
	    "what is none has none");
}

/* What b2sum prints of "abc": RFC 7693, appendix A. */
static void
test_digest(void)
{
	uint8_t text[] = "abc";
	const struct bytes abc = { .data = text, .len = 3 };
	uint8_t digest[HASH_DIGEST_BYTES];
	char hex[2 * HASH_DIGEST_BYTES + 1];

	directory_digest(&abc, digest);
	bytes_to_hex(hex, digest, sizeof digest);
	tap_text(hex,
	    "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
	    "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
	    "a digest is what b2sum prints");
}

int
main(void)
{
	test_finding();
	test_may();
	test_current();
	test_key_may();
	test_many();
	test_doubt();
	test_words();
	test_digest();
	return tap_done();
}
