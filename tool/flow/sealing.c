#include "tool/flow/sealing.h"

#include <stdlib.h>
#include <time.h>

/* The own signature counts as anybody's does. Who else must sign, by the own
 * policy, is told to whoever packs. */
static int
look_ahead(struct store *s, const struct session_signed *data,
    struct sealing *r, struct why *w)
{
	struct signers_needs needs = { .statement = QUORUM_SEAL };
	const struct signers_ask ask = {
		.session = &s->session,
		.directory = &s->directory,
		.data = *data,
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
	};
	struct signers *signers;
	int rc;

	needs.needs = store_needs(s, &needs.n);
	signers = calloc(1, sizeof(*signers));
	if (signers == NULL)
		return why_memory(w);
	rc = signers_check(signers, &ask, w);
	if (rc == 0) {
		(void)signers_enough(signers, &needs, s->agency, &r->missing,
		    &r->awaits);
		signatures_of(&r->signatures, signers);
	}
	free(signers);
	return rc;
}

static int
sign(struct store *store, const struct seal *seal, const struct bytes *text,
    struct bytes *signature, struct sealing *r, struct why *w)
{
	struct session_signed data = { .data = text->data, .len = text->len };

	if (session_sign(&store->session, seal->sender.fingerprint, &data,
		signature, w) != 0)
		return -1;
	data.signature = signature->data;
	data.signature_len = signature->len;
	return look_ahead(store, &data, r, w);
}

int
sealing_put(struct store *store, const struct seal *seal, struct outfile *out,
    struct sealing *r, struct why *w)
{
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = seal_write(seal, &text, w);

	if (rc == 0) {
		hash_digest_of(text.data, text.len, r->digest);
		rc = sign(store, seal, &text, &signature, r, w);
	}
	if (rc == 0)
		rc = outfile_member(out, "seal.json", text.data, text.len, w);
	if (rc == 0)
		rc = outfile_member(out, "seal.json.sig", signature.data,
		    signature.len, w);
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}
