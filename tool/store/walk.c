#include "tool/store/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/store/walk_names.h"

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
/* Files from here on are announced to the kernel as read in order. */
#define SEQUENTIAL_BYTES 1048576

struct walking {
	const struct walk_options *options;
	int (*each)(void *self, const struct walk_entry *e, struct why *w);
	void *self;
	struct why *w;
	const char *root; /* path given, for messages */
	bool named;	  /* the root's last name is part of the names */
	size_t len;	  /* of name */
	char name[NAME_MAX_BYTES + NAME_PART_MAX_BYTES + 2];
};

/* Say what is wrong with the entry that the walk stands at. */
static int
place(const struct walking *k)
{
	if (k->named || k->len == 0)
		return why_in(k->w, "%s", k->len == 0 ? k->root : k->name);
	return why_in(k->w, "%s/%s", k->root, k->name);
}

static int
refuse_type(const struct walking *k, mode_t mode)
{
	const char *what = "not a file or folder";

	if (S_ISLNK(mode))
		what = "is a symbolic link";
	if (S_ISFIFO(mode))
		what = "is a pipe";
	if (S_ISSOCK(mode))
		what = "is a socket";
	if (S_ISCHR(mode) || S_ISBLK(mode))
		what = "is a device";
	why_set(k->w, WHY_INPUT_TYPE, "%s, which is not packed", what);
	return place(k);
}

/* A system call failed on something that was there a moment ago. */
static int
refuse_call(const struct walking *k, const char *what)
{
	if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
		why_set(k->w, WHY_INPUT_CHANGED,
		    "changed while the folder was read");
	else
		why_errno(k->w, "%s", what);
	return place(k);
}

static bool
is_excluded(const struct walking *k, const char *base)
{
	const struct walk_options *o = k->options;

	for (size_t i = 0; i < o->n_exclude; i++) {
		const char *pattern = o->exclude[i];
		bool whole = strchr(pattern, '/') != NULL;

		if (fnmatch(pattern, whole ? k->name : base,
			whole ? FNM_PATHNAME : 0) == 0)
			return true;
	}
	return false;
}

static void
fill_entry(struct walk_entry *e, const struct stat *st)
{
	e->folder = S_ISDIR(st->st_mode);
	e->size = e->folder ? 0 : (uint64_t)st->st_size;
	e->mtime_s = st->st_mtim.tv_sec;
	e->mtime_ns = (uint32_t)st->st_mtim.tv_nsec;
	e->inode = st->st_ino;
	e->device = st->st_dev;
	e->ctime_s = st->st_ctim.tv_sec;
	e->ctime_ns = (uint32_t)st->st_ctim.tv_nsec;
}

/* Open without leaving a trace in the time of last access, where that is
 * allowed. */
static int
open_quietly(int dir_fd, const char *name, int flags)
{
	int fd = openat(dir_fd, name, flags | O_NOATIME);

	if (fd < 0 && errno == EPERM)
		fd = openat(dir_fd, name, flags);
	return fd;
}

/* Put a part behind the name. What a file system may give longer than that is
 * refused here, the rest by name_check. */
static int
add_part(struct walking *k, const char *part)
{
	size_t len = strlen(part);

	if (k->len + 1 + len >= sizeof k->name)
		return why_set(k->w, WHY_INPUT_NAME, "%s: name is too long",
		    part);
	if (k->len > 0)
		k->name[k->len++] = '/';
	memcpy(k->name + k->len, part, len + 1);
	k->len += len;
	return 0;
}

static int
visit(struct walking *k, int parent_fd, const char *base, unsigned char type);

/* Everything in the folder that the walk stands at. */
static int
visit_inside(struct walking *k, int fd)
{
	struct walk_names n = { 0 };
	size_t len = k->len;
	int rc = walk_names_read(&n, fd, k->w);

	if (rc != 0)
		place(k);
	for (size_t i = 0; rc == 0 && i < n.n; i++) {
		const char *base = n.sorted[i];

		rc = add_part(k, base);
		if (rc == 0 && !is_excluded(k, base))
			rc = visit(k, fd, base, walk_names_type(base));
		k->len = len;
		k->name[len] = '\0';
	}
	walk_names_clear(&n);
	return rc;
}

static int
visit_folder(struct walking *k, struct walk_entry *e)
{
	struct stat st;
	int fd = open_quietly(e->parent_fd, e->basename, FOLDER_FLAGS);
	int rc;

	if (fd < 0)
		return refuse_call(k, "cannot open the folder");
	if (fstat(fd, &st) != 0) {
		rc = refuse_call(k, "cannot look at the folder");
	} else {
		fill_entry(e, &st);
		rc = k->each(k->self, e, k->w);
	}
	if (rc == 0)
		rc = visit_inside(k, fd);
	close(fd);
	return rc;
}

/* One entry, its name checked before anything is opened: this also limits how
 * deep the walk goes. type: as readdir says. */
static int
visit(struct walking *k, int parent_fd, const char *base, unsigned char type)
{
	struct walk_entry e = { .name = k->name,
		.parent_fd = parent_fd,
		.basename = base };
	struct stat st;

	if (name_check(k->name, k->len, WHY_INPUT_NAME, k->w) != 0)
		return k->named ? -1 : why_in(k->w, "%s", k->root);
	if (type == DT_DIR)
		return visit_folder(k, &e);
	if (fstatat(parent_fd, base, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return refuse_call(k, "cannot look at it");
	if (S_ISDIR(st.st_mode))
		return visit_folder(k, &e);
	if (!S_ISREG(st.st_mode))
		return refuse_type(k, st.st_mode);
	fill_entry(&e, &st);
	return k->each(k->self, &e, k->w);
}

/* A path given: the folder that its last name is in, and that name. */
struct root {
	const char *path;
	char *parent;
	const char *base; /* in path_copy */
	char *path_copy;
};

static void
root_clear(struct root *r)
{
	free(r->parent);
	free(r->path_copy);
	*r = (struct root){ 0 };
}

static int
root_split(struct root *r, const char *path, struct why *w)
{
	size_t len = strlen(path);
	char *slash;

	if (len == 0)
		return why_set(w, WHY_USAGE, "an empty path");
	/* With its slash, a link would be followed. */
	while (len > 1 && path[len - 1] == '/')
		len--;
	r->path = path;
	r->path_copy = strndup(path, len);
	r->parent = strndup(path, len);
	if (r->path_copy == NULL || r->parent == NULL)
		return why_memory(w);
	slash = strrchr(r->parent, '/');
	if (slash == NULL) {
		r->base = r->path_copy;
		(void)snprintf(r->parent, len + 1, ".");
		return 0;
	}
	r->base = r->path_copy + (slash - r->parent) + 1;
	if (r->base[0] == '\0')
		r->base = ".";
	slash[slash == r->parent ? 1 : 0] = '\0';
	return 0;
}

/* Walk one path. */
static int
visit_root(struct walking *k, const struct root *r)
{
	struct stat st;
	int fd = -1;
	int rc = -1;
	int parent_fd = open(r->parent, O_PATH | O_DIRECTORY | O_CLOEXEC);

	k->root = r->path_copy;
	k->len = 0;
	k->name[0] = '\0';
	if (parent_fd < 0 ||
	    fstatat(parent_fd, r->base, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		why_errno(k->w, "%s: cannot look at it", r->path);
		goto out;
	}
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)) {
		refuse_type(k, st.st_mode);
		goto out;
	}
	if (k->named || S_ISREG(st.st_mode)) {
		k->named = true;
		rc = add_part(k, r->base);
		if (rc == 0 && !is_excluded(k, r->base))
			rc = visit(k, parent_fd, r->base, DT_UNKNOWN);
		goto out;
	}
	fd = open_quietly(parent_fd, r->base, FOLDER_FLAGS);
	rc = fd < 0 ? refuse_call(k, "cannot open the folder")
		    : visit_inside(k, fd);
out:
	if (fd >= 0)
		close(fd);
	if (parent_fd >= 0)
		close(parent_fd);
	return rc;
}

static int
compare_roots(const void *a, const void *b)
{
	const struct root *x = a;
	const struct root *y = b;

	return strcmp(x->base, y->base);
}

/* Last names must be there and differ, since they are the names inside. */
static int
check_roots(const struct root *roots, size_t n, struct why *w)
{
	for (size_t i = 0; i < n; i++) {
		const char *base = roots[i].base;

		if (strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
			return why_set(w, WHY_INPUT_NAME,
			    "%s: has no name of its own to stand beside others",
			    roots[i].path);
		if (i > 0 && strcmp(base, roots[i - 1].base) == 0)
			return why_set(w, WHY_INPUT_NAME,
			    "%s and %s have the same last name",
			    roots[i - 1].path, roots[i].path);
	}
	return 0;
}

int
walk(const struct walk_options *o,
    int (*each)(void *self, const struct walk_entry *e, struct why *w),
    void *self, struct why *w)
{
	struct walking k = { .options = o,
		.each = each,
		.self = self,
		.w = w,
		.named = o->n_paths > 1 };
	struct root *roots = calloc(o->n_paths + 1, sizeof *roots);
	int rc = -1;

	if (roots == NULL)
		return why_memory(w);
	for (size_t i = 0; i < o->n_paths; i++) {
		if (root_split(&roots[i], o->paths[i], w) != 0)
			goto out;
	}
	qsort(roots, o->n_paths, sizeof *roots, compare_roots);
	if (k.named && check_roots(roots, o->n_paths, w) != 0)
		goto out;
	rc = 0;
	for (size_t i = 0; rc == 0 && i < o->n_paths; i++)
		rc = visit_root(&k, &roots[i]);
out:
	for (size_t i = 0; i < o->n_paths; i++)
		root_clear(&roots[i]);
	free(roots);
	return rc;
}

int
walk_same(const struct walk_entry *e, int fd, struct why *w)
{
	struct stat st;
	struct walk_entry now = { 0 };

	if (fstat(fd, &st) != 0)
		return why_errno(w, "%s: cannot look at it", e->name);
	fill_entry(&now, &st);
	if (S_ISREG(st.st_mode) && now.inode == e->inode &&
	    now.device == e->device && now.size == e->size &&
	    now.mtime_s == e->mtime_s && now.mtime_ns == e->mtime_ns &&
	    now.ctime_s == e->ctime_s && now.ctime_ns == e->ctime_ns)
		return 0;
	return why_set(w, WHY_INPUT_CHANGED, "%s: changed while it was packed",
	    e->name);
}

int
walk_open(const struct walk_entry *e, struct why *w)
{
	/* What a file was a moment ago could be a pipe now: do not wait. */
	int fd = open_quietly(e->parent_fd, e->basename,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 && (errno == ENOENT || errno == ELOOP))
		return why_set(w, WHY_INPUT_CHANGED,
		    "%s: changed while it was packed", e->name);
	if (fd < 0)
		return why_errno(w, "%s: cannot open it", e->name);
	if (walk_same(e, fd, w) != 0) {
		close(fd);
		return -1;
	}
	if (e->size >= SEQUENTIAL_BYTES)
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return fd;
}
