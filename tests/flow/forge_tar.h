#ifndef TESTS_FLOW_FORGE_TAR_H
#define TESTS_FLOW_FORGE_TAR_H

/** A small bag, its tar, and the segments of that. */

#include "tests/flow/forge.h"

#define FORGE_ROWS                                                             \
	"record_id,vrm,feed_id,source_id,camera_id,capture_time,plate_image\n" \
	"R1," FORGE_PLATE ",1,1,1,2026-01-05T10:00:00Z,images/1.jpg\n"         \
	"R2,ZZ26ABC,1,1,2,2026-01-05T10:00:01Z,\n"                             \
	"R3,QQ26XYZ,1,1,3,2026-01-05T10:00:02Z,\n"

static inline void
forge_payload(struct forge *f)
{
	forge_member(f, RECORD_LINES, BAG_DECLARATION, bag_declaration);
	forge_member(f, RECORD_FOLDER, BAG_PAYLOAD, "");
	forge_member(f, RECORD_READS, "data/reads.csv", FORGE_ROWS);
	forge_member(f, RECORD_FOLDER, "data/images", "");
	forge_member(f, RECORD_PIECES, "data/images/1.jpg",
	    "\xff\xd8\xff picture of " FORGE_PLATE);
	forge_member(f, RECORD_PIECES, "data/note.txt",
	    "A note on " FORGE_PLATE ".\n");
	forge_reach(f, FORGE_MEMBERS, NULL);
}

static inline void
forge_line(struct forge *f, struct bytes *to, const char *name,
    const struct bytes *data)
{
	uint8_t digest[SHA256_BYTES];
	char line[BAG_LINE_MAX];
	struct sha256 sha256 = { 0 };

	forge_must(f, sha256_begin(&sha256, &f->w));
	forge_must(f, sha256_add(&sha256, data->data, data->len, &f->w));
	forge_must(f, sha256_end(&sha256, digest, &f->w));
	sha256_clear(&sha256);
	forge_add(f, to, line, bag_line(line, digest, name));
}

static inline bool
forge_is_file(const struct forge_member *m)
{
	return m->cut == RECORD_READS || m->cut == RECORD_PIECES;
}

/** The tag files behind the payload, and what the contents say of it. */
static inline void
forge_tags(struct forge *f)
{
	struct bag_info info = {
		.id = f->seal.id,
		.created_s = f->seal.created_s,
	};
	struct bytes manifest = { 0 };
	struct forge_member *m;

	for (size_t i = 0; i < f->n_members; i++) {
		m = &f->members[i];
		if (!forge_is_file(m))
			continue;
		info.octets += m->data.len;
		info.files++;
		forge_line(f, &manifest, m->name, &m->data);
	}
	f->contents.payload_bytes = info.octets;
	f->contents.payload_files = info.files;
	m = forge_member(f, RECORD_LINES, BAG_INFO, "");
	forge_must(f, bag_info(&m->data, &info, &f->w));
	m = forge_member(f, RECORD_LINES, BAG_MANIFEST, "");
	m->data = manifest;
	m = forge_member(f, RECORD_LINES, BAG_TAGS, "");
	forge_line(f, &m->data, BAG_DECLARATION,
	    &forge_find(f, BAG_DECLARATION)->data);
	forge_line(f, &m->data, BAG_INFO, &forge_find(f, BAG_INFO)->data);
	forge_line(f, &m->data, BAG_MANIFEST,
	    &forge_find(f, BAG_MANIFEST)->data);
	forge_reach(f, FORGE_TAGS, NULL);
}

/** Where the raw name goes: over the last bytes of the one in the block. */
static inline void
forge_raw_name(uint8_t *block, const char *raw)
{
	char *name = (char *)block + BLOCK_NAME;
	size_t len = strnlen(name, BLOCK_NAME_BYTES);

	memcpy(name + len - strlen(raw), raw, strlen(raw));
}

/** One record of an extended header: its length counts itself. */
static inline void
forge_pax_record(struct forge *f, struct bytes *to, const char *text, int len)
{
	int total = len + 3;

	while (snprintf(NULL, 0, "%d %.*s\n", total, len, text) != total)
		total++;
	forge_must(f, bytes_printf(to, &f->w, "%d %.*s\n", total, len, text));
}

/** An extended header of our own; each line of the text is a record. */
static inline void
forge_pax(struct forge *f, const char *text)
{
	static const uint8_t zeros[BLOCK_BYTES];
	uint8_t block[BLOCK_BYTES];
	struct bytes records = { 0 };
	const char *end;

	for (; (end = strchr(text, '\n')) != NULL; text = end + 1)
		forge_pax_record(f, &records, text, (int)(end - text));
	block_fill(block, "PaxHeader", records.len, 0);
	block[BLOCK_TYPE] = 'x';
	block_sum(block);
	forge_add(f, &f->tar, block, sizeof block);
	forge_add(f, &f->tar, records.data, records.len);
	forge_add(f, &f->tar, zeros, block_padding(records.len));
	bytes_clear(&records);
}

static inline void
forge_header(struct forge *f, struct archive_out *out, struct forge_member *m)
{
	struct archive_member head = {
		.type = m->cut == RECORD_FOLDER ? ARCHIVE_FOLDER : ARCHIVE_FILE,
		.size = m->data.len,
		.mtime_s = m->mtime.tv_sec,
		.mtime_ns = (uint32_t)m->mtime.tv_nsec,
	};
	uint8_t *block;

	(void)snprintf(head.name, sizeof head.name, "%s%s%.4000s",
	    m->whole ? "" : f->top, m->whole ? "" : "/", m->name);
	m->head = f->tar.len;
	if (m->pax != NULL)
		forge_pax(f, m->pax);
	forge_must(f, archive_out_member(out, &head, &f->w));
	block = f->tar.data + f->tar.len - BLOCK_BYTES;
	if (m->type != '\0')
		block[BLOCK_TYPE] = (uint8_t)m->type;
	if (m->mode != NULL)
		memcpy(block + BLOCK_MODE, m->mode, strlen(m->mode));
	if (m->link != NULL)
		memcpy(block + BLOCK_TYPE + 1, m->link, strlen(m->link));
	if (m->raw != NULL)
		forge_raw_name(block, m->raw);
	if (m->size != 0)
		block_put(block, BLOCK_SIZE, m->size);
	block_sum(block);
	m->body = f->tar.len;
}

static inline void
forge_tar(struct forge *f)
{
	struct stream_buffer buffer;
	struct archive_out out;

	forge_must(f,
	    archive_out_open(&out,
		stream_to_buffer(&buffer, &f->tar, FORGE_TAR_MAX), &f->w));
	for (size_t i = 0; i < f->n_members; i++) {
		struct forge_member *m = &f->members[i];

		forge_header(f, &out, m);
		forge_must(f,
		    archive_out_data(&out, m->data.data, m->data.len, &f->w));
		forge_must(f, archive_out_finish(&out, &f->w));
	}
	forge_must(f, archive_out_close(&out, true, &f->w));
	f->contents.members = f->n_members;
	forge_reach(f, FORGE_TAR, NULL);
}

/** Add what begins in from..to of the tar. */
static inline void
forge_add_record(struct forge *f, struct records *r, const size_t range[2],
    const struct record *one, size_t at)
{
	if (at >= range[0] && at < range[1])
		forge_must(f, records_add(r, one, &f->w));
}

static inline void
forge_member_records(struct forge *f, struct records *r, const size_t range[2],
    uint32_t number, char text[RECORD_MEMBER_MAX])
{
	const struct forge_member *m = &f->members[number];
	struct record one = { .kind = HASH_LEAF_MEMBER, .member = number };
	size_t at = 0;

	one.bytes = (uint8_t *)text;
	one.len = (uint32_t)record_member(text, m->cut, m->mtime.tv_sec,
	    (uint32_t)m->mtime.tv_nsec, m->name);
	/* behind its whole header */
	forge_add_record(f, r, range, &one, m->body - 1);
	one.kind = HASH_LEAF_RECORD;
	while (at < m->data.len) {
		size_t left = m->data.len - at;
		const uint8_t *end = memchr(m->data.data + at, '\n', left);

		one.bytes = m->data.data + at;
		one.len = (uint32_t)left;
		if (left > RECORD_MAX_BYTES)
			one.len = RECORD_MAX_BYTES;
		if (m->cut != RECORD_PIECES && end != NULL &&
		    end < one.bytes + one.len)
			one.len = (uint32_t)(end + 1 - one.bytes);
		forge_add_record(f, r, range, &one, m->body + at);
		at += one.len;
	}
}

static inline void
forge_commit(struct forge *f, size_t number, const size_t range[2],
    const uint8_t *seed)
{
	static char texts[FORGE_MEMBERS_MAX][RECORD_MEMBER_MAX];
	struct seal_segment *s = &f->segments[number];
	struct salt_cover cover = { 0 };
	struct records records = { 0 };
	struct bytes salts = { 0 };
	struct bytes leaves = { 0 };

	for (uint32_t i = 0; i < f->n_members; i++)
		forge_member_records(f, &records, range, i, texts[i]);
	s->records = (uint32_t)records.n;
	forge_must(f,
	    bytes_reserve(&salts, records.n * HASH_SALT_BYTES + 1, &f->w));
	forge_must(f,
	    bytes_reserve(&leaves, records.n * HASH_BYTES + 1, &f->w));
	forge_must(f,
	    salt_cover_init(&cover, f->seal.id, number, s->records, seed,
		&f->w));
	forge_must(f, salt_cover_derive(&cover, salts.data, &f->w));
	records_hash(&records, salts.data, leaves.data);
	tree_root(&tree_blake2, s->root, leaves.data, records.n);
	salt_cover_clear(&cover);
	records_clear(&records);
	bytes_clear(&salts);
	bytes_clear(&leaves);
}

/** Range of the tar: records, tree, compression, encryption. */
static inline void
forge_segment(struct forge *f, size_t number, const size_t range[2])
{
	struct contents_segment *secret = &f->secrets[number];
	struct seal_segment *s = &f->segments[number];
	struct segment_packer packer;
	size_t len = range[1] - range[0];
	struct pump_io io = { .bytes = &f->messages[number],
		.max_bytes = SIZE_MAX };
	uint8_t key[32];

	forge_must(f, bytes_random(key, sizeof key, &f->w));
	bytes_to_hex(secret->key, key, sizeof key);
	forge_must(f, bytes_random(secret->seed, HASH_SALT_BYTES, &f->w));
	forge_commit(f, number, range, secret->seed);
	forge_must(f, segment_packer_open(&packer, &f->w));
	forge_must(f,
	    segment_pack(&packer, f->tar.data + range[0], len, &f->packed,
		&f->w));
	segment_packer_close(&packer);
	if (number == 0)
		forge_reach(f, FORGE_PACKED, NULL);
	io.data = f->packed.data;
	io.len = f->packed.len;
	forge_must(f,
	    session_encrypt_symmetric(&f->store.session, secret->key, &io,
		&f->w));
	if (number == 0)
		forge_reach(f, FORGE_MESSAGE, NULL);
	forge_digest(&f->messages[number], &s->sealed);
	s->plain_max =
	    (len + SEAL_PLAIN_UNIT - 1) / SEAL_PLAIN_UNIT * SEAL_PLAIN_UNIT;
}

static inline void
forge_segments(struct forge *f)
{
	size_t range[2] = { 0, 0 };

	for (size_t i = 0; i <= f->n_cuts; i++) {
		range[0] = range[1];
		range[1] = i < f->n_cuts ? f->cuts[i] : f->tar.len;
		forge_segment(f, i, range);
	}
	f->contents.segments = f->secrets;
	f->contents.n_segments = f->n_cuts + 1;
	f->seal.segments = f->segments;
	f->seal.n_segments = f->n_cuts + 1;
}

#endif
