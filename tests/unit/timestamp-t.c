#include "keys/timestamp.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/parts.h"
#include "tests/unit/scratch.h"

#define FOLDER "tests/vectors/timestamp/"

static int
checks(const struct parts *p, struct timestamp *t, struct why *w)
{
	struct timestamp_certificate pin = { 0 };
	struct timestamp_ask ask = {
		.data = p->data[PARTS_DATA],
		.len = p->len[PARTS_DATA],
		.request =
		    p->len[PARTS_REQUEST] > 0 ? p->data[PARTS_REQUEST] : NULL,
		.request_len = p->len[PARTS_REQUEST],
		.response = p->data[PARTS_ANSWER],
		.response_len = p->len[PARTS_ANSWER],
		.pins = &pin,
		.n_pins = 1,
	};
	int rc = timestamp_certificate_der(&pin, p->data[PARTS_CERTIFICATE],
	    p->len[PARTS_CERTIFICATE], w);

	if (rc == 0)
		rc = timestamp_check(&ask, t, w);
	timestamp_certificate_clear(&pin);
	return rc;
}

/* What is expected: a reason and a part of its sentence, or ok and a serial. */
static void
test_vector(const char *name)
{
	char path[256];
	struct bytes file = { 0 };
	struct bytes expect = { 0 };
	struct parts p;
	struct timestamp t = { 0 };
	struct why w = { 0 };
	char *part;
	int rc;

	(void)snprintf(path, sizeof path, FOLDER "%s", name);
	scratch_read(path, &file);
	(void)snprintf(path, sizeof path, FOLDER "%s.expect", name);
	scratch_read(path, &expect);
	(void)bytes_add(&expect, "", 1, &w);
	((char *)expect.data)[strcspn((char *)expect.data, "\n")] = '\0';
	part = strchr((char *)expect.data, ' ');
	if (part == NULL || !parts_take(&p, file.data, file.len)) {
		tap_ok(0, "%s can be read", name);
		return;
	}
	*part++ = '\0';
	rc = checks(&p, &t, &w);
	if (strcmp((const char *)expect.data, "ok") == 0) {
		tap_text(rc == 0 ? t.serial : w.text, part, "%s: its serial",
		    name);
	} else {
		tap_text(why_name(w.reason), (const char *)expect.data,
		    "%s: its reason", name);
		tap_ok(strstr(w.text, part) != NULL, "%s: says %s", name, part);
		tap_note("%s", w.text);
	}
	bytes_clear(&file);
	bytes_clear(&expect);
}

static void
test_vectors(void)
{
	struct dirent **all = NULL;
	int n = scandir(FOLDER, &all, NULL, alphasort);
	int tested = 0;

	for (int i = 0; i < n; i++) {
		size_t len = strlen(all[i]->d_name);

		if (len > 6 &&
		    strcmp(all[i]->d_name + len - 6, ".parts") == 0) {
			test_vector(all[i]->d_name);
			tested++;
		}
		free(all[i]);
	}
	free(all);
	tap_ok(tested >= 21, "there are vectors");
}

/* Which of several texts a token is over. */
static void
test_which(void)
{
	struct bytes file = { 0 };
	struct parts p;
	struct timestamp_data all[] = { { "another\n", 8 }, { "", 0 },
		{ "sealbag\n", 8 }, { "sealbag\n", 8 } };
	size_t which = 7;
	struct why w = { 0 };

	scratch_read(FOLDER "unasked.parts", &file);
	tap_ok(parts_take(&p, file.data, file.len), "there are parts");
	tap_number(timestamp_which(p.data[PARTS_ANSWER], p.len[PARTS_ANSWER],
		       all, 4, &which, &w),
	    0, "it is over one of them");
	tap_number((long long)which, 2, "the first of those that are alike");
	tap_number(timestamp_which(p.data[PARTS_ANSWER], p.len[PARTS_ANSWER],
		       all, 2, &which, &w),
	    -1, "it is over none of the others");
	tap_text(why_name(w.reason), "timestamp", "and refused as such");
	why_clear(&w);
	tap_number(timestamp_which(p.data[PARTS_ANSWER],
		       p.len[PARTS_ANSWER] - 1, all, 4, &which, &w),
	    -1, "a part of an answer is none");
	bytes_clear(&file);
}

/* What we ask is what an authority reads, and never the same twice. */
static void
test_request(void)
{
	struct bytes one = { 0 };
	struct bytes two = { 0 };
	uint64_t first = 0;
	uint64_t second = 0;
	struct why w = { 0 };

	tap_number(timestamp_request("sealbag\n", 8, &one, &first, &w), 0,
	    "a request is made");
	tap_number(timestamp_request("sealbag\n", 8, &two, &second, &w), 0,
	    "and another");
	tap_ok(first != second && first > 0 && first <= INT64_MAX,
	    "each with a nonce of its own");
	tap_ok(one.len > 0 && one.data[0] == 0x30, "in DER");
	bytes_clear(&one);
	bytes_clear(&two);
}

/* The nonce of the answer is that of the request. */
static void
test_nonce(void)
{
	struct bytes file = { 0 };
	struct parts p;
	uint64_t nonce = 7;
	struct why w = { 0 };

	scratch_read(FOLDER "sound.parts", &file);
	tap_ok(parts_take(&p, file.data, file.len), "there are parts");
	tap_number(timestamp_nonce(p.data[PARTS_ANSWER], p.len[PARTS_ANSWER],
		       &nonce, &w),
	    0, "an answer has a nonce");
	tap_number(timestamp_nonce(p.data[PARTS_REQUEST], p.len[PARTS_REQUEST],
		       &nonce, &w),
	    -1, "a request is no answer");
	tap_text(why_name(w.reason), "timestamp", "and refused as such");
	bytes_clear(&file);
}

static void
test_certificate(void)
{
	struct bytes file = { 0 };
	struct bytes pem = { 0 };
	struct parts p;
	struct timestamp_certificate c = { 0 };
	struct timestamp_certificate again = { 0 };
	struct why w = { 0 };

	scratch_read(FOLDER "sound.parts", &file);
	tap_ok(parts_take(&p, file.data, file.len) &&
		timestamp_certificate_der(&c, p.data[PARTS_CERTIFICATE],
		    p.len[PARTS_CERTIFICATE], &w) == 0,
	    "a certificate in DER");
	tap_text(c.name, "/CN=good (synthetic)", "its name");
	tap_number((long long)strlen(c.print), 64, "its print");
	tap_number(timestamp_certificate_pem(&c, &pem, &w), 0, "in PEM");
	tap_number(timestamp_certificate(&again, pem.data, pem.len, &w), 0,
	    "and back");
	tap_text(again.print, c.print, "it is the same");
	timestamp_certificate_clear(&again);
	tap_number(timestamp_certificate_der(&again, p.data[PARTS_CERTIFICATE],
		       p.len[PARTS_CERTIFICATE] - 1, &w),
	    -1, "a part of one is none");
	timestamp_certificate_clear(&c);
	bytes_clear(&pem);
	bytes_clear(&file);
}

int
main(void)
{
	test_vectors();
	test_which();
	test_request();
	test_nonce();
	test_certificate();
	return tap_done();
}
