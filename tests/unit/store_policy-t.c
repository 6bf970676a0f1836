#include "tool/store/store_policy.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

int
main(void)
{
	struct ledger l = { 0 };
	struct why w = { 0 };
	char text[16] = "";
	unsigned min = 0;
	bool found = false;

	if (!file_begin(true) ||
	    ledger_open(&l, "l.db", LEDGER_WRITE, &w) != 0) {
		tap_ok(false, "set up: %s", w.text);
		return file_end();
	}
	tap_ok(store_policy_get(NULL, STORE_POLICY_PASSPHRASE_MIN, &min, &w) ==
		    0 &&
		min == 12,
	    "the preset is 12 bytes");
	min = 0;
	tap_ok(store_policy_get(&l, STORE_POLICY_PASSPHRASE_MIN, &min, &w) ==
		    0 &&
		min == 12,
	    "also where a ledger does not say");
	tap_ok(store_policy_put(&l, 0, &w) == 0 &&
		ledger_get(&l, "passphrase_min", text, sizeof text, &found,
		    &w) == 0 &&
		found && strcmp(text, "12") == 0,
	    "a new ledger has it as a setting: %s", text);
	tap_ok(store_policy_passphrase(&l, "twelve bytes", &w) == 0,
	    "twelve bytes are enough");
	tap_ok(store_policy_passphrase(&l, "eleven byte", &w) == -1 &&
		w.reason == WHY_USAGE &&
		strcmp(w.text, "the passphrase is shorter than 12 bytes") == 0,
	    "eleven are not: %s", w.text);
	why_clear(&w);
	tap_ok(store_policy_first_passphrase(0, "twelve bytes", &w) == 0 &&
		store_policy_first_passphrase(13, "twelve bytes", &w) == -1 &&
		strstr(w.text, "than 13 bytes") != NULL,
	    "one that is to be made goes by what was asked: %s", w.text);
	why_clear(&w);
	tap_ok(store_policy_put(&l, 20, &w) == 0 &&
		store_policy_passphrase(&l, "nineteen bytes long", &w) == -1 &&
		strstr(w.text, "than 20 bytes") != NULL,
	    "and keeps that: %s", w.text);
	why_clear(&w);
	ledger_set(&l, "passphrase_min", "5", &w);
	tap_ok(store_policy_passphrase(&l, "five!", &w) == 0 &&
		store_policy_passphrase(&l, "four", &w) == -1 &&
		w.reason == WHY_USAGE && strstr(w.text, "than 5 bytes") != NULL,
	    "a store goes by its own setting: %s", w.text);
	why_clear(&w);
	for (const char *const *bad =
		 (const char *const[]){ "", "x", "-1", "012", "256", NULL };
	     *bad != NULL; bad++) {
		ledger_set(&l, "passphrase_min", *bad, &w);
		tap_ok(store_policy_get(&l, STORE_POLICY_PASSPHRASE_MIN, &min,
			   &w) == -1 &&
			w.reason == WHY_STORE,
		    "\"%s\" is no setting: %s", *bad, w.text);
		why_clear(&w);
	}
	ledger_close(&l);
	return file_end();
}
