#include "tool/store/store_policy.h"

#include <stdio.h>
#include <string.h>

#include "tool/ask.h"

static const struct {
	const char *setting;
	unsigned preset;
	unsigned max;
} policies[STORE_POLICIES] = {
	/* 12: NCSC, "Cyber Essentials: Requirements for IT Infrastructure",
	 * password-based authentication, where no second factor and no list of
	 * common passwords stands beside it. Not more than is read. */
	[STORE_POLICY_PASSPHRASE_MIN] = { "passphrase_min",
	    STORE_POLICY_PASSPHRASE_LEAST, STORE_POLICY_PASSPHRASE_MOST },
};

_Static_assert(STORE_POLICY_PASSPHRASE_MOST == ASK_PASSPHRASE_BYTES - 1,
    "no passphrase is long enough");

int
store_policy_put(struct ledger *l, unsigned passphrase_min, struct why *w)
{
	const unsigned given[STORE_POLICIES] = {
		[STORE_POLICY_PASSPHRASE_MIN] = passphrase_min,
	};
	char text[16];

	for (size_t i = 0; i < STORE_POLICIES; i++) {
		(void)snprintf(text, sizeof text, "%u",
		    given[i] != 0 ? given[i] : policies[i].preset);
		if (ledger_set(l, policies[i].setting, text, w) != 0)
			return -1;
	}
	return 0;
}

int
store_policy_get(struct ledger *l, enum store_policy which, unsigned *out,
    struct why *w)
{
	char text[16];
	bool found = false;
	uint64_t n;

	*out = policies[which].preset;
	if (l == NULL)
		return 0;
	if (ledger_get(l, policies[which].setting, text, sizeof text, &found,
		w) != 0)
		return -1;
	if (!found)
		return 0;
	if (!bytes_decimal(text, policies[which].max, &n))
		return why_set(w, WHY_STORE, "the ledger's \"%s\" is \"%s\"",
		    policies[which].setting, text);
	*out = (unsigned)n;
	return 0;
}

int
store_policy_first_passphrase(unsigned min, const char *passphrase,
    struct why *w)
{
	if (min == 0)
		min = policies[STORE_POLICY_PASSPHRASE_MIN].preset;
	if (strlen(passphrase) < min)
		return why_set(w, WHY_USAGE,
		    "the passphrase is shorter than %u bytes", min);
	return 0;
}

int
store_policy_passphrase(struct ledger *l, const char *passphrase, struct why *w)
{
	unsigned min;

	if (store_policy_get(l, STORE_POLICY_PASSPHRASE_MIN, &min, w) != 0)
		return -1;
	return store_policy_first_passphrase(min, passphrase, w);
}
