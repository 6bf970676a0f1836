#include "formats/runs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int
grow(struct runs *r, struct why *w)
{
	size_t cap = r->cap == 0 ? 16 : 2 * r->cap;
	struct runs_run *more;

	if (r->n < r->cap)
		return 0;
	more = realloc(r->all, cap * sizeof(*more));
	if (more == NULL)
		return why_memory(w);
	r->all = more;
	r->cap = cap;
	return 0;
}

static int
add_run(struct runs *r, struct runs_run one, struct why *w)
{
	if (grow(r, w) != 0)
		return -1;
	r->all[r->n++] = one;
	r->count += (uint64_t)one.last - one.first + 1;
	return 0;
}

int
runs_add(struct runs *r, uint32_t place, struct why *w)
{
	if (r->n == 0 || r->all[r->n - 1].last + 1 != place)
		return add_run(r, (struct runs_run){ place, place }, w);
	r->all[r->n - 1].last = place;
	r->count++;
	return 0;
}

void
runs_clear(struct runs *r)
{
	free(r->all);
	*r = (struct runs){ 0 };
}

bool
runs_has(const struct runs *r, size_t *at, uint32_t place)
{
	while (*at < r->n && r->all[*at].last < place)
		++*at;
	return *at < r->n && r->all[*at].first <= place;
}

int
runs_pick(const struct runs *r, const uint8_t *from, size_t size,
    struct bytes *out, struct why *w)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct runs_run *one = &r->all[i];

		if (bytes_add(out, from + one->first * size,
			((size_t)one->last - one->first + 1) * size, w) != 0)
			return -1;
	}
	return 0;
}

int
runs_write(const struct runs *r, struct bytes *out, struct why *w)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct runs_run *one = &r->all[i];

		if (bytes_printf(out, w, "%s%" PRIu32, i == 0 ? "" : ",",
			one->first) != 0 ||
		    (one->last != one->first &&
			bytes_printf(out, w, "-%" PRIu32, one->last) != 0))
			return -1;
	}
	return 0;
}

static int
bad(struct why *w)
{
	return why_set(w, WHY_CERTIFICATE, "places of records that cannot be");
}

/* A number without leading zeros, below `below`. */
static const char *
take_number(const char *at, uint32_t below, uint32_t *out)
{
	size_t len = strspn(at, "0123456789");
	uint64_t value = 0;

	if (len == 0 || len > 7 || (len > 1 && at[0] == '0'))
		return NULL;
	for (size_t i = 0; i < len; i++)
		value = value * 10 + (uint64_t)(at[i] - '0');
	if (value >= below)
		return NULL;
	*out = (uint32_t)value;
	return at + len;
}

static const char *
take_run(const char *at, uint32_t below, struct runs_run *out)
{
	at = take_number(at, below, &out->first);
	if (at == NULL)
		return NULL;
	out->last = out->first;
	if (*at != '-')
		return at;
	at = take_number(at + 1, below, &out->last);
	return out->last > out->first ? at : NULL;
}

int
runs_parse(struct runs *r, const char *text, uint32_t records, struct why *w)
{
	struct runs_run one;

	while (*text != '\0') {
		text = take_run(text, records, &one);
		/* one place lies at least between two runs */
		if (text == NULL ||
		    (r->n > 0 && one.first <= r->all[r->n - 1].last + 1))
			return bad(w);
		if (add_run(r, one, w) != 0)
			return -1;
		if (*text == '\0')
			return 0;
		if (*text++ != ',' || *text == '\0')
			return bad(w);
	}
	return 0;
}
