#ifndef TOOL_PROGRESS_H
#define TOOL_PROGRESS_H

/**
 * How far a long piece of work is, on the last line of a terminal: share,
 * rate, time left. Drawn at most five times a second by whoever adds; nothing
 * when nobody watches. Erased at the end.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	const char *label; /* borrowed, "pack" */
	uint64_t total;	   /* bytes; 0 when not known */
	int64_t start_ms;
	bool shown;
	_Atomic uint64_t done;
	_Atomic int64_t next_ms; /* not drawn before */
};

/** Begin. quiet: never draw (--quiet, --json). */
void progress_open(struct progress *p, const char *label, uint64_t total_bytes,
    bool quiet);

/** So many bytes more are done. From any thread, cheap. */
void progress_add(struct progress *p, uint64_t bytes);

/** End, the line is erased. */
void progress_close(struct progress *p);

/** The line for a state, as drawn: "pack   42 %  312.4 MB/s  1.2 GB of 2.9 GB
 *  0:12 left". */
#define PROGRESS_LINE_BYTES 160
void progress_line(char out[PROGRESS_LINE_BYTES], const struct progress *p,
    uint64_t done, int64_t elapsed_ms);

#endif
