#include "tool/report/report_inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tool/report/report_line.h"
#include "tool/say_out.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_restricted.h"

/* What is gathered from the log. */
struct gathering {
	const struct report_events *which;
	struct report_from *from;
	struct event *all; /* REPORT_ROWS_MAX at most */
	size_t n;
	/* orders that restrict something of the bundle: their rows, 8 bytes
	 * each, and then their ids */
	struct bytes rows;
	struct bytes orders;
};

static int
note_row(void *self, const struct ledger_restricted *one, struct why *w)
{
	struct gathering *g = self;
	uint64_t last = 0;

	if (g->rows.len > 0)
		memcpy(&last, g->rows.data + g->rows.len - sizeof last,
		    sizeof last);
	return last == one->order
	    ? 0
	    : bytes_add(&g->rows, &one->order, sizeof one->order, w);
}

static int
note_order(void *self, const struct ledger_order *o, struct why *w)
{
	struct gathering *g = self;

	for (size_t i = 0; i < g->rows.len; i += sizeof o->row)
		if (memcmp(g->rows.data + i, &o->row, sizeof o->row) == 0)
			return bytes_add(&g->orders, o->id, sizeof o->id, w);
	return 0;
}

static int
find_orders(struct gathering *g, struct why *w)
{
	struct ledger *l = &g->from->store->ledger;
	uint8_t id[SEAL_ID_BYTES];

	if (g->which->bundle == NULL ||
	    !bytes_from_hex(id, sizeof id, g->which->bundle))
		return 0;
	return ledger_restricted_each(l, id, note_row, g, w) != 0
	    ? -1
	    : ledger_order_each(l, note_order, g, w);
}

static bool
is_of(const struct gathering *g, const struct event *e)
{
	const struct report_events *which = g->which;
	char order[SEAL_ID_HEX];

	if (which->exhibit != NULL)
		return strcmp(e->exhibit, which->exhibit) == 0;
	if (which->bundle == NULL || strcmp(e->bundle, which->bundle) == 0)
		return true;
	for (size_t i = 0; i < which->n_causes; i++) {
		const struct check_cause *c = &which->causes[i];

		bytes_to_hex(order, c->order, sizeof c->order);
		if (!c->tombstone && !c->expired &&
		    strcmp(e->order, order) == 0)
			return true;
	}
	for (size_t i = 0; i < g->orders.len; i += SEAL_ID_BYTES) {
		bytes_to_hex(order, g->orders.data + i, SEAL_ID_BYTES);
		if (strcmp(e->order, order) == 0)
			return true;
	}
	return false;
}

static int
gather(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct gathering *g = self;
	struct event e;
	struct why bad = { 0 };

	(void)leaf;
	if (event_parse(&e, line, len, &bad) != 0) {
		/* of a log that is not sound: the check has told */
		if (g->from->log_why.reason != WHY_NONE)
			return 0;
		return why_set(w, bad.reason, "event %" PRIu64 ": %s", sequence,
		    bad.text);
	}
	if (!is_of(g, &e))
		return 0;
	g->from->events++;
	if (g->n < REPORT_ROWS_MAX)
		g->all[g->n++] = e;
	return 0;
}

/* --- by item --- */

/* What an event is of. */
static const char *
item_of(const struct event *e, const char **what)
{
	const struct {
		const char *what;
		const char *id;
	} items[] = {
		{ "Bundle", e->bundle },
		{ "Hold", e->hold },
		{ "Order", e->order },
	};

	for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
		if (items[i].id[0] == '\0')
			continue;
		*what = items[i].what;
		return items[i].id;
	}
	*what = "The store";
	return "";
}

/* A word more of a cell, behind a separator. */
static void
add(struct paper *p, struct bytes *to, const char *name, const char *value)
{
	if (value[0] != '\0' && p->rc == 0)
		p->rc =
		    bytes_printf(to, p->w, "%s%s%s%s", to->len == 0 ? "" : "; ",
			name, name[0] == '\0' ? "" : " ", value);
}

static void
put_cell(struct paper *p, struct bytes *text)
{
	paper_cell(p, text->len == 0 ? "" : (const char *)text->data);
	text->len = 0;
}

static void
put_event(struct paper *p, const struct event *e)
{
	struct bytes text = { 0 };
	char print[SAY_OUT_GROUPS];

	paper_cell_number(p, e->sequence);
	paper_cell_time(p, e->time_s);
	paper_cell(p, e->act);
	paper_cell_say(p, "%s%s%s", e->outcome,
	    e->reason[0] == '\0' ? "" : ": ", e->reason);
	paper_cell(p, e->actor);
	say_out_groups(print, e->other_print);
	add(p, &text, "", e->other);
	add(p, &text, "key", print);
	put_cell(p, &text);
	add(p, &text, "reference", e->reference);
	add(p, &text, "exhibit", e->exhibit);
	add(p, &text, "order", e->order);
	add(p, &text, "policy", e->policy);
	for (size_t i = 0; i < e->n_counts; i++) {
		char number[SAY_OUT_NUMBER];

		say_out_number(number, e->counts[i].value);
		add(p, &text, e->counts[i].name, number);
	}
	put_cell(p, &text);
	bytes_clear(&text);
}

/* All of one item; told: which are in a table already. */
static void
put_item(struct paper *p, const struct gathering *g, size_t first, bool *told)
{
	static const char *const headings[] = { "#No.", "Time", "Act",
		"Outcome", "Actor", "Other agency", "What else", NULL };
	const char *what;
	const char *id = item_of(&g->all[first], &what);

	paper_heading(p, 3, "%s%s%s", what, id[0] == '\0' ? "" : " ", id);
	paper_table(p, "Events", headings);
	for (size_t i = first; i < g->n; i++) {
		const char *other;

		if (told[i] || strcmp(item_of(&g->all[i], &other), id) != 0)
			continue;
		told[i] = true;
		put_event(p, &g->all[i]);
	}
	paper_table_end(p, NULL);
}

static void
put_all(struct paper *p, const struct gathering *g, bool *told)
{
	paper_heading(p, 2, "Custody events");
	if (g->n == 0) {
		paper_say(p, PAPER_TEXT, "none recorded");
		return;
	}
	if (g->n < g->from->events)
		paper_say(p, PAPER_TEXT,
		    "%" PRIu64 " events; %zu are listed, numbers %" PRIu64
		    " to %" PRIu64 ".",
		    g->from->events, g->n, g->all[0].sequence,
		    g->all[g->n - 1].sequence);
	else
		paper_say(p, PAPER_TEXT,
		    "Number of events: %zu. All of them are listed.", g->n);
	report_line(p, g->all, g->n);
	for (size_t i = 0; i < g->n; i++)
		if (!told[i])
			put_item(p, g, i, told);
}

int
report_events(struct paper *p, struct report_from *from,
    const struct report_events *which, struct why *w)
{
	struct gathering g = { .which = which, .from = from };
	bool *told;
	int rc = -1;

	if (from->store == NULL) {
		paper_heading(p, 2, "Custody events");
		paper_say(p, PAPER_TEXT,
		    "No store was given, so no events are known here.");
		return 0;
	}
	g.all = calloc(REPORT_ROWS_MAX, sizeof *g.all);
	told = calloc(REPORT_ROWS_MAX, sizeof *told);
	if (g.all == NULL || told == NULL)
		why_memory(w);
	else if (find_orders(&g, w) == 0)
		rc = ledger_event_each(&from->store->ledger,
		    which->bundle == NULL && which->exhibit == NULL
			? from->first_event
			: 0,
		    gather, &g, w);
	if (rc == 0) {
		from->listed = g.n;
		put_all(p, &g, told);
	}
	bytes_clear(&g.rows);
	bytes_clear(&g.orders);
	free(g.all);
	free(told);
	return rc;
}
