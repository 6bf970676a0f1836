#include "formats/account.h"

#include <stdlib.h>
#include <string.h>

#include "formats/text.h"

/* Source: reconcile.txt, 1.1. Those that send come first. */
#define SENDS 3
static const char *const acts[] = { "pack", "order", "forward", "receive",
	"receipt-make", "receipt-take", "delete", "restrict", "lift", "rectify",
	"certify", "certificate-take", "cosign", "cosigned", "handover-give",
	"handover-take", "handover-close" };

static bool
is_among(const struct event *e, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(e->act, acts[i]) == 0)
			return true;
	}
	return false;
}

bool
account_sends(const struct event *e)
{
	return is_among(e, SENDS);
}

bool
account_act(const struct event *e)
{
	return is_among(e, sizeof acts / sizeof acts[0]);
}

bool
account_names(const struct event *e, const char *agency)
{
	return strcmp(e->other, agency) == 0 && account_act(e);
}

static int
bad(struct why *w, const char *fault)
{
	return why_set(w, WHY_LOG_PROOF, "not an account: %s", fault);
}

static int
compare_heads(const struct account_head *a, const struct account_head *b)
{
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return memcmp(a->root, b->root, sizeof a->root);
}

static int
check(const struct account *a, struct why *w)
{
	struct seal_party other = a->maker;
	struct why fault = { 0 };

	memcpy(other.agency, a->other, sizeof other.agency);
	if (seal_party_check(&a->maker, &fault) != 0 ||
	    seal_party_check(&other, &fault) != 0)
		return bad(w, fault.text);
	if (strcmp(a->maker.agency, a->other) == 0)
		return bad(w, "it is for who made it");
	if (a->from > a->size)
		return bad(w, "it begins behind its end");
	for (size_t i = 1; i < a->n_seen; i++) {
		if (compare_heads(&a->seen[i - 1], &a->seen[i]) >= 0)
			return bad(w, "its heads are not in order");
	}
	return 0;
}

int
account_write(const struct account *a, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	if (check(a, w) != 0)
		return -1;
	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", ACCOUNT_FORMAT);
	seal_party_write(&a->maker, "maker", &o);
	text_out_string(&o, "other", a->other);
	text_out_number(&o, "from", a->from);
	text_out_time(&o, "since", a->since_s);
	text_out_time(&o, "made", a->made_s);
	text_out_number(&o, "size", a->size);
	text_out_bool(&o, "whole", a->whole);
	text_out_hex(&o, "events", a->events, sizeof a->events);
	text_out_open(&o, "seen", '[');
	for (size_t i = 0; i < a->n_seen; i++) {
		text_out_open(&o, NULL, '{');
		text_out_number(&o, "size", a->seen[i].size);
		text_out_hex(&o, "root", a->seen[i].root, HASH_BYTES);
		text_out_close(&o);
	}
	text_out_close(&o);
	text_out_close(&o);
	return text_out_end(&o, w);
}

static int
take_seen(struct account *a, struct text_object *from, struct why *w)
{
	struct text_array all;

	if (text_array(from, "seen", ACCOUNT_SEEN_MAX, &all, w) != 0)
		return -1;
	a->seen = calloc(all.n + 1, sizeof *a->seen);
	if (a->seen == NULL)
		return why_memory(w);
	for (; a->n_seen < all.n; a->n_seen++) {
		struct account_head *h = &a->seen[a->n_seen];
		struct text_object one = text_at(&all, a->n_seen);

		if (text_number(&one, "size", INT64_MAX, &h->size, w) != 0 ||
		    text_hex(&one, "root", h->root, HASH_BYTES, w) != 0 ||
		    text_end(&one, w) != 0)
			return -1;
	}
	return 0;
}

static int
take(struct account *a, struct text_object *from, struct why *w)
{
	const char *format;

	if (text_string(from, "format", sizeof ACCOUNT_FORMAT, &format, w) != 0)
		return -1;
	if (strcmp(format, ACCOUNT_FORMAT) != 0)
		return why_set(w, WHY_VERSION,
		    "format is %s, not " ACCOUNT_FORMAT, format);
	if (seal_party_take(&a->maker, from, "maker", w) != 0 ||
	    text_copy(from, "other", a->other, sizeof a->other, w) != 0 ||
	    text_number(from, "from", INT64_MAX, &a->from, w) != 0 ||
	    text_time(from, "since", &a->since_s, w) != 0 ||
	    text_time(from, "made", &a->made_s, w) != 0 ||
	    text_number(from, "size", INT64_MAX, &a->size, w) != 0 ||
	    text_bool(from, "whole", &a->whole, w) != 0 ||
	    text_hex(from, "events", a->events, sizeof a->events, w) != 0 ||
	    take_seen(a, from, w) != 0)
		return -1;
	return text_end(from, w);
}

/* There is one way to write it. */
static int
check_form(const struct account *a, const void *data, size_t len, struct why *w)
{
	struct bytes again = { 0 };
	int rc = account_write(a, &again, w);

	if (rc == 0 && (again.len != len || memcmp(again.data, data, len) != 0))
		rc = bad(w, "it is not in the form that is written");
	bytes_clear(&again);
	return rc;
}

int
account_parse(struct account *a, const void *data, size_t len, struct why *w)
{
	struct text t = { 0 };
	struct text_object root;
	int rc = -1;

	*a = (struct account){ 0 };
	if (text_parse(&t, data, len, w) == 0) {
		root = text_root(&t);
		if (take(a, &root, w) == 0)
			rc = check_form(a, data, len, w);
	}
	text_clear(&t);
	return rc == 0 ? 0 : why_in(w, "account.json");
}

void
account_clear(struct account *a)
{
	free(a->seen);
	*a = (struct account){ 0 };
}
