#include "formats/name.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "formats/bytes.h"

/* Code points that turn the text around them or break its line. Controls are
 * known by their category. Source: bundle.txt, 5.1. */
static const struct {
	int32_t first;
	int32_t last;
} forbidden[] = {
	{ '\\', '\\' },
	{ 0x061c, 0x061c },
	{ 0x200e, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2066, 0x2069 },
};

static bool
is_forbidden(int32_t code)
{
	size_t n = sizeof forbidden / sizeof forbidden[0];

	for (size_t i = 0; i < n; i++) {
		if (code >= forbidden[i].first && code <= forbidden[i].last)
			return true;
	}
	return utf8proc_category(code) == UTF8PROC_CATEGORY_CC;
}

/* What is wrong with the characters of a name, or NULL. */
static const char *
character_fault(const uint8_t *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		int32_t code;
		ssize_t n;

		if (s[i] >= 0x20 && s[i] < 0x7f && s[i] != '\\') {
			i++;
			continue;
		}
		n = utf8proc_iterate(s + i, (ssize_t)(len - i), &code);
		if (n <= 0)
			return "is not UTF-8";
		if (is_forbidden(code))
			return "holds a forbidden character";
		i += (size_t)n;
	}
	return NULL;
}

/* What is wrong with one part, or NULL. */
static const char *
part_fault(const char *part, size_t len)
{
	if (len == 0)
		return "has an empty part";
	if (len > NAME_PART_MAX_BYTES)
		return "has a part of more than 255 bytes";
	if (part[0] == '.' && (len == 1 || (len == 2 && part[1] == '.')))
		return "climbs: it has a part \".\" or \"..\"";
	return NULL;
}

int
name_check(const char *name, size_t len, enum why_reason reason, struct why *w)
{
	const char *end = name + len;
	const char *part = name;
	const char *fault = NULL;
	int depth = 0;

	if (len > NAME_MAX_BYTES)
		fault = "is longer than 4096 bytes";
	else if (len > 0 && name[0] == '/')
		fault = "is absolute";
	else
		fault = character_fault((const uint8_t *)name, len);
	while (fault == NULL && part <= end) {
		const char *slash = memchr(part, '/', (size_t)(end - part));

		if (slash == NULL)
			slash = end;
		fault = part_fault(part, (size_t)(slash - part));
		if (++depth > NAME_DEPTH_MAX)
			fault = "has more than 64 parts";
		part = slash + 1;
	}
	if (fault == NULL)
		return 0;
	return why_set(w, reason, "name \"%.*s\" %s",
	    (int)(len < 200 ? len : 200), name, fault);
}

static uint64_t
rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void
sip_rounds(uint64_t v[4], int n)
{
	while (n-- > 0) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

/* SipHash-2-4. */
static uint64_t
sip(const uint8_t key[16], const uint8_t *data, size_t len)
{
	uint64_t k0 = bytes_get_u64(key);
	uint64_t k1 = bytes_get_u64(key + 8);
	uint64_t v[4] = { k0 ^ UINT64_C(0x736f6d6570736575),
		k1 ^ UINT64_C(0x646f72616e646f6d),
		k0 ^ UINT64_C(0x6c7967656e657261),
		k1 ^ UINT64_C(0x7465646279746573) };
	uint8_t last[8] = { 0 };
	size_t whole = len - len % 8;

	for (size_t i = 0; i <= whole; i += 8) {
		uint64_t m;

		if (i == whole) {
			memcpy(last, data + i, len - whole);
			last[7] = (uint8_t)len;
		}
		m = bytes_get_u64(i == whole ? last : data + i);
		v[3] ^= m;
		sip_rounds(v, 2);
		v[0] ^= m;
	}
	v[2] ^= 0xff;
	sip_rounds(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* Fold ASCII to out; false if there is anything else. */
static bool
fold_ascii(char *out, const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((uint8_t)name[i] >= 0x80)
			return false;
		out[i] = name[i];
		if (name[i] >= 'A' && name[i] <= 'Z')
			out[i] = (char)(name[i] + 'a' - 'A');
	}
	return true;
}

/* Identifier caseless matching of Unicode (D147). Names are decomposed first:
 * folding makes a letter of the mark U+0345, which then keeps marks apart that
 * could stand in either order. Source: bundle.txt, 5.2. */
static ssize_t
fold(const char *name, size_t len, utf8proc_uint8_t **out)
{
	utf8proc_uint8_t *apart = NULL;
	ssize_t n = utf8proc_map((const utf8proc_uint8_t *)name, (ssize_t)len,
	    &apart, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);

	if (n >= 0)
		n = utf8proc_map(apart, n, out,
		    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
			UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
	free(apart);
	return n;
}

/* Hash of the folded form, or of the name as it is; never 0. */
static int
hash_name(const struct name_set *s, const char *name, size_t len, uint64_t *out,
    struct why *w)
{
	char ascii[NAME_MAX_BYTES];
	utf8proc_uint8_t *folded = NULL;
	ssize_t n;

	if (s->exact) {
		*out = sip(s->key, (const uint8_t *)name, len);
	} else if (len <= sizeof ascii && fold_ascii(ascii, name, len)) {
		*out = sip(s->key, (const uint8_t *)ascii, len);
	} else {
		n = fold(name, len, &folded);
		if (n == UTF8PROC_ERROR_NOMEM)
			return why_memory(w);
		if (n < 0)
			return why_set(w, WHY_MEMBER_NAME,
			    "a name cannot be folded: %s", utf8proc_errmsg(n));
		*out = sip(s->key, folded, (size_t)n);
		free(folded);
	}
	if (*out == 0)
		*out = 1;
	return 0;
}

/* The slot that holds a hash, or the free one where it belongs. */
static uint64_t *
find(uint64_t *slots, size_t cap, uint64_t hash)
{
	size_t at = hash & (cap - 1);

	while (slots[at] != 0 && slots[at] != hash)
		at = (at + 1) & (cap - 1);
	return &slots[at];
}

/* Keep at least half of the slots free. */
static int
grow(struct name_set *s, struct why *w)
{
	size_t cap = s->cap == 0 ? 1024 : s->cap * 2;
	uint64_t *slots;

	if (s->n < s->cap / 2)
		return 0;
	if (s->cap == 0 && bytes_random(s->key, sizeof s->key, w) != 0)
		return -1;
	slots = calloc(cap, sizeof *slots);
	if (slots == NULL)
		return why_memory(w);
	for (size_t i = 0; i < s->cap; i++) {
		if (s->slots[i] != 0)
			*find(slots, cap, s->slots[i]) = s->slots[i];
	}
	free(s->slots);
	s->slots = slots;
	s->cap = cap;
	return 0;
}

int
name_set_add(struct name_set *s, const char *name, size_t len, bool *repeated,
    struct why *w)
{
	uint64_t hash = 0;
	uint64_t *slot;

	if (grow(s, w) != 0 || hash_name(s, name, len, &hash, w) != 0)
		return -1;
	slot = find(s->slots, s->cap, hash);
	*repeated = *slot == hash;
	if (!*repeated)
		s->n++;
	*slot = hash;
	return 0;
}

int
name_set_has(const struct name_set *s, const char *name, size_t len,
    bool *there, struct why *w)
{
	uint64_t hash = 0;

	*there = false;
	if (s->n == 0)
		return 0;
	if (hash_name(s, name, len, &hash, w) != 0)
		return -1;
	*there = *find(s->slots, s->cap, hash) == hash;
	return 0;
}

void
name_set_clear(struct name_set *s)
{
	free(s->slots);
	*s = (struct name_set){ 0 };
}
