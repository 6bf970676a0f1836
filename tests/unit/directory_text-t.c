#include "keys/directory.h"

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"
#include "tests/unit/scratch.h"
#include "tests/unit/spec.h"

#define SPEC "formats/directory.txt"

/* What the specification says of its example. */
static void
test_digest(const struct bytes *example)
{
	struct bytes spec = { 0 };
	uint8_t digest[HASH_DIGEST_BYTES];
	char hex[2 * HASH_DIGEST_BYTES + 1];
	char line[256];
	struct why w = { 0 };

	scratch_read(SPEC, &spec);
	bytes_add(&spec, "", 1, &w);
	directory_digest(example, digest);
	bytes_to_hex(hex, digest, sizeof digest);
	(void)snprintf(line, sizeof line,
	    "has %zu bytes and the digest\n\n    %.64s\n    %s\n", example->len,
	    hex, hex + 64);
	if (!tap_ok(strstr((const char *)spec.data, line) != NULL,
		"the example has the digest that the specification gives"))
		tap_note("%zu bytes, %s", example->len, hex);
	bytes_clear(&spec);
}

static void
test_example(void)
{
	struct bytes example = { 0 };
	struct bytes again;
	struct directory d;
	const struct directory_agency *a;
	const struct directory_key *k;
	struct why w = { 0 };

	spec_example(SPEC, "6", &example);
	test_digest(&example);
	if (!tap_ok(directory_parse(&d, example.data, example.len, &w) == 0,
		"the example is read %s", w.text))
		return;
	tap_ok(strcmp(d.issuer.agency, "example-a") == 0 && d.version == 1 &&
		d.issued_s == 1767323045 && d.n == 1,
	    "who issued it, which, and when");
	a = &d.agencies[0];
	tap_ok(strcmp(a->agency, "example-a") == 0 &&
		strcmp(a->name, "Example Constabulary") == 0 &&
		a->kind == DIRECTORY_POLICE &&
		strcmp(a->force_code, "EX") == 0 &&
		strcmp(a->contact, "keys desk") == 0,
	    "who the agency is");
	tap_ok(a->status == DIRECTORY_APPROVED &&
		a->approved_from_s == 1767323045 &&
		a->approved_until_s == DIRECTORY_NEVER &&
		a->roles ==
		    (DIRECTORY_SEAL | DIRECTORY_RECEIVE | DIRECTORY_ADMINISTER),
	    "what it may do, and when");
	k = &a->keys[0];
	tap_ok(a->n_keys == 1 &&
		strcmp(k->fingerprint, d.issuer.fingerprint) == 0 &&
		k->use == (DIRECTORY_SIGN | DIRECTORY_ENCRYPT) &&
		k->person[0] == '\0' && k->roles == a->roles &&
		k->valid_from_s == 1767323045 &&
		k->valid_until_s == 1830384000 &&
		k->superseded_s == DIRECTORY_NEVER &&
		k->revoked_s == DIRECTORY_NEVER &&
		k->compromised_s == DIRECTORY_NEVER,
	    "its key, what it may do, and the times of it");
	tap_ok(k->key.len > 27 &&
		memcmp(k->key.data, "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n",
		    38) == 0 &&
		k->key.data[k->key.len - 1] == '\n',
	    "in its armour, with its line ends");
	again = agencies_text(&d);
	tap_ok(again.len == example.len &&
		memcmp(again.data, example.data, again.len) == 0,
	    "it is written as it was read");
	directory_clear(&d);
	bytes_clear(&again);
	bytes_clear(&example);
}

/* Every field with a value of its own, also those that never come. */
static void
test_back(void)
{
	struct directory d;
	struct directory back;
	struct directory_agency *b;
	struct directory_key *k;
	const struct directory_agency *is;

	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_WITNESS);
	agencies_next(&d, 110);
	agencies_next(&d, 120);
	b = agencies_of(&d, "agency-b");
	k = agencies_key(&d, PRINT_B);
	(void)snprintf(b->name, sizeof b->name, "\"B\" \\ \xc3\x89");
	(void)snprintf(b->force_code, sizeof b->force_code, "42");
	(void)snprintf(b->contact, sizeof b->contact, "d / e");
	b->kind = DIRECTORY_OTHER;
	b->status = DIRECTORY_WITHDRAWN;
	b->approved_until_s = 131;
	k->use = DIRECTORY_SIGN;
	(void)snprintf(k->person, sizeof k->person, "p-1");
	k->roles = DIRECTORY_ORDER | DIRECTORY_WITNESS;
	k->valid_until_s = 132;
	k->superseded_s = 133;
	k->revoked_s = 134;
	k->compromised_s = 0;
	back = agencies_copy(&d);
	tap_ok(back.version == 3 && back.issued_s == 120 && back.n == 2 &&
		memcmp(back.earlier, d.earlier, 2 * sizeof *d.earlier) == 0,
	    "a version comes back with the digests of those before");
	is = directory_find_agency(&back, "agency-b");
	tap_text(is->name, b->name, "a name with escapes");
	tap_text(is->force_code, "42", "a force code");
	tap_text(is->contact, "d / e", "a contact");
	tap_ok(is->kind == DIRECTORY_OTHER &&
		is->status == DIRECTORY_WITHDRAWN &&
		is->roles == DIRECTORY_WITNESS && is->approved_from_s == 100 &&
		is->approved_until_s == 131,
	    "kind, status, roles and times");
	k = &is->keys[0];
	tap_ok(k->use == DIRECTORY_SIGN && strcmp(k->person, "p-1") == 0 &&
		k->roles == (DIRECTORY_ORDER | DIRECTORY_WITNESS),
	    "use, person and roles of a key");
	tap_ok(k->valid_from_s == 50 && k->valid_until_s == 132 &&
		k->superseded_s == 133 && k->revoked_s == 134 &&
		k->compromised_s == 0,
	    "and its times, also the first second of 1970");
	directory_clear(&back);
	directory_clear(&d);
}

static void
test_not_written(void)
{
	struct directory d;
	struct bytes text = { 0 };
	struct why w = { 0 };

	agencies_begin(&d);
	(void)snprintf(d.agencies[0].name, sizeof d.agencies[0].name, "\xff");
	tap_ok(directory_write(&d, &text, &w) == -1 && w.reason == WHY_JSON,
	    "what is not UTF-8 is not written: %s", w.text);
	bytes_clear(&text);
	directory_clear(&d);
}

/* --- limits --- */

static const char *
read_back(const struct bytes *text)
{
	static struct why w;
	struct directory back;
	int rc;

	why_clear(&w);
	rc = directory_parse(&back, text->data, text->len, &w);
	if ((rc == 0) != (w.reason == WHY_NONE) ||
	    (rc != 0 && (back.n != 0 || back.agencies != NULL)))
		return "a status that does not fit";
	directory_clear(&back);
	return w.text;
}

/* n agencies; key_bytes: of the key of each but the issuer. Not by pinning,
 * which would stop. */
static void
make_many(struct directory *d, size_t n, size_t key_bytes)
{
	struct directory_agency *all;

	agencies_begin(d);
	all = reallocarray(d->agencies, n, sizeof *all);
	if (all == NULL)
		abort();
	d->agencies = all;
	for (; d->n < n; d->n++) {
		struct directory_agency *a = &all[d->n];

		*a = all[0];
		a->keys = calloc(1, sizeof *a->keys);
		if (a->keys == NULL)
			abort();
		a->keys[0] = all[0].keys[0];
		a->keys[0].key.data = malloc(key_bytes);
		a->keys[0].key.len = a->keys[0].key.cap = key_bytes;
		if (a->keys[0].key.data == NULL)
			abort();
		memset(a->keys[0].key.data, 'k', key_bytes);
		(void)snprintf(a->agency, sizeof a->agency, "n-%05zu", d->n);
		(void)snprintf(a->keys[0].fingerprint, CARD_PRINT_HEX, "%040zX",
		    d->n);
	}
}

static void
test_agencies(void)
{
	struct directory d;
	struct bytes text;

	make_many(&d, DIRECTORY_MAX_AGENCIES, 10);
	text = agencies_text(&d);
	tap_text(read_back(&text), "", "10,000 agencies");
	directory_clear(&d);
	bytes_clear(&text);
	make_many(&d, DIRECTORY_MAX_AGENCIES + 1, 10);
	text = agencies_text(&d);
	tap_text(read_back(&text), "key \"agencies\" has too many elements",
	    "one more");
	directory_clear(&d);
	bytes_clear(&text);
}

static void
test_versions(void)
{
	struct directory d;
	struct bytes text;

	agencies_begin(&d);
	d.version = DIRECTORY_MAX_VERSION;
	d.earlier = calloc(DIRECTORY_MAX_VERSION, sizeof *d.earlier);
	if (d.earlier == NULL)
		abort();
	text = agencies_text(&d);
	tap_text(read_back(&text), "", "4096 versions");
	bytes_clear(&text);
	d.version++;
	text = agencies_text(&d);
	tap_text(read_back(&text), "key \"version\" is out of range",
	    "one more");
	bytes_clear(&text);
	directory_clear(&d);
}

static void
test_bytes(void)
{
	struct directory d;
	struct directory_key *k;
	struct bytes text;
	struct why w = { 0 };
	size_t more;

	make_many(&d, 65, (size_t)255 << 10);
	text = agencies_text(&d);
	k = agencies_key(&d, PRINT_A);
	more = DIRECTORY_MAX_BYTES - text.len;
	bytes_clear(&text);
	if (!tap_ok(more < CARD_MAX_BYTES - 100, "a key makes it the largest"))
		return;
	bytes_reserve(&k->key, more + 1, &w);
	memset(k->key.data + k->key.len, 'k', more + 1);
	k->key.len += more;
	text = agencies_text(&d);
	tap_number((long long)text.len, (long long)DIRECTORY_MAX_BYTES,
	    "it has 16 MiB");
	tap_text(read_back(&text), "", "which is read");
	bytes_clear(&text);
	k->key.len++;
	text = agencies_text(&d);
	tap_text(read_back(&text), "has more than 16777216 bytes",
	    "one byte more is not");
	bytes_clear(&text);
	directory_clear(&d);
}

int
main(void)
{
	scratch_begin();
	test_example();
	test_back();
	test_not_written();
	test_agencies();
	test_versions();
	test_bytes();
	return tap_done();
}
