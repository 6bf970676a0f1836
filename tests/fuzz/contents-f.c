/**
 * Contents: the bodies of the members contents.json, keys.txt, salts.txt and
 * of the orders, zero bytes between them; or, when it begins as one, a tar.
 * Source: contents.txt.
 */

#include "formats/contents.h"

#include "formats/archive.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/tar.h"

static const enum why_reason refusals[] = { WHY_CONTENTS, WHY_JSON, WHY_VERSION,
	WHY_LIMIT, WHY_NONE };

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
    unsigned int seed)
{
	return tar_mutate(data, size, max_size, seed);
}

static int
add_bytes(void *self, const void *data, size_t size, struct why *w)
{
	return bytes_add(self, data, size, w);
}

static void
add_member(struct archive_out *a, const char *name, const struct bytes *body)
{
	struct archive_member m = { .type = ARCHIVE_FILE, .size = body->len };
	struct why w = { 0 };

	(void)snprintf(m.name, sizeof m.name, "%s", name);
	fuzz_must(archive_out_member(a, &m, &w) == 0 &&
		archive_out_data(a, body->data, body->len, &w) == 0 &&
		archive_out_finish(a, &w) == 0,
	    "a member can be written");
}

#define ORDERS_MAX 8

/* Make the tar. Returns how many keys there are. */
static uint64_t
wrap(const uint8_t *data, size_t size, struct bytes *out)
{
	static const char *const fixed[] = { "contents.json", "keys.txt",
		"salts.txt" };
	struct archive_out a;
	struct why w = { 0 };
	uint64_t keys = 0;

	fuzz_must(archive_out_open(&a, (struct sink){ add_bytes, out }, &w) ==
		0,
	    "there is memory");
	for (size_t i = 0; i < 3 || (size > 0 && i < 3 + ORDERS_MAX); i++) {
		struct bytes body = fuzz_until(0, &data, &size);
		char order[CONTENTS_NAME_BYTES];

		contents_order_name(order, i < 3 ? 0 : i - 3);
		for (size_t at = 0; i == 1 && at < body.len; at++)
			keys += body.data[at] == '\n';
		add_member(&a, i < 3 ? fixed[i] : order, &body);
		bytes_clear(&body);
	}
	fuzz_must(archive_out_close(&a, true, &w) == 0, "a tar can be written");
	return keys;
}

static bool
same_segments(const struct contents *a, const struct contents *b)
{
	for (uint64_t i = 0; i < a->n_segments; i++) {
		if (strcmp(a->segments[i].key, b->segments[i].key) != 0 ||
		    memcmp(a->segments[i].seed, b->segments[i].seed,
			HASH_SALT_BYTES) != 0)
			return false;
	}
	return true;
}

static bool
same_lists(const struct contents *a, const struct contents *b)
{
	if (a->n_read_files != b->n_read_files ||
	    a->n_segments != b->n_segments || a->n_orders != b->n_orders)
		return false;
	for (size_t i = 0; i < a->n_read_files; i++) {
		const struct contents_reads *one = &a->read_files[i];
		const struct contents_reads *two = &b->read_files[i];

		if (one->member != two->member ||
		    strcmp(one->format, two->format) != 0 ||
		    strcmp(one->zone, two->zone) != 0)
			return false;
	}
	for (size_t i = 0; i < a->n_orders; i++) {
		const struct bytes *one = &a->orders[i].text;
		const struct bytes *two = &b->orders[i].text;

		if (!fuzz_same(one->data, one->len, two->data, two->len))
			return false;
	}
	return same_segments(a, b);
}

static bool
same_authority(const struct contents *a, const struct contents *b)
{
	const struct contents_authority *one = &a->authority;
	const struct contents_authority *two = &b->authority;

	return strcmp(one->requester, two->requester) == 0 &&
	    strcmp(one->authoriser, two->authoriser) == 0 &&
	    strcmp(one->rank, two->rank) == 0 &&
	    strcmp(one->number, two->number) == 0 &&
	    strcmp(one->category, two->category) == 0 &&
	    strcmp(one->policy, two->policy) == 0 &&
	    one->authorised_s == two->authorised_s &&
	    a->captured.known == b->captured.known &&
	    a->captured.oldest_s == b->captured.oldest_s &&
	    a->captured.newest_s == b->captured.newest_s &&
	    a->captured.expires_s == b->captured.expires_s;
}

static bool
same(const struct contents *a, const struct contents *b)
{
	return memcmp(a->id, b->id, sizeof a->id) == 0 &&
	    strcmp(a->sender.agency, b->sender.agency) == 0 &&
	    strcmp(a->sender.fingerprint, b->sender.fingerprint) == 0 &&
	    strcmp(a->purpose, b->purpose) == 0 &&
	    strcmp(a->reference, b->reference) == 0 && same_authority(a, b) &&
	    a->members == b->members && a->reads == b->reads &&
	    a->payload_bytes == b->payload_bytes &&
	    a->payload_files == b->payload_files && same_lists(a, b);
}

static void
check(const struct contents *c)
{
	struct contents again;
	struct bytes text = { 0 };
	struct why w = { 0 };

	fuzz_must(contents_check(c, &w) == 0, "contents hold what they may");
	for (size_t i = 0; i < c->n_read_files; i++)
		fuzz_must(c->read_files[i].member < c->members &&
			(i == 0 ||
			    c->read_files[i - 1].member <
				c->read_files[i].member),
		    "read files are members, in order");
	fuzz_must(contents_write(c, &text, &w) == 0,
	    "contents that were read can be written");
	fuzz_must(contents_parse(&again, c->n_segments, text.data, text.len,
		      &w) == 0 &&
		same(c, &again),
	    "contents that were written are those that were read");
	contents_clear(&again);
	bytes_wipe(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char tar[] = "contents.json";
	struct contents c;
	struct bytes made = { 0 };
	struct why w = { 0 };
	uint64_t segments = 1;

	if (size > sizeof tar && memcmp(data, tar, sizeof tar) == 0)
		fuzz_must(bytes_add(&made, data, size, &w) == 0,
		    "there is memory");
	else
		segments = wrap(data, size, &made);
	if (fuzz_passed(contents_parse(&c, segments, made.data, made.len, &w),
		&w, refusals)) {
		fuzz_must(c.n_segments == segments, "each segment has a key");
		check(&c);
		contents_clear(&c);
	} else {
		fuzz_must(c.segments == NULL && c.orders == NULL &&
			c.read_files == NULL,
		    "nothing is left of what was refused");
	}
	bytes_clear(&made);
	return 0;
}
