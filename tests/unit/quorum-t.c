#include "keys/quorum.h"

#include <stdint.h>
#include <string.h>

#include "tests/tap/tap.h"

#define SEAL	DIRECTORY_SEAL
#define APPROVE DIRECTORY_APPROVE
#define WITNESS DIRECTORY_WITNESS

/* What each row asks for: need n of these. */
static const struct quorum_need needs[] = {
	{ QUORUM_SEAL, SEAL, 1 },
	{ QUORUM_SEAL, APPROVE, 1 },
	{ QUORUM_DIRECTORY, DIRECTORY_ADMINISTER, 2 },
};
static const struct quorum_need twice[] = {
	{ QUORUM_SEAL, APPROVE, 2 },
};
static const struct quorum_need split[] = {
	{ QUORUM_SEAL, APPROVE, 1 },
	{ QUORUM_SEAL, WITNESS, 1 },
	{ QUORUM_SEAL, APPROVE, 1 },
};
static const struct quorum_need nobody[] = {
	{ QUORUM_SEAL, APPROVE, 0 },
};
static const struct quorum_need many[] = {
	{ QUORUM_SEAL, APPROVE, 4000000000U },
};

#define NEEDS(list) list, sizeof(list) / sizeof((list)[0])

static const struct row {
	const char *rule;
	const struct quorum_need *needs;
	size_t n_needs;
	struct quorum_signer signers[4];
	unsigned missing;
	unsigned filled[4];
	const char *sentence;
} rows[] = {
	{ .rule = "nothing is asked, nobody signed" },
	{ .rule = "nothing is asked", .signers = { { "a", "", SEAL } } },
	{ "analyst and officer", NEEDS(needs),
	    { { "a", "p1", SEAL }, { "a", "p2", APPROVE } }, 0,
	    { SEAL, APPROVE }, NULL },
	{ "agency and officer", NEEDS(needs),
	    { { "a", "p2", APPROVE }, { "a", "", SEAL | APPROVE } }, 0,
	    { APPROVE, SEAL }, NULL },
	{ "one alone", NEEDS(needs), { { "a", "", SEAL | APPROVE } }, 1,
	    { SEAL },
	    "signatures are missing: 1 more with the role to approve" },
	{ "nobody", NEEDS(needs), { { 0 } }, 2, { 0 },
	    "signatures are missing: 1 more with the role to seal, 1 more "
	    "with the role to approve" },
	{ "one person under two keys", NEEDS(needs),
	    { { "a", "p1", SEAL }, { "a", "p1", APPROVE } }, 1, { SEAL },
	    "signatures are missing: 1 more with the role to approve" },
	{ "the second key of a person gives the role", NEEDS(needs),
	    { { "a", "p1", WITNESS }, { "a", "p1", APPROVE },
		{ "a", "p2", SEAL } },
	    0, { 0, APPROVE, SEAL }, NULL },
	{ "two keys of the agency itself", NEEDS(needs),
	    { { "a", "", SEAL }, { "a", "", APPROVE } }, 1, { SEAL },
	    "signatures are missing: 1 more with the role to approve" },
	{ "an officer of another agency", NEEDS(needs),
	    { { "a", "", SEAL }, { "b", "p2", APPROVE } }, 1, { SEAL },
	    "signatures are missing: 1 more with the role to approve" },
	{ "one person's name in two agencies", NEEDS(needs),
	    { { "a", "p1", SEAL }, { "b", "p1", APPROVE } }, 1, { SEAL },
	    "signatures are missing: 1 more with the role to approve" },
	{ "without any role", NEEDS(needs),
	    { { "a", "", SEAL }, { "a", "p2", 0 } }, 1, { SEAL },
	    "signatures are missing: 1 more with the role to approve" },
	{ "the one who can do both gives way", NEEDS(needs),
	    { { "a", "p1", SEAL | APPROVE }, { "a", "p2", SEAL } }, 0,
	    { APPROVE, SEAL }, NULL },
	{ "a way over three", NEEDS(split),
	    { { "a", "p1", APPROVE | WITNESS }, { "a", "p2", APPROVE },
		{ "a", "p3", APPROVE } },
	    0, { WITNESS, APPROVE, APPROVE }, NULL },
	{ "two for one role", NEEDS(twice),
	    { { "a", "p1", APPROVE }, { "a", "p2", APPROVE } }, 0,
	    { APPROVE, APPROVE }, NULL },
	{ "one for two", NEEDS(twice), { { "a", "p1", APPROVE } }, 1,
	    { APPROVE },
	    "signatures are missing: 1 more with the role to approve" },
	{ "more than are asked for", NEEDS(twice),
	    { { "a", "p1", APPROVE }, { "a", "p2", APPROVE },
		{ "a", "p3", APPROVE } },
	    0, { APPROVE, APPROVE }, NULL },
	{ "nobody is asked for", NEEDS(nobody), { { 0 } }, 0, { 0 }, NULL },
	{ "more than there can be", NEEDS(many), { { "a", "", APPROVE } },
	    3999999999U, { APPROVE },
	    "signatures are missing: 3999999999 more with the role to "
	    "approve" },
};

static void
test_row(const struct row *r)
{
	struct quorum_ask ask = {
		.statement = QUORUM_SEAL,
		.agency = "a",
		.needs = r->needs,
		.n_needs = r->n_needs,
		.signers = r->signers,
	};
	struct quorum_result out;
	struct why w = { 0 };
	unsigned wrong = 0;

	while (ask.n_signers < 4 && r->signers[ask.n_signers].agency != NULL)
		ask.n_signers++;
	quorum_check(&ask, &out);
	tap_number(out.missing, r->missing, "%s: how many are missing",
	    r->rule);
	for (size_t i = 0; i < 4; i++)
		wrong += out.filled[i] != r->filled[i];
	tap_number(wrong, 0, "%s: who is counted for what", r->rule);
	tap_number(quorum_explain(&out, &w), r->missing > 0 ? -1 : 0,
	    "%s: whether that is told", r->rule);
	tap_text(r->missing > 0 ? w.text : NULL, r->sentence, "%s: sentence",
	    r->rule);
	tap_text(why_name(w.reason), r->missing > 0 ? "quorum" : "none",
	    "%s: reason", r->rule);
}

/* --- against all fillings there are --- */

static uint64_t state = 88172645463325252U;

static unsigned
random_below(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 16) % n);
}

#define PERSONS 5
#define PLACES	4

/* How many of the first n places can be filled at once, by trying each. */
static unsigned
best(const unsigned *roles, const unsigned *places, unsigned n, unsigned used)
{
	unsigned most;

	if (n == 0)
		return 0;
	most = best(roles, places + 1, n - 1, used);
	for (unsigned i = 0; i < PERSONS; i++) {
		unsigned got;

		if ((used >> i & 1) != 0 || (roles[i] & places[0]) == 0)
			continue;
		got = 1 + best(roles, places + 1, n - 1, used | 1U << i);
		most = got > most ? got : most;
	}
	return most;
}

/* Is this filling one that may be? */
static bool
sound(const struct quorum_ask *ask, const struct quorum_result *r)
{
	unsigned left[3] = { 0 };

	for (size_t i = 0; i < ask->n_needs; i++)
		left[ask->needs[i].role / 2] += ask->needs[i].count;
	for (size_t i = 0; i < ask->n_signers; i++) {
		if (r->filled[i] == 0)
			continue;
		if ((ask->signers[i].roles & r->filled[i]) == 0 ||
		    left[r->filled[i] / 2]-- == 0)
			return false;
		for (size_t j = 0; j < i; j++) {
			if (r->filled[j] != 0 &&
			    strcmp(ask->signers[i].person,
				ask->signers[j].person) == 0)
				return false;
		}
	}
	return true;
}

static bool
same_as_all(void)
{
	static const char *const names[PERSONS] = { "", "p1", "p2", "p3",
		"p4" };
	struct quorum_signer signers[8];
	struct quorum_need list[PLACES];
	unsigned roles[PERSONS] = { 0 };
	unsigned places[PLACES];
	struct quorum_ask ask = {
		.statement = QUORUM_POLICY,
		.agency = "a",
		.needs = list,
		.n_needs = PLACES,
		.signers = signers,
		.n_signers = random_below(8) + 1,
	};
	struct quorum_result r;
	unsigned filled = 0;

	for (size_t i = 0; i < ask.n_signers; i++) {
		unsigned who = random_below(PERSONS);

		signers[i] =
		    (struct quorum_signer){ "a", names[who], random_below(8) };
		roles[who] |= signers[i].roles;
	}
	for (size_t i = 0; i < PLACES; i++) {
		places[i] = 1U << random_below(3);
		list[i] = (struct quorum_need){ QUORUM_POLICY,
			(enum directory_role)places[i], 1 };
	}
	quorum_check(&ask, &r);
	for (size_t i = 0; i < ask.n_signers; i++)
		filled += r.filled[i] != 0;
	if (filled + r.missing != PLACES || !sound(&ask, &r) ||
	    filled != best(roles, places, PLACES, 0))
		return false;
	/* the first needs first: none is empty that could be full instead */
	for (unsigned n = 1; n < PLACES; n++) {
		ask.n_needs = n;
		quorum_check(&ask, &r);
		if (n - r.missing != best(roles, places, n, 0))
			return false;
	}
	return true;
}

int
main(void)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		test_row(&rows[i]);
	for (unsigned i = 0; i < 50000; i++)
		wrong += !same_as_all();
	tap_number(wrong, 0, "as many places are filled as trying all fills");
	tap_text(quorum_statement_name(QUORUM_CERTIFICATE), "certificate",
	    "a statement has a name");
	tap_text(quorum_statement_name(QUORUM_STATEMENTS), NULL,
	    "and nothing else has");
	return tap_done();
}
