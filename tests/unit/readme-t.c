#include "formats/readme.h"

#include <stdbool.h>
#include <string.h>

#include "tests/tap/tap.h"

static struct bytes text;

/* The script: lines that begin with four blanks, without these. */
static void
cut_script(struct bytes *script)
{
	const char *line = (const char *)text.data;
	struct why w = { 0 };

	while (*line != '\0') {
		size_t len = strcspn(line, "\n") + 1;

		if (strncmp(line, "    ", 4) == 0)
			bytes_add(script, line + 4, len - 4, &w);
		line += len;
	}
	bytes_add(script, "", 1, &w);
}

static void
test_text(void)
{
	struct bytes again = { 0 };
	struct why w = { 0 };
	size_t width = 0;
	size_t widest = 0;
	int odd = 0;
	int trailing = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = (char)text.data[i];

		odd += c != '\n' && (c < ' ' || c > '~');
		trailing += c == '\n' && i > 0 && text.data[i - 1] == ' ';
		width = c == '\n' ? 0 : width + 1;
		widest = width > widest ? width : widest;
	}
	tap_number(odd, 0, "it is plain ASCII without tabs");
	tap_ok(widest <= 76, "lines are at most 76 columns wide");
	tap_number(trailing, 0, "no line ends with a blank");
	tap_number(text.data[text.len - 1], '\n', "it ends with a line end");
	readme_write(&again, &w);
	tap_ok(again.len == text.len &&
		memcmp(again.data, text.data, text.len) == 0,
	    "it is the same each time");
	bytes_clear(&again);
}

static void
test_script(void)
{
	static const char *const steps[] = { "set -eu\n", "umask 077\n",
		"tar -tf ", "gpg --status-fd 1 --verify ", "GOODSIG",
		"VALIDSIG", "b2sum --strict", "--decrypt contents.gpg",
		"--passphrase-fd", "zstd -dc", "tar -xf bag.tar",
		"sha256sum --strict", "tagmanifest-sha256.txt" };
	static const char start[] =
	    "BUNDLE=bundle.sbag\n"
	    "SENDER=0000000000000000000000000000000000000000\n"
	    "FOLDER=opened\n";
	struct bytes script = { 0 };
	const char *at;

	cut_script(&script);
	at = (const char *)script.data;
	tap_ok(strncmp(at, start, strlen(start)) == 0,
	    "the script begins with what has to be set");
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		const char *next = strstr(at, steps[i]);

		tap_ok(next != NULL, "then comes %.*s",
		    (int)strcspn(steps[i], "\n"), steps[i]);
		if (next != NULL)
			at = next;
	}
	bytes_clear(&script);
}

int
main(void)
{
	struct why w = { 0 };

	readme_write(&text, &w);
	bytes_add(&text, "", 1, &w);
	text.len--;
	tap_ok(strstr((const char *)text.data,
		   "\n  tar -xOf BUNDLE README.txt"
		   " | sed -n 's/^    //p' > open.sh\n") != NULL,
	    "it says how to get the script");
	test_text();
	test_script();
	bytes_clear(&text);
	return tap_done();
}
