#include "keys/directory.h"

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

#define PRINT_A "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define PRINT_B "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define PRINT_C "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"
#define ALL	DIRECTORY_ALL_ROLES

static struct card
card(const char *agency, const char *print)
{
	struct card c = { .name = "An Agency" };

	snprintf(c.agency, sizeof c.agency, "%s", agency);
	snprintf(c.fingerprint, sizeof c.fingerprint, "%s", print);
	return c;
}

static void
pin(struct directory *d, const char *agency, const char *print,
    enum why_reason reason, const char *rule)
{
	struct card c = card(agency, print);
	struct why w = { 0 };
	size_t before = d->n;
	int rc = directory_pin(d, &c, ALL, 1767323045, &w);

	tap_text(why_name(w.reason), why_name(reason), "%s (%s)", rule, w.text);
	tap_ok((rc == 0) == (reason == WHY_NONE) && (rc == 0 || d->n == before),
	    "%s: and nothing else", rule);
}

static enum why_reason
doubted(const struct directory *d, enum why_reason reason, const char *print)
{
	struct why fault = { 0 };

	why_set(&fault, reason, "a fault");
	directory_doubt(d, print, &fault);
	return fault.reason;
}

static void
test_doubt(const struct directory *d)
{
	tap_text(why_name(doubted(d, WHY_SIGNER_UNKNOWN, PRINT_A)), "gpg",
	    "that gpg does not know our own key is gpg's fault");
	tap_text(why_name(doubted(d, WHY_SIGNER_UNKNOWN, PRINT_B)), "gpg",
	    "so it is with the key of a known agency");
	tap_text(why_name(doubted(d, WHY_SIGNER_UNKNOWN, "CC")),
	    "signer-unknown", "but a key that nobody has is unknown");
	tap_text(why_name(doubted(d, WHY_SIGNATURE_BAD, PRINT_B)),
	    "signature-bad", "and any other fault stays");
}

static void
test_pins(struct directory *d)
{
	struct card self = card("a", PRINT_A);
	struct card b = card("b", PRINT_B);
	const struct directory_entry *e;
	struct why w = { 0 };

	tap_ok(directory_found(d, &self, 5, &w) == 0, "it begins: %s", w.text);
	pin(d, "b", PRINT_B, WHY_NONE, "an agency is pinned");
	pin(d, "b", PRINT_B, WHY_NONE, "once more changes nothing");
	tap_number((long long)d->n, 2, "there are two");
	pin(d, "b", PRINT_C, WHY_CARD, "another key for a pinned id");
	pin(d, "c", PRINT_B, WHY_CARD, "another id for a pinned key");
	pin(d, "a", PRINT_C, WHY_CARD, "our own id");
	pin(d, "c", PRINT_A, WHY_CARD, "our own key");
	pin(d, "C", PRINT_C, WHY_CARD, "an id that is none");
	pin(d, "c", "CC", WHY_CARD, "a fingerprint that is none");
	tap_ok(directory_pin(d, &b, 0, 5, &w) == -1 && w.reason == WHY_USAGE,
	    "an agency without a role is refused: %s", w.text);
	e = directory_find_fingerprint(d, PRINT_B);
	tap_ok(e != NULL && e == directory_find_agency(d, "b") &&
		directory_may(e, DIRECTORY_SEAL) &&
		directory_may(e, DIRECTORY_ORDER),
	    "a pinned agency is found by both, and may act");
	why_clear(&w);
	directory_pin(d, &b, DIRECTORY_SEAL, 5, &w);
	e = directory_find_fingerprint(d, PRINT_B);
	tap_ok(directory_may(e, DIRECTORY_SEAL) &&
		!directory_may(e, DIRECTORY_ORDER),
	    "pinned again with one role, it has that one");
	tap_ok(directory_find_fingerprint(d, PRINT_C) == NULL &&
		!directory_may(NULL, DIRECTORY_SEAL),
	    "nobody may nothing");
	tap_ok(directory_unpin(d, "a", &w) == -1 && w.reason == WHY_USAGE,
	    "we are not unpinned: %s", w.text);
	why_clear(&w);
	tap_ok(directory_unpin(d, "b", &w) == 0, "another is");
	e = directory_find_fingerprint(d, PRINT_B);
	tap_ok(e != NULL && !directory_may(e, DIRECTORY_SEAL) &&
		directory_find_agency(d, "b") == NULL,
	    "an unpinned agency is known, and may nothing");
	tap_ok(directory_unpin(d, "b", &w) == -1 && w.reason == WHY_USAGE,
	    "it is not unpinned twice: %s", w.text);
	pin(d, "b", PRINT_C, WHY_NONE, "its id may have a new key then");
	tap_number((long long)d->n, 3, "the old one stays listed");
}

static void
test_file(const struct directory *d)
{
	const char *path = scratch_path("agencies.json");
	struct directory back;
	struct why w = { 0 };
	struct stat st;

	tap_ok(directory_save(d, path, &w) == 0, "it is saved: %s", w.text);
	tap_ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600,
	    "for nobody else to read");
	tap_ok(directory_load(&back, path, &w) == 0 && back.n == d->n,
	    "and loaded: %s", w.text);
	for (size_t i = 0; i < back.n; i++) {
		const struct directory_entry *a = &d->entries[i];
		const struct directory_entry *b = &back.entries[i];

		tap_ok(strcmp(a->agency, b->agency) == 0 &&
			strcmp(a->name, b->name) == 0 &&
			strcmp(a->fingerprint, b->fingerprint) == 0 &&
			a->roles == b->roles && a->status == b->status &&
			a->pinned_at_s == b->pinned_at_s,
		    "entry %zu is as before", i);
	}
	directory_clear(&back);
	tap_ok(directory_load(&back, scratch_path("none"), &w) == -1 &&
		w.reason == WHY_SYSTEM && back.n == 0,
	    "a missing one is no verdict: %s", w.text);
}

#define FILE_OF(entries) \
	"{\"format\":\"sealbag-agencies/1\",\"agencies\":[" entries "]}"
#define ENTRY(id, print, roles, status)                                    \
	"{\"agency\":\"" id "\",\"name\":\"N\",\"fingerprint\":\"" print   \
	"\",\"roles\":[" roles "],\"pinned_at\":\"2026-01-02T03:04:05Z\"," \
	"\"status\":\"" status "\"}"
#define SELF ENTRY("a", PRINT_A, "\"seal\"", "self")

static void
test_refusals(void)
{
	static const struct {
		const char *text;
		bool good;
		const char *rule;
	} rows[] = {
		{ FILE_OF(SELF), true, "itself alone" },
		{ FILE_OF(SELF "," ENTRY("b", PRINT_B, "\"order\"", "pinned")),
		    true, "another one" },
		{ FILE_OF(""), false, "nobody" },
		{ FILE_OF(ENTRY("a", PRINT_A, "\"seal\"", "pinned")), false,
		    "not itself first" },
		{ FILE_OF(SELF "," ENTRY("b", PRINT_B, "\"seal\"", "self")),
		    false, "itself twice" },
		{ FILE_OF(SELF "," ENTRY("b", PRINT_A, "\"seal\"", "pinned")),
		    false, "a key twice" },
		{ FILE_OF(SELF "," ENTRY("a", PRINT_B, "\"seal\"", "pinned")),
		    false, "an id twice" },
		{ FILE_OF(SELF "," ENTRY("a", PRINT_B, "\"seal\"", "unpinned")),
		    true, "an id twice, once of old" },
		{ FILE_OF(SELF "," ENTRY("b", PRINT_B, "", "pinned")), false,
		    "no role" },
		{ FILE_OF(SELF "," ENTRY("b", PRINT_B, "\"king\"", "pinned")),
		    false, "an unknown role" },
		{ FILE_OF(SELF
		      "," ENTRY("b", PRINT_B, "\"order\",\"seal\"", "pinned")),
		    false, "roles in another order" },
		{ FILE_OF(
		      SELF "," ENTRY("b", PRINT_B, "\"seal,order\"", "pinned")),
		    false, "two roles in one" },
		{ FILE_OF(SELF "," ENTRY("b", PRINT_B, "\"seal\"", "trusted")),
		    false, "an unknown status" },
		{ FILE_OF(SELF "," ENTRY("B", PRINT_B, "\"seal\"", "pinned")),
		    false, "an id in capitals" },
		{ "{\"format\":\"sealbag-agencies/2\",\"agencies\":[" SELF "]}",
		    false, "another version" },
		{ "", false, "an empty file" },
		{ "{", false, "a cut file" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *path = scratch_path("d%zu", i);
		struct directory d;
		struct why w = { 0 };

		scratch_write(path, rows[i].text, strlen(rows[i].text));
		directory_load(&d, path, &w);
		tap_text(why_name(w.reason), rows[i].good ? "none" : "store",
		    "%s (%s)", rows[i].rule, w.text);
		tap_ok(rows[i].good || d.n == 0, "%s: nothing is left of it",
		    rows[i].rule);
		directory_clear(&d);
	}
}

static void
test_roles(void)
{
	tap_number(directory_roles_parse("seal"), DIRECTORY_SEAL, "one role");
	tap_number(directory_roles_parse("order,seal,receive"), ALL,
	    "three roles, in any order");
	tap_number(directory_roles_parse(""), 0, "none is no list");
	tap_number(directory_roles_parse("seal,"), 0,
	    "nor is a comma at the "
	    "end");
	tap_number(directory_roles_parse("seal,seal"), 0, "nor one twice");
	tap_number(directory_roles_parse("seals"), 0, "nor another word");
	tap_text(directory_role_name(DIRECTORY_ORDER), "order", "a name");
	tap_text(directory_role_name(DIRECTORY_ALL_ROLES), NULL,
	    "all have none");
}

int
main(void)
{
	struct directory d = { 0 };

	scratch_begin();
	test_pins(&d);
	test_doubt(&d);
	test_file(&d);
	test_refusals();
	test_roles();
	directory_clear(&d);
	return tap_done();
}
