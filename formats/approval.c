#include "formats/approval.h"

#include <string.h>

#include "formats/parcel.h"

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
	[APPROVAL_CERTIFICATE] = { "certificate",
	    "{\n \"format\": \"sealbag-certificate/1\",\n" },
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

static const struct parcel_kind file_kind = {
	.what = "file for approval",
	.name = "approval.txt",
	.text = text,
	.word = sizeof "sealbag-approval/" - 1,
	.bad = WHY_APPROVAL,
};
enum {
	STATEMENT,
	SIGNATURES,
	PARTS
};
static const struct parcel_part file_parts[PARTS] = {
	[STATEMENT] = { .name = "statement", .max = APPROVAL_STATEMENT_MAX },
	[SIGNATURES] = { .name = "statement.sig",
	    .max = SIGNATURE_FILE_MAX_BYTES },
};

int
approval_parse(struct approval *a, const void *data, size_t len, struct why *w)
{
	struct parcel_part parts[PARTS];
	struct parcel p = { &file_kind, parts, PARTS, PARTS };
	struct signature_file file;

	*a = (struct approval){ 0 };
	memcpy(parts, file_parts, sizeof parts);
	if (parcel_parse(&p, data, len, w) != 0)
		return -1;
	a->statement = parts[STATEMENT].data;
	a->statement_len = parts[STATEMENT].len;
	a->signatures = parts[SIGNATURES].data;
	a->signatures_len = parts[SIGNATURES].len;
	return signature_parse_file(&file, a->signatures, a->signatures_len, w);
}

int
approval_write(const struct approval *a, struct bytes *out, struct why *w)
{
	struct parcel_part parts[PARTS];
	struct parcel p = { &file_kind, parts, PARTS, PARTS };

	memcpy(parts, file_parts, sizeof parts);
	parts[STATEMENT].data = a->statement;
	parts[STATEMENT].len = a->statement_len;
	parts[SIGNATURES].data = a->signatures;
	parts[SIGNATURES].len = a->signatures_len;
	return parcel_write(&p, out, w);
}
