#include "tool/flow/orders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int
check_role(const struct directory *directory, const struct seal_party *sender,
    struct why *w)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(directory, sender->fingerprint, &key);

	if (!directory_may(a, DIRECTORY_ORDER, time(NULL)))
		return why_set(w, WHY_ORDER_ISSUER,
		    "agency %s lacks the role order-deletion", sender->agency);
	if (!directory_key_may(a, key, DIRECTORY_ORDER, time(NULL)))
		return why_set(w, WHY_ORDER_ISSUER,
		    "key %s of agency %s lacks the role order-deletion",
		    sender->fingerprint, sender->agency);
	return 0;
}

static int
check_issuer(const struct order *o, const struct opening *opening,
    const struct directory *directory, struct why *w)
{
	const struct seal_party *sender = &opening->seal.sender;

	if (strcmp(o->issuer.fingerprint, sender->fingerprint) != 0 ||
	    strcmp(o->issuer.agency, sender->agency) != 0)
		return why_set(w, WHY_ORDER_ISSUER,
		    "issued by agency %s, carried by agency %s",
		    o->issuer.agency, sender->agency);
	return directory == NULL
	    ? 0
	    : check_role(directory, &opening->seal.sender, w);
}

static int
open_one(struct orders *o, const struct opening *opening,
    const struct directory *directory, struct why *w)
{
	const struct bytes *text = &opening->contents.orders[o->n].text;
	struct order *one = &o->orders[o->n];

	if (order_parse_into(one, &o->match, text->data, text->len, w) != 0 ||
	    check_issuer(one, opening, directory, w) != 0)
		return why_in(w, "order %zu", o->n);
	o->targets += one->targets;
	o->n++;
	return 0;
}

int
orders_open(struct orders *o, const struct opening *opening,
    const struct directory *directory, struct why *w)
{
	size_t n = opening->contents.n_orders;

	memset(o, 0, sizeof(*o));
	o->orders = calloc(n + 1, sizeof(*o->orders));
	o->counts = calloc(n + 1, sizeof(*o->counts));
	o->rows = calloc(n + 1, sizeof(*o->rows));
	if (o->orders == NULL || o->counts == NULL || o->rows == NULL)
		return why_memory(w);
	while (o->n < n)
		if (open_one(o, opening, directory, w) != 0)
			return -1;
	o->hits = calloc(1, order_match_hits_bytes(&o->match) + 1);
	return o->hits == NULL ? why_memory(w) : 0;
}

void
orders_close(struct orders *o)
{
	order_match_clear(&o->match);
	free(o->orders);
	free(o->counts);
	free(o->rows);
	free(o->hits);
	memset(o, 0, sizeof(*o));
}

void
orders_judge(struct orders *o, const uint8_t bundle[SEAL_ID_BYTES],
    struct judge *j)
{
	memset(j, 0, sizeof(*j));
	j->bundle = bundle;
	if (o->n == 0)
		return;
	j->match = &o->match;
	j->hits = o->hits;
	j->unread = &o->unread;
	j->counts = o->counts;
}

uint64_t
orders_absent(const struct orders *o)
{
	uint64_t absent = 0;

	for (size_t i = 0; i < o->n; i++)
		absent += order_match_absent(&o->match, o->hits, (uint32_t)i);
	return absent;
}

static void
join_answer(const struct order *o, struct ledger_order *row)
{
	size_t at = 0;

	for (size_t i = 0; i < o->n_answer; i++)
		at += (size_t)snprintf(row->answer_by + at,
		    sizeof(row->answer_by) - at, "%s%s", i == 0 ? "" : ",",
		    o->answer_by[i]);
}

_Static_assert(LEDGER_ANSWER_BYTES > ORDER_ANSWER_MAX * SEAL_AGENCY_BYTES,
    "the ledger has room for all who may answer");

int
orders_commit(struct orders *o, const uint8_t carrier[SEAL_ID_BYTES],
    int64_t now_s, struct ledger *l, struct why *w)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct order *one = &o->orders[i];
		struct ledger_order row = {
			.issuer = one->issuer,
			.issued_s = one->issued_s,
			.deadline_s = one->deadline_s,
			.answered_s = now_s,
			.targets = one->targets,
			.deleted_reads = o->counts[i].reads,
			.deleted_members = o->counts[i].members,
			.deleted_bundles = o->counts[i].bundles,
			.absent =
			    order_match_absent(&o->match, o->hits, (uint32_t)i),
		};

		memcpy(row.id, one->id, sizeof(row.id));
		memcpy(row.carrier, carrier, SEAL_ID_BYTES);
		memcpy(row.digest, one->digest, sizeof(row.digest));
		snprintf(row.ground, sizeof(row.ground), "%s", one->ground);
		snprintf(row.legal, sizeof(row.legal), "%s", one->legal);
		snprintf(row.reference, sizeof(row.reference), "%s",
		    one->reference);
		join_answer(one, &row);
		if (ledger_order_put(l, &row, w) != 0)
			return -1;
		o->rows[i] = row.row;
	}
	return 0;
}
