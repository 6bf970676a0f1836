#include "tool/flow/bagger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Write-back is begun in steps of this size, so that the final wait is
 * short. */
#define HINT_BYTES (UINT64_C(8) << 20)

#define LINE_BYTES (UINT32_C(64) << 10)

int
bagger_open(struct bagger *b, struct staging *staging, struct why *w)
{
	memset(b, 0, sizeof(*b));
	b->staging = staging;
	b->fd = b->manifest_fd = -1;
	b->folders.fd = b->members.fd = -1;
	if (spool_open(&b->folders, staging->store_fd, w) != 0 ||
	    spool_open(&b->members, staging->store_fd, w) != 0)
		return -1;
	if (staging_folder(staging, BAGGER_FOLDER, w) != 0)
		return -1;
	b->manifest_fd =
	    staging_file(staging, BAGGER_FOLDER "/" BAG_MANIFEST, w);
	return b->manifest_fd < 0 ? -1 : 0;
}

void
bagger_close(struct bagger *b)
{
	if (b->fd >= 0)
		close(b->fd);
	if (b->manifest_fd >= 0)
		close(b->manifest_fd);
	b->fd = b->manifest_fd = -1;
	bytes_clear(&b->line);
	spool_close(&b->folders);
	spool_close(&b->members);
}

static int
staged_name(struct bagger *b, const char *name, struct why *w)
{
	int n =
	    snprintf(b->name, sizeof(b->name), "%s/%s", BAGGER_FOLDER, name);

	if (n < 0 || (size_t)n >= sizeof(b->name))
		return why_set(w, WHY_MEMBER_NAME, "name is too long");
	return 0;
}

/* Read files come before the folders they are in, so those are made when
 * they are needed; their times come with their own members. */
static int
make_parents(struct bagger *b, struct why *w)
{
	size_t len = (size_t)(strrchr(b->name, '/') - b->name);
	char *slash = b->name;
	int rc = 0;

	/* Most files lie beside the one before. */
	if (strncmp(b->parent, b->name, len) == 0 && b->parent[len] == '\0')
		return 0;
	while (rc == 0 && (slash = strchr(slash, '/')) != NULL) {
		*slash = '\0';
		rc = staging_folder(b->staging, b->name, w);
		*slash++ = '/';
	}
	memcpy(b->parent, b->name, len);
	b->parent[len] = '\0';
	return rc;
}

struct folder_head {
	struct timespec mtime;
	uint32_t len;
};

int
bagger_folder(struct bagger *b, const char *name, struct timespec mtime,
    struct why *w)
{
	const struct folder_head head = {
		.mtime = mtime,
		.len = (uint32_t)strlen(name),
	};

	if (staged_name(b, name, w) != 0 || make_parents(b, w) != 0 ||
	    staging_folder(b->staging, b->name, w) != 0)
		return -1;
	if (spool_add(&b->folders, &head, sizeof(head), w) != 0)
		return -1;
	return spool_add(&b->folders, name, head.len, w);
}

int
bagger_begin(struct bagger *b, const char *name, struct timespec mtime,
    struct why *w)
{
	if (staged_name(b, name, w) != 0 || make_parents(b, w) != 0)
		return -1;
	b->fd = staging_file(b->staging, b->name, w);
	if (b->fd < 0)
		return -1;
	b->mtime = mtime;
	b->written = b->hinted = 0;
	return 0;
}

int
bagger_write_all(struct bagger *b, struct iovec *stretches, int n,
    struct why *w)
{
	size_t len = 0;

	for (int i = 0; i < n; i++)
		len += stretches[i].iov_len;
	if (staging_write_all(b->fd, stretches, n, w) != 0)
		return -1;
	b->written += len;
	if (b->written - b->hinted >= HINT_BYTES) {
		staging_flush_hint(b->fd, (off_t)b->hinted,
		    (off_t)(b->written - b->hinted));
		b->hinted = b->written;
	}
	return 0;
}

int
bagger_write(struct bagger *b, const void *data, size_t len, struct why *w)
{
	struct iovec one = { .iov_len = len };

	/* Only read: writev has no const. */
	memcpy(&one.iov_base, &data, sizeof(data));
	return bagger_write_all(b, &one, 1, w);
}

static int
end_file(int *fd, struct timespec mtime, struct why *w)
{
	const struct timespec times[2] = { mtime, mtime };
	int rc = 0;

	if (futimens(*fd, times) != 0)
		rc = why_errno(w, "cannot set the time of a file");
	if (close(*fd) != 0 && rc == 0)
		rc = why_errno(w, "cannot write to the store");
	*fd = -1;
	return rc;
}

int
bagger_end(struct bagger *b, struct why *w)
{
	return end_file(&b->fd, b->mtime, w);
}

int
bagger_drop(struct bagger *b, struct why *w)
{
	close(b->fd);
	b->fd = -1;
	return staging_remove(b->staging, b->name, w);
}

int
bagger_file(struct bagger *b, const char *name, struct timespec mtime,
    const void *data, size_t len, struct why *w)
{
	if (bagger_begin(b, name, mtime, w) != 0 ||
	    bagger_write(b, data, len, w) != 0)
		return -1;
	return bagger_end(b, w);
}

static int
flush_lines(struct bagger *b, struct why *w)
{
	int rc = staging_write(b->manifest_fd, b->line.data, b->line.len, w);

	b->line.len = 0;
	return rc;
}

int
bagger_manifest(struct bagger *b, const char *line, size_t len, struct why *w)
{
	if (bytes_add(&b->line, line, len, w) != 0)
		return -1;
	return b->line.len < LINE_BYTES ? 0 : flush_lines(b, w);
}

int
bagger_manifest_end(struct bagger *b, struct timespec mtime, struct why *w)
{
	if (flush_lines(b, w) != 0)
		return -1;
	return end_file(&b->manifest_fd, mtime, w);
}

/** A member as it lies in the list, its name behind it. */
struct member_head {
	int64_t mtime_s;
	uint64_t segment;
	uint64_t records;
	uint32_t number;
	uint32_t mtime_ns;
	uint32_t first;
	uint32_t len;
	char cut;
	char gone;
	char zone[8];
	char format[16];
	uint32_t map;
};

int
bagger_member(struct bagger *b, const struct ledger_member *m, struct why *w)
{
	struct member_head head = {
		.mtime_s = m->mtime_s,
		.segment = m->segment,
		.records = m->records,
		.number = m->number,
		.mtime_ns = m->mtime_ns,
		.first = m->first,
		.len = (uint32_t)strlen(m->name),
		.cut = m->cut,
		.gone = m->gone,
		.map = m->map,
	};

	snprintf(head.zone, sizeof(head.zone), "%s", m->zone);
	snprintf(head.format, sizeof(head.format), "%s",
	    m->format == NULL ? "" : m->format);
	if (spool_add(&b->members, &head, sizeof(head), w) != 0)
		return -1;
	return spool_add(&b->members, m->name, head.len, w);
}

int
bagger_take_member(struct bagger *b, struct ledger_member *m,
    char name[NAME_MAX_BYTES + 1], struct why *w)
{
	/* Lives as long as the struct that borrows its texts. */
	static _Thread_local struct member_head head;
	int rc = spool_take(&b->members, &head, sizeof(head), w);

	if (rc <= 0)
		return rc;
	if (head.len > 0 && spool_take(&b->members, name, head.len, w) != 1)
		return -1;
	name[head.len] = '\0';
	*m = (struct ledger_member){
		.number = head.number,
		.cut = head.cut,
		.gone = head.gone,
		.name = name,
		.mtime_s = head.mtime_s,
		.mtime_ns = head.mtime_ns,
		.segment = head.segment,
		.first = head.first,
		.records = head.records,
		.zone = head.zone,
		.format = head.format,
		.map = head.map,
	};
	return 1;
}

int
bagger_finish(struct bagger *b, struct why *w)
{
	char name[NAME_MAX_BYTES + 1];
	struct folder_head head;
	int rc;

	if (spool_rewind(&b->folders, w) != 0)
		return -1;
	while ((rc = spool_take(&b->folders, &head, sizeof(head), w)) == 1) {
		if (spool_take(&b->folders, name, head.len, w) != 1)
			return -1;
		name[head.len] = '\0';
		if (staged_name(b, name, w) != 0 ||
		    staging_folder_time(b->staging, b->name, head.mtime, w) !=
			0)
			return -1;
	}
	return rc;
}
