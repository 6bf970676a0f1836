#include "tool/cmd/primary.h"

#include "keys/file.h"

int
primary_read(const char *path, struct backup *b, struct why *w)
{
	struct bytes text = { 0 };
	int rc = -1;

	if (file_read(path, BACKUP_MAX_BYTES, &text, w) == 0) {
		rc = backup_parse(b, text.data, text.len, w);
		if (rc != 0)
			why_in(w, "%s", path);
	}
	bytes_wipe(&text);
	return rc;
}

int
primary_take(const char *path, struct backup *b, const struct backup **out,
    struct why *w)
{
	*out = NULL;
	if (path == NULL)
		return 0;
	*out = b;
	return primary_read(path, b, w);
}
