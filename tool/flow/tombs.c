#include "tool/flow/tombs.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "keys/secret.h"

_Static_assert(SECRET_BYTES == HASH_KEY_BYTES, "the secret is a BLAKE2b key");

/* Tags are random to whoever has not the secret, so their own bytes are the
 * hash of the table. */
static uint8_t *
place(uint8_t *slots, size_t cap, const uint8_t *tag)
{
	static const uint8_t none[HASH_KEYED_BYTES];
	size_t at = (size_t)bytes_get_u64(tag) & (cap - 1);

	while (memcmp(slots + at * HASH_KEYED_BYTES, none, sizeof(none)) != 0 &&
	    memcmp(slots + at * HASH_KEYED_BYTES, tag, sizeof(none)) != 0)
		at = (at + 1) & (cap - 1);
	return slots + at * HASH_KEYED_BYTES;
}

static int
grow(struct tombs *t, struct why *w)
{
	size_t cap = t->cap == 0 ? 1024 : 2 * t->cap;
	uint8_t *slots = calloc(cap, HASH_KEYED_BYTES);

	if (slots == NULL)
		return why_memory(w);
	for (size_t i = 0; i < t->cap; i++) {
		const uint8_t *tag = t->slots + i * HASH_KEYED_BYTES;

		memcpy(place(slots, cap, tag), tag, HASH_KEYED_BYTES);
	}
	free(t->slots);
	t->slots = slots;
	t->cap = cap;
	return 0;
}

static int
load_one(void *self, const uint8_t *tag, struct why *w)
{
	struct tombs *t = self;

	if (2 * (t->n + 1) > t->cap && grow(t, w) != 0)
		return -1;
	memcpy(place(t->slots, t->cap, tag), tag, HASH_KEYED_BYTES);
	t->n++;
	return 0;
}

int
tombs_load(struct tombs *t, struct store *s, bool wanted, struct why *w)
{
	char path[STORE_PATH_BYTES];
	uint8_t secret[SECRET_BYTES];
	int rc;

	memset(t, 0, sizeof(*t));
	if (ledger_tombstone_each(&s->ledger, load_one, t, w) != 0)
		return -1;
	if (t->n == 0 && !wanted)
		return 0;
	if (store_path(s, STORE_SECRET, path, w) != 0)
		return -1;
	rc = secret_load(&s->session, path, secret, w);
	if (rc == 0) {
		hash_key_init(&t->key, secret);
		t->armed = true;
	}
	explicit_bzero(secret, sizeof(secret));
	return rc;
}

void
tombs_clear(struct tombs *t)
{
	free(t->slots);
	explicit_bzero(t, sizeof(*t));
}

static void
tag_of(const struct tombs *t, const uint8_t *message, size_t len,
    uint8_t tag[HASH_KEYED_BYTES])
{
	uint8_t block[READS_KEY_BYTES] = { 0 };
	uint8_t n = (uint8_t)len;

	memcpy(block, message, len);
	hash_keyed(&t->key, tag, block, &n, 1);
}

void
tombs_tag_read(const struct tombs *t, const struct reads_key *key,
    uint8_t tag[HASH_KEYED_BYTES])
{
	uint8_t message[READS_KEY_BYTES];
	size_t len = reads_key_bytes(key, message);

	tag_of(t, message, len, tag);
}

void
tombs_tag_file(const struct tombs *t, uint64_t size,
    const uint8_t digest[SHA256_BYTES], uint8_t tag[HASH_KEYED_BYTES])
{
	/* No key of a read begins with 0xff: record.txt, 4.3. */
	uint8_t message[9 + SHA256_BYTES] = { 0xff };

	bytes_put_u64(message + 1, size);
	memcpy(message + 9, digest, SHA256_BYTES);
	tag_of(t, message, sizeof(message), tag);
}

bool
tombs_has(const struct tombs *t, const uint8_t tag[HASH_KEYED_BYTES])
{
	if (t->n == 0)
		return false;
	return memcmp(place(t->slots, t->cap, tag), tag, HASH_KEYED_BYTES) == 0;
}

uint32_t
tombs_month(int64_t time_s)
{
	struct tm tm;
	time_t t = (time_t)time_s;

	if (gmtime_r(&t, &tm) == NULL || tm.tm_year < -1900)
		return 0;
	return (uint32_t)(tm.tm_year + 1900) * 12 + (uint32_t)tm.tm_mon;
}

uint32_t
tombs_until(int64_t time_s, unsigned retention_months)
{
	return tombs_month(time_s) + retention_months;
}
