#include <stdio.h>
#include <string.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/demanded.h"
#include "tool/cmd/exhibit_show.h"
#include "tool/cmd/leftout.h"
#include "tool/cmd/ordered.h"
#include "tool/cmd/signed.h"
#include "tool/flow/withheld.h"
#include "tool/store/store.h"

struct list_args {
	const char *store;
	bool contents;
	bool demands;
	bool exhibits;
	bool orders;
	bool signatures;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct list_args, store) },
	{ "contents", NULL,
	    "show what was left out of each bundle before sealing, and which "
	    "sources its reads are of, instead",
	    OPT_FLAG(struct list_args, contents) },
	{ "demands", NULL, "show what was ordered of others instead",
	    OPT_FLAG(struct list_args, demands) },
	{ "exhibits", NULL, "show the exhibits that were made instead",
	    OPT_FLAG(struct list_args, exhibits) },
	{ "orders", NULL, "show the orders that were carried out instead",
	    OPT_FLAG(struct list_args, orders) },
	{ "signatures", NULL,
	    "show who signed each bundle instead, and what was asked for",
	    OPT_FLAG(struct list_args, signatures) },
	{ 0 },
};

/* --- bundles --- */

static const struct say_column bundle_columns[] = {
	{ "bundle", "BUNDLE", 32 },
	{ "state", "STATE", 8 },
	{ "other", "OTHER", 14 },
	{ "holds", "HOLDS", 5 },
	{ "reads", "READS", 10 },
	{ "deleted_reads", "DELETED", 8 },
	{ "restricted_records", "RESTRICTED", 10 },
	{ "left_out", "LEFT OUT BY", 12 },
	{ "findings", "FINDINGS", 8 },
	{ "signed_by", "SIGNED BY", 20 },
	{ "via", "VIA", 0 },
};

static const char *
state_word(const struct ledger_bundle *b)
{
	switch (b->state) {
	case LEDGER_BEGUN:
		return b->direction == LEDGER_SENT ? "packing" : "receiving";
	case LEDGER_DONE:
		return b->direction == LEDGER_SENT ? "sent" : "received";
	case LEDGER_DELETED:
		return "deleted";
	case LEDGER_FAILED:
		return "failed";
	}
	return "unknown";
}

struct listing {
	struct say *say;
	struct ledger *ledger;
};

/** By whom a forwarded bundle came. */
struct ways {
	struct ledger_hop first;
	struct ledger_hop last;
	uint64_t n;
};

static int
note_hop(void *self, const struct ledger_hop *h, struct why *w)
{
	struct ways *ways = self;

	(void)w;
	if (ways->n++ == 0)
		ways->first = *h;
	ways->last = *h;
	return 0;
}

/* Of one that was received, who sent it on; of one that was sent on from here,
 * whose it was. */
static int
say_ways(const struct listing *l, const struct ledger_bundle *b, struct why *w)
{
	struct say *s = l->say;
	struct ways ways = { 0 };
	bool sent = b->direction == LEDGER_SENT;
	const struct ledger_hop *via = sent ? &ways.first : &ways.last;
	char id[SEAL_ID_HEX] = "";

	if (ledger_hop_each(l->ledger, b->id, note_hop, &ways, w) != 0)
		return -1;
	if (ways.n > 0)
		bytes_to_hex(id, via->id, sizeof via->id);
	say_number(s, "earlier_seals", NULL,
	    sent || ways.n == 0 ? ways.n : ways.n - 1);
	say_text(s, "via", NULL, via->sender.agency);
	say_text(s, "via_fingerprint", NULL, via->sender.fingerprint);
	say_text(s, "via_bundle", NULL, id);
	return 0;
}

/** Who signed the seal that a bundle came or went by. */
struct signing {
	uint64_t seal; /* the last one is told */
	uint64_t n;
	uint64_t asked;
	uint64_t met;
	char by[SIGNATURE_FILE_MAX *
	    (CARD_AGENCY_BYTES + CARD_PERSON_BYTES + 4)];
};

/* Brackets: it does not count. */
static int
note_signature(void *self, const struct ledger_signature *one, struct why *w)
{
	struct signing *to = self;
	bool counts = one->reason[0] == '\0';
	size_t at;

	(void)w;
	if (one->seal != to->seal)
		*to = (struct signing){ .seal = one->seal };
	to->n++;
	at = strlen(to->by);
	(void)snprintf(to->by + at, sizeof to->by - at, "%s%s%s%s%s%s",
	    at == 0 ? "" : ",", counts ? "" : "(",
	    one->agency[0] == '\0' ? "unknown" : one->agency,
	    one->person[0] == '\0' ? "" : "/", one->person, counts ? "" : ")");
	return 0;
}

static int
note_quorum(void *self, const struct ledger_quorum *q, struct why *w)
{
	struct signing *to = self;

	(void)w;
	if (q->seal != to->seal)
		return 0;
	to->asked += q->asked;
	to->met += q->met;
	return 0;
}

static int
say_signing(const struct listing *l, const struct ledger_bundle *b,
    struct why *w)
{
	struct signing to = { 0 };
	const struct ledger_signed of = { b->id, b->direction };
	const struct ledger_signature_look look = { note_signature, note_quorum,
		&to };

	if (ledger_signature_each(l->ledger, &of, &look, w) != 0)
		return -1;
	say_number(l->say, "signatures", NULL, to.n);
	say_text(l->say, "signed_by", NULL, to.by);
	say_number(l->say, "persons_asked", NULL, to.asked);
	say_number(l->say, "persons_met", NULL, to.met);
	return 0;
}

static int
say_series(const struct listing *l, const struct ledger_bundle *b,
    struct why *w)
{
	uint8_t id[SEAL_ID_BYTES];
	bool found;

	if (ledger_series_get(l->ledger, b, id, &found, w) != 0)
		return -1;
	if (found)
		say_hex(l->say, "series", NULL, id, sizeof id);
	return 0;
}

/* Of one that was sent, the other agency's store knows. */
static int
say_restricted(const struct listing *l, const struct ledger_bundle *b,
    struct why *w)
{
	struct withheld withheld = { 0 };
	int rc = b->direction == LEDGER_SENT
	    ? 0
	    : withheld_load(&withheld, l->ledger, b->id, NULL, w);

	say_number(l->say, "restricted_records", NULL,
	    withheld_restricted(&withheld));
	withheld_clear(&withheld);
	return rc;
}

static int
say_bundle(void *self, const struct ledger_bundle *b, struct why *w)
{
	const struct listing *l = self;
	struct say *s = l->say;
	bool sent = b->direction == LEDGER_SENT;
	int rc;

	say_row_begin(s);
	say_hex(s, "bundle", NULL, b->id, sizeof b->id);
	say_text(s, "direction", NULL, sent ? "sent" : "received");
	say_text(s, "state", NULL, state_word(b));
	say_text(s, "other", NULL, b->other.agency);
	say_text(s, "other_fingerprint", NULL, b->other.fingerprint);
	say_number(s, "sequence", NULL, b->sequence);
	say_time(s, "created", NULL, b->created_s);
	say_time(s, "entered", NULL, b->entered_s);
	say_hex(s, "seal", NULL, b->seal_digest, sizeof b->seal_digest);
	say_text(s, "marking", NULL, b->marking);
	say_text(s, "purpose", NULL, b->purpose);
	say_text(s, "reference", NULL, b->reference);
	say_number(s, "segments", NULL, b->segments);
	say_number(s, "members", NULL, b->members);
	say_number(s, "records", NULL, b->records);
	say_number(s, "reads", NULL, b->reads);
	say_number(s, "files", NULL, b->files);
	say_number(s, "orders", NULL, b->orders);
	say_text(s, "holds", NULL,
	    b->orders > 0 && b->files == 0 ? "order" : "data");
	say_number(s, "deleted_records", NULL, b->deleted_records);
	say_number(s, "deleted_reads", NULL, b->deleted_reads);
	rc = say_restricted(l, b, w);
	if (rc == 0)
		rc = say_series(l, b, w);
	if (rc == 0)
		rc = leftout_say_row(s, l->ledger, b, w);
	if (rc == 0)
		rc = say_signing(l, b, w);
	if (rc == 0)
		rc = say_ways(l, b, w);
	say_row_end(s);
	return rc;
}

/* --- signatures --- */

static const struct say_column signature_columns[] = {
	{ "bundle", "BUNDLE", 32 },
	{ "agency", "SIGNED BY", 14 },
	{ "person", "PERSON", 10 },
	{ "claimed", "ON", 20 },
	{ "state", "COUNTS", 17 },
	{ "fingerprint", "FINGERPRINT", 0 },
};

static const struct say_column quorum_columns[] = {
	{ "bundle", "BUNDLE", 32 },
	{ "role", "POLICY ASKED FOR", 16 },
	{ "asked", "PERSONS", 7 },
	{ "met", "SIGNED", 6 },
};

/** One of the two lists, of one bundle after the other. */
struct signing_list {
	struct listing listing;
	const struct ledger_bundle *bundle;
	bool quorum;
};

static void
say_which(const struct signing_list *l, uint64_t seal)
{
	struct say *s = l->listing.say;

	say_row_begin(s);
	say_hex(s, "bundle", NULL, l->bundle->id, sizeof l->bundle->id);
	say_text(s, "direction", NULL,
	    l->bundle->direction == LEDGER_SENT ? "sent" : "received");
	say_number(s, "seal", NULL, seal);
}

static int
say_signature(void *self, const struct ledger_signature *one, struct why *w)
{
	const struct signing_list *l = self;

	(void)w;
	if (l->quorum)
		return 0;
	say_which(l, one->seal);
	signed_say_fields(l->listing.say, one, NULL);
	say_row_end(l->listing.say);
	return 0;
}

static int
say_quorum(void *self, const struct ledger_quorum *q, struct why *w)
{
	const struct signing_list *l = self;

	(void)w;
	if (!l->quorum)
		return 0;
	say_which(l, q->seal);
	signed_say_asked(l->listing.say, q);
	say_row_end(l->listing.say);
	return 0;
}

static int
say_signed_bundle(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct signing_list *l = self;
	const struct ledger_signed of = { b->id, b->direction };
	const struct ledger_signature_look look = { say_signature, say_quorum,
		l };

	l->bundle = b;
	return ledger_signature_each(l->listing.ledger, &of, &look, w);
}

static int
say_signatures(const struct listing *listing, struct why *w)
{
	struct signing_list l = { .listing = *listing };
	struct say *s = listing->say;
	int rc;

	say_list_begin(s, "signatures", NULL, signature_columns,
	    sizeof signature_columns / sizeof signature_columns[0]);
	rc = ledger_bundle_each(listing->ledger, say_signed_bundle, &l, w);
	say_list_end(s, "no bundles were signed");
	if (rc != 0)
		return -1;
	l.quorum = true;
	say_list_begin(s, "quorum", NULL, quorum_columns,
	    sizeof quorum_columns / sizeof quorum_columns[0]);
	rc = ledger_bundle_each(listing->ledger, say_signed_bundle, &l, w);
	say_list_end(s, "no policy asked for further signatures");
	return rc;
}

/* --- orders --- */

static int
run(const struct command_call *call, struct why *w)
{
	const struct list_args *args = call->args;
	struct say *s = call->say;
	struct store store = { 0 };
	struct listing listing = { s, &store.ledger };
	int rc = -1;

	if (args->orders + args->signatures + args->contents + args->demands +
		args->exhibits >
	    1)
		return why_set(w, WHY_USAGE,
		    "--contents, --demands, --exhibits, --orders and "
		    "--signatures are "
		    "lists of their own: ask for one");
	if (store_open(&store, args->store, STORE_LOOK, NULL, w) != 0)
		return -1;
	say_text(s, "agency", "Agency", store.agency);
	if (args->orders) {
		rc = ordered_say(s, &store.ledger, w);
	} else if (args->demands) {
		rc = demanded_say(s, &store.ledger, w);
	} else if (args->signatures) {
		rc = say_signatures(&listing, w);
	} else if (args->exhibits) {
		rc = exhibit_show_list(s, &store.ledger, w);
	} else if (args->contents) {
		rc = leftout_say_lists(s, &store.ledger, w);
	} else {
		say_list_begin(s, "bundles", NULL, bundle_columns,
		    sizeof bundle_columns / sizeof bundle_columns[0]);
		rc = ledger_bundle_each(&store.ledger, say_bundle, &listing, w);
		say_list_end(s, "no bundles were sent or received");
	}
	store_close(&store);
	return rc;
}

const struct command cmd_list = {
	.name = "list",
	.summary = "Show what a store sent and received",
	.about =
	    "One line a bundle: its id, what became of it, the other "
	    "agency, how many reads it held and how many of them were "
	    "deleted, by which rules some were left out before sealing, how "
	    "many kinds of findings its quality statement has (nothing: there "
	    "is none), who "
	    "signed it (in brackets: does not count), and by whom it was "
	    "forwarded. --json tells more.\n"
	    "Who signed, and whether that counted, is told as it was when "
	    "the bundle came in or went out, or when \"approve add\" "
	    "added to it.",
	.options = options,
	.args_bytes = sizeof(struct list_args),
	.run = run,
};
