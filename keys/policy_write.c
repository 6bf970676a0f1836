#include "formats/text.h"
#include "keys/policy.h"

static void
write_needs(const struct policy *p, struct text_out *o)
{
	text_out_open(o, "signatures", '[');
	for (size_t i = 0; i < p->n_needs; i++) {
		const struct quorum_need *n = &p->needs[i];

		text_out_open(o, NULL, '{');
		text_out_string(o, "statement",
		    quorum_statement_name(n->statement));
		text_out_string(o, "role", directory_role_name(n->role));
		text_out_number(o, "count", n->count);
		text_out_close(o);
	}
	text_out_close(o);
}

static void
write_retention(const struct policy *p, struct text_out *o)
{
	text_out_open(o, "retention", '[');
	for (size_t i = 0; i < p->n_categories; i++) {
		text_out_open(o, NULL, '{');
		text_out_string(o, "category", p->categories[i].category);
		text_out_number(o, "days", p->categories[i].days);
		text_out_close(o);
	}
	text_out_close(o);
	text_out_string(o, "past_retention", policy_past_name(p->past));
}

static void
write_words(struct text_out *o, const char *key,
    const char (*words)[POLICY_WORD_BYTES], size_t n)
{
	text_out_open(o, key, '[');
	for (size_t i = 0; i < n; i++)
		text_out_string(o, NULL, words[i]);
	text_out_close(o);
}

static void
write_authority(const struct policy *p, struct text_out *o)
{
	write_words(o, "ranks", p->ranks, p->n_ranks);
	text_out_open(o, "authority", '[');
	for (size_t i = 0; i < p->n_rows; i++) {
		text_out_open(o, NULL, '{');
		text_out_string(o, "category", p->rows[i].category);
		text_out_number(o, "over_days", p->rows[i].over_days);
		text_out_string(o, "rank", p->rows[i].rank);
		text_out_close(o);
	}
	text_out_close(o);
}

static void
write_request(const struct policy *p, struct text_out *o)
{
	text_out_open(o, "mandatory", '[');
	for (enum policy_field f = 0; f < POLICY_FIELDS; f++) {
		if ((p->mandatory >> f & 1) != 0)
			text_out_string(o, NULL, policy_field_name(f));
	}
	text_out_close(o);
	write_words(o, "weak_reasons", p->weak, p->n_weak);
}

static void
write_rest(const struct policy *p, struct text_out *o)
{
	text_out_open(o, "keys", '{');
	text_out_open(o, "algorithms", '[');
	for (unsigned bit = 1; bit <= POLICY_RSA; bit <<= 1) {
		if ((p->algorithms & bit) != 0)
			text_out_string(o, NULL, policy_algorithm_name(bit));
	}
	text_out_close(o);
	text_out_number(o, "rsa_bits", p->rsa_bits);
	text_out_close(o);
	text_out_open(o, "findings", '[');
	for (size_t i = 0; i < p->n_findings; i++) {
		text_out_open(o, NULL, '{');
		text_out_string(o, "finding", p->findings[i].finding);
		text_out_string(o, "then",
		    policy_then_name(p->findings[i].then));
		text_out_close(o);
	}
	text_out_close(o);
	text_out_string(o, "tombstones", p->tombstones ? "on" : "off");
	if (p->n_escrow == 0)
		return;
	text_out_open(o, "escrow", '[');
	for (size_t i = 0; i < p->n_escrow; i++)
		text_out_string(o, NULL, p->escrow[i]);
	text_out_close(o);
}

int
policy_write(const struct policy *p, bool draft, struct bytes *out,
    struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", draft ? POLICY_DRAFT : POLICY_FORMAT);
	if (!draft)
		lineage_write(&o, &p->line);
	text_out_string(&o, "name", p->name);
	text_out_string(&o, "source", p->source);
	text_out_string(&o, "source_date", p->source_date);
	text_out_string(&o, "verified_by", p->verified_by);
	write_needs(p, &o);
	write_retention(p, &o);
	write_authority(p, &o);
	write_request(p, &o);
	write_rest(p, &o);
	text_out_close(&o);
	return text_out_end(&o, w);
}
