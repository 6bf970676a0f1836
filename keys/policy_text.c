#include <stdio.h>
#include <string.h>

#include "formats/text.h"
#include "keys/policy.h"

/* A fault of JSON has its place already. */
static int
place(struct why *w, const char *list, size_t i)
{
	return w->reason == WHY_JSON ? -1 : why_in(w, "%s[%zu]", list, i);
}

/* Which of the words that name gives, up to NULL; they are numbered from 0. */
static int
take_word(struct text_object *o, const char *key, const char *(*name)(unsigned),
    unsigned *out, struct why *w)
{
	const char *text;

	if (text_string(o, key, POLICY_WORD_BYTES - 1, &text, w) != 0)
		return -1;
	for (*out = 0; name(*out) != NULL; ++*out) {
		if (strcmp(name(*out), text) == 0)
			return 0;
	}
	return why_set(w, WHY_POLICY, "\"%s\" is no %s", text, key);
}

static const char *
nth_statement(unsigned n)
{
	return quorum_statement_name(n);
}

static const char *
nth_role(unsigned n)
{
	return n < 31 ? directory_role_name(1U << n) : NULL;
}

static const char *
nth_past(unsigned n)
{
	return policy_past_name(n);
}

static const char *
nth_field(unsigned n)
{
	return policy_field_name(n);
}

static const char *
nth_then(unsigned n)
{
	return policy_then_name(n);
}

static const char *
nth_algorithm(unsigned n)
{
	return policy_algorithm_name(1U << n);
}

static const char *
nth_switch(unsigned n)
{
	static const char *const words[] = { "off", "on", NULL };

	return words[n];
}

static int
take_count(struct text_object *o, const char *key, uint64_t max, uint32_t *out,
    struct why *w)
{
	uint64_t n;

	if (text_number(o, key, max, &n, w) != 0)
		return -1;
	*out = (uint32_t)n;
	return 0;
}

static int
take_need(struct text_object o, struct quorum_need *n, struct why *w)
{
	unsigned statement;
	unsigned role;

	if (take_word(&o, "statement", nth_statement, &statement, w) != 0 ||
	    take_word(&o, "role", nth_role, &role, w) != 0 ||
	    take_count(&o, "count", POLICY_COUNT_MAX, &n->count, w) != 0)
		return -1;
	n->statement = (enum quorum_statement)statement;
	n->role = (enum directory_role)(1U << role);
	return text_end(&o, w);
}

static int
take_needs(struct policy *p, struct text_object *o, struct why *w)
{
	struct text_array list;

	if (text_array(o, "signatures", POLICY_NEEDS, &list, w) != 0)
		return -1;
	p->n_needs = list.n;
	for (size_t i = 0; i < list.n; i++) {
		if (take_need(text_at(&list, i), &p->needs[i], w) != 0)
			return place(w, "signatures", i);
	}
	return 0;
}

static int
take_retention(struct policy *p, struct text_object *o, struct why *w)
{
	struct text_array list;
	unsigned past;

	if (text_array(o, "retention", POLICY_CATEGORIES, &list, w) != 0)
		return -1;
	p->n_categories = list.n;
	for (size_t i = 0; i < list.n; i++) {
		struct text_object one = text_at(&list, i);
		struct policy_category *c = &p->categories[i];

		if (text_copy(&one, "category", c->category, sizeof c->category,
			w) != 0 ||
		    take_count(&one, "days", POLICY_DAYS_MAX, &c->days, w) !=
			0 ||
		    text_end(&one, w) != 0)
			return -1;
	}
	if (take_word(o, "past_retention", nth_past, &past, w) != 0)
		return -1;
	p->past = (enum policy_past)past;
	return 0;
}

static int
take_rows(struct policy *p, struct text_object *o, struct why *w)
{
	struct text_array list;

	if (text_array(o, "authority", POLICY_ROWS, &list, w) != 0)
		return -1;
	p->n_rows = list.n;
	for (size_t i = 0; i < list.n; i++) {
		struct text_object one = text_at(&list, i);
		struct policy_row *r = &p->rows[i];

		if (text_copy(&one, "category", r->category, sizeof r->category,
			w) != 0 ||
		    take_count(&one, "over_days", POLICY_DAYS_MAX,
			&r->over_days, w) != 0 ||
		    text_copy(&one, "rank", r->rank, sizeof r->rank, w) != 0 ||
		    text_end(&one, w) != 0)
			return -1;
	}
	return 0;
}

/* A list of plain words. */
static int
take_words(struct text_object *o, const char *key, size_t max,
    char (*out)[POLICY_WORD_BYTES], size_t *n, struct why *w)
{
	struct text_array list;
	const char *word;

	if (text_array(o, key, max, &list, w) != 0)
		return -1;
	*n = list.n;
	for (size_t i = 0; i < list.n; i++) {
		if (text_string_at(&list, i, POLICY_WORD_BYTES - 1, &word, w) !=
		    0)
			return -1;
		(void)snprintf(out[i], POLICY_WORD_BYTES, "%s", word);
	}
	return 0;
}

/* A list of known words in their order, as bits. */
static int
take_bits(struct text_object *o, const char *key, const char *(*name)(unsigned),
    unsigned *out, struct why *w)
{
	struct text_array list;
	const char *word;
	unsigned at = 0;

	if (text_array(o, key, 32, &list, w) != 0)
		return -1;
	*out = 0;
	for (size_t i = 0; i < list.n; i++, at++) {
		if (text_string_at(&list, i, POLICY_WORD_BYTES, &word, w) != 0)
			return -1;
		while (name(at) != NULL && strcmp(name(at), word) != 0)
			at++;
		if (name(at) == NULL)
			return why_set(w, WHY_POLICY,
			    "%s: \"%s\" is none of them, or not in order", key,
			    word);
		*out |= 1U << at;
	}
	return 0;
}

static int
take_keys(struct policy *p, struct text_object *o, struct why *w)
{
	struct text_object keys;

	if (text_child(o, "keys", &keys, w) != 0 ||
	    take_bits(&keys, "algorithms", nth_algorithm, &p->algorithms, w) !=
		0 ||
	    take_count(&keys, "rsa_bits", 16384, &p->rsa_bits, w) != 0)
		return -1;
	return text_end(&keys, w);
}

static int
take_findings(struct policy *p, struct text_object *o, struct why *w)
{
	struct text_array list;
	unsigned then;

	if (text_array(o, "findings", POLICY_FINDINGS, &list, w) != 0)
		return -1;
	p->n_findings = list.n;
	for (size_t i = 0; i < list.n; i++) {
		struct text_object one = text_at(&list, i);
		struct policy_finding *f = &p->findings[i];

		if (text_copy(&one, "finding", f->finding, sizeof f->finding,
			w) != 0 ||
		    take_word(&one, "then", nth_then, &then, w) != 0 ||
		    text_end(&one, w) != 0)
			return place(w, "findings", i);
		f->then = (enum policy_then)then;
	}
	return 0;
}

/* The one key that may be missing. */
static int
take_escrow(struct policy *p, struct text_object *o, struct why *w)
{
	struct text_array list;
	const char *agency;

	if (!text_has(o, "escrow"))
		return 0;
	if (text_array(o, "escrow", POLICY_ESCROW, &list, w) != 0)
		return -1;
	if (list.n == 0)
		return why_set(w, WHY_POLICY, "escrow is empty");
	p->n_escrow = list.n;
	for (size_t i = 0; i < list.n; i++) {
		if (text_string_at(&list, i, CARD_AGENCY_BYTES - 1, &agency,
			w) != 0)
			return -1;
		(void)snprintf(p->escrow[i], sizeof p->escrow[i], "%s", agency);
	}
	return 0;
}

static int
take_sections(struct policy *p, struct text_object *o, struct why *w)
{
	unsigned tombstones;

	if (text_copy(o, "name", p->name, sizeof p->name, w) != 0 ||
	    text_copy(o, "source", p->source, sizeof p->source, w) != 0 ||
	    text_copy(o, "source_date", p->source_date, sizeof p->source_date,
		w) != 0 ||
	    text_copy(o, "verified_by", p->verified_by, sizeof p->verified_by,
		w) != 0 ||
	    take_needs(p, o, w) != 0 || take_retention(p, o, w) != 0 ||
	    take_words(o, "ranks", POLICY_RANKS, p->ranks, &p->n_ranks, w) !=
		0 ||
	    take_rows(p, o, w) != 0 ||
	    take_bits(o, "mandatory", nth_field, &p->mandatory, w) != 0 ||
	    take_words(o, "weak_reasons", POLICY_WEAK, p->weak, &p->n_weak,
		w) != 0 ||
	    take_keys(p, o, w) != 0 || take_findings(p, o, w) != 0 ||
	    take_word(o, "tombstones", nth_switch, &tombstones, w) != 0 ||
	    take_escrow(p, o, w) != 0)
		return -1;
	p->tombstones = tombstones == 1;
	return 0;
}

static int
take_all(struct policy *p, struct text_object o, bool draft, struct why *w)
{
	const char *want = draft ? POLICY_DRAFT : POLICY_FORMAT;
	const char *format;

	if (text_string(&o, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, want) != 0)
		return why_set(w, WHY_VERSION, "format \"%s\": %s is wanted",
		    format, want);
	if ((!draft && lineage_take(&o, &policy_kind, &p->line, w) != 0) ||
	    take_sections(p, &o, w) != 0 || text_end(&o, w) != 0)
		return -1;
	return policy_check(p, w);
}

/* One form: what was understood, written again. */
static int
check_form(const struct policy *p, const void *data, size_t len, struct why *w)
{
	struct bytes again = { 0 };
	int rc = policy_write(p, false, &again, w);

	if (rc == 0 && (again.len != len || memcmp(again.data, data, len) != 0))
		rc = why_set(w, WHY_POLICY, "is not in the one form");
	bytes_clear(&again);
	return rc;
}

static int
parse(struct policy *p, const void *data, size_t len, bool draft, struct why *w)
{
	struct text text = { 0 };
	int rc;

	*p = (struct policy){ 0 };
	if (len > POLICY_MAX_BYTES)
		return why_set(w, WHY_POLICY, "has more than %zu bytes",
		    POLICY_MAX_BYTES);
	if (text_parse(&text, data, len, w) != 0)
		return -1;
	rc = take_all(p, text_root(&text), draft, w);
	if (rc == 0 && !draft)
		rc = check_form(p, data, len, w);
	if (rc != 0)
		policy_clear(p);
	text_clear(&text);
	return rc;
}

int
policy_parse(struct policy *p, const void *data, size_t len, struct why *w)
{
	return parse(p, data, len, false, w);
}

int
policy_parse_draft(struct policy *p, const void *data, size_t len,
    struct why *w)
{
	return parse(p, data, len, true, w);
}
