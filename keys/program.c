#include "keys/program.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In a sticky folder (/tmp) others cannot replace what is not theirs. */
static int
check_one(const char *path, struct why *w)
{
	struct stat st;
	bool sticky;

	if (lstat(path, &st) != 0)
		return why_set(w, WHY_TOKEN, "%s is not there", path);
	sticky = S_ISDIR(st.st_mode) && (st.st_mode & S_ISVTX) != 0;
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return why_set(w, WHY_TOKEN, "%s belongs to another user",
		    path);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !sticky)
		return why_set(w, WHY_TOKEN, "%s can be changed by others",
		    path);
	return 0;
}

/* The file that a path leads to, and each folder above it. */
static int
check_chain(char *real, struct why *w)
{
	struct stat st;

	if (stat(real, &st) != 0 || !S_ISREG(st.st_mode) ||
	    access(real, X_OK) != 0)
		return why_set(w, WHY_TOKEN, "%s is not a program", real);
	for (char *at = real; check_one(at, w) == 0; at = dirname(at)) {
		if (strcmp(at, "/") == 0)
			return 0;
	}
	return -1;
}

int
program_check(const char *path, struct why *w)
{
	char *real;
	int rc;

	/* The agent reads it from a line of its configuration. */
	if (path[0] != '/')
		return why_set(w, WHY_TOKEN, "%s is not an absolute path",
		    path);
	for (const char *c = path; *c != '\0'; c++) {
		if (*c <= ' ' || *c > '~')
			return why_set(w, WHY_TOKEN,
			    "%s holds a space, or more than plain letters",
			    path);
	}
	real = realpath(path, NULL);
	if (real == NULL)
		return why_set(w, WHY_TOKEN, "%s is not there", path);
	rc = check_chain(real, w);
	free(real);
	return rc;
}
