/**
 * make-reads ROWS FILES FOLDER [KEYS ORDER]: a large export of synthetic reads
 * as CSV, about 180 bytes a row, spread over FILES files; and a deletion
 * manifest that names KEYS of them at even distances. Quick, where
 * samples/make-sample is readable.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PLATES	600000
#define CAMERAS 4000

static const char csv_header[] =
    "record_id,vrm,feed_id,source_id,camera_id,camera_name,capture_time,"
    "latitude,longitude,confidence,motion_toward_camera,lane,direction,"
    "country,make,model,colour,plate_image,overview_image\n";

static const char *const directions[] = { "northbound", "eastbound",
	"southbound", "westbound" };
static const char *const colours[] = { "BLACK", "BLUE", "GREY", "RED", "SILVER",
	"WHITE", "GREEN", "YELLOW" };
static const char *const models[] = { "Albor,One", "Albor,Two estate",
	"Bexton,Three", "Bexton,Four van", "Carrow,Five", "Carrow,Six coupe",
	"Dunmere,Seven", "Dunmere,Eight lorry" };

static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

/** xorshift64*. */
static uint64_t
draw(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * UINT64_C(0x2545f4914f6cdd1d) >> 8;
}

/** A fixed scramble, so that plate n is always the same. */
static uint64_t
mix(uint64_t n)
{
	n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
	return n ^ n >> 31;
}

static void
die(const char *what)
{
	(void)fprintf(stderr, "make-reads: %s: %s\n", what, strerror(errno));
	exit(1);
}

static FILE *
create(const char *name)
{
	FILE *file = fopen(name, "w");

	if (file == NULL || setvbuf(file, NULL, _IOFBF, 1 << 20) != 0)
		die(name);
	return file;
}

static void
finish(FILE *file, const char *name)
{
	int failed = ferror(file);

	if (fclose(file) != 0 || failed)
		die(name);
}

/** The natural key of one read. */
struct key {
	char vrm[8];
	unsigned feed;
	unsigned source;
	unsigned camera;
	char time[25];
};

/** Digits of n at the end of width characters, zeros before them. */
static void
digits(char *out, size_t width, uint64_t n)
{
	while (width-- > 0) {
		out[width] = (char)('0' + n % 10);
		n /= 10;
	}
}

/** A plate that begins with ZZ or QQ. */
static void
plate(char out[8], uint64_t number)
{
	static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
	uint64_t n = mix(number);

	memcpy(out, n & 1 ? "ZZ" : "QQ", 2);
	digits(out + 2, 2, n >> 1 & 0xffff);
	for (int i = 4; i < 7; i++)
		out[i] = letters[(n >> (8 * i)) % (sizeof letters - 1)];
	out[7] = '\0';
}

/** The time of the read at ms milliseconds after 5 January 2026, within that
 *  month. */
static void
capture_time(char out[25], uint64_t ms)
{
	memcpy(out, "2026-01-00T00:00:00.000Z", 25);
	digits(out + 8, 2, 5 + ms / 86400000);
	digits(out + 11, 2, ms / 3600000 % 24);
	digits(out + 14, 2, ms / 60000 % 60);
	digits(out + 17, 2, ms / 1000 % 60);
	digits(out + 20, 3, ms % 1000);
}

/** Write row n of `rows`, spread over 14 days; *k takes its natural key. */
static void
write_row(FILE *out, uint64_t n, uint64_t rows, struct key *k)
{
	uint64_t a = draw();
	uint64_t b = draw();
	uint64_t car = mix(a % PLATES);
	uint64_t where;

	plate(k->vrm, a % PLATES);
	k->camera = 1 + (unsigned)(b % CAMERAS);
	k->feed = 10 + k->camera % 16;
	k->source = 100 + k->camera % 64;
	where = mix(k->camera);
	capture_time(k->time,
	    (uint64_t)((double)n / (double)rows * 14 * 86400000) + b % 997);
	(void)fprintf(out,
	    "%016" PRIx64
	    "%08x,%s,%u,%u,%u,\"A%u Northshire ring, gantry %u %s\","
	    "%s,%u.%06u,%u.%06u,%u,%s,%u,%s,GB,%s,%s,,\n",
	    mix(n), (unsigned)mix(a), k->vrm, k->feed, k->source, k->camera,
	    1000 + k->camera / 100, k->camera, directions[where & 3], k->time,
	    55 + (unsigned)(where >> 8 & 1), (unsigned)(where >> 16) % 1000000,
	    2 + (unsigned)(where >> 9 & 1), (unsigned)(where >> 36) % 1000000,
	    60 + (unsigned)(a >> 32) % 40, b >> 20 & 1 ? "true" : "false",
	    1 + (unsigned)(b >> 24) % 3, directions[where & 3],
	    models[car >> 20 & 7], colours[car >> 24 & 7]);
}

static void
write_target(FILE *out, const struct key *k)
{
	(void)fprintf(out,
	    "{\"target\":\"read\",\"vrm\":\"%s\",\"feed_id\":\"%u\","
	    "\"source_id\":\"%u\",\"camera_id\":\"%u\","
	    "\"capture_time\":\"%s\"}\n",
	    k->vrm, k->feed, k->source, k->camera, k->time);
}

static uint64_t
number(const char *text)
{
	char *end;
	uint64_t n;

	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno != 0 || *end != '\0' || end == text)
		die(text);
	return n;
}

int
main(int argc, char **argv)
{
	char name[4096];
	struct key k;
	FILE *csv = NULL;
	FILE *order = NULL;
	uint64_t rows, files, keys, row = 0, named = 0;

	if (argc != 4 && argc != 6) {
		(void)fputs("usage: make-reads ROWS FILES FOLDER "
			    "[KEYS ORDER]\n",
		    stderr);
		return 2;
	}
	rows = number(argv[1]);
	files = number(argv[2]);
	keys = argc == 6 ? number(argv[4]) : 0;
	if (mkdir(argv[3], 0755) != 0)
		die(argv[3]);
	if (argc == 6) {
		order = create(argv[5]);
		(void)fputs("{\"format\":\"sealbag-order/1\","
			    "\"kind\":\"delete\",\"ground\":\"bench\","
			    "\"reference\":\"B/1\"}\n",
		    order);
	}
	for (uint64_t file = 0; file < files; file++) {
		(void)snprintf(name, sizeof name, "%s/reads-%02" PRIu64 ".csv",
		    argv[3], file + 1);
		csv = create(name);
		(void)fputs(csv_header, csv);
		for (; row < rows * (file + 1) / files; row++) {
			write_row(csv, row, rows, &k);
			if (order == NULL || named == keys ||
			    row < named * rows / keys)
				continue;
			write_target(order, &k);
			named++;
		}
		finish(csv, name);
	}
	if (order != NULL)
		finish(order, argv[5]);
	return 0;
}
