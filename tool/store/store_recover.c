#include "tool/store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/store/journal.h"
#include "tool/store/staging.h"
#include "tool/store/store_pending.h"

int
store_remove(int dir_fd, const char *path, struct why *w)
{
	const char *slash = strrchr(path, '/');
	char parent[STORE_PATH_BYTES];
	int fd;
	int rc;

	if (slash == NULL)
		return staging_remove_tree(dir_fd, path, w);
	if ((size_t)(slash - path) >= sizeof parent)
		return why_set(w, WHY_SYSTEM, "%s: the path is too long", path);
	/* "/x" lies in "/" */
	(void)snprintf(parent, sizeof parent, "%.*s",
	    slash == path ? 1 : (int)(slash - path), path);
	fd = openat(dir_fd, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : why_errno(w, "%s", parent);
	rc = staging_remove_tree(fd, slash + 1, w);
	(void)close(fd);
	return rc;
}

/* Does the ledger say that this folder belongs here? Names that are no bundle
 * id are none of ours. */
static int
is_known(struct store *s, const char *name, bool *known, struct why *w)
{
	struct ledger_bundle b;
	uint8_t id[SEAL_ID_BYTES];
	bool found = false;

	*known = true;
	if (!bytes_from_hex(id, sizeof id, name))
		return 0;
	if (ledger_bundle_get(&s->ledger, id, LEDGER_RECEIVED, &b, &found, w) !=
	    0)
		return -1;
	*known = found && b.state == LEDGER_DONE;
	return 0;
}

/* Remove folders below received/ or proof/ that no transaction tells of. */
static int
remove_unknown(struct store *s, const char *folder, struct why *w)
{
	int fd = openat(s->fd, folder,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int rc = -1;

	if (dir == NULL) {
		why_errno(w, "%s/%s", s->path, folder);
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	while (errno = 0, (entry = readdir(dir)) != NULL) {
		bool known = true;

		if (is_known(s, entry->d_name, &known, w) != 0)
			goto out;
		if (!known && staging_remove_tree(fd, entry->d_name, w) != 0)
			goto out;
	}
	if (errno != 0) {
		why_errno(w, "%s/%s", s->path, folder);
		goto out;
	}
	rc = 0;
out:
	(void)closedir(dir);
	return rc;
}

/* Bundles that were begun and have no end: found first, then told, since rows
 * are not changed while they are walked. */
struct begun {
	struct ledger_bundle *rows;
	size_t n;
};

static int
find_begun(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct begun *found = self;
	struct ledger_bundle *rows;

	if (b->state != LEDGER_BEGUN)
		return 0;
	rows = reallocarray(found->rows, found->n + 1, sizeof *rows);
	if (rows == NULL)
		return why_memory(w);
	found->rows = rows;
	found->rows[found->n++] = *b;
	return 0;
}

static int
give_up(struct store *s, struct ledger_bundle *b, struct why *w)
{
	bool sent = b->direction == LEDGER_SENT;
	struct event e = {
		.outcome = "failed",
		.actor = "recovery",
	};

	(void)snprintf(e.act, sizeof e.act, "%s", sent ? "pack" : "receive");
	b->state = LEDGER_FAILED;
	bytes_to_hex(e.bundle, b->id, sizeof b->id);
	(void)snprintf(e.reason, sizeof e.reason, "%s",
	    why_name(WHY_INTERRUPTED));
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if ((sent ? ledger_bundle_put(&s->ledger, b, w)
		  : ledger_bundle_drop(&s->ledger, b->id, b->direction, w)) !=
		0 ||
	    journal_append(&s->ledger, &e, w) != 0 ||
	    ledger_commit(&s->ledger, w) != 0) {
		ledger_rollback(&s->ledger);
		return -1;
	}
	return 0;
}

static int
end_begun(struct store *s, struct why *w)
{
	struct begun found = { 0 };
	int rc = ledger_bundle_each(&s->ledger, find_begun, &found, w);

	for (size_t i = 0; i < found.n && rc == 0; i++)
		rc = give_up(s, &found.rows[i], w);
	free(found.rows);
	return rc;
}

/* What was forgotten must leave the ledger's files too. */
static int
scrub(struct store *s, struct why *w)
{
	bool due = false;

	if (ledger_scrub_due(&s->ledger, &due, w) != 0)
		return -1;
	return due ? ledger_scrub(&s->ledger, w) : 0;
}

int
store_recover(struct store *s, struct why *w)
{
	if (store_swaps(s, w) != 0 ||
	    staging_clean(s->fd, NULL, NULL, w) != 0 ||
	    remove_unknown(s, STORE_RECEIVED, w) != 0 ||
	    remove_unknown(s, STORE_PROOF, w) != 0 || end_begun(s, w) != 0 ||
	    store_pending_recover(s, w) != 0 || scrub(s, w) != 0)
		return why_in(w, "recovery");
	return 0;
}
