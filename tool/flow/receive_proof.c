#include <stdio.h>
#include <unistd.h>

#include "tool/flow/receive_inside.h"

static int
stage_file(struct receive_state *v, const char *name, const struct bytes *data,
    struct why *w)
{
	int fd = staging_file(&v->staging, name, w);
	int rc;

	if (fd < 0)
		return -1;
	rc = staging_write(fd, data->data, data->len, w);
	close(fd);
	return rc;
}

/* Seals of before, with their signatures, as they came. */
static int
stage_earlier(struct receive_state *v, struct why *w)
{
	const struct frame *f = &v->opening.frame;
	int rc = f->n_earlier > 0
	    ? staging_folder(&v->staging, "proof/earlier", w)
	    : 0;

	for (size_t i = 0; i < f->n_earlier && rc == 0; i++) {
		struct bytes text = { 0 };
		struct bytes signature = { 0 };
		char name[FRAME_NAME_BYTES];
		char to[FRAME_NAME_BYTES + 8];

		rc = opening_earlier(&v->opening, i, &text, &signature, w);
		frame_earlier_name(name, i);
		snprintf(to, sizeof(to), "proof/%s", name);
		if (rc == 0)
			rc = stage_file(v, to, &text, w);
		frame_earlier_signature_name(name, i);
		snprintf(to, sizeof(to), "proof/%s", name);
		if (rc == 0)
			rc = stage_file(v, to, &signature, w);
		bytes_clear(&text);
		bytes_clear(&signature);
	}
	return rc;
}

int
receive_proof(struct receive_state *v, struct why *w)
{
	if (staging_folder(&v->staging, "proof", w) != 0 ||
	    stage_file(v, "proof/seal.json", &v->opening.seal_text, w) != 0 ||
	    stage_file(v, "proof/seal.json.sig", &v->opening.signature, w) !=
		0 ||
	    stage_earlier(v, w) != 0)
		return -1;
	v->hints_fd = staging_file(&v->staging, "proof/leaves", w);
	return v->hints_fd < 0 ? -1 : 0;
}
