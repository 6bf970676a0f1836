#ifndef TOOL_STORE_STORE_DIRECTORY_INSIDE_H
#define TOOL_STORE_STORE_DIRECTORY_INSIDE_H

/** Between store_directory.c (the version that is held), store_agency.c
 * (changes of one that is kept here) and store_import.c. */

#include "keys/signers.h"
#include "tool/store/store.h"

/** One of the signatures is that of one who may issue: now, or it was when it
 *  was made. Returns it, of all; its gpg says what the keyring knows of the
 * key. NULL if there is none. */
const struct signers_one *
store_directory_signature(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct signers *all, struct why *w);

/** May who made this signature issue? */
bool
store_directory_issuer(const struct store *s, const struct signers_one *one);

/** In the open transaction: text, signature and event of the version that is in
 *  memory. */
int store_directory_put(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct event *e, struct why *w);

/** In the open transaction: the directory in memory, changed, becomes the next
 *  version, signed with the own key, and has its event. */
int store_directory_next(struct store *s, struct event *e, struct why *w);

/** A key that is good for both acts, or a person's to sign, now: else WHY_CARD.
 *  key: what it is. */
int store_directory_fit(struct store *s, const char *fingerprint,
    struct session_key_info *key, struct why *w);

/** The directory in memory is in force: what it has of the own key signs. */
int store_directory_listed(struct store *s, struct why *w);
/** Likewise, behind the commit; then the checkpoint. */
int store_directory_told(struct store *s, struct why *w);

/** An event about another agency. */
struct event store_directory_event(const char *act, const char *agency,
    const char *fingerprint, const char *actor);

/** What was done in memory becomes the next version, or all is as before. done:
 *  what the change said. */
int store_directory_commit(struct store *s, int done, struct event *e,
    struct why *w);
/** 0 if it is kept here, and sound. */
int store_directory_kept(const struct store *s, struct why *w);

#endif
