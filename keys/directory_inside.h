#ifndef KEYS_DIRECTORY_INSIDE_H
#define KEYS_DIRECTORY_INSIDE_H

/** Keys of a directory that is changed: directory_key.c, for
 *  directory_change.c. */

#include "keys/directory.h"

/** NULL if no agency has it. */
struct directory_key *
directory_key_of(struct directory *d, const char *fingerprint);
/** Put one behind the others: the agency's own, which may do all that the
 *  agency may. NULL with WHY_MEMORY. */
struct directory_key *directory_key_new(struct directory *d,
    struct directory_agency *a, const struct card *card, struct why *w);
/** Another text of it. */
int directory_key_put(struct directory_key *key, const struct bytes *armoured,
    struct why *w);

/** WHY_CARD for a key that has ended, since it does not begin again; for one
 *  that is somebody else's; for an agency that has all it can have. */
int directory_key_counts(const struct directory_agency *a,
    const struct directory_key *k, int64_t now_s, struct why *w);
int directory_key_hands(const struct directory_agency *a,
    const struct directory_key *k, const char *person, struct why *w);
int directory_key_room(const struct directory_agency *a, struct why *w);

#endif
