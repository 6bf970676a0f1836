#include "tool/flow/draft.h"

#include <stdio.h>
#include <string.h>

#include "formats/order.h"
#include "formats/text.h"

/* One kind of target: its option, what it is called in an order, and what else
 * it takes. */
struct kind {
	const char *option;
	const char *target;
	const char *key;
	struct draft_list values;
	bool windowed;
};
enum {
	KINDS = 8
};

static struct draft_list
one(const char *const *text)
{
	return (struct draft_list){ text, *text == NULL ? 0 : 1 };
}

static int
check_window(const struct draft_ask *ask, const struct kind *k, struct why *w)
{
	if (k->windowed && (ask->from == NULL || ask->until == NULL))
		return why_set(w, WHY_USAGE, "%s needs --from and --until",
		    k->option);
	if (!k->windowed && (ask->from != NULL || ask->until != NULL))
		return why_set(w, WHY_USAGE, "%s takes no --from or --until",
		    k->option);
	if (strcmp(k->target, "camera") != 0 &&
	    (ask->feed != NULL || ask->source != NULL))
		return why_set(w, WHY_USAGE, "%s takes no --feed or --source",
		    k->option);
	if (ask->in != NULL &&
	    (strcmp(k->target, "bundle") == 0 ||
		strcmp(k->target, "series") == 0))
		return why_set(w, WHY_USAGE, "%s takes no --in-bundle",
		    k->option);
	return 0;
}

/* The only kind that was given. */
static int
choose(const struct draft_ask *ask, struct kind *out, struct why *w)
{
	const struct kind kinds[KINDS] = {
		{ "--vrm", "vrm", "vrm", ask->vrms, true },
		{ "--camera", "camera", "camera_id", ask->cameras, true },
		{ "--area", "area", "area", one(&ask->area), true },
		{ "--before", "before", "before", one(&ask->before), false },
		{ "--record", "record", "record_id", ask->records, false },
		{ "--member", "member", "path", ask->members, false },
		{ "--bundle", "bundle", "bundle", ask->bundles, false },
		{ "--series", "series", "series", ask->series, false },
	};

	*out = (struct kind){ 0 };
	for (size_t i = 0; i < KINDS; i++) {
		if (kinds[i].values.n == 0)
			continue;
		if (out->option != NULL)
			return why_set(w, WHY_USAGE,
			    "two kinds of target: %s and %s", out->option,
			    kinds[i].option);
		*out = kinds[i];
	}
	if (out->option == NULL)
		return why_set(w, WHY_USAGE,
		    "no target: give --vrm, --camera, --area, --before, "
		    "--record, --member, --bundle or --series, or a file of "
		    "targets");
	return check_window(ask, out, w);
}

int
draft_when(const struct draft_when *ask, int64_t *out, struct why *w)
{
	char day[TEXT_TIME_BYTES];
	const char *text = ask->text;

	/* A day ends with its last second. */
	if (strlen(text) == sizeof "YYYY-MM-DD" - 1) {
		(void)snprintf(day, sizeof day, "%sT23:59:59Z", text);
		text = day;
	}
	if (!text_time_parse(text, out))
		return why_set(w, WHY_USAGE,
		    "%s: \"%s\" is no day such as 2026-01-02, and no "
		    "time such as 2026-01-02T03:04:05Z",
		    ask->option, ask->text);
	if (*out <= ask->now_s)
		return why_set(w, WHY_USAGE, "%s: %s is over", ask->option,
		    ask->text);
	return 0;
}

static int
add_header(const struct draft_ask *ask, struct bytes *out, struct why *w)
{
	struct text_out t = { .to = out };
	int64_t deadline_s = 0;
	int64_t ends_s = 0;
	const struct draft_when when = { "--deadline", ask->deadline,
		ask->now_s };
	const struct draft_when ends = { "--ends", ask->ends, ask->now_s };

	if (ask->ground == NULL || ask->reference == NULL)
		return why_set(w, WHY_USAGE,
		    "--ground and --reference are needed");
	if ((ask->deadline != NULL && draft_when(&when, &deadline_s, w) != 0) ||
	    (ask->ends != NULL && draft_when(&ends, &ends_s, w) != 0))
		return -1;
	text_out_open(&t, NULL, '{');
	text_out_string(&t, "format", ORDER_FORMAT);
	text_out_string(&t, "kind", order_act_name(ask->act));
	if (ask->act == ORDER_RECTIFY)
		text_out_string(&t, "then", order_act_name(ask->does));
	text_out_string(&t, "ground", ask->ground);
	text_out_string(&t, "reference", ask->reference);
	if (ask->legal != NULL)
		text_out_string(&t, "legal", ask->legal);
	if (ask->deadline != NULL)
		text_out_time(&t, "deadline", deadline_s);
	if (ask->ends != NULL)
		text_out_time(&t, "ends", ends_s);
	text_out_close(&t);
	return text_out_end(&t, w);
}

static int
add_target(const struct draft_ask *ask, const struct kind *k, size_t i,
    struct bytes *out, struct why *w)
{
	struct text_out t = { .to = out };

	text_out_open(&t, NULL, '{');
	text_out_string(&t, "target", k->target);
	text_out_string(&t, k->key, k->values.items[i]);
	if (ask->act == ORDER_RECTIFY)
		text_out_string(&t, "by", ask->by.items[i]);
	if (ask->feed != NULL)
		text_out_string(&t, "feed_id", ask->feed);
	if (ask->source != NULL)
		text_out_string(&t, "source_id", ask->source);
	if (k->windowed) {
		text_out_string(&t, "from", ask->from);
		text_out_string(&t, "to", ask->until);
	}
	if (ask->in != NULL)
		text_out_string(&t, "bundle", ask->in);
	text_out_close(&t);
	return text_out_end(&t, w);
}

static int
add_targets(const struct draft_ask *ask, const struct kind *k,
    struct bytes *out, struct why *w)
{
	for (size_t i = 0; i < k->values.n; i++)
		if (add_target(ask, k, i, out, w) != 0)
			return -1;
	return 0;
}

/* Which stands for which? */
static int
check_pairs(const struct draft_ask *ask, struct why *w)
{
	if (ask->act != ORDER_RECTIFY)
		return 0;
	if (ask->records.n == 0)
		return why_set(w, WHY_USAGE,
		    "no target: give --record with --by, or --pairs, or a file "
		    "of targets");
	return ask->records.n == ask->by.n
	    ? 0
	    : why_set(w, WHY_USAGE,
		  "%zu --record and %zu --by: each is to have the other",
		  ask->records.n, ask->by.n);
}

int
draft_make(const struct draft_ask *ask, struct bytes *out, struct why *w)
{
	struct kind kind;

	if (check_pairs(ask, w) != 0 || choose(ask, &kind, w) != 0 ||
	    add_header(ask, out, w) != 0)
		return -1;
	return add_targets(ask, &kind, out, w);
}

int
draft_targets(const struct draft_ask *ask, struct bytes *out, struct why *w)
{
	struct kind kind;

	if (choose(ask, &kind, w) != 0)
		return -1;
	return add_targets(ask, &kind, out, w);
}
