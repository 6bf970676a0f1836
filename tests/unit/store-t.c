#include "tool/store/store.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

#define ID   "000102030405060708090a0b0c0d0e0f"
#define ID_2 "ff0102030405060708090a0b0c0d0e0f"

static char north[64];
static char south[64];
static char passphrase[64];
static char print_north[CARD_PRINT_HEX];
static char print_south[CARD_PRINT_HEX];

/* Why a call failed, "none" when it did not. */
static const char *
told(int rc, struct why *w)
{
	enum why_reason reason = w->reason;

	if ((rc == 0) != (reason == WHY_NONE))
		return "a status that does not fit its reason";
	if (reason != WHY_NONE)
		tap_note("%s: %s", why_name(reason), w->text);
	why_clear(w);
	return why_name(reason);
}

static struct store store;

static const char *
opens(const char *path, enum store_mode mode, const struct ask_source *from)
{
	struct why w = { 0 };

	return told(store_open(&store, path, mode, from, &w), &w);
}

static const char *
opens_and_closes(const char *path, enum store_mode mode,
    const struct ask_source *from)
{
	const char *reason = opens(path, mode, from);

	store_close(&store);
	return reason;
}

static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static long long
entries(const char *path)
{
	DIR *dir = opendir(path);
	long long n = 0;

	if (dir == NULL)
		return -1;
	while (readdir(dir) != NULL)
		n++;
	(void)closedir(dir);
	return n - 2;
}

static void
test_create(void)
{
	const struct ask_source file = { .file = passphrase };
	struct store_new n = {
		.path = north,
		.agency = "north",
		.name = "Northshire",
		.actor = "tester",
		.valid_s = 86400,
		.retention_months = 7,
	};
	struct why w = { 0 };

	tap_text(told(store_create(&n, print_north, &w), &w), "none",
	    "a store is made");
	tap_ok(card_print_ok(print_north), "its key has a fingerprint");
	tap_number(entries(scratch), 1, "nothing else is");
	tap_text(told(store_create(&n, print_south, &w), &w), "usage",
	    "not where something is");
	tap_number(entries(scratch), 1, "and nothing of it stays");
	scratch_write(passphrase, "eleven byte\n", 12);
	n.passphrase = &file;
	n.path = south;
	tap_text(told(store_create(&n, print_south, &w), &w), "usage",
	    "nor with a passphrase of 11 bytes");
	tap_number(entries(scratch), 2, "and nothing of that stays");
	scratch_write(passphrase, "twelve bytes\n", 13);
	n.path = south;
	n.agency = "south";
	n.name = "Southmere";
	n.passphrase = &file;
	(void)mkdir(south, 0755);
	tap_text(told(store_create(&n, print_south, &w), &w), "none",
	    "also in an empty folder, with a passphrase");
	n.path = scratch_path("bad");
	n.agency = "Bad";
	tap_text(told(store_create(&n, print_south, &w), &w), "usage",
	    "not with an id that cannot be");
	n.agency = "bad";
	n.name = "a\nb";
	tap_text(told(store_create(&n, print_south, &w), &w), "usage",
	    "not with a name that cannot be");
	n.name = "Bad";
	n.path = passphrase;
	tap_text(told(store_create(&n, print_south, &w), &w), "usage",
	    "not in place of a file");
	tap_number(entries(scratch), 3, "and nothing of all that stays");
}

static void
test_open(void)
{
	const struct ask_source none = { 0 };
	const struct ask_source file = { .file = passphrase };
	const struct ask_source wrong = { .file = scratch_path("wrong") };
	struct why w = { 0 };
	struct event e = { .act = "test", .outcome = "done", .actor = "t" };

	tap_text(opens(north, STORE_READ, NULL), "none", "it opens");
	tap_text(store.agency, "north", "its agency");
	tap_text(store.name, "Northshire", "its name");
	tap_text(store.fingerprint, print_north, "its key");
	tap_number(store.retention_months, 7, "its retention");
	store_close(&store);
	store_close(&store);
	tap_text(opens_and_closes(scratch_path("none"), STORE_READ, NULL),
	    "store", "what is not there is no store");
	tap_text(opens_and_closes(scratch, STORE_READ, NULL), "store",
	    "another folder is none");
	tap_text(opens_and_closes(passphrase, STORE_READ, NULL), "store",
	    "nor is a file");
	tap_text(opens_and_closes(south, STORE_READ, NULL), "none",
	    "without its secret key no passphrase is wanted");
	tap_text(opens_and_closes(south, STORE_WRITE, &none), "usage",
	    "with it one is, and nobody asks in batch");
	tap_text(opens(south, STORE_WRITE, &file), "none", "it is given");
	tap_text(told(store_event(&store, &e, &w), &w), "none",
	    "and signs a checkpoint");
	store_close(&store);
	scratch_write(wrong.file, "wrong\n", 6);
	tap_text(opens_and_closes(south, STORE_WRITE, &wrong), "no-key",
	    "a wrong one is told at once");
	(void)unlink(wrong.file);
}

/* Another process would try; flock is by open file, so this one can. */
static void
test_lock(void)
{
	static struct store other;
	struct why w = { 0 };

	tap_text(opens(north, STORE_LOOK, NULL), "none", "while one reads");
	tap_text(told(store_open(&other, north, STORE_LOOK, NULL, &w), &w),
	    "none", "another can");
	store_close(&other);
	tap_text(told(store_open(&other, north, STORE_WRITE, NULL, &w), &w),
	    "store-busy", "but not write");
	store_close(&store);
	tap_text(opens(north, STORE_WRITE, NULL), "none", "while one writes");
	tap_text(told(store_open(&other, north, STORE_LOOK, NULL, &w), &w),
	    "store-busy", "nobody reads");
	store_close(&store);
}

static void
count_event(struct event *e, const char *act, uint64_t *n)
{
	*n += strcmp(e->act, act) == 0 && strcmp(e->outcome, "failed") == 0 &&
	    strcmp(e->reason, "interrupted") == 0;
}

static int
find_failed_pack(void *self, uint64_t sequence, const uint8_t *line, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct event e;

	(void)sequence;
	(void)leaf;
	if (event_parse(&e, line, len, w) != 0)
		return -1;
	count_event(&e, "pack", self);
	return 0;
}

static void
make_folder(const char *parent, const char *name)
{
	(void)mkdir(scratch_path("north/%s/%s", parent, name), 0700);
	scratch_write(scratch_path("north/%s/%s/x", parent, name), "x", 1);
}

/* What a killed process leaves. */
static void
leave_mess(void)
{
	struct ledger_bundle b = {
		.direction = LEDGER_RECEIVED,
		.state = LEDGER_DONE,
		.other = { "south", "" },
		.sequence = 1,
	};
	struct why w = { 0 };
	bool ok = opens(north, STORE_WRITE, NULL) != NULL;

	memcpy(b.other.fingerprint, print_south, CARD_PRINT_HEX);
	ok = ok && bytes_from_hex(b.id, sizeof b.id, ID);
	ok = ok && ledger_bundle_put(&store.ledger, &b, &w) == 0;
	b.direction = LEDGER_SENT;
	b.state = LEDGER_BEGUN;
	ok = ok && ledger_bundle_put(&store.ledger, &b, &w) == 0;
	ok = ok &&
	    ledger_swap_put(&store.ledger, "quarantine/q/x",
		"received/" ID "/y", &w) == 0;
	ok = ok &&
	    ledger_swap_put(&store.ledger, "received/" ID "/x", "", &w) == 0;
	tap_ok(ok, "a mess is made: %s", w.text);
	store_close(&store);
	make_folder("received", ID);
	make_folder("received", ID_2);
	make_folder("received", "notes");
	make_folder("proof", ID);
	make_folder("proof", ID_2);
	make_folder("quarantine", "q");
	make_folder("quarantine", "r");
}

static bool
in_north(const char *name)
{
	return is_there(scratch_path("north/%s", name));
}

static void
test_recover(void)
{
	struct ledger_bundle b;
	struct why w = { 0 };
	uint8_t id[SEAL_ID_BYTES];
	uint64_t n = 0;
	bool found = false;

	leave_mess();
	tap_text(opens_and_closes(north, STORE_READ, NULL), "none",
	    "who reads does not clean up");
	tap_ok(in_north("quarantine/q/x") && in_north("received/" ID_2),
	    "all is as it was");
	tap_text(opens(north, STORE_WRITE, NULL), "none", "who writes does");
	tap_number(entries(scratch_path("north/quarantine")), 0,
	    "the quarantine is empty");
	tap_ok(in_north("received/" ID "/y"), "a committed swap is complete");
	tap_ok(!in_north("received/" ID "/x"), "a committed removal too");
	tap_ok(in_north("received/" ID) && in_north("proof/" ID "/x"),
	    "what the ledger knows stays");
	tap_ok(!in_north("received/" ID_2) && !in_north("proof/" ID_2),
	    "what it does not know is gone");
	tap_ok(in_north("received/notes/x"), "other names are not ours");
	tap_ok(bytes_from_hex(id, sizeof id, ID) &&
		ledger_bundle_get(&store.ledger, id, LEDGER_SENT, &b, &found,
		    &w) == 0 &&
		found && b.state == LEDGER_FAILED,
	    "a bundle that was begun has failed");
	tap_ok(ledger_event_each(&store.ledger, 0, find_failed_pack, &n, &w) ==
		    0 &&
		n == 1,
	    "and the log says so");
	store_close(&store);
	n = 0;
	tap_text(opens(north, STORE_WRITE, NULL), "none", "once more");
	tap_ok(ledger_event_each(&store.ledger, 0, find_failed_pack, &n, &w) ==
		    0 &&
		n == 1,
	    "it says so once");
	store_close(&store);
}

static void
test_card(void)
{
	struct card card;
	struct why w = { 0 };

	(void)opens(south, STORE_READ, NULL);
	tap_text(told(store_card(&store, &card, &w), &w), "none",
	    "a store has a card");
	tap_ok(strcmp(card.agency, "south") == 0 &&
		strcmp(card.name, "Southmere") == 0 &&
		strcmp(card.fingerprint, print_south) == 0 && card.key.len > 0,
	    "its own");
	store_close(&store);
	card_clear(&card);
}

static void
test_damaged(void)
{
	(void)unlink(scratch_path("north/ledger.db"));
	tap_ok(strcmp(opens_and_closes(north, STORE_LOOK, NULL), "none") != 0,
	    "a lost ledger is a fault");
}

int
main(void)
{
	scratch_begin();
	(void)umask(077);
	(void)snprintf(north, sizeof north, "%s", scratch_path("north"));
	(void)snprintf(south, sizeof south, "%s", scratch_path("south"));
	(void)snprintf(passphrase, sizeof passphrase, "%s",
	    scratch_path("passphrase"));
	test_create();
	test_open();
	test_lock();
	test_recover();
	test_card();
	test_damaged();
	return tap_done();
}
