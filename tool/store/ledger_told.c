#include "tool/store/ledger_db.h"

/* NOLINTBEGIN(readability-function-size): whose, which way, and the text. */
int
ledger_told_put(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    enum ledger_direction direction, const void *text, size_t len,
    struct why *w)
{
	char letter[2] = { (char)direction, '\0' };

	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO told(bundle, direction, text) VALUES(?, ?, ?)",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_text(letter),
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
ledger_told_get(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    enum ledger_direction direction, struct bytes *text, bool *found,
    struct why *w)
{
	char letter[2] = { (char)direction, '\0' };

	return ledger_db_first(l,
	    LEDGER_DB_QUERY(
		"SELECT text FROM told WHERE bundle = ? AND direction = ?",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_text(letter)),
	    take_text, text, found, w);
}

int
ledger_told_drop(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    enum ledger_direction direction, struct why *w)
{
	char letter[2] = { (char)direction, '\0' };

	if (ledger_db_run(l,
		LEDGER_DB_QUERY(
		    "DELETE FROM told WHERE bundle = ? AND direction = ?",
		    ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_text(letter)),
		w) != 0)
		return -1;
	return ledger_db_forgot(l, w);
}
/* NOLINTEND(readability-function-size) */
