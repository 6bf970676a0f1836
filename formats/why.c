#include "formats/why.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	enum why_exit exit;
} reasons[] = {
	[WHY_NONE] = { "none", WHY_EXIT_YES },
	[WHY_SYSTEM] = { "system", WHY_EXIT_UNKNOWN },
	[WHY_MEMORY] = { "memory", WHY_EXIT_UNKNOWN },
	[WHY_DISK_FULL] = { "disk-full", WHY_EXIT_UNKNOWN },
	[WHY_GPG] = { "gpg", WHY_EXIT_UNKNOWN },
	[WHY_NO_KEY] = { "no-key", WHY_EXIT_UNKNOWN },
	[WHY_TOKEN] = { "token", WHY_EXIT_UNKNOWN },
	[WHY_TOKEN_PIN] = { "token-pin", WHY_EXIT_UNKNOWN },
	[WHY_TOKEN_BLOCKED] = { "token-blocked", WHY_EXIT_UNKNOWN },
	[WHY_STORE] = { "store", WHY_EXIT_UNKNOWN },
	[WHY_STORE_BUSY] = { "store-busy", WHY_EXIT_UNKNOWN },
	[WHY_INTERRUPTED] = { "interrupted", WHY_EXIT_UNKNOWN },
	[WHY_USAGE] = { "usage", WHY_EXIT_USAGE },
	[WHY_INPUT_TYPE] = { "input-type", WHY_EXIT_NO },
	[WHY_INPUT_NAME] = { "input-name", WHY_EXIT_NO },
	[WHY_INPUT_CHANGED] = { "input-changed", WHY_EXIT_NO },
	[WHY_RECIPIENT] = { "recipient", WHY_EXIT_NO },
	[WHY_PURPOSE] = { "purpose", WHY_EXIT_NO },
	[WHY_AUTHORITY] = { "authority", WHY_EXIT_NO },
	[WHY_RETENTION] = { "retention", WHY_EXIT_NO },
	[WHY_QUALITY] = { "quality", WHY_EXIT_NO },
	[WHY_NOT_A_BUNDLE] = { "not-a-bundle", WHY_EXIT_NO },
	[WHY_FRAME] = { "frame", WHY_EXIT_NO },
	[WHY_TRUNCATED] = { "truncated", WHY_EXIT_NO },
	[WHY_TRAILING] = { "trailing", WHY_EXIT_NO },
	[WHY_VERSION] = { "version", WHY_EXIT_NO },
	[WHY_LIMIT] = { "limit", WHY_EXIT_NO },
	[WHY_JSON] = { "json", WHY_EXIT_NO },
	[WHY_SEAL] = { "seal", WHY_EXIT_NO },
	[WHY_UNSIGNED] = { "unsigned", WHY_EXIT_NO },
	[WHY_SIGNATURE_FORMAT] = { "signature-format", WHY_EXIT_NO },
	[WHY_SIGNATURE_BAD] = { "signature-bad", WHY_EXIT_NO },
	[WHY_SIGNATURE_WEAK] = { "signature-weak", WHY_EXIT_NO },
	[WHY_SIGNER_UNKNOWN] = { "signer-unknown", WHY_EXIT_NO },
	[WHY_SIGNER_NOT_PINNED] = { "signer-not-pinned", WHY_EXIT_NO },
	[WHY_SIGNER_ROLE] = { "signer-role", WHY_EXIT_NO },
	[WHY_SIGNER_EXPIRED] = { "signer-expired", WHY_EXIT_NO },
	[WHY_SIGNER_REVOKED] = { "signer-revoked", WHY_EXIT_NO },
	[WHY_SIGNER_COMPROMISED] = { "signer-compromised", WHY_EXIT_NO },
	[WHY_SIGNER_SUPERSEDED] = { "signer-superseded", WHY_EXIT_NO },
	[WHY_SIGNER_BACK_DATED] = { "signer-back-dated", WHY_EXIT_NO },
	[WHY_SIGNER_USE] = { "signer-use", WHY_EXIT_NO },
	[WHY_SIGNER_MISMATCH] = { "signer-mismatch", WHY_EXIT_NO },
	[WHY_QUORUM] = { "quorum", WHY_EXIT_NO },
	[WHY_FUTURE] = { "future", WHY_EXIT_NO },
	[WHY_NOT_ADDRESSED] = { "not-addressed", WHY_EXIT_NO },
	[WHY_CHECK_CODE] = { "check-code", WHY_EXIT_NO },
	[WHY_REPLAYED] = { "replayed", WHY_EXIT_NO },
	[WHY_EARLIER] = { "earlier", WHY_EXIT_NO },
	[WHY_DELETED] = { "deleted", WHY_EXIT_NO },
	[WHY_RESTRICTED] = { "restricted", WHY_EXIT_NO },
	[WHY_README_DAMAGED] = { "readme-damaged", WHY_EXIT_NO },
	[WHY_SEGMENT_DAMAGED] = { "segment-damaged", WHY_EXIT_NO },
	[WHY_CONTENTS_DAMAGED] = { "contents-damaged", WHY_EXIT_NO },
	[WHY_CONTENTS] = { "contents", WHY_EXIT_NO },
	[WHY_CONTENTS_MISMATCH] = { "contents-mismatch", WHY_EXIT_NO },
	[WHY_DECRYPT] = { "decrypt", WHY_EXIT_NO },
	[WHY_SEVERAL_PLAINTEXTS] = { "several-plaintexts", WHY_EXIT_NO },
	[WHY_COMPRESSION] = { "compression", WHY_EXIT_NO },
	[WHY_SEGMENT_SIZE] = { "segment-size", WHY_EXIT_NO },
	[WHY_RECORD_COUNT] = { "record-count", WHY_EXIT_NO },
	[WHY_TREE] = { "tree", WHY_EXIT_NO },
	[WHY_ARCHIVE] = { "archive", WHY_EXIT_NO },
	[WHY_MEMBER_NAME] = { "member-name", WHY_EXIT_NO },
	[WHY_MEMBER_TYPE] = { "member-type", WHY_EXIT_NO },
	[WHY_MEMBER_MODE] = { "member-mode", WHY_EXIT_NO },
	[WHY_MEMBER_REPEATED] = { "member-repeated", WHY_EXIT_NO },
	[WHY_MEMBER_ORDER] = { "member-order", WHY_EXIT_NO },
	[WHY_BAG] = { "bag", WHY_EXIT_NO },
	[WHY_MANIFEST] = { "manifest", WHY_EXIT_NO },
	[WHY_CSV_QUOTE] = { "csv-quote", WHY_EXIT_NO },
	[WHY_CSV_LINE] = { "csv-line", WHY_EXIT_NO },
	[WHY_CSV_NUL] = { "csv-nul", WHY_EXIT_NO },
	[WHY_CSV_HEADER] = { "csv-header", WHY_EXIT_NO },
	[WHY_CSV_FIELDS] = { "csv-fields", WHY_EXIT_NO },
	[WHY_READ_MAP] = { "read-map", WHY_EXIT_NO },
	[WHY_READ_JSON] = { "read-json", WHY_EXIT_NO },
	[WHY_READ_XML] = { "read-xml", WHY_EXIT_NO },
	[WHY_READ_FIELDS] = { "read-fields", WHY_EXIT_NO },
	[WHY_READ_ENCODING] = { "read-encoding", WHY_EXIT_NO },
	[WHY_READ_FORMAT] = { "read-format", WHY_EXIT_NO },
	[WHY_TIME] = { "time", WHY_EXIT_NO },
	[WHY_ORDER] = { "order", WHY_EXIT_NO },
	[WHY_ORDER_ISSUER] = { "order-issuer", WHY_EXIT_NO },
	[WHY_ORDER_CONFLICT] = { "order-conflict", WHY_EXIT_NO },
	[WHY_OVERDUE] = { "overdue", WHY_EXIT_NO },
	[WHY_CERTIFICATE] = { "certificate", WHY_EXIT_NO },
	[WHY_CERTIFICATE_ORDER] = { "certificate-order", WHY_EXIT_NO },
	[WHY_CERTIFICATE_BUNDLE] = { "certificate-bundle", WHY_EXIT_NO },
	[WHY_CERTIFICATE_ROOT] = { "certificate-root", WHY_EXIT_NO },
	[WHY_CERTIFICATE_FEWER] = { "certificate-fewer", WHY_EXIT_NO },
	[WHY_CERTIFICATE_MORE] = { "certificate-more", WHY_EXIT_NO },
	[WHY_CERTIFICATE_LEAF] = { "certificate-leaf", WHY_EXIT_NO },
	[WHY_CERTIFICATE_COUNTS] = { "certificate-counts", WHY_EXIT_NO },
	[WHY_RELEASED_CHANGED] = { "released-changed", WHY_EXIT_NO },
	[WHY_RELEASED_MISSING] = { "released-missing", WHY_EXIT_NO },
	[WHY_RELEASED_EXTRA] = { "released-extra", WHY_EXIT_NO },
	[WHY_LOG_ALTERED] = { "log-altered", WHY_EXIT_NO },
	[WHY_LOG_INSERTED] = { "log-inserted", WHY_EXIT_NO },
	[WHY_LOG_REORDERED] = { "log-reordered", WHY_EXIT_NO },
	[WHY_LOG_CUT] = { "log-cut", WHY_EXIT_NO },
	[WHY_LOG_FORKED] = { "log-forked", WHY_EXIT_NO },
	[WHY_LOG_FOREIGN] = { "log-foreign", WHY_EXIT_NO },
	[WHY_LOG_PROOF] = { "log-proof", WHY_EXIT_NO },
	[WHY_RECEIPT] = { "receipt", WHY_EXIT_NO },
	[WHY_HANDOVER] = { "handover", WHY_EXIT_NO },
	[WHY_HANDOVER_BROKEN] = { "handover-broken", WHY_EXIT_NO },
	[WHY_HANDOVER_OPEN] = { "handover-open", WHY_EXIT_NO },
	[WHY_HANDOVER_FOUND] = { "handover-found", WHY_EXIT_NO },
	[WHY_HANDOVER_BUNDLE] = { "handover-bundle", WHY_EXIT_NO },
	[WHY_CHECKPOINT] = { "checkpoint", WHY_EXIT_NO },
	[WHY_COSIGNATURE] = { "cosignature", WHY_EXIT_NO },
	[WHY_DISAGREEMENT] = { "disagreement", WHY_EXIT_NO },
	[WHY_CARD] = { "card", WHY_EXIT_NO },
	[WHY_BACKUP] = { "backup", WHY_EXIT_NO },
	[WHY_APPROVAL] = { "approval", WHY_EXIT_NO },
	[WHY_TIMESTAMP] = { "timestamp", WHY_EXIT_NO },
	[WHY_TIMESTAMP_REQUEST] = { "timestamp-request", WHY_EXIT_NO },
	[WHY_TIMESTAMP_AUTHORITY] = { "timestamp-authority", WHY_EXIT_NO },
	[WHY_EXHIBIT] = { "exhibit", WHY_EXIT_NO },
	[WHY_DIRECTORY] = { "directory", WHY_EXIT_NO },
	[WHY_DIRECTORY_ISSUER] = { "directory-issuer", WHY_EXIT_NO },
	[WHY_DIRECTORY_ROLLBACK] = { "directory-rollback", WHY_EXIT_NO },
	[WHY_DIRECTORY_FORK] = { "directory-fork", WHY_EXIT_NO },
	[WHY_POLICY] = { "policy", WHY_EXIT_NO },
	[WHY_POLICY_ISSUER] = { "policy-issuer", WHY_EXIT_NO },
	[WHY_POLICY_ROLLBACK] = { "policy-rollback", WHY_EXIT_NO },
	[WHY_POLICY_FORK] = { "policy-fork", WHY_EXIT_NO },
};

_Static_assert(sizeof reasons / sizeof reasons[0] == WHY_REASONS,
    "each reason has a row");

/* Code points that turn, break or hide the text around them. */
static const struct {
	uint32_t first;
	uint32_t last;
} unprintable[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x061c, 0x061c },
	{ 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2066, 0x2069 },
	{ 0xfffe, 0xffff }, /* no characters: XML has none of them */
};

/*
 * Length of the UTF-8 sequence at s, its code point to *code; 0 if the bytes
 * are none. The final NUL of s stops every sequence that is cut short.
 */
static size_t
decode(const unsigned char *s, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len;

	if (s[0] < 0x80) {
		*code = s[0];
		return 1;
	}
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	len = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	*code = s[0] & (0x7fU >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3fU);
	}
	if (*code < least[len] || *code > 0x10ffff)
		return 0;
	if (*code >= 0xd800 && *code <= 0xdfff)
		return 0;
	return len;
}

static bool
is_printable(uint32_t code)
{
	size_t n = sizeof unprintable / sizeof unprintable[0];

	for (size_t i = 0; i < n; i++) {
		if (code >= unprintable[i].first && code <= unprintable[i].last)
			return false;
	}
	return true;
}

size_t
why_character(const char *text, uint32_t *code, bool *shown)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t len;

	*code = 0;
	*shown = false;
	if (*s == '\0')
		return 0;
	len = decode(s, code);
	if (len == 0) {
		*code = 0;
		return 1;
	}
	*shown = is_printable(*code);
	return len;
}

bool
why_printable(const char *text)
{
	uint32_t code;
	bool shown = true;

	for (size_t n; shown && (n = why_character(text, &code, &shown)) > 0;)
		text += n;
	return shown || *text == '\0';
}

/* Append text to out at `at`, made printable; what does not fit is "...". */
static size_t
add_printable(char out[WHY_TEXT_BYTES], size_t at, const char *text)
{
	static const char digits[] = "0123456789abcdef";
	static const char more[] = "...";
	const unsigned char *s = (const unsigned char *)text;
	size_t room = WHY_TEXT_BYTES - sizeof more;

	while (*s != '\0') {
		uint32_t code = 0;
		size_t len = decode(s, &code);
		bool plain = len > 0 && is_printable(code);
		size_t need = plain ? len : 4;

		if (at + need > room) {
			if (at <= room)
				memcpy(out + at, more, sizeof more);
			return WHY_TEXT_BYTES;
		}
		if (plain) {
			memcpy(out + at, s, len);
			s += len;
		} else {
			out[at] = '\\';
			out[at + 1] = 'x';
			out[at + 2] = digits[*s >> 4];
			out[at + 3] = digits[*s & 15];
			s++;
		}
		at += need;
	}
	out[at] = '\0';
	return at;
}

__attribute__((format(printf, 2, 0))) static void
format_text(char out[WHY_TEXT_BYTES], const char *format, va_list ap)
{
	/* One byte more than fits, so that add_printable sees the overflow. */
	char raw[WHY_TEXT_BYTES + 1];

	if (vsnprintf(raw, sizeof raw, format, ap) < 0)
		(void)snprintf(raw, sizeof raw, "%s", format);
	add_printable(out, 0, raw);
}

int
why_set(struct why *w, enum why_reason reason, const char *format, ...)
{
	va_list ap;

	if (w->reason != WHY_NONE)
		return -1;
	w->reason = reason;
	va_start(ap, format);
	format_text(w->text, format, ap);
	va_end(ap);
	return -1;
}

int
why_errno(struct why *w, const char *format, ...)
{
	int error = errno;
	char text[WHY_TEXT_BYTES];
	char buffer[128];
	va_list ap;
	enum why_reason reason = WHY_SYSTEM;

	if (error == ENOSPC || error == EDQUOT)
		reason = WHY_DISK_FULL;
	if (error == ENOMEM)
		reason = WHY_MEMORY;
	va_start(ap, format);
	format_text(text, format, ap);
	va_end(ap);
	return why_set(w, reason, "%s: %s", text,
	    strerror_r(error, buffer, sizeof buffer));
}

int
why_memory(struct why *w)
{
	return why_set(w, WHY_MEMORY, "out of memory");
}

int
why_in(struct why *w, const char *format, ...)
{
	char text[WHY_TEXT_BYTES];
	size_t at;
	va_list ap;

	va_start(ap, format);
	format_text(text, format, ap);
	va_end(ap);
	at = add_printable(text, strlen(text), ": ");
	if (at < WHY_TEXT_BYTES)
		add_printable(text, at, w->text);
	memcpy(w->text, text, sizeof text);
	return -1;
}

void
why_clear(struct why *w)
{
	w->reason = WHY_NONE;
	w->text[0] = '\0';
}

const char *
why_name(enum why_reason reason)
{
	return reasons[reason].name;
}

enum why_exit
why_exit(enum why_reason reason)
{
	return reasons[reason].exit;
}
