#include "tool/flow/opening.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/signature.h"
#include "formats/text.h"
#include "tool/store/journal.h"

/* A README is one page. */
#define README_MAX (UINT32_C(1) << 20)

/* How far another agency's clock may be ahead. */
#define SKEW_S 300

int
opening_read(const struct opening *o, uint64_t offset, void *out, size_t len,
    struct why *w)
{
	uint8_t *to = out;

	while (len > 0) {
		ssize_t n = pread(o->fd, to, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(w, "cannot read the bundle");
		if (n == 0)
			return why_set(w, WHY_TRUNCATED,
			    "the bundle became shorter while it was read");
		to += n;
		offset += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}

static int
read_member(const struct opening *o, const struct frame_member *m,
    const char *name, uint64_t max, struct bytes *out, struct why *w)
{
	if (m->size > max)
		return why_set(w, WHY_LIMIT,
		    "%s has %" PRIu64 " bytes, more than %" PRIu64, name,
		    m->size, max);
	out->len = 0;
	if (bytes_reserve(out, (size_t)m->size, w) != 0 ||
	    opening_read(o, m->offset, out->data, (size_t)m->size, w) != 0)
		return -1;
	out->len = (size_t)m->size;
	return 0;
}

static int
open_file(struct opening *o, const char *path, struct why *w)
{
	struct stat st;

	o->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (o->fd < 0)
		return why_errno(w, "cannot open %s", path);
	if (fstat(o->fd, &st) != 0)
		return why_errno(w, "cannot look at %s", path);
	if (!S_ISREG(st.st_mode))
		return why_set(w, WHY_NOT_A_BUNDLE, "%s is not a file", path);
	return 0;
}

int
opening_open(struct opening *o, const char *path, struct why *w)
{
	memset(o, 0, sizeof(*o));
	if (open_file(o, path, w) != 0 || frame_read(&o->frame, o->fd, w) != 0)
		return -1;
	if (read_member(o, &o->frame.seal, "seal.json", SEAL_JSON_MAX,
		&o->seal_text, w) != 0 ||
	    read_member(o, &o->frame.signature, "seal.json.sig",
		SIGNATURE_FILE_MAX_BYTES, &o->signature, w) != 0)
		return -1;
	hash_digest_of(o->seal_text.data, o->seal_text.len, o->seal_digest);
	return 0;
}

void
opening_close(struct opening *o)
{
	if (o->fd > 0)
		close(o->fd);
	o->fd = -1;
	frame_clear(&o->frame);
	bytes_clear(&o->seal_text);
	bytes_clear(&o->signature);
	seal_clear(&o->seal);
	seal_clear(&o->last);
	contents_clear(&o->contents);
}

int
opening_known(const struct opening *o, struct ledger *l, int64_t *logged_s,
    struct why *w)
{
	struct seal seal = { 0 };
	struct why ignored = { 0 };
	int rc = 0;

	*logged_s = DIRECTORY_NEVER;
	if (seal_parse(&seal, o->seal_text.data, o->seal_text.len, &ignored) ==
	    0)
		rc = journal_received(l,
		    seal.n_earlier > 0 ? seal.earlier[0].id : seal.id,
		    o->seal_digest, logged_s, w);
	seal_clear(&seal);
	return rc;
}

/* Seal and frame tell of the same file. */
static int
check_frame(const struct opening *o, struct why *w)
{
	const struct seal *s = &o->seal;
	const struct frame *f = &o->frame;

	if (s->n_segments != f->n_segments)
		return why_set(w, WHY_SEGMENT_DAMAGED,
		    "the seal names %" PRIu64
		    " segments, the file holds %" PRIu64,
		    s->n_segments, f->n_segments);
	for (uint64_t i = 0; i < s->n_segments; i++)
		if (s->segments[i].sealed.bytes != f->segments[i].size)
			return why_set(w, WHY_SEGMENT_DAMAGED,
			    "segment %" PRIu64 " has %" PRIu64
			    " bytes, sealed were %" PRIu64,
			    i, f->segments[i].size,
			    s->segments[i].sealed.bytes);
	if (s->created_s != f->time_s)
		return why_set(w, WHY_FRAME,
		    "times in the tar headers are not the seal's");
	return 0;
}

int
opening_inspect(struct opening *o, struct why *w)
{
	if (seal_parse(&o->seal, o->seal_text.data, o->seal_text.len, w) != 0)
		return why_in(w, "seal.json");
	o->sealed_known = true;
	return 0;
}

/* What was decided when it came in is not asked again. */
static const struct policy *
policy_of(const struct opening_trust *by)
{
	return by->logged_s == DIRECTORY_NEVER ? by->policy : NULL;
}

static int
check_quorum(struct opening *o, const struct opening_trust *by, struct why *w)
{
	const struct signers_needs needs = { QUORUM_SEAL, by->needs,
		by->n_needs };

	/* Decided when it came in. */
	if (by->logged_s != DIRECTORY_NEVER)
		return 0;
	return signers_enough(&o->signers, &needs, o->seal.sender.agency, NULL,
	    w);
}

int
opening_read_earlier(const struct opening *o, size_t i, struct bytes *text,
    struct bytes *signature, struct why *w)
{
	const struct frame_earlier *e = &o->frame.earlier[i];

	if (read_member(o, &e->seal, "the seal", SEAL_JSON_MAX, text, w) != 0)
		return -1;
	return read_member(o, &e->signature, "its signature",
	    SIGNATURE_FILE_MAX_BYTES, signature, w);
}

static int
read_earlier(void *self, size_t i, struct bytes *text, struct bytes *signature,
    struct why *w)
{
	return opening_read_earlier(self, i, text, signature, w);
}

int
opening_earlier(const struct opening *o, size_t i, struct bytes *text,
    struct bytes *signature, struct why *w)
{
	uint8_t digest[HASH_DIGEST_BYTES];

	if (opening_read_earlier(o, i, text, signature, w) != 0)
		return -1;
	hash_digest_of(text->data, text->len, digest);
	if (memcmp(digest, o->chain.links[i].digest, sizeof(digest)) != 0)
		return why_set(w, WHY_EARLIER,
		    "earlier seal %zu changed while it was read", i);
	return 0;
}

/* From here on, o->seal is the seal under which the data was packed. */
static int
check_chain(struct opening *o, const struct opening_trust *by,
    const struct signers_ask *ask, struct why *w)
{
	struct chain_ask asked = {
		.last = &o->seal,
		.from = { read_earlier, o, o->frame.n_earlier },
		.signers = *ask,
		.needs = { QUORUM_SEAL, by->needs, by->n_needs },
		.policy = policy_of(by),
		.since = by->since,
	};
	struct seal first = { 0 };

	/* Decided when it came in. */
	if (by->logged_s != DIRECTORY_NEVER)
		asked.needs.n = 0;
	chain_link_of(&asked.link, &o->seal, o->seal_digest, &o->decision,
	    &o->signers);
	if (chain_check(&o->chain, &asked, &first, w) != 0)
		return -1;
	if (o->chain.n == 1)
		return 0;
	o->last = o->seal;
	o->seal = first;
	o->forwarded = true;
	o->decision = o->chain.links[0].decision;
	return 0;
}

const struct seal *
opening_last(const struct opening *o)
{
	return o->forwarded ? &o->last : &o->seal;
}

int
opening_trust(struct opening *o, const struct opening_trust *by, struct why *w)
{
	const struct signers_ask ask = {
		.session = by->session,
		.directory = by->directory,
		.data = {
			.data = o->seal_text.data,
			.len = o->seal_text.len,
			.signature = o->signature.data,
			.signature_len = o->signature.len,
		},
		.now_s = by->now_s,
		.logged_s = by->logged_s,
		.known = since_known(by->since),
	};
	char time[TEXT_TIME_BYTES];

	/* Nothing is believed that nobody signed who may. */
	if (since_look(by->since, &o->seal_text, &o->signature, w) != 0 ||
	    signers_check(&o->signers, &ask, w) != 0 ||
	    signers_any(&o->signers, &ask, DIRECTORY_SEAL, &o->decision, w) !=
		0 ||
	    opening_inspect(o, w) != 0 ||
	    chain_sender(&o->signers, &ask, &o->seal.sender, &o->decision, w) !=
		0)
		return -1;
	if (o->seal.created_s > by->now_s + SKEW_S) {
		text_time_format(time, o->seal.created_s);
		return why_set(w, WHY_FUTURE,
		    "the seal is dated %s, ahead of now", time);
	}
	if (check_frame(o, w) != 0 ||
	    chain_floor(&o->signers, policy_of(by), &o->seal.sender, w) != 0 ||
	    check_quorum(o, by, w) != 0)
		return -1;
	return check_chain(o, by, &ask, w);
}

static int
check_part(const struct opening *o, const struct frame_member *m,
    const struct seal_part *sealed, const char *name, uint64_t max,
    enum why_reason reason, struct bytes *out, struct why *w)
{
	uint8_t digest[HASH_DIGEST_BYTES];

	if (m->size != sealed->bytes)
		return why_set(w, reason,
		    "%s has %" PRIu64 " bytes, sealed were %" PRIu64, name,
		    m->size, sealed->bytes);
	if (read_member(o, m, name, max, out, w) != 0)
		return -1;
	hash_digest_of(out->data, out->len, digest);
	if (memcmp(digest, sealed->digest, sizeof(digest)) != 0)
		return why_set(w, reason,
		    "%s is not what was sealed: its BLAKE2b digest differs",
		    name);
	return 0;
}

int
opening_parts(struct opening *o, struct why *w)
{
	struct bytes text = { 0 };
	int rc = -1;

	if (check_part(o, &o->frame.readme, &o->seal.readme, "README.txt",
		README_MAX, WHY_README_DAMAGED, &text, w) == 0 &&
	    check_part(o, &o->frame.contents, &opening_last(o)->contents,
		"contents.gpg", CONTENTS_MAX, WHY_CONTENTS_DAMAGED, &text,
		w) == 0)
		rc = 0;
	bytes_clear(&text);
	return rc;
}

static int
check_contents(const struct opening *o, struct why *w)
{
	const struct contents *c = &o->contents;
	const struct seal *s = &o->seal;

	if (memcmp(c->id, s->id, sizeof(c->id)) != 0)
		return why_set(w, WHY_CONTENTS_MISMATCH,
		    "the contents belong to another bundle than the seal");
	if (strcmp(c->sender.fingerprint, s->sender.fingerprint) != 0 ||
	    strcmp(c->sender.agency, s->sender.agency) != 0)
		return why_set(w, WHY_CONTENTS_MISMATCH,
		    "agency %s packed the contents, but %s sealed them",
		    c->sender.agency, s->sender.agency);
	return 0;
}

int
opening_plaintext(const struct opening *o, struct session *session,
    struct bytes *text, struct why *w)
{
	struct bytes sealed = { 0 };
	uint8_t digest[HASH_DIGEST_BYTES];
	struct pump_io io = { .bytes = text, .max_bytes = CONTENTS_MAX };
	int rc = -1;

	/* Read again and checked again: what is decrypted is what was sealed,
	 * whatever happened to the file since. */
	if (check_part(o, &o->frame.contents, &opening_last(o)->contents,
		"contents.gpg", CONTENTS_MAX, WHY_CONTENTS_DAMAGED, &sealed,
		w) != 0)
		goto out;
	io.data = sealed.data;
	io.len = sealed.len;
	if (session_decrypt(session, &io, w) != 0) {
		why_in(w, "contents.gpg");
		goto out;
	}
	hash_digest_of(text->data, text->len, digest);
	if (memcmp(digest, o->seal.opened, sizeof(digest)) != 0) {
		why_set(w, WHY_CONTENTS_MISMATCH,
		    "the contents are not those that were sealed: their "
		    "BLAKE2b digest differs");
		goto out;
	}
	rc = 0;
out:
	bytes_clear(&sealed);
	return rc;
}

int
opening_contents(struct opening *o, struct session *session, struct why *w)
{
	struct bytes text = { 0 };
	int rc = opening_plaintext(o, session, &text, w);

	if (rc == 0) {
		rc = contents_parse(&o->contents, o->seal.n_segments, text.data,
		    text.len, w);
		if (rc != 0)
			why_in(w, "contents.gpg");
	}
	bytes_wipe(&text);
	if (rc != 0)
		return -1;
	o->contents_known = true;
	return check_contents(o, w);
}
