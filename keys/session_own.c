#include "keys/session_own.h"

#include <gpgme.h>
#include <stdio.h>
#include <string.h>

#include "keys/agent.h"
#include "keys/session_inside.h"

static void
describe_part(gpgme_subkey_t k, struct session_part *out)
{
	*out = (struct session_part){
		.bits = k->length,
		.created_s = k->timestamp,
		.expires_s = k->expires,
		.sign = k->can_sign,
		.encrypt = k->can_encrypt,
		.expired = k->expired,
		.revoked = k->revoked,
		.place = SESSION_MISSING,
	};
	snprintf(out->fingerprint, sizeof out->fingerprint, "%s",
	    k->fpr == NULL ? "" : k->fpr);
	snprintf(out->algorithm, sizeof out->algorithm, "%s",
	    k->curve != NULL ? k->curve
			     : gpgme_pubkey_algo_name(k->pubkey_algo));
}

/* The same part in the list of secret keys; NULL: there is none. */
static gpgme_subkey_t
secret_part(gpgme_key_t secret, const char *fingerprint)
{
	if (secret == NULL)
		return NULL;
	for (gpgme_subkey_t k = secret->subkeys; k != NULL; k = k->next) {
		if (k->fpr != NULL && strcmp(k->fpr, fingerprint) == 0)
			return k;
	}
	return NULL;
}

static void
describe_secret(struct session *s, gpgme_subkey_t k, struct session_part *out)
{
	out->place = k->is_cardkey ? SESSION_CARD
	    : k->secret		   ? SESSION_HERE
				   : SESSION_OFFLINE;
	if (k->is_cardkey && k->card_number != NULL)
		snprintf(out->token, sizeof out->token, "%s", k->card_number);
	if (out->place != SESSION_HERE || k->keygrip == NULL)
		return;
	snprintf(out->keygrip, sizeof out->keygrip, "%s", k->keygrip);
	switch (agent_protection(s->home->gnupg_path, k->keygrip)) {
	case 'P':
		out->cover = SESSION_COVER_PASSPHRASE;
		break;
	case 'C':
		out->cover = SESSION_COVER_NONE;
		break;
	default:
		break;
	}
}

static void
note_version(struct session *s, struct session_own *out)
{
	gpgme_engine_info_t info = gpgme_ctx_get_engine_info(s->gpg);

	while (info != NULL && info->protocol != GPGME_PROTOCOL_OpenPGP)
		info = info->next;
	if (info != NULL && info->version != NULL)
		snprintf(out->gpg_version, sizeof out->gpg_version, "%s",
		    info->version);
}

int
session_own(struct session *s, const char *fingerprint, struct session_own *out,
    struct why *w)
{
	gpgme_key_t public = NULL;
	gpgme_key_t secret = NULL;
	int rc = -1;

	*out = (struct session_own){ 0 };
	if (session_key(s, fingerprint, &out->key, w) != 0)
		return -1;
	if (session_find(s, fingerprint, false, &public, w) != 0 ||
	    session_find(s, fingerprint, true, &secret, w) != 0)
		goto out;
	if (public == NULL) {
		why_set(w, WHY_GPG, "gpg lost the key while it listed it");
		goto out;
	}
	for (gpgme_subkey_t k = public->subkeys;
	     k != NULL && out->n < SESSION_PARTS_MAX; k = k->next) {
		struct session_part *part = &out->parts[out->n++];
		gpgme_subkey_t other;

		describe_part(k, part);
		other = secret_part(secret, part->fingerprint);
		if (other != NULL)
			describe_secret(s, other, part);
	}
	note_version(s, out);
	rc = 0;
out:
	if (public != NULL)
		gpgme_key_unref(public);
	if (secret != NULL)
		gpgme_key_unref(secret);
	return rc;
}

bool
session_has_signer(const struct session_own *own)
{
	for (size_t i = 1; i < own->n; i++) {
		const struct session_part *p = &own->parts[i];

		if (p->sign && !p->expired && !p->revoked &&
		    p->place == SESSION_HERE)
			return true;
	}
	return false;
}

bool
session_is_offline(const struct session_own *own)
{
	return own->n > 0 && own->parts[0].place == SESSION_OFFLINE;
}
