#ifndef TESTS_UNIT_POLICIES_H
#define TESTS_UNIT_POLICIES_H

/** Policies for tests: the example of policy.txt, and those that follow it. */

#include <stdlib.h>

#include "keys/policy.h"
#include "tests/unit/spec.h"

/** The example of policy.txt. */
static inline struct bytes
policies_example(void)
{
	struct bytes text = { 0 };

	spec_example("formats/policy.txt", "13", &text);
	return text;
}

static inline void
policies_begin(struct policy *p)
{
	struct bytes text = policies_example();
	struct why w = { 0 };

	if (policy_parse(p, text.data, text.len, &w) != 0)
		abort();
	bytes_clear(&text);
}

static inline struct bytes
policies_text(const struct policy *p)
{
	struct bytes text = { 0 };
	struct why w = { 0 };

	if (policy_write(p, false, &text, &w) != 0)
		abort();
	return text;
}

/** The version behind p, a second later. */
static inline struct policy
policies_next(const struct policy *p)
{
	struct bytes text = policies_text(p);
	struct policy out = *p;
	struct why w = { 0 };

	out.line.earlier = lineage_next(&p->line, &text, &w);
	if (out.line.earlier == NULL)
		abort();
	out.line.version++;
	out.line.issued_s++;
	bytes_clear(&text);
	return out;
}

#endif
