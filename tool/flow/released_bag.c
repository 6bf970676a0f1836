#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/flow/released_inside.h"

/* Line of bag-info.txt that tells of the payload's size. */
#define INFO_OXUM_LINE 3

/* Lines of the tag manifest. */
enum {
	TAGS_DECLARATION,
	TAGS_INFO,
	TAGS_MANIFEST
};

static int
add_ordinal(struct released_absent *list, uint64_t ordinal, struct why *w)
{
	if (list->n == list->cap) {
		size_t cap = list->cap == 0 ? 64 : 2 * list->cap;
		uint64_t *more = realloc(list->ordinals, cap * sizeof(*more));

		if (more == NULL)
			return why_memory(w);
		list->ordinals = more;
		list->cap = cap;
	}
	list->ordinals[list->n++] = ordinal;
	return 0;
}

int
released_bag_absent(struct released *r, struct why *w)
{
	return add_ordinal(&r->absent, r->ordinal++, w);
}

static int
file_goes(struct released *r, struct why *w)
{
	struct ledger_member gone = *r->member;

	judge_count_file(r->judge, r->cause);
	gone.gone = 1;
	gone.mtime_s = 0;
	gone.mtime_ns = 0;
	if (spool_add(&r->members, &gone, sizeof(gone), w) != 0)
		return -1;
	if (r->staging == NULL || r->everything != 0)
		return 0;
	return released_swap(r, NULL, w);
}

int
released_bag_file(struct released *r, const uint8_t *before,
    const uint8_t *after, struct why *w)
{
	bool goes = r->changed || r->cause != 0;

	r->files_before++;
	r->bytes_before += r->read;
	if (released_manifest_file(r, before, r->cause == 0 ? after : NULL,
		goes, w) != 0 ||
	    (goes && add_ordinal(&r->redone, r->ordinal, w) != 0))
		return -1;
	r->ordinal++;
	if (r->cause != 0)
		return file_goes(r, w);
	r->files_after++;
	if (judge_file_stays(r->judge, w) != 0)
		return -1;
	if (r->changed && released_fresh_end(r, w) != 0)
		return -1;
	r->bytes_after += r->changed ? r->fresh_bytes : r->read;
	return 0;
}

static bool
is(const struct released *r, const char *name)
{
	return strcmp(r->member->name, name) == 0;
}

static bool
payload_changes(const struct released *r)
{
	return r->files_before != r->files_after ||
	    r->bytes_before != r->bytes_after;
}

static bool
listed(const struct released_absent *list, size_t *at, uint64_t ordinal)
{
	while (*at < list->n && list->ordinals[*at] < ordinal)
		++*at;
	return *at < list->n && list->ordinals[*at] == ordinal;
}

bool
released_bag_goes(struct released *r)
{
	if (is(r, BAG_MANIFEST))
		return listed(&r->redone, &r->at_redone, r->line);
	if (is(r, BAG_INFO))
		return r->line == INFO_OXUM_LINE && payload_changes(r);
	if (is(r, BAG_TAGS))
		return (r->line == TAGS_INFO && payload_changes(r)) ||
		    (r->line == TAGS_MANIFEST && r->redone.n > 0);
	return false;
}

bool
released_bag_replaced(struct released *r)
{
	return !is(r, BAG_MANIFEST) ||
	    !listed(&r->absent, &r->at_absent, r->line);
}

int
released_bag_line(struct released *r, const uint8_t *line, size_t len,
    bool fresh, struct why *w)
{
	return is(r, BAG_MANIFEST)
	    ? released_manifest_line(r, line, len, fresh, w)
	    : 0;
}

static int
info_line(struct released *r, struct bytes *out, uint64_t octets,
    uint64_t files, struct why *w)
{
	const struct bag_info info = {
		.id = r->bundle.id,
		.created_s = r->seal.created_s,
		.octets = octets,
		.files = files,
	};

	return bag_info(out, &info, w);
}

static int
tag_line(struct bytes *tags, const uint8_t digest[SHA256_BYTES],
    const char *name, struct why *w)
{
	char line[BAG_LINE_MAX];

	return bytes_add(tags, line, bag_line(line, digest, name), w);
}

/* A tag file disagrees with the bag. Which of the two was changed is for the
 * trees to say, so this waits until they have spoken. */
static void
stale(struct released *r)
{
	if (r->stale == NULL)
		r->stale = is(r, BAG_INFO) ? BAG_INFO
		    : is(r, BAG_MANIFEST)  ? BAG_MANIFEST
					   : BAG_TAGS;
}

static int
end_info(struct released *r, const uint8_t before[SHA256_BYTES], struct why *w)
{
	struct bytes text = { 0 };
	uint8_t want[SHA256_BYTES];
	int rc = -1;

	if (info_line(r, &text, r->bytes_before, r->files_before, w) != 0 ||
	    sha256_of(text.data, text.len, want, w) != 0)
		goto out;
	if (memcmp(want, before, sizeof(want)) != 0)
		stale(r);
	text.len = 0;
	if (tag_line(&r->tags_before, before, BAG_INFO, w) != 0 ||
	    info_line(r, &text, r->bytes_after, r->files_after, w) != 0 ||
	    sha256_of(text.data, text.len, want, w) != 0 ||
	    tag_line(&r->tags_after, want, BAG_INFO, w) != 0)
		goto out;
	rc = r->staging != NULL && payload_changes(r)
	    ? released_stage_text(r, &text, w)
	    : 0;
out:
	bytes_clear(&text);
	return rc;
}

static int
end_manifest(struct released *r, const uint8_t before[SHA256_BYTES],
    struct why *w)
{
	uint8_t after[SHA256_BYTES];
	bool right;

	if (released_manifest_end(r, after, &right, w) != 0)
		return -1;
	if (!right)
		stale(r);
	if (tag_line(&r->tags_before, before, BAG_MANIFEST, w) != 0 ||
	    tag_line(&r->tags_after, after, BAG_MANIFEST, w) != 0)
		return -1;
	if (r->staging == NULL || r->redone.n == 0)
		return 0;
	return released_manifest_swap(r, w);
}

int
released_bag_tag(struct released *r, const uint8_t before[SHA256_BYTES],
    struct why *w)
{
	uint8_t want[SHA256_BYTES];

	if (is(r, BAG_DECLARATION)) {
		if (tag_line(&r->tags_before, before, BAG_DECLARATION, w) != 0)
			return -1;
		return tag_line(&r->tags_after, before, BAG_DECLARATION, w);
	}
	if (is(r, BAG_INFO))
		return end_info(r, before, w);
	if (is(r, BAG_MANIFEST))
		return end_manifest(r, before, w);
	if (sha256_of(r->tags_before.data, r->tags_before.len, want, w) != 0)
		return -1;
	if (memcmp(want, before, sizeof(want)) != 0)
		stale(r);
	if (r->staging == NULL || r->redone.n == 0)
		return 0;
	return released_stage_text(r, &r->tags_after, w);
}

/** Entries on the disk below one folder. */
static int
count_entries(int parent_fd, const char *name, unsigned depth, uint64_t *n,
    struct why *w)
{
	int fd = openat(parent_fd, name,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	int rc = 0;

	if (dir == NULL) {
		why_errno(w, "cannot list %s", name);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	while (rc == 0 && (e = readdir(dir)) != NULL) {
		struct stat st;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		++*n;
		if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			rc = why_errno(w, "cannot look at %s", e->d_name);
		else if (S_ISDIR(st.st_mode) && depth < NAME_DEPTH_MAX + 1)
			rc = count_entries(fd, e->d_name, depth + 1, n, w);
	}
	closedir(dir);
	return rc;
}

int
released_bag_end(struct released *r, struct why *w)
{
	uint64_t n = 0;

	if (r->stale != NULL)
		return why_set(w, WHY_RELEASED_CHANGED,
		    "%s: does not say what the bag holds", r->stale);
	if (count_entries(r->bag_fd, ".", 0, &n, w) != 0)
		return -1;
	if (n != r->entries)
		return why_set(w, WHY_RELEASED_EXTRA,
		    "%s holds %" PRIu64 " files and folders, sealed or fresh "
		    "are %" PRIu64,
		    r->id, n, r->entries);
	return 0;
}
