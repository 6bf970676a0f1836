#include "tool/report/log_names.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

static void
test_name(void)
{
	char name[LOG_NAME_BYTES];
	char other[LOG_NAME_BYTES];

	/* printf 'sealbag-export/1\nbundle\n\n%s\n' 0011... | b2sum */
	log_name(name, "bundle", "", "00112233445566778899aabbccddeeff");
	tap_text(name, "urn:uuid:49c33e4c-07da-5f1d-ac55-97c7bd7d5d1b",
	    "a bundle has the name of export.txt");
	log_name(other, "order", "", "00112233445566778899aabbccddeeff");
	tap_ok(strcmp(name, other) != 0, "an order of this id has another");
	log_name(other, "bundle", "o", "00112233445566778899aabbccddeeff");
	tap_ok(strcmp(name, other) != 0, "one of a log has another");
}

static void
test_things(void)
{
	struct event e = { .sequence = 7,
		.act = "extract",
		.outcome = "done",
		.actor = "me",
		.bundle = "00112233445566778899aabbccddeeff",
		.exhibit = "AB/1",
		.reference = "OP/1",
		.tool = "1" };
	struct log_thing things[LOG_THINGS_MAX];
	struct log_details d;
	uint8_t leaf[HASH_BYTES] = { 0xab };
	size_t n = log_things(things, &e, "north", "o");

	tap_number((long long)n, 5, "actor, agency, tool, bundle, exhibit");
	tap_ok(things[0].kind == LOG_ACTOR && things[1].kind == LOG_AGENCY,
	    "the actor comes before the agency");
	tap_ok(things[4].made && !things[3].made, "the exhibit is made");
	tap_text(things[4].of, e.bundle, "from that bundle");
	log_details(&d, &e, leaf);
	tap_number((long long)d.n, 4, "four details are left");
	tap_text(d.all[0].value, "7", "its sequence");
	tap_ok(strncmp(d.all[1].value, "ab00", 4) == 0, "its leaf");
	tap_text(d.all[3].key, "reference", "and its reference");
	memcpy(e.outcome, "failed", 7);
	tap_number((long long)log_things(things, &e, "north", "o"), 4,
	    "an exhibit that was not made is no thing");
	log_details(&d, &e, leaf);
	tap_number((long long)d.n, 5, "but a detail");
	e = (struct event){ .act = "init", .outcome = "done" };
	memcpy(e.other, "north", 6);
	tap_number((long long)log_things(things, &e, "north", "o"), 1,
	    "the agency itself is no other one");
	tap_ok(things[0].kind == LOG_AGENCY, "and acts where nobody is named");
}

static void
test_seen(void)
{
	struct log_seen seen = { 0 };
	struct why w = { 0 };
	char name[LOG_NAME_BYTES];
	char number[16];
	bool fresh = true;
	bool is_new;

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 5000; i++) {
			(void)snprintf(number, sizeof number, "%d", i);
			log_name(name, "bundle", "", number);
			fresh &= log_seen_add(&seen, name, &is_new, &w) == 0 &&
			    is_new == (round == 0);
		}
		tap_ok(fresh, "each name is new %s",
		    round == 0 ? "once" : "only once");
	}
	tap_number((long long)seen.n, 5000, "all of them are kept");
	log_seen_clear(&seen);
}

static void
test_roots(void)
{
	static const struct {
		const char *reference;
		const char *parent; /* NULL: none */
		const char *root;
	} rows[] = {
		{ "AB/1", NULL, "AB/1" },
		{ "AB/1/A", "AB/1", "AB/1" },
		{ "AB/1/A/BCD", "AB/1/A", "AB/1" },
		{ "AB/1/ABCD", NULL, "AB/1/ABCD" },
		{ "AB/1/a", NULL, "AB/1/a" },
		{ "AB/1/", NULL, "AB/1/" },
		{ "/A", NULL, "/A" },
		{ "AB", NULL, "AB" },
		{ "AB/C", "AB", "AB" },
		{ "AB/1/A1", NULL, "AB/1/A1" },
	};
	char out[EXHIBIT_REFERENCE_BYTES];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		bool derived = exhibit_parent(out, rows[i].reference);

		tap_text(derived ? out : NULL, rows[i].parent,
		    "what %s is derived from", rows[i].reference);
		log_root_exhibit(out, rows[i].reference);
		tap_text(out, rows[i].root, "and from which one first");
	}
}

int
main(void)
{
	test_name();
	test_things();
	test_seen();
	test_roots();
	return tap_done();
}
