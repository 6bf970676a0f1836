#include "tool/cmd/certificate.h"

static const struct say_column target_columns[] = {
	{ "kind", "TARGETS", 9 },
	{ "asked", "ASKED", 9 },
	{ "absent", "ABSENT", 0 },
};

static const struct say_column bundle_columns[] = {
	{ "bundle", "BUNDLE", 32 },
	{ "state", "STATE", 9 },
	{ "reads", "READS", 9 },
	{ "files", "FILES", 9 },
	{ "held", "HELD", 9 },
	{ "restricted", "RESTRICTED", 10 },
	{ "lifted", "LIFTED", 0 },
};

static const struct say_column hold_columns[] = {
	{ "hold", "HOLD", 32 },
	{ "ground", "GROUND", 8 },
	{ "review", "REVIEW", 10 },
	{ "records", "RECORDS", 0 },
};

static const struct say_column reach_columns[] = {
	{ "place", "PLACE", 11 },
	{ "state", "STATE", 11 },
	{ "reason", "BECAUSE", 14 },
	{ "count", "COUNT", 0 },
};

#define N(table) (sizeof(table) / sizeof((table)[0]))

static void
say_targets(struct say *s, const struct certificate *c)
{
	say_list_begin(s, "targets", NULL, target_columns, N(target_columns));
	for (size_t i = 0; i < c->n_targets; i++) {
		const struct certificate_target *t = &c->targets[i];

		say_row_begin(s);
		say_text(s, "kind", NULL, order_target_name(t->kind));
		say_number(s, "asked", NULL, t->asked);
		say_number(s, "absent", NULL, t->absent);
		say_row_end(s);
	}
	say_list_end(s, "no targets");
}

static void
say_bundle(struct say *s, const struct certificate_bundle *b)
{
	uint64_t of[CERTIFICATE_SETS] = { 0 };

	for (size_t i = 0; i < b->n; i++)
		for (unsigned j = 0; j < CERTIFICATE_SETS; j++)
			of[j] += b->segments[i].sets[j].count;
	say_row_begin(s);
	say_hex(s, "bundle", NULL, b->id, sizeof(b->id));
	say_text(s, "state", NULL, certificate_state_name(b->state));
	say_number(s, "reads", NULL, b->reads);
	say_number(s, "files", NULL, b->files);
	say_number(s, "records", NULL, of[CERTIFICATE_TAKEN]);
	say_number(s, "held", NULL, of[CERTIFICATE_HELD]);
	say_number(s, "restricted", NULL, of[CERTIFICATE_RESTRICTED]);
	say_number(s, "lifted", NULL, of[CERTIFICATE_LIFTED]);
	say_number(s, "gone_before", NULL, of[CERTIFICATE_OTHER]);
	say_number(s, "segments", NULL, b->n);
	say_row_end(s);
}

static void
say_holds(struct say *s, const struct certificate *c)
{
	say_list_begin(s, "holds", NULL, hold_columns, N(hold_columns));
	for (size_t i = 0; i < c->n_holds; i++) {
		const struct certificate_hold *h = &c->holds[i];

		say_row_begin(s);
		say_hex(s, "hold", NULL, h->id, sizeof(h->id));
		say_text(s, "ground", NULL, h->ground);
		say_text(s, "review", NULL, h->review);
		say_number(s, "records", NULL, h->records);
		say_row_end(s);
	}
	say_list_end(s, "No hold keeps anything of it.");
}

static void
say_reach(struct say *s, const struct certificate *c)
{
	say_list_begin(s, "reach", NULL, reach_columns, N(reach_columns));
	for (size_t i = 0; i < c->n_places; i++) {
		const struct certificate_place *p = &c->places[i];

		say_row_begin(s);
		say_text(s, "place", NULL, p->place);
		say_text(s, "state", NULL, p->state);
		say_text(s, "reason", NULL, p->reason);
		say_number(s, "count", NULL, p->count);
		say_row_end(s);
	}
	say_list_end(s, "It does not say what was reached.");
}

/* As text only what an answer to such an order can have. */
static void
say_set(struct say *s, const struct certificate *c, enum certificate_set set,
    const char *key, const char *label)
{
	say_number(s, key, certificate_may(c->does, set) ? label : NULL,
	    certificate_count(c, set));
}

void
certificate_say_head(struct say *s, const struct certificate *c)
{
	say_hex(s, "order", "Order", c->order, sizeof(c->order));
	say_text(s, "kind", "Kind", order_act_name(c->kind));
	if (c->kind == ORDER_RECTIFY)
		say_text(s, "then", "Then", order_act_name(c->does));
	say_text(s, "issuer", "Ordered by", c->issuer.agency);
	say_time(s, "deadline", "Deadline", c->deadline_s);
	if (c->ends_s != ORDER_NO_END)
		say_time(s, "ends", "Ends", c->ends_s);
	say_time(s, "answered", "Carried out", c->answered_s);
	say_flag(s, "late", "Late", c->made_s > c->deadline_s);
	say_time(s, "made", "Made", c->made_s);
	say_number(s, "bundles_told", "Bundles", c->n_bundles);
	say_set(s, c, CERTIFICATE_TAKEN, "records", "Records gone");
	say_set(s, c, CERTIFICATE_HELD, "records_held", "Records held");
	say_set(s, c, CERTIFICATE_RESTRICTED, "records_restricted",
	    "Restricted");
	say_set(s, c, CERTIFICATE_LIFTED, "records_lifted", "Lifted");
}

void
certificate_say(struct say *s, const struct certificate *c)
{
	certificate_say_head(s, c);
	say_hex(s, "order_digest", NULL, c->digest, sizeof(c->digest));
	say_hex(s, "carrier", NULL, c->carrier, sizeof(c->carrier));
	say_text(s, "issuer_fingerprint", NULL, c->issuer.fingerprint);
	say_time(s, "issued", NULL, c->issued_s);
	say_text(s, "answerer", "Answered by", c->answerer.agency);
	say_text(s, "fingerprint", "Fingerprint", c->answerer.fingerprint);
	say_text(s, "tool", "Tool version", c->tool);
	say_text(s, "log_origin", NULL, c->origin);
	say_number(s, "log_size", NULL, c->log_size);
	say_hex(s, "log_root", NULL, c->log_root, sizeof(c->log_root));
	say_targets(s, c);
	say_list_begin(s, "bundles", NULL, bundle_columns, N(bundle_columns));
	for (size_t i = 0; i < c->n_bundles; i++)
		say_bundle(s, &c->bundles[i]);
	say_list_end(s, "no bundles");
	say_holds(s, c);
	say_reach(s, c);
}
