#include "tool/store/ledger_db.h"

/* Two tables of one form. */
struct table {
	const char *put;
	const char *get;
	const char *last;
};

#define TABLE(NAME)                                                           \
	{                                                                     \
		"INSERT INTO " NAME                                           \
		"(version, text, signature) VALUES(?, ?, ?)",                 \
		    "SELECT text, signature FROM " NAME " WHERE version = ?", \
		    "SELECT text, signature FROM " NAME                       \
		    " ORDER BY version DESC LIMIT 1"                          \
	}

static const struct table directories = TABLE("directory");
static const struct table policies = TABLE("policy");

static int
put(struct ledger *l, const char *sql, uint64_t version,
    const struct bytes *text, const struct bytes *sig, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(sql, ledger_db_number(version),
		ledger_db_blob(text->data, text->len),
		ledger_db_blob(sig->data, sig->len)),
	    w);
}

int
ledger_directory_put(struct ledger *l, uint64_t version,
    const struct bytes *text, const struct bytes *sig, struct why *w)
{
	return put(l, directories.put, version, text, sig, w);
}

int
ledger_policy_put(struct ledger *l, uint64_t version, const struct bytes *text,
    const struct bytes *sig, struct why *w)
{
	return put(l, policies.put, version, text, sig, w);
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

static int
get(struct ledger *l, const struct table *from, uint64_t version,
    struct taken *t, bool *found, struct why *w)
{
	if (version == LEDGER_DIRECTORY_LAST)
		return ledger_db_first(l, LEDGER_DB_PLAIN(from->last), take, t,
		    found, w);
	return ledger_db_first(l,
	    LEDGER_DB_QUERY(from->get, ledger_db_number(version)), take, t,
	    found, w);
}

int
ledger_directory_get(struct ledger *l, uint64_t version, struct bytes *text,
    struct bytes *sig, bool *found, struct why *w)
{
	struct taken t = { .text = text, .sig = sig };

	return get(l, &directories, version, &t, found, w);
}

int
ledger_policy_get(struct ledger *l, uint64_t version, struct bytes *text,
    struct bytes *sig, bool *found, struct why *w)
{
	struct taken t = { .text = text, .sig = sig };

	return get(l, &policies, version, &t, found, w);
}
