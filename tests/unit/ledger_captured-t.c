#include "tool/store/ledger.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const uint8_t id_a[SEAL_ID_BYTES] = "bundle a";
static const uint8_t id_b[SEAL_ID_BYTES] = "bundle b";

static int
note(void *self, int64_t day_s, uint64_t reads, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%lld:%llu ",
	    (long long)day_s / 86400, (unsigned long long)reads);
	return 0;
}

static void
is(struct ledger *l, const uint8_t *id, const char *want, const char *rule)
{
	char text[256] = "";
	struct why w = { 0 };

	ledger_captured_each(l, id, note, text, &w);
	tap_text(text, want, "%s %s", rule, w.text);
}

/* So many more, or fewer, of two days. */
static int
change(struct ledger *l, const uint8_t *id, int64_t third, int64_t last)
{
	struct reads_days d;
	struct why w = { 0 };
	int rc;

	if (reads_days_open(&d, &w) != 0)
		return -1;
	d.count[3] = (uint64_t)third;
	d.count[READS_DAYS - 1] = (uint64_t)last;
	rc = ledger_captured_add(l, id, &d, &w);
	reads_days_close(&d);
	return rc;
}

static void
days_come_and_go(void)
{
	struct ledger l;
	struct why w = { 0 };

	if (!opens(&l, "l.db", &w))
		return;
	is(&l, id_a, "", "there are none at first");
	tap_number(change(&l, id_a, 5, 2), 0, "reads of two days");
	change(&l, id_b, 1, 0);
	is(&l, id_a, "3:5 65535:2 ", "are there, in order");
	is(&l, id_b, "3:1 ", "each bundle by itself");
	tap_number(change(&l, id_a, -4, -2), 0, "some go");
	is(&l, id_a, "3:1 ", "a day without reads is gone too");
	change(&l, id_a, 2, -1);
	is(&l, id_a, "3:3 ", "others come; of a day of none, none goes");
	change(&l, id_a, -7, 0);
	is(&l, id_a, "", "more than there are is all");
	change(&l, id_a, 1, 1);
	tap_number(ledger_bundle_strip(&l, id_a, &w), 0, "a bundle goes whole");
	is(&l, id_a, "", "and its days with it");
	is(&l, id_b, "3:1 ", "others stay");
	ledger_close(&l);
	sql("l.db",
	    "PRAGMA ignore_check_constraints = 1;"
	    "UPDATE captured SET day = 65536");
	opens(&l, "l.db", &w);
	tap_number(ledger_captured_each(&l, id_b, note, (char[256]){ "" }, &w),
	    -1, "a day that cannot be is refused");
	tap_number(w.reason, WHY_STORE, "as a fault of the store");
	ledger_close(&l);
}

int
main(void)
{
	if (!file_begin(true))
		return 1;
	days_come_and_go();
	return file_end();
}
