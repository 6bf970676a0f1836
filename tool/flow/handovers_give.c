#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tool/flow/handovers.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_handover.h"
#include "tool/store/ledger_head.h"

/* Whom this store knows, and who could answer. */
static int
check_taker(const struct store *s, const struct handovers_giving *g,
    struct why *w)
{
	const struct directory_agency *a =
	    directory_find_agency(&s->directory, g->agency);
	const char *person = g->person == NULL ? "" : g->person;

	if (a == NULL)
		return why_set(w, WHY_RECIPIENT, "agency %s is not known here",
		    g->agency);
	for (size_t i = 0; i < a->n_keys; i++)
		if ((a->roles & a->keys[i].roles & DIRECTORY_ANSWER) != 0 &&
		    (person[0] == '\0' ||
			strcmp(a->keys[i].person, person) == 0))
			return 0;
	return why_set(w, WHY_RECIPIENT,
	    "nobody of %s%s%s may answer: no key has the role", g->agency,
	    person[0] == '\0' ? "" : "/", person);
}

/* Is the chain this store's to go on with? */
static int
check_holder(const struct store *s, const struct handovers *c, struct why *w)
{
	const struct handover_hop *last = &c->hops[c->n - 1];
	const struct handover_party *t = &last->take.taker;

	if (!last->taken)
		return why_set(w, WHY_HANDOVER_OPEN,
		    "hop %zu was not taken: it is not to be given on", c->n);
	if (strcmp(t->key.agency, s->agency) != 0 ||
	    strcmp(t->person, s->person) != 0)
		return why_set(w, WHY_HANDOVER_BROKEN,
		    "hop %zu was taken by %s%s%s, not here", c->n,
		    t->key.agency, t->person[0] == '\0' ? "" : "/", t->person);
	if (c->n == HANDOVER_HOPS_MAX)
		return why_set(w, WHY_HANDOVER, "a chain has %d hops at most",
		    HANDOVER_HOPS_MAX);
	return 0;
}

static int
read_before(struct store *s, const struct handovers_giving *g,
    struct handovers *c, struct why *w)
{
	if (g->after == NULL)
		return 0;
	if (handovers_open(c, s, g->after, w) != 0)
		return -1;
	if (handovers_witness(c, s, w) != 0 || check_holder(s, c, w) != 0)
		return why_in(w, "%s", g->after);
	return 0;
}

static int
fill_texts(struct handover_give *give, const struct handovers_giving *g,
    struct why *w)
{
	const struct {
		char *to;
		const char *from;
		const char *option;
		bool needed;
	} rows[] = {
		{ give->officer, g->act.actor, "--actor", true },
		{ give->courier, g->courier, "--courier", false },
		{ give->place, g->act.place, "--place", true },
		{ give->make, g->make, "--medium-make", true },
		{ give->serial, g->serial, "--medium-serial", true },
		{ give->seal_number, g->act.seal_number, "--seal-number",
		    g->act.bundle == NULL },
		{ give->why, g->why, "--reason", true },
		{ give->reference, g->reference, "--reference", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (handovers_text(rows[i].to, rows[i].from, rows[i].option,
			w) != 0)
			return -1;
		if (rows[i].needed && rows[i].to[0] == '\0')
			return why_set(w, WHY_USAGE, "%s: it must be said",
			    rows[i].option);
	}
	return 0;
}

/* What it is, by looking or by what was said before. */
static int
find_what(struct store *s, const struct handovers_giving *g,
    const struct handovers *c, struct handover_give *give, struct why *w)
{
	const struct handover_what *before =
	    c->n == 0 ? NULL : &c->hops[c->n - 1].give.what;
	const struct handovers_bundle bundle = {
		.path = g->act.bundle,
		.store = s,
		.expected = before,
		.jobs = g->act.jobs,
		.progress = g->act.progress,
	};
	struct handovers_look look;

	if (g->act.bundle == NULL) {
		give->what = *before;
		give->found = HANDOVER_UNOPENED;
		return 0;
	}
	if (handovers_look(&look, &bundle, w) != 0)
		return -1;
	if (look.why.reason != WHY_NONE &&
	    (!g->act.as_found || before == NULL ||
		look.found == HANDOVER_OTHER))
		return why_set(w, look.why.reason, "%s", look.why.text);
	give->what = look.what;
	give->found = look.found;
	memcpy(give->reason, look.reason, sizeof give->reason);
	if (before == NULL)
		return bytes_random(give->what.id, sizeof give->what.id, w);
	memcpy(give->what.id, before->id, sizeof before->id);
	/* of what is damaged, no more is known than what was said */
	memcpy(give->what.bundle, before->bundle, sizeof before->bundle);
	memcpy(give->what.seal, before->seal, sizeof before->seal);
	return 0;
}

static void
fill_names(const struct store *s, const struct handovers_giving *g,
    const struct handovers *c, struct handover_give *give)
{
	give->hop = (unsigned)c->n + 1;
	if (c->n > 0)
		give->before = c->hops[c->n - 1].answer;
	(void)snprintf(give->giver.key.agency, sizeof give->giver.key.agency,
	    "%s", s->agency);
	(void)snprintf(give->giver.key.fingerprint,
	    sizeof give->giver.key.fingerprint, "%s", s->fingerprint);
	(void)snprintf(give->giver.person, sizeof give->giver.person, "%s",
	    s->person);
	(void)snprintf(give->to_agency, sizeof give->to_agency, "%s",
	    g->agency);
	(void)snprintf(give->to_person, sizeof give->to_person, "%s",
	    g->person == NULL ? "" : g->person);
	give->made_s = time(NULL);
}

/* The statement and its signature, behind the chain of before. */
static int
sign(struct store *s, struct handovers *c, struct bytes *out, struct why *w)
{
	struct handover_file file = c->parts;
	struct handover_give *give = &c->hops[c->n - 1].give;
	struct session_signed what = { 0 };
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (witness_tell_one(s, give->to_agency, &give->log, w) == 0 &&
	    handover_give_write(give, &text, w) == 0) {
		what.data = text.data;
		what.len = text.len;
		rc = session_sign(&s->session, s->fingerprint, &what,
		    &signature, w);
	}
	if (rc == 0) {
		file.hops[file.n] = (struct handover_parts){
			.give = { text.data, text.len },
			.give_signatures = { signature.data, signature.len },
		};
		handover_cite(&c->hops[file.n].given, &file.hops[file.n].give,
		    &file.hops[file.n].give_signatures);
		file.n++;
		rc = handover_file_write(&file, out, w);
	}
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

static int
enter(struct store *s, const struct handovers *c, const char *actor,
    struct why *w)
{
	const struct handover_hop *hop = &c->hops[c->n - 1];
	const struct handover_give *give = &hop->give;
	struct ledger_handover row = { .hop = give->hop,
		.side = LEDGER_GIVEN,
		.entered_s = give->made_s };
	struct event e;

	memcpy(row.id, give->what.id, sizeof row.id);
	memcpy(row.bundle, give->what.bundle, sizeof row.bundle);
	memcpy(row.statement, hop->given.statement, sizeof row.statement);
	memcpy(row.agency, give->to_agency, sizeof row.agency);
	memcpy(row.person, give->to_person, sizeof row.person);
	handovers_event(s, give, "handover-give", actor, &e);
	memcpy(e.other, give->to_agency, sizeof e.other);
	if (ledger_handover_put(&s->ledger, &row, w) != 0 ||
	    ledger_head_put(&s->ledger, give->to_agency, give->log.size, w) !=
		0)
		return -1;
	return journal_append(&s->ledger, &e, w);
}

static int
make(struct store *s, const struct handovers_giving *g, struct handovers *c,
    struct bytes *out, struct why *w)
{
	int rc = -1;

	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (sign(s, c, out, w) == 0 && enter(s, c, g->act.actor, w) == 0 &&
	    ledger_commit(&s->ledger, w) == 0)
		rc = journal_checkpoint(&s->ledger, &s->session, s->fingerprint,
		    w);
	ledger_rollback(&s->ledger);
	return rc;
}

/* Only what was verified is repeated. */
static int
refused(struct store *s, const struct handovers_giving *g, const struct why *w)
{
	struct event e = { 0 };

	if (g->act.dry_run)
		return -1;
	(void)snprintf(e.act, sizeof e.act, "handover-give");
	(void)snprintf(e.actor, sizeof e.actor, "%s", g->act.actor);
	return store_event_refused(s, &e, w);
}

int
handovers_give(struct store *s, const struct handovers_giving *g,
    struct handovers *c, struct bytes *out, struct why *w)
{
	struct handover_give give = { 0 };

	if (g->act.bundle == NULL && g->after == NULL)
		return why_set(w, WHY_USAGE,
		    "who gives it first looks at it: the bundle must be named");
	if (strcmp(s->agency, g->agency) == 0 &&
	    strcmp(s->person, g->person == NULL ? "" : g->person) == 0)
		return why_set(w, WHY_USAGE, "--to: that is who gives it");
	if (fill_texts(&give, g, w) != 0)
		return -1;
	if (store_sound_directory(s, w) != 0 || check_taker(s, g, w) != 0 ||
	    read_before(s, g, c, w) != 0 || find_what(s, g, c, &give, w) != 0)
		return refused(s, g, w);
	fill_names(s, g, c, &give);
	c->hops[c->n++].give = give;
	return g->act.dry_run ? 0 : make(s, g, c, out, w);
}
