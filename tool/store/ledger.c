#include "tool/store/ledger.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/store/ledger_db.h"

/* Setting that says that ledger_scrub is due. */
#define SCRUB "ledger.scrub"

/* For every connection. Nothing goes to temporary files, except where
 * ledger_scrub says so. */
static const char pragmas[] = "PRAGMA cell_size_check = ON;"
			      "PRAGMA temp_store = MEMORY;"
			      "PRAGMA cache_size = -32768;"
			      "PRAGMA mmap_size = 0;"
			      "PRAGMA synchronous = FULL;"
			      "PRAGMA secure_delete = ON;";

/* Append "file:", the path and what comes behind it, with its NUL. */
static int
add_uri(struct bytes *uri, const char *path, const char *behind, struct why *w)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/._-";

	if (bytes_printf(uri, w, "file:%s", path[0] == '/' ? "//" : "") != 0)
		return -1;
	for (; *path != '\0'; path++) {
		bool as_is = strchr(plain, *path) != NULL;

		if (bytes_printf(uri, w, as_is ? "%c" : "%%%02X",
			(unsigned char)*path) != 0)
			return -1;
	}
	return bytes_add(uri, behind, strlen(behind) + 1, w);
}

/* How a connection is opened. */
struct way {
	const char *behind; /* the path in the URI */
	int flags;
	const char *first; /* SQL before the file is looked at */
};

static const struct way to_write = { "", SQLITE_OPEN_READWRITE, "" };

/* Nobody writes meanwhile, so no locks, and no index in shared memory. */
static const struct way to_read = { "?immutable=1", SQLITE_OPEN_READONLY,
	"PRAGMA query_only = ON;" };

/* Likewise, but there is a WAL: its index is made in our own memory. */
static const struct way to_read_wal = { "?vfs=unix-none", SQLITE_OPEN_READONLY,
	"PRAGMA query_only = ON; PRAGMA locking_mode = EXCLUSIVE;" };

/* Open a connection and give it its pragmas. */
static int
connect_to(struct ledger *l, const char *path, const struct way *way,
    struct why *w)
{
	struct bytes uri = { 0 };
	int rc = -1;

	*l = (struct ledger){ 0 };
	if (add_uri(&uri, path, way->behind, w) != 0 ||
	    ledger_db_open(l, (const char *)uri.data, way->flags, w) != 0)
		goto out;
	if (ledger_db_script(l, way->first, w) != 0 ||
	    ledger_db_script(l, pragmas, w) != 0) {
		ledger_db_close(l);
		goto out;
	}
	rc = 0;
out:
	bytes_clear(&uri);
	return rc;
}

static int
is_wal(void *self, struct ledger_db_row *row, struct why *w)
{
	char mode[16];

	(void)self;
	ledger_db_take_text(row, mode, sizeof mode);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	if (strcmp(mode, "wal") == 0)
		return 0;
	return why_set(w, WHY_STORE, "ledger: journal mode is %s", mode);
}

int
ledger_create(const char *path, struct why *w)
{
	struct ledger l = { 0 };
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int rc = -1;

	if (fd < 0)
		return why_errno(w, "%s: cannot make the ledger", path);
	close(fd);
	if (connect_to(&l, path, &to_write, w) != 0)
		goto out;
	if (ledger_db_first(&l, LEDGER_DB_PLAIN("PRAGMA journal_mode = WAL"),
		is_wal, NULL, NULL, w) == 0 &&
	    ledger_begin(&l, w) == 0 && ledger_schema_create(&l, w) == 0 &&
	    ledger_commit(&l, w) == 0)
		rc = 0;
	ledger_close(&l);
out:
	if (rc != 0)
		(void)unlink(path);
	return rc == 0 ? 0 : why_in(w, "%s", path);
}

static int
open_write(struct ledger *l, const char *path, struct why *w)
{
	if (connect_to(l, path, &to_write, w) != 0)
		return -1;
	/* SQLite is content with less. */
	if (sqlite3_db_readonly(l->db, "main") != 0)
		why_set(w, WHY_SYSTEM, "ledger: cannot be written");
	else if (ledger_schema_check(l, w) == 0 &&
	    ledger_db_first(l, LEDGER_DB_PLAIN("PRAGMA journal_mode"), is_wal,
		NULL, NULL, w) == 0)
		return 0;
	ledger_close(l);
	return -1;
}

static int
open_read(struct ledger *l, const char *path, struct why *w)
{
	char wal[4096 + 8];
	struct stat st;
	bool rest;

	if (snprintf(wal, sizeof wal, "%s-wal", path) >= (int)sizeof wal)
		return why_set(w, WHY_SYSTEM, "the path is too long");
	rest = stat(wal, &st) == 0 && st.st_size > 0;
	if (connect_to(l, path, rest ? &to_read_wal : &to_read, w) != 0)
		return -1;
	/* What a killed writer left in the WAL stays where it is. */
	(void)sqlite3_db_config(l->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
	    (int *)NULL);
	if (ledger_schema_check(l, w) == 0)
		return 0;
	ledger_close(l);
	return -1;
}

int
ledger_open(struct ledger *l, const char *path, enum ledger_mode mode,
    struct why *w)
{
	int rc;

	*l = (struct ledger){ 0 };
	if (access(path, F_OK) != 0)
		return why_set(w, WHY_STORE, "%s: there is no ledger", path);
	rc = mode == LEDGER_READ ? open_read(l, path, w)
				 : open_write(l, path, w);
	return rc == 0 ? 0 : why_in(w, "%s", path);
}

void
ledger_close(struct ledger *l)
{
	ledger_rollback(l);
	if (l->statements != NULL)
		ledger_db_close(l);
}

int
ledger_begin(struct ledger *l, struct why *w)
{
	if (l->in_transaction)
		return why_set(w, WHY_STORE,
		    "ledger: a transaction is open already");
	if (ledger_db_run(l, LEDGER_DB_PLAIN("BEGIN IMMEDIATE"), w) != 0)
		return -1;
	l->in_transaction = true;
	l->forgot = false;
	return 0;
}

int
ledger_db_forgot(struct ledger *l, struct why *w)
{
	if (!l->in_transaction)
		return ledger_set(l, SCRUB, "due", w);
	l->forgot = true;
	return 0;
}

int
ledger_commit(struct ledger *l, struct why *w)
{
	if (!l->in_transaction)
		return why_set(w, WHY_STORE, "ledger: no transaction is open");
	if (l->forgot && ledger_set(l, SCRUB, "due", w) != 0)
		return -1;
	if (ledger_db_run(l, LEDGER_DB_PLAIN("COMMIT"), w) != 0) {
		l->doubtful = true;
		return -1;
	}
	l->in_transaction = false;
	return 0;
}

/* A commit that was written to the WAL and could not be synced is none here,
 * but who opens the ledger next would find it whole there. Another one goes in
 * its place. */
static void
write_over(struct ledger *l)
{
	struct why ignored = { 0 };

	(void)ledger_db_run(l,
	    LEDGER_DB_PLAIN("INSERT OR REPLACE INTO setting VALUES"
			    "('ledger.doubt', hex(randomblob(8)))"),
	    &ignored);
	l->doubtful = false;
}

void
ledger_rollback(struct ledger *l)
{
	if (!l->in_transaction)
		return;
	l->in_transaction = false;
	l->forgot = false;
	if (sqlite3_get_autocommit(l->db) == 0)
		(void)sqlite3_exec(l->db, "ROLLBACK", NULL, NULL, NULL);
	if (l->doubtful)
		write_over(l);
}

/* The folder of the ledger's file, to be freed with sqlite3_free. */
static char *
folder_of(const struct ledger *l)
{
	const char *path = sqlite3_db_filename(l->db, "main");
	const char *slash = path == NULL ? NULL : strrchr(path, '/');

	if (slash == NULL)
		return sqlite3_mprintf(".");
	return sqlite3_mprintf("%.*s", (int)(slash - path) + 1, path);
}

/* VACUUM by way of an unlinked file in the store: neither in memory, which a
 * large ledger has not, nor where other people's temporary files are. */
static int
write_anew(struct ledger *l, struct why *w)
{
	int rc;

	sqlite3_temp_directory = folder_of(l);
	if (sqlite3_temp_directory == NULL)
		return why_memory(w);
	rc = ledger_db_script(l, "PRAGMA temp_store = FILE; VACUUM", w);
	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory = NULL;
	if (ledger_db_script(l, "PRAGMA temp_store = MEMORY", w) != 0)
		rc = -1;
	return rc;
}

static int
empty_wal(struct ledger *l, struct why *w)
{
	int error = sqlite3_wal_checkpoint_v2(l->db, NULL,
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	return error == SQLITE_OK ? 0 : ledger_db_failed(l, error, w);
}

int
ledger_scrub(struct ledger *l, struct why *w)
{
	if (l->in_transaction)
		return why_set(w, WHY_STORE, "ledger: a transaction is open");
	if (write_anew(l, w) != 0 || empty_wal(l, w) != 0)
		return -1;
	/* Only now it is done, and nothing new was said. */
	if (ledger_db_run(l,
		LEDGER_DB_PLAIN("DELETE FROM setting WHERE key = '" SCRUB "'"),
		w) != 0)
		return -1;
	return empty_wal(l, w);
}

int
ledger_scrub_due(struct ledger *l, bool *due, struct why *w)
{
	char value[8];

	return ledger_get(l, SCRUB, value, sizeof value, due, w);
}

static int
take_pages(void *self, struct ledger_db_row *row, struct why *w)
{
	*(uint64_t *)self = ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_free_pages(struct ledger *l, uint64_t *out, struct why *w)
{
	*out = 0;
	return ledger_db_first(l, LEDGER_DB_PLAIN("PRAGMA freelist_count"),
	    take_pages, out, NULL, w);
}

int
ledger_set(struct ledger *l, const char *key, const char *value, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY("INSERT INTO setting(key, value) VALUES(?, ?) "
			    "ON CONFLICT(key) DO UPDATE "
			    "SET value = excluded.value",
		ledger_db_text(key), ledger_db_text(value)),
	    w);
}

struct setting {
	char *out;
	size_t size;
};

static int
take_setting(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct setting *s = self;

	ledger_db_take_text(row, s->out, s->size);
	return ledger_db_whole(row, w);
}

int
ledger_get(struct ledger *l, const char *key, char *out, size_t size,
    bool *found, struct why *w)
{
	struct setting s = { out, size };

	out[0] = '\0';
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT value FROM setting WHERE key = ?",
		ledger_db_text(key)),
	    take_setting, &s, found, w);
}
