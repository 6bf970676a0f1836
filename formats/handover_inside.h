#ifndef FORMATS_HANDOVER_INSIDE_H
#define FORMATS_HANDOVER_INSIDE_H

/** What the two statements of a hand-over have in common; for handover*.c
 *  alone. Each refuses with WHY_HANDOVER where nothing else is said. */

#include "formats/handover.h"
#include "formats/text.h"

/** A line of text in a statement. */
struct handover_line {
	const char *key;
	size_t at;   /* in its struct */
	bool needed; /* never "" */
};
int handover_lines_check(const void *statement,
    const struct handover_line *lines, size_t n, struct why *w);
void handover_lines_write(const void *statement,
    const struct handover_line *lines, size_t n, struct text_out *o);
int handover_lines_take(void *statement, const struct handover_line *lines,
    size_t n, struct text_object *from, struct why *w);

/** Of an agency or a person. what: "a person". */
int handover_name_check(const char *name, bool needed, const char *what,
    struct why *w);

/** WHY_SEAL, too. */
int handover_party_check(const struct handover_party *p, struct why *w);
void handover_party_write(const struct handover_party *p, const char *key,
    struct text_out *o);
int handover_party_take(struct handover_party *p, const char *key,
    struct text_object *from, struct why *w);

void handover_cited_write(const struct handover_cited *c, const char *key,
    struct text_out *o);
int handover_cited_take(struct handover_cited *c, const char *key,
    struct text_object *from, struct why *w);

/** Only some findings have a reason. */
int handover_found_check(enum handover_found found, const char *reason,
    struct why *w);
void handover_found_write(enum handover_found found, const char *reason,
    struct text_out *o);
int handover_found_take(enum handover_found *found,
    char reason[HANDOVER_REASON_BYTES], struct text_object *from,
    struct why *w);

int handover_hop_check(unsigned hop, struct why *w);
/** Format, id, hop. WHY_VERSION: another format. */
int handover_start_take(struct text_object *from, const char *format,
    uint8_t *id, unsigned *hop, struct why *w);

/** How one of the two is read, and written again. */
struct handover_reader {
	int (*take)(void *self, struct text_object *from, struct why *w);
	int (*write)(const void *self, struct bytes *out, struct why *w);
	void *self;
};
/** All of it, in its one form. */
int handover_read(const struct handover_reader *r, const void *data, size_t len,
    struct why *w);

#endif
