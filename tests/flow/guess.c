/**
 * guess COUNT STORE FILE LINE ROW MANIFEST MEMBER BUNDLE RECORDS COVER
 * [SECRET]: plays who holds a store after a deletion, and tries COUNT reads.
 * ROW is the row that went, but for six digits of its plate, which are written
 * "@"; FILE is the read file as the store has it, and the row stood behind its
 * line LINE. Each candidate is hashed in every way in which this program ever
 * hashed a row or what held it, with every salt that the store can still tell.
 * One that is found anywhere in a file of the store, as bytes or in hex, is
 * printed with the way; so is one whose plate is. SECRET: a file with the
 * tombstones' secret.
 */

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/hash.h"
#include "formats/reads.h"
#include "formats/salt.h"
#include "formats/sha256.h"

#define HALF	  500000 /* of the most candidates */
#define DIGITS	  6
#define TEXT_MAX  65536
#define SALTS_MAX 512

static void
die(const char *what)
{
	(void)fprintf(stderr, "guess: %s\n", what);
	exit(2);
}

/* --- every eight bytes that follow each other in the store --- */

#define SLOTS (UINT64_C(1) << 24)
static uint64_t *slots;
static uint64_t n_windows;
/* a bit for each that may be there, small enough for the cache */
#define FRONT (UINT64_C(1) << 23)
static uint8_t front[FRONT / 8];

static uint64_t
front_of(uint64_t window)
{
	return window * UINT64_C(0xd6e8feb86659fd93) >> 41;
}

static uint64_t *
slot_of(uint64_t window)
{
	uint64_t at = window * UINT64_C(0x9e3779b97f4a7c15) >> 40;

	while (slots[at] != 0 && slots[at] != window)
		at = (at + 1) & (SLOTS - 1);
	return &slots[at];
}

static void
add_window(const uint8_t *at)
{
	uint64_t window = bytes_get_u64(at);

	if (window == 0)
		return;
	*slot_of(window) = window;
	front[front_of(window) / 8] |= (uint8_t)(1U << (front_of(window) & 7));
	if (++n_windows > SLOTS / 2)
		die("the store is too large");
}

static bool
in_store(const uint8_t *at)
{
	uint64_t window = bytes_get_u64(at);

	if ((front[front_of(window) / 8] >> (front_of(window) & 7) & 1) == 0)
		return false;
	return window != 0 && *slot_of(window) == window;
}

static void
add_bytes(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i + 8 <= len; i++) {
		char hex[17];
		uint8_t decoded[8];

		add_window(data + i);
		if (i + 16 > len)
			continue;
		memcpy(hex, data + i, 16);
		hex[16] = '\0';
		for (size_t c = 0; c < 16; c++)
			if (hex[c] >= 'A' && hex[c] <= 'F')
				hex[c] = (char)(hex[c] - 'A' + 'a');
		if (bytes_from_hex(decoded, sizeof(decoded), hex))
			add_window(decoded);
	}
}

static uint8_t *
read_all(int folder, const char *name, size_t *len)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	uint8_t *data;

	if (fd < 0 || fstat(fd, &st) != 0)
		die(name);
	*len = (size_t)st.st_size;
	data = malloc(*len + 1);
	if (data == NULL || read(fd, data, *len) != (ssize_t)*len)
		die(name);
	data[*len] = '\0';
	(void)close(fd);
	return data;
}

static void
add_folder(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;

	if (dir == NULL)
		die(name);
	while ((e = readdir(dir)) != NULL) {
		struct stat st;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		add_bytes((const uint8_t *)e->d_name, strlen(e->d_name));
		if (fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			die(e->d_name);
		if (S_ISDIR(st.st_mode))
			add_folder(fd, e->d_name);
		if (S_ISREG(st.st_mode)) {
			size_t len;
			uint8_t *data = read_all(fd, e->d_name, &len);

			add_bytes(data, len);
			free(data);
		}
	}
	(void)closedir(dir);
}

/* --- what is tried --- */

static uint8_t *file, *manifest;
static size_t file_len, manifest_len;
static size_t row_at; /* where the row stood in the file */
static char *row;     /* with its line feed */
static size_t row_len, digits_at;
static size_t digest_at; /* of the file, in the manifest */
static struct reads reads;
static uint32_t member;
static uint8_t salts[SALTS_MAX][HASH_SALT_BYTES];
static size_t n_salts;
static struct hash_key keys[2];
static size_t n_keys = 1;
static bool found_any;

static void
check(const char *way, const uint8_t *hash)
{
	if (!in_store(hash))
		return;
	found_any = true;
	(void)printf("%.*s %s\n", DIGITS, row + digits_at, way);
}

static void
digest_256(const void *data, size_t len, uint8_t out[SHA256_BYTES])
{
	static struct sha256 s;
	struct why w = { 0 };

	if (sha256_begin(&s, &w) != 0 || sha256_add(&s, data, len, &w) != 0 ||
	    sha256_end(&s, out, &w) != 0)
		die(w.text);
}

static void
try_digests(const char *sha, const char *blake, const void *data, size_t len)
{
	uint8_t out[HASH_DIGEST_BYTES];
	struct hash_digest d;

	digest_256(data, len, out);
	check(sha, out);
	hash_digest_init(&d);
	hash_digest_add(&d, data, len);
	hash_digest_final(&d, out);
	check(blake, out);
}

/* The file as it was, its line in the manifest, and the manifest as it was. */
static void
try_file(void)
{
	static uint8_t all[TEXT_MAX];
	uint8_t digest[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1];

	memcpy(all, file, row_at);
	memcpy(all + row_at, row, row_len);
	memcpy(all + row_at + row_len, file + row_at, file_len - row_at);
	try_digests("sha256-of-file", "blake2b-of-file", all,
	    file_len + row_len);
	digest_256(all, file_len + row_len, digest);
	bytes_to_hex(hex, digest, sizeof(digest));
	memcpy(manifest + digest_at, hex, 2 * SHA256_BYTES);
	try_digests("sha256-of-manifest", "blake2b-of-manifest", manifest,
	    manifest_len);
}

static void
try_leaves(void)
{
	static struct hash_leaf leaves[SALTS_MAX];
	static uint8_t out[SALTS_MAX][HASH_BYTES];

	for (size_t i = 0; i < n_salts; i++)
		leaves[i] = (struct hash_leaf){
			.bytes = (const uint8_t *)row,
			.len = (uint32_t)row_len,
			.salt = salts[i],
			.out = out[i],
			.number = member,
			.kind = HASH_LEAF_RECORD,
		};
	hash_leaves(leaves, n_salts);
	for (size_t i = 0; i < n_salts; i++)
		check("leaf", out[i]);
}

static void
try_key(void)
{
	uint8_t message[READS_KEY_BYTES] = { 0 };
	struct why w = { 0 };
	struct reads_row fields;
	struct reads_key key;
	uint8_t tag[HASH_KEYED_BYTES];
	uint8_t len;

	if (reads_fields(&reads, (const uint8_t *)row, row_len, &fields, &w) !=
		0 ||
	    !reads_key(&reads, &fields, &key))
		die("the row is no read");
	len = (uint8_t)reads_key_bytes(&key, message);
	check("plate", (const uint8_t *)key.vrm);
	try_digests("sha256-of-key", "blake2b-of-key", message, len);
	try_digests("sha256-of-plate", "blake2b-of-plate", key.vrm,
	    strlen(key.vrm));
	for (size_t i = 0; i < n_keys; i++) {
		hash_keyed(&keys[i], tag, message, &len, 1);
		check(i == 0 ? "tag-without-secret" : "tag", tag);
	}
}

static void
try_all(unsigned long count)
{
	/* evenly around the middle */
	for (unsigned long n = HALF - count / 2; count > 0; n++, count--) {
		char digits[16];

		(void)snprintf(digits, sizeof(digits), "%06lu", n);
		memcpy(row + digits_at, digits, DIGITS);
		try_digests("sha256-of-row", "blake2b-of-row", row, row_len);
		try_key();
		try_file();
		try_leaves();
	}
}

/* --- from the command line --- */

static void
take_file(const char *path, const char *line, const char *with)
{
	struct records cut = { 0 };
	struct reads_cut how = { .max_records = 1 };
	struct why w = { 0 };
	uint64_t lines = strtoull(line, NULL, 10);
	size_t used;

	file = read_all(AT_FDCWD, path, &file_len);
	for (; lines > 0 && row_at < file_len; row_at++)
		lines -= file[row_at] == '\n';
	row_len = strlen(with) + 1;
	row = malloc(row_len + 1);
	if (row == NULL || file_len + row_len > TEXT_MAX)
		die("the file is too large");
	(void)snprintf(row, row_len + 1, "%s\n", with);
	digits_at = strcspn(row, "@");
	if (reads_begin(&reads, "csv", "", &w) != 0 ||
	    reads_cut(&reads, &how, file, file_len, &cut, &used, &w) != 0)
		die(w.text);
	records_clear(&cut);
}

static void
take_manifest(const char *path, const char *name)
{
	const char *slash = strrchr(name, '/');
	char *line;

	manifest = read_all(AT_FDCWD, path, &manifest_len);
	line = slash == NULL ? NULL : strstr((char *)manifest, slash);
	while (line != NULL && line > (char *)manifest && line[-1] != ' ')
		line--;
	if (line == NULL)
		die("the manifest has no such file");
	digest_at = (size_t)(line - (char *)manifest) - 2 - 2 * SHA256_BYTES;
}

static void
add_salt(const uint8_t *salt)
{
	if (n_salts == SALTS_MAX)
		die("too many salts");
	memcpy(salts[n_salts++], salt, HASH_SALT_BYTES);
}

static void
take_salts(const char *id, const char *number, const char *hex)
{
	static const uint8_t none[HASH_SALT_BYTES];
	struct salt_cover cover = { 0 };
	struct why w = { 0 };
	uint32_t records = (uint32_t)strtoul(number, NULL, 10);
	uint8_t bundle[16];
	size_t len = strlen(hex) / 2;
	uint8_t *data = malloc(len + 1);
	uint8_t *all = calloc(records + 1, HASH_SALT_BYTES);

	if (data == NULL || all == NULL ||
	    !bytes_from_hex(bundle, sizeof(bundle), id) ||
	    !bytes_from_hex(data, len, hex) ||
	    salt_cover_decode(&cover, bundle, 0, records, data, len, &w) != 0 ||
	    salt_cover_derive(&cover, all, &w) != 0)
		die("no such cover");
	add_salt(none);
	/* the seeds as they are */
	for (size_t at = 8; at < len; at += 8 + HASH_SALT_BYTES)
		add_salt(data + at);
	for (size_t i = 0; i < records; i++)
		if (memcmp(all + i * HASH_SALT_BYTES, none, sizeof(none)) != 0)
			add_salt(all + i * HASH_SALT_BYTES);
	salt_cover_clear(&cover);
	free(all);
	free(data);
}

int
main(int argc, char **argv)
{
	static const uint8_t none[HASH_KEY_BYTES];
	unsigned long count = argc < 11 ? 0 : strtoul(argv[1], NULL, 10);

	if (count == 0 || count > 2 * HALF)
		die("usage");
	slots = calloc(SLOTS, sizeof(*slots));
	if (slots == NULL)
		die("no memory");
	add_folder(AT_FDCWD, argv[2]);
	take_file(argv[3], argv[4], argv[5]);
	take_manifest(argv[6], argv[3]);
	member = (uint32_t)strtoul(argv[7], NULL, 10);
	take_salts(argv[8], argv[9], argv[10]);
	hash_key_init(&keys[0], none);
	if (argc > 11) {
		size_t len;
		uint8_t *secret = read_all(AT_FDCWD, argv[11], &len);

		if (len != HASH_KEY_BYTES)
			die("no secret");
		hash_key_init(&keys[1], secret);
		n_keys = 2;
		free(secret);
	}
	try_all(count);
	(void)fprintf(stderr, "guess: %llu places, %zu salts\n",
	    (unsigned long long)n_windows, n_salts);
	return found_any ? 1 : 0;
}
