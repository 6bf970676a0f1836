#include "formats/minimised.h"

#include <string.h>

static const char *const names[MINIMISED_RULES] = {
	[MINIMISED_TIME] = "time",
	[MINIMISED_VRM] = "vrm",
	[MINIMISED_CAMERA] = "camera",
	[MINIMISED_FEED] = "feed",
	[MINIMISED_AREA] = "area",
	[MINIMISED_RETENTION] = "retention",
	[MINIMISED_COLUMNS] = "columns",
	[MINIMISED_CREDENTIALS] = "credentials",
	[MINIMISED_IMAGES] = "images",
};

const char *
minimised_name(enum minimised_rule rule)
{
	return names[rule];
}

bool
minimised_any(const struct minimised *m)
{
	bool any = false;

	for (size_t i = 0; i < MINIMISED_RULES; i++)
		any |= m->rule[i].applied;
	return any;
}

uint64_t
minimised_rows(const struct minimised *m)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < MINIMISED_ROW_RULES; i++)
		rows += m->rule[i].rows;
	return rows;
}

uint64_t
minimised_files(const struct minimised *m)
{
	return m->rule[MINIMISED_IMAGES].files;
}

void
minimised_write(const struct minimised *m, struct text_out *o)
{
	if (!minimised_any(m))
		return;
	text_out_open(o, "minimised", '[');
	for (size_t i = 0; i < MINIMISED_RULES; i++) {
		if (!m->rule[i].applied)
			continue;
		text_out_open(o, NULL, '{');
		text_out_string(o, "rule", names[i]);
		text_out_number(o, "rows", m->rule[i].rows);
		text_out_number(o, "files", m->rule[i].files);
		text_out_close(o);
	}
	text_out_close(o);
}

/* Each is a number that can be told; are all together? */
static bool
rows_beyond(const struct minimised *m)
{
	uint64_t left = INT64_MAX;
	size_t i = 0;

	while (i < MINIMISED_ROW_RULES && m->rule[i].rows <= left)
		left -= m->rule[i++].rows;
	return i < MINIMISED_ROW_RULES;
}

int
minimised_take(struct minimised *m, struct text_object *o, struct why *w)
{
	struct text_array all;
	size_t rule = 0;

	*m = (struct minimised){ 0 };
	if (!text_has(o, "minimised"))
		return 0;
	if (text_array(o, "minimised", MINIMISED_RULES, &all, w) != 0)
		return -1;
	if (all.n == 0)
		return why_set(w, WHY_CONTENTS, "minimised by no rule");
	for (size_t i = 0; i < all.n; i++, rule++) {
		struct text_object one = text_at(&all, i);
		const char *name;

		if (text_string(&one, "rule", 32, &name, w) != 0)
			return -1;
		while (rule < MINIMISED_RULES && strcmp(names[rule], name) != 0)
			rule++;
		if (rule == MINIMISED_RULES)
			return why_set(w, WHY_CONTENTS,
			    "minimised[%zu]: no rule, or out of order", i);
		m->rule[rule].applied = true;
		if (text_number(&one, "rows", INT64_MAX, &m->rule[rule].rows,
			w) != 0 ||
		    text_number(&one, "files", INT64_MAX, &m->rule[rule].files,
			w) != 0 ||
		    text_end(&one, w) != 0)
			return -1;
		if ((rule != MINIMISED_IMAGES && m->rule[rule].files != 0) ||
		    (rule == MINIMISED_IMAGES && m->rule[rule].rows != 0))
			return why_set(w, WHY_CONTENTS,
			    "minimised[%zu]: counts what the rule does not", i);
	}
	if (rows_beyond(m))
		return why_set(w, WHY_CONTENTS,
		    "minimised: more rows than can be counted");
	return 0;
}
