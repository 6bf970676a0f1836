#include "keys/timestamp.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "keys/timestamp_inside.h"

/* Security of a chain in OpenSSL's levels: 2 is 112 bits, and no SHA-1. */
#define CHAIN_LEVEL    2
#define SERIAL_BYTES   20
#define REQUEST_DIGEST EVP_sha512()

/* --- the request --- */

static TS_MSG_IMPRINT *
imprint_of(const void *data, size_t len)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *how = X509_ALGOR_new();
	bool made = imprint != NULL && how != NULL &&
	    EVP_Digest(data, len, digest, &n, REQUEST_DIGEST, NULL) == 1 &&
	    X509_ALGOR_set0(how, OBJ_nid2obj(EVP_MD_get_type(REQUEST_DIGEST)),
		V_ASN1_NULL, NULL) == 1 &&
	    TS_MSG_IMPRINT_set_algo(imprint, how) == 1 &&
	    TS_MSG_IMPRINT_set_msg(imprint, digest, (int)n) == 1;

	X509_ALGOR_free(how);
	if (made)
		return imprint;
	TS_MSG_IMPRINT_free(imprint);
	return NULL;
}

static bool
fill(TS_REQ *request, const void *data, size_t len, uint64_t nonce)
{
	TS_MSG_IMPRINT *imprint = imprint_of(data, len);
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	bool filled = imprint != NULL && number != NULL &&
	    ASN1_INTEGER_set_uint64(number, nonce) == 1 &&
	    TS_REQ_set_version(request, 1) == 1 &&
	    TS_REQ_set_msg_imprint(request, imprint) == 1 &&
	    TS_REQ_set_nonce(request, number) == 1 &&
	    TS_REQ_set_cert_req(request, 1) == 1;

	ASN1_INTEGER_free(number);
	TS_MSG_IMPRINT_free(imprint);
	return filled;
}

int
timestamp_request(const void *data, size_t len, struct bytes *der,
    uint64_t *nonce, struct why *w)
{
	TS_REQ *request = TS_REQ_new();
	unsigned char *out = NULL;
	int n = -1;
	int rc;

	do {
		if (bytes_random(nonce, sizeof *nonce, w) != 0) {
			TS_REQ_free(request);
			return -1;
		}
		*nonce &= INT64_MAX;
	} while (*nonce == 0);
	if (request != NULL && fill(request, data, len, *nonce))
		n = i2d_TS_REQ(request, &out);
	rc = n > 0 ? bytes_add(der, out, (size_t)n, w) : why_memory(w);
	OPENSSL_free(out);
	TS_REQ_free(request);
	ERR_clear_error();
	return rc;
}

/* --- the answer --- */

/* Owned by the caller; its token is there. */
static TS_RESP *
parse(const void *data, size_t len, struct why *w)
{
	const unsigned char *at = data;
	TS_RESP *r = NULL;
	long status;

	if (timestamp_size(len, "the answer", w) != 0)
		return NULL;
	r = d2i_TS_RESP(NULL, &at, (long)len);
	if (r == NULL) {
		(void)timestamp_failed(w, WHY_TIMESTAMP,
		    "this is no answer of a timestamp authority");
		return NULL;
	}
	status = ASN1_INTEGER_get(
	    TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(r)));
	if (at != (const unsigned char *)data + len)
		why_set(w, WHY_TIMESTAMP, "bytes behind the end of the answer");
	else if (status != TS_STATUS_GRANTED &&
	    status != TS_STATUS_GRANTED_WITH_MODS)
		why_set(w, WHY_TIMESTAMP,
		    "the authority refused: its status is %ld", status);
	else if (TS_RESP_get_tst_info(r) == NULL)
		why_set(w, WHY_TIMESTAMP, "the answer holds no token");
	else
		return r;
	TS_RESP_free(r);
	return NULL;
}

int
timestamp_nonce(const void *response, size_t len, uint64_t *nonce,
    struct why *w)
{
	TS_RESP *r = parse(response, len, w);
	const ASN1_INTEGER *number;
	int rc = 0;

	if (r == NULL)
		return -1;
	number = TS_TST_INFO_get_nonce(TS_RESP_get_tst_info(r));
	if (number == NULL)
		rc = why_set(w, WHY_TIMESTAMP, "the token has no nonce");
	else if (ASN1_INTEGER_get_uint64(nonce, number) != 1 ||
	    *nonce > INT64_MAX)
		*nonce = 0;
	ERR_clear_error();
	TS_RESP_free(r);
	return rc;
}

static int
take_time(const TS_TST_INFO *info, struct timestamp *out, struct why *w)
{
	const ASN1_GENERALIZEDTIME *t = TS_TST_INFO_get_time(info);
	struct tm tm = { 0 };

	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1) {
		ERR_clear_error();
		return why_set(w, WHY_TIMESTAMP,
		    "the time of the token cannot be read");
	}
	out->time_s = timegm(&tm);
	return 0;
}

static int
take_serial(const TS_TST_INFO *info, struct timestamp *out, struct why *w)
{
	BIGNUM *n = ASN1_INTEGER_to_BN(TS_TST_INFO_get_serial(info), NULL);
	uint8_t bytes[SERIAL_BYTES];
	int rc = -1;

	if (n == NULL || BN_is_negative(n) || BN_num_bytes(n) > SERIAL_BYTES)
		why_set(w, WHY_TIMESTAMP, "the serial number cannot be");
	else {
		int len = BN_bn2bin(n, bytes);

		bytes_to_hex(out->serial, bytes, len > 0 ? (size_t)len : 0);
		rc = 0;
	}
	BN_free(n);
	ERR_clear_error();
	return rc;
}

/* Who signed, by a digest that is not weak. */
static int
take_signer(PKCS7 *token, struct timestamp *out, struct why *w)
{
	STACK_OF(PKCS7_SIGNER_INFO) *infos = PKCS7_get_signer_info(token);
	STACK_OF(X509) *signers = PKCS7_get0_signers(token, NULL, 0);
	struct timestamp_certificate c = { 0 };
	X509_ALGOR *digest = NULL;
	int rc = -1;
	int nid;

	if (signers == NULL || sk_X509_num(signers) != 1 ||
	    sk_PKCS7_SIGNER_INFO_num(infos) != 1) {
		(void)timestamp_failed(w, WHY_TIMESTAMP,
		    "the token has not one signer");
		goto out;
	}
	PKCS7_SIGNER_INFO_get0_algs(sk_PKCS7_SIGNER_INFO_value(infos, 0), NULL,
	    &digest, NULL);
	nid = OBJ_obj2nid(digest->algorithm);
	if (nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512) {
		why_set(w, WHY_TIMESTAMP, "the token is signed over %s",
		    nid == NID_undef ? "an unknown digest" : OBJ_nid2sn(nid));
		goto out;
	}
	if (timestamp_certificate_describe(&c, sk_X509_value(signers, 0), w) !=
	    0)
		goto out;
	memcpy(out->print, c.print, sizeof out->print);
	memcpy(out->name, c.name, sizeof out->name);
	rc = 0;
out:
	sk_X509_free(signers);
	return rc;
}

/* The pinned certificates, and the time at which a chain is judged. */
static X509_STORE *
trusted(const struct timestamp_ask *ask, int64_t at_s)
{
	X509_STORE *store = X509_STORE_new();
	X509_VERIFY_PARAM *how = X509_VERIFY_PARAM_new();
	bool made = store != NULL && how != NULL;

	for (size_t i = 0; made && i < ask->n_pins; i++) {
		X509 *x = timestamp_certificate_x509(ask->pins[i].der.data,
		    ask->pins[i].der.len);

		made = x != NULL && X509_STORE_add_cert(store, x) == 1;
		X509_free(x);
	}
	if (made) {
		X509_VERIFY_PARAM_set_time(how, at_s);
		X509_VERIFY_PARAM_set_auth_level(how, CHAIN_LEVEL);
		made = X509_VERIFY_PARAM_set_flags(how,
			   X509_V_FLAG_PARTIAL_CHAIN) == 1 &&
		    X509_STORE_set1_param(store, how) == 1;
	}
	X509_VERIFY_PARAM_free(how);
	if (made)
		return store;
	X509_STORE_free(store);
	return NULL;
}

/* What a token may be over. */
static const EVP_MD *
digest_of(TS_MSG_IMPRINT *imprint)
{
	const ASN1_OBJECT *name = NULL;

	X509_ALGOR_get0(&name, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
	switch (OBJ_obj2nid(name)) {
	case NID_sha256:
		return EVP_sha256();
	case NID_sha384:
		return EVP_sha384();
	case NID_sha512:
		return EVP_sha512();
	default:
		return NULL;
	}
}

static int
which_of(TS_RESP *r, const struct timestamp_data *all, size_t n, size_t *which,
    struct why *w)
{
	TS_MSG_IMPRINT *imprint =
	    TS_TST_INFO_get_msg_imprint(TS_RESP_get_tst_info(r));
	const ASN1_OCTET_STRING *of = TS_MSG_IMPRINT_get_msg(imprint);
	const EVP_MD *how = digest_of(imprint);
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if (how == NULL)
		return why_set(w, WHY_TIMESTAMP,
		    "the token is over a digest that is not used here");
	for (size_t i = 0; i < n; i++) {
		if (EVP_Digest(all[i].data, all[i].len, digest, &len, how,
			NULL) != 1) {
			ERR_clear_error();
			return why_memory(w);
		}
		if (ASN1_STRING_length(of) == (int)len &&
		    memcmp(ASN1_STRING_get0_data(of), digest, len) == 0) {
			*which = i;
			return 0;
		}
	}
	return why_set(w, WHY_TIMESTAMP,
	    "the token is over something else than these signatures");
}

int
timestamp_which(const void *response, size_t len,
    const struct timestamp_data *all, size_t n, size_t *which, struct why *w)
{
	TS_RESP *r = parse(response, len, w);
	int rc;

	if (r == NULL)
		return -1;
	rc = which_of(r, all, n, which, w);
	TS_RESP_free(r);
	return rc;
}

/* The request is over these bytes, so that the token is. */
static int
check_request(const struct timestamp_ask *ask, TS_REQ *request, struct why *w)
{
	TS_MSG_IMPRINT *want = imprint_of(ask->data, ask->len);
	ASN1_OCTET_STRING *digest = NULL;
	int rc = -1;

	if (want == NULL) {
		ERR_clear_error();
		return why_memory(w);
	}
	if (request != NULL)
		digest =
		    TS_MSG_IMPRINT_get_msg(TS_REQ_get_msg_imprint(request));
	if (digest == NULL ||
	    ASN1_OCTET_STRING_cmp(digest, TS_MSG_IMPRINT_get_msg(want)) != 0)
		why_set(w, WHY_TIMESTAMP,
		    "the request is not over what it was made for");
	else
		rc = 0;
	TS_MSG_IMPRINT_free(want);
	return rc;
}

/* Of a token that nobody here asked for: version, signature, and the data. */
static TS_VERIFY_CTX *
by_data(const struct timestamp_ask *ask)
{
	TS_VERIFY_CTX *how = TS_VERIFY_CTX_new();
	BIO *data = BIO_new_mem_buf(ask->data, (int)ask->len);

	if (how == NULL || data == NULL) {
		TS_VERIFY_CTX_free(how);
		BIO_free(data);
		return NULL;
	}
	(void)TS_VERIFY_CTX_set_flags(how, TS_VFY_VERSION | TS_VFY_DATA);
	(void)TS_VERIFY_CTX_set_data(how, data);
	return how;
}

static int
check_response(const struct timestamp_ask *ask, TS_REQ *request, TS_RESP *r,
    X509_STORE *store, struct why *w)
{
	TS_VERIFY_CTX *how = request != NULL
	    ? TS_REQ_to_TS_VERIFY_CTX(request, NULL)
	    : by_data(ask);
	int rc = 0;

	if (how == NULL) {
		X509_STORE_free(store);
		ERR_clear_error();
		return why_memory(w);
	}
	(void)TS_VERIFY_CTX_add_flags(how, TS_VFY_SIGNATURE);
	(void)TS_VERIFY_CTX_set_store(how, store);
	if (TS_RESP_verify_response(how, r) != 1) {
		bool chain = ERR_GET_REASON(ERR_peek_last_error()) ==
		    TS_R_CERTIFICATE_VERIFY_ERROR;
		const char *what = request == NULL
		    ? "the token does not hold"
		    : "the token does not answer the request";

		if (chain)
			what = "no authority that is pinned here stands for it";
		rc = timestamp_failed(w,
		    chain ? WHY_TIMESTAMP_AUTHORITY : WHY_TIMESTAMP, what);
	}
	TS_VERIFY_CTX_free(how);
	return rc;
}

/* The request that was kept; *out is NULL if there was none. */
static int
take_request(const struct timestamp_ask *ask, TS_REQ **out, struct why *w)
{
	const unsigned char *at = ask->request;

	*out = NULL;
	if (ask->request == NULL)
		return 0;
	if (ask->request_len <= TIMESTAMP_MAX_BYTES)
		*out = d2i_TS_REQ(NULL, &at, (long)ask->request_len);
	ERR_clear_error();
	return check_request(ask, *out, w);
}

/* Over the data, by a digest that is not weak, whatever was asked. */
static int
check_data(const struct timestamp_ask *ask, TS_RESP *r, struct why *w)
{
	const struct timestamp_data data = { ask->data, ask->len };
	size_t which;

	return which_of(r, &data, 1, &which, w);
}

int
timestamp_check(const struct timestamp_ask *ask, struct timestamp *out,
    struct why *w)
{
	TS_RESP *r = parse(ask->response, ask->response_len, w);
	TS_REQ *request = NULL;
	X509_STORE *store;
	int rc = -1;

	*out = (struct timestamp){ 0 };
	if (r == NULL)
		return -1;
	if (take_request(ask, &request, w) != 0 ||
	    (request == NULL && check_data(ask, r, w) != 0) ||
	    take_time(TS_RESP_get_tst_info(r), out, w) != 0)
		goto out;
	store = trusted(ask, out->time_s);
	if (store == NULL) {
		ERR_clear_error();
		why_memory(w);
		goto out;
	}
	if (check_response(ask, request, r, store, w) == 0 &&
	    take_signer(TS_RESP_get_token(r), out, w) == 0 &&
	    take_serial(TS_RESP_get_tst_info(r), out, w) == 0)
		rc = 0;
out:
	TS_REQ_free(request);
	TS_RESP_free(r);
	return rc;
}
