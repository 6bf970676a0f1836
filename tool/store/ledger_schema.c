#include "tool/store/ledger_db.h"

#include <string.h>

/* "SBAG": what file(1) can know the file by. */
#define APPLICATION_ID 0x53424147
/* Number of the schema below. A new one needs a way from the older. */
#define USER_VERSION	    1
#define AS_TEXT(x)	    #x
#define PRAGMA(name, value) "PRAGMA " #name " = " AS_TEXT(value) ";"

/*
 * Every table and index. The text is compared with what the file holds, so a
 * changed schema is a foreign one. Bundles are named by their id and not by a
 * row number: rows of a bundle may be put before the bundle's own.
 */
static const struct {
	const char *name;
	const char *sql;
} schema[] = {
	/* by orders: of each kind of target, how many found nothing */
	{ "asked",
	    "CREATE TABLE asked(\n"
	    " answer INTEGER NOT NULL,\n"
	    " kind INTEGER NOT NULL,\n"
	    " asked INTEGER NOT NULL,\n"
	    " absent INTEGER NOT NULL,\n"
	    " PRIMARY KEY(answer, kind)) STRICT, WITHOUT ROWID" },
	/* certificates that stand for timestamps */
	{ "authority",
	    "CREATE TABLE authority(\n"
	    " print TEXT PRIMARY KEY NOT NULL,\n"
	    " certificate BLOB NOT NULL) STRICT, WITHOUT ROWID" },
	{ "bundle",
	    "CREATE TABLE bundle(\n"
	    " row INTEGER PRIMARY KEY,\n"
	    " id BLOB NOT NULL CHECK(length(id) = 16),\n"
	    " direction TEXT NOT NULL CHECK(direction IN ('s', 'r')),\n"
	    " state TEXT NOT NULL CHECK(state IN ('b', 'd', 'x', 'f')),\n"
	    " agency TEXT NOT NULL,\n"
	    " fingerprint TEXT NOT NULL,\n"
	    " sequence INTEGER NOT NULL,\n"
	    " created INTEGER NOT NULL,\n"
	    " entered INTEGER NOT NULL,\n"
	    " seal BLOB NOT NULL CHECK(length(seal) = 64),\n"
	    " marking TEXT NOT NULL,\n"
	    " purpose TEXT NOT NULL,\n"
	    " reference TEXT NOT NULL,\n"
	    " segments INTEGER NOT NULL,\n"
	    " members INTEGER NOT NULL,\n"
	    " records INTEGER NOT NULL,\n"
	    " reads INTEGER NOT NULL,\n"
	    " files INTEGER NOT NULL,\n"
	    " orders INTEGER NOT NULL,\n"
	    " deleted_records INTEGER NOT NULL,\n"
	    " deleted_reads INTEGER NOT NULL,\n"
	    " UNIQUE(id, direction)) STRICT" },
	/* how many reads are there of each day since 1970 */
	{ "captured",
	    "CREATE TABLE captured(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " day INTEGER NOT NULL,\n"
	    " reads INTEGER NOT NULL CHECK(reads > 0),\n"
	    " PRIMARY KEY(bundle, day)) STRICT, WITHOUT ROWID" },
	{ "checkpoint",
	    "CREATE TABLE checkpoint(\n"
	    " size INTEGER PRIMARY KEY,\n"
	    " text BLOB NOT NULL,\n"
	    " signature BLOB NOT NULL) STRICT" },
	/* of the own heads, by others: text and signature */
	{ "cosignature",
	    "CREATE TABLE cosignature(\n"
	    " size INTEGER NOT NULL,\n"
	    " fingerprint TEXT NOT NULL,\n"
	    " text BLOB NOT NULL,\n"
	    " signature BLOB NOT NULL,\n"
	    " PRIMARY KEY(size, fingerprint)) STRICT, WITHOUT ROWID" },
	/* what was ordered of others */
	{ "demand",
	    "CREATE TABLE demand(\n"
	    " row INTEGER PRIMARY KEY,\n"
	    " act INTEGER NOT NULL,\n"
	    " does INTEGER NOT NULL,\n"
	    " id BLOB NOT NULL CHECK(length(id) = 16),\n"
	    " digest BLOB NOT NULL CHECK(length(digest) = 64),\n"
	    " agency TEXT NOT NULL,\n"
	    " carrier BLOB NOT NULL CHECK(length(carrier) = 16),\n"
	    " issued INTEGER NOT NULL,\n"
	    " deadline INTEGER NOT NULL,\n"
	    " ground TEXT NOT NULL,\n"
	    " legal TEXT NOT NULL,\n"
	    " reference TEXT NOT NULL,\n"
	    " targets INTEGER NOT NULL,\n"
	    " answered INTEGER,\n"
	    " certificate BLOB CHECK(length(certificate) = 64),\n"
	    " waived INTEGER,\n"
	    " UNIQUE(digest, agency)) STRICT" },
	{ "directory",
	    "CREATE TABLE directory(\n"
	    " version INTEGER PRIMARY KEY,\n"
	    " text BLOB NOT NULL,\n"
	    " signature BLOB NOT NULL) STRICT" },
	{ "event",
	    "CREATE TABLE event(\n"
	    " sequence INTEGER PRIMARY KEY,\n"
	    " line BLOB NOT NULL,\n"
	    " leaf BLOB NOT NULL CHECK(length(leaf) = 32)) STRICT" },
	/* what was shown of bundles; digest: of exhibit.json */
	{ "exhibit",
	    "CREATE TABLE exhibit(\n"
	    " id BLOB PRIMARY KEY CHECK(length(id) = 16),\n"
	    " reference TEXT NOT NULL UNIQUE,\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " made INTEGER NOT NULL,\n"
	    " reads INTEGER NOT NULL,\n"
	    " files INTEGER NOT NULL,\n"
	    " digest BLOB NOT NULL CHECK(length(digest) = 64)) STRICT, "
	    "WITHOUT ROWID" },
	/* the right-hand edge of the event tree; one row */
	{ "frontier",
	    "CREATE TABLE frontier(\n"
	    " one INTEGER PRIMARY KEY CHECK(one = 1),\n"
	    " leaves INTEGER NOT NULL,\n"
	    " hashes BLOB NOT NULL) STRICT" },
	/* records: ascending by place, as in ledger_gone.c */
	{ "gone",
	    "CREATE TABLE gone(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " segment INTEGER NOT NULL,\n"
	    " records BLOB NOT NULL,\n"
	    " PRIMARY KEY(bundle, segment)) STRICT, WITHOUT ROWID" },
	/* who had the disk; statement: of what was given; answer: of the
	 * taking, and since when that is known */
	{ "handover",
	    "CREATE TABLE handover(\n"
	    " row INTEGER PRIMARY KEY,\n"
	    " id BLOB NOT NULL CHECK(length(id) = 16),\n"
	    " hop INTEGER NOT NULL,\n"
	    " side TEXT NOT NULL CHECK(side IN ('g', 't')),\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " statement BLOB NOT NULL CHECK(length(statement) = 64),\n"
	    " agency TEXT NOT NULL,\n"
	    " person TEXT NOT NULL,\n"
	    " entered INTEGER NOT NULL,\n"
	    " taken INTEGER NOT NULL CHECK(taken IN (0, 1)),\n"
	    " taken_s INTEGER NOT NULL,\n"
	    " found TEXT NOT NULL,\n"
	    " closed INTEGER NOT NULL,\n"
	    " answer BLOB NOT NULL CHECK(length(answer) = 64),\n"
	    " UNIQUE(id, hop)) STRICT" },
	/* heads of the own log, and to whom they were told */
	{ "head",
	    "CREATE TABLE head(\n"
	    " agency TEXT NOT NULL,\n"
	    " size INTEGER NOT NULL,\n"
	    " PRIMARY KEY(agency, size)) STRICT, WITHOUT ROWID" },
	/* scope: lines of targets; it lives as long as the hold stands */
	{ "hold",
	    "CREATE TABLE hold(\n"
	    " row INTEGER PRIMARY KEY,\n"
	    " id BLOB NOT NULL UNIQUE CHECK(length(id) = 16),\n"
	    " ground TEXT NOT NULL,\n"
	    " officer TEXT NOT NULL,\n"
	    " rank TEXT NOT NULL,\n"
	    " number TEXT NOT NULL,\n"
	    " reference TEXT NOT NULL,\n"
	    " added INTEGER NOT NULL,\n"
	    " review INTEGER NOT NULL,\n"
	    " scope BLOB NOT NULL) STRICT" },
	/* seals under which a bundle was sent before, and the one it came by */
	{ "hop",
	    "CREATE TABLE hop(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " place INTEGER NOT NULL,\n"
	    " id BLOB NOT NULL CHECK(length(id) = 16),\n"
	    " agency TEXT NOT NULL,\n"
	    " fingerprint TEXT NOT NULL,\n"
	    " PRIMARY KEY(bundle, place)) STRICT, WITHOUT ROWID" },
	/* what an order named of which the restriction is lifted, so that an
	 * older one that comes later does not restrict it again */
	{ "lifted",
	    "CREATE TABLE lifted(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " segment INTEGER NOT NULL,\n"
	    " answer INTEGER NOT NULL,\n"
	    " records BLOB NOT NULL,\n"
	    " PRIMARY KEY(bundle, segment, answer)) STRICT, WITHOUT ROWID" },
	/* by which read files are cut and looked into */
	{ "map",
	    "CREATE TABLE map(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " number INTEGER NOT NULL,\n"
	    " text BLOB NOT NULL,\n"
	    " PRIMARY KEY(bundle, number)) STRICT, WITHOUT ROWID" },
	{ "member",
	    "CREATE TABLE member(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " number INTEGER NOT NULL,\n"
	    " cut INTEGER NOT NULL,\n"
	    " gone INTEGER NOT NULL CHECK(gone IN (0, 1)),\n"
	    " name TEXT NOT NULL CHECK(gone = 0 OR name = ''),\n"
	    " mtime_s INTEGER NOT NULL,\n"
	    " mtime_ns INTEGER NOT NULL,\n"
	    " segment INTEGER NOT NULL,\n"
	    " first INTEGER NOT NULL,\n"
	    " records INTEGER NOT NULL,\n"
	    " zone TEXT NOT NULL,\n"
	    " format TEXT NOT NULL DEFAULT '',\n"
	    " map INTEGER NOT NULL DEFAULT 0,\n"
	    " PRIMARY KEY(bundle, number)) STRICT, WITHOUT ROWID" },
	{ "member_name",
	    "CREATE INDEX member_name ON member(bundle, name)"
	    " WHERE gone = 0" },
	{ "orders",
	    "CREATE TABLE orders(\n"
	    " row INTEGER PRIMARY KEY,\n"
	    " id BLOB NOT NULL CHECK(length(id) = 16),\n"
	    " carrier BLOB NOT NULL CHECK(length(carrier) = 16),\n"
	    " agency TEXT NOT NULL,\n"
	    " fingerprint TEXT NOT NULL,\n"
	    " digest BLOB NOT NULL CHECK(length(digest) = 64),\n"
	    " answer_by TEXT NOT NULL,\n"
	    " ground TEXT NOT NULL,\n"
	    " legal TEXT NOT NULL,\n"
	    " reference TEXT NOT NULL,\n"
	    " act INTEGER NOT NULL,\n"
	    " does INTEGER NOT NULL,\n"
	    " issued INTEGER NOT NULL,\n"
	    " deadline INTEGER NOT NULL,\n"
	    " ends INTEGER NOT NULL,\n"
	    " answered INTEGER NOT NULL,\n"
	    " targets INTEGER NOT NULL,\n"
	    " deleted_reads INTEGER NOT NULL,\n"
	    " deleted_members INTEGER NOT NULL,\n"
	    " deleted_bundles INTEGER NOT NULL,\n"
	    " absent INTEGER NOT NULL,\n"
	    " held INTEGER NOT NULL,\n"
	    " marked_reads INTEGER NOT NULL,\n"
	    " marked_members INTEGER NOT NULL,\n"
	    " marked_bundles INTEGER NOT NULL,\n"
	    " overruled INTEGER NOT NULL,\n"
	    " corrected INTEGER NOT NULL,\n"
	    " lost INTEGER NOT NULL) STRICT" },
	{ "policy",
	    "CREATE TABLE policy(\n"
	    " version INTEGER PRIMARY KEY,\n"
	    " text BLOB NOT NULL,\n"
	    " signature BLOB NOT NULL) STRICT" },
	/* persons that the own policy asked for, and how many had signed */
	{ "quorum",
	    "CREATE TABLE quorum(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " direction TEXT NOT NULL CHECK(direction IN ('s', 'r')),\n"
	    " seal INTEGER NOT NULL,\n"
	    " role INTEGER NOT NULL,\n"
	    " asked INTEGER NOT NULL,\n"
	    " met INTEGER NOT NULL,\n"
	    " PRIMARY KEY(bundle, direction, seal, role))"
	    " STRICT, WITHOUT ROWID" },
	/* by orders: records that others may not see; as in ledger_places.h */
	{ "restricted",
	    "CREATE TABLE restricted(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " segment INTEGER NOT NULL,\n"
	    " answer INTEGER NOT NULL,\n"
	    " records BLOB NOT NULL,\n"
	    " PRIMARY KEY(bundle, segment, answer)) STRICT, WITHOUT ROWID" },
	{ "segment",
	    "CREATE TABLE segment(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " number INTEGER NOT NULL,\n"
	    " records INTEGER NOT NULL,\n"
	    " gone INTEGER NOT NULL,\n"
	    " cover BLOB NOT NULL,\n"
	    " PRIMARY KEY(bundle, number)) STRICT, WITHOUT ROWID" },
	/* those that belong together */
	{ "series",
	    "CREATE TABLE series(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " direction TEXT NOT NULL CHECK(direction IN ('s', 'r')),\n"
	    " id BLOB NOT NULL CHECK(length(id) = 16),\n"
	    " PRIMARY KEY(bundle, direction)) STRICT, WITHOUT ROWID" },
	{ "setting",
	    "CREATE TABLE setting(\n"
	    " key TEXT PRIMARY KEY NOT NULL,\n"
	    " value TEXT NOT NULL) STRICT, WITHOUT ROWID" },
	/* proofs that came with a seal, of the sender's log */
	{ "shown",
	    "CREATE TABLE shown(\n"
	    " row INTEGER PRIMARY KEY,\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " kept INTEGER NOT NULL,\n"
	    " proof BLOB NOT NULL) STRICT" },
	{ "shown_bundle", "CREATE INDEX shown_bundle ON shown(bundle)" },
	/* who signed, under each seal that a bundle came or went by */
	{ "signature",
	    "CREATE TABLE signature(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " direction TEXT NOT NULL CHECK(direction IN ('s', 'r')),\n"
	    " seal INTEGER NOT NULL,\n"
	    " number INTEGER NOT NULL,\n"
	    " agency TEXT NOT NULL,\n"
	    " person TEXT NOT NULL,\n"
	    " fingerprint TEXT NOT NULL,\n"
	    " roles INTEGER NOT NULL,\n"
	    " filled INTEGER NOT NULL,\n"
	    " claimed INTEGER NOT NULL,\n"
	    " reason TEXT NOT NULL,\n"
	    " PRIMARY KEY(bundle, direction, seal, number))"
	    " STRICT, WITHOUT ROWID" },
	/* size: events of the checkpoint; or bundle: that of the seal */
	{ "stamp",
	    "CREATE TABLE stamp(\n"
	    " row INTEGER PRIMARY KEY,\n"
	    " challenge INTEGER UNIQUE,\n"
	    " bundle BLOB,\n"
	    " size INTEGER NOT NULL,\n"
	    " dated INTEGER NOT NULL,\n"
	    " asked INTEGER NOT NULL,\n"
	    " covered BLOB NOT NULL,\n"
	    " request BLOB,\n"
	    " response BLOB,\n"
	    " CHECK(bundle IS NULL OR length(bundle) = 16),\n"
	    " CHECK((challenge IS NULL) = (request IS NULL)),\n"
	    " CHECK(request IS NOT NULL OR response IS NOT NULL)) STRICT" },
	{ "stamp_bundle", "CREATE INDEX stamp_bundle ON stamp(bundle)" },
	{ "swap",
	    "CREATE TABLE swap(\n"
	    " row INTEGER PRIMARY KEY,\n"
	    " old TEXT NOT NULL,\n"
	    " new TEXT NOT NULL) STRICT" },
	/* by orders, of bundles; which records, says gone */
	{ "taken",
	    "CREATE TABLE taken(\n"
	    " answer INTEGER NOT NULL,\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " reads INTEGER NOT NULL,\n"
	    " files INTEGER NOT NULL,\n"
	    " PRIMARY KEY(answer, bundle)) STRICT, WITHOUT ROWID" },
	/* of reads, by the contents of their bundle */
	{ "told",
	    "CREATE TABLE told(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " direction TEXT NOT NULL CHECK(direction IN ('s', 'r')),\n"
	    " text BLOB NOT NULL,\n"
	    " PRIMARY KEY(bundle, direction)) STRICT, WITHOUT ROWID" },
	{ "tombstone",
	    "CREATE TABLE tombstone(\n"
	    " tag BLOB PRIMARY KEY NOT NULL CHECK(length(tag) = 16),\n"
	    " until_month INTEGER NOT NULL) STRICT, WITHOUT ROWID" },
	/* orders that could not be carried out on a bundle */
	{ "unreached",
	    "CREATE TABLE unreached(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " id BLOB NOT NULL CHECK(length(id) = 16),\n"
	    " PRIMARY KEY(bundle, id)) STRICT, WITHOUT ROWID" },
	/* records that a hold keeps; as in ledger_places.h */
	{ "waiting",
	    "CREATE TABLE waiting(\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " segment INTEGER NOT NULL,\n"
	    " hold BLOB NOT NULL CHECK(length(hold) = 16),\n"
	    " cause INTEGER NOT NULL,\n"
	    " records BLOB NOT NULL,\n"
	    " PRIMARY KEY(bundle, segment, hold, cause))"
	    " STRICT, WITHOUT ROWID" },
	/* heads of others' logs; two roots of one size are kept side by side;
	 * joined: one that was cosigned goes on from it */
	{ "witness",
	    "CREATE TABLE witness(\n"
	    " fingerprint TEXT NOT NULL,\n"
	    " size INTEGER NOT NULL,\n"
	    " root BLOB NOT NULL CHECK(length(root) = 32),\n"
	    " bundle BLOB NOT NULL CHECK(length(bundle) = 16),\n"
	    " joined INTEGER NOT NULL DEFAULT 0 CHECK(joined IN (0, 1)),\n"
	    " PRIMARY KEY(fingerprint, size, root)) STRICT, WITHOUT ROWID" },
};
#define SCHEMA_ROWS (sizeof schema / sizeof schema[0])

int
ledger_schema_create(struct ledger *l, struct why *w)
{
	for (size_t i = 0; i < SCHEMA_ROWS; i++) {
		if (ledger_db_script(l, schema[i].sql, w) != 0)
			return -1;
	}
	return ledger_db_script(l,
	    PRAGMA(application_id, APPLICATION_ID)
		PRAGMA(user_version, USER_VERSION),
	    w);
}

/* What must be in the file next. */
struct expected {
	size_t row;
};

static int
compare_row(void *self, struct ledger_db_row *row, struct why *w)
{
	struct expected *e = self;
	const char *name = ledger_db_take_string(row);
	const char *sql = ledger_db_take_string(row);

	if (ledger_db_whole(row, w) != 0)
		return -1;
	if (e->row == SCHEMA_ROWS || strcmp(name, schema[e->row].name) != 0 ||
	    strcmp(sql, schema[e->row].sql) != 0)
		return why_set(w, WHY_STORE,
		    "ledger: \"%s\" is not as it was made", name);
	e->row++;
	return 0;
}

static int
take_value(void *self, struct ledger_db_row *row, struct why *w)
{
	*(int64_t *)self = ledger_db_take_signed(row);
	return ledger_db_whole(row, w);
}

int
ledger_schema_check(struct ledger *l, struct why *w)
{
	struct expected e = { 0 };
	int64_t id = 0, version = 0;

	if (ledger_db_first(l, LEDGER_DB_PLAIN("PRAGMA application_id"),
		take_value, &id, NULL, w) != 0 ||
	    ledger_db_first(l, LEDGER_DB_PLAIN("PRAGMA user_version"),
		take_value, &version, NULL, w) != 0)
		return -1;
	if (id != APPLICATION_ID)
		return why_set(w, WHY_STORE,
		    "ledger: the file is something else");
	if (version != USER_VERSION)
		return why_set(w, WHY_STORE,
		    "ledger: version %lld is not known, only %d",
		    (long long)version, USER_VERSION);
	if (ledger_db_each(l,
		LEDGER_DB_PLAIN("SELECT name, sql FROM sqlite_schema "
				"WHERE sql IS NOT NULL ORDER BY name"),
		compare_row, &e, w) != 0)
		return -1;
	if (e.row != SCHEMA_ROWS)
		return why_set(w, WHY_STORE, "ledger: \"%s\" is missing",
		    schema[e.row].name);
	return 0;
}
