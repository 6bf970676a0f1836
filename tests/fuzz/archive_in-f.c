/**
 * Inner tars: sizes of stretches (above 127: so many blocks less 127), a zero
 * byte, the tar. Source: bundle.txt, 4.
 */

#include "formats/archive.h"

#include "formats/block.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/tar.h"

static const enum why_reason refusals[] = { WHY_ARCHIVE, WHY_MEMBER_NAME,
	WHY_MEMBER_TYPE, WHY_MEMBER_MODE, WHY_TIME, WHY_LIMIT, WHY_NONE };

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
    unsigned int seed)
{
	size_t n = LLVMFuzzerMutate(data, size, max_size);
	uint8_t *end = n == 0 ? NULL : memchr(data, 0, n);

	if (seed % 2 == 0 && end != NULL)
		tar_mend(end + 1, n - (size_t)(end + 1 - data));
	return n;
}

struct stretches {
	struct fuzz_steps steps;
	const uint8_t *data;
	size_t left;
	bool ended;
};

static int
next(void *self, const void **data, size_t *len, struct why *w)
{
	struct stretches *s = self;
	size_t n = s->left;

	(void)w;
	fuzz_must(!s->ended, "nobody asks behind the end");
	if (s->steps.n > 0) {
		n = s->steps.sizes[s->steps.next++ % s->steps.n];
		if (n > 127)
			n = (n - 127) * BLOCK_BYTES;
	}
	if (n > s->left)
		n = s->left;
	*data = s->data;
	*len = n;
	s->data += n;
	s->left -= n;
	s->ended = n == 0;
	return 0;
}

static int
add_bytes(void *self, const void *data, size_t size, struct why *w)
{
	return bytes_add(self, data, size, w);
}

/* Copy a member's bytes from one to the other. */
static int
copy_data(struct archive_in *in, struct archive_out *out, struct why *w)
{
	struct why to_write = { 0 };
	const uint8_t *data;
	size_t len;
	int rc;

	while ((rc = archive_in_data(in, &data, &len, w)) == 1)
		fuzz_must(len > 0 &&
			archive_out_data(out, data, len, &to_write) == 0,
		    "a member has the bytes that its header says");
	return rc;
}

/* Read all, and write it again. Without `copy`, what members hold is passed
 * over. */
static int
read_all(struct stretches *s, bool copy, struct bytes *again, struct why *w)
{
	struct archive_in in;
	struct archive_out out;
	struct archive_member m;
	struct why to_write = { 0 };
	int rc;

	/* The first bytes are looked at when it is opened. */
	if (archive_in_open(&in, next, s, w) != 0)
		return -1;
	fuzz_must(archive_out_open(&out, (struct sink){ add_bytes, again },
		      &to_write) == 0,
	    "there is memory");
	while ((rc = archive_in_member(&in, &m, w)) == 1) {
		fuzz_must(name_check(m.name, strlen(m.name), WHY_MEMBER_NAME,
			      &to_write) == 0,
		    "names are checked");
		if (!copy)
			continue;
		fuzz_must(archive_out_member(&out, &m, &to_write) == 0,
		    "what is read can be written");
		rc = copy_data(&in, &out, w);
		if (rc != 0)
			break;
		fuzz_must(archive_out_finish(&out, &to_write) == 0,
		    "a member has the bytes that its header says");
	}
	archive_in_close(&in);
	fuzz_must(archive_out_close(&out, copy && rc == 0, &to_write) == 0,
	    "an end can be written");
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_steps steps = fuzz_steps(&data, &size);
	struct stretches whole = { .data = data, .left = size };
	struct stretches passed_over = whole;
	struct stretches cut = { steps, data, size, false };
	struct bytes again = { 0 };
	struct why w = { 0 };
	struct why w2 = { 0 };
	struct why w3 = { 0 };
	bool good;

	good = fuzz_passed(read_all(&whole, true, &again, &w), &w, refusals);
	if (good)
		fuzz_must(fuzz_same(again.data, again.len, data, size),
		    "an archive has one form");
	fuzz_must(fuzz_passed(read_all(&passed_over, false, &again, &w2), &w2,
		      refusals) == good &&
		w.reason == w2.reason,
	    "what is passed over is checked as well");
	again.len = 0;
	/* The other way round it is not so: a header may not be cut. */
	if (fuzz_passed(read_all(&cut, true, &again, &w3), &w3, refusals))
		fuzz_must(good && fuzz_same(again.data, again.len, data, size),
		    "what is good in stretches is good as a whole");
	bytes_clear(&again);
	return 0;
}
