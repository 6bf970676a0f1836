#include "tool/flow/receipts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "keys/file.h"
#include "keys/signers.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_head.h"
#include "tool/store/store_own.h"
#include "tool/store/store_rules.h"

/* --- making --- */

/* The seal under which it came, as it is kept. */
static int
read_seal(struct store *s, const struct ledger_bundle *row, struct seal *out,
    struct why *w)
{
	char path[STORE_PATH_BYTES];
	char name[SEAL_ID_HEX + 32];
	char id[SEAL_ID_HEX];
	struct bytes text = { 0 };
	uint8_t digest[HASH_DIGEST_BYTES];
	int rc = -1;

	bytes_to_hex(id, row->id, SEAL_ID_BYTES);
	(void)snprintf(name, sizeof name, STORE_PROOF "/%s/seal.json", id);
	if (store_path(s, name, path, w) != 0 ||
	    file_read(path, SEAL_JSON_MAX, &text, w) != 0)
		goto out;
	directory_digest(&text, digest);
	if (memcmp(digest, row->seal_digest, sizeof digest) != 0) {
		why_set(w, WHY_RELEASED_CHANGED,
		    "the seal of bundle %s is not the one that came", id);
		goto out;
	}
	rc = seal_parse(out, text.data, text.len, w);
out:
	bytes_clear(&text);
	return rc;
}

static int
find_received(struct store *s, const uint8_t id[SEAL_ID_BYTES],
    struct ledger_bundle *row, struct why *w)
{
	char hex[SEAL_ID_HEX];
	bool found;

	bytes_to_hex(hex, id, SEAL_ID_BYTES);
	if (ledger_bundle_get(&s->ledger, id, LEDGER_RECEIVED, row, &found,
		w) != 0)
		return -1;
	if (!found || row->state == LEDGER_BEGUN)
		return why_set(w, WHY_USAGE, "no bundle %s was received", hex);
	if (row->state == LEDGER_DELETED)
		return why_set(w, WHY_USAGE,
		    "bundle %s was deleted, and its seal with it", hex);
	return 0;
}

static void
fill(const struct store *s, const struct ledger_bundle *row,
    const struct seal *seal, struct receipt *out)
{
	memcpy(out->bundle, seal->id, sizeof out->bundle);
	memcpy(out->seal, row->seal_digest, sizeof out->seal);
	memcpy(out->kept, row->id, sizeof out->kept);
	(void)snprintf(out->maker.agency, sizeof out->maker.agency, "%s",
	    s->agency);
	(void)snprintf(out->maker.fingerprint, sizeof out->maker.fingerprint,
	    "%s", s->fingerprint);
	out->sender = seal->sender;
	out->received_s = row->entered_s;
	out->made_s = time(NULL);
	out->records = row->records;
	out->reads = row->reads;
	out->files = row->files;
	out->orders = row->orders;
	out->seen_size = seal->log.size;
	memcpy(out->seen_root, seal->log.root, HASH_BYTES);
}

static void
describe(const struct store *s, const struct receipt *r, const char *act,
    const char *actor, struct event *e)
{
	*e = (struct event){ .outcome = "done" };
	(void)snprintf(e->act, sizeof e->act, "%s", act);
	(void)snprintf(e->actor, sizeof e->actor, "%s", actor);
	store_rules_name(s, e);
	bytes_to_hex(e->seal, r->seal, sizeof r->seal);
}

static int
log_made(struct store *s, const struct receipt *r, const char *actor,
    struct why *w)
{
	struct event e;

	describe(s, r, "receipt-make", actor, &e);
	bytes_to_hex(e.bundle, r->kept, sizeof r->kept);
	(void)snprintf(e.other, sizeof e.other, "%s", r->sender.agency);
	(void)snprintf(e.other_print, sizeof e.other_print, "%s",
	    r->sender.fingerprint);
	if (ledger_head_put(&s->ledger, r->sender.agency, r->log.size, w) != 0)
		return -1;
	return journal_append(&s->ledger, &e, w);
}

static int
sign(struct store *s, const struct receipt *r, struct bytes *text,
    struct bytes *signature, struct why *w)
{
	struct session_signed what = { 0 };

	if (receipt_write(r, text, w) != 0)
		return -1;
	what.data = text->data;
	what.len = text->len;
	return session_sign(&s->session, s->fingerprint, &what, signature, w);
}

int
receipts_make(struct store *s, const uint8_t id[SEAL_ID_BYTES],
    const char *actor, struct bytes *text, struct bytes *signature,
    struct why *w)
{
	struct ledger_bundle row;
	struct receipt r = { 0 };
	struct seal seal = { 0 };
	int rc = -1;

	if (find_received(s, id, &row, w) != 0 ||
	    read_seal(s, &row, &seal, w) != 0)
		return -1;
	fill(s, &row, &seal, &r);
	if (ledger_begin(&s->ledger, w) == 0) {
		if (witness_tell_one(s, r.sender.agency, &r.log, w) == 0 &&
		    sign(s, &r, text, signature, w) == 0 &&
		    log_made(s, &r, actor, w) == 0 &&
		    ledger_commit(&s->ledger, w) == 0)
			rc = journal_checkpoint(&s->ledger, &s->session,
			    s->fingerprint, w);
		ledger_rollback(&s->ledger);
	}
	seal_clear(&seal);
	receipt_clear(&r);
	return rc;
}

/* --- checking --- */

static int
check_signature(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct receipts_checked *out, struct why *w)
{
	const struct signers_maker maker = { "the receipt", &out->receipt.maker,
		DIRECTORY_ANSWER };
	const struct signers_ask ask = {
		.session = &s->session,
		.directory = &s->directory,
		.data = { text->data, text->len, signature->data,
		    signature->len },
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
	};
	struct signers signers;

	if (store_sound_directory(s, w) != 0 ||
	    signers_check(&signers, &ask, w) != 0)
		return -1;
	return signers_made(&signers, &ask, &maker, &out->decision, w);
}

/* What is known here of a bundle that was sent. */
struct sent {
	const struct receipt *receipt;
	char seal[HASH_DIGEST_HEX + 1];
	struct tree tree;
	bool found; /* the event that tells of it, behind that head */
	bool told;  /* the maker was among its recipients */
};

static int
look_event(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct sent *s = self;
	struct event e;

	if (sequence < s->receipt->seen_size)
		tree_add(&tree_blake2, &s->tree, leaf);
	if (sequence != s->receipt->seen_size)
		return 0;
	if (event_parse(&e, line, len, w) != 0)
		return -1;
	s->found = strcmp(e.outcome, "done") == 0 &&
	    strcmp(e.seal, s->seal) == 0 &&
	    (strcmp(e.act, "pack") == 0 || strcmp(e.act, "order") == 0 ||
		strcmp(e.act, "forward") == 0);
	return 0;
}

static int
look_head(void *self, uint64_t size, struct why *w)
{
	struct sent *s = self;

	(void)w;
	s->told |= size == s->receipt->seen_size;
	return 0;
}

/* The head that the maker saw is the one that the seal told, of our log. */
static int
check_seen(struct store *s, const struct receipt *r, struct why *w)
{
	struct sent sent = { .receipt = r };
	uint8_t root[HASH_BYTES];

	bytes_to_hex(sent.seal, r->seal, sizeof r->seal);
	if (ledger_event_each(&s->ledger, 0, look_event, &sent, w) != 0 ||
	    ledger_head_last(&s->ledger, r->maker.agency, INT64_MAX, look_head,
		&sent, w) != 0)
		return -1;
	if (!sent.told)
		return why_set(w, WHY_NOT_ADDRESSED,
		    "the bundle was not sealed for agency %s", r->maker.agency);
	if (!sent.found)
		return why_set(w, WHY_RECEIPT,
		    "the receipt tells of another head than the seal told");
	tree_head(&tree_blake2, &sent.tree, root);
	if (memcmp(root, r->seen_root, HASH_BYTES) == 0)
		return 0;
	return why_set(w, WHY_LOG_FORKED,
	    "agency %s saw another log of this agency, when it had %" PRIu64
	    " events",
	    r->maker.agency, r->seen_size);
}

static int
check_bundle(struct store *s, const struct receipt *r, struct why *w)
{
	struct ledger_bundle row;
	char id[SEAL_ID_HEX];
	bool found;

	bytes_to_hex(id, r->bundle, sizeof r->bundle);
	if (strcmp(r->sender.agency, s->agency) != 0)
		return why_set(w, WHY_NOT_ADDRESSED,
		    "the receipt is for agency %s", r->sender.agency);
	if (ledger_bundle_get(&s->ledger, r->bundle, LEDGER_SENT, &row, &found,
		w) != 0)
		return -1;
	if (!found || row.state != LEDGER_DONE)
		return why_set(w, WHY_RECEIPT,
		    "bundle %s was not sent from here", id);
	if (memcmp(row.seal_digest, r->seal, sizeof r->seal) != 0)
		return why_set(w, WHY_RECEIPT,
		    "the receipt is for another seal of bundle %s", id);
	if (row.records != r->records || row.reads != r->reads ||
	    row.files != r->files || row.orders != r->orders)
		return why_set(w, WHY_RECEIPT,
		    "the receipt has other counts than bundle %s", id);
	return check_seen(s, r, w);
}

int
receipts_check(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct receipts_checked *out, struct why *w)
{
	const struct receipt *r = &out->receipt;
	const struct witness_head head = { r->maker.agency, 0, &r->log };

	*out = (struct receipts_checked){ 0 };
	if (receipt_parse(&out->receipt, text->data, text->len, w) != 0 ||
	    check_signature(s, text, signature, out, w) != 0 ||
	    check_bundle(s, r, w) != 0 ||
	    witness_look(&s->ledger, &s->directory, &head, &out->log, w) != 0)
		return -1;
	return witness_refuse(&out->log, &head, w);
}

void
receipts_clear(struct receipts_checked *c)
{
	receipt_clear(&c->receipt);
}

/* --- taking --- */

static int
look_taken(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	static const char act[] = "\"act\":\"receipt-take\"";
	const struct event *want = self;
	struct event e;

	(void)sequence;
	(void)leaf;
	if (memmem(line, len, act, sizeof act - 1) == NULL)
		return 0;
	if (event_parse(&e, line, len, w) != 0)
		return -1;
	if (strcmp(e.outcome, "done") != 0 ||
	    strcmp(e.bundle, want->bundle) != 0 ||
	    strcmp(e.other, want->other) != 0)
		return 0;
	return why_set(w, WHY_REPLAYED,
	    "the receipt of agency %s for bundle %s was entered before",
	    want->other, want->bundle);
}

static int
log_taken(struct store *s, const struct receipt *r, const char *actor,
    struct why *w)
{
	struct ledger *l = &s->ledger;
	struct event e;

	describe(s, r, "receipt-take", actor, &e);
	bytes_to_hex(e.bundle, r->bundle, sizeof r->bundle);
	(void)snprintf(e.other, sizeof e.other, "%s", r->maker.agency);
	(void)snprintf(e.other_print, sizeof e.other_print, "%s",
	    r->maker.fingerprint);
	event_add_count(&e, "received", (uint64_t)r->received_s);
	if (ledger_event_each(l, 0, look_taken, &e, w) != 0 ||
	    ledger_witness_put(l, r->maker.fingerprint, r->log.size,
		r->log.root, r->bundle, w) != 0)
		return -1;
	return journal_append(l, &e, w);
}

int
receipts_take(struct store *s, const struct bytes *text,
    const struct bytes *signature, const char *actor,
    struct receipts_checked *out, struct why *w)
{
	int rc = -1;

	if (receipts_check(s, text, signature, out, w) != 0 ||
	    ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (log_taken(s, &out->receipt, actor, w) == 0 &&
	    ledger_commit(&s->ledger, w) == 0)
		rc = journal_checkpoint(&s->ledger, &s->session, s->fingerprint,
		    w);
	ledger_rollback(&s->ledger);
	return rc;
}
