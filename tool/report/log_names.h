#ifndef TOOL_REPORT_LOG_NAMES_H
#define TOOL_REPORT_LOG_NAMES_H

/** What events speak of, by names that last. Source: export.txt, 2. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/event.h"
#include "formats/why.h"

/** "urn:uuid:", the UUID, NUL. */
#define LOG_NAME_FRONT "urn:uuid:"
#define LOG_NAME_BYTES 46

/** origin: of the log, or "". value: or "". */
void log_name(char out[LOG_NAME_BYTES], const char *kind, const char *origin,
    const char *value);

enum log_kind {
	LOG_ACTOR,
	LOG_AGENCY,
	LOG_TOOL,
	LOG_BUNDLE,
	LOG_SEAL,
	LOG_ORDER,
	LOG_EXHIBIT,
	LOG_HOLD,
};
#define LOG_THINGS_MAX 9
/** "bundle" */
const char *log_kind_name(enum log_kind kind);

/** One thing that an event names. */
struct log_thing {
	enum log_kind kind;
	const char *value; /* borrowed from the event */
	const char *of;	   /* of a seal or exhibit: the bundle's id, or "" */
	bool made;	   /* the act made it */
	char name[LOG_NAME_BYTES];
};
/** All of them, the actor first if there is one. agency: whose log it is.
 *  Returns how many. */
size_t log_things(struct log_thing out[LOG_THINGS_MAX], const struct event *e,
    const char *agency, const char *origin);

/** What else it says, but for time, act and counts: a name and a text. */
struct log_detail {
	const char *key;
	const char *value;
};
#define LOG_DETAILS_MAX 32
struct log_details {
	struct log_detail all[LOG_DETAILS_MAX];
	size_t n;
	char sequence[24];
	char leaf[2 * HASH_BYTES + 1];
};
/** out borrows from itself and from the event: it must not be copied. */
void log_details(struct log_details *out, const struct event *e,
    const uint8_t leaf[HASH_BYTES]);

/** The exhibit that it was derived from first: "AB/1" of "AB/1/A". */
void log_root_exhibit(char out[EXHIBIT_REFERENCE_BYTES], const char *reference);

/** Names that were met. All zero is none. */
struct log_seen {
	uint64_t *table; /* of two numbers each; 0, 0 is a free place */
	size_t places;	 /* a power of two, or 0 */
	size_t n;
};
/** *is_new: it was not met before, and is now. */
int log_seen_add(struct log_seen *s, const char name[LOG_NAME_BYTES],
    bool *is_new, struct why *w);
void log_seen_clear(struct log_seen *s);

#endif
