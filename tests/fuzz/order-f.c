/** Orders, sealed and as people write them. Source: order.txt. */

#include "formats/order.h"

#include "formats/order_by.h"
#include "formats/order_tables.h"
#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_JSON, WHY_VERSION, WHY_ORDER,
	WHY_LIMIT, WHY_NONE };
static const enum why_reason make_refusals[] = { WHY_JSON, WHY_VERSION,
	WHY_ORDER, WHY_ORDER_ISSUER, WHY_LIMIT, WHY_NONE };

static const struct seal_party self = { "force-a",
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };

static const struct seal_reader reader = { .party = { "force-b", "" },
	.as = SEAL_RECIPIENT };

static struct order_maker
maker(const struct seal_party *issuer, int64_t now_s)
{
	return (struct order_maker){ issuer, now_s, &reader, 1 };
}

static bool
same(const struct order *a, const struct order *b)
{
	return memcmp(a->id, b->id, sizeof a->id) == 0 &&
	    memcmp(a->nonce, b->nonce, sizeof a->nonce) == 0 &&
	    a->act == b->act && a->does == b->does && a->ends_s == b->ends_s &&
	    a->issued_s == b->issued_s &&
	    strcmp(a->issuer.agency, b->issuer.agency) == 0 &&
	    strcmp(a->issuer.fingerprint, b->issuer.fingerprint) == 0 &&
	    a->deadline_s == b->deadline_s && a->n_answer == b->n_answer &&
	    memcmp(a->answer_by, b->answer_by, sizeof a->answer_by) == 0 &&
	    strcmp(a->ground, b->ground) == 0 &&
	    strcmp(a->legal, b->legal) == 0 &&
	    strcmp(a->reference, b->reference) == 0 && a->targets == b->targets;
}

/* What was made is an order, and making it again changes nothing. */
static void
check_made(const struct order *o, const struct bytes *text)
{
	struct order again;
	const struct order_maker by = maker(&o->issuer, INT64_MIN / 2);
	struct bytes more = { 0 };
	struct why w = { 0 };

	fuzz_must(order_parse(&again, text->data, text->len, &w) == 0 &&
		same(o, &again) &&
		memcmp(o->digest, again.digest, sizeof o->digest) == 0,
	    "what was made is read as it was made");
	fuzz_must(order_make(&again, &by, text->data, text->len, &more, &w) ==
		    0 &&
		fuzz_same(text->data, text->len, more.data, more.len),
	    "a sealed order is sealed already");
	bytes_clear(&more);
}

/* The targets of what was parsed can be asked for. */
static void
check_match(const uint8_t *data, size_t size)
{
	static const enum why_reason too_many[] = { WHY_LIMIT, WHY_NONE };
	struct order_match m = { 0 };
	struct order o;
	struct why w = { 0 };

	if (fuzz_passed(order_parse_into(&o, &m, 0, data, size, &w), &w,
		too_many))
		fuzz_must(m.rows || m.members || m.bundles || m.series,
		    "an order selects something");
	order_match_clear(&m);
}

/* The rows that it says to come with it can be asked for. */
static void
check_by(const uint8_t *data, size_t size)
{
	struct order_by_count c;
	struct order_by b;
	struct why w = { 0 };

	fuzz_must(order_by_open(&b, data, size, &w) == 0 && b.n > 0,
	    "an order to rectify names rows that come with it");
	fuzz_must(order_by_check(&b, &w) != 0 && w.reason == WHY_ORDER,
	    "none of which came");
	for (uint32_t i = 0; i < b.n; i++)
		if (b.tables->targets[i].same == 0)
			order_by_came(&b, i, true);
	c = order_by_count(&b);
	fuzz_must(order_by_check(&b, &w) == 0 && c.rows > 0 && c.lost == 0,
	    "all came");
	order_by_close(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct order_maker us = maker(&self, 0);
	struct order_maker issuer;
	struct order o;
	struct order made;
	struct bytes text = { 0 };
	struct why w = { 0 };
	struct why w2 = { 0 };

	if (fuzz_passed(order_make(&made, &us, data, size, &text, &w), &w,
		make_refusals))
		check_made(&made, &text);
	else
		fuzz_must(text.len == 0, "nothing comes of what was refused");
	text.len = 0;
	if (fuzz_passed(order_parse(&o, data, size, &w2), &w2, refusals)) {
		fuzz_must(o.targets > 0 && data[size - 1] == '\n',
		    "an order names something, and ends with a line end");
		why_clear(&w);
		issuer = maker(&o.issuer, INT64_MIN / 2);
		fuzz_must(order_make(&made, &issuer, data, size, &text, &w) ==
			    0 &&
			same(&o, &made),
		    "a sealed order can be given to another agency");
		check_made(&made, &text);
		check_match(data, size);
		if (o.act == ORDER_RECTIFY)
			check_by(data, size);
	}
	bytes_clear(&text);
	return 0;
}
