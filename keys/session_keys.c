#include <gpgme.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "keys/gpg.h"
#include "keys/session_inside.h"
#include "keys/session_own.h"

#define RSA_BITS_MIN 2048

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

static void
note_strength(struct session_strength *s, gpgme_subkey_t k)
{
	if (k->pubkey_algo != GPGME_PK_RSA)
		s->curve = true;
	else if (s->rsa_bits == 0 || k->length < s->rsa_bits)
		s->rsa_bits = k->length;
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
		if (live || k == first)
			note_strength(&out->strength, k);
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

static unsigned int
creation_flags(const struct session *s, const struct session_new_key *new)
{
	unsigned int flags = GPGME_CREATE_FORCE; /* a name may have two keys */

	if (s->home->passphrase == NULL)
		flags |= GPGME_CREATE_NOPASSWD;
	if (new->valid_s == 0)
		flags |= GPGME_CREATE_NOEXPIRE;
	return flags;
}

static int
add_subkey(struct session *s, const struct session_new_key *new,
    unsigned int flags, const char *fingerprint, struct why *w)
{
	const char *algorithm = (flags & GPGME_CREATE_SIGN) != 0
	    ? kinds[new->kind].sign
	    : kinds[new->kind].encrypt;
	gpgme_key_t key = NULL;
	gpgme_error_t err;
	int rc;

	if (session_find(s, fingerprint, true, &key, w) != 0)
		return -1;
	if (key == NULL)
		return why_set(w, WHY_GPG, "gpg does not find the key %s",
		    fingerprint);
	pump_watch(s->pump, s->gpg, w);
	err = gpgme_op_createsubkey_start(s->gpg, key, algorithm, 0,
	    new->valid_s, flags);
	rc = pump_finish(s->pump, err, &err);
	gpgme_key_unref(key);
	if (rc != 0 || session_passphrase_failed(s, err, w))
		return -1;
	return err == 0 ? 0 : gpg_failed(w, err, "gpg cannot make a subkey");
}

/* gpg would put a secret key on the disk, under the PIN. */
int
session_check_no_token(const struct session *s, struct why *w)
{
	if (s->home->scdaemon == NULL)
		return 0;
	return why_set(w, WHY_USAGE,
	    "the keys of this store are on a token: none is made here");
}

int
session_make_key(struct session *s, const struct session_new_key *new,
    char *fingerprint, struct why *w)
{
	unsigned int flags = creation_flags(s, new);
	gpgme_genkey_result_t made;
	gpgme_error_t err;

	if (session_check_no_token(s, w) != 0)
		return -1;
	session_begin(s, s->home->passphrase, false);
	pump_watch(s->pump, s->gpg, w);
	err = gpgme_op_createkey_start(s->gpg, new->uid, kinds[new->kind].sign,
	    0, new->valid_s, NULL,
	    flags | GPGME_CREATE_SIGN | GPGME_CREATE_CERT);
	if (pump_finish(s->pump, err, &err) != 0)
		return -1;
	made = gpgme_op_genkey_result(s->gpg);
	if (err != 0)
		return gpg_failed(w, err, "gpg cannot make a key");
	if (made == NULL || made->fpr == NULL || !session_print_ok(made->fpr))
		return why_set(w, WHY_GPG,
		    "gpg made a key that is not of version 4");
	memcpy(fingerprint, made->fpr, SESSION_PRINT_HEX);
	return add_subkey(s, new, flags | GPGME_CREATE_ENCR, fingerprint, w);
}

/* What a subkey of this key is to be: of its kind, and with its end. */
static int
plan_subkey(struct session *s, const char *fingerprint,
    struct session_new_key *new, struct why *w)
{
	struct session_key_info key;

	*new = (struct session_new_key){ .kind = SESSION_ED25519 };
	if (session_check_no_token(s, w) != 0 ||
	    session_key(s, fingerprint, &key, w) != 0)
		return -1;
	if (key.revoked || key.expired)
		return why_set(w,
		    key.revoked ? WHY_SIGNER_REVOKED : WHY_SIGNER_EXPIRED,
		    "key %s %s", fingerprint,
		    key.revoked ? "is revoked" : "has expired");
	if (strcmp(key.algorithm, "RSA") == 0)
		new->kind = SESSION_RSA3072;
	if (key.expires_s != 0)
		new->valid_s = (uint32_t)(key.expires_s - time(NULL));
	return 0;
}

int
session_add_signer(struct session *s, const char *fingerprint, struct why *w)
{
	struct session_new_key new;

	if (plan_subkey(s, fingerprint, &new, w) != 0)
		return -1;
	session_begin(s, s->home->passphrase, false);
	return add_subkey(s, &new, creation_flags(s, &new) | GPGME_CREATE_SIGN,
	    fingerprint, w);
}

/* Of two subkeys of one second gpg takes the first, and a clock that was set
 * back would make an old one of the new. */
static int
wait_past(const struct session_own *own, struct why *w)
{
	const struct timespec step = { .tv_nsec = 50000000 };
	int64_t newest_s = 0;

	for (size_t i = 0; i < own->n; i++) {
		if (own->parts[i].created_s > newest_s)
			newest_s = own->parts[i].created_s;
	}
	if (newest_s > (int64_t)time(NULL) + 1)
		return why_set(w, WHY_SYSTEM,
		    "the clock is behind the newest subkey");
	while ((int64_t)time(NULL) <= newest_s)
		(void)nanosleep(&step, NULL);
	return 0;
}

int
session_add_pair(struct session *s, const char *fingerprint, uint32_t valid_s,
    struct why *w)
{
	struct session_new_key new;
	struct session_own own;
	unsigned int flags;

	if (plan_subkey(s, fingerprint, &new, w) != 0 ||
	    session_own(s, fingerprint, &own, w) != 0)
		return -1;
	if (own.n + 2 > SESSION_PARTS_MAX)
		return why_set(w, WHY_LIMIT,
		    "key %s has %zu parts, and %d are the most: let another "
		    "key take its place",
		    fingerprint, own.n, SESSION_PARTS_MAX);
	if (valid_s != 0 && new.valid_s != 0 && valid_s > new.valid_s)
		return why_set(w, WHY_USAGE,
		    "the primary key ends before that: let it live longer "
		    "first (key extend)");
	if (valid_s != 0)
		new.valid_s = valid_s;
	if (wait_past(&own, w) != 0)
		return -1;
	flags = creation_flags(s, &new);
	session_begin(s, s->home->passphrase, false);
	if (add_subkey(s, &new, flags | GPGME_CREATE_SIGN, fingerprint, w) != 0)
		return -1;
	session_begin(s, s->home->passphrase, false);
	return add_subkey(s, &new, flags | GPGME_CREATE_ENCR, fingerprint, w);
}
