#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/store/store.h"

struct publish_args {
	const char *store;
	const char *output;
	struct opt_number version;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct publish_args, store) },
	{ "output", "FILE", "write it there, and its signature to FILE.sig",
	    OPT_TEXT(struct publish_args, output), .required = true },
	{ "version", "N", "an earlier version; the last if not given",
	    OPT_NUMBER(struct publish_args, version), .min = 1,
	    .max = DIRECTORY_MAX_VERSION },
	{ 0 },
};

static int
publish(const struct command_call *call, struct store *store, struct why *w)
{
	const struct publish_args *args = call->args;
	uint64_t version =
	    args->version.given ? args->version.value : LEDGER_DIRECTORY_LAST;
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	uint8_t digest[HASH_DIGEST_BYTES];
	int rc = -1;

	if (store_directory_text(store, version, &text, &signature, w) != 0 ||
	    cmd_output_signed(args->output, &text, &signature, w) != 0)
		goto out;
	directory_digest(&text, digest);
	say_text(call->say, "issuer", "Issuer", store->issuer.agency);
	say_number(call->say, "version", "Version",
	    version != LEDGER_DIRECTORY_LAST ? version
					     : store->directory.version);
	say_hex(call->say, "digest", "BLAKE2b digest", digest, sizeof digest);
	say_text(call->say, "output", "Written to", args->output);
	rc = 0;
out:
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct publish_args *args = call->args;
	struct store store = { 0 };
	int rc = store_open(&store, args->store, STORE_LOOK, NULL, w);

	if (rc == 0)
		rc = publish(call, &store, w);
	store_close(&store);
	return rc;
}

const struct command cmd_agency_publish = {
	.name = "agency publish",
	.summary = "Write the directory with its signature",
	.about =
	    "For stores whose authority this agency is (init --authority): "
	    "they take it with \"agency import\". \"gpg --verify FILE.sig "
	    "FILE\" checks the signature too.",
	.options = options,
	.args_bytes = sizeof(struct publish_args),
	.run = run,
};
