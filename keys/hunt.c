#include "keys/hunt.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "formats/bytes.h"

#define MARK	   "SEALBAG_STARTED_BY"
#define ENDS_MAX   8
#define ROUNDS	   4   /* a script's child may show up after the script */
#define GRACE_MS   500 /* gpg takes its locks away meanwhile */
#define LIST_BYTES 65536

struct end {
	ino_t inode;
	bool read; /* by us */
};

/* What to look for: the field that is set. */
struct quarry {
	const struct end *ends;
	size_t n_ends;
	const char *mark;
	const char *home;
};

static char mark[sizeof MARK + 64];

int
hunt_start(void)
{
	struct timespec now;
	char value[48];

	/* A pid alone comes again. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(value, sizeof value, "%ld.%lld.%ld", (long)getpid(),
	    (long long)now.tv_sec, now.tv_nsec);
	snprintf(mark, sizeof mark, "%s=%s", MARK, value);
	return setenv(MARK, value, 1);
}

/* A file of /proc that holds texts, each with its NUL. */
static size_t
read_texts(int process, const char *name, char *out)
{
	int fd = openat(process, name, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n;

	if (fd < 0)
		return 0;
	while (len < LIST_BYTES - 1 &&
	    (n = read(fd, out + len, LIST_BYTES - 1 - len)) > 0)
		len += (size_t)n;
	close(fd);
	out[len] = '\0';
	return len;
}

/* Is one of the texts there, with the other right after it if there is one? */
static bool
has_text(int process, const char *file, const char *text, const char *next)
{
	char *list = malloc(LIST_BYTES);
	size_t len = list == NULL ? 0 : read_texts(process, file, list);
	bool found = false;

	for (size_t at = 0; at < len && !found; at += strlen(list + at) + 1) {
		size_t after = at + strlen(list + at) + 1;

		found = strcmp(list + at, text) == 0 &&
		    (next == NULL ||
			(after < len && strcmp(list + after, next) == 0));
	}
	free(list);
	return found;
}

/* Is this descriptor of theirs the other end of a pipe of ours? Modes of the
 * links tell which end it is. */
static bool
is_other_end(int folder, const char *name, const struct quarry *q)
{
	struct stat link;
	struct stat pipe;

	if (fstatat(folder, name, &link, AT_SYMLINK_NOFOLLOW) != 0 ||
	    fstatat(folder, name, &pipe, 0) != 0 || !S_ISFIFO(pipe.st_mode))
		return false;
	for (size_t i = 0; i < q->n_ends; i++) {
		mode_t theirs = q->ends[i].read ? S_IWUSR : S_IRUSR;

		if (q->ends[i].inode == pipe.st_ino &&
		    (link.st_mode & theirs) != 0)
			return true;
	}
	return false;
}

static bool
holds_end(int process, const struct quarry *q)
{
	int fd = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	bool found = false;

	if (folder == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (!found && (e = readdir(folder)) != NULL)
		found = is_other_end(fd, e->d_name, q);
	closedir(folder);
	return found;
}

static bool
is_wanted(int proc, const char *pid, const struct quarry *q)
{
	int process = openat(proc, pid, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool yes;

	if (process < 0)
		return false;
	if (q->ends != NULL)
		yes = holds_end(process, q);
	else if (q->mark != NULL)
		yes = has_text(process, "environ", q->mark, NULL) &&
		    !has_text(process, "cmdline", "--daemon", NULL);
	else
		yes = has_text(process, "cmdline", "--homedir", q->home);
	close(process);
	return yes;
}

/* End one process, if it is still that one. */
static void
finish(int proc, const char *name, pid_t pid, const struct quarry *q)
{
	struct pollfd gone = { .fd = pidfd_open(pid, 0), .events = POLLIN };

	if (gone.fd < 0)
		return;
	if (is_wanted(proc, name, q) &&
	    pidfd_send_signal(gone.fd, SIGTERM, NULL, 0) == 0 &&
	    poll(&gone, 1, GRACE_MS) <= 0 &&
	    pidfd_send_signal(gone.fd, SIGKILL, NULL, 0) == 0)
		(void)poll(&gone, 1, GRACE_MS);
	close(gone.fd);
}

/* How many were found. */
static size_t
sweep(const struct quarry *q)
{
	int fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *proc = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	uint64_t pid;
	size_t n = 0;

	if (proc == NULL) {
		if (fd >= 0)
			close(fd);
		return 0;
	}
	while ((e = readdir(proc)) != NULL) {
		if (!bytes_decimal(e->d_name, INT32_MAX, &pid) ||
		    (pid_t)pid == getpid() || !is_wanted(fd, e->d_name, q))
			continue;
		finish(fd, e->d_name, (pid_t)pid, q);
		n++;
	}
	closedir(proc);
	return n;
}

static size_t
hunt(const struct quarry *q)
{
	size_t all = 0;
	size_t n = 1;

	for (int i = 0; i < ROUNDS && n > 0; i++) {
		n = sweep(q);
		all += n;
	}
	return all;
}

void
hunt_pipes(const int *fds, size_t n)
{
	struct end ends[ENDS_MAX];
	struct quarry q = { .ends = ends };
	struct stat st;

	for (size_t i = 0; i < n && q.n_ends < ENDS_MAX; i++) {
		int flags = fcntl(fds[i], F_GETFL);

		if (flags < 0 || fstat(fds[i], &st) != 0 ||
		    !S_ISFIFO(st.st_mode))
			continue;
		ends[q.n_ends++] = (struct end){
			.inode = st.st_ino,
			.read = (flags & O_ACCMODE) == O_RDONLY,
		};
	}
	if (q.n_ends > 0)
		hunt(&q);
}

void
hunt_marked(void)
{
	const struct quarry q = { .mark = mark };

	if (mark[0] != '\0')
		hunt(&q);
}

size_t
hunt_home(const char *path)
{
	const struct quarry q = { .home = path };

	return hunt(&q);
}
