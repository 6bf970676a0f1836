#include "tool/flow/handovers.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/signature.h"
#include "keys/file.h"
#include "tool/store/store_rules.h"

/* --- reading --- */

static int
read_hop(struct handovers *c, size_t i, struct why *w)
{
	const struct handover_parts *parts = &c->parts.hops[i];
	struct handover_hop *hop = &c->hops[i];

	/* counted first, so that it is cleared */
	c->n = i + 1;
	if (handover_give_parse(&hop->give, parts->give.data, parts->give.len,
		w) != 0)
		return why_in(w, "hop %zu, given", i + 1);
	handover_cite(&hop->given, &parts->give, &parts->give_signatures);
	hop->taken = parts->take.len > 0;
	if (!hop->taken)
		return 0;
	if (handover_take_parse(&hop->take, parts->take.data, parts->take.len,
		w) != 0)
		return why_in(w, "hop %zu, taken", i + 1);
	handover_cite(&hop->answer, &parts->take, &parts->take_signatures);
	return 0;
}

int
handovers_read(struct handovers *c, const char *path, struct why *w)
{
	if (file_read(path, HANDOVER_FILE_MAX, &c->file, w) != 0 ||
	    handover_file_parse(&c->parts, c->file.data, c->file.len, w) != 0)
		return why_in(w, "%s", path);
	for (size_t i = 0; i < c->parts.n; i++)
		if (read_hop(c, i, w) != 0)
			return why_in(w, "%s", path);
	return 0;
}

void
handovers_clear(struct handovers *c)
{
	for (size_t i = 0; i < c->n; i++) {
		handover_give_clear(&c->hops[i].give);
		handover_take_clear(&c->hops[i].take);
	}
	bytes_clear(&c->file);
	*c = (struct handovers){ 0 };
}

/* --- checking --- */

/* One statement, and who signed it. */
struct one {
	const struct handover_part *statement;
	const struct handover_part *signatures;
	const struct handover_party *maker;
	const char *what;
	int64_t logged_s; /* as in decision.h */
};

static int
check_one(const struct one *o, const struct signers_ask *ask,
    struct decision *by, struct why *w)
{
	struct signers_ask here = *ask;
	struct signers_maker maker = { o->what, &o->maker->key,
		DIRECTORY_ANSWER };
	struct signers signers;

	here.data = (struct session_signed){ o->statement->data,
		o->statement->len, o->signatures->data, o->signatures->len };
	here.logged_s = o->logged_s;
	if (signers_check(&signers, &here, w) != 0 ||
	    signers_made(&signers, &here, &maker, by, w) != 0)
		return -1;
	if (strcmp(by->person, o->maker->person) == 0)
		return 0;
	return why_set(w, WHY_SIGNER_MISMATCH,
	    "%s is of %s, its key is one of %s", o->what,
	    o->maker->person[0] == '\0' ? "the agency itself"
					: o->maker->person,
	    by->person[0] == '\0' ? "the agency itself" : by->person);
}

static int
check_hop(struct handovers *c, size_t i, const struct signers_ask *ask,
    struct why *w)
{
	const struct handover_parts *parts = &c->parts.hops[i];
	struct handover_hop *hop = &c->hops[i];
	struct handovers_by *by = &c->by[i];
	const struct handovers_logged *logged = &c->logged[i];
	const struct one given = { &parts->give, &parts->give_signatures,
		&hop->give.giver, "what was given",
		logged->given ? logged->given_s : DIRECTORY_NEVER };
	const struct one taken = { &parts->take, &parts->take_signatures,
		&hop->take.taker, "what was taken",
		logged->taken ? logged->taken_s : DIRECTORY_NEVER };

	if (check_one(&given, ask, &by->given, w) != 0)
		return why_in(w, "hop %zu, given", i + 1);
	hop->given_s = by->given.claimed_s;
	if (!hop->taken)
		return 0;
	if (check_one(&taken, ask, &by->taken, w) != 0)
		return why_in(w, "hop %zu, taken", i + 1);
	hop->taken_s = by->taken.claimed_s;
	return 0;
}

int
handovers_check(struct handovers *c, const struct signers_ask *ask,
    struct why *w)
{
	for (size_t i = 0; i < c->n; i++)
		if (check_hop(c, i, ask, w) != 0)
			return -1;
	return handover_chain(c->hops, c->n, ask->now_s, w);
}

static int
look_log(struct store *s, const char *agency, const struct seal_log *log,
    struct why *w)
{
	const struct witness_head head = { agency, 0, log };
	struct witness found;

	if (strcmp(agency, s->agency) == 0)
		return 0;
	if (witness_look(&s->ledger, &s->directory, &head, &found, w) != 0)
		return -1;
	return witness_refuse(&found, &head, w);
}

int
handovers_witness(const struct handovers *c, struct store *s, struct why *w)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct handover_hop *hop = &c->hops[i];

		if (look_log(s, hop->give.giver.key.agency, &hop->give.log,
			w) != 0 ||
		    (hop->taken &&
			look_log(s, hop->take.taker.key.agency, &hop->take.log,
			    w) != 0))
			return why_in(w, "hop %zu", i + 1);
	}
	return 0;
}

/* --- shared --- */

int
handovers_open(struct handovers *c, struct store *s, const char *path,
    struct why *w)
{
	const struct signers_ask ask = {
		.session = &s->session,
		.directory = &s->directory,
		.now_s = time(NULL),
	};

	if (store_sound_directory(s, w) != 0 || handovers_read(c, path, w) != 0)
		return -1;
	if (handovers_recall(c, s, w) != 0 || handovers_check(c, &ask, w) != 0)
		return why_in(w, "%s", path);
	return 0;
}

int
handovers_text(char to[HANDOVER_TEXT_BYTES], const char *text,
    const char *option, struct why *w)
{
	if (text == NULL)
		text = "";
	if (strlen(text) >= HANDOVER_TEXT_BYTES || !why_printable(text))
		return why_set(w, WHY_USAGE,
		    "%s: a line of printable text is needed, of at most %d "
		    "bytes",
		    option, HANDOVER_TEXT_BYTES - 1);
	(void)snprintf(to, HANDOVER_TEXT_BYTES, "%s", text);
	return 0;
}

void
handovers_event(const struct store *s, const struct handover_give *g,
    const char *act, const char *actor, struct event *e)
{
	*e = (struct event){ .outcome = "done" };
	(void)snprintf(e->act, sizeof e->act, "%s", act);
	(void)snprintf(e->actor, sizeof e->actor, "%s", actor);
	(void)snprintf(e->reference, sizeof e->reference, "%s", g->reference);
	bytes_to_hex(e->bundle, g->what.bundle, sizeof g->what.bundle);
	bytes_to_hex(e->seal, g->what.seal, sizeof g->what.seal);
	bytes_to_hex(e->handover, g->what.id, sizeof g->what.id);
	store_rules_name(s, e);
	event_add_count(e, "hop", g->hop);
}
