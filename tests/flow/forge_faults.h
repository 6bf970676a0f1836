#ifndef TESTS_FLOW_FORGE_FAULTS_H
#define TESTS_FLOW_FORGE_FAULTS_H

/** What takes more than the replacement of a text. */

#include "tests/flow/forge_tar.h"

/* Members. `with` says which. */

static inline struct forge_member *
forge_extra(struct forge *f)
{
	return forge_member(f, RECORD_PIECES, f->fault->with,
	    "more of " FORGE_PLATE "\n");
}

static inline void
forge_named(struct forge *f)
{
	forge_extra(f);
}

/** The same as a folder. */
static inline void
forge_named_folder(struct forge *f)
{
	forge_member(f, RECORD_FOLDER, f->fault->with, "");
}

/** A name that is not below the bundle's own folder. */
static inline void
forge_outside(struct forge *f)
{
	forge_extra(f)->whole = true;
}

/** A name that no encoder writes. */
static inline void
forge_raw(struct forge *f)
{
	struct forge_member *m = forge_extra(f);

	m->raw = f->fault->with;
	(void)snprintf(m->name, sizeof m->name, "data/a name of its own");
}

/** A folder behind a file in it. */
static inline void
forge_folder_late(struct forge *f)
{
	forge_member(f, RECORD_PIECES, "data/late/file.txt", "");
	forge_member(f, RECORD_FOLDER, "data/late", "");
}

/** A read file in a folder that never comes. */
static inline void
forge_no_reads_folder(struct forge *f)
{
	(void)snprintf(forge_find(f, "data/reads.csv")->name, 40,
	    "data/nowhere/reads.csv");
}

/** A part of 256 bytes. */
static inline void
forge_long_part(struct forge *f)
{
	char name[300] = "data/";

	memset(name + 5, 'x', 256);
	forge_member(f, RECORD_PIECES, name, "");
}

/** 66 parts. */
static inline void
forge_deep_name(struct forge *f)
{
	char name[300] = "data";

	for (size_t i = 0; i < 65; i++)
		memcpy(name + 4 + 2 * i, "/x", 3);
	forge_member(f, RECORD_PIECES, name, "");
}

/** A member of another type, that may name a target: with "2target". */
static inline void
forge_typed(struct forge *f)
{
	struct forge_member *m =
	    forge_member(f, RECORD_PIECES, "data/special", "");

	m->type = f->fault->with[0];
	m->link = f->fault->with + 1;
}

static inline void
forge_mode(struct forge *f)
{
	forge_find(f, "data/note.txt")->mode = f->fault->with;
}

/** Mode, user, group behind one another. */
static inline void
forge_folder_mode(struct forge *f)
{
	forge_find(f, "data/images")->mode = f->fault->with;
}

static inline void
forge_pax_header(struct forge *f)
{
	forge_find(f, "data/note.txt")->pax = f->fault->with;
}

/** A header that tells of more than there is. */
static inline void
forge_large_member(struct forge *f)
{
	forge_find(f, BAG_TAGS)->size = BLOCK_NUMBER_MAX;
}

static inline void
forge_small_member(struct forge *f)
{
	forge_find(f, "data/note.txt")->size = 3;
}

/** 1 TiB. */
static inline void
forge_huge_member(struct forge *f)
{
	struct forge_member *m = forge_find(f, BAG_TAGS);

	m->pax = "size=1099511627776\n";
	m->size = BLOCK_NUMBER_MAX;
}

/** Take a member away. */
static inline void
forge_without(struct forge *f)
{
	struct forge_member *m = forge_find(f, f->fault->with);
	size_t at = (size_t)(m - f->members);

	bytes_clear(&m->data);
	f->n_members--;
	memmove(m, m + 1, (f->n_members - at) * sizeof *m);
}

/** Let it change places with the one behind it. */
static inline void
forge_swap(struct forge *f)
{
	struct forge_member *m = forge_find(f, f->fault->with);
	struct forge_member keep = m[0];

	m[0] = m[1];
	m[1] = keep;
}

static inline void
forge_rows(struct forge *f)
{
	struct bytes *data = &forge_find(f, "data/reads.csv")->data;

	forge_replace(f, data, NULL, f->fault->with);
}

static inline void
forge_rows_nul(struct forge *f)
{
	struct bytes *data = &forge_find(f, "data/reads.csv")->data;

	forge_add(f, data, "R4,ZZ26\0BC,1,1,4,2026-01-05T10:00:03Z,\n", 39);
}

static inline void
forge_rows_long(struct forge *f)
{
	struct bytes *data = &forge_find(f, "data/reads.csv")->data;

	forge_must(f, bytes_reserve(data, 2 * RECORD_MAX_BYTES, &f->w));
	memset(data->data + data->len, 'R', RECORD_MAX_BYTES);
	data->len += RECORD_MAX_BYTES;
	forge_replace(f, data, NULL, ",ZZ26ABC,1,1,4,2026-01-05T10:00:03Z,\n");
}

/** A name twice in the header row. */
static inline void
forge_rows_header(struct forge *f)
{
	struct bytes *data = &forge_find(f, "data/reads.csv")->data;

	forge_replace(f, data, "plate_image", "vrm");
}

/** The read file behind the folder of its images. */
static inline void
forge_swap_reads(struct forge *f)
{
	struct forge_member *m = forge_find(f, "data/reads.csv");
	struct forge_member keep = m[0];

	m[0] = m[1];
	m[1] = keep;
	f->read_file = 3;
}

/* Tag files. */

static inline void
forge_tag(struct forge *f, const char *name)
{
	const struct forge_fault *fault = f->fault;

	forge_replace(f, &forge_find(f, name)->data, fault->find, fault->with);
}

static inline void
forge_declaration(struct forge *f)
{
	forge_tag(f, BAG_DECLARATION);
}

static inline void
forge_info(struct forge *f)
{
	forge_tag(f, BAG_INFO);
}

static inline void
forge_manifest(struct forge *f)
{
	forge_tag(f, BAG_MANIFEST);
}

static inline void
forge_manifest_digest(struct forge *f)
{
	uint8_t *data = forge_find(f, BAG_MANIFEST)->data.data;

	data[0] = data[0] == '0' ? '1' : '0';
}

/** Without its first line. */
static inline void
forge_manifest_less(struct forge *f)
{
	struct bytes *data = &forge_find(f, BAG_MANIFEST)->data;
	const uint8_t *end = memchr(data->data, '\n', data->len);
	size_t len = end == NULL ? 0 : (size_t)(end + 1 - data->data);

	data->len -= len;
	memmove(data->data, data->data + len, data->len);
}

static inline void
forge_tagmanifest(struct forge *f)
{
	forge_tag(f, BAG_TAGS);
}

/* The tar. */

static inline void
forge_tar_end(struct forge *f)
{
	forge_add(f, &f->tar, f->fault->with, strlen(f->fault->with));
}

/** Without end mark, or with half of one. */
static inline void
forge_no_end(struct forge *f)
{
	f->tar.len -= 2 * BLOCK_BYTES;
}

static inline void
forge_half_end(struct forge *f)
{
	f->tar.len -= BLOCK_BYTES;
}

static inline void
forge_padding(struct forge *f)
{
	const struct forge_member *m = forge_find(f, "data/note.txt");

	f->tar.data[m->body + m->data.len] = 'x';
}

static inline void
forge_owner_number(struct forge *f)
{
	uint8_t *block = f->tar.data + forge_find(f, "data/note.txt")->head;

	block[BLOCK_UID + 5] = '7';
	block_sum(block);
}

static inline void
forge_owner_name(struct forge *f)
{
	uint8_t *block = f->tar.data + forge_find(f, "data/note.txt")->head;

	memcpy(block + 265, "root", 4);
	block_sum(block);
}

static inline void
forge_header_sum(struct forge *f)
{
	f->tar.data[forge_find(f, "data/note.txt")->head + BLOCK_SUM] ^= 1;
}

static inline void
forge_cut_at(struct forge *f, size_t at)
{
	f->cuts[f->n_cuts++] = at;
}

static inline void
forge_cut_record(struct forge *f)
{
	forge_cut_at(f, forge_find(f, "data/note.txt")->body + 5);
}

static inline void
forge_cut_header(struct forge *f)
{
	forge_cut_at(f, forge_find(f, "data/note.txt")->head + 100);
}

static inline void
forge_cut_member(struct forge *f)
{
	forge_cut_at(f, forge_find(f, "data/note.txt")->body);
}

static inline void
forge_cut_end(struct forge *f)
{
	forge_cut_at(f, f->tar.len - BLOCK_BYTES);
}

/** Nothing wrong: three segments. */
static inline void
forge_three(struct forge *f)
{
	forge_cut_at(f, forge_find(f, "data/images")->head);
	forge_cut_at(f, forge_find(f, BAG_INFO)->head);
}

/** Every member, tag files too, has a time with a fraction. */
static inline void
forge_times(struct forge *f)
{
	for (size_t i = 0; i < f->n_members; i++) {
		f->members[i].mtime.tv_sec = 1700000000 + (time_t)i;
		f->members[i].mtime.tv_nsec = 123456789;
	}
}

#endif
