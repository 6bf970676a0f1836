#include <string.h>
#include <strings.h>

#include "formats/quality_inside.h"
#include "formats/reads/csv.h"
#include "formats/reads/csv_row.h"
#include "formats/reads/format.h"

bool
quality_header_has(const char *text, size_t len, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == len &&
		    strncasecmp(text, *words, len) == 0)
			return true;
	return false;
}

static const char *const credential_names[] = { "signature",
	"signatureofsender", "signature_of_sender", "username", "user_name",
	"user", "password", NULL };
static const char *const verified_names[] = { "verified", "visually_verified",
	"manually_verified", "human_verified", NULL };

void
quality_header_read(struct quality_header *h, const struct reads *r,
    const struct record *first)
{
	struct csv_row row;
	struct csv_field f;

	*h = (struct quality_header){ .verified = -1 };
	if (r->syntax != &csv_syntax || !r->headed)
		return;
	row = csv_row_begin(r, first->bytes, first->len);
	for (int at = 0; csv_row_next(&row, &f) == 1; at++) {
		const char *text = (const char *)f.text;

		/* a byte order mark is no part of a name */
		if (at == 0 && f.len >= 3 &&
		    memcmp(text, "\xef\xbb\xbf", 3) == 0) {
			text += 3;
			f.len -= 3;
		}

		h->credentials +=
		    quality_header_has(text, f.len, credential_names);
		if (h->verified < 0 &&
		    quality_header_has(text, f.len, verified_names))
			h->verified = at;
	}
}
