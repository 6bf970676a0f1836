#include "tool/flow/pack_minimise.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct reading {
	int fd;
	const char *name;
};

static ssize_t
read_file(void *self, void *out, size_t size, struct why *w)
{
	const struct reading *r = self;
	size_t len;

	if (pack_input_read(r->fd, out, size, &len, r->name, w) != 0)
		return -1;
	return (ssize_t)len;
}

static struct minimise_file
file_of(const struct pack_input *in, const struct pack_input_file *f,
    struct reading *from)
{
	return (struct minimise_file){
		.name = f->name,
		.format = f->found.format,
		.zone = in->options->zone,
		.map = pack_input_map(in, f),
		.from = { read_file, from },
	};
}

static int
measure(void *self, const struct walk_entry *e, struct why *w)
{
	struct pack_input *in = self;
	struct pack_input_file *f = pack_input_next(in, e);
	struct minimise_file file;
	struct reading from = { -1, e->name };
	int rc;

	if (f == NULL || !minimise_wanted(&in->minimise, f->found.format))
		return 0;
	from.fd = walk_open(e, w);
	if (from.fd < 0)
		return -1;
	file = file_of(in, f, &from);
	rc = minimise_measure(&in->minimise, &file, &f->size, w);
	if (rc == 0)
		rc = walk_same(e, from.fd, w);
	close(from.fd);
	f->minimised = true;
	in->bytes += f->size.bytes;
	in->bytes -= e->size;
	return rc;
}

int
pack_minimise_leaves(const struct pack_input *in, const struct walk_entry *e,
    bool *leaves, struct why *w)
{
	*leaves = false;
	return e->folder ? 0
			 : minimise_leaves(&in->minimise, e->name, leaves, w);
}

/* Files that go with the rows that named them. */
static int
leave(void *self, const struct walk_entry *e, struct why *w)
{
	struct pack_input *in = self;
	bool leaves;

	if (pack_input_next(in, e) != NULL)
		return 0;
	if (pack_minimise_leaves(in, e, &leaves, w) != 0)
		return -1;
	if (leaves) {
		in->files--;
		in->bytes -= e->size;
		in->minimise.counts.rule[MINIMISED_IMAGES].files++;
	}
	return 0;
}

int
pack_minimise_look(struct pack_input *in, struct why *w)
{
	bool any = false;

	for (size_t i = 0; i < in->n_read_files; i++)
		any |= minimise_wanted(&in->minimise,
		    in->read_files[i].found.format);
	if (any && pack_input_walk(in, measure, w) != 0)
		return -1;
	if (minimise_check(&in->minimise, w) != 0)
		return -1;
	return minimise_leaves_any(&in->minimise)
	    ? pack_input_walk(in, leave, w)
	    : 0;
}

static int
to_cutter(void *self, const void *data, size_t size, struct why *w)
{
	struct pack_input *in = self;
	const uint8_t *from = data;

	if (sha256_add(&in->sha256, data, size, w) != 0)
		return -1;
	while (size > 0) {
		size_t room;
		uint8_t *to;

		if (size > in->cutter->left)
			return why_set(w, WHY_INPUT_CHANGED,
			    "changed while it was read");
		to = cutter_room(in->cutter, &room, w);
		if (to == NULL)
			return -1;
		if (room > size)
			room = size;
		memcpy(to, from, room);
		if (cutter_filled(in->cutter, room, w) != 0)
			return -1;
		from += room;
		size -= room;
		progress_add(in->options->progress, room);
	}
	return 0;
}

int
pack_minimise_put(struct pack_input *in, const struct pack_input_file *f,
    int fd, struct why *w)
{
	struct reading from = { fd, f->name };
	const struct minimise_file file = file_of(in, f, &from);
	const struct sink to = { to_cutter, in };

	return minimise_put(&in->minimise, &file, &f->size, to, w);
}

int
pack_minimise_through(struct pack_input *in, const struct pack_input_file *f,
    int fd, struct sink to, struct why *w)
{
	struct reading from = { fd, f->name };
	const struct minimise_file file = file_of(in, f, &from);
	uint8_t piece[4 * BUFSIZ];
	ssize_t n;

	if (f->minimised)
		return minimise_put(&in->minimise, &file, &f->size, to, w);
	while ((n = read_file(&from, piece, sizeof(piece), w)) > 0)
		if (to.write(to.self, piece, (size_t)n, w) != 0)
			return -1;
	return n < 0 ? -1 : 0;
}
