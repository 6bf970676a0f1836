#ifndef FORMATS_WHY_H
#define FORMATS_WHY_H

/**
 * Why something did not happen: one reason with a stable name, and one
 * sentence. The finder of a fault sets both; callers add the place; only
 * tool/say prints. A verdict ("no") is never mixed with "could not tell".
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Longest sentence with its places, in bytes with the final NUL. */
#define WHY_TEXT_BYTES 1024

enum why_reason {
	WHY_NONE,
	/* no verdict: exit status 3 */
	WHY_SYSTEM,
	WHY_MEMORY,
	WHY_DISK_FULL,
	WHY_GPG,
	WHY_NO_KEY,
	WHY_TOKEN,
	WHY_TOKEN_PIN,
	WHY_TOKEN_BLOCKED,
	WHY_STORE,
	WHY_STORE_BUSY,
	WHY_INTERRUPTED,
	/* the call itself: exit status 2 */
	WHY_USAGE,
	/* verdicts on what is packed: exit status 1, as all below */
	WHY_INPUT_TYPE,
	WHY_INPUT_NAME,
	WHY_INPUT_CHANGED,
	WHY_RECIPIENT,
	WHY_PURPOSE,
	WHY_AUTHORITY,
	WHY_RETENTION,
	WHY_QUALITY,
	/* the outer frame */
	WHY_NOT_A_BUNDLE,
	WHY_FRAME,
	WHY_TRUNCATED,
	WHY_TRAILING,
	WHY_VERSION,
	WHY_LIMIT,
	/* the seal and who made it */
	WHY_JSON,
	WHY_SEAL,
	WHY_UNSIGNED,
	WHY_SIGNATURE_FORMAT,
	WHY_SIGNATURE_BAD,
	WHY_SIGNATURE_WEAK,
	WHY_SIGNER_UNKNOWN,
	WHY_SIGNER_NOT_PINNED,
	WHY_SIGNER_ROLE,
	WHY_SIGNER_EXPIRED,
	WHY_SIGNER_REVOKED,
	WHY_SIGNER_COMPROMISED,
	WHY_SIGNER_SUPERSEDED,
	WHY_SIGNER_BACK_DATED,
	WHY_SIGNER_USE,
	WHY_SIGNER_MISMATCH,
	WHY_QUORUM,
	WHY_FUTURE,
	WHY_NOT_ADDRESSED,
	WHY_CHECK_CODE,
	WHY_REPLAYED,
	/* what was forwarded, or shall be */
	WHY_EARLIER,
	WHY_DELETED,
	WHY_RESTRICTED,
	/* what the seal speaks of */
	WHY_README_DAMAGED,
	WHY_SEGMENT_DAMAGED,
	WHY_CONTENTS_DAMAGED,
	WHY_CONTENTS,
	WHY_CONTENTS_MISMATCH,
	WHY_DECRYPT,
	WHY_SEVERAL_PLAINTEXTS,
	WHY_COMPRESSION,
	WHY_SEGMENT_SIZE,
	WHY_RECORD_COUNT,
	WHY_TREE,
	/* the inner archive */
	WHY_ARCHIVE,
	WHY_MEMBER_NAME,
	WHY_MEMBER_TYPE,
	WHY_MEMBER_MODE,
	WHY_MEMBER_REPEATED,
	WHY_MEMBER_ORDER,
	WHY_BAG,
	WHY_MANIFEST,
	/* reads */
	WHY_CSV_QUOTE,
	WHY_CSV_LINE,
	WHY_CSV_NUL,
	WHY_CSV_HEADER,
	WHY_CSV_FIELDS,
	WHY_READ_MAP,
	WHY_READ_JSON,
	WHY_READ_XML,
	WHY_READ_FIELDS,
	WHY_READ_ENCODING,
	WHY_READ_FORMAT,
	WHY_TIME,
	/* orders */
	WHY_ORDER,
	WHY_ORDER_ISSUER,
	WHY_ORDER_CONFLICT,
	WHY_OVERDUE,
	/* the answer to one */
	WHY_CERTIFICATE,
	WHY_CERTIFICATE_ORDER,
	WHY_CERTIFICATE_BUNDLE,
	WHY_CERTIFICATE_ROOT,
	WHY_CERTIFICATE_FEWER,
	WHY_CERTIFICATE_MORE,
	WHY_CERTIFICATE_LEAF,
	WHY_CERTIFICATE_COUNTS,
	/* what the store holds */
	WHY_RELEASED_CHANGED,
	WHY_RELEASED_MISSING,
	WHY_RELEASED_EXTRA,
	/* the custody log */
	WHY_LOG_ALTERED,
	WHY_LOG_INSERTED,
	WHY_LOG_REORDERED,
	WHY_LOG_CUT,
	WHY_LOG_FORKED,
	WHY_LOG_FOREIGN,
	WHY_LOG_PROOF,
	WHY_RECEIPT,
	WHY_HANDOVER,
	WHY_HANDOVER_BROKEN,
	WHY_HANDOVER_OPEN,
	WHY_HANDOVER_FOUND,
	WHY_HANDOVER_BUNDLE,
	WHY_CHECKPOINT,
	WHY_COSIGNATURE,
	WHY_DISAGREEMENT,
	WHY_CARD,
	WHY_BACKUP,
	WHY_APPROVAL,
	WHY_TIMESTAMP,
	WHY_TIMESTAMP_REQUEST,
	WHY_TIMESTAMP_AUTHORITY,
	/* records that are disclosed */
	WHY_EXHIBIT,
	/* lists of agencies */
	WHY_DIRECTORY,
	WHY_DIRECTORY_ISSUER,
	WHY_DIRECTORY_ROLLBACK,
	WHY_DIRECTORY_FORK,
	/* what is demanded */
	WHY_POLICY,
	WHY_POLICY_ISSUER,
	WHY_POLICY_ROLLBACK,
	WHY_POLICY_FORK,
	WHY_REASONS
};

struct why {
	enum why_reason reason;
	char text[WHY_TEXT_BYTES];
};

/** Exit status of the program for a reason. */
enum why_exit {
	WHY_EXIT_YES,
	WHY_EXIT_NO,
	WHY_EXIT_USAGE,
	WHY_EXIT_UNKNOWN
};

/**
 * Set reason and sentence; the first cause wins, a later call changes nothing.
 * Bytes that are not printable UTF-8 text (controls, bidi marks, bad
 * sequences) are shown as \xNN. Returns -1, so that "return why_set(...)" says
 * it all.
 */
int why_set(struct why *w, enum why_reason reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/**
 * The same for a failed system call: adds ": " and the text of errno. ENOSPC
 * and EDQUOT become WHY_DISK_FULL, ENOMEM WHY_MEMORY, the rest WHY_SYSTEM.
 */
int why_errno(struct why *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Memory ran out. Returns -1. */
int why_memory(struct why *w);

/** Put a place before the sentence: "segment 3: ...". Returns -1. */
int why_in(struct why *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/**
 * The first character of text, for whoever else shows text from outside: its
 * length in bytes (0 at the final NUL), its code point, and whether it may be
 * shown as it is. A byte that is no UTF-8 has length 1, code 0, not shown.
 */
size_t why_character(const char *text, uint32_t *code, bool *shown);

/** Is all of text shown as it is? Then it is one line. */
bool why_printable(const char *text);

/** Forget what was set. */
void why_clear(struct why *w);

/** Stable name of a reason, such as "signer-unknown"; static. */
const char *why_name(enum why_reason reason);

/** Exit status for a reason; WHY_NONE gives WHY_EXIT_YES. */
enum why_exit why_exit(enum why_reason reason);

#endif
