#include "tool/cmd/cmd.h"
#include "tool/cmd/coded.h"
#include "tool/cmd/output.h"
#include "tool/cmd/trust.h"
#include "tool/flow/opening.h"
#include "tool/report/cover_html.h"

struct cover_args {
	const char *bundle;
	const char *output;
	const char *seal_number;
	const char *medium;
	const char *remark;
};

static const struct opt options[] = {
	{ "BUNDLE", NULL, NULL, OPT_OPERAND(struct cover_args, bundle) },
	{ "output", "FILE", "write it as a page to print (HTML); a new file",
	    OPT_TEXT(struct cover_args, output) },
	{ "seal-number", "TEXT", "of the bag or box that the disk travels in",
	    OPT_TEXT(struct cover_args, seal_number) },
	{ "medium", "TEXT", "make and serial number of the disk",
	    OPT_TEXT(struct cover_args, medium) },
	{ "remark", "TEXT", "a line of your own",
	    OPT_TEXT(struct cover_args, remark) },
	{ 0 },
};

static void
say_given(struct say *s, const char *key, const char *label, const char *value)
{
	say_text(s, key, label, value == NULL ? "" : value);
}

static void
say_cover(struct say *s, const struct cover_args *args, const struct opening *o)
{
	const struct seal *seal = &o->seal;

	coded_say(s, o->seal_digest);
	say_text(s, "marking", "Marking", seal->marking);
	say_text(s, "sender", "From", seal->sender.agency);
	say_text(s, "fingerprint", "Fingerprint", seal->sender.fingerprint);
	trust_say_readers(s, seal);
	say_time(s, "created", "Sealed", seal->created_s);
	say_number(s, "sequence", "Number", seal->sequence);
	say_size(s, "bytes", "Size", o->frame.file_bytes);
	say_hex(s, "bundle", "Bundle", seal->id, sizeof seal->id);
	say_hex(s, "seal_digest", "Seal digest", o->seal_digest,
	    sizeof o->seal_digest);
	say_given(s, "seal_number", "Seal number", args->seal_number);
	say_given(s, "medium", "Medium", args->medium);
	say_given(s, "remark", "Remark", args->remark);
	say_flag(s, "checked", NULL, false);
}

static int
write_page(const struct cover_args *args, const struct opening *o,
    struct why *w)
{
	const struct cover_html c = {
		.seal = &o->seal,
		.digest = o->seal_digest,
		.bytes = o->frame.file_bytes,
		.seal_number = args->seal_number,
		.medium = args->medium,
		.remark = args->remark,
	};
	struct bytes page = { 0 };
	int rc = cover_html(&c, &page, w);

	if (rc == 0)
		rc = cmd_output(args->output, page.data, page.len, w);
	bytes_clear(&page);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct cover_args *args = call->args;
	struct opening o = { .fd = -1 };
	int rc = -1;

	if (opening_open(&o, args->bundle, w) == 0 &&
	    opening_inspect(&o, w) == 0 &&
	    (args->output == NULL || write_page(args, &o, w) == 0)) {
		say_cover(call->say, args, &o);
		if (args->output != NULL)
			say_text(call->say, "output", "Written to",
			    args->output);
		say_note(call->say,
		    "Nothing of this was checked: \"sealbag verify\" does.");
		rc = 0;
	}
	opening_close(&o);
	return rc;
}

const struct command cmd_cover = {
	.name = "cover",
	.summary = "Print the cover sheet that goes along with a bundle",
	.about =
	    "What a person needs beside the disk: the check code, which is "
	    "read out over the telephone and compared, from whom, to whom, "
	    "size, the number of the bag's seal, the medium. With --output a "
	    "page with a QR code and lines for signatures. Neither purpose nor "
	    "contents are on it. No key and no store is needed.",
	.options = options,
	.args_bytes = sizeof(struct cover_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
