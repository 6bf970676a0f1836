#include "tool/report/due_html.h"

#include <string.h>

#include "tool/report/html.h"

/* One part of the page. */
struct part {
	const char *state;
	const char *title;
	const char *none;
};

static const struct part parts[] = {
	{ "overdue", "Overdue", "Nothing is overdue." },
	{ "due", "Due soon", "No reads go in the days that were asked for." },
	{ "open", "Orders and holds that are not overdue",
	    "No order or hold waits." },
	{ "never", "What no rule deletes",
	    "A rule says of all reads when they go." },
};

static const char *
what(const struct due_item *i)
{
	static const char *const names[DUE_KINDS] = {
		[DUE_READS] = "Reads to delete",
		[DUE_ORDER] = "Order to carry out",
		[DUE_DEMAND] = "Answer to come",
		[DUE_HOLD] = "Hold to review",
		[DUE_RELEASED] = "Hold that is over",
		[DUE_END] = "Restriction to end",
		[DUE_NEVER] = "Kept without end",
	};

	return names[i->kind];
}

static void
cell_id(struct html *h, const struct due_item *i)
{
	const char *what = due_id_name(i->kind);
	char hex[33];

	html_put(h, "<td>");
	if (what != NULL) {
		bytes_to_hex(hex, i->order, sizeof(i->order));
		html_put(h, "%s %s", what, hex);
	}
	if (i->kind != DUE_HOLD) {
		bytes_to_hex(hex, i->bundle, sizeof(i->bundle));
		html_put(h, "%sbundle %s", what == NULL ? "" : ", ", hex);
	}
	html_put(h, "</td>");
}

static void
put_item(struct html *h, const struct due_item *i)
{
	char why[DUE_WHY_BYTES];

	due_why(i, why);
	html_row(h);
	if (i->kind == DUE_NEVER)
		html_put(h, "<td>never</td>");
	else
		html_cell_time(h, i->by_s);
	html_cell(h, what(i));
	html_cell(h, i->agency);
	html_cell_number(h, i->reads);
	cell_id(h, i);
	html_cell(h, why);
	html_cell(h, i->reference == NULL ? "" : i->reference);
	html_put(h, "</tr>\n");
}

static void
put_part(struct html *h, const struct due *d, const struct part *p)
{
	static const char *const headings[] = { "By", "What", "Agency",
		"#Reads", "Of", "Why", "Reference", NULL };
	bool any = false;

	html_put(h, "<h2>%s</h2>\n", p->title);
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(due_state_name(&d->items[i]), p->state) != 0)
			continue;
		if (!any)
			html_table(h, p->title, headings);
		any = true;
		put_item(h, &d->items[i]);
	}
	if (any)
		html_table_end(h);
	else
		html_put(h, "<p>%s</p>\n", p->none);
}

int
due_html(const struct due *d, const char *agency, struct bytes *out,
    struct why *w)
{
	struct html h = { .out = out, .w = w };

	html_begin(&h, "What is due", "");
	html_put(&h, "<dl>\n<dt>Agency</dt><dd>");
	html_text(&h, agency);
	html_put(&h, "</dd>\n<dt>As of</dt><dd>");
	html_time(&h, d->now_s);
	html_put(&h, "</dd>\n<dt>Days ahead</dt><dd>");
	html_number(&h, d->within_days);
	html_put(&h, "</dd>\n<dt>Policy</dt><dd>");
	html_text(&h, d->policy[0] == '\0' ? "none" : d->policy);
	html_put(&h, "</dd>\n<dt>Bundles looked at</dt><dd>");
	html_number(&h, d->bundles);
	html_put(&h, "</dd>\n</dl>\n");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		put_part(&h, d, &parts[i]);
	return html_end(&h);
}
