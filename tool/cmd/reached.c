#include "tool/cmd/reached.h"

static const struct say_column columns[] = {
	{ "place", "PLACE", 10 },
	{ "state", "STATE", 11 },
	{ "reason", "REASON", 13 },
	{ "count", "COUNT", 7 },
};

static const struct say_column shown_columns[] = {
	{ "reference", "EXHIBIT", 24 },
	{ "bundle", "OF BUNDLE", 32 },
	{ "made", "MADE", 20 },
};

void
reached_say_shown(struct say *s, const struct reach_shown *shown)
{
	say_list_begin(s, "exhibits", "Exhibits that may show what was deleted",
	    shown_columns, sizeof shown_columns / sizeof shown_columns[0]);
	for (size_t i = 0; i < shown->n; i++) {
		const struct ledger_exhibit *e = &shown->all[i];

		say_row_begin(s);
		say_text(s, "reference", NULL, e->reference);
		say_hex(s, "bundle", NULL, e->bundle, sizeof e->bundle);
		say_time(s, "made", NULL, e->made_s);
		say_row_end(s);
	}
	say_list_end(s, "No exhibit was made of what was changed.");
}

void
reached_say(struct say *s, const struct reach *r,
    const struct reach_shown *shown)
{
	say_list_begin(s, "reach", "Reach", columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < r->n; i++) {
		const struct reach_place *p = &r->places[i];

		say_row_begin(s);
		say_text(s, "place", NULL, p->place);
		say_text(s, "state", NULL, reach_word(p->state));
		say_text(s, "reason", NULL, p->reason);
		say_number(s, "count", NULL, p->count);
		say_row_end(s);
	}
	say_list_end(s, "nothing is known");
	reached_say_shown(s, shown);
}
