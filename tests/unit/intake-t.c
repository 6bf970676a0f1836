#include "tests/unit/taking.h"

/* Where members may stand, what they may be called, and that all came that was
 * promised. What is in them: intake_records-t.c and intake_tags-t.c. */

static const unsigned jobs[] = { 1, 3 };
#define JOBS (sizeof jobs / sizeof jobs[0])

#define MADE(rule, reason, says, stage, make, with)                         \
	{                                                                   \
		rule, reason, says, FORGE_##stage, forge_##make, NULL, with \
	}

/* --- what is sound --- */

static void
forge_reads_in_folder(struct forge *f)
{
	(void)snprintf(forge_find(f, "data/reads.csv")->name, 40,
	    "data/images/reads.csv");
}

static const struct forge_fault sound[] = {
	{ "one segment", NULL, NULL, FORGE_NOTHING, NULL, NULL, NULL },
	MADE("three segments", NULL, NULL, TAR, three, NULL),
	MADE("times with a fraction", NULL, NULL, TAGS, times, NULL),
	{ "a read file before the folder it is in", NULL, NULL, FORGE_MEMBERS,
	    forge_reads_in_folder, NULL, NULL },
};

static void
check_sound(const struct forge_fault *one, unsigned n, bool written)
{
	const char *how = written ? "written" : "looked at";
	const struct intake_totals *t = &intake.totals;
	const struct contents *c = &opening.contents;
	struct why w = { 0 };
	int rc = take_in(one, n, written, &w);

	tap_number(rc, 0, "%s, %u jobs, %s: it is taken %s", one->name, n, how,
	    w.text);
	tap_number((long long)t->members, (long long)c->members,
	    "%s: its members are counted", one->name);
	tap_number((long long)t->reads, 3, "%s: its reads", one->name);
	tap_number((long long)t->files, 3, "%s: its files", one->name);
	tap_number((long long)t->kept_files, 3, "%s: all are kept", one->name);
	tap_number((long long)t->bytes, (long long)c->payload_bytes,
	    "%s: its bytes", one->name);
	tap_number((long long)t->kept_bytes, (long long)c->payload_bytes,
	    "%s: all of them too", one->name);
	tap_number((long long)t->gone_records, 0, "%s: nothing goes",
	    one->name);
	tap_number((long long)tally.checked, (long long)opening.seal.n_segments,
	    "%s: each segment agrees with the seal", one->name);
	taken(written);
}

/* Each member lies there as it was packed, with its time. */
static void
check_staged(const struct forge_fault *one, unsigned n)
{
	unsigned wrong = 0;
	struct why w = { 0 };

	take_in(one, n, true, &w);
	for (size_t i = 0; i < forge.n_members; i++) {
		const struct forge_member *m = &forge.members[i];
		struct bytes data = { 0 };
		struct stat st = { 0 };

		lstat(staged_path(m->name), &st);
		if (m->cut != RECORD_FOLDER)
			scratch_read(staged_path(m->name), &data);
		if (S_ISDIR(st.st_mode) != (m->cut == RECORD_FOLDER) ||
		    st.st_mtim.tv_sec != m->mtime.tv_sec ||
		    st.st_mtim.tv_nsec != m->mtime.tv_nsec ||
		    data.len != m->data.len ||
		    (data.len > 0 &&
			memcmp(data.data, m->data.data, data.len) != 0)) {
			wrong++;
			tap_note("%s differs", m->name);
		}
		bytes_clear(&data);
	}
	tap_number(wrong, 0,
	    "%s, %u jobs: all is staged as packed, with its times", one->name,
	    n);
	taken(true);
	tap_number(entries("received"), 0, "and nothing is released");
}

static void
test_sound(void)
{
	for (size_t i = 0; i < sizeof sound / sizeof sound[0]; i++) {
		for (size_t k = 0; k < JOBS; k++) {
			check_sound(&sound[i], jobs[k], false);
			check_sound(&sound[i], jobs[k], true);
			check_staged(&sound[i], jobs[k]);
		}
	}
}

/* --- members for the ledger --- */

static void
test_members(void)
{
	char name[NAME_MAX_BYTES + 1];
	struct ledger_member m;
	struct why w = { 0 };
	/* Cut, segment, index and content records of each member of three
	 * segments, cut before data/images and bag-info.txt. */
	static const struct {
		char cut;
		unsigned segment;
		unsigned first;
		unsigned records;
	} want[] = {
		{ 't', 0, 0, 2 },
		{ 'd', 0, 3, 0 },
		{ 'r', 0, 4, 4 },
		{ 'd', 1, 0, 0 },
		{ 'f', 1, 1, 1 },
		{ 'f', 1, 3, 1 },
		{ 't', 2, 0, 4 },
		{ 't', 2, 5, 3 },
		{ 't', 2, 9, 3 },
	};

	take_in(&sound[1], 3, true, &w);
	spool_rewind(&bag.members, &w);
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		if (bagger_take_member(&bag, &m, name, &w) != 1)
			break;
		tap_text(m.name, forge.members[i].name,
		    "member %zu is noted under its name", i);
		tap_ok(m.number == i && m.cut == want[i].cut &&
			m.segment == want[i].segment &&
			m.first == want[i].first &&
			m.records == want[i].records && m.gone == 0,
		    "and with the place of its records");
	}
	tap_number(bagger_take_member(&bag, &m, name, &w), 0,
	    "no more than these are noted");
	taken(true);
}

/* --- what is refused --- */

/* Members from this one on never come. */
static void
forge_ends_before(struct forge *f)
{
	struct forge_member *first = forge_find(f, f->fault->with);

	while (f->members + f->n_members > first)
		bytes_clear(&f->members[--f->n_members].data);
}

static void
forge_as_file(struct forge *f)
{
	forge_find(f, f->fault->with)->cut = RECORD_PIECES;
}

static void
forge_as_folder(struct forge *f)
{
	struct forge_member *m = forge_find(f, f->fault->with);

	m->cut = RECORD_FOLDER;
	bytes_clear(&m->data);
}

/* The folder of another bundle; the one of this with something behind it. */
static void
forge_other_top(struct forge *f)
{
	f->top[0] = '0';
}

static void
forge_longer_top(struct forge *f)
{
	struct forge_member *m = forge_extra(f);

	m->whole = true;
	(void)snprintf(m->name, sizeof m->name, "%sx/data/file", f->top);
}

static void
forge_lie(struct forge *f)
{
	struct contents *c = &f->contents;
	uint64_t *const told[] = { &c->members, &c->reads, &c->payload_bytes,
		&c->payload_files };

	++*told[f->fault->with[0] - '0'];
}

/* A read file more than there are members. */
static void
forge_two_told(struct forge *f)
{
	read_files[1] = read_files[0];
	read_files[1].member = (uint32_t)f->n_members;
	f->contents.n_read_files = 2;
}

/* Another member is said to be the read file. */
static void
forge_told(struct forge *f)
{
	read_files[0].member = (uint32_t)(f->fault->with[0] - '0');
	f->contents.reads = 0;
}

/* A segment behind the end of the archive, with so many bytes. */
static void
forge_more_segments(struct forge *f)
{
	f->segments[1] = f->segments[0];
	f->cuts[f->n_cuts++] = f->tar.len;
	forge_replace(f, &f->tar, NULL, f->fault->with);
	f->contents.n_segments++;
	f->seal.n_segments++;
}

#define HERE " does not belong here"
#define TOLD "the contents tell of "

static const struct forge_fault faults[] = {
	MADE("no declaration", "member-order", "data" HERE, TAGS, without,
	    BAG_DECLARATION),
	MADE("no payload folder", "member-order", "data/reads.csv" HERE, TAGS,
	    without, BAG_PAYLOAD),
	MADE("no bag-info", "member-order", BAG_MANIFEST HERE, TAGS, without,
	    BAG_INFO),
	MADE("no manifest", "member-order", BAG_TAGS HERE, TAGS, without,
	    BAG_MANIFEST),
	MADE("an end before the declaration", "bag",
	    "the bag has no payload or " BAG_INFO, TAGS, ends_before,
	    BAG_DECLARATION),
	MADE("an end before the payload", "bag",
	    "the bag has no payload or " BAG_INFO, TAGS, ends_before,
	    BAG_PAYLOAD),
	MADE("an end within the payload", "bag",
	    "the bag has no payload or " BAG_INFO, TAGS, ends_before,
	    "data/note.txt"),
	MADE("an end before the manifest", "bag",
	    "the bag has no " BAG_MANIFEST, TAGS, ends_before, BAG_MANIFEST),
	MADE("an end before the tag manifest", "bag",
	    "the bag has no " BAG_TAGS, TAGS, ends_before, BAG_TAGS),
	MADE("the payload before the declaration", "member-order", "data" HERE,
	    TAGS, swap, BAG_DECLARATION),
	MADE("the manifest before bag-info", "member-order", BAG_MANIFEST HERE,
	    TAGS, swap, BAG_INFO),
	MADE("the tag manifest before the manifest", "member-order",
	    BAG_TAGS HERE, TAGS, swap, BAG_MANIFEST),
	MADE("payload behind the tag manifest", "member-order",
	    "data/late.txt" HERE, TAGS, named, "data/late.txt"),
	MADE("a folder behind the tag manifest", "member-order",
	    "data/late" HERE, TAGS, named_folder, "data/late"),
	MADE("a file beside the payload", "member-order", "fetch.txt" HERE,
	    MEMBERS, named, "fetch.txt"),
	MADE("a folder beside the payload", "member-order", "metadata" HERE,
	    MEMBERS, named_folder, "metadata"),
	MADE("a name that begins like the payload", "member-order",
	    "data2/file" HERE, MEMBERS, named, "data2/file"),
	MADE("a payload folder that is a file", "member-order", "data" HERE,
	    TAGS, as_file, BAG_PAYLOAD),
	MADE("a declaration that is a folder", "member-order",
	    BAG_DECLARATION HERE, TAGS, as_folder, BAG_DECLARATION),
	MADE("bag-info that is a folder", "member-order", BAG_INFO HERE, TAGS,
	    as_folder, BAG_INFO),
	MADE("a manifest that is a folder", "member-order", BAG_MANIFEST HERE,
	    TAGS, as_folder, BAG_MANIFEST),
	/* Source: bundle.txt, 4.1. */
	MADE("a folder behind a file in it", "member-order",
	    "data/late/file.txt lies in a folder that is not there", MEMBERS,
	    folder_late, NULL),
	MADE("a file in a folder of another case", "member-order",
	    "data/IMAGES/2.jpg lies in a folder that is not there", MEMBERS,
	    named, "data/IMAGES/2.jpg"),
	MADE("a folder in one that never comes", "member-order",
	    "data/a/b lies in a folder that is not there", MEMBERS,
	    named_folder, "data/a/b"),
	MADE("a file below a file", "member-order",
	    "data/note.txt/x lies in a folder that is not there", MEMBERS,
	    named, "data/note.txt/x"),
	MADE("a read file in a folder that never comes", "member-order",
	    "a read file lies in a folder that is not there", MEMBERS,
	    no_reads_folder, NULL),
	MADE("a read file behind a folder", "member-order",
	    "read file data/reads.csv comes behind other members", MEMBERS,
	    swap_reads, NULL),
	/* Source: bundle.txt, 5. */
	MADE("the folder of another bundle", "member-name",
	    "is not in the folder 5a5a", MEMBERS, other_top, NULL),
	MADE("a folder with a longer name", "member-name",
	    "is not in the folder 5a5a", MEMBERS, longer_top, ""),
	MADE("a name twice", "member-repeated", "data/note.txt is there twice",
	    MEMBERS, named, "data/note.txt"),
	MADE("a name twice but for its case", "member-repeated",
	    "data/Note.txt is there twice", MEMBERS, named, "data/Note.txt"),
	MADE("a file named like a folder", "member-repeated",
	    "data/images is there twice", MEMBERS, named, "data/images"),
	/* Source: contents.txt, 2. */
	MADE("contents with a member more", "contents",
	    TOLD "10 members, 3 files", CONTENTS, lie, "0"),
	MADE("contents with a read more", "contents", ", 4 reads; 9, 3, ",
	    CONTENTS, lie, "1"),
	MADE("contents with a byte more", "contents", TOLD "9 members, 3 files",
	    CONTENTS, lie, "2"),
	MADE("contents with a file more", "contents", TOLD "9 members, 4 files",
	    CONTENTS, lie, "3"),
	MADE("contents with a read file more", "contents",
	    "the contents name 2 read files, 1 came", CONTENTS, two_told, NULL),
	MADE("contents that call a folder a read file", "member-order",
	    "data/images" HERE, CONTENTS, told, "3"),
	MADE("contents that call a later file a read file", "member-order",
	    "read file data/note.txt comes behind", CONTENTS, told, "5"),
	MADE("an empty segment behind the archive", "record-count",
	    "segment 1: holds 0 records, sealed were", SEAL, more_segments, ""),
	MADE("a segment behind the archive", "archive", "behind the end mark",
	    SEAL, more_segments, "x"),
};

static void
test_faults(void)
{
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		const struct forge_fault *f = &faults[i];

		for (size_t k = 0; k < 2 * JOBS; k++) {
			unsigned n = jobs[k / 2];
			bool written = k % 2 == 1;
			struct why w = { 0 };

			tap_number(take_in(f, n, written, &w), -1,
			    "%s, %u jobs, %s: refused", f->name, n,
			    written ? "written" : "looked at");
			tap_text(why_name(w.reason), f->reason, "for this");
			if (!tap_ok(strstr(w.text, f->says) != NULL,
				"and it says so"))
				tap_note("%s, not %s", w.text, f->says);
			taken(written);
		}
	}
	tap_number(entries("received"), 0, "nothing of these is released");
	tap_number(entries(STAGING_QUARANTINE), 0, "nothing stays of them");
}

int
main(void)
{
	if (!store_begin())
		return 1;
	test_sound();
	test_members();
	test_faults();
	forget_forged();
	return store_end();
}
