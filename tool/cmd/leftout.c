#include "tool/cmd/leftout.h"

static const struct say_column columns[] = {
	{ "rule", "MINIMISED BY", 14 },
	{ "rows", "ROWS", 12 },
	{ "files", "FILES", 12 },
};

void
leftout_say(struct say *s, const struct minimised *m)
{
	say_list_begin(s, "minimised", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (enum minimised_rule i = 0; i < MINIMISED_RULES; i++) {
		if (!m->rule[i].applied)
			continue;
		say_row_begin(s);
		say_text(s, "rule", NULL, minimised_name(i));
		say_number(s, "rows", NULL, m->rule[i].rows);
		say_number(s, "files", NULL, m->rule[i].files);
		say_row_end(s);
	}
	say_list_end(s, "nothing was left out before sealing");
}
