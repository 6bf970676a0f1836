#include "keys/policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct lineage_kind policy_kind = {
	.several = "policies",
	.bad = WHY_POLICY,
	.rollback = WHY_POLICY_ROLLBACK,
	.fork = WHY_POLICY_FORK,
};

const char *
policy_past_name(enum policy_past past)
{
	static const char *const names[] = { "refuse", "drop" };

	return past < POLICY_PASTS ? names[past] : NULL;
}

const char *
policy_field_name(enum policy_field f)
{
	static const char *const names[] = { "purpose", "reference",
		"requester", "authoriser", "rank", "number", "authorised_at",
		"category" };

	return f < POLICY_FIELDS ? names[f] : NULL;
}

const char *
policy_then_name(enum policy_then t)
{
	static const char *const names[] = { "refuse", "warn", "ignore" };

	return t < POLICY_THENS ? names[t] : NULL;
}

const char *
policy_algorithm_name(enum policy_algorithm a)
{
	return a == POLICY_CURVE25519 ? "curve25519"
	    : a == POLICY_RSA	      ? "rsa"
				      : NULL;
}

bool
policy_word_ok(const char *word)
{
	size_t len = strlen(word);

	return len > 0 && len < POLICY_WORD_BYTES &&
	    strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-.") == len;
}

void
policy_refer(const struct policy *p, char out[POLICY_REFER_BYTES])
{
	out[0] = '\0';
	if (p->line.version > 0)
		(void)snprintf(out, POLICY_REFER_BYTES, "%s/%" PRIu64, p->name,
		    p->line.version);
}

void
policy_neutral(struct policy *p)
{
	*p = (struct policy){
		.name = "neutral",
		.source = "none: to be decided by the agency",
		.algorithms = POLICY_ALL_ALGORITHMS,
		.rsa_bits = 2048,
		.tombstones = true,
	};
}

void
policy_clear(struct policy *p)
{
	free(p->line.earlier);
	*p = (struct policy){ 0 };
}

/* --- can it be? --- */

/* "2022", "2022-07" or "2022-07-15". */
static bool
is_date(const char *text)
{
	static const char form[] = "0000-00-00";
	size_t len = strlen(text);

	for (size_t i = 0; i < len && i < sizeof form - 1; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';

		if (form[i] == '-' ? text[i] != '-' : !digit)
			return false;
	}
	if (len >= 7 &&
	    (strncmp(text + 5, "01", 2) < 0 || strncmp(text + 5, "12", 2) > 0))
		return false;
	if (len == 10 &&
	    (strncmp(text + 8, "01", 2) < 0 || strncmp(text + 8, "31", 2) > 0))
		return false;
	return len == 0 || len == 4 || len == 7 || len == 10;
}

static int
check_texts(const struct policy *p, struct why *w)
{
	if (!policy_word_ok(p->name))
		return why_set(w, WHY_POLICY, "name is no word");
	if ((p->source[0] != '\0' && !card_name_ok(p->source)) ||
	    (p->verified_by[0] != '\0' && !card_name_ok(p->verified_by)))
		return why_set(w, WHY_POLICY,
		    "source or verified_by is not printable");
	if (!is_date(p->source_date))
		return why_set(w, WHY_POLICY, "source_date is no date");
	return 0;
}

static int
check_needs(const struct policy *p, struct why *w)
{
	for (size_t i = 0; i < p->n_needs; i++) {
		const struct quorum_need *n = &p->needs[i];

		if (n->count < 1 || n->count > POLICY_COUNT_MAX)
			return why_set(w, WHY_POLICY,
			    "signatures[%zu]: count is out of range", i);
		if (i > 0 &&
		    (n[-1].statement > n->statement ||
			(n[-1].statement == n->statement &&
			    n[-1].role >= n->role)))
			return why_set(w, WHY_POLICY,
			    "signatures[%zu] does not stand in order", i);
	}
	return 0;
}

/* Words of a list that stand once each; stride: bytes from one to the next. */
static int
check_words(const void *words, size_t n, size_t stride, const char *list,
    struct why *w)
{
	const char *at = words;

	for (size_t i = 0; i < n; i++) {
		if (!policy_word_ok(at + i * stride))
			return why_set(w, WHY_POLICY, "%s[%zu] is no word",
			    list, i);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(at + i * stride, at + j * stride) == 0)
				return why_set(w, WHY_POLICY,
				    "%s[%zu] stands twice", list, i);
		}
	}
	return 0;
}

static int
check_rows(const struct policy *p, struct why *w)
{
	const struct policy_category *before = p->categories;

	for (size_t i = 0; i < p->n_rows; i++) {
		const struct policy_row *r = &p->rows[i];
		const struct policy_category *c =
		    policy_find_category(p, r->category);
		size_t rank = 0;

		if (c == NULL)
			return why_set(w, WHY_POLICY,
			    "authority[%zu]: \"%s\" is no category here", i,
			    r->category);
		if (c < before ||
		    (i > 0 && strcmp(r[-1].category, r->category) == 0 &&
			r[-1].over_days >= r->over_days))
			return why_set(w, WHY_POLICY,
			    "authority[%zu] does not stand in order", i);
		before = c;
		while (
		    rank < p->n_ranks && strcmp(p->ranks[rank], r->rank) != 0)
			rank++;
		if (r->rank[0] != '\0' && rank == p->n_ranks)
			return why_set(w, WHY_POLICY,
			    "authority[%zu]: \"%s\" is no rank here", i,
			    r->rank);
	}
	return 0;
}

static int
check_keys(const struct policy *p, struct why *w)
{
	if (p->algorithms == 0)
		return why_set(w, WHY_POLICY, "keys: no algorithm");
	if (p->rsa_bits < 2048)
		return why_set(w, WHY_POLICY,
		    "keys: rsa_bits is below what signature.txt allows");
	return 0;
}

static int
check_escrow(const struct policy *p, struct why *w)
{
	for (size_t i = 0; i < p->n_escrow; i++) {
		if (!card_agency_ok(p->escrow[i]))
			return why_set(w, WHY_POLICY,
			    "escrow[%zu] is no agency", i);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(p->escrow[i], p->escrow[j]) == 0)
				return why_set(w, WHY_POLICY,
				    "escrow[%zu] stands twice", i);
		}
	}
	return 0;
}

int
policy_check(const struct policy *p, struct why *w)
{
	for (size_t i = 0; i < p->n_categories; i++) {
		if (p->categories[i].days == 0)
			return why_set(w, WHY_POLICY,
			    "retention[%zu]: days is out of range", i);
	}
	if (check_texts(p, w) != 0 || check_needs(p, w) != 0 ||
	    check_words(p->categories, p->n_categories, sizeof p->categories[0],
		"retention", w) != 0 ||
	    check_words(p->ranks, p->n_ranks, sizeof p->ranks[0], "ranks", w) !=
		0 ||
	    check_rows(p, w) != 0 ||
	    check_words(p->weak, p->n_weak, sizeof p->weak[0], "weak_reasons",
		w) != 0 ||
	    check_keys(p, w) != 0 || check_escrow(p, w) != 0)
		return -1;
	return check_words(p->findings, p->n_findings, sizeof p->findings[0],
	    "findings", w);
}

/* --- another one --- */

int
policy_follows(const struct policy *held, const struct bytes *text,
    const struct policy *fresh, const struct bytes *fresh_text, struct why *w)
{
	const struct lineage_step step = {
		.held = &held->line,
		.held_text = text,
		.fresh = &fresh->line,
		.fresh_text = fresh_text,
		.kind = &policy_kind,
	};

	if (lineage_older(&step, w) != 0)
		return -1;
	if (held->line.version > 0 &&
	    strcmp(held->line.issuer.agency, fresh->line.issuer.agency) != 0)
		return why_set(w, WHY_POLICY_ISSUER,
		    "agency %s issued it, where the policy that is held is one "
		    "of %s",
		    fresh->line.issuer.agency, held->line.issuer.agency);
	return lineage_newer(&step, w);
}
