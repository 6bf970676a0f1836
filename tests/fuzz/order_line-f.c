/*
 * Lines of orders: what is read in place is JSON too, and says the same. A
 * target means the same when a letter of it is escaped, which is then not read
 * in place. Source: order.txt, 1.
 */

#include "formats/order_line.h"

#include "formats/order_target.h"
#include "tests/fuzz/fuzz.h"

static const enum why_reason json[] = { WHY_JSON, WHY_NONE };
static const enum why_reason refusals[] = { WHY_JSON, WHY_ORDER, WHY_NONE };

static void
check_plain(const struct order_line *plain, const uint8_t *data, size_t size)
{
	struct order_line any;
	struct why w = { 0 };

	fuzz_must(fuzz_passed(order_line_open(&any, data, size, &w), &w, json),
	    "what is plain is JSON");
	for (size_t i = 0; i < plain->n; i++) {
		const struct order_line_piece *want = &plain->values[i];
		struct order_line_piece got;
		char *key = strndup(plain->keys[i].text, plain->keys[i].len);

		fuzz_must(key != NULL, "there is memory");
		fuzz_must(order_line_string(&any, key, size, &got, &w) == 0 &&
			fuzz_same(got.text, got.len, want->text, want->len),
		    "what is plain says what it says as JSON");
		free(key);
	}
	fuzz_must(order_line_end(&any, &w) == 0, "no key is left over");
	order_line_close(&any);
}

static bool
same(const struct order_target *a, const struct order_target *b)
{
	if (a->kind != b->kind || a->limited != b->limited ||
	    (a->limited && memcmp(a->bundle, b->bundle, SEAL_ID_BYTES) != 0))
		return false;
	switch (a->kind) {
	case ORDER_READ:
		return strcmp(a->read.vrm, b->read.vrm) == 0 &&
		    strcmp(a->read.feed, b->read.feed) == 0 &&
		    strcmp(a->read.source, b->read.source) == 0 &&
		    strcmp(a->read.camera, b->read.camera) == 0 &&
		    a->read.time_ms == b->read.time_ms;
	case ORDER_VRM:
		return strcmp(a->read.vrm, b->read.vrm) == 0 &&
		    a->from_ms == b->from_ms && a->to_ms == b->to_ms;
	case ORDER_RECORD:
	case ORDER_MEMBER:
		return strcmp(a->text, b->text) == 0;
	case ORDER_BUNDLE:
	case ORDER_SERIES:
	default:
		return true;
	}
}

/* The first letter of the first value, escaped. */
static void
check_escaped(const struct order_line *plain, const uint8_t *data, size_t size)
{
	const char *letter = plain->values[0].text;
	size_t at = (size_t)((const uint8_t *)letter - data);
	struct order_target one;
	struct order_target two;
	struct bytes escaped = { 0 };
	struct why w = { 0 };
	struct why w2 = { 0 };
	bool good;

	bytes_add(&escaped, data, at, &w);
	bytes_printf(&escaped, &w, "\\u%04x", (unsigned)*letter);
	bytes_add(&escaped, data + at + 1, size - at - 1, &w);
	good =
	    fuzz_passed(order_target_parse(&one, data, size, &w), &w, refusals);
	fuzz_must(fuzz_passed(
		      order_target_parse(&two, escaped.data, escaped.len, &w2),
		      &w2, refusals) == good &&
		strcmp(w.text, w2.text) == 0,
	    "a target is refused in either way, for the same");
	fuzz_must(!good || same(&one, &two),
	    "a target is the same in either way");
	bytes_clear(&escaped);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct order_line plain;
	struct order_target target;
	struct why w = { 0 };

	if (order_line_plain(&plain, data, size)) {
		check_plain(&plain, data, size);
		if (plain.values[0].len > 0)
			check_escaped(&plain, data, size);
	}
	fuzz_passed(order_target_parse(&target, data, size, &w), &w, refusals);
	return 0;
}
