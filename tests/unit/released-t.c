#include "tool/flow/released.h"

#include <sqlite3.h>

#include "tests/flow/forge_faults.h"
#include "tests/flow/forge_out.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"
#include "tool/flow/check.h"
#include "tool/flow/receive.h"

/* A ledger that lies about what was deleted of a released bundle. Lies of the
 * files themselves: tests/flow/released.bats. */

static struct forge forge;
static struct store store;
static char agency_path[64];
static struct bytes ledger;

static const struct forge_fault r2_goes = {
	.name = "R2 goes", .stage = FORGE_ORDER_TEXT, .find = "R9", .with = "R2"
};

static bool
opened(enum store_mode mode, struct why *w)
{
	return store_open(&store, agency_path, mode, NULL, w) == 0;
}

/* This agency receives what it packed for itself: all but the row R2 and what
 * told of it (records 7, 18, 20, 25 and 26 of 27). */
static bool
begin(void)
{
	const struct store_new new = {
		.path = agency_path,
		.agency = "agency-a",
		.name = "Agency A",
		.actor = "test",
		.retention_months = 12,
	};
	struct progress progress = { 0 };
	const struct receive_options options = {
		.path = scratch_path("bundle"),
		.actor = "test",
		.jobs = 1,
		.progress = &progress,
	};
	struct receive_result result = { 0 };
	char print[CARD_PRINT_HEX];
	struct why w = { 0 };
	bool good;

	good = store_create(&new, print, &w) == 0;
	forge.fault = &r2_goes;
	good = good &&
	    store_open(&forge.store, agency_path, STORE_READ, NULL, &w) == 0;
	if (!good)
		return tap_ok(false, "a store: %s", w.text);
	forge_bundle(&forge, "agency-a", options.path);
	store_close(&forge.store);
	good = opened(STORE_WRITE, &w) &&
	    receive(&store, &options, &result, &w) == 0;
	store_close(&store);
	receive_result_clear(&result);
	scratch_read(scratch_path("a/" STORE_LEDGER), &ledger);
	return tap_ok(good && result.deleted_reads == 1,
	    "a bundle is received, and a row of it deleted %s", w.text);
}

/* The ledger as it was, and then as this text changes it. */
static void
change(const char *text)
{
	char *fault = NULL;
	sqlite3 *db;

	unlink(scratch_path("a/" STORE_LEDGER "-wal"));
	unlink(scratch_path("a/" STORE_LEDGER "-shm"));
	scratch_write(scratch_path("a/" STORE_LEDGER), ledger.data, ledger.len);
	if (sqlite3_open(scratch_path("a/" STORE_LEDGER), &db) != SQLITE_OK ||
	    sqlite3_exec(db, text, NULL, NULL, &fault) != SQLITE_OK)
		tap_ok(false, "%s: %s", text, fault);
	if (sqlite3_total_changes(db) == 0 && text[0] != '\0')
		tap_ok(false, "%s changes something", text);
	sqlite3_free(fault);
	sqlite3_close(db);
}

#define GONE	    "a record is gone that no order deleted"
#define CONTRADICTS "the ledger contradicts itself about what was deleted"
/* Entries of the table gone: place, cause, leaf. Source: proof.txt, 1.2. */
#define SEVEN "instr(records, x'07000000')"
#define LINE  "instr(records, x'14000000')"
#define PUT(before, what, from)                                     \
	"UPDATE gone SET records = CAST(substr(records, 1, " before \
	") || " what " || substr(records, " from ") AS BLOB);"
#define CAUSE(entry, cause) PUT(entry " + 3", "x'" cause "'", entry " + 12")
#define COPY(place)	    "x'" place "' || substr(records, " SEVEN " + 4, 40)"
#define BEHIND_SEVEN(place) PUT(SEVEN " + 43", COPY(place), SEVEN " + 44")

static const struct {
	const char *rule;
	const char *sql;
	const char *reason;
	const char *says;
} lies[] = {
	{ "nothing", "", "none", "" },
	/* Source: proof.txt, 2. */
	{ "a deleted row without an order", CAUSE(SEVEN, "0000000000000000"),
	    "released-missing", GONE },
	{ "a deleted row under another order", CAUSE(SEVEN, "0200000000000000"),
	    "released-missing",
	    "records are gone under an order that is not known here" },
	{ "an order that is not there any more", "DELETE FROM orders;",
	    "released-missing",
	    "records are gone under an order that is not known here" },
	{ "a manifest line under an order", CAUSE(LINE, "0100000000000000"),
	    "released-missing", GONE },
	{ "a deletion that is not there any more",
	    PUT(SEVEN " - 1", "x''", SEVEN " + 44"), "released-changed",
	    "data/reads.csv: is shorter than what was sealed" },
	{ "another leaf", PUT(SEVEN " + 11", "zeroblob(32)", SEVEN " + 44"),
	    "released-changed", "not as sealed" },
	{ "a further row that is said to be gone", BEHIND_SEVEN("08000000"),
	    "released-changed",
	    "data/reads.csv: is longer than what was sealed" },
	{ "a member record that is said to be gone", BEHIND_SEVEN("09000000"),
	    "store", "data/images: " CONTRADICTS },
	{ "a record behind the last one", PUT("1000", COPY("1b000000"), "1000"),
	    "store",
	    "the ledger tells of deleted records that segment 0 never had" },
	{ "a member that starts elsewhere",
	    "UPDATE member SET first = 10 WHERE number = 3;", "store",
	    "data/images: " CONTRADICTS },
	{ "a member in another segment",
	    "UPDATE member SET segment = 1 WHERE number = 3;", "store",
	    "data/images: " CONTRADICTS },
	{ "a member with a record more",
	    "UPDATE member SET records = 2 WHERE number = 5;",
	    "released-changed",
	    "data/note.txt: is shorter than what was sealed" },
	{ "a member with a record less",
	    "UPDATE member SET records = 0 WHERE number = 5;",
	    "released-changed",
	    "data/note.txt: is longer than what was sealed" },
	{ "a file that is said to be gone",
	    "UPDATE member SET gone = 1, name = '' WHERE number = 5;", "store",
	    "a deleted member: " CONTRADICTS },
	{ "a folder that is said to be gone",
	    "UPDATE member SET gone = 1, name = '' WHERE number = 3;", "store",
	    "a deleted member: " CONTRADICTS },
	{ "a member that is not there", "DELETE FROM member WHERE number = 5;",
	    "store", BAG_INFO ": " CONTRADICTS },
	{ "no members", "DELETE FROM member;", "store",
	    "the ledger tells of fewer records than the seal" },
	{ "the last member twice",
	    "INSERT INTO member SELECT bundle, 9, cut, gone, name, mtime_s, "
	    "mtime_ns, segment, 27, records, zone, format, map FROM member "
	    "WHERE number = 8;",
	    "store",
	    BAG_TAGS ": the ledger tells of more records than the seal" },
	{ "another time of a file",
	    "UPDATE member SET mtime_s = 5 WHERE number = 5;",
	    "released-changed",
	    "data/note.txt: its time of change is not the sealed one" },
	{ "another name of a file",
	    "UPDATE member SET name = 'data/nota.txt' WHERE number = 5;",
	    "released-missing", "data/nota.txt: is gone" },
	{ "a plain file for the read file",
	    "UPDATE member SET cut = 102 WHERE number = 2;", "released-changed",
	    "data/reads.csv: is shorter than what was sealed" },
	{ "no segment", "DELETE FROM segment;", "store",
	    "the ledger does not know segment 0" },
	{ "a segment with a record more",
	    "UPDATE segment SET records = records + 1;", "store",
	    "the ledger does not know segment 0" },
	{ "a cover that ends early",
	    "UPDATE segment SET cover = substr(cover, 1, length(cover) - 1);",
	    "store", "salt seeds end inside an entry" },
	{ "no cover", "UPDATE segment SET cover = zeroblob(0);", "store",
	    "the ledger has no salt for record 0 of segment 0" },
	{ "a segment more", "UPDATE bundle SET segments = 2;", "store",
	    "the ledger has another number of segments than the seal" },
	{ "another seal", "UPDATE bundle SET seal = zeroblob(64);",
	    "released-changed", "seal.json is not the one that was received" },
	{ "a bundle whose receiving was cut off",
	    "UPDATE bundle SET state = 'b';", "interrupted", "was cut off" },
	{ "a bundle that was deleted whole", "UPDATE bundle SET state = 'x';",
	    "released-missing", "was deleted as a whole" },
	{ "a bundle that was only sent", "UPDATE bundle SET direction = 's';",
	    "usage", "this store has received no bundle" },
};

static void
check_lie(size_t i, unsigned jobs)
{
	struct progress progress = { 0 };
	struct check_result result;
	struct why w = { 0 };
	int rc;

	change(lies[i].sql);
	if (!opened(STORE_READ, &w)) {
		tap_ok(false, "%s: the store opens: %s", lies[i].rule, w.text);
		return;
	}
	rc =
	    check_released(&store, forge.seal.id, jobs, &progress, &result, &w);
	store_close(&store);
	tap_number(rc, i == 0 ? 0 : -1, "%s, %u jobs: seen", lies[i].rule,
	    jobs);
	tap_text(why_name(w.reason), lies[i].reason, "for this");
	if (!tap_ok(strstr(w.text, lies[i].says) != NULL, "and it says so"))
		tap_note("%s, not %s", w.text, lies[i].says);
	if (i == 0) {
		tap_number((long long)result.n_causes, 1, "one order deleted");
		tap_number((long long)result.causes[0].records, 1, "one row");
		tap_number((long long)result.replaced, 4, "and four lines");
	}
	check_result_clear(&result);
}

int
main(void)
{
	scratch_begin();
	snprintf(agency_path, sizeof agency_path, "%s", scratch_path("a"));
	if (!begin())
		return tap_done();
	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		check_lie(i, 1);
		check_lie(i, 3);
	}
	bytes_clear(&ledger);
	return tap_done();
}
