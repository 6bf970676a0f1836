#include "tool/flow/log_export.h"

#include <inttypes.h>
#include <string.h>

#include "tool/flow/outfile.h"
#include "tool/store/store_own.h"

/* So much is gathered before it is written. */
#define GATHER_BYTES 65536

struct exporting {
	const struct log_export_ask *ask;
	struct log_out form;
	struct bytes text;
	struct outfile out;
	unsigned pass;
	uint64_t events; /* of this pass */
};

static int
flush(struct exporting *x, size_t above, struct why *w)
{
	if (x->text.len <= above)
		return 0;
	if (outfile_write(&x->out, x->text.data, x->text.len, w) != 0)
		return -1;
	x->text.len = 0;
	return 0;
}

static int
take(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct exporting *x = self;
	struct event e;
	const struct log_event one = {
		.event = &e,
		.line = line,
		.len = len,
		.leaf = leaf,
	};

	if (event_parse(&e, line, len, w) != 0)
		return why_in(w, "event %" PRIu64, sequence);
	if (x->ask->bundle != NULL && strcmp(e.bundle, x->ask->bundle) != 0)
		return 0;
	x->events++;
	x->form.w = w;
	if (x->ask->form->event(&x->form, x->pass, &one) != 0)
		return -1;
	return flush(x, GATHER_BYTES, w);
}

static int
write_all(struct exporting *x, struct store *s, struct why *w)
{
	const struct log_form *form = x->ask->form;

	if (form->begin(&x->form) != 0)
		return -1;
	for (x->pass = 0; x->pass < form->passes; x->pass++) {
		x->events = 0;
		if (ledger_event_each(&s->ledger, x->ask->from, take, x, w) !=
		    0)
			return -1;
		if (form->pass_end != NULL &&
		    form->pass_end(&x->form, x->pass) != 0)
			return -1;
	}
	if (x->events == 0)
		return why_set(w, WHY_USAGE, "the log has no such event");
	if (flush(x, 0, w) != 0)
		return -1;
	return outfile_sync(&x->out, w);
}

/* Nothing is told of a log that is not sound. */
static int
check(struct store *s, struct log_export_told *told, struct why *w)
{
	const struct journal_self self = store_own_self(s);
	struct journal_report r = { 0 };

	if (journal_verify(&s->ledger, &s->session, &self, NULL, &r, w) != 0 ||
	    journal_origin(&s->ledger, s->fingerprint, &told->head, w) != 0)
		return -1;
	told->head.size = r.head.size;
	memcpy(told->head.root, r.head.root, sizeof told->head.root);
	told->signed_to = r.signed_to;
	return 0;
}

int
log_export(struct store *s, const struct log_export_ask *ask,
    struct log_export_told *told, struct why *w)
{
	struct exporting x = { .ask = ask };
	int rc = -1;

	*told = (struct log_export_told){ 0 };
	x.form = (struct log_out){ .agency = s->agency,
		.head = &told->head,
		.out = &x.text,
		.w = w };
	x.out.fd = x.out.dir_fd = -1;
	if (check(s, told, w) == 0 &&
	    outfile_open(&x.out, ask->output, told->head.time_s, w) == 0)
		rc = write_all(&x, s, w);
	told->events = x.events;
	told->bytes = x.out.bytes;
	if (outfile_close(&x.out, rc == 0, w) != 0)
		rc = -1;
	log_out_clear(&x.form);
	bytes_clear(&x.text);
	return rc;
}
