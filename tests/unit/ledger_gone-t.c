#include "tool/store/ledger.h"

#include <sqlite3.h>

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const uint8_t id_a[SEAL_ID_BYTES] = "bundle a";
static const uint8_t id_b[SEAL_ID_BYTES] = "bundle b";

enum {
	MANY = 1000
};

static int
note(void *self, const struct ledger_gone *g, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%u %02x..%02x %llu;", g->index,
	    g->leaf[0], g->leaf[31], (unsigned long long)g->cause);
	return 0;
}

/* All of a segment, as a line. */
static const char *
told(struct ledger *l, const uint8_t *id, uint64_t segment)
{
	static char text[256];
	struct why w = { 0 };

	text[0] = '\0';
	if (ledger_gone_each(l, id, segment, note, text, &w) != 0)
		return why_name(w.reason);
	return text;
}

static int
put(struct ledger *l, uint64_t segment, uint32_t index, uint64_t cause)
{
	struct ledger_gone g = { .index = index, .cause = cause };
	struct why w = { 0 };

	g.leaf[0] = 0xa1;
	g.leaf[31] = (uint8_t)index;
	return ledger_gone_put(l, id_a, segment, &g, 1, &w);
}

static void
one_by_one(void)
{
	struct ledger l;
	struct why w = { 0 };

	if (!opens(&l, "l.db", &w))
		return;
	tap_text(told(&l, id_a, 2), "", "nothing is gone at first");
	tap_number(ledger_gone_put(&l, id_a, 2, NULL, 0, &w), 0, "none is put");
	tap_number(put(&l, 2, 5, 1), 0, "a gone record is put");
	tap_number(put(&l, 2, 5, 1), -1, "and only once");
	tap_number(put(&l, 2, 4, 0), 0, "one before it");
	tap_number(put(&l, 2, 6, LEDGER_CAUSE_TOMBSTONE), 0, "one behind it");
	tap_number(put(&l, 2, 4, 7), -1, "the first only once too");
	tap_number(put(&l, 3, 4, 9), 0, "one of another segment");
	tap_text(told(&l, id_a, 2),
	    "4 a1..04 0;5 a1..05 1;6 a1..06 9223372036854775807;",
	    "those of one segment come by index, with leaf and cause");
	tap_text(told(&l, id_a, 3), "4 a1..04 9;", "each segment has its own");
	tap_text(told(&l, id_b, 2), "", "and each bundle");
	ledger_close(&l);
}

static int
count(void *self, const struct ledger_gone *g, struct why *w)
{
	uint32_t *next = self;

	(void)w;
	*next += g->index == *next && g->cause == g->index % 3;
	return 0;
}

static int
refuse(void *self, const struct ledger_gone *g, struct why *w)
{
	(void)g;
	++*(int *)self;
	return why_set(w, WHY_LIMIT, "no more");
}

static void
many(void)
{
	struct ledger l;
	struct why w = { 0 };
	static struct ledger_gone odd[MANY], even[MANY];
	uint32_t next = 0;
	int seen = 0;

	if (!opens(&l, "l.db", &w))
		return;
	for (uint32_t i = 0; i < MANY; i++) {
		even[i].index = 2 * i;
		even[i].cause = even[i].index % 3;
		odd[i].index = 2 * i + 1;
		odd[i].cause = odd[i].index % 3;
	}
	tap_number(ledger_gone_put(&l, id_b, 0, odd, MANY, &w), 0, "many");
	tap_number(ledger_gone_put(&l, id_b, 0, even, MANY, &w), 0,
	    "and as many between them");
	ledger_gone_each(&l, id_b, 0, count, &next, &w);
	tap_number(next, 2 * MANY, "come in their order");
	tap_number(ledger_gone_each(&l, id_b, 0, refuse, &seen, &w), -1,
	    "whoever looks may stop");
	tap_number(seen, 1, "at once");
	why_clear(&w);
	even[1].index = 0;
	tap_number(ledger_gone_put(&l, id_b, 1, even, 2, &w), -1,
	    "a list must ascend");
	tap_text(w.text, "ledger: record 0 is gone already", "and is told so");
	ledger_close(&l);
}

/* Source: proof.txt, 1.2. */
static void
damaged(void)
{
	static const struct {
		const char *rule;
		const char *sql;
	} lies[] = {
		{ "an empty row", "UPDATE gone SET records = x''" },
		{ "half an entry", "UPDATE gone SET records = zeroblob(66)" },
		{ "a place twice", "UPDATE gone SET records = zeroblob(88)" },
	};
	struct ledger l;
	struct why w = { 0 };

	if (!opens(&l, "l.db", &w))
		return;
	put(&l, 0, 0, 1);
	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		tap_number(sqlite3_exec(l.db, lies[i].sql, NULL, NULL, NULL),
		    SQLITE_OK, "%s", lies[i].rule);
		tap_text(told(&l, id_a, 0), "store", "is a damaged one");
		tap_number(put(&l, 0, 9, 1), -1, "to which none is added");
	}
	ledger_close(&l);
}

int
main(void)
{
	if (!file_begin(true))
		return 1;
	one_by_one();
	many();
	damaged();
	return file_end();
}
