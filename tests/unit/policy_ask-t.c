#include "keys/policy.h"

#include "tests/tap/tap.h"
#include "tests/unit/policies.h"

#define DAY_S INT64_C(86400)
#define NOW_S (INT64_C(20000) * DAY_S)

static struct policy p; /* the example: version 1 */

static struct policy_request
whole(void)
{
	struct policy_request r = { .authorised_s = DIRECTORY_NEVER };

	for (size_t i = 0; i < POLICY_FIELDS; i++)
		r.fields[i] = "";
	r.fields[POLICY_PURPOSE] = "a robbery";
	r.fields[POLICY_CATEGORY] = "major";
	return r;
}

static void
told(int rc, const struct why *w, enum why_reason reason, const char *want,
    const char *rule)
{
	tap_ok((rc == 0) == (reason == WHY_NONE), "%s", rule);
	tap_text(why_name(w->reason), why_name(reason), "%s: reason", rule);
	tap_text(w->text, want, "%s: and why", rule);
}

static void
request(const struct policy_request *r, enum why_reason reason,
    const char *want, const char *rule)
{
	struct why w = { 0 };
	int rc = policy_check_request(&p, r, NOW_S, &w);

	told(rc, &w, reason, want, rule);
}

static void
test_mandatory(void)
{
	static const char *const names[] = { "purpose", "reference",
		"requester", "authoriser", "rank", "number", "authorised_at",
		"category" };
	const unsigned was = p.mandatory;
	struct policy_request r = whole();
	char want[128];

	request(&r, WHY_NONE, "", "a request that says all");
	for (enum policy_field f = 0; f < POLICY_FIELDS; f++) {
		r = whole();
		p.mandatory = 1U << f;
		r.fields[f] = "";
		(void)snprintf(want, sizeof want,
		    "policy example version 1, 6.1: %s is missing", names[f]);
		request(&r, f == POLICY_PURPOSE ? WHY_PURPOSE : WHY_AUTHORITY,
		    want, names[f]);
		p.mandatory = 0;
		request(&r, WHY_NONE, "", "it is not mandatory");
	}
	p.mandatory = was;
}

static void
test_purpose(void)
{
	static const struct {
		const char *purpose;
		bool weak;
	} rows[] = {
		{ "police", true },
		{ "Police", true },
		{ "TEST.", true },
		{ "  police - test ", false }, /* a hyphen is part of a word */
		{ "police, test!", true },
		{ "police police", true },
		{ "...", false },
		{ "policed", false },
		{ "polic", false },
		{ "police 7", false },
		{ "test of a robbery", false },
		{ "caf\xc3\xa9", false },
		{ "test caf\xc3\xa9", false },
	};
	struct policy_request r = whole();
	char want[128];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		r.fields[POLICY_PURPOSE] = rows[i].purpose;
		want[0] = '\0';
		if (rows[i].weak)
			(void)snprintf(want, sizeof want,
			    "policy example version 1, 6.2: \"%s\" is no "
			    "purpose that says anything",
			    rows[i].purpose);
		request(&r, rows[i].weak ? WHY_PURPOSE : WHY_NONE, want,
		    rows[i].purpose);
	}
}

static void
test_words(void)
{
	struct policy_request r = whole();

	r.fields[POLICY_CATEGORY] = "minor";
	request(&r, WHY_AUTHORITY,
	    "policy example version 1, 4.1: there is no category \"minor\"",
	    "a category that is none");
	r = whole();
	r.fields[POLICY_RANK] = "general";
	request(&r, WHY_AUTHORITY,
	    "policy example version 1, 5.1: there is no rank \"general\"",
	    "a rank that is none");
	r = whole();
	r.authorised_s = NOW_S + SESSION_CLOCK_SLACK_S - 1;
	request(&r, WHY_NONE, "", "a clock that is a little ahead");
	r.authorised_s++;
	request(&r, WHY_AUTHORITY,
	    "it was authorised at a time that is yet to come",
	    "a time that is yet to come");
}

/* Reads of an age in seconds, for a category and a rank. */
static void
reads(int64_t age_s, const char *category, const char *rank,
    enum why_reason reason, const char *want, const char *rule)
{
	struct policy_request r = whole();
	struct why w = { 0 };
	int rc;

	r.fields[POLICY_CATEGORY] = category;
	r.fields[POLICY_RANK] = rank;
	rc = policy_check_reads(&p, &r, (NOW_S - age_s) * 1000, NOW_S, &w);
	told(rc, &w, reason, want, rule);
}

static void
test_authority(void)
{
	reads(90 * DAY_S, "major", "", WHY_NONE, "", "90 days old");
	reads(90 * DAY_S + 1, "major", "", WHY_AUTHORITY,
	    "policy example version 1, 5.2: the oldest read is 90 days old: "
	    "over 90 days category major needs the rank senior-officer, not "
	    "none",
	    "a second more, of no rank");
	reads(200 * DAY_S, "major", "staff", WHY_AUTHORITY,
	    "policy example version 1, 5.2: the oldest read is 200 days old: "
	    "over 90 days category major needs the rank senior-officer, not "
	    "staff",
	    "of too low a rank");
	reads(200 * DAY_S, "major", "senior-officer", WHY_NONE, "",
	    "of the rank");
	reads(90 * DAY_S, "other", "", WHY_NONE, "", "another category");
	reads(91 * DAY_S, "other", "senior-officer", WHY_AUTHORITY,
	    "policy example version 1, 5.2: the oldest read is 91 days old: "
	    "over 90 days nobody may ask for category other",
	    "which nobody may ask for");
	reads(91 * DAY_S, "", "", WHY_NONE, "", "no category, no age");
	reads(-5, "major", "", WHY_NONE, "", "a read of a moment to come");
	/* of several rows the last that the age is over, and higher ranks */
	p.rows[1] = (struct policy_row){ "major", 180, "staff" };
	reads(100 * DAY_S, "major", "staff", WHY_AUTHORITY,
	    "policy example version 1, 5.2: the oldest read is 100 days old: "
	    "over 90 days category major needs the rank senior-officer, not "
	    "staff",
	    "the first of two rows");
	reads(181 * DAY_S, "major", "staff", WHY_NONE, "",
	    "the second of two rows");
	reads(181 * DAY_S, "major", "senior-officer", WHY_NONE, "",
	    "a higher rank than is needed");
	p.rows[1] = (struct policy_row){ "other", 90, "" };
}

static void
test_retention(void)
{
	struct why w = { 0 };

	reads(365 * DAY_S - 1, "major", "senior-officer", WHY_NONE, "",
	    "the last second of its days");
	reads(365 * DAY_S, "major", "senior-officer", WHY_RETENTION,
	    "policy example version 1, 4: the oldest read is 365 days old: "
	    "category major is kept for 365",
	    "the first behind them");
	p.past = POLICY_DROP;
	reads(366 * DAY_S, "other", "", WHY_RETENTION,
	    "policy example version 1, 4: the oldest read is 366 days old: "
	    "category other is kept for 365",
	    "where single ones are dropped, too");
	p.past = POLICY_REFUSE;
	tap_number(policy_check_age(&p, "unknown", 0, NOW_S, &w), 0,
	    "a category that is none has no days");
}

static void
test_keys(void)
{
	static const struct {
		unsigned algorithms;
		struct session_strength key;
		const char *want;
	} rows[] = {
		{ POLICY_ALL_ALGORITHMS, { true, 0 }, "" },
		{ POLICY_ALL_ALGORITHMS, { false, 3072 }, "" },
		{ POLICY_ALL_ALGORITHMS, { true, 3071 },
		    "policy example version 1, 7: it is of RSA with 3071 bits, "
		    "fewer than 3072" },
		{ POLICY_RSA, { false, 4096 }, "" },
		{ POLICY_RSA, { true, 4096 },
		    "policy example version 1, 7: it is of curve25519" },
		{ POLICY_CURVE25519, { true, 0 }, "" },
		{ POLICY_CURVE25519, { true, 4096 },
		    "policy example version 1, 7: it is of RSA" },
	};
	const unsigned was = p.algorithms;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct why w = { 0 };
		int rc;

		p.algorithms = rows[i].algorithms;
		rc = policy_check_key(&p, &rows[i].key, "it", WHY_CARD, &w);
		told(rc, &w, rows[i].want[0] == '\0' ? WHY_NONE : WHY_CARD,
		    rows[i].want, "a key");
	}
	p.algorithms = was;
}

static void
test_none(void)
{
	const struct session_strength weak = { true, 1024 };
	struct policy_request r = whole();
	struct policy none;
	struct why w = { 0 };

	policy_neutral(&none);
	none.mandatory = UINT32_MAX;
	r.fields[POLICY_PURPOSE] = "";
	tap_ok(policy_check_request(&none, &r, NOW_S, &w) == 0 &&
		policy_check_reads(&none, &r, 0, NOW_S, &w) == 0 &&
		policy_check_key(&none, &weak, "it", WHY_CARD, &w) == 0,
	    "no policy demands nothing");
	tap_number(policy_finding(&p, "duplicate-reads"), POLICY_THEN_WARN,
	    "a finding that is listed");
	p.findings[0].then = POLICY_THEN_REFUSE;
	tap_number(policy_finding(&p, "duplicate-reads"), POLICY_THEN_REFUSE,
	    "likewise");
	tap_number(policy_finding(&p, "other"), POLICY_THEN_WARN,
	    "one that is not is a warning");
}

int
main(void)
{
	policies_begin(&p);
	test_mandatory();
	test_purpose();
	test_words();
	test_authority();
	test_retention();
	test_keys();
	test_none();
	policy_clear(&p);
	return tap_done();
}
