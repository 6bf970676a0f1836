#include "formats/event_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

#define EVENTS 20
#define BUNDLE "00112233445566778899aabbccddeeff"

static struct bytes lines[EVENTS];
static uint8_t leaves[EVENTS][HASH_BYTES];
static uint8_t roots[EVENTS + 1][HASH_BYTES];

static void
make_log(void)
{
	struct tree t = { 0 };
	struct why w = { 0 };

	tree_head(&tree_blake2, &t, roots[0]);
	for (uint64_t i = 0; i < EVENTS; i++) {
		struct event e = {
			.sequence = i,
			.act = "receive",
			.outcome = "done",
			.bundle = BUNDLE,
		};

		event_write(&e, &lines[i], &w);
		event_leaf(leaves[i], i, lines[i].data, lines[i].len);
		tree_add(&tree_blake2, &t, leaves[i]);
		tree_head(&tree_blake2, &t, roots[i + 1]);
	}
}

/* A proof of all events, and of all heads, of the log as it was. */
static void
make_proof(struct event_proof *p, uint64_t size, struct bytes *checkpoint)
{
	struct why w = { 0 };

	*p = (struct event_proof){ .bundle = BUNDLE, .head.size = size };
	(void)snprintf(p->head.origin, sizeof p->head.origin,
	    "sealbag/0123456789ABCDEF0123456789ABCDEF01234567");
	memcpy(p->head.root, roots[size], HASH_BYTES);
	checkpoint->len = 0;
	event_head_write(&p->head, checkpoint, &w);
	p->checkpoint = checkpoint->data;
	p->checkpoint_len = checkpoint->len;
	p->signature = (const uint8_t *)"signature";
	p->signature_len = 9;
	p->events = calloc(EVENTS, sizeof *p->events);
	p->heads = calloc(EVENTS + 1, sizeof *p->heads);
	for (; p->n_events < size; p->n_events++) {
		struct event_proof_event *e = &p->events[p->n_events];

		e->line = lines[p->n_events].data;
		e->len = lines[p->n_events].len;
		tree_prove(&tree_blake2, &e->path, leaves[0], size, p->n_events,
		    &w);
	}
	for (; p->n_heads <= size; p->n_heads++) {
		struct event_proof_head *h = &p->heads[p->n_heads];

		h->size = p->n_heads;
		memcpy(h->root, roots[h->size], HASH_BYTES);
		tree_prove_growth(&tree_blake2, &h->growth, leaves[0], size,
		    h->size, &w);
	}
}

static void
a_log_of_any_length_is_proved(void)
{
	struct bytes checkpoint = { 0 };
	bool sound = true;

	for (uint64_t size = 0; size <= EVENTS; size++) {
		char signer[SEAL_PRINT_HEX];
		struct bytes file = { 0 };
		struct event_proof p, back;
		struct why w = { 0 };

		make_proof(&p, size, &checkpoint);
		sound = sound && event_proof_write(&p, &file, &w) == 0 &&
		    event_proof_parse(&back, file.data, file.len, &w) == 0 &&
		    event_proof_check(&back, signer, &w) == 0 &&
		    back.n_events == size && back.n_heads == size + 1;
		event_proof_clear(&p);
		event_proof_clear(&back);
		bytes_clear(&file);
	}
	tap_ok(sound, "each event and each head of a log is proved");
	bytes_clear(&checkpoint);
}

static void
heads_are_held_against_it(void)
{
	struct bytes checkpoint = { 0 };
	struct event_proof p;
	struct why w = { 0 };
	bool known = false;

	make_proof(&p, 12, &checkpoint);
	p.n_heads = 6;
	tap_ok(event_proof_holds(&p, 5, roots[5], &known, &w) == 0 && known,
	    "a head that was seen is one of the log");
	tap_ok(event_proof_holds(&p, 12, roots[12], &known, &w) == 0 && known,
	    "so is the last one");
	tap_ok(event_proof_holds(&p, 6, roots[5], &known, &w) == 0 && !known,
	    "of another size it says nothing");
	tap_number(event_proof_holds(&p, 5, roots[6], &known, &w), -1,
	    "another root of a size it speaks of is refused");
	tap_number(w.reason, WHY_LOG_FORKED, "as a fork");
	why_clear(&w);
	tap_number(event_proof_holds(&p, 12, roots[6], &known, &w), -1,
	    "and another root of the last one too");
	event_proof_clear(&p);
	bytes_clear(&checkpoint);
}

static void
keys_come_into_force(void)
{
	static const char first[] = "0123456789ABCDEF0123456789ABCDEF01234567";
	static const char next[] = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";
	struct event turn = { .act = "key-rotate", .outcome = "done" };
	struct event_proof_event one = { .event = turn };
	struct event_proof p = { .events = &one, .n_events = 1 };
	char signer[SEAL_PRINT_HEX];
	struct bytes line = { 0 };
	struct why w = { 0 };

	(void)snprintf(p.head.origin, sizeof p.head.origin, "sealbag/%s",
	    first);
	memcpy(one.event.other_print, next, sizeof next);
	event_write(&one.event, &line, &w);
	one.line = line.data;
	one.len = line.len;
	p.head.size = 1;
	event_leaf(p.head.root, 0, line.data, line.len);
	tap_number(event_proof_check(&p, signer, &w), 0, "a turn is proved");
	tap_text(signer, next, "and its key is in force then");
	p.n_events = 0;
	tap_number(event_proof_check(&p, signer, &w), 0, "without it");
	tap_text(signer, first, "the first one is");
	bytes_clear(&line);
}

int
main(void)
{
	make_log();
	a_log_of_any_length_is_proved();
	heads_are_held_against_it();
	keys_come_into_force();
	for (size_t i = 0; i < EVENTS; i++)
		bytes_clear(&lines[i]);
	return tap_done();
}
