#include "tool/flow/quality_pass.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/reads/csv.h"
#include "tool/stop.h"
#include "tool/store/walk.h"

#define HEAD_BYTES (UINT32_C(64) << 10)
#define ROOM_BYTES (UINT32_C(8) << 20)

_Static_assert(ROOM_BYTES > 2 * RECORD_MAX_BYTES, "a record has room");

/* One file on its way through. */
struct pass {
	const struct quality_pass *ask;
	struct quality_sum *sum;
	const char *folder; /* that is walked; NULL: files were given */
	char **files;	    /* with reads */
	size_t n_files;
	size_t cap;
	const char *path;
	int fd;
	bool last;
	struct bytes room;
	struct records records;
	struct reads reads;
	struct quality_tally *tally;
	struct quality_run run;
};

static int
fill(struct pass *p, size_t most, struct why *w)
{
	while (p->room.len < most && !p->last) {
		ssize_t n =
		    read(p->fd, p->room.data + p->room.len, most - p->room.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(w, "cannot read");
		p->last = n == 0;
		p->room.len += (size_t)n;
	}
	return stop_check(w);
}

/* --- files --- */

static bool
is_folder(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int
remember(struct pass *p, const char *path, struct why *w)
{
	if (p->n_files == p->cap) {
		size_t cap = 2 * p->cap + 16;
		char **more = realloc(p->files, cap * sizeof *more);

		if (more == NULL)
			return why_memory(w);
		p->files = more;
		p->cap = cap;
	}
	p->files[p->n_files] = strdup(path);
	if (p->files[p->n_files] == NULL)
		return why_memory(w);
	p->n_files++;
	return 0;
}

static struct reads_found
detect(const struct pass *p, const char *path)
{
	const struct quality_pass *q = p->ask;
	const struct reads_ask ask = { q->format, q->maps, q->n_maps };

	return reads_detect(&ask, path, p->room.data, p->room.len);
}

static int
open_file(struct pass *p, const char *path, struct why *w)
{
	p->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	p->last = false;
	p->room.len = 0;
	return p->fd < 0 ? why_errno(w, "cannot open") : 0;
}

/* Is it a read file? 1, 0 or -1. */
static int
has_reads(struct pass *p, const char *path, struct why *w)
{
	int rc;

	if (open_file(p, path, w) != 0)
		return -1;
	rc = fill(p, HEAD_BYTES, w);
	close(p->fd);
	return rc != 0 ? -1 : detect(p, path).format != NULL;
}

static int
note_file(struct pass *p, const char *path, struct why *w)
{
	int reads = 1;

	if (p->ask->known == NULL)
		reads = p->folder != NULL && !reads_likely(path)
		    ? 0
		    : has_reads(p, path, w);
	if (reads < 0)
		return why_in(w, "%s", path);
	if (reads > 0)
		return remember(p, path, w);
	if (p->folder == NULL && !quality_is_image(path)) {
		why_set(w, WHY_READ_FORMAT, "no read format is recognised");
		return why_in(w, "%s", path);
	}
	return quality_sum_file(p->sum, path, w);
}

static int
full_path(const struct pass *p, const struct walk_entry *e, char out[PATH_MAX],
    struct why *w)
{
	size_t len = strlen(p->folder);
	int n;

	while (len > 1 && p->folder[len - 1] == '/')
		len--;
	n = snprintf(out, PATH_MAX, "%.*s/%s", (int)len, p->folder, e->name);
	return n > 0 && n < PATH_MAX
	    ? 0
	    : why_set(w, WHY_INPUT_NAME, "name is too long: %s", e->name);
}

static int
note_entry(void *self, const struct walk_entry *e, struct why *w)
{
	struct pass *p = self;
	char path[PATH_MAX];

	if (e->folder)
		return 0;
	return full_path(p, e, path, w) != 0 ? -1 : note_file(p, path, w);
}

/* How large an image is. */
static int
look_at_image(struct pass *p, const char *path, struct why *w)
{
	struct stat st;
	int rc;

	if (!quality_is_image(path))
		return 0;
	if (open_file(p, path, w) != 0)
		return -1;
	rc = fstat(p->fd, &st) != 0 ? why_errno(w, "cannot look at it")
				    : fill(p, HEAD_BYTES, w);
	close(p->fd);
	if (rc == 0)
		quality_sum_head(p->sum, path, (uint64_t)st.st_size,
		    p->room.data, p->room.len);
	return rc;
}

static int
look_at_entry(void *self, const struct walk_entry *e, struct why *w)
{
	struct pass *p = self;
	char path[PATH_MAX];

	if (e->folder)
		return 0;
	return full_path(p, e, path, w) != 0 ? -1 : look_at_image(p, path, w);
}

/* Each file that was given, or is in a folder that was given. */
static int
each_file(struct pass *p,
    int (*one)(struct pass *p, const char *path, struct why *w),
    int (*entry)(void *self, const struct walk_entry *e, struct why *w),
    struct why *w)
{
	for (size_t i = 0; i < p->ask->n_paths; i++) {
		struct walk_options by = { .paths = &p->ask->paths[i],
			.n_paths = 1 };
		bool folder = is_folder(p->ask->paths[i]);

		p->folder = folder ? p->ask->paths[i] : NULL;
		if ((folder ? walk(&by, entry, p, w)
			    : one(p, p->ask->paths[i], w)) != 0)
			return -1;
	}
	return 0;
}

/* --- rows --- */

static int
begin(struct pass *p, struct why *w)
{
	const struct quality_pass *q = p->ask;
	struct reads_found found;

	if (fill(p, HEAD_BYTES, w) != 0)
		return -1;
	if (q->known != NULL) {
		const struct quality_pass_known *k = &q->known[p->run.file - 1];

		return reads_begin_mapped(&p->reads, k->format, k->zone, k->map,
		    w);
	}
	found = detect(p, p->path);
	if (found.format == NULL)
		return why_set(w, WHY_READ_FORMAT,
		    "no read format is recognised");
	return reads_begin_mapped(&p->reads, found.format, q->zone,
	    found.map == 0 ? NULL : q->maps[found.map - 1], w);
}

/* Rows of CSV are judged one by one; of other formats each fault is one of the
 * file. */
static int
look(struct pass *p, struct why *w)
{
	struct reads_cut how = { .last = p->last,
		.check = p->reads.syntax != &csv_syntax };
	uint64_t line = p->reads.lines + 1;
	size_t used;

	p->records.n = 0;
	if (reads_cut(&p->reads, &how, p->room.data, p->room.len, &p->records,
		&used, w) != 0)
		return -1;
	if (p->records.n > 0) {
		if (p->run.begins)
			quality_header_read(&p->run.header, &p->reads,
			    &p->records.items[0]);
		p->run.reads = &p->reads;
		p->run.unchecked = !how.check;
		p->run.line = line;
		p->run.items = p->records.items;
		p->run.n = p->records.n;
		if (quality_tally_run(p->tally, &p->run, w) != 0)
			return -1;
		p->run.begins = false;
	}
	p->room.len -= used;
	memmove(p->room.data, p->room.data + used, p->room.len);
	return 0;
}

static int
one_file(struct pass *p, struct why *w)
{
	int rc = -1;

	if (open_file(p, p->path, w) != 0)
		return -1;
	p->run.begins = true;
	p->run.file++;
	p->run.header = (struct quality_header){ .verified = -1 };
	rc = begin(p, w);
	while (rc == 0 && (!p->last || p->room.len > 0)) {
		rc = fill(p, ROOM_BYTES, w);
		if (rc == 0)
			rc = look(p, w);
	}
	close(p->fd);
	return rc;
}

static int
all_files(struct pass *p, struct quality *out, struct why *w)
{
	if (each_file(p, note_file, note_entry, w) != 0)
		return -1;
	if (p->n_files == 0)
		return why_set(w, WHY_READ_FORMAT,
		    "no read format is recognised");
	for (size_t i = 0; i < p->n_files; i++) {
		p->path = p->files[i];
		p->run.name = p->path;
		if (one_file(p, w) != 0)
			return why_in(w, "%s", p->path);
		if (quality_sum_take(p->sum, p->tally, w) != 0)
			return -1;
	}
	if (each_file(p, look_at_image, look_at_entry, w) != 0 ||
	    quality_sum_add(p->sum, p->tally, w) != 0)
		return -1;
	return quality_sum_end(p->sum, out, w);
}

int
quality_pass(const struct quality_pass *q, struct quality *out, struct why *w)
{
	struct quality_ask ask = q->ask;
	struct pass p = { .ask = q };
	int rc = -1;

	for (size_t i = 0; i < q->n_paths; i++)
		ask.images |=
		    is_folder(q->paths[i]) || quality_is_image(q->paths[i]);
	p.sum = quality_sum_new(&ask, w);
	if (p.sum == NULL)
		return -1;
	p.tally = quality_tally_new(p.sum, w);
	if (p.tally != NULL && bytes_reserve(&p.room, ROOM_BYTES, w) == 0)
		rc = all_files(&p, out, w);
	quality_tally_free(p.tally);
	quality_sum_free(p.sum);
	for (size_t i = 0; i < p.n_files; i++)
		free(p.files[i]);
	free(p.files);
	records_clear(&p.records);
	bytes_clear(&p.room);
	return rc;
}
