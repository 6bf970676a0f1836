#include "tool/cmd/sealed.h"

#include "tool/cmd/coded.h"

void
sealed_say(struct say *s, const uint8_t digest[HASH_DIGEST_BYTES],
    unsigned missing, const struct why *awaits)
{
	if (digest != NULL) {
		say_hex(s, "seal_digest", "Seal digest", digest,
		    HASH_DIGEST_BYTES);
		coded_say(s, digest);
	} else {
		say_note(s, "Nothing was written.");
	}
	say_number(s, "missing", NULL, missing);
	if (missing == 0)
		return;
	say_text(s, "awaits", NULL, awaits->text);
	say_note(s,
	    "It is not to be sent yet: %s (approve take, then approve sign, "
	    "then approve add).",
	    awaits->text);
}
