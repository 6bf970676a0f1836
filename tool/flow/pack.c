#include "tool/flow/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/bag.h"
#include "formats/contents.h"
#include "formats/frame.h"
#include "formats/order.h"
#include "formats/readme.h"
#include "keys/file.h"
#include "tool/flow/cutter.h"
#include "tool/flow/outfile.h"
#include "tool/flow/pack_input.h"
#include "tool/flow/pool.h"
#include "tool/flow/sealer.h"
#include "tool/store/journal.h"

/** All that lives while one bundle is packed. */
struct packing {
	struct store *store;
	const struct pack_options *options;
	struct pack_result *result;
	struct seal seal;
	struct contents contents;
	struct pack_input input;
	struct pool pool;
	bool pool_open;
	struct outfile out;
	struct sealer sealer;
	struct cutter cutter;
	struct bytes readme;
	struct bytes contents_sealed;
	struct bytes seal_text;
	char id[SEAL_ID_HEX];
};

static int
add_recipient(struct packing *p, const char *agency, struct why *w)
{
	struct seal *s = &p->seal;
	const struct directory_entry *e =
	    directory_find_agency(&p->store->directory, agency);
	struct session_key_info key;

	if (e == NULL)
		return why_set(w, WHY_RECIPIENT,
		    "agency %s is not pinned in this store", agency);
	if (!directory_may(e, DIRECTORY_RECEIVE))
		return why_set(w, WHY_RECIPIENT,
		    "agency %s has no role to receive", agency);
	if (seal_recipient(s, e->fingerprint) != NULL)
		return why_set(w, WHY_USAGE, "agency %s is named twice",
		    agency);
	if (session_key(&p->store->session, e->fingerprint, &key, w) != 0)
		return -1;
	if (key.expired || key.revoked || !key.can_encrypt)
		return why_set(w, WHY_RECIPIENT, "the key of agency %s is %s",
		    agency,
		    key.expired	      ? "expired"
			: key.revoked ? "revoked"
				      : "not one to encrypt to");
	snprintf(s->recipients[s->n_recipients].agency, SEAL_AGENCY_BYTES, "%s",
	    e->agency);
	snprintf(s->recipients[s->n_recipients].fingerprint, SEAL_PRINT_HEX,
	    "%s", e->fingerprint);
	s->n_recipients++;
	return 0;
}

static int
settle_parties(struct packing *p, struct why *w)
{
	const struct pack_options *o = p->options;
	struct seal *s = &p->seal;

	snprintf(s->sender.agency, sizeof(s->sender.agency), "%s",
	    p->store->agency);
	snprintf(s->sender.fingerprint, sizeof(s->sender.fingerprint), "%s",
	    p->store->fingerprint);
	snprintf(s->marking, sizeof(s->marking), "%s", o->marking);
	if (o->n_to > SEAL_RECIPIENTS_MAX)
		return why_set(w, WHY_USAGE, "more than %d recipients",
		    SEAL_RECIPIENTS_MAX);
	s->recipients = calloc(o->n_to, sizeof(*s->recipients));
	if (s->recipients == NULL)
		return why_memory(w);
	for (size_t i = 0; i < o->n_to; i++)
		if (add_recipient(p, o->to[i], w) != 0)
			return -1;
	if (bytes_random(s->id, sizeof(s->id), w) != 0)
		return -1;
	bytes_to_hex(p->id, s->id, sizeof(s->id));
	s->created_s = time(NULL);
	return 0;
}

static int
add_order(struct packing *p, const char *path, struct why *w)
{
	struct contents *c = &p->contents;
	struct bytes text = { 0 };
	struct order order;
	int rc = -1;

	if (file_read(path, CONTENTS_MAX / 4, &text, w) != 0)
		goto out;
	if (order_make(&order, &p->seal.sender, p->seal.created_s, text.data,
		text.len, &c->orders[c->n_orders].text, w) != 0) {
		why_in(w, "%s", path);
		goto out;
	}
	c->n_orders++;
	p->result->orders++;
	p->result->targets += order.targets;
	rc = 0;
out:
	bytes_wipe(&text);
	return rc;
}

static int
settle_contents(struct packing *p, struct why *w)
{
	const struct pack_options *o = p->options;
	struct contents *c = &p->contents;

	memcpy(c->id, p->seal.id, sizeof(c->id));
	c->sender = p->seal.sender;
	snprintf(c->purpose, sizeof(c->purpose), "%s", o->purpose);
	snprintf(c->reference, sizeof(c->reference), "%s", o->reference);
	if (o->n_deletions > CONTENTS_ORDERS_MAX)
		return why_set(w, WHY_LIMIT, "more than %d orders",
		    CONTENTS_ORDERS_MAX);
	c->orders = calloc(o->n_deletions + 1, sizeof(*c->orders));
	if (c->orders == NULL)
		return why_memory(w);
	for (size_t i = 0; i < o->n_deletions; i++)
		if (add_order(p, o->deletions[i], w) != 0)
			return -1;
	return 0;
}

/* The ledger's row of this bundle, as far as it is known. */
static void
describe(const struct packing *p, struct ledger_bundle *b)
{
	*b = (struct ledger_bundle){
		.direction = LEDGER_SENT,
		.state = LEDGER_BEGUN,
		.other = p->seal.recipients[0],
		.sequence = p->seal.sequence,
		.created_s = p->seal.created_s,
		.entered_s = p->seal.created_s,
		.segments = p->seal.n_segments,
		.members = p->contents.members,
		.records = p->result->records,
		.reads = p->contents.reads,
	};
	memcpy(b->id, p->seal.id, sizeof(b->id));
	memcpy(b->seal_digest, p->result->seal_digest, sizeof(b->seal_digest));
	snprintf(b->marking, sizeof(b->marking), "%s", p->seal.marking);
	snprintf(b->purpose, sizeof(b->purpose), "%s", p->contents.purpose);
	snprintf(b->reference, sizeof(b->reference), "%s",
	    p->contents.reference);
}

static int
begin_in_ledger(struct packing *p, struct why *w)
{
	struct ledger *l = &p->store->ledger;
	struct ledger_bundle row;
	struct event_head head;

	if (ledger_begin(l, w) != 0)
		return -1;
	if (ledger_next_sequence(l, &p->seal.sequence, w) != 0 ||
	    journal_head(l, p->store->fingerprint, &head, w) != 0)
		goto fail;
	p->seal.log_size = head.size;
	memcpy(p->seal.log_root, head.root, sizeof(head.root));
	describe(p, &row);
	if (ledger_bundle_put(l, &row, w) != 0)
		goto fail;
	return ledger_commit(l, w);
fail:
	ledger_rollback(l);
	return -1;
}

static void
tell(const struct packing *p, struct event *e, const char *outcome)
{
	memset(e, 0, sizeof(*e));
	snprintf(e->act, sizeof(e->act), "pack");
	snprintf(e->outcome, sizeof(e->outcome), "%s", outcome);
	snprintf(e->actor, sizeof(e->actor), "%s", p->options->actor);
	snprintf(e->bundle, sizeof(e->bundle), "%s", p->id);
	if (p->seal.n_recipients > 0) {
		const struct seal_party *to = &p->seal.recipients[0];

		snprintf(e->other, sizeof(e->other), "%s", to->agency);
		snprintf(e->other_print, sizeof(e->other_print), "%s",
		    to->fingerprint);
	}
}

/* What failed is told too; the ledger may be what failed, so this only tries.
 */
static void
fail_in_ledger(struct packing *p, const struct why *why)
{
	struct ledger *l = &p->store->ledger;
	struct why ignored = { 0 };
	struct ledger_bundle row;
	struct event e;

	tell(p, &e,
	    why_exit(why->reason) == WHY_EXIT_NO ? "rejected" : "failed");
	snprintf(e.reason, sizeof(e.reason), "%s", why_name(why->reason));
	if (ledger_begin(l, &ignored) != 0)
		return;
	describe(p, &row);
	row.state = LEDGER_FAILED;
	if ((p->seal.sequence == 0 ||
		ledger_bundle_put(l, &row, &ignored) == 0) &&
	    journal_append(l, &e, &ignored) == 0 &&
	    ledger_commit(l, &ignored) == 0)
		journal_checkpoint(l, &p->store->session, p->store->fingerprint,
		    &ignored);
	else
		ledger_rollback(l);
}

static int
done_in_ledger(struct packing *p, struct why *w)
{
	struct ledger *l = &p->store->ledger;
	struct ledger_bundle row;
	struct event e;

	tell(p, &e, "done");
	bytes_to_hex(e.seal, p->result->seal_digest, HASH_DIGEST_BYTES);
	event_add_count(&e, "recipients", p->seal.n_recipients);
	event_add_count(&e, "files", p->contents.payload_files);
	event_add_count(&e, "reads", p->contents.reads);
	event_add_count(&e, "records", p->result->records);
	event_add_count(&e, "segments", p->seal.n_segments);
	event_add_count(&e, "bytes", p->result->bytes);
	event_add_count(&e, "orders", p->contents.n_orders);
	if (ledger_begin(l, w) != 0)
		return -1;
	describe(p, &row);
	row.state = LEDGER_DONE;
	if (ledger_bundle_put(l, &row, w) != 0 || journal_append(l, &e, w) != 0)
		goto fail;
	return ledger_commit(l, w);
fail:
	ledger_rollback(l);
	return -1;
}

static int
put_tag(struct packing *p, const char *name, const void *data, size_t len,
    struct why *w)
{
	const struct cutter_member m = {
		.name = name,
		.cut = RECORD_LINES,
		.size = len,
		.mtime_s = p->seal.created_s,
	};

	return cutter_whole(&p->cutter, &m, data, w);
}

/* Bytes that follow in the stream are in a list, not in memory. */
static int
put_manifest(struct packing *p, struct sha256 *sha256, struct why *w)
{
	struct spool *lines = &p->input.manifest;
	const struct cutter_member m = {
		.name = BAG_MANIFEST,
		.cut = RECORD_LINES,
		.size = lines->bytes,
		.mtime_s = p->seal.created_s,
	};

	if (spool_rewind(lines, w) != 0 || cutter_begin(&p->cutter, &m, w) != 0)
		return -1;
	while (p->cutter.left > 0) {
		size_t room;
		uint8_t *to = cutter_room(&p->cutter, &room, w);
		ssize_t n = to == NULL ? -1 : spool_read(lines, to, room, w);

		if (n < 0 || sha256_add(sha256, to, (size_t)n, w) != 0 ||
		    cutter_filled(&p->cutter, (size_t)n, w) != 0)
			return -1;
	}
	return cutter_end(&p->cutter, w);
}

static int
add_tag_line(struct bytes *tags, struct sha256 *sha256, const char *name,
    struct why *w)
{
	uint8_t digest[SHA256_BYTES];
	char line[BAG_LINE_MAX];

	if (sha256_end(sha256, digest, w) != 0)
		return -1;
	return bytes_add(tags, line, bag_line(line, digest, name), w);
}

static int
put_tags(struct packing *p, struct why *w)
{
	const struct bag_info info = {
		.id = p->seal.id,
		.created_s = p->seal.created_s,
		.octets = p->input.bytes,
		.files = p->input.files,
	};
	struct sha256 *sha256 = &p->input.sha256;
	struct bytes tags = { 0 };
	struct bytes text = { 0 };
	int rc = -1;

	if (sha256_begin(sha256, w) != 0 ||
	    sha256_add(sha256, bag_declaration, strlen(bag_declaration), w) !=
		0 ||
	    add_tag_line(&tags, sha256, BAG_DECLARATION, w) != 0)
		goto out;
	if (bag_info(&text, &info, w) != 0 || sha256_begin(sha256, w) != 0 ||
	    sha256_add(sha256, text.data, text.len, w) != 0 ||
	    add_tag_line(&tags, sha256, BAG_INFO, w) != 0 ||
	    put_tag(p, BAG_INFO, text.data, text.len, w) != 0)
		goto out;
	if (sha256_begin(sha256, w) != 0 || put_manifest(p, sha256, w) != 0 ||
	    add_tag_line(&tags, sha256, BAG_MANIFEST, w) != 0)
		goto out;
	rc = put_tag(p, BAG_TAGS, tags.data, tags.len, w);
out:
	bytes_clear(&tags);
	bytes_clear(&text);
	return rc;
}

static int
put_stream(struct packing *p, struct why *w)
{
	const struct cutter_member payload = {
		.name = BAG_PAYLOAD,
		.cut = RECORD_FOLDER,
		.mtime_s = p->seal.created_s,
	};
	bool success;

	if (cutter_open(&p->cutter, &p->sealer, p->id, w) != 0)
		return -1;
	success = put_tag(p, BAG_DECLARATION, bag_declaration,
		      strlen(bag_declaration), w) == 0 &&
	    cutter_whole(&p->cutter, &payload, NULL, w) == 0 &&
	    pack_input_run(&p->input, &p->cutter, w) == 0 &&
	    put_tags(p, w) == 0;
	return cutter_close(&p->cutter, success, w) == 0 && success ? 0 : -1;
}

static int
put_readme(struct packing *p, struct why *w)
{
	struct seal_part *part = &p->seal.readme;
	struct hash_digest digest;

	if (readme_write(&p->readme, w) != 0)
		return -1;
	hash_digest_init(&digest);
	hash_digest_add(&digest, p->readme.data, p->readme.len);
	hash_digest_final(&digest, part->digest);
	part->bytes = p->readme.len;
	return outfile_member(&p->out, "README.txt", p->readme.data,
	    p->readme.len, w);
}

static int
put_contents(struct packing *p, struct why *w)
{
	struct contents *c = &p->contents;
	struct seal_part *part = &p->seal.contents;
	const char *to[SEAL_RECIPIENTS_MAX + 1];
	struct session_readers readers = { .fingerprints = to };
	struct bytes text = { 0 };
	struct pump_io io = {
		.bytes = &p->contents_sealed,
		.max_bytes = CONTENTS_MAX,
	};
	struct hash_digest digest;
	size_t n = 0;
	int rc = -1;

	c->members = p->cutter.members;
	c->reads = p->input.rows;
	c->payload_bytes = p->input.bytes;
	c->payload_files = p->input.files;
	c->read_files = p->input.reads;
	c->n_read_files = p->input.n_read_files;
	c->segments = p->sealer.secrets;
	c->n_segments = p->sealer.written;
	for (size_t i = 0; i < p->seal.n_recipients; i++)
		to[n++] = p->seal.recipients[i].fingerprint;
	/* The sender can open what it sent, to answer for it. */
	if (seal_recipient(&p->seal, p->seal.sender.fingerprint) == NULL)
		to[n++] = p->seal.sender.fingerprint;
	readers.n = n;
	rc = contents_write(c, &text, w);
	io.data = text.data;
	io.len = text.len;
	if (rc == 0)
		rc = session_encrypt_to(&p->store->session, &readers, &io, w);
	/* Lent, not owned. */
	c->read_files = NULL;
	c->segments = NULL;
	bytes_wipe(&text);
	if (rc != 0)
		return -1;
	hash_digest_init(&digest);
	hash_digest_add(&digest, p->contents_sealed.data,
	    p->contents_sealed.len);
	hash_digest_final(&digest, part->digest);
	part->bytes = p->contents_sealed.len;
	return outfile_member(&p->out, "contents.gpg", p->contents_sealed.data,
	    p->contents_sealed.len, w);
}

static int
put_seal(struct packing *p, struct why *w)
{
	struct seal *s = &p->seal;
	struct session_signed data = { 0 };
	struct bytes signature = { 0 };
	struct hash_digest digest;
	int rc = -1;

	s->segments = p->sealer.seals;
	s->n_segments = p->sealer.written;
	for (uint64_t i = 0; i < s->n_segments; i++)
		p->result->records += s->segments[i].records;
	rc = seal_write(s, &p->seal_text, w);
	s->segments = NULL; /* lent, not owned */
	if (rc != 0)
		return -1;
	hash_digest_init(&digest);
	hash_digest_add(&digest, p->seal_text.data, p->seal_text.len);
	hash_digest_final(&digest, p->result->seal_digest);
	rc = -1;
	data.data = p->seal_text.data;
	data.len = p->seal_text.len;
	if (session_sign(&p->store->session, s->sender.fingerprint, &data,
		&signature, w) == 0 &&
	    outfile_member(&p->out, "seal.json", p->seal_text.data,
		p->seal_text.len, w) == 0 &&
	    outfile_member(&p->out, "seal.json.sig", signature.data,
		signature.len, w) == 0)
		rc = 0;
	bytes_clear(&signature);
	return rc;
}

static int
write_bundle(struct packing *p, struct why *w)
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
		p->seal.id, w) != 0 ||
	    put_readme(p, w) != 0 || put_stream(p, w) != 0 ||
	    sealer_finish(&p->sealer, w) != 0 || put_contents(p, w) != 0 ||
	    put_seal(p, w) != 0)
		return -1;
	r->bytes = p->out.bytes + 2 * FRAME_BLOCK_BYTES;
	return 0;
}

static void
packing_clear(struct packing *p)
{
	if (p->pool_open) {
		pool_stop(&p->pool);
		pool_close(&p->pool);
		sealer_close(&p->sealer);
	}
	pack_input_close(&p->input);
	contents_clear(&p->contents);
	seal_clear(&p->seal);
	bytes_clear(&p->readme);
	bytes_clear(&p->contents_sealed);
	bytes_clear(&p->seal_text);
}

static void
count(struct packing *p)
{
	struct pack_result *r = p->result;

	memcpy(r->id, p->seal.id, sizeof(r->id));
	r->sequence = p->seal.sequence;
	r->segments = p->sealer.written;
	r->members = p->cutter.members;
	r->read_files = p->input.n_read_files;
	r->reads = p->input.rows;
	r->files = p->input.files;
	r->payload_bytes = p->input.bytes;
}

static int
run(struct packing *p, struct why *w)
{
	if (settle_parties(p, w) != 0 || settle_contents(p, w) != 0 ||
	    pack_input_open(&p->input, p->options, p->store->fd, w) != 0)
		return -1;
	p->options->progress->total = p->input.bytes;
	if (p->options->dry_run) {
		count(p);
		return 0;
	}
	if (begin_in_ledger(p, w) != 0)
		return -1;
	if (write_bundle(p, w) != 0) {
		outfile_close(&p->out, false, NULL);
		return -1;
	}
	count(p);
	/* All is on the disk but the name: no bundle leaves without its event.
	 */
	if (outfile_finish(&p->out, w) != 0 || done_in_ledger(p, w) != 0) {
		outfile_close(&p->out, false, NULL);
		return -1;
	}
	return outfile_close(&p->out, true, w);
}

int
pack(struct store *s, const struct pack_options *o, struct pack_result *r,
    struct why *w)
{
	struct packing *p = calloc(1, sizeof(*p));
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
		fail_in_ledger(p, w);
	packing_clear(p);
	free(p);
	if (rc == 0 && !o->dry_run)
		rc = journal_checkpoint(&s->ledger, &s->session, s->fingerprint,
		    w);
	return rc;
}
