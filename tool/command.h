#ifndef TOOL_COMMAND_H
#define TOOL_COMMAND_H

/**
 * Commands: a table of rows that say what each is called, what it takes and
 * needs; found, parsed, run and explained from here.
 */

#include <stdbool.h>
#include <stddef.h>

#include "formats/bytes.h"
#include "formats/event.h"
#include "formats/why.h"
#include "tool/ask.h"
#include "tool/opt.h"
#include "tool/say.h"

/** What a command has besides its own options. */
enum command_needs {
	COMMAND_SECRET = 1,  /* --passphrase-file, -fd, --pinentry */
	COMMAND_ACTOR = 2,   /* --actor */
	COMMAND_DRY_RUN = 4, /* --dry-run */
	COMMAND_VERDICT = 8, /* a fault is an answer: its word is printed */
};

/** What a command is called with. */
struct command_call {
	void *args; /* the command's own struct, filled from options */
	struct say *say;
	bool quiet; /* no progress: --quiet or --json */
	bool dry_run;
	struct ask_source passphrase;
	char actor[EVENT_TEXT_BYTES]; /* --actor, or the login name */
};

struct command {
	const char *name;    /* "agency add" */
	const char *summary; /* one line, no stop */
	const char *about;   /* paragraphs, one a line; or NULL */
	const struct opt *options;
	size_t args_bytes; /* of the struct that options fill */
	unsigned needs;	   /* enum command_needs */
	/** 0: done. -1 with the reason; the caller prints it. */
	int (*run)(const struct command_call *call, struct why *w);
};

/** All commands, in the order of help; ends with NULL. */
extern const struct command *const command_table[];

/** Parse, run, print faults. Returns the exit status. */
int command_run(int argc, char *const *argv);

/** By its name; NULL if there is none. */
const struct command *command_find(const char *name);

/** There is no such command: WHY_USAGE with the nearest, or with the commands
 *  of a group ("agency"). Returns -1. */
int command_unknown(const char *name, struct why *w);

/** Append the help of a command; that of the program, or of a group of
 *  commands (NULL: all). */
int
command_help(const struct command *command, struct bytes *out, struct why *w);
int command_overview(const char *group, struct bytes *out, struct why *w);
/** Are there commands "GROUP ..."? */
bool command_group(const char *group);

/** Options that come with needs, and those of all commands, in order of help;
 *  ends with rows NULL. They fill a struct command_shared. */
struct command_shared {
	bool help;
	bool json;
	bool quiet;
	bool dry_run;
	const char *actor;
	struct ask_source passphrase;
};
struct command_options {
	unsigned needs; /* 0: of all */
	const struct opt *rows;
};
extern const struct command_options command_options[];

#endif
