#include "tool/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "tool/pinentry.h"
#include "tool/say.h"
#include "tool/stop.h"

bool
ask_possible(void)
{
	return isatty(STDIN_FILENO) == 1 && say_terminal();
}

/* One byte, or 0 at the end. Unlike read, poll comes back after a signal. */
static int
read_byte(int fd, char *out, struct why *w)
{
	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int ready = poll(&wait, 1, -1);
		ssize_t got;

		if (stop_check(w) != 0)
			return -1;
		if (ready < 0 && errno == EINTR)
			continue;
		got = ready < 0 ? -1 : read(fd, out, 1);
		if (got >= 0)
			return (int)got;
		if (errno != EINTR)
			return why_errno(w, "cannot read the answer");
	}
}

/* Read a line, without its end. alone: nothing may follow it. */
static int
read_line(int fd, char *out, size_t size, bool alone, struct why *w)
{
	size_t n = 0;
	int got;
	char c = 0;

	while ((got = read_byte(fd, &c, w)) > 0 && c != '\n') {
		if (c == '\0')
			return why_set(w, WHY_USAGE, "a NUL in the answer");
		if (n + 1 == size)
			return why_set(w, WHY_USAGE, "longer than %zu bytes",
			    size - 1);
		out[n++] = c;
	}
	if (got < 0)
		return -1;
	out[n] = '\0';
	if (!alone || got == 0)
		return 0;
	got = read_byte(fd, &c, w);
	if (got > 0)
		return why_set(w, WHY_USAGE, "more than one line");
	return got;
}

static int
read_file(const char *path, char *out, size_t size, struct why *w)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int rc;

	if (fd < 0)
		return why_errno(w, "%s", path);
	rc = read_line(fd, out, size, true, w);
	(void)close(fd);
	return rc == 0 ? 0 : why_in(w, "%s", path);
}

/* A plain file, not a link, and no longer than a passphrase with its line end:
 * whoever fills the folder is not the one who started us. */
static int
read_plain(const char *path, int fd, char *out, size_t size, struct why *w)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return why_errno(w, "%s", path);
	if (!S_ISREG(st.st_mode))
		return why_set(w, WHY_USAGE, "%s: not a plain file", path);
	if ((uintmax_t)st.st_size > size)
		return why_set(w, WHY_USAGE, "%s: longer than %zu bytes", path,
		    size - 1);
	return read_line(fd, out, size, true, w) == 0 ? 0
						      : why_in(w, "%s", path);
}

/* *found: there is such a credential. One that is there and cannot be read is
 * a fault, and nothing else is asked instead. */
static int
read_credential(char *out, size_t size, bool *found, struct why *w)
{
	const char *folder = getenv(ASK_CREDENTIAL_FOLDER);
	char *path = NULL;
	int fd = -1;
	int rc = -1;

	*found = false;
	if (folder == NULL || folder[0] == '\0')
		return 0;
	if (folder[0] != '/')
		return why_set(w, WHY_USAGE,
		    "$" ASK_CREDENTIAL_FOLDER ": \"%s\" is no whole path",
		    folder);
	if (asprintf(&path, "%s/" ASK_CREDENTIAL, folder) < 0)
		return why_memory(w);
	fd = open(path,
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		rc = 0;
		goto out;
	}
	*found = true;
	if (fd < 0 && errno == ELOOP)
		why_set(w, WHY_USAGE, "%s: not a plain file", path);
	else if (fd < 0)
		why_errno(w, "%s", path);
	else
		rc = read_plain(path, fd, out, size, w);
out:
	if (fd >= 0)
		(void)close(fd);
	free(path);
	return rc;
}

/* Ask without showing what is typed. */
static int
ask_hidden(const char *question, char *out, size_t size, struct why *w)
{
	struct termios shown;
	struct termios hidden;
	int rc;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return why_errno(w, "terminal");
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	/* Before the question: who types at once is not seen, and not lost. */
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) != 0)
		return why_errno(w, "terminal");
	say_prompt("%s: ", question);
	rc = read_line(STDIN_FILENO, out, size, false, w);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	say_tell("%s", "");
	return rc;
}

static int
ask_terminal(bool again, bool pin, char out[ASK_PASSPHRASE_BYTES],
    struct why *w)
{
	char second[ASK_PASSPHRASE_BYTES] = "";
	int rc;

	if (!ask_possible())
		return why_set(w, WHY_USAGE,
		    "a %s is needed, and there is no terminal to ask at: give "
		    "--passphrase-file, --passphrase-fd or --pinentry",
		    pin ? "PIN" : "passphrase");
	if (!again || pin)
		return ask_hidden(pin ? "PIN of the token"
				      : "Passphrase of the store",
		    out, ASK_PASSPHRASE_BYTES, w);
	rc = ask_hidden("New passphrase of the store", out,
	    ASK_PASSPHRASE_BYTES, w);
	if (rc == 0)
		rc = ask_hidden("Once more", second, sizeof second, w);
	if (rc == 0 && strcmp(out, second) != 0)
		rc = why_set(w, WHY_USAGE, "the two passphrases differ");
	explicit_bzero(second, sizeof second);
	return rc;
}

static int
ask_pinentry(const struct ask_source *from, bool again,
    char out[ASK_PASSPHRASE_BYTES], struct why *w)
{
	const struct pinentry p = {
		.program = from->pinentry,
		.about = from->pin ? "The PIN of the token of a sealbag store"
		    : again	   ? "A new passphrase for a sealbag store"
				   : "The passphrase of a sealbag store",
		.prompt = from->pin ? "PIN:" : "Passphrase:",
		.again = again && !from->pin,
	};

	return pinentry_ask(&p, out, ASK_PASSPHRASE_BYTES, w) == 0
	    ? 0
	    : why_in(w, "--pinentry");
}

/* No source is given. */
static int
ask_around(bool again, bool pin, char out[ASK_PASSPHRASE_BYTES], struct why *w)
{
	bool found;

	if (read_credential(out, ASK_PASSPHRASE_BYTES, &found, w) != 0)
		return -1;
	return found ? 0 : ask_terminal(again, pin, out, w);
}

int
ask_passphrase(const struct ask_source *from, bool again,
    char out[ASK_PASSPHRASE_BYTES], struct why *w)
{
	int rc;

	if ((from->file != NULL) + from->fd.given + (from->pinentry != NULL) >
	    1)
		return why_set(w, WHY_USAGE,
		    "--passphrase-file, --passphrase-fd and --pinentry exclude "
		    "each other");
	if (from->file != NULL) {
		rc = read_file(from->file, out, ASK_PASSPHRASE_BYTES, w);
	} else if (from->fd.given) {
		rc = read_line((int)from->fd.value, out, ASK_PASSPHRASE_BYTES,
		    false, w);
		if (rc != 0)
			why_in(w, "descriptor %d", (int)from->fd.value);
	} else if (from->pinentry != NULL) {
		rc = ask_pinentry(from, again, out, w);
	} else {
		rc = ask_around(again, from->pin, out, w);
	}
	if (rc == 0 && out[0] == '\0')
		rc = why_set(w, WHY_USAGE, "the %s is empty",
		    from->pin ? "PIN" : "passphrase");
	if (rc != 0)
		explicit_bzero(out, ASK_PASSPHRASE_BYTES);
	return rc;
}

int
ask_fingerprint(const char *agency, const char *name, const char *fingerprint,
    struct why *w)
{
	char print[SAY_OUT_GROUPS];
	char answer[16];

	if (!ask_possible())
		return why_set(w, WHY_USAGE,
		    "nobody confirmed the key: give --fingerprint, with what "
		    "agency %s itself told",
		    agency);
	say_out_groups(print, fingerprint);
	say_tell("Agency      %s", agency);
	say_tell("Name        %s", name);
	say_tell("Fingerprint %s", print);
	say_tell("Compare it with what the agency itself told you, by "
		 "telephone or on paper.");
	say_prompt("Are all 40 digits the same? Type yes: ");
	if (read_line(STDIN_FILENO, answer, sizeof answer, false, w) != 0)
		return -1;
	if (strcmp(answer, "yes") != 0)
		return why_set(w, WHY_CARD,
		    "the fingerprint was not confirmed");
	return 0;
}

int
ask_sure(const char *what, const char *option, struct why *w)
{
	char answer[16];

	if (!ask_possible())
		return why_set(w, WHY_USAGE,
		    "nobody can be asked whether to go on: give %s", option);
	say_tell("%s", what);
	say_prompt("Go on? Type yes: ");
	if (read_line(STDIN_FILENO, answer, sizeof answer, false, w) != 0)
		return -1;
	if (strcmp(answer, "yes") != 0)
		return why_set(w, WHY_INTERRUPTED,
		    "not confirmed: nothing was changed");
	return 0;
}
