/** Small files with named parts. Source: approval.txt, 2. */

#include "formats/parcel.h"

#include <string.h>

#include "formats/block.h"
#include "tests/tap/tap.h"

static const struct parcel_kind kind = {
	.what = "thing",
	.name = "thing.txt",
	.text = "sealbag-thing/1\n\nWhat it is.\n",
	.word = 14,
	.bad = WHY_APPROVAL,
};

enum {
	FIRST,
	SECOND,
	THIRD,
	PARTS
};

static struct parcel_part parts[PARTS];
static struct parcel parcel = { &kind, parts, PARTS, 2 };

/* Three parts of which the last may be missing, with these texts. */
static void
set(const char *first, const char *second, const char *third)
{
	const char *const texts[] = { first, second, third };
	static const char *const names[] = { "first", "second", "third" };

	for (size_t i = 0; i < PARTS; i++)
		parts[i] = (struct parcel_part){ .name = names[i],
			.max = 600,
			.data = (const uint8_t *)texts[i],
			.len = strlen(texts[i]) };
}

static bool
writes(struct bytes *out)
{
	struct why w = { 0 };

	out->len = 0;
	return tap_number(parcel_write(&parcel, out, &w), 0, "it is written");
}

/* The reason why these bytes are none. */
static const char *
reads(const void *data, size_t len)
{
	struct why w = { 0 };

	(void)parcel_parse(&parcel, data, len, &w);
	return why_name(w.reason);
}

static bool
is(size_t part, const char *want)
{
	size_t len = parts[part].len;

	return len == strlen(want) &&
	    (len == 0 || memcmp(parts[part].data, want, len) == 0);
}

static void
parts_come_back(struct bytes *file)
{
	char longest[601];

	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	set("one", longest, "three");
	writes(file);
	tap_number((long long)(file->len % BLOCK_BYTES), 0, "in blocks");
	set("", "", "");
	tap_text(reads(file->data, file->len), "none", "it is read");
	tap_ok(is(FIRST, "one") && is(SECOND, longest) && is(THIRD, "three"),
	    "with all its parts");
	set("one", "two", "");
	writes(file);
	tap_text(reads(file->data, file->len), "none", "the last one may lack");
	tap_ok(is(FIRST, "one") && is(SECOND, "two") && is(THIRD, ""),
	    "and is empty then");
}

static void
what_cannot_be_written(void)
{
	struct bytes out = { 0 };
	struct why w = { 0 };
	char long_one[602];

	set("one", "", "three");
	tap_number(parcel_write(&parcel, &out, &w), -1, "a part is missing");
	tap_number(w.reason, WHY_APPROVAL, "which has to be there");
	memset(long_one, 'x', sizeof long_one - 1);
	long_one[sizeof long_one - 1] = '\0';
	set(long_one, "two", "");
	why_clear(&w);
	tap_number(parcel_write(&parcel, &out, &w), -1, "a part is too long");
	bytes_clear(&out);
}

/* Blocks of the file: text and its header, first, second, the end. */
enum {
	TEXT = BLOCK_BYTES,
	NAME = 2 * BLOCK_BYTES,
	DATA = 3 * BLOCK_BYTES,
	NEXT = 4 * BLOCK_BYTES
};

static void
what_is_changed_is_none(struct bytes *file)
{
	static const struct {
		size_t at;
		const char *reason;
		const char *rule;
	} rows[] = {
		{ 0, "approval", "another name of its text" },
		{ TEXT, "approval", "another text" },
		{ TEXT + 14, "version", "another version" },
		{ TEXT + 20, "approval", "another text behind the version" },
		{ NAME, "approval", "another name of a part" },
		{ NAME + BLOCK_SIZE + 10, "approval", "another size of one" },
		{ DATA + 3, "approval", "padding that is not zero" },
		{ NEXT + 2, "approval", "another name of the next one" },
	};
	size_t len;

	set("one", "two", "");
	writes(file);
	len = file->len;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		file->data[rows[i].at] ^= 1;
		tap_text(reads(file->data, len), rows[i].reason, "%s",
		    rows[i].rule);
		file->data[rows[i].at] ^= 1;
	}
	file->data[len - 1] ^= 1;
	tap_text(reads(file->data, len), "approval", "an end that is not zero");
	file->data[len - 1] ^= 1;
	for (size_t cut = 0; cut < len; cut += 37)
		if (strcmp(reads(file->data, cut), "approval") != 0)
			tap_ok(false, "a cut at %zu is found", cut);
	tap_text(reads(file->data, len - BLOCK_BYTES), "approval",
	    "half of its end");
	tap_text(reads(file->data, len), "none", "nothing was changed");
	tap_ok(bytes_add(file, "x", 1, &(struct why){ 0 }) == 0 &&
		strcmp(reads(file->data, file->len), "approval") == 0,
	    "nothing may follow");
}

int
main(void)
{
	struct bytes file = { 0 };

	parts_come_back(&file);
	what_cannot_be_written();
	what_is_changed_is_none(&file);
	bytes_clear(&file);
	return tap_done();
}
