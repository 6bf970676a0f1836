#include "tool/cmd/cmd.h"
#include "tool/cmd/offered.h"
#include "tool/cmd/trust.h"
#include "tool/flow/cosign.h"

static int
take(const struct command_call *call, struct store *s, const struct bytes *text,
    const struct bytes *signature, struct why *w)
{
	const struct session_signed offered = { text->data, text->len,
		signature->data, signature->len };
	struct prove_cosigned c;
	int rc = call->dry_run ? cosign_check(s, &offered, &c, w)
			       : cosign_take(s, &offered, call->actor, &c, w);

	if (rc != 0)
		return -1;
	say_verdict(call->say, "VERIFIED");
	say_text(call->say, "witness", "Cosigned by", c.decision.agency);
	say_text(call->say, "fingerprint", "Fingerprint",
	    c.decision.fingerprint);
	trust_say(call->say, &c.decision, false);
	say_number(call->say, "size", "Events", c.said.head.size);
	say_hex(call->say, "root", "Root", c.said.head.root,
	    sizeof c.said.head.root);
	say_time(call->say, "time", "At", c.said.time_s);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	return offered_run(call,
	    &(struct offered){ .mode = call->dry_run ? STORE_READ : STORE_WRITE,
		.max_bytes = COSIGNATURE_MAX_BYTES,
		.act = take },
	    w);
}

const struct command cmd_log_cosigned = {
	.name = "log cosigned",
	.summary = "Take the cosignature of a witness",
	.about =
	    "FILE, and FILE.sig, are what another agency wrote with \"log "
	    "cosign\". Its key must have the role witness, and what it saw "
	    "must be a checkpoint of this store. It is kept beside the "
	    "checkpoint: \"log verify\" checks it again, \"log prove\" passes "
	    "it on.",
	.options = offered_options,
	.args_bytes = sizeof(struct offered_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
