#include "tool/flow/sealer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/frame.h"
#include "formats/salt.h"
#include "formats/tree.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

enum {
	SEGMENTS = 70, /* more than are first made room for */
	TIME_S = 1767225600,
	RECORDS_MAX = 40
};

static struct home home;
static struct session session;
static const uint8_t bundle[SEAL_ID_BYTES] = { 2, 7, 1, 8 };

/* A few are large, so that those behind them are ready before them. */
static size_t
length_of(uint64_t i)
{
	return i % 9 == 0 ? 1500000 + (size_t)i : 1 + (size_t)i * 1000 % 70000;
}

static uint8_t
byte_of(uint64_t i, size_t at)
{
	return (uint8_t)(at * (i + 3) + (at >> 10) * i);
}

static unsigned
records_of(uint64_t i)
{
	return 1 + (unsigned)(i % RECORDS_MAX);
}

/* Equal stretches of the segment, the first one a member record. */
static void
fill(struct bytes *plain, struct records *records, uint64_t i)
{
	struct why w = { 0 };
	size_t len = length_of(i);
	unsigned n = records_of(i);

	bytes_reserve(plain, len, &w);
	for (size_t at = 0; at < len; at++)
		plain->data[at] = byte_of(i, at);
	plain->len = len;
	for (unsigned k = 0; k < n; k++) {
		struct record r = {
			.bytes = plain->data + len / n * k,
			.len = (uint32_t)(len / n < RECORD_MAX_BYTES
				? len / n
				: RECORD_MAX_BYTES),
			.member = (uint32_t)i + k,
			.kind = k == 0 ? HASH_LEAF_MEMBER : HASH_LEAF_RECORD,
		};

		records_add(records, &r, &w);
	}
	if (w.reason != WHY_NONE)
		tap_ok(false, "a segment: %s", w.text);
}

static bool
put_in(struct sealer *s, struct why *w)
{
	for (uint64_t i = 0; i < SEGMENTS; i++) {
		struct sealer_segment *one = sealer_take(s, w);

		if (one == NULL)
			return false;
		if (one->number != i || one->plain.len != 0 ||
		    one->records.n != 0)
			tap_ok(false, "segment %d is empty and the next one",
			    (int)i);
		fill(&one->plain, &one->records, i);
		if (sealer_submit(s, one, w) != 0)
			return false;
	}
	return true;
}

/* --- what was written --- */

static size_t
padded(size_t len)
{
	return len + frame_padding(len);
}

/* The member in its frame; how long it is, 0 if it is not right. */
static size_t
member_at(const struct bytes *file, size_t at, uint64_t i,
    const struct seal_segment *seal)
{
	uint8_t want[FRAME_BLOCK_BYTES];
	uint8_t digest[HASH_DIGEST_BYTES];
	char name[FRAME_NAME_BYTES];
	struct hash_digest d;
	size_t len = (size_t)seal->sealed.bytes;

	frame_segment_name(name, i);
	frame_header(want, name, len, TIME_S);
	if (file->len - at < sizeof want + padded(len) ||
	    memcmp(file->data + at, want, sizeof want) != 0)
		return 0;
	hash_digest_init(&d);
	hash_digest_add(&d, file->data + at + sizeof want, len);
	hash_digest_final(&d, digest);
	if (memcmp(digest, seal->sealed.digest, sizeof digest) != 0)
		return 0;
	return sizeof want + padded(len);
}

static bool
opens(const uint8_t *data, uint64_t i, const struct sealer *s,
    struct bytes *plain, struct why *w)
{
	struct segment_opener opener;
	struct bytes packed = { 0 };
	const size_t max = (size_t)s->seals[i].plain_max;
	const struct pump_io io = {
		.data = data,
		.len = (size_t)s->seals[i].sealed.bytes,
		.bytes = &packed,
		.max_bytes = segment_packed_max(max),
	};
	bool good;

	if (segment_opener_open(&opener, w) != 0)
		return false;
	good = session_decrypt_symmetric(&session, s->secrets[i].key, &io, w) ==
		0 &&
	    segment_open(&opener, &packed, max, plain, w) == 0;
	bytes_clear(&packed);
	segment_opener_close(&opener);
	return good;
}

static bool
same_root(const struct records *records, const struct sealer *s, uint64_t i)
{
	uint8_t salts[RECORDS_MAX * HASH_SALT_BYTES];
	uint8_t leaves[RECORDS_MAX * HASH_BYTES];
	uint8_t root[HASH_BYTES];
	struct salt_cover cover = { 0 };
	struct why w = { 0 };

	salt_cover_init(&cover, bundle, i, (uint32_t)records->n,
	    s->secrets[i].seed, &w);
	salt_cover_derive(&cover, salts, &w);
	salt_cover_clear(&cover);
	records_hash(records, salts, leaves);
	tree_root(&tree_blake2, root, leaves, records->n);
	return s->seals[i].records == records->n &&
	    memcmp(root, s->seals[i].root, sizeof root) == 0;
}

struct wrong {
	unsigned frames;
	unsigned bytes;
	unsigned sizes;
	unsigned roots;
};

static void
look_at(const struct sealer *s, struct wrong *wrong)
{
	struct bytes file = { 0 };
	struct bytes plain = { 0 };
	struct why w = { 0 };
	size_t at = 0;

	scratch_read(scratch_path("bundle"), &file);
	for (uint64_t i = 0; i < SEGMENTS; i++) {
		size_t len = member_at(&file, at, i, &s->seals[i]);
		struct bytes want = { 0 };
		struct records records = { 0 };

		fill(&want, &records, i);
		wrong->frames += len == 0;
		wrong->bytes += len == 0 ||
		    !opens(file.data + at + FRAME_BLOCK_BYTES, i, s, &plain,
			&w) ||
		    plain.len != want.len ||
		    memcmp(plain.data, want.data, want.len) != 0;
		wrong->sizes += s->seals[i].plain_max % SEAL_PLAIN_UNIT != 0 ||
		    s->seals[i].plain_max - want.len >= SEAL_PLAIN_UNIT;
		wrong->roots += !same_root(&records, s, i);
		at += len;
		bytes_clear(&want);
		records_clear(&records);
	}
	/* Two blocks of zeros. */
	wrong->frames += file.len != at + 1024;
	if (w.reason != WHY_NONE)
		tap_note("%s", w.text);
	bytes_clear(&file);
	bytes_clear(&plain);
}

static unsigned
secrets_that_repeat(const struct sealer *s)
{
	unsigned n = 0;

	for (size_t a = 0; a < SEGMENTS; a++)
		for (size_t b = 0; b < a; b++)
			n +=
			    strcmp(s->secrets[a].key, s->secrets[b].key) == 0 ||
			    memcmp(s->secrets[a].seed, s->secrets[b].seed,
				HASH_SALT_BYTES) == 0;
	return n;
}

static void
test_sealed(unsigned jobs)
{
	struct wrong wrong = { 0 };
	struct sealer s = { 0 };
	struct outfile out;
	struct pool pool;
	struct why w = { 0 };
	bool good;

	unlink(scratch_path("bundle"));
	if (pool_open(&pool, jobs, &w) != 0 ||
	    outfile_open(&out, scratch_path("bundle"), TIME_S, &w) != 0)
		abort();
	good = sealer_open(&s, &pool, &out, &home, bundle, &w) == 0 &&
	    put_in(&s, &w) && sealer_finish(&s, &w) == 0 &&
	    outfile_finish(&out, &w) == 0;
	outfile_close(&out, good, &w);
	tap_ok(good, "segments are sealed by %u jobs %s", jobs, w.text);
	tap_number((long long)s.written, SEGMENTS, "all of them");
	pool_close(&pool);
	if (good)
		look_at(&s, &wrong);
	tap_number(wrong.frames, 0, "they lie in order, with their digests");
	tap_number(wrong.bytes, 0, "each opens with its key to its bytes");
	tap_number(wrong.sizes, 0, "sizes are told in steps of 64 KiB");
	tap_number(wrong.roots, 0, "roots are those of their records");
	tap_number(good ? secrets_that_repeat(&s) : 1, 0,
	    "no two have a key or a seed in common");
	sealer_close(&s);
}

/* --- failures --- */

static void
check_failure(const char *rule, unsigned jobs, struct home *with, bool full,
    const char *reason)
{
	struct sealer s = { 0 };
	struct outfile out;
	struct pool pool;
	struct why w = { 0 };
	struct why again = { 0 };
	int rc = -1;

	unlink(scratch_path("bundle"));
	if (pool_open(&pool, jobs, &w) != 0 ||
	    outfile_open(&out, scratch_path("bundle"), TIME_S, &w) != 0)
		abort();
	if (full) {
		close(out.fd);
		out.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	}
	if (sealer_open(&s, &pool, &out, with, bundle, &w) == 0 &&
	    put_in(&s, &w))
		rc = sealer_finish(&s, &w);
	tap_number(rc, -1, "%s, %u jobs: it fails", rule, jobs);
	tap_text(why_name(w.reason), reason, "for this reason: %s", w.text);
	tap_ok(sealer_take(&s, &again) == NULL && again.reason == w.reason,
	    "there is no segment to fill any more, for the same reason");
	tap_number((long long)s.written, 0, "nothing counts as written");
	pool_stop(&pool);
	pool_close(&pool);
	sealer_close(&s);
	outfile_close(&out, false, &w);
	tap_ok(access(scratch_path("bundle"), F_OK) != 0, "nothing stays");
}

static void
test_failures(void)
{
	struct home broken = { 0 };
	struct why w = { 0 };

	check_failure("a full disk", 1, &home, true, "disk-full");
	check_failure("a full disk", 3, &home, true, "disk-full");
	scratch_script(scratch_path("gpg"), "#!/bin/sh\nexit 2\n");
	if (home_open(&broken, scratch_path("h"), NULL, scratch_path("gpg"),
		&w) != 0)
		tap_note("%s", w.text);
	check_failure("a gpg that fails", 1, &broken, false, "gpg");
	check_failure("a gpg that fails", 3, &broken, false, "gpg");
	home_close(&broken);
}

int
main(void)
{
	struct why w = { 0 };

	scratch_begin();
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&home, scratch_path("h"), NULL, NULL, &w) != 0 ||
	    session_open(&session, &home, &w) != 0) {
		tap_ok(false, "a home: %s", w.text);
		return tap_done();
	}
	test_sealed(1);
	test_sealed(3);
	test_failures();
	session_close(&session);
	home_close(&home);
	return tap_done();
}
