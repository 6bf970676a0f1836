#include "formats/frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/archive.h"
#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

#define TIME 1767323045

static void
add(struct bytes *file, const char *name, size_t size, int64_t time_s)
{
	static const uint8_t zeros[FRAME_BLOCK_BYTES];
	uint8_t header[FRAME_BLOCK_BYTES];
	struct why w = { 0 };

	frame_header(header, name, size, time_s);
	bytes_add(file, header, sizeof header, &w);
	for (size_t i = 0; i < size; i++)
		bytes_add(file, "x", 1, &w);
	bytes_add(file, zeros, frame_padding(size), &w);
}

static void
add_end(struct bytes *file)
{
	static const uint8_t zeros[2 * FRAME_BLOCK_BYTES];
	struct why w = { 0 };

	bytes_add(file, zeros, sizeof zeros, &w);
}

static void
sample(struct bytes *file)
{
	file->len = 0;
	add(file, "README.txt", 700, TIME);
	add(file, "segments/00000000.gpg", 512, TIME);
	add(file, "segments/00000001.gpg", 1, TIME);
	add(file, "contents.gpg", 0, TIME);
	add(file, "seal.json", 100, TIME);
	add(file, "seal.json.sig", 64, TIME);
	add_end(file);
}

static int
walk(const struct bytes *file, struct frame *f, struct why *w)
{
	int fd = memfd_create("frame", 0);
	int rc;

	if (write(fd, file->data, file->len) != (ssize_t)file->len)
		abort();
	rc = frame_read(f, fd, w);
	close(fd);
	return rc;
}

static void
test_header(void)
{
	uint8_t header[FRAME_BLOCK_BYTES];
	char name[FRAME_NAME_BYTES];
	struct bytes tar = { 0 };
	struct bytes example = { 0 };
	struct stream_buffer buffer;
	struct archive_out out;
	struct archive_member m = { .name = "seal.json",
		.size = 100,
		.mtime_s = TIME };
	struct why w = { 0 };

	spec_hex("formats/bundle.txt", "3.4", &example);
	frame_header(header, "seal.json", 100, TIME);
	tap_number((long long)example.len, sizeof header,
	    "the example of bundle.txt is a block");
	tap_bytes(header, example.data, sizeof header,
	    "a header is written as in the example");
	bytes_clear(&example);
	archive_out_open(&out, stream_to_buffer(&buffer, &tar, 1 << 20), &w);
	archive_out_member(&out, &m, &w);
	tap_bytes(tar.data, header, sizeof header,
	    "libarchive writes the same header");
	archive_out_close(&out, false, &w);
	frame_header(header, "contents.gpg", FRAME_MEMBER_MAX,
	    FRAME_MEMBER_MAX);
	tap_bytes(header + 124, "77777777777 77777777777 ", 24,
	    "the largest numbers fit");
	frame_segment_name(name, 262143);
	tap_text(name, "segments/00262143.gpg", "a segment is named");
	tap_number(frame_padding(0), 0, "nothing needs no padding");
	tap_number(frame_padding(1), 511, "a byte needs most");
	tap_number(frame_padding(512), 0, "a block needs none");
	tap_number(frame_padding(FRAME_MEMBER_MAX), 1, "the largest one byte");
	bytes_clear(&tar);
}

static void
test_good(void)
{
	struct bytes file = { 0 };
	struct frame f;
	struct why w = { 0 };

	sample(&file);
	tap_ok(walk(&file, &f, &w) == 0, "a frame is walked");
	tap_text(w.text, "", "without a fault");
	tap_number(f.time_s, TIME, "its time is told");
	tap_number((long long)f.n_segments, 2, "segments are counted");
	tap_ok(f.readme.offset == 512 && f.readme.size == 700,
	    "the README is found");
	tap_ok(f.segments[0].offset == 2048 && f.segments[0].size == 512 &&
		f.segments[1].offset == 3072 && f.segments[1].size == 1,
	    "the segments are found");
	tap_ok(f.contents.offset == 4096 && f.contents.size == 0 &&
		f.seal.offset == 4608 && f.seal.size == 100 &&
		f.signature.offset == 5632 && f.signature.size == 64,
	    "the rest is found");
	tap_number((long long)f.file_bytes, (long long)file.len,
	    "the size of the file is told");
	frame_clear(&f);
	tap_ok(f.segments == NULL, "a cleared frame is empty");
	bytes_clear(&file);
}

static bool
is_payload(size_t i)
{
	return (i >= 512 && i < 512 + 700) || (i >= 2048 && i < 2560) ||
	    i == 3072 || (i >= 4608 && i < 4708) || (i >= 5632 && i < 5696);
}

static void
test_every_flip(void)
{
	struct bytes file = { 0 };
	int wrong = 0;

	sample(&file);
	for (size_t i = 0; i < file.len; i++) {
		struct frame f;
		struct why w = { 0 };

		file.data[i] ^= 1;
		if ((walk(&file, &f, &w) == 0) != is_payload(i)) {
			tap_note("byte %zu: %s", i, w.text);
			wrong++;
		}
		frame_clear(&f);
		file.data[i] ^= 1;
	}
	tap_number(wrong, 0, "each changed byte of the frame is refused");
	bytes_clear(&file);
}

static void
test_every_cut(void)
{
	struct bytes file = { 0 };
	size_t len;
	int wrong = 0;

	sample(&file);
	len = file.len;
	for (file.len = 0; file.len < len; file.len++) {
		struct frame f;
		struct why w = { 0 };
		enum why_reason want =
		    file.len < 11 ? WHY_NOT_A_BUNDLE : WHY_TRUNCATED;

		if (walk(&file, &f, &w) == 0 || w.reason != want) {
			tap_note("%zu bytes: %s", file.len, w.text);
			wrong++;
		}
	}
	tap_number(wrong, 0, "a frame cut short anywhere is truncated");
	bytes_clear(&file);
}

enum odd {
	OTHER_FILE,
	OTHER_TIME,
	NO_SEGMENT,
	SECOND_FIRST,
	GAP,
	REPEATED,
	NO_CONTENTS,
	CONTENTS_TWICE,
	NO_SEAL,
	SWAPPED,
	NO_SIGNATURE,
	SIGNATURE_TWICE,
	EXTRA,
	TOO_LARGE,
	BEYOND_FILE,
	PADDED,
	TRAILING,
	ODDITIES
};

static void
make_odd(struct bytes *file, enum odd odd)
{
	struct why w = { 0 };

	file->len = 0;
	add(file, odd == OTHER_FILE ? "README" : "README.txt", 1, TIME);
	if (odd != NO_SEGMENT && odd != SECOND_FIRST)
		add(file, "segments/00000000.gpg", 1, TIME);
	if (odd == SECOND_FIRST)
		add(file, "segments/00000001.gpg", 1, TIME);
	if (odd == GAP)
		add(file, "segments/00000002.gpg", 1, TIME);
	if (odd == REPEATED)
		add(file, "segments/00000000.gpg", 1, TIME);
	if (odd == SWAPPED)
		add(file, "seal.json", 1, TIME);
	if (odd != NO_CONTENTS)
		add(file, "contents.gpg", 1, TIME + (odd == OTHER_TIME));
	if (odd == CONTENTS_TWICE)
		add(file, "contents.gpg", 1, TIME);
	if (odd == TOO_LARGE || odd == BEYOND_FILE)
		frame_header(file->data + file->len - 1024, "contents.gpg",
		    odd == TOO_LARGE ? FRAME_MEMBER_MAX : 1 << 20, TIME);
	if (odd != NO_SEAL && odd != SWAPPED)
		add(file, "seal.json", 1, TIME);
	if (odd == EXTRA)
		add(file, "extra", 1, TIME);
	if (odd != NO_SIGNATURE)
		add(file, "seal.json.sig", 1, TIME);
	if (odd == SIGNATURE_TWICE)
		add(file, "seal.json.sig", 1, TIME);
	add_end(file);
	if (odd == PADDED)
		add_end(file);
	if (odd == TRAILING)
		bytes_add(file, "x", 1, &w);
}

static void
test_oddities(void)
{
	static const struct {
		enum why_reason reason;
		const char *sentence;
	} rows[] = {
		[OTHER_FILE] = { WHY_NOT_A_BUNDLE,
		    "no README.txt at the start" },
		[OTHER_TIME] = { WHY_FRAME,
		    "a header is not canonical at offset 2048" },
		[NO_SEGMENT] = { WHY_FRAME,
		    "no segments/00000000.gpg at offset 1024" },
		[SECOND_FIRST] = { WHY_FRAME,
		    "no segments/00000000.gpg at offset 1024" },
		[GAP] = { WHY_FRAME, "no contents.gpg at offset 2048" },
		[REPEATED] = { WHY_FRAME, "no contents.gpg at offset 2048" },
		[NO_CONTENTS] = { WHY_FRAME, "no contents.gpg at offset 2048" },
		[CONTENTS_TWICE] = { WHY_FRAME, "no seal.json at offset 3072" },
		[NO_SEAL] = { WHY_FRAME, "no seal.json at offset 3072" },
		[SWAPPED] = { WHY_FRAME, "no contents.gpg at offset 2048" },
		[NO_SIGNATURE] = { WHY_UNSIGNED, "no seal.json.sig" },
		[SIGNATURE_TWICE] = { WHY_FRAME, "no end mark at offset 5120" },
		[EXTRA] = { WHY_FRAME, "no seal.json.sig at offset 4096" },
		[TOO_LARGE] = { WHY_TRUNCATED,
		    "contents.gpg reaches beyond the end of the file" },
		[BEYOND_FILE] = { WHY_TRUNCATED,
		    "contents.gpg reaches beyond the end of the file" },
		[PADDED] = { WHY_TRAILING,
		    "something follows the end mark at offset 6144" },
		[TRAILING] = { WHY_TRAILING,
		    "something follows the end mark at offset 6144" },
	};
	struct bytes file = { 0 };

	for (enum odd odd = OTHER_FILE; odd < ODDITIES; odd++) {
		struct frame f;
		struct why w = { 0 };

		make_odd(&file, odd);
		tap_ok(walk(&file, &f, &w) == -1 && f.segments == NULL,
		    "frame %u is refused", (unsigned)odd);
		tap_number(w.reason, rows[odd].reason, "with its reason");
		tap_text(w.text, rows[odd].sentence, "and a sentence");
	}
	bytes_clear(&file);
}

static void
test_not_a_file(void)
{
	struct frame f;
	struct why w = { 0 };
	int ends[2];

	if (pipe(ends) != 0)
		abort();
	tap_ok(frame_read(&f, ends[0], &w) == -1 &&
		w.reason == WHY_NOT_A_BUNDLE,
	    "a pipe is refused");
	why_clear(&w);
	tap_ok(frame_read(&f, -1, &w) == -1 && w.reason == WHY_SYSTEM,
	    "a closed descriptor is no verdict");
	close(ends[0]);
	close(ends[1]);
}

static void
test_many_segments(uint64_t n, enum why_reason want)
{
	int fd = memfd_create("frame", 0);
	uint8_t block[FRAME_BLOCK_BYTES];
	char name[FRAME_NAME_BYTES];
	FILE *file = fdopen(fd, "w+");
	struct frame f;
	struct why w = { 0 };

	frame_header(block, "README.txt", 0, TIME);
	fwrite(block, 1, sizeof block, file);
	for (uint64_t i = 0; i < n; i++) {
		frame_segment_name(name, i);
		frame_header(block, name, 0, TIME);
		fwrite(block, 1, sizeof block, file);
	}
	frame_header(block, "contents.gpg", 0, TIME);
	fwrite(block, 1, sizeof block, file);
	frame_header(block, "seal.json", 0, TIME);
	fwrite(block, 1, sizeof block, file);
	frame_header(block, "seal.json.sig", 0, TIME);
	fwrite(block, 1, sizeof block, file);
	memset(block, 0, sizeof block);
	fwrite(block, 1, sizeof block, file);
	fwrite(block, 1, sizeof block, file);
	fflush(file);
	frame_read(&f, fd, &w);
	tap_number(w.reason, want, "%llu segments: %s", (unsigned long long)n,
	    why_name(want));
	tap_number((long long)f.n_segments, want == WHY_NONE ? (long long)n : 0,
	    "they are counted");
	frame_clear(&f);
	fclose(file);
}

int
main(void)
{
	test_header();
	test_good();
	test_every_flip();
	test_every_cut();
	test_oddities();
	test_not_a_file();
	test_many_segments(FRAME_SEGMENTS_MAX, WHY_NONE);
	test_many_segments(FRAME_SEGMENTS_MAX + 1, WHY_LIMIT);
	return tap_done();
}
