#include "tool/store/ledger.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/ledger_order.h"

static int
note(void *self, const struct ledger_demand *d, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%s %.1s %lld %s%s;", d->agency,
	    (const char *)d->digest, (long long)d->deadline_s, d->reference,
	    d->answered		   ? " answered"
		: !d->waived	   ? ""
		: d->waived_s == 9 ? " waived"
				   : " waived at another time");
	return 0;
}

static const char *
all(struct ledger *l)
{
	static char text[256];
	struct why w = { 0 };

	text[0] = '\0';
	if (ledger_demand_each(l, note, text, &w) != 0)
		return "a fault";
	return text;
}

static int
put(struct ledger *l, const char *digest, const char *agency, int64_t deadline)
{
	struct ledger_demand d = { .deadline_s = deadline, .targets = 3 };
	struct why w = { 0 };

	memcpy(d.digest, digest, strlen(digest));
	(void)snprintf(d.agency, sizeof d.agency, "%s", agency);
	(void)snprintf(d.reference, sizeof d.reference, "R%lld",
	    (long long)deadline);
	return ledger_demand_put(l, &d, &w);
}

static int
keep(void *self, const struct ledger_demand *d, struct why *w)
{
	(void)w;
	if (d->answered)
		*(struct ledger_demand *)self = *d;
	return 0;
}

static void
demands_wait_for_answers(void)
{
	const uint8_t digest[HASH_DIGEST_BYTES] = "a";
	const uint8_t certificate[HASH_DIGEST_BYTES] = "c";
	const struct ledger_answer answer = { digest, "south", 7, certificate };
	struct ledger_demand got = { 0 };
	struct why w = { 0 };
	struct ledger l;
	bool found = false;

	if (!opens(&l, "l.db", &w))
		return;
	tap_text(all(&l), "", "there are none at first");
	put(&l, "a", "south", 20);
	put(&l, "a", "west", 20);
	put(&l, "b", "south", 10);
	tap_number(put(&l, "a", "south", 30), 0, "the same again is no fault");
	tap_text(all(&l), "south b 10 R10;south a 20 R20;west a 20 R20;",
	    "each agency has its row, by deadline, and the first stays");
	tap_number(ledger_demand_answer(&l, &answer, &found, &w), 0,
	    "one is answered");
	tap_ok(found, "which was open");
	tap_text(all(&l),
	    "south b 10 R10;south a 20 R20 answered;west a 20 R20;",
	    "by this agency alone, and this order alone");
	ledger_demand_each(&l, keep, &got, &w);
	tap_ok(got.answered_s == 7 &&
		memcmp(got.certificate, certificate, sizeof certificate) == 0 &&
		got.targets == 3,
	    "with time and certificate");
	tap_number(ledger_demand_answer(&l, &answer, &found, &w), 0,
	    "another answer is no fault");
	tap_ok(!found, "but finds nothing open");
	tap_text(w.text, "", "without a fault");
	ledger_close(&l);
}

static void
answers_are_waived(void)
{
	const uint8_t digest[HASH_DIGEST_BYTES] = "a";
	const uint8_t none[HASH_DIGEST_BYTES] = { 0 };
	const uint8_t other[16] = "o";
	const struct ledger_answer answer = { digest, "south", 7, none };
	const struct ledger_waive south = { none, "south", 9 };
	const struct ledger_waive wrong = { other, "south", 9 };
	struct why w = { 0 };
	struct ledger l;
	bool found = true;

	if (!opens(&l, "waived.db", &w))
		return;
	put(&l, "a", "south", 20);
	put(&l, "a", "west", 20);
	tap_number(ledger_demand_waive(&l, &wrong, &found, &w), 0,
	    "one of another order is no fault");
	tap_ok(!found, "but is not waited for");
	tap_number(ledger_demand_waive(&l, &south, &found, &w), 0,
	    "an answer is waived");
	tap_ok(found, "which was waited for");
	tap_text(all(&l), "south a 20 R20 waived;west a 20 R20;",
	    "that of this agency alone");
	ledger_demand_waive(&l, &south, &found, &w);
	tap_ok(!found, "it is waived once");
	put(&l, "a", "south", 20);
	tap_text(all(&l), "south a 20 R20;west a 20 R20;",
	    "sent again it is waited for again");
	ledger_demand_waive(&l, &south, &found, &w);
	ledger_demand_answer(&l, &answer, &found, &w);
	tap_ok(found, "one that comes after all is taken");
	tap_text(all(&l), "south a 20 R20 answered;west a 20 R20;",
	    "and counts");
	ledger_demand_waive(&l, &south, &found, &w);
	tap_ok(!found, "what was answered is not waived");
	tap_text(w.text, "", "without a fault");
	ledger_close(&l);
}

int
main(void)
{
	if (!file_begin(true))
		return 1;
	demands_wait_for_answers();
	answers_are_waived();
	return file_end();
}
