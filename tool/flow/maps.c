#include "tool/flow/maps.h"

#include <stdlib.h>

#include "formats/contents.h"
#include "keys/file.h"

static int
load(struct maps *m, const char *path, struct why *w)
{
	struct bytes text = { 0 };
	int rc = file_read(path, READS_MAP_MAX_BYTES, &text, w);

	if (rc == 0)
		rc = reads_map_parse(&m->items[m->n], text.data, text.len, w);
	bytes_clear(&text);
	if (rc != 0)
		return why_in(w, "%s", path);
	m->n++;
	return 0;
}

int
maps_open(struct maps *m, const char *const *paths, size_t n, struct why *w)
{
	*m = (struct maps){ 0 };
	if (n > CONTENTS_MAPS_MAX)
		return why_set(w, WHY_USAGE, "more than %d maps",
		    CONTENTS_MAPS_MAX);
	m->items = calloc(n + 1, sizeof(*m->items));
	if (m->items == NULL)
		return why_memory(w);
	for (size_t i = 0; i < n; i++)
		if (load(m, paths[i], w) != 0)
			return -1;
	return 0;
}

void
maps_close(struct maps *m)
{
	for (size_t i = 0; i < m->n; i++)
		reads_map_free(m->items[i]);
	free(m->items);
	*m = (struct maps){ 0 };
}

int
maps_check_format(const char *format, size_t n_maps, struct why *w)
{
	if (format == NULL)
		return 0;
	if (!reads_is_format(format))
		return why_set(w, WHY_USAGE, "no read format is called %s",
		    format);
	if (reads_needs_map(format) != (n_maps > 0))
		return why_set(w, WHY_USAGE, "--format %s %s", format,
		    n_maps > 0 ? "takes no --map" : "needs a --map");
	return 0;
}
