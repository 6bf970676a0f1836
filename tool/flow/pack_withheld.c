#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/flow/pack_inside.h"
#include "tool/flow/withheld.h"

/** A path that is packed, and what was received. */
struct looking {
	struct store *store;
	const char *path; /* as it was given */
	char *real;	  /* without links */
	char *received;	  /* likewise: the folder of all bundles */
	char id[SEAL_ID_HEX];
};

/* Is one of the two in the other, or are they one? */
static bool
touches(const struct looking *l, const char *bundle)
{
	size_t mine = strlen(l->real);
	size_t theirs = strlen(bundle);
	size_t n = mine < theirs ? mine : theirs;

	if (strncmp(l->real, bundle, n) != 0)
		return false;
	return mine == theirs || (mine < theirs ? bundle : l->real)[n] == '/' ||
	    l->real[n - 1] == '/';
}

static int
check_withheld(const struct looking *l, const uint8_t id[SEAL_ID_BYTES],
    struct why *w)
{
	struct withheld h;
	int rc = withheld_load(&h, &l->store->ledger, id, NULL, w);
	uint64_t n = withheld_restricted(&h);

	if (rc == 0 && n > 0)
		rc = why_set(w, WHY_RESTRICTED,
		    "%s: %" PRIu64 " records of received bundle %s are "
		    "restricted",
		    l->path, n, l->id);
	else if (rc == 0 && h.places.len > 0)
		rc = why_set(w, WHY_DELETED,
		    "%s: records of received bundle %s would have to be "
		    "deleted, and only a hold keeps them here",
		    l->path, l->id);
	withheld_clear(&h);
	return rc;
}

static int
look(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct looking *l = self;
	char *bundle;
	bool yes;

	if (b->direction != LEDGER_RECEIVED || b->state != LEDGER_DONE)
		return 0;
	bytes_to_hex(l->id, b->id, SEAL_ID_BYTES);
	if (asprintf(&bundle, "%s/%s", l->received, l->id) < 0)
		return why_memory(w);
	yes = touches(l, bundle);
	free(bundle);
	return yes ? check_withheld(l, b->id, w) : 0;
}

/* A path that is not there is told of by who reads it. */
static int
check_path(struct looking *l, struct why *w)
{
	int rc = 0;

	l->real = realpath(l->path, NULL);
	if (l->real != NULL)
		rc = ledger_bundle_each(&l->store->ledger, look, l, w);
	free(l->real);
	return rc;
}

int
pack_withheld(const struct pack_state *p, struct why *w)
{
	struct looking l = { .store = p->store };
	char *received = NULL;
	int rc = 0;

	if (p->options->n_paths == 0)
		return 0;
	if (asprintf(&received, "%s/%s", p->store->path, STORE_RECEIVED) < 0)
		return why_memory(w);
	l.received = realpath(received, NULL);
	free(received);
	for (size_t i = 0;
	     i < p->options->n_paths && l.received != NULL && rc == 0; i++) {
		l.path = p->options->paths[i];
		rc = check_path(&l, w);
	}
	free(l.received);
	return rc;
}
