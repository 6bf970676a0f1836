#include <stdlib.h>
#include <string.h>

#include "formats/several.h"
#include "tool/flow/extract_derive_inside.h"

/* Source: exhibit.txt, 1.3. */

bool
extract_is_header(const struct extract_derived *d, size_t record)
{
	size_t n;

	return shown_records(&d->parent.proof, &n)[record].kind == SHOWN_HEADER;
}

static int
keep_file(struct extract_derived *d, const struct extract_source *f,
    struct why *w)
{
	struct disclose *to = &d->x->found;
	size_t n;
	const struct shown_record *all = shown_records(&d->parent.proof, &n);
	uint8_t *shown = d->shown.data + f->file.first;
	struct disclose_file *more;
	bool any = false;

	for (size_t i = 1; i <= f->file.n; i++)
		any |= shown[i] != 0;
	shown[0] |= any;
	if (shown[0] == 0)
		return 0;
	more = reallocarray(to->files, to->n_files + 1, sizeof *more);
	if (more == NULL)
		return why_memory(w);
	to->files = more;
	more += to->n_files;
	*more = f->file;
	more->name = strdup(f->file.name);
	if (more->name == NULL)
		return why_memory(w);
	to->n_files++;
	more->n = 0;
	for (size_t i = 1; i <= f->file.n; i++) {
		bool header = extract_is_header(d, f->file.first + i);

		shown[i] |= header;
		more->n += shown[i];
		more->bytes += shown[i] ? all[f->file.first + i].bytes : 0;
		to->reads += f->reads && shown[i] && !header;
	}
	to->whole += !f->reads;
	return 0;
}

/* Records and hashes of a segment. */
static int
keep_segment(struct extract_derived *d, const struct shown_segment *g,
    struct why *w)
{
	struct disclose *to = &d->x->found;
	size_t n;
	const struct shown_record *all = shown_records(&d->parent.proof, &n);
	struct several tree = {
		.of = d->parent.seal.segments[g->number].records,
		.leaves = d->parent.leaves.data + g->first * HASH_BYTES,
		.n = g->n,
		.nodes = shown_nodes(&d->parent.proof, g),
		.n_nodes = g->n_nodes,
	};
	struct bytes known = { 0 };
	struct bytes kept = { 0 };
	struct bytes nodes = { 0 };
	int rc = 0;

	for (size_t i = g->first; rc == 0 && i < g->first + g->n; i++) {
		const uint32_t *index = &all[i].index;

		rc = bytes_add(&known, index, sizeof *index, w);
		if (rc != 0 || d->shown.data[i] == 0)
			continue;
		if (kept.len == 0)
			rc = shown_add_segment(&to->proof, g->number, w);
		if (rc != 0 || shown_add(&to->proof, &all[i], w) != 0 ||
		    bytes_add(&kept, index, sizeof *index, w) != 0 ||
		    bytes_add(&to->places, d->places.data + i * 8, 8, w) != 0)
			rc = -1;
	}
	tree.index = (const void *)known.data;
	if (rc == 0 && kept.len > 0)
		rc = several_keep(&tree, (const void *)kept.data,
		    kept.len / sizeof(uint32_t), &nodes, w);
	if (rc == 0 && nodes.len > 0)
		rc = shown_add_nodes(&to->proof, nodes.data,
		    nodes.len / HASH_BYTES, w);
	bytes_clear(&known);
	bytes_clear(&kept);
	bytes_clear(&nodes);
	return rc;
}

/* A file whose records go on: the first of its records among those kept. */
static void
settle_files(struct extract_derived *d)
{
	struct disclose *to = &d->x->found;
	size_t at = 0;

	for (size_t i = 0; i < to->n_files; i++) {
		to->files[i].first = at + 1;
		at += to->files[i].n + 1;
	}
}

int
extract_keep(struct extract_derived *d, struct why *w)
{
	struct disclose *to = &d->x->found;
	size_t n;
	const struct shown_segment *g = shown_segments(&d->parent.proof, &n);

	for (size_t i = 0; i < d->n_files; i++)
		if (keep_file(d, &d->files[i], w) != 0)
			return -1;
	for (size_t i = 0; i < n; i++)
		if (keep_segment(d, &g[i], w) != 0)
			return -1;
	settle_files(d);
	to->absent = paths_unmet(&d->linked);
	return 0;
}
