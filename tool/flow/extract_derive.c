#include <stdlib.h>
#include <string.h>

#include "tool/flow/extract_derive_inside.h"
#include "tool/flow/judge_inside.h"

/* Source: exhibit.txt, 1.3. */

#define HEAD_BYTES (UINT32_C(64) << 10)

/* --- what the parent holds, as it is checked --- */

static int
take_part(void *self, const char *name, const struct bytes *text, struct why *w)
{
	struct extract_derived *d = self;
	struct extract_part *p;

	if (strcmp(name, "proof.txt") == 0)
		return 0;
	p = extract_add_part(d->x, name);
	return bytes_add(&p->text, text->data, text->len, w);
}

static int
take_file(void *self, const struct archive_member *m, bool reads, struct why *w)
{
	struct extract_derived *d = self;
	struct extract_source *more =
	    reallocarray(d->files, d->n_files + 1, sizeof *more);

	if (more == NULL)
		return why_memory(w);
	d->files = more;
	more += d->n_files;
	*more = (struct extract_source){ .reads = reads,
		.file = { .name = strdup(m->name),
		    .cut = reads ? RECORD_READS : RECORD_PIECES,
		    .mtime_s = m->mtime_s,
		    .mtime_ns = m->mtime_ns,
		    .first = d->places.len / sizeof(uint64_t) } };
	if (more->file.name == NULL)
		return why_memory(w);
	d->n_files++;
	return 0;
}

static int
take_record(void *self, const void *data, size_t len, struct why *w)
{
	struct extract_derived *d = self;
	struct disclose *to = &d->x->found;
	const uint64_t at = to->end;

	d->files[d->n_files - 1].file.n += len > 0;
	if (bytes_add(&d->places, &at, sizeof at, w) != 0 ||
	    bytes_add(&d->shown, "", 1, w) != 0)
		return -1;
	return disclose_put(to, data, len, w);
}

static int
check_parent(struct extract_derived *d, struct why *w)
{
	const struct extract_options *o = d->x->options;
	const struct exhibit_check_each each = { d, take_part, take_file,
		take_record };
	const struct exhibit_check_options ask = {
		.path = d->from->path,
		.store = d->x->store,
		.progress = o->progress,
		.each = &each,
	};
	char wanted[EXHIBIT_REFERENCE_BYTES];
	const char *reference = o->exhibit.reference;

	if (exhibit_check_run(&ask, &d->parent, w) != 0)
		return why_in(w, "%s", d->from->path);
	if (!d->parent.vouched)
		return why_set(w, WHY_SIGNER_UNKNOWN,
		    "%s: the key of agency %s, who made it, is not known here",
		    d->from->path, d->parent.exhibit.agency.agency);
	if (exhibit_parent(wanted, reference) &&
	    strcmp(wanted, d->parent.exhibit.reference) == 0)
		return 0;
	return why_set(w, WHY_USAGE,
	    "exhibit %s is not a number of one derived from %s (%.40s/A)",
	    reference, d->parent.exhibit.reference,
	    d->parent.exhibit.reference);
}

/* --- what may not be shown any more --- */

static int
take_gone(void *self, uint64_t segment, const struct ledger_gone *g,
    struct why *w)
{
	return withheld_add(self, segment, g->index, w);
}

static int
load_withheld(struct extract_derived *d, struct why *w)
{
	struct ledger *l = &d->x->store->ledger;
	const uint8_t *id = d->parent.exhibit.bundle;
	struct ledger_bundle bundle;
	bool found;

	if (ledger_bundle_get(l, id, LEDGER_RECEIVED, &bundle, &found, w) != 0)
		return -1;
	d->x->deleted_reads = d->parent.exhibit.deleted_reads;
	if (!found)
		return 0;
	if (bundle.state == LEDGER_DELETED)
		return why_set(w, WHY_DELETED,
		    "the bundle that %s is of was deleted here",
		    d->parent.exhibit.reference);
	if (bundle.deleted_reads > d->x->deleted_reads)
		d->x->deleted_reads = bundle.deleted_reads;
	if (ledger_gone_walk(l, id, take_gone, &d->gone, w) != 0)
		return -1;
	return withheld_load(&d->x->found.withheld, l, id,
	    d->x->options->ask->hold, w);
}

/* Where each record and file stands. */
static int
number(struct extract_derived *d, struct why *w)
{
	size_t n;
	const struct shown_segment *g = shown_segments(&d->parent.proof, &n);
	size_t n_records;
	const struct shown_record *all =
	    shown_records(&d->parent.proof, &n_records);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < g[i].n; j++)
			if (bytes_add(&d->numbers, &g[i].number,
				sizeof g[i].number, w) != 0)
				return -1;
	for (size_t i = 0; i < d->n_files; i++) {
		struct extract_source *f = &d->files[i];

		f->index = all[f->file.first].index;
		memcpy(&f->segment,
		    d->numbers.data + f->file.first * sizeof f->segment,
		    sizeof f->segment);
	}
	return 0;
}

/* --- which rows --- */

static int
fetch(struct extract_derived *d, size_t record, struct record *out,
    struct why *w)
{
	size_t n;
	const struct shown_record *all = shown_records(&d->parent.proof, &n);
	const uint64_t *at = (const void *)d->places.data;

	*out = (struct record){
		.bytes = d->room,
		.len = all[record].bytes,
		.member = all[record].member,
		.kind = HASH_LEAF_RECORD,
	};
	return disclose_fetch(&d->x->found, at[record], d->room, out->len, w);
}

/* By the beginning of the excerpt; or as was said. */
static int
begin_reads(struct extract_derived *d, const struct extract_source *f,
    struct reads *reads, struct why *w)
{
	const struct reads_ask *ask = &d->from->reads;
	const uint64_t *at = (const void *)d->places.data;
	struct reads_found found;
	size_t len = 0;

	for (size_t i = f->file.first + 1; i <= f->file.first + f->file.n;
	     i++) {
		size_t n;

		len += shown_records(&d->parent.proof, &n)[i].bytes;
	}
	len = len < HEAD_BYTES ? len : HEAD_BYTES;
	if (disclose_fetch(&d->x->found, at[f->file.first], d->room, len, w) !=
	    0)
		return -1;
	found = reads_detect(ask, f->file.name, d->room, len);
	if (found.format == NULL && ask->format != NULL)
		found = (struct reads_found){ .format = ask->format,
			.map = ask->n_maps == 1 };
	if (found.format == NULL)
		return why_set(w, WHY_READ_FORMAT,
		    "%s: its read format is not known by the excerpt: say "
		    "--format",
		    f->file.name);
	return reads_begin_mapped(reads, found.format, d->from->zone,
	    found.map == 0 ? NULL : ask->maps[found.map - 1], w);
}

static int
take_header(struct extract_derived *d, const struct extract_source *f,
    struct reads *reads, struct why *w)
{
	const struct reads_cut how = { .max_records = 1 };
	struct records cut = { 0 };
	struct record one;
	size_t used = 0;
	int rc = fetch(d, f->file.first + 1, &one, w);

	if (rc == 0)
		rc = reads_cut(reads, &how, one.bytes, one.len, &cut, &used, w);
	if (rc == 0 && (cut.n != 1 || used != one.len))
		rc = why_set(w, WHY_READ_FORMAT, "no header row");
	records_clear(&cut);
	return rc;
}

static bool
is_kept(const struct withheld *h, const struct extract_source *f,
    uint64_t segment, uint32_t index)
{
	return withheld_has(h, segment, index) ||
	    withheld_has(h, f->segment, f->index) || withheld_has(h, 0, 0) ||
	    withheld_restricts(h, segment, index) ||
	    withheld_restricts(h, f->segment, f->index);
}

/* What a restricted row names is withheld with it. Source: order.txt, 7.1. */
static int
hide_linked(struct extract_derived *d, const struct extract_source *f,
    const struct reads *reads, const struct record *row, struct why *w)
{
	struct reads_row fields;

	if (reads_fields(reads, row->bytes, row->len, &fields, w) != 0)
		return -1;
	return judge_link(&d->hidden, f->file.name, &fields, 1, w);
}

/* Is the row shown again? */
static int
take_row(struct extract_derived *d, const struct extract_source *f,
    const struct reads *reads, size_t i, struct why *w)
{
	struct disclose *to = &d->x->found;
	size_t n;
	uint32_t index = shown_records(&d->parent.proof, &n)[i].index;
	struct reads_row fields;
	struct record one;
	uint64_t segment;

	memcpy(&segment, d->numbers.data + i * sizeof segment, sizeof segment);
	if (fetch(d, i, &one, w) != 0)
		return -1;
	if (withheld_restricts(&to->withheld, segment, index) &&
	    hide_linked(d, f, reads, &one, w) != 0)
		return -1;
	if (!disclose_wants(d->x->options->ask, reads, &one) ||
	    withheld_has(&d->gone, segment, index))
		return 0;
	if (is_kept(&to->withheld, f, segment, index)) {
		to->withheld_reads++;
		to->restricted_reads +=
		    withheld_restricts(&to->withheld, segment, index);
		return 0;
	}
	d->shown.data[i] = 1;
	if (reads_fields(reads, one.bytes, one.len, &fields, w) != 0)
		return -1;
	return judge_link(&d->linked, f->file.name, &fields, 1, w);
}

static int
take_rows(struct extract_derived *d, const struct extract_source *f,
    struct why *w)
{
	const struct selection *s = &d->x->options->ask->selection;
	struct reads reads;
	size_t first = f->file.first;
	bool header = f->file.n > 0 && extract_is_header(d, first + 1);

	if (begin_reads(d, f, &reads, w) != 0)
		return -1;
	if (header != reads.headed)
		return why_set(w, WHY_READ_FORMAT,
		    "%s is not of the read format %s", f->file.name,
		    reads.headed ? "with a header row" : "without one");
	if ((header && take_header(d, f, &reads, w) != 0) ||
	    selection_check(s, &reads, w) != 0)
		return why_in(w, "%s", f->file.name);
	for (size_t i = first + 1 + header; i <= first + f->file.n; i++)
		if (take_row(d, f, &reads, i, w) != 0)
			return -1;
	return 0;
}

/* The files that shown rows name. */
static void
take_linked(struct extract_derived *d, const struct extract_source *f)
{
	struct disclose *to = &d->x->found;
	struct paths_entry *linked = paths_find(&d->linked, f->file.name);

	if (linked == NULL || paths_find(&d->hidden, f->file.name) != NULL ||
	    is_kept(&to->withheld, f, f->segment, f->index) ||
	    withheld_has(&d->gone, f->segment, f->index))
		return;
	linked->met = true;
	memset(d->shown.data + f->file.first, 1, f->file.n + 1);
}

static int
mark_all(struct extract_derived *d, struct why *w)
{
	for (size_t i = 0; i < d->n_files; i++)
		if (d->files[i].reads && take_rows(d, &d->files[i], w) != 0)
			return -1;
	for (size_t i = 0; i < d->n_files; i++)
		if (!d->files[i].reads)
			take_linked(d, &d->files[i]);
	return 0;
}

/* --- all of it --- */

/* What is told of bundle and parent. */
static void
describe(struct extract_derived *d)
{
	struct exhibit *e = &d->x->result->exhibit;
	const struct exhibit *of = &d->parent.exhibit;

	memcpy(e->bundle, of->bundle, sizeof e->bundle);
	memcpy(e->seal, of->seal, sizeof e->seal);
	e->sender = of->sender;
	e->sealed_s = of->sealed_s;
	memcpy(e->parent.reference, of->reference, sizeof of->reference);
	memcpy(e->parent.id, of->id, sizeof of->id);
	memcpy(e->parent.digest, d->parent.digest, sizeof e->parent.digest);
	e->parent.agency = of->agency;
	e->parent.reads = of->reads;
	e->parent.files = of->files;
	d->x->result->decision = d->parent.decision;
	d->x->result->chain = d->parent.chain;
	d->x->found.withheld_reads += of->withheld_reads;
	d->x->found.restricted_reads += of->restricted_reads;
}

static int
run(struct extract_derived *d, struct why *w)
{
	struct disclose *to = &d->x->found;

	to->fd = staging_spool(d->x->store->fd, w);
	d->room = malloc(RECORD_MAX_BYTES);
	if (d->room == NULL)
		return why_memory(w);
	if (to->fd < 0 || extract_begin_parts(d->x, w) != 0 ||
	    check_parent(d, w) != 0)
		return -1;
	describe(d);
	if (number(d, w) != 0 || load_withheld(d, w) != 0 ||
	    mark_all(d, w) != 0 || extract_keep(d, w) != 0)
		return -1;
	return 0;
}

int
extract_derive(struct extract_state *x, struct why *w)
{
	struct extract_derived d = { .x = x, .from = &x->options->parent };
	int rc = run(&d, w);

	exhibit_check_clear(&d.parent);
	bytes_clear(&d.places);
	bytes_clear(&d.numbers);
	bytes_clear(&d.shown);
	for (size_t i = 0; i < d.n_files; i++)
		free(d.files[i].file.name);
	free(d.files);
	paths_clear(&d.linked);
	paths_clear(&d.hidden);
	withheld_clear(&d.gone);
	free(d.room);
	return rc;
}
