#include "formats/seal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "formats/frame.h"
#include "formats/salt.h"
#include "formats/segment.h"
#include "formats/text.h"

static const char *const as_words[SEAL_AS] = {
	[SEAL_RECIPIENT] = "recipient",
	[SEAL_ESCROW] = "escrow",
	[SEAL_SELF] = "self",
};

const char *
seal_as_name(enum seal_as as)
{
	return as < SEAL_AS ? as_words[as] : NULL;
}

enum seal_as
seal_as_parse(const char *word)
{
	unsigned i = 0;

	while (i < SEAL_AS && strcmp(as_words[i], word) != 0)
		i++;
	return (enum seal_as)i;
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

static bool
same_party(const struct seal_party *a, const struct seal_party *b)
{
	return strcmp(a->agency, b->agency) == 0 &&
	    strcmp(a->fingerprint, b->fingerprint) == 0;
}

/* Recipients come first, so there is one; the sender is listed as what it is.
 */
static int
check_as(const struct seal *s, size_t i, struct why *w)
{
	const struct seal_reader *one = &s->recipients[i];
	bool sender =
	    strcmp(one->party.fingerprint, s->sender.fingerprint) == 0;

	if (one->as >= SEAL_AS ||
	    one->as < (i == 0 ? SEAL_RECIPIENT : one[-1].as) ||
	    (i == 0 && one->as != SEAL_RECIPIENT))
		return why_set(w, WHY_SEAL, "recipients[%zu]: out of order", i);
	if (one->as == SEAL_SELF && !same_party(&one->party, &s->sender))
		return why_set(w, WHY_SEAL,
		    "recipients[%zu]: self, but not the sender", i);
	if (one->as == SEAL_ESCROW && sender)
		return why_set(w, WHY_SEAL,
		    "recipients[%zu]: the sender is its own escrow", i);
	return 0;
}

static int
check_recipients(const struct seal *s, struct why *w)
{
	if (s->n_recipients == 0 || s->n_recipients > SEAL_RECIPIENTS_MAX)
		return why_set(w, WHY_SEAL,
		    "the number of recipients is out of range");
	for (size_t i = 0; i < s->n_recipients; i++) {
		const struct seal_party *one = &s->recipients[i].party;

		if (seal_party_check(one, w) != 0)
			return why_in(w, "recipients[%zu]", i);
		for (size_t j = 0; j < i; j++) {
			if (strcmp(s->recipients[j].party.fingerprint,
				one->fingerprint) == 0)
				return why_set(w, WHY_SEAL,
				    "recipients[%zu]: repeated", i);
		}
		if (check_as(s, i, w) != 0)
			return -1;
	}
	return 0;
}

/* A bundle that comes back to who sealed it before went in a circle. */
static bool
is_loop(const struct seal_earlier *e, const uint8_t id[SEAL_ID_BYTES],
    const struct seal_party *sender)
{
	return memcmp(e->id, id, SEAL_ID_BYTES) == 0 ||
	    strcmp(e->sender.agency, sender->agency) == 0 ||
	    strcmp(e->sender.fingerprint, sender->fingerprint) == 0;
}

static int
check_earlier(const struct seal *s, struct why *w)
{
	if (s->n_earlier > SEAL_EARLIER_MAX)
		return why_set(w, WHY_SEAL,
		    "the number of earlier seals is out of range");
	for (size_t i = 0; i < s->n_earlier; i++) {
		const struct seal_earlier *one = &s->earlier[i];
		bool loop = is_loop(one, s->id, &s->sender);

		if (seal_party_check(&one->sender, w) != 0)
			return why_in(w, "earlier[%zu]", i);
		for (size_t j = 0; j < i && !loop; j++)
			loop = is_loop(one, s->earlier[j].id,
			    &s->earlier[j].sender);
		if (loop)
			return why_set(w, WHY_SEAL, "earlier[%zu]: repeated",
			    i);
	}
	return 0;
}

int
seal_check(const struct seal *s, struct why *w)
{
	if (s->sequence == 0)
		return why_set(w, WHY_SEAL, "sequence begins with 1");
	if (s->created_s < 0 || s->created_s > (int64_t)FRAME_MEMBER_MAX)
		return why_set(w, WHY_SEAL, "created is out of range");
	if (check_marking(s->marking, w) != 0)
		return -1;
	if (seal_party_check(&s->sender, w) != 0)
		return why_in(w, "sender");
	if (check_recipients(s, w) != 0 || check_earlier(s, w) != 0)
		return -1;
	if (seal_log_check(&s->log, w) != 0)
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
write_recipients(struct text_out *o, const struct seal *s)
{
	text_out_open(o, "recipients", '[');
	for (size_t i = 0; i < s->n_recipients; i++) {
		text_out_open(o, NULL, '{');
		text_out_string(o, "agency", s->recipients[i].party.agency);
		text_out_string(o, "fingerprint",
		    s->recipients[i].party.fingerprint);
		text_out_string(o, "as", seal_as_name(s->recipients[i].as));
		text_out_close(o);
	}
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

static void
write_earlier(struct text_out *o, const struct seal *s)
{
	text_out_open(o, "earlier", '[');
	for (size_t i = 0; i < s->n_earlier; i++) {
		const struct seal_earlier *one = &s->earlier[i];

		text_out_open(o, NULL, '{');
		text_out_hex(o, "bundle", one->id, sizeof one->id);
		seal_party_write(&one->sender, "sender", o);
		text_out_hex(o, "blake2b", one->digest, sizeof one->digest);
		text_out_close(o);
	}
	text_out_close(o);
}

int
seal_write(const struct seal *s, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	if (seal_check(s, w) != 0)
		return -1;
	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", SEAL_FORMAT);
	text_out_hex(&o, "bundle", s->id, sizeof s->id);
	text_out_number(&o, "sequence", s->sequence);
	text_out_time(&o, "created", s->created_s);
	text_out_string(&o, "marking", s->marking);
	seal_party_write(&s->sender, "sender", &o);
	write_recipients(&o, s);
	text_out_open(&o, "readme", '{');
	write_part(&o, &s->readme);
	text_out_close(&o);
	text_out_open(&o, "contents", '{');
	write_part(&o, &s->contents);
	text_out_hex(&o, "digest", s->opened, sizeof s->opened);
	text_out_close(&o);
	write_earlier(&o, s);
	text_out_open(&o, "segments", '[');
	for (uint64_t i = 0; i < s->n_segments; i++)
		write_segment(&o, &s->segments[i]);
	text_out_close(&o);
	seal_log_write(&s->log, &o);
	text_out_close(&o);
	return text_out_end(&o, w);
}

void
seal_clear(struct seal *s)
{
	free(s->recipients);
	free(s->segments);
	seal_log_clear(&s->log);
	*s = (struct seal){ 0 };
}

const struct seal_reader *
seal_recipient(const struct seal *s, const char *fingerprint)
{
	for (size_t i = 0; i < s->n_recipients; i++) {
		if (strcmp(s->recipients[i].party.fingerprint, fingerprint) ==
		    0)
			return &s->recipients[i];
	}
	return NULL;
}

static bool
same_part(const struct seal_part *a, const struct seal_part *b)
{
	return a->bytes == b->bytes &&
	    memcmp(a->digest, b->digest, sizeof a->digest) == 0;
}

const char *
seal_differs(const struct seal *a, const struct seal *b)
{
	if (!same_part(&a->readme, &b->readme))
		return "README.txt";
	if (memcmp(a->opened, b->opened, sizeof a->opened) != 0)
		return "contents";
	if (a->n_segments != b->n_segments)
		return "segments";
	for (uint64_t i = 0; i < a->n_segments; i++) {
		const struct seal_segment *one = &a->segments[i];
		const struct seal_segment *two = &b->segments[i];

		if (!same_part(&one->sealed, &two->sealed) ||
		    one->plain_max != two->plain_max ||
		    one->records != two->records ||
		    memcmp(one->root, two->root, sizeof one->root) != 0)
			return "segments";
	}
	return NULL;
}
