#include "keys/card.h"

#include <stdio.h>
#include <string.h>

#include "formats/text.h"

bool
card_agency_ok(const char *agency)
{
	size_t len = strlen(agency);

	return len > 0 && len < CARD_AGENCY_BYTES &&
	    strspn(agency, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

bool
card_name_ok(const char *name)
{
	struct why shown = { 0 };
	size_t len = strlen(name);

	if (len == 0 || len >= CARD_NAME_BYTES || name[0] == ' ' ||
	    name[len - 1] == ' ')
		return false;
	/* Printable is what a sentence shows unchanged. */
	why_set(&shown, WHY_CARD, "%s", name);
	return strcmp(shown.text, name) == 0;
}

bool
card_person_ok(const char *person)
{
	return person[0] == '\0' || card_agency_ok(person);
}

bool
card_print_ok(const char *fingerprint)
{
	return strlen(fingerprint) == CARD_PRINT_HEX - 1 &&
	    strspn(fingerprint, "0123456789ABCDEF") == CARD_PRINT_HEX - 1;
}

int
card_check(const char *agency, const char *name, const char *fingerprint,
    struct why *w)
{
	if (!card_agency_ok(agency))
		return why_set(w, WHY_CARD,
		    "an agency's id is 1 to %d of a-z, 0-9 and -, not \"%s\"",
		    CARD_AGENCY_BYTES - 1, agency);
	if (!card_name_ok(name))
		return why_set(w, WHY_CARD,
		    "an agency's name is 1 to %d bytes of printable text",
		    CARD_NAME_BYTES - 1);
	if (!card_print_ok(fingerprint))
		return why_set(w, WHY_CARD,
		    "a fingerprint is 40 upper-case hex digits");
	return 0;
}

/* The same, and the person. */
static int
check_all(const struct card *c, struct why *w)
{
	if (card_check(c->agency, c->name, c->fingerprint, w) != 0)
		return -1;
	if (!card_person_ok(c->person))
		return why_set(w, WHY_CARD,
		    "a person's id is 1 to %d of a-z, 0-9 and -, not \"%s\"",
		    CARD_PERSON_BYTES - 1, c->person);
	return 0;
}

int
card_write(const struct card *c, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };
	struct bytes key = { 0 };
	int rc = -1;

	if (check_all(c, w) != 0)
		return -1;
	if (c->key.len == 0 || memchr(c->key.data, '\0', c->key.len) != NULL)
		return why_set(w, WHY_CARD, "the card's key is not text");
	if (bytes_add(&key, c->key.data, c->key.len, w) != 0 ||
	    bytes_add(&key, "", 1, w) != 0)
		goto out;
	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", CARD_FORMAT);
	text_out_string(&o, "agency", c->agency);
	text_out_string(&o, "name", c->name);
	text_out_string(&o, "person", c->person);
	text_out_string(&o, "fingerprint", c->fingerprint);
	text_out_string(&o, "key", (const char *)key.data);
	text_out_close(&o);
	if (text_out_end(&o, w) != 0)
		goto out;
	rc = 0;
out:
	bytes_clear(&key);
	return rc;
}

static int
take_card(struct card *c, struct text_object *o, struct why *w)
{
	const char *format;
	const char *agency;
	const char *name;
	const char *person;
	const char *print;
	const char *key;

	if (text_string(o, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, CARD_FORMAT) != 0)
		return why_set(w, WHY_VERSION,
		    "format \"%s\": " CARD_FORMAT " is wanted", format);
	if (text_string(o, "agency", CARD_AGENCY_BYTES - 1, &agency, w) != 0 ||
	    text_string(o, "name", CARD_NAME_BYTES - 1, &name, w) != 0 ||
	    text_string(o, "person", CARD_PERSON_BYTES - 1, &person, w) != 0 ||
	    text_string(o, "fingerprint", CARD_PRINT_HEX - 1, &print, w) != 0 ||
	    text_string(o, "key", CARD_MAX_BYTES, &key, w) != 0 ||
	    text_end(o, w) != 0)
		return -1;
	snprintf(c->agency, sizeof c->agency, "%s", agency);
	snprintf(c->name, sizeof c->name, "%s", name);
	snprintf(c->person, sizeof c->person, "%s", person);
	snprintf(c->fingerprint, sizeof c->fingerprint, "%s", print);
	if (check_all(c, w) != 0)
		return -1;
	if (key[0] == '\0')
		return why_set(w, WHY_CARD, "the card has no key");
	return bytes_add(&c->key, key, strlen(key), w);
}

int
card_parse(struct card *c, const void *data, size_t len, struct why *w)
{
	struct text text = { 0 };
	struct text_object o;
	int rc = -1;

	*c = (struct card){ 0 };
	if (len > CARD_MAX_BYTES)
		return why_set(w, WHY_CARD, "the card has more than %zu bytes",
		    CARD_MAX_BYTES);
	if (text_parse(&text, data, len, w) != 0)
		return -1;
	o = text_root(&text);
	rc = take_card(c, &o, w);
	if (rc != 0)
		card_clear(c);
	text_clear(&text);
	return rc;
}

void
card_clear(struct card *c)
{
	bytes_clear(&c->key);
	*c = (struct card){ 0 };
}
