#include "tool/cmd/policy.h"

void
policy_say(struct say *s, const struct policy *p)
{
	say_text(s, "name", "Policy",
	    p->line.version == 0 ? "none: nothing is demanded" : p->name);
	say_number(s, "version", "Version", p->line.version);
	if (p->line.version == 0)
		return;
	say_text(s, "issuer", "Issuer", p->line.issuer.agency);
	say_text(s, "issuer_fingerprint", "with key",
	    p->line.issuer.fingerprint);
	say_time(s, "issued", "Issued", p->line.issued_s);
	say_text(s, "source", "Source", p->source);
	say_text(s, "source_date", "of", p->source_date);
	say_text(s, "verified_by", "Verified by", p->verified_by);
	if (p->verified_by[0] == '\0')
		say_note(s, "Nobody has held it against its source.");
}

static int
say_line(void *self, const struct policy_line *line)
{
	struct say *s = self;

	say_row_begin(s);
	say_text(s, "rule", NULL, line->key);
	say_text(s, "value", NULL, line->value);
	say_row_end(s);
	return 0;
}

void
policy_say_rules(struct say *s, const struct policy *p)
{
	static const struct say_column columns[] = {
		{ "rule", "RULE", 36 },
		{ "value", "VALUE", 0 },
	};

	say_list_begin(s, "rules", NULL, columns, 2);
	(void)policy_each(p, say_line, s);
	say_list_end(s, "none");
}

static int
say_change(void *self, const struct policy_change *c)
{
	struct say *s = self;

	say_row_begin(s);
	say_text(s, "rule", NULL, c->what);
	say_text(s, "before", NULL, c->before);
	say_text(s, "after", NULL, c->after);
	say_row_end(s);
	return 0;
}

int
policy_say_changes(struct say *s, const struct policy *before,
    const struct policy *after, struct why *w)
{
	static const struct say_column columns[] = {
		{ "rule", "RULE", 32 },
		{ "before", "BEFORE", 22 },
		{ "after", "AFTER", 0 },
	};
	int rc;

	say_list_begin(s, "changes", NULL, columns, 3);
	rc = policy_diff(before, after, say_change, s, w);
	say_list_end(s, "nothing is changed");
	return rc;
}
