#include "formats/signature.h"

#include <string.h>

#include "formats/sha256.h"

/* Source: signature.txt, 1. */
#define HEADER_SHORT   0x88 /* length in one byte */
#define HEADER_LONG    0x89 /* length in two bytes */
#define VERSION	       4
#define KIND_BINARY    0x00
#define FIXED_BYTES    6 /* version to length of the hashed part */
#define SUBPACKET_MAX  191
#define CRITICAL       0x80
#define CREATED	       2
#define EXPIRES	       3
#define ISSUER_ID      16
#define USER	       28
#define ISSUER_PRINT   33
#define ISSUER_ID_PART 10 /* bytes of the unhashed part */
#define HASH_SHA256    8

/* Source: signature.txt, 2. An RSA signature is a number below the modulus: it
 * is 64 bits shorter once in 2^64. */
#define RSA_BITS_MIN   (2048 - 64)
#define RSA_BITS_MAX   16384
#define EDDSA_BITS_MAX 256

struct cursor {
	const uint8_t *at;
	size_t left;
};

/* n bytes, or NULL if they are not there. */
static const uint8_t *
take(struct cursor *c, size_t n)
{
	const uint8_t *at = c->at;

	if (n > c->left)
		return NULL;
	c->at += n;
	c->left -= n;
	return at;
}

static size_t
number16(const uint8_t *in)
{
	return (size_t)in[0] << 8 | in[1];
}

static int
bad(struct why *w, const char *fault)
{
	return why_set(w, WHY_SIGNATURE_FORMAT,
	    "the signature is not in the form wanted: %s", fault);
}

/* The packet's header, then its body. Source: signature.txt, 1.1. */
static int
parse_header(struct cursor *c, struct cursor *body, struct why *w)
{
	const uint8_t *header = take(c, 2);
	size_t len;

	if (header == NULL ||
	    (header[0] != HEADER_SHORT && header[0] != HEADER_LONG))
		return bad(w, "it does not begin as a binary signature");
	len = header[1];
	if (header[0] == HEADER_LONG) {
		if (take(c, 1) == NULL)
			return bad(w, "it is cut short");
		len = number16(header + 1);
		if (len <= UINT8_MAX)
			return bad(w, "its length is written too long");
	}
	body->left = len;
	body->at = take(c, len);
	return body->at == NULL ? bad(w, "it is cut short") : 0;
}

/* Source: signature.txt, 2. */
static int
check_algorithms(uint8_t algorithm, uint8_t hash, struct why *w)
{
	static const struct {
		uint8_t number;
		const char *name;
	} weak[] = {
		{ 1, "MD5" },
		{ 2, "SHA-1" },
		{ 3, "RIPEMD-160" },
		{ 11, "SHA-224" },
	};

	for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
		if (hash == weak[i].number)
			return why_set(w, WHY_SIGNATURE_WEAK,
			    "the signature uses %s", weak[i].name);
	}
	if (algorithm == 17)
		return why_set(w, WHY_SIGNATURE_WEAK, "the signature uses DSA");
	if (hash != HASH_SHA256)
		return bad(w, "its hash is not SHA-256");
	if (algorithm != SIGNATURE_RSA && algorithm != SIGNATURE_EDDSA)
		return bad(w, "its algorithm is neither RSA nor EdDSA");
	return 0;
}

/* Source: signature.txt, 1.3. */
static int
parse_hashed(struct signature *s, struct cursor c, struct why *w)
{
	uint64_t seen = 0;

	while (c.left > 0) {
		const uint8_t *head = take(&c, 2);
		const uint8_t *body;
		uint8_t type;
		size_t len;

		if (head == NULL || head[0] < 1 || head[0] > SUBPACKET_MAX)
			return bad(w, "a subpacket has no proper length");
		len = head[0] - 1U;
		type = head[1] & (uint8_t)~CRITICAL;
		body = take(&c, len);
		if (body == NULL)
			return bad(w, "a subpacket is cut short");
		if (type > ISSUER_PRINT || (seen >> type & 1) != 0)
			return bad(w, "a subpacket is unknown or repeated");
		seen |= UINT64_C(1) << type;
		if (type == ISSUER_PRINT && len == 21 && body[0] == VERSION)
			memcpy(s->issuer, body + 1, sizeof s->issuer);
		else if (type == CREATED && len == 4)
			s->created_s = (uint32_t)(number16(body) << 16 |
			    number16(body + 2));
		else if (type != USER && (type != EXPIRES || len != 4))
			return bad(w, "a subpacket is not one of those known");
	}
	if ((seen >> ISSUER_PRINT & 1) == 0 || (seen >> CREATED & 1) == 0)
		return bad(w, "its signer or its time is missing");
	return 0;
}

/* One number: bit count, then no bit more than it says. Source: RFC 4880,
 * 3.2. */
static int
parse_number(struct cursor *c, size_t *bits, struct why *w)
{
	const uint8_t *head = take(c, 2);
	const uint8_t *body;
	unsigned int top;

	if (head == NULL)
		return bad(w, "it is cut short");
	*bits = number16(head);
	body = take(c, (*bits + 7) / 8);
	if (*bits == 0 || body == NULL)
		return bad(w, "a number is empty or cut short");
	top = (unsigned int)((*bits - 1) % 8);
	if (body[0] >> top != 1)
		return bad(w, "a number is not as long as it says");
	return 0;
}

/* Source: signature.txt, 1.4. */
static int
parse_numbers(const struct signature *s, struct cursor *c, struct why *w)
{
	size_t n = s->algorithm == SIGNATURE_RSA ? 1 : 2;
	size_t bits = 0;

	for (size_t i = 0; i < n; i++) {
		if (parse_number(c, &bits, w) != 0)
			return -1;
		if (s->algorithm == SIGNATURE_RSA && bits < RSA_BITS_MIN)
			return why_set(w, WHY_SIGNATURE_WEAK,
			    "the signature's RSA key has less than 2048 bits");
		if (bits > (s->algorithm == SIGNATURE_RSA ? RSA_BITS_MAX
							  : EDDSA_BITS_MAX))
			return bad(w, "a number is too long");
	}
	if (c->left != 0)
		return bad(w, "something follows its numbers");
	return 0;
}

/* Exactly one subpacket, which repeats the end of the hashed fingerprint. */
static int
check_unhashed(const struct signature *s, const uint8_t *part, struct why *w)
{
	if (part[0] != ISSUER_ID_PART - 1 || part[1] != ISSUER_ID ||
	    memcmp(part + 2, s->issuer + SIGNATURE_PRINT_BYTES - 8, 8) != 0)
		return bad(w, "its unsigned part is not the signer's key id");
	return 0;
}

/* Source: signature.txt, 1.2. */
static int
parse_body(struct signature *s, struct cursor c, struct why *w)
{
	struct cursor hashed;
	const uint8_t *part;

	s->hashed = c.at;
	part = take(&c, FIXED_BYTES);
	if (part == NULL)
		return bad(w, "it is cut short");
	if (part[0] != VERSION || part[1] != KIND_BINARY)
		return bad(w, "it is not a version 4 signature of a document");
	if (check_algorithms(part[2], part[3], w) != 0)
		return -1;
	s->algorithm = part[2];
	hashed.left = number16(part + 4);
	hashed.at = take(&c, hashed.left);
	s->hashed_len = FIXED_BYTES + hashed.left;
	if (hashed.at == NULL)
		return bad(w, "it is cut short");
	if (parse_hashed(s, hashed, w) != 0)
		return -1;
	part = take(&c, 2 + ISSUER_ID_PART + 2);
	if (part == NULL || number16(part) != ISSUER_ID_PART)
		return bad(w, "its unsigned part is not the signer's key id");
	if (check_unhashed(s, part + 2, w) != 0)
		return -1;
	memcpy(s->digest_start, part + 2 + ISSUER_ID_PART, 2);
	return parse_numbers(s, &c, w);
}

/* One signature; c moves behind it. */
static int
parse_next(struct signature *s, struct cursor *c, struct why *w)
{
	struct cursor body = { 0 };

	*s = (struct signature){ .data = c->at };
	if (parse_header(c, &body, w) != 0)
		return -1;
	s->len = (size_t)(c->at - s->data);
	if (s->len > SIGNATURE_MAX_BYTES)
		return bad(w, "it is too long");
	return parse_body(s, body, w);
}

static int
unsigned_file(struct why *w)
{
	return why_set(w, WHY_UNSIGNED, "there is no signature");
}

int
signature_parse(struct signature *s, const void *data, size_t len,
    struct why *w)
{
	struct cursor c = { .at = data, .left = len };

	*s = (struct signature){ 0 };
	if (len == 0)
		return unsigned_file(w);
	if (parse_next(s, &c, w) != 0)
		return -1;
	return c.left == 0 ? 0 : bad(w, "something follows it");
}

static int
compare(const struct signature *a, const struct signature *b)
{
	return memcmp(a->issuer, b->issuer, sizeof a->issuer);
}

/* Source: signature.txt, 1. */
static int
add_next(struct signature_file *f, struct cursor *c, struct why *w)
{
	struct signature *s = &f->all[f->n];

	if (f->n == SIGNATURE_FILE_MAX)
		return bad(w, "something follows the last of 16");
	if (parse_next(s, c, w) != 0)
		return f->n == 0
		    ? -1
		    : why_in(w, "signature %u", (unsigned)f->n + 1);
	if (f->n > 0 && compare(s - 1, s) == 0)
		return bad(w, "two of them are by one key");
	if (f->n > 0 && compare(s - 1, s) > 0)
		return bad(w, "they are not in the order of their keys");
	f->n++;
	return 0;
}

int
signature_parse_file(struct signature_file *f, const void *data, size_t len,
    struct why *w)
{
	struct cursor c = { .at = data, .left = len };

	f->n = 0;
	if (len == 0)
		return unsigned_file(w);
	while (c.left > 0) {
		if (add_next(f, &c, w) != 0)
			return -1;
	}
	return 0;
}

int
signature_merge(const struct signature_file *a, const struct signature_file *b,
    struct bytes *out, struct why *w)
{
	const struct signature_file none = { .n = 0 };
	size_t i = 0;
	size_t j = 0;
	size_t n = 0;

	if (b == NULL)
		b = &none;
	while (i < a->n || j < b->n) {
		int order = i == a->n ? 1
		    : j == b->n	      ? -1
				      : compare(&a->all[i], &b->all[j]);
		const struct signature *s =
		    order <= 0 ? &a->all[i] : &b->all[j];

		if (n++ == SIGNATURE_FILE_MAX)
			return bad(w, "there would be more than 16");
		if (bytes_add(out, s->data, s->len, w) != 0)
			return -1;
		i += order <= 0;
		j += order >= 0;
	}
	return 0;
}

int
signature_check_digest(const struct signature *s, const void *data, size_t len,
    struct why *w)
{
	uint8_t digest[SHA256_BYTES];
	uint8_t trailer[6] = { VERSION, 0xff, 0, 0,
		(uint8_t)(s->hashed_len >> 8), (uint8_t)s->hashed_len };
	struct sha256 sha = { 0 };
	int rc = -1;

	if (sha256_begin(&sha, w) != 0 || sha256_add(&sha, data, len, w) != 0 ||
	    sha256_add(&sha, s->hashed, s->hashed_len, w) != 0 ||
	    sha256_add(&sha, trailer, sizeof trailer, w) != 0 ||
	    sha256_end(&sha, digest, w) != 0)
		goto out;
	if (memcmp(digest, s->digest_start, sizeof s->digest_start) != 0) {
		why_set(w, WHY_SIGNATURE_BAD,
		    "the signature is not one of this data");
		goto out;
	}
	rc = 0;
out:
	sha256_clear(&sha);
	return rc;
}
