#include "formats/order.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

#define SPEC "formats/order.txt"

static const struct seal_party issuer = { "agency-a",
	"0123456789ABCDEF0123456789ABCDEF01234567" };

static const struct seal_reader readers[] = {
	{ .party = { "agency-b", "" }, .as = SEAL_RECIPIENT },
	{ .party = { "agency-e", "" }, .as = SEAL_ESCROW },
	{ .party = { "agency-c", "" }, .as = SEAL_RECIPIENT },
	{ .party = { "agency-a", "" }, .as = SEAL_SELF },
};
static const struct order_maker maker = { &issuer, 1772443800, readers, 4 };

static struct bytes
load(const char *folder, const char *name, const char *more)
{
	struct bytes out = { 0 };
	struct why w = { 0 };
	char path[512];
	char piece[4096];
	size_t got;
	FILE *in;

	(void)snprintf(path, sizeof path, "%s/%s%s", folder, name, more);
	in = fopen(path, "rb");
	while (in != NULL && (got = fread(piece, 1, sizeof piece, in)) > 0)
		bytes_add(&out, piece, got, &w);
	if (in != NULL)
		(void)fclose(in);
	bytes_add(&out, "", 1, &w);
	out.len--;
	return out;
}

static int
is_order(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 6 && strcmp(entry->d_name + len - 6, ".jsonl") == 0;
}

static void
test_vectors(void)
{
	static const char folder[] = "tests/vectors/order";
	struct dirent **names;
	int n = scandir(folder, &names, is_order, alphasort);

	tap_ok(n > 40, "there are vectors");
	for (int i = 0; i < n; i++) {
		struct bytes text = load(folder, names[i]->d_name, "");
		struct bytes expect = load(folder, names[i]->d_name, ".expect");
		char *want = (char *)expect.data;
		char got[WHY_TEXT_BYTES + 64];
		struct order o;
		struct why w = { 0 };

		want[strcspn(want, "\n")] = '\0';
		if (order_parse(&o, text.data, text.len, &w) == 0)
			(void)snprintf(got, sizeof got, "ok %" PRIu64,
			    o.targets);
		else
			(void)snprintf(got, sizeof got, "%s %s",
			    why_name(w.reason), w.text);
		if (!tap_ok(strncmp(got, want, strlen(want)) == 0, "%s: %s",
			names[i]->d_name, want))
			tap_note("got %s", got);
		bytes_clear(&text);
		bytes_clear(&expect);
		free(names[i]);
	}
	free(names);
}

/* The same order, its targets in a match. */
static void
test_into(const struct order *o, const struct bytes *text)
{
	struct order_match m = { 0 };
	struct order second;
	struct order last;
	struct why w = { 0 };

	tap_ok(order_parse_into(&second, &m, 0, text->data, text->len, &w) ==
		    0 &&
		order_parse_into(&last, &m, 7, text->data, text->len, &w) == 0,
	    "it is read into a match twice");
	tap_ok(memcmp(o, &second, sizeof second) == 0 &&
		memcmp(o, &last, sizeof last) == 0,
	    "as it is without");
	tap_ok(m.orders == 2 && m.rows && m.members && m.bundles &&
		order_match_hits_bytes(&m) == 3,
	    "which knows of all targets");
	tap_ok(order_parse_header(&last, text->data, text->len, &w) == 0 &&
		last.act == ORDER_DELETE && last.ends_s == ORDER_NO_END &&
		memcmp(last.id, second.id, sizeof last.id) == 0 &&
		last.targets == 0,
	    "its header can be read alone");
	order_match_clear(&m);
	tap_number(
	    order_parse_into(&last, &m, 0, text->data, text->len - 1, &w), -1,
	    "without its line end it is refused");
	tap_number(m.orders, 0, "and no order counts");
	order_match_clear(&m);
}

static void
test_example(void)
{
	struct bytes text = { 0 };
	struct bytes again = { 0 };
	struct order o;
	struct order made;
	struct why w = { 0 };

	spec_example(SPEC, "4.1", &text);
	tap_number(order_parse(&o, text.data, text.len, &w), 0,
	    "the order of the specification is read");
	tap_ok(o.targets == 9 && o.id[1] == 0x11 && o.nonce[31] == 0x1f &&
		o.issued_s == 1772443800 &&
		strcmp(o.issuer.agency, issuer.agency) == 0 &&
		o.deadline_s == 1775035800 && o.n_answer == 1 &&
		strcmp(o.answer_by[0], "agency-b") == 0 && o.legal[0] == '\0' &&
		strcmp(o.ground, "retention ended") == 0 &&
		o.reference[0] == '\0',
	    "and its header is what stands there");
	test_into(&o, &text);
	tap_number(order_make(&made, &maker, text.data, text.len, &again, &w),
	    0, "an order that has all can be made again");
	tap_ok(again.len == text.len &&
		memcmp(again.data, text.data, text.len) == 0,
	    "and stays as it is");
	tap_bytes(made.digest, o.digest, sizeof o.digest,
	    "with the same digest");
	bytes_clear(&text);
	bytes_clear(&again);
}

#define DRAFT                                                  \
	"{\"format\":\"sealbag-order/1\",\"kind\":\"delete\"," \
	"\"ground\":\"expired\"}\n"
#define TARGET "{ \"target\": \"record\", \"record_id\": \"R1\" }"

/* Does an order that was read say what the making told? */
static bool
same_order(const struct order *a, const struct order *b)
{
	return memcmp(a->id, b->id, sizeof a->id) == 0 &&
	    memcmp(a->nonce, b->nonce, sizeof a->nonce) == 0 &&
	    memcmp(a->digest, b->digest, sizeof a->digest) == 0 &&
	    a->issued_s == b->issued_s && a->targets == b->targets &&
	    strcmp(a->issuer.agency, b->issuer.agency) == 0 &&
	    strcmp(a->issuer.fingerprint, b->issuer.fingerprint) == 0 &&
	    a->deadline_s == b->deadline_s && a->n_answer == b->n_answer &&
	    memcmp(a->answer_by, b->answer_by, sizeof a->answer_by) == 0 &&
	    strcmp(a->ground, b->ground) == 0 &&
	    strcmp(a->legal, b->legal) == 0 &&
	    strcmp(a->reference, b->reference) == 0;
}

static void
test_make(void)
{
	struct bytes out = { 0 };
	struct order a;
	struct order b;
	struct order back;
	struct why w = { 0 };
	char *line;

	bytes_add(&out, "before", 6, &w);
	tap_number(order_make(&a, &maker, DRAFT TARGET, sizeof DRAFT TARGET - 1,
		       &out, &w),
	    0, "a draft becomes an order");
	tap_number(order_parse(&back, out.data + 6, out.len - 6, &w), 0,
	    "which can be read");
	tap_ok(same_order(&a, &back), "and holds what the making told");
	tap_ok(a.issued_s == 1772443800 &&
		strcmp(a.issuer.fingerprint, issuer.fingerprint) == 0,
	    "issuer and time are filled in");
	tap_ok(a.deadline_s == 1772443800 + 30 * 86400 && a.legal[0] == '\0' &&
		a.n_answer == 2 && strcmp(a.answer_by[0], "agency-b") == 0 &&
		strcmp(a.answer_by[1], "agency-c") == 0,
	    "30 days, no law, and that the recipients may answer");
	bytes_add(&out, "", 1, &w);
	line = strchr((char *)out.data, '\n');
	tap_text(line, "\n" TARGET "\n",
	    "targets stay byte for byte, and the last line has its end");
	out.len = 0;
	tap_number(order_make(&b, &maker, DRAFT TARGET, sizeof DRAFT TARGET - 1,
		       &out, &w),
	    0, "the same draft makes another order");
	tap_ok(memcmp(a.id, b.id, sizeof a.id) != 0 &&
		memcmp(a.nonce, b.nonce, sizeof a.nonce) != 0 &&
		memcmp(a.digest, b.digest, sizeof a.digest) != 0,
	    "of another id, nonce and digest");
	bytes_clear(&out);
}

/* A restriction and a lift keep what they are. */
static void
test_acts(void)
{
	static const struct {
		enum order_act act;
		int64_t ends_s;
		const char *text;
	} rows[] = {
		{ ORDER_RESTRICT, ORDER_NO_END,
		    "{\"format\":\"sealbag-order/1\",\"kind\":\"restrict\","
		    "\"ground\":\"x\"}\n" TARGET },
		{ ORDER_RESTRICT, 1772443801,
		    "{\"format\":\"sealbag-order/1\",\"kind\":\"restrict\","
		    "\"ends\":\"2026-03-02T09:30:01Z\","
		    "\"ground\":\"x\"}\n" TARGET },
		{ ORDER_LIFT, ORDER_NO_END,
		    "{\"format\":\"sealbag-order/1\",\"kind\":\"lift\","
		    "\"ground\":\"x\"}\n" TARGET },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct bytes out = { 0 };
		struct order made;
		struct order back;
		struct why w = { 0 };

		tap_ok(order_make(&made, &maker, rows[i].text,
			   strlen(rows[i].text), &out, &w) == 0 &&
			order_parse(&back, out.data, out.len, &w) == 0,
		    "one to %s is made and read %s",
		    order_act_name(rows[i].act), w.text);
		tap_ok(made.act == rows[i].act && back.act == rows[i].act &&
			made.ends_s == rows[i].ends_s &&
			back.ends_s == rows[i].ends_s,
		    "as what it is, with its end");
		bytes_clear(&out);
	}
}

static void
test_make_refuses(void)
{
	static const struct {
		const char *rule;
		const char *text;
		const char *reason;
		const char *sentence;
	} rows[] = {
		{ "another issuer",
		    "{\"format\":\"sealbag-order/1\",\"kind\":\"delete\","
		    "\"ground\":\"x\",\"issuer\":{\"agency\":\"agency-b\","
		    "\"fingerprint\":"
		    "\"0123456789ABCDEF0123456789ABCDEF01234567\"}}\n" TARGET,
		    "order-issuer",
		    "line 1: the order was issued by agency-b, not by "
		    "agency-a" },
		{ "another key of the issuer",
		    "{\"format\":\"sealbag-order/1\",\"kind\":\"delete\","
		    "\"ground\":\"x\",\"issuer\":{\"agency\":\"agency-a\","
		    "\"fingerprint\":"
		    "\"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\"}}\n" TARGET,
		    "order-issuer", "line 1: the order was issued by" },
		{ "a deadline that is over",
		    "{\"format\":\"sealbag-order/1\",\"kind\":\"delete\","
		    "\"ground\":\"x\",\"issued\":\"2026-01-01T00:00:00Z\","
		    "\"deadline\":\"2026-03-02T09:30:00Z\"}\n" TARGET,
		    "order", "line 1: the deadline is over" },
		{ "a deadline before it was issued",
		    "{\"format\":\"sealbag-order/1\",\"kind\":\"delete\","
		    "\"ground\":\"x\",\"deadline\":"
		    "\"2026-03-02T09:30:00Z\"}\n" TARGET,
		    "order",
		    "line 1: deadline is not behind the time of issue" },
		{ "a restriction that has ended",
		    "{\"format\":\"sealbag-order/1\",\"kind\":\"restrict\","
		    "\"ground\":\"x\",\"issued\":\"2026-01-01T00:00:00Z\","
		    "\"deadline\":\"2026-04-02T09:30:00Z\","
		    "\"ends\":\"2026-03-02T09:30:00Z\"}\n" TARGET,
		    "order", "line 1: the restriction has ended" },
		{ "a target with a fault", DRAFT TARGET "\n{}\n", "json",
		    "line 3: key \"target\" is missing" },
		{ "no targets", DRAFT, "order", "names no target" },
		{ "nothing", "", "order", "the order is empty" },
		{ "an empty line", DRAFT "\n" TARGET, "order",
		    "line 2: an empty line" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct bytes out = { 0 };
		struct order o;
		struct why w = { 0 };

		bytes_add(&out, "x", 1, &w);
		tap_number(order_make(&o, &maker, rows[i].text,
			       strlen(rows[i].text), &out, &w),
		    -1, "%s makes no order", rows[i].rule);
		tap_text(why_name(w.reason), rows[i].reason,
		    "%s has its reason", rows[i].rule);
		tap_ok(strstr(w.text, rows[i].sentence) != NULL,
		    "%s is told: %s", rows[i].rule, w.text);
		tap_number((long long)out.len, 1, "and nothing is appended");
		bytes_clear(&out);
	}
}

/* The longest line is that of an order that was made: with its line end. */
static void
test_longest(void)
{
	for (size_t len = ORDER_LINE_MAX - 1; len <= ORDER_LINE_MAX; len++) {
		struct bytes text = { 0 };
		struct bytes out = { 0 };
		struct order o;
		struct why w = { 0 };

		bytes_printf(&text, &w, DRAFT "%-*s", (int)len, TARGET);
		tap_number(
		    order_make(&o, &maker, text.data, text.len, &out, &w),
		    len < ORDER_LINE_MAX ? 0 : -1,
		    "a last line of %zu bytes without an end", len);
		if (len < ORDER_LINE_MAX)
			tap_number(order_parse(&o, out.data, out.len, &w), 0,
			    "makes an order that can be read");
		else
			tap_text(w.text, "line 2: longer than 65536 bytes",
			    "is told to be too long");
		bytes_clear(&text);
		bytes_clear(&out);
	}
}

/* Every prefix is refused: an order cannot lose its end unnoticed. */
static void
test_cut(void)
{
	struct bytes text = { 0 };
	size_t good = 0;

	spec_example(SPEC, "4.1", &text);
	for (size_t len = 0; len < text.len; len++) {
		struct order o;
		struct why w = { 0 };

		/* At the end of a line it is another, shorter order. */
		if (len > 0 && text.data[len - 1] == '\n')
			continue;
		good += order_parse(&o, text.data, len, &w) == 0;
	}
	tap_number((long long)good, 0, "an order cut inside a line is refused");
	bytes_clear(&text);
}

int
main(void)
{
	test_vectors();
	test_example();
	test_make();
	test_acts();
	test_make_refuses();
	test_longest();
	test_cut();
	return tap_done();
}
