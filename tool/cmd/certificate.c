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
	{ "restricted", "RESTRICTED", 0 },
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
	uint64_t taken = 0;
	uint64_t held = 0;
	uint64_t restricted = 0;
	uint64_t other = 0;

	for (size_t i = 0; i < b->n; i++) {
		taken += b->segments[i].taken.count;
		held += b->segments[i].held.count;
		restricted += b->segments[i].restricted.count;
		other += b->segments[i].other.count;
	}
	say_row_begin(s);
	say_hex(s, "bundle", NULL, b->id, sizeof(b->id));
	say_text(s, "state", NULL, certificate_state_name(b->state));
	say_number(s, "reads", NULL, b->reads);
	say_number(s, "files", NULL, b->files);
	say_number(s, "records", NULL, taken);
	say_number(s, "held", NULL, held);
	say_number(s, "restricted", NULL, restricted);
	say_number(s, "gone_before", NULL, other);
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

void
certificate_say_head(struct say *s, const struct certificate *c)
{
	say_hex(s, "order", "Order", c->order, sizeof(c->order));
	say_text(s, "issuer", "Ordered by", c->issuer.agency);
	say_time(s, "deadline", "Deadline", c->deadline_s);
	say_time(s, "answered", "Carried out", c->answered_s);
	say_flag(s, "late", "Late", c->made_s > c->deadline_s);
	say_time(s, "made", "Made", c->made_s);
	say_number(s, "bundles_told", "Bundles", c->n_bundles);
	say_number(s, "records", "Records gone", certificate_taken(c));
	say_number(s, "records_held", "Records held", certificate_held(c));
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
