#include "tool/cmd/cosigned.h"

static const struct say_column columns[] = {
	{ "witness", "COSIGNED BY", 16 },
	{ "size", "EVENTS", 8 },
	{ "time", "AT", 20 },
	{ "state", "STATE", 0 },
};

void
cosigned_say(struct say *s, const struct prove_cosigned *all, size_t n)
{
	say_list_begin(s, "cosignatures", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < n; i++) {
		const struct prove_cosigned *c = &all[i];
		bool counts = c->why.reason == WHY_NONE;

		say_row_begin(s);
		say_text(s, "witness", NULL, c->decision.agency);
		say_text(s, "fingerprint", NULL, c->decision.fingerprint);
		say_number(s, "size", NULL, c->said.head.size);
		say_time(s, "time", NULL, c->said.time_s);
		say_flag(s, "counts", NULL, counts);
		say_text(s, "state", NULL,
		    counts ? "counts" : why_name(c->why.reason));
		if (!counts)
			say_text(s, "why", NULL, c->why.text);
		say_row_end(s);
	}
	say_list_end(s, "Cosigned by nobody.");
}
