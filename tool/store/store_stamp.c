#include "tool/store/store_stamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tool/store/journal.h"

/* --- who is trusted --- */

static int
take_pin(void *self, const void *der, size_t len, struct why *w)
{
	struct store_stamp_pins *pins = self;

	if (pins->n == STORE_STAMP_PINS_MAX)
		return why_set(w, WHY_STORE,
		    "ledger: more than %d timestamp authorities",
		    STORE_STAMP_PINS_MAX);
	if (timestamp_certificate_der(&pins->all[pins->n], der, len, w) != 0)
		return -1;
	pins->n++;
	return 0;
}

int
store_stamp_pins(struct store *s, struct store_stamp_pins *out, struct why *w)
{
	out->n = 0;
	if (ledger_authority_each(&s->ledger, take_pin, out, w) == 0)
		return 0;
	store_stamp_pins_clear(out);
	return -1;
}

void
store_stamp_pins_clear(struct store_stamp_pins *pins)
{
	for (size_t i = 0; i < pins->n; i++)
		timestamp_certificate_clear(&pins->all[i]);
	pins->n = 0;
}

static struct event
event_of(const char *act, const char *actor)
{
	struct event e = { .outcome = "done" };

	(void)snprintf(e.act, sizeof e.act, "%s", act);
	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	return e;
}

/* Commit what was begun, with its event. */
static int
commit(struct store *s, struct event *e, struct why *w)
{
	if (journal_append(&s->ledger, e, w) == 0 &&
	    ledger_commit(&s->ledger, w) == 0)
		return journal_checkpoint(&s->ledger, &s->session,
		    s->fingerprint, w);
	ledger_rollback(&s->ledger);
	return -1;
}

int
store_stamp_pin(struct store *s, const struct timestamp_certificate *c,
    const char *actor, struct why *w)
{
	struct event e = event_of("timestamp-pin", actor);
	struct store_stamp_pins pins;
	bool held = false;
	size_t n;

	if (store_stamp_pins(s, &pins, w) != 0)
		return -1;
	n = pins.n;
	for (size_t i = 0; i < n; i++)
		held |= strcmp(pins.all[i].print, c->print) == 0;
	store_stamp_pins_clear(&pins);
	if (!held && n == STORE_STAMP_PINS_MAX)
		return why_set(w, WHY_LIMIT,
		    "%d timestamp authorities are pinned, the most there can "
		    "be",
		    STORE_STAMP_PINS_MAX);
	(void)snprintf(e.reference, sizeof e.reference, "%s", c->print);
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (ledger_authority_put(&s->ledger, c->print, c->der.data, c->der.len,
		w) == 0)
		return commit(s, &e, w);
	ledger_rollback(&s->ledger);
	return -1;
}

int
store_stamp_not_pinned(struct why *w)
{
	return why_set(w, WHY_USAGE,
	    "no timestamp authority with this fingerprint is pinned");
}

int
store_stamp_unpin(struct store *s, const char *print, const char *actor,
    struct why *w)
{
	struct event e = event_of("timestamp-unpin", actor);
	bool found = false;

	(void)snprintf(e.reference, sizeof e.reference, "%s", print);
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (ledger_authority_drop(&s->ledger, print, &found, w) == 0) {
		if (found)
			return commit(s, &e, w);
		(void)store_stamp_not_pinned(w);
	}
	ledger_rollback(&s->ledger);
	return -1;
}

/* --- ask --- */

static int
count_open(void *self, const struct ledger_stamp *row, struct why *w)
{
	size_t *n = self;

	if (row->response == NULL)
		++*n;
	if (*n < STORE_STAMP_OPEN_MAX)
		return 0;
	return why_set(w, WHY_LIMIT,
	    "%d requests for a timestamp have no answer yet, the most there "
	    "can be",
	    STORE_STAMP_OPEN_MAX);
}

static int
ask(struct store *s, struct ledger_stamp *row, const char *actor,
    struct bytes *request, struct why *w)
{
	struct event e = event_of("timestamp-request", actor);
	size_t open = 0;

	if (row->of_seal)
		bytes_to_hex(e.bundle, row->bundle, sizeof row->bundle);
	else
		event_add_count(&e, "size", row->size);
	if (ledger_stamp_each(&s->ledger, 0, count_open, &open, w) != 0 ||
	    timestamp_request(row->covered, row->covered_bytes, request,
		&row->nonce, w) != 0)
		return -1;
	row->asked_s = time(NULL);
	row->request = request->data;
	row->request_bytes = request->len;
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (ledger_stamp_put(&s->ledger, row, w) == 0)
		return commit(s, &e, w);
	ledger_rollback(&s->ledger);
	return -1;
}

int
store_stamp_request(struct store *s, const struct store_stamp_want *want,
    const char *actor, struct bytes *request, uint64_t *size, struct why *w)
{
	struct ledger_stamp row = { .dated_s = want->dated_s };
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	const struct bytes *covered = want->covered;
	int rc = -1;

	if (want->bundle != NULL) {
		row.of_seal = true;
		memcpy(row.bundle, want->bundle, sizeof row.bundle);
	} else {
		struct event_head head;

		if (journal_sign(&s->ledger, &s->session, s->fingerprint, w) !=
			0 ||
		    ledger_checkpoint_get(&s->ledger, LEDGER_CHECKPOINT_LAST,
			&text, &signature, NULL, w) != 0 ||
		    event_head_parse(&head, text.data, text.len, w) != 0)
			goto out;
		row.size = head.size;
		row.dated_s = head.time_s;
		covered = &signature;
	}
	row.covered = covered->data;
	row.covered_bytes = covered->len;
	*size = row.size;
	rc = ask(s, &row, actor, request, w);
out:
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

/* --- check --- */

struct look {
	struct store *store;
	const struct store_stamp_pins *pins;
	const struct store_stamp_seal *seal;
	int (*each)(void *self, const struct store_stamp *stamp, struct why *w);
	void *self;
};

/* It is still the signature of the checkpoint of this size. */
static int
check_checkpoint(struct ledger *l, const struct ledger_stamp *row,
    struct why *fault, struct why *w)
{
	struct bytes text = { 0 };
	struct bytes sig = { 0 };
	bool found = false;
	int rc = ledger_checkpoint_get(l, row->size, &text, &sig, &found, w);

	if (rc == 0 && !found)
		why_set(fault, WHY_TIMESTAMP,
		    "the checkpoint of %" PRIu64
		    " events that it is about is gone",
		    row->size);
	else if (rc == 0 &&
	    (sig.len != row->covered_bytes ||
		memcmp(sig.data, row->covered, sig.len) != 0))
		why_set(fault, WHY_TIMESTAMP,
		    "the checkpoint of %" PRIu64
		    " events has another signature than what it is about",
		    row->size);
	bytes_clear(&text);
	bytes_clear(&sig);
	return rc;
}

static int
check_covered(const struct look *l, const struct ledger_stamp *row,
    struct why *fault, struct why *w)
{
	const struct store_stamp_seal *seal = l->seal;

	if (!row->of_seal)
		return check_checkpoint(&l->store->ledger, row, fault, w);
	if (seal != NULL &&
	    memcmp(seal->bundle, row->bundle, sizeof row->bundle) == 0 &&
	    (seal->signature->len < row->covered_bytes ||
		memcmp(seal->signature->data, row->covered,
		    row->covered_bytes) != 0))
		why_set(fault, WHY_TIMESTAMP,
		    "the bundle has other signatures than what it is about");
	return 0;
}

/* A fault of the token is told with it; -1: nothing can be told. */
static int
check(const struct look *l, const struct ledger_stamp *row,
    struct store_stamp *out, struct why *w)
{
	const struct timestamp_ask ask = {
		.data = row->covered,
		.len = row->covered_bytes,
		.request = row->request,
		.request_len = row->request_bytes,
		.response = row->response,
		.response_len = row->response_bytes,
		.pins = l->pins->all,
		.n_pins = l->pins->n,
	};

	if (row->response == NULL ||
	    timestamp_check(&ask, &out->token, &out->why) == 0)
		return check_covered(l, row, &out->why, w);
	if (why_exit(out->why.reason) == WHY_EXIT_NO)
		return 0;
	*w = out->why;
	return -1;
}

static int
give(void *self, const struct ledger_stamp *row, struct why *w)
{
	const struct look *l = self;
	struct store_stamp stamp = { .row = row };

	if (check(l, row, &stamp, w) != 0)
		return -1;
	return l->each(l->self, &stamp, w);
}

int
store_stamp_each(struct store *s, uint64_t nonce,
    const struct store_stamp_seal *seal,
    int (*each)(void *self, const struct store_stamp *stamp, struct why *w),
    void *self, struct why *w)
{
	struct store_stamp_pins pins;
	struct look l = { s, &pins, seal, each, self };
	int rc;

	if (store_stamp_pins(s, &pins, w) != 0)
		return -1;
	rc = ledger_stamp_each(&s->ledger, nonce, give, &l, w);
	store_stamp_pins_clear(&pins);
	return rc;
}

/* --- take the answer --- */

struct candidate {
	const struct bytes *response;
	const struct store_stamp_pins *pins;
	struct store *store;
	struct ledger_stamp *row;
	struct timestamp *token;
	bool found;
	bool answered;
};

/* With the answer in its place, as it will be. */
static int
try(void *self, const struct ledger_stamp *row, struct why *w)
{
	struct candidate *c = self;
	const struct look l = { .store = c->store, .pins = c->pins };
	struct ledger_stamp with = *row;
	struct store_stamp stamp = { .row = &with };

	c->found = true;
	c->answered = row->response != NULL;
	if (c->answered)
		return 0;
	with.response = c->response->data;
	with.response_bytes = c->response->len;
	if (check(&l, &with, &stamp, w) != 0)
		return -1;
	if (stamp.why.reason != WHY_NONE) {
		*w = stamp.why;
		return -1;
	}
	*c->row = *row;
	c->row->covered = NULL;
	c->row->request = NULL;
	*c->token = stamp.token;
	return 0;
}

static int
find(struct store *s, const struct bytes *response, struct ledger_stamp *row,
    struct timestamp *out, struct why *w)
{
	struct store_stamp_pins pins;
	struct candidate c = { response, &pins, s, row, out, false, false };
	uint64_t nonce = 0;
	int rc;

	if (timestamp_nonce(response->data, response->len, &nonce, w) != 0 ||
	    store_stamp_pins(s, &pins, w) != 0)
		return -1;
	rc = nonce == 0 ? 0 : ledger_stamp_each(&s->ledger, nonce, try, &c, w);
	store_stamp_pins_clear(&pins);
	if (rc != 0)
		return -1;
	if (c.found && !c.answered)
		return 0;
	return why_set(w, WHY_TIMESTAMP_REQUEST, "%s",
	    c.found ? "this request was answered before"
		    : "no request of this store has its nonce");
}

int
store_stamp_attach(struct store *s, const struct bytes *response,
    const char *actor, struct ledger_stamp *row, struct timestamp *out,
    struct why *w)
{
	struct event refused = event_of("timestamp-attach", actor);
	struct event e = refused;
	bool found = false;

	if (find(s, response, row, out, w) != 0)
		return store_event_refused(s, &refused, w);
	if (row->of_seal)
		bytes_to_hex(e.bundle, row->bundle, sizeof row->bundle);
	else
		event_add_count(&e, "size", row->size);
	event_add_count(&e, "time", (uint64_t)out->time_s);
	if (row->dated_s > out->time_s)
		event_add_count(&e, "clock_ahead",
		    (uint64_t)(row->dated_s - out->time_s));
	if (ledger_begin(&s->ledger, w) != 0)
		return store_event_refused(s, &refused, w);
	if (ledger_stamp_answer(&s->ledger, row->nonce, response->data,
		response->len, &found, w) == 0)
		return commit(s, &e, w);
	ledger_rollback(&s->ledger);
	return store_event_refused(s, &refused, w);
}
