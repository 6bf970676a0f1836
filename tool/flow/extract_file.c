#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/exhibit_readme.h"
#include "formats/signature.h"
#include "keys/file.h"
#include "tool/flow/extract_inside.h"

static int
add_line(struct extract_state *x, const uint8_t digest[SHA256_BYTES],
    const char *name, struct why *w)
{
	char hex[2 * SHA256_BYTES + 1];

	bytes_to_hex(hex, digest, SHA256_BYTES);
	return bytes_printf(&x->manifest, w, "%s  %s\n", hex, name);
}

struct extract_part *
extract_add_part(struct extract_state *x, const char *name)
{
	struct extract_part *p = &x->parts[x->n_parts++];

	memcpy(p->name, name, strlen(name) + 1);
	return p;
}

/* As it lies beside the bundle. */
static int
add_proof(struct extract_state *x, const char *name, uint64_t max,
    struct why *w)
{
	char path[STORE_PATH_BYTES];
	char at[96];

	(void)snprintf(at, sizeof at, STORE_PROOF "/%s/%s", x->released.id,
	    name);
	if (store_path(x->store, at, path, w) != 0)
		return -1;
	return file_read(path, max, &extract_add_part(x, name)->text, w);
}

static int
add_seals(struct extract_state *x, struct why *w)
{
	char name[FRAME_NAME_BYTES];

	if (add_proof(x, "seal.json", SEAL_JSON_MAX, w) != 0 ||
	    add_proof(x, "seal.json.sig", SIGNATURE_FILE_MAX_BYTES, w) != 0)
		return -1;
	for (size_t i = 0; i + 1 < x->released.chain.n; i++) {
		frame_earlier_name(name, i);
		if (add_proof(x, name, SEAL_JSON_MAX, w) != 0)
			return -1;
		frame_earlier_signature_name(name, i);
		if (add_proof(x, name, SIGNATURE_FILE_MAX_BYTES, w) != 0)
			return -1;
	}
	return 0;
}

/* To whom the records of a file go, one after the other. */
static int
each_record(struct extract_state *x, const struct disclose_file *f,
    int (*give)(void *self, const void *data, size_t len, struct why *w),
    void *self, struct why *w)
{
	size_t n;
	const struct shown_record *all = shown_records(&x->found.proof, &n);
	uint8_t *room = malloc(RECORD_MAX_BYTES);
	int rc = room == NULL ? why_memory(w) : 0;

	for (size_t i = f->first; rc == 0 && i < f->first + f->n; i++) {
		rc = disclose_read(&x->found, i, room, w);
		if (rc == 0)
			rc = give(self, room, all[i].bytes, w);
	}
	free(room);
	return rc;
}

static int
to_digest(void *self, const void *data, size_t len, struct why *w)
{
	return sha256_add(self, data, len, w);
}

static int
add_data_line(struct extract_state *x, const struct disclose_file *f,
    struct why *w)
{
	struct sha256 s = { 0 };
	uint8_t digest[SHA256_BYTES];
	int rc = -1;

	if (sha256_begin(&s, w) == 0 &&
	    each_record(x, f, to_digest, &s, w) == 0 &&
	    sha256_end(&s, digest, w) == 0)
		rc = add_line(x, digest, f->name, w);
	sha256_clear(&s);
	return rc;
}

int
extract_begin_parts(struct extract_state *x, struct why *w)
{
	return exhibit_readme_write(&extract_add_part(x, "README.txt")->text,
	    w);
}

int
extract_parts(struct extract_state *x, struct why *w)
{
	struct exhibit *e = &x->result->exhibit;
	uint8_t digest[SHA256_BYTES];

	if ((x->options->parent.path == NULL &&
		(extract_begin_parts(x, w) != 0 || add_seals(x, w) != 0)) ||
	    shown_write(&x->found.proof,
		&extract_add_part(x, "proof.txt")->text, w) != 0)
		return -1;
	for (size_t i = 0; i < x->n_parts; i++)
		if (sha256_of(x->parts[i].text.data, x->parts[i].text.len,
			digest, w) != 0 ||
		    add_line(x, digest, x->parts[i].name, w) != 0)
			return -1;
	for (size_t i = 0; i < x->found.n_files; i++)
		if (add_data_line(x, &x->found.files[i], w) != 0)
			return -1;
	e->manifest_bytes = x->manifest.len;
	return sha256_of(x->manifest.data, x->manifest.len, e->manifest, w);
}

/* --- the tar --- */

static int
to_outfile(void *self, const void *data, size_t len, struct why *w)
{
	return outfile_write(self, data, len, w);
}

static int
to_tar(void *self, const void *data, size_t len, struct why *w)
{
	return archive_out_data(self, data, len, w);
}

static int
begin(const char *name, uint64_t size, int64_t time_s, struct archive_member *m,
    struct why *w)
{
	*m = (struct archive_member){ .type = ARCHIVE_FILE,
		.size = size,
		.mtime_s = time_s };
	memcpy(m->name, name, strlen(name) + 1);
	if (size > FRAME_MEMBER_MAX)
		return why_set(w, WHY_LIMIT, "%s is too large to be shown",
		    name);
	return 0;
}

static int
put_text(struct extract_state *x, const char *name, const struct bytes *text,
    struct why *w)
{
	struct archive_member m;

	if (begin(name, text->len, x->result->exhibit.made_s, &m, w) != 0 ||
	    archive_out_member(&x->tar, &m, w) != 0 ||
	    archive_out_data(&x->tar, text->data, text->len, w) != 0)
		return -1;
	return archive_out_finish(&x->tar, w);
}

static int
put_file(struct extract_state *x, const struct disclose_file *f, struct why *w)
{
	struct archive_member m;

	if (begin(f->name, f->bytes, f->mtime_s, &m, w) != 0)
		return -1;
	m.mtime_ns = f->mtime_ns;
	if (archive_out_member(&x->tar, &m, w) != 0 ||
	    each_record(x, f, to_tar, &x->tar, w) != 0)
		return -1;
	return archive_out_finish(&x->tar, w);
}

static int
put_all(struct extract_state *x, struct why *w)
{
	const struct extract_part *p = x->parts;

	if (put_text(x, p->name, &p->text, w) != 0 ||
	    put_text(x, "exhibit.json", &x->text, w) != 0 ||
	    put_text(x, "exhibit.json.sig", &x->signature, w) != 0 ||
	    put_text(x, "manifest-sha256.txt", &x->manifest, w) != 0)
		return -1;
	for (size_t i = 1; i < x->n_parts; i++)
		if (put_text(x, p[i].name, &p[i].text, w) != 0)
			return -1;
	for (size_t i = 0; i < x->found.n_files; i++)
		if (put_file(x, &x->found.files[i], w) != 0)
			return -1;
	return 0;
}

int
extract_write(struct extract_state *x, struct why *w)
{
	struct exhibit *e = &x->result->exhibit;
	int rc = -1;

	if (outfile_open(&x->out, x->options->output, e->made_s, w) != 0)
		return -1;
	if (archive_out_open(&x->tar, (struct sink){ to_outfile, &x->out },
		w) == 0)
		rc = put_all(x, w);
	if (archive_out_close(&x->tar, rc == 0, w) != 0)
		rc = -1;
	x->result->bytes = x->out.bytes;
	return rc == 0 ? outfile_sync(&x->out, w) : -1;
}
