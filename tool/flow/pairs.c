#include "tool/flow/pairs.h"

#include <stdlib.h>
#include <string.h>

#include "formats/contents.h"
#include "keys/file.h"

#define HEADER "record_id,by"

/* One line without its end, in place. 1: it is the header. */
static int
take_line(char *line, const char **wrong, const char **right, struct why *w)
{
	char *comma = strchr(line, ',');

	if (comma == NULL || comma == line || comma[1] == '\0' ||
	    strchr(comma + 1, ',') != NULL)
		return why_set(w, WHY_USAGE,
		    "not two record ids with a comma between");
	if (strcmp(line, HEADER) == 0)
		return 1;
	*comma = '\0';
	*wrong = line;
	*right = comma + 1;
	return 0;
}

static size_t
count_lines(const struct bytes *text)
{
	size_t n = 1;

	for (size_t i = 0; i < text->len; i++)
		n += text->data[i] == '\n';
	return n;
}

static int
take_lines(struct pairs *p, size_t most, struct why *w)
{
	char *line = (char *)p->text.data;
	const char **right = p->items + most;

	for (unsigned long number = 1; *line != '\0'; number++) {
		char *end = line + strcspn(line, "\n");
		bool last = *end == '\0';
		int rc;

		*end = '\0';
		if (end > line && end[-1] == '\r')
			end[-1] = '\0';
		rc = take_line(line, &p->items[p->n], &right[p->n], w);
		if (rc < 0)
			return why_in(w, "line %lu", number);
		if (rc == 1 && number > 1)
			return why_set(w, WHY_USAGE,
			    "line %lu: the header again", number);
		p->n += rc == 0;
		line = last ? end : end + 1;
	}
	memmove(p->items + p->n, right, p->n * sizeof(*right));
	return p->n > 0 ? 0 : why_set(w, WHY_USAGE, "there is no pair in it");
}

int
pairs_open(struct pairs *p, const char *path, struct why *w)
{
	size_t most;

	*p = (struct pairs){ 0 };
	if (file_read(path, CONTENTS_MAX / 4, &p->text, w) != 0)
		return -1;
	if (memchr(p->text.data, '\0', p->text.len) != NULL) {
		why_set(w, WHY_USAGE, "a zero byte");
		return why_in(w, "%s", path);
	}
	most = count_lines(&p->text);
	p->items = calloc(2 * most, sizeof(*p->items));
	if (p->items == NULL)
		return why_memory(w);
	if (bytes_add(&p->text, "", 1, w) != 0)
		return -1;
	return take_lines(p, most, w) == 0 ? 0 : why_in(w, "%s", path);
}

void
pairs_close(struct pairs *p)
{
	bytes_wipe(&p->text);
	free(p->items);
	*p = (struct pairs){ 0 };
}

struct draft_list
pairs_wrong(const struct pairs *p)
{
	return (struct draft_list){ p->items, p->n };
}

struct draft_list
pairs_right(const struct pairs *p)
{
	return (struct draft_list){ p->items + p->n, p->n };
}
