#ifndef TOOL_FLOW_OPENING_H
#define TOOL_FLOW_OPENING_H

/**
 * The first half of looking at a bundle: frame, signature, who signed, what
 * the seal says, contents. Nothing of a segment is touched, and nothing is
 * believed before it is signed. Source: bundle.txt, 2.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/contents.h"
#include "formats/frame.h"
#include "formats/seal.h"
#include "keys/decision.h"
#include "keys/directory.h"
#include "keys/policy.h"
#include "keys/session.h"
#include "keys/signers.h"
#include "tool/flow/chain.h"

struct opening {
	int fd;
	struct frame frame;
	struct bytes seal_text;
	struct bytes signature;
	uint8_t seal_digest[HASH_DIGEST_BYTES];
	/** That of seal.json; of a forwarded bundle, once it is trusted, the
	 *  first sender's: under it the data was packed, and contents, names,
	 *  salts and orders are of it. */
	struct seal seal;
	struct seal last; /* then, that of seal.json */
	bool forwarded;
	struct chain chain; /* all of them, once trusted */
	struct contents contents;
	struct signers signers;	  /* of seal.json, all of them */
	struct decision decision; /* why the sender's of `seal` counts */
	bool sealed_known;	  /* seal is parsed */
	bool contents_known;	  /* contents is parsed */
};

/** Open the file and walk its frame; read seal and signature. */
int opening_open(struct opening *o, const char *path, struct why *w);

/** Parse the seal without believing it, for inspect. */
int opening_inspect(struct opening *o, struct why *w);

/** Since when does the store's own log show that this seal was received? The
 *  seal is not believed yet: only its digest is looked for. DIRECTORY_NEVER: it
 *  does not. */
int opening_known(const struct opening *o, struct ledger *l, int64_t *logged_s,
    struct why *w);

/** What a seal is trusted by. */
struct opening_trust {
	struct session *session; /* that knows the keys */
	const struct directory *directory;
	int64_t now_s;
	int64_t logged_s;		 /* as in decision.h */
	const struct quorum_need *needs; /* of the reader's policy, borrowed */
	size_t n_needs;
	const struct policy *policy; /* the reader's, or NULL */
	struct since *since;	     /* or NULL: nothing is shown */
};
/** Who signed, and whether one of them counts for the role to seal; then the
 *  seal, whose sender must be that one and which must agree with the frame; and
 *  whether those who signed are enough, unless the log shows the seal. The same
 *  for each earlier seal. */
int
opening_trust(struct opening *o, const struct opening_trust *by, struct why *w);

/** Earlier seal i and its signatures, into empty buffers; not believed. */
int opening_read_earlier(const struct opening *o, size_t i, struct bytes *text,
    struct bytes *signature, struct why *w);

/**
 * After opening_inspect: check the signatures of every seal and hold each
 * against the policy, to tell of them. Whether that is enough is not asked; -1
 * only if one is no signature of its seal. o->chain tells of them then, and of
 * seal.json's o->signers too.
 */
int opening_signers(struct opening *o, const struct opening_trust *by,
    struct why *w);

/** Earlier seal i and its signatures again, as they were when they were
 *  checked. */
int opening_earlier(const struct opening *o, size_t i, struct bytes *text,
    struct bytes *signature, struct why *w);

/** The seal in seal.json, whoever packed the data. */
const struct seal *opening_last(const struct opening *o);

/** README and contents.gpg are as sealed. */
int opening_parts(struct opening *o, struct why *w);

/** The plaintext of contents.gpg, appended; it has the sealed digest. As
 *  opening_contents. */
int opening_plaintext(const struct opening *o, struct session *session,
    struct bytes *text, struct why *w);

/** Decrypt and parse contents.gpg, after opening_parts. WHY_NO_KEY when this
 *  session holds no key for it. */
int opening_contents(struct opening *o, struct session *session, struct why *w);

void opening_close(struct opening *o);

/** Read a stretch of the file, all of it. Thread-safe. */
int opening_read(const struct opening *o, uint64_t offset, void *out,
    size_t len, struct why *w);

#endif
