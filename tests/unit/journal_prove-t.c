/** Some events of a log, for others. Source: event.txt, 7. */

#include "formats/event_proof.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_head.h"

#define PRINT	 "0123456789ABCDEF0123456789ABCDEF01234567"
#define BUNDLE_A "00112233445566778899aabbccddeeff"
#define BUNDLE_B "ffeeddccbbaa99887766554433221100"

static struct ledger l;

static void
happens(const char *act, const char *bundle)
{
	struct event e = { .outcome = "done" };
	struct why w = { 0 };

	(void)snprintf(e.act, sizeof e.act, "%s", act);
	(void)snprintf(e.bundle, sizeof e.bundle, "%s", bundle);
	if (ledger_begin(&l, &w) != 0 || journal_append(&l, &e, &w) != 0 ||
	    ledger_commit(&l, &w) != 0)
		tap_ok(false, "an event: %s", w.text);
}

/* Whether the signature is one is not for the prover to say. */
static void
checkpoint(void)
{
	struct event_head head;
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	struct why w = { 0 };

	if (journal_head(&l, PRINT, &head, &w) != 0 ||
	    event_head_write(&head, &text, &w) != 0 ||
	    bytes_add(&signature, "signature", 9, &w) != 0 ||
	    ledger_checkpoint_put(&l, head.size, &text, &signature, &w) != 0)
		tap_ok(false, "a checkpoint: %s", w.text);
	bytes_clear(&text);
	bytes_clear(&signature);
}

/* "events heads behind", or the reason why there is none. */
static const char *
proves(const struct journal_prove_ask *ask, struct bytes *file)
{
	static char text[64];
	struct journal_proved told;
	struct why w = { 0 };

	file->len = 0;
	if (journal_prove(&l, ask, file, &told, &w) != 0)
		return why_name(w.reason);
	(void)snprintf(text, sizeof text, "%zu %zu %llu", told.events,
	    told.heads, (unsigned long long)told.behind);
	return text;
}

/* What the file says leads to its head. */
static void
is_sound(const struct bytes *file, size_t events, const char *rule)
{
	struct event_proof p;
	struct why w = { 0 };
	char signer[SEAL_PRINT_HEX];

	tap_ok(event_proof_parse(&p, file->data, file->len, &w) == 0 &&
		event_proof_check(&p, signer, &w) == 0,
	    "%s: it checks %s", rule, w.text);
	tap_number((long long)p.n_events, (long long)events, "%s: its events",
	    rule);
	event_proof_clear(&p);
}

static void
events_of_a_bundle(struct bytes *file)
{
	const struct journal_prove_ask a = { .bundle = BUNDLE_A };
	const struct journal_prove_ask b = { .bundle = BUNDLE_B };

	tap_text(proves(&a, file), "usage", "there is no checkpoint");
	happens("init", "");
	happens("receive", BUNDLE_A);
	happens("receive", BUNDLE_B);
	happens("expire", BUNDLE_A);
	checkpoint();
	tap_text(proves(&a, file), "2 0 0", "those of a bundle");
	is_sound(file, 2, "two of four");
	tap_ok(memmem(file->data, file->len, BUNDLE_B, strlen(BUNDLE_B)) ==
		NULL,
	    "and nothing of another");
	happens("extract", BUNDLE_A);
	tap_text(proves(&a, file), "2 0 1", "one that came behind is counted");
	happens("pack", BUNDLE_B);
	checkpoint();
	tap_text(proves(&a, file), "3 0 0", "and shown, once it is signed");
	tap_text(proves(&b, file), "2 1 0",
	    "with what was packed goes the head that its seal told");
	is_sound(file, 2, "with a head");
	tap_text(proves(
		     &(struct journal_prove_ask){
			 .bundle = "0123456789abcdef0123456789abcdef" },
		     file),
	    "usage", "a bundle of which nothing is known");
}

static void
how_it_grew(struct bytes *file)
{
	static const uint64_t from[] = { 3, 1, 3 };
	static const uint64_t beyond[] = { 7 };
	struct why w = { 0 };

	tap_text(
	    proves(&(struct journal_prove_ask){ .from = from, .n_from = 3 },
		file),
	    "0 2 0", "from each size once");
	is_sound(file, 0, "growth alone");
	tap_text(
	    proves(&(struct journal_prove_ask){ .from = beyond, .n_from = 1 },
		file),
	    "usage", "not from more than it has");
	(void)ledger_head_put(&l, "north", 4, &w);
	(void)ledger_head_put(&l, "west", 2, &w);
	tap_text(
	    proves(&(struct journal_prove_ask){ .witness = "north" }, file),
	    "0 1 0", "from what an agency was told");
	is_sound(file, 0, "to that agency");
}

static void
one_that_was_changed(struct bytes *file)
{
	const struct journal_prove_ask a = { .bundle = BUNDLE_A };
	struct why w = { 0 };

	ledger_close(&l);
	sql("l.db",
	    "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), "
	    "'receive', 'release') AS BLOB) WHERE sequence = 2");
	if (!opens(&l, "l.db", &w))
		return;
	tap_text(proves(&a, file), "log-altered", "a changed event");
	ledger_close(&l);
	sql("l.db", "DELETE FROM event WHERE sequence > 3");
	if (!opens(&l, "l.db", &w))
		return;
	tap_text(proves(&a, file), "log-cut", "a log that was cut");
}

int
main(void)
{
	struct bytes file = { 0 };
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&l, "l.db", &w))
		tap_ok(false, "a ledger is there");
	events_of_a_bundle(&file);
	how_it_grew(&file);
	one_that_was_changed(&file);
	bytes_clear(&file);
	ledger_close(&l);
	return file_end();
}
