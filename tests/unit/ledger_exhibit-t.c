#include "tool/store/ledger_exhibit.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tool/flow/reach.h"

static const uint8_t id_a[SEAL_ID_BYTES] = "bundle a";
static const uint8_t id_b[SEAL_ID_BYTES] = "bundle b";
static struct ledger l;

static int
put(const char *reference, const uint8_t *bundle, int64_t made_s)
{
	struct ledger_exhibit e = { .made_s = made_s, .reads = 3, .files = 2 };
	struct why w = { 0 };

	memcpy(e.id, reference, strlen(reference));
	(void)snprintf(e.reference, sizeof e.reference, "%s", reference);
	memcpy(e.bundle, bundle, sizeof e.bundle);
	memset(e.digest, 7, sizeof e.digest);
	return ledger_exhibit_put(&l, &e, &w);
}

static int
note(void *self, const struct ledger_exhibit *e, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 128 - len, "%s ", e->reference);
	return 0;
}

static void
listed(const uint8_t *bundle, const char *want, const char *rule)
{
	struct why w = { 0 };
	char text[128] = "";

	if (ledger_exhibit_each(&l, bundle, note, text, &w) != 0)
		tap_ok(false, "%s: %s", rule, w.text);
	tap_text(text, want, "%s", rule);
}

static void
exhibits_are_kept(void)
{
	struct ledger_exhibit e;
	struct why w = { 0 };
	bool found = true;

	tap_ok(ledger_exhibit_find(&l, "AB/1", &e, &found, &w) == 0 && !found,
	    "there is none at first");
	tap_number(put("AB/2", id_a, 20), 0, "one is made");
	tap_number(put("AB/1", id_a, 20), 0, "another at that time");
	tap_number(put("CD/1", id_b, 10), 0, "one of another bundle");
	tap_number(put("AB/1", id_b, 30), -1, "a reference is used once");
	tap_ok(ledger_exhibit_find(&l, "AB/1", &e, &found, &w) == 0 && found,
	    "one is found by its reference");
	tap_ok(memcmp(e.bundle, id_a, sizeof e.bundle) == 0 && e.reads == 3 &&
		e.files == 2 && e.made_s == 20 && e.digest[63] == 7,
	    "as it was put");
	listed(NULL, "CD/1 AB/1 AB/2 ", "all, the first made first");
	listed(id_a, "AB/1 AB/2 ", "those of a bundle");
	listed((const uint8_t *)"none of that id", "", "of none");
}

static void
what_was_shown(void)
{
	struct reach_shown shown = { 0 };
	struct why w = { 0 };

	tap_ok(reach_shown_add(&shown, &l, id_b, &w) == 0 &&
		reach_shown_add(&shown, &l, id_a, &w) == 0,
	    "exhibits of two bundles are gathered");
	tap_number((long long)shown.n, 3, "all of them");
	tap_text(shown.all[2].reference, "AB/2", "in the order of the bundles");
	reach_shown_clear(&shown);
	tap_ok(shown.n == 0 && shown.all == NULL, "and are given back");
}

static void
damage_is_told(void)
{
	struct ledger_exhibit e;
	struct why w = { 0 };
	bool found;

	ledger_close(&l);
	sql("l.db", "UPDATE exhibit SET reads = -1 WHERE reference = 'AB/1'");
	if (!opens(&l, "l.db", &w))
		return;
	tap_number(ledger_exhibit_find(&l, "AB/1", &e, &found, &w), -1,
	    "a number that cannot be is refused");
	tap_number(w.reason, WHY_STORE, "as a damaged ledger");
}

int
main(void)
{
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&l, "l.db", &w))
		tap_ok(false, "a ledger is there");
	exhibits_are_kept();
	what_was_shown();
	damage_is_told();
	ledger_close(&l);
	return file_end();
}
