#include "keys/session.h"

#include <time.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static const char passphrase[] = "0123456789abcdef0123456789abcdef";
static struct home home;
static struct session session;

static enum why_reason
told(int rc, const struct why *w)
{
	if (w->reason != WHY_NONE)
		tap_note("%s: %s", why_name(w->reason), w->text);
	return (rc == 0) == (w->reason == WHY_NONE) ? w->reason : WHY_REASONS;
}

static void
fill(struct bytes *b, size_t len)
{
	struct why w = { 0 };

	bytes_clear(b);
	if (bytes_reserve(b, len + 1, &w) != 0 ||
	    (len > 0 && bytes_random(b->data, len < 256 ? len : 256, &w) != 0))
		exit(1);
	for (size_t i = 256; i < len; i++)
		b->data[i] = (uint8_t)(b->data[i - 256] + 7 * i);
	b->len = len;
}

static bool
same(const struct bytes *a, const struct bytes *b)
{
	return a->len == b->len &&
	    (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

static void
seal(struct bytes *out, const void *data, size_t len)
{
	struct pump_io io = { .data = data,
		.len = len,
		.bytes = out,
		.max_bytes = 2 * len + 4096 };
	struct why w = { 0 };

	if (session_encrypt_symmetric(&session, passphrase, &io, &w) != 0)
		tap_ok(false, "%s", w.text);
}

/* Open with the passphrase, or with the key; nothing may come out of a refused
 * message. */
static enum why_reason
open_with(const char *phrase, const void *data, size_t len, struct bytes *out)
{
	struct pump_io io = { .data = data,
		.len = len,
		.bytes = out,
		.max_bytes = (size_t)64 << 20 };
	size_t before = out->len;
	struct why w = { 0 };
	int rc = phrase == NULL
	    ? session_decrypt(&session, &io, &w)
	    : session_decrypt_symmetric(&session, phrase, &io, &w);

	if (rc != 0 && out->len != before)
		return WHY_REASONS;
	return told(rc, &w);
}

static void
refuse(const char *phrase, const void *data, size_t len, enum why_reason reason,
    const char *name)
{
	struct bytes out = { 0 };

	tap_text(why_name(open_with(phrase, data, len, &out)), why_name(reason),
	    "%s", name);
	bytes_clear(&out);
}

static void
test_round_trips(void)
{
	static const size_t lens[] = { 0, 1, 100, 8191, 65536, 1048579,
		5 << 20 };
	struct bytes plain = { 0 };
	struct bytes sealed = { 0 };
	struct bytes opened = { 0 };

	for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
		enum why_reason reason;

		fill(&plain, lens[i]);
		sealed.len = opened.len = 0;
		seal(&sealed, plain.data, plain.len);
		reason =
		    open_with(passphrase, sealed.data, sealed.len, &opened);
		tap_ok(reason == WHY_NONE && same(&plain, &opened) &&
			sealed.len > plain.len &&
			sealed.len < plain.len + plain.len / 256 + 200,
		    "%zu bytes come back, and did not grow much", lens[i]);
	}
	bytes_clear(&plain);
	bytes_clear(&sealed);
	bytes_clear(&opened);
}

/* A message made with openssl, packet by packet: AES-256, passphrase "abc",
 * S2K 0 with SHA-256, tag 9, which has no integrity protection. */
static const uint8_t unprotected[] = { 0xc3, 0x04, 0x04, 0x09, 0x00, 0x08, 0xc9,
	0x20, 0x57, 0x42, 0x03, 0xbc, 0xb4, 0x67, 0x35, 0xfa, 0xde, 0x13, 0x50,
	0x1b, 0xb8, 0x55, 0xe2, 0x23, 0x37, 0x6f, 0x21, 0x60, 0xce, 0x9c, 0xa3,
	0x8a, 0x95, 0x2c, 0x7b, 0x6a, 0xe6, 0x99, 0x41, 0x92 };
static const uint8_t literal[] = { 0xcb, 0x0c, 'b', 0, 0, 0, 0, 0, 'h', 'e',
	'l', 'l', 'o', '\n' };

/* Passphrase packet and the header of the next: where those are broken, gpg may
 * end without a word. */
#define HEAD_BYTES 18

static bool
refused(enum why_reason reason, bool in_head)
{
	return reason == WHY_DECRYPT || reason == WHY_SEVERAL_PLAINTEXTS ||
	    (in_head && reason == WHY_GPG);
}

static void
test_damage(void)
{
	struct bytes plain = { 0 };
	struct bytes sealed = { 0 };
	struct bytes opened = { 0 };
	struct bytes two = { 0 };
	struct why w = { 0 };
	size_t wrong = 0;

	fill(&plain, 300);
	seal(&sealed, plain.data, plain.len);
	for (size_t i = 0; i < sealed.len * 8; i += i < 400 ? 1 : 23) {
		enum why_reason reason;

		sealed.data[i / 8] ^= (uint8_t)(1 << i % 8);
		opened.len = 0;
		reason =
		    open_with(passphrase, sealed.data, sealed.len, &opened);
		if (!refused(reason, i / 8 < HEAD_BYTES) &&
		    (reason != WHY_NONE || !same(&plain, &opened))) {
			tap_note("bit %zu of byte %zu", i % 8, i / 8);
			wrong++;
		}
		sealed.data[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	tap_number((long long)wrong, 0,
	    "flipped bits never change a byte, and "
	    "are called damage");
	wrong = 0;
	for (size_t len = 0; len < sealed.len; len += len < 40 ? 1 : 37) {
		if (!refused(open_with(passphrase, sealed.data, len, &opened),
			len <= HEAD_BYTES)) {
			tap_note("cut to %zu", len);
			wrong++;
		}
	}
	tap_number((long long)wrong, 0, "every cut message is refused");
	refuse("another", sealed.data, sealed.len, WHY_DECRYPT,
	    "another passphrase");
	refuse("abc", unprotected, sizeof unprotected, WHY_DECRYPT,
	    "a message without integrity protection");
	refuse("abc", literal, sizeof literal, WHY_DECRYPT,
	    "a message that is not encrypted");
	bytes_add(&two, sealed.data, sealed.len, &w);
	bytes_add(&two, sealed.data, sealed.len, &w);
	refuse(passphrase, two.data, two.len, WHY_SEVERAL_PLAINTEXTS,
	    "two messages end to end");
	two.len = sealed.len;
	bytes_add(&two, literal, sizeof literal, &w);
	refuse(passphrase, two.data, two.len, WHY_SEVERAL_PLAINTEXTS,
	    "a plaintext behind the message");
	two.len = 0;
	bytes_add(&two, literal, sizeof literal, &w);
	bytes_add(&two, sealed.data, sealed.len, &w);
	refuse(passphrase, two.data, two.len, WHY_SEVERAL_PLAINTEXTS,
	    "a plaintext before the message");
	two.len = 0;
	bytes_add(&two, sealed.data, sealed.len, &w);
	bytes_add(&two, "x", 1, &w);
	refuse(passphrase, two.data, two.len, WHY_DECRYPT,
	    "a byte behind the message");
	bytes_clear(&plain);
	bytes_clear(&sealed);
	bytes_clear(&opened);
	bytes_clear(&two);
}

static enum why_reason
seal_to(const char *const *prints, size_t n, struct bytes *out)
{
	struct session_readers to = { .fingerprints = prints, .n = n };
	struct pump_io io = { .data = "contents",
		.len = 8,
		.bytes = out,
		.max_bytes = 65536 };
	struct why w = { 0 };

	return told(session_encrypt_to(&session, &to, &io, &w), &w);
}

/* Make a message with stock gpg, from the text "contents". */
#define GPG_SEAL(out, ...)                                          \
	do {                                                        \
		scratch_write(scratch_path("m"), "contents", 8);    \
		SCRATCH_GPG(home.path, "-o", scratch_path("m.gpg"), \
		    __VA_ARGS__, scratch_path("m"));                \
		(out)->len = 0;                                     \
		scratch_read(scratch_path("m.gpg"), out);           \
	} while (0)

static void
test_keys(const char *own)
{
	struct session_new_key new = { .uid = "b", .kind = SESSION_RSA3072 };
	struct session s = { 0 };
	struct home other = { 0 };
	struct bytes sealed = { 0 };
	struct bytes opened = { 0 };
	struct pump_io io = { .bytes = &opened, .max_bytes = 100 };
	struct why w = { 0 };
	char second[SESSION_PRINT_HEX] = "";
	const char *prints[2] = { own, second };

	tap_ok(session_make_key(&session, &new, second, &w) == 0,
	    "an RSA key too: %s", w.text);
	tap_text(why_name(seal_to(prints, 2, &sealed)), "none",
	    "contents are sealed to two keys");
	tap_ok(open_with(NULL, sealed.data, sealed.len, &opened) == WHY_NONE &&
		opened.len == 8 && memcmp(opened.data, "contents", 8) == 0,
	    "and opened");
	refuse(passphrase, sealed.data, sealed.len, WHY_DECRYPT,
	    "a passphrase does not open a message to keys");
	sealed.data[sealed.len - 5] ^= 1;
	refuse(NULL, sealed.data, sealed.len, WHY_DECRYPT,
	    "a damaged message to keys");
	sealed.len = 0;
	seal_to(prints, 1, &sealed);
	home_create(scratch_path("o"), &w);
	tap_ok(home_open(&other, scratch_path("o"), NULL, NULL, &w) == 0 &&
		session_open(&s, &other, &w) == 0,
	    "another home: %s", w.text);
	io.data = sealed.data;
	io.len = sealed.len;
	tap_text(why_name(told(session_decrypt(&s, &io, &w), &w)), "no-key",
	    "who has no such key learns so");
	session_close(&s);
	home_close(&other);
	sealed.len = 0;
	seal(&sealed, "x", 1);
	refuse(NULL, sealed.data, sealed.len, WHY_DECRYPT,
	    "a message with a passphrase is none for keys");
	GPG_SEAL(&sealed, "-s", "-e", "-u", own, "-r", own);
	refuse(NULL, sealed.data, sealed.len, WHY_DECRYPT,
	    "a signature inside");
	GPG_SEAL(&sealed, "-e", "-r", own, "--cipher-algo", "3DES");
	refuse(NULL, sealed.data, sealed.len, WHY_DECRYPT,
	    "a cipher other than AES");
	GPG_SEAL(&sealed, "-e", "-c", "--passphrase", passphrase, "-r", own);
	refuse(passphrase, sealed.data, sealed.len, WHY_DECRYPT,
	    "a key beside the passphrase");
	GPG_SEAL(&sealed, "-s", "-u", own);
	refuse(NULL, sealed.data, sealed.len, WHY_DECRYPT,
	    "signed and not encrypted");
	sealed.len = 0;
	SCRATCH_GPG(home.path, "-o", scratch_path("pub"), "--export", own);
	scratch_read(scratch_path("pub"), &sealed);
	refuse(NULL, sealed.data, sealed.len, WHY_DECRYPT, "a public key");
	bytes_clear(&sealed);
	bytes_clear(&opened);
}

static void
test_readers(const char *own)
{
	static const char nobody[] = "0123456789012345678901234567890123456789";
	const char *prints[2] = { own, nobody };
	char made[SESSION_PRINT_HEX] = "";
	struct session_new_key new = { .uid = "short", .valid_s = 1 };
	struct bytes out = { 0 };
	struct why w = { 0 };
	char command[1200];

	tap_text(why_name(seal_to(prints, 0, &out)), "recipient",
	    "nobody is no reader");
	tap_text(why_name(seal_to(prints, 2, &out)), "recipient",
	    "an unknown key is no reader");
	prints[1] = "signer@example.org";
	tap_text(why_name(seal_to(prints, 2, &out)), "recipient",
	    "an e-mail address is no reader");
	prints[1] = own + 24;
	tap_text(why_name(seal_to(prints, 2, &out)), "recipient",
	    "a key id is no reader");
	prints[1] = made;
	session_make_key(&session, &new, made, &w);
	nanosleep(&(struct timespec){ .tv_sec = 2 }, NULL);
	tap_text(why_name(seal_to(prints, 2, &out)), "recipient",
	    "an expired key is no reader");
	new.valid_s = 0;
	session_make_key(&session, &new, made, &w);
	tap_text(why_name(seal_to(prints, 2, &out)), "none",
	    "a key that does not expire is one");
	snprintf(command, sizeof command,
	    "sed 's/^:---/---/' %s/openpgp-revocs.d/%s.rev >%s/rev", home.path,
	    made, scratch);
	scratch_run("sh", "-c", command, (char *)NULL);
	SCRATCH_GPG(home.path, "--import", scratch_path("rev"));
	tap_text(why_name(seal_to(prints, 2, &out)), "recipient",
	    "a revoked key is no reader");
	bytes_clear(&out);
}

static void
test_passphrase(void)
{
	struct session_new_key new = { .uid = "locked" };
	struct bytes sealed = { 0 };
	struct bytes opened = { 0 };
	struct session s = { 0 };
	struct home h = { 0 };
	struct why w = { 0 };
	char print[SESSION_PRINT_HEX] = "";
	const char *to = print;
	struct pump_io io = { .data = "x",
		.len = 1,
		.bytes = &sealed,
		.max_bytes = 4096 };
	struct session_signed data = { .data = "x", .len = 1 };
	struct session_readers readers = { .fingerprints = &to, .n = 1 };

	home_create(scratch_path("l"), &w);
	tap_ok(home_open(&h, scratch_path("l"), "right", NULL, &w) == 0 &&
		session_open(&s, &h, &w) == 0 &&
		session_make_key(&s, &new, print, &w) == 0 &&
		session_encrypt_to(&s, &readers, &io, &w) == 0,
	    "a home whose keys have a passphrase: %s", w.text);
	io = (struct pump_io){ .data = sealed.data,
		.len = sealed.len,
		.bytes = &opened,
		.max_bytes = 4096 };
	h.passphrase = NULL;
	tap_text(why_name(told(session_decrypt(&s, &io, &w), &w)), "no-key",
	    "without it nothing is opened");
	why_clear(&w);
	tap_text(
	    why_name(told(session_sign(&s, print, &data, &opened, &w), &w)),
	    "no-key", "without it nothing is signed");
	why_clear(&w);
	h.passphrase = "wrong";
	tap_text(why_name(told(session_decrypt(&s, &io, &w), &w)), "no-key",
	    "a wrong one opens nothing");
	why_clear(&w);
	tap_text(
	    why_name(told(session_sign(&s, print, &data, &opened, &w), &w)),
	    "no-key", "a wrong one signs nothing");
	why_clear(&w);
	h.passphrase = "right";
	tap_text(why_name(told(session_decrypt(&s, &io, &w), &w)), "none",
	    "the right one opens");
	tap_text(
	    why_name(told(session_sign(&s, print, &data, &sealed, &w), &w)),
	    "none", "the right one signs");
	session_close(&s);
	home_close(&h);
	bytes_clear(&sealed);
	bytes_clear(&opened);
}

int
main(void)
{
	struct session_new_key new = { .uid = "own" };
	char own[SESSION_PRINT_HEX] = "";
	struct why w = { 0 };

	scratch_begin();
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&home, scratch_path("h"), NULL, NULL, &w) != 0 ||
	    session_open(&session, &home, &w) != 0 ||
	    session_make_key(&session, &new, own, &w) != 0) {
		tap_ok(false, "set up: %s", w.text);
		return tap_done();
	}
	test_round_trips();
	test_damage();
	test_keys(own);
	test_readers(own);
	test_passphrase();
	session_close(&session);
	home_close(&home);
	return tap_done();
}
