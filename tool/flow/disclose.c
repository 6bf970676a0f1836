#include "tool/flow/disclose.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/flow/disclose_inside.h"
#include "tool/flow/series.h"

/* --- which rows, in the thread that cuts them --- */

static bool
is_trimmed(const struct reads_text *f, const char *id)
{
	const char *at = f->text;
	size_t len = f->len;

	if (at == NULL)
		return false;
	while (len > 0 && (*at == ' ' || *at == '\t')) {
		at++;
		len--;
	}
	while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t'))
		len--;
	return len == strlen(id) && memcmp(at, id, len) == 0;
}

static bool
has_id(const struct disclose_ask *ask, const struct reads_row *row)
{
	bool found = ask->n_records == 0;

	for (size_t i = 0; i < ask->n_records && !found; i++)
		found =
		    is_trimmed(&row->field[READS_RECORD_ID], ask->records[i]);
	return found;
}

bool
disclose_wants(const struct disclose_ask *ask, const struct reads *reads,
    const struct record *one)
{
	const struct selection *s = &ask->selection;
	struct why ignored = { 0 };
	struct reads_row row;
	int rc;

	if (!reads_is_row(reads, one))
		return false;
	rc = selection_wants_all(s)
	    ? reads_fields_all(reads, one->bytes, one->len, &row, &ignored)
	    : reads_fields(reads, one->bytes, one->len, &row, &ignored);
	return rc == 0 && has_id(ask, &row) &&
	    selection_row(s, reads, &row) == MINIMISED_ROW_RULES;
}

/* By itself, or with its file or bundle. */
static bool
is_withheld(struct disclose *d, size_t index)
{
	const struct released *r = d->released;
	const struct withheld *h = &d->withheld;

	return withheld_has(h, r->slot->number, (uint32_t)index) ||
	    withheld_has(h, r->member->segment, r->member->first) ||
	    withheld_has(h, 0, 0);
}

bool
disclose_purpose(const struct disclose *d, const char *name)
{
	const struct order_match *m = &d->holds.match;
	const uint8_t *bundle = d->released->bundle.id;

	return order_match_bundle(m, bundle, NULL) != ORDER_NONE ||
	    order_match_member(m, bundle, name, NULL) != ORDER_NONE;
}

/* Does it name this restricted row? Its images follow it. */
static bool
has_purpose(struct disclose *d, const struct reads *reads,
    const struct record *row)
{
	const char *name = d->released->member->name;
	struct reads_row fields;
	bool named = d->holds.n > 0 &&
	    (order_match_row(&d->holds.match, d->released->bundle.id, reads,
		 row, NULL) != ORDER_NONE ||
		disclose_purpose(d, name));

	if (reads_fields(reads, row->bytes, row->len, &fields, &d->why) == 0)
		(void)judge_link(named ? &d->purposed : &d->hidden, name,
		    &fields, 1, &d->why);
	return named;
}

static bool
is_shown(struct disclose *d, const struct reads *reads,
    const struct record *row, size_t index)
{
	bool restricted = withheld_restricts(&d->withheld,
	    d->released->slot->number, (uint32_t)index);
	bool named = restricted && has_purpose(d, reads, row);

	if (!disclose_wants(d->ask, reads, row))
		return false;
	if (!is_withheld(d, index) && (!restricted || named))
		return true;
	d->withheld_reads++;
	d->restricted_reads += restricted;
	return false;
}

static void
pick(void *self, const struct reads *reads, const struct record *rows, size_t n,
    uint32_t *causes)
{
	struct disclose *d = self;

	if (d->why.reason != WHY_NONE)
		return;
	if (selection_check(&d->ask->selection, reads, &d->why) != 0) {
		why_in(&d->why, "%s", d->released->member->name);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		size_t index = d->released->slot->records.n - n + i;

		causes[i] = is_shown(d, reads, &rows[i], index);
	}
}

/* --- what is shown, in any thread --- */

int
disclose_put(struct disclose *d, const void *data, size_t len, struct why *w)
{
	const uint8_t *from = data;

	while (len > 0) {
		ssize_t n = pwrite(d->fd, from, len, (off_t)d->end);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(w, "cannot write a temporary list");
		from += n;
		len -= (size_t)n;
		d->end += (uint64_t)n;
	}
	return 0;
}

static int
catch_one(struct disclose *d, const struct tally_slot *s, uint32_t index,
    struct disclose_caught *c, struct why *w)
{
	const struct record *one = &s->records.items[index];

	c->segment = s->number;
	c->at = d->end;
	c->record.index = index;
	c->record.member = one->member;
	c->record.bytes = one->len;
	/* Which of the two is settled later; a member is known by this. */
	c->record.kind =
	    one->kind == HASH_LEAF_MEMBER ? SHOWN_READS : SHOWN_RECORD;
	d->shown += c->shown;
	if (d->shown > SHOWN_RECORDS_MAX)
		return why_set(w, WHY_LIMIT,
		    "more records are asked for than an exhibit can show (%u)",
		    (unsigned)SHOWN_RECORDS_MAX);
	if (disclose_put(d, one->bytes, one->len, w) != 0)
		return -1;
	return bytes_add(&d->caught, c, sizeof(*c), w);
}

/* Begins a read file here? */
static bool
begins_reads(const struct record *one)
{
	return one->bytes != NULL && one->kind == HASH_LEAF_MEMBER &&
	    one->len > 0 && one->bytes[0] == RECORD_READS;
}

static int
catch_all(struct disclose *d, const struct tally_slot *s, const uint8_t *salts,
    struct why *w)
{
	bool begun = false;
	size_t hole = 0;

	for (uint32_t i = 0; i < s->records.n; i++) {
		const struct record *one = &s->records.items[i];
		struct disclose_caught c = { 0 };
		bool here = hole < s->n_holes && s->holes[hole].index == i;
		bool first = begun && one->kind == HASH_LEAF_RECORD;

		/* A line of a tag file goes without a cause. */
		c.shown = here && s->holes[hole].fresh != 0 &&
		    s->holes[hole].cause != 0;
		hole += here;
		begun = begins_reads(one);
		if (one->bytes == NULL || (!c.shown && !begun && !first))
			continue;
		memcpy(c.record.salt, salts + (size_t)i * HASH_SALT_BYTES,
		    sizeof(c.record.salt));
		if (catch_one(d, s, i, &c, w) != 0)
			return -1;
	}
	return 0;
}

static int
look(void *self, const struct tally_slot *s, const uint8_t *salts,
    const uint8_t *leaves, struct why *w)
{
	struct disclose *d = self;
	struct disclose_leaves l = { .segment = s->number, .n = s->records.n };
	size_t before;
	int rc;

	pool_lock(d->released->pool);
	before = d->caught.len;
	rc = catch_all(d, s, salts, w);
	if (rc == 0 && d->caught.len > before) {
		l.at = d->end;
		rc = disclose_put(d, leaves, s->records.n * HASH_BYTES, w);
		if (rc == 0)
			rc = bytes_add(&d->leaves, &l, sizeof(l), w);
	}
	pool_unlock(d->released->pool);
	return rc;
}

/* --- all of it --- */

int
disclose_fetch(const struct disclose *d, uint64_t at, void *out, size_t len,
    struct why *w)
{
	uint8_t *to = out;

	while (len > 0) {
		ssize_t n = pread(d->fd, to, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(w, "cannot read a temporary list");
		if (n == 0)
			return why_set(w, WHY_SYSTEM,
			    "a temporary list ends too soon");
		to += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}

int
disclose_read(const struct disclose *d, size_t record, uint8_t *out,
    struct why *w)
{
	size_t n;
	const struct shown_record *all = shown_records(&d->proof, &n);
	const uint64_t *at = (const void *)d->places.data;

	return disclose_fetch(d, at[record], out, all[record].bytes, w);
}

static int
load_hold(void *self, const struct ledger_hold *one, struct why *w)
{
	struct disclose *d = self;

	return memcmp(one->id, d->ask->hold, sizeof(one->id)) != 0
	    ? 0
	    : holds_add(&d->holds, one, NULL, w);
}

static int
load_withheld(struct disclose *d, struct why *w)
{
	struct ledger *l = &d->released->store->ledger;

	if (withheld_load(&d->withheld, l, d->released->bundle.id, d->ask->hold,
		w) != 0)
		return -1;
	if (d->ask->hold == NULL)
		return 0;
	return ledger_hold_each(l, load_hold, d, w) != 0
	    ? -1
	    : series_tell(l, &d->holds.match, w);
}

int
disclose_run(struct disclose *d, struct released *r,
    const struct disclose_ask *ask, struct why *w)
{
	memset(d, 0, sizeof(*d));
	d->released = r;
	d->ask = ask;
	d->judge.pick = pick;
	d->judge.pick_self = d;
	d->judge.bundle = r->bundle.id;
	r->look = look;
	r->look_self = d;
	d->fd = staging_spool(r->store->fd, w);
	if (d->fd < 0 || load_withheld(d, w) != 0 ||
	    released_run(r, &d->judge, NULL, w) != 0)
		return -1;
	if (d->why.reason != WHY_NONE)
		return why_set(w, d->why.reason, "%s", d->why.text);
	return disclose_settle(d, w);
}

void
disclose_close(struct disclose *d)
{
	if (d->fd > 0)
		close(d->fd);
	judge_clear(&d->judge);
	withheld_clear(&d->withheld);
	holds_clear(&d->holds);
	paths_clear(&d->purposed);
	paths_clear(&d->hidden);
	bytes_clear(&d->caught);
	bytes_clear(&d->leaves);
	bytes_clear(&d->places);
	shown_clear(&d->proof);
	for (size_t i = 0; i < d->n_files; i++)
		free(d->files[i].name);
	free(d->files);
	memset(d, 0, sizeof(*d));
	d->fd = -1;
}
