#include <inttypes.h>
#include <string.h>

#include "tool/report/cells.h"
#include "tool/report/log_out.h"

/* Source: export.txt, 3 and 4. */

void
log_out_clear(struct log_out *o)
{
	log_seen_clear(&o->seen);
}

/* --- lines as they are --- */

static int
nothing(struct log_out *o)
{
	(void)o;
	return 0;
}

static int
put_line(struct log_out *o, unsigned pass, const struct log_event *e)
{
	(void)pass;
	return bytes_add(o->out, e->line, e->len, o->w);
}

const struct log_form log_jsonl = {
	.name = "jsonl",
	.passes = 1,
	.begin = nothing,
	.event = put_line,
};

/* --- a table --- */

static int
put_titles(struct log_out *o)
{
	static const struct event none;
	struct cells c = { .out = o->out, .w = o->w };
	const char *key;
	const char *value;

	cells_word(&c, "sequence");
	cells_word(&c, "time");
	for (size_t i = 0; event_text(&none, i, &key, &value); i++)
		cells_word(&c, key);
	cells_word(&c, "counts");
	cells_word(&c, "leaf");
	cells_line(&c);
	return c.rc;
}

static int
put_counts(struct cells *c, const struct event *e)
{
	struct bytes text = { 0 };
	int rc = 0;

	for (size_t i = 0; i < e->n_counts && rc == 0; i++)
		rc = bytes_printf(&text, c->w, "%s%s=%" PRIu64,
		    i == 0 ? "" : " ", e->counts[i].name, e->counts[i].value);
	if (rc == 0)
		rc = bytes_add(&text, "", 1, c->w);
	if (rc == 0)
		cells_text(c, (const char *)text.data);
	bytes_clear(&text);
	return rc;
}

static int
put_row(struct log_out *o, unsigned pass, const struct log_event *e)
{
	struct cells c = { .out = o->out, .w = o->w };
	char time[TEXT_TIME_BYTES];
	char leaf[2 * HASH_BYTES + 1];
	const char *key;
	const char *value;

	(void)pass;
	text_time_format(time, e->event->time_s);
	bytes_to_hex(leaf, e->leaf, HASH_BYTES);
	cells_number(&c, e->event->sequence);
	cells_word(&c, time);
	for (size_t i = 0; event_text(e->event, i, &key, &value); i++)
		if (value[0] == '\0')
			cells_word(&c, "");
		else
			cells_text(&c, value);
	if (put_counts(&c, e->event) != 0)
		return -1;
	cells_word(&c, leaf);
	cells_line(&c);
	return c.rc;
}

const struct log_form log_csv = {
	.name = "csv",
	.passes = 1,
	.begin = put_titles,
	.event = put_row,
};
