#include "tool/ask.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap/tap.h"

/* A file with this text; its name to path. */
static void
make_file(char path[32], const char *text, size_t len)
{
	int fd;

	(void)snprintf(path, 32, "/tmp/ask-t-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		tap_ok(false, "a file can be made");
	(void)close(fd);
}

static char longest[ASK_PASSPHRASE_BYTES];
static char too_long[ASK_PASSPHRASE_BYTES + 1];

static const struct {
	const char *rule;
	const char *text;
	size_t len; /* 0: strlen */
	const char *passphrase;
	const char *fault; /* behind the file's name */
} files[] = {
	{ "one line", "correct horse\n", 0, "correct horse", NULL },
	{ "no line end", "correct horse", 0, "correct horse", NULL },
	{ "the longest", longest, 0, longest, NULL },
	{ "one byte more", too_long, 0, NULL, ": longer than 255 bytes" },
	{ "two lines", "a\nb\n", 0, NULL, ": more than one line" },
	{ "an empty second line", "a\n\n", 0, NULL, ": more than one line" },
	{ "a NUL", "a\0b\n", 4, NULL, ": a NUL in the answer" },
	{ "nothing", "", 0, NULL, "the passphrase is empty" },
	{ "an empty line", "\n", 0, NULL, "the passphrase is empty" },
};

static void
test_files(void)
{
	static const char zeros[ASK_PASSPHRASE_BYTES];

	memset(longest, 'x', sizeof longest - 1);
	memset(too_long, 'x', sizeof too_long - 1);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char out[ASK_PASSPHRASE_BYTES] = "";
		char path[32];
		struct ask_source from = { .file = path };
		struct why w = { 0 };
		size_t len =
		    files[i].len != 0 ? files[i].len : strlen(files[i].text);

		make_file(path, files[i].text, len);
		if (files[i].fault == NULL) {
			tap_number(ask_passphrase(&from, false, out, &w), 0,
			    "taken: %s", files[i].rule);
			tap_text(out, files[i].passphrase, "without its end");
		} else {
			tap_ok(ask_passphrase(&from, false, out, &w) == -1 &&
				w.reason == WHY_USAGE,
			    "refused: %s", files[i].rule);
			tap_ok(strstr(w.text, files[i].fault) != NULL,
			    "and says so: %s", w.text);
			tap_bytes(out, zeros, sizeof out, "nothing is left");
		}
		(void)unlink(path);
	}
}

static void
test_descriptor(void)
{
	char out[ASK_PASSPHRASE_BYTES] = "";
	struct why w = { 0 };
	struct ask_source from = { .fd = { .given = true } };
	char rest[8] = "";
	int ends[2];

	if (pipe(ends) != 0 || write(ends[1], "secret\nrest", 11) != 11)
		tap_ok(false, "a pipe can be made");
	from.fd.value = (uint64_t)ends[0];
	tap_number(ask_passphrase(&from, false, out, &w), 0,
	    "a descriptor gives one line");
	tap_text(out, "secret", "without its end");
	tap_ok(read(ends[0], rest, 4) == 4 && strcmp(rest, "rest") == 0,
	    "and no byte more is taken from it");
	(void)close(ends[0]);
	(void)close(ends[1]);
	tap_ok(ask_passphrase(&from, false, out, &w) == -1 &&
		w.reason == WHY_SYSTEM,
	    "a descriptor that is closed is a fault");
	why_clear(&w);
	from.file = "/dev/null";
	tap_ok(ask_passphrase(&from, false, out, &w) == -1 &&
		w.reason == WHY_USAGE,
	    "file and descriptor exclude each other");
}

/* Run in a child whose standard input and error are a terminal; what it
 * printed there to seen. Answers are typed one by one, when asked. */
static int
at_terminal(int (*run)(void), const char *const *answers, char *seen,
    size_t size)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	size_t at = 0;
	pid_t child;
	int status;

	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
		return -1;
	child = fork();
	if (child == 0) {
		int slave;

		(void)setsid();
		slave = open(ptsname(master), O_RDWR);
		(void)dup2(slave, STDIN_FILENO);
		(void)dup2(slave, STDERR_FILENO);
		(void)close(master);
		_exit(run());
	}
	while (at + 1 < size) {
		struct pollfd p = { .fd = master, .events = POLLIN };
		ssize_t got;

		if (poll(&p, 1, 10000) <= 0)
			break;
		got = read(master, seen + at, size - 1 - at);
		if (got <= 0)
			break;
		at += (size_t)got;
		seen[at] = '\0';
		/* at once: echo is off when the question is there */
		if (*answers != NULL && at > 2 &&
		    strcmp(seen + at - 2, ": ") == 0)
			(void)dprintf(master, "%s\n", *answers++);
	}
	(void)close(master);
	(void)waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
ask_new(void)
{
	char out[ASK_PASSPHRASE_BYTES] = "";
	struct ask_source from = { 0 };
	struct why w = { 0 };

	if (ask_passphrase(&from, true, out, &w) != 0)
		return w.reason == WHY_USAGE && out[0] == '\0' ? 1 : 2;
	return strcmp(out, "secret") == 0 ? 0 : 3;
}

static int
ask_old(void)
{
	char out[ASK_PASSPHRASE_BYTES] = "";
	struct ask_source from = { 0 };
	struct why w = { 0 };

	if (ask_passphrase(&from, false, out, &w) != 0)
		return 1;
	return strcmp(out, "secret") == 0 ? 0 : 3;
}

/* --- a credential of systemd --- */

static char folder[] = "/tmp/ask-t-XXXXXX";
static char credential[64];

/* Ask for the passphrase, without any source that is given. */
static enum why_reason
ask_around(char out[ASK_PASSPHRASE_BYTES], const char **sentence)
{
	static struct why w;
	struct ask_source from = { 0 };

	why_clear(&w);
	memset(out, 0, ASK_PASSPHRASE_BYTES);
	if ((ask_passphrase(&from, true, out, &w) == 0) !=
	    (w.reason == WHY_NONE))
		return WHY_REASONS;
	*sentence = w.text;
	return w.reason;
}

static void
put_credential(const char *text, size_t len)
{
	int fd = open(credential, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		tap_ok(false, "a credential can be made");
	(void)close(fd);
}

static void
test_credential_texts(void)
{
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char out[ASK_PASSPHRASE_BYTES];
		const char *sentence = "";
		size_t len =
		    files[i].len != 0 ? files[i].len : strlen(files[i].text);

		put_credential(files[i].text, len);
		if (files[i].fault == NULL) {
			tap_ok(ask_around(out, &sentence) == WHY_NONE &&
				strcmp(out, files[i].passphrase) == 0,
			    "a credential is taken: %s", files[i].rule);
			continue;
		}
		tap_ok(ask_around(out, &sentence) == WHY_USAGE &&
			out[0] == '\0' &&
			strstr(sentence, files[i].fault) != NULL,
		    "a credential is refused: %s: %s", files[i].rule, sentence);
	}
}

static void
test_credential_files(void)
{
	char out[ASK_PASSPHRASE_BYTES];
	char large[300];
	char beside[80];
	const char *sentence = "";

	memset(large, '\n', sizeof large);
	put_credential(large, sizeof large);
	tap_ok(ask_around(out, &sentence) == WHY_USAGE &&
		strstr(sentence, "longer than 255 bytes") != NULL,
	    "a credential of more bytes than a passphrase has is not read: %s",
	    sentence);
	(void)snprintf(beside, sizeof beside, "%s.real", credential);
	put_credential("from a link", 11);
	(void)rename(credential, beside);
	tap_ok(symlink(beside, credential) == 0, "a link can be made");
	tap_ok(ask_around(out, &sentence) == WHY_USAGE &&
		strstr(sentence, "not a plain file") != NULL,
	    "nor through a link: %s", sentence);
	(void)unlink(credential);
	(void)unlink(beside);
	(void)mkfifo(credential, 0600);
	tap_ok(ask_around(out, &sentence) == WHY_USAGE &&
		strstr(sentence, "not a plain file") != NULL,
	    "nor from a pipe, and nobody waits for one: %s", sentence);
	(void)unlink(credential);
	(void)mkdir(credential, 0700);
	tap_ok(ask_around(out, &sentence) == WHY_USAGE &&
		strstr(sentence, "not a plain file") != NULL,
	    "nor from a folder: %s", sentence);
	(void)rmdir(credential);
}

/* Standard input is no terminal here: what is not found is WHY_USAGE. */
static void
test_credential(void)
{
	struct ask_source from = { .file = "/dev/null" };
	char out[ASK_PASSPHRASE_BYTES];
	const char *sentence = "";
	struct why w = { 0 };
	char path[32];

	if (mkdtemp(folder) == NULL)
		tap_ok(false, "a folder can be made");
	(void)snprintf(credential, sizeof credential, "%s/" ASK_CREDENTIAL,
	    folder);
	(void)setenv(ASK_CREDENTIAL_FOLDER, folder, 1);
	tap_ok(ask_around(out, &sentence) == WHY_USAGE &&
		strstr(sentence, "no terminal") != NULL,
	    "without a credential the terminal is next: %s", sentence);
	test_credential_texts();
	test_credential_files();
	put_credential("the credential\n", 15);
	make_file(path, "the file\n", 9);
	from.file = path;
	tap_ok(ask_passphrase(&from, false, out, &w) == 0 &&
		strcmp(out, "the file") == 0,
	    "another source comes first");
	(void)unlink(path);
	(void)setenv(ASK_CREDENTIAL_FOLDER, "tmp", 1);
	tap_ok(ask_around(out, &sentence) == WHY_USAGE &&
		strstr(sentence, "no whole path") != NULL,
	    "a folder that depends on where we are is refused: %s", sentence);
	(void)setenv(ASK_CREDENTIAL_FOLDER, "", 1);
	tap_ok(ask_around(out, &sentence) == WHY_USAGE &&
		strstr(sentence, "no terminal") != NULL,
	    "an empty variable names none: %s", sentence);
	(void)unsetenv(ASK_CREDENTIAL_FOLDER);
	(void)unlink(credential);
	(void)rmdir(folder);
}

static int
ask_whether(void)
{
	struct why w = { 0 };

	if (ask_sure("It goes for good.", "--yes", &w) == 0)
		return 0;
	return w.reason == WHY_INTERRUPTED			       ? 1
	    : w.reason == WHY_USAGE && strstr(w.text, "--yes") != NULL ? 2
								       : 3;
}

#define FINGERPRINT "0123456789ABCDEF0123456789ABCDEF01234567"

static int
ask_print(void)
{
	struct why w = { 0 };

	if (ask_fingerprint("south", "Southmere", FINGERPRINT, &w) == 0)
		return 0;
	return w.reason == WHY_CARD ? 1 : 2;
}

static void
test_terminal(void)
{
	static const struct {
		const char *rule;
		int (*run)(void);
		const char *answers[3];
		int status;
	} cases[] = {
		{ "a passphrase is asked once", ask_old, { "secret" }, 0 },
		{ "a new one twice", ask_new, { "secret", "secret" }, 0 },
		{ "and must be the same", ask_new, { "secret", "sekret" }, 1 },
		{ "and not empty", ask_new, { "", "" }, 1 },
		{ "yes confirms a fingerprint", ask_print, { "yes" }, 0 },
		{ "no does not", ask_print, { "no" }, 1 },
		{ "nor does y", ask_print, { "y" }, 1 },
		{ "nor nothing", ask_print, { "" }, 1 },
		{ "yes goes on", ask_whether, { "yes" }, 0 },
		{ "no does not go on", ask_whether, { "no" }, 1 },
		{ "nor does Yes", ask_whether, { "Yes" }, 1 },
		{ "nor does nothing at all", ask_whether, { "" }, 1 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char seen[2048] = "";

		tap_number(at_terminal(cases[i].run, cases[i].answers, seen,
			       sizeof seen),
		    cases[i].status, "%s", cases[i].rule);
		if (cases[i].run == ask_print)
			tap_ok(strstr(seen,
				   "0123 4567 89AB CDEF 0123  4567 89AB CDEF "
				   "0123 4567") != NULL,
			    "the fingerprint is shown in groups");
		else if (cases[i].run == ask_whether)
			tap_ok(strstr(seen, "It goes for good.") != NULL,
			    "what is asked is shown");
		else
			tap_ok(strstr(seen, "assphrase of the store: ") !=
				    NULL &&
				strstr(seen, "secret") == NULL,
			    "what is typed is not shown");
	}
}

/* A child without a terminal, as in batch. */
static int
in_batch(int (*run)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		int null = open("/dev/null", O_RDWR);

		(void)dup2(null, STDIN_FILENO);
		_exit(run());
	}
	(void)waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
main(void)
{
	int null = open("/dev/null", O_RDONLY);

	(void)dup2(null, STDIN_FILENO);
	(void)unsetenv(ASK_CREDENTIAL_FOLDER);
	test_files();
	test_descriptor();
	test_credential();
	test_terminal();
	tap_number(in_batch(ask_new), 1, "nothing is asked in batch");
	tap_number(in_batch(ask_print), 2, "and no fingerprint confirmed");
	tap_number(in_batch(ask_whether), 2,
	    "and what cannot be undone wants its option");
	return tap_done();
}
