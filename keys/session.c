#include "keys/session.h"

#include <gpgme.h>
#include <stdlib.h>
#include <string.h>

#include "keys/gpg.h"
#include "keys/session_inside.h"
#include "keys/session_token.h"

/* Status lines, by their keyword. Source: GnuPG's doc/DETAILS. */
static const struct {
	const char *keyword;
	enum session_word word;
} words[] = {
	{ "PLAINTEXT", SESSION_PLAINTEXT },
	{ "BEGIN_DECRYPTION", SESSION_BEGIN_DECRYPTION },
	{ "DECRYPTION_OKAY", SESSION_DECRYPTION_OKAY },
	{ "DECRYPTION_FAILED", SESSION_DECRYPTION_FAILED },
	{ "GOODMDC", SESSION_GOOD_MDC },
	{ "BADMDC", SESSION_DAMAGE },
	{ "ERRMDC", SESSION_DAMAGE },
	{ "NODATA", SESSION_DAMAGE },
	{ "UNEXPECTED", SESSION_DAMAGE },
	{ "BADARMOR", SESSION_DAMAGE },
	{ "ENC_TO", SESSION_ENCRYPTED_TO },
	{ "NO_SECKEY", SESSION_NO_SECRET_KEY },
	{ "NEED_PASSPHRASE_SYM", SESSION_PASSPHRASE_MESSAGE },
	{ "NEWSIG", SESSION_SIGNATURE },
	{ "END_ENCRYPTION", SESSION_END_ENCRYPTION },
	{ "IMPORT_RES", SESSION_END_IMPORT },
	{ "FAILURE", SESSION_FAILURE },
};

/* "<mdc method> <cipher> [<aead algorithm>]", numbers. */
static void
note_cipher(struct session *s, const char *args)
{
	unsigned long mdc;
	unsigned long aead;
	char *end;

	mdc = strtoul(args, &end, 10);
	s->cipher = (unsigned int)strtoul(end, &end, 10);
	aead = strtoul(end, &end, 10);
	s->protection = (unsigned int)(mdc != 0 ? mdc : aead);
}

static gpgme_error_t
on_status(void *self, const char *keyword, const char *args)
{
	struct session *s = self;

	if (strcmp(keyword, "PINENTRY_LAUNCHED") == 0)
		pump_person(s->pump);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(keyword, words[i].keyword) == 0)
			s->seen[words[i].word]++;
	}
	if (strcmp(keyword, "DECRYPTION_INFO") == 0 ||
	    strcmp(keyword, "BEGIN_ENCRYPTION") == 0)
		note_cipher(s, args);
	if (strcmp(keyword, "ERROR") == 0 &&
	    (strncmp(args, "decryption.early_plaintext ", 27) == 0 ||
		strncmp(args, "proc_pkt.plaintext ", 19) == 0))
		s->seen[SESSION_SECOND_PLAINTEXT]++;
	return 0;
}

/* gpg asks. A message that wants a passphrase where a key was expected does not
 * get the key's, and the other way round. */
static gpgme_error_t
on_passphrase(void *self, const char *uid, const char *info, int again, int fd)
{
	struct session *s = self;
	bool for_message = s->seen[SESSION_PASSPHRASE_MESSAGE] > 0;

	(void)uid;
	(void)info;
	if (s->passphrase == NULL || for_message != s->symmetric) {
		s->refused = true;
		return gpgme_error(GPG_ERR_CANCELED);
	}
	/* A daemon of tokens asks again by itself after a wrong PIN: an answer
	 * would use up the tries that are left. */
	if (again || (s->given && s->home->scdaemon != NULL)) {
		s->wrong = true;
		return gpgme_error(GPG_ERR_CANCELED);
	}
	s->given = true;
	if (gpgme_io_writen(fd, s->passphrase, strlen(s->passphrase)) != 0 ||
	    gpgme_io_writen(fd, "\n", 1) != 0)
		return gpgme_error_from_syserror();
	return 0;
}

int
session_open(struct session *s, const struct home *home, struct why *w)
{
	*s = (struct session){ .home = home };
	s->pump = pump_new(w);
	if (s->pump == NULL || gpg_context(&s->gpg, home, w) != 0) {
		session_close(s);
		return -1;
	}
	gpgme_set_status_cb(s->gpg, on_status, s);
	gpgme_set_passphrase_cb(s->gpg, on_passphrase, s);
	return 0;
}

void
session_close(struct session *s)
{
	gpgme_release(s->gpg);
	pump_free(s->pump);
	bytes_clear(&s->listed);
	*s = (struct session){ 0 };
}

void
session_begin(struct session *s, const char *passphrase, bool symmetric)
{
	s->passphrase = passphrase;
	s->symmetric = symmetric;
	s->given = s->refused = s->wrong = false;
	memset(s->seen, 0, sizeof s->seen);
	s->cipher = s->protection = 0;
}

bool
session_print_ok(const char *fingerprint)
{
	return strlen(fingerprint) == SESSION_PRINT_HEX - 1 &&
	    strspn(fingerprint, "0123456789ABCDEF") == SESSION_PRINT_HEX - 1;
}

bool
session_passphrase_failed(const struct session *s, gpgme_error_t error,
    struct why *w)
{
	if (s->home->scdaemon != NULL)
		return session_token_failed(s, error, w);
	if (s->refused)
		why_set(w, WHY_NO_KEY,
		    "the secret key has a passphrase, and none was given");
	else if (s->wrong || gpgme_err_code(error) == GPG_ERR_BAD_PASSPHRASE)
		why_set(w, WHY_NO_KEY,
		    "the passphrase of the secret key is wrong");
	else
		return false;
	return true;
}

/* What stands in no listing: a keyring that cannot be read, say. */
static gpgme_error_t
listing_fault(gpgme_ctx_t gpg)
{
	gpgme_key_t none = NULL;
	gpgme_error_t err = gpgme_op_keylist_next(gpg, &none);

	gpgme_key_unref(none);
	return gpgme_err_code(err) == GPG_ERR_EOF ? 0 : err;
}

int
session_list(struct session *s, const char *fingerprint, bool secret,
    gpgme_key_t *out, struct why *w)
{
	gpgme_status_cb_t old;
	void *old_self;
	gpgme_key_t second;
	gpgme_error_t err;
	int rc;

	*out = NULL;
	/* What it says is not about the operation that asks. */
	gpgme_get_status_cb(s->gpg, &old, &old_self);
	gpgme_set_status_cb(s->gpg, NULL, NULL);
	pump_watch(s->pump, s->gpg, w);
	err = gpgme_op_keylist_start(s->gpg, fingerprint, secret);
	rc = pump_finish(s->pump, err, &err);
	gpgme_set_status_cb(s->gpg, old, old_self);
	if (rc != 0)
		return -1;
	*out = pump_key(s->pump);
	second = pump_key(s->pump);
	if (err == 0 && *out == NULL)
		err = listing_fault(s->gpg);
	if (err == 0 && second != NULL)
		err = gpgme_error(GPG_ERR_AMBIGUOUS_NAME);
	gpgme_key_unref(second);
	if (err == 0)
		return 0;
	gpgme_key_unref(*out);
	*out = NULL;
	return gpg_failed(w, err, "gpg cannot list keys");
}

int
session_find(struct session *s, const char *fingerprint, bool secret,
    gpgme_key_t *out, struct why *w)
{
	*out = NULL;
	if (!session_print_ok(fingerprint))
		return 0;
	if (session_list(s, fingerprint, secret, out, w) != 0)
		return -1;
	if (*out != NULL &&
	    ((*out)->fpr == NULL || strcmp((*out)->fpr, fingerprint) != 0)) {
		gpgme_key_unref(*out);
		*out = NULL;
	}
	return 0;
}
