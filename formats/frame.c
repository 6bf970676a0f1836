#include "formats/frame.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/block.h"
#include "formats/sort_of.h"

static const char readme_name[] = "README.txt";
static const char contents_name[] = "contents.gpg";
static const char seal_name[] = "seal.json";
static const char signature_name[] = "seal.json.sig";

void
frame_header(uint8_t out[FRAME_BLOCK_BYTES], const char *name, uint64_t size,
    int64_t time_s)
{
	block_fill(out, name, size, (uint64_t)time_s);
}

uint32_t
frame_padding(uint64_t size)
{
	return block_padding(size);
}

void
frame_segment_name(char out[FRAME_NAME_BYTES], uint64_t number)
{
	(void)snprintf(out, FRAME_NAME_BYTES, "segments/%08u.gpg",
	    (unsigned)(number % 100000000));
}

void
frame_earlier_name(char out[FRAME_NAME_BYTES], size_t number)
{
	(void)snprintf(out, FRAME_NAME_BYTES, "earlier/%03u.json",
	    (unsigned)(number % 1000));
}

void
frame_earlier_signature_name(char out[FRAME_NAME_BYTES], size_t number)
{
	(void)snprintf(out, FRAME_NAME_BYTES, "earlier/%03u.json.sig",
	    (unsigned)(number % 1000));
}

/* A walk: the block at `at` is what comes next. */
struct walk {
	int fd;
	struct frame *frame;
	uint64_t at;
	uint8_t *block; /* in buffer, behind the padding that came before */
	uint8_t buffer[2 * FRAME_BLOCK_BYTES];
};

static int
refuse(const struct walk *k, const char *fault, struct why *w)
{
	return why_set(w, WHY_FRAME, "%s at offset %" PRIu64, fault, k->at);
}

/* Read the padding that lies at k->at, and the block behind it. */
static int
step(struct walk *k, uint32_t padding, struct why *w)
{
	size_t want = padding + FRAME_BLOCK_BYTES;
	uint64_t left = k->frame->file_bytes - k->at;
	ssize_t got;

	if (left < want)
		return why_set(w, WHY_TRUNCATED,
		    "the file ends at offset %" PRIu64 ", inside the frame",
		    k->frame->file_bytes);
	do
		got = pread(k->fd, k->buffer, want, (off_t)k->at);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return why_errno(w, "the bundle cannot be read");
	if ((size_t)got < want)
		return why_set(w, WHY_TRUNCATED, "the file became shorter");
	if (!bytes_zero(k->buffer, padding))
		return refuse(k, "padding is not zero", w);
	k->at += padding;
	k->block = k->buffer + padding;
	return 0;
}

/* The number in eleven octal digits; whatever else stands there is found when
 * the block is compared. */
static uint64_t
number(const uint8_t *field)
{
	uint64_t value = 0;

	for (int i = 0; i < 11; i++)
		value = value << 3 | (field[i] & 7);
	return value;
}

/* Does the present block name this member? */
static bool
is_named(const struct walk *k, const char *name)
{
	return memcmp(k->block, name, strlen(name) + 1) == 0;
}

/* The present block must be the header of `name`; go to the next block. */
static int
member(struct walk *k, const char *name, struct frame_member *m, struct why *w)
{
	struct frame *f = k->frame;
	uint8_t want[FRAME_BLOCK_BYTES];

	if (!is_named(k, name)) {
		why_set(w, WHY_FRAME, "no %s at offset %" PRIu64, name, k->at);
		return -1;
	}
	m->size = number(k->block + BLOCK_SIZE);
	frame_header(want, name, m->size, f->time_s);
	if (memcmp(k->block, want, sizeof want) != 0)
		return refuse(k, "a header is not canonical", w);
	m->offset = k->at + FRAME_BLOCK_BYTES;
	if (m->size > f->file_bytes - m->offset)
		return why_set(w, WHY_TRUNCATED,
		    "%s reaches beyond the end of the file", name);
	k->at = m->offset + m->size;
	return step(k, frame_padding(m->size), w);
}

static int
grow(struct frame *f, uint64_t *cap, struct why *w)
{
	uint64_t more = *cap == 0 ? 64 : *cap * 2;
	struct frame_member *all;

	if (f->n_segments < *cap)
		return 0;
	all = realloc(f->segments, more * sizeof *all);
	if (all == NULL)
		return why_memory(w);
	f->segments = all;
	*cap = more;
	return 0;
}

static int
read_segments(struct walk *k, struct why *w)
{
	struct frame *f = k->frame;
	char name[FRAME_NAME_BYTES];
	uint64_t cap = 0;

	for (;;) {
		frame_segment_name(name, f->n_segments);
		if (f->n_segments > 0 && !is_named(k, name))
			return 0;
		if (f->n_segments == 0 && is_named(k, "exhibit.json"))
			return why_set(w, WHY_FRAME,
			    "an exhibit, not a bundle");
		if (f->n_segments == FRAME_SEGMENTS_MAX)
			return why_set(w, WHY_LIMIT, "more than %d segments",
			    FRAME_SEGMENTS_MAX);
		if (grow(f, &cap, w) != 0 ||
		    member(k, name, &f->segments[f->n_segments], w) != 0)
			return -1;
		f->n_segments++;
	}
}

/* Seals of before, each with its signature. Source: bundle.txt, 3.2. */
static int
read_earlier(struct walk *k, struct why *w)
{
	struct frame *f = k->frame;
	char name[FRAME_NAME_BYTES];

	for (;;) {
		frame_earlier_name(name, f->n_earlier);
		if (!is_named(k, name))
			return 0;
		if (f->n_earlier == FRAME_EARLIER_MAX)
			return why_set(w, WHY_LIMIT,
			    "more than %d earlier seals", FRAME_EARLIER_MAX);
		if (member(k, name, &f->earlier[f->n_earlier].seal, w) != 0)
			return -1;
		frame_earlier_signature_name(name, f->n_earlier);
		if (!is_named(k, name))
			return why_set(w, WHY_UNSIGNED, "no %s", name);
		if (member(k, name, &f->earlier[f->n_earlier].signature, w) !=
		    0)
			return -1;
		f->n_earlier++;
	}
}

/* The present block and the one behind it are zero, and nothing follows. */
static int
read_end(struct walk *k, struct why *w)
{
	if (!bytes_zero(k->block, FRAME_BLOCK_BYTES))
		return refuse(k, "no end mark", w);
	k->at += FRAME_BLOCK_BYTES;
	if (step(k, 0, w) != 0)
		return -1;
	if (!bytes_zero(k->block, FRAME_BLOCK_BYTES))
		return refuse(k, "half an end mark", w);
	k->at += FRAME_BLOCK_BYTES;
	if (k->at != k->frame->file_bytes)
		return why_set(w, WHY_TRAILING,
		    "something follows the end mark at offset %" PRIu64, k->at);
	return 0;
}

static int
read_members(struct walk *k, struct why *w)
{
	struct frame *f = k->frame;

	f->time_s = (int64_t)number(k->block + BLOCK_TIME);
	if (member(k, readme_name, &f->readme, w) != 0 ||
	    read_segments(k, w) != 0 ||
	    member(k, contents_name, &f->contents, w) != 0 ||
	    read_earlier(k, w) != 0 || member(k, seal_name, &f->seal, w) != 0)
		return -1;
	if (bytes_zero(k->block, FRAME_BLOCK_BYTES))
		return why_set(w, WHY_UNSIGNED, "no %s", signature_name);
	if (member(k, signature_name, &f->signature, w) != 0)
		return -1;
	return read_end(k, w);
}

/* A bundle is known by its first bytes, so that one cut short within its first
 * block is still told from any other file. */
static int
check_start(int fd, struct why *w)
{
	char start[SORT_OF_BYTES];
	ssize_t got = pread(fd, start, sizeof start, 0);
	const char *sort;

	if (got < 0)
		return why_errno(w, "the bundle cannot be read");
	if ((size_t)got >= sizeof readme_name &&
	    memcmp(start, readme_name, sizeof readme_name) == 0)
		return 0;
	sort = sort_of(start, (size_t)got);
	if (sort != NULL)
		return why_set(w, WHY_NOT_A_BUNDLE, "%s, not a bundle", sort);
	return why_set(w, WHY_NOT_A_BUNDLE, "no %s at the start", readme_name);
}

int
frame_read(struct frame *f, int fd, struct why *w)
{
	struct walk k = { .fd = fd, .frame = f, .block = k.buffer };
	struct stat st;

	*f = (struct frame){ 0 };
	if (fstat(fd, &st) != 0)
		return why_errno(w, "the bundle cannot be read");
	if (!S_ISREG(st.st_mode))
		return why_set(w, WHY_NOT_A_BUNDLE, "not a plain file");
	f->file_bytes = (uint64_t)st.st_size;
	if (check_start(fd, w) == 0 && step(&k, 0, w) == 0 &&
	    read_members(&k, w) == 0)
		return 0;
	frame_clear(f);
	return -1;
}

void
frame_clear(struct frame *f)
{
	free(f->segments);
	*f = (struct frame){ 0 };
}
