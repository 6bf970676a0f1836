#include "tool/store/store_stamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/signature.h"
#include "tool/store/journal.h"
#include "tool/store/store_stamp_inside.h"

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

struct event
store_stamp_event(const char *act, const char *actor)
{
	struct event e = { .outcome = "done" };

	(void)snprintf(e.act, sizeof e.act, "%s", act);
	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	return e;
}

int
store_stamp_commit(struct store *s, struct event *e, struct why *w)
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
	struct event e = store_stamp_event("timestamp-pin", actor);
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
		return store_stamp_commit(s, &e, w);
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
	struct event e = store_stamp_event("timestamp-unpin", actor);
	bool found = false;

	(void)snprintf(e.reference, sizeof e.reference, "%s", print);
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (ledger_authority_drop(&s->ledger, print, &found, w) == 0) {
		if (found)
			return store_stamp_commit(s, &e, w);
		(void)store_stamp_not_pinned(w);
	}
	ledger_rollback(&s->ledger);
	return -1;
}

/* --- check --- */

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

/* Each signature that is stamped is one of the file; others may have come. */
static bool
among(const struct ledger_stamp *row, const struct bytes *file)
{
	struct signature_file then;
	struct signature_file now;
	struct why ignored = { 0 };
	size_t found = 0;

	if (signature_parse_file(&then, row->covered, row->covered_bytes,
		&ignored) != 0 ||
	    signature_parse_file(&now, file->data, file->len, &ignored) != 0)
		return false;
	for (size_t i = 0; i < then.n; i++) {
		for (size_t j = 0; j < now.n; j++)
			found += then.all[i].len == now.all[j].len &&
			    memcmp(then.all[i].data, now.all[j].data,
				now.all[j].len) == 0;
	}
	return found == then.n;
}

static int
check_covered(const struct store_stamp_look *l, const struct ledger_stamp *row,
    struct why *fault, struct why *w)
{
	const struct store_stamp_seal *seal = l->seal;

	if (!row->of_seal)
		return check_checkpoint(&l->store->ledger, row, fault, w);
	if (seal != NULL &&
	    memcmp(seal->bundle, row->bundle, sizeof row->bundle) == 0 &&
	    !among(row, seal->signature))
		why_set(fault, WHY_TIMESTAMP,
		    "the bundle has other signatures than what it is about");
	return 0;
}

int
store_stamp_check(const struct store_stamp_look *l,
    const struct ledger_stamp *row, struct store_stamp *out, struct why *w)
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
	const struct store_stamp_look *l = self;
	struct store_stamp stamp = { .row = row };

	if (store_stamp_check(l, row, &stamp, w) != 0)
		return -1;
	return l->each(l->self, &stamp, w);
}

int
store_stamp_each(struct store *s, const struct ledger_stamp_which *which,
    const struct store_stamp_seal *seal,
    int (*each)(void *self, const struct store_stamp *stamp, struct why *w),
    void *self, struct why *w)
{
	struct store_stamp_pins pins;
	struct store_stamp_look l = { s, &pins, seal, each, self };
	int rc;

	if (store_stamp_pins(s, &pins, w) != 0)
		return -1;
	rc = ledger_stamp_each(&s->ledger, which, give, &l, w);
	store_stamp_pins_clear(&pins);
	return rc;
}
