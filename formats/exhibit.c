#include "formats/exhibit.h"

#include <stdlib.h>
#include <string.h>

#include "formats/text.h"

void
exhibit_clear(struct exhibit *e)
{
	free(e->asked);
	*e = (struct exhibit){ 0 };
}

bool
exhibit_parent(char out[EXHIBIT_REFERENCE_BYTES], const char *reference)
{
	const char *slash = strrchr(reference, '/');
	size_t front = slash == NULL ? 0 : (size_t)(slash - reference);
	size_t letters = slash == NULL ? 0 : strlen(slash + 1);

	if (front == 0 || front >= EXHIBIT_REFERENCE_BYTES || letters < 1 ||
	    letters > 3 ||
	    strspn(slash + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != letters)
		return false;
	memcpy(out, reference, front);
	out[front] = '\0';
	return true;
}

int
exhibit_ask(struct exhibit *e, const char *option, const char *value,
    struct why *w)
{
	struct exhibit_asked *more;

	if (e->n_asked == EXHIBIT_ASKED_MAX ||
	    strlen(option) >= sizeof more->option ||
	    strlen(value) >= sizeof more->value)
		return why_set(w, WHY_USAGE, "--%s: too much is asked for",
		    option);
	more = realloc(e->asked, (e->n_asked + 1) * sizeof *more);
	if (more == NULL)
		return why_memory(w);
	e->asked = more;
	more += e->n_asked++;
	memcpy(more->option, option, strlen(option) + 1);
	memcpy(more->value, value, strlen(value) + 1);
	return 0;
}

static int
bad(struct why *w, const char *how)
{
	return why_set(w, WHY_EXHIBIT, "%s", how);
}

static bool
is_party(const struct seal_party *p)
{
	size_t len = strspn(p->agency, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return len > 0 && p->agency[len] == '\0' &&
	    strlen(p->fingerprint) == SEAL_PRINT_HEX - 1 &&
	    strspn(p->fingerprint, "0123456789ABCDEF") == SEAL_PRINT_HEX - 1;
}

static int
check_parent(const struct exhibit *e, struct why *w)
{
	const struct exhibit_of *p = &e->parent;
	char wanted[EXHIBIT_REFERENCE_BYTES];
	bool derived = exhibit_parent(wanted, e->reference);

	if (derived != (p->reference[0] != '\0') ||
	    (derived && strcmp(wanted, p->reference) != 0))
		return bad(w, "a reference that is not one of its parent");
	if (!derived)
		return 0;
	if (!is_party(&p->agency))
		return bad(w, "no agency, or no full fingerprint");
	if (e->reads > p->reads || e->files > p->files)
		return bad(w, "it shows more than its parent");
	return 0;
}

static int
check(const struct exhibit *e, struct why *w)
{
	if (e->reference[0] == '\0' || !why_printable(e->reference))
		return bad(w, "no reference of an exhibit");
	if (!is_party(&e->agency) || !is_party(&e->sender))
		return bad(w, "no agency, or no full fingerprint");
	if (!why_printable(e->actor) || !why_printable(e->purpose) ||
	    !why_printable(e->authority) || !why_printable(e->tool))
		return bad(w, "a text that is not one line to print");
	if (e->n_asked == 0)
		return bad(w, "nothing was asked for");
	for (size_t i = 0; i < e->n_asked; i++)
		if (e->asked[i].option[0] == '\0' ||
		    strspn(e->asked[i].option, "abcdefghijklmnopqrstuvwxyz-") !=
			strlen(e->asked[i].option))
			return bad(w, "asked for by a word that is none");
	if (e->restricted_reads > e->withheld_reads)
		return bad(w, "more reads are restricted than withheld");
	return check_parent(e, w);
}

static void
write_asked(struct text_out *o, const struct exhibit *e)
{
	text_out_open(o, "asked", '[');
	for (size_t i = 0; i < e->n_asked; i++) {
		text_out_open(o, NULL, '{');
		text_out_string(o, "option", e->asked[i].option);
		text_out_string(o, "value", e->asked[i].value);
		text_out_close(o);
	}
	text_out_close(o);
}

static void
write_parent(struct text_out *o, const struct exhibit_of *p)
{
	text_out_open(o, "parent", '{');
	text_out_string(o, "exhibit", p->reference);
	text_out_hex(o, "id", p->id, sizeof p->id);
	text_out_hex(o, "blake2b", p->digest, sizeof p->digest);
	seal_party_write(&p->agency, "by", o);
	text_out_number(o, "reads", p->reads);
	text_out_number(o, "files", p->files);
	text_out_close(o);
}

int
exhibit_write(const struct exhibit *e, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	if (check(e, w) != 0)
		return -1;
	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", EXHIBIT_FORMAT);
	text_out_string(&o, "exhibit", e->reference);
	text_out_hex(&o, "id", e->id, sizeof e->id);
	text_out_hex(&o, "nonce", e->nonce, sizeof e->nonce);
	text_out_time(&o, "made", e->made_s);
	seal_party_write(&e->agency, "by", &o);
	text_out_string(&o, "actor", e->actor);
	text_out_string(&o, "purpose", e->purpose);
	text_out_string(&o, "reference", e->authority);
	text_out_string(&o, "tool", e->tool);
	write_asked(&o, e);
	text_out_hex(&o, "bundle", e->bundle, sizeof e->bundle);
	text_out_hex(&o, "seal", e->seal, sizeof e->seal);
	seal_party_write(&e->sender, "sender", &o);
	text_out_time(&o, "sealed", e->sealed_s);
	if (e->parent.reference[0] != '\0')
		write_parent(&o, &e->parent);
	text_out_number(&o, "reads", e->reads);
	text_out_number(&o, "files", e->files);
	text_out_number(&o, "absent_files", e->absent_files);
	text_out_number(&o, "withheld_reads", e->withheld_reads);
	text_out_number(&o, "restricted_reads", e->restricted_reads);
	text_out_number(&o, "deleted_reads", e->deleted_reads);
	text_out_open(&o, "manifest", '{');
	text_out_number(&o, "bytes", e->manifest_bytes);
	text_out_hex(&o, "sha256", e->manifest, sizeof e->manifest);
	text_out_close(&o);
	text_out_close(&o);
	return text_out_end(&o, w);
}

/* --- reading --- */

static int
take_party(struct text_object *o, const char *key, struct seal_party *p,
    struct why *w)
{
	struct text_object child;

	if (text_child(o, key, &child, w) != 0 ||
	    text_copy(&child, "agency", p->agency, sizeof p->agency, w) != 0 ||
	    text_copy(&child, "fingerprint", p->fingerprint,
		sizeof p->fingerprint, w) != 0)
		return -1;
	return text_end(&child, w);
}

static int
take_asked(struct text_object *o, struct exhibit *e, struct why *w)
{
	struct text_array all;

	if (text_array(o, "asked", EXHIBIT_ASKED_MAX, &all, w) != 0)
		return -1;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);
		struct exhibit_asked a;

		if (text_copy(&one, "option", a.option, sizeof a.option, w) !=
			0 ||
		    text_copy(&one, "value", a.value, sizeof a.value, w) != 0 ||
		    text_end(&one, w) != 0 ||
		    exhibit_ask(e, a.option, a.value, w) != 0)
			return -1;
	}
	return 0;
}

static int
take_made(struct text_object *o, struct exhibit *e, struct why *w)
{
	const char *format;

	if (text_string(o, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, EXHIBIT_FORMAT) != 0)
		return why_set(w, WHY_VERSION, "format is %s, not %s", format,
		    EXHIBIT_FORMAT);
	if (text_copy(o, "exhibit", e->reference, sizeof e->reference, w) !=
		0 ||
	    text_hex(o, "id", e->id, sizeof e->id, w) != 0 ||
	    text_hex(o, "nonce", e->nonce, sizeof e->nonce, w) != 0 ||
	    text_time(o, "made", &e->made_s, w) != 0 ||
	    take_party(o, "by", &e->agency, w) != 0 ||
	    text_copy(o, "actor", e->actor, sizeof e->actor, w) != 0 ||
	    text_copy(o, "purpose", e->purpose, sizeof e->purpose, w) != 0 ||
	    text_copy(o, "reference", e->authority, sizeof e->authority, w) !=
		0 ||
	    text_copy(o, "tool", e->tool, sizeof e->tool, w) != 0)
		return -1;
	return take_asked(o, e, w);
}

static int
take_parent(struct text_object *o, struct exhibit_of *p, struct why *w)
{
	struct text_object from;

	if (!text_has(o, "parent"))
		return 0;
	if (text_child(o, "parent", &from, w) != 0 ||
	    text_copy(&from, "exhibit", p->reference, sizeof p->reference, w) !=
		0 ||
	    text_hex(&from, "id", p->id, sizeof p->id, w) != 0 ||
	    text_hex(&from, "blake2b", p->digest, sizeof p->digest, w) != 0 ||
	    take_party(&from, "by", &p->agency, w) != 0 ||
	    text_number(&from, "reads", INT64_MAX, &p->reads, w) != 0 ||
	    text_number(&from, "files", INT64_MAX, &p->files, w) != 0)
		return -1;
	return text_end(&from, w);
}

static int
take_bundle(struct text_object *o, struct exhibit *e, struct why *w)
{
	static const struct {
		const char *key;
		size_t at;
	} counts[] = {
		{ "reads", offsetof(struct exhibit, reads) },
		{ "files", offsetof(struct exhibit, files) },
		{ "absent_files", offsetof(struct exhibit, absent_files) },
		{ "withheld_reads", offsetof(struct exhibit, withheld_reads) },
		{ "restricted_reads",
		    offsetof(struct exhibit, restricted_reads) },
		{ "deleted_reads", offsetof(struct exhibit, deleted_reads) },
	};

	if (text_hex(o, "bundle", e->bundle, sizeof e->bundle, w) != 0 ||
	    text_hex(o, "seal", e->seal, sizeof e->seal, w) != 0 ||
	    take_party(o, "sender", &e->sender, w) != 0 ||
	    text_time(o, "sealed", &e->sealed_s, w) != 0 ||
	    take_parent(o, &e->parent, w) != 0)
		return -1;
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		if (text_number(o, counts[i].key, INT64_MAX,
			(uint64_t *)(void *)((char *)e + counts[i].at), w) != 0)
			return -1;
	return 0;
}

static int
take(struct text_object *o, struct exhibit *e, struct why *w)
{
	struct text_object manifest;

	if (take_made(o, e, w) != 0 || take_bundle(o, e, w) != 0 ||
	    text_child(o, "manifest", &manifest, w) != 0 ||
	    text_number(&manifest, "bytes", INT64_MAX, &e->manifest_bytes, w) !=
		0 ||
	    text_hex(&manifest, "sha256", e->manifest, sizeof e->manifest, w) !=
		0 ||
	    text_end(&manifest, w) != 0)
		return -1;
	return text_end(o, w);
}

/* There is one form. */
static int
check_form(const struct exhibit *e, const void *data, size_t len, struct why *w)
{
	struct bytes again = { 0 };
	int rc = exhibit_write(e, &again, w);

	if (rc == 0 && (again.len != len || memcmp(again.data, data, len) != 0))
		rc = bad(w, "not in the form that is written");
	bytes_clear(&again);
	return rc;
}

int
exhibit_parse(struct exhibit *e, const void *data, size_t len, struct why *w)
{
	struct text doc;
	struct text_object root;
	int rc;

	*e = (struct exhibit){ 0 };
	if (len > EXHIBIT_JSON_MAX)
		return why_set(w, WHY_LIMIT, "it is too long");
	if (text_parse(&doc, data, len, w) != 0)
		return -1;
	root = text_root(&doc);
	rc = take(&root, e, w);
	text_clear(&doc);
	if (rc == 0)
		rc = check_form(e, data, len, w);
	if (rc != 0)
		exhibit_clear(e);
	return rc;
}
