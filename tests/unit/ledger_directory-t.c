#include "tool/store/ledger.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static struct bytes text;
static struct bytes sig;

/* "text/signature" of a version, NULL when there is none. */
static const char *
got(struct ledger *l, uint64_t version)
{
	static char out[64];
	static struct why w;
	bool found = true;

	why_clear(&w);
	if (ledger_directory_get(l, version, &text, &sig, &found, &w) != 0)
		return w.text;
	if (!found)
		return NULL;
	(void)snprintf(out, sizeof out, "%.*s/%.*s", (int)text.len,
	    (const char *)text.data, (int)sig.len, (const char *)sig.data);
	return out;
}

static int
put(struct ledger *l, uint64_t version, const char *a, const char *b,
    struct why *w)
{
	struct bytes one = { 0 };
	struct bytes two = { 0 };
	int rc;

	bytes_add(&one, a, strlen(a), w);
	bytes_add(&two, b, strlen(b), w);
	rc = ledger_directory_put(l, version, &one, &two, w);
	bytes_clear(&one);
	bytes_clear(&two);
	return rc;
}

static void
versions_are_kept(void)
{
	struct ledger l;
	struct why w = { 0 };

	if (!tap_ok(opens(&l, "l.db", &w), "a ledger: %s", w.text))
		return;
	tap_text(got(&l, LEDGER_DIRECTORY_LAST), NULL,
	    "at first there is no directory");
	tap_text(got(&l, 1), NULL, "nor a first one");
	tap_number(put(&l, 1, "one", "s1", &w), 0, "a version is put");
	tap_number(put(&l, 4096, "last", "s4096", &w), 0, "and a later one");
	tap_number(put(&l, 20, "twenty", "s20", &w), 0, "and one between");
	tap_text(got(&l, LEDGER_DIRECTORY_LAST), "last/s4096",
	    "the last is that with the highest number");
	tap_text(got(&l, 1), "one/s1", "each is got by its number");
	tap_text(got(&l, 20), "twenty/s20",
	    "and takes the place of what was got before");
	tap_text(got(&l, 2), NULL, "one that was not put is not found");
	ledger_close(&l);
	opens(&l, "l.db", &w);
	tap_text(got(&l, 20), "twenty/s20", "they last");
	ledger_close(&l);
}

static void
a_version_stands_once(void)
{
	struct ledger l;
	struct why w = { 0 };

	opens(&l, "l.db", &w);
	tap_number(put(&l, 20, "other", "s", &w), -1,
	    "a version is not put twice: %s", w.text);
	tap_ok(w.reason != WHY_NONE && why_exit(w.reason) != WHY_EXIT_NO,
	    "which is no verdict");
	tap_text(got(&l, 20), "twenty/s20", "the first stays");
	why_clear(&w);
	tap_ok(ledger_begin(&l, &w) == 0 && put(&l, 21, "x", "y", &w) == 0,
	    "one is put in a transaction: %s", w.text);
	tap_text(got(&l, 21), "x/y", "it is seen there");
	ledger_rollback(&l);
	tap_text(got(&l, 21), NULL, "and gone when that is taken back");
	ledger_close(&l);
}

int
main(void)
{
	if (!tap_ok(file_begin(true), "a folder with a ledger"))
		return file_end();
	versions_are_kept();
	a_version_stands_once();
	bytes_clear(&text);
	bytes_clear(&sig);
	return file_end();
}
