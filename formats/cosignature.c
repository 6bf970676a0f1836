#include "formats/cosignature.h"

#include <inttypes.h>
#include <string.h>

#define HEADER "cosignature/v1\ntime "

/** Digits of a time, and the last one: 9999-12-31T23:59:59Z. */
#define NUMBER_BYTES 20
#define TIME_MAX_S   UINT64_C(253402300799)

int
cosignature_write(const struct cosignature *c, struct bytes *out, struct why *w)
{
	if (bytes_printf(out, w, HEADER "%" PRId64 "\n", c->time_s) != 0)
		return -1;
	return event_head_write(&c->head, out, w);
}

int
cosignature_parse(struct cosignature *c, const void *data, size_t len,
    struct why *w)
{
	const char *at = data;
	const char *end = at + len;
	const char *lf;
	char number[NUMBER_BYTES] = "";
	struct why fault = { 0 };
	uint64_t time_s;

	*c = (struct cosignature){ 0 };
	if (len < sizeof HEADER - 1 ||
	    memcmp(at, HEADER, sizeof HEADER - 1) != 0)
		return why_set(w, WHY_COSIGNATURE, "not a cosignature");
	at += sizeof HEADER - 1;
	lf = memchr(at, '\n', (size_t)(end - at));
	if (lf != NULL && (size_t)(lf - at) < sizeof number)
		memcpy(number, at, (size_t)(lf - at));
	if (lf == NULL || strlen(number) != (size_t)(lf - at) ||
	    !bytes_decimal(number, TIME_MAX_S, &time_s))
		return why_set(w, WHY_COSIGNATURE,
		    "not a cosignature: line 2 is no time");
	c->time_s = (int64_t)time_s;
	at = lf + 1;
	if (event_head_parse(&c->head, at, (size_t)(end - at), &fault) == 0)
		return 0;
	return why_set(w, WHY_COSIGNATURE,
	    "not a cosignature: its head is none: %s", fault.text);
}
