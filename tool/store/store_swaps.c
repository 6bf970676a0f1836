#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/record.h"
#include "tool/store/store.h"

/** Carrying out what a transaction has committed. */
struct swaps {
	const struct store *store;
	struct bytes ids; /* of bundles that are touched, in runs */
	size_t n;
};

/* A folder changes its time when something in it changes its place. */
static int
note_bundle(struct swaps *swaps, const char *path, struct why *w)
{
	const size_t front = sizeof STORE_RECEIVED;
	uint8_t id[SEAL_ID_BYTES];
	char hex[SEAL_ID_HEX];
	size_t len = swaps->ids.len;

	if (strncmp(path, STORE_RECEIVED "/", front) != 0 ||
	    strlen(path) < front + SEAL_ID_HEX - 1)
		return 0;
	memcpy(hex, path + front, SEAL_ID_HEX - 1);
	hex[SEAL_ID_HEX - 1] = '\0';
	if (!bytes_from_hex(id, sizeof id, hex))
		return 0;
	if (len > 0 &&
	    memcmp(swaps->ids.data + len - sizeof id, id, sizeof id) == 0)
		return 0;
	return bytes_add(&swaps->ids, id, sizeof id, w);
}

static int
set_folder_time(void *self, const struct ledger_member *m, struct why *w)
{
	const int *fd = self;
	const struct timespec times[2] = {
		{ .tv_sec = m->mtime_s, .tv_nsec = m->mtime_ns },
		{ .tv_sec = m->mtime_s, .tv_nsec = m->mtime_ns },
	};

	if (m->cut != RECORD_FOLDER || m->gone ||
	    utimensat(*fd, m->name, times, AT_SYMLINK_NOFOLLOW) == 0 ||
	    errno == ENOENT)
		return 0;
	return why_errno(w, "%s", m->name);
}

static int
set_folder_times(struct store *s, const uint8_t *id, struct why *w)
{
	char hex[SEAL_ID_HEX];
	char path[sizeof STORE_RECEIVED + SEAL_ID_HEX];
	int fd;
	int rc;

	bytes_to_hex(hex, id, SEAL_ID_BYTES);
	(void)snprintf(path, sizeof path, STORE_RECEIVED "/%s", hex);
	fd = openat(s->fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : why_errno(w, "%s", path);
	rc = ledger_member_each(&s->ledger, id, set_folder_time, &fd, w);
	(void)close(fd);
	return rc;
}

/* One committed swap. What is not there any more was done before a kill. */
static int
swap(void *self, const char *from, const char *to, struct why *w)
{
	struct swaps *swaps = self;
	const struct store *s = swaps->store;

	swaps->n++;
	if (note_bundle(swaps, to[0] == '\0' ? from : to, w) != 0)
		return -1;
	if (faccessat(s->fd, from, F_OK, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT)
			return 0;
		return why_errno(w, "%s/%s", s->path, from);
	}
	if (to[0] == '\0')
		return store_remove(s->fd, from, w);
	if (renameat(s->fd, from, s->fd, to) != 0)
		return why_errno(w, "%s/%s", s->path, to);
	return 0;
}

static int
forget(struct store *s, struct why *w)
{
	/* the list may go only when what it tells of will stay */
	if (syncfs(s->fd) != 0)
		return why_errno(w, "%s", s->path);
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (ledger_swap_clear(&s->ledger, w) != 0 ||
	    ledger_commit(&s->ledger, w) != 0) {
		ledger_rollback(&s->ledger);
		return -1;
	}
	return 0;
}

int
store_swaps(struct store *s, struct why *w)
{
	struct swaps swaps = { .store = s };
	int rc = ledger_swap_each(&s->ledger, swap, &swaps, w);

	for (size_t i = 0; i < swaps.ids.len && rc == 0; i += SEAL_ID_BYTES)
		rc = set_folder_times(s, swaps.ids.data + i, w);
	bytes_clear(&swaps.ids);
	if (rc != 0)
		return -1;
	return swaps.n == 0 ? 0 : forget(s, w);
}
