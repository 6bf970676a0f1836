#include "keys/policy.h"

#include "tests/tap/tap.h"
#include "tests/unit/policies.h"

static void
test_example(void)
{
	struct bytes text = policies_example();
	struct bytes again;
	struct policy p;
	struct why w = { 0 };
	char refer[POLICY_REFER_BYTES];

	tap_number(policy_parse(&p, text.data, text.len, &w), 0,
	    "the example of policy.txt is read");
	tap_text(w.text, "", "without a fault");
	again = policies_text(&p);
	tap_ok(again.len == text.len &&
		memcmp(again.data, text.data, text.len) == 0,
	    "and written again as it was");
	tap_text(p.name, "example", "its name");
	tap_text(p.source_date, "2026-01", "the date of its source");
	tap_ok(p.n_needs == 1 && p.needs[0].statement == QUORUM_SEAL &&
		p.needs[0].role == DIRECTORY_APPROVE && p.needs[0].count == 1,
	    "its signatures");
	tap_ok(p.n_categories == 2 && p.categories[0].days == 365,
	    "its categories");
	tap_ok(p.mandatory == (1U << POLICY_PURPOSE | 1U << POLICY_CATEGORY),
	    "its mandatory fields");
	tap_ok(p.algorithms == POLICY_ALL_ALGORITHMS && p.rsa_bits == 3072,
	    "its floor");
	tap_ok(p.tombstones && p.past == POLICY_REFUSE, "its switches");
	policy_refer(&p, refer);
	tap_text(refer, "example/1", "how it is referred to");
	policy_clear(&p);
	tap_ok(p.line.version == 0 && p.line.earlier == NULL, "it is cleared");
	policy_neutral(&p);
	policy_refer(&p, refer);
	tap_text(refer, "", "none is referred to by nothing");
	bytes_clear(&text);
	bytes_clear(&again);
}

/* A draft is the same without its lineage, in any layout. */
static void
test_drafts(void)
{
	struct bytes text = { 0 };
	struct bytes full = policies_example();
	struct policy p;
	struct policy again;
	struct why w = { 0 };

	policies_begin(&p);
	tap_number(policy_write(&p, true, &text, &w), 0, "a draft is written");
	tap_ok(policy_parse_draft(&again, text.data, text.len, &w) == 0 &&
		again.line.version == 0 && again.n_rows == p.n_rows,
	    "and read");
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '\n')
			text.data[i] = ' ';
	}
	tap_number(policy_parse_draft(&again, text.data, text.len, &w), 0,
	    "on one line too");
	tap_ok(policy_parse(&again, text.data, text.len, &w) == -1 &&
		w.reason == WHY_VERSION,
	    "it is no policy");
	why_clear(&w);
	tap_ok(policy_parse_draft(&again, full.data, full.len, &w) == -1 &&
		w.reason == WHY_VERSION,
	    "and a policy is no draft");
	why_clear(&w);
	tap_ok(policy_parse(&again, full.data, POLICY_MAX_BYTES + 1, &w) ==
		    -1 &&
		w.reason == WHY_POLICY,
	    "one that is too long is not looked at");
	policy_clear(&p);
	bytes_clear(&text);
	bytes_clear(&full);
}

static void
follows(const struct policy *held, const struct policy *fresh,
    enum why_reason reason, const char *want, const char *rule)
{
	struct bytes text = { 0 };
	struct bytes fresh_text = policies_text(fresh);
	struct why w = { 0 };
	int rc;

	if (held->line.version > 0)
		text = policies_text(held);
	rc = policy_follows(held, &text, fresh, &fresh_text, &w);
	tap_ok((rc == 0) == (reason == WHY_NONE), "%s", rule);
	tap_text(why_name(w.reason), why_name(reason), "%s: reason", rule);
	tap_text(w.text, want, "%s: and why", rule);
	bytes_clear(&text);
	bytes_clear(&fresh_text);
}

static void
test_follows(void)
{
	struct policy none;
	struct policy v[4];
	struct policy other;

	policy_neutral(&none);
	policies_begin(&v[0]);
	for (size_t i = 1; i < 4; i++)
		v[i] = policies_next(&v[i - 1]);
	follows(&none, &v[0], WHY_NONE, "", "the first of all");
	follows(&none, &v[2], WHY_NONE, "", "a later one as the first here");
	follows(&v[0], &v[1], WHY_NONE, "", "the next one");
	follows(&v[0], &v[3], WHY_NONE, "", "a gap");
	follows(&v[1], &v[1], WHY_USAGE, "version 2 is held already",
	    "the same");
	follows(&v[2], &v[1], WHY_POLICY_ROLLBACK,
	    "version 2 is older than the version 3 that is held",
	    "the one before");
	other = policies_next(&v[0]);
	other.tombstones = false;
	follows(&v[1], &other, WHY_POLICY_FORK,
	    "version 2 does not come from the version 2 that is held: two "
	    "policies go under one number",
	    "the same number, another text");
	follows(&v[2], &other, WHY_POLICY_FORK,
	    "version 2 does not come from the version 3 that is held: two "
	    "policies go under one number",
	    "a lower one of another branch");
	follows(&other, &v[2], WHY_POLICY_FORK,
	    "version 3 does not come from the version 2 that is held: two "
	    "policies go under one number",
	    "a higher one of another branch");
	free(other.line.earlier);
	other = policies_next(&v[1]);
	other.line.issued_s = v[1].line.issued_s - 1;
	follows(&v[1], &other, WHY_POLICY_ROLLBACK,
	    "version 3 was issued before version 2", "one issued before");
	other.line.issued_s = v[1].line.issued_s;
	follows(&v[1], &other, WHY_NONE, "", "one issued in the same second");
	(void)snprintf(other.name, sizeof other.name, "renamed");
	follows(&v[1], &other, WHY_NONE, "", "one with another name");
	(void)snprintf(other.line.issuer.agency, 8, "other");
	follows(&v[1], &other, WHY_POLICY_ISSUER,
	    "agency other issued it, where the policy that is held is one of "
	    "example-a",
	    "one of another agency");
	free(other.line.earlier);
	for (size_t i = 0; i < 4; i++)
		policy_clear(&v[i]);
}

/* The samples are drafts; the neutral one is what the program begins with. */
static void
test_samples(void)
{
	static const char *const names[] = { "samples/policies/neutral.json",
		"samples/policies/uk-nasple-2.4.json" };
	struct bytes neutral = { 0 };
	struct policy p;
	struct why w = { 0 };
	char text[8192];

	policy_neutral(&p);
	policy_write(&p, true, &neutral, &w);
	for (size_t i = 0; i < 2; i++) {
		FILE *in = fopen(names[i], "rb");
		size_t len = in == NULL ? 0 : fread(text, 1, sizeof text, in);

		if (in != NULL)
			(void)fclose(in);
		tap_number(policy_parse_draft(&p, text, len, &w), 0, "%s: %s",
		    names[i], w.text);
		tap_text(p.verified_by, "", "nobody has verified it");
		tap_ok(strstr(p.source, "by the agency") != NULL,
		    "and it says whose that is");
		if (i == 0)
			tap_ok(len == neutral.len &&
				memcmp(text, neutral.data, len) == 0,
			    "it is the neutral one");
	}
	bytes_clear(&neutral);
}

int
main(void)
{
	test_example();
	test_drafts();
	test_follows();
	test_samples();
	return tap_done();
}
