#include "tool/flow/opening.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/flow/forge_out.h"
#include "tests/flow/forge_sealed.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

enum step {
	OPEN,
	TRUST,
	PARTS,
	CONTENTS,
	DONE
};
static const char *const step_names[] = { "open", "trust", "parts", "contents",
	"done" };

static struct forge forge;
static struct opening opening;
static char agency_path[64];
static struct directory_key key;
static struct directory_agency self = { .keys = &key, .n_keys = 1 };
static struct directory_place place;
static struct directory directory = {
	.agencies = &self,
	.n = 1,
	.places = &place,
	.n_places = 1,
};
static int64_t ahead_s; /* our clock, before the seal's time */

static void
forget_forged(void)
{
	for (size_t i = 0; i < forge.n_members; i++)
		bytes_clear(&forge.members[i].data);
	for (size_t i = 0; i < forge.n_files; i++)
		bytes_clear(&forge.files[i].data);
	bytes_clear(&forge.tar);
	bytes_clear(&forge.packed);
	bytes_clear(&forge.messages[0]);
	bytes_clear(&forge.contents_sealed);
	bytes_clear(&forge.readme);
	store_close(&forge.store);
	memset(&forge, 0, sizeof forge);
}

/* A bundle that this agency packed for itself. */
static void
make(const struct forge_fault *fault)
{
	forge.fault = fault;
	forge_must(&forge,
	    store_open(&forge.store, agency_path, STORE_READ, NULL, &forge.w));
	unlink(scratch_path("bundle"));
	forge_bundle(&forge, "agency-a", scratch_path("bundle"));
	self = forge.store.directory.agencies[0];
	key = self.keys[0];
	key.key = (struct bytes){ 0 };
	self.keys = &key;
	self.approved_from_s = key.valid_from_s = 0;
	ahead_s = 0;
}

/* Change a byte of the file. */
static void
change(uint64_t at)
{
	uint8_t byte = 0;
	int fd = open(scratch_path("bundle"), O_RDWR | O_CLOEXEC);

	if (pread(fd, &byte, 1, (off_t)at) != 1)
		tap_ok(false, "a byte of the bundle");
	byte ^= 1;
	if (pwrite(fd, &byte, 1, (off_t)at) != 1)
		tap_ok(false, "a byte of the bundle");
	close(fd);
}

/* How far it gets. */
static enum step
step_through(void (*between)(void), struct why *w)
{
	struct session *s = &forge.store.session;
	const struct opening_trust by = {
		.session = s,
		.directory = &directory,
		.now_s = forge.seal.created_s - ahead_s,
		.logged_s = DIRECTORY_NEVER,
	};

	if (opening_open(&opening, scratch_path("bundle"), w) != 0)
		return OPEN;
	if (opening_trust(&opening, &by, w) != 0)
		return TRUST;
	if (opening_parts(&opening, w) != 0)
		return PARTS;
	if (between != NULL)
		between();
	return opening_contents(&opening, s, w) != 0 ? CONTENTS : DONE;
}

/* --- faults --- */

static void
no_directory(void)
{
	key.fingerprint[0] = key.fingerprint[0] == '0' ? '1' : '0';
}

static void
unpinned(void)
{
	self.status = DIRECTORY_WITHDRAWN;
}

static void
no_role(void)
{
	self.roles = DIRECTORY_RECEIVE | DIRECTORY_ORDER;
}

static void
only_role(void)
{
	self.roles = DIRECTORY_SEAL;
}

static void
clock_behind(void)
{
	ahead_s = 301;
}

static void
clock_slack(void)
{
	ahead_s = 240;
}

static void
change_signature(void)
{
	change(
	    opening.frame.signature.offset + opening.frame.signature.size - 1);
}

static void
change_seal(void)
{
	change(opening.frame.seal.offset + opening.frame.seal.size / 2);
}

static void
change_readme(void)
{
	change(opening.frame.readme.offset + 5);
}

static void
change_contents(void)
{
	change(opening.frame.contents.offset + opening.frame.contents.size - 1);
}

static void
change_segment(void)
{
	change(opening.frame.segments[0].offset);
}

static void
cut_short(void)
{
	struct stat st;

	if (stat(scratch_path("bundle"), &st) != 0 ||
	    truncate(scratch_path("bundle"), st.st_size - 1) != 0)
		tap_ok(false, "a shorter file");
}

static void
forge_segments_lie(struct forge *f)
{
	f->segments[1] = f->segments[0];
	f->seal.n_segments = 2;
}

static void
forge_readme_bytes(struct forge *f)
{
	f->seal.readme.bytes++;
}

static void
forge_contents_bytes(struct forge *f)
{
	f->seal.contents.bytes--;
}

static void
forge_contents_digest(struct forge *f)
{
	f->seal.contents.digest[63] ^= 1;
}

#define SOUND                                                     \
	{                                                         \
		NULL, NULL, NULL, FORGE_NOTHING, NULL, NULL, NULL \
	}
#define MADE(stage, make)                                                 \
	{                                                                 \
		NULL, NULL, NULL, FORGE_##stage, forge_##make, NULL, NULL \
	}
#define DIFFERS " is not what was sealed: its BLAKE2b digest differs"

static const struct {
	const char *rule;
	struct forge_fault fault;
	void (*change)(void); /* of file, directory or clock */
	enum step step;	      /* that refuses */
	const char *reason;
	const char *says;
} table[] = {
	{ "a sound bundle", SOUND, NULL, DONE, "none", "" },
	{ "a signer with no other role than to seal", SOUND, only_role, DONE,
	    "none", "" },
	{ "a clock that is 240 seconds behind", SOUND, clock_slack, DONE,
	    "none", "" },
	{ "a segment that was changed", SOUND, change_segment, DONE, "none",
	    "" },
	{ "a file without its last byte", SOUND, cut_short, OPEN, "truncated",
	    "" },
	{ "a seal that was changed", SOUND, change_seal, TRUST, "signature-bad",
	    "" },
	{ "a signature that was changed", SOUND, change_signature, TRUST,
	    "signature-bad", "" },
	{ "a key that nobody here has", SOUND, no_directory, TRUST,
	    "signer-unknown", "which no agency here has" },
	{ "a key that is not pinned any more", SOUND, unpinned, TRUST,
	    "signer-not-pinned", "which is not pinned here" },
	{ "an agency that may not seal", SOUND, no_role, TRUST, "signer-role",
	    "agency agency-a lacks the role seal" },
	{ "a clock that is 301 seconds behind", SOUND, clock_behind, TRUST,
	    "future", "yet to come" },
	{ "a seal under another name", MADE(SEAL, sender_name), NULL, TRUST,
	    "signer-mismatch", "by agency agency-a under the name west" },
	{ "a seal that is no JSON, though signed",
	    { NULL, NULL, NULL, FORGE_SEAL_TEXT, NULL, "{", "[" }, NULL, TRUST,
	    "json", "seal.json: " },
	{ "headers with another time", MADE(SEAL, time), NULL, TRUST, "frame",
	    "times in the tar headers are not the seal's" },
	{ "a segment of another length", MADE(SEAL, segment_bytes), NULL, TRUST,
	    "segment-damaged", "segment 0 has " },
	{ "a segment less than sealed", MADE(SEAL, segments_lie), NULL, TRUST,
	    "segment-damaged", "the seal names 2 segments, the file holds 1" },
	{ "a README that was changed", SOUND, change_readme, PARTS,
	    "readme-damaged", "README.txt" DIFFERS },
	{ "a README with a byte less", MADE(SEAL, readme_bytes), NULL, PARTS,
	    "readme-damaged", "README.txt has " },
	{ "contents that were changed", SOUND, change_contents, PARTS,
	    "contents-damaged", "contents.gpg" DIFFERS },
	{ "contents with a byte more", MADE(SEAL, contents_bytes), NULL, PARTS,
	    "contents-damaged", "contents.gpg has " },
	{ "contents with another digest", MADE(SEAL, contents_digest), NULL,
	    PARTS, "contents-damaged", "contents.gpg" DIFFERS },
	{ "contents of another bundle", MADE(CONTENTS, other_bundle), NULL,
	    CONTENTS, "contents-mismatch", "belong to another bundle" },
	{ "contents that another agency packed", MADE(CONTENTS, other_agency),
	    NULL, CONTENTS, "contents-mismatch",
	    "agency west packed the contents, but agency-a sealed them" },
	{ "contents under a passphrase", MADE(CONTENTS, passphrase), NULL,
	    CONTENTS, "decrypt", "contents.gpg: " },
};

/* Offsets are those of the file as it was made. */
static void
change_file(void (*how)(void))
{
	struct why w = { 0 };

	if (opening_open(&opening, scratch_path("bundle"), &w) != 0)
		tap_ok(false, "the frame: %s", w.text);
	how();
	opening_close(&opening);
}

static void
check_row(size_t i)
{
	struct why w = { 0 };
	enum step step;

	make(&table[i].fault);
	if (table[i].change != NULL)
		change_file(table[i].change);
	step = step_through(NULL, &w);
	tap_text(step_names[step], step_names[table[i].step],
	    "%s: it gets this far", table[i].rule);
	tap_text(why_name(w.reason), table[i].reason, "for this reason");
	if (!tap_ok(strstr(w.text, table[i].says) != NULL, "and it says so"))
		tap_note("%s", w.text);
	if (step == OPEN || strncmp(table[i].reason, "sign", 4) == 0)
		tap_ok(!opening.contents_known &&
			opening.contents.n_segments == 0,
		    "its contents are not looked at");
	if (strcmp(table[i].reason, "signature-bad") == 0)
		tap_ok(!opening.sealed_known && opening.seal.n_segments == 0,
		    "not even its seal is");
	opening_close(&opening);
	forget_forged();
}

/* --- the sound one --- */

static void
check_sound(void)
{
	static const struct forge_fault none = SOUND;
	const struct contents *c = &opening.contents;
	struct why w = { 0 };

	make(&none);
	step_through(NULL, &w);
	tap_text(opening.decision.fingerprint, forge.store.fingerprint,
	    "the signer is told");
	tap_ok(opening.sealed_known && opening.contents_known,
	    "seal and contents are known");
	tap_bytes(opening.seal.id, forge.seal.id, SEAL_ID_BYTES,
	    "the seal is the one that was signed");
	tap_text(c->purpose, "flow test",
	    "the contents those that were packed");
	tap_text(c->segments[0].key, forge.secrets[0].key, "with their keys");
	opening_close(&opening);
	opening_close(&opening);
	tap_ok(true, "closing again does nothing");
	forget_forged();
}

/* What is decrypted is what was sealed, whatever happened to the file since it
 * was checked. */
static void
check_between(void)
{
	static const struct forge_fault none = SOUND;
	struct why w = { 0 };

	make(&none);
	tap_number(step_through(change_contents, &w), CONTENTS,
	    "contents that change after they were checked are refused");
	tap_text(why_name(w.reason), "contents-damaged", "for this reason");
	tap_ok(!opening.contents_known, "and not decrypted");
	opening_close(&opening);
	forget_forged();
}

static void
check_inspect(void)
{
	static const struct forge_fault none = SOUND;
	struct session session = { 0 };
	struct home home = { 0 };
	struct why w = { 0 };

	make(&none);
	opening_open(&opening, scratch_path("bundle"), &w);
	tap_number(opening_inspect(&opening, &w), 0,
	    "a seal can be shown without trust");
	tap_ok(opening.sealed_known && !opening.contents_known,
	    "and no more than the seal");
	home_open_temporary(&home, NULL, &w);
	session_open(&session, &home, &w);
	tap_text(w.text, "", "a home without secret keys");
	tap_number(opening_contents(&opening, &session, &w), -1,
	    "who has no key for it cannot open the contents");
	tap_text(why_name(w.reason), "no-key", "and is told so");
	session_close(&session);
	home_close(&home);
	opening_close(&opening);
	forget_forged();
}

/* --- no bundle at all --- */

static void
check_open(const char *name, const char *reason)
{
	struct why w = { 0 };

	tap_number(opening_open(&opening, scratch_path("%s", name), &w), -1,
	    "%s is refused", name);
	tap_text(why_name(w.reason), reason, "for this reason");
	opening_close(&opening);
}

int
main(void)
{
	struct store_new new = {
		.agency = "agency-a",
		.name = "Agency A",
		.actor = "test",
		.retention_months = 12,
	};
	char print[CARD_PRINT_HEX];
	struct why w = { 0 };

	scratch_begin();
	snprintf(agency_path, sizeof agency_path, "%s", scratch_path("a"));
	new.path = agency_path;
	if (store_create(&new, print, &w) != 0) {
		tap_ok(false, "a store: %s", w.text);
		return tap_done();
	}
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		check_row(i);
	check_sound();
	check_between();
	check_inspect();
	mkfifo(scratch_path("a pipe"), 0600);
	scratch_write(scratch_path("an empty file"), "", 0);
	check_open("what is not there", "system");
	check_open("a", "not-a-bundle");
	check_open("a pipe", "not-a-bundle");
	check_open("an empty file", "not-a-bundle");
	return tap_done();
}
