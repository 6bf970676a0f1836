#include "keys/backup.h"

#include <stdio.h>
#include <string.h>

#include "formats/hash.h"
#include "keys/session_own.h"
#include "tests/tap/tap.h"

#define PRINT "0123456789ABCDEF0123456789ABCDEF01234567"
#define KEY   SESSION_SECRET_FIRST "\nAAAA\n=AAAA\n" SESSION_SECRET_LAST

static struct backup
sound(void)
{
	struct backup b = {
		.agency = "north",
		.name = "Northshire \xc3\x96 Police",
		.fingerprint = PRINT,
		.created_s = 1767323045,
		.protected = true,
	};
	struct why w = { 0 };

	bytes_add(&b.secret, "\0\x7f\xff", 3, &w);
	bytes_add(&b.key, KEY, sizeof KEY - 1, &w);
	return b;
}

static void
test_round(void)
{
	static const char first[] = "sealbag-backup/1\n"
				    "agency north\n"
				    "name Northshire \xc3\x96 Police\n"
				    "fingerprint " PRINT "\n"
				    "created 2026-01-02T03:04:05Z\n"
				    "passphrase yes\n"
				    "secret 007fff\n"
				    "\n" KEY "\n"
				    "b2sum ";
	struct backup b = sound();
	struct backup again;
	struct bytes text = { 0 };
	struct why w = { 0 };

	tap_number(backup_write(&b, &text, &w), 0, "a backup is written");
	tap_number((long long)text.len, sizeof first - 1 + 129,
	    "its lines, and a sum");
	tap_ok(text.len > sizeof first &&
		memcmp(text.data, first, sizeof first - 1) == 0,
	    "as backup.txt says");
	tap_ok(backup_parse(&again, text.data, text.len, &w) == 0 &&
		strcmp(again.agency, "north") == 0 &&
		strcmp(again.name, b.name) == 0 &&
		strcmp(again.fingerprint, PRINT) == 0 &&
		again.created_s == b.created_s && again.protected,
	    "and read: %s", w.text);
	tap_bytes(again.secret.data, "\0\x7f\xff", 3, "the secret");
	tap_ok(again.key.len == sizeof KEY - 1 &&
		memcmp(again.key.data, KEY, again.key.len) == 0,
	    "the key");
	backup_clear(&again);
	tap_ok(again.key.data == NULL && again.agency[0] == '\0',
	    "nothing is left when it is cleared");
	backup_clear(&b);
	bytes_clear(&text);
}

/* A text with one thing replaced, and its sum counted anew, if so said. */
static void
changed(struct bytes *out, const char *from, const char *to, bool sum)
{
	struct backup b = sound();
	struct bytes text = { 0 };
	struct why w = { 0 };
	const char *at;
	size_t before;

	backup_write(&b, &text, &w);
	at = memmem(text.data, text.len, from, strlen(from));
	if (at == NULL) {
		tap_ok(false, "\"%s\" is in the text", from);
		at = (const char *)text.data;
	}
	before = (size_t)(at - (const char *)text.data);
	out->len = 0;
	bytes_add(out, text.data, before, &w);
	bytes_add(out, to, strlen(to), &w);
	bytes_add(out, at + strlen(from), text.len - before - strlen(from), &w);
	if (sum) {
		char hex[HASH_DIGEST_HEX + 1];
		uint8_t digest[HASH_DIGEST_BYTES];
		struct hash_digest d;

		out->len -= 6 + 128 + 1;
		hash_digest_init(&d);
		hash_digest_add(&d, out->data, out->len);
		hash_digest_final(&d, digest);
		bytes_to_hex(hex, digest, sizeof digest);
		bytes_printf(out, &w, "b2sum %s\n", hex);
	}
	backup_clear(&b);
	bytes_clear(&text);
}

static const struct {
	const char *rule;
	const char *from;
	const char *to;
	const char *reason; /* with a sum that is right */
} faults[] = {
	{ "another version", "/1\n", "/2\n", "version" },
	{ "another format", "sealbag-b", "sealbag-c", "backup" },
	{ "an empty agency", "agency north", "agency ", "backup" },
	{ "an agency that cannot be", "agency north", "agency North",
	    "backup" },
	{ "a name with a control", "name N", "name \x1b", "backup" },
	{ "a blank behind the name", "Police\n", "Police \n", "backup" },
	{ "a fingerprint in lower case", "CDEF0123456789ABCDEF01234567",
	    "cdef0123456789ABCDEF01234567", "backup" },
	{ "a short fingerprint", "01234567\n", "0123456\n", "backup" },
	{ "no time", "2026-01-02T", "2026-13-02T", "backup" },
	{ "a time in another form", "03:04:05Z", "03:04:05z", "backup" },
	{ "neither yes nor no", "passphrase yes", "passphrase on", "backup" },
	{ "an empty secret", "secret 007fff", "secret ", "backup" },
	{ "half a byte", "007fff", "007ff", "backup" },
	{ "hex in upper case", "007fff", "007FFF", "backup" },
	{ "a line between", "secret ", "x\nsecret ", "backup" },
	{ "lines that change places", "agency north\n", "", "backup" },
	{ "a carriage return", "yes\n", "yes\r\n", "backup" },
	{ "a blank line more", "\n\n", "\n\n\n", "backup" },
	{ "no blank line", "007fff\n\n", "007fff\n", "backup" },
	{ "a public key", "PRIVATE", "PUBLIC", "backup" },
	{ "no end of the key", "-----END PGP", "-----END", "backup" },
};

static void
test_faults(void)
{
	struct bytes text = { 0 };

	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		struct backup b;
		struct why w = { 0 };

		changed(&text, faults[i].from, faults[i].to, true);
		tap_ok(backup_parse(&b, text.data, text.len, &w) == -1 &&
			strcmp(why_name(w.reason), faults[i].reason) == 0 &&
			b.key.data == NULL && b.secret.data == NULL,
		    "refused: %s: %s", faults[i].rule, w.text);
	}
	bytes_clear(&text);
}

/* Whatever is changed or cut, the sum finds it. */
static void
test_damage(void)
{
	struct backup b = sound();
	struct backup read;
	struct bytes text = { 0 };
	struct why w = { 0 };
	size_t taken = 0;

	backup_write(&b, &text, &w);
	for (size_t i = 0; i < text.len; i++) {
		text.data[i] ^= 1;
		if (backup_parse(&read, text.data, text.len, &w) == 0)
			taken++;
		backup_clear(&read);
		why_clear(&w);
		text.data[i] ^= 1;
		if (backup_parse(&read, text.data, i, &w) == 0)
			taken++;
		backup_clear(&read);
		why_clear(&w);
	}
	tap_number((long long)taken, 0, "no byte can differ or be missing");
	bytes_add(&text, "\n", 1, &w);
	tap_ok(backup_parse(&read, text.data, text.len, &w) == -1 &&
		w.reason == WHY_BACKUP,
	    "nothing stands behind it: %s", w.text);
	why_clear(&w);
	b.secret.len = 0;
	text.len = 0;
	tap_ok(backup_write(&b, &text, &w) == -1 && w.reason == WHY_BACKUP &&
		text.len == 0,
	    "what cannot be is not written: %s", w.text);
	backup_clear(&b);
	bytes_clear(&text);
}

int
main(void)
{
	test_round();
	test_faults();
	test_damage();
	return tap_done();
}
