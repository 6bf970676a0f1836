#ifndef TESTS_SHIM_TRIP_H
#define TESTS_SHIM_TRIP_H

/*
 * What the shims share: they count calls in the process "sealbag", not in what
 * it forks or starts, and let one of them trip.
 *
 *	SHIM_CALLS  which calls count, between commas; without it all do
 *	SHIM_AT     the number of the call that trips, from 1; else none does
 *	SHIM_DO     ENOSPC, EIO, ENOMEM or EACCES: it fails so, and is not made;
 *	            KILL: the process is killed before it
 *	SHIM_STAYS  set: it fails from then on, as on a disk that stays full
 *	SHIM_TOLD   a file: which call tripped, or at the end how many there
 *	            were if none was to
 */

/* What is wrapped here is not to be wrapped by the headers as well. */
#undef _FORTIFY_SOURCE
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static pid_t trip_pid;
static const char *trip_calls;
static const char *trip_told;
static unsigned long trip_at;
static bool trip_stays;
static int trip_error;
static atomic_ulong trip_count;

/* By numbers: the functions may be those that are counted. */
static void
trip_tell(const char *text)
{
	long fd;

	if (trip_told == NULL)
		return;
	fd = syscall(SYS_openat, AT_FDCWD, trip_told,
	    O_WRONLY | O_CREAT | O_TRUNC, 0600);
	(void)syscall(SYS_write, fd, text, strlen(text));
	(void)syscall(SYS_close, fd);
}

__attribute__((constructor)) static void
trip_start(void)
{
	static const struct {
		const char *name;
		int error;
	} errors[] = { { "ENOSPC", ENOSPC }, { "EIO", EIO },
		{ "ENOMEM", ENOMEM }, { "EACCES", EACCES } };
	const char *at = getenv("SHIM_AT");
	const char *how = getenv("SHIM_DO");

	if (strcmp(program_invocation_short_name, "sealbag") != 0)
		return;
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
		if (how != NULL && strcmp(how, errors[i].name) == 0)
			trip_error = errors[i].error;
	}
	trip_calls = getenv("SHIM_CALLS");
	trip_told = getenv("SHIM_TOLD");
	trip_at = at == NULL ? 0 : strtoul(at, NULL, 10);
	trip_stays = getenv("SHIM_STAYS") != NULL;
	trip_pid = getpid();
}

__attribute__((destructor)) static void
trip_end(void)
{
	char text[32];

	if (trip_pid == 0 || getpid() != trip_pid || trip_at != 0)
		return;
	(void)snprintf(text, sizeof text, "%lu\n", atomic_load(&trip_count));
	trip_tell(text);
}

static bool
trip_counts(const char *call)
{
	size_t len = strlen(call);
	const char *at = trip_calls;

	if (trip_pid == 0 || getpid() != trip_pid)
		return false;
	while (at != NULL &&
	    (strncmp(at, call, len) != 0 ||
		(at[len] != ',' && at[len] != '\0'))) {
		at = strchr(at, ',');
		if (at == NULL)
			return false;
		at++;
	}
	return true;
}

/* Does this call fail? errno says how. */
static bool
trip(const char *call)
{
	int error = errno;
	unsigned long n;

	if (!trip_counts(call)) {
		errno = error;
		return false;
	}
	n = atomic_fetch_add(&trip_count, 1) + 1;
	if (n != trip_at && (!trip_stays || trip_at == 0 || n < trip_at)) {
		errno = error;
		return false;
	}
	if (n == trip_at)
		trip_tell(call);
	while (trip_error == 0)
		(void)kill(trip_pid, SIGKILL);
	errno = trip_error;
	return true;
}

#endif
