#include "tool/flow/approve.h"

#include "tests/unit/three_stores.h"

static struct store east;
static char list[80];	  /* a directory that north signed */
static char list_sig[80]; /* beside it */
static char file[80];	  /* the same, taken out */
static struct bytes was;

static void
write_list(void)
{
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	struct why w = { 0 };

	(void)snprintf(list, sizeof list, "%s", scratch_path("list"));
	(void)snprintf(list_sig, sizeof list_sig, "%s",
	    scratch_path("list.sig"));
	(void)snprintf(file, sizeof file, "%s", scratch_path("approval"));
	tap_text(told(store_directory_text(&north, LEDGER_DIRECTORY_LAST, &text,
			  &signature, &w),
		     &w),
	    "none", "north has a directory");
	scratch_write(list, text.data, text.len);
	scratch_write(list_sig, signature.data, signature.len);
	bytes_clear(&text);
	bytes_clear(&signature);
}

/* Why a file cannot be opened for approval. */
static const char *
opened(const char *path)
{
	struct approve a;
	struct why w = { 0 };
	const char *reason;

	approve_begin(&a);
	reason = told(approve_open(&a, path, &w), &w);
	approve_end(&a);
	return reason;
}

static void
what_is_opened(void)
{
	static const char half[] =
	    "{\n \"format\": \"sealbag-directory/1\",\n \"x\": 1\n}\n";
	const char *other = scratch_path("other");
	struct approve a;
	struct why w = { 0 };

	approve_begin(&a);
	tap_text(told(approve_open(&a, list, &w), &w), "none",
	    "a document is opened with its signatures");
	tap_ok(a.kind == APPROVAL_DIRECTORY && !a.bundle,
	    "it is known for what it is");
	tap_text(a.maker.agency, "north", "with who made it");
	tap_text(a.maker.fingerprint, prints[0], "by which key");
	tap_number((long long)a.parsed.n, 1, "and how many signed");
	approve_end(&a);
	tap_text(opened(scratch_path("none")), "system", "none is none");
	scratch_write(other, "any text", 8);
	tap_text(opened(other), "not-a-bundle", "nor is any text one");
	scratch_write(other, half, strlen(half));
	tap_text(opened(other), "system", "without signatures it is none");
	scratch_write(scratch_path("other.sig"), "", 0);
	tap_text(opened(other), "json", "it is parsed as what it says it is");
}

static void
what_is_taken_out(void)
{
	struct approve a;
	struct approve b;
	struct why w = { 0 };

	approve_begin(&a);
	approve_begin(&b);
	tap_text(told(approve_open(&a, list, &w), &w), "none", "opened");
	tap_text(told(approve_take(&a, file, &w), &w), "none", "taken out");
	tap_text(told(approve_take(&a, file, &w), &w), "usage",
	    "and what is there is not replaced");
	tap_text(told(approve_read(&b, file, &w), &w), "none", "read again");
	tap_ok(b.kind == a.kind &&
		memcmp(b.digest, a.digest, sizeof a.digest) == 0 &&
		b.signatures.len == a.signatures.len &&
		memcmp(b.signatures.data, a.signatures.data,
		    a.signatures.len) == 0,
	    "it is the same");
	approve_end(&b);
	approve_begin(&b);
	tap_text(told(approve_read(&b, list, &w), &w), "approval",
	    "a document alone is no file for approval");
	approve_end(&b);
	approve_end(&a);
}

/* Why a store does not hold the file to be right. */
static const char *
checked(struct store *s)
{
	struct approve a;
	struct why w = { 0 };
	const char *reason;
	int rc;

	approve_begin(&a);
	rc = approve_read(&a, file, &w);
	if (rc == 0)
		rc = approve_check(&a, s, &w);
	reason = told(rc, &w);
	approve_end(&a);
	return reason;
}

static void
who_made_it(void)
{
	const struct directory_pin without = pin_of(&cards[0]);
	struct directory_pin with = without;
	struct why w = { 0 };

	tap_text(checked(&north), "none", "its maker knows itself");
	tap_text(checked(&east), "signer-unknown", "who is not known is not");
	tap_text(told(store_pin(&east, &without, "t", &w), &w), "none",
	    "one that is pinned");
	tap_text(checked(&east), "signer-role",
	    "must have the role to administer");
	with.roles = DIRECTORY_SEAL | DIRECTORY_ADMINISTER;
	tap_text(told(store_pin(&east, &with, "t", &w), &w), "none",
	    "with the role");
	tap_text(checked(&east), "none", "it may");
}

/* east signs the file; what becomes of that. */
static const char *
signs(void)
{
	struct approve a;
	struct why w = { 0 };
	const char *reason;
	int rc;

	approve_begin(&a);
	rc = approve_read(&a, file, &w);
	if (rc == 0)
		rc = approve_check(&a, &east, &w);
	if (rc == 0)
		rc = approve_sign(&a, &east, file, "t", &w);
	reason = told(rc, &w);
	approve_end(&a);
	return reason;
}

static bool
as_it_was(const char *path)
{
	struct bytes now = { 0 };
	bool same;

	scratch_read(path, &now);
	same = now.len == was.len && memcmp(now.data, was.data, was.len) == 0;
	bytes_clear(&now);
	return same;
}

static void
who_signs(void)
{
	struct approve a;
	struct why w = { 0 };

	was.len = 0;
	scratch_read(file, &was);
	full(true);
	tap_ok(strcmp(signs(), "none") != 0, "without room it is not signed");
	full(false);
	tap_ok(as_it_was(file), "the file is what it was");
	tap_ok(access(scratch_path(".sealbag-approval.partial"), F_OK) != 0,
	    "and nothing lies beside it");
	tap_number(events(&east, "approve-sign", "done", ""), 0,
	    "nothing is logged");
	tap_text(signs(), "none", "with room it is");
	tap_number(events(&east, "approve-sign", "done", ""), 1,
	    "and that is logged");
	approve_begin(&a);
	tap_text(told(approve_read(&a, file, &w), &w), "none", "it is read");
	tap_text(told(approve_check(&a, &east, &w), &w), "none", "and right");
	tap_number((long long)a.signers.n, 2, "two signed it");
	tap_ok(a.signers.all[0].why.reason == WHY_NONE &&
		a.signers.all[1].why.reason == WHY_NONE,
	    "and both count");
	approve_end(&a);
	tap_text(signs(), "usage", "nobody signs twice");
	tap_number(events(&east, "approve-sign", "done", ""), 1,
	    "and that is not logged");
}

/* north puts the signatures of the file beside the document. */
static const char *
adds(unsigned *added)
{
	struct approve a;
	struct approve from;
	struct why w = { 0 };
	const char *reason;
	int rc;

	*added = 0;
	approve_begin(&a);
	approve_begin(&from);
	rc = approve_open(&a, list, &w);
	if (rc == 0)
		rc = approve_read(&from, file, &w);
	if (rc == 0)
		rc = approve_add(&a, &north, list, &from, "t", added, &w);
	reason = told(rc, &w);
	approve_end(&from);
	approve_end(&a);
	return reason;
}

static void
what_is_added(void)
{
	const struct directory_pin pin = pin_of(&cards[2]);
	struct why w = { 0 };
	unsigned added;

	was.len = 0;
	scratch_read(list_sig, &was);
	tap_text(adds(&added), "signer-unknown",
	    "who is not known here is not added");
	tap_ok(as_it_was(list_sig), "the signatures are what they were");
	tap_text(told(store_pin(&north, &pin, "t", &w), &w), "none",
	    "once it is pinned");
	tap_text(adds(&added), "none", "it is");
	tap_number(added, 1, "the one that is new");
	tap_number(events(&north, "approve-add", "done", ""), 1,
	    "and that is logged");
	tap_ok(!as_it_was(list_sig), "the signatures are others then");
	tap_text(adds(&added), "usage", "a second time there is nothing to");
	/* the directory that pins east is another statement */
	write_list();
	tap_text(adds(&added), "approval", "nor to another statement");
	tap_number(events(&north, "approve-add", "done", ""), 1,
	    "and that is not logged");
}

int
main(void)
{
	three_begin();
	tap_text(opens_store(&north, 0, STORE_WRITE), "none", "north opens");
	tap_text(opens_store(&east, 2, STORE_WRITE), "none", "east opens");
	write_list();
	what_is_opened();
	what_is_taken_out();
	who_made_it();
	who_signs();
	what_is_added();
	tap_ok(all_events(&north) > 0 && all_events(&east) > 0,
	    "both logs are whole");
	bytes_clear(&was);
	store_close(&east);
	return three_end();
}
