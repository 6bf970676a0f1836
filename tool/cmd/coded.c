#include "tool/cmd/coded.h"

#include "formats/checkcode.h"

int
coded_given(const char *given, struct why *w)
{
	uint8_t code[CHECKCODE_BYTES];

	if (given == NULL || checkcode_parse(given, code, w) == 0)
		return 0;
	return why_in(w, "--check-code");
}

void
coded_say(struct say *s, const uint8_t digest[HASH_DIGEST_BYTES])
{
	char words[CHECKCODE_WORDS_BYTES];
	char groups[CHECKCODE_GROUPS_BYTES];

	checkcode_words(digest, words);
	checkcode_groups(digest, groups);
	say_text(s, "check_code", "Check code", groups);
	say_text(s, "check_words", "  in words", words);
}
