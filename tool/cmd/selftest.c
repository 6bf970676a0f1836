#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/hash.h"
#include "formats/salt.h"
#include "formats/sha256.h"
#include "formats/tree.h"
#include "keys/gpg.h"
#include "keys/session.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/tools.h"
#include "tool/store/store.h"

static const struct opt options[] = { { 0 } };

/* Equal to the expected bytes, given as hex, or a fault that names them. */
static int
same(const uint8_t *got, size_t len, const char *want, struct why *w)
{
	uint8_t bytes[HASH_DIGEST_BYTES];

	if (!bytes_from_hex(bytes, len, want) || memcmp(got, bytes, len) != 0)
		return why_set(w, WHY_SYSTEM, "another result than %s", want);
	return 0;
}

/* RFC 7693, appendix A. */
static int
test_digest(struct why *w)
{
	uint8_t out[HASH_DIGEST_BYTES];

	hash_digest_of("abc", 3, out);
	return same(out, sizeof out,
	    "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
	    "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
	    w);
}

/* FIPS 180-4, the example "abc". */
static int
test_sha256(struct why *w)
{
	uint8_t out[SHA256_BYTES];

	if (sha256_of("abc", 3, out, w) != 0)
		return -1;
	return same(out, sizeof out,
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad",
	    w);
}

/* 00 01 02 ... */
static void
count_up(uint8_t *out, size_t len, uint8_t first)
{
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(first + i);
}

#define LEAVES 5

/* Leaves of several lengths side by side, and the tree over them. */
static int
test_tree(struct why *w)
{
	static const char want[] = "fe2c7a3e9b5db0c4d94d3bc774741844"
				   "e6ad80a38bead7705bac624b6b695dc7";
	uint8_t salt[HASH_SALT_BYTES];
	uint8_t text[LEAVES][160];
	uint8_t hashes[LEAVES * HASH_BYTES];
	uint8_t root[HASH_BYTES];
	struct hash_leaf leaves[LEAVES];
	struct tree grown = { 0 };

	count_up(salt, sizeof salt, 0);
	for (size_t i = 0; i < LEAVES; i++) {
		memset(text[i], 'A' + (int)i, sizeof text[i]);
		leaves[i] = (struct hash_leaf){
			.bytes = text[i],
			.salt = salt,
			.out = hashes + i * HASH_BYTES,
			.number = 7,
			.len = (uint32_t)(i * 40),
			.kind = HASH_LEAF_RECORD,
		};
	}
	hash_leaves(leaves, LEAVES);
	for (size_t i = 0; i < LEAVES; i++)
		tree_add(&tree_blake2, &grown, hashes + i * HASH_BYTES);
	tree_head(&tree_blake2, &grown, root);
	if (same(root, sizeof root, want, w) != 0)
		return -1;
	tree_root(&tree_blake2, root, hashes, LEAVES);
	return same(root, sizeof root, want, w);
}

/* Four salts from one seed; one forgotten, the others stay. */
static int
test_salt(struct why *w)
{
	static const char want[] = "72470e13142e003147e0a7a39322c92d"
				   "60b2c966b8fea8375876d43d0894cadd"
				   "7abae8b1df4e4d83eb60604ef92a11fe"
				   "23c00f5bf48664aefe79170cfb4784b3";
	static const char punctured[] = "72470e13142e003147e0a7a39322c92d"
					"60b2c966b8fea8375876d43d0894cadd"
					"00000000000000000000000000000000"
					"23c00f5bf48664aefe79170cfb4784b3";
	const uint32_t forgotten = 2;
	uint8_t seed[HASH_SALT_BYTES];
	uint8_t bundle[16];
	uint8_t out[4 * HASH_SALT_BYTES];
	struct salt_cover c = { 0 };
	int rc = -1;

	count_up(seed, sizeof seed, 0);
	count_up(bundle, sizeof bundle, 16);
	if (salt_cover_init(&c, bundle, 3, 4, seed, w) == 0 &&
	    salt_cover_derive(&c, out, w) == 0 &&
	    same(out, sizeof out, want, w) == 0 &&
	    salt_cover_forget(&c, &forgotten, 1, w) == 0 &&
	    salt_cover_derive(&c, out, w) == 0)
		rc = same(out, sizeof out, punctured, w);
	salt_cover_clear(&c);
	return rc;
}

/* One message there and back. */
static int
round_trip(const struct home *home, struct why *w)
{
	static const char passphrase[] = "0123456789abcdef0123456789abcdef";
	struct session session = { 0 };
	struct bytes sealed = { 0 };
	struct bytes opened = { 0 };
	struct pump_io in = { .data = "abc",
		.len = 3,
		.bytes = &sealed,
		.max_bytes = 65536 };
	struct pump_io out = { .bytes = &opened, .max_bytes = 64 };
	int rc = -1;

	if (session_open(&session, home, w) != 0 ||
	    session_encrypt_symmetric(&session, passphrase, &in, w) != 0)
		goto out;
	out.data = sealed.data;
	out.len = sealed.len;
	if (session_decrypt_symmetric(&session, passphrase, &out, w) != 0)
		goto out;
	if (opened.len != 3 || memcmp(opened.data, "abc", 3) != 0) {
		why_set(w, WHY_GPG, "what was encrypted came back changed");
		goto out;
	}
	rc = 0;
out:
	session_close(&session);
	bytes_clear(&sealed);
	bytes_clear(&opened);
	return rc;
}

/* gpg is there, new enough, and does what it is asked; in a home that only
 * lives as long as the test. */
static int
test_gpg(struct why *w)
{
	char folder[] = "/tmp/sealbag-XXXXXX";
	char path[sizeof folder + sizeof "/gnupg"];
	struct home home = { 0 };
	struct why ignored = { 0 };
	int rc = -1;

	if (mkdtemp(folder) == NULL)
		return why_errno(w, "%s", folder);
	(void)snprintf(path, sizeof path, "%s/gnupg", folder);
	if (home_create(path, w) == 0 &&
	    home_open(&home, path, NULL, NULL, w) == 0) {
		rc = round_trip(&home, w);
		home_close(&home);
	}
	(void)store_remove(AT_FDCWD, folder, &ignored);
	return rc;
}

static const struct {
	const char *name;
	int (*run)(struct why *w);
} tests[] = {
	{ "BLAKE2b-512", test_digest },
	{ "SHA-256", test_sha256 },
	{ "record tree", test_tree },
	{ "salts", test_salt },
	{ "GnuPG " GPG_VERSION_MIN " or newer", test_gpg },
};

static const struct say_column columns[] = {
	{ "test", "TEST", 24 },
	{ "result", "RESULT", 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	struct say *s = call->say;

	say_list_begin(s, "tests", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		int rc = tests[i].run(w);

		say_row_begin(s);
		say_text(s, "test", NULL, tests[i].name);
		say_text(s, "result", NULL, rc == 0 ? "ok" : "failed");
		say_row_end(s);
		if (rc != 0)
			return why_in(w, "%s", tests[i].name);
	}
	say_list_end(s, "no tests");
	tools_say(s, true);
	return 0;
}

const struct command cmd_selftest = {
	.name = "selftest",
	.summary = "Check this program on this machine, quickly",
	.about = "Hashes, trees and salts against known answers, and one round "
		 "through gpg. No store is needed.",
	.options = options,
	.args_bytes = 0,
	.run = run,
};
