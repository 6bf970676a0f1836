#include "tool/flow/recount.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/contents.h"
#include "tool/flow/quality_pass.h"

/* Read files, as the ledger lists them. */
struct counting {
	struct store *store;
	const struct ledger_bundle *bundle;
	char folder[STORE_PATH_BYTES];
	char **paths;
	struct quality_pass_known *known;
	size_t n;
	struct reads_map *maps[CONTENTS_MAPS_MAX + 1]; /* by number */
};

static int
load_map(struct counting *c, uint32_t number, struct why *w)
{
	struct bytes text = { 0 };
	bool found;
	int rc = -1;

	if (number == 0 || (number <= CONTENTS_MAPS_MAX && c->maps[number]))
		return 0;
	if (number > CONTENTS_MAPS_MAX)
		return why_set(w, WHY_STORE, "the ledger has no such map");
	if (ledger_map_get(&c->store->ledger, c->bundle->id, number, &text,
		&found, w) == 0)
		rc = found
		    ? reads_map_parse(&c->maps[number], text.data, text.len, w)
		    : why_set(w, WHY_STORE, "the ledger lacks a map");
	bytes_clear(&text);
	return rc;
}

/* Room for one more, at powers of two. */
static int
grow(struct counting *c, struct why *w)
{
	size_t cap = c->n == 0 ? 1 : 2 * c->n;
	char **paths;
	struct quality_pass_known *known;

	if ((c->n & (c->n - 1)) != 0)
		return 0;
	paths = realloc(c->paths, cap * sizeof *paths);
	if (paths != NULL)
		c->paths = paths;
	known = realloc(c->known, cap * sizeof *known);
	if (known != NULL)
		c->known = known;
	return paths == NULL || known == NULL ? why_memory(w) : 0;
}

static int
add_member(void *self, const struct ledger_member *m, struct why *w)
{
	struct counting *c = self;
	struct bytes path = { 0 };
	struct quality_pass_known *known;

	if (m->cut != RECORD_READS || m->gone)
		return 0;
	if (load_map(c, m->map, w) != 0 || grow(c, w) != 0 ||
	    bytes_printf(&path, w, "%s/%s", c->folder, m->name) != 0)
		return -1;
	c->paths[c->n] = strndup((const char *)path.data, path.len);
	bytes_clear(&path);
	if (c->paths[c->n] == NULL)
		return why_memory(w);
	known = &c->known[c->n++];
	*known = (struct quality_pass_known){ .map = c->maps[m->map] };
	(void)snprintf(known->format, sizeof known->format, "%s", m->format);
	(void)snprintf(known->zone, sizeof known->zone, "%s", m->zone);
	return 0;
}

static void
close_counting(struct counting *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->paths[i]);
	free(c->paths);
	free(c->known);
	for (size_t i = 0; i <= CONTENTS_MAPS_MAX; i++)
		reads_map_free(c->maps[i]);
}

static int
list_files(struct counting *c, struct why *w)
{
	char name[sizeof STORE_RECEIVED + SEAL_ID_HEX];
	char id[SEAL_ID_HEX];

	bytes_to_hex(id, c->bundle->id, SEAL_ID_BYTES);
	(void)snprintf(name, sizeof name, "%s/%s", STORE_RECEIVED, id);
	if (store_path(c->store, name, c->folder, w) != 0)
		return -1;
	return ledger_member_each(&c->store->ledger, c->bundle->id, add_member,
	    c, w);
}

int
recount(struct store *s, const struct ledger_bundle *b, int64_t now_s,
    struct quality *out, struct why *w)
{
	struct counting c = { .store = s, .bundle = b };
	int rc = list_files(&c, w);

	*out = (struct quality){ 0 };
	if (rc == 0 && c.n > 0) {
		const struct quality_pass pass = {
			.paths = (const char *const *)c.paths,
			.n_paths = c.n,
			.known = c.known,
			.ask = { .now_s = now_s },
		};

		rc = quality_pass(&pass, out, w);
	}
	close_counting(&c);
	return rc;
}
