#include "tool/cmd/handover.h"

#include <sys/stat.h>

#include "tool/cmd/output.h"
#include "tool/cmd/trust.h"

/* --- JSON --- */

static void
say_party(struct say *s, const char *key, const struct handover_party *p)
{
	say_group_begin(s, key, NULL);
	say_text(s, "agency", NULL, p->key.agency);
	say_text(s, "person", NULL, p->person);
	say_text(s, "fingerprint", NULL, p->key.fingerprint);
	say_group_end(s);
}

static void
say_given(struct say *s, const struct handover_give *g)
{
	say_party(s, "giver", &g->giver);
	say_group_begin(s, "to", NULL);
	say_text(s, "agency", NULL, g->to_agency);
	say_text(s, "person", NULL, g->to_person);
	say_group_end(s);
	say_time(s, "given", NULL, g->made_s);
	say_text(s, "given_by", NULL, g->officer);
	say_text(s, "given_at", NULL, g->place);
	say_text(s, "given_found", NULL, handover_found_name(g->found));
	say_text(s, "given_reason", NULL, g->reason);
	say_text(s, "courier", NULL, g->courier);
	say_text(s, "medium_make", NULL, g->make);
	say_text(s, "medium_serial", NULL, g->serial);
	say_text(s, "seal_number", NULL, g->seal_number);
	say_text(s, "why", NULL, g->why);
	say_text(s, "reference", NULL, g->reference);
	say_number(s, "file_bytes", NULL, g->what.file.bytes);
	say_hex(s, "file_digest", NULL, g->what.file.digest,
	    sizeof g->what.file.digest);
}

static void
say_taken(struct say *s, const struct handover_take *t)
{
	say_party(s, "taker", &t->taker);
	say_time(s, "taken", NULL, t->made_s);
	say_text(s, "taken_by", NULL, t->officer);
	say_text(s, "taken_at", NULL, t->place);
	say_text(s, "found", NULL, handover_found_name(t->found));
	say_text(s, "reason", NULL, t->reason);
	say_text(s, "seal_number_seen", NULL, t->seal_number);
	say_text(s, "remark", NULL, t->remark);
}

/* --- lines for people --- */

/* "north/p-1" */
static const char *
slash(const char *person)
{
	return person[0] == '\0' ? "" : "/";
}

/* Nothing where there is nothing. */
static void
note(struct say *s, const char *what, const char *text)
{
	if (text[0] != '\0')
		say_note(s, "  %-8s %s", what, text);
}

static void
note_given(struct say *s, const struct handover_give *g)
{
	const struct handover_party *p = &g->giver;
	char time[TEXT_TIME_BYTES];

	text_time_format(time, g->made_s);
	say_note(s, "Hop %u: from %s%s%s to %s%s%s", g->hop, p->key.agency,
	    slash(p->person), p->person, g->to_agency, slash(g->to_person),
	    g->to_person);
	say_note(s, "  given    %s, by %s, at %s", time, g->officer, g->place);
	say_note(s, "  found    %s%s%s", handover_found_name(g->found),
	    g->reason[0] == '\0' ? "" : ": ", g->reason);
	say_note(s, "  medium   %s, %s", g->make, g->serial);
	note(s, "seal", g->seal_number);
	note(s, "why", g->why);
	note(s, "case", g->reference);
	note(s, "courier", g->courier);
}

static void
note_taken(struct say *s, const struct handover_take *t)
{
	const struct handover_party *p = &t->taker;
	char time[TEXT_TIME_BYTES];

	text_time_format(time, t->made_s);
	say_note(s, "  taken    %s, by %s of %s%s%s, at %s", time, t->officer,
	    p->key.agency, slash(p->person), p->person, t->place);
	say_note(s, "  found    %s%s%s", handover_found_name(t->found),
	    t->reason[0] == '\0' ? "" : ": ", t->reason);
	note(s, "seal", t->seal_number);
	note(s, "remark", t->remark);
}

static void
say_trust(struct say *s, const char *key, const struct decision *d,
    enum handover_trust trust)
{
	if (trust == HANDOVER_UNCHECKED)
		return;
	say_group_begin(s, key, NULL);
	say_time(s, "signed", NULL, d->claimed_s);
	trust_say(s, d, trust == HANDOVER_BY_CARD);
	say_group_end(s);
}

static void
say_hop(struct say *s, const struct handovers *c, size_t i,
    enum handover_trust trust)
{
	const struct handover_hop *hop = &c->hops[i];

	say_row_begin(s);
	say_number(s, "hop", NULL, hop->give.hop);
	say_given(s, &hop->give);
	note_given(s, &hop->give);
	say_trust(s, "given_trust", &c->by[i].given, trust);
	if (hop->taken) {
		say_taken(s, &hop->take);
		note_taken(s, &hop->take);
		say_trust(s, "taken_trust", &c->by[i].taken, trust);
	} else {
		say_note(s, "  not taken");
	}
	say_row_end(s);
}

void
handover_say(struct say *s, const struct handovers *c,
    enum handover_trust trust)
{
	const struct handover_what *of = &c->hops[0].give.what;

	say_hex(s, "handover", "Hand-over", of->id, sizeof of->id);
	say_hex(s, "bundle", "Bundle", of->bundle, sizeof of->bundle);
	say_hex(s, "seal_digest", "Seal digest", of->seal, sizeof of->seal);
	say_list_begin(s, "hops", NULL, NULL, 0);
	for (size_t i = 0; i < c->n; i++)
		say_hop(s, c, i, trust);
	say_list_end(s, "no hops");
}

/* --- giving and taking --- */

int
handover_act(struct handovers_act *out, const struct command_call *call,
    const struct handover_shared *shared, const char *bundle, struct why *w)
{
	struct stat st;

	*out = (struct handovers_act){
		.actor = call->actor,
		.bundle = bundle,
		.place = shared->place,
		.seal_number = shared->seal_number,
		.as_found = shared->as_found,
		.dry_run = call->dry_run,
		.jobs = jobs_of(&shared->jobs),
	};
	if ((bundle == NULL) != shared->unopened)
		return why_set(w, WHY_USAGE,
		    shared->unopened ? "--unopened: then no bundle is looked at"
				     : "name the bundle, or say --unopened");
	return lstat(shared->output, &st) == 0
	    ? why_set(w, WHY_USAGE, "%s is there already", shared->output)
	    : 0;
}

int
handover_written(const struct command_call *call, const char *output,
    const struct handovers *c, const struct bytes *file, struct why *w)
{
	if (!call->dry_run && cmd_output(output, file->data, file->len, w) != 0)
		return -1;
	handover_say(call->say, c, HANDOVER_UNCHECKED);
	say_flag(call->say, "written", NULL, !call->dry_run);
	if (!call->dry_run)
		say_text(call->say, "output", "Written to", output);
	return 0;
}
