#include "formats/reads/path.h"

#include <string.h>

void
path_top(const struct reads_map *m, struct path_level *top)
{
	top->mask = 0;
	for (unsigned i = 0; i < READS_SOURCES; i++) {
		top->part[i] = m->source[i].name;
		if (top->part[i] != NULL)
			top->mask |= UINT32_C(1) << i;
	}
}

/* Does the path go on with this key? *rest: what is behind it. */
static bool
goes_on(const char *path, const struct reads_text *key, const char **rest)
{
	size_t len = key->len;

	if (path[0] != key->text[0] || strncmp(path, key->text, len) != 0 ||
	    (path[len] != '\0' && path[len] != '.'))
		return false;
	*rest = path[len] == '\0' ? NULL : path + len + 1;
	return true;
}

uint32_t
path_look_up(const struct path_level *l, unsigned *next,
    const struct reads_text *key, struct path_level *below)
{
	uint32_t hit = 0;
	const char *rest;

	below->mask = 0;
	if (key->len == 0 || l->mask == 0)
		return 0;
	if ((l->mask >> *next & 1) != 0 &&
	    goes_on(l->part[*next], key, &rest) && rest == NULL) {
		hit = UINT32_C(1) << *next;
		*next = (*next + 1) % READS_SOURCES;
		return hit;
	}
	for (uint32_t left = l->mask; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctz(left);

		if (!goes_on(l->part[i], key, &rest))
			continue;
		if (rest == NULL) {
			hit |= UINT32_C(1) << i;
			*next = (i + 1) % READS_SOURCES;
		} else {
			below->mask |= UINT32_C(1) << i;
			below->part[i] = rest;
		}
	}
	return hit;
}
