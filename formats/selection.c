#include "formats/selection.h"

#include <stdlib.h>
#include <string.h>

#define DEGREE INT64_C(1000000000)

/* --- what was asked for --- */

/* Decimal degrees; what is finer than 1e-9 is cut off. */
static bool
degrees(const char *text, size_t len, int64_t limit, int64_t *out)
{
	bool minus = len > 0 && text[0] == '-';
	size_t i = len > 0 && (minus || text[0] == '+') ? 1 : 0;
	size_t whole = i;
	int64_t value = 0;
	int64_t unit = DEGREE;
	bool more = false;

	for (; i < len && text[i] >= '0' && text[i] <= '9'; i++) {
		value = value * 10 + (text[i] - '0');
		if (value > limit)
			return false;
	}
	if (i == whole)
		return false;
	value *= DEGREE;
	if (i < len && text[i] == '.') {
		whole = ++i;
		for (; i < len && text[i] >= '0' && text[i] <= '9'; i++) {
			unit /= 10;
			value += unit * (text[i] - '0');
			more |= unit == 0 && text[i] != '0';
		}
		if (i == whole)
			return false;
	}
	*out = minus ? -value : value;
	return i == len && value <= limit * DEGREE &&
	    !(more && value == limit * DEGREE);
}

const char *
selection_area_read(const char *text, size_t len, struct selection_area *out)
{
	static const int64_t limits[] = { 90, 180, 90, 180 };
	const char *end = text + len;
	int64_t at[4];

	for (size_t i = 0; i < 4; i++) {
		const char *comma = memchr(text, ',', (size_t)(end - text));
		const char *stop = comma == NULL ? end : comma;

		if (!degrees(text, (size_t)(stop - text), limits[i], &at[i]) ||
		    (comma != NULL) != (i < 3))
			return "not SOUTH,WEST,NORTH,EAST in decimal degrees";
		text = i < 3 ? stop + 1 : end;
	}
	if (at[0] > at[2])
		return "its south lies north of its north";
	*out = (struct selection_area){ at[0], at[1], at[2], at[3] };
	return NULL;
}

static int
make_area(struct selection *s, const char *text, struct why *w)
{
	const char *fault;

	if (text == NULL)
		return 0;
	fault = selection_area_read(text, strlen(text), &s->area);
	if (fault != NULL)
		return why_set(w, WHY_USAGE, "--area: %s", fault);
	s->asked[MINIMISED_AREA] = true;
	return 0;
}

static int
make_time(const char *text, const char *option, int64_t *out, struct why *w)
{
	if (text == NULL || reads_time(text, strlen(text), false, 0, out))
		return 0;
	return why_set(w, WHY_USAGE,
	    "%s: \"%s\" is no time such as 2026-01-02T03:04:05Z", option, text);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int
make_vrms(struct selection *s, const struct selection_ask *ask, struct why *w)
{
	if (ask->n_vrms == 0)
		return 0;
	s->vrms = calloc(ask->n_vrms, sizeof(*s->vrms));
	if (s->vrms == NULL)
		return why_memory(w);
	for (size_t i = 0; i < ask->n_vrms; i++)
		if (!reads_vrm(ask->vrms[i], strlen(ask->vrms[i]), s->vrms[i]))
			return why_set(w, WHY_USAGE,
			    "--vrm: number %zu can be no plate", i + 1);
	s->n_vrms = ask->n_vrms;
	qsort(s->vrms, s->n_vrms, sizeof(*s->vrms), compare);
	s->asked[MINIMISED_VRM] = true;
	return 0;
}

static int
make_ids(char (**out)[READS_ID_BYTES], const char *const *ids, size_t n,
    const char *option, struct why *w)
{
	if (n == 0)
		return 0;
	*out = calloc(n, sizeof(**out));
	if (*out == NULL)
		return why_memory(w);
	for (size_t i = 0; i < n; i++)
		if (!reads_id(ids[i], strlen(ids[i]), (*out)[i]))
			return why_set(w, WHY_USAGE, "%s: \"%s\" is no id",
			    option, ids[i]);
	qsort(*out, n, sizeof(**out), compare);
	return 0;
}

int
selection_make(struct selection *s, const struct selection_ask *ask,
    struct why *w)
{
	*s = (struct selection){ .from_ms = INT64_MIN, .until_ms = INT64_MAX };
	if (make_time(ask->from, "--from", &s->from_ms, w) != 0 ||
	    make_time(ask->until, "--until", &s->until_ms, w) != 0)
		return -1;
	s->asked[MINIMISED_TIME] = ask->from != NULL || ask->until != NULL;
	if (s->from_ms >= s->until_ms)
		return why_set(w, WHY_USAGE, "--until is not behind --from");
	if (make_area(s, ask->area, w) != 0 || make_vrms(s, ask, w) != 0 ||
	    make_ids(&s->cameras, ask->cameras, ask->n_cameras, "--camera",
		w) != 0 ||
	    make_ids(&s->feeds, ask->feeds, ask->n_feeds, "--feed", w) != 0)
		return -1;
	s->n_cameras = ask->n_cameras;
	s->n_feeds = ask->n_feeds;
	s->asked[MINIMISED_CAMERA] = s->n_cameras > 0;
	s->asked[MINIMISED_FEED] = s->n_feeds > 0;
	return 0;
}

void
selection_clear(struct selection *s)
{
	free(s->vrms);
	free(s->cameras);
	free(s->feeds);
	*s = (struct selection){ 0 };
}

bool
selection_any(const struct selection *s)
{
	bool any = false;

	for (size_t i = 0; i < MINIMISED_ROW_RULES; i++)
		any |= s->asked[i];
	return any;
}

bool
selection_wants_all(const struct selection *s)
{
	return s->asked[MINIMISED_AREA];
}

/* --- what a file has, and a row --- */

/* The option and the field that it wants. Each format gives the others. */
static const struct {
	enum minimised_rule rule;
	const char *option;
	enum reads_field field;
} wants[] = {
	{ MINIMISED_TIME, "--from or --until", READS_TIME },
	{ MINIMISED_VRM, "--vrm", READS_VRM },
	{ MINIMISED_CAMERA, "--camera", READS_CAMERA },
	{ MINIMISED_FEED, "--feed", READS_FEED },
	{ MINIMISED_AREA, "--area", READS_LATITUDE },
	{ MINIMISED_AREA, "--area", READS_LONGITUDE },
};

int
selection_check(const struct selection *s, const struct reads *r, struct why *w)
{
	for (size_t i = 0; i < sizeof wants / sizeof wants[0]; i++) {
		if (s->asked[wants[i].rule] && !reads_gives(r, wants[i].field))
			return why_set(w, WHY_READ_FORMAT,
			    "it gives no %s, which %s asks for",
			    reads_field_name(wants[i].field), wants[i].option);
	}
	return 0;
}

static bool
is_vrm(const struct selection *s, const struct reads_text *t)
{
	char vrm[READS_VRM_BYTES];

	return t->text != NULL && reads_vrm(t->text, t->len, vrm) &&
	    bsearch(vrm, s->vrms, s->n_vrms, sizeof(*s->vrms), compare) != NULL;
}

static bool
is_id(const struct reads_text *t, char (*ids)[READS_ID_BYTES], size_t n)
{
	char id[READS_ID_BYTES];

	return t->text != NULL && reads_id(t->text, t->len, id) &&
	    bsearch(id, ids, n, sizeof(*ids), compare) != NULL;
}

bool
selection_place_read(const struct reads_row *row, struct selection_place *out)
{
	const struct reads_text *lat = &row->field[READS_LATITUDE];
	const struct reads_text *lon = &row->field[READS_LONGITUDE];

	return lat->text != NULL && lon->text != NULL &&
	    degrees(lat->text, lat->len, 90, &out->north) &&
	    degrees(lon->text, lon->len, 180, &out->east);
}

bool
selection_area_holds(const struct selection_area *a,
    const struct selection_place *p)
{
	if (p->north < a->south || p->north > a->north)
		return false;
	/* Across 180 degrees, west is the larger one. */
	return a->west <= a->east ? p->east >= a->west && p->east <= a->east
				  : p->east >= a->west || p->east <= a->east;
}

static bool
is_inside(const struct selection_area *a, const struct reads_row *row)
{
	struct selection_place place;

	return selection_place_read(row, &place) &&
	    selection_area_holds(a, &place);
}

enum minimised_rule
selection_row(const struct selection *s, const struct reads *r,
    const struct reads_row *row)
{
	const struct reads_text *f = row->field;
	const bool *asked = s->asked;
	bool timed = asked[MINIMISED_TIME] || asked[MINIMISED_RETENTION];
	int64_t ms = 0;

	if (timed &&
	    (f[READS_TIME].text == NULL ||
		!reads_time(f[READS_TIME].text, f[READS_TIME].len, r->zoned,
		    r->zone_s, &ms)))
		return asked[MINIMISED_TIME] ? MINIMISED_TIME
					     : MINIMISED_RETENTION;
	if (asked[MINIMISED_TIME] && (ms < s->from_ms || ms >= s->until_ms))
		return MINIMISED_TIME;
	if (asked[MINIMISED_VRM] && !is_vrm(s, &f[READS_VRM]))
		return MINIMISED_VRM;
	if (asked[MINIMISED_CAMERA] &&
	    !is_id(&f[READS_CAMERA], s->cameras, s->n_cameras))
		return MINIMISED_CAMERA;
	if (asked[MINIMISED_FEED] &&
	    !is_id(&f[READS_FEED], s->feeds, s->n_feeds))
		return MINIMISED_FEED;
	if (asked[MINIMISED_AREA] && !is_inside(&s->area, row))
		return MINIMISED_AREA;
	if (asked[MINIMISED_RETENTION] && ms < s->kept_ms)
		return MINIMISED_RETENTION;
	return MINIMISED_ROW_RULES;
}
