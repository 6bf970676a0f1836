#include "keys/policy.h"

#include "tests/tap/tap.h"
#include "tests/unit/policies.h"

static struct bytes said;

static int
say_line(void *self, const struct policy_line *line)
{
	struct why w = { 0 };

	(void)self;
	return bytes_printf(&said, &w, "%s=%s\n", line->key, line->value);
}

static int
say_change(void *self, const struct policy_change *c)
{
	struct why w = { 0 };

	(void)self;
	return bytes_printf(&said, &w, "%s: %s -> %s\n", c->what, c->before,
	    c->after);
}

static const char *
text_of_said(void)
{
	struct why w = { 0 };

	bytes_add(&said, "", 1, &w);
	return (const char *)said.data;
}

static void
test_lines(void)
{
	struct policy p;

	policies_begin(&p);
	said.len = 0;
	tap_number(policy_each(&p, say_line, NULL), 0, "all lines are told");
	tap_text(text_of_said(),
	    "name=example\nsource=an order of the force\n"
	    "source_date=2026-01\nverified_by=\n"
	    "signatures.seal.approve=1\nretention.major=365\n"
	    "retention.other=365\npast_retention=refuse\n"
	    "ranks=staff,senior-officer\n"
	    "authority.major.over.90=senior-officer\n"
	    "authority.other.over.90=nobody\nmandatory=purpose,category\n"
	    "weak_reasons=police,test\nkeys.algorithms=curve25519,rsa\n"
	    "keys.rsa_bits=3072\nfindings.duplicate-reads=warn\n"
	    "tombstones=on\nescrow=example-c\n",
	    "each with its value");
	policy_clear(&p);
}

static int
stop(void *self, const struct policy_change *c)
{
	(void)self;
	(void)c;
	return 7;
}

static void
test_diff(void)
{
	struct policy a;
	struct policy b;
	struct why w = { 0 };

	policies_begin(&a);
	b = a;
	said.len = 0;
	tap_number(policy_diff(&a, &b, say_change, NULL, &w), 0,
	    "nothing differs");
	tap_text(text_of_said(), "", "and nothing is told");
	b.categories[0].days = 90;
	b.n_categories = 1;
	b.n_rows = 1;
	b.rows[0].over_days = 30;
	b.tombstones = false;
	said.len = 0;
	tap_number(policy_diff(&a, &b, say_change, NULL, &w), 0, "these do");
	tap_text(text_of_said(),
	    "retention.major: 365 -> 90\nretention.other: 365 -> \n"
	    "authority.major.over.90: senior-officer -> \n"
	    "authority.other.over.90: nobody -> \ntombstones: on -> off\n"
	    "authority.major.over.30:  -> senior-officer\n",
	    "what is other, what goes, what comes");
	tap_number(policy_diff(&a, &b, stop, NULL, &w), 7,
	    "who is told can end it");
	policy_clear(&a);
}

int
main(void)
{
	test_lines();
	test_diff();
	bytes_clear(&said);
	return tap_done();
}
