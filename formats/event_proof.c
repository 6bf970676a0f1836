#include "formats/event_proof.h"

#include <stdlib.h>
#include <string.h>

#include "formats/parcel.h"
#include "formats/text.h"
#include "formats/tree_text.h"

#define FORMAT "sealbag-log-proof/1"

/* Source: event.txt, 7.1. */
static const char text[] = FORMAT
    "\n"
    "\n"
    "Some events of a custody log, with the hashes that show that they stand\n"
    "in it, and its head, signed. \"sealbag log verify FILE --signer CARD\"\n"
    "checks all of it. To look at it without sealbag:\n"
    "\n"
    "  tar -xf FILE\n"
    "  gpg --verify checkpoint.sig checkpoint\n"
    "  cat events\n"
    "\n"
    "Witnesses may have cosigned that head, or an earlier one: cosignature-1\n"
    "and so on, each with its signature beside it. account.json, where there\n"
    "is one, says what the events are, and is signed likewise.\n";
static const struct parcel_kind kind = {
	.what = "proof of a log",
	.name = "proof.txt",
	.text = text,
	.word = sizeof "sealbag-log-proof/" - 1,
	.bad = WHY_LOG_PROOF,
};
enum {
	PATHS,
	CHECKPOINT,
	SIGNATURE,
	EVENTS,
	COSIGNED, /* text and signature, by turns */
	ACCOUNT = COSIGNED + 2 * EVENT_PROOF_COSIGNED_MAX,
	ACCOUNT_SIGNATURE,
	PARTS
};
#define PAIR(n)                                                              \
	[COSIGNED + 2 * (n)-2] = { .name = "cosignature-" #n,                \
		.max = COSIGNATURE_MAX_BYTES },                              \
			[COSIGNED + 2 * (n)-1] = { .name = "cosignature-" #n \
							   ".sig",           \
				.max = EVENT_PROOF_SIGNATURE_MAX }
static const struct parcel_part form[PARTS] = {
	[PATHS] = { .name = "proof.json", .max = EVENT_PROOF_PART_MAX },
	[CHECKPOINT] = { .name = "checkpoint",
	    .max = EVENT_PROOF_CHECKPOINT_MAX },
	[SIGNATURE] = { .name = "checkpoint.sig",
	    .max = EVENT_PROOF_SIGNATURE_MAX },
	[EVENTS] = { .name = "events", .max = EVENT_PROOF_PART_MAX },
	PAIR(1),
	PAIR(2),
	PAIR(3),
	PAIR(4),
	PAIR(5),
	PAIR(6),
	PAIR(7),
	PAIR(8),
	[ACCOUNT] = { .name = "account.json", .max = EVENT_PROOF_PART_MAX },
	[ACCOUNT_SIGNATURE] = { .name = "account.json.sig",
	    .max = EVENT_PROOF_SIGNATURE_MAX },
};

static int
bad(struct why *w, const char *fault)
{
	return why_set(w, WHY_LOG_PROOF, "not a proof of a log: %s", fault);
}

/* --- writing --- */

static int
write_paths(const struct event_proof *p, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", FORMAT);
	text_out_string(&o, "bundle", p->bundle);
	text_out_open(&o, "events", '[');
	for (size_t i = 0; i < p->n_events; i++) {
		text_out_open(&o, NULL, '{');
		tree_text_write(&o, "path", &p->events[i].path);
		text_out_close(&o);
	}
	text_out_close(&o);
	text_out_open(&o, "heads", '[');
	for (size_t i = 0; i < p->n_heads; i++) {
		text_out_open(&o, NULL, '{');
		text_out_number(&o, "size", p->heads[i].size);
		text_out_hex(&o, "root", p->heads[i].root, HASH_BYTES);
		tree_text_write(&o, "growth", &p->heads[i].growth);
		text_out_close(&o);
	}
	text_out_close(&o);
	text_out_close(&o);
	return text_out_end(&o, w);
}

int
event_proof_write(const struct event_proof *p, struct bytes *out, struct why *w)
{
	struct bytes paths = { 0 };
	struct bytes lines = { 0 };
	struct parcel_part parts[PARTS];
	const struct parcel all = { &kind, parts, PARTS, EVENTS };
	int rc = write_paths(p, &paths, w);

	for (size_t i = 0; i < p->n_events && rc == 0; i++)
		rc = bytes_add(&lines, p->events[i].line, p->events[i].len, w);
	memcpy(parts, form, sizeof parts);
	parts[PATHS].data = paths.data;
	parts[PATHS].len = paths.len;
	parts[CHECKPOINT].data = p->checkpoint;
	parts[CHECKPOINT].len = p->checkpoint_len;
	parts[SIGNATURE].data = p->signature;
	parts[SIGNATURE].len = p->signature_len;
	parts[EVENTS].data = lines.data;
	parts[EVENTS].len = lines.len;
	for (size_t i = 0; i < p->n_cosigned; i++) {
		const struct event_proof_cosigned *one = &p->cosigned[i];

		parts[COSIGNED + 2 * i].data = one->text;
		parts[COSIGNED + 2 * i].len = one->len;
		parts[COSIGNED + 2 * i + 1].data = one->signature;
		parts[COSIGNED + 2 * i + 1].len = one->signature_len;
	}
	parts[ACCOUNT].data = p->account_text;
	parts[ACCOUNT].len = p->account_len;
	parts[ACCOUNT_SIGNATURE].data = p->account_signature;
	parts[ACCOUNT_SIGNATURE].len = p->account_signature_len;
	if (rc == 0)
		rc = parcel_write(&all, out, w);
	bytes_clear(&paths);
	bytes_clear(&lines);
	return rc;
}

/* --- reading --- */

static int
take_events(struct event_proof *p, struct text_object *from, struct why *w)
{
	struct text_array all;

	if (text_array(from, "events", EVENT_PROOF_EVENTS_MAX, &all, w) != 0)
		return -1;
	p->events = calloc(all.n + 1, sizeof *p->events);
	if (p->events == NULL)
		return why_memory(w);
	for (; p->n_events < all.n; p->n_events++) {
		struct text_object one = text_at(&all, p->n_events);

		if (tree_text_take(&one, "path", &p->events[p->n_events].path,
			w) != 0 ||
		    text_end(&one, w) != 0)
			return -1;
	}
	return 0;
}

static int
take_heads(struct event_proof *p, struct text_object *from, struct why *w)
{
	struct text_array all;

	if (text_array(from, "heads", EVENT_PROOF_HEADS_MAX, &all, w) != 0)
		return -1;
	p->heads = calloc(all.n + 1, sizeof *p->heads);
	if (p->heads == NULL)
		return why_memory(w);
	for (; p->n_heads < all.n; p->n_heads++) {
		struct event_proof_head *h = &p->heads[p->n_heads];
		struct text_object one = text_at(&all, p->n_heads);

		if (text_number(&one, "size", INT64_MAX, &h->size, w) != 0 ||
		    text_hex(&one, "root", h->root, HASH_BYTES, w) != 0 ||
		    tree_text_take(&one, "growth", &h->growth, w) != 0 ||
		    text_end(&one, w) != 0)
			return -1;
		if (p->n_heads > 0 && h->size <= h[-1].size)
			return bad(w, "its heads are not in order");
	}
	return 0;
}

static int
take_paths(struct event_proof *p, const struct parcel_part *from, struct why *w)
{
	struct text doc;
	struct text_object root;
	uint8_t id[SEAL_ID_BYTES];
	const char *word;
	int rc = -1;

	if (text_parse(&doc, from->data, from->len, w) != 0)
		return -1;
	root = text_root(&doc);
	if (text_string(&root, "format", sizeof FORMAT, &word, w) != 0)
		goto out;
	if (strcmp(word, FORMAT) != 0) {
		why_set(w, WHY_VERSION, "format is %s, not " FORMAT, word);
		goto out;
	}
	if (text_copy(&root, "bundle", p->bundle, sizeof p->bundle, w) != 0)
		goto out;
	if (p->bundle[0] != '\0' && !bytes_from_hex(id, sizeof id, p->bundle)) {
		bad(w, "its bundle is none");
		goto out;
	}
	if (take_events(p, &root, w) == 0 && take_heads(p, &root, w) == 0)
		rc = text_end(&root, w);
out:
	text_clear(&doc);
	return rc;
}

static int
take_lines(struct event_proof *p, const struct parcel_part *from, struct why *w)
{
	const uint8_t *at = from->data;
	size_t left = from->len;

	for (size_t i = 0; i < p->n_events; i++) {
		struct event_proof_event *e = &p->events[i];
		const uint8_t *lf = left == 0 ? NULL : memchr(at, '\n', left);
		struct why fault = { 0 };

		if (lf == NULL)
			return bad(w, "there are more paths than events");
		e->line = at;
		e->len = (size_t)(lf - at) + 1;
		if (event_parse(&e->event, e->line, e->len, &fault) != 0)
			return why_set(w,
			    why_exit(fault.reason) == WHY_EXIT_NO
				? WHY_LOG_ALTERED
				: fault.reason,
			    "event %zu of the proof: %s", i + 1, fault.text);
		at += e->len;
		left -= e->len;
	}
	return left == 0 ? 0 : bad(w, "there are more events than paths");
}

/* Pairs, the first ones of the form. */
static int
take_cosigned(struct event_proof *p, const struct parcel_part *from,
    struct why *w)
{
	for (size_t i = 0; i < EVENT_PROOF_COSIGNED_MAX; i++) {
		const struct parcel_part *said = &from[2 * i];
		const struct parcel_part *signature = &from[2 * i + 1];
		struct why fault = { 0 };

		if ((said->len == 0) != (signature->len == 0) ||
		    (said->len != 0 && p->n_cosigned != i))
			return bad(w, "cosignatures are not in pairs");
		if (said->len == 0)
			continue;
		p->cosigned[i] = (struct event_proof_cosigned){
			.text = said->data,
			.len = said->len,
			.signature = signature->data,
			.signature_len = signature->len,
		};
		if (cosignature_parse(&p->cosigned[i].said, said->data,
			said->len, &fault) != 0)
			return why_set(w, WHY_LOG_PROOF, "%s: %s", said->name,
			    fault.text);
		p->n_cosigned++;
	}
	return 0;
}

static int
take_account(struct event_proof *p, const struct parcel_part *from,
    struct why *w)
{
	const struct parcel_part *signature = from + 1;

	if ((from->len == 0) != (signature->len == 0))
		return bad(w, "an account and its signature come together");
	p->accounted = from->len != 0;
	p->account_text = from->data;
	p->account_len = from->len;
	p->account_signature = signature->data;
	p->account_signature_len = signature->len;
	return p->accounted
	    ? account_parse(&p->account, from->data, from->len, w)
	    : 0;
}

/* One proof has one file: what is written again is what was read. */
static int
check_form(const struct event_proof *p, const void *data, size_t len,
    struct why *w)
{
	struct bytes again = { 0 };
	int rc = event_proof_write(p, &again, w);

	if (rc == 0 && (again.len != len || memcmp(again.data, data, len) != 0))
		rc = bad(w, "proof.json is not in the form that is written");
	bytes_clear(&again);
	return rc;
}

int
event_proof_parse(struct event_proof *p, const void *data, size_t len,
    struct why *w)
{
	struct parcel_part parts[PARTS];
	struct parcel all = { &kind, parts, PARTS, EVENTS };

	*p = (struct event_proof){ 0 };
	memcpy(parts, form, sizeof parts);
	if (parcel_parse(&all, data, len, w) != 0 ||
	    take_paths(p, &parts[PATHS], w) != 0 ||
	    event_head_parse(&p->head, parts[CHECKPOINT].data,
		parts[CHECKPOINT].len, w) != 0 ||
	    take_lines(p, &parts[EVENTS], w) != 0 ||
	    take_cosigned(p, &parts[COSIGNED], w) != 0 ||
	    take_account(p, &parts[ACCOUNT], w) != 0)
		return -1;
	p->checkpoint = parts[CHECKPOINT].data;
	p->checkpoint_len = parts[CHECKPOINT].len;
	p->signature = parts[SIGNATURE].data;
	p->signature_len = parts[SIGNATURE].len;
	return check_form(p, data, len, w);
}

void
event_proof_clear(struct event_proof *p)
{
	free(p->events);
	free(p->heads);
	account_clear(&p->account);
	*p = (struct event_proof){ 0 };
}
