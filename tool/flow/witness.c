#include "tool/flow/witness.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tool/store/journal.h"
#include "tool/store/ledger_head.h"

/* Heads that each recipient was told last: what was lost on the way, or came
 * late, must not break the chain. */
#define LAST 8

/* --- telling --- */

static int
add_size(void *self, uint64_t size, struct why *w)
{
	struct seal_log *s = self;
	size_t at = 0;

	(void)w;
	while (at < s->n_since && s->since[at].size < size)
		at++;
	if (size == 0 || size >= s->size || s->n_since == SEAL_SINCE_MAX ||
	    (at < s->n_since && s->since[at].size == size))
		return 0;
	memmove(s->since + at + 1, s->since + at,
	    (s->n_since - at) * sizeof *s->since);
	s->since[at] = (struct seal_since){ .size = size };
	s->n_since++;
	return 0;
}

/* The head, and an empty list. */
static int
begin(struct store *s, struct seal_log *out, struct why *w)
{
	struct event_head head;

	seal_log_clear(out);
	if (journal_head(&s->ledger, s->fingerprint, &head, w) != 0)
		return -1;
	out->size = head.size;
	memcpy(out->root, head.root, sizeof head.root);
	out->since = calloc(SEAL_SINCE_MAX, sizeof *out->since);
	return out->since == NULL ? why_memory(w) : 0;
}

int
witness_tell(struct store *s, struct seal *seal, struct why *w)
{
	struct seal_log *out = &seal->log;
	uint64_t each = SEAL_SINCE_MAX / (seal->n_recipients + 1);

	if (begin(s, out, w) != 0)
		return -1;
	each = each == 0 ? 1 : each < LAST ? each : LAST;
	for (size_t i = 0; i < seal->n_recipients; i++) {
		if (ledger_head_last(&s->ledger,
			seal->recipients[i].party.agency, each, add_size, out,
			w) != 0)
			return -1;
	}
	return journal_since(&s->ledger, out, w);
}

int
witness_tell_one(struct store *s, const char *agency, struct seal_log *out,
    struct why *w)
{
	if (begin(s, out, w) != 0 ||
	    ledger_head_last(&s->ledger, agency, LAST, add_size, out, w) != 0)
		return -1;
	return journal_since(&s->ledger, out, w);
}

int
witness_told(struct ledger *l, const struct seal *seal, struct why *w)
{
	for (size_t i = 0; i < seal->n_recipients; i++) {
		const struct seal_reader *one = &seal->recipients[i];

		if (one->as != SEAL_SELF &&
		    ledger_head_put(l, one->party.agency, seal->log.size, w) !=
			0)
			return -1;
	}
	return 0;
}

/* --- looking --- */

struct looking {
	struct ledger *ledger;
	const struct witness_head *head;
	struct witness *out;
	uint64_t newest; /* below the head's */
	uint64_t size;	 /* that is looked at now */
	bool any;	 /* a root of this size was seen */
	bool matches;	 /* and one of them is of this log */
};

static const struct tree_proof *
growth_of(const struct seal_log *log, uint64_t size)
{
	static const struct tree_proof none;

	if (size == log->size)
		return &none;
	for (size_t i = 0; i < log->n_since; i++) {
		if (log->since[i].size == size)
			return &log->since[i].growth;
	}
	return NULL;
}

static void
settle(struct looking *k, enum witness_finding finding, uint64_t size)
{
	/* What is worse is told; of the rest, the newest. */
	if (finding < k->out->finding && k->out->finding >= WITNESS_FORKED)
		return;
	*k->out = (struct witness){ finding, size };
}

/* A bundle that was made before this one, of a log that was longer then. */
static int
check_cut(struct looking *k, uint64_t size, const uint8_t *bundle,
    struct why *w)
{
	struct ledger_bundle row;
	bool found;

	if (ledger_bundle_get(k->ledger, bundle, LEDGER_RECEIVED, &row, &found,
		w) != 0)
		return -1;
	if (found && strcmp(row.other.agency, k->head->agency) == 0 &&
	    row.sequence < k->head->sequence)
		settle(k, WITNESS_CUT, size);
	return 0;
}

/* Roots of one size that were seen: the log had one of them, where an earlier
 * change of it was accepted. */
static int
look_size(void *self, uint64_t size, const uint8_t *root, const uint8_t *bundle,
    struct why *w)
{
	struct looking *k = self;
	const struct seal_log *log = k->head->log;
	const struct tree_proof *growth = growth_of(log, size);

	if (size > log->size)
		return check_cut(k, size, bundle, w);
	k->newest = size > k->newest ? size : k->newest;
	if (growth == NULL || size != k->size)
		return 0;
	k->any = true;
	k->matches = k->matches ||
	    tree_check_growth(&tree_blake2, growth, size, root, log->size,
		log->root);
	return 0;
}

static int
each_key(struct looking *k, const struct directory *d, struct why *w)
{
	const struct directory_agency *a =
	    directory_find_agency(d, k->head->agency);

	for (size_t i = 0; a != NULL && i < a->n_keys; i++) {
		if (ledger_witness_each(k->ledger, a->keys[i].fingerprint,
			look_size, k, w) != 0)
			return -1;
	}
	return 0;
}

int
witness_look(struct ledger *l, const struct directory *d,
    const struct witness_head *head, struct witness *out, struct why *w)
{
	const struct seal_log *log = head->log;
	struct looking k = { .ledger = l, .head = head, .out = out };

	*out = (struct witness){ WITNESS_FIRST, 0 };
	for (size_t i = 0; i <= log->n_since; i++) {
		k.size = i < log->n_since ? log->since[i].size : log->size;
		k.any = k.matches = false;
		if (each_key(&k, d, w) != 0)
			return -1;
		if (k.any)
			settle(&k, k.matches ? WITNESS_PROVED : WITNESS_FORKED,
			    k.size);
	}
	if (out->finding < WITNESS_FORKED && k.newest > out->size)
		settle(&k, WITNESS_UNPROVED, k.newest);
	return 0;
}

const char *
witness_name(enum witness_finding finding)
{
	static const char *const names[] = { "first", "proved", "unproved",
		"forked", "cut" };

	return names[finding];
}

int
witness_refuse(const struct witness *found, const struct witness_head *head,
    struct why *w)
{
	if (found->finding == WITNESS_FORKED)
		return why_set(w, WHY_LOG_FORKED,
		    "the custody log of agency %s was written anew: it does "
		    "not go on from the %" PRIu64 " events seen before",
		    head->agency, found->size);
	if (found->finding == WITNESS_CUT)
		return why_set(w, WHY_LOG_CUT,
		    "the custody log of agency %s was cut: it has %" PRIu64
		    " events, and had %" PRIu64 " before",
		    head->agency, head->log->size, found->size);
	return 0;
}

static int
look_seal(struct store *s, const struct seal *seal, bool despite,
    struct witness *out, struct why *w)
{
	const struct witness_head head = { seal->sender.agency, seal->sequence,
		&seal->log };

	if (witness_look(&s->ledger, &s->directory, &head, out, w) != 0)
		return -1;
	return despite ? 0 : witness_refuse(out, &head, w);
}

int
witness_check(struct store *s, const struct opening *o, bool despite,
    struct witness *out, struct why *w)
{
	struct witness first;

	if (look_seal(s, opening_last(o), despite, out, w) != 0)
		return -1;
	if (!o->forwarded)
		return 0;
	return look_seal(s, &o->seal, despite, &first, w);
}
