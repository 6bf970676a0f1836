#include <string.h>
#include <time.h>

#include "tool/cmd/agency.h"
#include "tool/cmd/cmd.h"
#include "tool/store/store.h"

struct list_args {
	const char *store;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct list_args, store) },
	{ 0 },
};

static const struct say_column columns[] = {
	{ "agency", "AGENCY", 14 },
	{ "status", "STATUS", 9 },
	{ "fingerprint", "FINGERPRINT", 40 },
	{ "state", "KEY", 10 },
	{ "person", "PERSON", 10 },
	{ "may", "MAY", 0 },
};

/* What is worst about a key. */
static const char *
state_of(const struct directory_key *k, int64_t now_s)
{
	if (k->compromised_s <= now_s)
		return "compromised";
	if (k->revoked_s <= now_s)
		return "revoked";
	if (k->superseded_s <= now_s)
		return "superseded";
	if (k->valid_until_s <= now_s)
		return "expired";
	return k->valid_from_s > now_s ? "to come" : "valid";
}

static void
say_ends(struct say *s, const struct directory_key *k)
{
	const struct {
		const char *name;
		int64_t time_s;
	} times[] = {
		{ "valid_until", k->valid_until_s },
		{ "superseded", k->superseded_s },
		{ "revoked", k->revoked_s },
		{ "compromised", k->compromised_s },
	};

	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		if (times[i].time_s != DIRECTORY_NEVER)
			say_time(s, times[i].name, NULL, times[i].time_s);
	}
}

/* A row for each key: an agency can have several. */
static void
say_key(struct say *s, const struct store *store,
    const struct directory_agency *a, const struct directory_key *k)
{
	bool self = strcmp(a->agency, store->agency) == 0;
	const char *status = directory_status_name(a->status);
	char roles[AGENCY_ROLES_BYTES];
	char key_roles[AGENCY_ROLES_BYTES];
	char may[AGENCY_ROLES_BYTES];

	agency_roles(roles, a->roles);
	agency_roles(key_roles, k->roles);
	agency_roles(may, a->roles & k->roles);
	say_row_begin(s);
	say_text(s, "agency", NULL, a->agency);
	say_text(s, "name", NULL, a->name);
	say_text(s, "kind", NULL, directory_kind_name(a->kind));
	say_text(s, "force_code", NULL, a->force_code);
	say_text(s, "contact", NULL, a->contact);
	say_text(s, "status", NULL,
	    self && a->status == DIRECTORY_APPROVED ? "self" : status);
	say_time(s, "approved_from", NULL, a->approved_from_s);
	if (a->approved_until_s != DIRECTORY_NEVER)
		say_time(s, "approved_until", NULL, a->approved_until_s);
	say_text(s, "fingerprint", NULL, k->fingerprint);
	say_text(s, "state", NULL, state_of(k, time(NULL)));
	say_time(s, "valid_from", NULL, k->valid_from_s);
	say_ends(s, k);
	say_text(s, "person", NULL, k->person);
	say_text(s, "roles", NULL, roles);
	say_text(s, "key_roles", NULL, key_roles);
	say_text(s, "may", NULL, may);
	say_row_end(s);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct list_args *args = call->args;
	struct store store = { 0 };
	const struct directory *d = &store.directory;

	if (store_open(&store, args->store, STORE_LOOK, NULL, w) != 0)
		return -1;
	say_text(call->say, "directory_issuer", NULL, store.issuer.agency);
	say_number(call->say, "directory_version", NULL, d->version);
	say_list_begin(call->say, "agencies", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < d->n; i++) {
		for (size_t j = 0; j < d->agencies[i].n_keys; j++)
			say_key(call->say, &store, &d->agencies[i],
			    &d->agencies[i].keys[j]);
	}
	say_list_end(call->say, "no agencies");
	store_close(&store);
	return 0;
}

const struct command cmd_agency_list = {
	.name = "agency list",
	.summary = "Show the agencies that this store knows, and their keys",
	.options = options,
	.args_bytes = sizeof(struct list_args),
	.run = run,
};
