/**
 * forge-proof FAULT PROOF [OTHER]: a proof of a log with one fault, as
 * somebody makes it who knows the format; OTHER is a proof from elsewhere.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/event_proof.h"
#include "keys/file.h"

static void
must(int rc, const struct why *w)
{
	if (rc == 0)
		return;
	(void)fprintf(stderr, "forge-proof: %s\n", w->text);
	exit(1);
}

static void
swap(struct event_proof_event *a, struct event_proof_event *b)
{
	struct event_proof_event was = *a;

	*a = *b;
	*b = was;
}

static struct event_proof_event *
last(struct event_proof *p)
{
	return &p->events[p->n_events - 1];
}

/* Write the event of this place anew. */
static void
rewrite(struct event_proof_event *e)
{
	static struct bytes line;
	struct why w = { 0 };

	must(event_write(&e->event, &line, &w), &w);
	e->line = line.data;
	e->len = line.len;
}

static void
altered(struct event_proof *p, const struct event_proof *other)
{
	(void)other;
	(void)snprintf(last(p)->event.actor, sizeof last(p)->event.actor,
	    "somebody");
	rewrite(last(p));
}

static void
inserted(struct event_proof *p, const struct event_proof *other)
{
	(void)other;
	p->events[p->n_events] = *last(p);
	p->n_events++;
}

static void
reordered(struct event_proof *p, const struct event_proof *other)
{
	(void)other;
	swap(&p->events[0], last(p));
}

/* A sequence behind the end: the checkpoint is of before. */
static void
beyond(struct event_proof *p, const struct event_proof *other)
{
	(void)other;
	last(p)->event.sequence = p->head.size;
	rewrite(last(p));
}

static void
moved(struct event_proof *p, const struct event_proof *other)
{
	(void)other;
	last(p)->event.sequence--;
	rewrite(last(p));
}

static void
shortened(struct event_proof *p, const struct event_proof *other)
{
	(void)other;
	last(p)->path.n--;
}

static void
lengthened(struct event_proof *p, const struct event_proof *other)
{
	(void)other;
	last(p)->path.n++;
}

static void
forked(struct event_proof *p, const struct event_proof *other)
{
	(void)other;
	p->heads[0].root[0] ^= 1;
}

static void
ungrown(struct event_proof *p, const struct event_proof *other)
{
	(void)other;
	p->heads[0].growth.n--;
}

/* An event of another bundle, with its proof. */
static void
foreign(struct event_proof *p, const struct event_proof *other)
{
	*last(p) = other->events[other->n_events - 1];
}

/* The same, said to be of this one. */
static void
claimed(struct event_proof *p, const struct event_proof *other)
{
	foreign(p, other);
	memcpy(last(p)->event.bundle, p->bundle, sizeof p->bundle);
	rewrite(last(p));
}

static void
head(struct event_proof *p, const struct event_proof *other)
{
	p->head = other->head;
	p->checkpoint = other->checkpoint;
	p->checkpoint_len = other->checkpoint_len;
	p->signature = other->signature;
	p->signature_len = other->signature_len;
}

static void
signature(struct event_proof *p, const struct event_proof *other)
{
	p->signature = other->signature;
	p->signature_len = other->signature_len;
}

/* The checkpoint says another size. */
static void
size(struct event_proof *p, const struct event_proof *other)
{
	static struct bytes text;
	struct why w = { 0 };

	(void)other;
	p->head.size++;
	must(event_head_write(&p->head, &text, &w), &w);
	p->checkpoint = text.data;
	p->checkpoint_len = text.len;
}

static const struct {
	const char *name;
	void (*forge)(struct event_proof *p, const struct event_proof *other);
} faults[] = {
	{ "altered", altered },
	{ "inserted", inserted },
	{ "reordered", reordered },
	{ "beyond", beyond },
	{ "moved", moved },
	{ "shortened", shortened },
	{ "lengthened", lengthened },
	{ "forked", forked },
	{ "ungrown", ungrown },
	{ "foreign", foreign },
	{ "claimed", claimed },
	{ "head", head },
	{ "signature", signature },
	{ "size", size },
};

static void
load(struct event_proof *p, const char *path)
{
	static struct bytes files[2];
	static size_t n;
	struct why w = { 0 };

	must(file_read(path, EVENT_PROOF_MAX_BYTES, &files[n], &w), &w);
	must(event_proof_parse(p, files[n].data, files[n].len, &w), &w);
	n++;
}

int
main(int argc, char **argv)
{
	struct event_proof p;
	struct event_proof other = { 0 };
	struct bytes out = { 0 };
	struct why w = { 0 };
	bool found = false;

	if (argc < 3)
		return 2;
	load(&p, argv[2]);
	if (argc > 3)
		load(&other, argv[3]);
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		if (strcmp(argv[1], faults[i].name) == 0) {
			faults[i].forge(&p, &other);
			found = true;
		}
	}
	if (!found)
		return 2;
	must(event_proof_write(&p, &out, &w), &w);
	(void)fwrite(out.data, 1, out.len, stdout);
	bytes_clear(&out);
	event_proof_clear(&p);
	event_proof_clear(&other);
	return fflush(stdout) == 0 ? 0 : 1;
}
