#include "formats/parcel.h"

#include <stdbool.h>
#include <string.h>

#include "formats/block.h"

#define NUMBER_BYTES 11
#define END_BYTES    ((size_t)2 * BLOCK_BYTES)

struct cursor {
	const struct parcel_kind *kind;
	const uint8_t *at;
	size_t left;
};

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

static int
bad(const struct parcel_kind *kind, struct why *w, const char *fault)
{
	(void)why_set(w, kind->bad, "not a %s: %s", kind->what, fault);
	return -1;
}

/* What is no digit is found when the block is compared. */
static uint64_t
size_in(const uint8_t *block)
{
	uint64_t value = 0;

	for (size_t i = 0; i < NUMBER_BYTES; i++)
		value = value << 3 | (block[BLOCK_SIZE + i] & 7);
	return value;
}

static int
parse_part(struct parcel_part *p, struct cursor *c, struct why *w)
{
	uint8_t want[BLOCK_BYTES];
	const uint8_t *block = take(c, BLOCK_BYTES);
	const uint8_t *padding;
	uint64_t size;

	if (block == NULL)
		return bad(c->kind, w, "it is cut short");
	size = size_in(block);
	block_fill(want, p->name, size, 0);
	if (memcmp(block, want, sizeof want) != 0) {
		(void)why_set(w, c->kind->bad,
		    "not a %s: a header is not the one that must come, of %s",
		    c->kind->what, p->name);
		return -1;
	}
	if (size == 0 || size > p->max)
		return bad(c->kind, w, "a member is empty or too long");
	p->len = (size_t)size;
	p->data = take(c, p->len);
	padding = take(c, block_padding(size));
	if (p->data == NULL || padding == NULL)
		return bad(c->kind, w, "it is cut short");
	if (!bytes_zero(padding, block_padding(size)))
		return bad(c->kind, w, "padding is not zero");
	return 0;
}

static int
parse_text(struct cursor *c, struct why *w)
{
	const struct parcel_kind *k = c->kind;
	struct parcel_part m = { .name = k->name, .max = PARCEL_TEXT_MAX };
	size_t len = strlen(k->text);

	if (parse_part(&m, c, w) != 0)
		return -1;
	if (m.len == len && memcmp(m.data, k->text, len) == 0)
		return 0;
	if (m.len > k->word && memcmp(m.data, k->text, k->word) == 0 &&
	    m.data[k->word] != (uint8_t)k->text[k->word])
		return why_set(w, WHY_VERSION, "a %s of another version",
		    k->what);
	return why_set(w, k->bad, "not a %s: %s is not the text that must come",
	    k->what, k->name);
}

/* Is this the part that comes next? */
static bool
comes(const struct cursor *c, const char *name)
{
	size_t len = strlen(name) + 1;

	return len <= c->left && memcmp(c->at, name, len) == 0;
}

int
parcel_parse(struct parcel *p, const void *data, size_t len, struct why *w)
{
	struct cursor c = { .kind = p->kind, .at = data, .left = len };

	for (size_t i = 0; i < p->n; i++) {
		p->parts[i].data = NULL;
		p->parts[i].len = 0;
	}
	if (parse_text(&c, w) != 0)
		return -1;
	for (size_t i = 0; i < p->n; i++) {
		if (i >= p->least && !comes(&c, p->parts[i].name))
			continue;
		if (parse_part(&p->parts[i], &c, w) != 0)
			return -1;
	}
	if (c.left != END_BYTES || !bytes_zero(c.at, c.left))
		return bad(p->kind, w, "its end is not two zero blocks");
	return 0;
}

static int
write_part(struct bytes *out, const struct parcel_part *p, struct why *w)
{
	static const uint8_t zeros[BLOCK_BYTES];
	uint8_t block[BLOCK_BYTES];

	block_fill(block, p->name, p->len, 0);
	if (bytes_add(out, block, sizeof block, w) != 0 ||
	    bytes_add(out, p->data, p->len, w) != 0)
		return -1;
	return bytes_add(out, zeros, block_padding(p->len), w);
}

int
parcel_write(const struct parcel *p, struct bytes *out, struct why *w)
{
	static const uint8_t end[END_BYTES];
	const struct parcel_kind *k = p->kind;
	const struct parcel_part text = {
		.name = k->name,
		.data = (const uint8_t *)k->text,
		.len = strlen(k->text),
	};

	if (write_part(out, &text, w) != 0)
		return -1;
	for (size_t i = 0; i < p->n; i++) {
		const struct parcel_part *part = &p->parts[i];

		if (i >= p->least && part->len == 0)
			continue;
		if (part->len == 0 || part->len > part->max)
			return why_set(w, k->bad,
			    "not a %s: %s is empty or too long", k->what,
			    part->name);
		if (write_part(out, part, w) != 0)
			return -1;
	}
	return bytes_add(out, end, sizeof end, w);
}
