#include "tool/store/staging.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/bytes.h"
#include "tool/store/staging_guard.h"

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* A descriptor of quarantine, which is made if need be, or -1. */
static int
open_home(int store_fd, struct why *w)
{
	int fd;

	if (mkdirat(store_fd, STAGING_QUARANTINE, 0700) != 0 && errno != EEXIST)
		return why_errno(w, "cannot make %s", STAGING_QUARANTINE);
	fd = openat(store_fd, STAGING_QUARANTINE, FOLDER_FLAGS);
	if (fd < 0)
		why_errno(w, "cannot open %s", STAGING_QUARANTINE);
	return fd;
}

int
staging_open(struct staging *s, int store_fd, struct why *w)
{
	uint8_t random[16];

	*s = (struct staging){ .store_fd = store_fd,
		.home_fd = -1,
		.dir_fd = -1,
		.guard_fd = -1,
		.last_fd = -1 };
	if (bytes_random(random, sizeof random, w) != 0)
		return -1;
	bytes_to_hex(s->name, random, sizeof random);
	s->home_fd = open_home(store_fd, w);
	if (s->home_fd < 0)
		return -1;
	/* Guarded before it is there: a kill in between leaves nothing. */
	if (staging_guard_start(s, w) != 0)
		goto fail;
	if (mkdirat(s->home_fd, s->name, 0700) != 0) {
		why_errno(w, "cannot make %s/%s", STAGING_QUARANTINE, s->name);
		goto fail;
	}
	s->dir_fd = openat(s->home_fd, s->name, FOLDER_FLAGS);
	if (s->dir_fd < 0) {
		why_errno(w, "cannot open %s/%s", STAGING_QUARANTINE, s->name);
		goto fail;
	}
	return 0;
fail:
	(void)staging_close(s, false, w);
	return -1;
}

/* The part after the last slash. */
static const char *
last_part(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash == NULL ? name : slash + 1;
}

static bool
is_plain_part(const char *part, size_t len)
{
	return len > 0 && len < NAME_MAX + 1 && !(len == 1 && part[0] == '.') &&
	    !(len == 2 && part[0] == '.' && part[1] == '.');
}

/* Open the folder `name`, len bytes, part by part, following no link. */
static int
open_below(int dir_fd, const char *name, size_t len, struct why *w)
{
	const char *end = name + len;
	const char *part = len == 0 ? end + 1 : name;
	int fd = fcntl(dir_fd, F_DUPFD_CLOEXEC, 0);

	while (fd >= 0 && part <= end) {
		const char *slash = memchr(part, '/', (size_t)(end - part));
		size_t n = (size_t)((slash == NULL ? end : slash) - part);
		char text[NAME_MAX + 1];
		int next;

		if (!is_plain_part(part, n)) {
			close(fd);
			return why_set(w, WHY_MEMBER_NAME,
			    "%s: not a name below a folder", name);
		}
		memcpy(text, part, n);
		text[n] = '\0';
		next = openat(fd, text, FOLDER_FLAGS);
		close(fd);
		fd = next;
		part += n + 1;
	}
	if (fd < 0)
		why_errno(w, "%s: cannot open its folder", name);
	return fd;
}

static void
forget_last(struct staging *s)
{
	if (s->last_fd >= 0)
		close(s->last_fd);
	s->last_fd = -1;
	s->last[0] = '\0';
}

/* Descriptor of the folder that `name` is in, borrowed, or -1. It is kept: the
 * files of one folder come one after the other. */
static int
folder_of(struct staging *s, const char *name, struct why *w)
{
	const char *base = last_part(name);
	size_t len = base == name ? 0 : (size_t)(base - name) - 1;

	if (!is_plain_part(base, strlen(base)) || len >= sizeof s->last)
		return why_set(w, WHY_MEMBER_NAME,
		    "%s: not a name below a folder", name);
	if (base == name)
		return s->dir_fd;
	if (s->last_fd >= 0 && strlen(s->last) == len &&
	    memcmp(s->last, name, len) == 0)
		return s->last_fd;
	forget_last(s);
	s->last_fd = open_below(s->dir_fd, name, len, w);
	if (s->last_fd < 0)
		return -1;
	memcpy(s->last, name, len);
	s->last[len] = '\0';
	return s->last_fd;
}

int
staging_folder(struct staging *s, const char *name, struct why *w)
{
	int fd = folder_of(s, name, w);

	if (fd < 0)
		return -1;
	/* What is there was made here: the place is private. A file in its
	 * stead is found by the next call. */
	if (mkdirat(fd, last_part(name), 0700) != 0 && errno != EEXIST)
		return why_errno(w, "%s: cannot make the folder", name);
	return 0;
}

int
staging_folder_time(struct staging *s, const char *name, struct timespec mtime,
    struct why *w)
{
	struct timespec times[2] = {
		{ .tv_nsec = UTIME_OMIT },
		mtime,
	};
	int fd = folder_of(s, name, w);

	if (fd < 0)
		return -1;
	if (utimensat(fd, last_part(name), times, AT_SYMLINK_NOFOLLOW) != 0)
		return why_errno(w, "%s: cannot set the time", name);
	return 0;
}

int
staging_file(struct staging *s, const char *name, struct why *w)
{
	int dir = folder_of(s, name, w);
	int fd;

	if (dir < 0)
		return -1;
	fd = openat(dir, last_part(name),
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		why_errno(w, "%s: cannot make the file", name);
	return fd;
}

int
staging_remove(struct staging *s, const char *name, struct why *w)
{
	size_t len = strlen(name);
	int fd = folder_of(s, name, w);

	if (fd < 0)
		return -1;
	if (staging_remove_tree(fd, last_part(name), w) != 0)
		return why_in(w, "%s", name);
	if (strncmp(s->last, name, len) == 0)
		forget_last(s);
	return 0;
}

/* What is left of n stretches once so many bytes are written. */
static int
skip_stretches(struct iovec **at, int n, size_t done)
{
	while (n > 0 && done >= (*at)->iov_len) {
		done -= (*at)->iov_len;
		++*at;
		n--;
	}
	if (n > 0) {
		(*at)->iov_base = (uint8_t *)(*at)->iov_base + done;
		(*at)->iov_len -= done;
	}
	return n;
}

int
staging_write_all(int fd, struct iovec *stretches, int n, struct why *w)
{
	while (n > 0) {
		ssize_t done = writev(fd, stretches, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return why_errno(w, "cannot write to the store");
		n = skip_stretches(&stretches, n, (size_t)done);
	}
	return 0;
}

int
staging_write(int fd, const void *data, size_t len, struct why *w)
{
	struct iovec one = { .iov_len = len };

	/* Only read: writev has no const. */
	memcpy(&one.iov_base, &data, sizeof(data));
	return staging_write_all(fd, &one, 1, w);
}

void
staging_flush_hint(int fd, off_t offset, off_t len)
{
	(void)sync_file_range(fd, offset, len, SYNC_FILE_RANGE_WRITE);
}

int
staging_sync(struct staging *s, struct why *w)
{
	if (syncfs(s->dir_fd) != 0)
		return why_errno(w, "cannot write everything to the disk");
	return 0;
}

/* Rename, replacing nothing. */
static int
rename_fresh(int from_fd, const char *from, int to_fd, const char *to)
{
	if (renameat2(from_fd, from, to_fd, to, RENAME_NOREPLACE) == 0)
		return 0;
	/* A file system that cannot do this: the store's lock keeps others
	 * from making the target in between. */
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (faccessat(to_fd, to, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(from_fd, from, to_fd, to);
}

int
staging_release(struct staging *s, const char *name, const char *to,
    struct why *w)
{
	const char *base = last_part(to);
	size_t len = base == to ? 0 : (size_t)(base - to) - 1;
	int from_fd = folder_of(s, name, w);
	int to_fd = -1;
	int rc = -1;

	if (from_fd < 0)
		goto out;
	to_fd = open_below(s->store_fd, to, len, w);
	if (to_fd < 0)
		goto out;
	if (rename_fresh(from_fd, last_part(name), to_fd, base) != 0) {
		why_errno(w, "cannot move %s to %s", name, to);
		goto out;
	}
	if (fsync(to_fd) != 0) {
		why_errno(w, "cannot write the folder of %s to the disk", to);
		goto out;
	}
	rc = 0;
out:
	/* The folder kept open may have moved. */
	forget_last(s);
	if (to_fd >= 0)
		close(to_fd);
	return rc;
}

int
staging_keep(struct staging *s, struct why *w)
{
	return staging_guard_keep(s, w);
}

int
staging_close(struct staging *s, bool success, struct why *w)
{
	int rc = 0;

	if (s->home_fd < 0)
		return 0;
	forget_last(s);
	if (s->dir_fd >= 0)
		close(s->dir_fd);
	s->dir_fd = -1;
	/* A folder that is not empty stays: the swap list speaks of it. */
	if (s->kept && success)
		(void)unlinkat(s->home_fd, s->name, AT_REMOVEDIR);
	else
		rc = staging_remove_tree(s->home_fd, s->name, w);
	if (s->guard_fd >= 0)
		staging_guard_end(s);
	close(s->home_fd);
	s->home_fd = -1;
	return rc;
}

/* Remove what keep does not name; *removed: how many. */
static int
clean_once(DIR *dir, bool (*keep)(void *self, const char *name), void *self,
    size_t *removed, struct why *w)
{
	const struct dirent *e;

	*removed = 0;
	rewinddir(dir);
	while ((errno = 0, e = readdir(dir)) != NULL) {
		if (!is_plain_part(e->d_name, strlen(e->d_name)))
			continue;
		if (keep != NULL && keep(self, e->d_name))
			continue;
		if (staging_remove_tree(dirfd(dir), e->d_name, w) != 0)
			return -1;
		++*removed;
	}
	if (errno != 0)
		return why_errno(w, "cannot read the folder");
	return 0;
}

int
staging_clean(int store_fd, bool (*keep)(void *self, const char *name),
    void *self, struct why *w)
{
	int fd = open_home(store_fd, w);
	DIR *dir;
	size_t removed;
	int rc;

	if (fd < 0)
		return -1;
	dir = fdopendir(fd);
	if (dir == NULL) {
		why_errno(w, "cannot read %s", STAGING_QUARANTINE);
		close(fd);
		return -1;
	}
	/* Reading while removing may skip names. */
	do
		rc = clean_once(dir, keep, self, &removed, w);
	while (rc == 0 && removed > 0);
	closedir(dir);
	return rc == 0 ? 0 : why_in(w, "%s", STAGING_QUARANTINE);
}

int
staging_spool(int store_fd, struct why *w)
{
	uint8_t random[16];
	char name[2 * sizeof random + 1];
	int home = open_home(store_fd, w);
	int fd;

	if (home < 0)
		return -1;
	fd = openat(home, ".", O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR) &&
	    bytes_random(random, sizeof random, w) == 0) {
		bytes_to_hex(name, random, sizeof random);
		fd = openat(home, name,
		    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd >= 0)
			(void)unlinkat(home, name, 0);
	}
	if (fd < 0)
		why_errno(w, "cannot make a temporary file in %s",
		    STAGING_QUARANTINE);
	close(home);
	return fd;
}
