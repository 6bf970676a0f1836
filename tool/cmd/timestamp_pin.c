#include <stdio.h>
#include <strings.h>

#include "keys/file.h"
#include "tool/cmd/cmd.h"
#include "tool/store/store_stamp.h"

struct pin_args {
	const char *store;
	const char *certificate;
	const char *fingerprint;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct pin_args, store) },
	{ "CERTIFICATE", NULL, NULL,
	    OPT_OPERAND(struct pin_args, certificate) },
	{ "fingerprint", "SHA256",
	    "the certificate's, 64 hex digits, as the authority told it; asked "
	    "for at a terminal if not given",
	    OPT_TEXT(struct pin_args, fingerprint) },
	{ 0 },
};

static int
read_certificate(const char *path, struct timestamp_certificate *c,
    struct why *w)
{
	struct bytes pem = { 0 };
	int rc = file_read(path, TIMESTAMP_MAX_BYTES, &pem, w);

	if (rc == 0) {
		rc = timestamp_certificate(c, pem.data, pem.len, w);
		if (rc != 0)
			why_in(w, "%s", path);
	}
	bytes_clear(&pem);
	return rc;
}

static int
confirm(const struct pin_args *args, const struct timestamp_certificate *c,
    struct why *w)
{
	char what[TIMESTAMP_NAME_BYTES + TIMESTAMP_PRINT_HEX + 128];

	if (args->fingerprint == NULL) {
		(void)snprintf(what, sizeof what,
		    "The certificate %s with SHA-256 %s will be trusted for "
		    "timestamps.",
		    c->name, c->print);
		return ask_sure(what, "--fingerprint", w);
	}
	if (strcasecmp(args->fingerprint, c->print) == 0)
		return 0;
	return why_set(w, WHY_TIMESTAMP_AUTHORITY,
	    "%s has the fingerprint %s, not the one that was given",
	    args->certificate, c->print);
}

static int
pin(const struct command_call *call, const struct timestamp_certificate *c,
    struct why *w)
{
	const struct pin_args *args = call->args;
	struct store store = { 0 };
	int rc = store_open(&store, args->store,
	    call->dry_run ? STORE_LOOK : STORE_WRITE, &call->passphrase, w);

	if (rc == 0 && !call->dry_run)
		rc = store_stamp_pin(&store, c, call->actor, w);
	store_close(&store);
	if (rc != 0)
		return -1;
	say_text(call->say, "authority", "Authority", c->name);
	say_text(call->say, "fingerprint", "Fingerprint", c->print);
	say_flag(call->say, "pinned", "Pinned", !call->dry_run);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct pin_args *args = call->args;
	struct timestamp_certificate c = { 0 };
	int rc = -1;

	if (read_certificate(args->certificate, &c, w) == 0 &&
	    confirm(args, &c, w) == 0)
		rc = pin(call, &c, w);
	timestamp_certificate_clear(&c);
	return rc;
}

const struct command cmd_timestamp_pin = {
	.name = "timestamp pin",
	.summary = "Trust an authority for timestamps",
	.about = "CERTIFICATE is a file in PEM with one certificate: of the "
		 "authority itself, or one above it. It is trusted for "
		 "timestamps and nothing else.",
	.options = options,
	.args_bytes = sizeof(struct pin_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
