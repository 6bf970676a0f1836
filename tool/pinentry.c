#include "tool/pinentry.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "formats/bytes.h"
#include "keys/limit.h"
#include "keys/program.h"
#include "tool/stop.h"

/* Assuan: a line has at most 1000 bytes. */
#define LINE_BYTES 1002
/* Of libgpg-error, in the low bits of what it answers. */
#define CODE_MASK      0xffffU
#define CODE_TIMEOUT   62
#define CODE_CANCELED  99
#define CODE_TEXT_MAX  200
#define CHILD_OUT      1
#define END_MS	       1000
#define END_STEP_NS    10000000
#define NOTHING_ANSWER "the pinentry does not answer"

struct dialogue {
	pid_t child;
	int to;
	int from;
	char read[LINE_BYTES]; /* not yet taken */
	size_t n;
	bool repeated; /* it had it typed twice by itself */
};

/* --- the program --- */

static int
start(struct dialogue *d, const char *program, struct why *w)
{
	char *const argv[] = { (char *)(uintptr_t)program, NULL };
	int to[2] = { -1, -1 };
	int from[2] = { -1, -1 };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t signals;
	int error;

	if (pipe2(to, O_CLOEXEC) != 0)
		return why_errno(w, "cannot make a pipe");
	if (pipe2(from, O_CLOEXEC) != 0) {
		why_errno(w, "cannot make a pipe");
		(void)close(to[0]);
		(void)close(to[1]);
		return -1;
	}
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawnattr_init(&how);
	(void)posix_spawn_file_actions_adddup2(&files, to[0], STDIN_FILENO);
	(void)posix_spawn_file_actions_adddup2(&files, from[1], CHILD_OUT);
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGPIPE);
	(void)posix_spawnattr_setsigdefault(&how, &signals);
	(void)posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(&d->child, program, &files, &how, argv, environ);
	(void)posix_spawnattr_destroy(&how);
	(void)posix_spawn_file_actions_destroy(&files);
	(void)close(to[0]);
	(void)close(from[1]);
	d->to = to[1];
	d->from = from[0];
	if (error == 0)
		return 0;
	d->child = -1;
	errno = error;
	return why_errno(w, "%s", program);
}

/* Closing its pipes ends one that is well. */
static void
end(struct dialogue *d)
{
	const struct timespec step = { .tv_nsec = END_STEP_NS };

	if (d->to >= 0)
		(void)close(d->to);
	if (d->from >= 0)
		(void)close(d->from);
	if (d->child < 0)
		return;
	for (int ms = 0; ms < END_MS; ms += END_STEP_NS / 1000000) {
		if (waitpid(d->child, NULL, WNOHANG) == d->child)
			return;
		(void)nanosleep(&step, NULL);
	}
	(void)kill(d->child, SIGKILL);
	while (waitpid(d->child, NULL, 0) < 0 && errno == EINTR)
		;
}

/* --- lines --- */

static int
passed(enum limit limit, struct why *w)
{
	return why_set(w, WHY_SYSTEM, NOTHING_ANSWER " within %d s",
	    (limit_ms(limit) + 999) / 1000);
}

/* Some more bytes, behind those that are there. */
static int
read_more(struct dialogue *d, enum limit limit, int *left_ms, struct why *w)
{
	struct pollfd wait = { .fd = d->from, .events = POLLIN };
	struct timespec before;
	struct timespec after;
	ssize_t got;
	int ready;

	if (stop_check(w) != 0)
		return -1;
	(void)clock_gettime(CLOCK_MONOTONIC, &before);
	ready = poll(&wait, 1, *left_ms);
	(void)clock_gettime(CLOCK_MONOTONIC, &after);
	*left_ms -= (int)((after.tv_sec - before.tv_sec) * 1000 +
	    (after.tv_nsec - before.tv_nsec) / 1000000);
	if (ready == 0 || *left_ms < 0)
		return passed(limit, w);
	if (ready < 0)
		return errno == EINTR ? 0 : why_errno(w, "pinentry");
	got = read(d->from, d->read + d->n, sizeof d->read - 1 - d->n);
	if (got < 0)
		return errno == EINTR ? 0 : why_errno(w, "pinentry");
	if (got == 0)
		return why_set(w, WHY_SYSTEM, "the pinentry ended");
	d->n += (size_t)got;
	return 0;
}

/* The next line, without its end, to line, of LINE_BYTES. */
static int
read_line(struct dialogue *d, char *line, enum limit limit, int *left_ms,
    struct why *w)
{
	const char *lf;
	size_t len;

	while ((lf = memchr(d->read, '\n', d->n)) == NULL) {
		if (d->n == sizeof d->read - 1)
			return why_set(w, WHY_SYSTEM,
			    "the pinentry sends a line without an end");
		if (read_more(d, limit, left_ms, w) != 0)
			return -1;
	}
	len = (size_t)(lf - d->read);
	memcpy(line, d->read, len);
	line[len] = '\0';
	d->n -= len + 1;
	memmove(d->read, lf + 1, d->n);
	explicit_bzero(d->read + d->n, sizeof d->read - d->n);
	return 0;
}

/* "D <text>", in which "%41" stands for "A"; behind what is there. */
static int
take_data(const char *text, char *out, size_t size, struct why *w)
{
	size_t n = strlen(out);

	while (*text != '\0') {
		uint8_t c = (uint8_t)*text++;

		if (c == '%') {
			char hex[3] = { text[0], '\0', '\0' };

			hex[1] = text[0] == '\0' ? '\0' : text[1];
			for (size_t i = 0; i < 2; i++) {
				if (hex[i] >= 'A' && hex[i] <= 'F')
					hex[i] += 'a' - 'A';
			}
			if (!bytes_from_hex(&c, 1, hex))
				return why_set(w, WHY_SYSTEM,
				    "the pinentry breaks its own rules");
			text += 2;
		}
		if (c == '\0' || c == '\n')
			return why_set(w, WHY_USAGE,
			    "what was typed is not one line");
		if (n + 1 == size)
			return why_set(w, WHY_USAGE, "longer than %zu bytes",
			    size - 1);
		out[n++] = (char)c;
		out[n] = '\0';
	}
	return 0;
}

static int
refused(const char *text, struct why *w)
{
	char *rest;
	unsigned long code = strtoul(text, &rest, 10) & CODE_MASK;

	if (code == CODE_CANCELED)
		return why_set(w, WHY_INTERRUPTED,
		    "the pinentry was cancelled");
	if (code == CODE_TIMEOUT)
		return why_set(w, WHY_INTERRUPTED,
		    "nobody answered the pinentry");
	return why_set(w, WHY_SYSTEM, "the pinentry fails:%.*s", CODE_TEXT_MAX,
	    *rest == ' ' ? rest : " no cause is told");
}

/* All up to "OK" or "ERR". Data goes to out; NULL: there must be none. *ok:
 * which; NULL: "ERR" is a fault. */
static int
read_answer(struct dialogue *d, char *out, size_t size, bool *ok, struct why *w)
{
	enum limit limit = out == NULL ? LIMIT_START : LIMIT_PERSON;
	int left_ms = limit_ms(limit);
	char line[LINE_BYTES];
	int rc = 0;

	while (rc == 0) {
		rc = read_line(d, line, limit, &left_ms, w);
		if (rc != 0)
			break;
		if (strncmp(line, "D ", 2) == 0 && out != NULL)
			rc = take_data(line + 2, out, size, w);
		else if (strncmp(line, "S PIN_REPEATED", 14) == 0)
			d->repeated = true;
		else if (strncmp(line, "OK", 2) == 0 ||
		    strncmp(line, "ERR ", 4) == 0)
			break;
		else if (strncmp(line, "S ", 2) != 0 && line[0] != '#')
			rc = why_set(w, WHY_SYSTEM, "what runs is no pinentry");
	}
	if (rc == 0 && ok != NULL)
		*ok = line[0] == 'O';
	else if (rc == 0 && line[0] == 'E')
		rc = refused(line + 4, w);
	explicit_bzero(line, sizeof line);
	return rc;
}

/* --- what is said --- */

static int
say(struct dialogue *d, const char *word, const char *text, struct why *w)
{
	char line[LINE_BYTES];
	int n = snprintf(line, sizeof line, "%s%s%s\n", word,
	    text[0] == '\0' ? "" : " ", text);

	if (n >= (int)sizeof line)
		return why_set(w, WHY_SYSTEM,
		    "a line is too long for a pinentry");
	if (write(d->to, line, (size_t)n) != n)
		return why_set(w, WHY_SYSTEM, NOTHING_ANSWER);
	return 0;
}

/* What it does not know it may refuse. */
static int
offer(struct dialogue *d, const char *word, const char *text, struct why *w)
{
	bool ignored;

	if (text == NULL || strpbrk(text, "%\r\n") != NULL)
		return 0;
	if (say(d, word, text, w) != 0)
		return -1;
	return read_answer(d, NULL, 0, &ignored, w);
}

static int
get(struct dialogue *d, char *out, size_t size, struct why *w)
{
	out[0] = '\0';
	if (say(d, "GETPIN", "", w) != 0)
		return -1;
	return read_answer(d, out, size, NULL, w);
}

/* An old one does not have it typed twice by itself. */
static int
get_twice(struct dialogue *d, char *out, size_t size, struct why *w)
{
	char *second = malloc(size);
	int rc = second == NULL ? why_memory(w) : get(d, out, size, w);

	if (rc == 0 && !d->repeated) {
		rc = offer(d, "SETPROMPT", "Once more:", w);
		if (rc == 0)
			rc = get(d, second, size, w);
		if (rc == 0 && strcmp(out, second) != 0)
			rc =
			    why_set(w, WHY_USAGE, "the two passphrases differ");
	}
	if (second != NULL)
		explicit_bzero(second, size);
	free(second);
	return rc;
}

static int
talk(struct dialogue *d, const struct pinentry *p, char *out, size_t size,
    struct why *w)
{
	if (read_answer(d, NULL, 0, NULL, w) != 0 ||
	    offer(d, "OPTION ttyname =", ttyname(STDIN_FILENO), w) != 0 ||
	    offer(d, "OPTION ttytype =", getenv("TERM"), w) != 0 ||
	    offer(d, "SETTITLE", "sealbag", w) != 0 ||
	    offer(d, "SETDESC", p->about, w) != 0 ||
	    offer(d, "SETPROMPT", p->prompt, w) != 0)
		return -1;
	if (!p->again)
		return get(d, out, size, w);
	if (offer(d, "SETREPEAT", "Once more:", w) != 0 ||
	    offer(d, "SETREPEATERROR", "They differ", w) != 0)
		return -1;
	return get_twice(d, out, size, w);
}

int
pinentry_ask(const struct pinentry *p, char *out, size_t size, struct why *w)
{
	struct dialogue d = { .child = -1, .to = -1, .from = -1 };
	struct termios terminal;
	bool kept = tcgetattr(STDIN_FILENO, &terminal) == 0;
	struct why fault = { 0 };
	int rc = -1;

	out[0] = '\0';
	if (program_check(p->program, &fault) != 0)
		return why_set(w, WHY_USAGE, "%s", fault.text);
	limit_start();
	if (start(&d, p->program, w) == 0)
		rc = talk(&d, p, out, size, w);
	end(&d);
	if (kept)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
	explicit_bzero(&d, sizeof d);
	if (rc != 0)
		explicit_bzero(out, size);
	return rc;
}
