#include "tool/cmd/signed.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const struct say_column columns[] = {
	{ "agency", "SIGNED BY", 14 },
	{ "person", "PERSON", 10 },
	{ "claimed", "ON", 20 },
	{ "state", "COUNTS", 17 },
	{ "fingerprint", "FINGERPRINT", 0 },
};

static const struct say_column hop_columns[] = {
	{ "seal_of", "SEAL OF", 14 },
	{ "agency", "SIGNED BY", 14 },
	{ "person", "PERSON", 10 },
	{ "claimed", "ON", 20 },
	{ "state", "COUNTS", 17 },
	{ "fingerprint", "FINGERPRINT", 0 },
};

static const struct say_column asked[] = {
	{ "role", "POLICY ASKS FOR", 16 },
	{ "asked", "PERSONS", 7 },
	{ "met", "SIGNED", 6 },
};

static const struct say_column hop_asked[] = {
	{ "seal_of", "SEAL OF", 14 },
	{ "role", "POLICY ASKS FOR", 16 },
	{ "asked", "PERSONS", 7 },
	{ "met", "SIGNED", 6 },
};

#define N(table) (sizeof(table) / sizeof((table)[0]))

void
signed_roles(char out[SIGNED_ROLES_BYTES], uint64_t roles)
{
	out[0] = '\0';
	for (unsigned i = 0; i < QUORUM_ROLES; i++) {
		size_t at = strlen(out);

		if ((roles & 1U << i) != 0)
			(void)snprintf(out + at, SIGNED_ROLES_BYTES - at,
			    "%s%s", at == 0 ? "" : ",",
			    directory_role_name(
				(enum directory_role)(1U << i)));
	}
}

void
signed_say_fields(struct say *s, const struct ledger_signature *one,
    const struct why *why)
{
	bool counts = one->reason[0] == '\0';
	char role[SIGNED_ROLES_BYTES];
	char roles[SIGNED_ROLES_BYTES];

	signed_roles(role, one->filled);
	signed_roles(roles, one->roles);
	say_text(s, "agency", NULL, one->agency);
	say_text(s, "person", NULL, one->person);
	say_text(s, "fingerprint", NULL, one->fingerprint);
	say_text(s, "roles", NULL, roles);
	say_time(s, "claimed", NULL, one->claimed_s);
	say_flag(s, "counts", NULL, counts);
	say_text(s, "counted_for", NULL, role);
	if (!counts)
		say_text(s, "reason", NULL, one->reason);
	if (!counts && why != NULL)
		say_text(s, "message", NULL, why->text);
	say_text(s, "state", NULL,
	    !counts	       ? one->reason
		: role[0] == 0 ? "yes"
			       : role);
}

void
signed_say_asked(struct say *s, const struct ledger_quorum *q)
{
	char role[SIGNED_ROLES_BYTES];

	signed_roles(role, q->role);
	say_text(s, "role", NULL, role);
	say_number(s, "asked", NULL, q->asked);
	say_number(s, "met", NULL, q->met);
}

static void
end_signatures(struct say *s)
{
	say_list_end(s, "no signatures");
}

static void
end_quorum(struct say *s)
{
	say_list_end(s, "No policy asks for further signatures.");
}

void
signed_say(struct say *s, const struct signers *all)
{
	struct signatures list;

	signatures_of(&list, all);
	say_list_begin(s, "signatures", NULL, columns, N(columns));
	for (size_t i = 0; i < list.n; i++) {
		say_row_begin(s);
		signed_say_fields(s, &list.all[i], &all->all[i].why);
		say_row_end(s);
	}
	end_signatures(s);
	say_list_begin(s, "quorum", NULL, asked, N(asked));
	for (size_t i = 0; i < list.n_asked; i++) {
		say_row_begin(s);
		signed_say_asked(s, &list.asked[i]);
		say_row_end(s);
	}
	end_quorum(s);
}

static void
say_seal(struct say *s, const char *agency, const uint8_t id[SEAL_ID_BYTES])
{
	say_text(s, "seal_of", NULL, agency);
	say_hex(s, "bundle", NULL, id, SEAL_ID_BYTES);
}

static void
say_link(struct say *s, const struct chain_link *l, const struct signers *why)
{
	for (size_t i = 0; i < l->signatures.n; i++) {
		say_row_begin(s);
		say_seal(s, l->decision.agency, l->id);
		signed_say_fields(s, &l->signatures.all[i],
		    why == NULL ? NULL : &why->all[i].why);
		say_row_end(s);
	}
}

void
signed_say_chain(struct say *s, const struct chain *c,
    const struct signers *last)
{
	bool hops = c->n > 1;

	say_list_begin(s, "signatures", NULL, hops ? hop_columns : columns,
	    hops ? N(hop_columns) : N(columns));
	for (size_t i = 0; i < c->n; i++)
		say_link(s, &c->links[i], i + 1 == c->n ? last : NULL);
	end_signatures(s);
	say_list_begin(s, "quorum", NULL, hops ? hop_asked : asked,
	    hops ? N(hop_asked) : N(asked));
	for (size_t i = 0; i < c->n; i++) {
		const struct chain_link *l = &c->links[i];

		for (size_t j = 0; j < l->signatures.n_asked; j++) {
			say_row_begin(s);
			say_seal(s, l->decision.agency, l->id);
			signed_say_asked(s, &l->signatures.asked[j]);
			say_row_end(s);
		}
	}
	end_quorum(s);
}

/* --- not checked --- */

static void
say_written(struct say *s, const struct signature *one)
{
	char key[2 * SIGNATURE_PRINT_BYTES + 1];

	bytes_to_hex(key, one->issuer, SIGNATURE_PRINT_BYTES);
	for (char *c = key; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	say_text(s, "key", NULL, key);
	say_time(s, "claimed", NULL, one->created_s);
}

void
signed_say_written(struct say *s, const struct signature_file *f)
{
	static const struct say_column written[] = {
		{ "key", "SIGNED WITH, IT SAYS", 40 },
		{ "claimed", "ON", 0 },
	};

	say_list_begin(s, "signatures", NULL, written, N(written));
	for (size_t i = 0; i < f->n; i++) {
		say_row_begin(s);
		say_written(s, &f->all[i]);
		say_row_end(s);
	}
	end_signatures(s);
}

/* What cannot be read as signatures is told in their place. */
static void
say_file(struct say *s, const char *agency, const uint8_t id[SEAL_ID_BYTES],
    const struct bytes *signature)
{
	struct signature_file f;
	struct why fault = { 0 };

	if (signature_parse_file(&f, signature->data, signature->len, &fault) !=
	    0) {
		say_row_begin(s);
		say_seal(s, agency, id);
		say_text(s, "reason", NULL, why_name(fault.reason));
		say_text(s, "message", NULL, fault.text);
		say_text(s, "key", NULL, fault.text);
		say_row_end(s);
		return;
	}
	for (size_t i = 0; i < f.n; i++) {
		say_row_begin(s);
		say_seal(s, agency, id);
		say_written(s, &f.all[i]);
		say_row_end(s);
	}
}

int
signed_say_opening(struct say *s, const struct opening *o, struct why *w)
{
	static const struct say_column written[] = {
		{ "seal_of", "SEAL OF", 14 },
		{ "key", "SIGNED WITH, IT SAYS", 40 },
		{ "claimed", "ON", 0 },
	};
	int rc = 0;

	say_list_begin(s, "signatures", NULL, written, N(written));
	for (size_t i = 0; rc == 0 && i < o->frame.n_earlier; i++) {
		struct bytes text = { 0 };
		struct bytes signature = { 0 };
		bool listed = i < o->seal.n_earlier;

		rc = opening_read_earlier(o, i, &text, &signature, w);
		if (rc == 0 && listed)
			say_file(s, o->seal.earlier[i].sender.agency,
			    o->seal.earlier[i].id, &signature);
		bytes_clear(&text);
		bytes_clear(&signature);
	}
	if (rc == 0)
		say_file(s, o->seal.sender.agency, o->seal.id, &o->signature);
	end_signatures(s);
	return rc;
}
