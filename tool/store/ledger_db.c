#include "tool/store/ledger_db.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most statements that are kept; more than there are queries. */
#define KEPT_MAX 128
/* How long to wait for another process, in milliseconds. */
#define BUSY_MS 10000

/* Prepared statements. A busy one is being stepped: a query within its own
 * rows gets another statement, which is not kept. */
struct kept {
	const char *sql;
	sqlite3_stmt *statement;
	bool busy;
};

struct statements {
	struct kept kept[KEPT_MAX];
	size_t n;
};

struct ledger_db_value
ledger_db_text(const char *text)
{
	return (struct ledger_db_value){ .kind = LEDGER_DB_TEXT,
		.data = text,
		.len = strlen(text) };
}

int
ledger_db_failed(struct ledger *l, int error, struct why *w)
{
	const char *text =
	    l->db == NULL ? sqlite3_errstr(error) : sqlite3_errmsg(l->db);
	int system = l->db == NULL ? 0 : sqlite3_system_errno(l->db);
	enum why_reason reason = WHY_STORE;

	switch (error & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return why_set(w, WHY_STORE_BUSY,
		    "ledger: another process "
		    "is at work in it");
	case SQLITE_NOMEM:
		return why_memory(w);
	case SQLITE_FULL:
		return why_set(w, WHY_DISK_FULL, "ledger: %s", text);
	case SQLITE_IOERR:
		if (error == SQLITE_IOERR_NOMEM)
			return why_memory(w);
		/* fall through */
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		reason = system == ENOSPC || system == EDQUOT ? WHY_DISK_FULL
							      : WHY_SYSTEM;
		break;
	default:
		break;
	}
	return why_set(w, reason, "ledger: %s", text);
}

static int
configure(sqlite3 *db)
{
	static const struct {
		int option;
		int value;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	};

	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		int error = sqlite3_db_config(db, options[i].option,
		    options[i].value, (int *)NULL);

		if (error != SQLITE_OK)
			return error;
	}
	return sqlite3_busy_timeout(db, BUSY_MS);
}

int
ledger_db_open(struct ledger *l, const char *uri, int flags, struct why *w)
{
	sqlite3 *db = NULL;
	int error;

	*l = (struct ledger){ 0 };
	l->statements = calloc(1, sizeof(struct statements));
	if (l->statements == NULL)
		return why_memory(w);
	error = sqlite3_open_v2(uri, &db,
	    flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
		SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
	    NULL);
	l->db = db;
	if (error == SQLITE_OK)
		error = configure(db);
	if (error == SQLITE_OK)
		return 0;
	ledger_db_failed(l, error, w);
	ledger_db_close(l);
	return -1;
}

void
ledger_db_close(struct ledger *l)
{
	struct statements *s = l->statements;

	for (size_t i = 0; s != NULL && i < s->n; i++)
		(void)sqlite3_finalize(s->kept[i].statement);
	free(s);
	(void)sqlite3_close(l->db);
	*l = (struct ledger){ 0 };
}

int
ledger_db_script(struct ledger *l, const char *sql, struct why *w)
{
	int error = sqlite3_exec(l->db, sql, NULL, NULL, NULL);

	return error == SQLITE_OK ? 0 : ledger_db_failed(l, error, w);
}

static struct kept *
find_kept(struct statements *s, const char *sql)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->kept[i].sql == sql)
			return &s->kept[i];
	}
	return NULL;
}

/* A statement for the query, to be given back, or NULL. */
static sqlite3_stmt *
take_statement(struct ledger *l, const char *sql, struct why *w)
{
	struct statements *s = l->statements;
	struct kept *kept = find_kept(s, sql);
	sqlite3_stmt *statement = NULL;
	int error;

	/* After some errors SQLite rolls back by itself: what follows must not
	 * be committed one by one. */
	if (l->in_transaction && sqlite3_get_autocommit(l->db) != 0) {
		why_set(w, WHY_STORE, "ledger: the transaction was given up");
		return NULL;
	}
	if (kept != NULL && !kept->busy) {
		kept->busy = true;
		return kept->statement;
	}
	error = sqlite3_prepare_v3(l->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
	    &statement, NULL);
	if (error != SQLITE_OK) {
		ledger_db_failed(l, error, w);
		return NULL;
	}
	if (kept == NULL && s->n < KEPT_MAX)
		s->kept[s->n++] = (struct kept){ sql, statement, true };
	return statement;
}

static void
give_back(struct ledger *l, const char *sql, sqlite3_stmt *statement)
{
	struct kept *kept = find_kept(l->statements, sql);

	if (kept == NULL || kept->statement != statement) {
		(void)sqlite3_finalize(statement);
		return;
	}
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
	kept->busy = false;
}

static int
bind(sqlite3_stmt *statement, int at, const struct ledger_db_value *v)
{
	switch (v->kind) {
	case LEDGER_DB_NULL:
		return sqlite3_bind_null(statement, at);
	case LEDGER_DB_NUMBER:
		return sqlite3_bind_int64(statement, at, v->number);
	case LEDGER_DB_TEXT:
		return sqlite3_bind_text64(statement, at, v->data, v->len,
		    SQLITE_STATIC, SQLITE_UTF8);
	case LEDGER_DB_BLOB:
		if (v->len == 0)
			return sqlite3_bind_zeroblob(statement, at, 0);
		return sqlite3_bind_blob64(statement, at, v->data, v->len,
		    SQLITE_STATIC);
	case LEDGER_DB_BEYOND:
		break;
	}
	return SQLITE_TOOBIG;
}

static int
bind_all(struct ledger *l, sqlite3_stmt *statement,
    const struct ledger_db_query *q, struct why *w)
{
	for (size_t i = 0; i < q->n; i++) {
		int error = bind(statement, (int)i + 1, &q->values[i]);

		if (error == SQLITE_TOOBIG)
			return why_set(w, WHY_STORE,
			    "ledger: a value is too large");
		if (error != SQLITE_OK)
			return ledger_db_failed(l, error, w);
	}
	return 0;
}

int
ledger_db_each(struct ledger *l, const struct ledger_db_query *q,
    int (*each)(void *self, struct ledger_db_row *row, struct why *w),
    void *self, struct why *w)
{
	sqlite3_stmt *statement = take_statement(l, q->sql, w);
	int error = SQLITE_ROW;
	int rc;

	if (statement == NULL)
		return -1;
	rc = bind_all(l, statement, q, w);
	while (rc == 0 && (error = sqlite3_step(statement)) == SQLITE_ROW) {
		struct ledger_db_row row = { .statement = statement };

		rc = each(self, &row, w);
	}
	if (rc == 0 && error != SQLITE_DONE)
		rc = ledger_db_failed(l, error, w);
	give_back(l, q->sql, statement);
	return rc;
}

static int
refuse_row(void *self, struct ledger_db_row *row, struct why *w)
{
	(void)self;
	(void)row;
	return why_set(w, WHY_STORE, "ledger: a row where none can be");
}

int
ledger_db_run(struct ledger *l, const struct ledger_db_query *q, struct why *w)
{
	return ledger_db_each(l, q, refuse_row, NULL, w);
}

struct first {
	int (*take)(void *self, struct ledger_db_row *row, struct why *w);
	void *self;
	bool found;
};

static int
take_first(void *self, struct ledger_db_row *row, struct why *w)
{
	struct first *f = self;

	f->found = true;
	return f->take(f->self, row, w) == 0 ? 1 : -1;
}

int
ledger_db_first(struct ledger *l, const struct ledger_db_query *q,
    int (*take)(void *self, struct ledger_db_row *row, struct why *w),
    void *self, bool *found, struct why *w)
{
	struct first f = { .take = take, .self = self };
	int rc = ledger_db_each(l, q, take_first, &f, w);

	if (found != NULL)
		*found = rc > 0;
	return rc < 0 ? -1 : 0;
}

/* Stand at the next column, which must be of this type. */
static bool
stand(struct ledger_db_row *row, int type)
{
	bool good = sqlite3_column_type(row->statement, row->column++) == type;

	row->damaged = row->damaged || !good;
	return good;
}

int64_t
ledger_db_take_signed(struct ledger_db_row *row)
{
	if (!stand(row, SQLITE_INTEGER))
		return 0;
	return sqlite3_column_int64(row->statement, row->column - 1);
}

uint64_t
ledger_db_take_number(struct ledger_db_row *row, uint64_t max)
{
	int64_t number = ledger_db_take_signed(row);

	if (number >= 0 && (uint64_t)number <= max)
		return (uint64_t)number;
	row->damaged = true;
	return 0;
}

const char *
ledger_db_take_string(struct ledger_db_row *row)
{
	const char *text = NULL;

	if (stand(row, SQLITE_TEXT))
		text = (const char *)sqlite3_column_text(row->statement,
		    row->column - 1);
	/* NULL: memory ran out */
	if (text == NULL ||
	    strlen(text) !=
		(size_t)sqlite3_column_bytes(row->statement, row->column - 1)) {
		row->damaged = true;
		return "";
	}
	return text;
}

void
ledger_db_take_text(struct ledger_db_row *row, char *out, size_t size)
{
	const char *text = ledger_db_take_string(row);

	memset(out, 0, size);
	if (strlen(text) < size)
		(void)snprintf(out, size, "%s", text);
	else
		row->damaged = true;
}

const uint8_t *
ledger_db_take_bytes(struct ledger_db_row *row, size_t *len)
{
	const void *data = NULL;

	*len = 0;
	if (!stand(row, SQLITE_BLOB))
		return (const uint8_t *)"";
	data = sqlite3_column_blob(row->statement, row->column - 1);
	*len = (size_t)sqlite3_column_bytes(row->statement, row->column - 1);
	return *len == 0 || data == NULL ? (const uint8_t *)"" : data;
}

void
ledger_db_take_blob(struct ledger_db_row *row, void *out, size_t len)
{
	size_t got;
	const uint8_t *data = ledger_db_take_bytes(row, &got);

	if (got == len) {
		memcpy(out, data, len);
		return;
	}
	row->damaged = true;
	memset(out, 0, len);
}

int
ledger_db_whole(const struct ledger_db_row *row, struct why *w)
{
	if (!row->damaged)
		return 0;
	return why_set(w, WHY_STORE, "ledger: a row is damaged");
}
