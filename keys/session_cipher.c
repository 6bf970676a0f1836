#include <gpgme.h>
#include <stdlib.h>

#include "keys/esk.h"
#include "keys/gpg.h"
#include "keys/session_inside.h"

/* OpenPGP numbers of ciphers. Source: RFC 4880, 9.2. */
#define AES128 7
#define AES256 9
/* How often a message is made that some tokens could not open: one in 256 is
 * such, of each reader. Only for a key of an odd length all are. */
#define FULL_TRIES 8

/* Errors that say that gpg could not do its work, rather than that the
 * message is bad. */
static const gpgme_err_code_t no_verdict[] = {
	GPG_ERR_NO_AGENT,
	GPG_ERR_AGENT,
	GPG_ERR_ASS_CONNECT_FAILED,
	GPG_ERR_ASS_SERVER_START,
	GPG_ERR_ASS_READ_ERROR,
	GPG_ERR_ASS_WRITE_ERROR,
	GPG_ERR_CONFIGURATION,
	GPG_ERR_EACCES,
	GPG_ERR_ECONNREFUSED,
	GPG_ERR_ECONNRESET,
	GPG_ERR_EIO,
	GPG_ERR_EMFILE,
	GPG_ERR_ENFILE,
	GPG_ERR_ENOMEM,
	GPG_ERR_ENOSPC,
	GPG_ERR_EOF,
	GPG_ERR_EPIPE,
	GPG_ERR_EROFS,
	GPG_ERR_INV_ENGINE,
	GPG_ERR_NO_PIN_ENTRY,
	GPG_ERR_TIMEOUT,
};

static bool
has_verdict(gpgme_error_t err)
{
	size_t n = sizeof no_verdict / sizeof no_verdict[0];

	for (size_t i = 0; i < n; i++) {
		if (gpgme_err_code(err) == no_verdict[i])
			return false;
	}
	return true;
}

/* gpg answered "encrypted" and it is what we asked for. */
static int
check_encrypted(struct session *s, gpgme_error_t err, struct why *w)
{
	if (err != 0)
		return gpg_failed(w, err, "gpg cannot encrypt");
	if (s->seen[SESSION_END_ENCRYPTION] != 1 ||
	    s->seen[SESSION_FAILURE] != 0)
		return why_set(w, WHY_GPG, "gpg ended while it encrypted");
	if (s->cipher != AES256 || s->protection == 0)
		return why_set(w, WHY_GPG,
		    "gpg encrypted in another way than asked");
	return 0;
}

static int
encrypt(struct session *s, gpgme_key_t *keys, unsigned int more,
    const struct pump_io *io, struct why *w)
{
	unsigned int flags = GPGME_ENCRYPT_ALWAYS_TRUST |
	    GPGME_ENCRYPT_NO_ENCRYPT_TO | GPGME_ENCRYPT_NO_COMPRESS | more;
	gpgme_error_t err;

	if (pump_begin(s->pump, s->gpg, io, w) != 0)
		return -1;
	if (keys == NULL)
		flags |= GPGME_ENCRYPT_SYMMETRIC;
	err = gpgme_op_encrypt_start(s->gpg, keys, flags, pump_in(s->pump),
	    pump_out(s->pump));
	if (pump_finish(s->pump, err, &err) != 0)
		return -1;
	if (check_encrypted(s, err, w) != 0) {
		pump_discard(s->pump);
		return -1;
	}
	return 0;
}

int
session_encrypt_symmetric(struct session *s, const char *passphrase,
    const struct pump_io *io, struct why *w)
{
	session_begin(s, passphrase, true);
	return encrypt(s, NULL, 0, io, w);
}

/* May this key read what we encrypt? */
static int
check_reader(const char *fingerprint, gpgme_key_t key, struct why *w)
{
	struct session_key_info info;
	const char *fault = NULL;

	if (key == NULL)
		return why_set(w, WHY_RECIPIENT, "key %s is not known here",
		    fingerprint);
	session_describe(key, &info);
	if (info.revoked)
		fault = "is revoked";
	else if (info.expired)
		fault = "has expired";
	else if (key->disabled || key->invalid)
		fault = "is not usable";
	else if (info.weak)
		fault = "is too weak";
	else if (!info.can_encrypt)
		fault = "cannot encrypt, or no longer";
	if (fault != NULL)
		return why_set(w, WHY_RECIPIENT, "key %s %s", fingerprint,
		    fault);
	return 0;
}

static int
encrypt_full(struct session *s, gpgme_key_t *keys, bool hidden,
    const struct pump_io *io, struct why *w)
{
	unsigned int more = hidden ? GPGME_ENCRYPT_THROW_KEYIDS : 0;
	size_t before = io->bytes->len;

	for (int i = 1; encrypt(s, keys, more, io, w) == 0; i++) {
		if (i == FULL_TRIES ||
		    esk_full(io->bytes->data + before, io->bytes->len - before))
			return 0;
		io->bytes->len = before;
		session_begin(s, NULL, false);
	}
	return -1;
}

int
session_encrypt_to(struct session *s, const struct session_readers *to,
    const struct pump_io *io, struct why *w)
{
	gpgme_key_t *keys = NULL;
	int rc = -1;

	session_begin(s, NULL, false);
	if (to->n == 0)
		return why_set(w, WHY_RECIPIENT, "no recipient");
	keys = calloc(to->n + 1, sizeof(gpgme_key_t));
	if (keys == NULL)
		return why_memory(w);
	for (size_t i = 0; i < to->n; i++) {
		const char *print = to->fingerprints[i];

		if (session_find(s, print, false, &keys[i], w) != 0 ||
		    check_reader(print, keys[i], w) != 0)
			goto out;
	}
	if (encrypt_full(s, keys, to->hidden, io, w) != 0)
		goto out;
	rc = 0;
out:
	for (size_t i = 0; i < to->n; i++) {
		if (keys[i] != NULL)
			gpgme_key_unref(keys[i]);
	}
	free(keys);
	return rc;
}

/* What gpg said of a message that did not come out, or came out doubtful. */
static int
decrypt_fault(struct session *s, gpgme_error_t err, struct why *w)
{
	if (s->seen[SESSION_PASSPHRASE_MESSAGE] > 0 && !s->symmetric)
		return why_set(w, WHY_DECRYPT,
		    "the message opens with a passphrase, not with a key");
	if (!s->symmetric && session_passphrase_failed(s, err, w))
		return -1;
	if (err != 0 && !has_verdict(err))
		return gpg_failed(w, err, "gpg cannot decrypt");
	/* gpg also names keys that it did not need. */
	if (s->seen[SESSION_NO_SECRET_KEY] > 0 && s->cipher == 0)
		return why_set(w, WHY_NO_KEY,
		    "none of the secret keys here opens the message");
	if (s->seen[SESSION_DAMAGE] + s->seen[SESSION_DECRYPTION_FAILED] +
		s->seen[SESSION_FAILURE] >
	    0)
		return why_set(w, WHY_DECRYPT,
		    s->symmetric
			? "the message is damaged or has another passphrase"
			: "the message is damaged");
	if (s->seen[SESSION_PLAINTEXT] > 0 &&
	    s->seen[SESSION_BEGIN_DECRYPTION] == 0)
		return why_set(w, WHY_DECRYPT, "the message is not encrypted");
	return gpg_failed(w, err != 0 ? err : gpgme_error(GPG_ERR_EOF),
	    "gpg ended without a verdict on the message");
}

/* The verdict: exactly one plaintext, complete, protected, nothing around. */
static int
check_decrypted(struct session *s, gpgme_error_t err, struct why *w)
{
	if (s->seen[SESSION_PLAINTEXT] > 1 ||
	    s->seen[SESSION_BEGIN_DECRYPTION] > 1 ||
	    s->seen[SESSION_SECOND_PLAINTEXT] > 0)
		return why_set(w, WHY_SEVERAL_PLAINTEXTS,
		    "the message holds more than one plaintext");
	if (err != 0 || s->seen[SESSION_DECRYPTION_OKAY] != 1 ||
	    s->seen[SESSION_DECRYPTION_FAILED] != 0 ||
	    s->seen[SESSION_DAMAGE] != 0 || s->seen[SESSION_FAILURE] != 0 ||
	    s->seen[SESSION_PLAINTEXT] != 1)
		return decrypt_fault(s, err, w);
	if (s->protection == 0 || s->seen[SESSION_GOOD_MDC] != 1)
		return why_set(w, WHY_DECRYPT,
		    "the message has no integrity protection");
	if (s->cipher < AES128 || s->cipher > AES256)
		return why_set(w, WHY_DECRYPT,
		    "the message is not encrypted with AES");
	if (s->seen[SESSION_SIGNATURE] != 0)
		return why_set(w, WHY_DECRYPT, "the message holds a signature");
	if ((s->seen[SESSION_PASSPHRASE_MESSAGE] > 0) != s->symmetric ||
	    (s->seen[SESSION_ENCRYPTED_TO] > 0) == s->symmetric)
		return why_set(w, WHY_DECRYPT,
		    "the message opens in another way than it should");
	return 0;
}

static int
decrypt(struct session *s, const struct pump_io *io, struct why *w)
{
	gpgme_error_t err;

	if (pump_begin(s->pump, s->gpg, io, w) != 0)
		return -1;
	err =
	    gpgme_op_decrypt_start(s->gpg, pump_in(s->pump), pump_out(s->pump));
	if (pump_finish(s->pump, err, &err) != 0)
		return -1;
	if (check_decrypted(s, err, w) != 0) {
		pump_discard(s->pump);
		return -1;
	}
	return 0;
}

int
session_decrypt_symmetric(struct session *s, const char *passphrase,
    const struct pump_io *io, struct why *w)
{
	session_begin(s, passphrase, true);
	return decrypt(s, io, w);
}

int
session_decrypt(struct session *s, const struct pump_io *io, struct why *w)
{
	session_begin(s, s->home->passphrase, false);
	return decrypt(s, io, w);
}
