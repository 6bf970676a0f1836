#include "keys/signers.h"

#include "tests/unit/three_stores.h"

static const char text[] = "a statement";

/* What asks about this file of signatures, by what north holds. */
static struct signers_ask
ask_of(const struct bytes *file)
{
	return (struct signers_ask){
		.session = &north.session,
		.directory = &north.directory,
		.data = { .data = text,
		    .len = sizeof text - 1,
		    .signature = file->data,
		    .signature_len = file->len },
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
	};
}

static void
sign(struct store *s, size_t i, struct bytes *out)
{
	const struct session_signed data = { .data = text,
		.len = sizeof text - 1 };
	struct why w = { 0 };

	tap_text(told(session_sign(&s->session, prints[i], &data, out, &w), &w),
	    "none", "a signature of store %u", (unsigned)i);
}

static void
test_one(void)
{
	struct bytes file = { 0 };
	struct signers all;
	struct signers_ask ask;
	struct decision d;
	struct why w = { 0 };
	const struct quorum_need two[] = { { QUORUM_SEAL, DIRECTORY_SEAL, 2 } };
	struct signers_needs needs = { .statement = QUORUM_SEAL };
	unsigned missing = 9;

	sign(&north, 0, &file);
	ask = ask_of(&file);
	tap_text(told(signers_check(&all, &ask, &w), &w), "none",
	    "a file of one is checked");
	tap_ok(all.n == 1 && all.all[0].why.reason == WHY_NONE, "and counts");
	tap_text(all.all[0].decision.agency, "north", "it is whose it is");
	tap_text(told(signers_any(&all, &ask, DIRECTORY_SEAL, &d, &w), &w),
	    "none", "in a role that the key has");
	tap_ok(signers_find(&all, prints[0]) == &all.all[0] &&
		signers_right(&all, prints[0]) == &all.all[0] &&
		signers_right(&all, NULL) == &all.all[0],
	    "it is found");
	tap_ok(signers_find(&all, prints[1]) == NULL &&
		signers_right(&all, prints[1]) == NULL,
	    "and no other");
	tap_ok(signers_enough(&all, &needs, "north", &missing, &w) == 0 &&
		missing == 0,
	    "it is enough where nothing is asked: %s", w.text);
	needs.needs = two;
	needs.n = 1;
	tap_text(told(signers_enough(&all, &needs, "north", &missing, &w), &w),
	    "quorum", "and not where two persons are");
	tap_number(missing, 1, "one is missing");
	file.data[file.len - 1] ^= 1;
	tap_text(told(signers_check(&all, &ask, &w), &w), "signature-bad",
	    "one that is wrong is a fault");
	file.len--;
	ask = ask_of(&file);
	tap_text(told(signers_check(&all, &ask, &w), &w), "signature-format",
	    "and so is one that is cut");
	bytes_clear(&file);
}

static void
test_unknown(void)
{
	struct bytes file = { 0 };
	struct signers all;
	struct signers_ask ask;
	struct decision d;
	struct why w = { 0 };

	sign(&south, 1, &file);
	ask = ask_of(&file);
	tap_text(told(signers_check(&all, &ask, &w), &w), "none",
	    "that somebody is unknown is no fault");
	tap_ok(all.n == 1 && all.all[0].why.reason == WHY_SIGNER_UNKNOWN,
	    "he does not count");
	tap_text(told(signers_any(&all, &ask, DIRECTORY_SEAL, &d, &w), &w),
	    "signer-unknown", "in no role");
	tap_ok(signers_right(&all, NULL) == NULL,
	    "whether it is right nobody can tell");
	bytes_clear(&file);
}

/* Of two agencies' signatures, what is asked of north. */
static void
test_counted(struct signers *all)
{
	static const struct quorum_need two[] = {
		{ QUORUM_SEAL, DIRECTORY_SEAL, 2 },
		{ QUORUM_POLICY, DIRECTORY_ADMINISTER, 5 },
	};
	const struct signers_needs needs = { QUORUM_SEAL, two, 2 };
	struct why w = { 0 };
	unsigned missing = 0;

	(void)signers_enough(all, &needs, "north", &missing, &w);
	tap_number(missing, 1, "another agency's does not stand in");
	tap_ok(all->asked[0] == 2 && all->met[0] == 1,
	    "one of the two that are asked for is noted");
	tap_number(all->asked[6], 0, "of another statement none is asked");
	tap_number((long long)signers_find(all, prints[0])->filled,
	    DIRECTORY_SEAL, "the own one is counted");
	tap_number((long long)signers_find(all, prints[1])->filled, 0,
	    "the other is not");
}

static void
test_several(void)
{
	struct directory_pin pin = pin_of(&cards[1]);
	struct bytes a = { 0 };
	struct bytes b = { 0 };
	struct bytes *first = strcmp(prints[0], prints[1]) < 0 ? &a : &b;
	struct bytes *second = first == &a ? &b : &a;
	struct signers all;
	struct signers_ask ask;
	struct decision d;
	struct why w = { 0 };

	tap_text(told(store_pin(&north, &pin, "t", &w), &w), "none",
	    "the other is pinned");
	sign(&north, 0, &a);
	sign(&south, 1, &b);
	(void)bytes_add(first, second->data, second->len, &w);
	ask = ask_of(first);
	tap_text(told(signers_check(&all, &ask, &w), &w), "none",
	    "a file of two is checked");
	tap_ok(all.n == 2 && all.all[0].why.reason == WHY_NONE &&
		all.all[1].why.reason == WHY_NONE,
	    "both count");
	tap_text(
	    told(signers_any(&all, &ask, DIRECTORY_ADMINISTER, &d, &w), &w),
	    "none", "one of them in a role that one has");
	tap_text(d.agency, "north", "that one");
	tap_text(told(signers_decide(signers_find(&all, prints[1]), &ask,
			  DIRECTORY_ADMINISTER, &d, &w),
		     &w),
	    "signer-role", "the other has it not");
	test_counted(&all);
	bytes_clear(&a);
	bytes_clear(&b);
}

int
main(void)
{
	three_begin();
	(void)opens_store(&north, 0, STORE_WRITE);
	(void)opens_store(&south, 1, STORE_WRITE);
	test_one();
	test_unknown();
	test_several();
	return three_end();
}
