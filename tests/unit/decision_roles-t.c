/** Whose key it is, and what it may: the roles of agency and key. */

#include "keys/decision.h"

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"

#define N   DIRECTORY_NEVER
#define NOW 5000

static struct directory d;

static struct decision_ask
usual(struct session_verdict *v)
{
	(void)snprintf(v->fingerprint, sizeof v->fingerprint, PRINT_B);
	v->created_s = 2000;
	v->matches = true;
	return (struct decision_ask){ .directory = &d,
		.verdict = v,
		.role = DIRECTORY_SEAL,
		.now_s = NOW,
		.logged_s = N };
}

static void
decide(const struct decision_ask *ask, enum why_reason want, const char *text,
    const char *rule)
{
	struct decision out;
	struct why w = { 0 };
	int rc = decision_make(ask, &out, &w);

	tap_ok((rc == 0) == (want == WHY_NONE), "%s", rule);
	tap_text(why_name(w.reason), why_name(want), "%s: reason", rule);
	tap_text(w.text, text, "%s: and why", rule);
}

/* A key may do what it and its agency may both. */
static void
test_key_roles(void)
{
	struct directory_agency *b = agencies_of(&d, "agency-b");
	struct directory_key *k = agencies_key(&d, PRINT_B);
	struct session_verdict v = { 0 };
	struct decision_ask ask = usual(&v);

	k->roles = DIRECTORY_APPROVE;
	decide(&ask, WHY_SIGNER_ROLE,
	    "key " PRINT_B " of agency agency-b lacks the role seal",
	    "a role of the agency that the key lacks");
	ask.logged_s = 3000;
	decide(&ask, WHY_NONE, "", "it had it when it came, by the log");
	ask.logged_s = N;
	ask.role = DIRECTORY_APPROVE;
	decide(&ask, WHY_SIGNER_ROLE, "agency agency-b lacks the role approve",
	    "a role of the key that the agency lacks");
	b->roles = DIRECTORY_APPROVE | DIRECTORY_SEAL;
	decide(&ask, WHY_NONE, "", "one that both have");
	k->roles = 0;
	decide(&ask, WHY_SIGNER_ROLE,
	    "key " PRINT_B " of agency agency-b lacks the role approve",
	    "a key without roles");
	k->roles = DIRECTORY_ALL_ROLES;
	b->roles = DIRECTORY_SEAL;
}

/* Two keys of one person, and one of another. */
static void
test_persons(void)
{
	static const struct {
		const char *print;
		const char *person;
		unsigned roles;
	} keys[] = {
		{ PRINT_B, "", DIRECTORY_SEAL },
		{ PRINT_C, "p-1", DIRECTORY_SEAL },
		{ PRINT_D, "p-1", 0 },
		{ PRINT_E, "p-2", DIRECTORY_SEAL },
	};
	struct directory_agency *b = agencies_of(&d, "agency-b");
	size_t n_keys = b->n_keys;

	agencies_add_person(&d, "agency-b", "p-1", PRINT_C,
	    DIRECTORY_SEAL | DIRECTORY_APPROVE);
	agencies_add_person(&d, "agency-b", "p-1", PRINT_D, DIRECTORY_APPROVE);
	agencies_add_person(&d, "agency-b", "p-2", PRINT_E, DIRECTORY_SEAL);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		struct session_verdict v = { 0 };
		struct decision_ask ask = usual(&v);
		struct decision out;
		struct why w = { 0 };

		(void)snprintf(v.fingerprint, sizeof v.fingerprint, "%s",
		    keys[i].print);
		tap_ok((decision_make(&ask, &out, &w) == 0) ==
			(keys[i].roles != 0),
		    "key %.1s: what it may is asked of it", keys[i].print);
		tap_text(out.person, keys[i].person, "its person is named");
		tap_text(out.agency, "agency-b", "its agency");
		tap_number(out.roles, keys[i].roles,
		    "and the roles that both have");
	}
	while (b->n_keys > n_keys)
		bytes_clear(&b->keys[--b->n_keys].key);
	agencies_index(&d);
}

int
main(void)
{
	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
	agencies_next(&d, 200);
	agencies_of(&d, "agency-b")->approved_from_s = 1000;
	agencies_key(&d, PRINT_B)->valid_from_s = 500;
	test_key_roles();
	test_persons();
	directory_clear(&d);
	return tap_done();
}
