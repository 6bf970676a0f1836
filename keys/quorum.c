#include "keys/quorum.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NOBODY	 SIZE_MAX
#define SENTENCE 256
#define ROLE(i)	 ((enum directory_role)(1U << (i)))

_Static_assert(DIRECTORY_ALL_ROLES == (1U << QUORUM_ROLES) - 1,
    "a role is a bit");

const char *
quorum_statement_name(enum quorum_statement statement)
{
	static const char *const names[QUORUM_STATEMENTS] = {
		[QUORUM_SEAL] = "seal",
		[QUORUM_ORDER] = "order",
		[QUORUM_CERTIFICATE] = "certificate",
		[QUORUM_DIRECTORY] = "directory",
		[QUORUM_POLICY] = "policy",
	};

	return statement < QUORUM_STATEMENTS ? names[statement] : NULL;
}

/** One who signed, with whichever keys. */
struct person {
	const char *name;
	unsigned roles; /* of all the keys together */
	size_t need;	/* that has a place filled by this person, or NOBODY */
	size_t from;	/* while a way is looked for: the person who would take
			   this one's place, or NOBODY */
	bool seen;
};

struct filling {
	const struct quorum_ask *ask;
	struct person persons[SIGNATURE_FILE_MAX];
	size_t n;
};

static struct person *
find_person(struct filling *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->persons[i].name, name) == 0)
			return &f->persons[i];
	}
	return NULL;
}

static void
gather(struct filling *f)
{
	const struct quorum_ask *ask = f->ask;

	for (size_t i = 0; i < ask->n_signers; i++) {
		const struct quorum_signer *s = &ask->signers[i];
		struct person *p;

		if (strcmp(s->agency, ask->agency) != 0)
			continue;
		p = find_person(f, s->person);
		if (p == NULL) {
			p = &f->persons[f->n++];
			*p = (struct person){ .name = s->person,
				.need = NOBODY };
		}
		p->roles |= s->roles;
	}
}

/* Whoever could take a place of this need is to be tried, in the stead of
 * `from`. Returns one that has no place yet, or NOBODY. */
static size_t
reach(struct filling *f, size_t need, size_t from, size_t *queue, size_t *end)
{
	for (size_t i = 0; i < f->n; i++) {
		struct person *p = &f->persons[i];

		if (p->seen || (p->roles & f->ask->needs[need].role) == 0)
			continue;
		p->seen = true;
		p->from = from;
		if (p->need == NOBODY)
			return i;
		queue[(*end)++] = i;
	}
	return NOBODY;
}

/* Fill one more place of a need: a shortest augmenting path. No place that is
 * filled becomes empty, so needs that come first are filled first. */
static bool
fill(struct filling *f, size_t need)
{
	size_t queue[SIGNATURE_FILE_MAX];
	size_t end = 0;
	size_t last;

	for (size_t i = 0; i < f->n; i++)
		f->persons[i].seen = false;
	last = reach(f, need, NOBODY, queue, &end);
	for (size_t at = 0; last == NOBODY && at < end; at++)
		last = reach(f, f->persons[queue[at]].need, queue[at], queue,
		    &end);
	if (last == NOBODY)
		return false;
	/* Each takes over the place of the one through whom it was found. */
	while (f->persons[last].from != NOBODY) {
		size_t from = f->persons[last].from;

		f->persons[last].need = f->persons[from].need;
		last = from;
	}
	f->persons[last].need = need;
	return true;
}

static void
fill_need(struct filling *f, size_t need, struct quorum_result *out)
{
	const struct quorum_need *n = &f->ask->needs[need];
	unsigned filled = 0;

	if (n->statement != f->ask->statement)
		return;
	while (filled < n->count && fill(f, need))
		filled++;
	out->missing += n->count - filled;
	for (unsigned i = 0; i < QUORUM_ROLES; i++) {
		if (n->role != ROLE(i))
			continue;
		out->asked[i] += n->count;
		out->lacking[i] += n->count - filled;
	}
}

/* Which signature is taken for a person's place: the first that may. */
static void
tell_filled(struct filling *f, struct quorum_result *out)
{
	const struct quorum_ask *ask = f->ask;

	for (size_t i = 0; i < ask->n_signers; i++) {
		const struct quorum_signer *s = &ask->signers[i];
		struct person *p = strcmp(s->agency, ask->agency) == 0
		    ? find_person(f, s->person)
		    : NULL;

		if (p == NULL || p->need == NOBODY ||
		    (s->roles & ask->needs[p->need].role) == 0)
			continue;
		out->filled[i] = ask->needs[p->need].role;
		p->need = NOBODY;
	}
}

void
quorum_check(const struct quorum_ask *ask, struct quorum_result *out)
{
	struct filling f = { .ask = ask };

	*out = (struct quorum_result){ 0 };
	gather(&f);
	for (size_t i = 0; i < ask->n_needs; i++)
		fill_need(&f, i, out);
	tell_filled(&f, out);
}

int
quorum_explain(const struct quorum_result *r, struct why *w)
{
	char text[SENTENCE] = "";

	if (r->missing == 0)
		return 0;
	for (unsigned i = 0; i < QUORUM_ROLES; i++) {
		size_t at = strlen(text);

		if (r->lacking[i] > 0)
			(void)snprintf(text + at, sizeof text - at,
			    "%s%u more with the role to %s",
			    at == 0 ? "" : ", ", r->lacking[i],
			    directory_role_name(ROLE(i)));
	}
	return why_set(w, WHY_QUORUM, "signatures are missing: %s", text);
}
