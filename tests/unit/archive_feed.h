#ifndef TESTS_UNIT_ARCHIVE_FEED_H
#define TESTS_UNIT_ARCHIVE_FEED_H

/** What the tests of formats/archive share: streams and members. */

#include <stdio.h>
#include <string.h>

#include "formats/archive.h"
#include "formats/bytes.h"

/* A stream in stretches: cut at the given places, 0 ends the list. */
struct feed {
	const uint8_t *data;
	size_t len;
	size_t at;
	size_t cuts[4];
	int n;
};

static inline int
feed_next(void *self, const void **data, size_t *len, struct why *w)
{
	struct feed *f = self;
	size_t end = f->n < 4 && f->cuts[f->n] > 0 ? f->cuts[f->n] : f->len;

	(void)w;
	f->n++;
	*data = end > f->at ? f->data + f->at : NULL;
	*len = end - f->at;
	f->at = end;
	return 0;
}

/* Read all; the members' content is appended to data. The number of members,
 * or -1. */
static inline int
read_feed(struct feed *f, struct archive_member *last, struct bytes *content,
    struct why *w)
{
	struct archive_in in;
	const uint8_t *data;
	size_t len;
	int n = 0;
	int rc;

	if (archive_in_open(&in, feed_next, f, w) != 0)
		return -1;
	while ((rc = archive_in_member(&in, last, w)) == 1) {
		while ((rc = archive_in_data(&in, &data, &len, w)) == 1) {
			if (content != NULL)
				bytes_add(content, data, len, w);
		}
		if (rc != 0)
			break;
		n++;
	}
	archive_in_close(&in);
	return rc == 0 ? n : -1;
}

static inline int
read_all(const struct bytes *tar, struct why *w)
{
	struct feed f = { .data = tar->data, .len = tar->len };
	struct archive_member m;

	return read_feed(&f, &m, NULL, w);
}

static inline struct archive_member
member(const char *name, uint64_t size, int64_t s, uint32_t ns)
{
	struct archive_member m = { .type = ARCHIVE_FILE,
		.size = size,
		.mtime_s = s,
		.mtime_ns = ns };

	(void)snprintf(m.name, sizeof m.name, "%s", name);
	return m;
}

static inline void
write_member(struct archive_out *out, const struct archive_member *m,
    const void *data, struct why *w)
{
	archive_out_member(out, m, w);
	archive_out_data(out, data, m->size, w);
	archive_out_finish(out, w);
}

static const uint8_t content[2000] = "content, content";

static inline void
add(struct archive_out *out, const char *name, uint64_t size, int64_t s,
    uint32_t ns, struct why *w)
{
	struct archive_member m = member(name, size, s, ns);

	write_member(out, &m, content, w);
}

#endif
