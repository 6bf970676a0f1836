#include "keys/backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/hash.h"
#include "formats/text.h"
#include "keys/session_own.h"

#define SUM_WORD "b2sum "

/* The sum of all before the last line. */
static void
sum_of(char out[HASH_DIGEST_HEX + 1], const void *data, size_t len)
{
	uint8_t digest[HASH_DIGEST_BYTES];

	hash_digest_of(data, len, digest);
	bytes_to_hex(out, digest, sizeof digest);
}

static int
check(const struct backup *b, struct why *w)
{
	size_t first = sizeof SESSION_SECRET_FIRST - 1;
	size_t last = sizeof SESSION_SECRET_LAST - 1;

	if (!card_agency_ok(b->agency) || !card_name_ok(b->name) ||
	    !card_print_ok(b->fingerprint))
		return why_set(w, WHY_BACKUP,
		    "agency, name or fingerprint cannot be");
	if (b->secret.len == 0 || b->secret.len > BACKUP_SECRET_MAX_BYTES)
		return why_set(w, WHY_BACKUP,
		    "the tombstones' secret is empty or too long");
	if (b->key.len > SESSION_KEY_MAX_BYTES || b->key.len < first + last ||
	    memcmp(b->key.data, SESSION_SECRET_FIRST, first) != 0 ||
	    memcmp(b->key.data + b->key.len - last, SESSION_SECRET_LAST,
		last) != 0)
		return why_set(w, WHY_BACKUP,
		    "the key is not one armoured secret key");
	return 0;
}

static int
add_hex(struct bytes *out, const struct bytes *in, struct why *w)
{
	int rc;
	char *hex = malloc(2 * in->len + 1);

	if (hex == NULL)
		return why_memory(w);
	bytes_to_hex(hex, in->data, in->len);
	rc = bytes_add(out, hex, 2 * in->len, w);
	free(hex);
	return rc;
}

int
backup_write(const struct backup *b, struct bytes *out, struct why *w)
{
	struct bytes text = { 0 };
	char created[TEXT_TIME_BYTES];
	char sum[HASH_DIGEST_HEX + 1];
	int rc = -1;

	if (check(b, w) != 0)
		return -1;
	text_time_format(created, b->created_s);
	if (bytes_printf(&text, w,
		BACKUP_FORMAT "\nagency %s\nname %s\nfingerprint %s\n"
			      "created %s\npassphrase %s\nsecret ",
		b->agency, b->name, b->fingerprint, created,
		b->protected ? "yes" : "no") != 0 ||
	    add_hex(&text, &b->secret, w) != 0 ||
	    bytes_add(&text, "\n\n", 2, w) != 0 ||
	    bytes_add(&text, b->key.data, b->key.len, w) != 0 ||
	    bytes_add(&text, "\n", 1, w) != 0)
		goto out;
	sum_of(sum, text.data, text.len);
	if (bytes_printf(&text, w, SUM_WORD "%s\n", sum) != 0 ||
	    bytes_add(out, text.data, text.len, w) != 0)
		goto out;
	rc = 0;
out:
	bytes_wipe(&text);
	return rc;
}

/* What is left to read. */
struct reader {
	const char *at;
	size_t left;
};

/* Take a line "word VALUE" without its end. out: size bytes, with a NUL. */
static int
take(struct reader *r, const char *word, char *out, size_t size, struct why *w)
{
	size_t skip = strlen(word);
	const char *end = memchr(r->at, '\n', r->left);
	size_t len;

	if (end == NULL || r->left <= skip || memcmp(r->at, word, skip) != 0)
		return why_set(w, WHY_BACKUP, "no line \"%s\" in its place",
		    word);
	len = (size_t)(end - r->at) - skip;
	if (len >= size || memchr(r->at + skip, '\0', len) != NULL)
		return why_set(w, WHY_BACKUP, "the line \"%s\" cannot be",
		    word);
	memcpy(out, r->at + skip, len);
	out[len] = '\0';
	r->left -= skip + len + 1;
	r->at = end + 1;
	return 0;
}

static int
take_secret(struct reader *r, struct bytes *out, struct why *w)
{
	size_t size = 2 * BACKUP_SECRET_MAX_BYTES + 1;
	char *hex = malloc(size);
	int rc = -1;

	if (hex == NULL)
		return why_memory(w);
	if (take(r, "secret ", hex, size, w) != 0 ||
	    bytes_reserve(out, size / 2, w) != 0)
		goto out;
	if (!bytes_from_hex(out->data, strlen(hex) / 2, hex)) {
		why_set(w, WHY_BACKUP, "the secret is not in hex digits");
		goto out;
	}
	out->len = strlen(hex) / 2;
	rc = 0;
out:
	free(hex);
	return rc;
}

static int
take_lines(struct backup *b, struct reader *r, struct why *w)
{
	char format[sizeof BACKUP_FORMAT + 16];
	char created[TEXT_TIME_BYTES];
	char protected[4];

	if (take(r, "sealbag-backup/", format, sizeof format, w) != 0)
		return -1;
	if (strcmp(format, strrchr(BACKUP_FORMAT, '/') + 1) != 0)
		return why_set(w, WHY_VERSION,
		    "a backup of version \"%s\" is not known here", format);
	if (take(r, "agency ", b->agency, sizeof b->agency, w) != 0 ||
	    take(r, "name ", b->name, sizeof b->name, w) != 0 ||
	    take(r, "fingerprint ", b->fingerprint, sizeof b->fingerprint, w) !=
		0 ||
	    take(r, "created ", created, sizeof created, w) != 0 ||
	    take(r, "passphrase ", protected, sizeof protected, w) != 0)
		return -1;
	if (!text_time_parse(created, &b->created_s))
		return why_set(w, WHY_BACKUP, "the time cannot be");
	b->protected = strcmp(protected, "yes") == 0;
	return take_secret(r, &b->secret, w);
}

/* The key lies between two empty lines, before the sum. */
static int
take_key(struct backup *b, const struct reader *r, struct why *w)
{
	size_t tail = sizeof SUM_WORD - 1 + HASH_DIGEST_HEX + 1;

	if (r->left < 2 + tail || r->at[0] != '\n')
		return why_set(w, WHY_BACKUP, "the end is missing");
	return bytes_add(&b->key, r->at + 1, r->left - 2 - tail, w);
}

/* What was read has one form, the sum included. */
static int
check_form(const struct backup *b, const void *data, size_t len, struct why *w)
{
	struct bytes again = { 0 };
	int rc = -1;

	if (backup_write(b, &again, w) == 0) {
		rc = 0;
		if (again.len != len || memcmp(again.data, data, len) != 0)
			rc = why_set(w, WHY_BACKUP,
			    "the backup is damaged: its text is not what its "
			    "last line says");
	}
	bytes_wipe(&again);
	return rc;
}

int
backup_parse(struct backup *b, const void *data, size_t len, struct why *w)
{
	struct reader r = { .at = data, .left = len };

	*b = (struct backup){ 0 };
	if (len > BACKUP_MAX_BYTES) {
		why_set(w, WHY_BACKUP, "more than %zu bytes", BACKUP_MAX_BYTES);
	} else if (len == 0) {
		why_set(w, WHY_BACKUP, "the file is empty");
	} else if (take_lines(b, &r, w) == 0 && take_key(b, &r, w) == 0 &&
	    check_form(b, data, len, w) == 0) {
		return 0;
	}
	backup_clear(b);
	return -1;
}

void
backup_clear(struct backup *b)
{
	bytes_wipe(&b->secret);
	bytes_wipe(&b->key);
	*b = (struct backup){ 0 };
}
