#include "tool/cmd/output.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/signature.h"
#include "keys/file.h"
#include "tool/store/store.h"

static int
check_free(const char *path, struct why *w)
{
	struct stat st;

	return lstat(path, &st) == 0
	    ? why_set(w, WHY_USAGE, "%s is there already", path)
	    : 0;
}

int
cmd_output(const char *path, const void *data, size_t len, struct why *w)
{
	if (check_free(path, w) != 0)
		return -1;
	return file_write(path, data, len, w);
}

static int
beside(char out[STORE_PATH_BYTES], const char *path, struct why *w)
{
	int len = snprintf(out, STORE_PATH_BYTES, "%s.sig", path);

	if (len >= 0 && len < STORE_PATH_BYTES)
		return 0;
	return why_set(w, WHY_USAGE, "%s: the path is too long", path);
}

int
cmd_output_free(const char *path, struct why *w)
{
	char sig_path[STORE_PATH_BYTES];

	if (beside(sig_path, path, w) != 0 || check_free(path, w) != 0)
		return -1;
	return check_free(sig_path, w);
}

int
cmd_output_signed(const char *path, const struct bytes *text,
    const struct bytes *signature, struct why *w)
{
	char sig_path[STORE_PATH_BYTES];

	/* Signature first: a text without one is worth little. */
	if (beside(sig_path, path, w) != 0 ||
	    cmd_output(sig_path, signature->data, signature->len, w) != 0)
		return -1;
	if (cmd_output(path, text->data, text->len, w) == 0)
		return 0;
	(void)remove(sig_path);
	return -1;
}

int
cmd_output_read_signed(const char *path, size_t max_bytes, struct bytes *text,
    struct bytes *signature, struct why *w)
{
	char sig_path[STORE_PATH_BYTES];

	if (beside(sig_path, path, w) != 0 ||
	    file_read(path, max_bytes, text, w) != 0)
		return -1;
	if (access(sig_path, F_OK) != 0 && errno == ENOENT)
		return why_set(w, WHY_USAGE,
		    "%s is not there: the signature comes with the file",
		    sig_path);
	return file_read(sig_path, SIGNATURE_FILE_MAX_BYTES, signature, w);
}
