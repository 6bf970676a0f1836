#include <string.h>
#include <unistd.h>

#include "tool/flow/released_inside.h"

/* Lines of the fresh manifest that are written at once. */
#define AT_ONCE 65536

int
released_manifest_begin(struct released *r, struct why *w)
{
	if (sha256_begin(&r->lines_told, w) != 0 ||
	    sha256_begin(&r->lines_met, w) != 0 ||
	    sha256_begin(&r->manifest_after, w) != 0)
		return -1;
	if (r->staging == NULL)
		return 0;
	r->manifest_fd = released_stage(r, w);
	if (r->manifest_fd < 0)
		return -1;
	return spool_open(&r->fresh_lines, r->store->fd, w);
}

/* A line that is a record as it was sealed says what the file was like that was
 * sealed, and the trees say that it is like that still. */
static bool
is_held(const struct released *r)
{
	return !r->brief || r->lost;
}

bool
released_manifest_asks(const struct released *r)
{
	return !r->brief || r->member->cut != RECORD_PIECES;
}

static int
put_fresh(struct released *r, const uint8_t *after, struct why *w)
{
	char line[BAG_LINE_MAX];
	uint32_t len = 0;

	if (after != NULL)
		len = (uint32_t)bag_line(line, after, r->member->name);
	if (spool_add(&r->fresh_lines, &len, sizeof(len), w) != 0)
		return -1;
	return spool_add(&r->fresh_lines, line, len, w);
}

int
released_manifest_file(struct released *r, const uint8_t *before,
    const uint8_t *after, bool goes, struct why *w)
{
	char line[BAG_LINE_MAX];

	if (is_held(r) &&
	    sha256_add(&r->lines_told, line,
		bag_line(line, before, r->member->name), w) != 0)
		return -1;
	return goes && r->staging != NULL ? put_fresh(r, after, w) : 0;
}

static int
flush(struct released *r, struct why *w)
{
	if (staging_write(r->manifest_fd, r->lines.data, r->lines.len, w) != 0)
		return -1;
	r->lines.len = 0;
	return 0;
}

static int
add_after(struct released *r, const void *line, size_t len, struct why *w)
{
	if (sha256_add(&r->manifest_after, line, len, w) != 0 ||
	    bytes_add(&r->lines, line, len, w) != 0)
		return -1;
	return r->lines.len < AT_ONCE ? 0 : flush(r, w);
}

/* The next of those that take the places of others. */
static int
take_fresh(struct released *r, struct why *w)
{
	char line[BAG_LINE_MAX];
	uint32_t len;

	if (!r->lines_begun && spool_rewind(&r->fresh_lines, w) != 0)
		return -1;
	r->lines_begun = true;
	if (spool_take(&r->fresh_lines, &len, sizeof(len), w) != 1 ||
	    (len > 0 && spool_take(&r->fresh_lines, line, len, w) != 1))
		return why_set(w, WHY_SYSTEM, "a line of the manifest is lost");
	return add_after(r, line, len, w);
}

int
released_manifest_line(struct released *r, const uint8_t *line, size_t len,
    bool fresh, struct why *w)
{
	if ((fresh || !r->brief) &&
	    sha256_add(&r->lines_met, line, len, w) != 0)
		return -1;
	if (r->staging == NULL)
		return 0;
	return released_bag_goes(r) ? take_fresh(r, w)
				    : add_after(r, line, len, w);
}

int
released_manifest_end(struct released *r, uint8_t after[SHA256_BYTES],
    bool *right, struct why *w)
{
	uint8_t told[SHA256_BYTES];
	uint8_t met[SHA256_BYTES];

	if (sha256_end(&r->lines_told, told, w) != 0 ||
	    sha256_end(&r->lines_met, met, w) != 0 ||
	    sha256_end(&r->manifest_after, after, w) != 0)
		return -1;
	*right = memcmp(told, met, sizeof(told)) == 0;
	return r->staging == NULL ? 0 : flush(r, w);
}
