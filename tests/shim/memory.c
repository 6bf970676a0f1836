/* A shim that lets one request for memory fail. SHIM_FROM tells whose requests
 * count, as parts of the names of what is loaded, between commas. */
#include "tests/shim/trip.h"

#include <malloc.h>
#include <stdint.h>

#define RANGES_MAX 64

static struct {
	uintptr_t from;
	uintptr_t to;
} ranges[RANGES_MAX];
static size_t n_ranges;

static bool
is_wanted(const char *line, const char *from)
{
	while (from != NULL && *from != '\0') {
		char part[64];
		size_t len = strcspn(from, ",");

		(void)snprintf(part, sizeof part, "%.*s", (int)len, from);
		if (strstr(line, part) != NULL)
			return true;
		from += len + (from[len] == ',');
	}
	return false;
}

__attribute__((constructor)) static void
find_ranges(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[4096];
	char *end;

	while (maps != NULL && n_ranges < RANGES_MAX &&
	    fgets(line, sizeof line, maps) != NULL) {
		if (!is_wanted(line, getenv("SHIM_FROM")))
			continue;
		ranges[n_ranges].from = strtoull(line, &end, 16);
		ranges[n_ranges].to = strtoull(end + 1, NULL, 16);
		n_ranges++;
	}
	if (maps != NULL)
		(void)fclose(maps);
}

static bool
fails(const char *call, const void *from)
{
	for (size_t i = 0; i < n_ranges; i++) {
		if ((uintptr_t)from >= ranges[i].from &&
		    (uintptr_t)from < ranges[i].to)
			return trip(call);
	}
	return false;
}

/* The C library's own names for them: to look them up takes memory. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t n);
void *__libc_memalign(size_t alignment, size_t n);

void *
malloc(size_t n)
{
	return fails("malloc", __builtin_return_address(0)) ? NULL
							    : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails("calloc", __builtin_return_address(0))
	    ? NULL
	    : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t n)
{
	return fails("realloc", __builtin_return_address(0))
	    ? NULL
	    : __libc_realloc(old, n);
}

void *
memalign(size_t alignment, size_t n)
{
	return fails("memalign", __builtin_return_address(0))
	    ? NULL
	    : __libc_memalign(alignment, n);
}
