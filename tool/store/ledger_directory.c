#include "tool/store/ledger_db.h"

int
ledger_directory_put(struct ledger *l, uint64_t version,
    const struct bytes *text, const struct bytes *sig, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO directory(version, text, signature) "
			    "VALUES(?, ?, ?)",
		ledger_db_number(version),
		ledger_db_blob(text->data, text->len),
		ledger_db_blob(sig->data, sig->len)),
	    w);
}

struct taken {
	struct bytes *text;
	struct bytes *sig;
};

static int
take(void *self, struct ledger_db_row *row, struct why *w)
{
	struct taken *t = self;
	size_t len;
	const uint8_t *data = ledger_db_take_bytes(row, &len);

	t->text->len = t->sig->len = 0;
	if (bytes_add(t->text, data, len, w) != 0)
		return -1;
	data = ledger_db_take_bytes(row, &len);
	if (bytes_add(t->sig, data, len, w) != 0)
		return -1;
	return ledger_db_whole(row, w);
}

int
ledger_directory_get(struct ledger *l, uint64_t version, struct bytes *text,
    struct bytes *sig, bool *found, struct why *w)
{
	struct taken t = { .text = text, .sig = sig };

	if (version != LEDGER_DIRECTORY_LAST)
		return ledger_db_first(l,
		    LEDGER_DB_QUERY("SELECT text, signature FROM directory "
				    "WHERE version = ?",
			ledger_db_number(version)),
		    take, &t, found, w);
	return ledger_db_first(l,
	    LEDGER_DB_PLAIN("SELECT text, signature FROM directory "
			    "ORDER BY version DESC LIMIT 1"),
	    take, &t, found, w);
}
