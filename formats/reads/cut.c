#include "formats/reads/cut.h"

#include <inttypes.h>

#include "formats/reads/scan.h"

int
cut_in_line(const struct cut *c)
{
	return why_in(c->why, "line %" PRIu64,
	    c->reads->lines + scan_lines(c->data, c->at) + 1);
}

int
cut_bad(const struct cut *c, enum why_reason reason, const char *fault)
{
	why_set(c->why, reason, "%s", fault);
	return cut_in_line(c);
}

int
cut_wait(const struct cut *c, enum why_reason reason, const char *fault)
{
	if (c->how->last)
		return cut_bad(c, reason, fault);
	if (c->len - c->at > RECORD_MAX_BYTES)
		return cut_bad(c, reason, "a record is too long");
	return 0;
}

int
cut_put(struct cut *c, size_t end, struct record *one)
{
	one->bytes = c->data + c->at;
	one->len = (uint32_t)(end - c->at);
	one->member = c->how->member;
	one->kind = HASH_LEAF_RECORD;
	if (records_add(c->out, one, c->why) != 0)
		return -1;
	c->at = end;
	return 1;
}

void
cut_count(struct cut *c)
{
	c->reads->lines += scan_lines(c->data, c->at);
}
