#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/flow/handovers.h"
#include "tool/flow/verify.h"

#define CHUNK ((size_t)1 << 20)

static int
digest_all(int fd, struct seal_part *out, struct why *w)
{
	uint8_t *chunk = malloc(CHUNK);
	struct hash_digest d;
	ssize_t n = 1;

	if (chunk == NULL)
		return why_memory(w);
	hash_digest_init(&d);
	while (n > 0 && (n = read(fd, chunk, CHUNK)) > 0) {
		hash_digest_add(&d, chunk, (size_t)n);
		out->bytes += (uint64_t)n;
	}
	hash_digest_final(&d, out->digest);
	free(chunk);
	return n == 0 ? 0 : why_errno(w, "cannot read the bundle");
}

static int
digest_file(const char *path, struct seal_part *out, struct why *w)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int rc = -1;

	if (fd < 0)
		return why_errno(w, "cannot open %s", path);
	if (fstat(fd, &st) != 0)
		why_errno(w, "cannot look at %s", path);
	else if (!S_ISREG(st.st_mode))
		why_set(w, WHY_NOT_A_BUNDLE, "%s is not a file", path);
	else
		rc = digest_all(fd, out, w);
	(void)close(fd);
	return rc;
}

/* What it is, next to what was said of it before. */
static enum handover_found
compare(const struct handover_what *is, const struct handover_what *expected,
    bool sound)
{
	bool same_file = expected != NULL &&
	    is->file.bytes == expected->file.bytes &&
	    memcmp(is->file.digest, expected->file.digest,
		sizeof is->file.digest) == 0;
	bool same_seal = expected != NULL &&
	    memcmp(is->seal, expected->seal, sizeof is->seal) == 0;

	if (expected == NULL)
		return sound ? HANDOVER_INTACT : HANDOVER_DAMAGED;
	if (same_file)
		return sound ? HANDOVER_INTACT : HANDOVER_SAME;
	/* of what cannot be read as a bundle no seal is known */
	if (!same_seal && !bytes_zero(is->seal, sizeof is->seal))
		return HANDOVER_OTHER;
	return sound ? HANDOVER_CHANGED : HANDOVER_DAMAGED;
}

static void
settle(struct handovers_look *out, const struct why *fault)
{
	out->why = *fault;
	if (fault->reason != WHY_NONE)
		(void)snprintf(out->reason, sizeof out->reason, "%s",
		    why_name(fault->reason));
	if (out->found == HANDOVER_CHANGED)
		(void)why_set(&out->why, WHY_HANDOVER_BUNDLE,
		    "seal and all sealed bytes are those that were handed "
		    "over, the file is not: other signatures stand in it");
	if (out->found != HANDOVER_OTHER)
		return;
	why_clear(&out->why);
	(void)why_set(&out->why, WHY_HANDOVER_BUNDLE,
	    "this is another bundle than the one that was handed over");
}

int
handovers_look(struct handovers_look *out, const struct handovers_bundle *b,
    struct why *w)
{
	const struct verify_options o = {
		.path = b->path,
		.store = b->store,
		.signers = b->signers,
		.n_signers = b->n_signers,
		.sealed_only = true,
		.jobs = b->jobs,
		.progress = b->progress,
	};
	struct verify_result r;
	struct why fault = { 0 };

	*out = (struct handovers_look){ 0 };
	if (digest_file(b->path, &out->what.file, w) != 0)
		return -1;
	(void)verify_bundle(&o, &r, &fault);
	memcpy(out->what.seal, r.seal_digest, sizeof out->what.seal);
	memcpy(out->what.bundle, r.seal.id, sizeof out->what.bundle);
	verify_result_clear(&r);
	if (why_exit(fault.reason) > WHY_EXIT_NO)
		return why_set(w, fault.reason, "%s", fault.text);
	out->found = compare(&out->what, b->expected, fault.reason == WHY_NONE);
	settle(out, &fault);
	return 0;
}
