#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/text.h"
#include "keys/policy.h"

#define DAY_S 86400

static int refuse(const struct policy *p, struct why *w, enum why_reason reason,
    const char *section, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Each sentence names the rule. */
static int
refuse(const struct policy *p, struct why *w, enum why_reason reason,
    const char *section, const char *format, ...)
{
	char text[POLICY_SENTENCE_BYTES];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return why_set(w, reason, "policy %s version %" PRIu64 ", %s: %s",
	    p->name, p->line.version, section, text);
}

const struct policy_category *
policy_find_category(const struct policy *p, const char *category)
{
	for (size_t i = 0; i < p->n_categories; i++) {
		if (strcmp(p->categories[i].category, category) == 0)
			return &p->categories[i];
	}
	return NULL;
}

/* --- words of a purpose --- */

static bool
in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	    (unsigned char)c > 0x7f;
}

static bool
is_weak(const struct policy *p, const char *word, size_t len)
{
	for (size_t i = 0; i < p->n_weak; i++) {
		const char *weak = p->weak[i];
		size_t at = 0;

		while (at < len && weak[at] != '\0') {
			char c = word[at];

			if (c >= 'A' && c <= 'Z')
				c = (char)(c - 'A' + 'a');
			if (c != weak[at])
				break;
			at++;
		}
		if (at == len && weak[at] == '\0')
			return true;
	}
	return false;
}

/* Has it words, and none that says anything? */
static bool
says_nothing(const struct policy *p, const char *purpose)
{
	size_t words = 0;

	while (*purpose != '\0') {
		size_t len = 0;
		size_t end;

		if (!in_word(*purpose)) {
			purpose++;
			continue;
		}
		while (in_word(purpose[len]))
			len++;
		for (end = len; end > 0 && purpose[end - 1] == '.'; end--)
			;
		if (end > 0 && !is_weak(p, purpose, end))
			return false;
		words += end > 0;
		purpose += len;
	}
	return words > 0;
}

/* --- a request --- */

/* Where a rank stands, from 1; 0 for none. */
static size_t
rank_of(const struct policy *p, const char *rank)
{
	for (size_t i = 0; i < p->n_ranks; i++) {
		if (strcmp(p->ranks[i], rank) == 0)
			return i + 1;
	}
	return 0;
}

static int
check_words(const struct policy *p, const struct policy_request *r,
    struct why *w)
{
	const char *category = r->fields[POLICY_CATEGORY];
	const char *rank = r->fields[POLICY_RANK];

	if (category[0] != '\0' && policy_find_category(p, category) == NULL)
		return refuse(p, w, WHY_AUTHORITY, "4.1",
		    "there is no category \"%s\"", category);
	if (rank[0] != '\0' && rank_of(p, rank) == 0)
		return refuse(p, w, WHY_AUTHORITY, "5.1",
		    "there is no rank \"%s\"", rank);
	return 0;
}

int
policy_check_request(const struct policy *p, const struct policy_request *r,
    int64_t now_s, struct why *w)
{
	/* whoever has no policy has clocks too */
	if (r->authorised_s != DIRECTORY_NEVER &&
	    r->authorised_s >= now_s + SESSION_CLOCK_SLACK_S)
		return why_set(w, WHY_AUTHORITY,
		    "it was authorised at a time that is yet to come");
	if (p->line.version == 0)
		return 0;
	for (enum policy_field f = 0; f < POLICY_FIELDS; f++) {
		if ((p->mandatory >> f & 1) != 0 && r->fields[f][0] == '\0')
			return refuse(p, w,
			    f == POLICY_PURPOSE ? WHY_PURPOSE : WHY_AUTHORITY,
			    "6.1", "%s is missing", policy_field_name(f));
	}
	if (says_nothing(p, r->fields[POLICY_PURPOSE]))
		return refuse(p, w, WHY_PURPOSE, "6.2",
		    "\"%s\" is no purpose that says anything",
		    r->fields[POLICY_PURPOSE]);
	return check_words(p, r, w);
}

/* The last row of a category that an age is over. */
static const struct policy_row *
row_of(const struct policy *p, const char *category, int64_t age_s)
{
	const struct policy_row *found = NULL;

	for (size_t i = 0; i < p->n_rows; i++) {
		if (strcmp(p->rows[i].category, category) == 0 &&
		    age_s > (int64_t)p->rows[i].over_days * DAY_S)
			found = &p->rows[i];
	}
	return found;
}

static int
check_rank(const struct policy *p, const struct policy_request *r,
    int64_t age_s, struct why *w)
{
	const char *category = r->fields[POLICY_CATEGORY];
	const char *rank = r->fields[POLICY_RANK];
	const struct policy_row *row = row_of(p, category, age_s);
	int64_t days = age_s / DAY_S;

	if (row == NULL)
		return 0;
	if (row->rank[0] == '\0')
		return refuse(p, w, WHY_AUTHORITY, "5.2",
		    "the oldest read is %" PRId64 " days old: over %" PRIu32
		    " days nobody may ask for "
		    "category %s",
		    days, row->over_days, category);
	if (rank_of(p, rank) >= rank_of(p, row->rank))
		return 0;
	return refuse(p, w, WHY_AUTHORITY, "5.2",
	    "the oldest read is %" PRId64 " days old: over %" PRIu32
	    " days category %s needs the rank %s, not %s",
	    days, row->over_days, category, row->rank,
	    rank[0] == '\0' ? "none" : rank);
}

int
policy_check_age(const struct policy *p, const char *category, int64_t oldest_s,
    int64_t now_s, struct why *w)
{
	const struct policy_category *c = policy_find_category(p, category);

	if (p->line.version == 0 || c == NULL ||
	    now_s - oldest_s < (int64_t)c->days * DAY_S)
		return 0;
	return refuse(p, w, WHY_RETENTION, "4",
	    "the oldest read is %" PRId64 " days old: category %s is kept for "
	    "%" PRIu32,
	    (now_s - oldest_s) / DAY_S, category, c->days);
}

int
policy_check_reads(const struct policy *p, const struct policy_request *r,
    int64_t oldest_ms, int64_t now_s, struct why *w)
{
	/* a second that began is counted from its beginning */
	int64_t oldest_s = oldest_ms / 1000 - (oldest_ms % 1000 < 0);

	if (p->line.version == 0)
		return 0;
	if (policy_check_age(p, r->fields[POLICY_CATEGORY], oldest_s, now_s,
		w) != 0)
		return -1;
	return check_rank(p, r, now_s - oldest_s, w);
}

/* --- keys --- */

int
policy_check_key(const struct policy *p, const struct session_strength *key,
    const char *whose, enum why_reason reason, struct why *w)
{
	if (p->line.version == 0)
		return 0;
	if (key->curve && (p->algorithms & POLICY_CURVE25519) == 0)
		return refuse(p, w, reason, "7", "%s is of curve25519", whose);
	if (key->rsa_bits == 0)
		return 0;
	if ((p->algorithms & POLICY_RSA) == 0)
		return refuse(p, w, reason, "7", "%s is of RSA", whose);
	if (key->rsa_bits < p->rsa_bits)
		return refuse(p, w, reason, "7",
		    "%s is of RSA with %u bits, fewer than %" PRIu32, whose,
		    key->rsa_bits, p->rsa_bits);
	return 0;
}

enum policy_then
policy_finding(const struct policy *p, const char *finding)
{
	for (size_t i = 0; i < p->n_findings; i++) {
		if (strcmp(p->findings[i].finding, finding) == 0)
			return p->findings[i].then;
	}
	return POLICY_THEN_WARN;
}
