#include "tool/pinentry.h"

#include <signal.h>
#include <sys/stat.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"
#include "tool/stop.h"

#define OUT_BYTES 16

/* What follows the greeting, by the first word of what it is told: cases of the
 * shell. What none of them names is answered by "OK". */
static const struct {
	const char *rule;
	const char *cases;
	const char *typed; /* NULL: refused */
	enum why_reason reason;
	const char *fault;
	bool again;
} rows[] = {
	{ .rule = "a line",
	    .cases = "GETPIN) echo D secret; echo OK ;;",
	    .typed = "secret" },
	{ .rule = "a line in pieces, between other lines",
	    .cases = "GETPIN) echo '# x'; echo D sec; echo S x; echo D ret; "
		     "echo OK ;;",
	    .typed = "secret" },
	{ .rule = "characters that are written as numbers",
	    .cases = "GETPIN) echo D %25a%c3%A9; echo OK ;;",
	    .typed = "%a\xc3\xa9" },
	{ .rule = "the longest",
	    .cases = "GETPIN) echo D 123456789012345; echo OK ;;",
	    .typed = "123456789012345" },
	{ .rule = "one that knows nothing else",
	    .cases = "GETPIN) echo D secret; echo OK ;; "
		     "*) echo ERR 83886355 unknown ;;",
	    .typed = "secret" },
	{ .rule = "nothing typed", .cases = "", .typed = "" },
	{ .rule = "one byte more",
	    .cases = "GETPIN) echo D 1234567890123456; echo OK ;;",
	    .reason = WHY_USAGE,
	    .fault = "longer than 15 bytes" },
	{ .rule = "a line end in it",
	    .cases = "GETPIN) echo D a%0Ab; echo OK ;;",
	    .reason = WHY_USAGE,
	    .fault = "what was typed is not one line" },
	{ .rule = "a NUL in it",
	    .cases = "GETPIN) echo D a%00b; echo OK ;;",
	    .reason = WHY_USAGE,
	    .fault = "what was typed is not one line" },
	{ .rule = "half a number",
	    .cases = "GETPIN) echo D a%4; echo OK ;;",
	    .reason = WHY_SYSTEM,
	    .fault = "breaks its own rules" },
	{ .rule = "no",
	    .cases = "GETPIN) echo ERR 83886179 Operation cancelled ;;",
	    .reason = WHY_INTERRUPTED,
	    .fault = "the pinentry was cancelled" },
	{ .rule = "nobody there",
	    .cases = "GETPIN) echo ERR 83886142 Timeout ;;",
	    .reason = WHY_INTERRUPTED,
	    .fault = "nobody answered the pinentry" },
	{ .rule = "no terminal",
	    .cases = "GETPIN) echo ERR 83918950 No such device ;;",
	    .reason = WHY_SYSTEM,
	    .fault = "the pinentry fails: No such device" },
	{ .rule = "an end in between",
	    .cases = "GETPIN) echo D sec; exit 0 ;;",
	    .reason = WHY_SYSTEM,
	    .fault = "the pinentry ended" },
	{ .rule = "data that was not asked for",
	    .cases = "SETDESC) echo D secret; echo OK ;;",
	    .reason = WHY_SYSTEM,
	    .fault = "what runs is no pinentry" },
	{ .rule = "something else",
	    .cases = "GETPIN) echo secret ;;",
	    .reason = WHY_SYSTEM,
	    .fault = "what runs is no pinentry" },
	{ .rule = "a line without an end",
	    .cases = "GETPIN) head -c 2000 /dev/zero | tr '\\0' x ;;",
	    .reason = WHY_SYSTEM,
	    .fault = "a line without an end" },
	{ .rule = "twice, by itself",
	    .cases = "GETPIN) [ -z $n ]; n=1; echo S PIN_REPEATED; "
		     "echo D secret; echo OK ;;",
	    .typed = "secret",
	    .again = true },
	{ .rule = "twice, one after the other",
	    .cases = "SETREPEAT) echo ERR 83886355 unknown ;; "
		     "GETPIN) echo D secret; echo OK ;;",
	    .typed = "secret",
	    .again = true },
	{ .rule = "another one the second time",
	    .cases = "GETPIN) n=x$n; echo D $n; echo OK ;;",
	    .reason = WHY_USAGE,
	    .fault = "the two passphrases differ",
	    .again = true },
};

/* A pinentry of these cases, which writes down what it is told. */
static const char *
make_program(const char *cases)
{
	static char text[1024];
	static char path[64];

	(void)snprintf(path, sizeof path, "%s", scratch_path("pinentry"));
	(void)snprintf(text, sizeof text,
	    "#!/bin/sh\necho 'OK ready'\n"
	    "while read -r word rest; do\n"
	    "	echo \"$word $rest\" >>%s/told\n"
	    "	case $word in %s *) echo OK ;; esac\n"
	    "done\n: >%s/ended\n",
	    scratch, cases, scratch);
	(void)remove(scratch_path("told"));
	(void)remove(scratch_path("ended"));
	scratch_script(path, text);
	return path;
}

static int
ask(const char *program, bool again, char out[OUT_BYTES], struct why *w)
{
	const struct pinentry p = {
		.program = program,
		.about = "about it",
		.prompt = "Say:",
		.again = again,
	};

	memset(out, 'x', OUT_BYTES);
	return pinentry_ask(&p, out, OUT_BYTES, w);
}

static void
test_answers(void)
{
	static const char zeros[OUT_BYTES];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *program = make_program(rows[i].cases);
		char out[OUT_BYTES];
		struct why w = { 0 };
		int rc = ask(program, rows[i].again, out, &w);

		if (rows[i].typed != NULL) {
			tap_number(rc, 0, "taken: %s %s", rows[i].rule, w.text);
			tap_text(out, rows[i].typed, "as it was typed");
			continue;
		}
		tap_ok(rc == -1 && w.reason == rows[i].reason, "refused: %s",
		    rows[i].rule);
		tap_ok(strstr(w.text, rows[i].fault) != NULL, "and says so: %s",
		    w.text);
		tap_bytes(out, zeros, sizeof out, "nothing is left");
	}
}

static void
test_what_it_is_told(void)
{
	const char *program = make_program("GETPIN) echo D secret; echo OK ;;");
	struct bytes told = { 0 };
	char out[OUT_BYTES];
	struct why w = { 0 };

	tap_number(ask(program, true, out, &w), 0, "it is asked");
	scratch_read(scratch_path("told"), &told);
	(void)bytes_add(&told, "", 1, &w);
	tap_ok(strstr((char *)told.data, "SETDESC about it\n") != NULL &&
		strstr((char *)told.data, "SETPROMPT Say:\n") != NULL &&
		strstr((char *)told.data, "SETREPEAT ") != NULL,
	    "it is told what to ask");
	tap_ok(strstr((char *)told.data, "secret") == NULL,
	    "and nothing that was typed");
	tap_number(access(scratch_path("ended"), F_OK), 0,
	    "it has ended when all is asked");
	bytes_clear(&told);
}

static void
test_programs(void)
{
	char out[OUT_BYTES];
	struct why w = { 0 };
	const char *program;

	tap_ok(ask("pinentry", false, out, &w) == -1 && w.reason == WHY_USAGE &&
		strstr(w.text, "not an absolute path") != NULL,
	    "a name alone is refused: %s", w.text);
	why_clear(&w);
	tap_ok(ask(scratch_path("none"), false, out, &w) == -1 &&
		w.reason == WHY_USAGE,
	    "and one that is not there: %s", w.text);
	why_clear(&w);
	program = make_program("");
	(void)chmod(program, 0722);
	tap_ok(ask(program, false, out, &w) == -1 && w.reason == WHY_USAGE &&
		strstr(w.text, "can be changed by others") != NULL,
	    "and one that others can change: %s", w.text);
	why_clear(&w);
	tap_ok(access(scratch_path("told"), F_OK) != 0, "it was not started");
	scratch_script(program, "not a program");
	tap_ok(ask(program, false, out, &w) == -1 && w.reason == WHY_SYSTEM,
	    "what cannot be run is a fault: %s", w.text);
}

/* SEALBAG_HURRY makes ten minutes ten seconds, and the start one. */
static void
test_silence(void)
{
	const char *program = make_program("SETDESC) exec sleep 30 ;;");
	char out[OUT_BYTES];
	struct why w = { 0 };
	time_t before = time(NULL);

	(void)setenv("SEALBAG_HURRY", "60", 1);
	tap_ok(ask(program, false, out, &w) == -1 && w.reason == WHY_SYSTEM &&
		strstr(w.text, "does not answer within 1 s") != NULL,
	    "one that hangs is not waited for: %s", w.text);
	tap_ok(time(NULL) - before < 20, "and is ended");
	why_clear(&w);
	stop_install();
	(void)raise(SIGTERM);
	tap_ok(ask(program, false, out, &w) == -1 &&
		w.reason == WHY_INTERRUPTED,
	    "nor after a signal");
}

int
main(void)
{
	const struct sigaction ignored = { .sa_handler = SIG_IGN };

	scratch_begin();
	(void)sigaction(SIGPIPE, &ignored, NULL);
	test_answers();
	test_what_it_is_told();
	test_programs();
	test_silence();
	return tap_done();
}
