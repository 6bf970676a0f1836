#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys/policy.h"

struct telling {
	int (*each)(void *self, const struct policy_line *line);
	void *self;
	struct policy_line line;
	int said;
};

static void tell(struct telling *t, const char *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* One line, whose key is formatted. */
static void
tell(struct telling *t, const char *value, const char *format, ...)
{
	va_list args;

	if (t->said != 0)
		return;
	va_start(args, format);
	(void)vsnprintf(t->line.key, sizeof t->line.key, format, args);
	va_end(args);
	if (value != t->line.value)
		(void)snprintf(t->line.value, sizeof t->line.value, "%s",
		    value);
	t->said = t->each(t->self, &t->line);
}

static void
tell_number(struct telling *t, const char *list, const char *item, uint64_t n)
{
	(void)snprintf(t->line.value, sizeof t->line.value, "%" PRIu64, n);
	tell(t, t->line.value, "%s.%s", list, item);
}

static void
add_word(struct telling *t, const char *word)
{
	size_t at = strlen(t->line.value);

	(void)snprintf(t->line.value + at, sizeof t->line.value - at, "%s%s",
	    at == 0 ? "" : ",", word);
}

static void
tell_words(struct telling *t, const char *key,
    const char (*words)[POLICY_WORD_BYTES], size_t n)
{
	t->line.value[0] = '\0';
	for (size_t i = 0; i < n; i++)
		add_word(t, words[i]);
	tell(t, t->line.value, "%s", key);
}

static void
tell_rules(struct telling *t, const struct policy *p)
{
	for (size_t i = 0; i < p->n_needs; i++) {
		const struct quorum_need *n = &p->needs[i];

		(void)snprintf(t->line.value, sizeof t->line.value, "%u",
		    n->count);
		tell(t, t->line.value, "signatures.%s.%s",
		    quorum_statement_name(n->statement),
		    directory_role_name(n->role));
	}
	for (size_t i = 0; i < p->n_categories; i++)
		tell_number(t, "retention", p->categories[i].category,
		    p->categories[i].days);
	tell(t, policy_past_name(p->past), "past_retention");
	tell_words(t, "ranks", p->ranks, p->n_ranks);
	for (size_t i = 0; i < p->n_rows; i++)
		tell(t, p->rows[i].rank[0] == '\0' ? "nobody" : p->rows[i].rank,
		    "authority.%s.over.%" PRIu32, p->rows[i].category,
		    p->rows[i].over_days);
}

static void
tell_request(struct telling *t, const struct policy *p)
{
	t->line.value[0] = '\0';
	for (enum policy_field f = 0; f < POLICY_FIELDS; f++) {
		if ((p->mandatory >> f & 1) != 0)
			add_word(t, policy_field_name(f));
	}
	tell(t, t->line.value, "mandatory");
	tell_words(t, "weak_reasons", p->weak, p->n_weak);
}

static void
tell_keys(struct telling *t, const struct policy *p)
{
	t->line.value[0] = '\0';
	for (unsigned bit = 1; bit <= POLICY_RSA; bit <<= 1) {
		if ((p->algorithms & bit) != 0)
			add_word(t, policy_algorithm_name(bit));
	}
	tell(t, t->line.value, "keys.algorithms");
	tell_number(t, "keys", "rsa_bits", p->rsa_bits);
}

int
policy_each(const struct policy *p,
    int (*each)(void *self, const struct policy_line *line), void *self)
{
	struct telling t = { .each = each, .self = self };

	tell(&t, p->name, "name");
	tell(&t, p->source, "source");
	tell(&t, p->source_date, "source_date");
	tell(&t, p->verified_by, "verified_by");
	tell_rules(&t, p);
	tell_request(&t, p);
	tell_keys(&t, p);
	for (size_t i = 0; i < p->n_findings; i++)
		tell(&t, policy_then_name(p->findings[i].then), "findings.%s",
		    p->findings[i].finding);
	tell(&t, p->tombstones ? "on" : "off", "tombstones");
	t.line.value[0] = '\0';
	for (size_t i = 0; i < p->n_escrow; i++)
		add_word(&t, p->escrow[i]);
	tell(&t, t.line.value, "escrow");
	return t.said;
}

/* --- what differs --- */

struct lines {
	struct policy_line *all;
	size_t n;
	struct why *w;
};

static int
keep(void *self, const struct policy_line *line)
{
	struct lines *l = self;
	struct policy_line *all = reallocarray(l->all, l->n + 1, sizeof *all);

	if (all == NULL)
		return why_memory(l->w);
	l->all = all;
	l->all[l->n++] = *line;
	return 0;
}

static const struct policy_line *
find(const struct lines *l, const char *key)
{
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->all[i].key, key) == 0)
			return &l->all[i];
	}
	return NULL;
}

/* Lines of one that differ from, or are not in, the other. */
static int
compare(const struct lines *before, const struct lines *after,
    int (*each)(void *self, const struct policy_change *change), void *self)
{
	int said = 0;

	for (size_t i = 0; i < before->n && said == 0; i++) {
		const struct policy_line *was = &before->all[i];
		const struct policy_line *is = find(after, was->key);
		struct policy_change c = { was->key, was->value,
			is == NULL ? "" : is->value };

		if (is == NULL || strcmp(was->value, is->value) != 0)
			said = each(self, &c);
	}
	for (size_t i = 0; i < after->n && said == 0; i++) {
		struct policy_change c = { after->all[i].key, "",
			after->all[i].value };

		if (find(before, c.what) == NULL)
			said = each(self, &c);
	}
	return said;
}

int
policy_diff(const struct policy *before, const struct policy *after,
    int (*each)(void *self, const struct policy_change *change), void *self,
    struct why *w)
{
	struct lines was = { .w = w };
	struct lines is = { .w = w };
	int rc = -1;

	if (policy_each(before, keep, &was) == 0 &&
	    policy_each(after, keep, &is) == 0)
		rc = compare(&was, &is, each, self);
	free(was.all);
	free(is.all);
	return rc;
}
