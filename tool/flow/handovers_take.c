#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tool/flow/handovers.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_handover.h"
#include "tool/store/ledger_head.h"

/* The hop that is open. */
static struct handover_hop *
last_of(struct handovers *c)
{
	return &c->hops[c->n - 1];
}

static int
check_open(struct store *s, struct handovers *c, struct why *w)
{
	const struct handover_hop *hop = last_of(c);
	const struct handover_party us = hop->take.taker;
	struct ledger_handover row;
	bool found;

	if (ledger_handover_get(&s->ledger, hop->give.what.id, hop->give.hop,
		&row, &found, w) != 0)
		return -1;
	if (hop->taken || (found && row.side == LEDGER_TAKEN))
		return why_set(w, WHY_REPLAYED, "hop %zu was taken before",
		    c->n);
	return handover_addressed(&hop->give, &us, w);
}

static void
name_us(const struct store *s, struct handover_party *us)
{
	(void)snprintf(us->key.agency, sizeof us->key.agency, "%s", s->agency);
	(void)snprintf(us->key.fingerprint, sizeof us->key.fingerprint, "%s",
	    s->fingerprint);
	(void)snprintf(us->person, sizeof us->person, "%s", s->person);
}

/* All that was signed by others. */
static int
check_given(struct store *s, const struct handovers_taking *t,
    struct handovers *c, bool *verified, struct why *w)
{
	if (handovers_open(c, s, t->file, w) != 0)
		return -1;
	*verified = true;
	if (!last_of(c)->taken)
		name_us(s, &last_of(c)->take.taker);
	if (check_open(s, c, w) != 0 || handovers_witness(c, s, w) != 0)
		return why_in(w, "%s", t->file);
	return 0;
}

/* The number of the bag, as it was given and as it is seen. */
static int
check_bag(const struct handovers_taking *t, const struct handover_hop *hop,
    struct why *w)
{
	const char *given = hop->give.seal_number;
	const char *seen = hop->take.seal_number;

	if (t->act.bundle == NULL && (given[0] == '\0' || seen[0] == '\0'))
		return why_set(w, WHY_USAGE,
		    "--unopened: the number of the bag's seal must be given "
		    "on both sides (--seal-number)");
	if (t->act.as_found || seen[0] == '\0' || strcmp(given, seen) == 0)
		return 0;
	return why_set(w, WHY_HANDOVER_BUNDLE,
	    "the bag was given with the seal number \"%s\", and has \"%s\"",
	    given, seen);
}

static int
check_bundle(struct store *s, const struct handovers_taking *t,
    struct handover_hop *hop, struct why *w)
{
	const struct handovers_bundle bundle = {
		.path = t->act.bundle,
		.store = s,
		.expected = &hop->give.what,
		.jobs = t->act.jobs,
		.progress = t->act.progress,
	};
	struct handovers_look look;

	if (check_bag(t, hop, w) != 0)
		return -1;
	hop->take.found = HANDOVER_UNOPENED;
	if (t->act.bundle == NULL)
		return 0;
	if (handovers_look(&look, &bundle, w) != 0)
		return -1;
	if (look.why.reason != WHY_NONE && !t->act.as_found)
		return why_set(w, look.why.reason, "%s", look.why.text);
	hop->take.found = look.found;
	memcpy(hop->take.reason, look.reason, sizeof hop->take.reason);
	return 0;
}

static int
fill_texts(struct handover_take *take, const struct handovers_taking *t,
    struct why *w)
{
	if (handovers_text(take->officer, t->act.actor, "--actor", w) != 0 ||
	    handovers_text(take->place, t->act.place, "--place", w) != 0 ||
	    handovers_text(take->seal_number, t->act.seal_number,
		"--seal-number", w) != 0 ||
	    handovers_text(take->remark, t->remark, "--remark", w) != 0)
		return -1;
	if (take->place[0] != '\0' && take->officer[0] != '\0')
		return 0;
	return why_set(w, WHY_USAGE, "--place: it must be said");
}

/* The answer and its signature, put behind what was given. */
static int
sign(struct store *s, struct handovers *c, struct bytes *out, struct why *w)
{
	struct handover_hop *hop = last_of(c);
	struct handover_file file = c->parts;
	struct handover_parts *parts = &file.hops[file.n - 1];
	struct session_signed what = { 0 };
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (witness_tell_one(s, hop->give.giver.key.agency, &hop->take.log,
		w) == 0 &&
	    handover_take_write(&hop->take, &text, w) == 0) {
		what.data = text.data;
		what.len = text.len;
		rc = session_sign(&s->session, s->fingerprint, &what,
		    &signature, w);
	}
	if (rc == 0) {
		parts->take = (struct handover_part){ text.data, text.len };
		parts->take_signatures =
		    (struct handover_part){ signature.data, signature.len };
		handover_cite(&hop->answer, &parts->take,
		    &parts->take_signatures);
		rc = handover_file_write(&file, out, w);
	}
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

static void
describe(const struct store *s, const struct handover_hop *hop, const char *act,
    const char *actor, struct event *e)
{
	const struct seal_party *other = &hop->give.giver.key;

	handovers_event(s, &hop->give, act, actor, e);
	memcpy(e->other, other->agency, sizeof e->other);
	memcpy(e->other_print, other->fingerprint, sizeof e->other_print);
}

static int
enter(struct store *s, const struct handover_hop *hop, const char *actor,
    struct why *w)
{
	const struct handover_give *give = &hop->give;
	const char *found = handover_found_name(hop->take.found);
	struct ledger *l = &s->ledger;
	struct ledger_handover row = { .hop = give->hop,
		.side = LEDGER_TAKEN,
		.entered_s = hop->take.made_s,
		.taken = true,
		.taken_s = hop->take.made_s,
		.closed_s = hop->take.made_s };
	struct event e;

	memcpy(row.id, give->what.id, sizeof row.id);
	memcpy(row.bundle, give->what.bundle, sizeof row.bundle);
	memcpy(row.statement, hop->given.statement, sizeof row.statement);
	memcpy(row.answer, hop->answer.statement, sizeof row.answer);
	memcpy(row.agency, give->giver.key.agency, sizeof row.agency);
	memcpy(row.person, give->giver.person, sizeof row.person);
	(void)snprintf(row.found, sizeof row.found, "%s", found);
	describe(s, hop, "handover-take", actor, &e);
	event_add_count(&e, found, 1);
	if (ledger_handover_put(l, &row, w) != 0 ||
	    ledger_witness_put(l, give->giver.key.fingerprint, give->log.size,
		give->log.root, give->what.id, w) != 0 ||
	    ledger_head_put(l, give->giver.key.agency, hop->take.log.size, w) !=
		0)
		return -1;
	return journal_append(l, &e, w);
}

static int
make(struct store *s, struct handovers *c, const char *actor, struct bytes *out,
    struct why *w)
{
	int rc = -1;

	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (sign(s, c, out, w) == 0 && enter(s, last_of(c), actor, w) == 0 &&
	    ledger_commit(&s->ledger, w) == 0)
		rc = journal_checkpoint(&s->ledger, &s->session, s->fingerprint,
		    w);
	ledger_rollback(&s->ledger);
	return rc;
}

/* Only what was verified is repeated. */
static int
refused(struct store *s, const struct handovers_taking *t, struct handovers *c,
    bool verified, const struct why *w)
{
	struct event e = { 0 };

	if (t->act.dry_run)
		return -1;
	if (verified)
		describe(s, last_of(c), "handover-take", t->act.actor, &e);
	(void)snprintf(e.act, sizeof e.act, "handover-take");
	(void)snprintf(e.actor, sizeof e.actor, "%s", t->act.actor);
	return store_event_refused(s, &e, w);
}

int
handovers_take(struct store *s, const struct handovers_taking *t,
    struct handovers *c, struct bytes *out, struct why *w)
{
	struct handover_take texts = { 0 };
	bool verified = false;
	struct handover_take *take;

	if (fill_texts(&texts, t, w) != 0)
		return -1;
	if (check_given(s, t, c, &verified, w) != 0)
		return refused(s, t, c, verified, w);
	take = &last_of(c)->take;
	texts.taker = take->taker;
	*take = texts;
	memcpy(take->id, last_of(c)->give.what.id, sizeof take->id);
	take->hop = last_of(c)->give.hop;
	take->given = last_of(c)->given;
	take->made_s = time(NULL);
	if (check_bundle(s, t, last_of(c), w) != 0)
		return refused(s, t, c, verified, w);
	last_of(c)->taken = true;
	return t->act.dry_run ? 0 : make(s, c, t->act.actor, out, w);
}
