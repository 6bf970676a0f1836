#include "formats/approval.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "formats/block.h"

/* Source: approval.txt, 2.1. */
static const char text[] =
    "sealbag-approval/1\n"
    "\n"
    "Somebody is asked to sign the statement in this file, with the\n"
    "signatures that it has so far. To look at it without sealbag:\n"
    "\n"
    "  tar -xf FILE\n"
    "  cat statement\n"
    "  b2sum statement\n"
    "  gpg --verify statement.sig statement\n";
#define WORD_BYTES   (sizeof "sealbag-approval/" - 1)
#define TEXT_BYTES   (sizeof text - 1)
#define NUMBER_BYTES 11

/* Source: approval.txt, 3. */
static const struct {
	const char *name;
	const char *start;
} kinds[APPROVAL_KINDS] = {
	[APPROVAL_SEAL] = { "seal", "{\n \"format\": \"sealbag-seal/1\",\n" },
	[APPROVAL_DIRECTORY] = { "directory",
	    "{\n \"format\": \"sealbag-directory/1\",\n" },
	[APPROVAL_POLICY] = { "policy",
	    "{\n \"format\": \"sealbag-policy/1\",\n" },
};

const char *
approval_kind_name(enum approval_kind kind)
{
	return kind < APPROVAL_KINDS ? kinds[kind].name : NULL;
}

enum approval_kind
approval_kind_of(const void *statement, size_t len)
{
	enum approval_kind kind = APPROVAL_SEAL;

	while (kind < APPROVAL_KINDS) {
		size_t start = strlen(kinds[kind].start);

		if (len >= start &&
		    memcmp(statement, kinds[kind].start, start) == 0)
			break;
		kind++;
	}
	return kind;
}

struct cursor {
	const uint8_t *at;
	size_t left;
};

static const uint8_t *
take(struct cursor *c, size_t n)
{
	const uint8_t *at = c->at;

	if (n > c->left)
		return NULL;
	c->at += n;
	c->left -= n;
	return at;
}

static int
bad(struct why *w, const char *fault)
{
	return why_set(w, WHY_APPROVAL, "not a file for approval: %s", fault);
}

static bool
is_zero(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] != 0)
			return false;
	}
	return true;
}

/* What is no digit is found when the block is compared. */
static uint64_t
size_in(const uint8_t *block)
{
	uint64_t value = 0;

	for (size_t i = 0; i < NUMBER_BYTES; i++)
		value = value << 3 | (block[BLOCK_SIZE + i] & 7);
	return value;
}

struct member {
	const char *name;
	size_t max;
	const uint8_t *data;
	size_t len;
};

static int
parse_member(struct member *m, struct cursor *c, struct why *w)
{
	uint8_t want[BLOCK_BYTES];
	const uint8_t *block = take(c, BLOCK_BYTES);
	const uint8_t *padding;
	uint64_t size;

	if (block == NULL)
		return bad(w, "it is cut short");
	size = size_in(block);
	block_fill(want, m->name, size, 0);
	if (memcmp(block, want, sizeof want) != 0)
		return bad(w, "a header is not the one that must come");
	if (size == 0 || size > m->max)
		return bad(w, "a member is empty or too long");
	m->len = (size_t)size;
	m->data = take(c, m->len);
	padding = take(c, block_padding(size));
	if (m->data == NULL || padding == NULL)
		return bad(w, "it is cut short");
	if (!is_zero(padding, block_padding(size)))
		return bad(w, "padding is not zero");
	return 0;
}

static int
check_text(const struct member *m, struct why *w)
{
	if (m->len == TEXT_BYTES && memcmp(m->data, text, TEXT_BYTES) == 0)
		return 0;
	if (m->len > WORD_BYTES && memcmp(m->data, text, WORD_BYTES) == 0 &&
	    memcmp(m->data + WORD_BYTES, text + WORD_BYTES, 1) != 0)
		return why_set(w, WHY_VERSION,
		    "a file for approval of another version");
	return bad(w, "approval.txt is not the text that must come");
}

int
approval_parse(struct approval *a, const void *data, size_t len, struct why *w)
{
	struct member members[] = {
		{ "approval.txt", 65536, NULL, 0 },
		{ "statement", APPROVAL_STATEMENT_MAX, NULL, 0 },
		{ "statement.sig", SIGNATURE_FILE_MAX_BYTES, NULL, 0 },
	};
	struct cursor c = { .at = data, .left = len };
	struct signature_file file;

	*a = (struct approval){ 0 };
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		if (parse_member(&members[i], &c, w) != 0 ||
		    (i == 0 && check_text(&members[i], w) != 0))
			return -1;
	}
	if (c.left != (size_t)2 * BLOCK_BYTES || !is_zero(c.at, c.left))
		return bad(w, "its end is not two zero blocks");
	a->statement = members[1].data;
	a->statement_len = members[1].len;
	a->signatures = members[2].data;
	a->signatures_len = members[2].len;
	return signature_parse_file(&file, a->signatures, a->signatures_len, w);
}

static int
write_member(struct bytes *out, const char *name, const void *data, size_t len,
    struct why *w)
{
	static const uint8_t zeros[BLOCK_BYTES];
	uint8_t block[BLOCK_BYTES];

	block_fill(block, name, len, 0);
	if (bytes_add(out, block, sizeof block, w) != 0 ||
	    bytes_add(out, data, len, w) != 0)
		return -1;
	return bytes_add(out, zeros, block_padding(len), w);
}

int
approval_write(const struct approval *a, struct bytes *out, struct why *w)
{
	static const uint8_t end[2 * BLOCK_BYTES];

	if (a->statement_len == 0 || a->statement_len > APPROVAL_STATEMENT_MAX)
		return bad(w, "the statement is empty or too long");
	if (a->signatures_len == 0 ||
	    a->signatures_len > SIGNATURE_FILE_MAX_BYTES)
		return bad(w, "the signatures are missing or too long");
	if (write_member(out, "approval.txt", text, TEXT_BYTES, w) != 0 ||
	    write_member(out, "statement", a->statement, a->statement_len, w) !=
		0 ||
	    write_member(out, "statement.sig", a->signatures, a->signatures_len,
		w) != 0)
		return -1;
	return bytes_add(out, end, sizeof end, w);
}
