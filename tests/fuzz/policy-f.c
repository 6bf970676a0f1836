/** Policies, and drafts of them. Source: policy.txt, 2. */

#include "keys/policy.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_VERSION, WHY_POLICY,
	WHY_NONE };

static int
differs(void *self, const struct policy_change *change)
{
	(void)self;
	(void)change;
	return 1;
}

static int
count(void *self, const struct policy_line *line)
{
	size_t *n = self;

	fuzz_must(line->key[0] != '\0', "a line has a key");
	++*n;
	return 0;
}

static void
check_draft(const uint8_t *data, size_t size)
{
	struct policy p;
	struct policy again;
	struct bytes text = { 0 };
	struct why w = { 0 };

	if (!fuzz_passed(policy_parse_draft(&p, data, size, &w), &w, refusals))
		return;
	fuzz_must(policy_write(&p, true, &text, &w) == 0 &&
		policy_parse_draft(&again, text.data, text.len, &w) == 0,
	    "a draft that was read can be written and read");
	fuzz_must(policy_diff(&p, &again, differs, NULL, &w) == 0,
	    "and says the same");
	bytes_clear(&text);
}

static void
check_lines(const struct policy *p)
{
	size_t n = 0;

	fuzz_must(policy_each(p, count, &n) == 0 && n >= 11,
	    "each demand has a line");
	fuzz_must(p->algorithms != 0 && p->rsa_bits >= 2048,
	    "the floor is not below that of signatures");
	for (size_t i = 0; i < p->n_rows; i++)
		fuzz_must(policy_find_category(p, p->rows[i].category) != NULL,
		    "a row has a category");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct policy p;
	struct bytes again = { 0 };
	struct why w = { 0 };

	check_draft(data, size);
	if (!fuzz_passed(policy_parse(&p, data, size, &w), &w, refusals)) {
		fuzz_must(p.line.earlier == NULL && p.n_rows == 0,
		    "nothing is left of what was refused");
		return 0;
	}
	fuzz_must(policy_write(&p, false, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, data, size),
	    "a policy has one form");
	check_lines(&p);
	fuzz_must(policy_follows(&p, &again, &p, &again, &w) == -1 &&
		w.reason == WHY_USAGE,
	    "it does not follow itself");
	bytes_clear(&again);
	policy_clear(&p);
	return 0;
}
