#include "formats/seal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "formats/frame.h"
#include "formats/salt.h"
#include "formats/segment.h"
#include "formats/text.h"

static int
check_agency(const char *agency, struct why *w)
{
	size_t len = strspn(agency, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (len == 0 || len >= SEAL_AGENCY_BYTES || agency[len] != '\0')
		return why_set(w, WHY_SEAL, "no name of an agency: \"%.64s\"",
		    agency);
	return 0;
}

static int
check_fingerprint(const char *print, struct why *w)
{
	if (strlen(print) != SEAL_PRINT_HEX - 1 ||
	    strspn(print, "0123456789ABCDEF") != SEAL_PRINT_HEX - 1)
		return why_set(w, WHY_SEAL, "no full fingerprint: \"%.64s\"",
		    print);
	return 0;
}

/* One line of text that prints as it is. */
static int
check_marking(const char *marking, struct why *w)
{
	for (const char *c = marking; *c != '\0'; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return why_set(w, WHY_SEAL,
			    "the marking holds a control character");
	}
	return 0;
}

static int
check_part(const struct seal_part *p, struct why *w)
{
	if (p->bytes == 0 || p->bytes > FRAME_MEMBER_MAX)
		return why_set(w, WHY_SEAL, "a size is out of range");
	return 0;
}

static int
check_segment(const struct seal_segment *s, struct why *w)
{
	if (check_part(&s->sealed, w) != 0)
		return -1;
	if (s->plain_max == 0 || s->plain_max > SEGMENT_MAX_BYTES ||
	    s->plain_max % SEAL_PLAIN_UNIT != 0)
		return why_set(w, WHY_SEAL, "plain_max is out of range");
	if (s->records == 0 || s->records > SALT_RECORDS_MAX)
		return why_set(w, WHY_SEAL,
		    "the number of records is out of range");
	return 0;
}

static int
check_recipients(const struct seal *s, struct why *w)
{
	if (s->n_recipients == 0 || s->n_recipients > SEAL_RECIPIENTS_MAX)
		return why_set(w, WHY_SEAL,
		    "the number of recipients is out of range");
	for (size_t i = 0; i < s->n_recipients; i++) {
		const struct seal_party *one = &s->recipients[i];

		if (check_agency(one->agency, w) != 0 ||
		    check_fingerprint(one->fingerprint, w) != 0)
			return why_in(w, "recipients[%zu]", i);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(s->recipients[j].fingerprint,
				one->fingerprint) == 0)
				return why_set(w, WHY_SEAL,
				    "recipients[%zu]: repeated", i);
		}
	}
	return 0;
}

/* Can these values be? Source: seal.txt, 2. */
static int
check(const struct seal *s, struct why *w)
{
	if (s->sequence == 0)
		return why_set(w, WHY_SEAL, "sequence begins with 1");
	if (s->created_s < 0 || s->created_s > (int64_t)FRAME_MEMBER_MAX)
		return why_set(w, WHY_SEAL, "created is out of range");
	if (check_marking(s->marking, w) != 0)
		return -1;
	if (check_agency(s->sender.agency, w) != 0 ||
	    check_fingerprint(s->sender.fingerprint, w) != 0)
		return why_in(w, "sender");
	if (check_recipients(s, w) != 0)
		return -1;
	if (check_part(&s->readme, w) != 0)
		return why_in(w, "readme");
	if (check_part(&s->contents, w) != 0)
		return why_in(w, "contents");
	if (s->n_segments == 0 || s->n_segments > FRAME_SEGMENTS_MAX)
		return why_set(w, WHY_SEAL,
		    "the number of segments is out of range");
	for (uint64_t i = 0; i < s->n_segments; i++) {
		if (check_segment(&s->segments[i], w) != 0)
			return why_in(w, "segments[%llu]",
			    (unsigned long long)i);
	}
	return 0;
}

static void
write_party(struct text_out *o, const char *key, const struct seal_party *p)
{
	text_out_open(o, key, '{');
	text_out_string(o, "agency", p->agency);
	text_out_string(o, "fingerprint", p->fingerprint);
	text_out_close(o);
}

/* Members of an object that is open. */
static void
write_part(struct text_out *o, const struct seal_part *p)
{
	text_out_number(o, "bytes", p->bytes);
	text_out_hex(o, "blake2b", p->digest, sizeof p->digest);
}

static void
write_segment(struct text_out *o, const struct seal_segment *s)
{
	text_out_open(o, NULL, '{');
	write_part(o, &s->sealed);
	text_out_number(o, "plain_max", s->plain_max);
	text_out_number(o, "records", s->records);
	text_out_hex(o, "root", s->root, sizeof s->root);
	text_out_close(o);
}

int
seal_write(const struct seal *s, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	if (check(s, w) != 0)
		return -1;
	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", SEAL_FORMAT);
	text_out_hex(&o, "bundle", s->id, sizeof s->id);
	text_out_number(&o, "sequence", s->sequence);
	text_out_time(&o, "created", s->created_s);
	text_out_string(&o, "marking", s->marking);
	write_party(&o, "sender", &s->sender);
	text_out_open(&o, "recipients", '[');
	for (size_t i = 0; i < s->n_recipients; i++)
		write_party(&o, NULL, &s->recipients[i]);
	text_out_close(&o);
	text_out_open(&o, "readme", '{');
	write_part(&o, &s->readme);
	text_out_close(&o);
	text_out_open(&o, "contents", '{');
	write_part(&o, &s->contents);
	text_out_close(&o);
	text_out_open(&o, "segments", '[');
	for (uint64_t i = 0; i < s->n_segments; i++)
		write_segment(&o, &s->segments[i]);
	text_out_close(&o);
	text_out_open(&o, "log", '{');
	text_out_number(&o, "size", s->log_size);
	text_out_hex(&o, "root", s->log_root, sizeof s->log_root);
	text_out_close(&o);
	text_out_close(&o);
	return text_out_end(&o, w);
}

/* Take a string into a buffer of size bytes, NUL included. */
static int
take_string(struct text_object *o, const char *key, char *out, size_t size,
    struct why *w)
{
	const char *value;

	if (text_string(o, key, size - 1, &value, w) != 0)
		return -1;
	memcpy(out, value, strlen(value) + 1);
	return 0;
}

static int
take_party(struct text_object *o, struct seal_party *p, struct why *w)
{
	if (take_string(o, "agency", p->agency, sizeof p->agency, w) != 0 ||
	    take_string(o, "fingerprint", p->fingerprint, sizeof p->fingerprint,
		w) != 0)
		return -1;
	return text_end(o, w);
}

/* Members of an object that has perhaps others. */
static int
take_part(struct text_object *o, struct seal_part *p, struct why *w)
{
	if (text_number(o, "bytes", FRAME_MEMBER_MAX, &p->bytes, w) != 0)
		return -1;
	return text_hex(o, "blake2b", p->digest, sizeof p->digest, w);
}

static int
take_recipients(struct text_object *o, struct seal *s, struct why *w)
{
	struct text_array all;

	if (text_array(o, "recipients", SEAL_RECIPIENTS_MAX, &all, w) != 0)
		return -1;
	s->recipients = calloc(all.n + 1, sizeof *s->recipients);
	if (s->recipients == NULL)
		return why_memory(w);
	s->n_recipients = all.n;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);

		if (take_party(&one, &s->recipients[i], w) != 0)
			return -1;
	}
	return 0;
}

static int
take_segment(struct text_object *o, struct seal_segment *s, struct why *w)
{
	uint64_t records;

	if (take_part(o, &s->sealed, w) != 0 ||
	    text_number(o, "plain_max", SEGMENT_MAX_BYTES, &s->plain_max, w) !=
		0 ||
	    text_number(o, "records", SALT_RECORDS_MAX, &records, w) != 0 ||
	    text_hex(o, "root", s->root, sizeof s->root, w) != 0)
		return -1;
	s->records = (uint32_t)records;
	return text_end(o, w);
}

static int
take_segments(struct text_object *o, struct seal *s, struct why *w)
{
	struct text_array all;

	if (text_array(o, "segments", FRAME_SEGMENTS_MAX, &all, w) != 0)
		return -1;
	s->segments = calloc(all.n + 1, sizeof *s->segments);
	if (s->segments == NULL)
		return why_memory(w);
	s->n_segments = all.n;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);

		if (take_segment(&one, &s->segments[i], w) != 0)
			return -1;
	}
	return 0;
}

/* Children with a few values each. */
static int
take_children(struct text_object *o, struct seal *s, struct why *w)
{
	struct text_object child;

	if (text_child(o, "sender", &child, w) != 0 ||
	    take_party(&child, &s->sender, w) != 0)
		return -1;
	if (text_child(o, "readme", &child, w) != 0 ||
	    take_part(&child, &s->readme, w) != 0 || text_end(&child, w) != 0)
		return -1;
	if (text_child(o, "contents", &child, w) != 0 ||
	    take_part(&child, &s->contents, w) != 0 || text_end(&child, w) != 0)
		return -1;
	if (text_child(o, "log", &child, w) != 0 ||
	    text_number(&child, "size", INT64_MAX, &s->log_size, w) != 0 ||
	    text_hex(&child, "root", s->log_root, sizeof s->log_root, w) != 0)
		return -1;
	return text_end(&child, w);
}

static int
take_seal(struct text_object *o, struct seal *s, struct why *w)
{
	const char *format;

	if (text_string(o, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, SEAL_FORMAT) != 0)
		return why_set(w, WHY_VERSION,
		    "the seal has format \"%s\"; this reads " SEAL_FORMAT,
		    format);
	if (text_hex(o, "bundle", s->id, sizeof s->id, w) != 0 ||
	    text_number(o, "sequence", INT64_MAX, &s->sequence, w) != 0 ||
	    text_time(o, "created", &s->created_s, w) != 0 ||
	    take_string(o, "marking", s->marking, sizeof s->marking, w) != 0 ||
	    take_children(o, s, w) != 0 || take_recipients(o, s, w) != 0 ||
	    take_segments(o, s, w) != 0)
		return -1;
	return text_end(o, w);
}

/* There is one way to write a seal, so that the recipe in a bundle, which picks
 * digests out of its lines, sees what we see. Source: seal.txt, 3. */
static int
check_form(const struct seal *s, const void *data, size_t len, struct why *w)
{
	struct bytes again = { 0 };
	int rc = -1;

	if (seal_write(s, &again, w) != 0)
		goto out;
	if (again.len != len || memcmp(again.data, data, len) != 0) {
		why_set(w, WHY_SEAL, "the seal is not in its one form");
		goto out;
	}
	rc = 0;
out:
	bytes_clear(&again);
	return rc;
}

int
seal_parse(struct seal *s, const void *data, size_t len, struct why *w)
{
	struct text t = { 0 };
	struct text_object root;
	int rc = -1;

	*s = (struct seal){ 0 };
	if (len > SEAL_JSON_MAX)
		return why_set(w, WHY_SEAL, "the seal is too large");
	if (text_parse(&t, data, len, w) != 0)
		goto out;
	root = text_root(&t);
	if (take_seal(&root, s, w) != 0 || check(s, w) != 0 ||
	    check_form(s, data, len, w) != 0)
		goto out;
	rc = 0;
out:
	text_clear(&t);
	if (rc != 0)
		seal_clear(s);
	return rc;
}

void
seal_clear(struct seal *s)
{
	free(s->recipients);
	free(s->segments);
	*s = (struct seal){ 0 };
}

const struct seal_party *
seal_recipient(const struct seal *s, const char *fingerprint)
{
	for (size_t i = 0; i < s->n_recipients; i++) {
		if (strcmp(s->recipients[i].fingerprint, fingerprint) == 0)
			return &s->recipients[i];
	}
	return NULL;
}
