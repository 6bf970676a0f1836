#include "tool/flow/unsealer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/segment.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

enum {
	SEGMENTS = 9,
	KEY_BYTES = 32
};

static struct home home;
static struct session session;

/* What was sealed; each test has its copy, and its fault in that. */
static struct bytes plains[SEGMENTS];
static struct bytes file;
static struct frame_member places[SEGMENTS];
static struct seal_segment sealed[SEGMENTS];
static struct contents_segment secrets[SEGMENTS];

/* The copy. */
static struct frame_member my_places[SEGMENTS];
static struct seal_segment my_sealed[SEGMENTS];
static struct contents_segment my_secrets[SEGMENTS];
static struct opening opening;

/* Of very different lengths, so that they are not ready in order. */
static size_t
length_of(size_t i)
{
	static const size_t lengths[SEGMENTS] = { 3000000, 1, 700, 65536, 65537,
		2000000, 1, 131072, 5000 };

	return lengths[i];
}

static void
fill(size_t i)
{
	struct why w = { 0 };

	bytes_reserve(&plains[i], length_of(i), &w);
	for (size_t n = 0; n < length_of(i); n++)
		plains[i].data[n] = (uint8_t)(n * (i + 3) + (n >> 9));
	plains[i].len = length_of(i);
}

static uint64_t
rounded(size_t len)
{
	return (len + SEAL_PLAIN_UNIT - 1) / SEAL_PLAIN_UNIT * SEAL_PLAIN_UNIT;
}

/* Any bytes as a segment: what gpg makes of them, behind the file so far. */
static void
put_sealed(size_t i, const struct bytes *packed, struct why *w)
{
	struct pump_io io = {
		.data = packed->data,
		.len = packed->len,
		.bytes = &file,
		.max_bytes = SIZE_MAX,
	};
	struct hash_digest d;

	bytes_add(&file, "gap", 3, w);
	places[i].offset = file.len;
	session_encrypt_symmetric(&session, secrets[i].key, &io, w);
	places[i].size = file.len - places[i].offset;
	hash_digest_init(&d);
	hash_digest_add(&d, file.data + places[i].offset, places[i].size);
	hash_digest_final(&d, sealed[i].sealed.digest);
	sealed[i].sealed.bytes = places[i].size;
}

static void
seal_one(size_t i, struct segment_packer *packer, struct why *w)
{
	uint8_t key[KEY_BYTES];
	struct bytes packed = { 0 };

	fill(i);
	memset(key, (int)i + 1, sizeof key);
	bytes_to_hex(secrets[i].key, key, sizeof key);
	memset(secrets[i].seed, (int)i + 50, sizeof secrets[i].seed);
	sealed[i].plain_max = rounded(length_of(i));
	sealed[i].records = (uint32_t)i + 1;
	segment_pack(packer, plains[i].data, plains[i].len, &packed, w);
	put_sealed(i, &packed, w);
	bytes_clear(&packed);
}

static bool
seal_all(void)
{
	struct segment_packer packer;
	struct why w = { 0 };

	scratch_begin();
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&home, scratch_path("h"), NULL, NULL, &w) != 0 ||
	    session_open(&session, &home, &w) != 0 ||
	    segment_packer_open(&packer, &w) != 0)
		return tap_ok(false, "a home: %s", w.text);
	for (size_t i = 0; i < SEGMENTS; i++)
		seal_one(i, &packer, &w);
	segment_packer_close(&packer);
	scratch_write(scratch_path("bundle"), file.data, file.len);
	return tap_ok(w.reason == WHY_NONE, "segments are sealed %s", w.text);
}

/* The file and what seal and contents say of it, as it was sealed. */
static void
copy_all(void)
{
	memcpy(my_places, places, sizeof places);
	memcpy(my_sealed, sealed, sizeof sealed);
	memcpy(my_secrets, secrets, sizeof secrets);
	memset(&opening, 0, sizeof opening);
	opening.fd = open(scratch_path("bundle"), O_RDONLY | O_CLOEXEC);
	opening.frame.segments = my_places;
	opening.frame.n_segments = SEGMENTS;
	opening.seal.segments = my_sealed;
	opening.seal.n_segments = SEGMENTS;
	memset(opening.seal.id, 0x77, sizeof opening.seal.id);
	opening.contents.segments = my_secrets;
	opening.contents.n_segments = SEGMENTS;
}

/* --- taking them out --- */

struct taken {
	size_t segments;
	unsigned wrong;
};

static bool
is_right(const struct tally_slot *s, size_t i)
{
	uint8_t salts[(SEGMENTS + 1) * HASH_SALT_BYTES];
	uint8_t want[(SEGMENTS + 1) * HASH_SALT_BYTES];
	struct salt_cover cover = { 0 };
	struct why w = { 0 };
	size_t len = (i + 1) * HASH_SALT_BYTES;

	if (s->number != i || s->plain.len != plains[i].len ||
	    memcmp(s->plain.data, plains[i].data, s->plain.len) != 0)
		return false;
	salt_cover_init(&cover, opening.seal.id, i, (uint32_t)i + 1,
	    secrets[i].seed, &w);
	salt_cover_derive(&cover, want, &w);
	salt_cover_derive(&s->cover, salts, &w);
	salt_cover_clear(&cover);
	return w.reason == WHY_NONE && memcmp(salts, want, len) == 0;
}

/* The tally would hash them; here each slot is free again at once, or, held
 * back, when the next one was given. */
static void
give_back(struct tally *t, struct tally_slot *s)
{
	if (s == NULL)
		return;
	pool_lock(t->pool);
	s->state = TALLY_FREE;
	pool_unlock(t->pool);
}

static int
take_all(struct unsealer *u, struct taken *out, bool slow, struct why *w)
{
	struct tally_slot *before = NULL;
	struct tally_slot *s;
	int rc;

	while ((rc = unsealer_next(u, &s, w)) == 1) {
		out->wrong += !is_right(s, out->segments);
		out->segments++;
		give_back(u->tally, slow ? before : s);
		before = slow ? s : NULL;
		usleep(slow ? 3000 : 0);
	}
	give_back(u->tally, before);
	return rc;
}

static int
take_out(unsigned jobs, bool slow, struct taken *out, struct why *w)
{
	struct pool pool;
	struct tally tally;
	struct unsealer u;
	struct progress progress = { 0 };
	int rc = -1;

	memset(out, 0, sizeof *out);
	if (pool_open(&pool, jobs, w) != 0)
		return -1;
	if (tally_open(&tally, &pool, &opening.seal, w) == 0 &&
	    unsealer_open(&u, &opening, &home, &tally, w) == 0) {
		u.progress = &progress;
		rc = take_all(&u, out, slow, w);
	}
	pool_stop(&pool);
	pool_close(&pool);
	unsealer_close(&u);
	tally_close(&tally);
	return rc;
}

static void
test_order(void)
{
	static const unsigned jobs[] = { 1, 2, 3, 12 };

	for (size_t i = 0; i < 2 * sizeof jobs / sizeof jobs[0]; i++) {
		unsigned n = jobs[i / 2];
		bool slow = i % 2 == 1;
		struct taken t;
		struct why w = { 0 };

		copy_all();
		tap_number(take_out(n, slow, &t, &w), 0,
		    "by %u jobs%s all segments come out %s", n,
		    slow ? " and a slow reader" : "", w.text);
		tap_number((long long)t.segments, SEGMENTS, "each once");
		tap_number(t.wrong, 0, "in order, as sealed, with its salts");
		close(opening.fd);
	}
}

/* --- faults --- */

static void
digest_differs(void)
{
	my_sealed[4].sealed.digest[63] ^= 1;
}

/* A byte less than was sealed. */
static void
shorter(void)
{
	my_places[4].size--;
}

static void
in_the_place_of_another(void)
{
	my_places[4] = places[5];
}

static void
too_long(void)
{
	my_places[4].size = (UINT64_C(48) << 20) + 1;
}

static void
behind_the_file(void)
{
	my_places[4].offset = file.len;
}

static void
key_differs(void)
{
	my_secrets[4].key[0] = 'f';
}

static void
key_of_another(void)
{
	my_secrets[4] = secrets[5];
}

static void
plain_more(void)
{
	my_sealed[4].plain_max += SEAL_PLAIN_UNIT;
}

static void
plain_less(void)
{
	my_sealed[4].plain_max -= SEAL_PLAIN_UNIT;
}

static void
no_plain(void)
{
	my_sealed[4].plain_max = 0;
}

/* Digest and place of another, as a sender may lie. */
static void
two_places(void)
{
	my_places[4] = places[5];
	my_sealed[4].sealed = sealed[5].sealed;
}

#define DIFFERS "segment 4: is not what was sealed: its BLAKE2b digest differs"

static const struct {
	const char *rule;
	void (*make)(void);
	const char *reason;
	const char *says;
	bool outside; /* seen without the contents */
} faults[] = {
	{ "another digest", digest_differs, "segment-damaged", DIFFERS, true },
	{ "a byte less", shorter, "segment-damaged", DIFFERS, true },
	{ "another segment in its place", in_the_place_of_another,
	    "segment-damaged", DIFFERS, true },
	{ "more bytes than any segment has", too_long, "limit",
	    "segment 4: has 50331649 bytes", true },
	{ "bytes that are not there", behind_the_file, "truncated",
	    "segment 4: ", true },
	{ "another key", key_differs, "decrypt", "segment 4: ", false },
	{ "the key of another", key_of_another, "decrypt",
	    "segment 4: ", false },
	{ "another segment, with its digest", two_places, "decrypt",
	    "segment 4: ", false },
	{ "64 KiB more in the seal", plain_more, "segment-size",
	    "segment 4: holds 65537 bytes, sealed was 196608", false },
	{ "64 KiB less in the seal", plain_less, "segment-size",
	    "segment 4: ", false },
	{ "nothing in the seal", no_plain, "segment-size",
	    "segment 4: ", false },
};

static void
check_fault(size_t i, unsigned jobs)
{
	struct taken t;
	struct why w = { 0 };

	copy_all();
	faults[i].make();
	tap_number(take_out(jobs, false, &t, &w), -1, "%s, %u jobs: refused",
	    faults[i].rule, jobs);
	tap_text(why_name(w.reason), faults[i].reason, "for this");
	if (!tap_ok(strncmp(w.text, faults[i].says, strlen(faults[i].says)) ==
		    0,
		"and it says where"))
		tap_note("%s", w.text);
	tap_ok(t.segments <= 4 && t.wrong == 0,
	    "it is not handed out, nor what follows");
	close(opening.fd);
}

static void
test_faults(void)
{
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		check_fault(i, 1);
		check_fault(i, 3);
	}
}

/* Another seed is for the tree to find; here it only gives other salts. */
static void
test_seed(void)
{
	struct taken t;
	struct why w = { 0 };

	copy_all();
	my_secrets[4].seed[0] ^= 1;
	take_out(3, false, &t, &w);
	tap_text(w.text, "", "another seed is not seen here");
	tap_number(t.wrong, 1, "it gives one segment other salts");
	close(opening.fd);
}

/* --- digests alone --- */

static void
check_digests(size_t i, unsigned jobs)
{
	struct progress progress = { 0 };
	struct pool pool;
	struct why w = { 0 };
	int rc;

	copy_all();
	faults[i].make();
	pool_open(&pool, jobs, &w);
	rc = unsealer_digests(&opening, &pool, &progress, &w);
	pool_close(&pool);
	tap_number(rc, faults[i].outside ? -1 : 0,
	    "%s, %u jobs: %s without contents", faults[i].rule, jobs,
	    faults[i].outside ? "seen" : "not seen");
	tap_text(why_name(w.reason),
	    faults[i].outside ? faults[i].reason : "none", "for this");
	close(opening.fd);
}

static void
test_digests(void)
{
	struct progress progress = { 0 };
	struct pool pool;
	uint64_t want = 0;
	struct why w = { 0 };

	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		check_digests(i, 1);
		check_digests(i, 3);
	}
	copy_all();
	for (size_t i = 0; i < SEGMENTS; i++)
		want += places[i].size;
	pool_open(&pool, 3, &w);
	unsealer_digests(&opening, &pool, &progress, &w);
	pool_close(&pool);
	tap_text(w.text, "", "digests of a sound bundle are right");
	tap_number((long long)progress.done, (long long)want,
	    "and each byte is told as done");
	close(opening.fd);
}

int
main(void)
{
	if (!seal_all())
		return tap_done();
	test_order();
	test_faults();
	test_seed();
	test_digests();
	session_close(&session);
	home_close(&home);
	for (size_t i = 0; i < SEGMENTS; i++)
		bytes_clear(&plains[i]);
	bytes_clear(&file);
	return tap_done();
}
