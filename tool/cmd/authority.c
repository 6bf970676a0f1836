#include "tool/cmd/authority.h"

/* What was not told is for JSON alone. */
static void
say_told(struct say *s, const char *key, const char *label, const char *value)
{
	say_text(s, key, value[0] == '\0' ? NULL : label, value);
}

static void
say_when(struct say *s, const char *key, const char *label, bool told,
    int64_t time_s)
{
	if (told)
		say_time(s, key, label, time_s);
	else
		say_text(s, key, NULL, "");
}

static bool
is_any(const struct contents_authority *a)
{
	return a->requester[0] != '\0' || a->authoriser[0] != '\0' ||
	    a->rank[0] != '\0' || a->number[0] != '\0' ||
	    a->authorised_s != 0 || a->category[0] != '\0' ||
	    a->policy[0] != '\0';
}

static void
say_authority(struct say *s, const struct contents_authority *a)
{
	say_group_begin(s, "authority", is_any(a) ? "Authority" : NULL);
	say_told(s, "requester", "Requested by", a->requester);
	say_told(s, "authoriser", "Given by", a->authoriser);
	say_told(s, "rank", "Rank", a->rank);
	say_told(s, "number", "Number", a->number);
	say_when(s, "authorised_at", "Given on", a->authorised_s != 0,
	    a->authorised_s);
	say_told(s, "category", "Category", a->category);
	say_told(s, "policy", "By the policy", a->policy);
	say_group_end(s);
}

static void
say_captured(struct say *s, const struct contents_captured *c)
{
	say_group_begin(s, "captured", c->known ? "Captured" : NULL);
	say_when(s, "oldest", "Oldest read", c->known, c->oldest_s);
	say_when(s, "newest", "Newest read", c->known, c->newest_s);
	say_when(s, "expires", "Oldest expires", c->known && c->expires_s != 0,
	    c->expires_s);
	say_group_end(s);
}

void
authority_say(struct say *s, const struct contents *c)
{
	say_text(s, "purpose", "Purpose", c->purpose);
	say_text(s, "reference", "Reference", c->reference);
	say_authority(s, &c->authority);
	say_captured(s, &c->captured);
}
