#include "tool/flow/pack_input.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/bag.h"
#include "tool/flow/pack_minimise.h"
#include "tool/stop.h"
#include "tool/store/walk.h"

#define HEAD_BYTES (UINT32_C(64) << 10)

/* What the walk's callbacks return to end it early, without fault. */
#define ENOUGH 1

static bool
is_plain(const struct pack_options *o, const char *name)
{
	const char *last = strrchr(name, '/');

	last = last == NULL ? name : last + 1;
	for (size_t i = 0; i < o->n_plain; i++)
		if (fnmatch(o->plain[i],
			strchr(o->plain[i], '/') == NULL ? last : name,
			FNM_PERIOD) == 0)
			return true;
	return false;
}

int
pack_input_read(int fd, void *out, size_t size, size_t *len, const char *name,
    struct why *w)
{
	*len = 0;
	while (*len < size) {
		ssize_t n = read(fd, (uint8_t *)out + *len, size - *len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(w, "cannot read %s", name);
		if (n == 0)
			break;
		*len += (size_t)n;
	}
	return 0;
}

static void
count_form(struct pack_input *in, const struct reads_found *found)
{
	size_t i = 0;

	while (i < in->n_forms &&
	    (in->forms[i].found.format != found->format ||
		in->forms[i].found.map != found->map))
		i++;
	if (i == PACK_FORMS_MAX)
		return;
	in->n_forms += i == in->n_forms;
	in->forms[i].found = *found;
	in->forms[i].files++;
}

static int
remember_read_file(struct pack_input *in, const char *name,
    const struct reads_found *found, struct why *w)
{
	size_t n = in->n_read_files;

	if (n == CONTENTS_READS_MAX)
		return why_set(w, WHY_LIMIT, "more than %d read files",
		    CONTENTS_READS_MAX);
	if ((n & (n - 1)) == 0) {
		struct pack_input_file *more = realloc(in->read_files,
		    (n == 0 ? 1 : 2 * n) * sizeof(*more));

		if (more == NULL)
			return why_memory(w);
		in->read_files = more;
	}
	in->read_files[n] =
	    (struct pack_input_file){ .name = strdup(name), .found = *found };
	if (in->read_files[n].name == NULL)
		return why_memory(w);
	in->n_read_files++;
	count_form(in, found);
	return 0;
}

/* Read files are known by their first bytes, so those with a likely name are
 * opened once before. */
static int
look_inside(struct pack_input *in, const struct walk_entry *e, struct why *w)
{
	const struct reads_ask ask = { in->options->format, in->options->maps,
		in->options->n_maps };
	struct reads_found found;
	uint8_t *head;
	size_t len;
	int rc = -1;
	int fd;

	fd = walk_open(e, w);
	if (fd < 0)
		return -1;
	head = malloc(HEAD_BYTES);
	if (head == NULL) {
		why_memory(w);
		goto out;
	}
	if (pack_input_read(fd, head, HEAD_BYTES, &len, e->name, w) != 0)
		goto out;
	rc = 0;
	found = reads_detect(&ask, e->name, head, len);
	if (found.format != NULL)
		rc = remember_read_file(in, e->name, &found, w);
	else
		in->unknown += len > 0 && in->options->format == NULL;
out:
	free(head);
	close(fd);
	return rc;
}

static int
look(void *self, const struct walk_entry *e, struct why *w)
{
	struct pack_input *in = self;
	char name[NAME_MAX_BYTES + 6];
	bool repeated;

	if (stop_asked())
		return why_set(w, WHY_INTERRUPTED, "interrupted");
	if (name_set_add(&in->names, e->name, strlen(e->name), &repeated, w) !=
	    0)
		return -1;
	if (repeated)
		return why_set(w, WHY_INPUT_NAME,
		    "%s differs from another name only in case or form",
		    e->name);
	if (e->folder)
		return 0;
	in->files++;
	in->bytes += e->size;
	(void)snprintf(name, sizeof(name), "data/%s", e->name);
	if (in->quality != NULL && quality_sum_file(in->quality, name, w) != 0)
		return -1;
	if (!reads_likely(e->name) || is_plain(in->options, e->name))
		return 0;
	return look_inside(in, e, w);
}

/* What was asked for is there: a format, each map. */
static int
check_asked(const struct pack_input *in, struct why *w)
{
	const struct pack_options *o = in->options;

	if (o->format != NULL && in->n_read_files == 0)
		return why_set(w, WHY_READ_FORMAT,
		    "no file is of the read format %s", o->format);
	for (size_t map = 1; map <= o->n_maps; map++) {
		size_t i = 0;

		while (i < in->n_forms && in->forms[i].found.map != map)
			i++;
		if (i == in->n_forms)
			return why_set(w, WHY_READ_FORMAT,
			    "no file has what the map %s names",
			    reads_map_name(o->maps[map - 1]));
	}
	return 0;
}

int
pack_input_walk(struct pack_input *in,
    int (*each)(void *self, const struct walk_entry *e, struct why *w),
    struct why *w)
{
	const struct walk_options options = {
		.paths = in->options->paths,
		.n_paths = in->options->n_paths,
		.exclude = in->options->exclude,
		.n_exclude = in->options->n_exclude,
	};

	if (options.n_paths == 0)
		return 0;
	in->next_read_file = 0;
	return walk(&options, each, in, w) < 0 ? -1 : 0;
}

struct pack_input_file *
pack_input_next(struct pack_input *in, const struct walk_entry *e)
{
	struct pack_input_file *f = &in->read_files[in->next_read_file];

	if (e->folder || in->next_read_file == in->n_read_files ||
	    strcmp(f->name, e->name) != 0)
		return NULL;
	in->next_read_file++;
	return f;
}

const struct reads_map *
pack_input_map(const struct pack_input *in, const struct pack_input_file *f)
{
	return f->found.map == 0 ? NULL : in->options->maps[f->found.map - 1];
}

int
pack_input_open(struct pack_input *in, const struct pack_options *o,
    const struct minimise_ask *ask, struct quality_sum *quality, int store_fd,
    struct why *w)
{
	memset(in, 0, sizeof(*in));
	in->quality = quality;
	in->manifest.fd = -1;
	in->options = o;
	in->oldest_ms = INT64_MAX;
	in->newest_ms = INT64_MIN;
	if (minimise_open(&in->minimise, ask, &in->names, w) != 0 ||
	    pack_input_walk(in, look, w) != 0 || check_asked(in, w) != 0 ||
	    pack_minimise_look(in, w) != 0)
		return -1;
	in->reads = calloc(in->n_read_files + 1, sizeof(*in->reads));
	if (in->reads == NULL)
		return why_memory(w);
	return spool_open(&in->manifest, store_fd, w);
}

void
pack_input_close(struct pack_input *in)
{
	for (size_t i = 0; i < in->n_read_files; i++)
		free(in->read_files[i].name);
	free(in->read_files);
	free(in->reads);
	name_set_clear(&in->names);
	minimise_close(&in->minimise);
	sha256_clear(&in->sha256);
	spool_close(&in->manifest);
}

static int
changed(const struct walk_entry *e, struct why *w)
{
	return why_set(w, WHY_INPUT_CHANGED, "%s changed while it was read",
	    e->name);
}

static int
put_bytes(struct pack_input *in, const struct walk_entry *e,
    const struct cutter_member *m, int fd, struct why *w)
{
	uint64_t left = e->size;

	while (left > 0) {
		size_t room;
		size_t len;
		uint8_t *to = cutter_room(in->cutter, &room, w);

		if (to == NULL)
			return -1;
		if (stop_asked())
			return why_set(w, WHY_INTERRUPTED, "interrupted");
		if (pack_input_read(fd, to, room, &len, e->name, w) != 0)
			return -1;
		if (len < room)
			return changed(e, w);
		if (in->quality != NULL && left == e->size &&
		    m->cut == RECORD_PIECES)
			quality_sum_head(in->quality, m->name, e->size, to,
			    len);
		if (sha256_add(&in->sha256, to, len, w) != 0)
			return -1;
		if (cutter_filled(in->cutter, len, w) != 0)
			return why_in(w, "%s", e->name);
		left -= len;
		progress_add(in->options->progress, len);
	}
	return walk_same(e, fd, w);
}

static int
put_manifest_line(struct pack_input *in, const char *name, struct why *w)
{
	char line[BAG_LINE_MAX];
	uint8_t digest[SHA256_BYTES];
	size_t len;

	if (sha256_end(&in->sha256, digest, w) != 0)
		return -1;
	len = bag_line(line, digest, name);
	return spool_add(&in->manifest, line, len, w);
}

static int
put_file(struct pack_input *in, const struct walk_entry *e,
    const struct cutter_member *m, const struct pack_input_file *f,
    struct why *w)
{
	int fd = walk_open(e, w);
	int rc = -1;

	if (fd < 0)
		return -1;
	if (sha256_begin(&in->sha256, w) != 0 ||
	    cutter_begin(in->cutter, m, w) != 0)
		goto out;
	rc = f != NULL && f->minimised ? pack_minimise_put(in, f, fd, w)
				       : put_bytes(in, e, m, fd, w);
	if (rc == 0)
		rc = cutter_end(in->cutter, w);
	if (rc == 0)
		rc = put_manifest_line(in, m->name, w);
out:
	close(fd);
	return rc;
}

/* f: of a read file; NULL: of another. */
static int
put(struct pack_input *in, const struct walk_entry *e,
    const struct pack_input_file *f, struct why *w)
{
	char name[NAME_MAX_BYTES + 1];
	struct cutter_member m = {
		.name = name,
		.cut = e->folder ? RECORD_FOLDER : RECORD_PIECES,
		.size = e->folder ? 0 : e->size,
		.mtime_s = e->mtime_s,
		.mtime_ns = e->mtime_ns,
		.zone = in->options->zone,
	};
	int n = snprintf(name, sizeof(name), "data/%s", e->name);

	if (f != NULL) {
		m.cut = RECORD_READS;
		m.format = f->found.format;
		m.map = pack_input_map(in, f);
		if (f->minimised)
			m.size = f->size.bytes;
	}
	if (n < 0 || (size_t)n >= sizeof(name))
		return why_set(w, WHY_INPUT_NAME, "name is too long: %s",
		    e->name);
	in->done_files += !e->folder;
	in->done_bytes += m.size;
	if (!e->folder)
		return put_file(in, e, &m, f, w);
	if (cutter_begin(in->cutter, &m, w) != 0)
		return -1;
	return cutter_end(in->cutter, w);
}

static void
take_times(struct pack_input *in, const struct reads *r)
{
	if (r->oldest_ms < in->oldest_ms)
		in->oldest_ms = r->oldest_ms;
	if (r->newest_ms > in->newest_ms)
		in->newest_ms = r->newest_ms;
}

static int
put_read_file(void *self, const struct walk_entry *e, struct why *w)
{
	struct pack_input *in = self;
	const struct pack_input_file *f = pack_input_next(in, e);
	struct contents_reads *r;

	if (f == NULL)
		return 0;
	r = &in->reads[f - in->read_files];
	snprintf(r->format, sizeof(r->format), "%s", f->found.format);
	r->map = (uint32_t)f->found.map;
	if (put(in, e, f, w) != 0)
		return -1;
	r->member = in->cutter->member;
	snprintf(r->zone, sizeof(r->zone), "%s", in->options->zone);
	in->rows += in->cutter->reads.rows;
	in->asides += in->cutter->reads.asides;
	take_times(in, &in->cutter->reads);
	return in->next_read_file == in->n_read_files ? ENOUGH : 0;
}

static int
put_other(void *self, const struct walk_entry *e, struct why *w)
{
	struct pack_input *in = self;
	bool leaves;

	if (stop_asked())
		return why_set(w, WHY_INTERRUPTED, "interrupted");
	if (pack_input_next(in, e) != NULL)
		return 0;
	if (pack_minimise_leaves(in, e, &leaves, w) != 0)
		return -1;
	return leaves ? 0 : put(in, e, NULL, w);
}

int
pack_input_reads(struct pack_input *in, struct cutter *cutter, struct why *w)
{
	in->cutter = cutter;
	cutter->brings = in->brings;
	return in->n_read_files > 0 ? pack_input_walk(in, put_read_file, w) : 0;
}

int
pack_input_rest(struct pack_input *in, struct why *w)
{
	if (pack_input_walk(in, put_other, w) != 0)
		return -1;
	if (in->done_files == in->files && in->done_bytes != in->bytes)
		return why_set(w, WHY_INPUT_CHANGED,
		    "files changed while the export was read: %llu bytes at "
		    "first, %llu packed",
		    (unsigned long long)in->bytes,
		    (unsigned long long)in->done_bytes);
	if (in->done_files != in->files)
		return why_set(w, WHY_INPUT_CHANGED,
		    "files came or went while the export was read: "
		    "%llu files at first, %llu packed",
		    (unsigned long long)in->files,
		    (unsigned long long)in->done_files);
	return 0;
}
