#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tool/flow/cosign_inside.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_cosignature.h"

/* An event that tells of one that was taken. */
struct taken {
	uint64_t size;
	char fingerprint[SEAL_PRINT_HEX];
	int64_t time_s;
	bool kept;
};

struct looking {
	struct store *store;
	int (*each)(void *self, const struct prove_cosigned *c, struct why *w);
	void *self;
	struct bytes taken;
};

static struct taken *
taken_at(const struct looking *k, size_t i)
{
	return (struct taken *)(void *)k->taken.data + i;
}

static size_t
taken_n(const struct looking *k)
{
	return k->taken.len / sizeof(struct taken);
}

static int
add_event(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	static const char act[] = "\"act\":\"cosigned\"";
	struct looking *k = self;
	struct taken t = { 0 };
	struct event e;

	(void)sequence;
	(void)leaf;
	if (memmem(line, len, act, sizeof act - 1) == NULL)
		return 0;
	if (event_parse(&e, line, len, w) != 0)
		return -1;
	if (strcmp(e.act, "cosigned") != 0 || strcmp(e.outcome, "done") != 0)
		return 0;
	(void)event_has_count(&e, "size", &t.size);
	memcpy(t.fingerprint, e.other_print, sizeof t.fingerprint);
	t.time_s = e.time_s;
	return bytes_add(&k->taken, &t, sizeof t, w);
}

static struct taken *
find(const struct looking *k, const struct ledger_cosignature *row)
{
	for (size_t i = 0; i < taken_n(k); i++) {
		struct taken *t = taken_at(k, i);

		if (!t->kept && t->size == row->size &&
		    strcmp(t->fingerprint, row->fingerprint) == 0)
			return t;
	}
	return NULL;
}

static int
judge(const struct looking *k, const struct ledger_cosignature *row,
    struct why *w)
{
	struct taken *t = find(k, row);
	struct prove_cosigned_ask ask = {
		.session = &k->store->session,
		.directory = &k->store->directory,
		.data = { row->text, row->len, row->signature,
		    row->signature_len },
		.owner = k->store->agency,
	};
	struct prove_cosigned c;
	struct why fault = { 0 };

	if (t == NULL)
		return why_set(w, WHY_COSIGNATURE, "no event tells of it");
	t->kept = true;
	ask.logged_s = t->time_s;
	if (prove_cosigned(&c, &ask, w) != 0)
		return -1;
	if (c.faulty)
		return why_set(w, WHY_COSIGNATURE, "%s", c.why.text);
	/* Nobody knows whose it is, where the key is in no directory. */
	if (c.said.head.size != row->size ||
	    (c.decision.fingerprint[0] != '\0' &&
		strcmp(c.decision.fingerprint, row->fingerprint) != 0))
		return why_set(w, WHY_COSIGNATURE,
		    "it is of %" PRIu64 " events, by key %s", c.said.head.size,
		    c.decision.fingerprint);
	if (cosign_hold(k->store, &c, &fault) == 0)
		return k->each(k->self, &c, w);
	return why_set(w,
	    why_exit(fault.reason) == WHY_EXIT_NO ? WHY_COSIGNATURE
						  : fault.reason,
	    "%s", fault.text);
}

static int
give(void *self, const struct ledger_cosignature *row, struct why *w)
{
	if (judge(self, row, w) == 0)
		return 0;
	return why_in(w, "cosignature of %" PRIu64 " events by key %s",
	    row->size, row->fingerprint);
}

int
cosign_each(struct store *s,
    int (*each)(void *self, const struct prove_cosigned *c, struct why *w),
    void *self, struct why *w)
{
	struct looking k = { .store = s, .each = each, .self = self };
	int rc = ledger_event_each(&s->ledger, 0, add_event, &k, w);

	if (rc == 0)
		rc = ledger_cosignature_each(&s->ledger, give, &k, w);
	for (size_t i = 0; rc == 0 && i < taken_n(&k); i++) {
		const struct taken *t = taken_at(&k, i);

		if (!t->kept)
			rc = why_set(w, WHY_COSIGNATURE,
			    "the log tells of a cosignature of %" PRIu64
			    " events by key %s, which is not kept",
			    t->size, t->fingerprint);
	}
	bytes_clear(&k.taken);
	return rc;
}
