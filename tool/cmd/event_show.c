#include "tool/cmd/event_show.h"

#include <inttypes.h>
#include <string.h>

/* Fields that may be empty: named alike in JSON and for people. */
struct field {
	const char *key;
	const char *value;
};
#define FIELDS_MAX 11

static size_t
list_fields(const struct event *e, struct field out[FIELDS_MAX])
{
	const struct field all[FIELDS_MAX] = {
		{ "other", e->other },
		{ "bundle", e->bundle },
		{ "order", e->order },
		{ "exhibit", e->exhibit },
		{ "hold", e->hold },
		{ "handover", e->handover },
		{ "reference", e->reference },
		{ "policy", e->policy },
		{ "other_fingerprint", e->other_print },
		{ "directory_issuer", e->issuer },
		{ "seal", e->seal },
	};
	size_t n = 0;

	for (size_t i = 0; i < FIELDS_MAX; i++) {
		if (all[i].value[0] != '\0')
			out[n++] = all[i];
	}
	return n;
}

static void
say_json(struct say *s, const struct event *e)
{
	struct field fields[FIELDS_MAX];
	size_t n = list_fields(e, fields);

	say_number(s, "sequence", NULL, e->sequence);
	say_time(s, "time", NULL, e->time_s);
	say_text(s, "act", NULL, e->act);
	say_text(s, "outcome", NULL, e->outcome);
	if (e->reason[0] != '\0')
		say_text(s, "reason", NULL, e->reason);
	say_text(s, "actor", NULL, e->actor);
	for (size_t i = 0; i < n; i++)
		say_text(s, fields[i].key, NULL, fields[i].value);
	say_text(s, "tool", NULL, e->tool);
	say_group_begin(s, "counts", NULL);
	for (size_t i = 0; i < e->n_counts; i++)
		say_number(s, e->counts[i].name, NULL, e->counts[i].value);
	say_group_end(s);
}

/* One event as up to three lines. Digests, fingerprints and counts of nothing
 * are for JSON. */
static int
say_lines(struct say *s, const struct event *e, struct why *w)
{
	struct field fields[FIELDS_MAX];
	size_t n = list_fields(e, fields);
	struct bytes line = { 0 };
	char time[TEXT_TIME_BYTES];
	int rc = -1;

	text_time_format(time, e->time_s);
	say_note(s, "%5" PRIu64 "  %s  %s %s%s%s, by %s", e->sequence, time,
	    e->act, e->outcome, e->reason[0] == '\0' ? "" : ": ", e->reason,
	    e->actor);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(fields[i].key, "seal") == 0 ||
		    strcmp(fields[i].key, "directory_issuer") == 0 ||
		    strcmp(fields[i].key, "other_fingerprint") == 0)
			continue;
		if (bytes_printf(&line, w, "%s%s %s", line.len == 0 ? "" : ", ",
			fields[i].key, fields[i].value) != 0)
			goto out;
	}
	if (line.len > 0)
		say_note(s, "       %.*s", (int)line.len, (char *)line.data);
	line.len = 0;
	for (size_t i = 0; i < e->n_counts; i++) {
		char number[SAY_OUT_NUMBER];

		if (e->counts[i].value == 0)
			continue;
		say_out_number(number, e->counts[i].value);
		if (bytes_printf(&line, w, "%s%s %s", line.len == 0 ? "" : ", ",
			e->counts[i].name, number) != 0)
			goto out;
	}
	if (line.len > 0)
		say_note(s, "       %.*s", (int)line.len, (char *)line.data);
	rc = 0;
out:
	bytes_clear(&line);
	return rc;
}

int
event_show(struct say *s, const struct event *e, struct why *w)
{
	int rc = 0;

	say_row_begin(s);
	if (s->o.json)
		say_json(s, e);
	else
		rc = say_lines(s, e, w);
	say_row_end(s);
	return rc;
}
