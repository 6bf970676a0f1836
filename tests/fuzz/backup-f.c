/** Backups. Source: backup.txt, 2. The input is the lines before the key, a
 *  zero byte, and what stands in its armour; what comes around that, and the
 *  sum, is made here. Without a zero byte it is the whole text. */

#include "keys/backup.h"

#include "formats/hash.h"
#include "keys/session_own.h"
#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_VERSION, WHY_BACKUP, WHY_NONE };

static void
add_sum(struct bytes *text, struct why *w)
{
	char hex[HASH_DIGEST_HEX + 1];
	uint8_t digest[HASH_DIGEST_BYTES];
	struct hash_digest d;

	hash_digest_init(&d);
	hash_digest_add(&d, text->data, text->len);
	hash_digest_final(&d, digest);
	bytes_to_hex(hex, digest, sizeof digest);
	fuzz_must(bytes_printf(text, w, "b2sum %s\n", hex) == 0,
	    "there is memory");
}

static void
make_text(struct bytes *text, const uint8_t *data, size_t size, struct why *w)
{
	const uint8_t *zero = size == 0 ? NULL : memchr(data, 0, size);
	size_t lines = zero == NULL ? size : (size_t)(zero - data);

	fuzz_must(bytes_add(text, data, lines, w) == 0, "there is memory");
	if (zero == NULL)
		return;
	fuzz_must(bytes_printf(text, w, "\n" SESSION_SECRET_FIRST) == 0 &&
		bytes_add(text, zero + 1, size - lines - 1, w) == 0 &&
		bytes_printf(text, w, SESSION_SECRET_LAST "\n") == 0,
	    "there is memory");
	add_sum(text, w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { 0 };
	struct bytes again = { 0 };
	struct backup b;
	struct why w = { 0 };

	make_text(&text, data, size, &w);
	if (fuzz_passed(backup_parse(&b, text.data, text.len, &w), &w,
		refusals)) {
		fuzz_must(card_check(b.agency, b.name, b.fingerprint, &w) == 0,
		    "a backup names who a card may name");
		fuzz_must(backup_write(&b, &again, &w) == 0 &&
			fuzz_same(text.data, text.len, again.data, again.len),
		    "what was read is written as it was");
		backup_clear(&b);
	} else {
		fuzz_must(b.key.data == NULL && b.secret.data == NULL &&
			b.agency[0] == '\0',
		    "nothing is left of what was refused");
	}
	bytes_clear(&text);
	bytes_clear(&again);
	return 0;
}
