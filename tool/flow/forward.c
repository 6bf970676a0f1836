#include "tool/flow/forward.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/frame.h"
#include "tool/flow/forward_inside.h"
#include "tool/flow/parties.h"
#include "tool/flow/sealing.h"
#include "tool/store/journal.h"

/* The new seal, but for contents.gpg and what the ledger gives. */
static int
settle(struct forward_state *f, struct why *w)
{
	const struct forward_options *o = f->options;
	const struct seal *packed = &f->opening.seal;
	const struct chain *c = &f->opening.chain;
	const struct parties_ask ask = {
		.to = o->to,
		.n_to = o->n_to,
		.escrow = o->escrow,
		.n_escrow = o->n_escrow,
	};
	struct seal *s = &f->seal;

	if (parties_settle(s, f->store, &ask, w) != 0 ||
	    bytes_random(s->id, sizeof(s->id), w) != 0)
		return -1;
	bytes_to_hex(f->id, s->id, sizeof(s->id));
	s->created_s = time(NULL);
	snprintf(s->marking, sizeof(s->marking), "%s",
	    o->marking != NULL ? o->marking
			       : opening_last(&f->opening)->marking);
	s->readme = packed->readme;
	memcpy(s->opened, packed->opened, sizeof(s->opened));
	for (size_t i = 0; i < c->n; i++) {
		struct seal_earlier *e = &s->earlier[s->n_earlier++];
		struct ledger_hop hop;

		chain_hop(&c->links[i], &hop);
		memcpy(e->id, hop.id, sizeof(e->id));
		memcpy(e->digest, c->links[i].digest, sizeof(e->digest));
		e->sender = hop.sender;
	}
	return 0;
}

/* One member as it is; its digest is that which was sealed. */
static int
copy(struct forward_state *f, const struct frame_member *m, const char *name,
    const struct seal_part *sealed, struct bytes *buffer, struct why *w)
{
	uint8_t digest[HASH_DIGEST_BYTES];

	buffer->len = 0;
	if (bytes_reserve(buffer, (size_t)m->size, w) != 0 ||
	    opening_read(&f->opening, m->offset, buffer->data, (size_t)m->size,
		w) != 0)
		return -1;
	buffer->len = (size_t)m->size;
	hash_digest_of(buffer->data, buffer->len, digest);
	if (memcmp(digest, sealed->digest, sizeof(digest)) != 0)
		return why_set(w, WHY_SEGMENT_DAMAGED,
		    "%s changed while it was read", name);
	progress_add(f->options->progress, m->size);
	return outfile_member(&f->out, name, buffer->data, buffer->len, w);
}

static int
copy_parts(struct forward_state *f, struct why *w)
{
	const struct seal *packed = &f->opening.seal;
	const struct frame *frame = &f->opening.frame;
	struct bytes buffer = { 0 };
	char name[FRAME_NAME_BYTES];
	int rc =
	    copy(f, &frame->readme, "README.txt", &packed->readme, &buffer, w);

	for (uint64_t i = 0; i < packed->n_segments && rc == 0; i++) {
		frame_segment_name(name, i);
		rc = copy(f, &frame->segments[i], name,
		    &packed->segments[i].sealed, &buffer, w);
	}
	bytes_clear(&buffer);
	return rc;
}

/* The same plaintext, for other keys. */
static int
put_contents(struct forward_state *f, struct why *w)
{
	const char *to[SEAL_RECIPIENTS_MAX];
	const struct session_readers readers = { to, f->seal.n_recipients,
		f->options->hidden };
	struct bytes text = { 0 };
	struct bytes sealed = { 0 };
	struct pump_io io = { .bytes = &sealed, .max_bytes = CONTENTS_MAX };
	struct session *session = &f->store->session;
	int rc = -1;

	for (size_t i = 0; i < f->seal.n_recipients; i++)
		to[i] = f->seal.recipients[i].party.fingerprint;
	if (opening_plaintext(&f->opening, session, &text, w) == 0) {
		io.data = text.data;
		io.len = text.len;
		rc = session_encrypt_to(session, &readers, &io, w);
	}
	bytes_wipe(&text);
	if (rc == 0) {
		hash_digest_of(sealed.data, sealed.len,
		    f->seal.contents.digest);
		f->seal.contents.bytes = sealed.len;
		rc = outfile_member(&f->out, "contents.gpg", sealed.data,
		    sealed.len, w);
	}
	bytes_clear(&sealed);
	return rc;
}

static int
put_one_earlier(struct forward_state *f, size_t i, const struct bytes *text,
    const struct bytes *signature, struct why *w)
{
	char name[FRAME_NAME_BYTES];

	frame_earlier_name(name, i);
	if (outfile_member(&f->out, name, text->data, text->len, w) != 0)
		return -1;
	frame_earlier_signature_name(name, i);
	return outfile_member(&f->out, name, signature->data, signature->len,
	    w);
}

/* The seals of before, and the one by which it came as the last of them. */
static int
put_earlier(struct forward_state *f, struct why *w)
{
	const struct opening *o = &f->opening;
	size_t n = o->frame.n_earlier;

	for (size_t i = 0; i < n; i++) {
		struct bytes text = { 0 };
		struct bytes signature = { 0 };
		int rc = opening_earlier(o, i, &text, &signature, w);

		if (rc == 0)
			rc = put_one_earlier(f, i, &text, &signature, w);
		bytes_clear(&text);
		bytes_clear(&signature);
		if (rc != 0)
			return -1;
	}
	return put_one_earlier(f, n, &o->seal_text, &o->signature, w);
}

static int
put_seal(struct forward_state *f, struct why *w)
{
	struct forward_result *r = f->result;
	struct seal *s = &f->seal;
	int rc;

	s->segments = f->opening.seal.segments;
	s->n_segments = f->opening.seal.n_segments;
	rc = sealing_put(f->store, s, &f->out, &r->sealing, w);
	s->segments = NULL; /* lent, not owned */
	return rc;
}

static int
write_bundle(struct forward_state *f, struct why *w)
{
	struct forward_result *r = f->result;
	const char *output = f->options->output;
	int n = output != NULL
	    ? snprintf(r->output, sizeof(r->output), "%s", output)
	    : snprintf(r->output, sizeof(r->output), "%s.sbag", f->id);

	if (n < 0 || (size_t)n >= sizeof(r->output))
		return why_set(w, WHY_USAGE, "name of the output is too long");
	if (outfile_open(&f->out, r->output, f->seal.created_s, w) != 0 ||
	    copy_parts(f, w) != 0 || put_contents(f, w) != 0 ||
	    put_earlier(f, w) != 0 || put_seal(f, w) != 0)
		return -1;
	r->bytes = f->out.bytes + 2 * FRAME_BLOCK_BYTES;
	return 0;
}

static void
count(struct forward_state *f)
{
	const struct seal *packed = &f->opening.seal;
	struct forward_result *r = f->result;

	memcpy(r->id, f->seal.id, sizeof(r->id));
	r->sequence = f->seal.sequence;
	r->segments = packed->n_segments;
	for (uint64_t i = 0; i < packed->n_segments; i++)
		r->records += packed->segments[i].records;
	r->orders = f->orders.n;
	snprintf(r->marking, sizeof(r->marking), "%s", f->seal.marking);
}

static int
run(struct forward_state *f, struct why *w)
{
	if (forward_check(f, w) != 0 || settle(f, w) != 0)
		return -1;
	if (f->options->dry_run) {
		count(f);
		return 0;
	}
	if (forward_ledger_begin(f, w) != 0)
		return -1;
	count(f);
	if (write_bundle(f, w) != 0) {
		outfile_close(&f->out, false, NULL);
		return -1;
	}
	/* All is on the disk but the name: no bundle leaves without its event.
	 */
	if (outfile_finish(&f->out, w) != 0 || forward_ledger_done(f, w) != 0) {
		outfile_close(&f->out, false, NULL);
		return -1;
	}
	return outfile_close(&f->out, true, w);
}

static void
state_clear(struct forward_state *f)
{
	if (f->pool_open)
		pool_close(&f->pool);
	orders_close(&f->orders);
	tombs_clear(&f->tombs);
	opening_close(&f->opening);
	seal_clear(&f->seal);
}

int
forward(struct store *s, const struct forward_options *o,
    struct forward_result *r, struct why *w)
{
	struct forward_state *f = calloc(1, sizeof(*f));
	int rc;

	memset(r, 0, sizeof(*r));
	if (f == NULL)
		return why_memory(w);
	f->store = s;
	f->options = o;
	f->result = r;
	f->out.fd = f->out.dir_fd = -1;
	f->opening.fd = -1;
	rc = run(f, w);
	if (rc != 0 && !o->dry_run)
		forward_ledger_fail(f, w);
	state_clear(f);
	free(f);
	if (rc == 0 && !o->dry_run)
		rc = journal_checkpoint(&s->ledger, &s->session, s->fingerprint,
		    w);
	return rc;
}
