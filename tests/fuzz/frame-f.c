/** Frames: the input is the file. Source: bundle.txt, 3. */

#include "formats/frame.h"

#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/tar.h"

static const enum why_reason refusals[] = { WHY_NOT_A_BUNDLE, WHY_TRUNCATED,
	WHY_TRAILING, WHY_UNSIGNED, WHY_LIMIT, WHY_FRAME, WHY_NONE };

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
    unsigned int seed)
{
	return tar_mutate(data, size, max_size, seed);
}

/* A file in memory that holds just these bytes. */
static int
file_of(const uint8_t *data, size_t size)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("frame", MFD_CLOEXEC);
	fuzz_must(ftruncate(fd, 0) == 0 &&
		pwrite(fd, data, size, 0) == (ssize_t)size,
	    "there is a file");
	return fd;
}

static void
add_member(struct bytes *out, const struct frame *f, const char *name,
    const struct frame_member *m, const uint8_t *data)
{
	static const uint8_t zeros[FRAME_BLOCK_BYTES];
	uint8_t header[FRAME_BLOCK_BYTES];
	struct why w = { 0 };

	fuzz_must(m->offset <= f->file_bytes &&
		m->size <= f->file_bytes - m->offset,
	    "a member lies within the file");
	frame_header(header, name, m->size, f->time_s);
	bytes_add(out, header, sizeof header, &w);
	fuzz_must(out->len == m->offset, "members follow each other");
	bytes_add(out, data + m->offset, m->size, &w);
	bytes_add(out, zeros, frame_padding(m->size), &w);
}

/* The file, made again from what was understood of it. */
static struct bytes
rebuild(const struct frame *f, const uint8_t *data)
{
	static const uint8_t end[2 * FRAME_BLOCK_BYTES];
	struct bytes out = { 0 };
	struct why w = { 0 };
	char name[FRAME_NAME_BYTES];

	add_member(&out, f, "README.txt", &f->readme, data);
	for (uint64_t i = 0; i < f->n_segments; i++) {
		frame_segment_name(name, i);
		add_member(&out, f, name, &f->segments[i], data);
	}
	add_member(&out, f, "contents.gpg", &f->contents, data);
	for (size_t i = 0; i < f->n_earlier; i++) {
		frame_earlier_name(name, i);
		add_member(&out, f, name, &f->earlier[i].seal, data);
		frame_earlier_signature_name(name, i);
		add_member(&out, f, name, &f->earlier[i].signature, data);
	}
	add_member(&out, f, "seal.json", &f->seal, data);
	add_member(&out, f, "seal.json.sig", &f->signature, data);
	bytes_add(&out, end, sizeof end, &w);
	return out;
}

/* A good frame that was cut short, or has a byte more, is told as that. */
static void
check_ends(const uint8_t *data, size_t size)
{
	struct frame f;
	struct why w = { 0 };
	size_t cut = bytes_get_u32(data + BLOCK_SUM) * 7919 % size;
	int fd = file_of(data, cut);

	fuzz_must(frame_read(&f, fd, &w) == -1 &&
		w.reason ==
		    (cut < sizeof "README.txt" ? WHY_NOT_A_BUNDLE
					       : WHY_TRUNCATED),
	    "a frame cut short is truncated");
	fd = file_of(data, size);
	fuzz_must(pwrite(fd, "", 1, (off_t)size) == 1, "there is a file");
	why_clear(&w);
	fuzz_must(frame_read(&f, fd, &w) == -1 && w.reason == WHY_TRAILING,
	    "a byte behind a frame is trailing");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame f;
	struct why w = { 0 };
	struct bytes again;

	if (!fuzz_passed(frame_read(&f, file_of(data, size), &w), &w,
		refusals)) {
		fuzz_must(f.segments == NULL && f.n_segments == 0,
		    "nothing is left of what was refused");
		return 0;
	}
	fuzz_must(f.n_segments > 0 && f.file_bytes == size,
	    "a frame has segments, and is the whole file");
	again = rebuild(&f, data);
	fuzz_must(fuzz_same(again.data, again.len, data, size),
	    "a frame is made of nothing but what was understood");
	bytes_clear(&again);
	frame_clear(&f);
	check_ends(data, size);
	return 0;
}
