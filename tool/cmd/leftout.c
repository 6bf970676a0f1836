#include "tool/cmd/leftout.h"

#include <stdio.h>
#include <string.h>

#include "tool/flow/told.h"

static const struct say_column columns[] = {
	{ "rule", "MINIMISED BY", 14 },
	{ "rows", "ROWS", 12 },
	{ "files", "FILES", 12 },
};

static void
say_rule(struct say *s, const struct minimised *m, enum minimised_rule rule)
{
	say_text(s, "rule", NULL, minimised_name(rule));
	say_number(s, "rows", NULL, m->rule[rule].rows);
	say_number(s, "files", NULL, m->rule[rule].files);
}

void
leftout_say(struct say *s, const struct minimised *m)
{
	say_list_begin(s, "minimised", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (enum minimised_rule i = 0; i < MINIMISED_RULES; i++) {
		if (!m->rule[i].applied)
			continue;
		say_row_begin(s);
		say_rule(s, m, i);
		say_row_end(s);
	}
	say_list_end(s, "nothing was left out before sealing");
}

static const struct say_column source_columns[] = {
	{ "feed", "READS OF FEED", 28 },
	{ "source", "SOURCE", 28 },
	{ "reads", "READS", 12 },
};

static size_t
count_sources(const struct sources *from)
{
	return sources_several(from) ? from->n + (from->others > 0) : 0;
}

static void
say_source(struct say *s, const struct sources *from, size_t i)
{
	bool others = i == from->n;

	say_text(s, "feed", NULL, others ? "" : from->items[i].feed);
	say_text(s, "source", NULL, others ? "" : from->items[i].source);
	say_number(s, "reads", NULL,
	    others ? from->others : from->items[i].reads);
}

void
leftout_say_sources(struct say *s, const struct sources *from)
{
	size_t n = count_sources(from);

	say_list_begin(s, "sources", NULL, source_columns,
	    sizeof source_columns / sizeof source_columns[0]);
	for (size_t i = 0; i < n; i++) {
		say_row_begin(s);
		say_source(s, from, i);
		say_row_end(s);
	}
	say_list_end(s, "no more than one source of reads");
}

/* --- in the ledger --- */

int
leftout_say_row(struct say *s, struct ledger *l, const struct ledger_bundle *b,
    struct why *w)
{
	struct told told;
	char rules[128] = "";

	if (told_get(l, b, &told, w) != 0)
		return -1;
	for (enum minimised_rule i = 0; i < MINIMISED_RULES; i++) {
		size_t at = strlen(rules);

		if (told.minimised.rule[i].applied)
			(void)snprintf(rules + at, sizeof rules - at, "%s%s",
			    at == 0 ? "" : ",", minimised_name(i));
	}
	say_text(s, "left_out", NULL, rules);
	say_number(s, "left_out_reads", NULL, minimised_rows(&told.minimised));
	say_number(s, "left_out_files", NULL, minimised_files(&told.minimised));
	say_number(s, "sources", NULL, count_sources(&told.sources));
	say_flag(s, "quality_stated", NULL, told.stated);
	if (told.stated && !told.forgotten)
		say_number(s, "findings", NULL, told.findings);
	return 0;
}

int
leftout_say_known(struct say *s, struct ledger *l,
    const uint8_t id[SEAL_ID_BYTES], const uint8_t digest[HASH_DIGEST_BYTES],
    struct why *w)
{
	static const enum ledger_direction ways[] = { LEDGER_RECEIVED,
		LEDGER_SENT };
	struct told told;

	for (size_t i = 0; i < 2; i++) {
		struct ledger_bundle b;
		bool found;

		if (ledger_bundle_get(l, id, ways[i], &b, &found, w) != 0)
			return -1;
		if (!found ||
		    memcmp(b.seal_digest, digest, HASH_DIGEST_BYTES) != 0)
			continue;
		if (told_get(l, &b, &told, w) != 0)
			return -1;
		leftout_say(s, &told.minimised);
		leftout_say_sources(s, &told.sources);
		return 0;
	}
	return 0;
}

static const struct say_column rule_columns[] = {
	{ "bundle", "BUNDLE", 32 },
	{ "rule", "MINIMISED BY", 14 },
	{ "rows", "ROWS", 12 },
	{ "files", "FILES", 12 },
};

static const struct say_column from_columns[] = {
	{ "bundle", "BUNDLE", 32 },
	{ "feed", "READS OF FEED", 14 },
	{ "source", "SOURCE", 14 },
	{ "reads", "READS", 12 },
};

struct listing {
	struct say *say;
	struct ledger *ledger;
};

static void
say_which(struct say *s, const struct ledger_bundle *b)
{
	say_row_begin(s);
	say_hex(s, "bundle", NULL, b->id, sizeof b->id);
	say_text(s, "direction", NULL,
	    b->direction == LEDGER_SENT ? "sent" : "received");
}

static int
say_rules(void *self, const struct ledger_bundle *b, struct why *w)
{
	const struct listing *l = self;
	struct told told;

	if (told_get(l->ledger, b, &told, w) != 0)
		return -1;
	for (enum minimised_rule i = 0; i < MINIMISED_RULES; i++) {
		if (!told.minimised.rule[i].applied)
			continue;
		say_which(l->say, b);
		say_rule(l->say, &told.minimised, i);
		say_row_end(l->say);
	}
	return 0;
}

static int
say_sources(void *self, const struct ledger_bundle *b, struct why *w)
{
	const struct listing *l = self;
	struct told told;

	if (told_get(l->ledger, b, &told, w) != 0)
		return -1;
	for (size_t i = 0; i < count_sources(&told.sources); i++) {
		say_which(l->say, b);
		say_source(l->say, &told.sources, i);
		say_row_end(l->say);
	}
	return 0;
}

int
leftout_say_lists(struct say *s, struct ledger *l, struct why *w)
{
	struct listing listing = { s, l };
	int rc;

	say_list_begin(s, "minimised", NULL, rule_columns,
	    sizeof rule_columns / sizeof rule_columns[0]);
	rc = ledger_bundle_each(l, say_rules, &listing, w);
	say_list_end(s, "nothing was left out of any bundle");
	if (rc != 0)
		return -1;
	say_list_begin(s, "sources", NULL, from_columns,
	    sizeof from_columns / sizeof from_columns[0]);
	rc = ledger_bundle_each(l, say_sources, &listing, w);
	say_list_end(s, "no bundle has more than one source of reads");
	return rc;
}
