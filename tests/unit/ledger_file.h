#ifndef TESTS_UNIT_LEDGER_FILE_H
#define TESTS_UNIT_LEDGER_FILE_H

/** A folder with a ledger, l.db, and what can be done to its file from
 *  outside. */

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap/tap.h"
#include "tool/store/ledger.h"
#include "tool/store/staging.h"

static char top[] = "/tmp/ledger-t.XXXXXX";

/* Make the folder, the current one from now on; with a ledger, if so said. */
static inline bool
file_begin(bool ledger)
{
	struct why w = { 0 };

	return mkdtemp(top) != NULL && chdir(top) == 0 &&
	    (!ledger || ledger_create("l.db", &w) == 0);
}

static inline int
file_end(void)
{
	struct why w = { 0 };

	(void)!chdir("/");
	staging_remove_tree(AT_FDCWD, top, &w);
	return tap_done();
}

/* Anything with SQL, by its own connection. */
static inline int
sql(const char *path, const char *text)
{
	sqlite3 *db = NULL;
	int error = sqlite3_open(path, &db);

	if (error == SQLITE_OK)
		error = sqlite3_exec(db, text, NULL, NULL, NULL);
	if (error != SQLITE_OK)
		tap_note("%s: %s", text, sqlite3_errmsg(db));
	sqlite3_close(db);
	return error;
}

static inline size_t
read_file(const char *path, char **out)
{
	int fd = open(path, O_RDONLY);
	struct stat st = { 0 };
	size_t len = 0;

	*out = NULL;
	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
		*out = malloc((size_t)st.st_size);
		if (read(fd, *out, (size_t)st.st_size) == st.st_size)
			len = (size_t)st.st_size;
	}
	close(fd);
	return len;
}

/* How often the text stands in a file; 0 if there is no such file. */
static inline int
occurs(const char *path, const char *text)
{
	char *data;
	size_t len = read_file(path, &data);
	int n = 0;

	for (const char *at = data; len > 0;) {
		at = memmem(at, len - (size_t)(at - data), text, strlen(text));
		if (at == NULL)
			break;
		n++;
		at++;
	}
	free(data);
	return n;
}

/* All names in the folder with sizes and times of change, as one text. */
static inline void
listing(char out[2048])
{
	struct dirent **names;
	int n = scandir(".", &names, NULL, alphasort);

	out[0] = '\0';
	for (int i = 0; i < n; i++) {
		struct stat st;
		size_t len = strlen(out);

		if (names[i]->d_name[0] != '.' &&
		    stat(names[i]->d_name, &st) == 0)
			(void)snprintf(out + len, 2048 - len, "%s %lld %lld\n",
			    names[i]->d_name, (long long)st.st_size,
			    (long long)(st.st_mtim.tv_sec * 1000000000 +
				st.st_mtim.tv_nsec));
		free(names[i]);
	}
	free(names);
}

static inline void
copy_file(const char *from, const char *to)
{
	char *data;
	size_t len = read_file(from, &data);
	int fd = open(to, O_CREAT | O_TRUNC | O_WRONLY, 0600);

	(void)!write(fd, data, len);
	close(fd);
	free(data);
}

static inline bool
opens(struct ledger *l, const char *path, struct why *w)
{
	why_clear(w);
	return ledger_open(l, path, LEDGER_WRITE, w) == 0;
}

#endif
