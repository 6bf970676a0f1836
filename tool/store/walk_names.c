#include "tool/store/walk_names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
compare(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;

	return strcmp(*x, *y);
}

void
walk_names_clear(struct walk_names *n)
{
	bytes_clear(&n->text);
	free(n->sorted);
	*n = (struct walk_names){ 0 };
}

unsigned char
walk_names_type(const char *name)
{
	return (unsigned char)name[-1];
}

static int
sort_names(struct walk_names *n, struct why *w)
{
	const char *at = (const char *)n->text.data;

	n->sorted = calloc(n->n + 1, sizeof *n->sorted);
	if (n->sorted == NULL)
		return why_memory(w);
	for (size_t i = 0; i < n->n; i++) {
		n->sorted[i] = at + 1;
		at += strlen(at + 1) + 2;
	}
	qsort(n->sorted, n->n, sizeof *n->sorted, compare);
	return 0;
}

int
walk_names_read(struct walk_names *n, int dir_fd, struct why *w)
{
	int fd = fcntl(dir_fd, F_DUPFD_CLOEXEC, 0);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	int rc = -1;

	if (dir == NULL) {
		why_errno(w, "cannot read the folder");
		if (fd >= 0)
			close(fd);
		return -1;
	}
	while ((errno = 0, e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (bytes_add(&n->text, &e->d_type, 1, w) != 0 ||
		    bytes_add(&n->text, e->d_name, strlen(e->d_name) + 1, w) !=
			0)
			goto out;
		n->n++;
	}
	if (errno != 0) {
		why_errno(w, "cannot read the folder");
		goto out;
	}
	rc = sort_names(n, w);
out:
	closedir(dir);
	return rc;
}
