#include "keys/session_token.h"

#include <gpgme.h>
#include <string.h>

#include "keys/gpg.h"
#include "keys/session_inside.h"
#include "keys/token.h"

bool
session_token_failed(const struct session *s, unsigned int error, struct why *w)
{
	if (s->refused)
		why_set(w, WHY_TOKEN_PIN,
		    "the token wants its PIN, and none was given");
	else if (gpgme_err_code(error) == GPG_ERR_PIN_BLOCKED)
		(void)token_fault(error, w);
	else if (s->wrong)
		why_set(w, WHY_TOKEN_PIN,
		    "the PIN of the token is wrong, or the token wants it more "
		    "than once");
	else
		return token_fault(error, w);
	return true;
}

/* --- is it there? --- */

int
session_check_token(struct session *s, const char *fingerprint, struct why *w)
{
	gpgme_key_t key = NULL;
	struct token token;
	size_t n = 0;
	int rc = -1;

	if (session_find(s, fingerprint, true, &key, w) != 0)
		return -1;
	if (key == NULL)
		return why_set(w, WHY_NO_KEY, "the secret key %s is not here",
		    fingerprint);
	if (token_look(s->home, &token, w) != 0)
		goto out;
	for (gpgme_subkey_t k = key->subkeys; k != NULL; k = k->next) {
		if (!k->is_cardkey || k->revoked || k->keygrip == NULL)
			continue;
		n++;
		if (token_find(&token, k->keygrip) == NULL) {
			why_set(w, WHY_TOKEN,
			    "the token %s does not hold the key %s",
			    token.serial, k->fpr);
			goto out;
		}
	}
	if (n == 0) {
		why_set(w, WHY_NO_KEY, "no part of key %s is on a token",
		    fingerprint);
		goto out;
	}
	rc = 0;
out:
	gpgme_key_unref(key);
	return rc;
}

/* --- a key of what is on it --- */

static const struct token_key *
want_key(const struct token *t, const char *name, struct why *w)
{
	const struct token_key *key = token_find(t, name);
	struct bytes list = { 0 };

	if (key != NULL)
		return key;
	for (size_t i = 0; i < t->n; i++)
		(void)bytes_printf(&list, w, "%s%s (%s)", i == 0 ? "" : ", ",
		    t->keys[i].id, t->keys[i].keygrip);
	why_set(w, WHY_TOKEN, "the token %s has no key \"%s\": it has %.*s",
	    t->serial, name, (int)list.len, (const char *)list.data);
	bytes_clear(&list);
	return NULL;
}

static int
make_key(struct session *s, const char *wish, char *fingerprint, struct why *w)
{
	gpgme_genkey_result_t made;
	gpgme_error_t err;

	session_begin(s, s->home->passphrase, false);
	pump_watch(s->pump, s->gpg, w);
	err = gpgme_op_genkey_start(s->gpg, wish, NULL, NULL);
	if (pump_finish(s->pump, err, &err) != 0 ||
	    (err != 0 && session_passphrase_failed(s, err, w)))
		return -1;
	if (err != 0)
		return gpg_failed(w, err,
		    "gpg cannot make a key of those on the token (RSA keys are "
		    "wanted)");
	made = gpgme_op_genkey_result(s->gpg);
	if (made == NULL || made->fpr == NULL || !session_print_ok(made->fpr))
		return why_set(w, WHY_GPG,
		    "gpg made a key that is not of version 4");
	memcpy(fingerprint, made->fpr, SESSION_PRINT_HEX);
	return 0;
}

/* Two parts, both on the token, each for its use. */
static int
check_made(struct session *s, const char *fingerprint,
    const struct token_key *sign, const struct token_key *decrypt,
    struct why *w)
{
	struct session_key_info info;
	gpgme_key_t key = NULL;
	gpgme_subkey_t first;
	gpgme_subkey_t second;
	int rc = 0;

	if (session_find(s, fingerprint, true, &key, w) != 0)
		return -1;
	first = key == NULL ? NULL : key->subkeys;
	second = first == NULL ? NULL : first->next;
	if (second == NULL || second->next != NULL || !first->is_cardkey ||
	    !second->is_cardkey || !first->can_sign || !second->can_encrypt ||
	    first->keygrip == NULL || second->keygrip == NULL ||
	    strcmp(first->keygrip, sign->keygrip) != 0 ||
	    strcmp(second->keygrip, decrypt->keygrip) != 0)
		rc =
		    why_set(w, WHY_GPG, "gpg made another key than was wanted");
	if (rc == 0) {
		session_describe(key, &info);
		if (info.weak)
			rc = why_set(w, WHY_TOKEN,
			    "a key on the token is too weak, or of a kind not "
			    "used here: %s, %u bits",
			    info.algorithm, info.bits);
	}
	if (key != NULL)
		gpgme_key_unref(key);
	return rc;
}

int
session_make_token_key(struct session *s, const struct session_token_key *new,
    char *fingerprint, struct why *w)
{
	const struct token_key *sign;
	const struct token_key *decrypt;
	struct bytes wish = { 0 };
	struct token token;
	int rc = -1;

	if (token_look(s->home, &token, w) != 0 ||
	    (sign = want_key(&token, new->sign, w)) == NULL ||
	    (decrypt = want_key(&token, new->decrypt, w)) == NULL)
		return -1;
	if (sign == decrypt)
		return why_set(w, WHY_TOKEN,
		    "one key cannot sign and decrypt: two are wanted");
	if (token_learn(s->home, w) != 0)
		return -1;
	/* Source: GnuPG's manual, "Unattended key generation". */
	if (bytes_printf(&wish, w,
		"<GnupgKeyParms format=\"internal\">\n"
		"Key-Type: RSA\nKey-Grip: %s\nKey-Usage: sign,cert\n"
		"Subkey-Type: RSA\nSubkey-Grip: %s\nSubkey-Usage: encrypt\n"
		"Name-Real: %s\nExpire-Date: %s%u\n"
		"</GnupgKeyParms>\n",
		sign->keygrip, decrypt->keygrip, new->uid,
		new->valid_s == 0 ? "" : "seconds=", new->valid_s) != 0 ||
	    bytes_add(&wish, "", 1, w) != 0)
		goto out;
	if (make_key(s, (const char *)wish.data, fingerprint, w) == 0)
		rc = check_made(s, fingerprint, sign, decrypt, w);
out:
	bytes_clear(&wish);
	return rc;
}
