#include "formats/handover.h"

#include "formats/handover_inside.h"

#define LINE(KEY, MEMBER, NEEDED)                                   \
	{                                                           \
		KEY, offsetof(struct handover_take, MEMBER), NEEDED \
	}
static const struct handover_line take_first[] = {
	LINE("officer", officer, true),
	LINE("place", place, true),
};
static const struct handover_line take_last[] = {
	LINE("seal_number", seal_number, false),
	LINE("remark", remark, false),
};
#define N(table) (sizeof(table) / sizeof((table)[0]))

static int
check_take(const struct handover_take *t, struct why *w)
{
	if (handover_hop_check(t->hop, w) != 0 ||
	    handover_found_check(t->found, t->reason, w) != 0 ||
	    handover_lines_check(t, take_first, N(take_first), w) != 0 ||
	    handover_lines_check(t, take_last, N(take_last), w) != 0)
		return -1;
	if (handover_party_check(&t->taker, w) != 0)
		return why_in(w, "taker");
	return seal_log_check(&t->log, w);
}

int
handover_take_write(const struct handover_take *t, struct bytes *out,
    struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	if (check_take(t, w) != 0)
		return -1;
	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", HANDOVER_TAKE);
	text_out_hex(&o, "handover", t->id, sizeof t->id);
	text_out_number(&o, "hop", t->hop);
	handover_cited_write(&t->given, "given", &o);
	handover_party_write(&t->taker, "taker", &o);
	handover_lines_write(t, take_first, N(take_first), &o);
	handover_found_write(t->found, t->reason, &o);
	handover_lines_write(t, take_last, N(take_last), &o);
	text_out_time(&o, "made", t->made_s);
	seal_log_write(&t->log, &o);
	text_out_close(&o);
	return text_out_end(&o, w);
}

static int
take_take(void *self, struct text_object *from, struct why *w)
{
	struct handover_take *t = self;

	if (handover_start_take(from, HANDOVER_TAKE, t->id, &t->hop, w) != 0 ||
	    handover_cited_take(&t->given, "given", from, w) != 0 ||
	    handover_party_take(&t->taker, "taker", from, w) != 0 ||
	    handover_lines_take(t, take_first, N(take_first), from, w) != 0 ||
	    handover_found_take(&t->found, t->reason, from, w) != 0 ||
	    handover_lines_take(t, take_last, N(take_last), from, w) != 0 ||
	    text_time(from, "made", &t->made_s, w) != 0)
		return -1;
	return seal_log_take(&t->log, from, w);
}

static int
write_take(const void *self, struct bytes *out, struct why *w)
{
	return handover_take_write(self, out, w);
}

int
handover_take_parse(struct handover_take *t, const void *data, size_t len,
    struct why *w)
{
	*t = (struct handover_take){ 0 };
	return handover_read(
	    &(struct handover_reader){ take_take, write_take, t }, data, len,
	    w);
}

void
handover_take_clear(struct handover_take *t)
{
	seal_log_clear(&t->log);
}
