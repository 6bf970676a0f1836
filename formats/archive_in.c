#include "formats/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/block.h"
#include "formats/bytes.h"

static int
pass_on(const struct why *cause, struct why *w)
{
	if (w->reason == WHY_NONE)
		*w = *cause;
	return -1;
}

/* Behind archive_in.handle. */
struct in {
	struct archive *tar;
	struct archive_entry *entry;
	/* Writes again what is read: each byte of it must be the byte read. */
	struct archive_out again;
	const char *what; /* it is writing now */
	struct bytes due; /* bytes it wrote that have not come yet */
	const uint8_t *stretch;
	size_t len;
	size_t at;     /* bytes of the stretch that are accounted for */
	uint64_t size; /* of the present member */
	uint64_t left; /* of its bytes, to be read */
	bool done;
	bool ended; /* the stream */
};

/* The next bytes of the stream must be these, as far as they have come. */
static size_t
match(struct in *i, const uint8_t *data, size_t len, struct why *w)
{
	size_t n = len < i->len - i->at ? len : i->len - i->at;

	if (n == 0)
		return 0;
	if (i->stretch + i->at != data &&
	    memcmp(i->stretch + i->at, data, n) != 0)
		why_set(w, WHY_ARCHIVE, "%s is not canonical", i->what);
	i->at += n;
	return n;
}

/* Where the second writer writes. */
static int
again_write(void *self, const void *data, size_t len, struct why *w)
{
	struct in *i = self;
	const uint8_t *bytes = data;
	size_t n = i->due.len > 0 ? 0 : match(i, bytes, len, w);

	if (w->reason != WHY_NONE)
		return -1;
	return bytes_add(&i->due, bytes + n, len - n, w);
}

/* Go to the next stretch of the stream. */
static int
in_fetch(struct archive_in *a)
{
	struct in *i = a->handle;
	const void *data = NULL;
	size_t n;

	i->stretch = NULL;
	i->len = i->at = 0;
	if (i->ended)
		return 0;
	if (a->next(a->self, &data, &i->len, &a->why) != 0) {
		i->len = 0;
		return -1;
	}
	i->stretch = data;
	i->ended = i->len == 0;
	n = match(i, i->due.data, i->due.len, &a->why);
	i->due.len -= n;
	if (i->due.len > 0)
		memmove(i->due.data, i->due.data + n, i->due.len);
	return a->why.reason == WHY_NONE ? 0 : -1;
}

static ssize_t
in_next(struct archive *tar, void *self, const void **out)
{
	struct archive_in *a = self;
	struct in *i = a->handle;

	(void)tar;
	if (i->at < i->len) {
		if (in_fetch(a) == 0)
			why_set(&a->why, WHY_ARCHIVE, "%s",
			    i->ended ? "the archive is cut short"
				     : "a header goes over the end of a "
				       "segment");
		return -1;
	}
	if (in_fetch(a) != 0)
		return -1;
	*out = i->stretch;
	return (ssize_t)i->len;
}

static int
in_failed(struct archive_in *a, struct why *w)
{
	struct in *i = a->handle;

	if (a->why.reason == WHY_NONE && archive_errno(i->tar) == ENOMEM)
		why_memory(&a->why);
	if (a->why.reason == WHY_NONE)
		why_set(&a->why, WHY_ARCHIVE, "the archive %s",
		    i->ended ? "is cut short" : "is damaged");
	return pass_on(&a->why, w);
}

int
archive_in_open(struct archive_in *a,
    int (*next)(void *self, const void **data, size_t *len, struct why *w),
    void *self, struct why *w)
{
	struct in *i = calloc(1, sizeof *i);

	*a = (struct archive_in){ .handle = i, .next = next, .self = self };
	if (i == NULL)
		return why_memory(w);
	i->entry = archive_entry_new();
	i->tar = archive_read_new();
	if (i->entry == NULL || i->tar == NULL) {
		why_memory(w);
		goto fail;
	}
	if (archive_out_open(&i->again,
		(struct sink){ .write = again_write, .self = i }, w) != 0)
		goto fail;
	if (archive_read_support_format_tar(i->tar) != ARCHIVE_OK ||
	    archive_read_open(i->tar, a, NULL, in_next, NULL) != ARCHIVE_OK) {
		/* it finds no words for one request that fails */
		if (a->why.reason == WHY_NONE &&
		    archive_error_string(i->tar) == NULL)
			why_memory(&a->why);
		in_failed(a, w);
		goto fail;
	}
	return 0;
fail:
	archive_in_close(a);
	return -1;
}

/* What a header says beyond our few words for it. */
static int
check_entry(struct archive_entry *e, struct why *w)
{
	bool folder = archive_entry_filetype(e) == AE_IFDIR;

	if (archive_entry_hardlink(e) != NULL ||
	    archive_entry_filetype(e) == AE_IFLNK)
		return why_set(w, WHY_MEMBER_TYPE, "a link");
	if (!folder && archive_entry_filetype(e) != AE_IFREG)
		return why_set(w, WHY_MEMBER_TYPE, "neither file nor folder");
	if (archive_entry_sparse_count(e) > 0)
		return why_set(w, WHY_MEMBER_TYPE, "a sparse file");
	if (archive_entry_perm(e) != (folder ? 0755 : 0644))
		return why_set(w, WHY_MEMBER_MODE, "mode %04o",
		    (unsigned)archive_entry_perm(e));
	if (archive_entry_uid(e) != 0 || archive_entry_gid(e) != 0)
		return why_set(w, WHY_MEMBER_MODE, "it has an owner");
	return 0;
}

/* The name in the path record, which comes first if there is one. It is taken
 * from the stream because libarchive gives it back in the charset of the locale
 * and composed, not as it was. */
static const char *
path_record(const struct in *i, size_t *len)
{
	const uint8_t *block = i->stretch + i->at;
	const uint8_t *at = block + BLOCK_BYTES;
	const uint8_t *end = i->stretch + i->len;
	size_t record = 0;

	if (end - block < 2 * BLOCK_BYTES || block[BLOCK_TYPE] != 'x')
		return NULL;
	for (int n = 0; n < 5 && *at >= '0' && *at <= '9'; n++, at++)
		record = record * 10 + (size_t)(*at - '0');
	if (memcmp(at, " path=", 6) != 0 ||
	    record > (size_t)(end - block) - BLOCK_BYTES)
		return NULL;
	at += 6;
	end = block + BLOCK_BYTES + record - 1;
	if (end < at || *end != '\n')
		return NULL;
	*len = (size_t)(end - at);
	return (const char *)at;
}

static int
read_name(const struct in *i, struct archive_member *m, struct why *w)
{
	size_t len = 0;
	const char *name = path_record(i, &len);

	if (name == NULL) {
		name = archive_entry_pathname(i->entry);
		len = name == NULL ? 0 : strlen(name);
	}
	if (m->type == ARCHIVE_FOLDER && len > 0 && name[len - 1] == '/')
		len--;
	if (name_check(name, len, WHY_MEMBER_NAME, w) != 0)
		return -1;
	memcpy(m->name, name, len);
	m->name[len] = '\0';
	return 0;
}

static int
finish(struct in *i, struct why *w)
{
	i->what = "padding";
	return archive_out_finish(&i->again, w);
}

/* The end mark was met, or the end of the stream: write the mark again. */
static int
read_end(struct archive_in *a, struct why *w)
{
	struct in *i = a->handle;

	i->what = "the end mark";
	if (archive_out_close(&i->again, true, w) != 0)
		return -1;
	while (i->at == i->len && !i->ended) {
		if (in_fetch(a) != 0)
			return pass_on(&a->why, w);
	}
	if (i->due.len > 0)
		return why_set(w, WHY_ARCHIVE, "the archive is cut short");
	if (i->at < i->len)
		return why_set(w, WHY_ARCHIVE, "bytes behind the end mark");
	i->done = true;
	return 0;
}

static int
read_member(struct archive_in *a, struct archive_member *m, struct why *w)
{
	struct in *i = a->handle;

	if (check_entry(i->entry, w) != 0)
		return -1;
	m->type = archive_entry_filetype(i->entry) == AE_IFDIR ? ARCHIVE_FOLDER
							       : ARCHIVE_FILE;
	m->size = (uint64_t)archive_entry_size(i->entry);
	m->mtime_s = archive_entry_mtime(i->entry);
	m->mtime_ns = (uint32_t)archive_entry_mtime_nsec(i->entry);
	if (read_name(i, m, w) != 0)
		return -1;
	i->what = "a header";
	if (archive_out_member(&i->again, m, w) != 0)
		return -1;
	if (i->due.len > 0)
		return why_set(w, WHY_ARCHIVE, "a header is not canonical");
	i->size = i->left = m->size;
	return i->left == 0 ? finish(i, w) : 0;
}

int
archive_in_member(struct archive_in *a, struct archive_member *m, struct why *w)
{
	struct in *i = a->handle;
	const uint8_t *data;
	size_t len;
	int rc;

	while ((rc = archive_in_data(a, &data, &len, w)) == 1)
		;
	if (rc != 0)
		return -1;
	if (i->done)
		return 0;
	rc = archive_read_next_header2(i->tar, i->entry);
	if (a->why.reason != WHY_NONE)
		return pass_on(&a->why, w);
	if (rc == ARCHIVE_EOF)
		return read_end(a, w);
	/* A warning may be about the locale: bytes decide, not warnings. */
	if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
		return in_failed(a, w);
	if (read_member(a, m, w) != 0)
		return why_in(w, "member %" PRIu64, a->members);
	a->members++;
	return 1;
}

int
archive_in_data(struct archive_in *a, const uint8_t **data, size_t *len,
    struct why *w)
{
	struct in *i = a->handle;
	const void *block;
	int64_t offset;

	if (i->left == 0)
		return 0;
	if (archive_read_data_block(i->tar, &block, len, &offset) != ARCHIVE_OK)
		return in_failed(a, w);
	if (*len > i->left || (uint64_t)offset != i->size - i->left)
		return why_set(w, WHY_MEMBER_TYPE, "a sparse file");
	i->what = "data";
	if (archive_out_data(&i->again, block, *len, w) != 0)
		return -1;
	i->left -= *len;
	*data = block;
	return i->left == 0 && finish(i, w) != 0 ? -1 : 1;
}

void
archive_in_close(struct archive_in *a)
{
	struct in *i = a->handle;
	struct why ignored = { 0 };

	if (i == NULL)
		return;
	archive_out_close(&i->again, false, &ignored);
	archive_entry_free(i->entry);
	archive_read_free(i->tar);
	bytes_clear(&i->due);
	free(i);
	a->handle = NULL;
}
