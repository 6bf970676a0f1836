#include "tool/report/report_inside.h"

#include <inttypes.h>
#include <string.h>

#include "tool/store/ledger_exhibit.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_waiting.h"

/* Rows that are told, and those that would be too many. */
struct rows {
	struct paper *paper;
	struct ledger *ledger;
	const uint8_t *bundle; /* NULL: all */
	uint64_t n;
};

/* false: it is one too many */
static bool
room(struct rows *r)
{
	return r->n++ < REPORT_ROWS_MAX;
}

static void
end_rows(const struct rows *r)
{
	paper_table_end(r->paper, NULL);
	if (r->n > REPORT_ROWS_MAX)
		paper_say(r->paper, PAPER_TEXT,
		    "The first %d of %" PRIu64 " are listed.", REPORT_ROWS_MAX,
		    r->n);
}

/* --- holds --- */

struct waits {
	const uint8_t *hold;
	uint64_t n;
};

static int
count_waiting(void *self, const struct ledger_waiting *one, struct why *w)
{
	struct waits *c = self;

	(void)w;
	c->n +=
	    !one->due && memcmp(one->hold, c->hold, LEDGER_HOLD_ID_BYTES) == 0;
	return 0;
}

static int
put_hold(void *self, const struct ledger_hold *h, struct why *w)
{
	struct rows *r = self;
	struct waits waits = { .hold = h->id };
	char id[LEDGER_HOLD_ID_HEX];
	int rc;

	if (r->bundle != NULL)
		rc = ledger_waiting_each(r->ledger, r->bundle, count_waiting,
		    &waits, w);
	else
		rc = ledger_waiting_held(r->ledger, h->id, &waits.n, w);
	if (rc != 0 || (r->bundle != NULL && waits.n == 0) || !room(r))
		return rc;
	bytes_to_hex(id, h->id, sizeof h->id);
	paper_cell(r->paper, id);
	paper_cell(r->paper, h->ground);
	paper_cell_say(r->paper, "%s %s %s", h->rank, h->officer, h->number);
	paper_cell(r->paper, h->reference);
	paper_cell_time(r->paper, h->added_s);
	paper_cell_time(r->paper, h->review_s);
	paper_cell_number(r->paper, waits.n);
	return 0;
}

int
report_holds(struct paper *p, const struct report_from *from,
    const struct ledger_bundle *bundle, struct why *w)
{
	static const char *const headings[] = { "Hold", "Ground", "By",
		"Reference", "Since", "Review by", "#Records that wait", NULL };
	struct rows r = { p, NULL, NULL, 0 };
	int rc;

	if (from->store == NULL)
		return 0;
	r.ledger = &from->store->ledger;
	r.bundle = bundle == NULL ? NULL : bundle->id;
	paper_heading(p, 2, "Holds");
	paper_table(p,
	    bundle == NULL ? "Holds that stand"
			   : "Holds that keep something of it",
	    headings);
	rc = ledger_hold_each(r.ledger, put_hold, &r, w);
	end_rows(&r);
	return rc;
}

/* --- exhibits --- */

static int
put_exhibit(void *self, const struct ledger_exhibit *e, struct why *w)
{
	struct rows *r = self;
	char id[SEAL_ID_HEX];

	(void)w;
	if (!room(r))
		return 0;
	bytes_to_hex(id, e->bundle, sizeof e->bundle);
	paper_cell(r->paper, e->reference);
	paper_cell_time(r->paper, e->made_s);
	paper_cell(r->paper, id);
	paper_cell_number(r->paper, e->reads);
	paper_cell_number(r->paper, e->files);
	return 0;
}

int
report_exhibits(struct paper *p, const struct report_from *from,
    const struct ledger_bundle *bundle, struct why *w)
{
	static const char *const headings[] = { "Exhibit", "Made", "Of bundle",
		"#Reads", "#Files", NULL };
	struct rows r = { p, NULL, NULL, 0 };
	int rc;

	if (from->store == NULL)
		return 0;
	paper_heading(p, 2, "Exhibits");
	paper_table(p, "Exhibits that were made here", headings);
	rc = ledger_exhibit_each(&from->store->ledger,
	    bundle == NULL ? NULL : bundle->id, put_exhibit, &r, w);
	end_rows(&r);
	return rc;
}

/* --- orders and deletions --- */

static int
put_order(void *self, const struct ledger_order *o, struct why *w)
{
	struct rows *r = self;
	char id[REPORT_ID_HEX];

	(void)w;
	if (!room(r))
		return 0;
	bytes_to_hex(id, o->id, sizeof o->id);
	paper_cell(r->paper, id);
	paper_cell_say(r->paper, "%s%s%s", order_act_name(o->act),
	    o->act == ORDER_RECTIFY ? ", then " : "",
	    o->act == ORDER_RECTIFY ? order_act_name(o->does) : "");
	paper_cell(r->paper, o->issuer.agency);
	paper_cell_say(r->paper, "%s%s%s", o->ground,
	    o->legal[0] == '\0' ? "" : "; ", o->legal);
	paper_cell(r->paper, o->reference);
	paper_cell_time(r->paper, o->answered_s);
	paper_cell_number(r->paper, o->targets);
	paper_cell_number(r->paper, o->deleted_reads);
	paper_cell_number(r->paper, o->marked_reads);
	paper_cell_number(r->paper, o->held);
	return 0;
}

int
report_orders(struct paper *p, const struct report_from *from, struct why *w)
{
	static const char *const headings[] = { "Order", "Kind", "Of agency",
		"Ground", "Reference", "Carried out", "#Targets",
		"#Reads deleted", "#Named, and kept", "#Held", NULL };
	struct rows r = { p, NULL, NULL, 0 };
	int rc;

	paper_heading(p, 2, "Deletions");
	paper_table(p, "Orders that were carried out", headings);
	rc = ledger_order_each(&from->store->ledger, put_order, &r, w);
	end_rows(&r);
	return rc;
}

static void
put_cause(struct paper *p, const struct check_cause *c)
{
	char id[REPORT_ID_HEX];

	bytes_to_hex(id, c->order, sizeof c->order);
	if (c->tombstone)
		paper_cell(p, "kept out on arrival, as deleted before");
	else if (c->expired)
		paper_cell(p, "past its retention");
	else
		paper_cell_say(p, "order %s", id);
	paper_cell(p, c->ground);
	paper_cell(p, c->reference);
	paper_cell_number(p, c->records);
}

void
report_deletions(struct paper *p, const struct ledger_bundle *b,
    const struct check_result *r)
{
	static const char *const headings[] = { "By", "Ground", "Reference",
		"#Records", NULL };

	paper_heading(p, 2, "Deletions");
	paper_pair_number(p, "Reads sealed", b->reads);
	paper_pair_number(p, "Reads deleted", b->deleted_reads);
	paper_pair_number(p, "Records sealed, of any kind", b->records);
	paper_pair_number(p, "Records deleted",
	    b->deleted_records - (r == NULL ? 0 : r->replaced));
	if (r == NULL)
		return;
	paper_pair_number(p, "Records restricted", r->restricted);
	paper_pair_number(p, "Of them, put right by other reads", r->rectified);
	paper_table(p, "Why records are gone", headings);
	for (size_t i = 0; i < r->n_causes; i++)
		put_cause(p, &r->causes[i]);
	paper_table_end(p, NULL);
}
