#include "tool/flow/reach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "tool/store/staging.h"

const char *
reach_word(enum reach_state state)
{
	static const char *const words[] = {
		[REACH_REACHED] = "reached",
		[REACH_NOT] = "not-reached",
		[REACH_UNKNOWN] = "unknown",
	};

	return words[state];
}

static void
add(struct reach *r, const char *place, enum reach_state state,
    const char *reason, uint64_t count)
{
	if (r->n < REACH_PLACES)
		r->places[r->n++] =
		    (struct reach_place){ place, state, reason, count };
}

/* --- the medium --- */

/* Those that linux/magic.h of some systems lacks. */
#define ZFS_MAGIC      0x2fc12fc1U
#define BCACHEFS_MAGIC 0xca451a4eU
#define CIFS_MAGIC     0xff534d42U
#define GFS2_MAGIC     0x01161970U
#define CEPH_MAGIC     0x00c36400U
#define FUSE_MAGIC     0x65735546U
#define SMB2_MAGIC     0xfe534d42U
#define RAM_MAGIC      0x858458f6U

struct reach_place
reach_medium(uint64_t type, int turns)
{
	static const struct {
		uint32_t type;
		const char *reason;
	} kinds[] = {
		{ BTRFS_SUPER_MAGIC, "copy-on-write" },
		{ ZFS_MAGIC, "copy-on-write" },
		{ BCACHEFS_MAGIC, "copy-on-write" },
		{ NILFS_SUPER_MAGIC, "log" },
		{ F2FS_SUPER_MAGIC, "log" },
		{ OVERLAYFS_SUPER_MAGIC, "overlay" },
		{ NFS_SUPER_MAGIC, "network" },
		{ SMB_SUPER_MAGIC, "network" },
		{ SMB2_MAGIC, "network" },
		{ CIFS_MAGIC, "network" },
		{ FUSE_MAGIC, "network" },
		{ V9FS_MAGIC, "network" },
		{ AFS_FS_MAGIC, "network" },
		{ AFS_SUPER_MAGIC, "network" },
		{ CEPH_MAGIC, "network" },
		{ GFS2_MAGIC, "network" },
		{ TMPFS_MAGIC, "memory" },
		{ RAM_MAGIC, "memory" },
	};
	struct reach_place out = { "medium", REACH_UNKNOWN, "no-device", 0 };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == (uint32_t)type) {
			out.reason = kinds[i].reason;
			return out;
		}
	if (turns == 0)
		out.reason = "flash";
	if (turns == 1) {
		out.state = REACH_NOT;
		out.reason = "unlinked";
	}
	return out;
}

/* What the system says of the disk below; -1: nothing. */
static int
ask_device(dev_t device)
{
	/* of a partition the disk is the folder around it */
	static const char *const ups[] = { "", "../" };
	char path[96];
	char said = '\0';

	for (size_t i = 0; i < 2; i++) {
		int fd;

		(void)snprintf(path, sizeof(path),
		    "/sys/dev/block/%u:%u/%squeue/rotational", major(device),
		    minor(device), ups[i]);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (read(fd, &said, 1) != 1)
			said = '\0';
		(void)close(fd);
		return said == '1' ? 1 : said == '0' ? 0 : -1;
	}
	return -1;
}

static int
add_medium(struct reach *r, const struct store *s, struct why *w)
{
	struct statfs fs;
	struct stat st;
	struct reach_place place;

	if (fstatfs(s->fd, &fs) != 0 || fstat(s->fd, &st) != 0)
		return why_errno(w, "%s", s->path);
	place = reach_medium((uint64_t)fs.f_type, ask_device(st.st_dev));
	add(r, place.place, place.state, place.reason, 0);
	return 0;
}

/* --- the store's folder --- */

typedef bool is_ours(const char *name);

static bool
ours_in_store(const char *name)
{
	static const char *const names[] = { STORE_LEDGER, STORE_LEDGER "-wal",
		STORE_LEDGER "-shm", STORE_KEYS, STORE_RECEIVED, STORE_PROOF,
		STAGING_QUARANTINE, STORE_LOCK };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* Those that the ledger does not know were removed when the store was opened.
 */
static bool
ours_by_bundle(const char *name)
{
	uint8_t id[SEAL_ID_BYTES];

	return bytes_from_hex(id, sizeof(id), name);
}

static bool
ours_never(const char *name)
{
	(void)name;
	return false;
}

static int
count_strangers(const struct store *s, const char *folder, is_ours *ours,
    uint64_t *out, struct why *w)
{
	int fd = openat(s->fd, folder,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;

	if (dir == NULL) {
		why_errno(w, "%s/%s", s->path, folder);
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	while (errno = 0, (e = readdir(dir)) != NULL)
		*out += strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0 && !ours(e->d_name);
	if (errno != 0)
		why_errno(w, "%s/%s", s->path, folder);
	(void)closedir(dir);
	return w->reason == WHY_NONE ? 0 : -1;
}

static int
add_folders(struct reach *r, const struct store *s, struct why *w)
{
	struct why why = { 0 };
	uint64_t working = 0;
	uint64_t strangers = 0;

	if (count_strangers(s, STAGING_QUARANTINE, ours_never, &working,
		&why) != 0 ||
	    count_strangers(s, ".", ours_in_store, &strangers, &why) != 0 ||
	    count_strangers(s, STORE_RECEIVED, ours_by_bundle, &strangers,
		&why) != 0 ||
	    count_strangers(s, STORE_PROOF, ours_by_bundle, &strangers, &why) !=
		0)
		return why_set(w, why.reason, "%s", why.text);
	add(r, "quarantine", working == 0 ? REACH_REACHED : REACH_NOT,
	    working == 0 ? "empty" : "not-empty", working);
	add(r, "store", strangers == 0 ? REACH_REACHED : REACH_NOT,
	    strangers == 0 ? "only-ours" : "strangers", strangers);
	return 0;
}

static int
add_ledger(struct reach *r, struct store *s, struct why *w)
{
	uint64_t pages;
	struct stat st;

	if (ledger_free_pages(&s->ledger, &pages, w) != 0)
		return -1;
	if (fstatat(s->fd, STORE_LEDGER "-wal", &st, AT_SYMLINK_NOFOLLOW) !=
	    0) {
		if (errno != ENOENT)
			return why_errno(w, "%s/" STORE_LEDGER "-wal", s->path);
		st.st_size = 0;
	}
	add(r, "ledger",
	    pages == 0 && st.st_size == 0 ? REACH_REACHED : REACH_NOT,
	    "free-pages", pages);
	return 0;
}

int
reach_find(struct reach *r, struct store *s, const struct reach_facts *f,
    struct why *w)
{
	enum reach_state rows = f->left == 0 ? REACH_REACHED : REACH_NOT;
	const char *how = f->left == 0 ? "read-back" : "changed";

	*r = (struct reach){ 0 };
	add(r, "rows", rows, how, f->left);
	add(r, "proofs", rows, how, f->left);
	if (add_ledger(r, s, w) != 0 || add_folders(r, s, w) != 0)
		return -1;
	add(r, "forwarded", f->passed == 0 ? REACH_REACHED : REACH_NOT,
	    f->passed == 0 ? "none" : "passed-on", f->passed);
	add(r, "exhibits", f->shown == 0 ? REACH_REACHED : REACH_UNKNOWN,
	    f->shown == 0 ? "none" : "shown", f->shown);
	add(r, "sealed", REACH_UNKNOWN, "elsewhere", 0);
	if (add_medium(r, s, w) != 0)
		return -1;
	add(r, "backups", REACH_UNKNOWN, "elsewhere", 0);
	return 0;
}
