#include "tool/flow/chain.h"

#include "tests/unit/three_stores.h"

/* north sealed first; south, of whose key nothing is asked here, sealed the
 * last one, which is trusted already. */
static struct seal first;
static struct seal_reader readers[2];
static struct seal_segment segment;
static struct seal last;
static struct seal_segment last_segment;
static struct bytes text;
static struct bytes signature;
static size_t there; /* seals in the file */
static struct quorum_need needs[2];
static struct policy policy;
static struct chain_ask ask;
static struct chain chain;

static int
read_it(void *self, size_t i, struct bytes *to, struct bytes *to_signature,
    struct why *w)
{
	(void)self;
	(void)i;
	if (bytes_add(to, text.data, text.len, w) != 0)
		return -1;
	return bytes_add(to_signature, signature.data, signature.len, w);
}

static void
party(struct seal_party *p, size_t i, const char *agency)
{
	(void)snprintf(p->agency, sizeof p->agency, "%s", agency);
	(void)snprintf(p->fingerprint, sizeof p->fingerprint, "%s", prints[i]);
}

static void
first_as_made(void)
{
	segment = (struct seal_segment){ .sealed.bytes = 8272,
		.plain_max = SEAL_PLAIN_UNIT,
		.records = 12 };
	first = (struct seal){
		.id = "the first seal",
		.sequence = 1,
		.created_s = time(NULL) - 1000,
		.marking = "OFFICIAL",
		.recipients = readers,
		.n_recipients = 2,
		.readme.bytes = 4000,
		.contents.bytes = 5000,
		.segments = &segment,
		.n_segments = 1,
	};
	party(&first.sender, 0, "north");
	party(&readers[0].party, 1, "south");
	readers[0].as = SEAL_RECIPIENT;
	readers[1] = (struct seal_reader){ first.sender, SEAL_SELF };
}

/* Sign what stands there, as north. */
static void
sign_first(void)
{
	struct session_signed data = { 0 };
	struct why w = { 0 };

	text.len = signature.len = 0;
	if (seal_write(&first, &text, &w) != 0)
		tap_note("%s", w.text);
	data.data = text.data;
	data.len = text.len;
	if (session_sign(&north.session, prints[0], &data, &signature, &w) != 0)
		tap_note("%s", w.text);
}

static void
list_first(void)
{
	struct hash_digest d;

	hash_digest_init(&d);
	hash_digest_add(&d, text.data, text.len);
	hash_digest_final(&d, last.earlier[0].digest);
}

static void
last_as_made(void)
{
	last = (struct seal){
		.id = "the last seal",
		.created_s = first.created_s + 500,
		.readme = first.readme,
		.contents.bytes = 6000,
		.segments = &last_segment,
		.n_segments = 1,
		.n_earlier = 1,
	};
	last_segment = segment;
	party(&last.sender, 1, "south");
	memcpy(last.earlier[0].id, first.id, sizeof first.id);
	last.earlier[0].sender = first.sender;
	list_first();
	there = 1;
	ask = (struct chain_ask){
		.last = &last,
		.link = { .created_s = last.created_s },
		.from = { .read = read_it },
		.signers = {
			.session = &north.session,
			.directory = &north.directory,
			.now_s = time(NULL),
			.logged_s = DIRECTORY_NEVER,
		},
	};
}

/* --- what is wrong --- */

static void
two_listed(void)
{
	last.n_earlier = 2;
	last.earlier[1].sender = last.sender;
}

static void
none_there(void)
{
	there = 0;
}

static void
other_digest(void)
{
	last.earlier[0].digest[63] ^= 1;
}

static void
other_id(void)
{
	last.earlier[0].id[0] ^= 1;
}

static void
other_sender(void)
{
	party(&last.earlier[0].sender, 1, "north");
}

static void
has_earlier(void)
{
	first.n_earlier = 1;
	memcpy(first.earlier[0].id, "an older seal", 14);
	party(&first.earlier[0].sender, 2, "east");
}

static void
other_text(void)
{
	text.data[text.len - 3] ^= 1;
	list_first();
}

static void
other_signature(void)
{
	signature.len = 0;
}

static void
under_another_name(void)
{
	(void)snprintf(first.sender.agency, sizeof first.sender.agency, "%s",
	    "nord");
	readers[1].party = first.sender;
}

static void
with_another_key(void)
{
	party(&first.sender, 2, "north");
	readers[1].party = first.sender;
}

static void
other_readme(void)
{
	last.readme.bytes++;
}

static void
other_contents(void)
{
	last.opened[0] ^= 1;
}

static void
other_segments(void)
{
	last_segment.records++;
}

static void
for_another(void)
{
	party(&readers[0].party, 2, "east");
}

static void
for_escrow(void)
{
	readers[1] = (struct seal_reader){ readers[0].party, SEAL_ESCROW };
	party(&readers[0].party, 2, "east");
}

static void
too_late(void)
{
	ask.link.created_s = first.created_s - 301;
}

static void
just_in_time(void)
{
	ask.link.created_s = first.created_s - 300;
}

static void
unknown_here(void)
{
	static struct directory nobody;

	ask.signers.directory = &nobody;
}

static void
too_few(void)
{
	needs[0] = (struct quorum_need){ QUORUM_SEAL, DIRECTORY_SEAL, 1 };
	needs[1] = (struct quorum_need){ QUORUM_SEAL, DIRECTORY_APPROVE, 1 };
	ask.needs = (struct signers_needs){ QUORUM_SEAL, needs, 2 };
}

static void
enough(void)
{
	too_few();
	ask.needs.n = 1;
}

static void
below_the_floor(void)
{
	policy_neutral(&policy);
	policy.algorithms = POLICY_RSA;
	policy.line.version = 1;
	ask.policy = &policy;
}

static void
above_the_floor(void)
{
	below_the_floor();
	policy.algorithms = POLICY_CURVE25519;
}

static const struct {
	const char *rule;
	void (*before)(void); /* changes the first one, which is signed then */
	void (*after)(void);  /* changes what is held against it */
	const char *reason;
	const char *says;
} rows[] = {
	{ "one that fits", NULL, NULL, "none", "" },
	{ "more listed than there are", NULL, two_listed, "earlier",
	    "the seal lists 2 earlier seals, there are 1" },
	{ "one listed, and none there", NULL, none_there, "earlier",
	    "the seal lists 1 earlier seals, there are 0" },
	{ "another one than is listed", NULL, other_digest, "earlier",
	    "earlier seal 0: it is not the one that is listed: its BLAKE2b "
	    "digest differs" },
	{ "listed with another id", NULL, other_id, "earlier",
	    "earlier seal 0: it is of another bundle or sender than is "
	    "listed" },
	{ "listed with another sender", NULL, other_sender, "earlier",
	    "earlier seal 0: it is of another bundle or sender than is "
	    "listed" },
	{ "one that lists others", has_earlier, NULL, "earlier",
	    "earlier seal 0: it lists other earlier seals than those before "
	    "it" },
	{ "a byte that nobody signed", NULL, other_text, "signature-bad",
	    "earlier seal 0: " },
	{ "no signature", NULL, other_signature, "unsigned",
	    "earlier seal 0: " },
	{ "another name than its key's", under_another_name, NULL,
	    "signer-mismatch",
	    "earlier seal 0: sealed by agency north under the name nord" },
	{ "another key than it names", with_another_key, NULL,
	    "signer-mismatch",
	    "earlier seal 0: sealed by agency north, but the seal says that "
	    "north with key " },
	{ "a signer who is not known", NULL, unknown_here, "signer-unknown",
	    "earlier seal 0: " },
	{ "another README", NULL, other_readme, "earlier",
	    "earlier seal 0: it was of other README.txt than the last seal" },
	{ "other contents", NULL, other_contents, "earlier",
	    "earlier seal 0: it was of other contents than the last seal" },
	{ "other segments", NULL, other_segments, "earlier",
	    "earlier seal 0: it was of other segments than the last seal" },
	{ "who sealed next did not get it", for_another, NULL, "earlier",
	    "earlier seal 0: it was not sealed for agency south, which sent "
	    "it on" },
	{ "an escrow agency may pass it on", for_escrow, NULL, "none", "" },
	{ "younger than the one that came next", NULL, too_late, "earlier",
	    "earlier seal 0: it is dated " },
	{ "as young as clocks may differ", NULL, just_in_time, "none", "" },
	{ "one person where two are asked for", NULL, too_few, "quorum",
	    "earlier seal 0: signatures are missing: 1 more with the role to "
	    "approve" },
	{ "one where one is", NULL, enough, "none", "" },
	{ "a key below the floor", NULL, below_the_floor, "signature-weak",
	    "earlier seal 0: policy neutral version 1, 7: the sender's key is "
	    "of curve25519" },
	{ "one above", NULL, above_the_floor, "none", "" },
};

static void
test_row(size_t i)
{
	struct seal out = { 0 };
	struct why w = { 0 };
	int rc;

	first_as_made();
	if (rows[i].before != NULL)
		rows[i].before();
	sign_first();
	last_as_made();
	if (rows[i].after != NULL)
		rows[i].after();
	ask.from.n = there;
	rc = chain_check(&chain, &ask, &out, &w);
	if (strncmp(w.text, rows[i].says, strlen(rows[i].says)) != 0)
		tap_text(w.text, rows[i].says, "%s: said", rows[i].rule);
	tap_text(told(rc, &w), rows[i].reason, "%s", rows[i].rule);
	tap_ok((out.n_segments == 1) == (rc == 0),
	    "the first seal is given when all is well");
	seal_clear(&out);
}

/* The links tell who sealed, and what was asked. */
static void
test_links(void)
{
	struct seal out = { 0 };
	struct why w = { 0 };
	const struct chain_link *l = &chain.links[0];
	struct ledger_hop hop;

	first_as_made();
	sign_first();
	last_as_made();
	enough();
	ask.from.n = there;
	tap_text(told(chain_check(&chain, &ask, &out, &w), &w), "none",
	    "a chain");
	tap_number((long long)chain.n, 2, "has both seals");
	tap_text(l->decision.agency, "north", "the first one by north");
	tap_text(l->marking, "OFFICIAL", "with its marking");
	tap_ok(l->signatures.n == 1 && l->signatures.all[0].reason[0] == '\0' &&
		l->signatures.all[0].filled == DIRECTORY_SEAL,
	    "whose signature counts for the role to seal");
	tap_ok(l->signatures.n_asked == 1 &&
		l->signatures.asked[0].role == DIRECTORY_SEAL &&
		l->signatures.asked[0].asked == 1 &&
		l->signatures.asked[0].met == 1,
	    "as it was asked for");
	tap_ok(chain.links[1].created_s == last.created_s,
	    "and then the last one");
	chain_hop(l, &hop);
	tap_text(hop.sender.agency, "north", "the ledger learns whose");
	tap_ok(memcmp(hop.id, first.id, sizeof hop.id) == 0, "and of which");
	seal_clear(&out);
}

static void
test_none(void)
{
	struct seal out = { 0 };
	struct why w = { 0 };

	last_as_made();
	last.n_earlier = 0;
	tap_text(told(chain_check(&chain, &ask, &out, &w), &w), "none",
	    "one that was not forwarded has no earlier seal");
	tap_number((long long)chain.n, 1, "but its own");
	tap_number((long long)out.n_segments, 0, "and there is no first one");
}

int
main(void)
{
	three_begin();
	tap_text(opens_store(&north, 0, STORE_WRITE), "none", "north opens");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		test_row(i);
	test_links();
	test_none();
	bytes_clear(&text);
	bytes_clear(&signature);
	return three_end();
}
