#include "tool/flow/certify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/flow/certify_inside.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_taken.h"
#include "tool/store/ledger_waiting.h"
#include "tool/store/store_own.h"
#include "tool/store/store_rules.h"
#include "tool/version.h"

void
certify_clear(struct certify_result *r)
{
	certificate_clear(&r->certificate);
	bytes_clear(&r->text);
	bytes_clear(&r->signature);
	reach_shown_clear(&r->shown);
	*r = (struct certify_result){ 0 };
}

/* --- the order --- */

struct finding {
	const struct certify_options *options;
	struct ledger_order *to;
	unsigned n;
};

static int
find_one(void *self, const struct ledger_order *o, struct why *w)
{
	struct finding *f = self;

	(void)w;
	if (memcmp(o->id, f->options->order, sizeof(o->id)) != 0 ||
	    (f->options->issuer != NULL &&
		strcmp(f->options->issuer, o->issuer.agency) != 0))
		return 0;
	if (f->n++ == 0)
		*f->to = *o;
	return 0;
}

static int
find_order(struct certify_run *r, struct why *w)
{
	struct finding f = { .options = r->options, .to = &r->order };
	char id[SEAL_ID_HEX];

	bytes_to_hex(id, r->options->order, 16);
	if (ledger_order_each(&r->store->ledger, find_one, &f, w) != 0)
		return -1;
	if (f.n == 0)
		return why_set(w, WHY_USAGE,
		    "this store has carried out no order %s", id);
	if (f.n > 1)
		return why_set(w, WHY_USAGE,
		    "%u agencies gave an order %s: say which by --issuer", f.n,
		    id);
	return 0;
}

/* Is this agency one of those whose answer the issuer takes? */
static int
check_addressed(const struct certify_run *r, struct why *w)
{
	const char *at = r->order.answer_by;
	size_t len = strlen(r->store->agency);

	while (*at != '\0') {
		size_t n = strcspn(at, ",");

		if (n == len && strncmp(at, r->store->agency, n) == 0)
			return 0;
		at += at[n] == ',' ? n + 1 : n;
	}
	return why_set(w, WHY_NOT_ADDRESSED,
	    "the order takes the answer of %s, not of agency %s",
	    r->order.answer_by, r->store->agency);
}

static int
check_role(const struct store *s, struct why *w)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(&s->directory, s->fingerprint, &key);

	if (store_sound_directory(s, w) != 0)
		return -1;
	if (directory_may(a, DIRECTORY_ANSWER, time(NULL)) &&
	    directory_key_may(a, key, DIRECTORY_ANSWER, time(NULL)))
		return 0;
	return why_set(w, WHY_SIGNER_ROLE,
	    "the key of this store has no role to answer orders");
}

/* --- what it says --- */

static int
add_kind(void *self, const struct ledger_asked *a, struct why *w)
{
	struct certificate *c = self;

	(void)w;
	c->targets[c->n_targets++] = (struct certificate_target){
		.kind = (enum order_target_kind)a->kind,
		.asked = a->asked,
		.absent = a->absent,
	};
	return 0;
}

/** Bundles that it tells of, the oldest first. */
struct bundles {
	const struct certify_run *run;
	struct bytes ids;
	bool behind; /* the one that carried the order was met */
};

static int
see(void *self, const struct ledger_waiting *one, struct why *w)
{
	bool *seen = self;

	(void)one;
	(void)w;
	*seen = true;
	return 0;
}

/* Did the order find something in it, or was it to look there, and could not?
 */
static int
meets(const struct certify_run *r, const uint8_t id[SEAL_ID_BYTES], bool *out,
    struct why *w)
{
	struct ledger *l = &r->store->ledger;
	const struct ledger_waiting_ask ask = { .bundle = id,
		.cause = r->order.row };

	if (certify_touched(r, id, out, w) != 0 ||
	    (!*out && ledger_unreached_has(l, id, r->order.id, out, w) != 0))
		return -1;
	return *out ? 0 : ledger_waiting_some(l, &ask, see, out, w);
}

/* An order looks back, at what its issuer sent: what came behind it is of no
 * concern, unless the same order came again; nor what others sent, unless it
 * reaches them. */
static int
add_id(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct bundles *all = self;
	const struct certify_run *r = all->run;
	bool told = !all->behind &&
	    store_own_same(r->store, b->other.fingerprint,
		r->order.issuer.fingerprint);

	if (b->direction != LEDGER_RECEIVED || b->state == LEDGER_BEGUN)
		return 0;
	if (!told && meets(r, b->id, &told, w) != 0)
		return -1;
	if (!told)
		return 0;
	all->behind |= memcmp(b->id, r->order.carrier, SEAL_ID_BYTES) == 0;
	return bytes_add(&all->ids, b->id, SEAL_ID_BYTES, w);
}

static int
add_bundles(struct certify_run *r, struct why *w)
{
	struct bundles all = { .run = r };
	int rc = ledger_bundle_each(&r->store->ledger, add_id, &all, w);

	for (size_t i = 0; rc == 0 && i < all.ids.len; i += SEAL_ID_BYTES)
		rc = certify_bundle(r, all.ids.data + i, w);
	bytes_clear(&all.ids);
	return rc == 0 ? certify_holds_name(r, w) : rc;
}

static int
describe(struct certify_run *r, struct why *w)
{
	struct certificate *c = &r->result->certificate;
	const struct ledger_order *o = &r->order;
	struct ledger *l = &r->store->ledger;
	struct event_head head;

	memcpy(c->order, o->id, sizeof(c->order));
	c->kind = o->act;
	c->does = o->does;
	c->ends_s = o->ends_s;
	memcpy(c->digest, o->digest, sizeof(c->digest));
	memcpy(c->carrier, o->carrier, sizeof(c->carrier));
	c->issuer = o->issuer;
	(void)snprintf(c->answerer.agency, sizeof(c->answerer.agency), "%s",
	    r->store->agency);
	(void)snprintf(c->answerer.fingerprint, sizeof(c->answerer.fingerprint),
	    "%s", r->store->fingerprint);
	c->issued_s = o->issued_s;
	c->deadline_s = o->deadline_s;
	c->answered_s = o->answered_s;
	c->made_s = time(NULL);
	(void)snprintf(c->tool, sizeof(c->tool), "%s", VERSION);
	if (journal_head(l, r->store->fingerprint, &head, w) != 0)
		return -1;
	_Static_assert(sizeof(c->origin) == sizeof(head.origin), "one form");
	memcpy(c->origin, head.origin, sizeof(c->origin));
	c->log_size = head.size;
	memcpy(c->log_root, head.root, sizeof(c->log_root));
	return ledger_asked_each(l, o->row, add_kind, c, w);
}

/* Does an answer to such an order tell of this place? */
static bool
tells_of(enum order_act does, const char *place)
{
	static const char *const beyond[] = { "forwarded", "exhibits", "sealed",
		"backups" };

	for (size_t i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++)
		if (strcmp(place, beyond[i]) == 0)
			return true;
	return does == ORDER_DELETE;
}

/* Where copies may lie: asked once free pages of the ledger hold nothing. */
static int
add_reach(struct certify_run *r, struct why *w)
{
	struct certificate *c = &r->result->certificate;
	struct reach_facts facts = { .passed = r->passed,
		.shown = r->result->shown.n };
	struct reach reach;

	for (size_t i = 0; i < c->n_bundles; i++)
		facts.left += c->bundles[i].state == CERTIFICATE_FAILED ||
		    c->bundles[i].state == CERTIFICATE_MISSING;
	if (c->does == ORDER_LIFT)
		return 0;
	if ((c->does == ORDER_DELETE &&
		ledger_scrub(&r->store->ledger, w) != 0) ||
	    reach_find(&reach, r->store, &facts, w) != 0)
		return -1;
	_Static_assert(REACH_PLACES <= CERTIFICATE_PLACES_MAX, "there is room");
	for (size_t i = 0; i < reach.n; i++) {
		const struct reach_place *from = &reach.places[i];
		struct certificate_place *to = &c->places[c->n_places];

		if (!tells_of(c->does, from->place))
			continue;
		c->n_places++;
		(void)snprintf(to->place, sizeof(to->place), "%s", from->place);
		(void)snprintf(to->state, sizeof(to->state), "%s",
		    reach_word(from->state));
		(void)snprintf(to->reason, sizeof(to->reason), "%s",
		    from->reason);
		to->count = from->count;
	}
	return 0;
}

static int
sign(struct certify_run *r, struct why *w)
{
	struct certify_result *to = r->result;
	struct session_signed what = { 0 };
	struct hash_digest d;

	certificate_trim(&to->certificate);
	if (certificate_write(&to->certificate, &to->text, w) != 0)
		return -1;
	if (to->text.len > CERTIFICATE_JSON_MAX)
		return why_set(w, WHY_LIMIT,
		    "the certificate would have more than %u bytes",
		    (unsigned)CERTIFICATE_JSON_MAX);
	hash_digest_init(&d);
	hash_digest_add(&d, to->text.data, to->text.len);
	hash_digest_final(&d, to->digest);
	what.data = to->text.data;
	what.len = to->text.len;
	return session_sign(&r->store->session, r->store->fingerprint, &what,
	    &to->signature, w);
}

static int
tell(struct certify_run *r, struct why *w)
{
	const struct certificate *c = &r->result->certificate;
	struct event e = { .act = "certify", .outcome = "done" };
	uint64_t states[CERTIFICATE_STATES] = { 0 };

	for (size_t i = 0; i < c->n_bundles; i++)
		states[c->bundles[i].state]++;
	(void)snprintf(e.actor, sizeof(e.actor), "%s", r->options->actor);
	bytes_to_hex(e.order, c->order, sizeof(c->order));
	(void)snprintf(e.other, sizeof(e.other), "%s", c->issuer.agency);
	(void)snprintf(e.other_print, sizeof(e.other_print), "%s",
	    c->issuer.fingerprint);
	store_rules_name(r->store, &e);
	event_add_count(&e, "bundles", c->n_bundles);
	event_add_count(&e, "records",
	    certificate_count(c, certificate_own(c->does)));
	event_add_count(&e, "held", certificate_count(c, CERTIFICATE_HELD));
	if (c->does == ORDER_RESTRICT)
		event_add_count(&e, "lifted",
		    certificate_count(c, CERTIFICATE_LIFTED));
	event_add_count(&e, "failed_bundles", states[CERTIFICATE_FAILED]);
	event_add_count(&e, "missing_bundles", states[CERTIFICATE_MISSING]);
	return store_event(r->store, &e, w);
}

int
certify(struct store *s, const struct certify_options *o,
    struct certify_result *r, struct why *w)
{
	struct certify_run run = { .store = s, .options = o, .result = r };

	int rc = -1;

	if (check_role(s, w) == 0 && find_order(&run, w) == 0 &&
	    check_addressed(&run, w) == 0 && describe(&run, w) == 0 &&
	    certify_holds_load(&run, w) == 0 && add_bundles(&run, w) == 0 &&
	    add_reach(&run, w) == 0 && sign(&run, w) == 0)
		rc = tell(&run, w);
	free(run.holds);
	return rc;
}
