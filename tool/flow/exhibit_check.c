#include "tool/flow/exhibit_check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/block.h"
#include "formats/record.h"
#include "tool/flow/exhibit_inside.h"

/* The member behind README.txt tells an exhibit from a bundle. */
int
exhibit_check_is(const char *path, bool *is, struct why *w)
{
	struct exhibit_check_options none = { .path = path };
	struct exhibit_state x = { .options = &none };
	struct why no = { 0 };

	*is = false;
	if (stretch_open(&x.stretch, path, &no) == 0 &&
	    archive_in_open(&x.tar, stretch_next, &x.stretch, &no) == 0) {
		*is = exhibit_member(&x, "README.txt", &no) == 0 &&
		    exhibit_member(&x, "exhibit.json", &no) == 0;
		archive_in_close(&x.tar);
	}
	stretch_close(&x.stretch);
	/* what it is not is a matter of its bytes alone */
	return why_exit(no.reason) != WHY_EXIT_UNKNOWN
	    ? 0
	    : why_set(w, no.reason, "%s", no.text);
}

static int
open_trust(struct exhibit_state *x, struct why *w)
{
	const struct exhibit_check_options *o = x->options;

	if (since_open(&x->since, o->store, &o->given, w) != 0)
		return -1;
	if (o->store != NULL) {
		x->session = &o->store->session;
		x->directory = &o->store->directory;
		return store_sound_directory(o->store, w);
	}
	x->session = x->since.session = &x->cards.session;
	x->directory = x->since.directory = &x->cards.directory;
	return cards_open(&x->cards, o->signers, o->n_signers, w);
}

static int
run(struct exhibit_state *x, struct why *w)
{
	if (open_trust(x, w) != 0 ||
	    stretch_open(&x->stretch, x->options->path, w) != 0 ||
	    archive_in_open(&x->tar, stretch_next, &x->stretch, w) != 0)
		return -1;
	x->tar_open = true;
	if (exhibit_parts(x, w) != 0)
		return -1;
	return exhibit_data(x, w);
}

int
exhibit_check_run(const struct exhibit_check_options *o,
    struct exhibit_check *r, struct why *w)
{
	struct exhibit_state x = { .options = o, .result = r };
	int rc;

	*r = (struct exhibit_check){ 0 };
	x.stretch.fd = -1;
	rc = run(&x, w);
	if (x.tar_open)
		archive_in_close(&x.tar);
	r->bytes = x.stretch.read;
	stretch_close(&x.stretch);
	bytes_clear(&x.manifest);
	bytes_clear(&x.text);
	bytes_clear(&x.signature);
	cards_close(&x.cards);
	since_close(&x.since);
	return rc;
}

const char *
exhibit_check_shown(const struct exhibit_check_file *f)
{
	if (f->cut == RECORD_READS)
		return f->header ? "rows, header" : "rows";
	return f->whole ? "whole" : "end unproven";
}

void
exhibit_check_clear(struct exhibit_check *r)
{
	exhibit_clear(&r->exhibit);
	seal_clear(&r->seal);
	shown_clear(&r->proof);
	bytes_clear(&r->leaves);
	for (size_t i = 0; i < r->n_files; i++)
		free(r->files[i].name);
	free(r->files);
	*r = (struct exhibit_check){ 0 };
}
