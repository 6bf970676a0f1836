#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/record.h"
#include "formats/several.h"
#include "tool/flow/exhibit_inside.h"

#define PROOF "proof.txt"
#define DATA  "data/"

/** The file that is read now. */
struct reading {
	struct exhibit_state *x;
	const struct shown_segment *segment;
	size_t n_segments;
	size_t at;   /* of them */
	size_t done; /* records of all */
	struct sha256 sha256;
	const uint8_t *data; /* what is there of it */
	size_t len;
	struct bytes record; /* that comes in several stretches */
	/* a place: the one that a piece must have */
	uint64_t next_segment;
	uint32_t next_index;
	uint32_t last_bytes; /* of the last piece */
};

static int
bad(struct why *w, const char *how)
{
	return why_set(w, WHY_EXHIBIT, "%s", how);
}

/* Each place is one that the seal has. */
static int
check_places(const struct exhibit_state *x, struct why *w)
{
	const struct seal *s = &x->result->seal;
	size_t n, n_records;
	const struct shown_segment *g = shown_segments(&x->result->proof, &n);
	const struct shown_record *r =
	    shown_records(&x->result->proof, &n_records);

	for (size_t i = 0; i < n; i++)
		if (g[i].number >= s->n_segments ||
		    r[g[i].first + g[i].n - 1].index >=
			s->segments[g[i].number].records)
			return why_set(w, WHY_EXHIBIT,
			    PROOF ": a place that the seal has not, in "
				  "segment %" PRIu64,
			    g[i].number);
	return 0;
}

static void
step(struct reading *k)
{
	k->done++;
	if (k->done == k->segment[k->at].first + k->segment[k->at].n)
		k->at++;
}

/* Pieces of a file follow each other without a gap, also over the end of a
 * segment, and only the last may be short. Source: exhibit.txt, 5. */
static int
check_piece(struct reading *k, const struct shown_record *one, bool first,
    struct why *w)
{
	const struct seal *s = &k->x->result->seal;
	uint64_t segment = k->segment[k->at].number;

	if (one->kind == SHOWN_RECORD &&
	    (segment != k->next_segment || one->index != k->next_index))
		return bad(w, PROOF ": a file lacks a piece");
	if (one->kind == SHOWN_RECORD && !first &&
	    k->last_bytes != RECORD_MAX_BYTES)
		return bad(w, PROOF ": a short piece is not the last");
	k->last_bytes = one->bytes;
	k->next_segment = segment;
	k->next_index = one->index + 1;
	if (k->next_index == s->segments[segment].records) {
		k->next_segment++;
		k->next_index = 0;
	}
	return 0;
}

static int
add_leaf(struct reading *k, const struct shown_record *one, const void *data,
    size_t len, struct why *w)
{
	uint8_t leaf[HASH_BYTES];
	const struct hash_leaf of = {
		.bytes = data,
		.salt = one->salt,
		.out = leaf,
		.number = one->member,
		.len = (uint32_t)len,
		.kind = one->kind == SHOWN_READS || one->kind == SHOWN_FILE
		    ? HASH_LEAF_MEMBER
		    : HASH_LEAF_RECORD,
	};

	hash_leaves(&of, 1);
	return bytes_add(&k->x->result->leaves, leaf, sizeof leaf, w);
}

/* It goes on to who else wants it. */
static int
give(const struct reading *k, const void *data, size_t len, struct why *w)
{
	const struct exhibit_check_each *each = k->x->options->each;

	return each == NULL ? 0 : each->record(each->self, data, len, w);
}

/* The next so many bytes of the file, in one stretch. */
static int
next_bytes(struct reading *k, size_t need, const uint8_t **out, struct why *w)
{
	k->record.len = 0;
	for (;;) {
		size_t n = need - k->record.len;
		int rc;

		if (k->record.len == 0 && k->len >= need) {
			*out = k->data;
			k->data += need;
			k->len -= need;
			return 0;
		}
		n = n < k->len ? n : k->len;
		if (bytes_add(&k->record, k->data, n, w) != 0)
			return -1;
		k->data += n;
		k->len -= n;
		if (k->record.len == need) {
			*out = k->record.data;
			return 0;
		}
		rc = archive_in_data(&k->x->tar, &k->data, &k->len, w);
		if (rc < 0)
			return -1;
		if (rc == 0)
			return why_set(w, WHY_EXHIBIT,
			    "%s is shorter than the proof says",
			    k->x->member.name);
	}
}

static int
one_record(struct reading *k, const struct shown_record *one, struct why *w)
{
	const uint8_t *data = NULL;

	if (next_bytes(k, one->bytes, &data, w) != 0 ||
	    sha256_add(&k->sha256, data, one->bytes, w) != 0)
		return -1;
	if (add_leaf(k, one, data, one->bytes, w) != 0)
		return -1;
	return give(k, data, one->bytes, w);
}

static int
end_file(struct reading *k, struct why *w)
{
	uint8_t digest[SHA256_BYTES];
	const uint8_t *data;
	size_t len;
	int rc = k->len > 0 ? 1 : archive_in_data(&k->x->tar, &data, &len, w);

	if (rc < 0)
		return -1;
	if (rc == 1)
		return why_set(w, WHY_EXHIBIT,
		    "%s is longer than the proof says", k->x->member.name);
	if (sha256_end(&k->sha256, digest, w) != 0)
		return -1;
	return exhibit_line(k->x, k->x->member.name, digest, w);
}

static struct exhibit_check_file *
add_file(struct exhibit_check *r, const struct archive_member *m, char cut,
    struct why *w)
{
	struct exhibit_check_file *more =
	    realloc(r->files, (r->n_files + 1) * sizeof *more);

	if (more == NULL) {
		why_memory(w);
		return NULL;
	}
	r->files = more;
	more += r->n_files;
	*more = (struct exhibit_check_file){ .name = strdup(m->name),
		.cut = cut,
		.bytes = m->size };
	if (more->name == NULL) {
		why_memory(w);
		return NULL;
	}
	r->n_files++;
	return more;
}

/* The member record, from what the tar says of the file. */
static int
begin_file(struct reading *k, const struct shown_record *one, struct why *w)
{
	const struct exhibit_check_each *each = k->x->options->each;
	const struct archive_member *m = &k->x->member;
	char text[RECORD_MEMBER_MAX];
	enum record_cut cut =
	    one->kind == SHOWN_READS ? RECORD_READS : RECORD_PIECES;

	if (exhibit_member(k->x, NULL, w) != 0)
		return -1;
	if (strncmp(m->name, DATA, sizeof DATA - 1) != 0)
		return why_set(w, WHY_EXHIBIT, "%s is no file of the data",
		    m->name);
	k->len = 0;
	if (exhibit_named(k->x, m->name, w) != 0)
		return -1;
	if (sha256_begin(&k->sha256, w) != 0 ||
	    add_leaf(k, one, text,
		record_member(text, cut, m->mtime_s, m->mtime_ns, m->name),
		w) != 0)
		return -1;
	if (each != NULL &&
	    each->file(each->self, m, cut == RECORD_READS, w) != 0)
		return -1;
	return give(k, NULL, 0, w);
}

static int
one_file(struct reading *k, struct why *w)
{
	size_t n;
	const struct shown_record *all =
	    shown_records(&k->x->result->proof, &n);
	const struct shown_record *head = &all[k->done];
	struct exhibit_check *r = k->x->result;
	struct exhibit_check_file *f;
	bool plain = head->kind == SHOWN_FILE;
	bool first = true;

	if (begin_file(k, head, w) != 0)
		return -1;
	f = add_file(r, &k->x->member, plain ? RECORD_PIECES : RECORD_READS, w);
	if (f == NULL || (plain && check_piece(k, head, true, w) != 0))
		return -1;
	for (step(k); k->done < n && all[k->done].member == head->member;
	     step(k), first = false) {
		const struct shown_record *one = &all[k->done];

		if ((plain && check_piece(k, one, first, w) != 0) ||
		    one_record(k, one, w) != 0)
			return -1;
		f->header |= one->kind == SHOWN_HEADER;
		f->records++;
		r->reads += !plain && one->kind == SHOWN_RECORD;
	}
	f->whole = plain && !first && k->last_bytes < RECORD_MAX_BYTES;
	r->plain_files += plain;
	progress_add(k->x->options->progress, k->x->member.size);
	return end_file(k, w);
}

static int
check_roots(const struct exhibit_state *x, struct why *w)
{
	size_t n, n_records;
	const struct shown_segment *g = shown_segments(&x->result->proof, &n);
	const struct shown_record *r =
	    shown_records(&x->result->proof, &n_records);
	struct bytes index = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct seal_segment *sealed =
		    &x->result->seal.segments[g[i].number];
		uint8_t root[HASH_BYTES];
		struct several s = {
			.of = sealed->records,
			.leaves =
			    x->result->leaves.data + g[i].first * HASH_BYTES,
			.n = g[i].n,
			.nodes = shown_nodes(&x->result->proof, &g[i]),
			.n_nodes = g[i].n_nodes,
		};

		index.len = 0;
		for (size_t j = 0; rc == 0 && j < g[i].n; j++)
			rc = bytes_add(&index, &r[g[i].first + j].index,
			    sizeof(uint32_t), w);
		s.index = (const void *)index.data;
		if (rc == 0 &&
		    (!several_root(&s, root) ||
			memcmp(root, sealed->root, sizeof root) != 0))
			rc = why_set(w, WHY_TREE,
			    "what is shown of segment %" PRIu64
			    " is not what was sealed",
			    g[i].number);
	}
	bytes_clear(&index);
	return rc;
}

static int
check_counts(const struct exhibit_check *r, struct why *w)
{
	if (r->reads != r->exhibit.reads || r->plain_files != r->exhibit.files)
		return why_set(w, WHY_EXHIBIT,
		    "exhibit.json counts %" PRIu64 " reads and %" PRIu64
		    " files, shown are %" PRIu64 " and %" PRIu64,
		    r->exhibit.reads, r->exhibit.files, r->reads,
		    r->plain_files);
	return 0;
}

static int
end(struct exhibit_state *x, struct why *w)
{
	int rc = archive_in_member(&x->tar, &x->member, w);

	if (rc < 0)
		return -1;
	if (rc == 1)
		return why_set(w, WHY_EXHIBIT,
		    "%s is no part of what the proof is of", x->member.name);
	if (x->at != x->manifest.len)
		return why_set(w, WHY_MANIFEST,
		    "the manifest names a file that is not there");
	return 0;
}

static int
read_files(struct exhibit_state *x, struct why *w)
{
	struct reading k = { .x = x };
	size_t n;
	int rc = 0;

	k.segment = shown_segments(&x->result->proof, &k.n_segments);
	(void)shown_records(&x->result->proof, &n);
	while (rc == 0 && k.done < n)
		rc = one_file(&k, w);
	sha256_clear(&k.sha256);
	bytes_clear(&k.record);
	x->result->records = n;
	return rc;
}

int
exhibit_data(struct exhibit_state *x, struct why *w)
{
	int rc = exhibit_text(x, PROOF, SHOWN_MAX_BYTES, &x->text, w);

	if (rc != 0)
		return -1;
	if (shown_parse(&x->result->proof, x->text.data, x->text.len, w) != 0)
		return why_in(w, PROOF);
	if (check_places(x, w) != 0 || read_files(x, w) != 0 ||
	    end(x, w) != 0 || check_roots(x, w) != 0)
		return -1;
	return check_counts(x->result, w);
}
