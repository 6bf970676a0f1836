#include "formats/archive.h"

#include <string.h>

#include "formats/block.h"
#include "formats/bytes.h"
#include "tests/tap/tap.h"
#include "tests/unit/archive_feed.h"

/* Blocks of an archive that somebody else made. */
static void
add_block(struct bytes *tar, const char *name, char type, const char *body)
{
	uint8_t block[BLOCK_BYTES];
	size_t len = body == NULL ? 0 : strlen(body);
	struct why w = { 0 };

	block_fill(block, name, len, 0);
	block[BLOCK_TYPE] = (uint8_t)type;
	if (type == '5')
		memcpy(block + BLOCK_MODE, "000755 ", 7);
	if (type == '1' || type == '2')
		memcpy(block + 157, "target", 6);
	block_sum(block);
	bytes_add(tar, block, sizeof block, &w);
	bytes_add(tar, body, len, &w);
	memset(block, 0, sizeof block);
	bytes_add(tar, block, block_padding(len), &w);
}

static void
put_field(struct bytes *tar, int field, const char *text)
{
	memcpy(tar->data + field, text, strlen(text));
	block_sum(tar->data);
}

enum odd {
	NOTHING,
	NO_END,
	HALF_END,
	THREE_ZERO_BLOCKS,
	TRAILING,
	SECOND_ARCHIVE,
	GZIP,
	SETUID,
	GROUP_WRITE,
	OWNER,
	GROUP,
	OWNER_NAME,
	GNU_MAGIC,
	OLD_MAGIC,
	BLANK_DIGITS,
	NUL_TYPE,
	CHECKSUM,
	ODDITIES
};

static void
make_odd(struct bytes *tar, enum odd odd)
{
	static const uint8_t zeros[2048];
	struct why w = { 0 };

	if (odd == NOTHING)
		return;
	add_block(tar, "a", '0', "x");
	if (odd == SETUID)
		put_field(tar, BLOCK_MODE, "004644");
	if (odd == GROUP_WRITE)
		put_field(tar, BLOCK_MODE, "000664");
	if (odd == OWNER)
		put_field(tar, BLOCK_UID, "000001");
	if (odd == GROUP)
		put_field(tar, BLOCK_GID, "000001");
	if (odd == OWNER_NAME)
		put_field(tar, 265, "root");
	if (odd == GNU_MAGIC) {
		memcpy(tar->data + BLOCK_MAGIC, "ustar  ", 8);
		block_sum(tar->data);
	}
	if (odd == OLD_MAGIC) {
		memset(tar->data + BLOCK_MAGIC, 0, 8);
		block_sum(tar->data);
	}
	if (odd == BLANK_DIGITS)
		put_field(tar, BLOCK_TIME, "          0 ");
	if (odd == NUL_TYPE) {
		tar->data[BLOCK_TYPE] = 0;
		block_sum(tar->data);
	}
	if (odd == CHECKSUM)
		tar->data[BLOCK_SUM + 7] = '\0';
	if (odd == HALF_END)
		bytes_add(tar, zeros, 512, &w);
	if (odd != NO_END && odd != HALF_END)
		bytes_add(tar, zeros, 1024, &w);
	if (odd == THREE_ZERO_BLOCKS)
		bytes_add(tar, zeros, 512, &w);
	if (odd == TRAILING)
		bytes_add(tar, "x", 1, &w);
	if (odd == SECOND_ARCHIVE) {
		add_block(tar, "b", '0', "x");
		bytes_add(tar, zeros, 1024, &w);
	}
	if (odd == GZIP)
		memcpy(tar->data, "\x1f\x8b\x08", 3);
}

static void
test_oddities(void)
{
	static const struct {
		const char *rule;
		enum why_reason reason;
		const char *sentence;
	} rows[] = {
		[NOTHING] = { "an empty stream", WHY_ARCHIVE,
		    "the archive is cut short" },
		[NO_END] = { "no end mark", WHY_ARCHIVE,
		    "the archive is cut short" },
		[HALF_END] = { "half an end mark", WHY_ARCHIVE,
		    "the archive is cut short" },
		[THREE_ZERO_BLOCKS] = { "a third zero block", WHY_ARCHIVE,
		    "bytes behind the end mark" },
		[TRAILING] = { "a byte behind the end", WHY_ARCHIVE,
		    "bytes behind the end mark" },
		[SECOND_ARCHIVE] = { "a second archive", WHY_ARCHIVE,
		    "bytes behind the end mark" },
		[GZIP] = { "compression", WHY_ARCHIVE,
		    "the archive is damaged" },
		[SETUID] = { "a setuid bit", WHY_MEMBER_MODE,
		    "member 0: mode 4644" },
		[GROUP_WRITE] = { "another mode", WHY_MEMBER_MODE,
		    "member 0: mode 0664" },
		[OWNER] = { "an owner", WHY_MEMBER_MODE,
		    "member 0: it has an owner" },
		[GROUP] = { "a group", WHY_MEMBER_MODE,
		    "member 0: it has an owner" },
		[OWNER_NAME] = { "a name of an owner", WHY_ARCHIVE,
		    "member 0: a header is not canonical" },
		[GNU_MAGIC] = { "GNU's own format", WHY_ARCHIVE,
		    "member 0: a header is not canonical" },
		[OLD_MAGIC] = { "the format of Unix V7", WHY_ARCHIVE,
		    "member 0: a header is not canonical" },
		[BLANK_DIGITS] = { "blanks for zeros", WHY_ARCHIVE,
		    "member 0: a header is not canonical" },
		[NUL_TYPE] = { "the old type of a file", WHY_ARCHIVE,
		    "member 0: a header is not canonical" },
		[CHECKSUM] = { "another end of the sum", WHY_ARCHIVE,
		    "member 0: a header is not canonical" },
	};
	struct bytes tar = { 0 };

	for (enum odd odd = NOTHING; odd < ODDITIES; odd++) {
		struct why w = { 0 };

		tar.len = 0;
		make_odd(&tar, odd);
		tap_ok(read_all(&tar, &w) == -1, "%s is refused",
		    rows[odd].rule);
		tap_number(w.reason, rows[odd].reason, "with its reason");
		tap_text(w.text, rows[odd].sentence, "and a sentence");
	}
	bytes_clear(&tar);
}

static const struct {
	const char *rule;
	const char *name;
	char type;
	const char *extension; /* name, type and body before it */
	char extension_type;
	enum why_reason reason; /* WHY_NONE: that of links, or of all */
} members[] = {
	{ "a hard link", "a", '1', NULL, 0, WHY_MEMBER_TYPE },
	{ "a symbolic link", "a", '2', NULL, 0, WHY_MEMBER_TYPE },
	{ "a character device", "a", '3', NULL, 0, WHY_MEMBER_TYPE },
	{ "a block device", "a", '4', NULL, 0, WHY_MEMBER_TYPE },
	{ "a fifo", "a", '6', NULL, 0, WHY_MEMBER_TYPE },
	{ "a contiguous file", "a", '7', NULL, 0, WHY_ARCHIVE },
	{ "an unknown type", "a", 'Z', NULL, 0, WHY_ARCHIVE },
	{ "a climbing name", "../a", '0', NULL, 0, WHY_MEMBER_NAME },
	{ "a name that climbs on its way", "a/../../b", '0', NULL, 0,
	    WHY_MEMBER_NAME },
	{ "a dot", "./a", '0', NULL, 0, WHY_MEMBER_NAME },
	{ "an absolute name", "/a", '0', NULL, 0, WHY_MEMBER_NAME },
	{ "an empty name", "", '0', NULL, 0, WHY_MEMBER_NAME },
	{ "two slashes", "a//b", '0', NULL, 0, WHY_MEMBER_NAME },
	{ "a folder with two slashes", "a//", '5', NULL, 0, WHY_MEMBER_NAME },
	{ "a file with a slash", "a/", '0', NULL, 0, WHY_MEMBER_MODE },
	{ "a folder without slash", "a", '5', NULL, 0, WHY_ARCHIVE },
	{ "a control character", "a\nb", '0', NULL, 0, WHY_MEMBER_NAME },
	{ "UTF-8 in the block", "\xc3\xa4", '0', NULL, 0, WHY_ARCHIVE },
	{ "bad UTF-8", "\xff", '0', NULL, 0, WHY_MEMBER_NAME },
	{ "a long name of GNU", "a", '0', "b", 'L', WHY_ARCHIVE },
	{ "a long link of GNU", "a", '0', "b", 'K', WHY_NONE },
	{ "a volume label", "a", '0', "b", 'V', WHY_ARCHIVE },
	{ "a global header", "a", '0', "16 comment=abcd\n", 'g', WHY_ARCHIVE },
	{ "an extended header of Sun", "a", '0', "10 path=b\n", 'X',
	    WHY_ARCHIVE },
	{ "a path that needs no record", "a", '0', "10 path=b\n", 'x',
	    WHY_ARCHIVE },
	{ "a path that climbs", "a", '0', "14 path=../\xc3\xa4\n", 'x',
	    WHY_MEMBER_NAME },
	{ "a path cut short by its length", "a", '0', "10 path=\xc3\xa4\n", 'x',
	    WHY_ARCHIVE },
	{ "a path longer than the header", "a", '0', "9999 path=\xc3\xa4\n",
	    'x', WHY_ARCHIVE },
	{ "a path of no length", "a", '0', "0 path=\xc3\xa4\n", 'x',
	    WHY_ARCHIVE },
	{ "a repeated path", "__", '0', "11 path=\xc3\xa4\n11 path=\xc3\xb6\n",
	    'x', WHY_ARCHIVE },
	{ "a repeated time", "a", '0', "15 mtime=1.5\n15 mtime=1.5\n", 'x',
	    WHY_ARCHIVE },
	{ "a time with a zero at its end", "a", '0', "16 mtime=1.50\n", 'x',
	    WHY_ARCHIVE },
	{ "records in another order", "__", '0',
	    "13 mtime=0.5\n11 path=\xc3\xa4\n", 'x', WHY_ARCHIVE },
	{ "a comment", "a", '0', "16 comment=abcd\n", 'x', WHY_ARCHIVE },
	{ "an attribute", "a", '0', "23 SCHILY.xattr.user.a=b\n", 'x',
	    WHY_ARCHIVE },
	{ "an access list", "a", '0', "36 SCHILY.acl.access=user::rw-,g::-\n",
	    'x', WHY_MEMBER_MODE },
	{ "an access time", "a", '0', "11 atime=1\n", 'x', WHY_ARCHIVE },
	{ "another charset", "a", '0', "21 hdrcharset=BINARY\n", 'x',
	    WHY_ARCHIVE },
	{ "a sparse map", "a", '0',
	    "22 GNU.sparse.major=0\n22 GNU.sparse.minor=1\n"
	    "29 GNU.sparse.map=0,1,1000,0\n"
	    "28 GNU.sparse.realsize=1000\n",
	    'x', WHY_MEMBER_TYPE },
	{ "a link in a record", "a", '0', "14 linkpath=b\n", 'x', WHY_NONE },
	{ "an empty extended header", "a", '0', "", 'x', WHY_ARCHIVE },
};

static void
test_odd_members(void)
{
	static const uint8_t zeros[1024];
	struct bytes tar = { 0 };

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		struct why w = { 0 };
		bool passed;

		tar.len = 0;
		if (members[i].extension != NULL)
			add_block(&tar, "PaxHeader", members[i].extension_type,
			    members[i].extension);
		add_block(&tar, members[i].name, members[i].type, NULL);
		bytes_add(&tar, zeros, sizeof zeros, &w);
		tap_ok(read_all(&tar, &w) == -1, "%s is refused",
		    members[i].rule);
		if (members[i].reason == WHY_NONE)
			passed = w.reason == WHY_MEMBER_TYPE ||
			    w.reason == WHY_ARCHIVE;
		else
			passed = w.reason == members[i].reason;
		if (!tap_ok(passed, "with its reason"))
			tap_note("%s: %s", why_name(w.reason), w.text);
	}
	bytes_clear(&tar);
}

int
main(void)
{
	test_oddities();
	test_odd_members();
	return tap_done();
}
