#include "tool/flow/paths.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a; names come from one sender that is known by its signature, and a
 * slow set is all that a collision costs. */
static uint64_t
hash(const char *name)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
	return h ^ h >> 29;
}

static struct paths_entry *
place(struct paths_entry *slots, size_t cap, const char *name)
{
	size_t at = (size_t)hash(name) & (cap - 1);

	while (slots[at].name != NULL && strcmp(slots[at].name, name) != 0)
		at = (at + 1) & (cap - 1);
	return &slots[at];
}

static int
grow(struct paths *p, struct why *w)
{
	size_t cap = p->cap == 0 ? 64 : 2 * p->cap;
	struct paths_entry *slots = calloc(cap, sizeof(*slots));

	if (slots == NULL)
		return why_memory(w);
	for (size_t i = 0; i < p->cap; i++)
		if (p->slots[i].name != NULL)
			*place(slots, cap, p->slots[i].name) = p->slots[i];
	free(p->slots);
	p->slots = slots;
	p->cap = cap;
	return 0;
}

int
paths_add(struct paths *p, const char *name, uint64_t cause, struct why *w)
{
	struct paths_entry *e;

	if (2 * (p->n + 1) > p->cap && grow(p, w) != 0)
		return -1;
	e = place(p->slots, p->cap, name);
	if (e->name != NULL)
		return 0;
	e->name = strdup(name);
	if (e->name == NULL)
		return why_memory(w);
	e->cause = cause;
	e->met = false;
	p->n++;
	return 0;
}

struct paths_entry *
paths_find(const struct paths *p, const char *name)
{
	struct paths_entry *e;

	if (p->n == 0)
		return NULL;
	e = place(p->slots, p->cap, name);
	return e->name == NULL ? NULL : e;
}

void
paths_clear(struct paths *p)
{
	for (size_t i = 0; i < p->cap; i++)
		free(p->slots[i].name);
	free(p->slots);
	memset(p, 0, sizeof(*p));
}

uint64_t
paths_unmet(const struct paths *p)
{
	uint64_t n = 0;

	for (size_t i = 0; i < p->cap; i++)
		n += p->slots[i].name != NULL && !p->slots[i].met;
	return n;
}
