#include "tool/opt.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

struct args {
	const char *store;
	struct opt_list paths;
	struct opt_list to;
	const char *purpose;
	struct opt_number jobs;
	unsigned key;
	bool plain;
};

static const struct opt rows[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct args, store) },
	{ "PATH", NULL, NULL, OPT_OPERANDS(struct args, paths),
	    .optional = true },
	{ "to", "ID", "who shall read it", OPT_LIST(struct args, to),
	    .required = true },
	{ "purpose", "TEXT", "what it is for", OPT_TEXT(struct args, purpose),
	    .required = true },
	{ "jobs", "N", "how many workers", OPT_NUMBER(struct args, jobs),
	    .min = 1, .max = 64 },
	{ "key", "ed25519|rsa3072", "kind of key",
	    OPT_CHOICE(struct args, key) },
	{ "plain", NULL, "take it as it is", OPT_FLAG(struct args, plain) },
	{ 0 },
};

struct more {
	bool json;
	bool help;
};
static const struct opt more_rows[] = {
	{ "json", NULL, "print JSON", OPT_FLAG(struct more, json) },
	{ "help", NULL, "print this", OPT_FLAG(struct more, help) },
	{ 0 },
};

#define WORDS_MAX  20
#define LINE_BYTES 256

/* Parse words separated by single blanks; ask also for what is required. */
static int
parse(const char *line, struct args *args, struct more *more, char *text,
    struct why *w)
{
	const struct opt_set sets[] = { { rows, args }, { more_rows, more } };
	char *argv[WORDS_MAX + 1] = { 0 };
	int argc = 0;

	*args = (struct args){ 0 };
	*more = (struct more){ 0 };
	(void)snprintf(text, LINE_BYTES, "%s", line);
	for (char *word; argc < WORDS_MAX && (word = strsep(&text, " "));)
		argv[argc++] = word;
	if (opt_parse(sets, 2, argc, argv, w) != 0)
		return -1;
	return opt_complete(sets, 2, w);
}

static void
clear(struct args *args, struct more *more)
{
	const struct opt_set sets[] = { { rows, args }, { more_rows, more } };

	opt_clear(sets, 2);
}

static void
test_all_kinds(void)
{
	struct args a;
	struct more m;
	struct why w = { 0 };
	char text[LINE_BYTES];

	tap_number(parse("S a --to x --purpose=p --jobs 7 --key rsa3072 "
			 "--plain --to y --json b",
		       &a, &m, text, &w),
	    0, "options and operands may be mixed");
	tap_text(a.store, "S", "the first operand goes to the first row");
	tap_number((long long)a.paths.n, 2, "the rest go to the list");
	tap_text(a.paths.items[1], "b", "in their order");
	tap_number((long long)a.to.n, 2, "a list takes several values");
	tap_text(a.to.items[1], "y", "in their order too");
	tap_text(a.purpose, "p", "a value may stand behind =");
	tap_ok(a.jobs.given && a.jobs.value == 7, "a number is a number");
	tap_number(a.key, 1, "a choice is the place of its word");
	tap_ok(a.plain && m.json, "flags of both tables are seen");
	tap_ok(!m.help, "and only those that are there");
	clear(&a, &m);
	tap_ok(a.to.items == NULL, "lists are freed");
}

static void
test_hyphens(void)
{
	struct args a;
	struct more m;
	struct why w = { 0 };
	char text[LINE_BYTES];

	tap_number(parse("--to x --purpose=--p -- -S --to", &a, &m, text, &w),
	    0, "behind -- all are operands");
	tap_text(a.store, "-S", "also what begins with a hyphen");
	tap_text(a.paths.items[0], "--to", "or with two");
	tap_text(a.purpose, "--p", "behind = any value goes");
	clear(&a, &m);
	tap_number(parse("- --to - --purpose -x", &a, &m, text, &w), 0,
	    "a single hyphen is an operand, and a value");
	tap_text(a.purpose, "-x", "a value may begin with one hyphen");
	clear(&a, &m);
	tap_number(parse("S -h --to x --purpose p", &a, &m, text, &w), 0,
	    "-h is an option");
	tap_ok(m.help, "it is --help");
	clear(&a, &m);
}

static const struct {
	const char *rule;
	const char *line;
	const char *sentence;
} refused[] = {
	{ "a required option", "S --to x", "--purpose is missing" },
	{ "a required list", "S --purpose p", "--to is missing" },
	{ "an operand", "--to x --purpose p", "STORE is missing" },
	{ "an unknown option", "S --frobnicate",
	    "there is no option --frobnicate" },
	{ "a slip of the pen", "S --purpsoe p",
	    "there is no option --purpsoe; did you mean --purpose?" },
	{ "the beginning of a word", "S --js",
	    "there is no option --js; did you mean --json?" },
	{ "a short option", "S -x",
	    "there is no option -x; options are words: --help" },
	{ "an option without its value", "S --to", "--to needs a value: ID" },
	{ "an option in place of a value", "S --to --json",
	    "--to needs a value: ID" },
	{ "a value of a flag", "S --plain=yes", "--plain takes no value" },
	{ "a text given twice", "S --purpose a --purpose b",
	    "--purpose is given twice" },
	{ "a number given twice", "S --jobs 1 --jobs 1",
	    "--jobs is given twice" },
	{ "a number too small", "S --jobs 0",
	    "--jobs: \"0\" is not a number from 1 to 64" },
	{ "a number too large", "S --jobs 65",
	    "--jobs: \"65\" is not a number from 1 to 64" },
	{ "a number with a sign", "S --jobs +2",
	    "--jobs: \"+2\" is not a number from 1 to 64" },
	{ "a number with rubbish", "S --jobs 2x",
	    "--jobs: \"2x\" is not a number from 1 to 64" },
	{ "a word that is no choice", "S --key rsa",
	    "--key: \"rsa\" is none of ed25519|rsa3072" },
	{ "all choices at once", "S --key ed25519|rsa3072",
	    "--key: \"ed25519|rsa3072\" is none of ed25519|rsa3072" },
};

static void
test_refused(void)
{
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		struct args a;
		struct more m;
		struct why w = { 0 };
		char text[LINE_BYTES];

		tap_ok(parse(refused[i].line, &a, &m, text, &w) == -1 &&
			w.reason == WHY_USAGE,
		    "refused: %s", refused[i].rule);
		tap_text(w.text, refused[i].sentence, "and says so");
		clear(&a, &m);
	}
}

static void
test_too_many(void)
{
	static const struct opt none[] = { { 0 } };
	const struct opt_set sets[] = { { none, NULL } };
	char word[] = "more";
	char *const argv[] = { word, NULL };
	struct why w = { 0 };

	tap_number(opt_parse(sets, 1, 1, argv, &w), -1,
	    "an operand without a row is refused");
	tap_text(w.text, "\"more\" is one argument too many", "and says so");
}

static void
test_help(void)
{
	static const char usage[] =
	    "usage: sealbag pack STORE [PATH...] --to ID... --purpose TEXT "
	    "[OPTION...]\n";
	static const char help[] =
	    "  --to ID                 who shall read it\n"
	    "  --purpose TEXT          what it is for\n"
	    "  --jobs N                how many workers\n"
	    "  --key ed25519|rsa3072   kind of key\n"
	    "  --plain                 take it as it is\n";
	static const char wrapped[] = "aaaa bbbb\n  cccc\n";
	struct bytes out = { 0 };
	struct why w = { 0 };

	tap_ok(opt_usage(&out, "pack", rows, &w) == 0 &&
		bytes_add(&out, "", 1, &w) == 0,
	    "usage is printed");
	tap_text((char *)out.data, usage, "with what is needed");
	out.len = 0;
	tap_ok(opt_help(&out, rows, &w) == 0 && bytes_add(&out, "", 1, &w) == 0,
	    "help is printed");
	tap_text((char *)out.data, help, "a line for each option");
	out.len = 0;
	tap_ok(opt_wrap(&out, "aaaa bbbb cccc", 2, 70, &w) == 0 &&
		bytes_add(&out, "", 1, &w) == 0,
	    "text is wrapped");
	tap_text((char *)out.data, wrapped, "at 80 columns, indented");
	bytes_clear(&out);
}

static void
test_nearest(void)
{
	static const struct {
		const char *word;
		const char *best;
	} cases[] = { { "pakc", "pack" }, { "verfy", "verify" },
		{ "ver", "verify" }, { "inspct", "inspect" }, { "zzz", NULL },
		{ "", NULL },
		{ "a-word-much-longer-than-any-of-the-candidates", NULL } };
	static const char *const words[] = { "pack", "inspect", "verify",
		"receive" };

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct opt_nearest n = { .word = cases[i].word };

		for (size_t j = 0; j < sizeof words / sizeof words[0]; j++)
			opt_nearest_try(&n, words[j]);
		tap_text(n.best, cases[i].best, "nearest to \"%s\"",
		    cases[i].word);
	}
}

int
main(void)
{
	test_all_kinds();
	test_hyphens();
	test_refused();
	test_too_many();
	test_help();
	test_nearest();
	return tap_done();
}
