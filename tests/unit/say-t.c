#include "tool/say.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

/* A say whose two outputs are memory. */
struct both {
	struct say say;
	FILE *out, *err;
	char *out_text, *err_text;
	size_t out_len, err_len;
};

static void
begin(struct both *b, struct say_options o)
{
	*b = (struct both){ 0 };
	o.out = b->out = open_memstream(&b->out_text, &b->out_len);
	o.err = b->err = open_memstream(&b->err_text, &b->err_len);
	say_open(&b->say, &o);
}

static void
end(struct both *b, const char *want, const char *name)
{
	(void)fclose(b->out);
	(void)fclose(b->err);
	tap_text(b->out_text, want, "%s", name);
	free(b->out_text);
	free(b->err_text);
}

static const struct say_column columns[] = {
	{ "agency", "AGENCY", 8 },
	{ "reads", "READS", 10 },
	{ "state", "STATE", 0 },
};

/* Everything once. */
static void
tell(struct say *s)
{
	say_text(s, "store", "Store", "alpha");
	say_text(s, "note", NULL, "for machines");
	say_number(s, "reads", "Reads", 1234567);
	say_size(s, "bytes", "Size", 1234567);
	say_time(s, "created", "Created", 1767323045);
	say_flag(s, "signed", "Signed", true);
	say_hex(s, "id", "Bundle", (const uint8_t *)"\x01\xab", 2);
	say_text(s, "empty", "Empty", "");
	say_group_begin(s, "sender", "Sender");
	say_text(s, "agency", "Agency", "alpha");
	say_group_end(s);
	say_list_begin(s, "bundles", "Bundles", columns, 3);
	say_row_begin(s);
	say_text(s, "state", NULL, "done");
	say_text(s, "hidden", NULL, "x");
	say_text(s, "agency", NULL, "alpha");
	say_number(s, "reads", NULL, 1000);
	say_row_end(s);
	say_row_begin(s);
	say_text(s, "agency", NULL, "longer-than-that");
	say_number(s, "reads", NULL, 7);
	say_row_end(s);
	say_list_end(s, "none");
	say_list_begin(s, "orders", NULL, columns, 3);
	say_list_end(s, "no orders");
	say_note(s, "for people: %d", 7);
	say_verdict(s, "VERIFIED");
}

static void
test_text(void)
{
	struct both b;
	struct why w = { 0 };

	begin(&b, (struct say_options){ 0 });
	tell(&b.say);
	tap_number(say_close(&b.say, &w), 0, "text can be written");
	end(&b,
	    "Store              alpha\n"
	    "Reads              1,234,567\n"
	    "Size               1.2 MB (1,234,567 bytes)\n"
	    "Created            2026-01-02T03:04:05Z\n"
	    "Signed             yes\n"
	    "Bundle             01ab\n"
	    "Empty              -\n"
	    "Sender\n"
	    "  Agency           alpha\n"
	    "Bundles\n"
	    "AGENCY         READS  STATE\n"
	    "alpha          1,000  done\n"
	    "longer-than-that           7\n"
	    "no orders\n"
	    "for people: 7\n"
	    "VERIFIED\n",
	    "text is aligned");
	begin(&b, (struct say_options){ .quiet = true });
	tell(&b.say);
	tap_number(say_close(&b.say, &w), 0, "quiet can be written");
	end(&b, "", "quiet says nothing");
}

static void
test_json(void)
{
	static const char want[] =
	    "{\"store\":\"alpha\",\"note\":\"for machines\","
	    "\"reads\":1234567,\"bytes\":1234567,"
	    "\"created\":\"2026-01-02T03:04:05Z\",\"signed\":true,"
	    "\"id\":\"01ab\",\"empty\":\"\",\"sender\":{\"agency\":\"alpha\"},"
	    "\"bundles\":[{\"state\":\"done\",\"hidden\":\"x\","
	    "\"agency\":\"alpha\",\"reads\":1000},"
	    "{\"agency\":\"longer-than-that\",\"reads\":7}],\"orders\":[],"
	    "\"verdict\":\"VERIFIED\",\"exit\":0}\n";
	struct both b;
	struct why w = { 0 };
	struct text t = { 0 };

	for (int quiet = 0; quiet < 2; quiet++) {
		begin(&b,
		    (struct say_options){ .json = true, .quiet = quiet == 1 });
		tell(&b.say);
		tap_number(say_close(&b.say, &w), 0, "JSON can be written");
		tap_number(text_parse(&t, b.out_text, b.out_len, &w), 0,
		    "and read back");
		text_clear(&t);
		end(&b, want, "the same comes out as one object");
	}
}

static const struct {
	const char *rule;
	const char *in;
	const char *text;
	const char *json;
} unsafe[] = {
	{ "a terminal's escape", "a\033[2Jb", "a\\x1b[2Jb", "a\\u001b[2Jb" },
	{ "a line end", "a\nb", "a\\x0ab", "a\\u000ab" },
	{ "bidi marks",
	    "a\xe2\x80\xae"
	    "b\xe2\x80\xac",
	    "a\\xe2\\x80\\xaeb\\xe2\\x80\\xac", "a\\u202eb\\u202c" },
	{ "a C1 control",
	    "a\xc2\x9b"
	    "b",
	    "a\\xc2\\x9bb", "a\\u009bb" },
	{ "a byte that is no UTF-8",
	    "a\xff"
	    "b",
	    "a\\xffb",
	    "a\xef\xbf\xbd"
	    "b" },
	{ "a quote", "a\"b\\c", "a\"b\\c", "a\\\"b\\\\c" },
	{ "honest UTF-8",
	    "stra\xc3\x9f"
	    "e",
	    "stra\xc3\x9f"
	    "e",
	    "stra\xc3\x9f"
	    "e" },
};

static void
test_unsafe(void)
{
	for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++) {
		struct both b;
		struct why w = { 0 };
		char want[128];

		begin(&b, (struct say_options){ 0 });
		say_text(&b.say, "name", "Name", unsafe[i].in);
		tap_number(say_close(&b.say, &w), 0, "%s", unsafe[i].rule);
		(void)snprintf(want, sizeof want, "Name               %s\n",
		    unsafe[i].text);
		end(&b, want, "is shown safely as text");
		begin(&b, (struct say_options){ .json = true });
		say_text(&b.say, "name", "Name", unsafe[i].in);
		tap_number(say_close(&b.say, &w), 0, "and as JSON");
		(void)snprintf(want, sizeof want,
		    "{\"name\":\"%s\",\"exit\":0}\n", unsafe[i].json);
		end(&b, want, "safely too");
	}
}

static const struct {
	enum why_reason reason;
	int exit;
	const char *word;
} faults[] = {
	{ WHY_TREE, 1, "REJECTED" },
	{ WHY_GPG, 3, "INDETERMINATE" },
	{ WHY_USAGE, 2, "INDETERMINATE" },
};

static void
test_faults(void)
{
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		const char *name = why_name(faults[i].reason);
		bool usage = faults[i].reason == WHY_USAGE;
		struct both b;
		struct why w = { 0 };
		char want[256];

		why_set(&w, faults[i].reason, "segment 3: a \"thing\"");
		begin(&b,
		    (struct say_options){ .verdicts = true, .help = "pack" });
		say_list_begin(&b.say, "list", NULL, columns, 3);
		say_row_begin(&b.say);
		tap_number(say_fault(&b.say, &w), faults[i].exit, "exit of %s",
		    name);
		(void)snprintf(want, sizeof want,
		    "sealbag: %s: segment 3: a \"thing\"\n%s", name,
		    usage ? "sealbag: see \"sealbag help pack\"\n" : "");
		(void)fflush(b.err);
		tap_text(b.err_text, want, "a fault is one line");
		(void)snprintf(want, sizeof want, "%s\n", faults[i].word);
		end(&b, usage ? "" : want, "its word answers the question");

		begin(&b, (struct say_options){ .json = true });
		say_list_begin(&b.say, "list", NULL, columns, 3);
		say_row_begin(&b.say);
		say_verdict(&b.say, "VERIFIED");
		tap_number(say_fault(&b.say, &w), faults[i].exit,
		    "exit of %s with --json", name);
		(void)snprintf(want, sizeof want,
		    "{\"list\":[{}],\"verdict\":\"%s\",\"reason\":\"%s\","
		    "\"message\":\"segment 3: a \\\"thing\\\"\",\"exit\":%d}\n",
		    faults[i].word, name, faults[i].exit);
		end(&b, want, "one whole object, with the fault's word");
	}
}

static void
test_full(void)
{
	struct say s;
	struct why w = { 0 };
	FILE *full = fopen("/dev/full", "w");

	if (full == NULL) {
		tap_skip("no /dev/full here");
		return;
	}
	say_open(&s, &(struct say_options){ .out = full });
	for (int i = 0; i < 100000; i++)
		say_number(&s, "n", "Number", 7);
	tap_ok(say_close(&s, &w) == -1 && w.reason == WHY_DISK_FULL,
	    "a full disk is told at the end");
	(void)fclose(full);
}

/* Long lists are not kept in memory. */
static void
test_long(void)
{
	struct say s;
	struct why w = { 0 };
	FILE *null = fopen("/dev/null", "w");
	size_t most = 0;

	say_open(&s, &(struct say_options){ .out = null, .json = true });
	say_list_begin(&s, "rows", NULL, columns, 3);
	for (uint64_t i = 0; i < 100000; i++) {
		say_row_begin(&s);
		say_number(&s, "n", NULL, i);
		say_text(&s, "agency", NULL, "alpha");
		say_row_end(&s);
		most = s.held.cap > most ? s.held.cap : most;
	}
	say_list_end(&s, "none");
	tap_number(say_close(&s, &w), 0, "a long list can be written");
	tap_ok(most < 200000, "in little memory");
	(void)fclose(null);
}

static void
test_sizes(void)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} cases[] = { { 0, "0 bytes" }, { 999, "999 bytes" },
		{ 1000, "1.0 kB" }, { 1049, "1.0 kB" }, { 1050, "1.1 kB" },
		{ 999949, "999.9 kB" }, { 999950, "1.0 MB" },
		{ UINT64_C(2147483648), "2.1 GB" }, { UINT64_MAX, "18.4 EB" } };
	char text[SAY_OUT_SIZE];
	char number[SAY_OUT_NUMBER];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		say_out_size(text, cases[i].bytes);
		tap_text(text, cases[i].text, "a size");
	}
	say_out_number(number, UINT64_MAX);
	tap_text(number, "18,446,744,073,709,551,615", "digits in threes");
	say_out_number(number, 999);
	tap_text(number, "999", "few digits");
}

int
main(void)
{
	test_text();
	test_json();
	test_unsafe();
	test_faults();
	test_full();
	test_long();
	test_sizes();
	return tap_done();
}
