#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/segment.h"
#include "tool/flow/released_inside.h"

/* Read at once: still in the cache when it is cut and digested. */
#define ROOM_BYTES (UINT32_C(256) << 10)

static int
contradiction(struct why *w)
{
	return why_set(w, WHY_STORE,
	    "the ledger contradicts itself about what was deleted");
}

static int
changed(struct why *w, const char *how)
{
	return why_set(w, WHY_RELEASED_CHANGED, "%s", how);
}

/* Only lines of tag files go without an order: fresh ones stand for them. */
static int
check_cause(const struct released *r, struct why *w)
{
	bool none = r->gone[r->at_gone - 1].cause == 0;

	if (none == (r->member->cut == RECORD_LINES))
		return 0;
	return why_set(w, WHY_RELEASED_MISSING,
	    "a record is gone that no order deleted");
}

/* A member that is gone leaves holes only. */
static int
skip_member(struct released *r, struct why *w)
{
	for (uint64_t i = 0; i <= r->member->records; i++) {
		bool hole;

		if (released_ready(r, &hole, w) != 0)
			return -1;
		if (!hole)
			return contradiction(w);
		if (check_cause(r, w) != 0)
			return -1;
	}
	if (r->member->cut == RECORD_FOLDER || r->member->cut == RECORD_LINES)
		return contradiction(w);
	return released_bag_absent(r, w);
}

static int
look(struct released *r, struct stat *st, struct why *w)
{
	bool folder = r->member->cut == RECORD_FOLDER;
	int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;

	r->fd = openat(r->bag_fd, r->member->name,
	    flags | (folder ? O_DIRECTORY : 0));
	if (r->fd < 0 && errno == ENOENT)
		return why_set(w, WHY_RELEASED_MISSING, "is gone");
	if (r->fd < 0 && (errno == ENOTDIR || errno == ELOOP))
		return changed(w, "is of another type");
	if (r->fd < 0 || fstat(r->fd, st) != 0)
		return why_errno(w, "cannot open");
	if (folder ? !S_ISDIR(st->st_mode) : !S_ISREG(st->st_mode))
		return changed(w, "is of another type");
	if (st->st_mtim.tv_sec != r->member->mtime_s ||
	    st->st_mtim.tv_nsec != (long)r->member->mtime_ns)
		return changed(w, "its time of change is not the sealed one");
	r->entries++;
	return 0;
}

static int
add_member_record(struct released *r, struct why *w)
{
	const struct ledger_member *m = r->member;
	char text[RECORD_MEMBER_MAX];
	struct record record = { .kind = HASH_LEAF_MEMBER,
		.member = m->number };
	bool hole;

	if (released_ready(r, &hole, w) != 0)
		return -1;
	if (hole || r->slot->number != m->segment ||
	    r->slot->records.n != m->first)
		return contradiction(w);
	record.len = (uint32_t)record_member(text, (enum record_cut)m->cut,
	    m->mtime_s, m->mtime_ns, m->name);
	record.bytes = arena_keep(&r->slot->arena, text, record.len, w);
	if (record.bytes == NULL ||
	    records_add(&r->slot->records, &record, w) != 0)
		return -1;
	if (r->cause == 0)
		return 0;
	return tally_gone(r->slot, m->first, r->cause, w);
}

static int
read_more(struct released *r, struct why *w)
{
	struct bytes *plain = &r->slot->plain;
	size_t room = plain->cap - plain->len;
	ssize_t n;

	if (room == 0)
		return changed(w, "is longer than what was sealed");
	room = room < ROOM_BYTES ? room : ROOM_BYTES;
	do
		n = read(r->fd, plain->data + plain->len, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return why_errno(w, "cannot read");
	plain->len += (size_t)n;
	r->read += (uint64_t)n;
	r->eof = n == 0;
	progress_add(r->progress, (uint64_t)n);
	return 0;
}

static int
cut_one(struct released *r, const uint8_t *data, size_t len, struct why *w)
{
	const struct record record = {
		.bytes = data,
		.len = (uint32_t)len,
		.member = r->member->number,
		.kind = HASH_LEAF_RECORD,
	};

	return records_add(&r->cut, &record, w);
}

/* Cut what is there into records, up to the next hole. */
static int
cut(struct released *r, struct why *w)
{
	const uint8_t *data = r->slot->plain.data + r->whole;
	size_t len = r->slot->plain.len - r->whole;
	struct reads_cut how = {
		.member = r->member->number,
		.last = r->eof,
		.max_records = released_room(r),
	};
	struct why why = { 0 };
	int64_t line;
	size_t used;

	r->cut.n = 0;
	switch (r->member->cut) {
	case RECORD_READS:
		if (len == 0 ||
		    reads_cut(&r->reads, &how, data, len, &r->cut, &used,
			&why) == 0)
			return 0;
		return changed(w, why.text);
	case RECORD_PIECES:
		if (len >= RECORD_MAX_BYTES)
			return cut_one(r, data, RECORD_MAX_BYTES, w);
		return r->eof && len > 0 ? cut_one(r, data, len, w) : 0;
	default:
		line = len == 0 ? 0 : record_line(data, len, r->eof, &why);
		if (line < 0)
			return changed(w, why.text);
		return line == 0 ? 0 : cut_one(r, data, (size_t)line, w);
	}
}

/* Records that are placed and judged at once: few enough that they are still in
 * the cache when they are judged. */
#define AT_ONCE 1024

/* Which of these go, that were just placed? Only rows come several at once. */
static int
judge_some(struct released *r, const struct record *some, size_t n,
    uint32_t causes[AT_ONCE], struct why *w)
{
	/* The header row stays as long as its file does. */
	const size_t header = r->header ? 1 : 0;

	for (size_t i = 0; i < n; i++)
		causes[i] = r->cause;
	if (r->member->cut == RECORD_LINES && released_bag_goes(r))
		causes[0] = RELEASED_REPLACED;
	if (r->member->cut != RECORD_READS || n == header)
		return 0;
	return released_judge_rows(r, some + header, n - header,
	    causes + header, w);
}

/* Some of those cut take their places; those that go are marked. */
static int
place_some(struct released *r, const struct record *some, size_t n,
    struct why *w)
{
	const uint32_t first = (uint32_t)r->slot->records.n;
	const uint8_t *run = some[0].bytes;
	const uint8_t *end = run;
	uint32_t causes[AT_ONCE];

	for (size_t i = 0; i < n; i++)
		if (records_add(&r->slot->records, &some[i], w) != 0)
			return -1;
	if (judge_some(r, some, n, causes, w) != 0)
		return -1;
	if (r->member->cut == RECORD_LINES &&
	    released_bag_line(r, run, some[0].len, false, w) != 0)
		return -1;
	for (uint32_t i = 0; i < n; i++) {
		end = some[i].bytes + some[i].len;
		if (causes[i] == 0)
			continue;
		if (released_part(r, w) != 0 ||
		    released_keep(r, run, (size_t)(some[i].bytes - run), w) !=
			0 ||
		    tally_gone(r->slot, first + i,
			causes[i] == RELEASED_REPLACED ? 0 : causes[i], w) != 0)
			return -1;
		run = end;
	}
	if (released_keep(r, run, (size_t)(end - run), w) != 0)
		return -1;
	run = some[0].bytes;
	r->header = false;
	r->line += n;
	r->left -= n;
	r->whole += (size_t)(end - run);
	return released_digest(r, run, (size_t)(end - run), w);
}

static int
place_cut(struct released *r, struct why *w)
{
	size_t n;

	for (size_t at = 0; at < r->cut.n; at += n) {
		n = r->cut.n - at < AT_ONCE ? r->cut.n - at : AT_ONCE;
		if (place_some(r, &r->cut.items[at], n, w) != 0)
			return -1;
	}
	return 0;
}

/* A tag line that was replaced before: a fresh one stands in its place. */
static int
skip_line(struct released *r, struct why *w)
{
	for (;;) {
		const uint8_t *data = r->slot->plain.data + r->whole;
		struct why why = { 0 };
		int64_t n = record_line(data, r->slot->plain.len - r->whole,
		    r->eof, &why);

		if (n < 0 || (n == 0 && r->eof))
			return changed(w, "lacks a line");
		if (n > 0) {
			r->whole += (size_t)n;
			if (released_bag_line(r, data, (size_t)n, true, w) != 0)
				return -1;
			return released_digest(r, data, (size_t)n, w);
		}
		if (read_more(r, w) != 0)
			return -1;
	}
}

static int
meet_hole(struct released *r, struct why *w)
{
	r->left--;
	r->lost = true;
	if (check_cause(r, w) != 0)
		return -1;
	if (r->member->cut == RECORD_LINES && released_bag_replaced(r) &&
	    skip_line(r, w) != 0)
		return -1;
	r->line++;
	return 0;
}

static int
first_piece(struct released *r, struct why *w)
{
	const struct record *one = &r->cut.items[0];
	const struct judge_piece file = {
		.size = r->size,
		.piece = one->bytes,
		.piece_bytes = one->len,
	};

	if (r->member->cut != RECORD_PIECES || r->cause == 0 ||
	    r->left != r->member->records)
		return 0;
	return judge_piece(r->judge, &file, &r->cause, w);
}

static int
take_records(struct released *r, struct why *w)
{
	while (r->left > 0) {
		bool hole;

		if (released_ready(r, &hole, w) != 0)
			return -1;
		if (hole) {
			if (meet_hole(r, w) != 0)
				return -1;
			continue;
		}
		if (cut(r, w) != 0)
			return -1;
		if (r->cut.n > 0) {
			if (first_piece(r, w) != 0 || place_cut(r, w) != 0)
				return -1;
			continue;
		}
		if (r->eof)
			return changed(w, "is shorter than what was sealed");
		if (read_more(r, w) != 0)
			return -1;
	}
	/* Nothing may follow the last record. */
	if (r->whole == r->slot->plain.len && !r->eof && read_more(r, w) != 0)
		return -1;
	if (r->whole != r->slot->plain.len)
		return changed(w, "is longer than what was sealed");
	return 0;
}

static int
end_file(struct released *r, struct why *w)
{
	close(r->fd);
	r->fd = -1;
	/* Pieces do not go one by one. */
	if (r->lost && !r->digested)
		return contradiction(w);
	return released_digest_end(r, w);
}

int
released_member(struct released *r, struct why *w)
{
	const struct ledger_member *m = r->member;
	struct stat st = { 0 };

	r->left = m->records;
	r->line = r->read = 0;
	r->eof = false;
	r->cause = 0;
	if (m->gone)
		return skip_member(r, w);
	if (look(r, &st, w) != 0)
		return -1;
	if (released_judge_member(r, w) != 0)
		return -1;
	r->size = (uint64_t)st.st_size;
	if (add_member_record(r, w) != 0)
		return -1;
	if (m->cut == RECORD_FOLDER) {
		close(r->fd);
		r->fd = -1;
		return 0;
	}
	if (m->cut == RECORD_READS && released_reads(r, m, &r->reads, w) != 0)
		return -1;
	r->header = m->cut == RECORD_READS && r->reads.headed;
	r->whole = r->slot->plain.len;
	if (released_digest_begin(r, w) != 0 || take_records(r, w) != 0)
		return -1;
	return end_file(r, w);
}
