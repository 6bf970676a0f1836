/** Natural keys: vrm, feed, source, camera and time, a line each. Source:
 *  record.txt, 4. */

#include "formats/reads.h"
#include "tests/fuzz/fuzz.h"

/* Takes a text off the front of a key's bytes, and compares. */
static size_t
check_text(const uint8_t *bytes, const char *text)
{
	fuzz_must(fuzz_same(bytes + 1, bytes[0], text, strlen(text)),
	    "a key's bytes hold its texts");
	return 1U + bytes[0];
}

static void
check_bytes(const struct reads_key *k)
{
	uint8_t bytes[READS_KEY_BYTES];
	size_t len = reads_key_bytes(k, bytes);
	size_t n = 0;

	fuzz_must(len <= sizeof bytes, "a key has at most so many bytes");
	n += check_text(bytes + n, k->vrm);
	n += check_text(bytes + n, k->feed);
	n += check_text(bytes + n, k->source);
	n += check_text(bytes + n, k->camera);
	fuzz_must(n + 8 == len &&
		bytes_get_u64(bytes + n) == (uint64_t)k->time_ms,
	    "a key's bytes end with its time");
}

/* What is normalised stays as it is, and blanks around it mean nothing. */
static void
check_vrm(const struct reads_text *f)
{
	char once[READS_VRM_BYTES];
	char again[READS_VRM_BYTES];
	char around[READS_VRM_BYTES + 4];
	int n;

	if (!reads_vrm(f->text, f->len, once))
		return;
	fuzz_must(once[0] != '\0' && strpbrk(once, " \t-") == NULL,
	    "a plate has no blanks");
	n = snprintf(around, sizeof around, " -%s\t", once);
	fuzz_must(reads_vrm(once, strlen(once), again) &&
		strcmp(once, again) == 0 &&
		reads_vrm(around, (size_t)n, again) && strcmp(once, again) == 0,
	    "a plate that is normalised stays so");
}

static void
check_id(const struct reads_text *f)
{
	char once[READS_ID_BYTES];
	char again[READS_ID_BYTES];
	char around[READS_ID_BYTES + 4];
	int n;

	if (!reads_id(f->text, f->len, once))
		return;
	n = snprintf(around, sizeof around, "\t %s ", once);
	fuzz_must(reads_id(once, strlen(once), again) &&
		strcmp(once, again) == 0 &&
		reads_id(around, (size_t)n, again) && strcmp(once, again) == 0,
	    "an id that is normalised stays so");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct reads_row row;
	struct bytes parts[READS_FIELDS] = { 0 };
	struct reads r;
	struct reads_key key;
	struct why w = { 0 };
	int64_t ms;

	fuzz_must(reads_begin(&r, "csv", "Z", &w) == 0, "there is CSV");
	for (size_t i = READS_VRM; i <= READS_TIME; i++) {
		bool there = size > 0;

		parts[i] = fuzz_until('\n', &data, &size);
		row.field[i] = (struct reads_text){ 0 };
		if (!there)
			continue;
		row.field[i].text = (const char *)parts[i].data;
		row.field[i].len = parts[i].len;
		check_vrm(&row.field[i]);
		check_id(&row.field[i]);
	}
	if (reads_key(&r, &row, &key)) {
		fuzz_must(reads_time(row.field[READS_TIME].text,
			      row.field[READS_TIME].len, true, 0, &ms) &&
			ms == key.time_ms,
		    "a key has the time of its row");
		check_bytes(&key);
	}
	for (size_t i = READS_VRM; i <= READS_TIME; i++)
		bytes_clear(&parts[i]);
	return 0;
}
