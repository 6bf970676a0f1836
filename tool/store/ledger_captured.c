#include "tool/store/ledger_db.h"

#define DAY_S 86400

static int
add(struct ledger *l, const uint8_t *id, uint64_t day, uint64_t more,
    struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO captured(bundle, day, reads) "
			    "VALUES(?, ?, ?) ON CONFLICT(bundle, day) "
			    "DO UPDATE SET reads = reads + excluded.reads",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(day),
		ledger_db_number(more)),
	    w);
}

static int
take_off(struct ledger *l, const uint8_t *id, uint64_t day, uint64_t fewer,
    struct why *w)
{
	const struct ledger_db_query *const steps[] = {
		LEDGER_DB_QUERY("DELETE FROM captured WHERE bundle = ? "
				"AND day = ? AND reads <= ?",
		    ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(day),
		    ledger_db_number(fewer)),
		LEDGER_DB_QUERY("UPDATE captured SET reads = reads - ?3 "
				"WHERE bundle = ?1 AND day = ?2",
		    ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(day),
		    ledger_db_number(fewer)),
	};

	for (size_t i = 0; i < 2; i++)
		if (ledger_db_run(l, steps[i], w) != 0)
			return -1;
	return 0;
}

int
ledger_captured_add(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    const struct reads_days *days, struct why *w)
{
	for (uint64_t day = 0; day < READS_DAYS; day++) {
		int64_t change = (int64_t)days->count[day];

		if (change > 0 && add(l, id, day, (uint64_t)change, w) != 0)
			return -1;
		if (change < 0 &&
		    take_off(l, id, day, (uint64_t)-change, w) != 0)
			return -1;
	}
	return 0;
}

struct captured_each {
	int (*each)(void *self, int64_t day_s, uint64_t reads, struct why *w);
	void *self;
};

static int
give_day(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct captured_each *e = self;
	int64_t day = (int64_t)ledger_db_take_number(row, READS_DAYS - 1);
	uint64_t reads = ledger_db_take_number(row, INT64_MAX);

	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, day * DAY_S, reads, w);
}

int
ledger_captured_each(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    int (*each)(void *self, int64_t day_s, uint64_t reads, struct why *w),
    void *self, struct why *w)
{
	struct captured_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT day, reads FROM captured "
			    "WHERE bundle = ? ORDER BY day",
		ledger_db_blob(id, SEAL_ID_BYTES)),
	    give_day, &e, w);
}
