#include "tool/store/ledger_db.h"

/* NOLINTBEGIN(readability-function-size): whose, which, and the text. */
int
ledger_map_put(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint32_t number, const void *text, size_t len, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO map(bundle, number, text) VALUES(?, ?, ?)",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(number),
		ledger_db_blob(text, len)),
	    w);
}

static int
take_text(void *self, struct ledger_db_row *row, struct why *w)
{
	size_t len;
	const uint8_t *text = ledger_db_take_bytes(row, &len);

	if (ledger_db_whole(row, w) != 0)
		return -1;
	return bytes_add(self, text, len, w);
}

int
ledger_map_get(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint32_t number, struct bytes *text, bool *found, struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY(
		"SELECT text FROM map WHERE bundle = ? AND number = ?",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(number)),
	    take_text, text, found, w);
}
/* NOLINTEND(readability-function-size) */
