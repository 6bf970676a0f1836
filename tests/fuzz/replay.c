/**
 * Runs a fuzzer over its seeds without libFuzzer, so that what once crashed is
 * a test like any other. build/.../tests/fuzz/x-f reads tests/fuzz/seeds/x/.
 */

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap/tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Longest seed that is read. */
#define SEED_MAX_BYTES (16U << 20)

static int
visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/** One seed: whoever gets past the call has not crashed. */
static void
replay(const char *name, uint8_t *data)
{
	FILE *in = fopen(name, "rb");
	uint8_t *exact;
	size_t len;

	if (in == NULL) {
		tap_ok(false, "%s can be read", name);
		return;
	}
	len = fread(data, 1, SEED_MAX_BYTES, in);
	(void)fclose(in);
	/* No longer than the seed, so that a sanitizer sees what is read
	 * behind it. */
	exact = malloc(len > 0 ? len : 1);
	if (exact == NULL)
		abort();
	memcpy(exact, data, len);
	tap_number(LLVMFuzzerTestOneInput(exact, len), 0, "%s does no harm",
	    name);
	free(exact);
}

int
main(int argc, char **argv)
{
	char folder[4096];
	struct dirent **entries;
	const char *slash = strrchr(argv[0], '/');
	const char *name = slash == NULL ? argv[0] : slash + 1;
	uint8_t *data = calloc(1, SEED_MAX_BYTES);
	int n = 0;

	(void)argc;
	if (data == NULL)
		return 1;
	tap_number(LLVMFuzzerTestOneInput(data, 0), 0, "nothing does no harm");
	/* "x-f" has its seeds in "x" */
	(void)snprintf(folder, sizeof folder, "tests/fuzz/seeds/%.*s",
	    (int)strlen(name) - 2, name);
	if (chdir(folder) == 0) {
		n = scandir(".", &entries, visible, alphasort);
		tap_ok(n > 0, "%s has seeds", folder);
	}
	for (int i = 0; i < n; i++) {
		replay(entries[i]->d_name, data);
		free(entries[i]);
	}
	if (n > 0)
		free(entries);
	free(data);
	return tap_done();
}
