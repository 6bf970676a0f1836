#include "tool/flow/due.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/report/due_csv.h"
#include "tool/report/due_html.h"

struct due_args {
	const char *store;
	const char *within;
	bool csv;
	const char *html;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct due_args, store) },
	{ "within", "DAYS",
	    "also reads whose time ends in so many days, as 30d",
	    OPT_TEXT(struct due_args, within) },
	{ "csv", NULL, "print a table for other programs (due.txt)",
	    OPT_FLAG(struct due_args, csv) },
	{ "html", "FILE", "also write it as a page to print; a new file",
	    OPT_TEXT(struct due_args, html) },
	{ 0 },
};

static int
take_within(const char *text, uint32_t *out, struct why *w)
{
	char digits[8] = "";
	size_t len = text == NULL ? 0 : strlen(text);
	uint64_t days = 0;

	if (text == NULL)
		return 0;
	if (len > 1 && len < sizeof digits && text[len - 1] == 'd')
		memcpy(digits, text, len - 1);
	if (!bytes_decimal(digits, DUE_WITHIN_MAX, &days))
		return why_set(w, WHY_USAGE,
		    "--within: \"%s\" is no number of days such as 30d, at "
		    "most %dd",
		    text, DUE_WITHIN_MAX);
	*out = (uint32_t)days;
	return 0;
}

static const struct say_column columns[] = {
	{ "by", "BY", 20 },
	{ "state", "STATE", 7 },
	{ "kind", "KIND", 8 },
	{ "agency", "AGENCY", 14 },
	{ "reads", "READS", 9 },
	{ "id", "ORDER, HOLD OR BUNDLE", 32 },
	{ "why", "WHY", 0 },
};

static void
say_counts(struct say *s, const struct due_item *i)
{
	switch (i->kind) {
	case DUE_READS:
	case DUE_NEVER:
		say_number(s, "reads", NULL, i->reads);
		say_text(s, "category", NULL, i->category);
		if (i->kind == DUE_NEVER)
			say_number(s, "files", NULL, i->files);
		else
			say_number(s, "held", NULL, i->held);
		break;
	case DUE_HOLD:
	case DUE_RELEASED:
	case DUE_END:
		say_number(s, "records", NULL, i->records);
		break;
	default:
		say_number(s, "targets", NULL, i->targets);
	}
}

static void
say_item(struct say *s, const struct due_item *i)
{
	const char *what = due_id_name(i->kind);
	const uint8_t *id = what != NULL ? i->order : i->bundle;
	char why[DUE_WHY_BYTES];

	due_why(i, why);
	say_row_begin(s);
	say_text(s, "state", NULL, due_state_name(i));
	say_text(s, "kind", NULL, due_kind_name(i->kind));
	if (i->kind != DUE_NEVER)
		say_time(s, "by", NULL, i->by_s);
	say_text(s, "agency", NULL, i->agency);
	say_hex(s, "id", NULL, id, sizeof i->bundle);
	if (i->kind != DUE_HOLD)
		say_hex(s, "bundle", NULL, i->bundle, sizeof i->bundle);
	if (what != NULL) {
		say_hex(s, what, NULL, i->order, sizeof i->order);
		say_text(s, "reference", NULL, i->reference);
	}
	say_counts(s, i);
	say_text(s, "why", NULL, why);
	say_row_end(s);
}

static void
say_due(struct say *s, const char *agency, const struct due *d)
{
	say_text(s, "agency", "Agency", agency);
	say_time(s, "now", "As of", d->now_s);
	say_number(s, "within_days", "Days ahead", d->within_days);
	say_text(s, "policy", "Policy", d->policy);
	say_number(s, "bundles", "Bundles", d->bundles);
	say_number(s, "overdue", "Overdue", d->overdue);
	if (d->next)
		say_time(s, "next", "Next reads go by", d->next_s);
	say_list_begin(s, "items", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < d->n; i++)
		say_item(s, &d->items[i]);
	say_list_end(s, "nothing is due");
}

static int
say_csv(struct say *s, const struct due *d, struct why *w)
{
	struct bytes table = { 0 };
	int rc = due_csv(d, &table, w);

	if (rc == 0)
		say_block(s, "csv", (const char *)table.data);
	bytes_clear(&table);
	return rc;
}

static int
write_html(const char *path, const char *agency, const struct due *d,
    struct why *w)
{
	struct bytes page = { 0 };
	int rc = due_html(d, agency, &page, w);

	if (rc == 0)
		rc = cmd_output(path, page.data, page.len, w);
	bytes_clear(&page);
	return rc;
}

static int
tell(const struct command_call *call, const char *agency, const struct due *d,
    struct why *w)
{
	const struct due_args *args = call->args;
	char since[TEXT_TIME_BYTES];

	if (args->html != NULL && write_html(args->html, agency, d, w) != 0)
		return -1;
	if (!args->csv)
		say_due(call->say, agency, d);
	else if (say_csv(call->say, d, w) != 0)
		return -1;
	if (d->overdue == 0)
		return 0;
	text_time_format(since, d->items[0].by_s);
	return why_set(w, WHY_OVERDUE, "%" PRIu64 " of %zu, the first since %s",
	    d->overdue, d->n, since);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct due_args *args = call->args;
	struct due due = { .now_s = time(NULL) };
	struct store store = { 0 };
	int rc;

	if (args->csv && call->say->o.json)
		return why_set(w, WHY_USAGE,
		    "--csv and --json are two forms: ask for one");
	if (take_within(args->within, &due.within_days, w) != 0 ||
	    store_open(&store, args->store, STORE_LOOK, NULL, w) != 0)
		return -1;
	rc = due_find(&due, &store, w);
	if (rc == 0)
		rc = tell(call, store.agency, &due, w);
	due_clear(&due);
	store_close(&store);
	return rc;
}

const struct command cmd_due = {
	.name = "due",
	.summary = "Say what has to go, and by when",
	.about =
	    "What was received and has to be deleted, by the days that the "
	    "policy gives its category; orders that could not be carried out "
	    "on a bundle; what was ordered of others and not answered; holds "
	    "to be reviewed, and what one kept that is over; restrictions that "
	    "end; and what no rule will ever delete. First what is overdue.\n"
	    "Exit status 1 and reason overdue where something is, else 0: for "
	    "cron. It reads the ledger alone, and changes nothing.",
	.options = options,
	.args_bytes = sizeof(struct due_args),
	.run = run,
};
