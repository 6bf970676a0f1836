#include "formats/handover.h"

#include "formats/parcel.h"
#include "formats/signature.h"

/* Source: handover.txt, 2.1. */
static const char text[] =
    "sealbag-handover/1\n"
    "\n"
    "Who handed a sealed bundle to whom, hop by hop; each hop is signed by\n"
    "who gave and by who took. \"sealbag handover verify FILE --signer CARD\"\n"
    "checks all of it. To look at it without sealbag:\n"
    "\n"
    "  tar -xf FILE\n"
    "  cat 01-give.json 01-take.json\n"
    "  gpg --verify 01-give.json.sig 01-give.json\n"
    "  b2sum 01-give.json 01-give.json.sig BUNDLE\n";

static const struct parcel_kind kind = {
	.what = "hand-over",
	.name = "handover.txt",
	.text = text,
	.word = sizeof "sealbag-handover/" - 1,
	.bad = WHY_HANDOVER,
};

/* Parts of a hop, in the order of struct handover_parts. */
enum {
	PARTS = 4
};
#define HOP(NN)                                                \
	NN "-give.json", NN "-give.json.sig", NN "-take.json", \
	    NN "-take.json.sig"
static const char *const names[HANDOVER_HOPS_MAX * PARTS] = { HOP("01"),
	HOP("02"), HOP("03"), HOP("04"), HOP("05"), HOP("06"), HOP("07"),
	HOP("08"), HOP("09"), HOP("10"), HOP("11"), HOP("12"), HOP("13"),
	HOP("14"), HOP("15"), HOP("16") };

/* Part i of the file. */
static struct handover_part *
part_of(struct handover_file *f, size_t i)
{
	struct handover_parts *hop = &f->hops[i / PARTS];

	switch (i % PARTS) {
	case 0:
		return &hop->give;
	case 1:
		return &hop->give_signatures;
	case 2:
		return &hop->take;
	default:
		return &hop->take_signatures;
	}
}

static void
prepare(struct parcel *p, struct parcel_part parts[HANDOVER_HOPS_MAX * PARTS])
{
	*p = (struct parcel){ &kind, parts, HANDOVER_HOPS_MAX * PARTS,
		PARTS / 2 };
	for (size_t i = 0; i < p->n; i++)
		parts[i] = (struct parcel_part){ .name = names[i],
			.max = i % 2 == 0 ? HANDOVER_MAX_BYTES
					  : SIGNATURE_FILE_MAX_BYTES };
}

/* Of a hop, what was given is there, and of what was taken both or neither. */
static int
check_hop(struct handover_file *f, size_t hop, struct why *w)
{
	const struct handover_parts *parts = &f->hops[hop];
	bool taken = parts->take.len > 0 || parts->take_signatures.len > 0;

	for (size_t i = 0; i < (taken ? PARTS : PARTS / 2); i++)
		if (part_of(f, hop * PARTS + i)->len == 0)
			return why_set(w, WHY_HANDOVER,
			    "not a hand-over: %s is missing",
			    names[hop * PARTS + i]);
	return 0;
}

int
handover_file_parse(struct handover_file *f, const void *data, size_t len,
    struct why *w)
{
	struct parcel_part parts[HANDOVER_HOPS_MAX * PARTS];
	struct parcel p;

	*f = (struct handover_file){ 0 };
	if (len > HANDOVER_FILE_MAX)
		return why_set(w, WHY_HANDOVER, "the file is too large");
	prepare(&p, parts);
	if (parcel_parse(&p, data, len, w) != 0)
		return -1;
	for (size_t i = 0; i < p.n; i++) {
		*part_of(f, i) =
		    (struct handover_part){ parts[i].data, parts[i].len };
		if (parts[i].len > 0)
			f->n = i / PARTS + 1;
	}
	for (size_t i = 0; i < f->n; i++)
		if (check_hop(f, i, w) != 0)
			return -1;
	return 0;
}

int
handover_file_write(const struct handover_file *f, struct bytes *out,
    struct why *w)
{
	struct handover_file all = *f;
	struct parcel_part parts[HANDOVER_HOPS_MAX * PARTS];
	struct parcel p;

	prepare(&p, parts);
	for (size_t i = 0; i < f->n * PARTS; i++) {
		const struct handover_part *part = part_of(&all, i);

		parts[i].data = part->data;
		parts[i].len = part->len;
	}
	return parcel_write(&p, out, w);
}
