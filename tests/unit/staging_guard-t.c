#include "tool/store/staging_guard.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/tap/tap.h"
#include "tests/unit/staging_store.h"

/* Wait up to a second until quarantine is empty. */
static bool
becomes_empty(void)
{
	struct timespec moment = { .tv_nsec = 5000000 };

	for (int i = 0; i < 200; i++) {
		if (entries("quarantine") == 0)
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

/* A process that stages a file, says its guardian's number, and waits. */
static pid_t
stage_elsewhere(bool keep, pid_t *guard)
{
	struct staging s;
	struct why w = { 0 };
	int ends[2];
	pid_t child;

	*guard = 0;
	if (pipe(ends) != 0)
		return -1;
	child = fork();
	if (child == 0) {
		close(ends[0]);
		if (staging_open(&s, store, &w) != 0 ||
		    staging_folder(&s, "data", &w) != 0 ||
		    !put(&s, "data/plain", "secret", &w) ||
		    (keep && staging_keep(&s, &w) != 0))
			_exit(1);
		(void)!write(ends[1], &s.guard, sizeof s.guard);
		for (;;)
			pause();
	}
	close(ends[1]);
	if (read(ends[0], guard, sizeof *guard) != sizeof *guard)
		*guard = 0;
	close(ends[0]);
	return child;
}

static void
kill_leaves_nothing(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT,
		SIGUSR1, SIGPIPE, SIGALRM };
	char path[64], to[64];
	pid_t guard;
	pid_t child = stage_elsewhere(false, &guard);
	struct timespec moment = { .tv_nsec = 20000000 };

	if (!tap_ok(guard > 0, "another process stages a file"))
		return;
	tap_number(entries("quarantine"), 1, "it is there");
	for (int fd = 0; fd < 3; fd++) {
		(void)snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)guard,
		    fd);
		memset(to, 0, sizeof to);
		(void)!readlink(path, to, sizeof to - 1);
		if (fd == 0)
			tap_ok(strncmp(to, "socket:", 7) == 0,
			    "the guardian listens to its pipe");
		if (fd == 1)
			tap_ok(strstr(to, "/quarantine") != NULL,
			    "it holds the quarantine");
	}
	(void)snprintf(path, sizeof path, "/proc/%d/fd", (int)guard);
	tap_number(entries(path), 2, "it holds nothing else");
	tap_ok(getsid(guard) == guard, "it has a session of its own");
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		kill(guard, signals[i]);
	nanosleep(&moment, NULL);
	tap_number(kill(guard, 0), 0, "signals do not end it");
	kill(child, SIGKILL);
	tap_ok(becomes_empty(), "kill -9 leaves nothing within a second");
	waitpid(child, NULL, 0);

	child = stage_elsewhere(true, &guard);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	for (int i = 0; i < 50 && kill(guard, 0) == 0; i++)
		nanosleep(&moment, NULL);
	tap_number(entries("quarantine"), 1, "what is kept outlives a kill");
	staging_clean(store, NULL, NULL, &(struct why){ 0 });
}

static void
dead_guardian(void)
{
	struct staging s;
	struct why w = { 0 };

	staging_open(&s, store, &w);
	put(&s, "swap", "6", &w);
	kill(s.guard, SIGKILL);
	waitid(P_PID, (id_t)s.guard, &(siginfo_t){ 0 }, WEXITED | WNOWAIT);
	tap_number(staging_keep(&s, &w), 0, "a dead guardian removes nothing");
	tap_number(staging_close(&s, false, &w), 0, "closing does without it");
	tap_number(entries("quarantine"), 0, "and leaves nothing");
}

int
main(void)
{
	if (!store_begin())
		return 1;
	kill_leaves_nothing();
	dead_guardian();
	return store_end();
}
