#ifndef TESTS_UNIT_ORDER_ASKING_H
#define TESTS_UNIT_ORDER_ASKING_H

/** A match of orders, and rows of a file with this header that it is asked
 *  about. */

#include <stdlib.h>
#include <string.h>

#include "formats/order.h"
#include "tests/tap/tap.h"

#define HEAD                                                      \
	"record_id,vrm,feed_id,source_id,camera_id,capture_time," \
	"latitude,longitude\n"
#define DRAFT "{\"ground\":\"x\"}\n" /* a match passes over the header */

static const uint8_t here[SEAL_ID_BYTES] = { 1 };
static const uint8_t there[SEAL_ID_BYTES] = { 2 };
#define HERE  "01000000000000000000000000000000"
#define THERE "02000000000000000000000000000000"

static inline struct reads
begun(const char *head)
{
	struct reads_cut how = { .last = true };
	struct records out = { 0 };
	struct reads r;
	struct why w = { 0 };
	size_t used;

	if (reads_begin(&r, "csv", "", &w) != 0 ||
	    reads_cut(&r, &how, (const uint8_t *)head, strlen(head), &out,
		&used, &w) != 0)
		abort();
	records_clear(&out);
	return r;
}

static inline void
add(struct order_match *m, const char *text, uint32_t number)
{
	struct why w = { 0 };

	if (order_match_add(m, text, strlen(text), number, &w) != 0) {
		tap_note("%s", w.text);
		abort();
	}
}

static inline uint32_t
ask(const struct order_match *m, const struct reads *r, const uint8_t *bundle,
    const char *row, uint8_t *hits)
{
	/* Of its own size, so that a reader that goes too far is seen. */
	size_t len = strnlen(row, 4096);
	uint8_t *bytes = malloc(len + (len == 0));
	struct record one = { .bytes = bytes, .len = (uint32_t)len };
	uint32_t order;

	if (bytes == NULL)
		abort();
	memcpy(bytes, row, len);
	order = order_match_row(m, bundle, r, &one, hits);
	free(bytes);
	return order;
}

#endif
