#include "formats/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "formats/block.h"
#include "formats/bytes.h"

/* Times up to here stand in the header block alone. Source: bundle.txt, 4.2. */
#define TIME_PLAIN_MAX (INT64_C(0x1ffffffff) - 1)

static int
pass_on(const struct why *cause, struct why *w)
{
	if (w->reason == WHY_NONE)
		*w = *cause;
	return -1;
}

/* Behind archive_out.handle. */
struct out {
	struct archive *tar;
	struct archive_entry *entry;
	locale_t utf8;
	struct bytes header; /* what libarchive wrote for one member */
	bool in_header;
	bool failed; /* nothing more is written */
};

static ssize_t
out_write(struct archive *tar, void *self, const void *data, size_t len)
{
	struct archive_out *a = self;
	struct out *o = a->handle;
	int rc;

	(void)tar;
	if (o->failed)
		return -1;
	if (o->in_header)
		rc = bytes_add(&o->header, data, len, &a->why);
	else
		rc = a->to.write(a->to.self, data, len, &a->why);
	return rc == 0 ? (ssize_t)len : -1;
}

static int
out_failed(struct archive_out *a, struct why *w)
{
	struct out *o = a->handle;

	if (a->why.reason != WHY_NONE)
		return pass_on(&a->why, w);
	if (o == NULL || o->tar == NULL || archive_errno(o->tar) == ENOMEM)
		return why_memory(w);
	return why_set(w, WHY_SYSTEM, "a tar member cannot be written");
}

static void
out_free(struct archive_out *a)
{
	struct out *o = a->handle;

	if (o == NULL)
		return;
	/* Closed in any case: archive_write_fail would leave memory behind, and
	 * a writer that fails keeps the end mark away as well. */
	o->failed = true;
	if (o->tar != NULL)
		archive_write_close(o->tar);
	archive_write_free(o->tar);
	archive_entry_free(o->entry);
	if (o->utf8 != (locale_t)0)
		freelocale(o->utf8);
	bytes_clear(&o->header);
	free(o);
	a->handle = NULL;
}

int
archive_out_open(struct archive_out *a, struct sink to, struct why *w)
{
	struct out *o = calloc(1, sizeof *o);

	*a = (struct archive_out){ .handle = o, .to = to };
	if (o == NULL)
		return why_memory(w);
	/* libarchive converts names from the charset of the locale to UTF-8:
	 * only from UTF-8 do they pass unchanged. */
	o->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (o->utf8 == (locale_t)0) {
		why_errno(w, "there is no locale C.UTF-8");
		goto fail;
	}
	o->entry = archive_entry_new();
	o->tar = archive_write_new();
	if (o->entry == NULL || o->tar == NULL) {
		why_memory(w);
		goto fail;
	}
	/* Blocks of 0 bytes: nothing is buffered or padded on the way. */
	if (archive_write_set_format_pax(o->tar) != ARCHIVE_OK ||
	    archive_write_add_filter_none(o->tar) != ARCHIVE_OK ||
	    archive_write_set_bytes_per_block(o->tar, 0) != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(o->tar, 1) != ARCHIVE_OK ||
	    archive_write_open(o->tar, a, NULL, out_write, NULL) !=
		ARCHIVE_OK) {
		out_failed(a, w);
		goto fail;
	}
	return 0;
fail:
	out_free(a);
	return -1;
}

static bool
needs_time_record(const struct archive_member *m)
{
	return m->mtime_ns != 0 || m->mtime_s < 0 ||
	    m->mtime_s > TIME_PLAIN_MAX;
}

/* Begins the extended header with a path record? */
static bool
has_path_record(const uint8_t *records)
{
	while (*records >= '0' && *records <= '9')
		records++;
	return memcmp(records, " path=", 6) == 0;
}

static void
set_name(uint8_t *block, const char *name)
{
	memset(block + BLOCK_NAME, 0, BLOCK_NAME_BYTES);
	memset(block + BLOCK_PREFIX, 0, BLOCK_PREFIX_BYTES);
	for (int i = 0; i < BLOCK_NAME_BYTES && name[i] != '\0'; i++) {
		bool ascii = (uint8_t)name[i] < 0x80;

		block[BLOCK_NAME + i] = (uint8_t)(ascii ? name[i] : '_');
	}
}

/*
 * Fields that releases of libarchive fill in different ways (times above
 * 2^31-2 since 3.7.0, stand-ins for long names since 3.8.0) are set by our own
 * rule, so that a header has one form. Source: bundle.txt, 4.2.
 */
static void
settle_header(struct bytes *header, const char *name,
    const struct archive_member *m)
{
	uint8_t *block = header->data + header->len - BLOCK_BYTES;
	bool plain = m->mtime_s >= 0 && m->mtime_s <= TIME_PLAIN_MAX;

	if (header->len > BLOCK_BYTES) {
		set_name(header->data, "PaxHeader");
		block_put(header->data, BLOCK_TIME, 0);
		block_sum(header->data);
		if (has_path_record(header->data + BLOCK_BYTES))
			set_name(block, name);
	}
	block_put(block, BLOCK_TIME, plain ? (uint64_t)m->mtime_s : 0);
	block_sum(block);
}

static int
check_writable(const struct archive_member *m, struct why *w)
{
	if (m->size > ARCHIVE_SIZE_MAX)
		return why_set(w, WHY_LIMIT, "a file is too large");
	if (m->mtime_s < ARCHIVE_TIME_MIN_S ||
	    m->mtime_s > ARCHIVE_TIME_MAX_S || m->mtime_ns > 999999999 ||
	    (m->mtime_s < 0 && m->mtime_ns != 0))
		return why_set(w, WHY_TIME,
		    "a modification time cannot be written");
	return 0;
}

int
archive_out_member(struct archive_out *a, const struct archive_member *m,
    struct why *w)
{
	struct out *o = a->handle;
	bool folder = m->type == ARCHIVE_FOLDER;
	char name[NAME_MAX_BYTES + 2] = "";
	bool timed = needs_time_record(m);
	size_t len = strnlen(m->name, NAME_MAX_BYTES);
	locale_t before;
	int rc;

	if (check_writable(m, w) != 0)
		return -1;
	memcpy(name, m->name, len);
	name[len] = folder ? '/' : '\0';
	archive_entry_clear(o->entry);
	archive_entry_copy_pathname(o->entry, name);
	archive_entry_set_filetype(o->entry, folder ? AE_IFDIR : AE_IFREG);
	archive_entry_set_perm(o->entry, folder ? 0755 : 0644);
	archive_entry_set_size(o->entry, folder ? 0 : (int64_t)m->size);
	archive_entry_set_mtime(o->entry, timed ? m->mtime_s : 0,
	    (long)m->mtime_ns);
	o->header.len = 0;
	o->in_header = true;
	before = uselocale(o->utf8);
	rc = archive_write_header(o->tar, o->entry);
	uselocale(before);
	o->in_header = false;
	if (rc == ARCHIVE_WARN)
		return why_set(w, WHY_INPUT_NAME, "a name is not UTF-8");
	if (rc != ARCHIVE_OK || o->header.len < BLOCK_BYTES)
		return out_failed(a, w);
	settle_header(&o->header, name, m);
	a->left = folder ? 0 : m->size;
	if (a->to.write(a->to.self, o->header.data, o->header.len, &a->why) !=
	    0)
		return out_failed(a, w);
	return 0;
}

int
archive_out_data(struct archive_out *a, const void *data, size_t len,
    struct why *w)
{
	struct out *o = a->handle;
	const uint8_t *at = data;

	if (len > a->left)
		return why_set(w, WHY_INPUT_CHANGED,
		    "a file has more bytes than was said");
	while (len > 0) {
		ssize_t n = archive_write_data(o->tar, at, len);

		if (n <= 0)
			return out_failed(a, w);
		at += n;
		len -= (size_t)n;
		a->left -= (uint64_t)n;
	}
	return 0;
}

int
archive_out_finish(struct archive_out *a, struct why *w)
{
	struct out *o = a->handle;

	if (a->left != 0)
		return why_set(w, WHY_INPUT_CHANGED,
		    "a file has fewer bytes than was said");
	if (archive_write_finish_entry(o->tar) != ARCHIVE_OK)
		return out_failed(a, w);
	return 0;
}

int
archive_out_close(struct archive_out *a, bool success, struct why *w)
{
	struct out *o = a->handle;
	int rc = 0;

	if (o == NULL)
		return 0;
	if (success && archive_write_close(o->tar) != ARCHIVE_OK)
		rc = out_failed(a, w);
	out_free(a);
	return rc;
}
