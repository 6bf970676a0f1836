#include "tests/unit/taking.h"

/* Tag files: what they must say as sealed, and what they say as released.
 * Source: bundle.txt, 6; proof.txt, 4. */

#define MADE(rule, stage, make, with)                                     \
	{                                                                 \
		rule, NULL, NULL, FORGE_##stage, forge_##make, NULL, with \
	}
#define TAG(rule, reason, says, make, find, with)                        \
	{                                                                \
		rule, reason, says, FORGE_TAGS, forge_##make, find, with \
	}

static const unsigned jobs[] = { 1, 3 };

static void
let_judge(const char *targets)
{
	char text[1000];
	struct why w = { 0 };

	memset(&judge, 0, sizeof judge);
	order_match_clear(&match);
	memset(&match, 0, sizeof match);
	if (targets == NULL)
		return;
	snprintf(text, sizeof text, DRAFT "%s", targets);
	if (order_match_add(&match, text, strlen(text), 0, &w) != 0)
		tap_ok(false, "an order: %s", w.text);
	judge.match = &match;
}

#define ROW  "{\"target\":\"record\",\"record_id\":\"R2\"}\n"
#define NOTE "{\"target\":\"member\",\"path\":\"data/note.txt\"}\n"
#define READS                                                   \
	"{\"target\":\"member\",\"path\":\"data/reads.csv\"}\n" \
	"{\"target\":\"member\",\"path\":\"data/images/1.jpg\"}\n"

/* --- what is released --- */

/* In other words than the program's: the line of a staged file. */
static void
line_of(struct bytes *out, const char *name, const char *shown)
{
	struct bytes data = { 0 };
	struct sha256 s = { 0 };
	uint8_t digest[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1];
	struct why w = { 0 };

	if (!is_staged(name))
		return;
	scratch_read(staged_path(name), &data);
	sha256_begin(&s, &w);
	sha256_add(&s, data.data, data.len, &w);
	sha256_end(&s, digest, &w);
	sha256_clear(&s);
	bytes_to_hex(hex, digest, sizeof digest);
	bytes_printf(out, &w, "%s  %s\n", hex, shown);
	bytes_clear(&data);
}

static void
check_text(const char *name, struct bytes *want)
{
	struct why w = { 0 };

	bytes_add(want, "", 1, &w);
	tap_text(staged_text(name), (const char *)want->data,
	    "%s is right for what is staged", name);
	bytes_clear(want);
}

static void
check_manifest(void)
{
	struct bytes want = { 0 };

	for (size_t i = 0; i < forge.n_members; i++) {
		const char *name = forge.members[i].name;

		if (forge_is_file(&forge.members[i]))
			line_of(&want, name,
			    strcmp(name, "data/100%.txt") == 0
				? "data/100%25.txt"
				: name);
	}
	check_text(BAG_MANIFEST, &want);
}

static void
check_info(void)
{
	struct bytes want = { 0 };
	struct why w = { 0 };
	unsigned long long octets = 0;
	unsigned files = 0;

	for (size_t i = 0; i < forge.n_members; i++) {
		struct stat st;

		if (!forge_is_file(&forge.members[i]) ||
		    lstat(staged_path(forge.members[i].name), &st) != 0)
			continue;
		files++;
		octets += (unsigned long long)st.st_size;
	}
	bytes_printf(&want, &w,
	    "External-Identifier: 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\n"
	    "Bagging-Date: 2026-03-01\n"
	    "Bag-Software-Agent: sealbag\n"
	    "Payload-Oxum: %llu.%u\n",
	    octets, files);
	check_text(BAG_INFO, &want);
}

static void
check_tags(void)
{
	struct bytes want = { 0 };

	line_of(&want, BAG_DECLARATION, BAG_DECLARATION);
	line_of(&want, BAG_INFO, BAG_INFO);
	line_of(&want, BAG_MANIFEST, BAG_MANIFEST);
	check_text(BAG_TAGS, &want);
	tap_text(staged_text(BAG_DECLARATION), bag_declaration,
	    BAG_DECLARATION " stays as it is");
}

static void
check_times(void)
{
	static const char *const names[] = { BAG_DECLARATION, BAG_INFO,
		BAG_MANIFEST, BAG_TAGS };
	unsigned wrong = 0;

	for (size_t i = 0; i < 4; i++) {
		const struct forge_member *m = forge_find(&forge, names[i]);
		struct stat st = { 0 };

		lstat(staged_path(names[i]), &st);
		wrong += st.st_mtim.tv_sec != m->mtime.tv_sec ||
		    st.st_mtim.tv_nsec != m->mtime.tv_nsec;
	}
	tap_number(wrong, 0, "tag files have the times that were sealed");
}

static const struct forge_fault shapes[] = {
	MADE("a bag", NOTHING, times, NULL),
	MADE("a bag with times", TAGS, times, NULL),
	MADE("a bag in three segments", TAR, three, NULL),
	MADE("a bag with a percent sign", MEMBERS, named, "data/100%.txt"),
	MADE("a bag with a blank in a name", MEMBERS, named, "data/a b .txt"),
};

static const struct {
	const char *rule;
	const char *targets;
} orders[] = {
	{ "nothing goes", NULL },
	{ "a row goes", ROW },
	{ "the last file goes", NOTE },
	{ "the first files go", READS },
	{ "a row and a file go", ROW NOTE },
	{ "all goes", READS NOTE },
};

static void
test_released(void)
{
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		for (size_t k = 0; k < sizeof orders / sizeof orders[0]; k++) {
			struct why w = { 0 };

			let_judge(orders[k].targets);
			take_in(&shapes[i], jobs[k % 2], true, &w);
			tap_text(w.text, "", "%s, %s: it is taken",
			    shapes[i].name, orders[k].rule);
			check_manifest();
			check_info();
			check_tags();
			check_times();
			taken(true);
		}
	}
}

/* --- what is refused --- */

/* Let the tag manifest follow what the others say now. */
static void
follow(struct forge *f)
{
	struct bytes *data = &forge_find(f, BAG_TAGS)->data;
	static const char *const names[] = { BAG_DECLARATION, BAG_INFO,
		BAG_MANIFEST };

	data->len = 0;
	for (size_t i = 0; i < 3; i++)
		forge_line(f, data, names[i], &forge_find(f, names[i])->data);
}

static void
forge_declared(struct forge *f)
{
	forge_declaration(f);
	follow(f);
}

static void
forge_told(struct forge *f)
{
	forge_info(f);
	follow(f);
}

static void
forge_listed(struct forge *f)
{
	forge_manifest(f);
	follow(f);
}

static void
forge_listed_less(struct forge *f)
{
	forge_manifest_less(f);
	follow(f);
}

/* Another digest in the line that begins at this one. */
static void
forge_digest_of(struct forge *f)
{
	struct bytes *data = &forge_find(f, BAG_MANIFEST)->data;
	uint8_t *at = memmem(data->data, data->len, f->fault->find,
	    strlen(f->fault->find));

	at -= 2 * SHA256_BYTES;
	*at = *at == '0' ? '1' : '0';
	follow(f);
}

static void
forge_upper_digest(struct forge *f)
{
	struct bytes *data = &forge_find(f, BAG_MANIFEST)->data;

	for (size_t i = 0; i < 2 * SHA256_BYTES; i++)
		if (data->data[i] >= 'a')
			data->data[i] = (uint8_t)(data->data[i] - 'a' + 'A');
	follow(f);
}

/* Two lines in each other's place. */
static void
forge_lines_swapped(struct forge *f)
{
	struct forge_member *m = forge_find(f, BAG_MANIFEST);
	const uint8_t *end = memchr(m->data.data, '\n', m->data.len);
	size_t first = (size_t)(end + 1 - m->data.data);
	struct bytes out = { 0 };

	forge_add(f, &out, m->data.data + first, m->data.len - first);
	forge_add(f, &out, m->data.data, first);
	bytes_clear(&m->data);
	m->data = out;
	follow(f);
}

/* First a line that has not even a digest. */
static void
forge_short_line(struct forge *f)
{
	struct forge_member *m = forge_find(f, BAG_MANIFEST);
	struct bytes out = { 0 };

	forge_add(f, &out, "x\n", 2);
	forge_add(f, &out, m->data.data, m->data.len);
	bytes_clear(&m->data);
	m->data = out;
	follow(f);
}

static void
forge_tags_digest(struct forge *f)
{
	uint8_t *data = forge_find(f, BAG_TAGS)->data.data;

	data[0] = data[0] == '0' ? '1' : '0';
}

#define BAG(what) what ": does not say what the bag holds"
#define LIST	  BAG_MANIFEST ": does not list the payload as it came"
#define LIST_TAGS BAG_TAGS ": does not list the tag files as they came"

static const struct forge_fault faults[] = {
	TAG("a declaration of another version", "bag", BAG(BAG_DECLARATION),
	    declared, "1.0", "0.97"),
	TAG("a declaration with more", "bag", BAG(BAG_DECLARATION), declared,
	    NULL, "More: yes\n"),
	TAG("a declaration without its line end", "bag", BAG(BAG_DECLARATION),
	    declared, "UTF-8\n", "UTF-8"),
	TAG("another identifier", "bag", BAG(BAG_INFO), told, ": 5a", ": 5b"),
	TAG("another date", "bag", BAG(BAG_INFO), told, "-01\n", "-02\n"),
	TAG("another size of the payload", "bag", BAG(BAG_INFO), told,
	    "Oxum: ", "Oxum: 1"),
	TAG("another number of files", "bag", BAG(BAG_INFO), told, ".3\n",
	    ".4\n"),
	TAG("bag-info with more", "bag", BAG(BAG_INFO), told, NULL,
	    "Contact-Name: nobody\n"),
	TAG("bag-info that lies, with a tag manifest that does not", "bag",
	    BAG(BAG_INFO), info, "Oxum: ", "Oxum: 1"),
	TAG("a manifest with another name", "manifest", LIST, listed,
	    "data/note.txt", "data/nota.txt"),
	TAG("a manifest in binary form", "manifest", LIST, listed,
	    "  data/note", " *data/note"),
	TAG("a manifest with a line more", "manifest", LIST, listed, NULL,
	    "00  data/more.txt\n"),
	TAG("a manifest with an empty line", "manifest", LIST, listed, NULL,
	    "\n"),
	TAG("a manifest without its last line end", "manifest", LIST, listed,
	    "note.txt\n", "note.txt"),
	TAG("a manifest without its first line", "manifest", LIST, listed_less,
	    NULL, NULL),
	TAG("a manifest in another order", "manifest", LIST, lines_swapped,
	    NULL, NULL),
	TAG("a manifest with another digest of an image", "manifest", LIST,
	    digest_of, "  data/images/1.jpg", NULL),
	TAG("a manifest that lies, with a tag manifest that does not",
	    "manifest", LIST, manifest_digest, NULL, NULL),
	TAG("a tag manifest with another name", "manifest", LIST_TAGS,
	    tagmanifest, "bagit.txt", "bagot.txt"),
	TAG("a tag manifest with another digest", "manifest", LIST_TAGS,
	    tags_digest, NULL, NULL),
	TAG("a tag manifest with more", "manifest", LIST_TAGS, tagmanifest,
	    NULL, "00  more.txt\n"),
};

static void
check_fault(const struct forge_fault *f, unsigned n, const char *targets)
{
	struct why w = { 0 };

	let_judge(targets);
	tap_number(take_in(f, n, true, &w), -1, "%s, %u jobs%s: refused",
	    f->name, n, targets == NULL ? "" : ", with an order");
	tap_text(why_name(w.reason), f->reason, "for this");
	if (!tap_ok(strstr(w.text, f->says) != NULL, "and it says so"))
		tap_note("%s, not %s", w.text, f->says);
	taken(true);
}

static void
test_faults(void)
{
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		check_fault(&faults[i], jobs[0], NULL);
		check_fault(&faults[i], jobs[1], NULL);
		/* Only what speaks of what stays can be held against it. */
		if (faults[i].make != forge_manifest_digest)
			check_fault(&faults[i], jobs[1], ROW);
	}
	tap_number(entries("received"), 0, "nothing of these is released");
	tap_number(entries(STAGING_QUARANTINE), 0, "nothing stays of them");
}

/* The digest of a file that lost a row is for the trees to say. Source:
 * bundle.txt, 6. */
static void
test_masked(void)
{
	static const struct forge_fault lie =
	    TAG("a lie", "manifest", LIST, digest_of, "  data/reads.csv", NULL);
	static const struct forge_fault upper =
	    TAG("capitals", "manifest", LIST, upper_digest, NULL, NULL);
	static const struct forge_fault brief = TAG("a short line", "manifest",
	    BAG_MANIFEST ": has a line that is too short", short_line, NULL,
	    NULL);
	struct why w = { 0 };

	check_fault(&lie, 1, NULL);
	check_fault(&upper, 1, NULL);
	check_fault(&upper, 1, NOTE);
	let_judge(ROW);
	tap_number(take_in(&lie, 3, true, &w), 0,
	    "the digest of a file that loses a row is not compared %s", w.text);
	check_manifest();
	taken(true);
	check_fault(&brief, 1, ROW);
	check_fault(&brief, 3, ROW);
}

int
main(void)
{
	if (!store_begin())
		return 1;
	test_released();
	test_faults();
	test_masked();
	order_match_clear(&match);
	forget_forged();
	return store_end();
}
