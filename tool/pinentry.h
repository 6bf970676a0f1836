#ifndef TOOL_PINENTRY_H
#define TOOL_PINENTRY_H

/** A passphrase asked for by a pinentry, GnuPG's program for that: a window, or
 *  the terminal. It is a child of ours, and speaks lines over two pipes; what
 *  is typed is in no argument and no variable. */

#include <stdbool.h>
#include <stddef.h>

#include "formats/why.h"

struct pinentry {
	const char *program; /* whole path */
	const char *about;   /* one line, plain letters */
	const char *prompt;  /* likewise */
	bool again;	     /* a new one: typed twice */
};

/**
 * Ask. out: to be wiped by the caller; one line of at most size - 1 bytes. The
 * program is ended, and the terminal is as before, whatever comes. Returns 0,
 * or -1 with WHY_USAGE (no such program, one that others can change, too long,
 * no line, the two differ), WHY_INTERRUPTED (cancelled; a signal) or WHY_SYSTEM
 * (it fails, or does not answer in time).
 */
int
pinentry_ask(const struct pinentry *p, char *out, size_t size, struct why *w);

#endif
