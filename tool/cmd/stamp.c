#include "tool/cmd/stamp.h"

#include <string.h>

/* It is in the ledger, sent or received, with this very seal. */
static int
known(struct store *s, const struct opening *o, bool *out, struct why *w)
{
	static const enum ledger_direction ways[] = { LEDGER_SENT,
		LEDGER_RECEIVED };
	const struct seal *last = opening_last(o);
	struct ledger_bundle row;

	*out = false;
	for (size_t i = 0; i < 2 && !*out; i++) {
		/* what came is kept under the id of the first sender's */
		const uint8_t *id =
		    ways[i] == LEDGER_RECEIVED && last->n_earlier > 0
		    ? last->earlier[0].id
		    : last->id;
		bool found = false;

		if (ledger_bundle_get(&s->ledger, id, ways[i], &row, &found,
			w) != 0)
			return -1;
		*out = found &&
		    memcmp(row.seal_digest, o->seal_digest,
			sizeof row.seal_digest) == 0;
	}
	return 0;
}

int
stamp_open(struct opening *o, struct store *s, const char *path, struct why *w)
{
	bool ours = false;

	*o = (struct opening){ .fd = -1 };
	if (opening_open(o, path, w) != 0 || opening_inspect(o, w) != 0 ||
	    known(s, o, &ours, w) != 0)
		return -1;
	if (!ours)
		return why_set(w, WHY_USAGE,
		    "%s: this store neither sent nor received it", path);
	return 0;
}

static int
read_earlier(void *self, size_t i, struct bytes *text, struct bytes *signature,
    struct why *w)
{
	return opening_read_earlier(self, i, text, signature, w);
}

int
stamp_attach(const struct command_call *call, struct store *s, const char *path,
    const struct since_given *given, struct since_attached *out, struct why *w)
{
	struct opening o;
	struct since_attach what = {
		.given = given,
		.seal = &o.seal_text,
		.signature = &o.signature,
		.read = read_earlier,
		.self = &o,
		.actor = call->dry_run ? NULL : call->actor,
	};
	int rc = stamp_open(&o, s, path, w);

	if (rc == 0) {
		what.n_earlier = o.frame.n_earlier;
		rc = since_attach(s, &what, out, w);
	}
	opening_close(&o);
	return rc;
}

static void
say_subject(struct say *say, const struct ledger_stamp *row)
{
	say_text(say, "over", "Over", row->of_seal ? "seal" : "checkpoint");
	if (row->of_seal)
		say_hex(say, "bundle", "Bundle", row->bundle,
		    sizeof row->bundle);
	else
		say_number(say, "size", "Events", row->size);
	say_time(say, "dated", "Dated", row->dated_s);
}

void
stamp_say_token(struct say *say, const struct ledger_stamp *row,
    const struct timestamp *token)
{
	say_subject(say, row);
	say_time(say, "time", "Existed at", token->time_s);
	if (row->dated_s > token->time_s)
		say_number(say, "clock_ahead", "Clock ahead by (s)",
		    (uint64_t)(row->dated_s - token->time_s));
	say_text(say, "authority", "Authority", token->name);
	say_text(say, "authority_certificate", "Its certificate", token->print);
	say_text(say, "serial", "Serial", token->serial);
}

void
stamp_say(struct say *say, const struct store_stamp *stamp)
{
	const struct ledger_stamp *row = stamp->row;
	bool good = row->response != NULL && stamp->why.reason == WHY_NONE;

	say_number(say, "number", "Number", row->row);
	say_text(say, "state", "State",
	    stamp->why.reason != WHY_NONE ? why_name(stamp->why.reason)
		: row->response == NULL	  ? "waiting"
					  : "good");
	say_flag(say, "requested", NULL, row->request != NULL);
	say_time(say, "asked", row->request != NULL ? "Asked for" : "Taken",
	    row->asked_s);
	if (good)
		stamp_say_token(say, row, &stamp->token);
	else
		say_subject(say, row);
	if (stamp->why.reason != WHY_NONE)
		say_text(say, "why", "Why", stamp->why.text);
}
