#include "tool/flow/told.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const struct ledger_bundle received = { .id = "a bundle",
	.direction = LEDGER_RECEIVED,
	.reads = 7 };
static const struct ledger_bundle sent = { .id = "a bundle",
	.direction = LEDGER_SENT,
	.reads = 7 };

/* Contents with a rule, and reads of two sources. */
static void
make(struct contents *c)
{
	c->minimised.rule[MINIMISED_VRM] =
	    (struct minimised_count){ true, 4, 0 };
	c->sources = (struct sources){ .n = 2,
		.items = { { "2", "b", 3 }, { "1", "a", 4 } } };
}

static void
test_kept(struct ledger *l, struct contents *c)
{
	struct told told;
	struct why w = { 0 };

	tap_number(told_get(l, &received, &told, &w), 0, "nothing is kept");
	tap_ok(!minimised_any(&told.minimised) && told.sources.n == 0,
	    "and nothing told");
	tap_number(told_put(l, &received, c, &w), 0, "nothing to keep");
	make(c);
	tap_number(told_put(l, &received, c, &w), 0, "something is kept");
	tap_number(told_get(l, &received, &told, &w), 0, "and told");
	tap_ok(told.minimised.rule[MINIMISED_VRM].applied &&
		minimised_rows(&told.minimised) == 4,
	    "the rule, with its rows");
	tap_ok(told.sources.n == 2 &&
		strcmp(told.sources.items[0].feed, "1") == 0 &&
		told.sources.items[1].reads == 3,
	    "the sources, in order");
	tap_text(told.category, "", "no category, as none was given");
	tap_number(told_get(l, &sent, &told, &w), 0, "the same bundle, sent");
	tap_ok(!minimised_any(&told.minimised), "is another");
	tap_number(told_put(l, &received, c, &w), -1, "it is kept once");
}

static void
test_category(struct ledger *l)
{
	struct contents *c = calloc(1, sizeof *c);
	struct told told;
	struct why w = { 0 };

	if (c == NULL)
		return;
	(void)snprintf(c->authority.category, sizeof c->authority.category,
	    "major");
	tap_number(told_put(l, &sent, c, &w), 0, "a category alone is kept");
	tap_number(told_get(l, &sent, &told, &w), 0, "and told");
	tap_text(told.category, "major", "as it was given");
	free(c);
}

/* Sources, a statement of quality and a rule, when reads went since. */
static void
test_forgotten(struct ledger *l)
{
	const struct ledger_bundle b = { .id = "forgetful",
		.direction = LEDGER_RECEIVED,
		.reads = 7 };
	static const char text[] =
	    "{\"sources\":["
	    "{\"feed\":\"1\",\"source\":\"a\",\"reads\":4},"
	    "{\"feed\":\"2\",\"source\":\"b\",\"reads\":3}],"
	    "\"findings\":2,\"category\":\"major\"}";
	struct told told;
	struct why w = { 0 };

	tap_number(
	    ledger_told_put(l, b.id, b.direction, text, sizeof(text) - 1, &w),
	    0, "sources and findings of another bundle");
	tap_ok(told_get(l, &b, &told, &w) == 0 && told.sources.n == 2 &&
		told.stated && told.findings == 2 && !told.forgotten,
	    "are told");
	tap_number(told_forget(l, &b, &w), 0, "reads of it go");
	tap_ok(told_get(l, &b, &told, &w) == 0 && told.forgotten &&
		told.sources.n == 0 && told.findings == 0,
	    "and neither is");
	tap_ok(told.stated && strcmp(told.category, "major") == 0,
	    "but that there was a statement, and the category");
	tap_number(told_forget(l, &b, &w), 0, "and again");
	tap_ok(told_get(l, &b, &told, &w) == 0 && told.forgotten,
	    "changes nothing");
}

static void
test_damaged(struct ledger *l)
{
	struct ledger_bundle fewer = received;
	struct told told;
	struct why w = { 0 };

	fewer.reads = 6;
	tap_number(told_get(l, &fewer, &told, &w), -1,
	    "more reads than the bundle has are refused");
	tap_text(w.text, "ledger: sources: not as many reads as there are",
	    "with a sentence");
	tap_number(w.reason, WHY_STORE, "and its reason");
	why_clear(&w);
	tap_number(sql("l.db", "UPDATE told SET text = x'7b7d20'"), 0,
	    "another text");
	tap_number(told_get(l, &received, &told, &w), 0, "that tells nothing");
	tap_number(sql("l.db", "UPDATE told SET text = x'7b'"), 0,
	    "a text that is none");
	tap_number(told_get(l, &received, &told, &w), -1, "is refused");
	tap_number(w.reason, WHY_STORE, "as a fault of the store");
}

int
main(void)
{
	struct contents *c = calloc(1, sizeof *c);
	struct ledger l = { 0 };
	struct why w = { 0 };

	if (c == NULL || !file_begin(true) ||
	    ledger_open(&l, "l.db", LEDGER_WRITE, &w) != 0)
		return 1;
	test_kept(&l, c);
	test_category(&l);
	test_forgotten(&l);
	test_damaged(&l);
	ledger_close(&l);
	free(c);
	return file_end();
}
