#include "formats/bag.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

static const uint8_t digest[SHA256_BYTES] = { 0x00, 0x0f, 0xf0, 0xff, 0xab };
#define DIGEST                     \
	"000ff0ffab00000000000000" \
	"0000000000000000000000000000000000000000"

static const struct {
	const char *rule;
	const char *name;
	const char *line;
} lines[] = {
	{ "a line is digest, two blanks, name, LF", "data/a",
	    DIGEST "  data/a\n" },
	{ "a percent sign becomes %25", "data/100%", DIGEST "  data/100%25\n" },
	{ "what looks encoded is encoded once more", "data/%25",
	    DIGEST "  data/%2525\n" },
	{ "blanks stay", "data/a  b ", DIGEST "  data/a  b \n" },
	{ "bytes above 0x7f stay", "data/\xc3\xa4",
	    DIGEST "  data/\xc3\xa4\n" },
	{ "percent signs side by side", "%%", DIGEST "  %25%25\n" },
};

static void
test_lines(void)
{
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		char out[BAG_LINE_MAX];
		size_t len = bag_line(out, digest, lines[i].name);

		if (tap_number((long long)len, (long long)strlen(lines[i].line),
			"%s: its length", lines[i].rule))
			tap_bytes(out, lines[i].line, len, "%s", lines[i].rule);
	}
}

/* In memory of just the size, so that a writer that goes too far is seen. */
static void
test_longest(void)
{
	char name[NAME_MAX_BYTES + 1];
	char *out = malloc(BAG_LINE_MAX);
	size_t len;
	size_t good = 0;

	if (out == NULL)
		abort();
	memset(name, '%', NAME_MAX_BYTES);
	name[NAME_MAX_BYTES] = '\0';
	len = bag_line(out, digest, name);
	tap_ok(len <= BAG_LINE_MAX,
	    "the longest name, all percent signs, fits a line");
	tap_number((long long)len,
	    2 * SHA256_BYTES + 2 + 3 * NAME_MAX_BYTES + 1,
	    "with three bytes for each");
	for (size_t i = 0; i < NAME_MAX_BYTES; i++)
		good +=
		    memcmp(out + 2 * SHA256_BYTES + 2 + 3 * i, "%25", 3) == 0;
	tap_number((long long)good, NAME_MAX_BYTES, "each of them encoded");
	free(out);
}

#define ID "000102030405060708090a0b0c0d0e0f"

static const struct {
	const char *rule;
	int64_t created_s;
	uint64_t octets;
	uint64_t files;
	const char *text;
} infos[] = {
	{ "the lines of bag-info.txt", 1767323045, 24000, 2,
	    "External-Identifier: " ID "\n"
	    "Bagging-Date: 2026-01-02\n"
	    "Bag-Software-Agent: sealbag\n"
	    "Payload-Oxum: 24000.2\n" },
	{ "an empty payload", 0, 0, 0,
	    "External-Identifier: " ID "\n"
	    "Bagging-Date: 1970-01-01\n"
	    "Bag-Software-Agent: sealbag\n"
	    "Payload-Oxum: 0.0\n" },
	{ "the last second of a day", 1767311999, UINT64_MAX, UINT64_MAX,
	    "External-Identifier: " ID "\n"
	    "Bagging-Date: 2026-01-01\n"
	    "Bag-Software-Agent: sealbag\n"
	    "Payload-Oxum: 18446744073709551615.18446744073709551615\n" },
};

static void
test_infos(void)
{
	uint8_t id[SEAL_ID_BYTES];

	for (size_t i = 0; i < sizeof id; i++)
		id[i] = (uint8_t)i;
	for (size_t i = 0; i < sizeof infos / sizeof infos[0]; i++) {
		struct bag_info info = {
			.id = id,
			.created_s = infos[i].created_s,
			.octets = infos[i].octets,
			.files = infos[i].files,
		};
		struct bytes out = { 0 };
		struct why w = { 0 };

		bytes_add(&out, "before\n", 7, &w);
		tap_number(bag_info(&out, &info, &w), 0, "%s can be written",
		    infos[i].rule);
		bytes_add(&out, "", 1, &w);
		tap_text((char *)out.data + 7, infos[i].text, "%s",
		    infos[i].rule);
		tap_ok(memcmp(out.data, "before\n", 7) == 0,
		    "%s: what stood in the buffer stays", infos[i].rule);
		bytes_clear(&out);
	}
}

int
main(void)
{
	tap_text(bag_declaration,
	    "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
	    "bagit.txt says what RFC 8493, 2.1.1 wants");
	test_lines();
	test_longest();
	test_infos();
	return tap_done();
}
