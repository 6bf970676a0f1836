#include "tool/store/ledger_shown.h"
#include "tool/store/ledger_stamp.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const uint8_t one[SEAL_ID_BYTES] = "bundle number 1";
static const uint8_t two[SEAL_ID_BYTES] = "bundle number 2";
static struct ledger l;

static int
note_stamp(void *self, const struct ledger_stamp *s, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%llu.%llu%s%s%s;",
	    (unsigned long long)s->row, (unsigned long long)s->nonce,
	    s->of_seal ? " seal" : "", s->request == NULL ? " unasked" : "",
	    s->response == NULL ? " waits" : "");
	return 0;
}

static const char *
stamps(const struct ledger_stamp_which *which)
{
	static char text[256];
	struct why w = { 0 };

	text[0] = '\0';
	if (ledger_stamp_each(&l, which, note_stamp, text, &w) != 0)
		return "no stamps";
	return text;
}

static void
test_stamps(void)
{
	struct ledger_stamp s = { .nonce = 7,
		.size = 3,
		.covered = "c",
		.covered_bytes = 1,
		.request = "r",
		.request_bytes = 1 };
	struct why w = { 0 };
	bool found = false;

	tap_number(ledger_stamp_put(&l, &s, &w), 0, "one that is asked for");
	s.of_seal = true;
	memcpy(s.bundle, one, sizeof one);
	s.nonce = 9;
	tap_number(ledger_stamp_put(&l, &s, &w), 0, "one over a seal");
	s.nonce = 0;
	s.request = NULL;
	s.response = "a";
	s.response_bytes = 1;
	tap_number(ledger_stamp_put(&l, &s, &w), 0, "one that came unasked");
	memcpy(s.bundle, two, sizeof two);
	tap_number(ledger_stamp_put(&l, &s, &w), 0, "and another");
	tap_text(stamps(&(struct ledger_stamp_which){ 0 }),
	    "1.7 waits;2.9 seal waits;3.0 seal unasked;4.0 seal unasked;",
	    "all of them");
	tap_text(stamps(&(struct ledger_stamp_which){ .row = 3 }),
	    "3.0 seal unasked;", "by row");
	tap_text(stamps(&(struct ledger_stamp_which){ .nonce = 9 }),
	    "2.9 seal waits;", "by nonce");
	tap_text(stamps(&(struct ledger_stamp_which){ .bundle = one }),
	    "2.9 seal waits;3.0 seal unasked;", "by bundle");
	tap_text(stamps(&(struct ledger_stamp_which){ .row = 5 }), "", "none");
	tap_number(ledger_stamp_answer(&l, 9, "a", 1, &found, &w), 0,
	    "an answer comes");
	tap_ok(found, "to one that waits");
	tap_text(stamps(&(struct ledger_stamp_which){ .nonce = 9 }),
	    "2.9 seal;", "and is kept");
	s.nonce = 9;
	s.request = "r";
	tap_number(ledger_stamp_put(&l, &s, &w), -1, "no nonce stands twice");
	why_clear(&w);
}

static int
note_proof(void *self, const struct ledger_shown *p, struct why *w)
{
	char *text = self;
	size_t at = strlen(text);

	(void)w;
	(void)snprintf(text + at, 64 - at, "%.*s at %lld;", (int)p->len,
	    (const char *)p->proof, (long long)p->kept_s);
	return 0;
}

static bool
put_proof(const uint8_t *bundle, const char *text, int64_t kept_s)
{
	struct ledger_shown p = { .kept_s = kept_s,
		.proof = text,
		.len = strlen(text) };
	struct why w = { 0 };
	bool fresh = false;

	memcpy(p.bundle, bundle, sizeof p.bundle);
	if (ledger_shown_put(&l, &p, &fresh, &w) != 0)
		tap_ok(false, "%s", w.text);
	return fresh;
}

static void
test_proofs(void)
{
	struct why w = { 0 };
	char text[64] = "";

	tap_ok(put_proof(one, "a", 5), "a proof");
	tap_ok(put_proof(one, "bb", 4), "another");
	tap_ok(put_proof(two, "c", 6), "of another bundle");
	tap_ok(!put_proof(one, "a", 7), "but not the same again");
	tap_ok(put_proof(two, "a", 8), "unless of another bundle");
	ledger_shown_each(&l, one, note_proof, text, &w);
	tap_text(text, "a at 5;bb at 4;", "each once, in order, of one bundle");
	tap_text(w.text, "", "without a fault");
}

int
main(void)
{
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&l, "l.db", &w))
		return 1;
	test_stamps();
	test_proofs();
	ledger_close(&l);
	return file_end();
}
