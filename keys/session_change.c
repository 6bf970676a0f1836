#include <gpgme.h>
#include <string.h>
#include <time.h>

#include "keys/gpg.h"
#include "keys/session_error.h"
#include "keys/session_inside.h"
#include "keys/session_own.h"

/* The own key, its secret primary part here, and not revoked. */
static int
find_own(struct session *s, const char *fingerprint, gpgme_key_t *out,
    struct why *w)
{
	session_begin(s, s->home->passphrase, false);
	if (session_find(s, fingerprint, true, out, w) != 0)
		return -1;
	if (*out == NULL || (*out)->subkeys == NULL || !(*out)->subkeys->secret)
		return why_set(w, WHY_NO_KEY, "the secret key %s is not here",
		    fingerprint);
	if ((*out)->revoked)
		return why_set(w, WHY_SIGNER_REVOKED, "key %s is revoked",
		    fingerprint);
	return 0;
}

/* --- a later expiry --- */

/* One fingerprint a line, as GPGME wants them. gpg's own word for all leaves
 * out those that have expired. */
static int
list_subkeys(gpgme_key_t key, struct bytes *out, struct why *w)
{
	for (gpgme_subkey_t k = key->subkeys->next; k != NULL; k = k->next) {
		if (!k->revoked && k->fpr != NULL &&
		    bytes_printf(out, w, "%s%s", out->len == 0 ? "" : "\n",
			k->fpr) != 0)
			return -1;
	}
	return out->len == 0 ? 0 : bytes_add(out, "", 1, w);
}

static int
set_expiry(struct session *s, gpgme_key_t key, const char *parts,
    uint32_t valid_s, struct why *w)
{
	gpgme_error_t err;

	pump_watch(s->pump, s->gpg, w);
	err = gpgme_op_setexpire_start(s->gpg, key, valid_s, parts, 0);
	if (pump_finish(s->pump, err, &err) != 0)
		return -1;
	if (session_passphrase_failed(s, err, w))
		return -1;
	return err == 0 ? 0 : gpg_failed(w, err, "gpg cannot extend the key");
}

/* gpg's word that it is done is not enough. */
static int
check_expiry(struct session *s, const char *fingerprint, int64_t began_s,
    uint32_t valid_s, struct why *w)
{
	int64_t first_s = valid_s == 0 ? 0 : began_s + valid_s;
	int64_t last_s = valid_s == 0 ? 0 : (int64_t)time(NULL) + valid_s;
	struct session_own own;

	if (session_own(s, fingerprint, &own, w) != 0)
		return -1;
	for (size_t i = 0; i < own.n; i++) {
		if (!own.parts[i].revoked &&
		    (own.parts[i].expires_s < first_s ||
			own.parts[i].expires_s > last_s))
			return why_set(w, WHY_GPG, "gpg did not extend %s",
			    own.parts[i].fingerprint);
	}
	return 0;
}

int
session_extend(struct session *s, const char *fingerprint, uint32_t valid_s,
    struct why *w)
{
	int64_t began_s = time(NULL);
	struct bytes parts = { 0 };
	gpgme_key_t key = NULL;
	int rc = -1;

	if (find_own(s, fingerprint, &key, w) != 0 ||
	    list_subkeys(key, &parts, w) != 0 ||
	    set_expiry(s, key, NULL, valid_s, w) != 0)
		goto out;
	if (parts.len > 0 &&
	    set_expiry(s, key, (const char *)parts.data, valid_s, w) != 0)
		goto out;
	rc = check_expiry(s, fingerprint, began_s, valid_s, w);
out:
	bytes_clear(&parts);
	if (key != NULL)
		gpgme_key_unref(key);
	return rc;
}

/* --- revocation --- */

/* The menu of gpg counts in another way than OpenPGP. */
static const char *const choices[] = {
	[SESSION_SUPERSEDED] = "2",
	[SESSION_COMPROMISED] = "1",
	[SESSION_RETIRED] = "3",
};

/* What gpg asks, and what it is told. Source: GnuPG's g10/keyedit.c and
 * g10/revoke.c. */
struct dialogue {
	const char *choice;
	bool asked; /* the menu was there once: now it is to save */
	bool strange;
};

static gpgme_error_t
on_question(void *self, const char *keyword, const char *args, int fd)
{
	struct dialogue *d = self;
	const struct {
		const char *question;
		const char *answer;
	} answers[] = {
		{ "keyedit.prompt", d->asked ? "save" : "revkey" },
		{ "keyedit.revoke.subkey.okay", "y" },
		{ "ask_revocation_reason.code", d->choice },
		{ "ask_revocation_reason.text", "" },
		{ "ask_revocation_reason.okay", "y" },
		{ "keyedit.save.okay", "y" },
	};
	const char *answer = NULL;

	if (fd < 0)
		return 0;
	if (strncmp(keyword, "GET_", 4) == 0) {
		for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
			if (strcmp(args, answers[i].question) == 0)
				answer = answers[i].answer;
	}
	if (answer == NULL) {
		d->strange = true;
		return gpgme_error(GPG_ERR_CANCELED);
	}
	if (strcmp(args, "keyedit.prompt") == 0)
		d->asked = true;
	if (gpgme_io_writen(fd, answer, strlen(answer)) != 0 ||
	    gpgme_io_writen(fd, "\n", 1) != 0)
		return gpgme_error_from_syserror();
	return 0;
}

static int
revoke(struct session *s, gpgme_key_t key, enum session_revocation reason,
    struct why *w)
{
	struct dialogue d = { .choice = choices[reason] };
	struct session_error error;
	gpgme_data_t shown = NULL;
	gpgme_error_t err = gpgme_data_new(&shown);
	int rc = 0;

	if (err == 0) {
		session_error_begin(&error, s);
		pump_watch(s->pump, s->gpg, w);
		err = gpgme_op_interact_start(s->gpg, key, 0, on_question, &d,
		    shown);
		rc = pump_finish(s->pump, err, &err);
		session_error_end(&error);
	}
	gpgme_data_release(shown);
	if (rc != 0)
		return -1;
	if (session_passphrase_failed(s, err, w))
		return -1;
	if (d.strange)
		return why_set(w, WHY_GPG,
		    "gpg asks what it was not expected to ask");
	return err == 0 ? 0 : gpg_failed(w, err, "gpg cannot revoke the key");
}

int
session_revoke(struct session *s, const char *fingerprint,
    enum session_revocation reason, struct why *w)
{
	struct session_key_info info;
	gpgme_key_t key = NULL;
	int rc = -1;

	if (find_own(s, fingerprint, &key, w) != 0 ||
	    revoke(s, key, reason, w) != 0 ||
	    session_key(s, fingerprint, &info, w) != 0)
		goto out;
	if (!info.revoked) {
		why_set(w, WHY_GPG, "gpg did not revoke the key");
		goto out;
	}
	rc = 0;
out:
	if (key != NULL)
		gpgme_key_unref(key);
	return rc;
}
