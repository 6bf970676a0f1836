#include "tool/report/due_csv.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/text.h"
#include "tool/say_out.h"

static int
put(struct bytes *out, const char *text, struct why *w)
{
	return bytes_add(out, text, strlen(text), w);
}

/* In quotes, and with what keeps a spreadsheet from running it. */
static int
put_text(struct bytes *out, const char *text, struct why *w)
{
	struct bytes shown = { 0 };
	int rc = say_out_printable(&shown, text, w);

	if (rc == 0 && shown.len > 0)
		rc = put(out,
		    strchr("=+-@", shown.data[0]) != NULL ? ",\"'" : ",\"", w);
	else if (rc == 0)
		rc = put(out, ",\"", w);
	for (size_t i = 0; i < shown.len && rc == 0; i++) {
		if (shown.data[i] == '"')
			rc = bytes_add(out, "\"", 1, w);
		if (rc == 0)
			rc = bytes_add(out, &shown.data[i], 1, w);
	}
	bytes_clear(&shown);
	return rc == 0 ? put(out, "\"", w) : -1;
}

static int
put_id(struct bytes *out, bool there, const uint8_t id[16], struct why *w)
{
	char hex[33] = "";

	if (there)
		bytes_to_hex(hex, id, 16);
	return put(out, ",", w) != 0 ? -1 : put(out, hex, w);
}

static int
put_item(const struct due_item *i, struct bytes *out, struct why *w)
{
	const char *what = due_id_name(i->kind);
	char by[TEXT_TIME_BYTES] = "";
	char text[DUE_WHY_BYTES];

	if (i->kind != DUE_NEVER)
		text_time_format(by, i->by_s);
	snprintf(text, sizeof(text), "%s,%s,%s,%s", due_state_name(i),
	    due_kind_name(i->kind), by, i->agency);
	if (put(out, text, w) != 0 ||
	    put_id(out, i->kind != DUE_HOLD, i->bundle, w) != 0 ||
	    put_id(out, what != NULL && i->kind != DUE_HOLD, i->order, w) !=
		0 ||
	    put_id(out, i->kind == DUE_HOLD, i->order, w) != 0)
		return -1;
	snprintf(text, sizeof(text),
	    ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%s",
	    i->reads, i->held, i->files, i->records, i->targets, i->category);
	if (put(out, text, w) != 0)
		return -1;
	due_why(i, text);
	if (put_text(out, text, w) != 0 ||
	    put_text(out, i->reference == NULL ? "" : i->reference, w) != 0)
		return -1;
	return put(out, "\n", w);
}

int
due_csv(const struct due *d, struct bytes *out, struct why *w)
{
	if (put(out,
		"state,kind,by,agency,bundle,order,hold,reads,held,files,"
		"records,targets,category,why,reference\n",
		w) != 0)
		return -1;
	for (size_t i = 0; i < d->n; i++)
		if (put_item(&d->items[i], out, w) != 0)
			return -1;
	return bytes_add(out, "", 1, w) != 0 ? -1 : (out->len--, 0);
}
