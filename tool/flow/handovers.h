#ifndef TOOL_FLOW_HANDOVERS_H
#define TOOL_FLOW_HANDOVERS_H

/** Hand-overs: given, taken, entered and checked. Source: handover.txt. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/handover.h"
#include "keys/decision.h"
#include "keys/signers.h"
#include "tool/flow/witness.h"
#include "tool/progress.h"
#include "tool/store/store.h"

/* --- a chain --- */

/** What the signatures of one hop rest on. */
struct handovers_by {
	struct decision given;
	struct decision taken; /* where it was */
};
/** What the log of a store shows of one hop: that both statements were there,
 *  and signed by who makes them, at a time. */
struct handovers_logged {
	bool given;
	bool taken;
	int64_t given_s;
	int64_t taken_s;
};
/** Big: not for a small stack. All zero is none. */
struct handovers {
	struct bytes file;
	struct handover_file parts; /* borrows from file */
	struct handover_hop hops[HANDOVER_HOPS_MAX];
	struct handovers_by by[HANDOVER_HOPS_MAX]; /* once checked */
	struct handovers_logged logged[HANDOVER_HOPS_MAX];
	size_t n;
};
/** Read a file and parse all of it; who signed is not asked. c: to be cleared
 *  in any case, as of the two below. */
int handovers_read(struct handovers *c, const char *path, struct why *w);
/** Note what the log of a store shows of it. Source: handover.txt, 6.1. */
int handovers_recall(struct handovers *c, struct store *s, struct why *w);
/** Weigh every signature, by the time that a log was found to show, then hold
 *  the statements against each other. That the last hop is open is no fault.
 *  ask: without data and logged_s. Source: handover.txt, 6. */
int handovers_check(struct handovers *c, const struct signers_ask *ask,
    struct why *w);
/** Hold the heads of the makers' logs against those that a store has seen.
 *  WHY_LOG_FORKED, with the hop. */
int
handovers_witness(const struct handovers *c, struct store *s, struct why *w);
void handovers_clear(struct handovers *c);

/* --- looking at the bundle: handovers_look.c --- */

struct handovers_bundle {
	const char *path;
	struct store *store;	    /* whom it trusts; or */
	const char *const *signers; /* cards */
	size_t n_signers;
	const struct handover_what *expected; /* NULL: nothing was said of it */
	unsigned jobs;
	struct progress *progress;
};
struct handovers_look {
	enum handover_found found;
	char reason[HANDOVER_REASON_BYTES];
	struct handover_what what; /* without the id of a chain */
	struct why why;		   /* why it is not intact; or WHY_NONE */
};
/** 0 whatever was found; -1 for what is no verdict. Source: handover.txt, 5. */
int handovers_look(struct handovers_look *out, const struct handovers_bundle *b,
    struct why *w);

/* --- taking part in it: STORE_WRITE --- */

/** What is common to giving and taking; texts are borrowed, NULL: none. */
struct handovers_act {
	const char *actor;
	const char *bundle; /* path; NULL: it stays closed */
	const char *place;
	const char *seal_number;
	bool as_found; /* also if it is not intact */
	bool dry_run;
	unsigned jobs;
	struct progress *progress;
};

struct handovers_giving {
	struct handovers_act act;
	const char *after; /* file of the chain so far; NULL: it begins */
	const char *agency;
	const char *person;
	const char *courier;
	const char *make;
	const char *serial;
	const char *why;
	const char *reference;
};
/** Sign what is given, and log it. c: what was written to out. WHY_USAGE: a
 *  text that cannot be. WHY_RECIPIENT: the agency is not known, or nobody of it
 *  may answer. */
int handovers_give(struct store *s, const struct handovers_giving *g,
    struct handovers *c, struct bytes *out, struct why *w);

struct handovers_taking {
	struct handovers_act act;
	const char *file;
	const char *remark;
};
/** Check all of it, sign that it was taken, and log it. A refusal is logged,
 *  too. c: what was written to out. */
int handovers_take(struct store *s, const struct handovers_taking *t,
    struct handovers *c, struct bytes *out, struct why *w);

/** Enter what became of what was given from here. closed: hops that were
 *  entered now. WHY_HANDOVER_BROKEN, WHY_REPLAYED, and those of a check. */
int handovers_close(struct store *s, const char *path, const char *actor,
    bool dry_run, struct handovers *c, struct why *w);

/* --- for a few files here --- */

/** Read a file, and check it as a store does. */
int handovers_open(struct handovers *c, struct store *s, const char *path,
    struct why *w);
/** An event of one hop. */
void handovers_event(const struct store *s, const struct handover_give *g,
    const char *act, const char *actor, struct event *e);
/** Copy what was given; "" for NULL. option: for the sentence. WHY_USAGE. */
int handovers_text(char to[HANDOVER_TEXT_BYTES], const char *text,
    const char *option, struct why *w);

#endif
