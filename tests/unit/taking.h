#ifndef TESTS_UNIT_TAKING_H
#define TESTS_UNIT_TAKING_H

/** A small bag, cut into segments and put through an intake. In place of the
 *  real unsealer stands one that hands out what was forged, without gpg. */

#include "tests/flow/forge_faults.h"
#include "tests/unit/judged.h"
#include "tests/unit/scratch.h"
#include "tests/unit/staging_store.h"
#include "tool/flow/intake.h"

enum {
	TAKING_RECORDS = 64
};

static struct forge forge;
static struct contents_reads read_files[2];
static struct opening opening;
static struct pool pool;
static struct tally tally;
static struct unsealer unsealer;
static struct judge judge;
static struct staging staging;
static struct bagger bag;
static struct intake intake;
/* Causes of the records that went, and 1; 0: it stays. */
static uint64_t gone[FORGE_SEGMENTS_MAX][TAKING_RECORDS];

int
unsealer_next(struct unsealer *u, struct tally_slot **out, struct why *w)
{
	const struct seal *seal = &u->opening->seal;
	uint64_t i = u->given;
	size_t from;
	size_t to;
	struct tally_slot *s;

	if (i == seal->n_segments)
		return 0;
	s = tally_take(u->tally, w);
	if (s == NULL)
		return -1;
	from = i == 0 ? 0 : forge.cuts[i - 1];
	to = i < forge.n_cuts ? forge.cuts[i] : forge.tar.len;
	s->number = u->given++;
	salt_cover_clear(&s->cover);
	if (bytes_add(&s->plain, forge.tar.data + from, to - from, w) != 0 ||
	    salt_cover_init(&s->cover, seal->id, i, seal->segments[i].records,
		u->opening->contents.segments[i].seed, w) != 0)
		return -1;
	*out = s;
	return 1;
}

static inline int
note_gone(void *self, const struct tally_slot *slot, struct why *w)
{
	(void)self;
	(void)w;
	for (size_t i = 0; i < slot->n_holes; i++) {
		const struct tally_hole *h = &slot->holes[i];

		if (h->index < TAKING_RECORDS)
			gone[slot->number][h->index] = h->cause + 1;
	}
	return 0;
}

static inline void
forget_forged(void)
{
	for (size_t i = 0; i < forge.n_members; i++)
		bytes_clear(&forge.members[i].data);
	bytes_clear(&forge.tar);
	memset(&forge, 0, sizeof forge);
}

/** The bundle as its sender made it, but for the fault. */
static inline void
forge_inner(const struct forge_fault *fault)
{
	size_t range[2] = { 0, 0 };

	forget_forged();
	forge.fault = fault;
	forge.read_file = 2;
	forge.seal.created_s = 1772366400;
	memset(forge.seal.id, 0x5a, sizeof forge.seal.id);
	bytes_to_hex(forge.top, forge.seal.id, sizeof forge.seal.id);
	forge_payload(&forge);
	forge_tags(&forge);
	forge_tar(&forge);
	for (size_t i = 0; i <= forge.n_cuts; i++) {
		range[0] = range[1];
		range[1] = i < forge.n_cuts ? forge.cuts[i] : forge.tar.len;
		memset(forge.secrets[i].seed, 0x20 + (int)i, HASH_SALT_BYTES);
		forge_commit(&forge, i, range, forge.secrets[i].seed);
	}
	read_files[0] = (struct contents_reads){ .member = forge.read_file,
		.format = "csv" };
	forge.contents.reads = 3;
	forge.contents.read_files = read_files;
	forge.contents.n_read_files = 1;
	forge_reach(&forge, FORGE_CONTENTS, NULL);
	forge.contents.segments = forge.secrets;
	forge.contents.n_segments = forge.n_cuts + 1;
	forge.seal.segments = forge.segments;
	forge.seal.n_segments = forge.n_cuts + 1;
	forge_reach(&forge, FORGE_SEAL, NULL);
	opening.seal = forge.seal;
	opening.contents = forge.contents;
}

static inline int
run_intake(bool written, struct why *w)
{
	if (written &&
	    (staging_open(&staging, store, w) != 0 ||
		bagger_open(&bag, &staging, w) != 0))
		return -1;
	if (intake_open(&intake, &unsealer, &judge, written ? &bag : NULL, w) !=
		0 ||
	    intake_run(&intake, w) != 0 || tally_finish(&tally, w) != 0)
		return -1;
	return written ? bagger_finish(&bag, w) : 0;
}

/** Take it in, by so many jobs; totals and what is staged can be looked at
 *  until taken. */
static inline int
take_in(const struct forge_fault *fault, unsigned jobs, bool written,
    struct why *w)
{
	int rc;

	forge_inner(fault);
	memset(gone, 0, sizeof gone);
	memset(&unsealer, 0, sizeof unsealer);
	staging.store_fd = -1;
	if (pool_open(&pool, jobs, w) != 0 ||
	    tally_open(&tally, &pool, &opening.seal, w) != 0)
		abort();
	tally.keep = note_gone;
	unsealer.opening = &opening;
	unsealer.tally = &tally;
	judge.bundle = opening.seal.id;
	rc = run_intake(written, w);
	if (rc != 0)
		pool_stop(&pool);
	pool_wait(&pool, NULL, NULL);
	return rc;
}

/** It was looked at. */
static inline void
taken(bool written)
{
	struct why w = { 0 };

	pool_close(&pool);
	tally_close(&tally);
	intake_close(&intake);
	judge_clear(&judge);
	if (written) {
		bagger_close(&bag);
		staging_close(&staging, false, &w);
	}
}

/** Where something of the bag lies. */
static inline const char *
staged_path(const char *name)
{
	static char path[6000];

	snprintf(path, sizeof path, "%s/" STAGING_QUARANTINE "/%s/bag/%s",
	    store_folder, staging.name, name);
	return path;
}

static inline bool
is_staged(const char *name)
{
	struct stat st;

	return lstat(staged_path(name), &st) == 0;
}

/** Its whole text, NUL at the end; NULL when it is not there. */
static inline const char *
staged_text(const char *name)
{
	static struct bytes text;
	struct why w = { 0 };

	text.len = 0;
	if (!is_staged(name))
		return NULL;
	if (file_read(staged_path(name), FORGE_TAR_MAX, &text, &w) != 0 ||
	    bytes_add(&text, "", 1, &w) != 0)
		return w.text[0] == '\0' ? NULL : "it cannot be read";
	return (const char *)text.data;
}

#endif
