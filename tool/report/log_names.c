#include "tool/report/log_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UUID_BYTES 16

static void
add_line(struct hash_digest *d, const char *line)
{
	hash_digest_add(d, line, strlen(line));
	hash_digest_add(d, "\n", 1);
}

void
log_name(char out[LOG_NAME_BYTES], const char *kind, const char *origin,
    const char *value)
{
	static const size_t parts[] = { 8, 4, 4, 4, 12 };
	struct hash_digest d;
	uint8_t digest[HASH_DIGEST_BYTES];
	char hex[2 * UUID_BYTES + 1];
	size_t at = sizeof LOG_NAME_FRONT - 1;
	const char *from = hex;

	hash_digest_init(&d);
	add_line(&d, "sealbag-export/1");
	add_line(&d, kind);
	add_line(&d, origin);
	add_line(&d, value);
	hash_digest_final(&d, digest);
	/* version and variant of a UUID that is made of a name */
	digest[6] = (uint8_t)((digest[6] & 0x0f) | 0x50);
	digest[8] = (uint8_t)((digest[8] & 0x3f) | 0x80);
	bytes_to_hex(hex, digest, UUID_BYTES);
	memcpy(out, LOG_NAME_FRONT, at);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (i > 0)
			out[at++] = '-';
		memcpy(out + at, from, parts[i]);
		at += parts[i];
		from += parts[i];
	}
	out[at] = '\0';
}

/* --- what an event names --- */

static const struct {
	const char *name;
	const char *key; /* of the event */
	bool own;	 /* each log has its own ones */
} kinds[] = {
	[LOG_ACTOR] = { "actor", "actor", true },
	[LOG_AGENCY] = { "agency", "other", false },
	[LOG_TOOL] = { "tool", "tool", false },
	[LOG_BUNDLE] = { "bundle", "bundle", false },
	[LOG_SEAL] = { "seal", "seal", false },
	[LOG_ORDER] = { "order", "order", false },
	[LOG_EXHIBIT] = { "exhibit", "exhibit", true },
	[LOG_HOLD] = { "hold", "hold", true },
};
#define KINDS (sizeof kinds / sizeof kinds[0])

/* What an act makes, where it was done. Source: export.txt, 5.3. */
static const struct {
	const char *act;
	enum log_kind kind;
} makes[] = {
	{ "pack", LOG_BUNDLE },
	{ "pack", LOG_SEAL },
	{ "pack", LOG_ORDER },
	{ "order", LOG_BUNDLE },
	{ "order", LOG_SEAL },
	{ "order", LOG_ORDER },
	{ "forward", LOG_BUNDLE },
	{ "forward", LOG_SEAL },
	{ "forward", LOG_ORDER },
	{ "extract", LOG_EXHIBIT },
};

const char *
log_kind_name(enum log_kind kind)
{
	return kinds[kind].name;
}

static bool
is_made(const struct event *e, enum log_kind kind)
{
	bool made = false;

	for (size_t i = 0; i < sizeof makes / sizeof makes[0]; i++)
		made |=
		    makes[i].kind == kind && strcmp(makes[i].act, e->act) == 0;
	return made && strcmp(e->outcome, "done") == 0;
}

static void
add_thing(struct log_thing *out, enum log_kind kind, const char *origin,
    const char *value)
{
	*out = (struct log_thing){ .kind = kind, .value = value, .of = "" };
	log_name(out->name, kinds[kind].name, kinds[kind].own ? origin : "",
	    value);
}

size_t
log_things(struct log_thing out[LOG_THINGS_MAX], const struct event *e,
    const char *agency, const char *origin)
{
	const char *key;
	const char *value;
	size_t n = 0;

	for (size_t k = 0; k < KINDS; k++) {
		enum log_kind kind = (enum log_kind)k;

		if (kind == LOG_AGENCY)
			add_thing(&out[n++], kind, origin, agency);
		for (size_t i = 0; event_text(e, i, &key, &value); i++) {
			if (value[0] == '\0' ||
			    strcmp(key, kinds[kind].key) != 0 ||
			    (kind == LOG_AGENCY && strcmp(value, agency) == 0))
				continue;
			add_thing(&out[n], kind, origin, value);
			out[n].made = is_made(e, kind);
			/* one that was not made is but a word */
			if (kind == LOG_EXHIBIT && !out[n].made)
				continue;
			if (kind == LOG_SEAL || kind == LOG_EXHIBIT)
				out[n].of = e->bundle;
			n++;
		}
	}
	return n;
}

/* Is it told otherwise? */
static bool
is_thing(const struct event *e, const char *key)
{
	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(kinds[i].key, key) == 0)
			return i != LOG_EXHIBIT || is_made(e, LOG_EXHIBIT);
	return strcmp(key, "act") == 0;
}

void
log_details(struct log_details *out, const struct event *e,
    const uint8_t leaf[HASH_BYTES])
{
	struct log_detail d;

	(void)snprintf(out->sequence, sizeof out->sequence, "%" PRIu64,
	    e->sequence);
	bytes_to_hex(out->leaf, leaf, HASH_BYTES);
	out->all[0] = (struct log_detail){ "sequence", out->sequence };
	out->all[1] = (struct log_detail){ "leaf", out->leaf };
	out->n = 2;
	for (size_t i = 0; event_text(e, i, &d.key, &d.value); i++)
		if (d.value[0] != '\0' && !is_thing(e, d.key) &&
		    out->n < LOG_DETAILS_MAX)
			out->all[out->n++] = d;
}

/* Source: exhibit.txt, 3.1. */
void
log_root_exhibit(char out[EXHIBIT_REFERENCE_BYTES], const char *reference)
{
	char parent[EXHIBIT_REFERENCE_BYTES];

	(void)snprintf(out, EXHIBIT_REFERENCE_BYTES, "%s", reference);
	while (exhibit_parent(parent, out))
		memcpy(out, parent, sizeof parent);
}

/* --- names that were met --- */

/* Half of it stays free, so that a free place is soon met. */
static int
grow(struct log_seen *s, struct why *w)
{
	struct log_seen more = { .places =
				     s->places == 0 ? 256 : 2 * s->places };

	more.table = calloc(2 * more.places, sizeof *more.table);
	if (more.table == NULL)
		return why_memory(w);
	for (size_t i = 0; i < s->places; i++) {
		const uint64_t *from = &s->table[2 * i];
		size_t at = from[0] & (more.places - 1);

		if (from[0] == 0 && from[1] == 0)
			continue;
		while (more.table[2 * at] != 0 || more.table[2 * at + 1] != 0)
			at = (at + 1) & (more.places - 1);
		memcpy(&more.table[2 * at], from, 2 * sizeof *from);
	}
	more.n = s->n;
	free(s->table);
	*s = more;
	return 0;
}

/* The name is the beginning of a hash, and so is as good as any. */
static void
numbers_of(const char name[LOG_NAME_BYTES], uint64_t out[2])
{
	char hex[2 * UUID_BYTES + 1];
	uint8_t id[UUID_BYTES] = { 0 };
	size_t n = 0;

	for (const char *c = name + sizeof LOG_NAME_FRONT - 1; *c != '\0'; c++)
		if (*c != '-')
			hex[n++] = *c;
	hex[n] = '\0';
	(void)bytes_from_hex(id, sizeof id, hex);
	out[0] = bytes_get_u64(id);
	out[1] = bytes_get_u64(id + 8);
}

int
log_seen_add(struct log_seen *s, const char name[LOG_NAME_BYTES], bool *is_new,
    struct why *w)
{
	uint64_t id[2];
	size_t at;

	if (2 * s->n >= s->places && grow(s, w) != 0)
		return -1;
	numbers_of(name, id);
	at = id[0] & (s->places - 1);
	while (s->table[2 * at] != 0 || s->table[2 * at + 1] != 0) {
		*is_new = false;
		if (memcmp(&s->table[2 * at], id, sizeof id) == 0)
			return 0;
		at = (at + 1) & (s->places - 1);
	}
	memcpy(&s->table[2 * at], id, sizeof id);
	s->n++;
	*is_new = true;
	return 0;
}

void
log_seen_clear(struct log_seen *s)
{
	free(s->table);
	*s = (struct log_seen){ 0 };
}
