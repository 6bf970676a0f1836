#include "formats/reads/path.h"

#include <string.h>

void
path_begin(const struct reads_map *m, struct reads_paths *paths)
{
	*paths = (struct reads_paths){ 0 };
	for (unsigned i = 0; i < READS_SOURCES; i++) {
		const char *part = m->source[i].name;

		paths->part[i] = part;
		if (part == NULL)
			continue;
		paths->mask |= UINT32_C(1) << i;
		paths->letter[part[0] & 31] |= UINT32_C(1) << i;
		if (strlen(part) <= UINT8_MAX && strchr(part, '.') == NULL)
			paths->len[i] = (uint8_t)strlen(part);
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

static unsigned
after(unsigned i)
{
	return i + 1 == READS_SOURCES ? 0 : i + 1;
}

uint32_t
path_look_up(const struct path_level *l, unsigned *next,
    const struct reads_text *key, struct path_level *below)
{
	uint32_t hit = 0;
	uint32_t left = l->mask;
	const char *rest;

	below->mask = 0;
	if (key->len == 0 || left == 0)
		return 0;
	if (l->top != NULL && l->top->len[*next] == key->len &&
	    memcmp(l->part[*next], key->text, key->len) == 0) {
		hit = UINT32_C(1) << *next;
		*next = after(*next);
		return hit;
	}
	if (l->top != NULL)
		left &= l->top->letter[key->text[0] & 31];
	below->top = NULL;
	below->part = below->own;
	for (; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctz(left);

		if (!goes_on(l->part[i], key, &rest))
			continue;
		if (rest == NULL) {
			hit |= UINT32_C(1) << i;
			*next = after(i);
		} else {
			below->mask |= UINT32_C(1) << i;
			below->own[i] = rest;
		}
	}
	return hit;
}
