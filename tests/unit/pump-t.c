#include "keys/pump.h"

#include "keys/session.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static const char passphrase[] = "0123456789abcdef0123456789abcdef";
static struct home home;
static struct session session;

static enum why_reason
told(int rc, const struct why *w)
{
	if (w->reason != WHY_NONE)
		tap_note("%s: %s", why_name(w->reason), w->text);
	return (rc == 0) == (w->reason == WHY_NONE) ? w->reason : WHY_REASONS;
}

static void
fill(struct bytes *b, size_t len)
{
	struct why w = { 0 };

	bytes_clear(b);
	if (bytes_reserve(b, len + 1, &w) != 0 ||
	    (len > 0 && bytes_random(b->data, len < 256 ? len : 256, &w) != 0))
		exit(1);
	for (size_t i = 256; i < len; i++)
		b->data[i] = (uint8_t)(b->data[i - 256] + 7 * i);
	b->len = len;
}

static bool
same(const struct bytes *a, const struct bytes *b)
{
	return a->len == b->len &&
	    (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

/* A source and a sink of odd sizes, that can fail. */
struct end {
	struct bytes *bytes;
	size_t at;
	size_t fail_at;
};

static ssize_t
end_read(void *self, void *out, size_t size, struct why *w)
{
	struct end *e = self;
	size_t n = e->bytes->len - e->at;

	if (e->at >= e->fail_at)
		return why_set(w, WHY_INPUT_CHANGED, "the source failed");
	if (n > size)
		n = size;
	if (n > 7777)
		n = 7777;
	if (n > 0)
		memcpy(out, e->bytes->data + e->at, n);
	e->at += n;
	return (ssize_t)n;
}

static int
end_write(void *self, const void *data, size_t size, struct why *w)
{
	struct end *e = self;

	e->at += size;
	if (e->at >= e->fail_at)
		return why_set(w, WHY_DISK_FULL, "the sink failed");
	return bytes_add(e->bytes, data, size, w);
}

static void
test_streams(void)
{
	struct bytes plain = { 0 };
	struct bytes sealed = { 0 };
	struct bytes opened = { 0 };
	struct end from = { .bytes = &plain, .fail_at = SIZE_MAX };
	struct end to = { .bytes = &sealed, .fail_at = SIZE_MAX };
	struct pump_io io = { .source = { end_read, &from },
		.sink = { end_write, &to } };
	struct why w = { 0 };

	fill(&plain, 3000001);
	tap_ok(session_encrypt_symmetric(&session, passphrase, &io, &w) == 0,
	    "a stream is sealed: %s", w.text);
	from = (struct end){ .bytes = &sealed, .fail_at = SIZE_MAX };
	to = (struct end){ .bytes = &opened, .fail_at = SIZE_MAX };
	tap_ok(session_decrypt_symmetric(&session, passphrase, &io, &w) == 0 &&
		same(&plain, &opened),
	    "a stream comes back: %s", w.text);
	from = (struct end){ .bytes = &plain, .fail_at = 1000000 };
	to.at = 0;
	tap_text(
	    why_name(told(
		session_encrypt_symmetric(&session, passphrase, &io, &w), &w)),
	    "input-changed", "a failing source stops it, with its reason");
	why_clear(&w);
	from = (struct end){ .bytes = &plain, .fail_at = 0 };
	tap_text(
	    why_name(told(
		session_encrypt_symmetric(&session, passphrase, &io, &w), &w)),
	    "input-changed", "so does one that fails at once");
	why_clear(&w);
	from = (struct end){ .bytes = &sealed, .fail_at = SIZE_MAX };
	to = (struct end){ .bytes = &opened, .fail_at = 1000000 };
	tap_text(
	    why_name(told(
		session_decrypt_symmetric(&session, passphrase, &io, &w), &w)),
	    "disk-full", "a failing sink stops it, with its reason");
	why_clear(&w);
	io = (struct pump_io){ .data = sealed.data,
		.len = sealed.len,
		.bytes = &opened,
		.max_bytes = plain.len - 1 };
	opened.len = 0;
	tap_text(
	    why_name(told(
		session_decrypt_symmetric(&session, passphrase, &io, &w), &w)),
	    "limit", "a plaintext one byte too long is refused");
	tap_number((long long)opened.len, 0, "and nothing of it is left");
	why_clear(&w);
	io.max_bytes = plain.len;
	tap_text(
	    why_name(told(
		session_decrypt_symmetric(&session, passphrase, &io, &w), &w)),
	    "none", "one of just the size is not");
	bytes_clear(&plain);
	bytes_clear(&sealed);
	bytes_clear(&opened);
}

int
main(void)
{
	struct why w = { 0 };

	scratch_begin();
	if (home_create(scratch_path("h"), &w) != 0 ||
	    home_open(&home, scratch_path("h"), NULL, NULL, &w) != 0 ||
	    session_open(&session, &home, &w) != 0) {
		tap_ok(false, "set up: %s", w.text);
		return tap_done();
	}
	test_streams();
	session_close(&session);
	home_close(&home);
	return tap_done();
}
