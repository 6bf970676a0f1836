#include "formats/minimised.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

/* Take the key from an object that has it so; "" or what was wrong. */
static const char *
take(const char *value, struct minimised *m)
{
	static struct why w;
	char json[512];
	struct text t = { 0 };
	struct text_object o;

	why_clear(&w);
	(void)snprintf(json, sizeof json, "%s%s%s", value[0] == '{' ? "" : "{",
	    value, value[0] == '{' ? "" : "}");
	if (text_parse(&t, json, strlen(json), &w) == 0) {
		o = text_root(&t);
		if (minimised_take(m, &o, &w) == 0)
			(void)text_end(&o, &w);
	}
	text_clear(&t);
	return w.text;
}

#define ONE(rule, rows, files) \
	"{\"rule\":\"" rule "\",\"rows\":" rows ",\"files\":" files "}"

static void
test_form(void)
{
	static const struct {
		const char *name;
		const char *value;
		const char *fault;
	} rows[] = {
		{ "no key", "", "" },
		{ "no rule", "\"minimised\":[]", "minimised by no rule" },
		{ "all in order",
		    "\"minimised\":[" ONE("time", "1",
			"0") "," ONE("credentials", "2", "0") "," ONE("images",
			"0", "3") "]",
		    "" },
		{ "out of order",
		    "\"minimised\":[" ONE("vrm", "1", "0") "," ONE("time", "1",
			"0") "]",
		    "minimised[1]: no rule, or out of order" },
		{ "twice",
		    "\"minimised\":[" ONE("vrm", "1", "0") "," ONE("vrm", "1",
			"0") "]",
		    "minimised[1]: no rule, or out of order" },
		{ "unknown", "\"minimised\":[" ONE("plate", "1", "0") "]",
		    "minimised[0]: no rule, or out of order" },
		{ "files by a rule of rows",
		    "\"minimised\":[" ONE("vrm", "1", "1") "]",
		    "minimised[0]: counts what the rule does not" },
		{ "rows by a rule of files",
		    "\"minimised\":[" ONE("images", "1", "1") "]",
		    "minimised[0]: counts what the rule does not" },
		{ "as many rows as can be told",
		    "\"minimised\":[" ONE("time", "9223372036854775807",
			"0") "," ONE("columns", "9223372036854775807", "0") "]",
		    "" },
		{ "one row more",
		    "\"minimised\":[" ONE("time", "9223372036854775807",
			"0") "," ONE("vrm", "1", "0") "]",
		    "minimised: more rows than can be counted" },
		{ "a key that tells more",
		    "\"minimised\":[{\"rule\":\"vrm\",\"rows\":1,\"files\":0,"
		    "\"vrm\":\"ZZ26A1\"}]",
		    "minimised[0]: key \"vrm\" is unknown" },
	};
	struct minimised m;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		tap_text(take(rows[i].value, &m), rows[i].fault, "%s",
		    rows[i].name);
}

static void
test_again(void)
{
	struct minimised m = { 0 };
	struct minimised got;
	struct bytes json = { 0 };
	struct text_out o = { .to = &json };
	struct why w = { 0 };

	tap_ok(!minimised_any(&m), "nothing was applied");
	for (size_t i = 0; i < MINIMISED_RULES; i++)
		m.rule[i] = (struct minimised_count){ .applied = true,
			.rows = i == MINIMISED_IMAGES ? 0 : i,
			.files = i == MINIMISED_IMAGES ? 9 : 0 };
	m.rule[MINIMISED_AREA].applied = false;
	m.rule[MINIMISED_AREA].rows = 0;
	tap_ok(minimised_any(&m), "rules were");
	tap_number((long long)minimised_rows(&m),
	    MINIMISED_VRM + MINIMISED_CAMERA + MINIMISED_FEED +
		MINIMISED_RETENTION,
	    "rows that are left out are counted");
	text_out_open(&o, NULL, '{');
	minimised_write(&m, &o);
	text_out_close(&o);
	(void)text_out_end(&o, &w);
	(void)bytes_add(&json, "", 1, &w);
	tap_text(take((const char *)json.data, &got), "", "they are read");
	for (enum minimised_rule i = 0; i < MINIMISED_RULES; i++)
		tap_ok(m.rule[i].applied == got.rule[i].applied &&
			m.rule[i].rows == got.rule[i].rows &&
			m.rule[i].files == got.rule[i].files,
		    "%s is the same", minimised_name(i));
	bytes_clear(&json);
}

int
main(void)
{
	test_form();
	test_again();
	return tap_done();
}
