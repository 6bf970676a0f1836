#include <string.h>

#include "formats/handover.h"
#include "formats/text.h"

void
handover_cite(struct handover_cited *out, const struct handover_part *statement,
    const struct handover_part *signatures)
{
	hash_digest_of(statement->data, statement->len, out->statement);
	hash_digest_of(signatures->data, signatures->len, out->signatures);
}

static int
broken(struct why *w, const char *how)
{
	return why_set(w, WHY_HANDOVER_BROKEN, "%s", how);
}

static bool
same_cited(const struct handover_cited *a, const struct handover_cited *b)
{
	return memcmp(a->statement, b->statement, sizeof a->statement) == 0 &&
	    memcmp(a->signatures, b->signatures, sizeof a->signatures) == 0;
}

/* By agency and person; a key can be followed by another one. */
static bool
same_party(const struct handover_party *a, const struct handover_party *b)
{
	return strcmp(a->key.agency, b->key.agency) == 0 &&
	    strcmp(a->person, b->person) == 0;
}

/* --- times --- */

static int
check_time(int64_t made_s, int64_t signed_s, int64_t now_s, struct why *w)
{
	char time[TEXT_TIME_BYTES];

	text_time_format(time, made_s);
	if (made_s > now_s + HANDOVER_SKEW_S)
		return why_set(w, WHY_FUTURE,
		    "a statement is dated %s, ahead of now", time);
	if (made_s > signed_s + HANDOVER_SKEW_S)
		return why_set(w, WHY_HANDOVER_BROKEN,
		    "a statement is dated %s, later than its signature", time);
	return 0;
}

static int
check_follows(int64_t before_s, int64_t after_s, const char *how, struct why *w)
{
	return after_s < before_s - HANDOVER_SKEW_S ? broken(w, how) : 0;
}

/* --- one hop --- */

static int
check_before(const struct handover_hop *hop, const struct handover_hop *before,
    struct why *w)
{
	const struct handover_what *a = &before->give.what;
	const struct handover_what *b = &hop->give.what;

	if (!before->taken)
		return broken(w, "it goes on from one that was not taken");
	if (memcmp(a->id, b->id, sizeof a->id) != 0)
		return broken(w, "it is one of another chain");
	if (memcmp(a->bundle, b->bundle, sizeof a->bundle) != 0 ||
	    memcmp(a->seal, b->seal, sizeof a->seal) != 0)
		return broken(w, "another bundle is given than was taken");
	if (!same_cited(&hop->give.before, &before->answer))
		return broken(w,
		    "it goes on from another hop than the one "
		    "before it");
	if (!same_party(&hop->give.giver, &before->take.taker))
		return why_set(w, WHY_HANDOVER_BROKEN,
		    "%s%s%s gives what %s%s%s took", hop->give.giver.key.agency,
		    hop->give.giver.person[0] == '\0' ? "" : "/",
		    hop->give.giver.person, before->take.taker.key.agency,
		    before->take.taker.person[0] == '\0' ? "" : "/",
		    before->take.taker.person);
	return check_follows(before->take.made_s, hop->give.made_s,
	    "it is given before it was taken", w);
}

static int
check_given(const struct handover_hop *hop, size_t place, int64_t now_s,
    struct why *w)
{
	const struct handover_give *g = &hop->give;

	if (g->hop != place + 1)
		return why_set(w, WHY_HANDOVER_BROKEN,
		    "what was given has the number %u", g->hop);
	if (place == 0 && g->found != HANDOVER_INTACT)
		return broken(w, "who gives it first did not find it intact");
	if (strcmp(g->giver.key.agency, g->to_agency) == 0 &&
	    strcmp(g->giver.person, g->to_person) == 0)
		return broken(w, "it is given to who gives it");
	return check_time(g->made_s, hop->given_s, now_s, w);
}

int
handover_addressed(const struct handover_give *g,
    const struct handover_party *taker, struct why *w)
{
	const char *person = g->to_person;

	if (same_party(&g->giver, taker))
		return why_set(w, WHY_NOT_ADDRESSED,
		    "who gives it cannot take it");
	if (strcmp(taker->key.agency, g->to_agency) == 0 &&
	    (person[0] == '\0' || strcmp(taker->person, person) == 0))
		return 0;
	return why_set(w, WHY_NOT_ADDRESSED,
	    "it is given to %s%s%s, not to "
	    "%s%s%s",
	    g->to_agency, person[0] == '\0' ? "" : "/", person,
	    taker->key.agency, taker->person[0] == '\0' ? "" : "/",
	    taker->person);
}

static int
check_taken(const struct handover_hop *hop, int64_t now_s, struct why *w)
{
	const struct handover_take *t = &hop->take;

	if (memcmp(t->id, hop->give.what.id, sizeof t->id) != 0 ||
	    t->hop != hop->give.hop || !same_cited(&t->given, &hop->given))
		return broken(w, "something else was taken than was given");
	if (handover_addressed(&hop->give, &t->taker, w) != 0 ||
	    check_time(t->made_s, hop->taken_s, now_s, w) != 0)
		return -1;
	return check_follows(hop->give.made_s, t->made_s,
	    "it is taken before it was given", w);
}

int
handover_chain(const struct handover_hop *hops, size_t n, int64_t now_s,
    struct why *w)
{
	for (size_t i = 0; i < n; i++) {
		const struct handover_hop *hop = &hops[i];

		if (check_given(hop, i, now_s, w) != 0 ||
		    (i > 0 && check_before(hop, &hops[i - 1], w) != 0) ||
		    (hop->taken && check_taken(hop, now_s, w) != 0))
			return why_in(w, "hop %zu", i + 1);
	}
	return 0;
}

int
handover_ended(const struct handover_hop *hops, size_t n, struct why *w)
{
	if (!hops[n - 1].taken)
		return why_set(w, WHY_HANDOVER_OPEN,
		    "hop %zu: %s gave it to %s, who has not taken it", n,
		    hops[n - 1].give.giver.key.agency,
		    hops[n - 1].give.to_agency);
	for (size_t i = 0; i < n; i++) {
		const struct handover_give *g = &hops[i].give;
		const struct handover_take *t = &hops[i].take;

		if (t->found == HANDOVER_DAMAGED || t->found == HANDOVER_OTHER)
			return why_set(w, WHY_HANDOVER_FOUND,
			    "hop %zu: %s took it, and found: %s%s%s", i + 1,
			    t->taker.key.agency, handover_found_name(t->found),
			    t->reason[0] == '\0' ? "" : ", ", t->reason);
		if (t->seal_number[0] != '\0' &&
		    strcmp(t->seal_number, g->seal_number) != 0)
			return why_set(w, WHY_HANDOVER_FOUND,
			    "hop %zu: the bag was given with the seal number "
			    "\"%s\", and taken with \"%s\"",
			    i + 1, g->seal_number, t->seal_number);
	}
	return 0;
}
