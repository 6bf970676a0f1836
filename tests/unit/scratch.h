#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

/** For tests that need a folder of their own, with a short path (the sockets of
 *  gpg-agent), or stock gpg to make what the program itself never makes. */

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "formats/bytes.h"
#include "formats/why.h"
#include "keys/file.h"

static char scratch[32];
static char scratch_text[8][600];
static unsigned int scratch_next;

static int
scratch_remove(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	/* An agent, as it ends, takes its sockets away itself. */
	(void)remove(path);
	return 0;
}

static void
scratch_end(void)
{
	nftw(scratch, scratch_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* Make the folder; it goes when the program exits. */
static inline void
scratch_begin(void)
{
	snprintf(scratch, sizeof scratch, "/tmp/st-XXXXXX");
	if (mkdtemp(scratch) == NULL || setenv("HOME", scratch, 1) != 0)
		exit(1);
	atexit(scratch_end);
}

/* A path in the folder; good for the next seven calls. */
static inline __attribute__((format(printf, 1, 2))) const char *
scratch_path(const char *format, ...)
{
	char *out = scratch_text[scratch_next++ % 8];
	int n = snprintf(out, sizeof scratch_text[0], "%s/", scratch);
	va_list ap;

	va_start(ap, format);
	vsnprintf(out + n, sizeof scratch_text[0] - (size_t)n, format, ap);
	va_end(ap);
	return out;
}

static inline void
scratch_write(const char *path, const void *data, size_t len)
{
	struct why w = { 0 };

	if (file_write(path, data, len, &w) != 0)
		fprintf(stderr, "# %s\n", w.text);
}

/* A program for the test, from its text. */
static inline void
scratch_script(const char *path, const char *text)
{
	scratch_write(path, text, strlen(text));
	chmod(path, 0700);
}

static inline void
scratch_read(const char *path, struct bytes *out)
{
	struct why w = { 0 };

	if (file_read(path, (size_t)64 << 20, out, &w) != 0)
		fprintf(stderr, "# %s\n", w.text);
}

/* Run a program, its words after each other, NULL last; its exit status. What
 * it prints is lost. */
static inline int
scratch_run(const char *program, ...)
{
	const char *words[40] = { program };
	size_t n = 1;
	int status;
	pid_t pid;
	va_list ap;

	va_start(ap, program);
	while (n < 39 && (words[n] = va_arg(ap, const char *)) != NULL)
		n++;
	va_end(ap);
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		char *copies[40] = { 0 };

		for (size_t i = 0; i < n; i++)
			copies[i] = strdup(words[i]);
		dup2(null, 0);
		dup2(null, 1);
		if (getenv("SCRATCH_LOUD") == NULL)
			dup2(null, 2);
		execvp(program, copies);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static inline bool
scratch_mentions(const char *pid, const char *file)
{
	static char text[65536];
	char path[300];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%s/%s", pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof text);
	close(fd);
	return n > 0 &&
	    memmem(text, (size_t)n, scratch, strlen(scratch)) != NULL;
}

static inline size_t
scratch_count(void)
{
	DIR *proc = opendir("/proc");
	const struct dirent *e;
	size_t n = 0;

	while (proc != NULL && (e = readdir(proc)) != NULL) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9' ||
		    strtol(e->d_name, NULL, 10) == getpid())
			continue;
		n += scratch_mentions(e->d_name, "cmdline") ||
		    scratch_mentions(e->d_name, "environ");
	}
	if (proc != NULL)
		closedir(proc);
	return n;
}

/* How many other processes have the folder among their arguments or in their
 * environment, as all have that are started after scratch_begin; what is just
 * ending gets a few seconds. */
static inline size_t
scratch_processes(void)
{
	size_t n = scratch_count();

	for (int i = 0; i < 300 && n > 0; i++) {
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
		n = scratch_count();
	}
	return n;
}

/* Stock gpg in a home, our configuration put aside. */
#define SCRATCH_GPG(home, ...)                                                 \
	scratch_run("gpg", "--homedir", home, "--no-options", "--batch",       \
	    "--yes", "--pinentry-mode", "loopback", "--trust-model", "always", \
	    __VA_ARGS__, (char *)NULL)

#endif
