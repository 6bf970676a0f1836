#include "tool/flow/intake.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/flow/intake_inside.h"

int
intake_open(struct intake *in, struct unsealer *u, struct judge *judge,
    struct bagger *bag, struct why *w)
{
	memset(in, 0, sizeof(*in));
	in->unsealer = u;
	in->opening = u->opening;
	in->judge = judge;
	in->bag = bag;
	in->folders.exact = in->awaited.exact = true;
	if (sha256_begin(&in->masked, w) != 0)
		return -1;
	return scribe_open(&in->scribe, u->tally, bag, w);
}

void
intake_close(struct intake *in)
{
	archive_in_close(&in->archive);
	name_set_clear(&in->names);
	name_set_clear(&in->folders);
	name_set_clear(&in->awaited);
	sha256_clear(&in->digest);
	sha256_clear(&in->masked);
	scribe_close(&in->scribe);
	free(in->lines);
	bytes_clear(&in->tag);
	bytes_clear(&in->tags);
	bytes_clear(&in->freshs);
	bytes_clear(&in->info);
}

/* The segment, if there is one, has all its records. */
static int
hand_over(struct intake *in, struct why *w)
{
	if (in->slot == NULL)
		return 0;
	in->slot = NULL;
	return scribe_submit(&in->scribe, w);
}

/* The archive wants more: the segment it has read is complete, the next one
 * follows. */
static int
stretch(void *self, const void **data, size_t *len, struct why *w)
{
	struct intake *in = self;
	int rc;

	if (in->span_len > 0)
		return why_set(w, WHY_ARCHIVE,
		    "segment %" PRIu64 " ends within a record",
		    in->slot->number);
	if (hand_over(in, w) != 0)
		return -1;
	rc = unsealer_next(in->unsealer, &in->slot, w);
	if (rc < 0)
		return -1;
	if (rc == 1)
		scribe_turn(&in->scribe, in->slot);
	*data = rc == 1 ? in->slot->plain.data : NULL;
	*len = rc == 1 ? in->slot->plain.len : 0;
	return 0;
}

/* Every member stands below one folder that is named like the bundle. */
static int
strip_top(struct intake *in, struct why *w)
{
	char top[SEAL_ID_HEX];
	const size_t len = SEAL_ID_HEX - 1;

	bytes_to_hex(top, in->opening->seal.id, SEAL_ID_BYTES);
	if (strncmp(in->member.name, top, len) != 0 ||
	    in->member.name[len] != '/')
		return why_set(w, WHY_MEMBER_NAME, "%s is not in the folder %s",
		    in->member.name, top);
	in->name = in->member.name + len + 1;
	return 0;
}

static int
misplaced(const struct intake *in, struct why *w)
{
	return why_set(w, WHY_MEMBER_ORDER, "%s does not belong here",
	    in->name);
}

/* The folder that a member lies in is a member too, and comes before it; only
 * read files come before their folders. Source: bundle.txt, 4.1. */
static int
check_folder(struct intake *in, bool is_read, struct why *w)
{
	size_t len = (size_t)(strrchr(in->name, '/') - in->name);
	bool there = len == strlen(BAG_PAYLOAD);

	if (!there && name_set_has(&in->folders, in->name, len, &there, w) != 0)
		return -1;
	if (there)
		return 0;
	if (!is_read)
		return why_set(w, WHY_MEMBER_ORDER,
		    "%s lies in a folder that is not there", in->name);
	if (name_set_add(&in->awaited, in->name, len, &there, w) != 0)
		return -1;
	in->n_awaited += !there;
	return 0;
}

static int
note_folder(struct intake *in, struct why *w)
{
	size_t len = strlen(in->name);
	bool there;

	if (name_set_has(&in->awaited, in->name, len, &there, w) != 0)
		return -1;
	in->n_awaited -= there;
	return name_set_add(&in->folders, in->name, len, &there, w);
}

static int
place_payload(struct intake *in, struct why *w)
{
	const struct contents *c = &in->opening->contents;
	bool is_read = in->next_read_file < c->n_read_files &&
	    c->read_files[in->next_read_file].member == in->entry.number;

	if (strncmp(in->name, BAG_PAYLOAD "/", 5) != 0)
		return misplaced(in, w);
	if (check_folder(in, is_read, w) != 0)
		return -1;
	if (in->member.type == ARCHIVE_FOLDER) {
		if (note_folder(in, w) != 0)
			return -1;
		in->others_begun = true;
		in->cut = RECORD_FOLDER;
		return is_read ? misplaced(in, w) : 0;
	}
	in->cut = is_read ? RECORD_READS : RECORD_PIECES;
	if (is_read && in->others_begun)
		return why_set(w, WHY_MEMBER_ORDER,
		    "read file %s comes behind other members", in->name);
	in->others_begun = in->others_begun || !is_read;
	return 0;
}

/* Which of the bag's parts is this, and may it stand here? */
static int
place(struct intake *in, struct why *w)
{
	static const char *const expected[] = {
		[INTAKE_DECLARATION] = BAG_DECLARATION,
		[INTAKE_DATA] = BAG_PAYLOAD,
		[INTAKE_PAYLOAD] = BAG_INFO,
		[INTAKE_MANIFEST] = BAG_MANIFEST,
		[INTAKE_TAGS] = BAG_TAGS,
	};
	bool folder = in->member.type == ARCHIVE_FOLDER;

	if (in->phase == INTAKE_END)
		return misplaced(in, w);
	if (in->phase == INTAKE_PAYLOAD &&
	    (folder || strcmp(in->name, BAG_INFO) != 0))
		return place_payload(in, w);
	if (strcmp(in->name, expected[in->phase]) != 0 ||
	    folder != (in->phase == INTAKE_DATA))
		return misplaced(in, w);
	in->cut = folder ? RECORD_FOLDER : RECORD_LINES;
	in->phase++;
	return 0;
}

static int
add_member_record(struct intake *in, struct why *w)
{
	char text[RECORD_MEMBER_MAX];
	struct record record = { .kind = HASH_LEAF_MEMBER,
		.member = in->entry.number };

	record.len = (uint32_t)record_member(text, in->cut, in->member.mtime_s,
	    in->member.mtime_ns, in->name);
	record.bytes = arena_keep(&in->slot->arena, text, record.len, w);
	if (record.bytes == NULL)
		return -1;
	return records_add(&in->slot->records, &record, w);
}

static int
check_name(struct intake *in, struct why *w)
{
	bool repeated;

	if (name_set_add(&in->names, in->name, strlen(in->name), &repeated,
		w) != 0)
		return -1;
	if (repeated)
		return why_set(w, WHY_MEMBER_REPEATED,
		    "%s is there twice, or differs only in case or form",
		    in->name);
	return 0;
}

static int
begin(struct intake *in, struct why *w)
{
	if (in->totals.members > UINT32_MAX - 1)
		return why_set(w, WHY_LIMIT, "too many members");
	in->entry = (struct ledger_member){
		.number = (uint32_t)in->totals.members++,
		.mtime_s = in->member.mtime_s,
		.mtime_ns = in->member.mtime_ns,
		.zone = "",
		.format = "",
	};
	in->left = in->member.size;
	if (strip_top(in, w) != 0 || check_name(in, w) != 0 ||
	    place(in, w) != 0)
		return -1;
	in->entry.cut = (char)in->cut;
	in->entry.segment = in->slot->number;
	in->entry.first = (uint32_t)in->slot->records.n;
	if (add_member_record(in, w) != 0)
		return -1;
	return intake_records_begin(in, w);
}

static int
take_bytes(struct intake *in, struct why *w)
{
	const uint8_t *data;
	size_t len;
	int rc;

	while ((rc = archive_in_data(&in->archive, &data, &len, w)) == 1) {
		const struct bytes *plain = &in->slot->plain;

		/* Records are borrowed from the segment until it is hashed. */
		if (data < plain->data || len > plain->len ||
		    (size_t)(data - plain->data) > plain->len - len ||
		    (in->span_len > 0 && data != in->span + in->span_len))
			return why_set(w, WHY_ARCHIVE,
			    "%s does not lie in one stretch", in->name);
		if (in->span_len == 0)
			in->span = data;
		in->span_len += len;
		in->left -= len;
		if (intake_records_cut(in, w) != 0)
			return -1;
	}
	if (rc == 0 && (in->left > 0 || in->span_len > 0))
		return why_set(w, WHY_ARCHIVE, "%s is not whole", in->name);
	return rc;
}

static int
one_member(struct intake *in, struct why *w)
{
	if (begin(in, w) != 0)
		return -1;
	if (take_bytes(in, w) != 0 || intake_records_end(in, w) != 0)
		return why_in(w, "%s", in->name);
	if (in->bag == NULL)
		return 0;
	in->entry.name = in->name;
	if (in->dropped) {
		/* Not even the time of what went is kept. */
		in->entry.name = in->entry.zone = in->entry.format = "";
		in->entry.map = 0;
		in->entry.mtime_s = 0;
		in->entry.mtime_ns = 0;
		in->entry.gone = 1;
	}
	return bagger_member(in->bag, &in->entry, w);
}

/* What the contents promised came, all of it and nothing else. */
static int
check_totals(const struct intake *in, struct why *w)
{
	const struct contents *c = &in->opening->contents;
	const struct intake_totals *t = &in->totals;

	if (in->phase != INTAKE_END)
		return why_set(w, WHY_BAG, "the bag has no %s",
		    in->phase <= INTAKE_PAYLOAD	       ? "payload or " BAG_INFO
			: in->phase == INTAKE_MANIFEST ? BAG_MANIFEST
						       : BAG_TAGS);
	if (in->n_awaited > 0)
		return why_set(w, WHY_MEMBER_ORDER,
		    "a read file lies in a folder that is not there");
	if (in->next_read_file != c->n_read_files)
		return why_set(w, WHY_CONTENTS,
		    "the contents name %zu read files, %zu came",
		    c->n_read_files, in->next_read_file);
	if (t->members != c->members || t->files != c->payload_files ||
	    t->bytes != c->payload_bytes || t->reads != c->reads)
		return why_set(w, WHY_CONTENTS,
		    "the contents tell of %" PRIu64 " members, %" PRIu64
		    " files, %" PRIu64 " bytes, %" PRIu64 " reads; %" PRIu64
		    ", %" PRIu64 ", %" PRIu64 ", %" PRIu64 " came",
		    c->members, c->payload_files, c->payload_bytes, c->reads,
		    t->members, t->files, t->bytes, t->reads);
	return 0;
}

int
intake_run(struct intake *in, struct why *w)
{
	int rc;

	if (archive_in_open(&in->archive, stretch, in, w) != 0)
		return -1;
	while ((rc = archive_in_member(&in->archive, &in->member, w)) == 1)
		if (one_member(in, w) != 0)
			return -1;
	if (rc != 0 || hand_over(in, w) != 0)
		return -1;
	if (in->unsealer->given != in->opening->seal.n_segments)
		return why_set(w, WHY_ARCHIVE,
		    "the archive ends in segment %" PRIu64 " of %" PRIu64,
		    in->unsealer->given - 1, in->opening->seal.n_segments);
	return check_totals(in, w);
}
