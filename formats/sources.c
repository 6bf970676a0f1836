#include "formats/sources.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "formats/reads/utf8.h"

/* Can it be told? */
static bool
is_plain(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return false;
	}
	return len > 0 && utf8_is(text, len);
}

/* Index of the pair, SOURCES_MAX for others. */
static size_t
find(struct sources *s, const struct sources_one *one)
{
	size_t i = 0;

	while (i < s->n &&
	    (strcmp(s->items[i].feed, one->feed) != 0 ||
		strcmp(s->items[i].source, one->source) != 0))
		i++;
	if (i == s->n && s->n < SOURCES_MAX)
		s->items[s->n++] = *one;
	return i;
}

static size_t
look_up(struct sources *s, const struct reads_text *feed,
    const struct reads_text *source)
{
	struct sources_one one = { 0 };

	if (feed->text == NULL || source->text == NULL ||
	    !reads_id(feed->text, feed->len, one.feed) ||
	    !reads_id(source->text, source->len, one.source) ||
	    !is_plain(one.feed) || !is_plain(one.source))
		return SOURCES_MAX;
	return find(s, &one);
}

/* Where a pair is kept, by its first bytes. */
static struct sources_seen *
place(struct sources *s, const struct reads_text *feed,
    const struct reads_text *source)
{
	uint64_t a = 0;
	uint64_t b = 0;

	memcpy(&a, feed->text, feed->len < 8 ? feed->len : 8);
	memcpy(&b, source->text, source->len < 8 ? source->len : 8);
	a = a * UINT64_C(0x9e3779b97f4a7c15) + b;
	a *= UINT64_C(0xff51afd7ed558ccd);
	return &s->seen[a >> 57];
}
_Static_assert(SOURCES_SEEN == 1 << (64 - 57), "a place for each sum");
_Static_assert(SOURCES_MAX <= UINT8_MAX, "a number for each pair");

static bool
is_seen(const struct sources_seen *seen, const struct reads_text *feed,
    const struct reads_text *source)
{
	return seen->feed == feed->len && seen->source == source->len &&
	    memcmp(seen->raw, feed->text, feed->len) == 0 &&
	    memcmp(seen->raw + feed->len, source->text, source->len) == 0;
}

static void
keep(struct sources_seen *seen, const struct reads_text *feed,
    const struct reads_text *source, size_t item)
{
	seen->feed = (uint8_t)feed->len;
	seen->source = (uint8_t)source->len;
	seen->item = (uint8_t)item;
	memcpy(seen->raw, feed->text, feed->len);
	memcpy(seen->raw + feed->len, source->text, source->len);
}

void
sources_note(struct sources *s, const struct reads_text *feed,
    const struct reads_text *source)
{
	size_t item;

	if (feed->len > 0 && source->len > 0 &&
	    feed->len + source->len <= SOURCES_RAW_BYTES) {
		struct sources_seen *seen = place(s, feed, source);

		if (!is_seen(seen, feed, source))
			keep(seen, feed, source, look_up(s, feed, source));
		item = seen->item;
	} else {
		item = look_up(s, feed, source);
	}
	if (item < SOURCES_MAX)
		s->items[item].reads++;
	else
		s->others++;
}

bool
sources_several(const struct sources *s)
{
	return s->n + (s->others > 0) > 1;
}

static int
compare(const void *a, const void *b)
{
	const struct sources_one *x = a;
	const struct sources_one *y = b;
	int feed = strcmp(x->feed, y->feed);

	return feed != 0 ? feed : strcmp(x->source, y->source);
}

void
sources_sort(struct sources *s)
{
	qsort(s->items, s->n, sizeof s->items[0], compare);
	memset(s->seen, 0, sizeof s->seen);
}

static void
write_one(struct text_out *o, const char *feed, const char *source,
    uint64_t reads)
{
	text_out_open(o, NULL, '{');
	text_out_string(o, "feed", feed);
	text_out_string(o, "source", source);
	text_out_number(o, "reads", reads);
	text_out_close(o);
}

void
sources_write(struct sources *s, struct text_out *o)
{
	if (!sources_several(s))
		return;
	sources_sort(s);
	text_out_open(o, "sources", '[');
	for (size_t i = 0; i < s->n; i++)
		write_one(o, s->items[i].feed, s->items[i].source,
		    s->items[i].reads);
	if (s->others > 0)
		write_one(o, "", "", s->others);
	text_out_close(o);
}

/* One of the array; last: it may be of others. */
static int
take_one(struct sources *s, struct text_object *o, bool last, struct why *w)
{
	struct sources_one *one = &s->items[s->n];
	const char *feed;
	const char *source;
	uint64_t reads = 0;

	if (text_string(o, "feed", READS_ID_BYTES - 1, &feed, w) != 0 ||
	    text_string(o, "source", READS_ID_BYTES - 1, &source, w) != 0 ||
	    text_number(o, "reads", INT64_MAX, &reads, w) != 0 ||
	    text_end(o, w) != 0)
		return -1;
	if (reads == 0)
		return why_set(w, WHY_CONTENTS, "%s without reads", o->place);
	if (last && feed[0] == '\0' && source[0] == '\0') {
		s->others = reads;
		return 0;
	}
	if (s->n == SOURCES_MAX || !is_plain(feed) || !is_plain(source))
		return why_set(w, WHY_CONTENTS, "%s is no source", o->place);
	memcpy(one->feed, feed, strlen(feed) + 1);
	memcpy(one->source, source, strlen(source) + 1);
	one->reads = reads;
	if (s->n++ > 0 && compare(one - 1, one) >= 0)
		return why_set(w, WHY_CONTENTS, "%s is out of order", o->place);
	return 0;
}

static int
not_all(struct why *w)
{
	return why_set(w, WHY_CONTENTS,
	    "sources: not as many reads as there are");
}

int
sources_take(struct sources *s, struct text_object *o, uint64_t reads,
    struct why *w)
{
	struct text_array all;
	uint64_t left = reads;

	*s = (struct sources){ 0 };
	if (!text_has(o, "sources"))
		return 0;
	if (text_array(o, "sources", SOURCES_MAX + 1, &all, w) != 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);

		if (take_one(s, &one, i + 1 == all.n, w) != 0)
			return -1;
	}
	if (!sources_several(s))
		return why_set(w, WHY_CONTENTS, "sources: less than two");
	for (size_t i = 0; i < s->n; i++) {
		if (s->items[i].reads > left)
			return not_all(w);
		left -= s->items[i].reads;
	}
	return left == s->others ? 0 : not_all(w);
}
