#include "tool/flow/quality_pass.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "formats/reads/csv.h"
#include "tool/stop.h"

#define HEAD_BYTES (UINT32_C(64) << 10)
#define ROOM_BYTES (UINT32_C(8) << 20)

_Static_assert(ROOM_BYTES > 2 * RECORD_MAX_BYTES, "a record has room");

/* One file on its way through. */
struct pass {
	const struct quality_pass *ask;
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

static int
begin(struct pass *p, struct why *w)
{
	const struct quality_pass *q = p->ask;
	const struct reads_ask ask = { q->format, q->maps, q->n_maps };
	struct reads_found found;

	if (fill(p, HEAD_BYTES, w) != 0)
		return -1;
	found = reads_detect(&ask, p->path, p->room.data, p->room.len);
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

	p->fd = open(p->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (p->fd < 0)
		return why_errno(w, "cannot open");
	p->last = false;
	p->room.len = 0;
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

int
quality_pass(const struct quality_pass *q, struct quality *out, struct why *w)
{
	struct quality_sum *sum = quality_sum_new(&q->ask, w);
	struct pass p = { .ask = q };
	int rc = -1;

	if (sum == NULL)
		return -1;
	p.tally = quality_tally_new(sum, w);
	if (p.tally == NULL || bytes_reserve(&p.room, ROOM_BYTES, w) != 0)
		goto out;
	for (size_t i = 0; i < q->n_paths; i++) {
		p.path = q->paths[i];
		p.run.name = p.path;
		if (one_file(&p, w) != 0) {
			why_in(w, "%s", p.path);
			goto out;
		}
		if (quality_sum_add(sum, p.tally, w) != 0)
			goto out;
	}
	rc = quality_sum_end(sum, out, w);
out:
	quality_tally_free(p.tally);
	quality_sum_free(sum);
	records_clear(&p.records);
	bytes_clear(&p.room);
	return rc;
}
