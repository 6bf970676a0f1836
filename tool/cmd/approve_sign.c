#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tool/cmd/approve.h"
#include "tool/cmd/cmd.h"

struct sign_args {
	const char *store;
	const char *file;
	const char *digest;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct sign_args, store) },
	{ "FILE", NULL, NULL, OPT_OPERAND(struct sign_args, file) },
	{ "digest", "HEX",
	    "digest of the statement that shall be signed; asked for at the "
	    "terminal if not given",
	    OPT_TEXT(struct sign_args, digest) },
	{ 0 },
};

#define DIGEST_HEX (2 * HASH_DIGEST_BYTES + 1)

/* Case and blanks do not matter to those who compare by eye. */
static bool
same_digest(const char *given, const char *digest)
{
	for (; *given != '\0'; given++) {
		if (*given == ' ')
			continue;
		if (tolower((unsigned char)*given) != *digest++)
			return false;
	}
	return *digest == '\0';
}

/* Can more agencies open it, besides its sender? */
static bool
others(const struct seal *s)
{
	return s->n_recipients > 1 && s->recipients[1].as != SEAL_SELF;
}

/* Shown before the question, on the terminal; the result comes later. */
static int
ask(const struct approve *a, const char *digest, struct why *w)
{
	const enum certificate_set own = certificate_own(a->certificate.does);
	char id[SEAL_ID_HEX];
	char what[512];

	if (a->kind == APPROVAL_SEAL) {
		bytes_to_hex(id, a->seal.id, sizeof a->seal.id);
		(void)snprintf(what, sizeof what,
		    "You sign the seal of bundle %s, from %s to %s%s, marked "
		    "\"%s\", with the digest %s",
		    id, a->maker.agency, a->seal.recipients[0].party.agency,
		    others(&a->seal) ? " and others" : "", a->seal.marking,
		    digest);
	} else if (a->kind == APPROVAL_POLICY) {
		(void)snprintf(what, sizeof what,
		    "You sign version %" PRIu64
		    " of the policy %s of %s, with the digest %s",
		    a->policy.line.version, a->policy.name, a->maker.agency,
		    digest);
	} else if (a->kind == APPROVAL_CERTIFICATE) {
		bytes_to_hex(id, a->certificate.order,
		    sizeof a->certificate.order);
		(void)snprintf(what, sizeof what,
		    "You sign the certificate of %s for order %s of %s, by "
		    "which %" PRIu64 " records are %s, with the digest %s",
		    a->maker.agency, id, a->certificate.issuer.agency,
		    certificate_count(&a->certificate, own),
		    own == CERTIFICATE_TAKEN ? "gone"
					     : certificate_set_name(own),
		    digest);
	} else {
		(void)snprintf(what, sizeof what,
		    "You sign version %" PRIu64
		    " of the directory of %s, with the digest %s",
		    a->directory.version, a->maker.agency, digest);
	}
	return ask_sure(what, "--digest", w);
}

static int
confirm(const struct sign_args *args, const struct approve *a, struct why *w)
{
	char digest[DIGEST_HEX];

	bytes_to_hex(digest, a->digest, sizeof a->digest);
	if (args->digest == NULL)
		return ask(a, digest, w);
	if (same_digest(args->digest, digest))
		return 0;
	return why_set(w, WHY_APPROVAL,
	    "%s: the statement has the digest %s, not the one that was given",
	    args->file, digest);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct sign_args *args = call->args;
	struct store store = { 0 };
	struct approve a;
	int rc = -1;

	approve_begin(&a);
	if (approve_read(&a, args->file, w) == 0 &&
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    approve_check(&a, &store, w) == 0 && confirm(args, &a, w) == 0 &&
	    approve_sign(&a, &store, args->file, call->actor, w) == 0) {
		cmd_approve_say(call->say, &a, true);
		say_text(call->say, "output", "Written to", args->file);
		rc = 0;
	}
	store_close(&store);
	approve_end(&a);
	return rc;
}

const struct command cmd_approve_sign = {
	.name = "approve sign",
	.summary = "Sign what was taken out, with this store's key",
	.about =
	    "Look at it first: \"approve show\". The signature of who made it "
	    "must be there and count by this store's directory. The custody "
	    "log of this store tells what was signed.",
	.options = options,
	.args_bytes = sizeof(struct sign_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_VERDICT,
	.run = run,
};
