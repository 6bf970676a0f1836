#include <string.h>

#include "tool/flow/opening.h"

/** A seal and its signatures, read from the file. */
struct one {
	struct bytes text;
	struct bytes signature;
	struct seal seal;
};

static void
one_clear(struct one *one)
{
	bytes_clear(&one->text);
	bytes_clear(&one->signature);
	seal_clear(&one->seal);
}

static int
read_one(struct one *one, const struct opening *o, size_t i, struct why *w)
{
	if (i < o->frame.n_earlier)
		return opening_read_earlier(o, i, &one->text, &one->signature,
		    w);
	if (bytes_add(&one->text, o->seal_text.data, o->seal_text.len, w) != 0)
		return -1;
	return bytes_add(&one->signature, o->signature.data, o->signature.len,
	    w);
}

static int
look(struct opening *o, const struct opening_trust *by, struct one *one,
    struct why *w)
{
	const struct signers_ask ask = {
		.session = by->session,
		.directory = by->directory,
		.data = {
			.data = one->text.data,
			.len = one->text.len,
			.signature = one->signature.data,
			.signature_len = one->signature.len,
		},
		.now_s = by->now_s,
		.logged_s = by->logged_s,
		.known = since_known(by->since),
	};
	const struct signers_needs needs = { QUORUM_SEAL, by->needs,
		by->n_needs };
	struct chain_link *l = &o->chain.links[o->chain.n++];
	struct why missing = { 0 };

	if (since_look(by->since, &one->text, &one->signature, w) != 0 ||
	    signers_check(&o->signers, &ask, w) != 0 ||
	    seal_parse(&one->seal, one->text.data, one->text.len, w) != 0)
		return -1;
	/* What the policy says of the keys, and lacks, is told of each. */
	for (size_t i = 0; by->policy != NULL && i < o->signers.n; i++)
		(void)policy_check_key(by->policy,
		    &o->signers.all[i].verdict.strength, "the key",
		    WHY_SIGNATURE_WEAK, &o->signers.all[i].why);
	(void)signers_enough(&o->signers, &needs, one->seal.sender.agency, NULL,
	    &missing);
	memcpy(l->id, one->seal.id, sizeof l->id);
	memcpy(l->decision.agency, one->seal.sender.agency,
	    sizeof l->decision.agency);
	signatures_of(&l->signatures, &o->signers);
	return 0;
}

int
opening_signers(struct opening *o, const struct opening_trust *by,
    struct why *w)
{
	int rc = 0;

	o->chain.n = 0;
	for (size_t i = 0; rc == 0 && i <= o->frame.n_earlier; i++) {
		struct one one = { 0 };

		rc = read_one(&one, o, i, w);
		if (rc == 0)
			rc = look(o, by, &one, w);
		if (rc != 0 && i < o->frame.n_earlier)
			why_in(w, "earlier seal %zu", i);
		one_clear(&one);
	}
	return rc;
}
