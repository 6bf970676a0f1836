/** Proofs of a log. Source: event.txt, 7. */

#include "formats/event_proof.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_LOG_PROOF, WHY_VERSION,
	WHY_JSON, WHY_CHECKPOINT, WHY_LOG_ALTERED, WHY_NONE };
static const enum why_reason faults[] = { WHY_LOG_ALTERED, WHY_LOG_CUT,
	WHY_LOG_INSERTED, WHY_LOG_REORDERED, WHY_LOG_FOREIGN, WHY_LOG_FORKED,
	WHY_LOG_PROOF, WHY_NONE };

static void
check(const struct event_proof *p)
{
	char signer[SEAL_PRINT_HEX];
	struct why w = { 0 };
	bool known;

	if (!fuzz_passed(event_proof_check(p, signer, &w), &w, faults))
		return;
	for (size_t i = 1; i < p->n_events; i++)
		fuzz_must(p->events[i].event.sequence >
			p->events[i - 1].event.sequence,
		    "events stand in the order of the log");
	fuzz_must(strlen(signer) == SEAL_PRINT_HEX - 1,
	    "it says which key was in force");
	fuzz_must(
	    event_proof_holds(p, p->head.size, p->head.root, &known, &w) == 0 &&
		known,
	    "its own head is one of the log");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes again = { 0 };
	struct event_proof p;
	struct why w = { 0 };

	if (fuzz_passed(event_proof_parse(&p, data, size, &w), &w, refusals)) {
		fuzz_must(event_proof_write(&p, &again, &w) == 0 &&
			fuzz_same(again.data, again.len, data, size),
		    "there is one form");
		check(&p);
	}
	bytes_clear(&again);
	event_proof_clear(&p);
	return 0;
}
