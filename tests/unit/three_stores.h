#ifndef TESTS_UNIT_THREE_STORES_H
#define TESTS_UNIT_THREE_STORES_H

/** Three stores, and what is asked of their directories. */

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"
#include "tests/unit/ledger_file.h"
#include "tests/unit/scratch.h"
#include "tool/store/journal.h"
#include "tool/store/store.h"
#include "tool/store/store_own.h"

/* north keeps its directory, south imports it, east is to be pinned. */
static char paths[3][64];
static char prints[3][CARD_PRINT_HEX];
static struct card cards[3];
static struct store north;
static struct store south;

/* Why a call failed, "none" when it did not. */
static inline const char *
told(int rc, struct why *w)
{
	enum why_reason reason = w->reason;

	if ((rc == 0) != (reason == WHY_NONE))
		return "a status that does not fit its reason";
	if (reason != WHY_NONE)
		tap_note("%s: %s", why_name(reason), w->text);
	why_clear(w);
	return why_name(reason);
}

static inline const char *
opens_store(struct store *s, size_t i, enum store_mode mode)
{
	struct why w = { 0 };

	store_close(s);
	return told(store_open(s, paths[i], mode, NULL, &w), &w);
}

static inline void
make_stores(void)
{
	static const char *const names[] = { "north", "south", "east" };
	static struct store s;
	struct why w = { 0 };

	for (size_t i = 0; i < 3; i++) {
		struct store_new n = {
			.path = paths[i],
			.agency = names[i],
			.name = "An Agency",
			.actor = "t",
			.retention_months = 12,
			.authority = i == 1 ? &cards[0] : NULL,
		};

		(void)snprintf(paths[i], sizeof paths[i], "%s",
		    scratch_path("%s", names[i]));
		tap_text(told(store_create(&n, prints[i], &w), &w), "none",
		    "a store %s", names[i]);
		(void)opens_store(&s, i, STORE_READ);
		tap_text(told(store_card(&s, &cards[i], &w), &w), "none",
		    "and its card");
		store_close(&s);
	}
}

/* How many events of this kind a store has. */
struct count {
	const char *act;
	const char *outcome;
	const char *reason;
	long long n;
};

static inline int
count_one(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct count *c = self;
	struct event e;

	(void)sequence;
	(void)leaf;
	if (event_parse(&e, line, len, w) != 0)
		return -1;
	c->n += strcmp(e.act, c->act) == 0 &&
	    strcmp(e.outcome, c->outcome) == 0 &&
	    strcmp(e.reason, c->reason) == 0;
	return 0;
}

static inline long long
events(struct store *s, const char *act, const char *outcome,
    const char *reason)
{
	struct count c = { act, outcome, reason, 0 };
	struct why w = { 0 };

	return ledger_event_each(&s->ledger, 0, count_one, &c, &w) == 0 ? c.n
									: -1;
}

static inline long long
all_events(struct store *s)
{
	struct journal_report report;
	struct why w = { 0 };

	const struct journal_self self = store_own_self(s);

	return journal_verify(&s->ledger, &s->session, &self, NULL, &report,
		   &w) == 0
	    ? (long long)report.events
	    : -1;
}

static inline struct directory_pin
pin_of(const struct card *c)
{
	return (struct directory_pin){ .card = c,
		.roles = DIRECTORY_SEAL,
		.kind = DIRECTORY_OTHER,
		.now_s = time(NULL) };
}

/* Files grow no longer: what is not committed by then is not. */
static inline void
full(bool is)
{
	struct rlimit limit = { 0, RLIM_INFINITY };

	(void)getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = is ? 4096 : limit.rlim_max;
	(void)setrlimit(RLIMIT_FSIZE, &limit);
}

/* Open with a directory that somebody changed in the ledger. */
static inline void
altered(size_t i, const char *how, const char *reason, const char *rule)
{
	char ledger[80];
	char copy[80];

	store_close(&north);
	store_close(&south);
	(void)snprintf(ledger, sizeof ledger, "%s/ledger.db", paths[i]);
	(void)snprintf(copy, sizeof copy, "%s/copy.db", scratch);
	copy_file(ledger, copy);
	sql(ledger, how);
	tap_text(opens_store(&south, i, STORE_READ), reason, "%s", rule);
	store_close(&south);
	copy_file(copy, ledger);
}

/* Make them, in a folder of their own. */
static inline void
three_begin(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	scratch_begin();
	(void)umask(077);
	(void)sigaction(SIGXFSZ, &ignore, NULL);
	make_stores();
}

static inline int
three_end(void)
{
	store_close(&north);
	store_close(&south);
	for (size_t i = 0; i < 3; i++)
		card_clear(&cards[i]);
	return tap_done();
}

#endif
