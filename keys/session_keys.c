#include <gpgme.h>
#include <stdio.h>
#include <string.h>

#include "keys/gpg.h"
#include "keys/session_inside.h"

#define RSA_BITS_MIN 2048
#define ARMOUR_FIRST "-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
#define ARMOUR_LAST  "-----END PGP PUBLIC KEY BLOCK-----\n"

/* Kinds of keys that are made. Source: signature.txt, 2. */
static const struct {
	const char *sign;
	const char *encrypt;
} kinds[] = {
	[SESSION_ED25519] = { "ed25519", "cv25519" },
	[SESSION_RSA3072] = { "rsa3072", "rsa3072" },
};

static bool
is_strong(gpgme_subkey_t k)
{
	const char *curve = k->curve == NULL ? "" : k->curve;

	switch (k->pubkey_algo) {
	case GPGME_PK_RSA:
		return k->length >= RSA_BITS_MIN;
	case GPGME_PK_EDDSA:
		return strcmp(curve, "ed25519") == 0;
	case GPGME_PK_ECDH:
		return strcmp(curve, "cv25519") == 0;
	default:
		return false;
	}
}

void
session_describe(gpgme_key_t key, struct session_key_info *out)
{
	gpgme_subkey_t first = key->subkeys;

	*out = (struct session_key_info){
		.expired = key->expired,
		.revoked = key->revoked,
	};
	if (first == NULL || key->fpr == NULL) {
		out->weak = true;
		return;
	}
	snprintf(out->fingerprint, sizeof out->fingerprint, "%s", key->fpr);
	snprintf(out->algorithm, sizeof out->algorithm, "%s",
	    first->curve != NULL ? first->curve
				 : gpgme_pubkey_algo_name(first->pubkey_algo));
	out->bits = first->length;
	out->created_s = first->timestamp;
	out->expires_s = first->expires;
	for (gpgme_subkey_t k = first; k != NULL; k = k->next) {
		bool live = !k->revoked && !k->expired && !k->disabled &&
		    !k->invalid && !key->expired && !key->revoked;

		out->can_sign |= live && k->can_sign;
		out->can_encrypt |= live && k->can_encrypt;
		out->weak |= (live || k == first) && !is_strong(k);
	}
}

int
session_key(struct session *s, const char *fingerprint,
    struct session_key_info *out, struct why *w)
{
	gpgme_key_t key = NULL;

	*out = (struct session_key_info){ 0 };
	session_begin(s, NULL, false);
	if (session_find(s, fingerprint, false, &key, w) != 0)
		return -1;
	if (key == NULL)
		return why_set(w, WHY_SIGNER_UNKNOWN,
		    "key %s is not known here", fingerprint);
	session_describe(key, out);
	gpgme_key_unref(key);
	return 0;
}

static int
add_subkey(struct session *s, const struct session_new_key *new,
    unsigned int flags, const char *fingerprint, struct why *w)
{
	gpgme_key_t key = NULL;
	gpgme_error_t err;

	if (session_find(s, fingerprint, true, &key, w) != 0)
		return -1;
	if (key == NULL)
		return why_set(w, WHY_GPG, "gpg lost the key that it made");
	err = gpgme_op_createsubkey(s->gpg, key, kinds[new->kind].encrypt, 0,
	    new->valid_s, flags | GPGME_CREATE_ENCR);
	gpgme_key_unref(key);
	return err == 0 ? 0 : gpg_failed(w, err, "gpg cannot make a subkey");
}

int
session_make_key(struct session *s, const struct session_new_key *new,
    char *fingerprint, struct why *w)
{
	unsigned int flags = GPGME_CREATE_FORCE; /* a name may have two keys */
	gpgme_genkey_result_t made;
	gpgme_error_t err;

	session_begin(s, s->home->passphrase, false);
	if (s->home->passphrase == NULL)
		flags |= GPGME_CREATE_NOPASSWD;
	if (new->valid_s == 0)
		flags |= GPGME_CREATE_NOEXPIRE;
	err = gpgme_op_createkey(s->gpg, new->uid, kinds[new->kind].sign, 0,
	    new->valid_s, NULL, flags | GPGME_CREATE_SIGN | GPGME_CREATE_CERT);
	made = gpgme_op_genkey_result(s->gpg);
	if (err != 0)
		return gpg_failed(w, err, "gpg cannot make a key");
	if (made == NULL || made->fpr == NULL || !session_print_ok(made->fpr))
		return why_set(w, WHY_GPG,
		    "gpg made a key that is not of version 4");
	memcpy(fingerprint, made->fpr, SESSION_PRINT_HEX);
	return add_subkey(s, new, flags, fingerprint, w);
}

int
session_export(struct session *s, const char *fingerprint, struct bytes *out,
    struct why *w)
{
	struct session_key_info info;
	gpgme_data_t data = NULL;
	gpgme_error_t err;
	char *text = NULL;
	size_t len = 0;
	int rc = -1;

	if (session_key(s, fingerprint, &info, w) != 0)
		return -1;
	err = gpgme_data_new(&data);
	if (err == 0) {
		gpgme_set_armor(s->gpg, 1);
		err = gpgme_op_export(s->gpg, fingerprint,
		    GPGME_EXPORT_MODE_MINIMAL, data);
		gpgme_set_armor(s->gpg, 0);
		text = gpgme_data_release_and_get_mem(data, &len);
	}
	if (err != 0)
		gpg_failed(w, err, "gpg cannot export the key");
	else if (len == 0)
		why_set(w, WHY_GPG, "gpg exported nothing");
	else
		rc = bytes_add(out, text, len, w);
	gpgme_free(text);
	return rc;
}

/* One armour and nothing around it: gpg would skip or join what it finds. */
static int
check_armour(const struct bytes *text, struct why *w)
{
	static const char dashes[] = "-----BEGIN";
	size_t first = sizeof ARMOUR_FIRST - 1;
	size_t last = sizeof ARMOUR_LAST - 1;

	if (text->len > SESSION_KEY_MAX_BYTES)
		return why_set(w, WHY_CARD, "the key is too long");
	if (text->len < first + last ||
	    memcmp(text->data, ARMOUR_FIRST, first) != 0 ||
	    memcmp(text->data + text->len - last, ARMOUR_LAST, last) != 0 ||
	    memmem(text->data + first, text->len - first, dashes,
		sizeof dashes - 1) != NULL ||
	    memmem(text->data, text->len - last, "-----END", 8) != NULL)
		return why_set(w, WHY_CARD,
		    "the key is not one armoured public key");
	return 0;
}

/* What stands in the armour: one public key, this one, strong. */
static int
check_listed(gpgme_key_t key, const char *fingerprint, struct why *w)
{
	struct session_key_info info;

	session_describe(key, &info);
	if (key->secret)
		return why_set(w, WHY_CARD, "the key is a secret key");
	if (strcmp(info.fingerprint, fingerprint) != 0)
		return why_set(w, WHY_CARD,
		    "the key has another fingerprint: %s instead of %s",
		    info.fingerprint, fingerprint);
	if (info.weak)
		return why_set(w, WHY_CARD,
		    "the key is too weak, or of a kind not used here: %s, "
		    "%u bits",
		    info.algorithm, info.bits);
	return 0;
}

static int
check_keys(struct session *s, gpgme_data_t data, const char *fingerprint,
    struct why *w)
{
	gpgme_error_t err = gpgme_op_keylist_from_data_start(s->gpg, data, 0);
	gpgme_key_t key = NULL;
	size_t n = 0;
	int rc = 0;

	while (err == 0 && rc == 0 &&
	    (err = gpgme_op_keylist_next(s->gpg, &key)) == 0) {
		rc = n++ == 0 ? check_listed(key, fingerprint, w)
			      : why_set(w, WHY_CARD, "more than one key");
		gpgme_key_unref(key);
	}
	gpgme_op_keylist_end(s->gpg);
	if (rc != 0)
		return -1;
	if (gpgme_err_code(err) != GPG_ERR_EOF)
		return gpg_failed(w, err, "gpg cannot read the key");
	if (s->seen[SESSION_END_IMPORT] != 1)
		return why_set(w, WHY_GPG, "gpg ended while it read the key");
	if (n == 0)
		return why_set(w, WHY_CARD, "the key cannot be read");
	return 0;
}

int
session_import(struct session *s, const struct bytes *armoured,
    const char *fingerprint, struct why *w)
{
	gpgme_import_result_t result;
	gpgme_data_t data = NULL;
	gpgme_error_t err;
	int rc = -1;

	session_begin(s, NULL, false);
	if (!session_print_ok(fingerprint))
		return why_set(w, WHY_CARD, "not a full fingerprint");
	if (check_armour(armoured, w) != 0)
		return -1;
	err = gpgme_data_new_from_mem(&data, (const char *)armoured->data,
	    armoured->len, 0);
	if (err != 0)
		return gpg_failed(w, err, "GPGME has no room");
	if (check_keys(s, data, fingerprint, w) != 0)
		goto out;
	gpgme_data_seek(data, 0, SEEK_SET);
	err = gpgme_op_import(s->gpg, data);
	result = gpgme_op_import_result(s->gpg);
	if (err != 0) {
		gpg_failed(w, err, "gpg cannot import the key");
		goto out;
	}
	if (s->seen[SESSION_END_IMPORT] != 2) {
		why_set(w, WHY_GPG, "gpg ended while it imported the key");
		goto out;
	}
	if (result == NULL || result->considered != 1 ||
	    result->secret_read != 0 || result->imports == NULL ||
	    result->imports->result != 0 ||
	    strcmp(result->imports->fpr, fingerprint) != 0) {
		why_set(w, WHY_CARD, "gpg did not take the key");
		goto out;
	}
	rc = 0;
out:
	gpgme_data_release(data);
	return rc;
}
