#include "tool/store/ledger.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const uint8_t id_a[SEAL_ID_BYTES] = "bundle a";

/* A name of a member that no other holds. */
static const char *
name_of(int i)
{
	static char name[128];

	(void)snprintf(name, sizeof name, "data/%c/QX%06dQX%.*s", 'a' + i % 7,
	    i, i % 61,
	    "_____________________________________________________________");
	return name;
}

/* Put, forget and strip many members, so that pages split and join. */
static void
churn(struct ledger *l, bool *gone, int n, struct why *w)
{
	unsigned seed = 12345;

	ledger_begin(l, w);
	for (int round = 0; round < 4; round++) {
		for (int i = 0; i < n; i++) {
			struct ledger_member m = { .cut = 'f', .zone = "" };

			seed = seed * 1103515245 + 12345;
			m.number = (uint32_t)((i * 7919) % n);
			if (round > 0 && (seed >> 16) % 3 != 0)
				continue;
			if (round > 0)
				gone[m.number] = true;
			m.gone = gone[m.number];
			m.name = m.gone ? "" : name_of((int)m.number);
			ledger_member_put(l, id_a, &m, w);
		}
	}
	ledger_commit(l, w);
}

static void
forgotten_names_are_nowhere(void)
{
	enum {
		N = 12000
	};
	static bool gone[N];
	struct ledger l;
	struct ledger_member m = { .number = N + 1,
		.cut = 'f',
		.zone = "",
		.name = "data/images/ZZ99ABC.jpg" };
	struct why w = { 0 };
	char *data;
	size_t len;
	int left = 0, kept = 0, names = 0;

	if (!opens(&l, "l.db", &w))
		return;
	ledger_member_put(&l, id_a, &m, &w);
	churn(&l, gone, N, &w);
	tap_ok(occurs("l.db", "ZZ99ABC") + occurs("l.db-wal", "ZZ99ABC") > 0,
	    "a name is in the files");
	m.gone = 1;
	m.name = "";
	ledger_member_put(&l, id_a, &m, &w);
	tap_number(ledger_scrub(&l, &w), 0, "the ledger is scrubbed");
	tap_text(w.text, "", "without a fault");
	tap_number(occurs("l.db", "ZZ99ABC"), 0, "the name is not in the file");
	tap_number(occurs("l.db-wal", "ZZ99ABC"), 0, "nor in the WAL");
	tap_number(occurs("l.db-shm", "ZZ99ABC"), 0, "nor in its index");
	len = read_file("l.db", &data);
	for (size_t i = 0; i + 10 < len; i++) {
		int number;

		if (memcmp(data + i, "QX", 2) != 0 ||
		    memcmp(data + i + 8, "QX", 2) != 0)
			continue;
		number = 0;
		for (int k = 2; k < 8; k++)
			number = number * 10 + data[i + (size_t)k] - '0';
		left += number >= 0 && number < N && gone[number];
		kept += number >= 0 && number < N && !gone[number];
	}
	free(data);
	for (int i = 0; i < N; i++)
		names += !gone[i];
	tap_ok(names > 0 && names < N, "of %d names %d stay", N, names);
	tap_ok(kept >= names, "those are in the file");
	tap_number(left, 0, "no trace of the others is");
	ledger_close(&l);
}

int
main(void)
{
	if (!file_begin(true))
		return 1;
	forgotten_names_are_nowhere();
	return file_end();
}
