#include "tests/unit/three_stores.h"
#include "tool/flow/forward.h"
#include "tool/flow/pack.h"
#include "tool/store/ledger_order.h"

static struct store east;
static struct progress progress;
static char bundle[80];
static uint8_t id[SEAL_ID_BYTES];
static uint8_t digest[HASH_DIGEST_BYTES];
static const uint8_t order[16] = "an order";

/* south goes by the directory of north, which has all three. */
static void
make_known(void)
{
	struct directory_pin pins[3];
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	struct why w = { 0 };

	for (size_t i = 0; i < 3; i++) {
		pins[i] = pin_of(&cards[i]);
		pins[i].roles = DIRECTORY_SEAL | DIRECTORY_RECEIVE;
	}
	tap_text(told(store_pin(&north, &pins[1], "t", &w), &w), "none",
	    "north knows south");
	tap_text(told(store_pin(&north, &pins[2], "t", &w), &w), "none",
	    "north knows east");
	tap_text(told(store_pin(&east, &pins[0], "t", &w), &w), "none",
	    "east knows north");
	tap_ok(store_directory_text(&north, LEDGER_DIRECTORY_LAST, &text,
		   &signature, &w) == 0 &&
		store_take_directory(&south, &text, &signature, "t", &w) == 0,
	    "south takes that: %s", w.text);
	bytes_clear(&text);
	bytes_clear(&signature);
}

static void
make_bundle(void)
{
	static const char *const to[] = { "south" };
	const char *const paths_in[] = { scratch_path("note") };
	const struct pack_options o = {
		.paths = paths_in,
		.n_paths = 1,
		.to = to,
		.n_to = 1,
		.purpose = "p",
		.reference = "r",
		.requester = "",
		.authoriser = "",
		.rank = "",
		.number = "",
		.category = "",
		.authorised_s = DIRECTORY_NEVER,
		.marking = "",
		.zone = "",
		.output = bundle,
		.actor = "t",
		.jobs = 1,
		.progress = &progress,
	};
	static struct pack_result r;
	struct why w = { 0 };

	scratch_write(paths_in[0], "a note", 6);
	tap_text(told(pack(&north, &o, &r, &w), &w), "none",
	    "north packs for south");
	memcpy(id, r.id, sizeof id);
	memcpy(digest, r.seal_digest, sizeof digest);
	pack_result_clear(&r);
}

/* What becomes of it when a store is to send it on to an agency. */
static const char *
sent_on(struct store *s, const char *agency)
{
	const char *const to[] = { agency };
	const struct forward_options o = {
		.path = bundle,
		.to = to,
		.n_to = 1,
		.actor = "t",
		.jobs = 1,
		.dry_run = true,
		.progress = &progress,
	};
	static struct forward_result r;
	struct why w = { 0 };

	return told(forward(s, &o, &r, &w), &w);
}

static void
by_whom_to_whom(void)
{
	const long long before = all_events(&south);

	tap_text(sent_on(&south, "east"), "none", "who got it may send it on");
	tap_text(sent_on(&south, "north"), "recipient",
	    "but not to who sealed it");
	tap_text(sent_on(&south, "nobody"), "recipient",
	    "nor to one that nobody knows");
	tap_text(sent_on(&south, "south"), "none",
	    "it may seal it anew for itself");
	tap_text(sent_on(&north, "east"), "recipient",
	    "who sealed it sends it on to nobody");
	tap_text(sent_on(&east, "north"), "recipient",
	    "nor does one whom it was not sealed for, back");
	tap_text(sent_on(&east, "east"), "not-addressed",
	    "nor to anybody else");
	tap_number(all_events(&south), before, "a trial is not logged");
}

/* south has it, in that state. */
static void
hold(enum ledger_state state, uint64_t deleted)
{
	struct ledger_bundle row = { .direction = LEDGER_RECEIVED,
		.state = state,
		.deleted_records = deleted };
	struct why w = { 0 };

	(void)snprintf(row.other.agency, sizeof row.other.agency, "north");
	memcpy(row.id, id, sizeof row.id);
	memcpy(row.seal_digest, digest, sizeof row.seal_digest);
	if (ledger_bundle_put(&south.ledger, &row, &w) != 0)
		tap_note("%s", w.text);
}

static void
what_became_of_it(void)
{
	struct why w = { 0 };

	hold(LEDGER_DONE, 0);
	tap_text(sent_on(&south, "east"), "none", "what was received goes on");
	hold(LEDGER_BEGUN, 0);
	tap_text(sent_on(&south, "east"), "interrupted",
	    "what was cut off is settled first");
	hold(LEDGER_DELETED, 0);
	tap_text(sent_on(&south, "east"), "deleted",
	    "what was deleted whole does not go out again");
	hold(LEDGER_DONE, 1);
	tap_text(sent_on(&south, "east"), "deleted",
	    "nor what was deleted in part");
	hold(LEDGER_DONE, 0);
	(void)ledger_unreached_put(&south.ledger, id, order, &w);
	tap_text(sent_on(&south, "east"), "deleted",
	    "nor what an order waits for");
	(void)ledger_unreached_drop(&south.ledger, "north", order, &w);
	tap_text(sent_on(&south, "east"), "none", "until it is carried out");
}

static void
what_is_not_one(void)
{
	struct bytes all = { 0 };

	scratch_read(bundle, &all);
	all.data[all.len / 2] ^= 1;
	scratch_write(bundle, all.data, all.len);
	tap_ok(strcmp(sent_on(&south, "east"), "none") != 0,
	    "what was damaged is not sent on");
	scratch_write(bundle, all.data, 1536);
	tap_text(sent_on(&south, "east"), "truncated", "nor a part of one");
	scratch_write(bundle, "x", 1);
	tap_text(sent_on(&south, "east"), "not-a-bundle",
	    "nor anything that is none");
	bytes_clear(&all);
}

int
main(void)
{
	three_begin();
	(void)snprintf(bundle, sizeof bundle, "%s", scratch_path("b.sbag"));
	progress_open(&progress, "t", 0, true);
	tap_text(opens_store(&north, 0, STORE_WRITE), "none", "north opens");
	tap_text(opens_store(&south, 1, STORE_WRITE), "none", "south opens");
	tap_text(opens_store(&east, 2, STORE_WRITE), "none", "east opens");
	make_known();
	make_bundle();
	by_whom_to_whom();
	what_became_of_it();
	what_is_not_one();
	progress_close(&progress);
	store_close(&east);
	return three_end();
}
