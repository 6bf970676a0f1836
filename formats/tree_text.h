#ifndef FORMATS_TREE_TEXT_H
#define FORMATS_TREE_TEXT_H

/** Proofs in JSON: an array of hashes in hex. Source: tree.txt, 5. */

#include "formats/text.h"
#include "formats/tree.h"

void tree_text_write(struct text_out *o, const char *key,
    const struct tree_proof *p);

/** p: empty. WHY_JSON, also for more than TREE_PROOF_MAX. */
int tree_text_take(struct text_object *from, const char *key,
    struct tree_proof *p, struct why *w);

#endif
