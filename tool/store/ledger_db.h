#ifndef TOOL_STORE_LEDGER_DB_H
#define TOOL_STORE_LEDGER_DB_H

/**
 * How ledger*.c talk to SQLite: one query with its values, rows read column by
 * column, statements prepared once and kept.
 */

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/store/ledger.h"

/** A value for one "?" of a query; text and blobs are borrowed. */
struct ledger_db_value {
	enum {
		LEDGER_DB_NULL,
		LEDGER_DB_NUMBER,
		LEDGER_DB_TEXT,
		LEDGER_DB_BLOB,
		LEDGER_DB_BEYOND, /* a number that does not fit */
	} kind;
	int64_t number;
	const void *data;
	size_t len;
};

static inline struct ledger_db_value
ledger_db_signed(int64_t number)
{
	return (struct ledger_db_value){ .kind = LEDGER_DB_NUMBER,
		.number = number };
}

/** At most INT64_MAX. */
static inline struct ledger_db_value
ledger_db_number(uint64_t number)
{
	return (struct ledger_db_value){
		.kind =
		    number > INT64_MAX ? LEDGER_DB_BEYOND : LEDGER_DB_NUMBER,
		.number = (int64_t)number,
	};
}

static inline struct ledger_db_value
ledger_db_blob(const void *data, size_t len)
{
	return (struct ledger_db_value){ .kind = LEDGER_DB_BLOB,
		.data = data,
		.len = len };
}

struct ledger_db_value ledger_db_text(const char *text);

/** A statement and its values. sql: static; it is known by its address. */
struct ledger_db_query {
	const char *sql;
	const struct ledger_db_value *values;
	size_t n;
};

/** A query with at least one value; lives as long as the block around. */
#define LEDGER_DB_QUERY(text, ...)                                         \
	(&(const struct ledger_db_query){ .sql = (text),                   \
	    .values = (const struct ledger_db_value[]){ __VA_ARGS__ },     \
	    .n = sizeof((const struct ledger_db_value[]){ __VA_ARGS__ }) / \
		sizeof(struct ledger_db_value) })
#define LEDGER_DB_PLAIN(text) (&(const struct ledger_db_query){ .sql = (text) })

/** A row that stands at its next column. */
struct ledger_db_row {
	sqlite3_stmt *statement;
	int column;
	bool damaged; /* some column was not what it must be */
};

/** Take the next column. What cannot be there marks the row as damaged. */
uint64_t ledger_db_take_number(struct ledger_db_row *row, uint64_t max);
int64_t ledger_db_take_signed(struct ledger_db_row *row);
/** A text of less than size bytes. */
void ledger_db_take_text(struct ledger_db_row *row, char *out, size_t size);
/** A text of any length, borrowed until the next row. */
const char *ledger_db_take_string(struct ledger_db_row *row);
/** Exactly len bytes. */
void ledger_db_take_blob(struct ledger_db_row *row, void *out, size_t len);
/** A blob of any length, borrowed until the next row. */
const uint8_t *ledger_db_take_bytes(struct ledger_db_row *row, size_t *len);
/** Nothing was damaged: 0, or -1 with WHY_STORE. */
int ledger_db_whole(const struct ledger_db_row *row, struct why *w);

/** Run a query that gives no row. */
int
ledger_db_run(struct ledger *l, const struct ledger_db_query *q, struct why *w);

/** Give each row to each; a non-zero return stops and is returned. */
int ledger_db_each(struct ledger *l, const struct ledger_db_query *q,
    int (*each)(void *self, struct ledger_db_row *row, struct why *w),
    void *self, struct why *w);

/** Give the first row, if there is one, to take. found: may be NULL. */
int ledger_db_first(struct ledger *l, const struct ledger_db_query *q,
    int (*take)(void *self, struct ledger_db_row *row, struct why *w),
    void *self, bool *found, struct why *w);

/** SQLite failed, what it says is put in our words. Returns -1. */
int ledger_db_failed(struct ledger *l, int error, struct why *w);

/** Open a file as its own connection. uri: "file:..."; flags: SQLite's. On
 *  failure nothing is open. */
int ledger_db_open(struct ledger *l, const char *uri, int flags, struct why *w);
/** Close; kept statements go. */
void ledger_db_close(struct ledger *l);

/** What is in a file that is ours: its pragmas, and the schema as it was made.
 *  WHY_STORE if it is not. */
int ledger_schema_create(struct ledger *l, struct why *w);
int ledger_schema_check(struct ledger *l, struct why *w);

/** Run several statements of SQL that need no values. */
int ledger_db_script(struct ledger *l, const char *sql, struct why *w);

/** Something was forgotten: ledger_scrub is due once that is committed. */
int ledger_db_forgot(struct ledger *l, struct why *w);

#endif
