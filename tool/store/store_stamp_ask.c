#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tool/store/journal.h"
#include "tool/store/store_stamp_inside.h"

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
	struct event e = store_stamp_event("timestamp-request", actor);
	size_t open = 0;

	if (row->of_seal)
		bytes_to_hex(e.bundle, row->bundle, sizeof row->bundle);
	else
		event_add_count(&e, "size", row->size);
	if (ledger_stamp_each(&s->ledger, &(struct ledger_stamp_which){ 0 },
		count_open, &open, w) != 0 ||
	    timestamp_request(row->covered, row->covered_bytes, request,
		&row->nonce, w) != 0)
		return -1;
	row->asked_s = time(NULL);
	row->request = request->data;
	row->request_bytes = request->len;
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (ledger_stamp_put(&s->ledger, row, w) == 0)
		return store_stamp_commit(s, &e, w);
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
	const struct store_stamp_look l = { .store = c->store,
		.pins = c->pins };
	struct ledger_stamp with = *row;
	struct store_stamp stamp = { .row = &with };

	c->found = true;
	c->answered = row->response != NULL;
	if (c->answered)
		return 0;
	with.response = c->response->data;
	with.response_bytes = c->response->len;
	if (store_stamp_check(&l, &with, &stamp, w) != 0)
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

int
store_stamp_try(struct store *s, const struct bytes *response,
    struct ledger_stamp *row, struct timestamp *out, struct why *w)
{
	struct store_stamp_pins pins;
	struct candidate c = { response, &pins, s, row, out, false, false };
	uint64_t nonce = 0;
	int rc;

	if (timestamp_nonce(response->data, response->len, &nonce, w) != 0 ||
	    store_stamp_pins(s, &pins, w) != 0)
		return -1;
	rc = nonce == 0
	    ? 0
	    : ledger_stamp_each(&s->ledger,
		  &(struct ledger_stamp_which){ .nonce = nonce }, try, &c, w);
	store_stamp_pins_clear(&pins);
	if (rc != 0)
		return -1;
	if (c.found && !c.answered)
		return 0;
	return why_set(w, WHY_TIMESTAMP_REQUEST, "%s",
	    c.found ? "this request was answered before"
		    : "no request of this store has its nonce");
}

/* What its event says of it. */
static void
tell(struct event *e, const struct ledger_stamp *row,
    const struct timestamp *token)
{
	if (row->of_seal)
		bytes_to_hex(e->bundle, row->bundle, sizeof row->bundle);
	else
		event_add_count(e, "size", row->size);
	event_add_count(e, "time", (uint64_t)token->time_s);
	if (row->dated_s > token->time_s)
		event_add_count(e, "clock_ahead",
		    (uint64_t)(row->dated_s - token->time_s));
}

int
store_stamp_attach(struct store *s, const struct bytes *response,
    const char *actor, struct ledger_stamp *row, struct timestamp *out,
    struct why *w)
{
	struct event refused = store_stamp_event("timestamp-attach", actor);
	struct event e = refused;
	bool found = false;

	if (store_stamp_try(s, response, row, out, w) != 0)
		return store_event_refused(s, &refused, w);
	tell(&e, row, out);
	if (ledger_begin(&s->ledger, w) != 0)
		return store_event_refused(s, &refused, w);
	if (ledger_stamp_answer(&s->ledger, row->nonce, response->data,
		response->len, &found, w) == 0)
		return store_stamp_commit(s, &e, w);
	ledger_rollback(&s->ledger);
	return store_event_refused(s, &refused, w);
}

/* --- take one that was not asked for --- */

struct same {
	const struct ledger_stamp *row;
	bool found;
};

static int
look_same(void *self, const struct ledger_stamp *row, struct why *w)
{
	struct same *same = self;

	(void)w;
	same->found |= row->response != NULL &&
	    row->response_bytes == same->row->response_bytes &&
	    memcmp(row->response, same->row->response, row->response_bytes) ==
		0;
	return 0;
}

int
store_stamp_keep(struct store *s, struct ledger_stamp *row,
    const struct timestamp *token, const char *actor, bool *kept, struct why *w)
{
	const struct ledger_stamp_which which = { .bundle = row->bundle };
	struct same same = { .row = row };
	struct event e = store_stamp_event("timestamp-attach", actor);

	if (ledger_stamp_each(&s->ledger, &which, look_same, &same, w) != 0)
		return -1;
	*kept = !same.found;
	if (same.found)
		return 0;
	row->asked_s = time(NULL);
	tell(&e, row, token);
	if (ledger_stamp_put(&s->ledger, row, w) != 0)
		return -1;
	return journal_append(&s->ledger, &e, w);
}
