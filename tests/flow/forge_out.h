#ifndef TESTS_FLOW_FORGE_OUT_H
#define TESTS_FLOW_FORGE_OUT_H

/** Contents, seal, signature, and the file. */

#include "tests/flow/forge_tar.h"

/** An order that asks for a read which is not there. */
static inline void
forge_order(struct forge *f)
{
	static const char text[] =
	    "{\"format\":\"sealbag-order/1\",\"kind\":\"delete\","
	    "\"ground\":\"retention ended\"}\n"
	    "{\"target\":\"record\",\"record_id\":\"R9\"}\n";
	struct contents *c = &f->contents;
	const struct order_maker by = {
		.issuer = &f->seal.sender,
		.now_s = f->seal.created_s,
		.readers = f->seal.recipients,
		.n_readers = f->seal.n_recipients,
	};
	struct order order;

	if (f->fault->stage != FORGE_ORDER_TEXT)
		return;
	c->orders = calloc(1, sizeof *c->orders);
	if (c->orders == NULL)
		forge_die("no memory");
	forge_must(f,
	    order_make(&order, &by, text, sizeof text - 1, &c->orders[0].text,
		&f->w));
	c->n_orders = 1;
	forge_reach(f, FORGE_ORDER_TEXT, &c->orders[0].text);
}

struct forge_feed {
	const struct bytes *data;
	bool given;
};

static inline int
forge_next(void *self, const void **data, size_t *len, struct why *w)
{
	struct forge_feed *feed = self;

	(void)w;
	*data = feed->data->data;
	*len = feed->given ? 0 : feed->data->len;
	feed->given = true;
	return 0;
}

/** Take the contents apart, for faults between the files. */
static inline void
forge_take_apart(struct forge *f, const struct bytes *tar)
{
	struct forge_feed feed = { .data = tar };
	struct archive_member m;
	struct archive_in in;
	const uint8_t *data;
	size_t len;

	forge_must(f, archive_in_open(&in, forge_next, &feed, &f->w));
	while (archive_in_member(&in, &m, &f->w) == 1) {
		struct forge_file *file = &f->files[f->n_files++];

		(void)snprintf(file->name, sizeof file->name, "%.20s", m.name);
		while (archive_in_data(&in, &data, &len, &f->w) == 1)
			forge_add(f, &file->data, data, len);
	}
	archive_in_close(&in);
	forge_must(f, f->w.reason == WHY_NONE ? 0 : -1);
}

/** And put them together again. */
static inline void
forge_put_together(struct forge *f, struct bytes *tar)
{
	struct stream_buffer buffer;
	struct archive_out out;

	tar->len = 0;
	forge_must(f,
	    archive_out_open(&out, stream_to_buffer(&buffer, tar, CONTENTS_MAX),
		&f->w));
	for (size_t i = 0; i < f->n_files; i++) {
		const struct forge_file *file = &f->files[i];
		struct archive_member m = { .size = file->data.len };

		(void)snprintf(m.name, sizeof m.name, "%s", file->name);
		forge_must(f, archive_out_member(&out, &m, &f->w));
		forge_must(f,
		    archive_out_data(&out, file->data.data, file->data.len,
			&f->w));
		forge_must(f, archive_out_finish(&out, &f->w));
	}
	forge_must(f, archive_out_close(&out, true, &f->w));
}

static inline void
forge_encrypt(struct forge *f, const struct bytes *tar)
{
	const char *to[] = { f->seal.sender.fingerprint, f->to.fingerprint };
	const struct session_readers readers = { .fingerprints = to,
		.n = f->alone ? 1 : 2 };
	const struct pump_io io = { .data = tar->data,
		.len = tar->len,
		.bytes = &f->contents_sealed,
		.max_bytes = CONTENTS_MAX };

	if (f->passphrase)
		forge_must(f,
		    session_encrypt_symmetric(&f->store.session, "passphrase",
			&io, &f->w));
	else
		forge_must(f,
		    session_encrypt_to(&f->store.session, &readers, &io,
			&f->w));
}

static inline void
forge_contents(struct forge *f)
{
	struct contents *c = &f->contents;
	struct contents_reads reads = { .member = f->read_file,
		.format = "csv" };
	struct seal_part opened;
	struct bytes tar = { 0 };

	memcpy(c->id, f->seal.id, sizeof c->id);
	c->sender = f->seal.sender;
	(void)snprintf(c->purpose, sizeof c->purpose, "flow test");
	(void)snprintf(c->reference, sizeof c->reference, "FT/1");
	c->reads = 3;
	c->read_files = &reads;
	c->n_read_files = 1;
	forge_order(f);
	forge_reach(f, FORGE_CONTENTS, NULL);
	forge_must(f, contents_write(c, &tar, &f->w));
	forge_take_apart(f, &tar);
	forge_reach(f, FORGE_CONTENTS_TEXT, &f->files[0].data);
	forge_reach(f, FORGE_CONTENTS_FILES, NULL);
	forge_put_together(f, &tar);
	forge_reach(f, FORGE_CONTENTS_TAR, &tar);
	forge_encrypt(f, &tar);
	forge_digest(&f->contents_sealed, &f->seal.contents);
	forge_digest(&tar, &opened);
	memcpy(f->seal.opened, opened.digest, sizeof opened.digest);
	bytes_wipe(&tar);
}

/** Who, to whom, when. */
static inline void
forge_parties(struct forge *f, const char *recipient)
{
	const struct directory_agency *a =
	    directory_find_agency(&f->store.directory, recipient);
	struct seal *s = &f->seal;

	if (a == NULL) {
		forge_die("the recipient is not pinned");
		return;
	}
	forge_must(f, bytes_random(s->id, sizeof s->id, &f->w));
	bytes_to_hex(f->top, s->id, sizeof s->id);
	s->sequence = 1;
	s->created_s = time(NULL);
	(void)snprintf(s->marking, sizeof s->marking, "OFFICIAL-SENSITIVE");
	(void)snprintf(s->sender.agency, sizeof s->sender.agency, "%s",
	    f->store.agency);
	(void)snprintf(s->sender.fingerprint, sizeof s->sender.fingerprint,
	    "%s", f->store.fingerprint);
	(void)snprintf(f->to.agency, sizeof f->to.agency, "%s", a->agency);
	(void)snprintf(f->to.fingerprint, sizeof f->to.fingerprint, "%s",
	    a->keys[0].fingerprint);
	f->readers[0] = (struct seal_reader){ f->to, SEAL_RECIPIENT };
	f->readers[1] = (struct seal_reader){ s->sender, SEAL_SELF };
	s->recipients = f->readers;
	/* who packs for itself is listed once */
	s->n_recipients =
	    strcmp(f->to.fingerprint, f->store.fingerprint) == 0 ? 1 : 2;
}

static inline void
forge_part(struct forge *f, FILE *out, const char *name,
    const struct bytes *data)
{
	static const uint8_t zeros[FRAME_BLOCK_BYTES];
	uint8_t block[FRAME_BLOCK_BYTES];

	frame_header(block, name, data->len, f->time_s);
	if (fwrite(block, 1, sizeof block, out) != sizeof block ||
	    fwrite(data->data, 1, data->len, out) != data->len ||
	    fwrite(zeros, 1, frame_padding(data->len), out) !=
		frame_padding(data->len))
		forge_die("cannot write");
}

static inline void
forge_file(struct forge *f, const char *path, const struct bytes *seal,
    const struct bytes *signature)
{
	static const uint8_t end[2 * FRAME_BLOCK_BYTES];
	char name[FRAME_NAME_BYTES];
	FILE *out = fopen(path, "wx");

	if (out == NULL) {
		forge_die("cannot make the file");
		return;
	}
	forge_part(f, out, "README.txt", &f->readme);
	for (size_t i = 0; i <= f->n_cuts; i++) {
		frame_segment_name(name, i);
		forge_part(f, out, name, &f->messages[i]);
	}
	forge_part(f, out, "contents.gpg", &f->contents_sealed);
	forge_part(f, out, "seal.json", seal);
	forge_part(f, out, "seal.json.sig", signature);
	if (fwrite(end, 1, sizeof end, out) != sizeof end || fclose(out) != 0)
		forge_die("cannot write");
}

static inline void
forge_bundle(struct forge *f, const char *recipient, const char *path)
{
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	struct session_signed data;

	f->read_file = 2;
	forge_parties(f, recipient);
	forge_payload(f);
	forge_tags(f);
	forge_tar(f);
	forge_segments(f);
	forge_contents(f);
	forge_must(f, readme_write(&f->readme, &f->w));
	forge_digest(&f->readme, &f->seal.readme);
	f->time_s = f->seal.created_s;
	forge_reach(f, FORGE_SEAL, NULL);
	forge_must(f, seal_write(&f->seal, &text, &f->w));
	forge_reach(f, FORGE_SEAL_TEXT, &text);
	data = (struct session_signed){ .data = text.data, .len = text.len };
	forge_must(f,
	    session_sign(&f->store.session, f->store.fingerprint, &data,
		&signature, &f->w));
	forge_file(f, path, &text, &signature);
	bytes_clear(&text);
	bytes_clear(&signature);
}

#endif
