#include "tests/unit/taking.h"

/* Records and segments that end in the wrong place, or are not those that were
 * sealed. */

#define MADE(rule, reason, says, stage, make, with)                         \
	{                                                                   \
		rule, reason, says, FORGE_##stage, forge_##make, NULL, with \
	}

/* Behind the header of a read file. */
static void
forge_cut_reads(struct forge *f)
{
	forge_cut_at(f, forge_find(f, "data/reads.csv")->body);
}

static void
forge_cut_row(struct forge *f)
{
	forge_cut_at(f, forge_find(f, "data/reads.csv")->body + 100);
}

static void
forge_cut_line(struct forge *f)
{
	forge_cut_at(f, forge_find(f, BAG_MANIFEST)->body + 3);
}

static void
forge_seal_root(struct forge *f)
{
	f->segments[0].root[31] ^= 1;
}

static void
forge_seal_records(struct forge *f)
{
	f->segments[0].records += f->fault->with[0] == '+' ? 1 : UINT32_MAX;
}

static void
forge_seal_seed(struct forge *f)
{
	f->secrets[0].seed[0] ^= 1;
}

static const struct forge_fault faults[] = {
	MADE("a segment that ends within a small file", "archive",
	    "segment 0 ends within a record", TAR, cut_record, NULL),
	MADE("a segment that ends within a row", "archive",
	    "segment 0 ends within a record", TAR, cut_row, NULL),
	MADE("a segment that ends within a manifest line", "archive",
	    "segment 0 ends within a record", TAR, cut_line, NULL),
	MADE("a segment that ends between a file and its first piece",
	    "archive",
	    "data/note.txt: segment 0 ends between a member and its first "
	    "record",
	    TAR, cut_member, NULL),
	MADE("a segment that ends between a file and its first row", "archive",
	    "data/reads.csv: segment 0 ends between a member and its first "
	    "record",
	    TAR, cut_reads, NULL),
	MADE("a segment that ends within a header", "archive",
	    "goes over the end of a segment", TAR, cut_header, NULL),
	MADE("a segment that ends within the end mark", "archive",
	    "goes over the end of a segment", TAR, cut_end, NULL),
	MADE("another root", "tree", "segment 0", SEAL, seal_root, NULL),
	MADE("another seed", "tree", "segment 0", SEAL, seal_seed, NULL),
	MADE("a record more", "record-count", "sealed were 28", SEAL,
	    seal_records, "+"),
	MADE("a record less", "record-count", "sealed were 26", SEAL,
	    seal_records, "-"),
	/* Source: record.txt, 3. */
	MADE("an open quote", "csv-quote", "data/reads.csv: line 5", MEMBERS,
	    rows, "R4,\"ZZ26ABC,1,1,4,2026-01-05T10:00:03Z,\n"),
	MADE("a NUL", "csv-nul", "data/reads.csv: line 5", MEMBERS, rows_nul,
	    NULL),
	MADE("a row that is too long", "csv-line", "data/reads.csv: line 5",
	    MEMBERS, rows_long, NULL),
	MADE("too few fields", "csv-fields", "data/reads.csv: line 5", MEMBERS,
	    rows, "R4,ZZ26ABC\n"),
	MADE("a time without a zone", "time", "data/reads.csv: line 5", MEMBERS,
	    rows, "R4,ZZ26ABC,1,1,4,2026-01-05T10:00:03,\n"),
	MADE("a column twice", "csv-header", "data/reads.csv: ", MEMBERS,
	    rows_header, NULL),
};

/* Also while an order is carried out. */
static void
check_fault(const struct forge_fault *f, unsigned jobs, bool ordered)
{
	struct why w = { 0 };

	memset(&judge, 0, sizeof judge);
	judge.match = ordered ? &match : NULL;
	tap_number(take_in(f, jobs, true, &w), -1, "%s, %u jobs%s: refused",
	    f->name, jobs, ordered ? ", with an order" : "");
	tap_text(why_name(w.reason), f->reason, "for this");
	if (!tap_ok(strstr(w.text, f->says) != NULL, "and it says so"))
		tap_note("%s, not %s", w.text, f->says);
	taken(true);
}

int
main(void)
{
	if (!store_begin())
		return 1;
	order(DRAFT "{\"target\":\"record\",\"record_id\":\"R1\"}\n", 0);
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		check_fault(&faults[i], 1, false);
		check_fault(&faults[i], 3, false);
		check_fault(&faults[i], 3, true);
	}
	tap_number(entries("received"), 0, "nothing of these is released");
	tap_number(entries(STAGING_QUARANTINE), 0, "nothing stays of them");
	order_match_clear(&match);
	forget_forged();
	return store_end();
}
