#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tool/flow/released_inside.h"
#include "tool/stop.h"

/* Holds several records of the largest size. */
#define BUFFER_BYTES (UINT32_C(8) << 20)

/* What ends the walk early, without fault. */
#define ENOUGH 1

/** Looking for anything that an order names. */
struct scan {
	struct released *r;
	struct released_look *look;
	struct bytes buffer;
	struct records cut;
	uint32_t order; /* that takes the whole file; ORDER_NONE */
};

/* Is there nothing more to find out? */
static bool
is_done(const struct scan *s)
{
	return s->look->hit && !s->look->all;
}

static void
count(struct scan *s, uint32_t order, uint64_t reads, uint64_t files)
{
	struct released_look *look = s->look;

	if (order == ORDER_NONE)
		return;
	look->hit = true;
	look->reads += reads;
	look->files += files;
	if (look->each != NULL)
		look->each(look->self, order, reads, files);
}

static int
fill(struct scan *s, int fd, bool *eof, struct why *w)
{
	size_t room = s->buffer.cap - s->buffer.len;
	ssize_t n;

	if (stop_asked())
		return why_set(w, WHY_INTERRUPTED, "interrupted");
	do
		n = read(fd, s->buffer.data + s->buffer.len, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return why_errno(w, "cannot read");
	s->buffer.len += (size_t)n;
	*eof = n == 0;
	progress_add(s->r->progress, (uint64_t)n);
	return 0;
}

static int
load_map(struct released *r, uint32_t number, struct why *w)
{
	struct bytes text = { 0 };
	bool found;
	int rc = -1;

	if (number == 0 || number == r->map_number)
		return 0;
	reads_map_free(r->map);
	r->map = NULL;
	r->map_number = 0;
	if (ledger_map_get(&r->store->ledger, r->bundle.id, number, &text,
		&found, w) != 0)
		goto out;
	if (!found) {
		why_set(w, WHY_STORE, "the ledger lacks a map");
		goto out;
	}
	if (reads_map_parse(&r->map, text.data, text.len, w) != 0)
		goto out;
	r->map_number = number;
	rc = 0;
out:
	bytes_clear(&text);
	return rc;
}

int
released_reads(struct released *r, const struct ledger_member *m,
    struct reads *out, struct why *w)
{
	if (load_map(r, m->map, w) != 0)
		return -1;
	return reads_begin_mapped(out, m->format, m->zone,
	    m->map == 0 ? NULL : r->map, w);
}

/* Rows that are asked about at once. */
#define ROWS_AT_ONCE 1024

static void
match_rows(struct scan *s, const struct reads *reads, bool *header)
{
	const struct order_match_ask how = {
		.match = s->look->match,
		.bundle = s->r->bundle.id,
		.reads = reads,
		.hits = s->look->hits,
		.unread = &s->look->unread,
	};
	uint32_t orders[ROWS_AT_ONCE];
	size_t at = *header;

	while (at < s->cut.n && !is_done(s)) {
		const struct record *rows = s->cut.items + at;
		size_t n = s->cut.n - at;

		n = n < ROWS_AT_ONCE ? n : ROWS_AT_ONCE;
		order_match_rows(&how, rows, n, orders);
		for (size_t i = 0; i < n; i++) {
			uint32_t order = orders[i];

			if (s->order < order && reads_is_row(reads, &rows[i]))
				order = s->order;
			count(s, order, 1, 0);
		}
		at += n;
	}
	*header = *header && s->cut.n == 0;
}

static int
scan_rows(struct scan *s, int fd, const struct ledger_member *m, struct why *w)
{
	struct reads reads;
	bool header;
	bool eof = false;

	if (released_reads(s->r, m, &reads, w) != 0)
		return -1;
	header = reads.headed;
	s->buffer.len = 0;
	while (!eof && !is_done(s)) {
		struct reads_cut how = { 0 };
		size_t used;

		if (fill(s, fd, &eof, w) != 0)
			return -1;
		how.last = eof;
		s->cut.n = 0;
		if (s->buffer.len == 0)
			break;
		if (reads_cut(&reads, &how, s->buffer.data, s->buffer.len,
			&s->cut, &used, w) != 0)
			return -1;
		match_rows(s, &reads, &header);
		s->buffer.len -= used;
		memmove(s->buffer.data, s->buffer.data + used, s->buffer.len);
	}
	return 0;
}

static int
scan_member(void *self, const struct ledger_member *m, struct why *w)
{
	struct scan *s = self;
	int fd;
	int rc;

	if (m->gone || (m->cut != RECORD_READS && m->cut != RECORD_PIECES))
		return 0;
	s->order = order_match_member(s->look->match, s->r->bundle.id, m->name,
	    s->look->hits);
	count(s, s->order, 0, 1);
	if (is_done(s))
		return ENOUGH;
	if (m->cut != RECORD_READS ||
	    (!s->look->match->rows && s->order == ORDER_NONE))
		return 0;
	fd = openat(s->r->bag_fd, m->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return why_errno(w, "%s", m->name);
	rc = scan_rows(s, fd, m, w);
	close(fd);
	if (rc != 0)
		return why_in(w, "%s", m->name);
	return is_done(s) ? ENOUGH : 0;
}

int
released_scan(struct released *r, struct released_look *look, struct why *w)
{
	struct scan s = { .r = r, .look = look };
	int rc = -1;

	if (bytes_reserve(&s.buffer, BUFFER_BYTES, w) == 0)
		rc = ledger_member_each(&r->store->ledger, r->bundle.id,
		    scan_member, &s, w);
	bytes_clear(&s.buffer);
	records_clear(&s.cut);
	return rc < 0 ? -1 : 0;
}

int
released_scan_member(struct released *r, struct released_look *look,
    struct why *w)
{
	struct scan s = { .r = r, .look = look };
	int rc = -1;

	if (bytes_reserve(&s.buffer, BUFFER_BYTES, w) == 0)
		rc = scan_member(&s, r->member, w);
	bytes_clear(&s.buffer);
	records_clear(&s.cut);
	return rc < 0 ? -1 : 0;
}
