#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/frame.h"
#include "formats/signature.h"
#include "formats/text.h"
#include "tool/flow/exhibit_inside.h"
#include "tool/store/journal.h"

/* A README is one page. */
#define README_MAX   (UINT32_C(1) << 20)
#define MANIFEST_MAX (UINT32_C(1) << 30)
/* How far another agency's clock may be ahead. */
#define SKEW_S 300

int
exhibit_member(struct exhibit_state *x, const char *name, struct why *w)
{
	int rc = archive_in_member(&x->tar, &x->member, w);

	if (rc < 0)
		return -1;
	if (rc == 0)
		return why_set(w, WHY_EXHIBIT, "%s is missing",
		    name == NULL ? "a file" : name);
	if (x->member.type != ARCHIVE_FILE ||
	    (name != NULL && strcmp(name, x->member.name) != 0))
		return why_set(w, WHY_EXHIBIT, "%s stands where %s must",
		    x->member.name, name == NULL ? "a file" : name);
	return 0;
}

/* Of the line of a file. */
static size_t
line_bytes(const char *name)
{
	return 2 * SHA256_BYTES + 2 + strlen(name) + 1;
}

int
exhibit_named(struct exhibit_state *x, const char *name, struct why *w)
{
	size_t len = line_bytes(name);
	const char *at = (const char *)x->manifest.data + x->at;

	if (x->manifest.len - x->at >= len &&
	    memcmp(at + 2 * SHA256_BYTES, "  ", 2) == 0 &&
	    memcmp(at + 2 * SHA256_BYTES + 2, name, strlen(name)) == 0 &&
	    at[len - 1] == '\n')
		return 0;
	return why_set(w, WHY_MANIFEST,
	    "%s is not the file that the manifest names here", name);
}

int
exhibit_line(struct exhibit_state *x, const char *name,
    const uint8_t digest[SHA256_BYTES], struct why *w)
{
	char hex[2 * SHA256_BYTES + 1];
	const uint8_t *at = x->manifest.data + x->at;

	bytes_to_hex(hex, digest, SHA256_BYTES);
	if (exhibit_named(x, name, w) != 0)
		return -1;
	if (memcmp(at, hex, sizeof hex - 1) != 0)
		return why_set(w, WHY_MANIFEST,
		    "%s is not what the manifest says: its SHA-256 digest "
		    "differs",
		    name);
	x->at += line_bytes(name);
	return 0;
}

static int
read_all(struct exhibit_state *x, uint64_t max, struct bytes *out,
    struct why *w)
{
	const uint8_t *data;
	size_t len;
	int rc;

	out->len = 0;
	if (x->member.size > max)
		return why_set(w, WHY_LIMIT, "%s is too long", x->member.name);
	if (bytes_reserve(out, (size_t)x->member.size + 1, w) != 0)
		return -1;
	while ((rc = archive_in_data(&x->tar, &data, &len, w)) == 1)
		if (bytes_add(out, data, len, w) != 0)
			return -1;
	return rc;
}

int
exhibit_text(struct exhibit_state *x, const char *name, uint64_t max,
    struct bytes *out, struct why *w)
{
	const struct exhibit_check_each *each = x->options->each;
	uint8_t digest[SHA256_BYTES];

	if (exhibit_member(x, name, w) != 0 || read_all(x, max, out, w) != 0 ||
	    sha256_of(out->data, out->len, digest, w) != 0 ||
	    exhibit_line(x, name, digest, w) != 0)
		return -1;
	return each == NULL ? 0 : each->part(each->self, name, out, w);
}

/* --- who made it --- */

static struct signers_ask
ask_of(const struct exhibit_state *x)
{
	return (struct signers_ask){
		.session = x->session,
		.directory = x->directory,
		.data = {
			.data = x->text.data,
			.len = x->text.len,
			.signature = x->signature.data,
			.signature_len = x->signature.len,
		},
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
		.known = &x->since.known,
	};
}

/* By a key that is known here, or not: then nothing of it is vouched for. */
static int
check_maker(struct exhibit_state *x, struct why *w)
{
	struct exhibit_check *r = x->result;
	const struct signers_ask ask = ask_of(x);
	const struct seal_party *by = &r->exhibit.agency;
	struct signers *all = &r->signers;
	const struct signers_one *one;
	size_t unknown = 0;

	if (signers_check(all, &ask, w) != 0)
		return -1;
	while (unknown < all->n &&
	    all->all[unknown].why.reason == WHY_SIGNER_UNKNOWN)
		unknown++;
	if (unknown == all->n)
		return 0;
	one = signers_find(all, by->fingerprint);
	if (one == NULL)
		return why_set(w, WHY_SIGNER_MISMATCH,
		    "it is not signed by agency %s with key %s, who made it "
		    "as it says",
		    by->agency, by->fingerprint);
	if (signers_decide(one, &ask, DIRECTORY_SEAL, &r->by, w) != 0)
		return -1;
	if (strcmp(r->by.agency, by->agency) != 0)
		return why_set(w, WHY_SIGNER_MISMATCH,
		    "signed by agency %s under the name %s", r->by.agency,
		    by->agency);
	r->vouched = true;
	return 0;
}

static int
read_statement(struct exhibit_state *x, struct why *w)
{
	struct exhibit_check *r = x->result;

	if (exhibit_member(x, "exhibit.json", w) != 0 ||
	    read_all(x, EXHIBIT_JSON_MAX, &x->text, w) != 0)
		return -1;
	if (exhibit_member(x, NULL, w) != 0)
		return -1;
	if (strcmp(x->member.name, "exhibit.json.sig") != 0)
		return why_set(w, WHY_UNSIGNED, "there is no exhibit.json.sig");
	if (read_all(x, SIGNATURE_FILE_MAX_BYTES, &x->signature, w) != 0)
		return -1;
	if (exhibit_parse(&r->exhibit, x->text.data, x->text.len, w) != 0 ||
	    check_maker(x, w) != 0)
		return why_in(w, "exhibit.json");
	hash_digest_of(x->text.data, x->text.len, r->digest);
	return 0;
}

static int
read_manifest(struct exhibit_state *x, struct why *w)
{
	const struct exhibit *e = &x->result->exhibit;
	uint8_t digest[SHA256_BYTES];

	if (exhibit_member(x, "manifest-sha256.txt", w) != 0 ||
	    read_all(x, MANIFEST_MAX, &x->manifest, w) != 0 ||
	    sha256_of(x->manifest.data, x->manifest.len, digest, w) != 0)
		return -1;
	if (x->manifest.len != e->manifest_bytes ||
	    memcmp(digest, e->manifest, sizeof digest) != 0)
		return why_set(w, WHY_MANIFEST,
		    "manifest-sha256.txt is not the one that was signed");
	return 0;
}

/* --- the seals --- */

static int
read_earlier(void *self, size_t i, struct bytes *text, struct bytes *signature,
    struct why *w)
{
	struct exhibit_state *x = self;
	char name[FRAME_NAME_BYTES];

	frame_earlier_name(name, i);
	if (exhibit_text(x, name, SEAL_JSON_MAX, text, w) != 0)
		return -1;
	frame_earlier_signature_name(name, i);
	return exhibit_text(x, name, SIGNATURE_FILE_MAX_BYTES, signature, w);
}

/* As of a bundle: what this store received was judged then. */
static int
known_since(const struct exhibit_state *x, const struct seal *s,
    const uint8_t digest[HASH_DIGEST_BYTES], int64_t *logged_s, struct why *w)
{
	struct store *store = x->options->store;

	return store == NULL ? 0
			     : journal_received(&store->ledger,
				   s->n_earlier > 0 ? s->earlier[0].id : s->id,
				   digest, logged_s, w);
}

static int
check_times(const struct seal *s, int64_t now_s, struct why *w)
{
	char time[TEXT_TIME_BYTES];

	if (s->created_s <= now_s + SKEW_S)
		return 0;
	text_time_format(time, s->created_s);
	return why_set(w, WHY_FUTURE, "the seal is dated %s, ahead of now",
	    time);
}

static int
check_chain(struct exhibit_state *x, const struct signers_ask *ask,
    const uint8_t digest[HASH_DIGEST_BYTES], struct why *w)
{
	struct exhibit_check *r = x->result;
	struct store *store = x->options->store;
	struct chain_ask asked = {
		.last = &r->seal,
		.from = { read_earlier, x, r->seal.n_earlier },
		.signers = *ask,
		.needs = { .statement = QUORUM_SEAL },
		.since = &x->since,
	};
	struct seal first = { 0 };

	if (store != NULL && ask->logged_s == DIRECTORY_NEVER) {
		asked.needs.needs = store_needs(store, &asked.needs.n);
		asked.policy = &store->policy;
	}
	if (chain_floor(&r->signers, asked.policy, &r->seal.sender, w) != 0 ||
	    signers_enough(&r->signers, &asked.needs, r->seal.sender.agency,
		NULL, w) != 0)
		return -1;
	chain_link_of(&asked.link, &r->seal, digest, &r->decision, &r->signers);
	if (chain_check(&r->chain, &asked, &first, w) != 0)
		return -1;
	if (r->chain.n == 1)
		return 0;
	seal_clear(&r->seal);
	r->seal = first;
	r->decision = r->chain.links[0].decision;
	return 0;
}

static int
check_seals(struct exhibit_state *x, struct why *w)
{
	struct exhibit_check *r = x->result;
	struct signers_ask ask = ask_of(x);
	uint8_t digest[HASH_DIGEST_BYTES];

	hash_digest_of(x->text.data, x->text.len, digest);
	if (seal_parse(&r->seal, x->text.data, x->text.len, w) != 0 ||
	    known_since(x, &r->seal, digest, &ask.logged_s, w) != 0 ||
	    since_look(&x->since, &x->text, &x->signature, w) != 0 ||
	    signers_check(&r->signers, &ask, w) != 0 ||
	    signers_any(&r->signers, &ask, DIRECTORY_SEAL, &r->decision, w) !=
		0 ||
	    chain_sender(&r->signers, &ask, &r->seal.sender, &r->decision, w) !=
		0 ||
	    check_times(&r->seal, ask.now_s, w) != 0)
		return why_in(w, "seal.json");
	return check_chain(x, &ask, digest, w);
}

/* The statement is of the bundle whose seal is here. */
static int
check_bundle(const struct exhibit_check *r, struct why *w)
{
	const struct exhibit *e = &r->exhibit;
	const struct seal *s = &r->seal;

	if (memcmp(e->bundle, s->id, sizeof e->bundle) != 0 ||
	    memcmp(e->seal, r->chain.links[0].digest, sizeof e->seal) != 0 ||
	    strcmp(e->sender.agency, s->sender.agency) != 0 ||
	    strcmp(e->sender.fingerprint, s->sender.fingerprint) != 0 ||
	    e->sealed_s != s->created_s)
		return why_set(w, WHY_EXHIBIT,
		    "exhibit.json tells of another bundle than the seal");
	return 0;
}

int
exhibit_parts(struct exhibit_state *x, struct why *w)
{
	struct bytes readme = { 0 };
	uint8_t digest[SHA256_BYTES];
	int rc = -1;

	if (exhibit_member(x, "README.txt", w) == 0 &&
	    read_all(x, README_MAX, &readme, w) == 0)
		rc = sha256_of(readme.data, readme.len, digest, w);
	bytes_clear(&readme);
	if (rc != 0 || read_statement(x, w) != 0 || read_manifest(x, w) != 0 ||
	    exhibit_line(x, "README.txt", digest, w) != 0 ||
	    exhibit_text(x, "seal.json", SEAL_JSON_MAX, &x->text, w) != 0 ||
	    exhibit_text(x, "seal.json.sig", SIGNATURE_FILE_MAX_BYTES,
		&x->signature, w) != 0 ||
	    check_seals(x, w) != 0)
		return -1;
	return check_bundle(x->result, w);
}
