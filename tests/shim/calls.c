/* A shim that lets one system call fail, or kills the process at it. */
#include "tests/shim/trip.h"

#include <pthread.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

/* The next library's function is looked up at the start: a forked child must
 * not wait for the loader's lock. */
#define FIND(name)                                                 \
	__attribute__((constructor)) static void find_##name(void) \
	{                                                          \
		real_##name = dlsym(RTLD_NEXT, #name);             \
	}

#define WRAP(type, failed, name, params, args)                    \
	static type(*real_##name) params;                         \
	FIND(name)                                                \
	type name params                                          \
	{                                                         \
		if (real_##name == NULL)                          \
			find_##name();                            \
		return trip(#name) ? (failed) : real_##name args; \
	}

/* Those that make a file; others that open one count as another call. */
#define WRAP_OPEN(name, params, args)                                      \
	static int(*real_##name) params;                                   \
	FIND(name)                                                         \
	int name params                                                    \
	{                                                                  \
		bool makes = (flags & O_CREAT) != 0 ||                     \
		    (flags & O_TMPFILE) == O_TMPFILE;                      \
		mode_t mode = 0;                                           \
		va_list ap;                                                \
		if (makes) {                                               \
			va_start(ap, flags);                               \
			mode = va_arg(ap, mode_t);                         \
			va_end(ap);                                        \
		}                                                          \
		if (real_##name == NULL)                                   \
			find_##name();                                     \
		return trip(makes ? "create" : "open") ? -1                \
						       : real_##name args; \
	}

WRAP(ssize_t, -1, write, (int fd, const void *from, size_t n), (fd, from, n))
WRAP(ssize_t, -1, writev, (int fd, const struct iovec *from, int n),
    (fd, from, n))
WRAP(ssize_t, -1, pwrite, (int fd, const void *from, size_t n, off_t at),
    (fd, from, n, at))
WRAP(ssize_t, -1, pwrite64, (int fd, const void *from, size_t n, off64_t at),
    (fd, from, n, at))
WRAP(ssize_t, -1, pread64, (int fd, void *to, size_t n, off64_t at),
    (fd, to, n, at))
WRAP(ssize_t, -1, copy_file_range,
    (int from, off64_t *from_at, int to, off64_t *to_at, size_t n,
	unsigned int flags),
    (from, from_at, to, to_at, n, flags))
WRAP(int, -1, fsync, (int fd), (fd))
WRAP(int, -1, fdatasync, (int fd), (fd))
WRAP(int, -1, syncfs, (int fd), (fd))
WRAP(int, -1, ftruncate64, (int fd, off64_t len), (fd, len))
WRAP(int, -1, rename, (const char *from, const char *to), (from, to))
WRAP(int, -1, renameat,
    (int from_fd, const char *from, int to_fd, const char *to),
    (from_fd, from, to_fd, to))
WRAP(int, -1, renameat2,
    (int from_fd, const char *from, int to_fd, const char *to,
	unsigned int flags),
    (from_fd, from, to_fd, to, flags))
WRAP(int, -1, linkat,
    (int from_fd, const char *from, int to_fd, const char *to, int flags),
    (from_fd, from, to_fd, to, flags))
WRAP(int, -1, mkdir, (const char *path, mode_t mode), (path, mode))
WRAP(int, -1, mkdirat, (int fd, const char *path, mode_t mode),
    (fd, path, mode))
WRAP(char *, NULL, mkdtemp, (char *path), (path))
WRAP(int, -1, unlink, (const char *path), (path))
WRAP(int, -1, unlinkat, (int fd, const char *path, int flags),
    (fd, path, flags))
WRAP(int, -1, remove, (const char *path), (path))
WRAP(int, -1, utimensat,
    (int fd, const char *path, const struct timespec times[2], int flags),
    (fd, path, times, flags))
WRAP(int, -1, futimens, (int fd, const struct timespec times[2]), (fd, times))
WRAP(void *, MAP_FAILED, mmap64,
    (void *at, size_t len, int prot, int flags, int fd, off64_t offset),
    (at, len, prot, flags, fd, offset))
WRAP(pid_t, -1, fork, (void), ())
/* it returns the error */
WRAP(int, errno, pthread_create,
    (pthread_t * thread, const pthread_attr_t *attr, void *(*run)(void *),
	void *arg),
    (thread, attr, run, arg))
WRAP_OPEN(open, (const char *path, int flags, ...), (path, flags, mode))

WRAP_OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))

WRAP_OPEN(openat64, (int fd, const char *path, int flags, ...),
    (fd, path, flags, mode))

static ssize_t (*real_read)(int fd, void *to, size_t n);
FIND(read)

/* Of files alone: reading a pipe does not fail, and GPGME does not survive it
 * when it does. */
ssize_t
read(int fd, void *to, size_t n)
{
	struct stat st;

	if (real_read == NULL)
		find_read();
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && trip("read"))
		return -1;
	return real_read(fd, to, n);
}

/* What open and openat are called where the flags are no constant. */
int __openat64_2(int fd, const char *path, int flags);

int
__openat64_2(int fd, const char *path, int flags)
{
	return openat64(fd, path, flags);
}
