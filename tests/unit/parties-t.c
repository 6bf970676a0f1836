#include "tool/flow/parties.h"

#include "keys/session_own.h"
#include "tests/unit/three_stores.h"

/* The ids in the order of the list, with what each is. */
static const char *
readers(const struct seal *s)
{
	static const char *const as[] = { [SEAL_RECIPIENT] = "",
		[SEAL_ESCROW] = "?",
		[SEAL_SELF] = "!" };
	static char text[256];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < s->n_recipients; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%s%s%s",
		    i == 0 ? "" : " ", s->recipients[i].party.agency,
		    as[s->recipients[i].as]);
	return text;
}

#define LIST(...)                                          \
	(const char *const[]){ __VA_ARGS__ },              \
	    sizeof((const char *const[]){ __VA_ARGS__ }) / \
	    sizeof(const char *)

/* Who can open it, or the reason why not. */
static void
settles(const struct parties_ask *ask, const char *want, const char *says,
    const char *rule)
{
	struct seal s = { 0 };
	struct why w = { 0 };
	int rc = parties_settle(&s, &north, ask, &w);

	tap_text(rc == 0 ? readers(&s) : why_name(w.reason), want, "%s", rule);
	if (says != NULL)
		tap_ok(strstr(w.text, says) != NULL, "%s: %s", rule, w.text);
	if (rc == 0)
		tap_ok(strcmp(s.sender.agency, "north") == 0 &&
			strcmp(s.sender.fingerprint, prints[0]) == 0,
		    "%s: sealed by north", rule);
	seal_clear(&s);
}

static void
pins(const struct card *c, unsigned roles)
{
	struct directory_pin pin = pin_of(c);
	struct why w = { 0 };

	pin.roles = roles;
	tap_text(told(store_pin(&north, &pin, "t", &w), &w), "none",
	    "%s is pinned", c->agency);
}

static void
test_readers(void)
{
	struct parties_ask ask = { LIST("south"), NULL, 0 };
	struct seal s = { 0 };
	struct why w = { 0 };

	settles(&ask, "recipient", "agency south is not pinned",
	    "nobody who is not pinned");
	pins(&cards[1], DIRECTORY_SEAL);
	settles(&ask, "recipient", "agency south lacks the role receive",
	    "nor who may not receive");
	pins(&cards[1], DIRECTORY_RECEIVE);
	pins(&cards[2], DIRECTORY_RECEIVE);
	settles(&ask, "south north!", NULL, "who may, and the sender");
	ask = (struct parties_ask){ LIST("east", "south"), NULL, 0 };
	settles(&ask, "east south north!", NULL, "in the order that was said");
	ask = (struct parties_ask){ LIST("south", "south"), NULL, 0 };
	settles(&ask, "usage", "agency south is named twice", "each once");
	ask = (struct parties_ask){ LIST("north"), NULL, 0 };
	settles(&ask, "north", NULL, "the sender alone is a recipient");
	ask = (struct parties_ask){ LIST("south"), LIST("east") };
	settles(&ask, "south east? north!", NULL, "escrow stands behind");
	tap_ok(parties_settle(&s, &north, &ask, &w) == 0 &&
		parties_escrow(&s) == 1,
	    "and is counted");
	seal_clear(&s);
	ask = (struct parties_ask){ LIST("south"), LIST("south") };
	settles(&ask, "usage", "named twice", "no recipient is escrow");
	ask = (struct parties_ask){ LIST("south"), LIST("north") };
	settles(&ask, "usage", "needs no escrow with itself",
	    "nor is the sender");
}

static void
put_escrow(const char *first, const char *second)
{
	struct policy *p = &north.policy;

	p->n_escrow = second == NULL ? 1 : 2;
	(void)snprintf(p->name, sizeof p->name, "test");
	(void)snprintf(p->escrow[0], sizeof p->escrow[0], "%s", first);
	(void)snprintf(p->escrow[1], sizeof p->escrow[1], "%s",
	    second == NULL ? "" : second);
}

static void
test_policy(void)
{
	const struct parties_ask ask = { LIST("south"), NULL, 0 };
	const struct parties_ask same = { LIST("south"), LIST("east") };

	put_escrow("east", NULL);
	settles(&ask, "south east? north!", NULL, "the policy adds escrow");
	settles(&same, "south east? north!", NULL, "once");
	put_escrow("north", "south");
	settles(&ask, "south north!", NULL,
	    "passing over who can open it anyway");
	put_escrow("west", NULL);
	settles(&ask, "recipient", "policy test version",
	    "and wants it to be there");
	north.policy.n_escrow = 0;
}

static void
test_many(void)
{
	const char *to[SEAL_RECIPIENTS_MAX];
	struct parties_ask ask = { to, SEAL_RECIPIENTS_MAX, NULL, 0 };

	for (size_t i = 0; i < SEAL_RECIPIENTS_MAX; i++)
		to[i] = "south";
	settles(&ask, "usage", "more than 63 recipients", "not too many");
}

static void
test_own(void)
{
	const struct parties_ask ask = { LIST("south"), NULL, 0 };
	struct directory_agency *self = NULL;
	struct why w = { 0 };

	for (size_t i = 0; i < north.directory.n; i++)
		if (strcmp(north.directory.agencies[i].agency, "north") == 0)
			self = &north.directory.agencies[i];
	if (self == NULL)
		exit(1);
	self->keys[0].superseded_s = 1;
	settles(&ask, "signer-superseded", "superseded",
	    "not with a key in whose place another one came");
	self->keys[0].compromised_s = 1;
	settles(&ask, "signer-revoked", "revoked",
	    "nor with one that somebody else may have");
	self->keys[0].compromised_s = DIRECTORY_NEVER;
	self->keys[0].superseded_s = DIRECTORY_NEVER;
	self->keys[0].roles &= ~(unsigned)DIRECTORY_SEAL;
	settles(&ask, "signer-role", "own key lacks the role",
	    "nor with one that may not seal");
	self->roles &= ~(unsigned)DIRECTORY_SEAL;
	settles(&ask, "signer-role", "this agency lacks the role",
	    "nor as an agency that may not");
	(void)opens_store(&north, 0, STORE_WRITE);
	settles(&ask, "south north!", NULL, "as it was it may");
	tap_text(
	    told(session_revoke(&north.session, prints[0], SESSION_RETIRED, &w),
		&w),
	    "none", "a key that only the keyring knows as revoked");
	settles(&ask, "signer-revoked", "own key is revoked", "does not seal");
}

int
main(void)
{
	three_begin();
	(void)opens_store(&north, 0, STORE_WRITE);
	test_readers();
	test_policy();
	test_many();
	test_own();
	return three_end();
}
