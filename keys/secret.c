#include "keys/secret.h"

#include <string.h>
#include <unistd.h>

#include "formats/bytes.h"
#include "keys/file.h"

/* A sealed secret for one reader is far shorter. */
#define SEALED_MAX_BYTES 8192

static int
seal(struct session *s, uint8_t secret[SECRET_BYTES], const char *fingerprint,
    const char *path, struct why *w)
{
	struct bytes sealed = { 0 };
	struct session_readers self = { .fingerprints = &fingerprint, .n = 1 };
	struct pump_io io = {
		.data = secret,
		.len = SECRET_BYTES,
		.bytes = &sealed,
		.max_bytes = SEALED_MAX_BYTES,
	};
	int rc = -1;

	if (session_encrypt_to(s, &self, &io, w) == 0)
		rc = file_write(path, sealed.data, sealed.len, w);
	bytes_clear(&sealed);
	return rc;
}

int
secret_make(struct session *s, const char *fingerprint, const char *path,
    struct why *w)
{
	uint8_t secret[SECRET_BYTES];
	int rc = -1;

	if (access(path, F_OK) == 0)
		return why_set(w, WHY_STORE, "%s is there already", path);
	if (bytes_random(secret, sizeof secret, w) == 0)
		rc = seal(s, secret, fingerprint, path, w);
	explicit_bzero(secret, sizeof secret);
	return rc;
}

int
secret_reseal(struct session *s, const char *path, const char *fingerprint,
    const char *copy, struct why *w)
{
	uint8_t secret[SECRET_BYTES];
	int rc = secret_load(s, path, secret, w);

	if (rc == 0)
		rc = seal(s, secret, fingerprint, copy, w);
	explicit_bzero(secret, sizeof secret);
	return rc;
}

int
secret_load(struct session *s, const char *path, uint8_t out[SECRET_BYTES],
    struct why *w)
{
	struct bytes sealed = { 0 };
	struct bytes plain = { 0 };
	struct pump_io io = { .bytes = &plain, .max_bytes = SECRET_BYTES };
	struct why fault = { 0 };
	int rc = -1;

	memset(out, 0, SECRET_BYTES);
	if (file_read(path, SEALED_MAX_BYTES, &sealed, w) != 0)
		goto out;
	io.data = sealed.data;
	io.len = sealed.len;
	if (session_decrypt(s, &io, &fault) != 0) {
		/* Our own file: a verdict on it is a fault of the store. */
		why_set(w,
		    why_exit(fault.reason) == WHY_EXIT_NO ? WHY_STORE
							  : fault.reason,
		    "%s: %s", path, fault.text);
		goto out;
	}
	if (plain.len != SECRET_BYTES) {
		why_set(w, WHY_STORE, "%s is not a secret of 32 bytes", path);
		goto out;
	}
	memcpy(out, plain.data, SECRET_BYTES);
	rc = 0;
out:
	bytes_wipe(&plain);
	bytes_clear(&sealed);
	return rc;
}
