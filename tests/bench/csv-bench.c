/*
 * How fast rows are cut and matched, on one core, in memory: MB/s of CSV cut,
 * with and without its checks, and ns a row asked of 100,000 targets.
 * Usage: csv-bench [MEGABYTES]
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/bytes.h"
#include "formats/order.h"
#include "formats/reads.h"

#define TARGETS 100000
#define ROUNDS	9

static const char header[] =
    "record_id,vrm,feed_id,source_id,camera_id,camera_name,capture_time,"
    "latitude,longitude,confidence,motion_toward_camera,lane,direction,country,"
    "make,model,colour,plate_image,overview_image\n";

/* Time of this process alone, so that neighbours disturb less. */
static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
give_up(const struct why *w)
{
	fprintf(stderr, "%s: %s\n", why_name(w->reason), w->text);
	exit(1);
}

/* A number that row i has, and no other order in them. */
static uint64_t
mix(uint64_t i)
{
	uint64_t x = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 31) * UINT64_C(0xbf58476d1ce4e5b9);
	return x ^ x >> 29;
}

/* A synthetic plate out of 45 million. */
static void
plate(char out[8], uint64_t x)
{
	(void)snprintf(out, 8, "Z%c%02u%c%c%c", (char)('A' + x % 26),
	    (unsigned)(x / 26 % 100), (char)('A' + x / 2600 % 26),
	    (char)('A' + x / 67600 % 26), (char)('A' + x / 1757600 % 26));
}

static void
capture_time(char out[32], uint64_t i)
{
	(void)snprintf(out, 32, "2026-03-%02uT%02u:%02u:%02u.%03uZ",
	    (unsigned)(i / 100000 % 31 + 1), (unsigned)(i / 3600 % 24),
	    (unsigned)(i / 60 % 60), (unsigned)(i % 60),
	    (unsigned)(mix(i) % 1000));
}

/* Rows of about 180 bytes, quoted: every field in quotes. */
static void
make_rows(struct bytes *out, size_t size, bool quoted)
{
	struct why w = { 0 };
	const char *q = quoted ? "\"" : "";
	const char *c = quoted ? "\",\"" : ",";

	if (bytes_add(out, header, sizeof header - 1, &w) != 0)
		give_up(&w);
	for (uint64_t i = 0; out->len < size; i++) {
		char vrm[8];
		char when[32];
		uint64_t x = mix(i);

		plate(vrm, x);
		capture_time(when, i);
		if (bytes_printf(out, &w,
			"%sR%09" PRIu64 "%s%s%s12%s7%s%" PRIu64 "%sA%" PRIu64
			" northbound gantry%s%s%s51.%06u%s-0.%06u%s%u%strue%s"
			"%u%sN%sGBR%sExample%sSaloon%sblue%splates/%06" PRIu64
			".jpg%soverview/%06" PRIu64 ".jpg%s\n",
			q, i, c, vrm, c, c, c, x % 900, c, x % 90, c, when, c,
			(unsigned)(x % 1000000), c, (unsigned)(x % 999983), c,
			(unsigned)(x % 40 + 60), c, c, (unsigned)(x % 3), c, c,
			c, c, c, c, i % 1000000, c, i % 1000000, q) != 0)
			give_up(&w);
	}
}

static void
make_order(struct bytes *out)
{
	static const struct seal_party issuer = { "agency-a",
		"0123456789ABCDEF0123456789ABCDEF01234567" };
	static const struct seal_reader reader = {
		.party = { "agency-b", "" },
		.as = SEAL_RECIPIENT,
	};
	const struct order_maker maker = { &issuer, 0, &reader, 1 };
	struct bytes text = { 0 };
	struct order o;
	struct why w = { 0 };

	if (bytes_printf(&text, &w,
		"{\"format\":\"%s\",\"kind\":\"delete\","
		"\"ground\":\"bench\"}\n",
		ORDER_FORMAT) != 0)
		give_up(&w);
	/* Every hundredth is a row of the file, the rest are none. */
	for (uint64_t i = 0; i < TARGETS; i++) {
		uint64_t row = i % 100 == 0 ? i : i + (UINT64_C(1) << 40);
		char vrm[8];
		char when[32];

		plate(vrm, mix(row));
		capture_time(when, row);
		if (bytes_printf(&text, &w,
			"{\"target\":\"read\",\"vrm\":\"%s\","
			"\"feed_id\":\"12\",\"source_id\":\"7\","
			"\"camera_id\":\"%" PRIu64 "\","
			"\"capture_time\":\"%s\"}\n",
			vrm, mix(row) % 900, when) != 0)
			give_up(&w);
	}
	if (order_make(&o, &maker, text.data, text.len, out, &w) != 0)
		give_up(&w);
	bytes_clear(&text);
}

static size_t
cut_all(struct reads *r, const struct bytes *csv, bool check,
    struct records *out)
{
	struct why w = { 0 };
	struct reads_cut how = { .last = true, .check = check };
	size_t used = 0;

	out->n = 0;
	if (reads_begin(r, "csv", "", &w) != 0 ||
	    reads_cut(r, &how, csv->data, csv->len, out, &used, &w) != 0)
		give_up(&w);
	return used;
}

/* What the machine gives today, to read the rest by. */
static void
bench_copy(const struct bytes *csv)
{
	uint8_t *to = malloc(csv->len);
	double best = 1e9;

	for (int i = 0; to != NULL && i < ROUNDS; i++) {
		double start = now();

		memcpy(to, csv->data, csv->len);
		if (now() - start < best)
			best = now() - start;
	}
	printf("memcpy %24.0f MB/s\n", (double)csv->len / best / 1e6);
	free(to);
}

static void
bench_cut(const struct bytes *csv, bool check, const char *name)
{
	struct records out = { 0 };
	struct reads r;
	double best = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		double start = now();

		cut_all(&r, csv, check, &out);
		if (now() - start < best)
			best = now() - start;
	}
	printf("cut %-20s %6.0f MB/s %6.1f ns a row of %zu bytes\n", name,
	    (double)csv->len / best / 1e6, best * 1e9 / (double)out.n,
	    csv->len / out.n);
	records_clear(&out);
}

/* How many rows are selected, one at a time or all at once. */
static uint64_t
match_all(const struct order_match_ask *ask, const struct records *rows,
    bool together, uint32_t *out)
{
	uint64_t found = 0;

	if (together)
		order_match_rows(ask, rows->items + 1, rows->n - 1, out + 1);
	for (size_t at = 1; at < rows->n; at++) {
		if (!together)
			out[at] = order_match_row(ask->match, ask->bundle,
			    ask->reads, &rows->items[at], ask->hits);
		found += out[at] != ORDER_NONE;
	}
	return found;
}

static void
bench_match(const struct bytes *csv, const struct bytes *order, bool together,
    const char *name)
{
	static const uint8_t bundle[SEAL_ID_BYTES];
	struct records out = { 0 };
	struct order_match m = { 0 };
	struct why w = { 0 };
	struct reads r;
	double best = 1e9;
	uint64_t found = 0;
	struct order_match_ask ask = { .match = &m,
		.bundle = bundle,
		.reads = &r };
	uint32_t *orders;

	if (order_match_add(&m, order->data, order->len, 0, &w) != 0)
		give_up(&w);
	cut_all(&r, csv, false, &out);
	ask.hits = calloc(order_match_hits_bytes(&m), 1);
	orders = calloc(out.n, sizeof *orders);
	for (int i = 0; ask.hits != NULL && orders != NULL && i < ROUNDS; i++) {
		double start = now();

		found = match_all(&ask, &out, together, orders);
		if (now() - start < best)
			best = now() - start;
	}
	printf("match %-18s %6.1f ns a row, %" PRIu64 " of %zu selected\n",
	    name, best * 1e9 / (double)out.n, found, out.n - 1);
	free(ask.hits);
	free(orders);
	order_match_clear(&m);
	records_clear(&out);
}

static void
bench_keys(const struct bytes *csv)
{
	struct records out = { 0 };
	struct why w = { 0 };
	struct reads r;
	double best = 1e9;
	uint64_t sum = 0;

	cut_all(&r, csv, false, &out);
	for (int i = 0; i < ROUNDS; i++) {
		double start = now();

		for (size_t at = 1; at < out.n; at++) {
			struct reads_row row;
			struct reads_key key;
			uint8_t bytes[READS_KEY_BYTES];

			if (reads_fields(&r, out.items[at].bytes,
				out.items[at].len, &row, &w) == 0 &&
			    reads_key(&r, &row, &key))
				sum += reads_key_bytes(&key, bytes);
		}
		if (now() - start < best)
			best = now() - start;
	}
	printf("natural key %19.1f ns a row (%" PRIu64 ")\n",
	    best * 1e9 / (double)out.n, sum / ROUNDS / out.n);
	records_clear(&out);
}

static void
bench_order(const struct bytes *text)
{
	struct order_match m = { 0 };
	struct order o;
	struct why w = { 0 };
	double start = now();

	if (order_parse(&o, text->data, text->len, &w) != 0)
		give_up(&w);
	printf("order_parse %19.0f ms for %" PRIu64 " targets\n",
	    (now() - start) * 1e3, o.targets);
	start = now();
	if (order_match_add(&m, text->data, text->len, 0, &w) != 0)
		give_up(&w);
	printf("order_match_add %15.0f ms\n", (now() - start) * 1e3);
	order_match_clear(&m);
}

int
main(int argc, char **argv)
{
	uint64_t megabytes = 34;
	struct bytes csv = { 0 };
	struct bytes quoted = { 0 };
	struct bytes order = { 0 };

	if (argc > 2 ||
	    (argc == 2 && !bytes_decimal(argv[1], 4096, &megabytes)))
		return 2;
	make_rows(&csv, (size_t)megabytes << 20, false);
	make_rows(&quoted, (size_t)megabytes << 20, true);
	make_order(&order);
	bench_copy(&csv);
	bench_cut(&csv, false, "unchecked");
	bench_cut(&csv, true, "checked");
	bench_cut(&quoted, false, "quoted, unchecked");
	bench_cut(&quoted, true, "quoted, checked");
	bench_order(&order);
	bench_match(&csv, &order, false, "one by one");
	bench_match(&csv, &order, true, "together");
	bench_match(&quoted, &order, true, "quoted, together");
	bench_keys(&csv);
	bytes_clear(&csv);
	bytes_clear(&quoted);
	bytes_clear(&order);
	return 0;
}
