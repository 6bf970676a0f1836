#include "formats/sha256.h"

#include <openssl/evp.h>

static int
failed(struct why *w)
{
	return why_set(w, WHY_MEMORY, "SHA-256 cannot be computed");
}

static int
context(struct sha256 *s, struct why *w)
{
	if (s->context == NULL)
		s->context = EVP_MD_CTX_new();
	return s->context == NULL ? failed(w) : 0;
}

int
sha256_begin(struct sha256 *s, struct why *w)
{
	if (context(s, w) != 0)
		return -1;
	if (EVP_DigestInit_ex(s->context, EVP_sha256(), NULL) != 1)
		return failed(w);
	return 0;
}

int
sha256_add(struct sha256 *s, const void *data, size_t len, struct why *w)
{
	return EVP_DigestUpdate(s->context, data, len) == 1 ? 0 : failed(w);
}

int
sha256_copy(struct sha256 *to, const struct sha256 *from, struct why *w)
{
	if (context(to, w) != 0)
		return -1;
	if (EVP_MD_CTX_copy_ex(to->context, from->context) != 1)
		return failed(w);
	return 0;
}

int
sha256_end(struct sha256 *s, uint8_t out[SHA256_BYTES], struct why *w)
{
	return EVP_DigestFinal_ex(s->context, out, NULL) == 1 ? 0 : failed(w);
}

void
sha256_clear(struct sha256 *s)
{
	EVP_MD_CTX_free(s->context);
	s->context = NULL;
}

int
sha256_of(const void *data, size_t len, uint8_t out[SHA256_BYTES],
    struct why *w)
{
	struct sha256 s = { 0 };
	int rc = -1;

	if (sha256_begin(&s, w) == 0 && sha256_add(&s, data, len, w) == 0)
		rc = sha256_end(&s, out, w);
	sha256_clear(&s);
	return rc;
}
