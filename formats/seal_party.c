#include <string.h>

#include "formats/seal.h"

static int
check_agency(const char *agency, struct why *w)
{
	size_t len = strspn(agency, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (len == 0 || len >= SEAL_AGENCY_BYTES || agency[len] != '\0')
		return why_set(w, WHY_SEAL, "no name of an agency: \"%.64s\"",
		    agency);
	return 0;
}

static int
check_fingerprint(const char *print, struct why *w)
{
	if (strlen(print) != SEAL_PRINT_HEX - 1 ||
	    strspn(print, "0123456789ABCDEF") != SEAL_PRINT_HEX - 1)
		return why_set(w, WHY_SEAL, "no full fingerprint: \"%.64s\"",
		    print);
	return 0;
}

int
seal_party_check(const struct seal_party *p, struct why *w)
{
	if (check_agency(p->agency, w) != 0)
		return -1;
	return check_fingerprint(p->fingerprint, w);
}

void
seal_party_write(const struct seal_party *p, const char *key,
    struct text_out *o)
{
	text_out_open(o, key, '{');
	text_out_string(o, "agency", p->agency);
	text_out_string(o, "fingerprint", p->fingerprint);
	text_out_close(o);
}

int
seal_party_take(struct seal_party *p, struct text_object *from, const char *key,
    struct why *w)
{
	struct text_object child;

	if (text_child(from, key, &child, w) != 0 ||
	    text_copy(&child, "agency", p->agency, sizeof p->agency, w) != 0 ||
	    text_copy(&child, "fingerprint", p->fingerprint,
		sizeof p->fingerprint, w) != 0)
		return -1;
	return text_end(&child, w);
}
