#include "formats/order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/hash.h"
#include "formats/order_target.h"
#include "formats/text.h"

#define DAY_S 86400

const char *
order_act_name(enum order_act act)
{
	static const char *const names[ORDER_ACTS] = {
		[ORDER_DELETE] = "delete",
		[ORDER_RESTRICT] = "restrict",
		[ORDER_LIFT] = "lift",
		[ORDER_RECTIFY] = "rectify",
	};

	return names[act];
}

static bool
is_agency(const char *name)
{
	static const char of[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	return name[0] != '\0' && name[strspn(name, of)] == '\0';
}

static int
check_party(const struct seal_party *p, struct why *w)
{
	static const char hex[] = "0123456789ABCDEF";

	if (!is_agency(p->agency))
		return why_set(w, WHY_ORDER, "issuer is no agency name");
	if (strspn(p->fingerprint, hex) != SEAL_PRINT_HEX - 1)
		return why_set(w, WHY_ORDER, "issuer has no full fingerprint");
	return 0;
}

static int
take_issuer(struct order *o, struct text_object *from, struct why *w)
{
	struct text_object issuer;

	if (text_child(from, "issuer", &issuer, w) != 0 ||
	    text_copy(&issuer, "agency", o->issuer.agency,
		sizeof o->issuer.agency, w) != 0 ||
	    text_copy(&issuer, "fingerprint", o->issuer.fingerprint,
		sizeof o->issuer.fingerprint, w) != 0 ||
	    text_end(&issuer, w) != 0)
		return -1;
	return check_party(&o->issuer, w);
}

static int
take_answer(struct order *o, struct text_object *from, struct why *w)
{
	struct text_array all;

	if (text_array(from, "answer_by", ORDER_ANSWER_MAX, &all, w) != 0)
		return -1;
	for (o->n_answer = 0; o->n_answer < all.n; o->n_answer++) {
		char *to = o->answer_by[o->n_answer];
		const char *name;

		if (text_string_at(&all, o->n_answer, SEAL_AGENCY_BYTES - 1,
			&name, w) != 0)
			return -1;
		if (!is_agency(name))
			return why_set(w, WHY_ORDER,
			    "answer_by holds no agency name");
		for (size_t i = 0; i < o->n_answer; i++)
			if (strcmp(o->answer_by[i], name) == 0)
				return why_set(w, WHY_ORDER,
				    "answer_by names %s twice", name);
		memcpy(to, name, strlen(name) + 1);
	}
	return o->n_answer > 0
	    ? 0
	    : why_set(w, WHY_ORDER, "answer_by names no agency");
}

/* What a draft may lack is taken where it is there; *o holds the rest. */
static int
take_sealed(struct order *o, struct text_object *from, bool draft,
    struct why *w)
{
	if ((!draft || text_has(from, "order")) &&
	    text_hex(from, "order", o->id, sizeof o->id, w) != 0)
		return -1;
	if ((!draft || text_has(from, "nonce")) &&
	    text_hex(from, "nonce", o->nonce, sizeof o->nonce, w) != 0)
		return -1;
	if ((!draft || text_has(from, "issued")) &&
	    text_time(from, "issued", &o->issued_s, w) != 0)
		return -1;
	if ((!draft || text_has(from, "issuer")) &&
	    take_issuer(o, from, w) != 0)
		return -1;
	if ((!draft || text_has(from, "answer_by")) &&
	    take_answer(o, from, w) != 0)
		return -1;
	if (!draft || text_has(from, "deadline"))
		return text_time(from, "deadline", &o->deadline_s, w);
	o->deadline_s = o->issued_s + ORDER_ANSWER_DAYS * DAY_S;
	return 0;
}

static int
take_law(struct order *o, struct text_object *from, bool draft, struct why *w)
{
	if ((!draft || text_has(from, "legal")) &&
	    text_copy(from, "legal", o->legal, sizeof o->legal, w) != 0)
		return -1;
	if ((!draft || text_has(from, "reference")) &&
	    text_copy(from, "reference", o->reference, sizeof o->reference,
		w) != 0)
		return -1;
	return 0;
}

/* What becomes of the rows for which another stands. */
static int
take_then(struct order *o, struct text_object *from, struct why *w)
{
	const char *word;

	if (text_string(from, "then", ORDER_TEXT_BYTES, &word, w) != 0)
		return -1;
	if (strcmp(word, order_act_name(ORDER_DELETE)) == 0)
		o->does = ORDER_DELETE;
	else if (strcmp(word, order_act_name(ORDER_RESTRICT)) == 0)
		o->does = ORDER_RESTRICT;
	else
		return why_set(w, WHY_ORDER,
		    "then is %s, not delete or restrict", word);
	return 0;
}

/* What is asked for, and for how long. */
static int
take_act(struct order *o, struct text_object *from, struct why *w)
{
	const char *word;

	if (text_string(from, "kind", ORDER_TEXT_BYTES, &word, w) != 0)
		return -1;
	o->act = ORDER_DELETE;
	while (o->act < ORDER_ACTS && strcmp(word, order_act_name(o->act)) != 0)
		o->act++;
	if (o->act == ORDER_ACTS)
		return why_set(w, WHY_ORDER, "kind %s is unknown", word);
	o->does = o->act;
	o->ends_s = ORDER_NO_END;
	if (o->act == ORDER_RECTIFY)
		return take_then(o, from, w);
	if (o->act != ORDER_RESTRICT || !text_has(from, "ends"))
		return 0;
	return text_time(from, "ends", &o->ends_s, w);
}

static int
take_header(struct order *o, struct text_object *from, bool draft,
    struct why *w)
{
	const char *word;

	if (text_string(from, "format", ORDER_TEXT_BYTES, &word, w) != 0)
		return -1;
	if (strcmp(word, ORDER_FORMAT) != 0)
		return why_set(w, WHY_VERSION, "format is %s, not %s", word,
		    ORDER_FORMAT);
	if (take_act(o, from, w) != 0 ||
	    text_copy(from, "ground", o->ground, sizeof o->ground, w) != 0)
		return -1;
	if (o->ground[0] == '\0')
		return why_set(w, WHY_ORDER, "ground is empty");
	if (take_sealed(o, from, draft, w) != 0 ||
	    take_law(o, from, draft, w) != 0)
		return -1;
	if (o->deadline_s <= o->issued_s)
		return why_set(w, WHY_ORDER,
		    "deadline is not behind the time of issue");
	if (o->ends_s <= o->issued_s)
		return why_set(w, WHY_ORDER,
		    "ends is not behind the time of issue");
	return text_end(from, w);
}

/* Parse header and targets, leaving l behind the header on return of the
 * first and at the end on return of the second. m: NULL, or where targets go.
 */
static int
read_header(struct order *o, struct order_target_lines *l, bool draft,
    struct why *w)
{
	const uint8_t *line;
	size_t len;
	struct text doc;
	struct text_object from;
	int got = order_target_line(l, &line, &len, w);

	if (got == 0)
		return why_set(w, WHY_ORDER, "the order is empty");
	if (got < 0 || text_parse(&doc, line, len, w) != 0)
		return order_target_in_line(l, w);
	from = text_root(&doc);
	got = take_header(o, &from, draft, w);
	text_clear(&doc);
	return got == 0 ? 0 : order_target_in_line(l, w);
}

static int
read_targets(struct order *o, struct order_target_lines *l,
    struct order_match *m, uint32_t number, struct why *w)
{
	struct order_target target;
	const uint8_t *line;
	size_t len;
	int got;

	o->targets = 0;
	while ((got = order_target_line(l, &line, &len, w)) == 1) {
		if (o->targets == ORDER_TARGETS_MAX)
			return why_set(w, WHY_LIMIT,
			    "the order has more than %d targets",
			    ORDER_TARGETS_MAX);
		if (order_target_of(o->act, &target, line, len, w) != 0 ||
		    (m != NULL &&
			order_match_target(m, &target, number, w) != 0))
			return order_target_in_line(l, w);
		o->targets++;
	}
	if (got < 0)
		return order_target_in_line(l, w);
	if (o->targets == 0)
		return why_set(w, WHY_ORDER, "the order names no target");
	return 0;
}

static void
digest(struct order *o, const void *text, size_t len)
{
	struct hash_digest d;

	hash_digest_init(&d);
	hash_digest_add(&d, text, len);
	hash_digest_final(&d, o->digest);
}

static int
write_header(const struct order *o, struct bytes *out, struct why *w)
{
	struct text_out t = { .to = out };

	text_out_open(&t, NULL, '{');
	text_out_string(&t, "format", ORDER_FORMAT);
	text_out_string(&t, "kind", order_act_name(o->act));
	if (o->act == ORDER_RECTIFY)
		text_out_string(&t, "then", order_act_name(o->does));
	text_out_hex(&t, "order", o->id, sizeof o->id);
	text_out_hex(&t, "nonce", o->nonce, sizeof o->nonce);
	text_out_time(&t, "issued", o->issued_s);
	text_out_open(&t, "issuer", '{');
	text_out_string(&t, "agency", o->issuer.agency);
	text_out_string(&t, "fingerprint", o->issuer.fingerprint);
	text_out_close(&t);
	text_out_open(&t, "answer_by", '[');
	for (size_t i = 0; i < o->n_answer; i++)
		text_out_string(&t, NULL, o->answer_by[i]);
	text_out_close(&t);
	text_out_time(&t, "deadline", o->deadline_s);
	if (o->ends_s != ORDER_NO_END)
		text_out_time(&t, "ends", o->ends_s);
	text_out_string(&t, "ground", o->ground);
	text_out_string(&t, "legal", o->legal);
	text_out_string(&t, "reference", o->reference);
	text_out_close(&t);
	return text_out_end(&t, w);
}

/* Whoever shall read it may answer, unless the draft says otherwise. */
static void
add_answer(struct order *o, const struct order_maker *by)
{
	for (size_t i = 0; i < by->n_readers; i++) {
		const struct seal_reader *to = &by->readers[i];

		if (to->as == SEAL_RECIPIENT && o->n_answer < ORDER_ANSWER_MAX)
			memcpy(o->answer_by[o->n_answer++], to->party.agency,
			    SEAL_AGENCY_BYTES);
	}
}

/* Take a draft apart, and fill in what it lacks. */
static int
complete(struct order *o, const struct order_maker *by,
    struct order_target_lines *l, struct why *w)
{
	const struct seal_party *issuer = by->issuer;

	add_answer(o, by);
	if (bytes_random(o->id, sizeof o->id, w) != 0 ||
	    bytes_random(o->nonce, sizeof o->nonce, w) != 0 ||
	    read_header(o, l, true, w) != 0)
		return -1;
	if (strcmp(o->issuer.agency, issuer->agency) != 0 ||
	    strcmp(o->issuer.fingerprint, issuer->fingerprint) != 0)
		return why_set(w, WHY_ORDER_ISSUER,
		    "line 1: the order was issued by %s, not by %s",
		    o->issuer.agency, issuer->agency);
	if (o->n_answer == 0)
		return why_set(w, WHY_ORDER, "line 1: nobody may answer");
	if (o->deadline_s <= by->now_s)
		return why_set(w, WHY_ORDER, "line 1: the deadline is over");
	if (o->ends_s <= by->now_s)
		return why_set(w, WHY_ORDER,
		    "line 1: the restriction has ended");
	return check_party(issuer, w);
}

int
order_make(struct order *o, const struct order_maker *by, const void *text,
    size_t len, struct bytes *out, struct why *w)
{
	struct order_target_lines l = { .data = text, .len = len };
	size_t had = out->len;
	size_t targets;

	*o = (struct order){ .issuer = *by->issuer, .issued_s = by->now_s };
	if (complete(o, by, &l, w) != 0)
		return -1;
	targets = l.at;
	if (read_targets(o, &l, NULL, 0, w) != 0)
		return -1;
	if (write_header(o, out, w) != 0 ||
	    bytes_add(out, l.data + targets, len - targets, w) != 0 ||
	    (l.data[len - 1] != '\n' && bytes_add(out, "\n", 1, w) != 0)) {
		out->len = had;
		return -1;
	}
	digest(o, out->data + had, out->len - had);
	return 0;
}

int
order_parse_header(struct order *o, const void *text, size_t len, struct why *w)
{
	struct order_target_lines l = { .data = text, .len = len };

	*o = (struct order){ 0 };
	return read_header(o, &l, false, w);
}

static int
parse(struct order *o, struct order_match *m, uint32_t number, const void *text,
    size_t len, struct why *w)
{
	struct order_target_lines l = { .data = text, .len = len };

	*o = (struct order){ 0 };
	if (read_header(o, &l, false, w) != 0 ||
	    read_targets(o, &l, m, number, w) != 0)
		return -1;
	if (l.data[len - 1] != '\n')
		return why_set(w, WHY_ORDER,
		    "line %" PRIu64 ": without a line end", l.number);
	digest(o, text, len);
	return 0;
}

int
order_parse(struct order *o, const void *text, size_t len, struct why *w)
{
	return parse(o, NULL, 0, text, len, w);
}

int
order_parse_into(struct order *o, struct order_match *m, uint32_t number,
    const void *text, size_t len, struct why *w)
{
	if (parse(o, m, number, text, len, w) != 0)
		return -1;
	m->orders++;
	return 0;
}
