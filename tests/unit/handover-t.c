#include "formats/handover.h"

#include <stdio.h>
#include <string.h>

#include "formats/text.h"
#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

#define SPEC  "formats/handover.txt"
#define NOW   INT64_C(1767326645)
#define PRINT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void
name(struct handover_party *p, const char *agency, const char *person)
{
	(void)snprintf(p->key.agency, sizeof p->key.agency, "%s", agency);
	(void)snprintf(p->key.fingerprint, sizeof p->key.fingerprint, PRINT);
	(void)snprintf(p->person, sizeof p->person, "%s", person);
}

/* A sound chain of three hops, a - b - c/p - d, the last one open. */
#define HOPS 3
static void
make(struct handover_hop hops[HOPS])
{
	static const char *const who[HOPS + 1][2] = { { "a", "" }, { "b", "" },
		{ "c", "p" }, { "d", "" } };

	memset(hops, 0, HOPS * sizeof hops[0]);
	for (unsigned i = 0; i < HOPS; i++) {
		struct handover_hop *hop = &hops[i];

		hop->give.hop = hop->take.hop = i + 1;
		hop->give.made_s = hop->given_s = NOW + 20 * i;
		hop->take.made_s = hop->taken_s = NOW + 20 * i + 10;
		name(&hop->give.giver, who[i][0], who[i][1]);
		name(&hop->take.taker, who[i + 1][0], who[i + 1][1]);
		(void)snprintf(hop->give.to_agency, sizeof hop->give.to_agency,
		    "%s", who[i + 1][0]);
		memset(&hop->given, 'g' + (int)i, sizeof hop->given);
		memset(&hop->answer, 'm' + (int)i, sizeof hop->answer);
		hop->take.given = hop->given;
		if (i > 0)
			hop->give.before = hops[i - 1].answer;
		hop->taken = i + 1 < HOPS;
	}
}

/* --- one fault each --- */

static void
other_hop(struct handover_hop *h)
{
	h[1].give.hop = 3;
}
static void
other_id(struct handover_hop *h)
{
	h[1].give.what.id[0] = 1;
	h[1].take.id[0] = 1;
}
static void
other_bundle(struct handover_hop *h)
{
	h[2].give.what.bundle[15] = 1;
}
static void
other_seal(struct handover_hop *h)
{
	h[1].give.what.seal[63] = 1;
}
static void
other_before(struct handover_hop *h)
{
	h[1].give.before.statement[63] ^= 1;
}
static void
other_signatures_before(struct handover_hop *h)
{
	h[1].give.before.signatures[0] ^= 1;
}
static void
other_given(struct handover_hop *h)
{
	h[0].take.given.statement[0] ^= 1;
}
static void
other_signatures_given(struct handover_hop *h)
{
	h[1].take.given.signatures[63] ^= 1;
}
static void
other_take_hop(struct handover_hop *h)
{
	h[1].take.hop = 1;
}
static void
other_take_id(struct handover_hop *h)
{
	h[0].take.id[0] = 1;
}
static void
giver_other(struct handover_hop *h)
{
	name(&h[1].give.giver, "x", "");
}
static void
giver_agency_for_person(struct handover_hop *h)
{
	name(&h[2].give.giver, "c", "");
}
static void
giver_person_for_agency(struct handover_hop *h)
{
	name(&h[1].give.giver, "b", "p");
}
static void
giver_itself(struct handover_hop *h)
{
	memcpy(h[0].give.to_agency, "a", 2);
}
static void
taker_other(struct handover_hop *h)
{
	name(&h[0].take.taker, "x", "");
	name(&h[1].give.giver, "x", "");
}
static void
taker_other_person(struct handover_hop *h)
{
	memcpy(h[1].give.to_person, "q", 2);
}
static void
taker_the_giver(struct handover_hop *h)
{
	memcpy(h[0].give.to_agency, "a", 2);
	memcpy(h[0].give.to_person, "p", 2);
	name(&h[0].take.taker, "a", "");
}
static void
not_taken(struct handover_hop *h)
{
	h[0].taken = false;
}
static void
first_not_intact(struct handover_hop *h)
{
	h[0].give.found = HANDOVER_UNOPENED;
}
static void
given_early(struct handover_hop *h)
{
	h[1].give.made_s = h[0].take.made_s - HANDOVER_SKEW_S - 1;
}
static void
taken_early(struct handover_hop *h)
{
	h[1].take.made_s = h[1].give.made_s - HANDOVER_SKEW_S - 1;
}
static void
given_ahead_of_signature(struct handover_hop *h)
{
	h[0].given_s = h[0].give.made_s - HANDOVER_SKEW_S - 1;
}
static void
taken_ahead_of_signature(struct handover_hop *h)
{
	h[1].taken_s = h[1].take.made_s - HANDOVER_SKEW_S - 1;
}
static void
given_ahead(struct handover_hop *h)
{
	h[2].give.made_s = h[2].given_s = NOW + HANDOVER_SKEW_S + 61;
}

static void
test_faults(void)
{
	static const struct {
		void (*change)(struct handover_hop *h);
		enum why_reason reason;
		const char *fault;
	} rows[] = {
		{ other_hop, WHY_HANDOVER_BROKEN, "hop 2: what was given" },
		{ other_id, WHY_HANDOVER_BROKEN, "hop 2: it is one of" },
		{ other_bundle, WHY_HANDOVER_BROKEN, "hop 3: another bundle" },
		{ other_seal, WHY_HANDOVER_BROKEN, "hop 2: another bundle" },
		{ other_before, WHY_HANDOVER_BROKEN, "hop 2: it goes on" },
		{ other_signatures_before, WHY_HANDOVER_BROKEN,
		    "hop 2: it goes on from another" },
		{ other_given, WHY_HANDOVER_BROKEN, "hop 1: something else" },
		{ other_signatures_given, WHY_HANDOVER_BROKEN,
		    "hop 2: something else" },
		{ other_take_hop, WHY_HANDOVER_BROKEN, "hop 2: something" },
		{ other_take_id, WHY_HANDOVER_BROKEN, "hop 1: something" },
		{ giver_other, WHY_HANDOVER_BROKEN,
		    "hop 2: x gives what b took" },
		{ giver_agency_for_person, WHY_HANDOVER_BROKEN,
		    "hop 3: c gives what c/p took" },
		{ giver_person_for_agency, WHY_HANDOVER_BROKEN,
		    "hop 2: b/p gives what b took" },
		{ giver_itself, WHY_HANDOVER_BROKEN,
		    "hop 1: it is given to who gives it" },
		{ taker_other, WHY_NOT_ADDRESSED,
		    "hop 1: it is given to b, not to x" },
		{ taker_other_person, WHY_NOT_ADDRESSED,
		    "hop 2: it is given to c/q, not to c/p" },
		{ taker_the_giver, WHY_NOT_ADDRESSED, "hop 1: who gives it" },
		{ not_taken, WHY_HANDOVER_BROKEN,
		    "hop 2: it goes on from one that was not taken" },
		{ first_not_intact, WHY_HANDOVER_BROKEN, "hop 1: who gives" },
		{ given_early, WHY_HANDOVER_BROKEN,
		    "hop 2: it is given before it was taken" },
		{ taken_early, WHY_HANDOVER_BROKEN,
		    "hop 2: it is taken before it was given" },
		{ given_ahead_of_signature, WHY_HANDOVER_BROKEN,
		    "hop 1: a statement is dated" },
		{ taken_ahead_of_signature, WHY_HANDOVER_BROKEN,
		    "hop 2: a statement is dated" },
		{ given_ahead, WHY_FUTURE, "hop 3: a statement is dated" },
	};
	struct handover_hop hops[HOPS];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct why w = { 0 };

		make(hops);
		rows[i].change(hops);
		tap_number(handover_chain(hops, HOPS, NOW + 60, &w), -1,
		    "a fault: %s", rows[i].fault);
		tap_ok(w.reason == rows[i].reason &&
			strncmp(w.text, rows[i].fault, strlen(rows[i].fault)) ==
			    0,
		    "is told: %s, %s", why_name(w.reason), w.text);
	}
}

static void
test_sound(void)
{
	struct handover_hop hops[HOPS];
	struct why w = { 0 };

	make(hops);
	tap_number(handover_chain(hops, HOPS, NOW + 60, &w), 0,
	    "a sound chain is one: %s", w.text);
	given_early(hops);
	hops[1].give.made_s++;
	tap_number(handover_chain(hops, HOPS, NOW + 60, &w), 0,
	    "clocks may be a little apart: %s", w.text);
	make(hops);
	hops[1].give.found = HANDOVER_SAME;
	memcpy(hops[1].give.to_person, "p", 2);
	tap_number(handover_chain(hops, HOPS, NOW + 60, &w), 0,
	    "a later one may tell what it found, and name the person: %s",
	    w.text);
}

static void
test_ended(void)
{
	struct handover_hop hops[HOPS];
	struct why w = { 0 };

	make(hops);
	tap_number(handover_ended(hops, HOPS, &w), -1, "an open hop");
	tap_number(w.reason, WHY_HANDOVER_OPEN, "is no end: %s", w.text);
	why_clear(&w);
	tap_number(handover_ended(hops, HOPS - 1, &w), 0, "a taken one is");
	for (unsigned found = 0; found < HANDOVER_FOUND; found++) {
		bool bad = found == HANDOVER_DAMAGED || found == HANDOVER_OTHER;

		make(hops);
		why_clear(&w);
		hops[0].take.found = (enum handover_found)found;
		tap_ok(handover_ended(hops, HOPS - 1, &w) == (bad ? -1 : 0) &&
			w.reason == (bad ? WHY_HANDOVER_FOUND : WHY_NONE),
		    "found in an earlier hop: %s",
		    handover_found_name((enum handover_found)found));
	}
	make(hops);
	why_clear(&w);
	memcpy(hops[1].give.seal_number, "1", 2);
	tap_number(handover_ended(hops, HOPS - 1, &w), 0,
	    "nobody need look at the bag");
	memcpy(hops[1].take.seal_number, "2", 2);
	tap_ok(handover_ended(hops, HOPS - 1, &w) == -1 &&
		w.reason == WHY_HANDOVER_FOUND,
	    "who does, and finds another number: %s", w.text);
}

static void
test_words(void)
{
	for (unsigned i = 0; i < HANDOVER_FOUND; i++)
		tap_number(handover_found_parse(
			       handover_found_name((enum handover_found)i)),
		    i, "a word is read as it is written");
	tap_number(handover_found_parse("fine"), HANDOVER_FOUND,
	    "another word is none");
	tap_ok(handover_found_name(HANDOVER_FOUND) == NULL, "none has no word");
}

/* The text of a file is the specification's, and more than 16 hops are none. */
static void
test_file(void)
{
	struct handover_file f = { .n = 1 };
	struct bytes out = { 0 };
	struct bytes spec = { 0 };
	struct why w = { 0 };

	f.hops[0].give = (struct handover_part){ (const uint8_t *)"x", 1 };
	f.hops[0].give_signatures = f.hops[0].give;
	spec_example(SPEC, "2.1", &spec);
	tap_number(handover_file_write(&f, &out, &w), 0, "a file is written");
	tap_bytes(out.data + 512, spec.data, spec.len,
	    "its text is the one of the specification");
	tap_number(handover_file_parse(&f, out.data, out.len, &w), 0,
	    "and read");
	tap_number((long long)f.n, 1, "it has one hop");
	tap_number((long long)f.hops[0].take.len, 0, "which is open");
	bytes_clear(&out);
	bytes_clear(&spec);
}

static void
test_large(void)
{
	static const uint8_t blanks[HANDOVER_MAX_BYTES + 1];
	struct handover_give give;
	struct handover_take take;
	struct why w = { 0 };

	tap_number(handover_give_parse(&give, blanks, sizeof blanks, &w), -1,
	    "what is too large is not looked at");
	tap_text(w.text, "the statement is too large", "it says so");
	why_clear(&w);
	tap_number(handover_take_parse(&take, blanks, sizeof blanks, &w), -1,
	    "nor is an answer");
	tap_text(w.text, "the statement is too large", "it says so");
}

int
main(void)
{
	test_sound();
	test_faults();
	test_ended();
	test_words();
	test_file();
	test_large();
	return tap_done();
}
