#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/bag.h"
#include "formats/readme.h"
#include "keys/signers.h"
#include "tool/flow/pack_inside.h"
#include "tool/flow/sealing.h"

static int
put_tag(struct pack_state *p, const char *name, const void *data, size_t len,
    struct why *w)
{
	const struct cutter_member m = {
		.name = name,
		.cut = RECORD_LINES,
		.size = len,
		.mtime_s = p->seal.created_s,
	};

	return cutter_whole(&p->cutter, &m, data, w);
}

/* Bytes that follow in the stream are in a list, not in memory. */
static int
put_manifest(struct pack_state *p, struct sha256 *sha256, struct why *w)
{
	struct spool *lines = &p->input.manifest;
	const struct cutter_member m = {
		.name = BAG_MANIFEST,
		.cut = RECORD_LINES,
		.size = lines->bytes,
		.mtime_s = p->seal.created_s,
	};

	if (spool_rewind(lines, w) != 0 || cutter_begin(&p->cutter, &m, w) != 0)
		return -1;
	while (p->cutter.left > 0) {
		size_t room;
		uint8_t *to = cutter_room(&p->cutter, &room, w);
		ssize_t n = to == NULL ? -1 : spool_read(lines, to, room, w);

		if (n < 0 || sha256_add(sha256, to, (size_t)n, w) != 0 ||
		    cutter_filled(&p->cutter, (size_t)n, w) != 0)
			return -1;
	}
	return cutter_end(&p->cutter, w);
}

static int
add_tag_line(struct bytes *tags, struct sha256 *sha256, const char *name,
    struct why *w)
{
	uint8_t digest[SHA256_BYTES];
	char line[BAG_LINE_MAX];

	if (sha256_end(sha256, digest, w) != 0)
		return -1;
	return bytes_add(tags, line, bag_line(line, digest, name), w);
}

static int
put_tags(struct pack_state *p, struct why *w)
{
	const struct bag_info info = {
		.id = p->seal.id,
		.created_s = p->seal.created_s,
		.octets = p->input.bytes,
		.files = p->input.files,
	};
	struct sha256 *sha256 = &p->input.sha256;
	struct bytes tags = { 0 };
	struct bytes text = { 0 };
	int rc = -1;

	if (sha256_begin(sha256, w) != 0 ||
	    sha256_add(sha256, bag_declaration, strlen(bag_declaration), w) !=
		0 ||
	    add_tag_line(&tags, sha256, BAG_DECLARATION, w) != 0)
		goto out;
	if (bag_info(&text, &info, w) != 0 || sha256_begin(sha256, w) != 0 ||
	    sha256_add(sha256, text.data, text.len, w) != 0 ||
	    add_tag_line(&tags, sha256, BAG_INFO, w) != 0 ||
	    put_tag(p, BAG_INFO, text.data, text.len, w) != 0)
		goto out;
	if (sha256_begin(sha256, w) != 0 || put_manifest(p, sha256, w) != 0 ||
	    add_tag_line(&tags, sha256, BAG_MANIFEST, w) != 0)
		goto out;
	rc = put_tag(p, BAG_TAGS, tags.data, tags.len, w);
out:
	bytes_clear(&tags);
	bytes_clear(&text);
	return rc;
}

int
pack_parts_stream(struct pack_state *p, struct why *w)
{
	const struct cutter_member payload = {
		.name = BAG_PAYLOAD,
		.cut = RECORD_FOLDER,
		.mtime_s = p->seal.created_s,
	};
	bool success;

	if (cutter_open(&p->cutter, &p->sealer, p->id, w) != 0)
		return -1;
	success = put_tag(p, BAG_DECLARATION, bag_declaration,
		      strlen(bag_declaration), w) == 0 &&
	    cutter_whole(&p->cutter, &payload, NULL, w) == 0 &&
	    pack_input_reads(&p->input, &p->cutter, w) == 0 &&
	    corrected_check(&p->corrected, w) == 0 &&
	    pack_rules_reads(p, w) == 0 && pack_input_rest(&p->input, w) == 0 &&
	    put_tags(p, w) == 0;
	return cutter_close(&p->cutter, success, w) == 0 && success ? 0 : -1;
}

int
pack_parts_readme(struct pack_state *p, struct why *w)
{
	struct seal_part *part = &p->seal.readme;
	struct hash_digest digest;

	if (readme_write(&p->readme, w) != 0)
		return -1;
	hash_digest_init(&digest);
	hash_digest_add(&digest, p->readme.data, p->readme.len);
	hash_digest_final(&digest, part->digest);
	part->bytes = p->readme.len;
	return outfile_member(&p->out, "README.txt", p->readme.data,
	    p->readme.len, w);
}

int
pack_parts_contents(struct pack_state *p, struct why *w)
{
	struct contents *c = &p->contents;
	struct seal_part *part = &p->seal.contents;
	const char *to[SEAL_RECIPIENTS_MAX];
	const struct session_readers readers = {
		.fingerprints = to,
		.n = p->seal.n_recipients,
		.hidden = p->options->hidden,
	};
	struct bytes text = { 0 };
	struct pump_io io = {
		.bytes = &p->contents_sealed,
		.max_bytes = CONTENTS_MAX,
	};
	struct hash_digest digest;
	int rc = -1;

	c->members = p->cutter.members;
	c->reads = p->input.rows;
	c->payload_bytes = p->input.bytes;
	c->payload_files = p->input.files;
	c->read_files = p->input.reads;
	c->n_read_files = p->input.n_read_files;
	c->minimised = p->input.minimise.counts;
	c->sources = p->cutter.sources;
	c->maps = p->options->maps;
	c->n_maps = p->options->n_maps;
	c->segments = p->sealer.secrets;
	c->n_segments = p->sealer.written;
	for (size_t i = 0; i < p->seal.n_recipients; i++)
		to[i] = p->seal.recipients[i].party.fingerprint;
	rc = contents_write(c, &text, w);
	hash_digest_init(&digest);
	hash_digest_add(&digest, text.data, text.len);
	hash_digest_final(&digest, p->seal.opened);
	io.data = text.data;
	io.len = text.len;
	if (rc == 0)
		rc = session_encrypt_to(&p->store->session, &readers, &io, w);
	/* Lent, not owned. */
	c->read_files = NULL;
	c->maps = NULL;
	c->n_maps = 0;
	c->segments = NULL;
	bytes_wipe(&text);
	if (rc != 0)
		return -1;
	hash_digest_init(&digest);
	hash_digest_add(&digest, p->contents_sealed.data,
	    p->contents_sealed.len);
	hash_digest_final(&digest, part->digest);
	part->bytes = p->contents_sealed.len;
	return outfile_member(&p->out, "contents.gpg", p->contents_sealed.data,
	    p->contents_sealed.len, w);
}

int
pack_parts_seal(struct pack_state *p, struct why *w)
{
	struct seal *s = &p->seal;
	struct pack_result *r = p->result;
	struct sealing sealing = { 0 };
	int rc;

	s->segments = p->sealer.seals;
	s->n_segments = p->sealer.written;
	for (uint64_t i = 0; i < s->n_segments; i++)
		r->records += s->segments[i].records;
	rc = sealing_put(p->store, s, &p->out, &sealing, w);
	s->segments = NULL; /* lent, not owned */
	memcpy(r->seal_digest, sealing.digest, sizeof(r->seal_digest));
	r->missing = sealing.missing;
	r->awaits = sealing.awaits;
	r->signatures = sealing.signatures;
	return rc;
}
