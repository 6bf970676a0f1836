#ifndef TESTS_UNIT_ORDERS_MADE_H
#define TESTS_UNIT_ORDERS_MADE_H

/** Two orders of one agency, and rows that are asked about. */

#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"
#include "tool/flow/orders.h"

#define B PRINT_B

static const uint8_t bundle[SEAL_ID_BYTES] = { 1, 2, 3 };
static const struct seal_party sender = { "agency-b", B };

/* What an agency wrote, and how it is counted. */
#define FIRST                                                  \
	"{\"format\":\"sealbag-order/1\",\"kind\":\"delete\"," \
	"\"ground\":\"retention ended\",\"legal\":\"s.47\","   \
	"\"answer_by\":[\"agency-c\"],"                        \
	"\"deadline\":\"2026-01-03T03:04:05Z\","               \
	"\"reference\":\"REF/1\"}\n"                           \
	"{\"target\":\"record\",\"record_id\":\"R1\"}\n"       \
	"{\"target\":\"record\",\"record_id\":\"R2\"}\n"       \
	"{\"target\":\"member\",\"path\":\"data/secret-plate.jpg\"}\n"
#define SECOND                                                 \
	"{\"format\":\"sealbag-order/1\",\"kind\":\"delete\"," \
	"\"ground\":\"sent unlawfully\"}\n"                    \
	"{\"target\":\"record\",\"record_id\":\"R2\"}\n"       \
	"{\"target\":\"bundle\",\"bundle\":"                   \
	"\"00112233445566778899aabbccddeeff\"}\n"

static struct contents_order carried[2];

static inline void
make_order(struct contents_order *out, const char *text,
    const struct seal_party *issuer)
{
	static const struct seal_reader readers[] = {
		{ .party = { "agency-c", "" }, .as = SEAL_RECIPIENT },
		{ .party = { "agency-d", "" }, .as = SEAL_RECIPIENT },
	};
	const struct order_maker by = { issuer, 1767323045, readers, 2 };
	struct order o;
	struct why w = { 0 };

	bytes_clear(&out->text);
	if (order_make(&o, &by, text, strlen(text), &out->text, &w) != 0)
		tap_ok(false, "an order: %s", w.text);
}

static inline struct opening
opened(size_t n)
{
	struct opening o = { .fd = -1 };

	o.seal.sender = sender;
	o.contents.orders = carried;
	o.contents.n_orders = n;
	return o;
}

static inline uint32_t
ask(struct judge *j, const char *text)
{
	static const char head[] =
	    "record_id,vrm,feed_id,source_id,camera_id,capture_time\n";
	struct reads_cut how = { .last = true };
	struct record row = { .bytes = (const uint8_t *)text,
		.len = (uint32_t)strlen(text) };
	struct records out = { 0 };
	struct reads r;
	const struct judge_rows rows = {
		.reads = &r,
		.rows = &row,
		.n = 1,
		.name = "data/r.csv",
	};
	struct why w = { 0 };
	uint32_t cause;
	size_t used;

	reads_begin(&r, "csv", "", &w);
	reads_cut(&r, &how, (const uint8_t *)head, sizeof head - 1, &out, &used,
	    &w);
	judge_rows(j, &rows, &cause, &w);
	judge_rows_go(j, &rows, &cause, &w);
	records_clear(&out);
	return cause;
}

#endif
