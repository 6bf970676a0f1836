#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/quality.h"
#include "keys/policy.h"
#include "tool/flow/pack_inside.h"

#define DAY_S 86400

/* What an order that travels with data is for, it says itself. */
static struct policy_request
request_of(const struct pack_state *p)
{
	const struct pack_options *o = p->options;

	return (struct policy_request){
		.fields = {
			[POLICY_PURPOSE] = p->contents.purpose,
			[POLICY_REFERENCE] = p->contents.reference,
			[POLICY_REQUESTER] = o->requester,
			[POLICY_AUTHORISER] = o->authoriser,
			[POLICY_RANK] = o->rank,
			[POLICY_NUMBER] = o->number,
			[POLICY_AUTHORISED_AT] =
			    o->authorised_s == DIRECTORY_NEVER ? "" : "given",
			[POLICY_CATEGORY] = o->category,
		},
		.authorised_s = o->authorised_s,
	};
}

static int
keep(char *out, size_t size, const char *text, const char *what, struct why *w)
{
	if (strlen(text) >= size)
		return why_set(w, WHY_USAGE, "%s is longer than %zu bytes",
		    what, size - 1);
	memcpy(out, text, strlen(text) + 1);
	return 0;
}

static int
describe(struct pack_state *p, struct why *w)
{
	const struct pack_options *o = p->options;
	struct contents_authority *a = &p->contents.authority;

	_Static_assert(sizeof a->policy == POLICY_REFER_BYTES, "one form");
	policy_refer(&p->store->policy, a->policy);
	if (o->authorised_s != DIRECTORY_NEVER)
		a->authorised_s = o->authorised_s;
	if (keep(a->requester, sizeof a->requester, o->requester, "--requester",
		w) != 0 ||
	    keep(a->authoriser, sizeof a->authoriser, o->authoriser,
		"--authoriser", w) != 0 ||
	    keep(a->rank, sizeof a->rank, o->rank, "--authoriser-rank", w) !=
		0 ||
	    keep(a->number, sizeof a->number, o->number, "--authority", w) !=
		0 ||
	    keep(a->category, sizeof a->category, o->category, "--category",
		w) != 0)
		return -1;
	/* a text that no contents may hold is told now, not at their end */
	return contents_check(&p->contents, w);
}

int
pack_rules_request(struct pack_state *p, struct why *w)
{
	const struct policy_request request = request_of(p);

	/* an order alone hands nothing over: it needs no request */
	if ((p->options->order == NULL || p->options->n_paths > 0) &&
	    policy_check_request(&p->store->policy, &request, time(NULL), w) !=
		0)
		return -1;
	return describe(p, w);
}

/* Whole seconds, as they count on, also before 1970. */
static int64_t
seconds(int64_t time_ms)
{
	return time_ms / 1000 - (time_ms % 1000 < 0);
}

void
pack_rules_retention(const struct pack_state *p, struct selection *s)
{
	const struct policy *policy = &p->store->policy;
	const struct policy_category *category =
	    policy_find_category(policy, p->options->category);

	if (policy->line.version == 0 || policy->past != POLICY_DROP ||
	    category == NULL)
		return;
	s->asked[MINIMISED_RETENTION] = true;
	s->kept_ms =
	    (p->seal.created_s - (int64_t)category->days * DAY_S + 1) * 1000;
}

int
pack_rules_reads(struct pack_state *p, struct why *w)
{
	const struct policy_request request = request_of(p);
	const struct pack_input *in = &p->input;
	struct contents_captured *t = &p->contents.captured;
	const struct policy_category *category;
	const struct policy *policy = &p->store->policy;

	if (in->oldest_ms > in->newest_ms)
		return 0;
	if (policy_check_reads(policy, &request, in->oldest_ms,
		p->seal.created_s, w) != 0)
		return -1;
	*t = (struct contents_captured){ .known = true,
		.oldest_s = seconds(in->oldest_ms),
		.newest_s = seconds(in->newest_ms) };
	category = policy_find_category(policy, p->options->category);
	if (category != NULL)
		t->expires_s = t->oldest_s + (int64_t)category->days * DAY_S;
	return 0;
}

static int
refuse(const struct policy *policy, enum quality_finding i,
    const struct quality_found *f, struct why *w)
{
	char place[64] = "";

	if (f->n > 0)
		snprintf(place, sizeof place,
		    ", first in line %llu of read file %lu",
		    (unsigned long long)f->first[0].line,
		    (unsigned long)f->first[0].file);
	return why_set(w, WHY_QUALITY,
	    "policy %s version %llu, 8: %s is refused: %llu %s%s", policy->name,
	    (unsigned long long)policy->line.version, quality_finding_name(i),
	    (unsigned long long)f->count, quality_finding_text(i), place);
}

int
pack_rules_no_quality(const struct pack_state *p, struct why *w)
{
	const struct policy *policy = &p->store->policy;

	for (enum quality_finding i = 0; i < QUALITY_FINDINGS; i++)
		if (policy_finding(policy, quality_finding_name(i)) ==
		    POLICY_THEN_REFUSE)
			return why_set(w, WHY_QUALITY,
			    "policy %s version %llu, 8: %s is refused, so "
			    "the quality pass cannot be left out",
			    policy->name,
			    (unsigned long long)policy->line.version,
			    quality_finding_name(i));
	return 0;
}

int
pack_rules_quality(struct pack_state *p, struct why *w)
{
	const struct policy *policy = &p->store->policy;
	struct quality *q = &p->result->quality;

	if (p->quality == NULL || p->input.n_read_files == 0)
		return 0;
	if (quality_sum_end(p->quality, q, w) != 0)
		return -1;
	for (enum quality_finding i = 0; i < QUALITY_FINDINGS; i++)
		if (q->found[i].count > 0 &&
		    policy_finding(policy, quality_finding_name(i)) ==
			POLICY_THEN_REFUSE)
			return refuse(policy, i, &q->found[i], w);
	return quality_write(q, &p->contents.quality, w);
}
