#include "tool/cmd/targets.h"

bool
targets_given(const struct targets_args *a)
{
	const char *const texts[] = { a->feed, a->source, a->area, a->from,
		a->until, a->before, a->in };
	const struct opt_list *const lists[] = { &a->vrms, &a->cameras,
		&a->records, &a->members, &a->bundles, &a->series };
	bool any = false;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		any |= texts[i] != NULL;
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		any |= lists[i]->n > 0;
	return any;
}

static struct draft_list
list_of(const struct opt_list *l)
{
	return (struct draft_list){ l->items, l->n };
}

void
targets_ask(const struct targets_args *a, struct draft_ask *ask)
{
	ask->from = a->from;
	ask->until = a->until;
	ask->area = a->area;
	ask->before = a->before;
	ask->feed = a->feed;
	ask->source = a->source;
	ask->in = a->in;
	ask->vrms = list_of(&a->vrms);
	ask->cameras = list_of(&a->cameras);
	ask->records = list_of(&a->records);
	ask->members = list_of(&a->members);
	ask->bundles = list_of(&a->bundles);
	ask->series = list_of(&a->series);
}

static const struct say_column bundle_columns[] = {
	{ "bundle", "BUNDLE", 32 },
	{ "other", "OF", 14 },
	{ "reads", "READS", 10 },
	{ "files", "FILES", 8 },
	{ "whole", "WHOLE", 5 },
	{ "unread", "UNREADABLE", 10 },
};
static const struct say_column target_columns[] = {
	{ "target", "TARGET", 8 },
	{ "kind", "KIND", 8 },
	{ "reads", "READS", 10 },
	{ "files", "FILES", 8 },
	{ "bundles", "BUNDLES", 8 },
};

static void
say_hits(struct say *s, const struct preview *p)
{
	say_list_begin(s, "bundles", NULL, bundle_columns,
	    sizeof bundle_columns / sizeof bundle_columns[0]);
	for (size_t i = 0; i < p->n_bundles; i++) {
		const struct preview_bundle *b = &p->bundles[i];

		say_row_begin(s);
		say_hex(s, "bundle", NULL, b->id, sizeof b->id);
		say_text(s, "other", NULL, b->other);
		say_number(s, "reads", NULL, b->reads);
		say_number(s, "files", NULL, b->files);
		say_text(s, "whole", NULL, b->whole ? "yes" : "no");
		say_number(s, "unread", NULL, b->unread);
		say_row_end(s);
	}
	say_list_end(s, "nothing here would be hit");
	say_list_begin(s, "hits", NULL, target_columns,
	    sizeof target_columns / sizeof target_columns[0]);
	for (size_t i = 0; i < p->n_targets; i++) {
		const struct preview_target *t = &p->targets[i];

		say_row_begin(s);
		say_number(s, "target", NULL, i + 1);
		say_text(s, "kind", NULL, order_target_name(t->kind));
		say_number(s, "reads", NULL, t->reads);
		say_number(s, "files", NULL, t->files);
		say_number(s, "bundles", NULL, t->bundles);
		say_row_end(s);
	}
	say_list_end(s, "too many targets to tell them apart");
}

void
targets_say(struct say *s, const struct preview *p)
{
	say_number(s, "looked", "Bundles here", p->looked);
	say_number(s, "absent", "Targets not found", p->absent);
	say_number(s, "failed", "Not looked through", p->failed);
	say_hits(s, p);
	if (p->failed > 0) {
		say_text(s, "failed_reason", NULL, why_name(p->why.reason));
		say_text(s, "failed_message", NULL, p->why.text);
		say_note(s, "WARNING: not looked through everywhere: %s",
		    p->why.text);
	}
	say_note(s,
	    "These are bundles that this store received; images that reads "
	    "name go with them and are not counted. Nothing was written.");
}
