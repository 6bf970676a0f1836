#include "keys/secret.h"

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static bool
is_zero(const uint8_t *secret)
{
	for (size_t i = 0; i < SECRET_BYTES; i++) {
		if (secret[i] != 0)
			return false;
	}
	return true;
}

int
main(void)
{
	struct session_new_key new = { .uid = "own" };
	char print[SESSION_PRINT_HEX] = "";
	const char *prints[] = { print };
	struct session_readers to = { .fingerprints = prints, .n = 1 };
	uint8_t one[SECRET_BYTES] = { 0 };
	uint8_t two[SECRET_BYTES] = { 0 };
	struct bytes file = { 0 };
	struct session s = { 0 };
	struct home h = { 0 };
	struct why w = { 0 };
	char *path;
	struct pump_io io = { .data = "short",
		.len = 5,
		.bytes = &file,
		.max_bytes = 8192 };

	scratch_begin();
	path = strdup(scratch_path("tombstone.gpg"));
	tap_ok(home_create(scratch_path("h"), &w) == 0 &&
		home_open(&h, scratch_path("h"), "phrase", NULL, &w) == 0 &&
		session_open(&s, &h, &w) == 0 &&
		session_make_key(&s, &new, print, &w) == 0,
	    "a key: %s", w.text);
	tap_ok(secret_make(&s, print, path, &w) == 0, "a secret is made: %s",
	    w.text);
	tap_ok(secret_load(&s, path, one, &w) == 0 && !is_zero(one) &&
		secret_load(&s, path, two, &w) == 0 &&
		memcmp(one, two, sizeof one) == 0,
	    "it is the same each time: %s", w.text);
	tap_ok(secret_make(&s, print, path, &w) == -1 && w.reason == WHY_STORE,
	    "it is not made anew: %s", w.text);
	why_clear(&w);
	tap_ok(secret_make(&s, print, scratch_path("other"), &w) == 0 &&
		secret_load(&s, scratch_path("other"), two, &w) == 0 &&
		memcmp(one, two, sizeof one) != 0,
	    "another store has another: %s", w.text);
	scratch_read(path, &file);
	tap_ok(memmem(file.data, file.len, one, 4) == NULL,
	    "it does not lie there in the clear");
	h.passphrase = NULL;
	tap_ok(secret_load(&s, path, two, &w) == -1 && w.reason == WHY_NO_KEY &&
		is_zero(two),
	    "not without the key's passphrase: %s", w.text);
	h.passphrase = "phrase";
	why_clear(&w);
	file.data[file.len - 3] ^= 1;
	scratch_write(path, file.data, file.len);
	tap_ok(secret_load(&s, path, two, &w) == -1 && w.reason == WHY_STORE &&
		is_zero(two),
	    "a damaged file is a fault of the store: %s", w.text);
	why_clear(&w);
	file.len = 0;
	session_encrypt_to(&s, &to, &io, &w);
	scratch_write(path, file.data, file.len);
	tap_ok(secret_load(&s, path, two, &w) == -1 && w.reason == WHY_STORE,
	    "so is a secret of another length: %s", w.text);
	why_clear(&w);
	tap_ok(secret_load(&s, scratch_path("none"), two, &w) == -1 &&
		w.reason == WHY_SYSTEM,
	    "a missing one has a reason: %s", w.text);
	session_close(&s);
	home_close(&h);
	bytes_clear(&file);
	free(path);
	return tap_done();
}
