#include "tool/store/ledger_cosignature.h"
#include "tool/store/ledger_head.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const uint8_t no_bundle[SEAL_ID_BYTES];
static struct ledger l;

static bool
put(uint64_t size, const char *fingerprint, const char *text)
{
	struct ledger_cosignature c = {
		.size = size,
		.text = (const uint8_t *)text,
		.len = strlen(text),
		.signature = (const uint8_t *)"s",
		.signature_len = 1,
	};
	struct why w = { 0 };
	bool fresh = false;

	(void)snprintf(c.fingerprint, sizeof c.fingerprint, "%s", fingerprint);
	if (ledger_cosignature_put(&l, &c, &fresh, &w) != 0)
		tap_ok(false, "it is put: %s", w.text);
	return fresh;
}

static int
note(void *self, const struct ledger_cosignature *c, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%llu %s %.*s.%.*s;",
	    (unsigned long long)c->size, c->fingerprint, (int)c->len,
	    (const char *)c->text, (int)c->signature_len,
	    (const char *)c->signature);
	return 0;
}

static void
cosignatures(void)
{
	struct why w = { 0 };
	char text[256] = "";

	tap_ok(put(7, "BB", "one"), "a cosignature is put");
	tap_ok(put(7, "AA", "two") && put(3, "BB", "three"),
	    "and those of another key, and of another size");
	tap_ok(!put(7, "BB", "four"), "but none of the same twice");
	ledger_cosignature_each(&l, note, text, &w);
	tap_text(text, "3 BB three.s;7 AA two.s;7 BB one.s;",
	    "they come by size and key, the first of two");
	tap_text(w.text, "", "without a fault");
}

static int
note_loose(void *self, uint64_t size, const uint8_t *root, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%llu.%x ",
	    (unsigned long long)size, root[0]);
	return 0;
}

static void
loose_are(const char *fingerprint, const char *want, const char *rule)
{
	struct why w = { 0 };
	char text[256] = "";

	ledger_witness_loose(&l, fingerprint, note_loose, text, &w);
	tap_text(text, want, "%s", rule);
}

static void
see(const char *fingerprint, uint64_t size, uint8_t root)
{
	const uint8_t hash[HASH_BYTES] = { root };
	struct why w = { 0 };

	if (ledger_witness_put(&l, fingerprint, size, hash, no_bundle, &w) != 0)
		tap_ok(false, "a head is seen: %s", w.text);
}

static void
heads(void)
{
	struct why w = { 0 };

	see("AA", 5, 1);
	see("AA", 9, 1);
	see("BB", 4, 1);
	loose_are("AA", "5.1 9.1 ", "what was seen must be spoken of");
	tap_number(ledger_witness_join(&l, "AA", &w), 0, "it was");
	loose_are("AA", "9.1 ", "then the largest of it is enough");
	see("AA", 9, 1);
	loose_are("AA", "9.1 ", "also when it is seen again");
	see("AA", 7, 1);
	see("AA", 12, 2);
	loose_are("AA", "7.1 9.1 12.2 ", "and what was seen since");
	see("AA", 9, 3);
	loose_are("AA", "7.1 9.1 9.3 12.2 ", "another root of one size too");
	loose_are("BB", "4.1 ", "another key's are another matter");
	ledger_witness_join(&l, "AA", &w);
	loose_are("AA", "12.2 ", "until that is spoken of");
}

int
main(void)
{
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&l, "l.db", &w))
		return 1;
	cosignatures();
	heads();
	ledger_close(&l);
	return file_end();
}
