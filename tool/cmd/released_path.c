#include "tool/cmd/released_path.h"

#include <stdlib.h>
#include <string.h>

bool
released_path(const char *path, char store[STORE_PATH_BYTES],
    uint8_t id[SEAL_ID_BYTES])
{
	char full[STORE_PATH_BYTES];
	char *real = realpath(path, NULL);
	char *last;
	bool yes = false;

	if (real == NULL || strlen(real) >= sizeof full) {
		free(real);
		return false;
	}
	memcpy(full, real, strlen(real) + 1);
	free(real);
	last = strrchr(full, '/');
	if (last != NULL && bytes_from_hex(id, SEAL_ID_BYTES, last + 1)) {
		*last = '\0';
		last = strrchr(full, '/');
		if (last != NULL && strcmp(last + 1, STORE_RECEIVED) == 0) {
			*last = '\0';
			memcpy(store, full, strlen(full) + 1);
			yes = true;
		}
	}
	return yes;
}
