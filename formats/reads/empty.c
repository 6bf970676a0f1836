#include "formats/reads/empty.h"

#include <string.h>

bool
empty_ask(struct reads_empty *e, const char *name, const char *path)
{
	if (e->n_paths == READS_PATHS_MAX)
		return false;
	e->path[e->n_paths++] = (struct reads_empty_path){ name, path, false };
	e->any = true;
	return true;
}

/* Is path the one above, or below it? */
static bool
is_below(const char *path, const char *above)
{
	size_t len = strlen(above);

	return strncmp(path, above, len) == 0 &&
	    (path[len] == '\0' || path[len] == '.');
}

bool
empty_touches(const char *asked, const char *path)
{
	return is_below(path, asked) || is_below(asked, path);
}

bool
empty_has(const struct reads_empty *e, const char *path)
{
	bool has = false;

	for (size_t i = 0; i < e->n_paths; i++)
		has |= is_below(path, e->path[i].path);
	return has;
}

void
empty_top(const struct reads_empty *e, struct empty_level *top)
{
	top->any = e->n_paths > 0;
	for (size_t i = 0; i < e->n_paths; i++)
		top->rest[i] = e->path[i].path;
}

bool
empty_look_up(struct reads_empty *e, const struct empty_level *l,
    const struct reads_text *key, struct empty_level *below)
{
	size_t len = key->len;
	bool hit = false;

	below->any = false;
	if (!l->any)
		return false;
	for (size_t i = 0; i < e->n_paths; i++) {
		const char *path = l->rest[i];

		below->rest[i] = NULL;
		if (path == NULL || len == 0 ||
		    strncmp(path, key->text, len) != 0)
			continue;
		if (path[len] == '\0') {
			e->path[i].seen = true;
			hit = true;
		} else if (path[len] == '.') {
			below->rest[i] = path + len + 1;
			below->any = true;
		}
	}
	return hit;
}

int
empty_cut(struct empty_row *r, const uint8_t *at, const uint8_t *to)
{
	size_t len = (size_t)(at - r->from);

	if (len > 0 && bytes_add(r->out, r->from, len, r->why) != 0)
		return -1;
	r->from = to;
	return 0;
}
