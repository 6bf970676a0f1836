#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/bag.h"
#include "tool/flow/intake_inside.h"

/* A tag file other than the manifest is a few lines. */
#define TAG_MAX_BYTES 65536

/* Line of bag-info.txt that tells of the payload's size. */
#define INFO_OXUM_LINE 3

/* Lines of the tag manifest. */
enum {
	TAGS_DECLARATION,
	TAGS_INFO,
	TAGS_MANIFEST
};

int
intake_tags_goes(struct intake *in, struct why *w)
{
	if (in->n_lines == in->cap_lines) {
		size_t cap = in->cap_lines == 0 ? 64 : 2 * in->cap_lines;
		uint64_t *more = realloc(in->lines, cap * sizeof(*more));

		if (more == NULL)
			return why_memory(w);
		in->lines = more;
		in->cap_lines = cap;
	}
	in->lines[in->n_lines++] = in->totals.files - 1;
	return 0;
}

int
intake_tags_begin(struct intake *in, struct why *w)
{
	/* Its bytes go straight to the bag. */
	if (scribe_catch_up(&in->scribe, w) != 0)
		return -1;
	return sha256_begin(&in->digest, w);
}

static bool
payload_changed(const struct intake *in)
{
	return in->totals.kept_bytes != in->totals.bytes ||
	    in->totals.kept_files != in->totals.files;
}

static bool
is(const struct intake *in, const char *name)
{
	return strcmp(in->name, name) == 0;
}

/* Does this line of the current tag file tell of something that went? Source:
 * proof.txt, 4.1. */
static bool
line_goes(struct intake *in)
{
	if (is(in, BAG_MANIFEST)) {
		if (in->at_line == in->n_lines ||
		    in->lines[in->at_line] != in->line)
			return false;
		in->at_line++;
		return true;
	}
	if (is(in, BAG_INFO))
		return in->line == INFO_OXUM_LINE && payload_changed(in);
	if (is(in, BAG_TAGS))
		return (in->line == TAGS_INFO && payload_changed(in)) ||
		    (in->line == TAGS_MANIFEST && in->n_lines > 0);
	return false;
}

/* What stands for a digest that goes. Source: bundle.txt, 6. */
static const uint8_t no_digest[SHA256_BYTES];

/* A line as it is compared. */
static int
add_masked(struct intake *in, const struct record *r, bool goes, struct why *w)
{
	char zeros[2 * SHA256_BYTES + 1];
	size_t at = goes ? 2 * SHA256_BYTES : 0;

	if (!is(in, BAG_MANIFEST))
		return 0;
	if (r->len <= at)
		return why_set(w, WHY_MANIFEST, "has a line that is too short");
	bytes_to_hex(zeros, no_digest, SHA256_BYTES);
	if (goes && sha256_add(&in->masked, zeros, at, w) != 0)
		return -1;
	return sha256_add(&in->masked, r->bytes + at, r->len - at, w);
}

static int
keep_small(struct intake *in, const struct record *r, struct why *w)
{
	if (is(in, BAG_MANIFEST))
		return 0;
	if (in->tag.len + r->len > TAG_MAX_BYTES)
		return why_set(w, WHY_LIMIT, "is too long");
	return bytes_add(&in->tag, r->bytes, r->len, w);
}

int
intake_tags_lines(struct intake *in, size_t from, size_t to, struct why *w)
{
	for (size_t i = from; i < to; i++) {
		const struct record *r = &in->slot->records.items[i];
		bool goes = line_goes(in);

		if (sha256_add(&in->digest, r->bytes, r->len, w) != 0 ||
		    add_masked(in, r, goes, w) != 0 ||
		    keep_small(in, r, w) != 0)
			return -1;
		if (goes && intake_gone(in, i, 0, w) != 0)
			return -1;
		in->line++;
	}
	return 0;
}

static int
tag_line(struct bytes *out, const char *name, const void *data, size_t len,
    struct why *w)
{
	uint8_t digest[SHA256_BYTES];
	char line[BAG_LINE_MAX];

	if (sha256_of(data, len, digest, w) != 0)
		return -1;
	return bytes_add(out, line, bag_line(line, digest, name), w);
}

static int
same(const struct intake *in, const void *want, size_t len, struct why *w)
{
	if (in->tag.len == len && memcmp(in->tag.data, want, len) == 0)
		return 0;
	return why_set(w, WHY_BAG, "does not say what the bag holds");
}

/* The current tag file as it will stand in the released bag, with the time
 * that its member record commits to. */
static int
keep(struct intake *in, const void *data, size_t len, struct why *w)
{
	if (in->bag == NULL)
		return 0;
	return bagger_file(in->bag, in->name, intake_mtime(in), data, len, w);
}

static int
end_declaration(struct intake *in, struct why *w)
{
	const size_t len = strlen(bag_declaration);

	if (same(in, bag_declaration, len, w) != 0 ||
	    tag_line(&in->tags, BAG_DECLARATION, bag_declaration, len, w) !=
		0 ||
	    tag_line(&in->freshs, BAG_DECLARATION, bag_declaration, len, w) !=
		0)
		return -1;
	return keep(in, bag_declaration, len, w);
}

static int
end_info(struct intake *in, struct why *w)
{
	struct bag_info info = {
		.id = in->opening->seal.id,
		.created_s = in->opening->seal.created_s,
		.octets = in->totals.bytes,
		.files = in->totals.files,
	};

	if (bag_info(&in->info, &info, w) != 0 ||
	    same(in, in->info.data, in->info.len, w) != 0 ||
	    tag_line(&in->tags, BAG_INFO, in->info.data, in->info.len, w) != 0)
		return -1;
	in->info.len = 0;
	info.octets = in->totals.kept_bytes;
	info.files = in->totals.kept_files;
	if (bag_info(&in->info, &info, w) != 0 ||
	    tag_line(&in->freshs, BAG_INFO, in->info.data, in->info.len, w) !=
		0)
		return -1;
	return keep(in, in->info.data, in->info.len, w);
}

static int
end_manifest(struct intake *in, struct why *w)
{
	uint8_t came[SHA256_BYTES];
	uint8_t masked[SHA256_BYTES];
	uint8_t want[SHA256_BYTES];
	uint8_t fresh[SHA256_BYTES];
	char line[BAG_LINE_MAX];

	if (sha256_end(&in->digest, came, w) != 0 ||
	    sha256_end(&in->masked, masked, w) != 0 ||
	    sha256_end(&in->scribe.manifest, want, w) != 0 ||
	    sha256_end(&in->scribe.fresh, fresh, w) != 0)
		return -1;
	if (memcmp(masked, want, sizeof(want)) != 0)
		return why_set(w, WHY_MANIFEST,
		    "does not list the payload as it came, in its order");
	if (bytes_add(&in->tags, line, bag_line(line, came, BAG_MANIFEST), w) !=
		0 ||
	    bytes_add(&in->freshs, line, bag_line(line, fresh, BAG_MANIFEST),
		w) != 0)
		return -1;
	if (in->bag == NULL)
		return 0;
	return bagger_manifest_end(in->bag, intake_mtime(in), w);
}

static int
end_tags(struct intake *in, struct why *w)
{
	if (in->tag.len != in->tags.len ||
	    memcmp(in->tag.data, in->tags.data, in->tags.len) != 0)
		return why_set(w, WHY_MANIFEST,
		    "does not list the tag files as they came");
	return keep(in, in->freshs.data, in->freshs.len, w);
}

int
intake_tags_end(struct intake *in, struct why *w)
{
	static const struct {
		const char *name;
		int (*end)(struct intake *in, struct why *w);
	} table[] = {
		{ BAG_DECLARATION, end_declaration },
		{ BAG_INFO, end_info },
		{ BAG_MANIFEST, end_manifest },
		{ BAG_TAGS, end_tags },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (is(in, table[i].name))
			return table[i].end(in, w);
	return why_set(w, WHY_MEMBER_ORDER, "is no tag file");
}
