#include <gpgme.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/signature.h"
#include "keys/gpg.h"
#include "keys/session_inside.h"

_Static_assert(SESSION_SIGNATURE_MAX_BYTES == SIGNATURE_MAX_BYTES,
    "one limit for signatures");

/* A fingerprint, "!", NUL. */
#define PART_NAME_BYTES (SESSION_PRINT_HEX + 1)

static void
print_hex(char out[SESSION_PRINT_HEX], const uint8_t *print)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < SIGNATURE_PRINT_BYTES; i++) {
		*out++ = digits[print[i] >> 4];
		*out++ = digits[print[i] & 15];
	}
	*out = '\0';
}

/* A data object that borrows memory. */
static int
borrow(gpgme_data_t *out, const void *data, size_t len, struct why *w)
{
	gpgme_error_t err =
	    gpgme_data_new_from_mem(out, data == NULL ? "" : data, len, 0);

	return err == 0 ? 0 : gpg_failed(w, err, "GPGME has no room");
}

static bool
has_part(gpgme_key_t key, const char *fingerprint)
{
	for (gpgme_subkey_t k = key->subkeys; k != NULL; k = k->next) {
		if (k->fpr != NULL && strcmp(k->fpr, fingerprint) == 0)
			return true;
	}
	return false;
}

/* Hold gpg's work against what was asked: one signature, by this key. */
static int
check_made(gpgme_key_t key, const char *part, const struct session_signed *data,
    const struct bytes *made, struct why *w)
{
	struct signature s;
	struct why fault = { 0 };
	char print[SESSION_PRINT_HEX];

	if (signature_parse(&s, made->data, made->len, &fault) != 0 ||
	    signature_check_digest(&s, data->data, data->len, &fault) != 0)
		return why_set(w, WHY_GPG,
		    "gpg signed in another way than asked: %s", fault.text);
	print_hex(print, s.issuer);
	if (part == NULL ? !has_part(key, print) : strcmp(part, print) != 0)
		return why_set(w, WHY_GPG, "gpg signed with another key");
	return 0;
}

static int
add_signature(struct session *s, gpgme_data_t in, struct bytes *made,
    struct why *w)
{
	gpgme_data_t out = NULL;
	gpgme_error_t err = gpgme_data_new(&out);
	char *text = NULL;
	size_t len = 0;
	int rc = 0;

	if (err == 0) {
		pump_watch(s->pump, s->gpg, w);
		err =
		    gpgme_op_sign_start(s->gpg, in, out, GPGME_SIG_MODE_DETACH);
		rc = pump_finish(s->pump, err, &err);
	}
	if (out != NULL)
		text = gpgme_data_release_and_get_mem(out, &len);
	if (rc != 0)
		; /* w says why */
	else if (err == 0)
		rc = bytes_add(made, text, len, w);
	else if (session_passphrase_failed(s, err, w))
		rc = -1;
	else
		rc = gpg_failed(w, err, "gpg cannot sign");
	gpgme_free(text);
	return rc;
}

/* The secret key, able to sign now. */
static int
find_signer(struct session *s, const char *fingerprint, gpgme_key_t *out,
    struct why *w)
{
	struct session_key_info info;

	if (session_find(s, fingerprint, true, out, w) != 0)
		return -1;
	if (*out == NULL)
		return why_set(w, WHY_NO_KEY, "the secret key %s is not here",
		    fingerprint);
	session_describe(*out, &info);
	if (info.revoked)
		return why_set(w, WHY_SIGNER_REVOKED,
		    "the signing key %s is revoked", fingerprint);
	if (info.expired || !info.can_sign)
		return why_set(w, WHY_SIGNER_EXPIRED,
		    "the signing key %s has expired", fingerprint);
	return 0;
}

/* GPGME names the key to gpg by its first part's keyid, and gpg takes a
 * fingerprint with "!" for that part alone. The key is ours until it is
 * unreferenced. */
static gpgme_error_t
choose(struct session *s, gpgme_key_t key, const char *part,
    char name[PART_NAME_BYTES])
{
	if (part != NULL) {
		(void)snprintf(name, PART_NAME_BYTES, "%s!", part);
		key->subkeys->keyid = name;
	}
	return gpgme_signers_add(s->gpg, key);
}

int
session_sign(struct session *s, const char *fingerprint,
    const struct session_signed *data, struct bytes *signature, struct why *w)
{
	struct bytes made = { 0 };
	gpgme_key_t key = NULL;
	gpgme_data_t in = NULL;
	char name[PART_NAME_BYTES];
	const char *part = NULL;
	gpgme_error_t err;
	int rc = -1;

	session_begin(s, s->home->passphrase, false);
	gpgme_signers_clear(s->gpg);
	if (find_signer(s, fingerprint, &key, w) != 0 ||
	    session_listed_signer(s, key, &part, w) != 0 ||
	    borrow(&in, data->data, data->len, w) != 0)
		goto out;
	err = choose(s, key, part, name);
	if (err != 0) {
		gpg_failed(w, err, "gpg cannot sign");
		goto out;
	}
	if (add_signature(s, in, &made, w) != 0 ||
	    check_made(key, part, data, &made, w) != 0 ||
	    bytes_add(signature, made.data, made.len, w) != 0)
		goto out;
	rc = 0;
out:
	gpgme_signers_clear(s->gpg);
	gpgme_data_release(in);
	if (key != NULL)
		gpgme_key_unref(key);
	bytes_clear(&made);
	return rc;
}

/* What gpg says of one signature, as our reason. */
static const struct {
	gpgme_err_code_t code;
	enum why_reason reason;
	bool matches; /* the signature itself is right */
	const char *sentence;
} statuses[] = {
	{ GPG_ERR_NO_ERROR, WHY_NONE, true, "" },
	{ GPG_ERR_NO_PUBKEY, WHY_SIGNER_UNKNOWN, false,
	    "the signer's key is not known here" },
	{ GPG_ERR_BAD_SIGNATURE, WHY_SIGNATURE_BAD, false,
	    "the signature does not match" },
	{ GPG_ERR_SIG_EXPIRED, WHY_SIGNER_EXPIRED, true,
	    "the signature has expired" },
	{ GPG_ERR_KEY_EXPIRED, WHY_SIGNER_EXPIRED, true,
	    "the signer's key has expired" },
	{ GPG_ERR_CERT_REVOKED, WHY_SIGNER_REVOKED, true,
	    "the signer's key is revoked" },
	{ GPG_ERR_DIGEST_ALGO, WHY_SIGNATURE_WEAK, false,
	    "the signature's hash is refused" },
};

/* What else the keyring says of the signing key. */
struct signer {
	int64_t created_s;
	bool weak;
};

/* 0: never */
static void
sooner(int64_t *expires_s, int64_t other_s)
{
	if (other_s != 0 && (*expires_s == 0 || other_s < *expires_s))
		*expires_s = other_s;
}

static int
note_key(struct session *s, struct session_verdict *out, struct signer *signer,
    struct why *w)
{
	struct session_key_info info;
	gpgme_key_t key = NULL;

	if (session_list(s, out->signer, false, &key, w) != 0)
		return -1;
	if (key == NULL)
		return why_set(w, WHY_GPG, "gpg cannot list the signer's key");
	session_describe(key, &info);
	snprintf(out->fingerprint, sizeof out->fingerprint, "%s",
	    info.fingerprint);
	signer->weak = info.weak;
	out->strength = info.strength;
	for (gpgme_subkey_t k = key->subkeys; k != NULL; k = k->next) {
		if (k->fpr == NULL || strcmp(k->fpr, out->signer) != 0)
			continue;
		sooner(&out->key_expires_s, k->expires);
		signer->created_s = k->timestamp;
	}
	/* of the primary key; its parts end with it */
	sooner(&out->key_expires_s, key->subkeys->expires);
	if (!has_part(key, out->signer) || !session_print_ok(info.fingerprint))
		why_set(w, WHY_GPG, "gpg lists another key than the signer's");
	gpgme_key_unref(key);
	return w->reason == WHY_NONE ? 0 : -1;
}

/* The signature is older than its key, or gpg cannot use the key: then it may
 * be of a time that is yet to come. */
static int
judge_key(struct session *s, gpgme_err_code_t code, struct session_verdict *out,
    struct why *w)
{
	struct signer signer = { 0 };

	if (note_key(s, out, &signer, w) != 0)
		return -1;
	if (signer.created_s > (int64_t)time(NULL))
		return why_set(w, WHY_FUTURE,
		    "the signer's key is of a time that is yet to come (%s)",
		    out->fingerprint);
	if (code == GPG_ERR_TIME_CONFLICT)
		return why_set(w, WHY_SIGNATURE_BAD,
		    "the signature is older than its key (%s)",
		    out->fingerprint);
	return why_set(w, WHY_SIGNER_UNKNOWN,
	    "the signer's key is not usable here (%s)", out->fingerprint);
}

/* Turn gpg's answer and what the file says into a verdict. */
static int
judge(struct session *s, gpgme_signature_t sig, const struct signature *file,
    struct session_verdict *out, struct why *w)
{
	size_t n = sizeof statuses / sizeof statuses[0];
	gpgme_err_code_t code = gpgme_err_code(sig->status);
	struct signer signer = { 0 };
	size_t i = 0;

	if (code == GPG_ERR_TIME_CONFLICT || code == GPG_ERR_BAD_PUBKEY)
		return judge_key(s, code, out, w);
	while (i < n && statuses[i].code != code)
		i++;
	if (i == n)
		return gpg_failed(w, sig->status,
		    "gpg has no verdict on the signature");
	if (!statuses[i].matches)
		return why_set(w, statuses[i].reason, "%s (%s)",
		    statuses[i].sentence, out->signer);
	if (sig->fpr == NULL || strcmp(sig->fpr, out->signer) != 0 ||
	    sig->timestamp != file->created_s || sig->wrong_key_usage)
		return why_set(w, WHY_SIGNATURE_BAD,
		    "gpg reads the signature in another way");
	sooner(&out->key_expires_s, (int64_t)sig->exp_timestamp);
	if (note_key(s, out, &signer, w) != 0)
		return -1;
	if (signer.weak)
		return why_set(w, WHY_SIGNATURE_WEAK,
		    "the signer's key %s is too weak, or of a kind not used",
		    out->fingerprint);
	if (statuses[i].reason == WHY_SIGNER_REVOKED &&
	    strcmp(out->signer, out->fingerprint) != 0 &&
	    session_part_revoked(s, out->fingerprint, &out->part_revoked, w) !=
		0)
		return -1;
	out->matches = true;
	if (statuses[i].reason != WHY_NONE)
		return why_set(w, statuses[i].reason, "%s (%s)",
		    statuses[i].sentence, out->fingerprint);
	if (out->created_s > (int64_t)time(NULL) + SESSION_CLOCK_SLACK_S)
		return why_set(w, WHY_FUTURE,
		    "the signature is of a time that is yet to come");
	return 0;
}

static int
ask_gpg(struct session *s, const struct session_signed *data,
    const struct signature *file, struct session_verdict *out, struct why *w)
{
	gpgme_data_t in = NULL;
	gpgme_data_t sig = NULL;
	gpgme_verify_result_t result;
	gpgme_error_t err;
	int rc = -1;

	if (borrow(&in, data->data, data->len, w) != 0 ||
	    borrow(&sig, data->signature, data->signature_len, w) != 0)
		goto out;
	pump_watch(s->pump, s->gpg, w);
	err = gpgme_op_verify_start(s->gpg, sig, in, NULL);
	if (pump_finish(s->pump, err, &err) != 0)
		goto out;
	result = gpgme_op_verify_result(s->gpg);
	if (err != 0 || result == NULL || result->signatures == NULL ||
	    result->signatures->next != NULL ||
	    s->seen[SESSION_SIGNATURE] != 1) {
		gpg_failed(w, err != 0 ? err : gpgme_error(GPG_ERR_EOF),
		    "gpg gave no verdict on the signature");
		goto out;
	}
	rc = judge(s, result->signatures, file, out, w);
out:
	gpgme_data_release(in);
	gpgme_data_release(sig);
	return rc;
}

int
session_verify(struct session *s, const struct session_signed *data,
    struct session_verdict *out, struct why *w)
{
	struct signature file;

	*out = (struct session_verdict){ 0 };
	session_begin(s, NULL, false);
	if (signature_parse(&file, data->signature, data->signature_len, w) !=
	    0)
		return -1;
	print_hex(out->signer, file.issuer);
	out->created_s = file.created_s;
	snprintf(out->hash, sizeof out->hash, "SHA256");
	snprintf(out->algorithm, sizeof out->algorithm, "%s",
	    file.algorithm == SIGNATURE_RSA ? "RSA" : "EdDSA");
	/* gpg does not look at these two bytes. */
	if (signature_check_digest(&file, data->data, data->len, w) != 0)
		return -1;
	return ask_gpg(s, data, &file, out, w);
}
