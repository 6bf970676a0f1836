#include <openssl/err.h>
#include <openssl/pem.h>

#include "keys/timestamp_inside.h"

/* What OpenSSL said last; its queue is empty afterwards. */
int
timestamp_failed(struct why *w, enum why_reason reason, const char *what)
{
	const char *data = NULL;
	int flags = 0;
	unsigned long code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags);
	unsigned long next;
	const char *text = ERR_reason_error_string(code);

	/* the last one, nearest to what was called */
	while ((next = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0)
		text = ERR_reason_error_string(next);
	if (data == NULL || (flags & ERR_TXT_STRING) == 0)
		data = "";
	return why_set(w, reason, "%s%s%s%s%s", what, text == NULL ? "" : ": ",
	    text == NULL ? "" : text, data[0] == '\0' ? "" : ": ", data);
}

/* --- certificates --- */

int
timestamp_certificate_describe(struct timestamp_certificate *c, X509 *x,
    struct why *w)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (X509_digest(x, EVP_sha256(), digest, &n) != 1)
		return why_memory(w);
	bytes_to_hex(c->print, digest, n);
	if (X509_NAME_oneline(X509_get_subject_name(x), c->name,
		sizeof c->name) == NULL)
		return why_memory(w);
	return 0;
}

static int
keep(struct timestamp_certificate *c, X509 *x, struct why *w)
{
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);
	int rc;

	*c = (struct timestamp_certificate){ 0 };
	if (n < 0) {
		ERR_clear_error();
		return why_memory(w);
	}
	rc = bytes_add(&c->der, der, (size_t)n, w);
	OPENSSL_free(der);
	if (rc == 0)
		rc = timestamp_certificate_describe(c, x, w);
	if (rc != 0)
		timestamp_certificate_clear(c);
	return rc;
}

int
timestamp_size(size_t len, const char *what, struct why *w)
{
	return len <= TIMESTAMP_MAX_BYTES
	    ? 0
	    : why_set(w, WHY_LIMIT, "%s is larger than %d bytes", what,
		  TIMESTAMP_MAX_BYTES);
}

int
timestamp_certificate(struct timestamp_certificate *c, const void *pem,
    size_t len, struct why *w)
{
	BIO *in = NULL;
	X509 *first = NULL;
	X509 *second = NULL;
	int rc = -1;

	*c = (struct timestamp_certificate){ 0 };
	if (timestamp_size(len, "the certificate", w) != 0)
		return -1;
	in = BIO_new_mem_buf(pem, (int)len);
	if (in == NULL)
		return why_memory(w);
	first = PEM_read_bio_X509(in, NULL, NULL, NULL);
	if (first == NULL) {
		(void)timestamp_failed(w, WHY_TIMESTAMP,
		    "no certificate in PEM");
		goto out;
	}
	second = PEM_read_bio_X509(in, NULL, NULL, NULL);
	ERR_clear_error();
	if (second != NULL)
		why_set(w, WHY_TIMESTAMP,
		    "more than one certificate: pin each by itself");
	else
		rc = keep(c, first, w);
out:
	X509_free(first);
	X509_free(second);
	BIO_free(in);
	return rc;
}

X509 *
timestamp_certificate_x509(const void *der, size_t len)
{
	const unsigned char *at = der;
	X509 *x = NULL;

	if (len > 0 && len <= TIMESTAMP_MAX_BYTES)
		x = d2i_X509(NULL, &at, (long)len);
	if (x != NULL && at != (const unsigned char *)der + len) {
		X509_free(x);
		x = NULL;
	}
	ERR_clear_error();
	return x;
}

int
timestamp_certificate_der(struct timestamp_certificate *c, const void *der,
    size_t len, struct why *w)
{
	X509 *x = timestamp_certificate_x509(der, len);
	int rc;

	*c = (struct timestamp_certificate){ 0 };
	if (x == NULL)
		return why_set(w, WHY_TIMESTAMP, "no certificate");
	rc = keep(c, x, w);
	X509_free(x);
	return rc;
}

int
timestamp_certificate_pem(const struct timestamp_certificate *c,
    struct bytes *out, struct why *w)
{
	X509 *x = timestamp_certificate_x509(c->der.data, c->der.len);
	BIO *to = BIO_new(BIO_s_mem());
	char *text = NULL;
	long n = 0;
	int rc = -1;

	if (x != NULL && to != NULL && PEM_write_bio_X509(to, x) == 1)
		n = BIO_get_mem_data(to, &text);
	rc = n > 0 ? bytes_add(out, text, (size_t)n, w) : why_memory(w);
	BIO_free(to);
	X509_free(x);
	ERR_clear_error();
	return rc;
}

void
timestamp_certificate_clear(struct timestamp_certificate *c)
{
	bytes_clear(&c->der);
	*c = (struct timestamp_certificate){ 0 };
}
