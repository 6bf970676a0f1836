#include "formats/contents.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/archive.h"
#include "formats/reads.h"
#include "formats/text.h"

/* A seed in hex, with its line end or a NUL. */
#define SEED_LINE (2 * HASH_SALT_BYTES + 1)

void
contents_order_name(char out[CONTENTS_NAME_BYTES], size_t number)
{
	(void)snprintf(out, CONTENTS_NAME_BYTES, "orders/%03zu.jsonl",
	    number % 1000);
}

static bool
is_word(const char *s)
{
	return s[0] != '\0' &&
	    s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789")] == '\0';
}

static int
check_line(const char *text, const char *key, struct why *w)
{
	for (const char *c = text; *c != '\0'; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return why_set(w, WHY_CONTENTS,
			    "%s holds a control character", key);
	}
	return 0;
}

static int
check_read_files(const struct contents *c, struct why *w)
{
	for (size_t i = 0; i < c->n_read_files; i++) {
		const struct contents_reads *r = &c->read_files[i];
		int zone_s;

		if (r->member >= c->members ||
		    (i > 0 && r->member <= r[-1].member))
			return why_set(w, WHY_CONTENTS,
			    "read_files[%zu]: member is out of order", i);
		if (!is_word(r->format))
			return why_set(w, WHY_CONTENTS,
			    "read_files[%zu]: no name of a format", i);
		if (reads_is_format(r->format) &&
		    reads_needs_map(r->format) != (r->map != 0))
			return why_set(w, WHY_CONTENTS,
			    "read_files[%zu]: a map too many, or none", i);
		if (r->map > c->n_maps)
			return why_set(w, WHY_CONTENTS,
			    "read_files[%zu]: no such map", i);
		if (r->zone[0] != '\0' &&
		    !reads_zone(r->zone, strlen(r->zone), &zone_s))
			return why_set(w, WHY_CONTENTS,
			    "read_files[%zu]: no difference to UTC", i);
	}
	return 0;
}

bool
contents_in_series(const struct contents *c)
{
	static const uint8_t none[SEAL_ID_BYTES];

	return memcmp(c->series, none, sizeof none) != 0;
}

const struct reads_map *
contents_map(const struct contents *c, const struct contents_reads *r)
{
	return r->map == 0 || r->map > c->n_maps ? NULL : c->maps[r->map - 1];
}

static int
check_authority(const struct contents_authority *a, struct why *w)
{
	if (check_line(a->requester, "requester", w) != 0 ||
	    check_line(a->authoriser, "authoriser", w) != 0 ||
	    check_line(a->rank, "rank", w) != 0 ||
	    check_line(a->number, "number", w) != 0 ||
	    check_line(a->category, "category", w) != 0)
		return -1;
	return check_line(a->policy, "policy", w);
}

static int
check_captured(const struct contents *c, struct why *w)
{
	const struct contents_captured *t = &c->captured;

	if (t->known && (c->reads == 0 || t->oldest_s > t->newest_s))
		return why_set(w, WHY_CONTENTS,
		    "captured is not of reads, or turned round");
	if (t->expires_s != 0 && (!t->known || t->expires_s <= t->oldest_s))
		return why_set(w, WHY_CONTENTS,
		    "captured: expires is not behind the oldest read");
	return 0;
}

int
contents_check(const struct contents *c, struct why *w)
{
	if (check_line(c->purpose, "purpose", w) != 0 ||
	    check_line(c->reference, "reference", w) != 0 ||
	    check_authority(&c->authority, w) != 0 || check_captured(c, w) != 0)
		return -1;
	if (c->members > CONTENTS_MEMBERS_MAX || c->payload_files > c->members)
		return why_set(w, WHY_CONTENTS,
		    "the number of members is out of range");
	if (c->n_read_files > CONTENTS_READS_MAX ||
	    c->n_maps > CONTENTS_MAPS_MAX || c->n_orders > CONTENTS_ORDERS_MAX)
		return why_set(w, WHY_LIMIT, "too many read files or orders");
	return check_read_files(c, w);
}

static void
write_maps(const struct contents *c, struct text_out *o)
{
	size_t len;

	if (c->n_maps == 0)
		return;
	text_out_open(o, "maps", '[');
	for (size_t i = 0; i < c->n_maps; i++) {
		text_out_open(o, NULL, '{');
		text_out_string(o, "text", reads_map_text(c->maps[i], &len));
		text_out_close(o);
	}
	text_out_close(o);
}

static void
write_time(struct text_out *o, const char *key, bool known, int64_t time_s)
{
	if (known)
		text_out_time(o, key, time_s);
	else
		text_out_string(o, key, "");
}

static void
write_authority(const struct contents *c, struct text_out *o)
{
	const struct contents_authority *a = &c->authority;
	const struct contents_captured *t = &c->captured;

	text_out_open(o, "authority", '{');
	text_out_string(o, "requester", a->requester);
	text_out_string(o, "authoriser", a->authoriser);
	text_out_string(o, "rank", a->rank);
	text_out_string(o, "number", a->number);
	write_time(o, "authorised_at", a->authorised_s != 0, a->authorised_s);
	text_out_string(o, "category", a->category);
	text_out_string(o, "policy", a->policy);
	text_out_close(o);
	text_out_open(o, "captured", '{');
	write_time(o, "oldest", t->known, t->oldest_s);
	write_time(o, "newest", t->known, t->newest_s);
	write_time(o, "expires", t->expires_s != 0, t->expires_s);
	text_out_close(o);
}

static int
write_json(const struct contents *c, struct bytes *out, struct why *w)
{
	struct sources sources = c->sources; /* put in order */
	struct text_out o = { .to = out, .indent = 1 };

	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", CONTENTS_FORMAT);
	text_out_hex(&o, "bundle", c->id, sizeof c->id);
	text_out_open(&o, "sender", '{');
	text_out_string(&o, "agency", c->sender.agency);
	text_out_string(&o, "fingerprint", c->sender.fingerprint);
	text_out_close(&o);
	text_out_string(&o, "purpose", c->purpose);
	text_out_string(&o, "reference", c->reference);
	if (contents_in_series(c))
		text_out_hex(&o, "series", c->series, sizeof c->series);
	write_authority(c, &o);
	text_out_number(&o, "members", c->members);
	text_out_number(&o, "reads", c->reads);
	text_out_open(&o, "payload", '{');
	text_out_number(&o, "bytes", c->payload_bytes);
	text_out_number(&o, "files", c->payload_files);
	text_out_close(&o);
	text_out_open(&o, "read_files", '[');
	for (size_t i = 0; i < c->n_read_files; i++) {
		text_out_open(&o, NULL, '{');
		text_out_number(&o, "member", c->read_files[i].member);
		text_out_string(&o, "format", c->read_files[i].format);
		text_out_string(&o, "zone", c->read_files[i].zone);
		if (c->read_files[i].map != 0)
			text_out_number(&o, "map", c->read_files[i].map);
		text_out_close(&o);
	}
	text_out_close(&o);
	write_maps(c, &o);
	minimised_write(&c->minimised, &o);
	sources_write(&sources, &o);
	if (c->quality.len > 0)
		text_out_bool(&o, "quality", true);
	text_out_number(&o, "segments", c->n_segments);
	text_out_number(&o, "orders", c->n_orders);
	text_out_close(&o);
	return text_out_end(&o, w);
}

static int
write_keys(const struct contents *c, struct bytes *out, struct why *w)
{
	for (uint64_t i = 0; i < c->n_segments; i++) {
		if (bytes_printf(out, w, "%s\n", c->segments[i].key) != 0)
			return -1;
	}
	return 0;
}

static int
write_salts(const struct contents *c, struct bytes *out, struct why *w)
{
	char line[SEED_LINE];

	for (uint64_t i = 0; i < c->n_segments; i++) {
		bytes_to_hex(line, c->segments[i].seed, HASH_SALT_BYTES);
		if (bytes_printf(out, w, "%s\n", line) != 0)
			return -1;
	}
	return 0;
}

static int
write_member(struct archive_out *a, const char *name, const struct bytes *body,
    struct why *w)
{
	struct archive_member m = { .type = ARCHIVE_FILE, .size = body->len };

	(void)snprintf(m.name, sizeof m.name, "%s", name);
	if (archive_out_member(a, &m, w) != 0 ||
	    archive_out_data(a, body->data, body->len, w) != 0)
		return -1;
	return archive_out_finish(a, w);
}

static int
write_members(const struct contents *c, struct archive_out *a, struct why *w)
{
	static const struct {
		const char *name;
		int (*write)(const struct contents *c, struct bytes *out,
		    struct why *w);
	} made[] = {
		{ "contents.json", write_json },
		{ "keys.txt", write_keys },
		{ "salts.txt", write_salts },
	};
	char name[CONTENTS_NAME_BYTES];
	int rc = 0;

	for (size_t i = 0; i < sizeof made / sizeof made[0] && rc == 0; i++) {
		struct bytes body = { 0 };

		rc = made[i].write(c, &body, w);
		if (rc == 0)
			rc = write_member(a, made[i].name, &body, w);
		bytes_wipe(&body);
	}
	if (rc == 0 && c->quality.len > 0)
		rc = write_member(a, "quality.json", &c->quality, w);
	for (size_t i = 0; i < c->n_orders && rc == 0; i++) {
		contents_order_name(name, i);
		rc = write_member(a, name, &c->orders[i].text, w);
	}
	return rc;
}

int
contents_write(const struct contents *c, struct bytes *out, struct why *w)
{
	struct stream_buffer buffer;
	struct archive_out a;
	bool written;

	if (contents_check(c, w) != 0 ||
	    archive_out_open(&a, stream_to_buffer(&buffer, out, CONTENTS_MAX),
		w) != 0)
		return -1;
	written = write_members(c, &a, w) == 0;
	if (archive_out_close(&a, written, w) != 0)
		return -1;
	return written ? 0 : -1;
}

void
contents_clear(struct contents *c)
{
	if (c->segments != NULL)
		explicit_bzero(c->segments,
		    c->n_segments * sizeof *c->segments);
	for (size_t i = 0; i < c->n_orders; i++)
		bytes_wipe(&c->orders[i].text);
	bytes_clear(&c->quality);
	free(c->segments);
	free(c->orders);
	for (size_t i = 0; i < c->n_maps; i++)
		reads_map_free(c->maps[i]);
	free(c->maps);
	free(c->read_files);
	*c = (struct contents){ 0 };
}
