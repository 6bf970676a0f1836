#include "keys/hunt.h"

#include <signal.h>
#include <time.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

/* A shell that runs this, with what it starts itself. fd: kept open for it;
 * -1: none. word: an argument that only others look at. */
static pid_t
begin(const char *script, int fd, const char *word, const char *next)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)setpgid(0, 0);
		if (fd >= 0)
			fcntl(fd, F_SETFD, 0);
		execl("/bin/sh", "sh", "-c", script, "sh", word, next,
		    (char *)NULL);
		_exit(127);
	}
	return pid;
}

/* The signal that ended a child; 0: it lives. */
static int
ended_by(pid_t pid)
{
	int status;

	for (int i = 0; i < 20; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid) {
			/* what it started holds our output, and would sleep */
			(void)kill(-pid, SIGKILL);
			return WIFSIGNALED(status) ? WTERMSIG(status) : -1;
		}
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	}
	return 0;
}

static void
put_down(pid_t pid)
{
	(void)kill(-pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Wait until a shell has come as far as to make this file. */
static void
wait_for_file(const char *path)
{
	for (int i = 0; i < 1000 && access(path, F_OK) != 0; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
}

static void
test_pipes(void)
{
	char script[200];
	int ours[2];
	int other[2];
	pid_t writes;
	pid_t reads;
	pid_t elsewhere;
	pid_t deaf;

	if (pipe2(ours, O_CLOEXEC) != 0 || pipe2(other, O_CLOEXEC) != 0)
		exit(1);
	snprintf(script, sizeof script,
	    "trap '' TERM; : >%s/deaf; while :; do sleep 60; done", scratch);
	writes = begin("sleep 60; :", ours[1], "", "");
	deaf = begin(script, ours[1], "", "");
	reads = begin("sleep 60; :", ours[0], "", "");
	elsewhere = begin("sleep 60; :", other[1], "", "");
	wait_for_file(scratch_path("deaf"));
	close(ours[1]);
	hunt_pipes(&ours[0], 1);
	tap_number(ended_by(writes), SIGTERM,
	    "who writes to our pipe is told to end");
	tap_number(ended_by(deaf), SIGKILL, "who does not hear it is killed");
	tap_number(read(ours[0], script, 1), 0,
	    "so are those whom they started: nobody can write any more");
	tap_number(ended_by(reads), 0, "who has the same end as we is not");
	tap_number(ended_by(elsewhere), 0, "nor who has another pipe");
	put_down(reads);
	put_down(elsewhere);
	close(other[1]);
	hunt_pipes(&other[0], 1);
	hunt_pipes(NULL, 0);
	tap_ok(true, "that there is nobody is no fault");
	close(ours[0]);
	close(other[0]);
}

static void
test_marked(void)
{
	char script[40];
	int held[2];
	pid_t before = begin("sleep 60; :", -1, "", "");
	pid_t worker;
	pid_t daemon;

	if (pipe2(held, O_CLOEXEC) != 0)
		exit(1);
	/* waits without a child, which would be none */
	snprintf(script, sizeof script, "read x <&%d", held[0]);
	ended_by(before);
	tap_number(hunt_start(), 0, "what is started is marked from now on");
	worker = begin("sleep 60; :", -1, "--version", "");
	daemon = begin(script, held[0], "--daemon", "");
	ended_by(daemon);
	hunt_marked();
	tap_number(ended_by(worker), SIGTERM, "a worker is found by its mark");
	tap_number(ended_by(before), 0, "who was there before is left");
	tap_number(ended_by(daemon), 0, "and so is a daemon");
	put_down(before);
	put_down(daemon);
	close(held[0]);
	close(held[1]);
}

static void
test_home(void)
{
	pid_t here = begin("sleep 60; :", -1, "--homedir", "/tmp/x");
	pid_t there = begin("sleep 60; :", -1, "--homedir", "/tmp/x/y");
	pid_t word = begin("sleep 60; :", -1, "/tmp/x", "--homedir");

	ended_by(word);
	hunt_home("/tmp/x");
	tap_number(ended_by(here), SIGTERM, "who runs with a home is found");
	tap_number(ended_by(there), 0, "who runs with another one is left");
	tap_number(ended_by(word), 0, "and who only has the word");
	put_down(there);
	put_down(word);
}

int
main(void)
{
	scratch_begin();
	test_pipes();
	test_marked();
	test_home();
	return tap_done();
}
