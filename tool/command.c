#include "tool/command.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/cmd/cmd.h"
#include "tool/stop.h"
#include "tool/version.h"

#define NAME_BYTES 64

const struct command *const command_table[] = {
	&cmd_init,
	&cmd_agency_card,
	&cmd_agency_add,
	&cmd_agency_add_key,
	&cmd_agency_unpin,
	&cmd_agency_key,
	&cmd_agency_list,
	&cmd_agency_publish,
	&cmd_agency_diff,
	&cmd_agency_import,
	&cmd_key_status,
	&cmd_key_export,
	&cmd_key_import,
	&cmd_key_extend,
	&cmd_key_revoke,
	&cmd_key_new,
	&cmd_key_offline,
	&cmd_key_rotate,
	&cmd_key_use,
	&cmd_policy_new,
	&cmd_policy_sign,
	&cmd_policy_show,
	&cmd_policy_diff,
	&cmd_policy_import,
	&cmd_quality,
	&cmd_pack,
	&cmd_order_delete,
	&cmd_order_restrict,
	&cmd_order_lift,
	&cmd_order_rectify,
	&cmd_order_waive,
	&cmd_approve_show,
	&cmd_approve_take,
	&cmd_approve_sign,
	&cmd_approve_add,
	&cmd_certificate_make,
	&cmd_certificate_show,
	&cmd_certificate_verify,
	&cmd_certificate_take,
	&cmd_convert,
	&cmd_inspect,
	&cmd_cover,
	&cmd_verify,
	&cmd_receive,
	&cmd_forward,
	&cmd_hold_add,
	&cmd_hold_list,
	&cmd_hold_review,
	&cmd_hold_release,
	&cmd_due,
	&cmd_enforce,
	&cmd_extract,
	&cmd_receipt_make,
	&cmd_receipt_verify,
	&cmd_receipt_take,
	&cmd_handover_give,
	&cmd_handover_take,
	&cmd_handover_close,
	&cmd_handover_verify,
	&cmd_handover_show,
	&cmd_handover_list,
	&cmd_list,
	&cmd_report,
	&cmd_log_show,
	&cmd_log_verify,
	&cmd_log_checkpoint,
	&cmd_log_prove,
	&cmd_log_export,
	&cmd_log_reconcile,
	&cmd_log_cosign,
	&cmd_log_cosigned,
	&cmd_log_attach,
	&cmd_timestamp_pin,
	&cmd_timestamp_unpin,
	&cmd_timestamp_request,
	&cmd_timestamp_attach,
	&cmd_timestamp_list,
	&cmd_timestamp_export,
	&cmd_selftest,
	&cmd_help,
	NULL,
};

static const struct opt secret_rows[] = {
	{ "passphrase-file", "FILE", "read the store's passphrase from a file",
	    OPT_TEXT(struct command_shared, passphrase.file) },
	{ "passphrase-fd", "N", "read it from an open file descriptor",
	    OPT_NUMBER(struct command_shared, passphrase.fd), .max = 1023 },
	{ "pinentry", "PROGRAM", "have this pinentry program ask for it",
	    OPT_TEXT(struct command_shared, passphrase.pinentry) },
	{ 0 },
};
static const struct opt actor_rows[] = {
	{ "actor", "TEXT",
	    "who acts, for the custody log; the login name if not given",
	    OPT_TEXT(struct command_shared, actor) },
	{ 0 },
};
static const struct opt dry_rows[] = {
	{ "dry-run", NULL, "do everything but change anything",
	    OPT_FLAG(struct command_shared, dry_run) },
	{ 0 },
};
static const struct opt common_rows[] = {
	{ "json", NULL, "print the result as one JSON object",
	    OPT_FLAG(struct command_shared, json) },
	{ "quiet", NULL, "print faults only, show no progress",
	    OPT_FLAG(struct command_shared, quiet) },
	{ "help", NULL, "print this (-h)",
	    OPT_FLAG(struct command_shared, help) },
	{ 0 },
};

const struct command_options command_options[] = {
	{ COMMAND_SECRET, secret_rows },
	{ COMMAND_ACTOR, actor_rows },
	{ COMMAND_DRY_RUN, dry_rows },
	{ 0, common_rows },
	{ 0, NULL },
};

#define SETS_MAX (1 + sizeof command_options / sizeof command_options[0])

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; command_table[i] != NULL; i++) {
		if (strcmp(command_table[i]->name, name) == 0)
			return command_table[i];
	}
	return NULL;
}

static bool
in_group(const struct command *command, const char *group)
{
	size_t len = strlen(group);

	return strncmp(command->name, group, len) == 0 &&
	    command->name[len] == ' ';
}

bool
command_group(const char *group)
{
	for (size_t i = 0; command_table[i] != NULL; i++) {
		if (in_group(command_table[i], group))
			return true;
	}
	return false;
}

int
command_unknown(const char *name, struct why *w)
{
	size_t first = strcspn(name, " ");
	char group[NAME_BYTES];
	char words[128] = "";
	struct opt_nearest near = { .word = name };

	(void)snprintf(group, sizeof group, "%.*s", (int)first, name);
	for (size_t i = 0; command_table[i] != NULL; i++) {
		const struct command *c = command_table[i];
		size_t at = strlen(words);

		opt_nearest_try(&near, c->name);
		if (in_group(c, group))
			(void)snprintf(words + at, sizeof words - at, "%s%s",
			    at == 0 ? "" : ", ", c->name + first + 1);
	}
	if (words[0] != '\0')
		return why_set(w, WHY_USAGE, "\"%s\" needs one of: %s", group,
		    words);
	if (near.best != NULL)
		return why_set(w, WHY_USAGE,
		    "there is no command \"%.40s\"; did you mean \"%s\"?",
		    group, near.best);
	return why_set(w, WHY_USAGE, "there is no command \"%.40s\"", group);
}

static int
set_actor(struct command_call *call, const char *given, struct why *w)
{
	const struct passwd *user;

	if (given == NULL) {
		user = getpwuid(geteuid());
		if (user != NULL)
			(void)snprintf(call->actor, sizeof call->actor,
			    "%.200s", user->pw_name);
		else
			(void)snprintf(call->actor, sizeof call->actor,
			    "uid %lu", (unsigned long)geteuid());
		return 0;
	}
	if (given[0] == '\0' || strlen(given) >= sizeof call->actor)
		return why_set(w, WHY_USAGE,
		    "--actor: a text of 1 to %zu bytes is needed",
		    sizeof call->actor - 1);
	(void)snprintf(call->actor, sizeof call->actor, "%s", given);
	return 0;
}

/* Help of a command, or of a group (NULL: of all). */
static int
print_help(const struct command *command, const char *group, struct say *say,
    struct why *w)
{
	struct bytes text = { 0 };
	int rc;

	rc = command != NULL ? command_help(command, &text, w)
			     : command_overview(group, &text, w);
	if (rc == 0)
		rc = bytes_add(&text, "", 1, w);
	if (rc == 0)
		say_block(say, "help", (const char *)text.data);
	bytes_clear(&text);
	return rc;
}

/* Parse and run; what is printed goes to say. */
static int
run(const struct command *command, struct say *say, int argc, char *const *argv,
    struct why *w)
{
	struct command_shared shared = { 0 };
	struct command_call call = { .say = say };
	struct opt_set sets[SETS_MAX] = { { command->options, NULL } };
	size_t n = 1;
	int rc = -1;

	call.args = calloc(1, command->args_bytes + 1);
	if (call.args == NULL)
		return why_memory(w);
	sets[0].into = call.args;
	for (const struct command_options *o = command_options; o->rows != NULL;
	     o++) {
		if ((o->needs & command->needs) == o->needs)
			sets[n++] = (struct opt_set){ o->rows, &shared };
	}
	if (opt_parse(sets, n, argc, argv, w) != 0)
		goto out;
	if (shared.help) {
		rc = print_help(command, NULL, say, w);
		goto out;
	}
	say->o.quiet = shared.quiet;
	call.quiet = shared.quiet || shared.json;
	call.dry_run = shared.dry_run;
	call.passphrase = shared.passphrase;
	if (opt_complete(sets, n, w) != 0 ||
	    set_actor(&call, shared.actor, w) != 0)
		goto out;
	rc = command->run(&call, w);
out:
	opt_clear(sets, n);
	free(call.args);
	return rc;
}

/* The command that argv names, and how many words it took. */
static const struct command *
look_up(int argc, char *const *argv, int *words, struct why *w)
{
	char name[NAME_BYTES];
	const struct command *found = NULL;
	bool second = argc > 2 && argv[2][0] != '-';

	(void)snprintf(name, sizeof name, "%.30s%s%.30s", argv[1],
	    second ? " " : "", second ? argv[2] : "");
	*words = second ? 2 : 1;
	found = command_find(name);
	if (found == NULL && second) {
		*words = 1;
		found = command_find(argv[1]);
	}
	if (found == NULL)
		command_unknown(name, w);
	return found;
}

static bool
is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* What the first word asks for. */
static int
dispatch(struct say *say, int argc, char *const *argv, struct why *w)
{
	const struct command *command;
	int words = 0;

	if (argc < 2)
		return why_set(w, WHY_USAGE, "no command is given");
	if (is_help(argv[1]))
		return print_help(NULL, NULL, say, w);
	if (strcmp(argv[1], "--version") == 0) {
		say_block(say, "version",
		    say->o.json ? VERSION : "sealbag " VERSION "\n");
		return 0;
	}
	if (argc > 2 && is_help(argv[2]) && command_group(argv[1]))
		return print_help(NULL, argv[1], say, w);
	command = look_up(argc, argv, &words, w);
	if (command == NULL)
		return -1;
	say->o.help = command->name;
	say->o.verdicts = (command->needs & COMMAND_VERDICT) != 0;
	return run(command, say, argc - 1 - words, argv + 1 + words, w);
}

int
command_run(int argc, char *const *argv)
{
	struct why w = { 0 };
	struct say say;
	struct say_options o = { .help = "" };
	int rc;

	/* Known before the rest, so that faults in it come out as asked. */
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		o.json = o.json || strcmp(argv[i], "--json") == 0;
	say_open(&say, &o);
	rc = dispatch(&say, argc, argv, &w);
	if (rc == 0)
		rc = say_close(&say, &w);
	if (rc == 0)
		return 0;
	/* gpg shares our terminal and stops too: what failed then is no
	 * verdict */
	if (stop_asked()) {
		why_clear(&w);
		(void)stop_check(&w);
	}
	return say_fault(&say, &w);
}
