#include "keys/card.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/store/store.h"

struct card_args {
	const char *store;
	const char *output;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct card_args, store) },
	{ "output", "FILE", "write the card there; else it is printed",
	    OPT_TEXT(struct card_args, output) },
	{ 0 },
};

static int
show_card(const struct command_call *call, struct card *c, struct why *w)
{
	const struct card_args *args = call->args;
	struct bytes text = { 0 };
	int rc = -1;

	if (card_write(c, &text, w) != 0)
		goto out;
	if (args->output != NULL) {
		if (cmd_output(args->output, text.data, text.len, w) != 0)
			goto out;
		say_text(call->say, "agency", "Agency", c->agency);
		if (c->person[0] != '\0')
			say_text(call->say, "person", "Person", c->person);
		say_text(call->say, "fingerprint", "Fingerprint",
		    c->fingerprint);
		say_text(call->say, "output", "Written to", args->output);
	} else {
		if (bytes_add(&text, "", 1, w) != 0)
			goto out;
		say_block(call->say, "card", (const char *)text.data);
	}
	rc = 0;
out:
	bytes_clear(&text);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct card_args *args = call->args;
	struct store store = { 0 };
	struct card card = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, STORE_READ, NULL, w) == 0 &&
	    store_card(&store, &card, w) == 0)
		rc = show_card(call, &card, w);
	card_clear(&card);
	store_close(&store);
	return rc;
}

const struct command cmd_agency_card = {
	.name = "agency card",
	.summary = "Write this agency's public card",
	.about = "The card holds id, name, in a person's store the person, and "
		 "the public key. It may travel by any way; its fingerprint "
		 "has to be told by another one.",
	.options = options,
	.args_bytes = sizeof(struct card_args),
	.run = run,
};
