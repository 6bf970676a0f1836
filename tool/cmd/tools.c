#include "tool/cmd/tools.h"

#include <stddef.h>

#include "keys/gpg.h"

void
tools_say(struct say *s, bool shown)
{
	struct gpg_versions v;

	gpg_versions(&v);
	say_text(s, "gpg", shown ? "GnuPG" : NULL, v.gpg);
	say_text(s, "gpgme", shown ? "GPGME" : NULL, v.gpgme);
}
