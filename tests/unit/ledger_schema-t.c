#include "tool/store/ledger.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static void
foreign_files(void)
{
	static const struct {
		const char *change;
		const char *want;
	} rows[] = {
		{ "PRAGMA user_version = 2",
		    "f.db: ledger: version 2 is not known, only 1" },
		{ "PRAGMA application_id = 5",
		    "f.db: ledger: the file is something else" },
		{ "CREATE TABLE a(x)",
		    "f.db: ledger: \"a\" is not as it was "
		    "made" },
		{ "CREATE VIEW zz AS SELECT 1",
		    "f.db: ledger: \"zz\" is not as it was made" },
		{ "CREATE TRIGGER t AFTER INSERT ON event BEGIN "
		  "DELETE FROM event; END",
		    "f.db: ledger: \"t\" is not as it was made" },
		{ "DROP TABLE witness",
		    "f.db: ledger: \"witness\" is missing" },
		{ "ALTER TABLE event ADD COLUMN x TEXT",
		    "f.db: ledger: \"event\" is not as it was made" },
		{ "PRAGMA journal_mode = DELETE",
		    "f.db: ledger: journal mode is delete" },
	};
	struct ledger l;
	struct why w = { 0 };
	char before[2048], after[2048];
	int fd;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		copy_file("l.db", "f.db");
		sql("f.db", rows[i].change);
		tap_ok(!opens(&l, "f.db", &w), "refused: %s", rows[i].change);
		tap_text(w.text, rows[i].want, "and told");
		tap_number(w.reason, WHY_STORE, "as a fault of the store");
		ledger_close(&l);
	}
	unlink("f.db");
	sql("f.db", "CREATE TABLE x(y)");
	listing(before);
	tap_ok(!opens(&l, "f.db", &w), "another program's database is refused");
	listing(after);
	tap_text(after, before, "and not touched");
	fd = open("f.db", O_TRUNC | O_WRONLY);
	for (int i = 0; i < 1000; i++)
		(void)!write(fd, "any text ", 9);
	close(fd);
	tap_ok(!opens(&l, "f.db", &w), "a file of text is refused");
	tap_number(w.reason, WHY_STORE, "as a fault of the store");
	close(open("f.db", O_TRUNC | O_WRONLY));
	tap_ok(!opens(&l, "f.db", &w), "an empty file is refused");
	tap_number(w.reason, WHY_STORE, "as a fault of the store");
	unlink("f.db");
}

static int
any_bundle(void *self, const struct ledger_bundle *b, struct why *w)
{
	(void)self;
	(void)b;
	(void)w;
	return 0;
}

static int
any_tag(void *self, const uint8_t *tag, struct why *w)
{
	(void)self;
	(void)tag;
	(void)w;
	return 0;
}

/* Write over each page in turn, until there is one that only the table of
 * bundles is on: the schema is sound, and the table is not read. */
static bool
damage_page(struct ledger *l, off_t size, struct why *w)
{
	char noise[4096];

	memset(noise, 0x5a, sizeof noise);
	for (off_t at = 4096; at < size; at += 4096) {
		int fd;

		copy_file("l.db", "d.db");
		fd = open("d.db", O_WRONLY);
		(void)!pwrite(fd, noise, sizeof noise, at);
		close(fd);
		why_clear(w);
		if (opens(l, "d.db", w) &&
		    ledger_bundle_each(l, any_bundle, NULL, w) != 0)
			return true;
		ledger_close(l);
	}
	return false;
}

static void
damage_is_told(void)
{
	struct ledger_bundle b = { .direction = LEDGER_SENT,
		.state = LEDGER_DONE };
	struct ledger l;
	struct why w = { 0 };
	struct stat st;

	opens(&l, "l.db", &w);
	ledger_bundle_put(&l, &b, &w);
	b.id[0] = 1;
	ledger_bundle_put(&l, &b, &w);
	ledger_close(&l);
	stat("l.db", &st);
	tap_ok(damage_page(&l, st.st_size, &w), "a damaged page is not read");
	tap_number(w.reason, WHY_STORE, "but told as a damaged store");
	ledger_close(&l);
	copy_file("l.db", "d.db");
	(void)!truncate("d.db", st.st_size / 2 / 4096 * 4096);
	tap_ok(!opens(&l, "d.db", &w) ||
		ledger_bundle_each(&l, any_bundle, NULL, &w) != 0 ||
		ledger_tombstone_each(&l, any_tag, NULL, &w) != 0,
	    "half a file is not read");
	tap_number(w.reason, WHY_STORE, "but told as a damaged store");
	ledger_close(&l);
	copy_file("l.db", "d.db");
	sql("d.db",
	    "PRAGMA ignore_check_constraints = 1;"
	    "UPDATE bundle SET id = x'00' WHERE row = 2");
	why_clear(&w);
	opens(&l, "d.db", &w);
	tap_number(ledger_bundle_each(&l, any_bundle, NULL, &w), -1,
	    "a row that cannot be is refused");
	tap_text(w.text, "ledger: a row is damaged", "and told");
	ledger_close(&l);
	unlink("d.db");
}

int
main(void)
{
	if (!file_begin(true))
		return 1;
	foreign_files();
	damage_is_told();
	return file_end();
}
