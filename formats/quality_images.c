#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"

/* Source: quality.txt, 3. */
#define PLATE_BYTES    3072
#define PLATE_WIDTH    120
#define PLATE_HEIGHT   60
#define OVERVIEW_BYTES 25600

struct quality_image {
	uint64_t hash; /* 0: a free slot */
	uint64_t bytes;
	bool packed;
	uint16_t width; /* 0: not known */
	uint16_t height;
	_Atomic unsigned named; /* QUALITY_IS_... */
};

static struct quality_image *
find(const struct quality_images *i, uint64_t hash)
{
	size_t at = (size_t)hash & (i->cap - 1);

	if (i->cap == 0)
		return NULL;
	while (i->slots[at].hash != 0 && i->slots[at].hash != hash)
		at = (at + 1) & (i->cap - 1);
	return &i->slots[at];
}

static int
grow(struct quality_images *i, struct why *w)
{
	struct quality_images more = { .cap = i->cap == 0 ? 64 : 2 * i->cap,
		.n = i->n };

	more.slots = calloc(more.cap, sizeof *more.slots);
	if (more.slots == NULL)
		return why_memory(w);
	for (size_t at = 0; at < i->cap; at++)
		if (i->slots[at].hash != 0)
			find(&more, i->slots[at].hash)->hash =
			    i->slots[at].hash;
	free(i->slots);
	*i = more;
	return 0;
}

int
quality_images_add(struct quality_images *i, uint64_t hash, struct why *w)
{
	struct quality_image *image;

	if (2 * i->n >= i->cap && grow(i, w) != 0)
		return -1;
	image = find(i, hash);
	i->n += image->hash == 0;
	image->hash = hash;
	return 0;
}

bool
quality_images_name(const struct quality_images *i, uint64_t hash,
    unsigned kind)
{
	struct quality_image *image = find(i, hash);

	if (image == NULL || image->hash == 0)
		return false;
	if ((atomic_load_explicit(&image->named, memory_order_relaxed) &
		kind) == 0)
		atomic_fetch_or_explicit(&image->named, kind,
		    memory_order_relaxed);
	return true;
}

bool
quality_images_size(const uint8_t *head, size_t len, unsigned *width,
    unsigned *height)
{
	size_t at = 2;

	if (len < 4 || head[0] != 0xff || head[1] != 0xd8)
		return false;
	while (len - at >= 4) {
		uint8_t kind = head[at + 1];
		size_t size = (size_t)head[at + 2] << 8 | head[at + 3];

		if (head[at] != 0xff || size < 2)
			return false;
		/* a frame: all of C0 to CF but tables and codes */
		if (kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 &&
		    kind != 0xc8 && kind != 0xcc) {
			if (len - at < 9)
				return false;
			*height = (unsigned)head[at + 5] << 8 | head[at + 6];
			*width = (unsigned)head[at + 7] << 8 | head[at + 8];
			return true;
		}
		if (len - at < size + 2)
			return false;
		at += size + 2;
	}
	return false;
}

void
quality_images_head(struct quality_images *i, uint64_t hash, uint64_t size,
    const uint8_t *head, size_t len)
{
	struct quality_image *image = find(i, hash);
	unsigned width;
	unsigned height;

	if (image == NULL || image->hash == 0)
		return;
	image->packed = true;
	image->bytes = size;
	if (quality_images_size(head, len, &width, &height)) {
		image->width = (uint16_t)width;
		image->height = (uint16_t)height;
	}
}

void
quality_images_end(const struct quality_images *i, struct quality *out)
{
	for (size_t at = 0; at < i->cap; at++) {
		const struct quality_image *one = &i->slots[at];
		unsigned named = atomic_load(&one->named);

		if (one->hash == 0)
			continue;
		out->found[QUALITY_ORPHAN].count += named == 0 && one->packed;
		out->found[QUALITY_PLATE_LARGE].count +=
		    (named & QUALITY_IS_PLATE) != 0 &&
		    (one->bytes > PLATE_BYTES || one->width > PLATE_WIDTH ||
			one->height > PLATE_HEIGHT);
		out->found[QUALITY_OVERVIEW_LARGE].count +=
		    (named & QUALITY_IS_OVERVIEW) != 0 &&
		    one->bytes > OVERVIEW_BYTES;
	}
}
