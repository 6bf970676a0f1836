/** A session key that some tokens' daemons could not open is made anew. */

#include "keys/session.h"

#include "keys/session_own.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

/* gpg, but the first message has a session key with a byte less: 3064 bits.
 * Each leaves a line. */
static const char shortens[] =
    "#!/bin/sh\n"
    "case \"$*\" in *--encrypt*) ;; *) exec gpg \"$@\" ;; esac\n"
    "echo >>\"$HOME/made\"\n"
    "[ \"$(wc -l <\"$HOME/made\")\" -le \"$(cat \"$HOME/most\")\" ] ||\n"
    "	exec gpg \"$@\"\n"
    "gpg \"$@\" |\n"
    "	perl -0777 -pe 's/^(\\x85..\\x03.{8}\\x01)../$1\\x0b\\xf8/s'\n";

static struct home home;
static struct session session;

/* How many messages are made for one, if that many are short. -1: it fails. */
static int
made(const char *short_ones, const char *fingerprint, struct bytes *out,
    struct why *w)
{
	const struct session_readers to = { .fingerprints = &fingerprint,
		.n = 1 };
	const struct pump_io io = { .data = "x",
		.len = 1,
		.bytes = out,
		.max_bytes = 4096 };
	struct bytes lines = { 0 };
	int n;

	(void)remove(scratch_path("made"));
	scratch_write(scratch_path("most"), short_ones, strlen(short_ones));
	if (session_encrypt_to(&session, &to, &io, w) != 0)
		return -1;
	scratch_read(scratch_path("made"), &lines);
	n = (int)lines.len;
	bytes_clear(&lines);
	return n;
}

int
main(void)
{
	struct session_new_key new = { .uid = "own", .kind = SESSION_RSA3072 };
	char own[SESSION_PRINT_HEX] = "";
	struct bytes sealed = { 0 };
	struct bytes opened = { 0 };
	struct pump_io io = { .bytes = &opened, .max_bytes = 4096 };
	struct why w = { 0 };

	scratch_begin();
	scratch_script(scratch_path("gpg"), shortens);
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&home, scratch_path("h"), NULL, scratch_path("gpg"),
		&w) != 0 ||
	    session_open(&session, &home, &w) != 0 ||
	    session_make_key(&session, &new, own, &w) != 0) {
		tap_ok(false, "set up: %s", w.text);
		return tap_done();
	}
	(void)bytes_add(&sealed, "before", 6, &w);
	/* one in 256 is short by itself */
	tap_ok(made("2", own, &sealed, &w) >= 3,
	    "after two that are short there is a third: %s", w.text);
	tap_ok(memcmp(sealed.data, "before", 6) == 0,
	    "what was there before stays");
	io.data = sealed.data + 6;
	io.len = sealed.len - 6;
	tap_ok(session_decrypt(&session, &io, &w) == 0 && opened.len == 1 &&
		opened.data[0] == 'x',
	    "it is that alone, and opens: %s", w.text);
	tap_number(made("99", own, &sealed, &w), 8,
	    "a key for which all are short has one after all");
	bytes_clear(&sealed);
	bytes_clear(&opened);
	session_close(&session);
	home_close(&home);
	return tap_done();
}
