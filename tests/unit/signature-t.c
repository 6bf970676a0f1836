#include "formats/signature.h"

#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static struct bytes sample;

/* The hex of signature.txt, 4. */
static void
load_sample(void)
{
	struct bytes text = { 0 };
	struct why w = { 0 };
	const char *at;
	char one[3] = "";

	scratch_read("formats/signature.txt", &text);
	bytes_add(&text, "", 1, &w);
	at = strstr((const char *)text.data, "    887504");
	while (at != NULL && *at != '\0' && strncmp(at, "\n\n", 2) != 0) {
		uint8_t byte;

		memcpy(one, at, 2);
		if (bytes_from_hex(&byte, 1, one)) {
			bytes_add(&sample, &byte, 1, &w);
			at += 2;
		} else {
			at++;
		}
	}
	bytes_clear(&text);
}

static void
test_sample(void)
{
	static const char print[] = "fcc6bfbbc7d92cb49b6f0b3e558e31d0d10026d4";
	struct signature s;
	struct why w = { 0 };
	char hex[41];

	tap_number((long long)sample.len, 119, "the example has 119 bytes");
	tap_ok(signature_parse(&s, sample.data, sample.len, &w) == 0,
	    "the example of the specification is read: %s", w.text);
	bytes_to_hex(hex, s.issuer, SIGNATURE_PRINT_BYTES);
	tap_text(hex, print, "its issuer");
	tap_number(s.created_s, 1767323045, "its time");
	tap_number(s.algorithm, SIGNATURE_EDDSA, "its algorithm");
	tap_ok(signature_check_digest(&s, "sealbag\n", 8, &w) == 0,
	    "its digest is that of the statement");
	tap_ok(signature_check_digest(&s, "sealbag", 7, &w) == -1 &&
		w.reason == WHY_SIGNATURE_BAD,
	    "and of no other: %s", w.text);
}

/* One byte of the example set to another value. */
static void
test_changes(void)
{
	static const struct {
		size_t at;
		uint8_t value;
		enum why_reason reason;
		const char *rule;
	} rows[] = {
		{ 0, 0xc2, WHY_SIGNATURE_FORMAT, "a header of the new form" },
		{ 0, 0x8b, WHY_SIGNATURE_FORMAT, "a length without an end" },
		{ 0, 0x2d, WHY_SIGNATURE_FORMAT, "armour" },
		{ 1, 0x74, WHY_SIGNATURE_FORMAT, "a length too small" },
		{ 1, 0x76, WHY_SIGNATURE_FORMAT, "a length too large" },
		{ 2, 3, WHY_SIGNATURE_FORMAT, "version 3" },
		{ 2, 5, WHY_SIGNATURE_FORMAT, "version 5" },
		{ 3, 1, WHY_SIGNATURE_FORMAT, "a signature of text" },
		{ 3, 0x10, WHY_SIGNATURE_FORMAT, "a signature of a key" },
		{ 4, 1, WHY_SIGNATURE_WEAK, "a short RSA number" },
		{ 4, 3, WHY_SIGNATURE_FORMAT, "RSA for signing alone" },
		{ 4, 17, WHY_SIGNATURE_WEAK, "DSA" },
		{ 4, 19, WHY_SIGNATURE_FORMAT, "ECDSA" },
		{ 5, 1, WHY_SIGNATURE_WEAK, "MD5" },
		{ 5, 2, WHY_SIGNATURE_WEAK, "SHA-1" },
		{ 5, 3, WHY_SIGNATURE_WEAK, "RIPEMD-160" },
		{ 5, 11, WHY_SIGNATURE_WEAK, "SHA-224" },
		{ 5, 10, WHY_SIGNATURE_FORMAT, "SHA-512" },
		{ 6, 1, WHY_SIGNATURE_FORMAT, "hashed part beyond the end" },
		{ 7, 28, WHY_SIGNATURE_FORMAT, "hashed part too short" },
		{ 7, 30, WHY_SIGNATURE_FORMAT, "hashed part too long" },
		{ 8, 0, WHY_SIGNATURE_FORMAT, "a subpacket of no bytes" },
		{ 8, 0xc0, WHY_SIGNATURE_FORMAT, "a long subpacket length" },
		{ 9, 16, WHY_SIGNATURE_FORMAT, "no fingerprint" },
		{ 9, 2, WHY_SIGNATURE_FORMAT, "a time too long" },
		{ 10, 5, WHY_SIGNATURE_FORMAT, "a fingerprint of version 5" },
		{ 32, 20, WHY_SIGNATURE_FORMAT, "a notation for a time" },
		{ 32, 33, WHY_SIGNATURE_FORMAT, "two fingerprints" },
		{ 38, 11, WHY_SIGNATURE_FORMAT, "unhashed part too long" },
		{ 38, 0, WHY_SIGNATURE_FORMAT, "no unhashed part" },
		{ 39, 8, WHY_SIGNATURE_FORMAT, "a short key id" },
		{ 40, 0x90, WHY_SIGNATURE_FORMAT, "a critical key id" },
		{ 48, 0xd5, WHY_SIGNATURE_FORMAT, "another key id" },
		{ 51, 0, WHY_SIGNATURE_FORMAT, "a number of no bits" },
		{ 51, 2, WHY_SIGNATURE_FORMAT, "a number beyond the end" },
		{ 52, 1, WHY_SIGNATURE_FORMAT, "a number of 257 bits" },
		{ 53, 0x45, WHY_SIGNATURE_FORMAT, "a number of fewer bits" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint8_t keep = sample.data[rows[i].at];
		struct signature s;
		struct why w = { 0 };

		sample.data[rows[i].at] = rows[i].value;
		signature_parse(&s, sample.data, sample.len, &w);
		tap_text(why_name(w.reason), why_name(rows[i].reason),
		    "refused: %s (%s)", rows[i].rule, w.text);
		sample.data[rows[i].at] = keep;
	}
}

static void
test_lengths(void)
{
	struct signature s;
	struct why w = { 0 };
	struct bytes big = { 0 };
	size_t taken = 0;

	tap_ok(signature_parse(&s, "", 0, &w) == -1 && w.reason == WHY_UNSIGNED,
	    "no byte is no signature: %s", w.text);
	for (size_t len = 1; len < sample.len; len++) {
		/* in a block of its own, so that a sanitizer sees the end */
		uint8_t *copy = malloc(len);

		why_clear(&w);
		memcpy(copy, sample.data, len);
		taken += signature_parse(&s, copy, len, &w) == 0 ||
		    w.reason != WHY_SIGNATURE_FORMAT;
		free(copy);
	}
	tap_number((long long)taken, 0, "no cut signature is taken");
	why_clear(&w);
	bytes_add(&big, sample.data, sample.len, &w);
	bytes_add(&big, "", 1, &w);
	tap_ok(signature_parse(&s, big.data, big.len, &w) == -1 &&
		w.reason == WHY_SIGNATURE_FORMAT,
	    "a byte behind it is refused: %s", w.text);
	why_clear(&w);
	big.len = 0;
	while (big.len <= SIGNATURE_MAX_BYTES)
		bytes_add(&big, sample.data, sample.len, &w);
	tap_ok(signature_parse(&s, big.data, big.len, &w) == -1 &&
		w.reason == WHY_SIGNATURE_FORMAT,
	    "a file too long is refused: %s", w.text);
	bytes_clear(&big);
}

/* --- several of them --- */

/* The example by another key: what nobody proves here. */
static void
by_key(struct bytes *out, uint8_t first, uint8_t time)
{
	struct why w = { 0 };
	size_t at = out->len;

	bytes_add(out, sample.data, sample.len, &w);
	out->data[at + 11] = first; /* of the fingerprint */
	out->data[at + 36] = time;
}

/* A file of these keys, a letter each, and what else. */
static void
test_file(const char *keys, const char *behind, enum why_reason reason,
    const char *rule)
{
	struct bytes file = { 0 };
	struct signature_file f;
	struct why w = { 0 };
	uint8_t *copy;

	for (const char *k = keys; *k != '\0'; k++)
		by_key(&file, (uint8_t)*k, 0);
	bytes_add(&file, behind, strlen(behind), &w);
	copy = malloc(file.len + 1);
	memcpy(copy, file.data == NULL ? (const uint8_t *)"" : file.data,
	    file.len);
	signature_parse_file(&f, copy, file.len, &w);
	tap_text(why_name(w.reason), why_name(reason), "%s (%s)", rule, w.text);
	if (reason == WHY_NONE) {
		size_t wrong = f.n != strlen(keys);

		for (size_t i = 0; i < f.n; i++)
			wrong += f.all[i].len != sample.len ||
			    f.all[i].data != copy + i * sample.len ||
			    f.all[i].issuer[0] != (uint8_t)keys[i];
		tap_number((long long)wrong, 0, "%s: each of them", rule);
	}
	free(copy);
	bytes_clear(&file);
}

static void
test_files(void)
{
	test_file("", "", WHY_UNSIGNED, "no byte");
	test_file("a", "", WHY_NONE, "one");
	test_file("ab", "", WHY_NONE, "two");
	test_file("abcdefghijklmnop", "", WHY_NONE, "sixteen");
	test_file("abcdefghijklmnopq", "", WHY_SIGNATURE_FORMAT, "seventeen");
	test_file("ba", "", WHY_SIGNATURE_FORMAT, "not in order");
	test_file("acb", "", WHY_SIGNATURE_FORMAT, "the last not in order");
	test_file("aa", "", WHY_SIGNATURE_FORMAT, "two by one key");
	test_file("\x7f\x80", "", WHY_NONE, "bytes are compared unsigned");
	test_file("ab", "x", WHY_SIGNATURE_FORMAT, "a byte behind");
	test_file("ab", "\x88", WHY_SIGNATURE_FORMAT, "the start of another");
	test_file("a", "\n", WHY_SIGNATURE_FORMAT, "a line end behind");
	for (size_t len = 1; len < 2 * sample.len; len++) {
		struct signature_file f;
		struct bytes file = { 0 };
		struct why w = { 0 };
		int rc;

		by_key(&file, 'a', 0);
		by_key(&file, 'b', 0);
		rc = signature_parse_file(&f, file.data, len, &w);
		if ((rc == 0) != (len == sample.len))
			tap_ok(false, "cut to %zu bytes", len);
		bytes_clear(&file);
	}
}

/* A file of keys, and times to tell their signatures apart. */
static struct bytes
file_of(const char *keys, uint8_t time)
{
	struct bytes out = { 0 };

	for (; *keys != '\0'; keys++)
		by_key(&out, (uint8_t)*keys, time);
	return out;
}

/* want: key and time of each. */
static void
test_merge(const char *a, const char *b, const char *want)
{
	struct bytes files[2] = { file_of(a, '1'), file_of(b, '2') };
	struct signature_file parsed[2];
	struct bytes out = { 0 };
	struct why w = { 0 };
	char got[80] = "";

	for (int i = 0; i < 2; i++) {
		parsed[i].n = 0;
		if (files[i].len > 0)
			signature_parse_file(&parsed[i], files[i].data,
			    files[i].len, &w);
	}
	if (signature_merge(&parsed[0], *b == '\0' ? NULL : &parsed[1], &out,
		&w) == 0) {
		for (size_t i = 0; i * sample.len < out.len; i++) {
			got[2 * i] = (char)out.data[i * sample.len + 11];
			got[2 * i + 1] = (char)out.data[i * sample.len + 36];
		}
		tap_ok(signature_parse_file(&parsed[0], out.data, out.len,
			   &w) == 0,
		    "what is merged is a file: %s", w.text);
	}
	tap_text(w.reason == WHY_NONE ? got : why_name(w.reason), want,
	    "%s and %s", a, b);
	bytes_clear(&files[0]);
	bytes_clear(&files[1]);
	bytes_clear(&out);
}

int
main(void)
{
	load_sample();
	if (sample.len == 119) {
		test_sample();
		test_changes();
		test_lengths();
		test_files();
		test_merge("a", "b", "a1b2");
		test_merge("b", "a", "a2b1");
		test_merge("bd", "ace", "a2b1c2d1e2");
		test_merge("ab", "ab", "a1b1");
		test_merge("ab", "bc", "a1b1c2");
		test_merge("abc", "", "a1b1c1");
		test_merge("abcdefgh", "ijklmnop",
		    "a1b1c1d1e1f1g1h1i2j2k2l2m2n2o2p2");
		test_merge("abcdefghi", "jklmnopq", "signature-format");
	} else {
		tap_number((long long)sample.len, 119, "the example is there");
	}
	bytes_clear(&sample);
	return tap_done();
}
