/** The vectors of frames, archives, seals, signatures, approvals, contents,
 *  cards, directories, policies, events, proofs, receipts, hand-overs,
 *  statements of quality, certificates and read files: one fault each, or none,
 * and the expectation beside it. csv-t and order-t have theirs. */

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/approval.h"
#include "formats/archive.h"
#include "formats/certificate.h"
#include "formats/contents.h"
#include "formats/cosignature.h"
#include "formats/event.h"
#include "formats/event_proof.h"
#include "formats/exhibit.h"
#include "formats/frame.h"
#include "formats/handover.h"
#include "formats/quality.h"
#include "formats/reads.h"
#include "formats/receipt.h"
#include "formats/seal.h"
#include "formats/shown.h"
#include "formats/signature.h"
#include "keys/card.h"
#include "keys/directory.h"
#include "keys/policy.h"
#include "tests/tap/tap.h"
#include "tests/unit/archive_feed.h"

/* What came of one file: 0 and what was counted, or -1. */
typedef int parser(const char *path, const struct bytes *text, char *counted,
    struct why *w);

#define COUNTED 32

static int
parse_frame(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct frame f;
	int rc = frame_read(&f, fd, w);

	(void)text;
	if (rc == 0)
		(void)snprintf(counted, COUNTED, " %u", (unsigned)f.n_segments);
	frame_clear(&f);
	close(fd);
	return rc;
}

static int
parse_archive(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	int members = read_all(text, w);

	(void)path;
	(void)snprintf(counted, COUNTED, " %d", members);
	return members < 0 ? -1 : 0;
}

static int
parse_seal(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct seal s;
	int rc = seal_parse(&s, text->data, text->len, w);

	(void)path, (void)counted;
	seal_clear(&s);
	return rc;
}

static int
parse_receipt(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct receipt r;
	int rc = receipt_parse(&r, text->data, text->len, w);

	(void)path, (void)counted;
	receipt_clear(&r);
	return rc;
}

static int
parse_handover(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct handover_file f;
	int rc = handover_file_parse(&f, text->data, text->len, w);

	(void)path;
	if (rc == 0)
		(void)snprintf(counted, COUNTED, " %u", (unsigned)f.n);
	return rc;
}

static int
parse_give(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct handover_give g;
	int rc = handover_give_parse(&g, text->data, text->len, w);

	(void)path, (void)counted;
	handover_give_clear(&g);
	return rc;
}

static int
parse_take(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct handover_take t;
	int rc = handover_take_parse(&t, text->data, text->len, w);

	(void)path, (void)counted;
	handover_take_clear(&t);
	return rc;
}

static int
parse_signature(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct signature_file f;
	int rc = signature_parse_file(&f, text->data, text->len, w);

	(void)path;
	if (rc == 0)
		(void)snprintf(counted, COUNTED, " %u", (unsigned)f.n);
	return rc;
}

static int
parse_approval(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct approval a;
	int rc = approval_parse(&a, text->data, text->len, w);
	const char *kind =
	    approval_kind_name(approval_kind_of(a.statement, a.statement_len));

	(void)path;
	if (rc == 0)
		(void)snprintf(counted, COUNTED, " %s",
		    kind == NULL ? "none" : kind);
	return rc;
}

static int
parse_card(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct card c;
	int rc = card_parse(&c, text->data, text->len, w);

	(void)path, (void)counted;
	card_clear(&c);
	return rc;
}

static int
parse_directory(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct directory d;
	int rc = directory_parse(&d, text->data, text->len, w);

	(void)path, (void)counted;
	directory_clear(&d);
	return rc;
}

static int
parse_policy(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct policy p;
	int rc = policy_parse(&p, text->data, text->len, w);

	(void)path, (void)counted;
	policy_clear(&p);
	return rc;
}

/* Lines of a log, its heads, and what witnesses sign. */
static int
parse_event(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct cosignature c;
	struct event_head head;
	struct event e;

	(void)counted;
	if (strcmp(strrchr(path, '.'), ".cosignature") == 0)
		return cosignature_parse(&c, text->data, text->len, w);
	if (strcmp(strrchr(path, '.'), ".head") == 0)
		return event_head_parse(&head, text->data, text->len, w);
	return event_parse(&e, text->data, text->len, w);
}

/* Proofs of a log, but for their signatures. */
static int
parse_proof(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	char signer[SEAL_PRINT_HEX];
	struct event_proof p;
	int rc = event_proof_parse(&p, text->data, text->len, w);

	(void)path;
	if (rc == 0)
		rc = event_proof_check(&p, signer, w);
	(void)snprintf(counted, COUNTED, " %zu %zu %zu", p.n_events, p.n_heads,
	    p.n_cosigned);
	event_proof_clear(&p);
	return rc;
}

/* What an exhibit says, and its proofs, but for the hashes. */
static int
parse_exhibit(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct exhibit e = { 0 };
	struct shown s = { 0 };
	size_t segments, records;
	int rc;

	if (strcmp(strrchr(path, '.'), ".json") == 0) {
		rc = exhibit_parse(&e, text->data, text->len, w);
		exhibit_clear(&e);
		return rc;
	}
	rc = shown_parse(&s, text->data, text->len, w);
	(void)shown_segments(&s, &segments);
	(void)shown_records(&s, &records);
	(void)snprintf(counted, COUNTED, " %zu %zu %zu", segments, records,
	    s.nodes.len / HASH_BYTES);
	shown_clear(&s);
	return rc;
}

static void
add_text(struct archive_out *out, const char *name, const void *text,
    size_t len, struct why *w)
{
	struct archive_member m = member(name, len, 0, 0);

	write_member(out, &m, text, w);
}

/* contents.json among the members that go with it. */
static int
parse_contents(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	char key[65];
	struct stream_buffer buffer;
	struct bytes tar = { 0 };
	struct archive_out out;
	struct contents c;
	int rc;

	(void)path, (void)counted;
	memset(key, '0', sizeof key);
	key[64] = '\n';
	archive_out_open(&out, stream_to_buffer(&buffer, &tar, 1 << 20), w);
	add_text(&out, "contents.json", text->data, text->len, w);
	add_text(&out, "keys.txt", key, 65, w);
	add_text(&out, "salts.txt", key + 32, 33, w);
	archive_out_close(&out, true, w);
	rc = contents_parse(&c, 1, tar.data, tar.len, w);
	contents_clear(&c);
	bytes_clear(&tar);
	return rc;
}

/* A read file of its folder's format. */
static int
parse_reads(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	const char *format = strstr(path, "/ndjson/") != NULL ? "ndjson"
	    : strstr(path, "/json/") != NULL		      ? "json"
							      : "hikvision";
	const struct reads_cut how = { .last = true, .check = true };
	struct records out = { 0 };
	struct reads r;
	size_t used;
	int rc = reads_begin(&r, format, "", w);

	/* Nobody asks about an empty file. */
	if (rc == 0 && text->len > 0)
		rc = reads_cut(&r, &how, text->data, text->len, &out, &used, w);
	if (rc == 0)
		(void)snprintf(counted, COUNTED, " %zu %u", out.n,
		    (unsigned)r.rows);
	records_clear(&out);
	return rc;
}

static int
parse_quality(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct quality q;
	int rc = quality_parse(&q, text->data, text->len, w);

	(void)path, (void)counted;
	quality_clear(&q);
	return rc;
}

static int
parse_certificate(const char *path, const struct bytes *text, char *counted,
    struct why *w)
{
	struct certificate c;
	int rc = certificate_parse(&c, text->data, text->len, w);

	(void)path, (void)counted;
	certificate_clear(&c);
	return rc;
}

static const struct {
	const char *name;
	parser *parse;
} folders[] = {
	{ "frame", parse_frame },
	{ "archive", parse_archive },
	{ "seal", parse_seal },
	{ "receipt", parse_receipt },
	{ "handover", parse_handover },
	{ "give", parse_give },
	{ "take", parse_take },
	{ "signature", parse_signature },
	{ "approval", parse_approval },
	{ "contents", parse_contents },
	{ "card", parse_card },
	{ "directory", parse_directory },
	{ "policy", parse_policy },
	{ "ndjson", parse_reads },
	{ "json", parse_reads },
	{ "xml", parse_reads },
	{ "event", parse_event },
	{ "proof", parse_proof },
	{ "exhibit", parse_exhibit },
	{ "quality", parse_quality },
	{ "certificate", parse_certificate },
};

#define FOLDERS (sizeof folders / sizeof folders[0])

/* A whole file, and a NUL that len does not count. */
static struct bytes
load(const char *path)
{
	struct bytes out = { 0 };
	struct why w = { 0 };
	char piece[4096];
	size_t got;
	FILE *in = fopen(path, "rb");

	while (in != NULL && (got = fread(piece, 1, sizeof piece, in)) > 0)
		bytes_add(&out, piece, got, &w);
	if (in != NULL)
		(void)fclose(in);
	bytes_add(&out, "", 1, &w);
	out.len--;
	return out;
}

static void
test_vector(const char *folder, const char *name, parser *parse)
{
	char path[512];
	char counted[COUNTED] = "";
	char got[WHY_TEXT_BYTES + 64];
	struct why w = { 0 };
	struct bytes text;
	struct bytes expect;
	char *want;

	(void)snprintf(path, sizeof path, "%s/%s.expect", folder, name);
	expect = load(path);
	want = (char *)expect.data;
	want[strcspn(want, "\n")] = '\0';
	path[strlen(path) - strlen(".expect")] = '\0';
	text = load(path);
	if (parse(path, &text, counted, &w) == 0)
		(void)snprintf(got, sizeof got, "ok%s", counted);
	else
		(void)snprintf(got, sizeof got, "%s %s", why_name(w.reason),
		    w.text);
	if (!tap_ok(want[0] != '\0' && strncmp(got, want, strlen(want)) == 0,
		"%s: %s", path + strlen("tests/vectors/"), want))
		tap_note("got %s", got);
	bytes_clear(&text);
	bytes_clear(&expect);
}

static int
is_vector(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot != NULL && entry->d_name[0] != '.' &&
	    strcmp(dot, ".expect") != 0;
}

static void
test_folder(const char *name, parser *parse)
{
	char folder[64];
	struct dirent **names = NULL;
	int n;

	(void)snprintf(folder, sizeof folder, "tests/vectors/%s", name);
	n = scandir(folder, &names, is_vector, alphasort);
	tap_ok(n > 40, "there are vectors in %s", folder);
	for (int i = 0; i < n; i++) {
		test_vector(folder, names[i]->d_name, parse);
		free(names[i]);
	}
	free(names);
}

int
main(void)
{
	for (size_t i = 0; i < FOLDERS; i++)
		test_folder(folders[i].name, folders[i].parse);
	return tap_done();
}
