#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/frame.h"
#include "keys/file.h"
#include "tool/flow/released_inside.h"
#include "tool/store/journal.h"

#define MISMATCH "the seal names another agency or bundle"

/* A file of the proof. */
static int
read_file(const struct released *r, const char *name, uint64_t max,
    struct bytes *out, struct why *w)
{
	char path[STORE_PATH_BYTES];
	char at[96];

	snprintf(at, sizeof(at), STORE_PROOF "/%s/%s", r->id, name);
	if (store_path(r->store, at, path, w) != 0)
		return -1;
	return file_read(path, max, out, w);
}

int
released_open_proof(struct released *r, struct why *w)
{
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (read_file(r, "seal.json", SEAL_JSON_MAX, &text, w) == 0 &&
	    read_file(r, "seal.json.sig", SIGNATURE_FILE_MAX_BYTES, &signature,
		w) == 0)
		rc = released_check_seal(r, &text, &signature, w);
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

static int
read_earlier(void *self, size_t i, struct bytes *text, struct bytes *signature,
    struct why *w)
{
	const struct released *r = self;
	char name[FRAME_NAME_BYTES];

	frame_earlier_name(name, i);
	if (read_file(r, name, SEAL_JSON_MAX, text, w) != 0)
		return -1;
	frame_earlier_signature_name(name, i);
	return read_file(r, name, SIGNATURE_FILE_MAX_BYTES, signature, w);
}

/* All the way to the seal under which the data was packed: that one is held
 * against it. Source: bundle.txt, 8.2. */
static int
check_chain(struct released *r, const struct signers_ask *ask,
    struct since *since, struct why *w)
{
	struct chain_ask asked = {
		.last = &r->seal,
		.from = { read_earlier, r, r->seal.n_earlier },
		.signers = *ask,
		.since = since,
	};
	struct seal first = { 0 };

	chain_link_of(&asked.link, &r->seal, r->bundle.seal_digest,
	    &r->decision, &r->signers);
	if (chain_check(&r->chain, &asked, &first, w) != 0)
		return -1;
	if (r->chain.n > 1) {
		seal_clear(&r->seal);
		r->seal = first;
		r->decision = r->chain.links[0].decision;
	}
	if (memcmp(r->seal.id, r->bundle.id, SEAL_ID_BYTES) != 0)
		return why_set(w, WHY_SIGNER_MISMATCH, MISMATCH);
	return 0;
}

/* Signed by one who may seal, then; and by whom it names. */
static int
check_signers(struct released *r, const struct signers_ask *ask,
    struct since *since, struct why *w)
{
	const struct session_signed *text = &ask->data;
	const struct signers_one *one;
	uint8_t digest[HASH_DIGEST_BYTES];

	if (signers_any(&r->signers, ask, DIRECTORY_SEAL, &r->decision, w) != 0)
		return -1;
	hash_digest_of(text->data, text->len, digest);
	if (memcmp(digest, r->bundle.seal_digest, sizeof(digest)) != 0)
		return why_set(w, WHY_RELEASED_CHANGED,
		    "seal.json is not the one that was received");
	if (seal_parse(&r->seal, text->data, text->len, w) != 0)
		return why_in(w, "seal.json");
	one = signers_find(&r->signers, r->seal.sender.fingerprint);
	if (one == NULL)
		return why_set(w, WHY_SIGNER_MISMATCH, MISMATCH);
	if (signers_decide(one, ask, DIRECTORY_SEAL, &r->decision, w) != 0)
		return -1;
	return check_chain(r, ask, since, w);
}

/* The seal is the one that was received, signed by whom it names. */
int
released_check_seal(struct released *r, const struct bytes *text,
    const struct bytes *signature, struct why *w)
{
	/* Known since the log tells of its receipt, or a token: what became of
	 * the key later does not matter, what was already wrong with it then
	 * does. */
	struct since since = { 0 };
	struct signers_ask ask = {
		.session = &r->store->session,
		.directory = &r->store->directory,
		.data = {
			.data = text->data,
			.len = text->len,
			.signature = signature->data,
			.signature_len = signature->len,
		},
		.now_s = time(NULL),
		.known = &since.known,
	};
	int rc = -1;

	if (since_open(&since, r->store, NULL, w) == 0 &&
	    journal_received(&r->store->ledger, r->bundle.id,
		r->bundle.seal_digest, &ask.logged_s, w) == 0 &&
	    since_look(&since, text, signature, w) == 0 &&
	    signers_check(&r->signers, &ask, w) == 0 &&
	    store_sound_directory(r->store, w) == 0)
		rc = check_signers(r, &ask, &since, w);
	since_close(&since);
	return rc;
}
