#include "formats/handover.h"

#include <string.h>

#include "formats/handover_inside.h"

static const char *const found_names[HANDOVER_FOUND] = {
	[HANDOVER_INTACT] = "intact",
	[HANDOVER_SAME] = "same",
	[HANDOVER_CHANGED] = "changed",
	[HANDOVER_DAMAGED] = "damaged",
	[HANDOVER_OTHER] = "other",
	[HANDOVER_UNOPENED] = "unopened",
};

const char *
handover_found_name(enum handover_found found)
{
	return found < HANDOVER_FOUND ? found_names[found] : NULL;
}

enum handover_found
handover_found_parse(const char *word)
{
	unsigned found = 0;

	while (found < HANDOVER_FOUND && strcmp(word, found_names[found]) != 0)
		found++;
	return (enum handover_found)found;
}

/* --- values --- */

int
handover_lines_check(const void *statement, const struct handover_line *lines,
    size_t n, struct why *w)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = (const char *)statement + lines[i].at;

		if (lines[i].needed && text[0] == '\0')
			return why_set(w, WHY_HANDOVER, "%s is missing",
			    lines[i].key);
		if (!why_printable(text))
			return why_set(w, WHY_HANDOVER,
			    "%s is no line of printable text", lines[i].key);
	}
	return 0;
}

void
handover_lines_write(const void *statement, const struct handover_line *lines,
    size_t n, struct text_out *o)
{
	for (size_t i = 0; i < n; i++)
		text_out_string(o, lines[i].key,
		    (const char *)statement + lines[i].at);
}

int
handover_lines_take(void *statement, const struct handover_line *lines,
    size_t n, struct text_object *from, struct why *w)
{
	for (size_t i = 0; i < n; i++)
		if (text_copy(from, lines[i].key,
			(char *)statement + lines[i].at, HANDOVER_TEXT_BYTES,
			w) != 0)
			return -1;
	return 0;
}

int
handover_name_check(const char *name, bool needed, const char *what,
    struct why *w)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (name[len] == '\0' && (len > 0 || !needed))
		return 0;
	return why_set(w, WHY_HANDOVER, "no name of %s: \"%.64s\"", what, name);
}

int
handover_party_check(const struct handover_party *p, struct why *w)
{
	if (seal_party_check(&p->key, w) != 0)
		return -1;
	return handover_name_check(p->person, false, "a person", w);
}

void
handover_party_write(const struct handover_party *p, const char *key,
    struct text_out *o)
{
	text_out_open(o, key, '{');
	text_out_string(o, "agency", p->key.agency);
	text_out_string(o, "person", p->person);
	text_out_string(o, "fingerprint", p->key.fingerprint);
	text_out_close(o);
}

int
handover_party_take(struct handover_party *p, const char *key,
    struct text_object *from, struct why *w)
{
	struct text_object child;

	if (text_child(from, key, &child, w) != 0 ||
	    text_copy(&child, "agency", p->key.agency, sizeof p->key.agency,
		w) != 0 ||
	    text_copy(&child, "person", p->person, sizeof p->person, w) != 0 ||
	    text_copy(&child, "fingerprint", p->key.fingerprint,
		sizeof p->key.fingerprint, w) != 0)
		return -1;
	return text_end(&child, w);
}

void
handover_cited_write(const struct handover_cited *c, const char *key,
    struct text_out *o)
{
	text_out_open(o, key, '{');
	text_out_hex(o, "statement", c->statement, sizeof c->statement);
	text_out_hex(o, "signatures", c->signatures, sizeof c->signatures);
	text_out_close(o);
}

int
handover_cited_take(struct handover_cited *c, const char *key,
    struct text_object *from, struct why *w)
{
	struct text_object child;

	if (text_child(from, key, &child, w) != 0 ||
	    text_hex(&child, "statement", c->statement, sizeof c->statement,
		w) != 0 ||
	    text_hex(&child, "signatures", c->signatures, sizeof c->signatures,
		w) != 0)
		return -1;
	return text_end(&child, w);
}

/* A finding, and the name of a reason with those that have one. */
int
handover_found_check(enum handover_found found, const char *reason,
    struct why *w)
{
	bool any = reason[0] != '\0';
	bool must = found == HANDOVER_SAME || found == HANDOVER_DAMAGED;

	if (found >= HANDOVER_FOUND)
		return why_set(w, WHY_HANDOVER, "no such finding");
	if (strspn(reason, "abcdefghijklmnopqrstuvwxyz0123456789-") !=
		strlen(reason) ||
	    any != (must || (any && found == HANDOVER_OTHER)))
		return why_set(w, WHY_HANDOVER,
		    "\"%s\" is no reason for what was found: %s", reason,
		    found_names[found]);
	return 0;
}

void
handover_found_write(enum handover_found found, const char *reason,
    struct text_out *o)
{
	text_out_string(o, "found", found_names[found]);
	text_out_string(o, "reason", reason);
}

int
handover_found_take(enum handover_found *found,
    char reason[HANDOVER_REASON_BYTES], struct text_object *from, struct why *w)
{
	const char *word;

	if (text_string(from, "found", HANDOVER_REASON_BYTES, &word, w) != 0 ||
	    text_copy(from, "reason", reason, HANDOVER_REASON_BYTES, w) != 0)
		return -1;
	*found = handover_found_parse(word);
	if (*found < HANDOVER_FOUND)
		return 0;
	return why_set(w, WHY_HANDOVER, "no such finding: \"%s\"", word);
}

int
handover_hop_check(unsigned hop, struct why *w)
{
	return hop >= 1 && hop <= HANDOVER_HOPS_MAX
	    ? 0
	    : why_set(w, WHY_HANDOVER, "a chain has %d hops at most",
		  HANDOVER_HOPS_MAX);
}

int
handover_start_take(struct text_object *from, const char *format, uint8_t *id,
    unsigned *hop, struct why *w)
{
	const char *word;
	uint64_t number;

	if (text_string(from, "format", 64, &word, w) != 0)
		return -1;
	if (strcmp(word, format) != 0)
		return why_set(w, WHY_VERSION,
		    "the statement has format \"%s\"; this reads %s", word,
		    format);
	if (text_hex(from, "handover", id, SEAL_ID_BYTES, w) != 0 ||
	    text_number(from, "hop", INT32_MAX, &number, w) != 0)
		return -1;
	*hop = (unsigned)number;
	return 0;
}

/* --- reading --- */

/* There is one way to write it. */
static int
check_form(const struct handover_reader *r, const void *data, size_t len,
    struct why *w)
{
	struct bytes again = { 0 };
	int rc = r->write(r->self, &again, w);

	if (rc == 0 && (again.len != len || memcmp(again.data, data, len) != 0))
		rc = why_set(w, WHY_HANDOVER,
		    "the statement is not in its one form");
	bytes_clear(&again);
	return rc;
}

int
handover_read(const struct handover_reader *r, const void *data, size_t len,
    struct why *w)
{
	struct text t = { 0 };
	struct text_object root;
	int rc = -1;

	if (len > HANDOVER_MAX_BYTES)
		return why_set(w, WHY_HANDOVER, "the statement is too large");
	if (text_parse(&t, data, len, w) == 0) {
		root = text_root(&t);
		if (r->take(r->self, &root, w) == 0 && text_end(&root, w) == 0)
			rc = check_form(r, data, len, w);
	}
	text_clear(&t);
	return rc;
}
