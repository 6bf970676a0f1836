#include <gpgme.h>
#include <string.h>

#include "keys/gpg.h"
#include "keys/session_inside.h"
#include "keys/session_own.h"

int
session_listed(struct session *s, const struct bytes *armoured, struct why *w)
{
	s->listed.len = 0;
	return armoured == NULL
	    ? 0
	    : bytes_add(&s->listed, armoured->data, armoured->len, w);
}

/* The one key of an armoured text; *out is NULL if there is none. */
static int
read_text(struct session *s, const struct bytes *text, gpgme_key_t *out,
    struct why *w)
{
	gpgme_status_cb_t old;
	void *old_self;
	gpgme_data_t data = NULL;
	gpgme_error_t err = gpgme_data_new_from_mem(&data,
	    (const char *)text->data, text->len, 0);
	int rc = 0;

	*out = NULL;
	if (err != 0)
		return gpg_failed(w, err, "GPGME has no room");
	/* what it says is not about the operation that asks */
	gpgme_get_status_cb(s->gpg, &old, &old_self);
	gpgme_set_status_cb(s->gpg, NULL, NULL);
	pump_watch(s->pump, s->gpg, w);
	err = gpgme_op_keylist_from_data_start(s->gpg, data, 0);
	rc = pump_finish(s->pump, err, &err);
	gpgme_set_status_cb(s->gpg, old, old_self);
	gpgme_data_release(data);
	if (rc != 0)
		return -1;
	*out = pump_key(s->pump);
	if (err == 0)
		return 0;
	gpgme_key_unref(*out);
	*out = NULL;
	return gpg_failed(w, err, "gpg cannot read the key");
}

static bool
has(gpgme_key_t key, const char *fingerprint)
{
	for (gpgme_subkey_t k = key->subkeys; k != NULL; k = k->next) {
		if (k->fpr != NULL && strcmp(k->fpr, fingerprint) == 0)
			return true;
	}
	return false;
}

static bool
has_several_signers(gpgme_key_t key)
{
	unsigned n = 0;

	for (gpgme_subkey_t k = key->subkeys; k != NULL; k = k->next)
		n += k->can_sign;
	return n > 1;
}

/* Of parts of one second the later one, as gpg has it. */
static const char *
newest(gpgme_key_t key, gpgme_key_t listed)
{
	gpgme_subkey_t best = NULL;

	for (gpgme_subkey_t k = key->subkeys; k != NULL; k = k->next) {
		bool live =
		    !k->revoked && !k->expired && !k->disabled && !k->invalid;

		if (live && k->can_sign && k->secret && k->fpr != NULL &&
		    has(listed, k->fpr) &&
		    (best == NULL || k->timestamp >= best->timestamp))
			best = k;
	}
	return best == NULL ? NULL : best->fpr;
}

int
session_listed_signer(struct session *s, gpgme_key_t key, const char **out,
    struct why *w)
{
	gpgme_key_t listed = NULL;

	*out = NULL;
	if (s->listed.len == 0 || !has_several_signers(key))
		return 0;
	if (read_text(s, &s->listed, &listed, w) != 0)
		return -1;
	if (listed == NULL)
		return 0;
	*out = newest(key, listed);
	gpgme_key_unref(listed);
	return 0;
}
