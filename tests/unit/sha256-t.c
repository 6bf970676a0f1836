#include "formats/sha256.h"

#include <stdlib.h>
#include <string.h>

#include "formats/bytes.h"
#include "tests/tap/tap.h"

/* NIST, examples of FIPS 180-4, and the message of no bytes. */
static const struct {
	const char *rule;
	const char *text;
	unsigned times;
	const char *digest;
} vectors[] = {
	{ "no bytes", "", 1,
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ "one block", "abc", 1,
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
	{ "two blocks",
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1" },
	{ "a million bytes", "aaaaaaaaaa", 100000,
	    "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0" },
};

static struct sha256 running;

static void
ends_as(struct sha256 *s, const char *want, const char *name)
{
	uint8_t digest[SHA256_BYTES] = { 0 };
	char hex[2 * SHA256_BYTES + 1];
	struct why w = { 0 };

	if (sha256_end(s, digest, &w) != 0)
		tap_note("%s", w.text);
	bytes_to_hex(hex, digest, sizeof digest);
	tap_text(hex, want, "%s", name);
}

static void
test_vectors(void)
{
	struct why w = { 0 };

	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		/* The same context each time: begin begins again. */
		sha256_begin(&running, &w);
		for (unsigned n = 0; n < vectors[i].times; n++)
			sha256_add(&running, vectors[i].text,
			    strlen(vectors[i].text), &w);
		ends_as(&running, vectors[i].digest, vectors[i].rule);
	}
	sha256_begin(&running, &w);
	sha256_add(&running, "something else", 14, &w);
	sha256_begin(&running, &w);
	sha256_add(&running, "abc", 3, &w);
	ends_as(&running, vectors[1].digest, "begun anew, what came is gone");
	tap_text(w.text, "", "nothing of that failed");
}

static void
test_pieces(void)
{
	const char *text = vectors[2].text;
	size_t len = strlen(text);
	unsigned same = 0;
	struct why w = { 0 };

	for (size_t cut = 0; cut <= len; cut++) {
		uint8_t digest[SHA256_BYTES];
		uint8_t want[SHA256_BYTES];

		sha256_begin(&running, &w);
		sha256_add(&running, text, cut, &w);
		sha256_add(&running, text + cut, len - cut, &w);
		sha256_end(&running, digest, &w);
		same += bytes_from_hex(want, sizeof want, vectors[2].digest) &&
		    memcmp(digest, want, sizeof want) == 0;
	}
	tap_number(same, (long long)len + 1,
	    "wherever the message is cut, its digest is one");
}

static void
test_copies(void)
{
	struct sha256 copy = { 0 };
	struct why w = { 0 };

	sha256_begin(&running, &w);
	sha256_add(&running, "ab", 2, &w);
	tap_number(sha256_copy(&copy, &running, &w), 0,
	    "a running digest is copied to none");
	sha256_add(&copy, "x", 1, &w);
	sha256_add(&running, "c", 1, &w);
	ends_as(&running, vectors[1].digest,
	    "what the copy takes in does not reach the first");
	ends_as(&copy,
	    "b2bdab4230154046ad0b7dfa830a9260"
	    "caa5bd6ae230e582a2244ab4bf0b4ca5",
	    "nor what the first takes in the copy");
	sha256_begin(&running, &w);
	sha256_add(&running, "ab", 2, &w);
	sha256_begin(&copy, &w);
	sha256_add(&copy, "zz", 2, &w);
	tap_number(sha256_copy(&copy, &running, &w), 0,
	    "and to one that was in use");
	sha256_clear(&running);
	sha256_add(&copy, "c", 1, &w);
	ends_as(&copy, vectors[1].digest, "which outlives the first");
	sha256_clear(&copy);
	tap_ok(copy.context == NULL && running.context == NULL,
	    "a cleared digest is none");
	sha256_clear(&copy);
	tap_text(w.text, "", "nothing of that failed");
}

int
main(void)
{
	test_vectors();
	test_pieces();
	test_copies();
	sha256_clear(&running);
	return tap_done();
}
