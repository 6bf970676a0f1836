#include "tool/flow/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/frame.h"
#include "formats/order.h"
#include "keys/file.h"
#include "tool/flow/pack_inside.h"
#include "tool/flow/parties.h"
#include "tool/flow/series.h"
#include "tool/store/journal.h"
#include "tool/store/store_rules.h"

static int
settle_parties(struct pack_state *p, struct why *w)
{
	const struct pack_options *o = p->options;
	struct seal *s = &p->seal;
	const struct parties_ask ask = {
		.to = o->to,
		.n_to = o->n_to,
		.escrow = o->escrow,
		.n_escrow = o->n_escrow,
	};

	snprintf(s->marking, sizeof(s->marking), "%s", o->marking);
	if (parties_settle(s, p->store, &ask, w) != 0 ||
	    bytes_random(s->id, sizeof(s->id), w) != 0)
		return -1;
	bytes_to_hex(p->id, s->id, sizeof(s->id));
	s->created_s = time(NULL);
	return 0;
}

/* An answer of whom we do not know could never be checked. */
static int
check_answer(const struct pack_state *p, const struct order *o, struct why *w)
{
	const struct store *s = p->store;

	for (size_t i = 0; i < o->n_answer; i++) {
		const struct directory_agency *a =
		    directory_find_agency(&s->directory, o->answer_by[i]);

		if (a == NULL || !directory_approved(a, p->seal.created_s))
			return why_set(w, WHY_RECIPIENT,
			    "agency %s, which may answer the order, is not "
			    "pinned in this store",
			    o->answer_by[i]);
	}
	return 0;
}

/* Recipients would refuse the bundle. Source: order.txt, 4.10. */
static int
check_apart(const struct pack_state *p, size_t i, struct why *w)
{
	const uint8_t *id = p->orders[i].id;
	char hex[SEAL_ID_HEX];

	for (size_t j = 0; j < i; j++) {
		if (memcmp(p->orders[j].id, id, sizeof(p->orders[j].id)) != 0)
			continue;
		bytes_to_hex(hex, id, sizeof(p->orders[j].id));
		return why_set(w, WHY_ORDER_CONFLICT,
		    "order %zu has the id of order %zu, %s", i, j, hex);
	}
	return 0;
}

static int
add_order(struct pack_state *p, const struct bytes *text, struct why *w)
{
	const struct order_maker by = {
		.issuer = &p->seal.sender,
		.now_s = p->seal.created_s,
		.readers = p->seal.recipients,
		.n_readers = p->seal.n_recipients,
	};
	struct contents *c = &p->contents;
	struct order *order = &p->orders[c->n_orders];

	if (order_make(order, &by, text->data, text->len,
		&c->orders[c->n_orders].text, w) != 0 ||
	    check_answer(p, order, w) != 0 ||
	    check_apart(p, c->n_orders, w) != 0)
		return -1;
	if (order->act == ORDER_RECTIFY && p->n_marks < ORDER_MARKS_MAX &&
	    corrected_order(&p->corrected, c->n_orders,
		c->orders[c->n_orders].text.data,
		c->orders[c->n_orders].text.len, w) != 0)
		return -1;
	p->n_marks += order->act != ORDER_DELETE;
	if (p->n_marks > ORDER_MARKS_MAX)
		return why_set(w, WHY_LIMIT,
		    "more than %d orders that are none to delete",
		    ORDER_MARKS_MAX);
	c->n_orders++;
	p->result->orders++;
	p->result->targets += order->targets;
	return 0;
}

static int
add_order_file(struct pack_state *p, const char *path, struct why *w)
{
	struct bytes text = { 0 };
	int rc = file_read(path, CONTENTS_MAX / 4, &text, w);

	if (rc == 0) {
		rc = add_order(p, &text, w);
		if (rc != 0)
			why_in(w, "%s", path);
	}
	bytes_wipe(&text);
	return rc;
}

/* It says itself why it is sent. */
static int
add_alone(struct pack_state *p, struct why *w)
{
	const struct store *s = p->store;
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(&s->directory, s->fingerprint, &key);
	struct contents *c = &p->contents;
	struct order *o = &p->result->order;

	/* recipients would refuse it */
	if (!directory_may(a, DIRECTORY_ORDER, p->seal.created_s) ||
	    !directory_key_may(a, key, DIRECTORY_ORDER, p->seal.created_s))
		return why_set(w, WHY_ORDER_ISSUER,
		    "this agency, or this store's key, lacks the role "
		    "order-deletion");
	if (add_order(p, p->options->order, w) != 0)
		return -1;
	*o = p->orders[0];
	if (o->act != p->options->act)
		return why_set(w, WHY_USAGE,
		    "line 1: the order is one to %s, not to %s",
		    order_act_name(o->act), order_act_name(p->options->act));
	snprintf(c->purpose, sizeof(c->purpose), "%s", o->ground);
	snprintf(c->reference, sizeof(c->reference), "%s", o->reference);
	return bytes_add(&p->result->order_text, c->orders[0].text.data,
	    c->orders[0].text.len, w);
}

static int
settle_contents(struct pack_state *p, struct why *w)
{
	const struct pack_options *o = p->options;
	struct contents *c = &p->contents;

	memcpy(c->id, p->seal.id, sizeof(c->id));
	c->sender = p->seal.sender;
	snprintf(c->purpose, sizeof(c->purpose), "%s", o->purpose);
	snprintf(c->reference, sizeof(c->reference), "%s", o->reference);
	if (o->series != NULL && series_make(c->series, o->series, w) != 0)
		return -1;
	p->result->in_series = o->series != NULL;
	memcpy(p->result->series, c->series, sizeof(c->series));
	if (o->n_deletions > CONTENTS_ORDERS_MAX)
		return why_set(w, WHY_LIMIT, "more than %d orders",
		    CONTENTS_ORDERS_MAX);
	c->orders = calloc(o->n_deletions + 2, sizeof(*c->orders));
	p->orders = calloc(o->n_deletions + 2, sizeof(*p->orders));
	if (c->orders == NULL || p->orders == NULL)
		return why_memory(w);
	for (size_t i = 0; i < o->n_deletions; i++)
		if (add_order_file(p, o->deletions[i], w) != 0)
			return -1;
	return o->order == NULL ? 0 : add_alone(p, w);
}

static int
write_bundle(struct pack_state *p, struct why *w)
{
	const struct pack_options *o = p->options;
	struct pack_result *r = p->result;
	int n = o->output != NULL
	    ? snprintf(r->output, sizeof(r->output), "%s", o->output)
	    : snprintf(r->output, sizeof(r->output), "%s.sbag", p->id);

	if (n < 0 || (size_t)n >= sizeof(r->output))
		return why_set(w, WHY_USAGE, "name of the output is too long");
	if (outfile_open(&p->out, r->output, p->seal.created_s, w) != 0)
		return -1;
	if (pool_open(&p->pool, o->jobs, w) != 0)
		return -1;
	p->pool_open = true;
	if (sealer_open(&p->sealer, &p->pool, &p->out, &p->store->home,
		p->seal.id, w) != 0)
		return -1;
	p->sealer.quality = p->quality;
	if (pack_parts_readme(p, w) != 0 || pack_parts_stream(p, w) != 0 ||
	    sealer_finish(&p->sealer, w) != 0 ||
	    pack_rules_quality(p, w) != 0 || pack_parts_contents(p, w) != 0 ||
	    pack_parts_seal(p, w) != 0)
		return -1;
	r->bytes = p->out.bytes + 2 * FRAME_BLOCK_BYTES;
	return 0;
}

static void
state_clear(struct pack_state *p)
{
	if (p->pool_open) {
		pool_stop(&p->pool);
		pool_close(&p->pool);
		sealer_close(&p->sealer);
	}
	pack_input_close(&p->input);
	quality_sum_free(p->quality);
	contents_clear(&p->contents);
	corrected_clear(&p->corrected);
	free(p->orders);
	seal_clear(&p->seal);
	bytes_clear(&p->readme);
	bytes_clear(&p->contents_sealed);
}

static void
count(struct pack_state *p)
{
	struct pack_result *r = p->result;

	memcpy(r->id, p->seal.id, sizeof(r->id));
	r->sequence = p->seal.sequence;
	r->segments = p->sealer.written;
	r->members = p->cutter.members;
	r->read_files = p->input.n_read_files;
	memcpy(r->forms, p->input.forms, sizeof(r->forms));
	r->n_forms = p->input.n_forms;
	r->unknown = p->input.unknown;
	r->reads = p->input.rows;
	r->asides = p->input.asides;
	r->files = p->input.files;
	r->payload_bytes = p->input.bytes;
	r->minimised = p->input.minimise.counts;
	r->sources = p->cutter.sources;
	sources_sort(&r->sources);
}

/* Rounded down. */
static int64_t
seconds(int64_t ms)
{
	return ms / 1000 - (ms % 1000 < 0);
}

static int
begin_quality(struct pack_state *p, struct why *w)
{
	const struct selection *by = &p->options->minimise.selection;
	struct quality_ask ask = { .now_s = p->seal.created_s,
		.images = true,
		.windowed = by->asked[MINIMISED_TIME],
		.from_s = INT64_MIN,
		.to_s = INT64_MAX };

	if (ask.windowed && by->from_ms != INT64_MIN)
		ask.from_s = seconds(by->from_ms);
	if (ask.windowed && by->until_ms != INT64_MAX)
		ask.to_s = -seconds(-by->until_ms);
	if (p->options->without_quality)
		return pack_rules_no_quality(p, w);
	p->quality = quality_sum_new(&ask, w);
	return p->quality == NULL ? -1 : 0;
}

static int
run(struct pack_state *p, struct why *w)
{
	struct minimise_ask ask = p->options->minimise;

	if (settle_parties(p, w) != 0 || settle_contents(p, w) != 0 ||
	    pack_rules_request(p, w) != 0 || pack_withheld(p, w) != 0 ||
	    begin_quality(p, w) != 0)
		return -1;
	pack_rules_retention(p, &ask.selection);
	if (pack_input_open(&p->input, p->options, &ask, p->quality,
		p->store->fd, w) != 0)
		return -1;
	p->options->progress->total = p->input.bytes;
	if (p->corrected.n > 0)
		p->input.brings = &p->corrected;
	if (p->options->dry_run) {
		count(p);
		return pack_rectify_look(p, w);
	}
	if (pack_ledger_begin(p, w) != 0)
		return -1;
	if (write_bundle(p, w) != 0) {
		outfile_close(&p->out, false, NULL);
		return -1;
	}
	count(p);
	/* All is on the disk but the name: no bundle leaves without its event.
	 */
	if (outfile_finish(&p->out, w) != 0 || pack_ledger_done(p, w) != 0) {
		outfile_close(&p->out, false, NULL);
		return -1;
	}
	return outfile_close(&p->out, true, w);
}

void
pack_result_clear(struct pack_result *r)
{
	quality_clear(&r->quality);
	bytes_wipe(&r->order_text);
}

int
pack(struct store *s, const struct pack_options *o, struct pack_result *r,
    struct why *w)
{
	struct pack_state *p = calloc(1, sizeof(*p));
	int rc;

	memset(r, 0, sizeof(*r));
	if (p == NULL)
		return why_memory(w);
	p->store = s;
	p->options = o;
	p->result = r;
	p->out.fd = p->out.dir_fd = -1;
	p->input.manifest.fd = -1;
	rc = run(p, w);
	if (rc != 0 && !o->dry_run)
		pack_ledger_fail(p, w);
	state_clear(p);
	free(p);
	if (rc == 0 && !o->dry_run)
		rc = journal_checkpoint(&s->ledger, &s->session, s->fingerprint,
		    w);
	return rc;
}
