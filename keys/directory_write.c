#include "formats/text.h"
#include "keys/directory.h"

static void
write_time(struct text_out *o, const char *key, int64_t time_s)
{
	if (time_s == DIRECTORY_NEVER)
		text_out_string(o, key, "");
	else
		text_out_time(o, key, time_s);
}

static void
write_roles(struct text_out *o, unsigned roles)
{
	text_out_open(o, "roles", '[');
	for (unsigned bit = 1; bit <= DIRECTORY_ADMINISTER; bit <<= 1) {
		if ((roles & bit) != 0)
			text_out_string(o, NULL, directory_role_name(bit));
	}
	text_out_close(o);
}

static int
write_key(struct text_out *o, const struct directory_key *k, struct why *w)
{
	struct bytes text = { 0 };
	int rc = -1;

	if (bytes_add(&text, k->key.data, k->key.len, w) != 0 ||
	    bytes_add(&text, "", 1, w) != 0)
		goto out;
	text_out_open(o, NULL, '{');
	text_out_string(o, "fingerprint", k->fingerprint);
	text_out_open(o, "use", '[');
	for (unsigned bit = 1; bit <= DIRECTORY_ENCRYPT; bit <<= 1) {
		if ((k->use & bit) != 0)
			text_out_string(o, NULL, directory_use_name(bit));
	}
	text_out_close(o);
	text_out_string(o, "person", k->person);
	write_roles(o, k->roles);
	text_out_time(o, "valid_from", k->valid_from_s);
	write_time(o, "valid_until", k->valid_until_s);
	write_time(o, "superseded", k->superseded_s);
	write_time(o, "revoked", k->revoked_s);
	write_time(o, "compromised", k->compromised_s);
	text_out_string(o, "key", (const char *)text.data);
	text_out_close(o);
	rc = 0;
out:
	bytes_clear(&text);
	return rc;
}

static int
write_agency(struct text_out *o, const struct directory_agency *a,
    struct why *w)
{
	text_out_open(o, NULL, '{');
	text_out_string(o, "agency", a->agency);
	text_out_string(o, "name", a->name);
	text_out_string(o, "kind", directory_kind_name(a->kind));
	text_out_string(o, "force_code", a->force_code);
	text_out_string(o, "contact", a->contact);
	text_out_string(o, "status", directory_status_name(a->status));
	text_out_time(o, "approved_from", a->approved_from_s);
	write_time(o, "approved_until", a->approved_until_s);
	write_roles(o, a->roles);
	text_out_open(o, "keys", '[');
	for (size_t i = 0; i < a->n_keys; i++) {
		if (write_key(o, &a->keys[i], w) != 0)
			return -1;
	}
	text_out_close(o);
	text_out_close(o);
	return 0;
}

int
directory_write(const struct directory *d, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", DIRECTORY_FORMAT);
	lineage_write(&o,
	    &(struct lineage){ d->issuer, d->version, d->issued_s,
		d->earlier });
	text_out_open(&o, "agencies", '[');
	for (size_t i = 0; i < d->n; i++) {
		if (write_agency(&o, &d->agencies[i], w) != 0)
			return -1;
	}
	text_out_close(&o);
	text_out_close(&o);
	return text_out_end(&o, w);
}
