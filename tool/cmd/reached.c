#include "tool/cmd/reached.h"

static const struct say_column columns[] = {
	{ "place", "PLACE", 10 },
	{ "state", "STATE", 11 },
	{ "reason", "REASON", 13 },
	{ "count", "COUNT", 7 },
};

void
reached_say(struct say *s, const struct reach *r)
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
}
