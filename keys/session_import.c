#include <gpgme.h>
#include <string.h>

#include "keys/gpg.h"
#include "keys/packet.h"
#include "keys/session_error.h"
#include "keys/session_inside.h"
#include "keys/session_own.h"

/* The armour of a public key, and of a secret one. */
static const struct armour {
	const char *first;
	const char *last;
	const char *name;
	enum why_reason reason; /* when it is not what it should be */
	bool secret;
} public_armour = {
	.first = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
	.last = "-----END PGP PUBLIC KEY BLOCK-----\n",
	.name = "public",
	.reason = WHY_CARD,
}, secret_armour = {
	.first = SESSION_SECRET_FIRST,
	.last = SESSION_SECRET_LAST,
	.name = "secret",
	.reason = WHY_BACKUP,
	.secret = true,
};

/* What is exported. */
struct part {
	const char *fingerprint;
	gpgme_export_mode_t mode;
	bool plain; /* without armour */
};

static int export(struct session *s, const struct part *part, struct bytes *out,
    struct why *w)
{
	gpgme_data_t data = NULL;
	gpgme_error_t err = gpgme_data_new(&data);
	struct session_error error;
	char *text = NULL;
	size_t len = 0;
	int late = 0;
	int rc = -1;

	if (err == 0) {
		session_error_begin(&error, s);
		gpgme_set_armor(s->gpg, !part->plain);
		pump_watch(s->pump, s->gpg, w);
		err = gpgme_op_export_start(s->gpg, part->fingerprint,
		    part->mode, data);
		late = pump_finish(s->pump, err, &err);
		gpgme_set_armor(s->gpg, 0);
		session_error_end(&error);
		text = gpgme_data_release_and_get_mem(data, &len);
	}
	if (late != 0 || session_passphrase_failed(s, err, w))
		rc = -1;
	else if (err != 0)
		rc = gpg_failed(w, err, "gpg cannot export the key");
	else if (len == 0)
		rc = why_set(w, WHY_GPG, "gpg exported nothing");
	else
		rc = bytes_add(out, text, len, w);
	if (text != NULL)
		explicit_bzero(text, len);
	gpgme_free(text);
	return rc;
}

int
session_export(struct session *s, const char *fingerprint, struct bytes *out,
    struct why *w)
{
	const struct part minimal = { fingerprint, GPGME_EXPORT_MODE_MINIMAL,
		false };
	struct session_key_info info;

	if (session_key(s, fingerprint, &info, w) != 0)
		return -1;
	return export(s, &minimal, out, w);
}

/* Behind a subkey there is a signature that revokes it, or one that cannot be
 * read. Source: RFC 4880, 5.2.1, 5.5.1.2. */
static bool
has_revoked_part(const struct bytes *key)
{
	enum {
		SIGNATURE = 2,
		SUBKEY = 14,
		VERSION = 4,
		REVOKES = 0x28
	};
	const uint8_t *at = key->data;
	const uint8_t *end = at + key->len;
	bool behind = false;
	struct packet p;

	while (at < end) {
		if (!packet_next(&at, end, &p))
			return true;
		behind |= p.tag == SUBKEY;
		if (behind && p.tag == SIGNATURE &&
		    (p.len < 2 || p.body[0] != VERSION || p.body[1] == REVOKES))
			return true;
	}
	return false;
}

int
session_part_revoked(struct session *s, const char *fingerprint, bool *revoked,
    struct why *w)
{
	const struct part all = { fingerprint, 0, true };
	struct bytes key = { 0 };
	int rc = export(s, &all, &key, w);

	*revoked = rc != 0 || has_revoked_part(&key);
	bytes_clear(&key);
	return rc;
}

/* One armour and nothing around it: gpg would skip or join what it finds. */
static int
check_armour(const struct armour *a, const struct bytes *text, struct why *w)
{
	static const char dashes[] = "-----BEGIN";
	size_t first = strlen(a->first);
	size_t last = strlen(a->last);

	if (text->len > SESSION_KEY_MAX_BYTES)
		return why_set(w, a->reason, "the key is too long");
	if (text->len < first + last ||
	    memcmp(text->data, a->first, first) != 0 ||
	    memcmp(text->data + text->len - last, a->last, last) != 0 ||
	    memmem(text->data + first, text->len - first, dashes,
		sizeof dashes - 1) != NULL ||
	    memmem(text->data, text->len - last, "-----END", 8) != NULL)
		return why_set(w, a->reason,
		    "the key is not one armoured %s key", a->name);
	return 0;
}

/* What stands in the armour: one key of that sort, this one, strong. */
static int
check_listed(const struct armour *a, gpgme_key_t key, const char *fingerprint,
    struct why *w)
{
	struct session_key_info info;

	session_describe(key, &info);
	if (key->secret != a->secret)
		return why_set(w, a->reason, "the key is a %s key",
		    a->secret ? "public" : "secret");
	if (strcmp(info.fingerprint, fingerprint) != 0)
		return why_set(w, a->reason,
		    "the key has another fingerprint: %s instead of %s",
		    info.fingerprint, fingerprint);
	if (info.weak)
		return why_set(w, a->reason,
		    "the key is too weak, or of a kind not used here: %s, "
		    "%u bits",
		    info.algorithm, info.bits);
	return 0;
}

/* What stands in no listing: data that cannot be read, say. */
static gpgme_error_t
listing_fault(gpgme_ctx_t gpg)
{
	gpgme_key_t none = NULL;
	gpgme_error_t err = gpgme_op_keylist_next(gpg, &none);

	gpgme_key_unref(none);
	return gpgme_err_code(err) == GPG_ERR_EOF ? 0 : err;
}

static int
check_keys(struct session *s, const struct armour *a, gpgme_data_t data,
    const char *fingerprint, struct why *w)
{
	gpgme_key_t key = NULL;
	gpgme_key_t second = NULL;
	gpgme_error_t err;
	int rc = 0;

	pump_watch(s->pump, s->gpg, w);
	err = gpgme_op_keylist_from_data_start(s->gpg, data, 0);
	if (pump_finish(s->pump, err, &err) != 0)
		return -1;
	key = pump_key(s->pump);
	second = pump_key(s->pump);
	if (err == 0 && key == NULL)
		err = listing_fault(s->gpg);
	if (key != NULL)
		rc = check_listed(a, key, fingerprint, w);
	if (rc == 0 && second != NULL)
		rc = why_set(w, a->reason, "more than one key");
	gpgme_key_unref(second);
	if (rc == 0 && err != 0)
		rc = gpg_failed(w, err, "gpg cannot read the key");
	if (rc == 0 && s->seen[SESSION_END_IMPORT] != 1)
		rc = why_set(w, WHY_GPG, "gpg ended while it read the key");
	if (rc == 0 && key == NULL)
		rc = why_set(w, a->reason, "the key cannot be read");
	gpgme_key_unref(key);
	return rc;
}

/* gpg says that it took this key, and nothing else. */
static bool
took(gpgme_import_result_t r, const struct armour *a, const char *fingerprint)
{
	if (r == NULL || r->considered != 1 || r->imports == NULL ||
	    r->secret_read != (a->secret ? 1 : 0))
		return false;
	for (gpgme_import_status_t i = r->imports; i != NULL; i = i->next) {
		if (i->result != 0 || strcmp(i->fpr, fingerprint) != 0)
			return false;
	}
	return true;
}

static int
import(struct session *s, const struct armour *a, const struct bytes *armoured,
    const char *fingerprint, struct why *w)
{
	gpgme_data_t data = NULL;
	gpgme_error_t err;
	int rc = -1;

	session_begin(s, NULL, false);
	if (!session_print_ok(fingerprint))
		return why_set(w, a->reason, "not a full fingerprint");
	if (check_armour(a, armoured, w) != 0)
		return -1;
	err = gpgme_data_new_from_mem(&data, (const char *)armoured->data,
	    armoured->len, 0);
	if (err != 0)
		return gpg_failed(w, err, "GPGME has no room");
	if (check_keys(s, a, data, fingerprint, w) != 0)
		goto out;
	gpgme_data_seek(data, 0, SEEK_SET);
	pump_watch(s->pump, s->gpg, w);
	err = gpgme_op_import_start(s->gpg, data);
	if (pump_finish(s->pump, err, &err) != 0)
		goto out;
	if (err != 0) {
		gpg_failed(w, err, "gpg cannot import the key");
		goto out;
	}
	if (s->seen[SESSION_END_IMPORT] != 2) {
		why_set(w, WHY_GPG, "gpg ended while it imported the key");
		goto out;
	}
	if (!took(gpgme_op_import_result(s->gpg), a, fingerprint)) {
		why_set(w, a->reason, "gpg did not take the key");
		goto out;
	}
	rc = 0;
out:
	gpgme_data_release(data);
	return rc;
}

int
session_import(struct session *s, const struct bytes *armoured,
    const char *fingerprint, struct why *w)
{
	return import(s, &public_armour, armoured, fingerprint, w);
}

int
session_import_secret(struct session *s, const struct bytes *armoured,
    const char *fingerprint, struct why *w)
{
	return import(s, &secret_armour, armoured, fingerprint, w);
}

int
session_export_secret(struct session *s, const char *fingerprint,
    struct bytes *out, struct why *w)
{
	const struct part secret = { fingerprint,
		GPGME_EXPORT_MODE_SECRET | GPGME_EXPORT_MODE_MINIMAL, false };
	struct session_own own;

	if (session_own(s, fingerprint, &own, w) != 0)
		return -1;
	for (size_t i = 0; i < own.n; i++) {
		if (own.parts[i].place != SESSION_HERE)
			return why_set(w, WHY_NO_KEY,
			    "the secret part of %s is not here",
			    own.parts[i].fingerprint);
	}
	session_begin(s, s->home->passphrase, false);
	return export(s, &secret, out, w);
}
