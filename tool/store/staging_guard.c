#include "tool/store/staging_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the guardian tells first, and what it is told. */
enum word {
	WORD_READY = 'r',
	WORD_KEEP = 'k',
	WORD_DONE = 'd'
};

/* Descriptors of the guardian, and no others. */
enum {
	GUARD_PIPE,
	GUARD_HOME,
	GUARD_OTHERS
};

/* A socket and not a pipe, so that telling the dead raises no signal. */
static bool
tell(int fd, char word)
{
	ssize_t n;

	do
		n = send(fd, &word, 1, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

/* False when the other end is closed. */
static bool
hear(int fd, char *word)
{
	ssize_t n;

	do
		n = read(fd, word, 1);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

/* No signal of the terminal, of a user or of a manager that ends the group
 * stops the guardian; what it does takes a moment. */
static void
ignore_signals(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		(void)sigaction(number, &ignore, NULL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Keep two descriptors, as 0 and 1, and close all others: a pipe of the
 * caller's output would seem open, a lock taken. */
static int
keep_descriptors(int pipe_fd, int home_fd)
{
	int high_pipe = fcntl(pipe_fd, F_DUPFD, GUARD_OTHERS);
	int high_home = fcntl(home_fd, F_DUPFD, GUARD_OTHERS);

	if (high_pipe < 0 || high_home < 0 || dup2(high_pipe, GUARD_PIPE) < 0 ||
	    dup2(high_home, GUARD_HOME) < 0)
		return -1;
	if (close_range(GUARD_OTHERS, ~0U, 0) == 0)
		return 0;
	for (long fd = sysconf(_SC_OPEN_MAX) - 1; fd >= GUARD_OTHERS; fd--)
		close((int)fd);
	return 0;
}

__attribute__((noreturn)) static void
guard(int pipe_fd, int home_fd, const char *name)
{
	struct why w = { 0 };
	char word = 0;
	bool kept = false;

	ignore_signals();
	(void)setsid();
	(void)prctl(PR_SET_NAME, "sealbag-guard");
	if (keep_descriptors(pipe_fd, home_fd) != 0 || chdir("/") != 0)
		_exit(1);
	(void)tell(GUARD_PIPE, WORD_READY);
	while (hear(GUARD_PIPE, &word) && word != WORD_DONE)
		kept = kept || word == WORD_KEEP;
	if (word == WORD_DONE)
		_exit(0);
	if (!kept && staging_remove_tree(GUARD_HOME, name, &w) != 0)
		_exit(1);
	_exit(0);
}

int
staging_guard_start(struct staging *s, struct why *w)
{
	int ends[2];
	char word = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return why_errno(w, "cannot make a pipe to the guardian");
	s->guard = fork();
	if (s->guard == 0)
		guard(ends[1], s->home_fd, s->name);
	close(ends[1]);
	s->guard_fd = ends[0];
	if (s->guard < 0) {
		why_errno(w, "cannot start the guardian of %s", s->name);
		close(s->guard_fd);
		s->guard_fd = -1;
		return -1;
	}
	/* From here on a kill of the whole group does not reach it. */
	if (!hear(s->guard_fd, &word) || word != WORD_READY) {
		staging_guard_end(s);
		return why_set(w, WHY_SYSTEM, "the guardian does not start");
	}
	return 0;
}

int
staging_guard_keep(struct staging *s, struct why *w)
{
	/* One that was killed hears nothing, and does nothing either. */
	if (!tell(s->guard_fd, WORD_KEEP) && errno != EPIPE)
		return why_errno(w, "cannot tell the guardian");
	s->kept = true;
	return 0;
}

void
staging_guard_end(struct staging *s)
{
	(void)tell(s->guard_fd, WORD_DONE);
	close(s->guard_fd);
	s->guard_fd = -1;
	while (waitpid(s->guard, NULL, 0) < 0 && errno == EINTR)
		;
}
