#include "tool/flow/minimise.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tool/stop.h"

/* A record and what must be seen behind it fit. */
#define BUFFER_BYTES (4 * (size_t)RECORD_MAX_BYTES)
/* What stays is handed on so much at a time. */
#define OUT_BYTES (UINT32_C(256) << 10)

/* One time through one file. */
struct pass {
	struct minimise *m;
	const struct minimise_file *file;
	bool first; /* what is seen counts */
	bool checked;
	bool images;
	bool end;
	struct reads_empty columns;
	struct reads_empty credentials;
	struct bytes row; /* as it is written again */
	struct bytes again;
	struct reads reads;
	struct records records;
	struct bytes in;
	struct bytes out;
	struct bytes held; /* the last row that stays: it may lose its comma */
	size_t joint;
	struct sink to;
	struct hash_digest digest;
	uint64_t bytes;
};

int
minimise_open(struct minimise *m, const struct minimise_ask *ask,
    struct name_set *files, struct why *w)
{
	*m = (struct minimise){ .ask = *ask, .files = files };
	if (ask->n_columns > MINIMISE_COLUMNS_MAX)
		return why_set(w, WHY_USAGE, "more than %d columns to drop",
		    MINIMISE_COLUMNS_MAX);
	for (size_t i = 0; i < MINIMISED_ROW_RULES; i++)
		m->counts.rule[i].applied = ask->selection.asked[i];
	m->counts.rule[MINIMISED_COLUMNS].applied = ask->n_columns > 0;
	m->counts.rule[MINIMISED_IMAGES].applied = ask->without_images;
	return 0;
}

void
minimise_close(struct minimise *m)
{
	name_set_clear(&m->left);
	name_set_clear(&m->stays);
}

bool
minimise_wanted(const struct minimise *m, const char *format)
{
	return selection_any(&m->ask.selection) || m->ask.without_images ||
	    m->ask.n_columns > 0 || strcmp(format, "compact") == 0;
}

static int
flush(struct pass *p, struct why *w)
{
	int rc = p->out.len == 0 || p->to.write == NULL
	    ? 0
	    : p->to.write(p->to.self, p->out.data, p->out.len, w);

	p->out.len = 0;
	return rc;
}

static int
emit(struct pass *p, const void *data, size_t len, struct why *w)
{
	p->bytes += len;
	if (p->to.write == NULL)
		return 0;
	if (bytes_add(&p->out, data, len, w) != 0)
		return -1;
	return p->out.len < OUT_BYTES ? 0 : flush(p, w);
}

/* The row that is held; last: no row follows. */
static int
emit_held(struct pass *p, bool last, struct why *w)
{
	const uint8_t *data = p->held.data;
	size_t len = p->held.len;
	int rc;

	p->held.len = 0;
	if (!last || p->joint >= len)
		return len == 0 ? 0 : emit(p, data, len, w);
	rc = emit(p, data, p->joint, w);
	if (rc == 0)
		rc = emit(p, data + p->joint + 1, len - p->joint - 1, w);
	return rc;
}

static int
emit_row(struct pass *p, const struct record *row, struct why *w)
{
	if (emit_held(p, false, w) != 0)
		return -1;
	p->joint = reads_joint(&p->reads, row);
	if (p->joint == row->len)
		return emit(p, row->bytes, row->len, w);
	return bytes_add(&p->held, row->bytes, row->len, w);
}

/* An image that the row names, if the export has it: what it has not would only
 * take memory. */
static int
note_image(struct pass *p, const struct reads_text *field, bool stays,
    struct why *w)
{
	char name[NAME_MAX_BYTES + 1];
	struct name_set *set = stays ? &p->m->stays : &p->m->left;
	bool there;

	if (!reads_image_path(p->file->name, field, name))
		return 0;
	if (name_set_has(p->m->files, name, strlen(name), &there, w) != 0)
		return -1;
	return there ? name_set_add(set, name, strlen(name), &there, w) : 0;
}

static int
note(struct pass *p, enum minimised_rule rule, const struct reads_row *row,
    struct why *w)
{
	bool stays = rule == MINIMISED_ROW_RULES;

	if (!p->first)
		return 0;
	if (!stays)
		p->m->counts.rule[rule].rows++;
	if (!p->images)
		return 0;
	p->m->counts.rule[MINIMISED_IMAGES].applied = true;
	stays = stays && !p->m->ask.without_images;
	for (enum reads_field i = READS_PLATE_IMAGE; i <= READS_OVERVIEW_IMAGE;
	     i++)
		if (note_image(p, &row->field[i],
			stays && !reads_empties(&p->reads, &p->columns, i),
			w) != 0)
			return -1;
	return 0;
}

/* One rule's fields emptied, from *one, which then lies in `to`. */
static int
empty(struct pass *p, enum minimised_rule rule, struct record *one,
    struct bytes *to, struct why *w)
{
	struct reads_empty *e =
	    rule == MINIMISED_COLUMNS ? &p->columns : &p->credentials;
	bool changed;

	if (!e->any)
		return 0;
	to->len = 0;
	if (reads_empty_row(&p->reads, e, one, to, &changed, w) != 0)
		return -1;
	*one = (struct record){ .bytes = to->data, .len = (uint32_t)to->len };
	p->m->counts.rule[rule].rows += p->first && changed;
	return 0;
}

static int
keep_row(struct pass *p, const struct record *row, struct why *w)
{
	struct record one = *row;

	if (empty(p, MINIMISED_COLUMNS, &one, &p->row, w) != 0 ||
	    empty(p, MINIMISED_CREDENTIALS, &one, &p->again, w) != 0)
		return -1;
	return emit_row(p, &one, w);
}

static int
take_row(struct pass *p, const struct record *one, struct why *w)
{
	const struct selection *s = &p->m->ask.selection;
	struct reads_row row;
	enum minimised_rule rule;
	int rc = selection_wants_all(s)
	    ? reads_fields_all(&p->reads, one->bytes, one->len, &row, w)
	    : reads_fields(&p->reads, one->bytes, one->len, &row, w);

	if (rc != 0)
		return -1;
	rule = selection_row(s, &p->reads, &row);
	if (note(p, rule, &row, w) != 0)
		return -1;
	return rule == MINIMISED_ROW_RULES ? keep_row(p, one, w) : 0;
}

/* An event without a plate is nothing that any of the rules could want. */
static bool
is_unwanted(struct pass *p, const struct record *one)
{
	const struct selection *s = &p->m->ask.selection;
	size_t rule = 0;

	if (!selection_any(s) || !reads_is_aside(&p->reads, one))
		return false;
	while (!s->asked[rule])
		rule++;
	p->m->counts.rule[rule].rows += p->first;
	return true;
}

/* What is no row stays; a header row is known by its place. */
static int
take_records(struct pass *p, bool header, struct why *w)
{
	for (size_t i = 0; i < p->records.n; i++) {
		const struct record *one = &p->records.items[i];

		if ((!header || i > 0) && reads_is_row(&p->reads, one)) {
			if (take_row(p, one, w) != 0)
				return -1;
			continue;
		}
		if (is_unwanted(p, one))
			continue;
		if (emit_held(p, true, w) != 0 ||
		    emit(p, one->bytes, one->len, w) != 0)
			return -1;
	}
	return 0;
}

/* Which fields are emptied: those of the header that was seen. */
static int
ask_columns(struct pass *p, struct why *w)
{
	struct minimise *m = p->m;
	const struct record *header =
	    p->reads.headed ? &p->records.items[0] : NULL;
	bool found;

	reads_empty_credentials(&p->reads, &p->credentials);
	if (p->credentials.any)
		m->counts.rule[MINIMISED_CREDENTIALS].applied = true;
	for (size_t i = 0; i < m->ask.n_columns; i++) {
		if (reads_empty_column(&p->reads, header, m->ask.columns[i],
			&p->columns, &found, w) != 0)
			return -1;
		m->dropped |= (uint64_t)found << i;
	}
	return 0;
}

/* Once the header was seen. */
static int
check(struct pass *p, struct why *w)
{
	if (p->checked || p->records.n == 0)
		return 0;
	p->checked = true;
	p->images = reads_gives(&p->reads, READS_PLATE_IMAGE) ||
	    reads_gives(&p->reads, READS_OVERVIEW_IMAGE);
	return selection_check(&p->m->ask.selection, &p->reads, w) == 0
	    ? ask_columns(p, w)
	    : -1;
}

static int
fill(struct pass *p, struct why *w)
{
	while (!p->end && p->in.len < BUFFER_BYTES) {
		uint8_t *to = p->in.data + p->in.len;
		ssize_t n = p->file->from.read(p->file->from.self, to,
		    BUFFER_BYTES - p->in.len, w);

		if (n < 0)
			return -1;
		hash_digest_add(&p->digest, to, (size_t)n);
		p->in.len += (size_t)n;
		p->end = n == 0;
	}
	return 0;
}

/* One buffer full. */
static int
step(struct pass *p, struct why *w)
{
	bool header = p->reads.headed && !p->checked;
	struct reads_cut how = { .last = p->end, .check = true };
	size_t used;

	p->records.n = 0;
	if (reads_cut(&p->reads, &how, p->in.data, p->in.len, &p->records,
		&used, w) != 0 ||
	    check(p, w) != 0 || take_records(p, header, w) != 0)
		return -1;
	if (used == 0 && p->in.len == BUFFER_BYTES)
		return why_set(w, WHY_LIMIT, "a record is too long");
	memmove(p->in.data, p->in.data + used, p->in.len - used);
	p->in.len -= used;
	return stop_check(w);
}

static int
run(struct pass *p, struct why *w)
{
	const struct minimise_file *f = p->file;

	if (reads_begin_mapped(&p->reads, f->format, f->zone, f->map, w) != 0 ||
	    bytes_reserve(&p->in, BUFFER_BYTES, w) != 0)
		return -1;
	hash_digest_init(&p->digest);
	do {
		if (fill(p, w) != 0)
			return -1;
		/* Nobody asks about an empty file. */
		if (p->in.len > 0 && step(p, w) != 0)
			return -1;
	} while (!p->end);
	if (p->in.len > 0)
		return why_set(w, WHY_LIMIT, "bytes are left");
	for (size_t i = 0; i < p->m->ask.n_columns; i++)
		if (reads_empty_saw(&p->columns, p->m->ask.columns[i]))
			p->m->dropped |= UINT64_C(1) << i;
	return emit_held(p, true, w) == 0 ? flush(p, w) : -1;
}

static void
pass_clear(struct pass *p)
{
	records_clear(&p->records);
	bytes_wipe(&p->in);
	bytes_wipe(&p->out);
	bytes_wipe(&p->held);
	bytes_wipe(&p->row);
	bytes_wipe(&p->again);
}

int
minimise_measure(struct minimise *m, const struct minimise_file *f,
    struct minimise_size *size, struct why *w)
{
	struct pass p = { .m = m, .file = f, .first = true };
	int rc = run(&p, w);

	size->bytes = p.bytes;
	hash_digest_final(&p.digest, size->digest);
	pass_clear(&p);
	return rc == 0 ? 0 : why_in(w, "%s", f->name);
}

int
minimise_put(struct minimise *m, const struct minimise_file *f,
    const struct minimise_size *size, struct sink to, struct why *w)
{
	struct pass p = { .m = m, .file = f, .to = to };
	uint8_t digest[HASH_DIGEST_BYTES];
	int rc = run(&p, w);

	hash_digest_final(&p.digest, digest);
	if (rc == 0 &&
	    (p.bytes != size->bytes ||
		memcmp(digest, size->digest, sizeof digest) != 0))
		rc = why_set(w, WHY_INPUT_CHANGED, "changed while it was read");
	pass_clear(&p);
	return rc == 0 ? 0 : why_in(w, "%s", f->name);
}

bool
minimise_leaves_any(const struct minimise *m)
{
	return m->left.n > 0 || m->ask.without_images;
}

int
minimise_check(const struct minimise *m, struct why *w)
{
	for (size_t i = 0; i < m->ask.n_columns; i++)
		if ((m->dropped >> i & 1) == 0)
			return why_set(w, WHY_READ_FORMAT,
			    "--drop-column %s: no file has it",
			    m->ask.columns[i]);
	return 0;
}

/* Does the name end as those of images do? */
static bool
is_image(const char *name)
{
	static const char *const endings[] = { ".jpg", ".jpeg", ".png", ".gif",
		".bmp", ".tif", ".tiff", ".webp", ".jp2", ".heic", ".avif" };
	const char *dot = strrchr(name, '.');
	bool is = false;

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		is |= dot != NULL && strcasecmp(dot, endings[i]) == 0;
	return is;
}

int
minimise_leaves(const struct minimise *m, const char *name, bool *leaves,
    struct why *w)
{
	size_t len = strlen(name);
	bool stays;

	if (name_set_has(&m->left, name, len, leaves, w) != 0 ||
	    name_set_has(&m->stays, name, len, &stays, w) != 0)
		return -1;
	*leaves = *leaves && !stays;
	*leaves |= m->ask.without_images && is_image(name);
	return 0;
}
