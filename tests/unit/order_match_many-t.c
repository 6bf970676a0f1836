#include "formats/order.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/order_asking.h"

enum {
	MANY = 30000
};

static void
plate(char out[16], int i)
{
	/* Of every length from 1 to 12. */
	(void)snprintf(out, 16, "Z%d", i);
	for (size_t n = strlen(out); n < (size_t)(i % 12); n++) {
		out[n] = 'A';
		out[n + 1] = '\0';
	}
}

static void
many_rows(const struct order_match *m, uint8_t *hits, unsigned *wrong)
{
	struct reads r = begun(HEAD);

	for (int i = 0; i < 2 * MANY; i++) {
		char vrm[16];
		char row[128];
		uint32_t got;

		plate(vrm, i);
		(void)snprintf(row, sizeof row,
		    "R%d,%s,1,2,%d,2026-03-01T12:00:00Z\n", i, vrm, i % 500);
		got = ask(m, &r, here, row, hits);
		*wrong += got != (i % 2 == 0 && i < MANY ? 0 : ORDER_NONE);
	}
}

struct asker {
	const struct order_match *m;
	uint8_t *hits;
	unsigned wrong;
};

static void *
ask_all(void *self)
{
	struct asker *a = self;

	many_rows(a->m, a->hits, &a->wrong);
	return NULL;
}

/* Half of the targets by natural key, half by record id; all of the even rows
 * below MANY and no other. Asked by two threads that share the marks. */
static void
test_many(void)
{
	struct order_match m = { 0 };
	struct bytes text = { 0 };
	struct why w = { 0 };
	struct asker two[2];
	pthread_t threads[2];

	bytes_printf(&text, &w, "%s", DRAFT);
	for (int i = 0; i < MANY; i += 2) {
		char vrm[16];

		plate(vrm, i);
		if (i % 4 == 0)
			bytes_printf(&text, &w,
			    "{\"target\":\"record\",\"record_id\":\"R%d\"}\n",
			    i);
		else
			bytes_printf(&text, &w,
			    "{\"target\":\"read\",\"vrm\":\"%s\",\"feed_id\":"
			    "\"1\",\"source_id\":\"2\",\"camera_id\":\"%d\","
			    "\"capture_time\":\"2026-03-01T12:00:00Z\"}\n",
			    vrm, i % 500);
	}
	bytes_add(&text, "", 1, &w);
	add(&m, (char *)text.data, 0);
	two[0] = (struct asker){ .m = &m };
	two[0].hits = calloc(order_match_hits_bytes(&m), 1);
	two[1] = two[0];
	if (two[0].hits == NULL)
		abort();
	tap_number((long long)order_match_absent(&m, two[0].hits, 0), MANY / 2,
	    "at first all are absent");
	for (int i = 0; i < 2; i++) {
		if (pthread_create(&threads[i], NULL, ask_all, &two[i]) != 0)
			abort();
	}
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	tap_number(two[0].wrong + two[1].wrong, 0,
	    "of 60,000 rows just those that are named are selected");
	tap_number((long long)order_match_absent(&m, two[0].hits, 0), 0,
	    "and then none is absent");
	free(two[0].hits);
	bytes_clear(&text);
	order_match_clear(&m);
}

/* A file of 300 rows, some with quotes and blanks, all asked at once. */
static void
test_together(void)
{
	struct order_match m = { 0 };
	struct order_match_ask all = { .match = &m, .bundle = here };
	struct reads_cut how = { .last = true };
	struct bytes file = { 0 };
	struct records rows = { 0 };
	struct reads r;
	struct why w = { 0 };
	uint32_t got[300];
	unsigned wrong = 0;
	size_t used;

	bytes_printf(&file, &w, "%s", HEAD);
	for (int i = 0; i < 300; i++)
		bytes_printf(&file, &w,
		    i % 5 == 0	     ? "\"R%d\",\"zz\"\"1\",1,2,3,"
				       "2026-01-05T00:00:00Z\n"
			: i % 7 == 0 ? "R%d,zz 1,1,2,3,2026-01-05T00:00:00Z\n"
				     : "R%d,ZZ2,1,2,3,2026-01-05T00:00:00Z\n",
		    i);
	if (reads_begin(&r, "csv", "", &w) != 0 ||
	    reads_cut(&r, &how, file.data, file.len, &rows, &used, &w) != 0)
		abort();
	all.reads = &r;
	order_match_rows(&all, rows.items + 1, 300, got);
	for (int i = 0; i < 300; i++)
		wrong += got[i] != ORDER_NONE;
	tap_number(wrong, 0, "an empty match selects none of 300 rows");
	add(&m,
	    DRAFT "{\"target\":\"vrm\",\"vrm\":\"ZZ1\",\"from\":"
		  "\"2026-01-02T00:00:00Z\",\"to\":"
		  "\"2026-01-10T00:00:00Z\"}\n"
		  "{\"target\":\"record\",\"record_id\":\"R299\"}\n"
		  "{\"target\":\"record\",\"record_id\":\"R100\"}\n",
	    4);
	order_match_rows(&all, rows.items + 1, 300, got);
	for (int i = 0; i < 300; i++) {
		bool yes = (i % 5 != 0 && i % 7 == 0) || i == 299 || i == 100;

		wrong += got[i] != (yes ? 4 : ORDER_NONE);
		wrong += got[i] !=
		    order_match_row(&m, here, &r, &rows.items[i + 1], NULL);
	}
	tap_number(wrong, 0,
	    "asked together, each row has the answer it has alone");
	records_clear(&rows);
	bytes_clear(&file);
	order_match_clear(&m);
}

/* --- where fields begin --- */

/* Columns: n a note, v the VRM, t the time, and three ids. */
static const char *const columns[] = { "vn123t", "nv123t", "nt123v", "tv123n" };

static const struct {
	const char *rule;
	const char *note;
	size_t note_bytes; /* so long, if not 0 */
	const char *vrm;
	const char *time;
	const char *end;
	bool yes;
} kinds[] = {
	{ "plain", "n", 0, "ZZ1", "2026-01-05T00:00:00Z", "\n", true },
	{ "CR LF", "n", 0, "ZZ1", "2026-01-05T00:00:00Z", "\r\n", true },
	{ "no note", "", 0, "ZZ1", "2026-01-05T00:00:00Z", "\n", true },
	{ "a note with commas", "\"a,b,\n\"", 0, "ZZ1", "2026-01-05T00:00:00Z",
	    "\n", true },
	{ "a note with quotes", "\"a\"\"b,\"\"\"", 0, "ZZ1",
	    "2026-01-05T00:00:00Z", "\n", true },
	{ "a quoted VRM", "n", 0, "\"zz-1\"", "2026-01-05T00:00:00Z", "\n",
	    true },
	{ "a quoted time", "n", 0, "ZZ1", "\"2026-01-05T00:00:00Z\"", "\n",
	    true },
	{ "all quoted", "\"n\"", 0, "\"ZZ 1\"", "\"2026-01-05T01:00:00+01:00\"",
	    "\r\n", true },
	{ "quotes in the VRM", "n", 0, "\"ZZ\"\"1\"", "2026-01-05T00:00:00Z",
	    "\n", false },
	{ "no VRM", "n", 0, "", "2026-01-05T00:00:00Z", "\n", false },
	{ "another time", "n", 0, "ZZ1", "2026-01-05T00:00:01Z", "\n", false },
	{ "another VRM", "n", 0, "ZZ2", "2026-01-05T00:00:00Z", "\n", false },
	{ "a note of 65,530 bytes", "n", 65530, "ZZ1", "2026-01-05T00:00:00Z",
	    "\n", true },
	{ "a note of 65,533 bytes", "n", 65533, "ZZ1", "2026-01-05T00:00:00Z",
	    "\n", true },
	{ "a note of 65,534 bytes", "n", 65534, "ZZ1", "2026-01-05T00:00:00Z",
	    "\n", true },
	{ "a note of 65,535 bytes", "n", 65535, "ZZ1", "2026-01-05T00:00:00Z",
	    "\n", true },
	{ "a note of 70,000 bytes", "n", 70000, "\"ZZ1\"",
	    "2026-01-05T00:00:00Z", "\n", true },
	{ "no line end", "n", 0, "ZZ1", "2026-01-05T00:00:00Z", "", true },
};
#define KINDS (sizeof kinds / sizeof kinds[0])

static void
put_row(struct bytes *out, const char *order, size_t kind)
{
	struct why w = { 0 };

	for (size_t i = 0; i < 6; i++) {
		char id[2] = { order[i], '\0' };

		bytes_printf(out, &w, "%s%s", i == 0 ? "" : ",",
		    order[i] == 'n'	  ? kinds[kind].note
			: order[i] == 'v' ? kinds[kind].vrm
			: order[i] == 't' ? kinds[kind].time
					  : id);
		for (size_t n = 1;
		     order[i] == 'n' && n < kinds[kind].note_bytes; n++)
			bytes_add(out, "n", 1, &w);
	}
	bytes_printf(out, &w, "%s", kinds[kind].end);
}

static void
check_places(const struct order_match *m, const char *order,
    const struct reads *r, const struct records *rows)
{
	struct order_match_ask all = { .match = m, .bundle = here, .reads = r };
	uint32_t got[KINDS];

	order_match_rows(&all, rows->items + 1, KINDS, got);
	for (size_t i = 0; i < KINDS; i++) {
		struct record row = rows->items[i + 1];
		bool far = kinds[i].note_bytes > 65533;
		uint32_t want = kinds[i].yes ? 2 : ORDER_NONE;

		tap_ok(row.vrm_at == 1 || order[0] != 'v',
		    "%s: a first column begins at 1", order);
		tap_ok(order[0] != 'n' ||
			((row.vrm_at == 0) == far || order[1] != 'v'),
		    "%s, %s: its place is known unless it is too far", order,
		    kinds[i].rule);
		tap_number(got[i], want, "%s, %s: the answer", order,
		    kinds[i].rule);
		row.vrm_at = row.time_at = 0;
		tap_number(order_match_row(m, here, r, &row, NULL), want,
		    "%s, %s: and where no place is known", order,
		    kinds[i].rule);
	}
}

/* Rows that were checked when they were cut know where fields begin. */
static void
test_places(const char *order, const char *targets)
{
	static const char *const names[] = { ['n'] = "note",
		['v'] = "vrm",
		['t'] = "capture_time",
		['1'] = "feed_id",
		['2'] = "source_id",
		['3'] = "camera_id" };
	struct reads_cut how = { .last = true, .check = true };
	struct order_match m = { 0 };
	struct records rows = { 0 };
	struct bytes file = { 0 };
	struct reads r;
	struct why w = { 0 };
	size_t used;

	for (size_t i = 0; i < 6; i++)
		bytes_printf(&file, &w, "%s%s", i == 0 ? "" : ",",
		    names[(unsigned char)order[i]]);
	bytes_add(&file, "\n", 1, &w);
	for (size_t i = 0; i < KINDS; i++)
		put_row(&file, order, i);
	if (reads_begin(&r, "csv", "", &w) != 0 ||
	    reads_cut(&r, &how, file.data, file.len, &rows, &used, &w) != 0)
		tap_note("%s", w.text);
	add(&m, targets, 2);
	tap_number((long long)rows.n, KINDS + 1, "%s: all rows are cut", order);
	if (rows.n == KINDS + 1)
		check_places(&m, order, &r, &rows);
	records_clear(&rows);
	bytes_clear(&file);
	order_match_clear(&m);
}

int
main(void)
{
	test_many();
	test_together();
	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
		test_places(columns[i],
		    DRAFT "{\"target\":\"read\",\"vrm\":\"ZZ1\",\"feed_id\":"
			  "\"1\",\"source_id\":\"2\",\"camera_id\":\"3\","
			  "\"capture_time\":\"2026-01-05T00:00:00Z\"}\n");
		test_places(columns[i],
		    DRAFT "{\"target\":\"vrm\",\"vrm\":\"ZZ1\",\"from\":"
			  "\"2026-01-05T00:00:00Z\",\"to\":"
			  "\"2026-01-05T00:00:01Z\"}\n");
	}
	return tap_done();
}
