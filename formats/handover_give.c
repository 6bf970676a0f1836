#include "formats/handover.h"

#include "formats/handover_inside.h"

#define LINE(KEY, MEMBER, NEEDED)                                   \
	{                                                           \
		KEY, offsetof(struct handover_give, MEMBER), NEEDED \
	}
static const struct handover_line give_first[] = {
	LINE("officer", officer, true),
	LINE("courier", courier, false),
	LINE("place", place, true),
};
static const struct handover_line give_medium[] = {
	LINE("make", make, true),
	LINE("serial", serial, true),
};
static const struct handover_line give_last[] = {
	LINE("seal_number", seal_number, false),
	LINE("why", why, true),
	LINE("reference", reference, false),
};
#define N(table) (sizeof(table) / sizeof((table)[0]))

static int
check_give(const struct handover_give *g, struct why *w)
{
	if (handover_hop_check(g->hop, w) != 0 ||
	    handover_found_check(g->found, g->reason, w) != 0 ||
	    handover_name_check(g->to_agency, true, "an agency", w) != 0 ||
	    handover_name_check(g->to_person, false, "a person", w) != 0 ||
	    handover_lines_check(g, give_first, N(give_first), w) != 0 ||
	    handover_lines_check(g, give_medium, N(give_medium), w) != 0 ||
	    handover_lines_check(g, give_last, N(give_last), w) != 0)
		return -1;
	if (handover_party_check(&g->giver, w) != 0)
		return why_in(w, "giver");
	return seal_log_check(&g->log, w);
}

int
handover_give_write(const struct handover_give *g, struct bytes *out,
    struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };
	const struct handover_what *of = &g->what;

	if (check_give(g, w) != 0)
		return -1;
	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", HANDOVER_GIVE);
	text_out_hex(&o, "handover", of->id, sizeof of->id);
	text_out_number(&o, "hop", g->hop);
	if (g->hop > 1)
		handover_cited_write(&g->before, "before", &o);
	text_out_hex(&o, "bundle", of->bundle, sizeof of->bundle);
	text_out_hex(&o, "seal", of->seal, sizeof of->seal);
	text_out_open(&o, "file", '{');
	text_out_number(&o, "bytes", of->file.bytes);
	text_out_hex(&o, "blake2b", of->file.digest, sizeof of->file.digest);
	text_out_close(&o);
	handover_found_write(g->found, g->reason, &o);
	handover_party_write(&g->giver, "giver", &o);
	text_out_open(&o, "to", '{');
	text_out_string(&o, "agency", g->to_agency);
	text_out_string(&o, "person", g->to_person);
	text_out_close(&o);
	handover_lines_write(g, give_first, N(give_first), &o);
	text_out_open(&o, "medium", '{');
	handover_lines_write(g, give_medium, N(give_medium), &o);
	text_out_close(&o);
	handover_lines_write(g, give_last, N(give_last), &o);
	text_out_time(&o, "made", g->made_s);
	seal_log_write(&g->log, &o);
	text_out_close(&o);
	return text_out_end(&o, w);
}

static int
take_to(struct handover_give *g, struct text_object *from, struct why *w)
{
	struct text_object to;

	if (text_child(from, "to", &to, w) != 0 ||
	    text_copy(&to, "agency", g->to_agency, sizeof g->to_agency, w) !=
		0 ||
	    text_copy(&to, "person", g->to_person, sizeof g->to_person, w) != 0)
		return -1;
	return text_end(&to, w);
}

static int
take_what(struct handover_what *of, struct text_object *from, struct why *w)
{
	struct text_object file;

	if (text_hex(from, "bundle", of->bundle, sizeof of->bundle, w) != 0 ||
	    text_hex(from, "seal", of->seal, sizeof of->seal, w) != 0 ||
	    text_child(from, "file", &file, w) != 0 ||
	    text_number(&file, "bytes", INT64_MAX, &of->file.bytes, w) != 0 ||
	    text_hex(&file, "blake2b", of->file.digest, sizeof of->file.digest,
		w) != 0)
		return -1;
	return text_end(&file, w);
}

static int
take_give(void *self, struct text_object *from, struct why *w)
{
	struct handover_give *g = self;
	struct text_object medium;

	if (handover_start_take(from, HANDOVER_GIVE, g->what.id, &g->hop, w) !=
		0 ||
	    (g->hop > 1 &&
		handover_cited_take(&g->before, "before", from, w) != 0) ||
	    take_what(&g->what, from, w) != 0 ||
	    handover_found_take(&g->found, g->reason, from, w) != 0 ||
	    handover_party_take(&g->giver, "giver", from, w) != 0 ||
	    take_to(g, from, w) != 0 ||
	    handover_lines_take(g, give_first, N(give_first), from, w) != 0 ||
	    text_child(from, "medium", &medium, w) != 0 ||
	    handover_lines_take(g, give_medium, N(give_medium), &medium, w) !=
		0 ||
	    text_end(&medium, w) != 0 ||
	    handover_lines_take(g, give_last, N(give_last), from, w) != 0 ||
	    text_time(from, "made", &g->made_s, w) != 0)
		return -1;
	return seal_log_take(&g->log, from, w);
}

static int
write_give(const void *self, struct bytes *out, struct why *w)
{
	return handover_give_write(self, out, w);
}

int
handover_give_parse(struct handover_give *g, const void *data, size_t len,
    struct why *w)
{
	*g = (struct handover_give){ 0 };
	return handover_read(
	    &(struct handover_reader){ take_give, write_give, g }, data, len,
	    w);
}

void
handover_give_clear(struct handover_give *g)
{
	seal_log_clear(&g->log);
}
