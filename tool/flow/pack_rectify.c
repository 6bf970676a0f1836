#include <string.h>
#include <unistd.h>

#include "tool/flow/pack_inside.h"
#include "tool/flow/pack_minimise.h"
#include "tool/stop.h"

/* What a dry run reads of an export with an order to rectify: rows alone. */

#define CHUNK_BYTES (UINT32_C(1) << 20)

/** The stretch of a read file that is not cut into rows yet. */
struct cutting {
	struct corrected *brings;
	struct reads reads;
	bool header; /* the next record is no row */
	struct bytes room;
	struct records rows;
};

static int
cut(struct cutting *c, bool last, struct why *w)
{
	struct reads_cut how = { .last = last, .check = true };
	size_t used;
	size_t i;

	c->rows.n = 0;
	if (reads_cut(&c->reads, &how, c->room.data, c->room.len, &c->rows,
		&used, w) != 0)
		return -1;
	i = c->header && c->rows.n > 0;
	c->header = c->header && c->rows.n == 0;
	for (; i < c->rows.n; i++) {
		bool named;

		if (corrected_row(c->brings, &c->reads, &c->rows.items[i], true,
			&named, w) != 0)
			return -1;
	}
	c->room.len -= used;
	if (used > 0)
		memmove(c->room.data, c->room.data + used, c->room.len);
	return 0;
}

static int
take(void *self, const void *data, size_t size, struct why *w)
{
	struct cutting *c = self;

	if (stop_asked())
		return why_set(w, WHY_INTERRUPTED, "interrupted");
	if (bytes_add(&c->room, data, size, w) != 0)
		return -1;
	return c->room.len < CHUNK_BYTES ? 0 : cut(c, false, w);
}

static int
look(void *self, const struct walk_entry *e, struct why *w)
{
	struct pack_input *in = self;
	const struct pack_input_file *f = pack_input_next(in, e);
	struct cutting c = { .brings = in->brings };
	int rc = -1;
	int fd;

	if (f == NULL)
		return 0;
	fd = walk_open(e, w);
	if (fd < 0)
		return -1;
	if (reads_begin_mapped(&c.reads, f->found.format, in->options->zone,
		pack_input_map(in, f), w) != 0)
		goto out;
	c.header = c.reads.headed;
	if (pack_minimise_through(in, f, fd, (struct sink){ take, &c }, w) == 0)
		rc = cut(&c, true, w);
out:
	records_clear(&c.rows);
	bytes_clear(&c.room);
	close(fd);
	/* what is left out of a file was named with it */
	return rc == 0 || f->minimised ? rc : why_in(w, "%s", e->name);
}

int
pack_rectify_look(struct pack_state *p, struct why *w)
{
	if (p->corrected.n == 0)
		return 0;
	if (pack_input_walk(&p->input, look, w) != 0)
		return -1;
	return corrected_check(&p->corrected, w);
}
