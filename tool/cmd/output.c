#include "tool/cmd/output.h"

#include <sys/stat.h>

#include "keys/file.h"

int
cmd_output(const char *path, const void *data, size_t len, struct why *w)
{
	struct stat st;

	if (lstat(path, &st) == 0)
		return why_set(w, WHY_USAGE, "%s is there already", path);
	return file_write(path, data, len, w);
}
