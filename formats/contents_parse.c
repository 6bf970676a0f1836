#include "formats/contents.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "formats/archive.h"
#include "formats/quality.h"
#include "formats/text.h"

/* Source: contents.txt, 4. */
#define JSON_MAX (UINT64_C(16) << 20)

/* Lines of hex digits with their line end. */
#define KEY_LINE  CONTENTS_KEY_HEX
#define SEED_LINE (2 * HASH_SALT_BYTES + 1)

/* What is read: the tar in memory, and what was made of it. */
struct reading {
	struct contents *to;
	uint64_t n_segments; /* as the seal says */
	size_t n_orders;     /* as contents.json says */
	bool quality;	     /* likewise: is there a statement? */
	const void *data;
	size_t len;
};

static int
next(void *self, const void **data, size_t *len, struct why *w)
{
	struct reading *r = self;

	(void)w;
	*data = r->data;
	*len = r->len;
	r->len = 0;
	return 0;
}

static int
take_read_files(struct text_object *o, struct contents *c, struct why *w)
{
	struct text_array all;
	uint64_t member;

	if (text_array(o, "read_files", CONTENTS_READS_MAX, &all, w) != 0)
		return -1;
	c->read_files = calloc(all.n + 1, sizeof *c->read_files);
	if (c->read_files == NULL)
		return why_memory(w);
	c->n_read_files = all.n;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);
		struct contents_reads *r = &c->read_files[i];
		uint64_t map = 0;

		if (text_number(&one, "member", CONTENTS_MEMBERS_MAX, &member,
			w) != 0 ||
		    text_copy(&one, "format", r->format, sizeof r->format, w) !=
			0 ||
		    text_copy(&one, "zone", r->zone, sizeof r->zone, w) != 0 ||
		    (text_has(&one, "map") &&
			text_number(&one, "map", CONTENTS_MAPS_MAX, &map, w) !=
			    0) ||
		    text_end(&one, w) != 0)
			return -1;
		r->member = (uint32_t)member;
		r->map = (uint32_t)map;
	}
	return 0;
}

/* Maps, where read files need some. */
static int
take_maps(struct text_object *o, struct contents *c, struct why *w)
{
	struct text_array all;

	if (!text_has(o, "maps"))
		return 0;
	if (text_array(o, "maps", CONTENTS_MAPS_MAX, &all, w) != 0)
		return -1;
	c->maps = calloc(all.n + 1, sizeof(*c->maps));
	if (c->maps == NULL)
		return why_memory(w);
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);
		struct why inner = { 0 };
		const char *map;

		if (text_string(&one, "text", READS_MAP_MAX_BYTES, &map, w) !=
			0 ||
		    text_end(&one, w) != 0)
			return -1;
		if (reads_map_parse(&c->maps[i], map, strlen(map), &inner) != 0)
			return inner.reason == WHY_MEMORY
			    ? why_memory(w)
			    : why_set(w, WHY_CONTENTS, "maps[%zu]: %s", i,
				  inner.text);
		c->n_maps++;
	}
	return 0;
}

static int
take_children(struct text_object *o, struct contents *c, struct why *w)
{
	struct seal_party *p = &c->sender;
	struct text_object child;

	if (text_child(o, "sender", &child, w) != 0 ||
	    text_copy(&child, "agency", p->agency, sizeof p->agency, w) != 0 ||
	    text_copy(&child, "fingerprint", p->fingerprint,
		sizeof p->fingerprint, w) != 0 ||
	    text_end(&child, w) != 0)
		return -1;
	if (text_child(o, "payload", &child, w) != 0 ||
	    text_number(&child, "bytes", INT64_MAX, &c->payload_bytes, w) !=
		0 ||
	    text_number(&child, "files", CONTENTS_MEMBERS_MAX,
		&c->payload_files, w) != 0)
		return -1;
	return text_end(&child, w);
}

/* A time, or "": *known is false then. */
static int
take_time(struct text_object *o, const char *key, bool *known, int64_t *out,
    struct why *w)
{
	const char *text;

	if (text_string(o, key, TEXT_TIME_BYTES - 1, &text, w) != 0)
		return -1;
	*out = 0;
	*known = text[0] != '\0';
	if (!*known || text_time_parse(text, out))
		return 0;
	return why_set(w, WHY_CONTENTS, "%s is no time", key);
}

static int
take_authority(struct text_object *o, struct contents_authority *a,
    struct why *w)
{
	struct text_object child;
	bool known;

	if (text_child(o, "authority", &child, w) != 0 ||
	    text_copy(&child, "requester", a->requester, sizeof a->requester,
		w) != 0 ||
	    text_copy(&child, "authoriser", a->authoriser, sizeof a->authoriser,
		w) != 0 ||
	    text_copy(&child, "rank", a->rank, sizeof a->rank, w) != 0 ||
	    text_copy(&child, "number", a->number, sizeof a->number, w) != 0 ||
	    take_time(&child, "authorised_at", &known, &a->authorised_s, w) !=
		0 ||
	    text_copy(&child, "category", a->category, sizeof a->category, w) !=
		0 ||
	    text_copy(&child, "policy", a->policy, sizeof a->policy, w) != 0)
		return -1;
	return text_end(&child, w);
}

static int
take_captured(struct text_object *o, struct contents_captured *t, struct why *w)
{
	struct text_object child;
	bool newest;
	bool expires;

	if (text_child(o, "captured", &child, w) != 0 ||
	    take_time(&child, "oldest", &t->known, &t->oldest_s, w) != 0 ||
	    take_time(&child, "newest", &newest, &t->newest_s, w) != 0 ||
	    take_time(&child, "expires", &expires, &t->expires_s, w) != 0)
		return -1;
	if (t->known != newest)
		return why_set(w, WHY_CONTENTS,
		    "captured: one of oldest and newest alone");
	return text_end(&child, w);
}

static int
take_series(struct text_object *o, struct contents *c, struct why *w)
{
	if (!text_has(o, "series"))
		return 0;
	if (text_hex(o, "series", c->series, sizeof c->series, w) != 0)
		return -1;
	return contents_in_series(c)
	    ? 0
	    : why_set(w, WHY_CONTENTS, "series is all 0");
}

static int
take_contents(struct text_object *o, struct reading *r, struct why *w)
{
	struct contents *c = r->to;
	const char *format;
	uint64_t segments;
	uint64_t orders;
	bool quality = false;

	if (text_string(o, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, CONTENTS_FORMAT) != 0)
		return why_set(w, WHY_VERSION,
		    "contents have format \"%s\"; this reads " CONTENTS_FORMAT,
		    format);
	if (text_hex(o, "bundle", c->id, sizeof c->id, w) != 0 ||
	    text_copy(o, "purpose", c->purpose, sizeof c->purpose, w) != 0 ||
	    text_copy(o, "reference", c->reference, sizeof c->reference, w) !=
		0 ||
	    take_series(o, c, w) != 0 ||
	    take_authority(o, &c->authority, w) != 0 ||
	    take_captured(o, &c->captured, w) != 0 ||
	    text_number(o, "members", CONTENTS_MEMBERS_MAX, &c->members, w) !=
		0 ||
	    text_number(o, "reads", INT64_MAX, &c->reads, w) != 0 ||
	    take_children(o, c, w) != 0 || take_read_files(o, c, w) != 0 ||
	    take_maps(o, c, w) != 0 ||
	    minimised_take(&c->minimised, o, w) != 0 ||
	    sources_take(&c->sources, o, c->reads, w) != 0 ||
	    (text_has(o, "quality") &&
		text_bool(o, "quality", &quality, w) != 0) ||
	    text_number(o, "segments", INT64_MAX, &segments, w) != 0 ||
	    text_number(o, "orders", CONTENTS_ORDERS_MAX, &orders, w) != 0 ||
	    text_end(o, w) != 0)
		return -1;
	/* there is one way to say that there is none */
	if (text_has(o, "quality") && !quality)
		return why_set(w, WHY_CONTENTS, "quality is false");
	r->quality = quality;
	if (segments != r->n_segments)
		return why_set(w, WHY_CONTENTS,
		    "%" PRIu64 " segments, where the seal has %" PRIu64,
		    segments, r->n_segments);
	r->n_orders = (size_t)orders;
	return contents_check(c, w);
}

static int
parse_json(struct reading *r, const uint8_t *data, size_t len, struct why *w)
{
	struct text t = { 0 };
	struct text_object root;
	int rc = -1;

	if (len > JSON_MAX)
		return why_set(w, WHY_LIMIT, "more than %" PRIu64 " bytes",
		    JSON_MAX);
	if (text_parse(&t, data, len, w) == 0) {
		root = text_root(&t);
		rc = take_contents(&root, r, w);
	}
	text_clear(&t);
	return rc;
}

/* Line i of a file of hex digits; false if it is anything else. */
static bool
hex_line(const uint8_t *data, uint64_t i, size_t line_bytes, char *out)
{
	const uint8_t *line = data + i * line_bytes;

	memcpy(out, line, line_bytes);
	out[line_bytes - 1] = '\0';
	return line[line_bytes - 1] == '\n' &&
	    strspn(out, "0123456789abcdef") == line_bytes - 1;
}

static int
parse_keys(struct reading *r, const uint8_t *data, size_t len, struct why *w)
{
	struct contents *c = r->to;

	if (len % KEY_LINE != 0 || len / KEY_LINE != r->n_segments)
		return why_set(w, WHY_CONTENTS, "not a key for each segment");
	c->segments = calloc(r->n_segments + 1, sizeof *c->segments);
	if (c->segments == NULL)
		return why_memory(w);
	c->n_segments = r->n_segments;
	for (uint64_t i = 0; i < c->n_segments; i++) {
		if (!hex_line(data, i, KEY_LINE, c->segments[i].key))
			return why_set(w, WHY_CONTENTS,
			    "line %" PRIu64 " is no key", i + 1);
	}
	return 0;
}

static int
parse_salts(struct reading *r, const uint8_t *data, size_t len, struct why *w)
{
	struct contents *c = r->to;
	char line[SEED_LINE];
	int rc = 0;

	if (len % SEED_LINE != 0 || len / SEED_LINE != r->n_segments)
		return why_set(w, WHY_CONTENTS, "not a seed for each segment");
	for (uint64_t i = 0; i < c->n_segments && rc == 0; i++) {
		if (!hex_line(data, i, SEED_LINE, line) ||
		    !bytes_from_hex(c->segments[i].seed, HASH_SALT_BYTES, line))
			rc = why_set(w, WHY_CONTENTS,
			    "line %" PRIu64 " is no seed", i + 1);
	}
	explicit_bzero(line, sizeof line);
	return rc;
}

static int
parse_quality(struct reading *r, const uint8_t *data, size_t len, struct why *w)
{
	struct quality q;

	if (quality_parse(&q, data, len, w) != 0)
		return -1;
	quality_clear(&q);
	return bytes_add(&r->to->quality, data, len, w);
}

static int
parse_order(struct reading *r, const uint8_t *data, size_t len, struct why *w)
{
	struct contents *c = r->to;

	if (bytes_add(&c->orders[c->n_orders].text, data, len, w) != 0)
		return -1;
	c->n_orders++;
	return 0;
}

/* Read the member that must come next, and parse it. */
static int
read_member(struct archive_in *a, struct reading *r, const char *name,
    int (*parse)(struct reading *r, const uint8_t *data, size_t len,
	struct why *w),
    struct why *w)
{
	struct archive_member m;
	const uint8_t *data = NULL;
	size_t len = 0;
	int rc = archive_in_member(a, &m, w);

	if (rc < 0)
		return -1;
	if (rc == 0 || strcmp(m.name, name) != 0 || m.type != ARCHIVE_FILE)
		return why_set(w, WHY_CONTENTS, "no %s where it must be", name);
	if (m.mtime_s != 0 || m.mtime_ns != 0)
		return why_set(w, WHY_CONTENTS, "%s has a time", name);
	/* All lies in one stretch of memory, so data comes in one piece. */
	if (archive_in_data(a, &data, &len, w) < 0)
		return -1;
	if (len != m.size)
		return why_set(w, WHY_CONTENTS, "%s is in pieces", name);
	if (parse(r, data, len, w) != 0)
		return why_in(w, "%s", name);
	return 0;
}

static int
read_members(struct archive_in *a, struct reading *r, struct why *w)
{
	struct archive_member m;
	char name[CONTENTS_NAME_BYTES];
	int rc;

	if (read_member(a, r, "contents.json", parse_json, w) != 0 ||
	    read_member(a, r, "keys.txt", parse_keys, w) != 0 ||
	    read_member(a, r, "salts.txt", parse_salts, w) != 0 ||
	    (r->quality &&
		read_member(a, r, "quality.json", parse_quality, w) != 0))
		return -1;
	r->to->orders = calloc(r->n_orders + 1, sizeof *r->to->orders);
	if (r->to->orders == NULL)
		return why_memory(w);
	for (size_t i = 0; i < r->n_orders; i++) {
		contents_order_name(name, i);
		if (read_member(a, r, name, parse_order, w) != 0)
			return -1;
	}
	rc = archive_in_member(a, &m, w);
	if (rc > 0)
		return why_set(w, WHY_CONTENTS, "a member too many");
	return rc;
}

int
contents_parse(struct contents *c, uint64_t n_segments, const void *data,
    size_t len, struct why *w)
{
	struct reading r = { .to = c,
		.n_segments = n_segments,
		.data = data,
		.len = len };
	struct archive_in a;
	struct why inner = { 0 };
	int rc;

	*c = (struct contents){ 0 };
	if (len > CONTENTS_MAX)
		return why_set(w, WHY_LIMIT, "contents of %zu bytes", len);
	rc = archive_in_open(&a, next, &r, &inner);
	if (rc == 0) {
		rc = read_members(&a, &r, &inner);
		archive_in_close(&a);
	}
	if (rc == 0)
		return 0;
	contents_clear(c);
	/* A fault of this tar is one of the contents, not of the bag. */
	switch (inner.reason) {
	case WHY_ARCHIVE:
	case WHY_MEMBER_NAME:
	case WHY_MEMBER_TYPE:
	case WHY_MEMBER_MODE:
	case WHY_TIME:
		return why_set(w, WHY_CONTENTS, "%s", inner.text);
	default:
		return why_set(w, inner.reason, "%s", inner.text);
	}
}
