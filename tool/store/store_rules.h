#ifndef TOOL_STORE_STORE_RULES_H
#define TOOL_STORE_STORE_RULES_H

/** The policy of a store: which version it goes by, and how another takes its
 *  place. Source: policy.txt. */

#include "formats/bytes.h"
#include "formats/why.h"
#include "keys/policy.h"
#include "tool/store/store.h"

/**
 * store_open calls it: load the policy that the store goes by (none:
 * policy_neutral) and check its signature, as that of the directory is: a wrong
 * one is WHY_STORE, and what kept gpg from a verdict is for
 * store_sound_directory.
 */
int store_rules_load(struct store *s, struct why *w);

/** Is a key strong enough? As policy_check_key. */
int store_rules_key(const struct store *s, const struct session_key_info *key,
    const char *whose, enum why_reason reason, struct why *w);

/** Name the policy that an act rests on. */
void store_rules_name(const struct store *s, struct event *e);

/** Text and signature of a version, LEDGER_DIRECTORY_LAST or a number.
 *  WHY_USAGE if there is none. */
int store_rules_text(struct store *s, uint64_t version, struct bytes *text,
    struct bytes *signature, struct why *w);

/** A version from outside: is it signed by one who may, and does it follow the
 *  one that is held? fresh: to be cleared. STORE_READ. Source: policy.txt, 11.
 */
int store_rules_check(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct policy *fresh, struct why *w);
/** The same, then take it, with its event. STORE_WRITE. */
int store_rules_take(struct store *s, const struct bytes *text,
    const struct bytes *signature, const char *actor, struct why *w);

/** Make the version behind the held one of a draft and sign it, with its event;
 *  nothing is taken. WHY_SIGNER_ROLE, WHY_POLICY_ISSUER if that is not for this
 *  agency. STORE_WRITE. */
int store_rules_sign(struct store *s, struct policy *draft, const char *actor,
    struct bytes *text, struct bytes *signature, struct why *w);

#endif
