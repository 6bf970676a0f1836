#include "tool/store/ledger.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap/tap.h"
#include "tool/store/staging.h"

static char top[] = "/tmp/ledger-t.XXXXXX";
static const uint8_t id_a[SEAL_ID_BYTES] = "bundle a";
static const uint8_t id_b[SEAL_ID_BYTES] = "bundle b";
static int status_sink;

/* Anything with SQL, by its own connection. */
static int
sql(const char *path, const char *text)
{
	sqlite3 *db = NULL;
	int error = sqlite3_open(path, &db);

	if (error == SQLITE_OK)
		error = sqlite3_exec(db, text, NULL, NULL, NULL);
	if (error != SQLITE_OK)
		tap_note("%s: %s", text, sqlite3_errmsg(db));
	sqlite3_close(db);
	return error;
}

static size_t
read_file(const char *path, char **out)
{
	int fd = open(path, O_RDONLY);
	struct stat st = { 0 };
	size_t len = 0;

	*out = NULL;
	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
		*out = malloc((size_t)st.st_size);
		if (read(fd, *out, (size_t)st.st_size) == st.st_size)
			len = (size_t)st.st_size;
	}
	close(fd);
	return len;
}

/* How often the text stands in a file; 0 if there is no such file. */
static int
occurs(const char *path, const char *text)
{
	char *data;
	size_t len = read_file(path, &data);
	int n = 0;

	for (const char *at = data; len > 0;) {
		at = memmem(at, len - (size_t)(at - data), text, strlen(text));
		if (at == NULL)
			break;
		n++;
		at++;
	}
	free(data);
	return n;
}

/* All names in the folder with sizes and times of change, as one text. */
static void
listing(char out[2048])
{
	struct dirent **names;
	int n = scandir(".", &names, NULL, alphasort);

	out[0] = '\0';
	for (int i = 0; i < n; i++) {
		struct stat st;
		size_t len = strlen(out);

		if (names[i]->d_name[0] != '.' &&
		    stat(names[i]->d_name, &st) == 0)
			(void)snprintf(out + len, 2048 - len, "%s %lld %lld\n",
			    names[i]->d_name, (long long)st.st_size,
			    (long long)(st.st_mtim.tv_sec * 1000000000 +
				st.st_mtim.tv_nsec));
		free(names[i]);
	}
	free(names);
}

static void
copy_file(const char *from, const char *to)
{
	char *data;
	size_t len = read_file(from, &data);
	int fd = open(to, O_CREAT | O_TRUNC | O_WRONLY, 0600);

	(void)!write(fd, data, len);
	close(fd);
	free(data);
}

static bool
opens(struct ledger *l, const char *path, struct why *w)
{
	why_clear(w);
	return ledger_open(l, path, LEDGER_WRITE, w) == 0;
}

static void
creating(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct stat st = { 0 };

	tap_ok(!opens(&l, "none.db", &w), "no ledger cannot be opened");
	tap_number(w.reason, WHY_STORE, "and the store is told to be wrong");
	why_clear(&w);
	tap_number(ledger_create("l.db", &w), 0, "a ledger is made");
	stat("l.db", &st);
	tap_number(st.st_mode & 0777, 0600, "it is private");
	tap_ok(access("l.db-wal", F_OK) != 0, "and one file");
	tap_number(ledger_create("l.db", &w), -1, "none is made over it");
	tap_number(w.reason, WHY_SYSTEM, "which is no verdict");
	tap_ok(opens(&l, "l.db", &w), "it opens");
	ledger_close(&l);
	ledger_close(&l);
	tap_ok(access("l.db-wal", F_OK) != 0, "closing leaves one file");
	why_clear(&w);
	tap_number(ledger_create("no/where.db", &w), -1,
	    "a ledger needs its folder");
	why_clear(&w);
	tap_number(ledger_create("odd ?%#name.db", &w), 0,
	    "a path may hold what means something in a URI");
	tap_ok(access("odd ?%#name.db", F_OK) == 0, "and is that file");
	tap_number(ledger_open(&l, "odd ?%#name.db", LEDGER_READ, &w), 0,
	    "to read too");
	ledger_close(&l);
	unlink("odd ?%#name.db");
}

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

static void
settings_and_transactions(void)
{
	struct ledger l;
	struct why w = { 0 };
	char text[16];
	bool found = true;

	if (!tap_ok(opens(&l, "l.db", &w), "the ledger opens"))
		return;
	ledger_get(&l, "agency", text, sizeof text, &found, &w);
	tap_ok(!found, "a setting that was not made is not found");
	ledger_set(&l, "agency", "first", &w);
	tap_number(ledger_set(&l, "agency", "second", &w), 0,
	    "a setting is made and changed");
	ledger_get(&l, "agency", text, sizeof text, &found, &w);
	tap_ok(found && strcmp(text, "second") == 0, "and found");
	tap_number(ledger_get(&l, "agency", text, 6, &found, &w), -1,
	    "one that does not fit is refused");
	tap_number(w.reason, WHY_STORE, "as a fault of the store");
	why_clear(&w);
	tap_number(ledger_begin(&l, &w), 0, "a transaction begins");
	tap_number(ledger_begin(&l, &w), -1, "there is one at a time");
	why_clear(&w);
	ledger_set(&l, "agency", "third", &w);
	ledger_rollback(&l);
	ledger_get(&l, "agency", text, sizeof text, &found, &w);
	tap_text(text, "second", "what is rolled back did not happen");
	ledger_rollback(&l);
	tap_number(ledger_commit(&l, &w), -1, "only what is open is committed");
	why_clear(&w);
	ledger_begin(&l, &w);
	ledger_set(&l, "agency", "third", &w);
	tap_number(ledger_commit(&l, &w), 0, "a transaction is committed");
	ledger_begin(&l, &w);
	ledger_set(&l, "agency", "fourth", &w);
	ledger_close(&l);
	opens(&l, "l.db", &w);
	ledger_get(&l, "agency", text, sizeof text, &found, &w);
	tap_text(text, "third", "closing rolls back what is open");
	ledger_close(&l);
}

static int
note_bundle(void *self, const struct ledger_bundle *b, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%.8s %c%c %s;", b->id,
	    (char)b->direction, (char)b->state, b->purpose);
	return 0;
}

static int
stop_at_once(void *self, const struct ledger_bundle *b, struct why *w)
{
	(void)self;
	(void)b;
	(void)w;
	return 7;
}

static void
bundles(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct ledger_bundle b = { .direction = LEDGER_SENT,
		.state = LEDGER_BEGUN,
		.sequence = 41,
		.created_s = -5,
		.entered_s = 6,
		.segments = 1,
		.members = 2,
		.records = 3,
		.reads = 4,
		.deleted_records = 5,
		.deleted_reads = INT64_MAX };
	struct ledger_bundle got;
	uint64_t next = 0;
	bool found = true;
	char text[256] = "";

	if (!opens(&l, "l.db", &w))
		return;
	ledger_next_sequence(&l, &next, &w);
	tap_number((long long)next, 1, "the first sequence number is 1");
	memcpy(b.id, id_a, sizeof b.id);
	memset(b.seal_digest, 0xab, sizeof b.seal_digest);
	(void)strncpy(b.other.agency, "force-a", sizeof b.other.agency);
	(void)strncpy(b.purpose, "one", sizeof b.purpose);
	(void)strncpy(b.marking, "OFFICIAL", sizeof b.marking);
	tap_number(ledger_bundle_put(&l, &b, &w), 0, "a bundle is put");
	ledger_bundle_get(&l, id_a, LEDGER_SENT, &got, &found, &w);
	tap_ok(found, "and found");
	tap_bytes(&got, &b, sizeof b, "as it was put");
	ledger_bundle_get(&l, id_a, LEDGER_RECEIVED, &got, &found, &w);
	tap_ok(!found, "not in the other direction");
	memcpy(b.id, id_b, sizeof b.id);
	b.sequence = 7;
	ledger_bundle_put(&l, &b, &w);
	b.direction = LEDGER_RECEIVED;
	b.sequence = 1000;
	ledger_bundle_put(&l, &b, &w);
	memcpy(b.id, id_a, sizeof b.id);
	b.direction = LEDGER_SENT;
	b.state = LEDGER_DONE;
	b.sequence = 41;
	(void)strncpy(b.purpose, "two", sizeof b.purpose);
	tap_number(ledger_bundle_put(&l, &b, &w), 0, "a bundle is put again");
	ledger_bundle_each(&l, note_bundle, text, &w);
	tap_text(text, "bundle a sd two;bundle b sb one;bundle b rb one;",
	    "all come in order of entry, each once");
	tap_number(ledger_bundle_each(&l, stop_at_once, NULL, &w), 7,
	    "what stops the walk is returned");
	ledger_next_sequence(&l, &next, &w);
	tap_number((long long)next, 42,
	    "the next sequence number follows the highest that was sent");
	b.reads = UINT64_MAX;
	tap_number(ledger_bundle_put(&l, &b, &w), -1,
	    "a number that does not fit is refused");
	tap_number(w.reason, WHY_STORE, "as a fault of the store");
	ledger_close(&l);
}

static int
note_member(void *self, const struct ledger_member *m, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%u %c%d %s %lld;", m->number,
	    m->cut, m->gone, m->name, (long long)m->mtime_s);
	return 0;
}

struct walker {
	struct ledger *ledger;
	int seen;
};

/* Forget every second name while walking. */
static int
forget_some(void *self, const struct ledger_member *m, struct why *w)
{
	struct walker *k = self;
	struct ledger_member n = *m;

	k->seen++;
	if (m->number % 2 == 0)
		return 0;
	n.gone = 1;
	n.name = "";
	return ledger_member_put(k->ledger, id_a, &n, w);
}

static void
members(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct ledger_member m = { .number = 3,
		.cut = 'r',
		.name = "data/reads.csv",
		.mtime_s = -1,
		.mtime_ns = 999999999,
		.segment = 9,
		.first = 8,
		.records = 7,
		.zone = "+01:00" };
	struct walker k = { .ledger = &l };
	char text[256] = "";
	uint32_t number = 0;
	bool found = false;

	if (!opens(&l, "l.db", &w))
		return;
	ledger_begin(&l, &w);
	tap_number(ledger_member_put(&l, id_a, &m, &w), 0, "a member is put");
	m.number = 0;
	m.cut = 'd';
	m.name = "data";
	m.zone = "";
	ledger_member_put(&l, id_a, &m, &w);
	ledger_member_put(&l, id_b, &m, &w);
	ledger_member_each(&l, id_a, note_member, text, &w);
	tap_text(text, "0 d0 data -1;3 r0 data/reads.csv -1;",
	    "members of one bundle come by number");
	ledger_member_find(&l, id_a, "data/reads.csv", &number, &found, &w);
	tap_ok(found && number == 3, "a member is found by name");
	ledger_member_find(&l, id_b, "data/reads.csv", &number, &found, &w);
	tap_ok(!found, "in its own bundle");
	for (m.number = 100; m.number < 1100; m.number++)
		ledger_member_put(&l, id_a, &m, &w);
	tap_number(ledger_member_each(&l, id_a, forget_some, &k, &w), 0,
	    "rows are put again while they are walked");
	tap_number(k.seen, 1002, "each comes once");
	ledger_member_find(&l, id_a, "data/reads.csv", &number, &found, &w);
	tap_ok(!found, "a forgotten name is not found");
	tap_number(ledger_commit(&l, &w), 0, "all that is committed");
	m.gone = 1;
	m.name = "data/left";
	tap_number(ledger_member_put(&l, id_a, &m, &w), -1,
	    "a gone member with a name is refused");
	ledger_close(&l);
}

static int
note_gone(void *self, const struct ledger_gone *g, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%llu/%u %02x %llu;",
	    (unsigned long long)g->segment, g->index, g->leaf[31],
	    (unsigned long long)g->cause);
	return 0;
}

static int
note_order(void *self, const struct ledger_order *o, struct why *w)
{
	(void)w;
	*(struct ledger_order *)self = *o;
	return 0;
}

static void
segments_orders_and_gone(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct ledger_segment s = { .number = 2,
		.records = 30,
		.gone = 0,
		.cover = "\0cover",
		.cover_bytes = 6 };
	struct ledger_order o = { .id = "order",
		.targets = 9,
		.issued_s = 5,
		.issuer = { .agency = "force-b" } };
	struct ledger_order got = { 0 };
	struct ledger_gone g = { .segment = 2, .index = 5 };
	struct bytes cover = { 0 };
	bool found = false, due = true;
	char text[256] = "";

	if (!opens(&l, "l.db", &w))
		return;
	ledger_segment_put(&l, id_a, &s, &w);
	s.gone = 1;
	s.cover = "shorter";
	s.cover_bytes = 7;
	tap_number(ledger_segment_put(&l, id_a, &s, &w), 0,
	    "a segment is put again");
	ledger_segment_get(&l, id_a, 2, &s, &cover, &found, &w);
	tap_ok(found && s.records == 30 && s.gone == 1 && s.cover_bytes == 7 &&
		memcmp(cover.data, "shorter", 7) == 0,
	    "its cover is the newer one");
	ledger_segment_get(&l, id_a, 3, &s, &cover, &found, &w);
	tap_ok(!found, "another is not found");
	bytes_clear(&cover);

	tap_number(ledger_order_put(&l, &o, &w), 0, "an order is put");
	tap_ok(o.row > 0, "and gets a row");
	o.deleted_reads = 3;
	ledger_order_put(&l, &o, &w);
	ledger_order_each(&l, note_order, &got, &w);
	tap_bytes(&got, &o, sizeof o, "put again, it is the same order");

	g.leaf[31] = 0x11;
	g.cause = o.row;
	tap_number(ledger_gone_put(&l, id_a, &g, &w), 0,
	    "a gone record is put");
	tap_number(ledger_gone_put(&l, id_a, &g, &w), -1, "and only once");
	why_clear(&w);
	g.index = 4;
	g.cause = 0;
	ledger_gone_put(&l, id_a, &g, &w);
	g.index = 6;
	g.cause = LEDGER_CAUSE_TOMBSTONE;
	ledger_gone_put(&l, id_a, &g, &w);
	g.segment = 3;
	g.cause = 0;
	ledger_gone_put(&l, id_a, &g, &w);
	ledger_gone_each(&l, id_a, 2, note_gone, text, &w);
	tap_text(text, "2/4 11 0;2/5 11 1;2/6 11 9223372036854775807;",
	    "gone records of one segment come by index");

	tap_number(ledger_bundle_strip(&l, id_a, &w), 0,
	    "a bundle is stripped");
	text[0] = '\0';
	ledger_gone_each(&l, id_a, 2, note_gone, text, &w);
	ledger_member_each(&l, id_a, note_member, text, &w);
	tap_text(text, "", "nothing of it is left");
	ledger_member_each(&l, id_b, note_member, text, &w);
	tap_text(text, "0 d0 data -1;", "others stay");
	tap_number(ledger_scrub_due(&l, &due, &w), 0, "scrubbing is asked for");
	tap_ok(due, "and due");
	tap_number(ledger_scrub(&l, &w), 0, "the ledger is scrubbed");
	ledger_scrub_due(&l, &due, &w);
	tap_ok(!due, "which is not due then");
	ledger_close(&l);
}

static int
count_tag(void *self, const uint8_t *tag, struct why *w)
{
	(void)w;
	*(int *)self += tag[0];
	return 0;
}

static int
note_swap(void *self, const char *from, const char *to, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%s>%s;", from, to);
	return 0;
}

static int
note_witness(void *self, uint64_t size, const uint8_t *root,
    const uint8_t *bundle, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%llu %x %.8s;",
	    (unsigned long long)size, root[0], bundle);
	return 0;
}

static void
tombstones_swaps_and_witnesses(void)
{
	struct ledger l;
	struct why w = { 0 };
	uint8_t tag[HASH_KEYED_BYTES] = { 1 };
	uint8_t root[HASH_BYTES] = { 1 };
	int sum = 0;
	char text[256] = "";

	if (!opens(&l, "l.db", &w))
		return;
	ledger_tombstone_put(&l, tag, 24300, &w);
	ledger_tombstone_put(&l, tag, 24299, &w);
	tag[0] = 2;
	ledger_tombstone_put(&l, tag, 24299, &w);
	ledger_tombstone_each(&l, count_tag, &sum, &w);
	tap_number(sum, 3, "tombstones come, each once");
	ledger_tombstone_expire(&l, 24299, &w);
	sum = 0;
	ledger_tombstone_each(&l, count_tag, &sum, &w);
	tap_number(sum, 3, "one lives through its month");
	ledger_tombstone_expire(&l, 24300, &w);
	sum = 0;
	ledger_tombstone_each(&l, count_tag, &sum, &w);
	tap_number(sum, 1, "and dies after it; the later month counts");

	ledger_swap_put(&l, "quarantine/x/1", "received/1", &w);
	ledger_swap_put(&l, "received/2", "", &w);
	ledger_swap_each(&l, note_swap, text, &w);
	tap_text(text, "quarantine/x/1>received/1;received/2>;",
	    "swaps come in order");
	ledger_swap_clear(&l, &w);
	text[0] = '\0';
	ledger_swap_each(&l, note_swap, text, &w);
	tap_text(text, "", "and are cleared");

	ledger_witness_put(&l, "AA", 5, root, id_a, &w);
	ledger_witness_put(&l, "AA", 5, root, id_b, &w);
	ledger_witness_put(&l, "BB", 1, root, id_b, &w);
	root[0] = 2;
	ledger_witness_put(&l, "AA", 5, root, id_b, &w);
	tap_number(ledger_witness_put(&l, "AA", 4, root, id_b, &w), 0,
	    "heads of another log are kept");
	ledger_witness_each(&l, "AA", note_witness, text, &w);
	tap_text(text, "4 2 bundle b;5 1 bundle a;5 2 bundle b;",
	    "two roots of one size stand side by side");
	tap_text(w.text, "", "without a fault");
	ledger_close(&l);
}

/* A process that commits a setting and dies without closing. */
static void
die_after_commit(const char *path, const char *value)
{
	pid_t child = fork();
	struct ledger l;
	struct why w = { 0 };

	if (child == 0) {
		if (!opens(&l, path, &w) ||
		    ledger_set(&l, "agency", value, &w) != 0)
			_exit(1);
		ledger_begin(&l, &w);
		ledger_set(&l, "agency", "not committed", &w);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

static void
reads_setting(const char *path, const char *want, const char *name)
{
	struct ledger l;
	struct why w = { 0 };
	char before[2048], after[2048], text[16] = "";
	bool found = false;

	listing(before);
	tap_number(ledger_open(&l, path, LEDGER_READ, &w), 0, "%s: opens",
	    name);
	tap_text(w.text, "", "%s: no fault", name);
	if (w.reason != WHY_NONE)
		return;
	ledger_get(&l, "agency", text, sizeof text, &found, &w);
	tap_text(text, want, "%s: reads what is committed", name);
	tap_number(ledger_set(&l, "agency", "x", &w), -1, "%s: changes nothing",
	    name);
	ledger_close(&l);
	listing(after);
	tap_text(after, before, "%s: leaves all files as they were", name);
}

/* On a file system that nobody can write; in a process of its own. */
static int
read_on_read_only(void)
{
	struct ledger l;
	struct why w = { 0 };
	char text[16];
	bool found;
	int failed = 0;

	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount(top, top, NULL, MS_BIND, NULL) != 0 ||
	    mount(NULL, top, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) !=
		0 ||
	    chdir(top) != 0)
		return 77;
	failed += ledger_open(&l, "l.db", LEDGER_READ, &w) != 0;
	failed += ledger_get(&l, "agency", text, sizeof text, &found, &w) != 0;
	failed += strcmp(text, "third") != 0;
	ledger_close(&l);
	failed += ledger_open(&l, "crash.db", LEDGER_READ, &w) != 0;
	failed += ledger_get(&l, "agency", text, sizeof text, &found, &w) != 0;
	failed += strcmp(text, "crashed") != 0;
	ledger_close(&l);
	failed += ledger_open(&l, "l.db", LEDGER_WRITE, &w) == 0;
	failed += w.reason != WHY_SYSTEM;
	return failed;
}

static void
reading_changes_nothing(void)
{
	pid_t child;
	int status = 0;

	reads_setting("l.db", "third", "at rest");
	copy_file("l.db", "crash.db");
	die_after_commit("crash.db", "crashed");
	tap_ok(access("crash.db-wal", F_OK) == 0,
	    "a killed writer leaves a WAL");
	reads_setting("crash.db", "crashed", "after a crash");
	unlink("crash.db-shm");
	reads_setting("crash.db", "crashed", "with a WAL alone");
	child = fork();
	if (child == 0)
		_exit(read_on_read_only());
	waitpid(child, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		tap_skip("nothing can be mounted here");
	else
		tap_number(status, 0,
		    "a read-only medium is read, not written");
}

static void
damage_is_told(void)
{
	struct ledger l;
	struct why w = { 0 };
	char noise[4096];
	char text[256] = "";
	struct stat st;
	int fd;

	memset(noise, 0x5a, sizeof noise);
	copy_file("l.db", "d.db");
	stat("d.db", &st);
	fd = open("d.db", O_WRONLY);
	for (off_t at = 4096; at < st.st_size; at += 4096)
		(void)!pwrite(fd, noise, sizeof noise, at);
	close(fd);
	tap_ok(opens(&l, "d.db", &w) &&
		ledger_bundle_each(&l, note_bundle, text, &w) != 0,
	    "damaged pages are not read");
	tap_number(w.reason, WHY_STORE, "but told as a damaged store");
	ledger_close(&l);
	copy_file("l.db", "d.db");
	(void)!truncate("d.db", st.st_size / 2 / 4096 * 4096);
	tap_ok(!opens(&l, "d.db", &w) ||
		ledger_bundle_each(&l, note_bundle, text, &w) != 0 ||
		ledger_tombstone_each(&l, count_tag, &status_sink, &w) != 0,
	    "half a file is not read");
	tap_number(w.reason, WHY_STORE, "but told as a damaged store");
	ledger_close(&l);
	copy_file("l.db", "d.db");
	sql("d.db",
	    "PRAGMA ignore_check_constraints = 1;"
	    "UPDATE bundle SET id = x'00' WHERE row = 2");
	why_clear(&w);
	opens(&l, "d.db", &w);
	tap_number(ledger_bundle_each(&l, note_bundle, text, &w), -1,
	    "a row that cannot be is refused");
	tap_text(w.text, "ledger: a row is damaged", "and told");
	ledger_close(&l);
	unlink("d.db");
}

static void
two_writers(void)
{
	struct ledger one, two;
	struct why w = { 0 };

	if (!opens(&one, "l.db", &w) || !opens(&two, "l.db", &w))
		return;
	sqlite3_busy_timeout(two.db, 30);
	ledger_begin(&one, &w);
	ledger_set(&one, "x", "1", &w);
	tap_number(ledger_begin(&two, &w), -1, "there is one writer at a time");
	tap_number(w.reason, WHY_STORE_BUSY, "the other is told so");
	why_clear(&w);
	ledger_commit(&one, &w);
	tap_number(ledger_begin(&two, &w), 0, "and comes next");
	ledger_close(&two);
	ledger_close(&one);
}

/* A name of a member that no other holds. */
static const char *
name_of(int i)
{
	static char name[128];

	(void)snprintf(name, sizeof name, "data/%c/QX%06dQX%.*s", 'a' + i % 7,
	    i, i % 61,
	    "_____________________________________________________________");
	return name;
}

/* Put, forget and strip many members, so that pages split and join. */
static void
churn(struct ledger *l, bool *gone, int n, struct why *w)
{
	unsigned seed = 12345;

	ledger_begin(l, w);
	for (int round = 0; round < 4; round++) {
		for (int i = 0; i < n; i++) {
			struct ledger_member m = { .cut = 'f', .zone = "" };

			seed = seed * 1103515245 + 12345;
			m.number = (uint32_t)((i * 7919) % n);
			if (round > 0 && (seed >> 16) % 3 != 0)
				continue;
			if (round > 0)
				gone[m.number] = true;
			m.gone = gone[m.number];
			m.name = m.gone ? "" : name_of((int)m.number);
			ledger_member_put(l, id_a, &m, w);
		}
	}
	ledger_commit(l, w);
}

static void
forgotten_names_are_nowhere(void)
{
	enum {
		N = 12000
	};
	static bool gone[N];
	struct ledger l;
	struct ledger_member m = { .number = N + 1,
		.cut = 'f',
		.zone = "",
		.name = "data/images/ZZ99ABC.jpg" };
	struct why w = { 0 };
	char *data;
	size_t len;
	int left = 0, kept = 0, names = 0;

	if (!opens(&l, "l.db", &w))
		return;
	ledger_member_put(&l, id_a, &m, &w);
	churn(&l, gone, N, &w);
	tap_ok(occurs("l.db", "ZZ99ABC") + occurs("l.db-wal", "ZZ99ABC") > 0,
	    "a name is in the files");
	m.gone = 1;
	m.name = "";
	ledger_member_put(&l, id_a, &m, &w);
	tap_number(ledger_scrub(&l, &w), 0, "the ledger is scrubbed");
	tap_text(w.text, "", "without a fault");
	tap_number(occurs("l.db", "ZZ99ABC"), 0, "the name is not in the file");
	tap_number(occurs("l.db-wal", "ZZ99ABC"), 0, "nor in the WAL");
	tap_number(occurs("l.db-shm", "ZZ99ABC"), 0, "nor in its index");
	len = read_file("l.db", &data);
	for (size_t i = 0; i + 10 < len; i++) {
		int number;

		if (memcmp(data + i, "QX", 2) != 0 ||
		    memcmp(data + i + 8, "QX", 2) != 0)
			continue;
		number = 0;
		for (int k = 2; k < 8; k++)
			number = number * 10 + data[i + (size_t)k] - '0';
		left += number >= 0 && number < N && gone[number];
		kept += number >= 0 && number < N && !gone[number];
	}
	free(data);
	for (int i = 0; i < N; i++)
		names += !gone[i];
	tap_ok(names > 0 && names < N, "of %d names %d stay", N, names);
	tap_ok(kept >= names, "those are in the file");
	tap_number(left, 0, "no trace of the others is");
	ledger_close(&l);
}

/* On a small file system; in a process of its own. */
static int
fill_disk(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct ledger_member m = { .cut = 'f',
		.zone = "",
		.name = "data/a-name-of-some-length" };
	char text[16] = "";
	bool found;
	int failed = 0;

	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", top, "tmpfs", 0, "size=2m") != 0 || chdir(top) != 0)
		return 77;
	if (ledger_create("l.db", &w) != 0 || !opens(&l, "l.db", &w) ||
	    ledger_set(&l, "agency", "before", &w) != 0)
		return 1;
	ledger_begin(&l, &w);
	ledger_set(&l, "agency", "within", &w);
	for (m.number = 0; m.number < 400000 && w.reason == WHY_NONE;
	     m.number++)
		ledger_member_put(&l, id_a, &m, &w);
	/* A full cache goes to the WAL; what fits in it fails at the end. */
	if (w.reason == WHY_NONE)
		ledger_commit(&l, &w);
	failed += w.reason != WHY_DISK_FULL;
	why_clear(&w);
	/* Nothing more may come into a transaction that SQLite gave up. */
	if (sqlite3_get_autocommit(l.db) != 0)
		failed += ledger_set(&l, "agency", "alone", &w) == 0;
	ledger_rollback(&l);
	ledger_close(&l);
	failed += !opens(&l, "l.db", &w);
	failed += ledger_get(&l, "agency", text, sizeof text, &found, &w) != 0;
	failed += strcmp(text, "before") != 0;
	ledger_close(&l);
	return failed;
}

static void
full_disk_is_told(void)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		_exit(fill_disk());
	waitpid(child, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		tap_skip("a small file system cannot be mounted here");
	else
		tap_number(status, 0,
		    "a full disk is told, and the ledger is as it was");
}

int
main(void)
{
	struct why w = { 0 };

	if (mkdtemp(top) == NULL || chdir(top) != 0)
		return 1;
	creating();
	foreign_files();
	settings_and_transactions();
	bundles();
	members();
	segments_orders_and_gone();
	tombstones_swaps_and_witnesses();
	reading_changes_nothing();
	damage_is_told();
	two_writers();
	forgotten_names_are_nowhere();
	full_disk_is_told();
	(void)!chdir("/");
	staging_remove_tree(AT_FDCWD, top, &w);
	return tap_done();
}
